/// The bytes of one field, borrowed from the buffer of the chunk being read.
///
/// Unsafe because `Span` cannot yet be stored beside its siblings in a row without lifetime
/// annotations that are still experimental, and a row of spans is what every parser wants.
/// A field of a row is valid until the sink's `end()` for that chunk has returned; nothing in the
/// package keeps one longer.
public struct Field {
  @usableFromInline let base: UnsafePointer<UInt8>
  public let count: Int

  @inlinable
  public init(_ base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
  }

  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable
  public subscript(index: Int) -> UInt8 {
    assert(index >= 0 && index < count)
    return base[index]
  }

  /// The bytes from `start`; an empty field when `start` is the end.
  @inlinable
  public func dropFirst(_ start: Int) -> Field {
    assert(start >= 0 && start <= count)
    return Field(base + start, count: count - start)
  }

  @inlinable
  public func prefix(_ length: Int) -> Field {
    assert(length >= 0 && length <= count)
    return Field(base, count: length)
  }

  @inlinable @inline(__always)
  public func equals(_ other: Field) -> Bool {
    guard count == other.count else { return false }
    return count <= 16 ? ends == other.ends : equalsLong(other)
  }

  @usableFromInline
  func equalsLong(_ other: Field) -> Bool {
    for index in 0..<count where base[index] != other.base[index] { return false }
    return true
  }

  @inlinable
  public func equals(_ text: StaticString) -> Bool {
    equals(Field(text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// The first eight bytes and the last eight, which overlap or are filled with zeros where there
  /// are fewer: fields of one length up to sixteen bytes are equal if these are.
  @inlinable @inline(__always)
  public var ends: (UInt64, UInt64) {
    if count >= 8 { return (word(at: 0), word(at: count &- 8)) }
    let raw = UnsafeRawPointer(base)
    if count >= 4 {
      let first = raw.loadUnaligned(as: UInt32.self)
      let last = raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      return (UInt64(UInt32(littleEndian: first)), UInt64(UInt32(littleEndian: last)))
    }
    if count == 0 { return (0, 0) }
    let middle = UInt64(base[count >> 1]) &<< 8
    return (UInt64(base[0]) | middle, UInt64(base[count &- 1]))
  }

  /// The first eight bytes as a little-endian word, with zeros where there are fewer.
  @inlinable @inline(__always)
  public var firstWord: UInt64 {
    let (first, last) = ends
    if count >= 8 { return first }
    if count >= 4 { return first | last &<< (UInt64(truncatingIfNeeded: count &- 4) &* 8) }
    // The ends of three bytes at most are the first with the middle one, and the last.
    let third = count == 3 ? last &<< 16 : 0
    return count == 1 ? last : first | third
  }

  /// The eight bytes from `index` as a little-endian word; `index + 8 <= count`.
  @inlinable
  public func word(at index: Int) -> UInt64 {
    assert(index >= 0 && index + 8 <= count)
    return UInt64(
      littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
  }

  /// Eight digits from `index` in half a byte each, plus one, the first highest; nil where there are
  /// others.
  @inlinable @inline(__always)
  public func digitsPacked(at index: Int) -> UInt64? {
    let digits = word(at: index).byteSwapped ^ 0x3030_3030_3030_3030
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    return Field.packed(digits &+ 0x0101_0101_0101_0101)
  }

  /// The low halves of eight bytes, in their order.
  @inlinable @inline(__always)
  static func packed(_ bytes: UInt64) -> UInt64 {
    var packed = (bytes | bytes &>> 4) & 0x00FF_00FF_00FF_00FF
    packed = (packed | packed &>> 8) & 0x0000_FFFF_0000_FFFF
    return (packed | packed &>> 16) & 0xFFFF_FFFF
  }

  /// The bytes as text; bad UTF-8 becomes U+FFFD.
  public var text: String {
    String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }

  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Calls `body` with the bytes of `text` as a field.
  @inlinable
  public static func of<Result>(_ text: String, _ body: (Field) throws -> Result) rethrows
    -> Result
  {
    var text = text
    return try text.withUTF8 { utf8 in
      // An empty string may have no address; any valid one will do for zero bytes.
      try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { empty in
        try body(Field(utf8.baseAddress ?? UnsafePointer(empty.baseAddress!), count: utf8.count))
      }
    }
  }

  /// Calls `body` with `bytes` as a field.
  @inlinable
  public static func of<Result>(_ bytes: [UInt8], _ body: (Field) throws -> Result) rethrows
    -> Result
  {
    try bytes.withUnsafeBufferPointer { buffer in
      try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { empty in
        try body(
          Field(buffer.baseAddress ?? UnsafePointer(empty.baseAddress!), count: buffer.count))
      }
    }
  }

  /// A hash of the bytes: eight at a time, multiplied and folded (after Yi's wyhash). The same on every machine.
  @inlinable @inline(__always)
  public var hash64: UInt64 {
    let seed = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
    guard count <= 16 else { return longHash(seed) }
    let (first, last) = ends
    return Field.mix(Field.mix(seed, first), last)
  }

  @usableFromInline
  func longHash(_ seed: UInt64) -> UInt64 {
    var state = seed
    var index = 0
    while index + 16 < count {
      state = Field.mix(state, word(at: index))
      index += 8
    }
    // What is left is sixteen bytes at most, and its ends hold all of it.
    let (first, last) = dropFirst(index).ends
    return Field.mix(Field.mix(state, first), last)
  }

  /// Folds the full product of two words: every bit of both reaches every bit of the result.
  @inlinable
  public static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
