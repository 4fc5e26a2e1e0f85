import DelimitedText

/// A hash table of units for each compound that needs one.
///
/// The slots of a compound lie together, so that a file in the order of the register stays in the
/// cache. A slot holds the unit's index in its compound plus one, and a tag (`SlotEntry`).
struct UnitSlots: Sendable {
  private let keys: UnitColumn<AddressKey>
  /// Where the units and the slots of each compound are; one look finds both.
  private let spans: [Span]
  private let slots: UnitColumn<UInt32>

  private struct Span {
    var firstUnit: UInt32
    var firstSlot: UInt32
    /// Slots less one; −1 where there are none.
    var mask: Int32
  }

  /// The slots of the compounds for which `needsSlots` holds. O(units), on all workers.
  init(
    _ keys: UnitColumn<AddressKey>, starts: [Int], threads: Int, where needsSlots: (Int) -> Bool
  ) {
    self.keys = keys
    var spans: [Span] = []
    var slotCount = 0
    for compound in 0..<starts.count - 1 {
      let units = needsSlots(compound) ? starts[compound + 1] - starts[compound] : 0
      let count = SlotEntry.slotCount(units)
      spans.append(
        Span(
          firstUnit: UInt32(starts[compound]), firstSlot: UInt32(slotCount),
          mask: Int32(count - 1)))
      slotCount += count
    }
    self.spans = spans
    slots = UnitColumn(count: slotCount)
    let work = WorkList(count: starts.count - 1)
    let table = self
    _ = parallelMap(workers: threads) { _ in
      while let compound = work.take() {
        table.fill(compound, starts[compound]..<starts[compound + 1])
      }
    }
  }

  /// Puts the units of a compound into its slots.
  private func fill(_ compound: Int, _ units: Range<Int>) {
    guard spans[compound].mask >= 0 else { return }
    let first = Int(spans[compound].firstSlot)
    let mask = Int(spans[compound].mask)
    let format = SlotEntry(mask: spans[compound].mask)
    for unit in units {
      let hash = Self.hash(keys[unit])
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[first + slot] != 0 { slot = (slot + 1) & mask }
      slots[first + slot] = format.entry(unit - units.lowerBound, hash)
    }
  }

  @inline(__always)
  private static func hash(_ key: AddressKey) -> UInt64 {
    Field.mix(key.bits, 0x9E37_79B9_7F4A_7C15)
  }

  /// The unit of a compound with this key for which `isMeant` holds, or −1.
  func find(_ compound: Int, _ key: AddressKey, where isMeant: (Int) -> Bool) -> Int {
    walk(compound, key) { keys[$0] == key && isMeant($0) }
  }

  /// The first unit that may have a key, or −1: nearly always the one that has it. To ask for many
  /// before looking at any lets the cache misses overlap.
  @inline(__always)
  func candidate(_ compound: Int, _ key: AddressKey) -> Int { walk(compound, key) { _ in true } }

  @inline(__always)
  private func walk(_ compound: Int, _ key: AddressKey, _ accepts: (Int) -> Bool) -> Int {
    guard compound < spans.count, spans[compound].mask >= 0 else { return -1 }
    let span = spans[compound]
    let format = SlotEntry(mask: span.mask)
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & Int(span.mask)
    while true {
      let entry = slots[Int(span.firstSlot) + slot]
      if entry == 0 { return -1 }
      let place = format.number(entry, ifOf: hash)
      if place >= 0 && accepts(Int(span.firstUnit) + place) { return Int(span.firstUnit) + place }
      slot = (slot + 1) & Int(span.mask)
    }
  }
}
