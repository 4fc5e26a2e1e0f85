import DelimitedText
import Foundation

/// Turns what was read of a file's times into minutes: what the file as a whole says about the order of day
/// and month, about zones, and about times that are only dates.
struct TimeRules {
  enum Order: String, Sendable {
    case dayFirst = "day-first"
    case monthFirst = "month-first"
  }

  enum Outcome: Equatable {
    case minute(Int)
    case bad
    case ambiguous
  }

  /// What a date without a time means in a source.
  enum DateOnly { case noon, endOfDay, bad }

  /// Whom a zone is asked for; nil where the manifest names none.
  let zone: SweepZone?
  /// When the sweep is, and from when on its times may be.
  let window: Range<Int>
  /// The days of the sweep alone.
  private let days: ClosedRange<Int>
  let dateOnly: DateOnly
  /// The order that the manifest names for the file.
  let given: Order?

  private var order: Order?
  private var isOrderUnclear = false
  private var isAllMidnight: Bool
  private var count = 0
  private var offsets: Set<Int> = []
  private var hasUnzoned = false
  private(set) var proven: Set<String> = []
  private var isInWindow = [true, true]
  /// Of dates that can be read either way: how many lie in the window if the day stands first, or the month.
  private var inWindow = [0, 0]
  private var eitherCount = 0
  private(set) var datesOnly = 0
  /// Whether zones were turned into local time, or one was ignored.
  private(set) var isZoneUsed = false

  init(
    _ source: Source, _ window: SweepWindow, zone: SweepZone?, isUsage: Bool, isWhole: Bool = true,
    given: Order?
  ) {
    isAllMidnight = isWhole
    self.zone = zone
    self.given = given
    let month = 31 * 1440
    days = LooseTimes.floor(window.start, 1440)...LooseTimes.floor(window.end - 1, 1440)
    self.window = (source == .meter ? window.start - month : window.start)..<window.end
    dateOnly =
      switch source {
      case .knocks: .noon
      case .meter: isUsage ? .endOfDay : .bad
      default: .bad
      }
  }

  // MARK: - Looking at all times first

  mutating func look(at time: LooseTime) {
    count += 1
    if time.minute != 0 { isAllMidnight = isAllMidnight && time.minute == nil }
    if let offset = time.offset { offsets.insert(offset) }
    switch time.date {
    case .dayFirst: proven.insert(Order.dayFirst.rawValue)
    case .monthFirst: proven.insert(Order.monthFirst.rawValue)
    case .eitherOrder(let first, let second, let year):
      eitherCount += 1
      let days = [(second, first), (first, second)]
      for (index, (month, day)) in days.enumerated() {
        guard let date = self.day(year, month, day) else { continue }
        // A date without a time is in the window if its day is.
        let minute = date * 1440 + (time.minute ?? 720)
        if window.contains(minute) {
          inWindow[index] += 1
        } else {
          isInWindow[index] = false
        }
      }
    default: break
    }
  }

  /// Settles what the file says. Throws where zones ask for one in the manifest.
  mutating func settle(file: String) throws(SweepError) {
    if zone == nil, let first = offsets.first, offsets.count > 1 || first == 0 {
      throw .zoneUnknown(file, isUTC: offsets == [0])
    }
    if count == 0 { isAllMidnight = false }
    if let given {
      order = given
    } else if eitherCount > 0 {
      let byWindow: Order? =
        isInWindow[0] == isInWindow[1] ? nil : isInWindow[0] ? .dayFirst : .monthFirst
      if proven.count > 1 {
        order = nil
      } else if let proof = proven.first.flatMap(Order.init(rawValue:)) {
        order = byWindow == nil || byWindow == proof ? proof : nil
      } else {
        order = byWindow
      }
    }
  }

