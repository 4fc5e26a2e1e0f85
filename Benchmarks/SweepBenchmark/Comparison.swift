import CommandLineKit

/// A report beside an earlier one of the same city.
///
/// Cities are held by their median time. Parts are held by how many times a memory scan of the same
/// minute they take, since that is what a busy machine changes least. The floor is shown and not
/// held: it is the machine's, not the engine's.
struct Comparison {
  struct Row: Equatable {
    var title: String
    /// Seconds, or times a memory scan; nil where only one of the two measured it.
    var before: Double?
    var now: Double?
    var unit: String
    var isHeld: Bool

    /// The change of speed: −0.5 is half as fast.
    var change: Double? {
      guard let before, let now, now > 0 else { return nil }
      return before / now - 1
    }
  }

  let rows: [Row]
  let allowedPercent: Double

  init(of now: BenchmarkReport, with before: BenchmarkReport, allowedPercent: Double) {
    self.allowedPercent = allowedPercent
    let new = Self.figures(now)
    let old = Self.figures(before)
    var rows = new.map { row in
      var row = row
      row.before = old.first { $0.title == row.title }?.now
      return row
    }
    rows += old.filter { row in !new.contains { $0.title == row.title } }.map { row in
      var row = row
      row.before = row.now
      row.now = nil
      return row
    }
    self.rows = rows
  }

  private static func figures(_ report: BenchmarkReport) -> [Row] {
    report.city.map { result in
      Row(
        title: result.title, now: result.seconds.median, unit: "s",
        isHeld: result.name != CityResult.floorName)
    }
      + report.parts.map { part in
        Row(title: part.name, now: part.timesScan.median, unit: "× scan", isHeld: true)
      }
  }

  /// Whether the speed of something held fell by more than is allowed.
  var hasFallen: Bool { rows.contains(where: isTooSlow) }

  private func isTooSlow(_ row: Row) -> Bool {
    guard row.isHeld, let change = row.change else { return false }
    return -change * 100 > allowedPercent
  }

  /// Both side by side.
  func text() -> String {
    var table = TextTable(
      ["against the baseline", "before", "now", "speed", ""],
      [.left, .right, .right, .right, .left])
    for row in rows {
      let change = row.change.map {
        ($0 < 0 ? "" : "+") + BenchmarkReport.number($0 * 100, 1) + " %"
      }
      let verdict =
        isTooSlow(row)
        ? "fell by more than \(BenchmarkReport.number(allowedPercent, 1)) %"
        : row.now == nil ? "not measured now" : row.before == nil ? "new" : ""
      table.add([
        row.title, Self.figure(row.before, row.unit), Self.figure(row.now, row.unit), change ?? "",
        verdict,
      ])
    }
    return table.text(width: .max)
  }

  private static func figure(_ value: Double?, _ unit: String) -> String {
    value.map { BenchmarkReport.number($0, 3) + " " + unit } ?? "–"
  }
}
