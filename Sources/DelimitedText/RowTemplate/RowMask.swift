/// What like rows have in common: where their fields end, and every byte but some.
///
/// Worked example: of `C0001,1-1-101,19:14,1` with the room and the last field free, the rows
/// `C0001,1-1-102,19:14,0` and `C0001,1-1-ABC,19:14,9` match, whatever their free bytes are, and
/// `C0001,1-1-1101,19:14,0` does not, because its fields end elsewhere.
///
/// Unsafe because rows are compared sixteen bytes at a time, past the ends of short ones, and because the
/// words lie in memory of their own: indexing an inline array copies all of it first.
@usableFromInline
struct RowMask: ~Copyable {
  /// Words of a row's bytes, and of where its fields end, two a word.
  @usableFromInline static var byteWords: Int { 8 }
  @usableFromInline static var endWords: Int { 4 }

  /// What the words of a row must be, in those bits that count: its bytes, then its ends, from the
  /// start of the row.
  @usableFromInline let values: UnsafeMutablePointer<SIMD2<UInt64>>
  @usableFromInline let masks: UnsafeMutablePointer<SIMD2<UInt64>>
  /// A bit for each column in which rows must be alike; nil before a row has been learned.
  @usableFromInline var columns: UInt64?
  /// Whether bytes and ends behind the first half of the words count.
  @usableFromInline var isLong = true

  /// Has learned no row.
  @usableFromInline init() {
    values = .allocate(capacity: (Self.byteWords + Self.endWords) / 2)
    masks = .allocate(capacity: (Self.byteWords + Self.endWords) / 2)
    values.initialize(repeating: SIMD2(), count: (Self.byteWords + Self.endWords) / 2)
    masks.initialize(repeating: SIMD2(), count: (Self.byteWords + Self.endWords) / 2)
  }

  @inlinable deinit {
    values.deallocate()
    masks.deallocate()
  }

  /// Forgets the row it has learned.
  mutating func clear() { columns = nil }

  /// Whether a row has been learned in which the same columns must be alike, and whose fields are where
  /// those of this one are.
  func hasShape(of row: Row, columns: UInt64) -> Bool {
    self.columns == columns && endDifference(row, 0) | endDifference(row, 1) == SIMD2()
      && row.isTight(columns)
  }

  /// Takes the place of the row learned, whose shape `row` has.
  mutating func follow(_ row: Row) {
    for pair in 0..<Self.byteWords / 2 { values[pair] = row.words(pair) & masks[pair] }
  }

  /// Learns what rows like `row` in some columns, each a bit of `columns`, have in common; of those between
  /// them, only where they end counts. False, with nothing learned, where the fields up to the last of
  /// them are too many, or too long, or have blanks around them.
  mutating func learn(_ row: Row, columns: UInt64) -> Bool {
    clear()
    let last = 63 - columns.leadingZeroBitCount
    guard last < 2 * Self.endWords else { return false }
    let length = last < 0 ? 0 : Int(row.ends[last]) - row.start
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
    for column in 0..<max(last, 0) where columns >> UInt64(column) & 1 == 0 {
      let field = row.field(column)
      let offset = row.offset(of: field)
      free(offset..<offset + field.count)
    }
    follow(row)
    return true
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

  /// Whether a row is like the one learned. There must be one.
  @inlinable @inline(__always)
  func matches(_ row: Row) -> Bool {
    var difference = endDifference(row, 0) | difference(row, 0) | difference(row, 1)
    if isLong {
      difference |= endDifference(row, 1) | self.difference(row, 2) | self.difference(row, 3)
    }
    return difference[0] | difference[1] == 0
  }

  /// Whether there is nothing to compare, and every row is like the one learned.
  @inlinable var matchesAll: Bool { columns == 0 }

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
