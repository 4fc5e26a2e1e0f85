/// What a slot of a hash table holds: a number plus one, and in the bits that leaves some of the
/// hash, so that nearly all other keys are told apart without a look at them. Zero is a free slot.
struct SlotEntry {
  /// The bits of the number.
  private let mask: UInt32

  /// For numbers below `count`.
  init(count: Int) {
    mask = UInt32(truncatingIfNeeded: (1 << (64 - count.leadingZeroBitCount)) - 1)
  }

  /// For tables of `mask + 1` slots, which hold fewer numbers than that.
  init(mask: Int32) { self.mask = UInt32(bitPattern: mask) }

  @inline(__always)
  func entry(_ number: Int, _ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash >> 16) & ~mask | UInt32(truncatingIfNeeded: number + 1)
  }

  /// The number of an entry whose bits of the hash are those of `hash`, or −1.
  @inline(__always)
  func number(_ entry: UInt32, ifOf hash: UInt64) -> Int {
    (entry ^ UInt32(truncatingIfNeeded: hash >> 16)) & ~mask == 0 ? Int(entry & mask) - 1 : -1
  }

  /// The slots for so many numbers: a power of two that leaves at least three in seven free.
  static func slotCount(_ numbers: Int) -> Int {
    guard numbers > 0 else { return 0 }
    var size = 4
    while size * 4 < numbers * 7 { size *= 2 }
    return size
  }
}
