import Foundation

/// A growing buffer of bytes to be written to a file, with the few ways tables write values.
///
/// Unsafe inside because appending to `[UInt8]` costs a uniqueness and a bounds check a byte, and
/// the engine writes some 300 MB of small values. The storage never leaves the type but through
/// `withBytes`.
public struct OutputBuffer: ~Copyable {
  @usableFromInline var storage: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// The bytes written so far.
  @inlinable public var count: Int { length }
  @usableFromInline var length = 0

  /// Bytes behind the capacity that may be read and written over, so that short pieces can be
  /// copied in one go whatever their length.
  @usableFromInline static var slack: Int { 64 }

  public init(capacity: Int = 1 << 12) {
    self.capacity = max(capacity, 64)
    storage = .allocate(capacity: self.capacity + Self.slack)
  }

  deinit { storage.deallocate() }

  public var isEmpty: Bool { count == 0 }

  public var last: UInt8? { count > 0 ? storage[count - 1] : nil }

  public mutating func removeLast() {
    precondition(count > 0)
    length -= 1
  }

  /// Forgets the bytes and keeps the memory.
  @inlinable
  public mutating func removeAll() { length = 0 }

  /// Makes room for `extra` more bytes.
  @inlinable
  public mutating func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(extra) }
  }

  @usableFromInline
  mutating func grow(_ extra: Int) {
    let larger = max(capacity * 2, count + extra)
    let replacement = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.slack)
    replacement.update(from: storage, count: count)
    storage.deallocate()
    storage = replacement
    capacity = larger
  }

  /// The bytes written so far.
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: storage, count: count))
  }

  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: storage, count: count)) }

  /// The bytes in `range` as a field, valid during `body`.
  @inlinable
  public func withField<Result>(_ range: Range<Int>, _ body: (Field) throws -> Result) rethrows
    -> Result
  {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return try body(Field(storage + range.lowerBound, count: range.count))
  }

  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    length &+= 1
  }

  @inlinable
  public mutating func append(_ text: StaticString) {
    append(Field(text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inlinable
  public mutating func append(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      guard let base = utf8.baseAddress else { return }
      append(Field(base, count: utf8.count))
    }
  }

  @inlinable @inline(__always)
  public mutating func append(_ field: Field) {
    reserve(field.count)
    if field.count <= 16 {
      appendShort(field)
    } else {
      (storage + length).update(from: field.base, count: field.count)
      length &+= field.count
    }
  }

  /// Appends up to sixteen bytes, for which there is room, as two words that overlap.
  @inlinable @inline(__always)
  mutating func appendShort(_ field: Field) {
    let (first, last) = field.ends
    let place = UnsafeMutableRawPointer(storage + length)
    if field.count >= 8 {
      place.storeBytes(of: first.littleEndian, as: UInt64.self)
      place.storeBytes(of: last.littleEndian, toByteOffset: field.count &- 8, as: UInt64.self)
    } else if field.count >= 4 {
      let (first, last) = (UInt32(first).littleEndian, UInt32(last).littleEndian)
      place.storeBytes(of: first, as: UInt32.self)
      place.storeBytes(of: last, toByteOffset: field.count &- 4, as: UInt32.self)
    } else {
      for index in 0..<field.count { storage[length &+ index] = field[index] }
    }
    length &+= field.count
  }

  @inlinable
  public mutating func append(_ bytes: [UInt8]) { append(bytes[...]) }

  @inlinable
  public mutating func append(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      if let base = bytes.baseAddress { append(Field(base, count: bytes.count)) }
    }
  }

  /// Appends the bytes of `range` of another buffer.
  @inlinable @inline(__always)
  public mutating func append(_ other: borrowing OutputBuffer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= other.count)
    reserve(range.count)
    let source = UnsafeRawPointer(other.storage + range.lowerBound)
    if range.count <= Self.slack {
      // All the slack, of which what is too much will be written over.
      let block = source.loadUnaligned(as: SIMD64<UInt8>.self)
      UnsafeMutableRawPointer(storage + length).storeBytes(of: block, as: SIMD64<UInt8>.self)
    } else {
      UnsafeMutableRawPointer(storage + length).copyMemory(from: source, byteCount: range.count)
    }
    length &+= range.count
  }

  /// Appends a whole number ≥ 0 in decimal.
  @inlinable @inline(__always)
  public mutating func append(number: some FixedWidthInteger) {
    if number < 10_000 {
      appendShort(number: UInt32(truncatingIfNeeded: number))
    } else {
      append(longNumber: UInt64(number))
    }
  }

  @inlinable @inline(__always)
  mutating func appendShort(number: UInt32) {
    reserve(4)
    let digits = Self.shortDigits(number)
    UnsafeMutableRawPointer(storage + length).storeBytes(
      of: digits.text.littleEndian, as: UInt32.self)
    length &+= digits.count
  }

  /// The text of a number below 10,000, its first character lowest: all four digits are worked out side
  /// by side in one word, and the zeros in front shifted away.
  @inlinable @inline(__always)
  static func shortDigits(_ number: UInt32) -> (text: UInt32, count: Int) {
    let digits = UInt32(truncatingIfNeeded: fourDigits(UInt64(number)))
    let zeros = (digits | 1 << 24).trailingZeroBitCount & 24
    return ((digits | 0x3030_3030) &>> UInt32(zeros), 4 &- zeros >> 3)
  }

  /// The digits of two numbers below 10,000, one in each half, a byte each, the first one lowest.
  @inlinable @inline(__always)
  static func fourDigits(_ numbers: UInt64) -> UInt64 {
    let hundreds = (numbers &* 5243) &>> 19 & 0x0000_007F_0000_007F
    let pairs = hundreds | (numbers &- hundreds &* 100) &<< 16
    let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
    return tens | (pairs &- tens &* 10) &<< 8
  }

  @usableFromInline
  mutating func append(longNumber number: UInt64) {
    var value = number
    reserve(20)
    var digits = 1
    var limit: UInt64 = 10
    while value >= limit && digits < 20 {
      digits += 1
      if digits < 20 { limit = limit &* 10 }
    }
    var at = count &+ digits
    length = at
    while at > count &- digits {
      at &-= 1
      let quotient = value / 10
      storage[at] = 48 &+ UInt8(truncatingIfNeeded: value &- quotient &* 10)
      value = quotient
    }
  }

  /// Appends a comma and a whole number ≥ 0.
  @inlinable @inline(__always)
  public mutating func append(commaAnd number: some FixedWidthInteger) {
    append(UInt8(ascii: ","))
    append(number: number)
  }

  /// Appends a whole number ≥ 0 in decimal with leading zeros, at least `width` digits.
  @inlinable
  public mutating func append(number: Int, width: Int) {
    var limit = 1
    for _ in 1..<max(width, 1) { limit *= 10 }
    while limit > 1 && number < limit {
      append(48)
      limit /= 10
    }
    append(number: number)
  }

  /// Appends `scaled` / 10^places, so that `(1234, places: 3)` writes `1.234`; at most four places.
  @inlinable @inline(__always)
  public mutating func append(scaled: Int, places: Int) {
    precondition(places > 0 && places <= 4)
    var unit = 1
    for _ in 0..<places { unit &*= 10 }
    let whole = scaled / unit
    append(number: whole)
    reserve(5)
    storage[length] = UInt8(ascii: ".")
    let rest = UInt32(truncatingIfNeeded: scaled &- whole &* unit)
    // Four digits, of which those in front are zeros.
    let fourDigits = UInt32(truncatingIfNeeded: Self.fourDigits(UInt64(rest)))
    let digits = (fourDigits | 0x3030_3030) &>> UInt32(8 &* (4 &- places))
    UnsafeMutableRawPointer(storage + length + 1).storeBytes(
      of: digits.littleEndian, as: UInt32.self)
    length &+= places &+ 1
  }

  /// Appends a value as a CSV field: quoted where it holds a comma, a quote or a line break, or
  /// starts or ends with a space.
  @inlinable
  public mutating func append(csv field: Field) {
    guard field.needsQuotes else { return append(field) }
    append(UInt8(ascii: "\""))
    var rest = field
    while let quote = (0..<rest.count).first(where: { rest[$0] == UInt8(ascii: "\"") }) {
      append(rest.prefix(quote + 1))
      append(UInt8(ascii: "\""))
      rest = rest.dropFirst(quote + 1)
    }
    append(rest)
    append(UInt8(ascii: "\""))
  }

  @inlinable
  public mutating func append(csv text: String) {
    Field.of(text) { append(csv: $0) }
  }
}

