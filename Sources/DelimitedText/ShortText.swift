/// A few bytes in line, as many as a block holds at most, which go into a row in one go.
public struct ShortText<Block: SIMD>: BitwiseCopyable, Sendable
where Block: BitwiseCopyable & Sendable, Block.Scalar == UInt8 {
  @usableFromInline let block: Block
  @usableFromInline let length: UInt8

  @inlinable public var count: Int { Int(length) }

  /// No bytes.
  @inlinable
  public init() {
    block = Block(repeating: 0)
    length = 0
  }

  /// The bytes of a buffer; nil where they are more than a block holds.
  @inlinable
  public init?(_ buffer: borrowing OutputBuffer) {
    guard buffer.count <= Block.scalarCount else { return nil }
    // A buffer may be read as far as the largest block goes, whatever it holds.
    block = UnsafeRawPointer(buffer.storage).loadUnaligned(as: Block.self)
    length = UInt8(truncatingIfNeeded: buffer.count)
  }
}
