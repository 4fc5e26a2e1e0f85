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
  }

  private let end: Int
  private let minMinutes: Double
  /// The readings of the meter at hand: each minute once, conflicting ones left out.
  var readings: [Reading] = []
  /// Pairs of readings that fall, of all meters: the register was reset or replaced.
  private(set) var resets = 0

  /// The sweep runs from minute 0 to `end`.
  init(end: Int, minHours: Double) {
    self.end = end
    minMinutes = minHours * 60
  }

  /// The usage; marks the readings that belong to the sweep or to a pair that overlaps it.
  mutating func usage() -> MeterUsage {
    var usage = MeterUsage()
    var weighted = 0.0
    var overlapped = 0
    for index in readings.indices {
      let minute = readings[index].minute
      if minute >= 0 && minute < end {
        usage.days |= 1 << UInt32(minute / 1440)
        readings[index].isUsed = true
      }
      guard index > 0 else { continue }
      let before = readings[index - 1]
      let overlap = min(minute, end) - max(before.minute, 0)
      let rise = readings[index].milliKwh - before.milliKwh
      if rise < 0 { resets += 1 }
      guard overlap > 0 else { continue }
      readings[index].isUsed = true
      readings[index - 1].isUsed = true
      guard rise >= 0 else { continue }
      weighted += Double(rise) * Double(overlap) / Double(minute - before.minute)
      overlapped += overlap
    }
    if overlapped > 0 && Double(overlapped) >= minMinutes {
      usage.add(weighted * 1440 / (1000 * Double(overlapped)))
    }
    return usage
  }
}
