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

  /// Where to look for a key: the first of two steps, to be done for many keys before the second, so that
  /// cache misses overlap. A bit of the grids; of compounds without, and where there is none, what is
  /// below 0: −1 for nowhere, else a unit to look at.
  @inline(__always)
  func hint(_ compound: Int, _ key: AddressKey) -> Int {
    grids.holds(compound) ? grids.place(compound, key) : -2 &- slots.candidate(compound, key)
  }

  /// The unit that a hint has led to, or −1: nearly always the one with the key, if there is one.
  @inline(__always)
  func unit(_ hint: Int, _ key: AddressKey) -> Int {
    if hint >= 0 { return grids.unit(at: hint) }
    let unit = -2 &- hint
    return unit >= 0 && keys[unit] == key ? unit : -1
  }
}
