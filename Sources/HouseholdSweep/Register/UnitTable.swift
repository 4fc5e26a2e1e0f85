import DelimitedText

/// The units of all compounds, each found in a step or two: grids where addresses are dense numbers,
/// tables of slots elsewhere.
final class UnitTable: Sendable {
  private let keys: UnitColumn<AddressKey>
  private let grids: UnitGrids
  private let slots: UnitSlots

  /// O(units), on all workers.
  init(_ keys: UnitColumn<AddressKey>, starts: [Int], threads: Int) {
    self.keys = keys
    let grids = UnitGrids(keys, starts: starts, threads: threads)
    self.grids = grids
    slots = UnitSlots(keys, starts: starts, threads: threads) { !grids.holds($0) }
  }

  /// The unit of a compound with this key for which `isMeant` holds, or −1.
  func find(_ compound: Int, _ key: AddressKey, where isMeant: (Int) -> Bool) -> Int {
    guard grids.holds(compound) else { return slots.find(compound, key, where: isMeant) }
    let unit = grids.find(compound, key)
    return unit >= 0 && isMeant(unit) ? unit : -1
  }

  /// Where to look for a key, or −1: the first of two steps, to be done for many keys before the second,
  /// so that cache misses overlap.
  @inline(__always)
  func hint(_ compound: Int, _ key: AddressKey) -> Int {
    grids.holds(compound) ? grids.place(compound, key) : slots.candidate(compound, key)
  }

  /// The unit that a hint has led to, or −1: nearly always the one with the key, if there is one.
  @inline(__always)
  func unit(_ hint: Int, _ compound: Int, _ key: AddressKey) -> Int {
    if grids.holds(compound) { return grids.unit(at: hint) }
    return hint >= 0 && keys[hint] == key ? hint : -1
  }
}