  /// The order by which dates were read that can be read either way; nil where there are none.
  var orderUsed: Order? { eitherCount > 0 ? order : nil }
  /// Rows whose dates can be read either way, with nothing to tell.
  var unclear: Int { eitherCount > 0 && order == nil ? eitherCount : 0 }

  /// Orders that would bring some of the unclear dates into the window, with how many, the better one first.
  var helpfulOrders: [(order: Order, rows: Int)] {
    [(Order.dayFirst, inWindow[0]), (.monthFirst, inWindow[1])].filter { $0.1 > 0 }
      .sorted { $0.1 > $1.1 }
  }

  // MARK: - Then each

  mutating func minute(of time: LooseTime) -> Outcome {
    let day: Int
    switch time.date {
    case .none: return .bad
    case .day(let number): day = number
    case .dayFirst(let number):
      if given == .monthFirst { return .bad }
      day = number
    case .monthFirst(let number):
      if given == .dayFirst { return .bad }
      day = number
    case .monthAndDay(let month, let dayOfMonth):
      guard let nearest = nearest(month, dayOfMonth) else { return .bad }
      day = nearest
    case .dayOfMonth(let number):
      guard let only = only(number) else { return .bad }
      day = only
    case .eitherOrder(let first, let second, let year):
      guard let order else { return .ambiguous }
      let (month, dayOfMonth) = order == .dayFirst ? (second, first) : (first, second)
      guard let number = self.day(year, month, dayOfMonth) else { return .bad }
      day = number
    }
    if time.isDayNumber {
      let year = 366 * 1440
      guard day * 1440 >= window.lowerBound - year, day * 1440 <= window.upperBound + year else {
        return .bad
      }
    }
    // An evening is no hour.
    if time.part != nil, time.minute == nil { return .bad }
    guard let minute = time.minute, !isAllMidnight else {
      datesOnly += 1
      switch dateOnly {
      case .noon: return .minute(day * 1440 + 720)
      case .endOfDay: return .minute(day * 1440 + 1440)
      case .bad: return .bad
      }
    }
    var whole = day * 1440 + minute
    if let offset = time.offset {
      isZoneUsed = true
      if let zone { whole = zone.local(ofUTC: whole - offset) }
    }
    return .minute(whole)
  }

  private func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    year == LooseTime.noYear
      ? nearest(month, day) : CivilDay.number(year: year, month: month, day: day)
  }

  /// The one day of the sweep with this number; nil where none or several have it.
  private func only(_ number: Int) -> Int? {
    let found = days.filter { CivilDay.date($0).2 == number }
    return found.count == 1 ? found[0] : nil
  }

  /// The date with this month and day that is nearest to the sweep's first.
  private func nearest(_ month: Int, _ day: Int) -> Int? {
    let start = LooseTimes.floor(window.upperBound, 1440)
    let year = CivilDay.date(start).0
    return (year - 1...year + 1)
      .compactMap { CivilDay.number(year: $0, month: month, day: day) }
      .min { abs($0 - start) < abs($1 - start) }
  }
}

/// The zone that the people of a sweep live in.
public struct SweepZone: Sendable, Equatable {
  /// As the manifest has it: `+08:00` or `Asia/Shanghai`.
  public let name: String
  private let fixed: Int?
  private let zone: TimeZone?

  /// Nil where there is no such zone.
  public init?(_ name: String) {
    self.name = name
    let bytes = Array(name.utf8)
    if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      let parts = name.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hours = Int(parts[0]),
        let minutes = Int(parts[1]), hours <= 14, minutes < 60
      else { return nil }
      fixed = (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
      zone = nil
    } else {
      guard name.contains("/") || name == "UTC", let found = TimeZone(identifier: name) else {
        return nil
      }
      fixed = nil
      zone = found
    }
  }

  /// The local minute of a minute of UTC.
  func local(ofUTC minute: Int) -> Int {
    if let fixed { return minute + fixed }
    let seconds = zone?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60)) ?? 0
    return minute + seconds / 60
  }
}
