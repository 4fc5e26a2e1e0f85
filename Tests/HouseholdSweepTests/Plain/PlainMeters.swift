@testable import HouseholdSweep

/// The readings of one meter, no two of a minute, in time order.
struct PlainReadings {
  struct Point {
    var time: Int
    /// In thousandths.
    var kwh: Int
    var rows: [PlainRow]
  }

  let points: [Point]
  /// The sweep, in minutes.
  let window: Range<Int>
  let thresholds: Thresholds

  /// Whether a rise is faster than any dwelling draws.
  private func isImpossible(_ before: Point, _ after: Point) -> Bool {
    let rate = Double(after.kwh - before.kwh) * 1440 / Double(after.time - before.time)
    return thresholds.meterMax > 0 && rate > thresholds.meterMax * 1000
  }

  /// Readings outside their neighbours, as they were read, while these rise as a meter does.
  var slips: [(before: Point, slip: Point, after: Point)] {
    guard thresholds.meterMax > 0, points.count > 2 else { return [] }
    return (1..<points.count - 1).compactMap { number in
      let (before, slip, after) = (points[number - 1], points[number], points[number + 1])
      let isOutside = slip.kwh < before.kwh || slip.kwh > after.kwh
      let isRise = before.kwh <= after.kwh && !isImpossible(before, after)
      return isOutside && isRise ? (before, slip, after) : nil
    }
  }

  /// What is left when slips are.
  private var kept: [Point] {
    let slips = Set(slips.map(\.slip.time))
    return points.filter { !slips.contains($0.time) }
  }

  private var pairs: [(before: Point, after: Point)] {
    Array(zip(kept, kept.dropFirst())).map { ($0, $1) }
  }

  var resets: Int { pairs.count { $0.before.kwh > $0.after.kwh } }
  var impossibleRises: [(before: Point, after: Point)] {
    pairs.filter { isImpossible($0.before, $0.after) }
  }

  private func overlap(_ pair: (before: Point, after: Point)) -> Int {
    min(pair.after.time, window.upperBound) - max(pair.before.time, window.lowerBound)
  }

  /// In the sweep, or of a pair that reaches into it.
  func isAccepted(_ point: Point) -> Bool {
    window.contains(point.time)
      || pairs.contains { pair in
        overlap(pair) > 0 && [pair.before.time, pair.after.time].contains(point.time)
      }
  }

  /// Minutes in the sweep of readings that are evidence.
  var times: [Int] { kept.map(\.time).filter(window.contains) }

  /// kWh a day.
  var usage: Double? {
    var (sum, overlapped) = (0.0, 0)
    for pair in pairs where overlap(pair) > 0 {
      let rise = pair.after.kwh - pair.before.kwh
      if rise < 0 || isImpossible(pair.before, pair.after) { continue }
      sum += Double(rise) * Double(overlap(pair)) / Double(pair.after.time - pair.before.time)
      overlapped += overlap(pair)
    }
    let isLong = overlapped > 0 && Double(overlapped) >= thresholds.meterMinHours * 60
    return isLong ? sum * 1440 / (1000 * Double(overlapped)) : nil
  }
}