extension Field {
  /// Whether a value must be quoted to stand in a CSV file.
  @inlinable
  var needsQuotes: Bool {
    if isEmpty { return false }
    var start = 0
    var marks: UInt64 = 0
    while start &+ 8 < count {
      marks |= Self.marks(word(at: start))
      start &+= 8
    }
    // The last eight, some of them once more, or all there are.
    marks |= Self.marks(count < 8 ? firstWord : word(at: count &- 8))
    return marks != 0 || self[0] == 32 || self[count &- 1] == 32
  }

  /// Not zero where one of eight bytes is a comma, a quote or a line break.
  @inlinable @inline(__always)
  static func marks(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A byte that is zero borrows from its highest bit.
    func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
    let marks =
      zeros(word ^ ones &* UInt64(UInt8(ascii: ","))) | zeros(word ^ ones &* 10)
      | zeros(word ^ ones &* UInt64(UInt8(ascii: "\""))) | zeros(word ^ ones &* 13)
    return marks & (ones &<< 7)
  }
}

/// Decimals as C's `printf` writes them: the double correctly rounded, ties to even.
public enum Decimals {
  /// `value` · 10^places rounded as `printf("%.*f")` rounds the exact double, as a whole number.
  ///
  /// The product in floating point is off by less than 1e-9 for the values written here, so only
  /// values that close to a tie need the exact way round. `0 <= value < 1e9`, `places <= 6`.
  @inlinable @inline(__always)
  public static func scaled(_ value: Double, places: Int) -> Int {
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    let product = value * factor
    guard product < 1e9 else { return exactly(value, places: places) }
    let whole = Int(product)
    let rest = product - Double(whole)
    guard abs(rest - 0.5) > 1e-6 else { return exactly(value, places: places) }
    return whole + (rest > 0.5 ? 1 : 0)
  }

  @usableFromInline
  static func exactly(_ value: Double, places: Int) -> Int {
    let text = String(format: "%.\(places)f", value)
    return Int(text.filter { $0 != "." }) ?? .max
  }
}
