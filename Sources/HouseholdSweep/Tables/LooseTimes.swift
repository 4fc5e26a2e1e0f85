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
  }

  var date = Date.none
  /// The minute of the day; nil where only a date stands there.
  var minute: Int?
  /// Minutes east of UTC, where the text says so.
  var offset: Int?
  /// The text is a spreadsheet's day number.
  var isDayNumber = false
}

/// Reads dates and times as people and programs write them.
///
///     2020年2月17日 20时30分   2月17日20:30   2020.2.17   20200217 2030   晚上8点半   8:30 PM
///
/// A text is taken apart into numbers and marks, and these are read from the left: a date, a time, a zone.
struct LooseTimes {
  private struct Token {
    enum Kind { case number, mark, period }
    var kind: Kind
    /// The number, or the mark's character.
    var value: Int
    var digits = 0
  }

  /// Parts of a day as they stand before or behind a time.
  private enum Period: Int { case morning, afternoon, night, noon, am, pm }

  private var tokens: [Token] = []
  private var at = 0
  /// Whether the time has a `T` in front or seconds: then `-05:00` behind it is a zone, not the end of a
  /// range.
  private var isOfProgram = false

  init() {}

  /// Reads a date, a time of day, or both; nil where it is none, or says two things.
  mutating func read(_ field: Field) -> LooseTime? {
    guard field.count > 0, field.count <= 64 else { return nil }
    // The forms of the tidy page, which are nearly all.
    if let time = field.time(), !time.hadZone {
      return LooseTime(
        date: .day(Self.floor(time.minute, 1440)), minute: Self.remainder(time.minute, 1440))
    }
    guard tokenize(field), !tokens.isEmpty else { return nil }
    at = 0
    var time = LooseTime()
    if let serial = dayNumber() {
      return serial
    }
    time.date = date() ?? .none
    if at == tokens.count { return time.date == .none ? nil : time }
    isOfProgram = time.date != .none && passMark("T")
    guard let minute = clock(behindDate: time.date != .none) else { return nil }
    time.minute = minute
    if at < tokens.count {
      guard let offset = zone() else { return nil }
      time.offset = offset
    }
    return at == tokens.count ? time : nil
  }

  // MARK: - Numbers and marks

  /// A word stands before any that it begins with.
  private static let words: [(String, Token)] = [
    ("凌晨", .init(kind: .period, value: Period.morning.rawValue, digits: 1)),
    ("早上", .init(kind: .period, value: Period.morning.rawValue)),
    ("早晨", .init(kind: .period, value: Period.morning.rawValue)),
    ("清晨", .init(kind: .period, value: Period.morning.rawValue)),
    ("上午", .init(kind: .period, value: Period.morning.rawValue)),
    ("早", .init(kind: .period, value: Period.morning.rawValue)),
    ("中午", .init(kind: .period, value: Period.noon.rawValue)),
    ("下午", .init(kind: .period, value: Period.afternoon.rawValue)),
    ("傍晚", .init(kind: .period, value: Period.afternoon.rawValue)),
    ("晚上", .init(kind: .period, value: Period.night.rawValue)),
    ("夜里", .init(kind: .period, value: Period.night.rawValue)),
    ("夜间", .init(kind: .period, value: Period.night.rawValue)),
    ("晚间", .init(kind: .period, value: Period.night.rawValue)),
    ("深夜", .init(kind: .period, value: Period.night.rawValue)),
    ("晚", .init(kind: .period, value: Period.night.rawValue)),
    ("a.m.", .init(kind: .period, value: Period.am.rawValue)),
    ("p.m.", .init(kind: .period, value: Period.pm.rawValue)),
    ("am", .init(kind: .period, value: Period.am.rawValue)),
    ("pm", .init(kind: .period, value: Period.pm.rawValue)),
    ("utc", .init(kind: .mark, value: Int(UInt8(ascii: "Z")))),
    ("gmt", .init(kind: .mark, value: Int(UInt8(ascii: "Z")))),
  ]

