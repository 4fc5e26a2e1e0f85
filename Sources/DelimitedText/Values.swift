/// A local time of day and date, in minutes since 1970-01-01T00:00.
public struct ParsedTime {
  public var minute: Int
  /// A zone offset stood behind the time and was ignored.
  public var hadZone: Bool

  @inlinable
  public init(minute: Int, hadZone: Bool) {
    self.minute = minute
    self.hadZone = hadZone
  }
}

/// Why a field is no number.
public enum NumberFault: Error {
  case bad, negative
}

/// Reads times, remembering some dates: the rows of a sweep have a few of them, in any order.
public struct TimeReader: Sendable {
  /// A date by the bytes it was written in.
  @usableFromInline
  struct Day: BitwiseCopyable, Sendable {
    /// The first eight bytes, and the next three: `dd` and the mark behind it.
    @usableFromInline var head: UInt64 = 0
    @usableFromInline var tail: UInt64 = 0
    @usableFromInline var midnight = 0
  }

  /// By the last digit of the day, so that days that follow each other do not share a place.
  @usableFromInline var days = Array(repeating: Day(), count: 16)

  public init() {
    // A place that no date has taken is that of no text: one of zeros would be in the first place.
    days[0].tail = 1 << 8
  }

  /// The time of a field, as `Field.time()`.
  @inlinable @inline(__always)
  public mutating func read(_ field: Field) -> ParsedTime? {
    if field.count == 16, let minute = minute(field.word(at: 0), field.word(at: 8)) {
      return ParsedTime(minute: minute, hadZone: false)
    }
    return readAnew(field)
  }

  /// The minute of a time of the form `yyyy-mm-ddThh:mm`, in two words, on a date that has been read
  /// before; nil for others.
  @inlinable @inline(__always)
  func minute(_ head: UInt64, _ tail: UInt64) -> Int? {
    let day = days[Int(tail &>> 8 & 15)]
    guard (day.head ^ head) | (day.tail ^ tail) & 0xFF_FFFF == 0 else { return nil }
    return Field.timeOfDay(tail).map { day.midnight &+ $0 }
  }

  @usableFromInline
  mutating func readAnew(_ field: Field) -> ParsedTime? {
    if field.count == 16, let minute = field.fixedTime() {
      let tail = field.word(at: 8)
      days[Int(tail >> 8 & 15)] = Day(
        head: field.word(at: 0), tail: tail & 0xFF_FFFF,
        midnight: minute - (Field.timeOfDay(tail) ?? 0))
      return ParsedTime(minute: minute, hadZone: false)
    }
    return field.time()
  }
}

extension Field {
  /// `2020-02-17T20:30`, `2020/2/17 20:30`, seconds and a zone offset behind; nil if it is no time.
  ///
  /// The form with two digits everywhere is read by place; anything else digit by digit.
  @inlinable
  public func time() -> ParsedTime? {
    if count == 16, let minute = fixedTime() { return ParsedTime(minute: minute, hadZone: false) }
    return looseTime()
  }

  /// The minutes since midnight of a word that ends in `hh:mm`; nil where it does not.
  @inlinable @inline(__always)
  static func timeOfDay(_ word: UInt64) -> Int? {
    // Of the mark nothing is left over; adding 118 to a byte above 9, and 127 to one above 0, sets
    // its highest bit.
    let clock = (word ^ 0x3030_3A30_3000_0000) & 0xFFFF_FFFF_FF00_0000
    let high = (clock &+ 0x7676_7F76_7600_0000) | clock
    let hour = Int(clock &>> 24 & 0xFF) &* 10 &+ Int(clock &>> 32 & 0xFF)
    let minute = Int(clock &>> 48 & 0xFF) &* 10 &+ Int(clock &>> 56)
    guard high & 0x8080_8080_8000_0000 == 0, hour < 24, minute < 60 else { return nil }
    return hour &* 60 &+ minute
  }

  @inlinable @inline(__always)
  func digit(_ index: Int) -> Int { Int(self[index] &- 48) }

