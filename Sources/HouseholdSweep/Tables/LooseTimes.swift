import DelimitedText
import Foundation

/// A date or a time of day as somebody wrote it, before it is known what the rest of the file says about
/// the order of day and month, and about time zones.
struct LooseTime: BitwiseCopyable, Equatable {
  enum Date: BitwiseCopyable, Equatable {
    case none
    /// Days since 1970.
    case day(Int)
    /// `17/2/2020`, or `2/17/2020`: the first two numbers can be day and month either way.
    case eitherOrder(Int, Int, year: Int)
    /// The same where only one order gives a date.
    case dayFirst(Int)
    case monthFirst(Int)
    /// `2月17日`: the year that brings it nearest to the sweep.
    case monthAndDay(Int, Int)
    /// `17日`: the one day of the sweep that bears this number.
    case dayOfMonth(Int)
  }

  /// The year of a date in `eitherOrder` that names none: the one that brings it nearest to the sweep.
  static let noYear = 0

  var date = Date.none
  /// The minute of the day; nil where only a date stands there.
  var minute: Int?
  /// The part of a day that stands there instead of an hour: `2月17日晚`.
  var part: DayPart?
  /// Minutes east of UTC, where the text says so.
  var offset: Int?
  /// The text is a spreadsheet's day number.
  var isDayNumber = false
}

/// Reads dates and times as people and programs write them.
///
///     2020年2月17日 20时30分   2月17日20:30   2020.2.17   20200217 2030   晚上8点半   8:30 PM
///     17日晚8点   2.18下午3点   二月十七日晚八点   17 Feb 8 PM
///
/// A text is taken apart into numbers and marks, and these are read from the left: a date, a time, a zone.
struct LooseTimes {
  private var tokens: [TimeToken] = []
  private var at = 0
  /// Whether the time has a `T` in front or seconds: then `-05:00` behind it is a zone, not the end of a
  /// range.
  private var isOfProgram = false

  /// Whether a date may have neither a year nor a time behind it (`2/17`): in the name of a column.
  private let isOfDays: Bool

  init(ofDays isOfDays: Bool = false) { self.isOfDays = isOfDays }

  /// Reads a date, a time of day, or both; nil where it is none, or says two things.
  mutating func read(_ field: Field) -> LooseTime? {
    guard field.count > 0, field.count <= 64 else { return nil }
    // The forms of the tidy page, which are nearly all.
    if let time = field.time(), !time.hadZone {
      return LooseTime(
        date: .day(Self.floor(time.minute, 1440)), minute: Self.remainder(time.minute, 1440))
    }
    guard TimeToken.read(field, into: &tokens), !tokens.isEmpty else { return nil }
    at = 0
    var time = LooseTime()
    if let serial = dayNumber() {
      return serial
    }
    time.date = date() ?? .none
    if at >= tokens.count { return time.date == .none ? nil : time }
    isOfProgram = time.date != .none && passMark("T")
    if time.date != .none, let part = partAlone() {
      time.part = part
      return time
    }
    guard let minute = clock(behindDate: time.date != .none) else { return nil }
    time.minute = minute
    if at < tokens.count {
      guard let offset = zone() else { return nil }
      time.offset = offset
    }
    return at == tokens.count ? time : nil
  }

  // MARK: - Numbers and marks

  private func mark(_ offset: Int = 0) -> Unicode.Scalar? {
    guard at + offset < tokens.count, tokens[at + offset].kind == .mark else { return nil }
    return Unicode.Scalar(tokens[at + offset].value)
  }

  @discardableResult
  private mutating func passMark(_ scalar: Unicode.Scalar) -> Bool {
    if mark() == " ", mark(1) == scalar, scalar != " " { at += 1 }
    guard mark() == scalar else { return false }
    at += 1
    return true
  }

  private mutating func passBlank() { if mark() == " " { at += 1 } }

  private func number(_ digits: ClosedRange<Int>, _ offset: Int = 0) -> Int? {
    guard at + offset < tokens.count, tokens[at + offset].kind == .number,
      digits.contains(tokens[at + offset].digits)
    else { return nil }
    return tokens[at + offset].value
  }

  // MARK: - Dates

