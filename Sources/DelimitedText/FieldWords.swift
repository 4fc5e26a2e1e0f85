/// The bytes of a field of up to sixteen as two little-endian words, with zeros behind them.
///
/// Unsafe because sixteen bytes are read whatever the length of a row's field, without a guess at it: of
/// a row there are always so many, the scanner's buffer being that much longer.
public struct FieldWords: BitwiseCopyable, Equatable, Sendable {
  public let low: UInt64
  public let high: UInt64

  /// Of any field; of a longer one, both ends.
  @inlinable @inline(__always)
  public init(_ field: Field) {
    low = field.firstWord
    let missing = UInt64(truncatingIfNeeded: max(0, 128 &- field.count &* 8))
    high = field.count > 8 ? field.word(at: field.count &- 8) >> missing : 0
  }

  /// The bits of the first bytes of a word, of none to all. In two steps, for one of all bits would need a
  /// branch.
  @inlinable @inline(__always)
  static func mask(bytes: Int) -> UInt64 {
    let missing = UInt64(truncatingIfNeeded: 8 &- min(max(bytes, 0), 8)) &* 4
    return (.max &>> missing) &>> missing
  }

  @inlinable @inline(__always)
  init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }
}

extension Row {
  /// The words of one of the row's fields; of one longer than sixteen bytes, its start.
  @inlinable @inline(__always)
  public func words(of field: Field) -> FieldWords {
    let base = UnsafeRawPointer(field.base)
    let low = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
    let high = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    return FieldWords(
      low: low & FieldWords.mask(bytes: field.count),
      high: high & FieldWords.mask(bytes: field.count &- 8))
  }
}
