import DelimitedText

/// The units of all compounds, each found in a step or two: grids where addresses are dense numbers,
/// tables of slots elsewhere.
final class UnitTable: Sendable {
  private let grids: UnitGrids
  private let slots: UnitSlots

  /// O(units), on all workers.
  init(_ keys: UnitColumn<AddressKey>, starts: [Int], threads: Int) {
    let grids = UnitGrids(keys, starts: starts, threads: threads)
    self.grids = grids
    slots = UnitSlots(keys, starts: starts, threads: threads) { !grids.holds($0) }
  }

  /// Whether a unit of the compound is found without a look at its key.
  @inline(__always)
  func isExact(_ compound: Int) -> Bool { grids.holds(compound) }

  /// The unit of a compound with this key for which `isMeant` holds, or −1.
  func find(_ compound: Int, _ key: AddressKey, where isMeant: (Int) -> Bool) -> Int {
    guard isExact(compound) else { return slots.find(compound, key, where: isMeant) }
    let unit = grids.find(compound, key)
    return unit >= 0 && isMeant(unit) ? unit : -1
  }

  /// The first unit that may have a key, or −1: the one that has it, where the table is exact, and
  /// nearly always elsewhere. To ask for many before looking at any lets the cache misses overlap.
  @inline(__always)
  func candidate(_ compound: Int, _ key: AddressKey) -> Int {
    isExact(compound) ? grids.find(compound, key) : slots.candidate(compound, key)
  }
}
