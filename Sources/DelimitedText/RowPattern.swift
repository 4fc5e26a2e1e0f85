/// What a row shares with the one before: where its fields end, and every byte but some.
///
/// Rows of a walk from door to door differ in a few digits. Whoever has read one of them, and knows
/// which digits those are, reads the next by place (`DigitPlace`, `ClockPlace`), at a third of the
/// price of taking it apart.
///
/// Worked example: after `C0001,1-1-101,19:14,1` with the room and the last field free, the rows
/// `C0001,1-1-102,19:14,0` and `C0001,1-1-ABC,19:14,9` match, whatever their free bytes are, and
/// `C0001,1-1-1101,19:14,0` does not, because its fields end elsewhere.
///
/// Unsafe because rows are compared sixteen bytes at a time, past the ends of short ones, with pairs of
/// words in memory of its own: what is found by number in an array in line is copied first, all of it.
public struct RowPattern: ~Copyable {
  /// Words of a row's bytes, and of where its fields end, two a word.
  @usableFromInline static var byteWords: Int { 8 }
  @usableFromInline static var endWords: Int { 4 }

  /// What the words of a row must be, in those bits that count: its bytes, then its ends, from the
  /// start of the row.
  @usableFromInline let values: UnsafeMutablePointer<SIMD2<UInt64>>
  @usableFromInline let masks: UnsafeMutablePointer<SIMD2<UInt64>>
  /// A bit for each column in which rows must be alike; none where nothing matches.
  @usableFromInline var columns: UInt64 = 0
  /// Whether bytes and ends behind the first half of the words count.
  @usableFromInline var isLong = true

  /// Matches no row.
  public init() {
    values = .allocate(capacity: (Self.byteWords + Self.endWords) / 2)
    masks = .allocate(capacity: (Self.byteWords + Self.endWords) / 2)
    values.initialize(repeating: SIMD2(), count: (Self.byteWords + Self.endWords) / 2)
    masks.initialize(repeating: SIMD2(), count: (Self.byteWords + Self.endWords) / 2)
  }

  deinit {
    values.deallocate()
    masks.deallocate()
  }

  /// Matches no row from now on.
  public mutating func forget() { columns = 0 }

  /// Whether the fields of a row are where those of the pattern are.
  public func hasShape(of row: Row) -> Bool {
    columns != 0 && endDifference(row, 0) | endDifference(row, 1) == SIMD2()
      && row.isTight(columns)
  }

  /// Matches from now on what is like `row` where rows had to be like the one before, whose shape it
  /// has.
  public mutating func follow(_ row: Row) {
    for pair in 0..<Self.byteWords / 2 { values[pair] = row.words(pair) & masks[pair] }
  }

  /// Matches rows that are like `row` in some columns, each a bit of `columns`; of those between
  /// them, only where they end counts. False, matching none, where the fields up to the last of them
  /// are too many, or too long, or have blanks around them.
  public mutating func learn(_ row: Row, columns: UInt64) -> Bool {
    forget()
    let last = 63 - columns.leadingZeroBitCount
    guard last >= 0, last < 2 * Self.endWords else { return false }
    let length = Int(row.ends[last]) - row.start
    guard length <= 8 * Self.byteWords, row.isTight(columns) else { return false }
    self.columns = columns
    isLong = length > 4 * Self.byteWords || last >= Self.endWords
    for pair in 0..<Self.byteWords / 2 { masks[pair] = SIMD2() }
    UnsafeMutableRawPointer(masks).initializeMemory(as: UInt8.self, repeating: .max, count: length)
    for pair in 0..<Self.endWords / 2 {
      let at = Self.byteWords / 2 + pair
      for word in 0..<2 {
        let end = 4 * pair + 2 * word
        masks[at][word] = end < last ? .max : end == last ? 0xFFFF_FFFF : 0
      }
      values[at] = (row.fourEnds(pair) &- Self.fourTimes(row.start)) & masks[at]
    }
    for column in 0..<last where columns >> UInt64(column) & 1 == 0 {
      free(row.field(column), of: row)
    }
    follow(row)
    return true
  }

  /// Lets the bytes of a field of the row vary.
  public mutating func free(_ field: Field, of row: Row) {
    let offset = row.offset(of: field)
    free(offset..<offset + field.count)
  }

  /// Lets bytes vary, counted from the start of the row.
  mutating func free(_ places: Range<Int>) {
    precondition(places.lowerBound >= 0 && places.upperBound <= 8 * Self.byteWords)
    let (masks, values) = (UnsafeMutableRawPointer(masks), UnsafeMutableRawPointer(values))
    for place in places {
      masks.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
      values.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
    }
  }

  @inlinable @inline(__always)
  public func matches(_ row: Row) -> Bool {
    guard columns != 0 else { return false }
    var difference = endDifference(row, 0) | difference(row, 0) | difference(row, 1)
    if isLong {
      difference |= endDifference(row, 1) | self.difference(row, 2) | self.difference(row, 3)
    }
    return difference[0] | difference[1] == 0
  }

  /// Not zero where a pair of words is another. A difference, not `^`, of which the compiler makes a
  /// branch a word.
  @inlinable @inline(__always)
  func difference(_ row: Row, _ pair: Int) -> SIMD2<UInt64> {
    (row.words(pair) & masks[pair]) &- values[pair]
  }

  /// Not zero where four fields end elsewhere.
  @inlinable @inline(__always)
  func endDifference(_ row: Row, _ pair: Int) -> SIMD2<UInt64> {
    // The lower of two ends is never before the start, so that nothing is borrowed from the higher.
    let at = Self.byteWords / 2 + pair
    return ((row.fourEnds(pair) &- Self.fourTimes(row.start)) & masks[at]) &- values[at]
  }

