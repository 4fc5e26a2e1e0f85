import DelimitedText

/// A day of the calendar.
public struct SweepDate: Sendable, Equatable, CustomStringConvertible {
  /// Days since 1970-01-01.
  package let number: Int

  package init(number: Int) { self.number = number }

  /// The date written `YYYY-MM-DD`, or nil if there is no such date.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 48 < 10 } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      let number = CivilDay.number(year: year, month: month, day: day)
    else { return nil }
    self.number = number
  }

  /// `2020-02-17`
  public var description: String {
    let (year, month, day) = CivilDay.date(number)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let padding = String(repeating: "0", count: max(0, 4 - "\(year)".utf8.count))
    return "\(padding)\(year)-\(two(month))-\(two(day))"
  }

  /// The day `days` later.
  public func advanced(by days: Int) -> SweepDate { SweepDate(number: number + days) }
}

/// A time of day in whole minutes.
public struct TimeOfDay: Sendable, Equatable, CustomStringConvertible {
  /// Minutes since midnight, 0 to 1439.
  public let minute: Int

  /// The time so many minutes after midnight, 0 to 1439.
  public init(minute: Int) {
    precondition((0..<1440).contains(minute))
    self.minute = minute
  }

  /// The time written `HH:MM`, or nil.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 48 < 10 } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    self.minute = hour * 60 + minute
  }

  /// `20:30`.
  public var description: String {
    let hour = minute / 60
    let rest = minute % 60
    return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
  }
}

/// The hours in which a light count counts; both ends belong to them, and they may pass midnight.
public struct LightHours: Sendable, Equatable, CustomStringConvertible {
  /// The first minute that counts.
  public var from: TimeOfDay
  /// The last minute that counts; before `from` where the hours pass midnight.
  public var to: TimeOfDay

  /// Hours from one minute to another, both counting.
  public init(from: TimeOfDay, to: TimeOfDay) {
    self.from = from
    self.to = to
  }

  /// Hours written `18:00-01:00`, or nil.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let from = TimeOfDay(parts[0]), let to = TimeOfDay(parts[1]) else {
      return nil
    }
    self.init(from: from, to: to)
  }

  /// `18:00-01:00`.
  public var description: String { "\(from)-\(to)" }

  /// Whether a minute since 1970 lies in these hours.
  package func contains(_ minute: Int) -> Bool { contains(timeOfDay: minute % 1440) }

  /// Whether a minute of any day lies in these hours.
  @inline(__always)
  func contains(timeOfDay time: Int) -> Bool {
    from.minute <= to.minute
      ? time >= from.minute && time <= to.minute
      : time >= from.minute || time <= to.minute
  }
}

/// The time a sweep covers, in minutes since 1970, local.
package struct SweepWindow: Sendable {
  package let start: Int
  package let end: Int
  package let days: Int
  package let lightHours: LightHours

  package var minutes: Range<Int> { start..<end }

  /// Minutes since the start of day 1, or nil outside the sweep.
  @inline(__always)
  package func offset(_ minute: Int) -> Int? {
    minute >= start && minute < end ? minute &- start : nil
  }
}