  /// The whole text as a spreadsheet's day number.
  private mutating func dayNumber() -> LooseTime? {
    guard let days = number(5...5), (20_000...80_000).contains(days) else { return nil }
    let date = LooseTime.Date.day(days - 25_569)
    if tokens.count == 1 { return LooseTime(date: date, isDayNumber: true) }
    guard tokens.count == 3, mark(1) == ".", let fraction = number(1...17, 2) else { return nil }
    var scale = 1.0
    for _ in 0..<tokens[2].digits { scale *= 10 }
    // A hair under the minute is the minute: to the second first, then the minute is cut.
    let seconds = Int((Double(min(fraction, 1 << 50)) / scale * 86_400).rounded())
    if seconds == 0 { return LooseTime(date: date, isDayNumber: true) }
    guard seconds < 86_400 else {
      return LooseTime(date: .day(days - 25_569 + 1), minute: 0, isDayNumber: true)
    }
    return LooseTime(date: date, minute: seconds / 60, isDayNumber: true)
  }

  private mutating func date() -> LooseTime.Date? {
    if let whole = number(8...8), mark(1) == nil || mark(1) == " " {
      guard
        let day = CivilDay.number(year: whole / 10_000, month: whole / 100 % 100, day: whole % 100)
      else { return nil }
      at += 1
      passBlank()
      return .day(day)
    }
    if let year = number(4...4) { return yearFirst(year) }
    if let named = namedMonth() { return named }
    guard let first = number(1...2) else { return nil }
    if mark(1) == "日" || mark(1) == "号" {
      guard (1...31).contains(first) else { return nil }
      at += 2
      passBlank()
      return .dayOfMonth(first)
    }
    if mark(1) == "月", let day = number(1...2, 2) {
      guard (1...12).contains(first), (1...31).contains(day) else { return nil }
      guard mark(3) == "日" || mark(3) == "号" else { return nil }
      at += 4
      passBlank()
      return .monthAndDay(first, day)
    }
    guard let separator = mark(1), separator == "/" || separator == "-" || separator == ".",
      let second = number(1...2, 2)
    else { return nil }
    guard mark(3) == separator, let year = number(4...4, 4) else {
      return withoutYear(first, second)
    }
    let dayFirst = CivilDay.number(year: year, month: second, day: first)
    let monthFirst = CivilDay.number(year: year, month: first, day: second)
    at += 5
    passBlank()
    switch (dayFirst, monthFirst) {
    case (let day?, let other?):
      return day == other ? .day(day) : .eitherOrder(first, second, year: year)
    case (let day?, nil): return .dayFirst(day)
    case (nil, let day?): return .monthFirst(day)
    case (nil, nil): return nil
    }
  }

  /// `2.18下午3点`: a month and a day with no year, where a time of day is all that follows.
  private mutating func withoutYear(_ first: Int, _ second: Int) -> LooseTime.Date? {
    let isAlone = isOfDays && at + 3 == tokens.count && mark(1) != "-"
    var next = at + 3
    if mark(3) == " " { next += 1 }
    let isPart = next < tokens.count && tokens[next].kind == .part
    let isClock =
      next < tokens.count && next > at + 3 && tokens[next].kind == .number
      && next + 1 < tokens.count
      && tokens[next + 1].kind == .mark && [58, 0x70B9, 0x65F6].contains(tokens[next + 1].value)
    guard isAlone || isPart || isClock else { return nil }
    at = next
    switch ((1...12).contains(first), (1...12).contains(second)) {
    case (true, false): return (13...31).contains(second) ? .monthAndDay(first, second) : nil
    case (false, true): return (13...31).contains(first) ? .monthAndDay(second, first) : nil
    case (false, false): return nil
    case (true, true):
      // Chinese dates have the month first.
      return first == second || tokens.contains(where: \.isChinese)
        ? .monthAndDay(first, second)
        : .eitherOrder(first, second, year: LooseTime.noYear)
    }
  }

  /// `17 Feb`, `Feb 17`, `17-Feb-2020`, `February 17, 2020`.
  private mutating func namedMonth() -> LooseTime.Date? {
    func skipped(_ offset: Int) -> Int { [" ", "-"].contains(mark(offset)) ? offset + 1 : offset }
    func isMonth(_ offset: Int) -> Bool {
      at + offset < tokens.count && tokens[at + offset].kind == .month
    }
    let second = skipped(1)
    let month: Int
    let day: Int
    if isMonth(0), let number = number(1...2, second) {
      (month, day) = (tokens[at].value, number)
    } else if let number = number(1...2), isMonth(second) {
      (month, day) = (tokens[at + second].value, number)
    } else {
      return nil
    }
    guard (1...31).contains(day) else { return nil }
    let third = skipped(second + 1)
    if let year = number(4...4, third), (1900...2099).contains(year) {
      guard let number = CivilDay.number(year: year, month: month, day: day) else { return nil }
      at += third + 1
      passBlank()
      return .day(number)
    }
    at += second + 1
    passBlank()
    return .monthAndDay(month, day)
  }

