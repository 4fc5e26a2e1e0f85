import DelimitedText

/// What the readings of one meter come to.
struct MeterUsage: ZeroIsEmpty {
  /// kWh a day; says nothing unless the meter does.
  private(set) var kwhPerDay = 0.0
  /// Days with a reading.
  var days: UInt32 = 0
  /// Whether the readings give a usage.
  private(set) var isKnown = false

  init() {}

  /// Adds a usage in kWh a day to what is known.
  mutating func add(_ kwhPerDay: Double) {
    self.kwhPerDay = isKnown ? self.kwhPerDay + kwhPerDay : kwhPerDay
    isKnown = true
  }

  mutating func silence() { isKnown = false }
}

/// Works out the usage of one meter after another.
///
/// Source: the mean rate over the consecutive pairs that overlap the sweep, each weighted with its
/// overlap: (Σ rise·overlap/span)·1440 / (1000·Σ overlap), rises in thousandths of a kWh, overlap
/// and span in whole minutes, summed in time order with one division at the end.
struct UsageMeter {
  /// A reading in order, and whether it counts for the sweep.
  struct Reading {
    var minute: Int
    var milliKwh: Int
    var copies: Int
    var isUsed = false
    var isSlip = false
    /// Of usage: the most minutes before that it can be about.
    var reach = 0
  }

  /// Readings that no meter makes.
  enum Fault: Sendable {
    /// A reading outside its two neighbours, which rise as a meter does: a slip of the pen.
    case slip(Reading, between: Reading, and: Reading)
    /// A rise faster than any dwelling draws.
    case rise(from: Reading, to: Reading)
  }

  private let end: Int
  private let minMinutes: Double
  /// Thousandths of a kWh a day above which a rise is impossible; nil where no rule is wanted.
  private let most: Double?
  /// The readings of the meter at hand: each minute once, conflicting ones left out.
  var readings: [Reading] = []
  /// Pairs of readings that fall, of all meters: the register was reset or replaced.
  private(set) var resets = 0
  /// The faults of the meter at hand.
  private(set) var faults: [Fault] = []

  /// The sweep runs from minute 0 to `end`.
  init(end: Int, _ thresholds: Thresholds) {
    self.end = end
    minMinutes = thresholds.meterMinHours * 60
    most = thresholds.meterMax > 0 ? thresholds.meterMax * 1000 : nil
  }

  /// Whether a rise is faster than any dwelling draws.
  @inline(__always)
  private func isImpossible(_ rise: Int, over minutes: Int) -> Bool {
    guard let most else { return false }
    return Double(rise) * 1440 > most * Double(minutes)
  }

  /// The usage from readings that all lie in the sweep, no two in a minute, in time order; nil where
  /// they do not. Nearly all meters are so, and nothing has to be kept of their readings.
  ///
  /// Each pair lies in the sweep as a whole, so that a rise times overlap by span is the rise: whole
  /// numbers, which a `Double` holds as they are, as long as they are below 2^53.
  @inline(__always)
  mutating func usage<Event: ReadingEvent>(
    ofPlain readings: borrowing EventSorter<Event>, _ range: Range<Int>
  ) -> MeterUsage? {
    var usage = MeterUsage()
    var (rises, minutes, falls) = (0, 0, 0)
    var before = (minute: -1, milliKwh: 0)
    for index in range {
      let event = readings.events[index]
      let (minute, milliKwh) = (event.minute, event.milliKwh)
      guard minute > before.minute, minute < end else { return nil }
      usage.days |= 1 &<< UInt32(truncatingIfNeeded: minute / 1440)
      if before.minute >= 0 {
        let rise = milliKwh - before.milliKwh
        let span = minute &- before.minute
        if rise >= 0 {
          guard !isImpossible(rise, over: span) else { return nil }
          rises &+= rise
          minutes &+= span
        } else {
          // Of three or more, one may be a slip.
          guard most == nil || range.count < 3 else { return nil }
          falls &+= 1
        }
        guard rise < 1 << 32 else { return nil }
      }
      before = (minute, milliKwh)
    }
    resets += falls
    finish(Rates(weighted: Double(rises), overlapped: minutes), &usage)
    return usage
  }

