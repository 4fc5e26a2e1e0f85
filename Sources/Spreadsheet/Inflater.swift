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

  /// Unpacks bytes of `packed` from `position`, which moves on, until `room` bytes were appended
  /// to `unpacked` or the data end. Data that break off before their end are `bad`.
  func inflate(
    _ packed: [UInt8], _ position: inout Int, upTo end: Int, into unpacked: inout [UInt8],
    room: Int
  ) -> Outcome {
    var code = Z_OK
    let count = unpacked.count
    unpacked.append(contentsOf: repeatElement(0, count: room))
    let (read, written) = packed.withUnsafeBufferPointer { source in
      unpacked.withUnsafeMutableBufferPointer { target in
        // zlib counts in 32 bits, and does not write to what it reads.
        let available = min(end - position, 1 << 30)
        state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + position)
        state.pointee.avail_in = UInt32(available)
        state.pointee.next_out = target.baseAddress! + count
        state.pointee.avail_out = UInt32(room)
        code = CZlib.inflate(state, Z_NO_FLUSH)
        return (available - Int(state.pointee.avail_in), room - Int(state.pointee.avail_out))
      }
    }
    position += read
    unpacked.removeLast(room - written)
    switch code {
    case Z_STREAM_END: return .ended
    case Z_OK where read + written > 0: return .more
    default: return .bad
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