  private mutating func yearFirst(_ year: Int) -> LooseTime.Date? {
    guard let separator = mark(1), let month = number(1...2, 2) else { return nil }
    let isChinese = separator == "年"
    guard isChinese || separator == "-" || separator == "/" || separator == ".",
      mark(3) == (isChinese ? "月" : separator), let day = number(1...2, 4),
      let number = CivilDay.number(year: year, month: month, day: day)
    else { return nil }
    if isChinese {
      guard mark(5) == "日" || mark(5) == "号" else { return nil }
      at += 6
    } else {
      at += 5
    }
    passBlank()
    return .day(number)
  }

  // MARK: - Times of day

  private mutating func dayPart() -> DayPart? {
    passBlank()
    guard at < tokens.count, tokens[at].kind == .part,
      let part = DayPart(rawValue: tokens[at].value)
    else { return nil }
    at += 1
    passBlank()
    return part
  }

  /// A part of a day with which the text ends: no hour stands there.
  private func partAlone() -> DayPart? {
    let place = mark() == " " ? at + 1 : at
    guard place + 1 == tokens.count, tokens[place].kind == .part else { return nil }
    return DayPart(rawValue: tokens[place].value)
  }

  private mutating func clock(behindDate: Bool) -> Int? {
    var part = dayPart()
    guard let (hour, minute) = hourAndMinute(behindDate: behindDate) else { return nil }
    if part == nil {
      part = dayPart()
      if let behind = part, behind != .am && behind != .pm { return nil }
    }
    guard minute < 60 else { return nil }
    guard let part else { return hour < 24 ? hour * 60 + minute : nil }
    return part.hour(hour).map { $0 * 60 + minute }
  }

  private mutating func hourAndMinute(behindDate: Bool) -> (Int, Int)? {
    if behindDate, let whole = number(4...4), at + 1 == tokens.count {
      at += 1
      return (whole / 100, whole % 100)
    }
    guard let hour = number(1...2) else { return nil }
    if mark(1) == ":" {
      guard let minute = number(2...2, 2) else { return nil }
      at += 3
      guard passMark(":") else { return (hour, minute) }
      guard let second = number(2...2), second < 61 else { return nil }
      at += 1
      isOfProgram = true
      if passMark(".") {
        guard number(1...9) != nil else { return nil }
        at += 1
      }
      return (hour, minute)
    }
    if mark(1) == "时" || mark(1) == "点" {
      at += 2
      if passMark("半") { return (hour, 30) }
      guard let minute = number(1...2) else { return (hour, 0) }
      at += 1
      guard passMark("分") else { return at == tokens.count ? (hour, minute) : nil }
      if let second = number(1...2), second < 61, mark(1) == "秒" { at += 2 }
      return (hour, minute)
    }
    // `8 PM`
    guard at + 1 < tokens.count else { return nil }
    let next = tokens[mark(1) == " " && at + 2 < tokens.count ? at + 2 : at + 1]
    guard next.kind == .part else { return nil }
    at += 1
    return (hour, 0)
  }

  // MARK: - Zones

  /// Minutes east of UTC, or nil where it is no zone.
  private mutating func zone() -> Int? {
    if passMark("Z") {
      if at == tokens.count { return 0 }
    }
    passBlank()
    guard let sign = mark(), sign == "+" || sign == "-" && isOfProgram else { return nil }
    at += 1
    var hours = 0
    var minutes = 0
    if let both = number(4...4) {
      (hours, minutes) = (both / 100, both % 100)
      at += 1
    } else if let number = number(1...2) {
      hours = number
      at += 1
      if passMark(":") {
        guard let number = self.number(2...2) else { return nil }
        minutes = number
        at += 1
      }
    } else {
      return nil
    }
    guard hours <= 14, minutes < 60 else { return nil }
    return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  static func floor(_ value: Int, _ unit: Int) -> Int {
    value >= 0 ? value / unit : -((unit - 1 - value) / unit)
  }

  static func remainder(_ value: Int, _ unit: Int) -> Int { value - floor(value, unit) * unit }
}