  /// The minute of `yyyy-mm-ddThh:mm` (or `/` and a blank), or nil where that is not the form.
  @inlinable
  func fixedTime() -> Int? {
    let mark = self[4]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/"), self[7] == mark,
      self[10] == UInt8(ascii: "T") || self[10] == 32, self[13] == UInt8(ascii: ":")
    else { return nil }
    // The bytes that must be digits, as numbers; adding 118 to one above 9 sets its highest bit.
    let head = (word(at: 0) ^ 0x3030_3030_3030_3030) & 0x00FF_FF00_FFFF_FFFF
    let tail = (word(at: 8) ^ 0x3030_3030_3030_3030) & 0xFFFF_00FF_FF00_FFFF
    let headHigh = (head &+ 0x0076_7600_7676_7676) | head
    let tailHigh = (tail &+ 0x7676_0076_7600_7676) | tail
    guard (headHigh | tailHigh) & 0x8080_8080_8080_8080 == 0 else { return nil }
    let year = digit(0) &* 1000 &+ digit(1) &* 100 &+ digit(2) &* 10 &+ digit(3)
    let hour = digit(11) &* 10 &+ digit(12)
    let minute = digit(14) &* 10 &+ digit(15)
    guard hour < 24, minute < 60,
      let date = CivilDay.number(
        year: year, month: digit(5) &* 10 &+ digit(6), day: digit(8) &* 10 &+ digit(9))
    else { return nil }
    return date &* 1440 &+ hour &* 60 &+ minute
  }

  @usableFromInline
  func looseTime() -> ParsedTime? {
    var at = 0
    guard let year = number(&at, digits: 4...4), at < count else { return nil }
    let mark = self[at]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") else { return nil }
    at += 1
    guard let month = number(&at, digits: 1...2), skip(mark, &at),
      let day = number(&at, digits: 1...2), at < count
    else { return nil }
    guard self[at] == UInt8(ascii: "T") || self[at] == UInt8(ascii: "t") || self[at] == 32 else {
      return nil
    }
    while at < count && (self[at] == 32 || self[at] == UInt8(ascii: "T") || self[at] == 116) {
      at += 1
    }
    guard let hour = number(&at, digits: 1...2), skip(UInt8(ascii: ":"), &at),
      let minute = number(&at, digits: 2...2), hour < 24, minute < 60,
      let date = CivilDay.number(year: year, month: month, day: day)
    else { return nil }
    if skip(UInt8(ascii: ":"), &at) {
      guard let second = number(&at, digits: 2...2), second < 61 else { return nil }
      if skip(UInt8(ascii: "."), &at) {
        guard number(&at, digits: 1...9) != nil else { return nil }
      }
    }
    while at < count && self[at] == 32 { at += 1 }
    let hadZone = at < count
    guard !hadZone || passZone(&at), at == count else { return nil }
    return ParsedTime(minute: date * 1440 + hour * 60 + minute, hadZone: hadZone)
  }

  /// `Z`, `+08:00`, `+0800` or `+08`.
  private func passZone(_ at: inout Int) -> Bool {
    if skip(UInt8(ascii: "Z"), &at) || skip(UInt8(ascii: "z"), &at) { return true }
    guard skip(UInt8(ascii: "+"), &at) || skip(UInt8(ascii: "-"), &at) else { return false }
    guard number(&at, digits: 2...2) != nil else { return false }
    _ = skip(UInt8(ascii: ":"), &at)
    return at == count || number(&at, digits: 2...2) != nil
  }

  private func skip(_ byte: UInt8, _ at: inout Int) -> Bool {
    guard at < count, self[at] == byte else { return false }
    at += 1
    return true
  }

  private func number(_ at: inout Int, digits: ClosedRange<Int>) -> Int? {
    var value = 0
    var found = 0
    while at < count && self[at] &- 48 < 10 && found < digits.upperBound {
      value = value * 10 + digit(at)
      at += 1
      found += 1
    }
    return digits.contains(found) ? value : nil
  }

  /// A decimal ≥ 0 in whole thousandths, rounded half up. Digits with at most one point; below
  /// 10^12.
  @inlinable @inline(__always)
  public func thousandths() throws(NumberFault) -> Int {
    if count >= 8, count <= 12, let value = threePlaces() { return value }
    return try shortThousandths()
  }

  @usableFromInline
  func shortThousandths() throws(NumberFault) -> Int {
    // At most nine digits before the point, and one to three behind it: nearly all there are.
    var value = 0
    var index = 0
    while index < count {
      let digit = self[index] &- 48
      if digit > 9 { break }
      value = value &* 10 &+ Int(digit)
      index &+= 1
    }
    if index > 0 && index < 10 {
      if index == count { return value &* 1000 }
      let places = count &- index &- 1
      if self[index] == UInt8(ascii: ".") && places > 0 && places < 4 {
        var isGood = true
        for place in index &+ 1..<count {
          let digit = self[place] &- 48
          isGood = isGood && digit < 10
          value = value &* 10 &+ Int(digit)
        }
        if isGood { return places == 3 ? value : places == 2 ? value &* 10 : value &* 100 }
      }
    }
    return try anyThousandths()
  }

