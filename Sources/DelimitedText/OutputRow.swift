/// One row of a table, written behind what a buffer holds: `beginRow`, the pieces, `endRow`.
///
/// Unsafe because to look for room and to keep the buffer's count at each piece costs more than to store
/// it. A piece is 64 bytes at most, room for `pieces` of them is made when a row begins, and its end makes
/// sure that it went no further. Nothing else may go into the buffer meanwhile.
public struct OutputRow: ~Copyable {
  @usableFromInline let start: UnsafeMutableRawPointer
  @usableFromInline var end: UnsafeMutableRawPointer

  @usableFromInline static var pieces: Int { 8 }
  @usableFromInline static var longest: Int { pieces * OutputBuffer.slack }

  @inlinable @inline(__always)
  init(at start: UnsafeMutablePointer<UInt8>) {
    self.start = UnsafeMutableRawPointer(start)
    end = self.start
  }

  @inlinable @inline(__always)
  public mutating func append<Block>(_ text: ShortText<Block>) {
    end.storeBytes(of: text.block, as: Block.self)
    end += text.count
  }

  /// Appends a whole number below 10,000.
  @inlinable @inline(__always)
  public mutating func append(short number: UInt32) {
    let digits = OutputBuffer.shortDigits(number)
    end.storeBytes(of: digits.text.littleEndian, as: UInt32.self)
    end += digits.count
  }

  /// Appends a number of ten-thousandths below ten, `1.2345` for 12345.
  @inlinable @inline(__always)
  public mutating func append(tenThousandths number: UInt32) {
    let whole = number / 10_000
    let digits = OutputBuffer.fourDigits(UInt64(number &- whole &* 10_000))
    let text = (digits | 0x3030_3030) &<< 16 | 0x2E30 | UInt64(whole)
    end.storeBytes(of: text.littleEndian, as: UInt64.self)
    end += 6
  }

  /// Appends a number of thousandths below ten millions, `1.234` for 1234: the digits before and behind
  /// the point are worked out side by side in one word.
  @inlinable @inline(__always)
  public mutating func append(thousandths number: UInt32) {
    let whole = number / 1000
    let rest = number &- whole &* 1000
    let digits = OutputBuffer.fourDigits(UInt64(whole) | UInt64(rest) &<< 32)
    let zeros = (digits | 1 &<< 24).trailingZeroBitCount & 24
    // The rest has a zero in front, which is where the point goes.
    let text = (digits | 0x3030_302E_3030_3030) &>> UInt64(zeros)
    end.storeBytes(of: text.littleEndian, as: UInt64.self)
    end += 8 &- zeros >> 3
  }
}

extension OutputBuffer {
  @inlinable @inline(__always)
  public mutating func beginRow() -> OutputRow {
    reserve(OutputRow.longest)
    return OutputRow(at: storage + length)
  }

  @inlinable @inline(__always)
  public mutating func endRow(_ row: consuming OutputRow) {
    let count = row.end - row.start
    precondition(count <= OutputRow.longest)
    length &+= count
  }
}
