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
        if rise >= 0 {
          rises &+= rise
          minutes &+= minute &- before.minute
        } else {
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
    for index in readings.indices {
      let minute = readings[index].minute
      if minute >= 0 && minute < end {
        usage.days |= 1 << UInt32(minute / 1440)
        readings[index].isUsed = true
      }
      guard index > 0 else { continue }
      let before = readings[index - 1]
      let overlap = min(minute, end) - max(before.minute, 0)
      sum.add(
        rise: readings[index].milliKwh - before.milliKwh, overlap: overlap,
        span: minute - before.minute)
      guard overlap > 0 else { continue }
      readings[index].isUsed = true
      readings[index - 1].isUsed = true
    }
    resets += sum.falls
    finish(sum, &usage)
    return usage
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