  @inlinable @inline(__always)
  static func fourTimes(_ start: Int) -> SIMD2<UInt64> {
    let start = UInt64(truncatingIfNeeded: start)
    return SIMD2<UInt64>(repeating: start | start &<< 32)
  }
}

/// Up to eight digits that stand at one place of every row of a pattern.
public struct DigitPlace: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline var offset = 0
  /// The bits that eight bytes from there have too many.
  @usableFromInline var surplus: UInt64 = 0

  public init() {}

  /// The last `count` bytes of a field of `row`, at most eight.
  public init(last count: Int, of field: Field, in row: Row) {
    precondition(count > 0 && count <= min(8, field.count))
    offset = row.offset(of: field) + field.count - count
    surplus = UInt64(64 - 8 * count)
  }

  /// Lets the digits vary in a pattern.
  public func free(in pattern: inout RowPattern) {
    pattern.free(offset..<offset + 8 - Int(surplus) / 8)
  }

  /// The digits' values, a byte each, the last one highest; nil where they are no digits.
  @inlinable @inline(__always)
  func digits(in row: Row) -> UInt64? {
    let digits = (row.word(atByte: offset) ^ 0x3030_3030_3030_3030) &<< surplus
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    return digits
  }

  /// The number, or nil where the bytes are no digits.
  @inlinable @inline(__always)
  public func number(in row: Row) -> UInt64? { digits(in: row).map(Field.eightDigits) }

  /// The digits plus one in half a byte each, the first highest, as `Field.digitsPacked`.
  @inlinable @inline(__always)
  public func packed(in row: Row) -> UInt64? {
    digits(in: row).map { Field.packed($0.byteSwapped &+ 0x0101_0101_0101_0101) }
  }
}

/// The time of day in `yyyy-mm-ddThh:mm`, on one date and at one place of every row of a pattern.
public struct ClockPlace: BitwiseCopyable, Sendable {
  /// Where the last eight bytes begin.
  @usableFromInline var offset = 0
  /// The date, in minutes since 1970.
  public private(set) var midnight = 0

  public init() {}

  /// The time in a field of `row`, which was read as `minute`; nil where it is not of that form.
  public init?(_ field: Field, minute: Int, in row: Row) {
    // It is a time, so that what stands between these marks are numbers.
    guard field.count == 16, field[4] == field[7],
      field[10] == UInt8(ascii: "T") || field[10] == 32, field[13] == UInt8(ascii: ":")
    else { return nil }
    offset = row.offset(of: field) + 8
    midnight = minute - minute % 1440
  }

  /// Lets the time of day vary in a pattern.
  public func free(in pattern: inout RowPattern) {
    pattern.free(offset + 3..<offset + 5)
    pattern.free(offset + 6..<offset + 8)
  }

  /// The time in minutes since 1970; nil where it is none.
  @inlinable @inline(__always)
  public func minute(in row: Row) -> Int? { timeOfDay(in: row).map { midnight &+ $0 } }

  /// The time in minutes since midnight; nil where it is none.
  @inlinable @inline(__always)
  public func timeOfDay(in row: Row) -> Int? {
    Field.timeOfDay(row.word(atByte: offset))
  }
}

/// A time of the form `yyyy-mm-ddThh:mm` at one place of every row of a pattern.
public struct TimePlace: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline var offset = 0

  public init() {}

  /// The place of a field of `row`; nil where it is not as long.
  public init?(_ field: Field, in row: Row) {
    guard field.count == 16 else { return nil }
    offset = row.offset(of: field)
  }

  /// Lets the time vary in a pattern.
  public func free(in pattern: inout RowPattern) { pattern.free(offset..<offset + 16) }

  /// The time in minutes since 1970, if it is on a date that `times` has read before.
  @inlinable @inline(__always)
  public func minute(in row: Row, _ times: TimeReader) -> Int? {
    times.minute(row.word(atByte: offset), row.word(atByte: offset &+ 8))
  }
}

extension Row {
  /// Whether fields have no blanks around them that do not count.
  func isTight(_ columns: UInt64) -> Bool {
    var columns = columns
    while columns != 0 {
      let column = columns.trailingZeroBitCount
      guard field(column).count == Int(ends[column]) - Int(ends[column - 1] &+ 1) else {
        return false
      }
      columns &= columns - 1
    }
    return true
  }

  /// What stands behind a column, as a row: its first column is the next one.
  @inlinable @inline(__always)
  public func behind(_ column: Int) -> Row {
    Row(base: base, ends: ends + (column + 1), line: line)
  }

  /// Where a field of the row begins, from the row's start.
  public func offset(of field: Field) -> Int { field.base - (base + start) }

  /// The ends of fields `4 * pair` and the three next ones.
  @inlinable @inline(__always)
  func fourEnds(_ pair: Int) -> SIMD2<UInt64> {
    let ends = UnsafeRawPointer(ends + 4 &* pair)
    return SIMD2<UInt64>(
      UInt64(littleEndian: ends.loadUnaligned(as: UInt64.self)),
      UInt64(littleEndian: ends.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  /// Sixteen bytes of the row, or past its end: the scanner's buffer is that much longer.
  @inlinable @inline(__always)
  func words(_ pair: Int) -> SIMD2<UInt64> {
    SIMD2<UInt64>(word(atByte: 16 &* pair), word(atByte: 16 &* pair &+ 8))
  }

  @inlinable @inline(__always)
  func word(atByte offset: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(base + start + offset).loadUnaligned(as: UInt64.self))
  }

  /// A byte of the row.
  @inlinable @inline(__always)
  public func byte(_ offset: Int) -> UInt8 { base[start &+ offset] }
}