  /// Takes the text apart; false where it has something that stands in no date or time.
  private mutating func tokenize(_ field: Field) -> Bool {
    tokens.removeAll(keepingCapacity: true)
    var isFolded = true
    for index in 0..<field.count where field[index] == 0xEF || field[index] &- 65 < 26 {
      isFolded = false
    }
    let text =
      isFolded ? field.text : field.text.precomposedStringWithCompatibilityMapping.lowercased()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      let value = Int(scalar.value)
      if (48...57).contains(value) {
        var number = 0
        var digits = 0
        while let digit = rest.first, (48...57).contains(digit.value) {
          number = min(number * 10 + Int(digit.value) - 48, 1 << 50)
          digits += 1
          rest = rest.dropFirst()
        }
        tokens.append(.init(kind: .number, value: number, digits: digits))
        continue
      }
      if let (word, token) = Self.words.first(where: { rest.starts(with: $0.0.unicodeScalars) }) {
        tokens.append(token)
        rest = rest.dropFirst(word.unicodeScalars.count)
        continue
      }
      rest = rest.dropFirst()
      switch scalar {
      case " ", "\u{A0}", "\t", "\n", "\r":
        // A blank ends a number and otherwise says nothing.
        if let last = tokens.last, last.kind == .mark, last.value == 32 { continue }
        tokens.append(.init(kind: .mark, value: 32))
      case "-", "/", ".", ":", "+", "年", "月", "日", "号", "时", "点", "分", "秒", "半":
        tokens.append(.init(kind: .mark, value: value))
      case "t", "z": tokens.append(.init(kind: .mark, value: value - 32))
      default: return false
      }
    }
    while let last = tokens.last, last.kind == .mark, last.value == 32 { tokens.removeLast() }
    if let first = tokens.first, first.kind == .mark, first.value == 32 { tokens.removeFirst() }
    return true
  }

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
    guard let first = number(1...2) else { return nil }
    if mark(1) == "月", let day = number(1...2, 2) {
      guard (1...12).contains(first), (1...31).contains(day) else { return nil }
      guard mark(3) == "日" || mark(3) == "号" else { return nil }
      at += 4
      passBlank()
      return .monthAndDay(first, day)
    }
    guard let separator = mark(1), separator == "/" || separator == "-" || separator == ".",
      let second = number(1...2, 2), mark(3) == separator, let year = number(4...4, 4)
    else { return nil }
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

  private mutating func period() -> (Period, isDawn: Bool)? {
    passBlank()
    guard at < tokens.count, tokens[at].kind == .period,
      let period = Period(rawValue: tokens[at].value)
    else { return nil }
    let isDawn = tokens[at].digits == 1
    at += 1
    passBlank()
    return (period, isDawn)
  }

  private mutating func clock(behindDate: Bool) -> Int? {
    var part = period()
    guard let (hour, minute) = hourAndMinute(behindDate: behindDate) else { return nil }
    if part == nil {
      part = period()
      if let behind = part, behind.0 != .am && behind.0 != .pm { return nil }
    }
    guard minute < 60 else { return nil }
    guard let part else { return hour < 24 ? hour * 60 + minute : nil }
    guard let whole = Self.hour(hour, in: part.0, isDawn: part.isDawn) else { return nil }
    return whole * 60 + minute
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
    guard next.kind == .period else { return nil }
    at += 1
    return (hour, 0)
  }

  /// The hour of the day; nil where it does not go with the words, or goes with them in two ways.
  private static func hour(_ hour: Int, in period: Period, isDawn: Bool) -> Int? {
    switch period {
    case .am: return (1...12).contains(hour) ? hour % 12 : hour == 0 ? 0 : nil
    case .pm:
      if hour == 12 { return 12 }
      return (1...11).contains(hour) ? hour + 12 : (13...23).contains(hour) ? hour : nil
    case .morning: return (0...(isDawn ? 6 : 11)).contains(hour) ? hour : nil
    case .noon: return hour == 11 || hour == 12 ? hour : hour == 1 || hour == 2 ? hour + 12 : nil
    case .afternoon:
      if hour == 12 { return 12 }
      return (1...11).contains(hour) ? hour + 12 : (13...23).contains(hour) ? hour : nil
    case .night:
      return (6...11).contains(hour) ? hour + 12 : (18...23).contains(hour) ? hour : nil
    }
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