  /// The usage of `readings`; marks those that belong to the sweep or to a pair that overlaps it.
  mutating func usage() -> MeterUsage {
    var usage = MeterUsage()
    var sum = Rates()
    faults.removeAll(keepingCapacity: true)
    if most != nil { markSlips() }
    // The last reading that is no slip.
    var last: Int?
    for index in readings.indices {
      let minute = readings[index].minute
      let isInside = minute >= 0 && minute < end
      if isInside { readings[index].isUsed = true }
      if readings[index].isSlip { continue }
      if isInside { usage.days |= 1 << UInt32(minute / 1440) }
      defer { last = index }
      guard let last else { continue }
      let before = readings[last]
      let overlap = min(minute, end) - max(before.minute, 0)
      let rise = readings[index].milliKwh - before.milliKwh
      let span = minute - before.minute
      if isImpossible(rise, over: span) {
        faults.append(.rise(from: before, to: readings[index]))
      } else {
        sum.add(rise: rise, overlap: overlap, span: span)
      }
      guard overlap > 0 else { continue }
      readings[index].isUsed = true
      readings[last].isUsed = true
    }
    resets += sum.falls
    finish(sum, &usage)
    return usage
  }

  /// Whether a reading is below the one before it.
  var falls: Bool {
    zip(readings, readings.dropFirst()).contains { $1.milliKwh < $0.milliKwh }
  }

  /// Whether readings differ.
  var moves: Bool {
    zip(readings, readings.dropFirst()).contains { $1.milliKwh != $0.milliKwh }
  }

  /// The usage where each reading is what was used since the one before it, or for so long as it can be
  /// about, whichever is shorter. The rate is worked out as that of rises.
  mutating func usageOfUsed() -> MeterUsage {
    var usage = MeterUsage()
    var sum = Rates()
    faults.removeAll(keepingCapacity: true)
    for index in readings.indices {
      let minute = readings[index].minute
      var from = minute - readings[index].reach
      if index > 0 { from = max(from, readings[index - 1].minute) }
      let span = minute - from
      let overlap = min(minute, end) - max(from, 0)
      let isInside = minute >= 0 && minute < end
      if isInside { usage.days |= 1 << UInt32(minute / 1440) }
      guard span > 0 else { continue }
      if isImpossible(readings[index].milliKwh, over: span) {
        var before = readings[index]
        before.minute = from
        before.milliKwh = 0
        faults.append(.rise(from: before, to: readings[index]))
        readings[index].isUsed = isInside
        continue
      }
      sum.add(rise: readings[index].milliKwh, overlap: overlap, span: span)
      readings[index].isUsed = isInside || overlap > 0
    }
    finish(sum, &usage)
    return usage
  }

  /// Marks the readings outside their neighbours, all by the neighbours as they were read.
  private mutating func markSlips() {
    for index in readings.indices.dropFirst().dropLast() {
      let (before, reading, after) = (
        readings[index - 1], readings[index], readings[index + 1]
      )
      let isBetween =
        reading.milliKwh >= before.milliKwh && reading.milliKwh <= after.milliKwh
      let rise = after.milliKwh - before.milliKwh
      if isBetween || rise < 0 || isImpossible(rise, over: after.minute - before.minute) {
        continue
      }
      readings[index].isSlip = true
      faults.append(.slip(reading, between: before, and: after))
    }
  }

  private func finish(_ sum: Rates, _ usage: inout MeterUsage) {
    if sum.overlapped > 0 && Double(sum.overlapped) >= minMinutes {
      usage.add(sum.weighted * 1440 / (1000 * Double(sum.overlapped)))
    }
  }

  /// The sums over the pairs of one meter.
  private struct Rates {
    var weighted = 0.0
    var overlapped = 0
    var falls = 0

    @inline(__always)
    mutating func add(rise: Int, overlap: Int, span: Int) {
      if rise < 0 { falls += 1 }
      guard overlap > 0, rise >= 0 else { return }
      weighted += Double(rise) * Double(overlap) / Double(span)
      overlapped += overlap
    }
  }
}
