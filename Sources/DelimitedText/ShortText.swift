/// Up to 64 bytes in line, which go into a buffer in one go.
public struct ShortText: BitwiseCopyable, Sendable {
  @usableFromInline let block: SIMD64<UInt8>
  public let count: Int

  public static let empty = ShortText(block: SIMD64(repeating: 0), count: 0)

  private init(block: SIMD64<UInt8>, count: Int) {
    self.block = block
    self.count = count
  }

  /// The bytes of a buffer, which holds at most 64.
  public init(_ buffer: borrowing OutputBuffer) {
    precondition(buffer.count <= 64)
    // A buffer may be read that far whatever it holds.
    block = UnsafeRawPointer(buffer.storage).loadUnaligned(as: SIMD64<UInt8>.self)
    count = buffer.count
  }
}

extension OutputBuffer {
  @inlinable @inline(__always)
  public mutating func append(_ text: ShortText) {
    reserve(text.count)
    UnsafeMutableRawPointer(storage + length).storeBytes(of: text.block, as: SIMD64<UInt8>.self)
    length &+= text.count
  }
}