  /// The number of eight to twelve characters of which the last four are a point and three digits,
  /// in thousandths; nil for others. The digits before the point are read as one word: shifted to
  /// its end, those missing in front are zeros.
  @inlinable @inline(__always)
  func threePlaces() -> Int? {
    let missing = UInt64(truncatingIfNeeded: 96 &- count &* 8)
    let digits = (word(at: 0) ^ 0x3030_3030_3030_3030) &<< missing
    // A point and three digits in the high half.
    let rest = (word(at: count &- 8) &>> 32) ^ 0x3030_302E
    let high = (digits &+ 0x7676_7676_7676_7676) | digits
    let highRest = (rest &+ 0x7676_767F) | rest
    guard (high | highRest) & 0x8080_8080_8080_8080 == 0, rest & 0xFF == 0 else { return nil }
    let thousandths = (rest >> 8 & 0xFF) &* 100 &+ (rest >> 16 & 0xFF) &* 10 &+ rest >> 24
    return Int(truncatingIfNeeded: Field.eightDigits(digits) &* 1000 &+ thousandths)
  }

  /// The number of eight digits, a byte each, the first one lowest.
  @inlinable @inline(__always)
  public static func eightDigits(_ digits: UInt64) -> UInt64 {
    (fours(digits) &* 42_949_672_960_001) &>> 32
  }

  /// The two numbers of four digits each.
  @inlinable @inline(__always)
  public static func fourDigits(_ digits: UInt64) -> (first: UInt64, last: UInt64) {
    let fours = fours(digits)
    return (fours & 0xFFFF_FFFF, fours &>> 32)
  }

  @inlinable @inline(__always)
  static func fours(_ digits: UInt64) -> UInt64 {
    let pairs = (digits &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
    return (pairs &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
  }

  @usableFromInline
  func anyThousandths() throws(NumberFault) -> Int {
    var value = 0
    var places = -1
    var digits = 0
    var roundUp = false
    for index in 0..<count {
      let byte = self[index] &- 48
      if byte < 10 {
        digits &+= 1
        if places < 3 {
          value = value &* 10 &+ Int(byte)
          if places >= 0 { places &+= 1 }
          guard value < 1_000_000_000_000_000 else { throw .bad }
        } else if places == 3 {
          roundUp = byte >= 5
          places = 4
        }
      } else if self[index] == UInt8(ascii: ".") && places < 0 {
        places = 0
      } else {
        throw fault(at: index)
      }
    }
    guard digits > 0 else { throw .bad }
    var missing = 3 - max(0, min(places, 3))
    while missing > 0 {
      value = value &* 10
      missing &-= 1
      guard value < 1_000_000_000_000_000 else { throw .bad }
    }
    return value + (roundUp ? 1 : 0)
  }

  /// A whole number up to a million; a fraction of nothing but zeros is allowed.
  @inlinable @inline(__always)
  public func wholeNumber() throws(NumberFault) -> Int {
    if count == 1 && self[0] &- 48 < 10 { return Int(self[0] &- 48) }
    return try longWholeNumber()
  }

  @usableFromInline
  func longWholeNumber() throws(NumberFault) -> Int {
    let value = try thousandths()
    guard value % 1000 == 0, value <= 1_000_000_000, isWhole else { throw .bad }
    return value / 1000
  }

  /// Whether a number has nothing but zeros behind the point.
  @usableFromInline
  var isWhole: Bool {
    guard let point = (0..<count).first(where: { self[$0] == UInt8(ascii: ".") }) else {
      return true
    }
    return (point + 1..<count).allSatisfy { self[$0] == 48 }
  }

  /// A minus in front of a number is a fault of its own.
  @usableFromInline
  func fault(at index: Int) -> NumberFault {
    guard index == 0, self[0] == UInt8(ascii: "-"), count > 1 else { return .bad }
    return (try? dropFirst(1).thousandths()) != nil ? .negative : .bad
  }

  /// Whether a spreadsheet has turned a long number into `4.20106E+17`.
  public var isScientific: Bool {
    var at = 0
    while at < count && (self[at] &- 48 < 10 || self[at] == UInt8(ascii: ".")) { at += 1 }
    guard at > 0, at + 2 < count, self[at] | 32 == UInt8(ascii: "e") else { return false }
    guard self[at + 1] == UInt8(ascii: "+") || self[at + 1] == UInt8(ascii: "-") else {
      return false
    }
    return (at + 2..<count).allSatisfy { self[$0] &- 48 < 10 }
  }
}
