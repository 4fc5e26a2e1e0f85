import CZlib

/// Raw deflate data to bytes, a piece at a time, and the sum that zip archives check them by.
///
/// All pointers of this module are here and in `PartStream`: zlib is a C library that is told where
/// to read and where to write. It gets no more than the bounds of the two buffers of a call, which
/// outlive the call. Its own state must not move, so it has a place of its own on the heap.
final class Inflater {
  enum Outcome { case more, ended, bad }

  private let state: UnsafeMutablePointer<z_stream>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    // −15: the widest window, and no zlib header in front of the data.
    let code = inflateInit2_(state, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "out of memory")
  }

  deinit {
    inflateEnd(state)
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Unpacks bytes of `packed` from `position`, which moves on, into `room` until it is full or the
  /// data end; `count` is how many bytes came out. Data that break off before their end are `bad`.
  func inflate(
    _ packed: [UInt8], _ position: inout Int, upTo end: Int, into room: inout [UInt8]
  ) -> (outcome: Outcome, count: Int) {
    // zlib counts in 32 bits, and does not write to what it reads.
    let available = min(end - position, 1 << 30)
    let code = packed.withUnsafeBufferPointer { source in
      room.withUnsafeMutableBufferPointer { target in
        guard let first = source.baseAddress else { return Z_BUF_ERROR }
        state.pointee.next_in = UnsafeMutablePointer(mutating: first + position)
        state.pointee.avail_in = UInt32(available)
        state.pointee.next_out = target.baseAddress
        state.pointee.avail_out = UInt32(target.count)
        return CZlib.inflate(state, Z_NO_FLUSH)
      }
    }
    let read = available - Int(state.pointee.avail_in)
    let count = room.count - Int(state.pointee.avail_out)
    position += read
    switch code {
    case Z_STREAM_END: return (.ended, count)
    case Z_OK where read + count > 0: return (.more, count)
    default: return (.bad, count)
    }
  }

  /// The CRC-32 of bytes in front of which the sum was `sum`.
  static func checksum(_ bytes: ArraySlice<UInt8>, after sum: UInt) -> UInt {
    bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return sum }
      return UInt(crc32(UInt(sum), start, UInt32(bytes.count)))
    }
  }
}
