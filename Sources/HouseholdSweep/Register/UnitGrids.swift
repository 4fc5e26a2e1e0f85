import DelimitedText

/// Where the units of compounds are whose addresses are numbers, a bit for each address there could be.
///
/// Addresses are dense, so that a compound is a grid of bits (`AddressGrid`), and the units before a bit
/// are counted in its word. That takes two or three bits a unit and is exact: the key of a unit need not
/// be looked at. So all of it stays in the processor's cache, where a table of slots and the keys would
/// be two misses a row. Compounds of which it would be large have none.
struct UnitGrids: Sendable {
  private let grids: [AddressGrid]
  private let words: UnitColumn<Word>

  /// Bits of 32 addresses, and the unit of the lowest one that is set.
  private struct Word: ZeroIsEmpty {
    var bits: UInt32 = 0
    var firstUnit: UInt32 = 0
  }

  /// O(units), on all workers. Keys ascend in each compound where they are numbers.
  init(_ keys: UnitColumn<AddressKey>, starts: [Int], threads: Int) {
    let work = WorkList(count: starts.count - 1)
    let planned = parallelMap(workers: threads) { _ in
      var planned: [(compound: Int, grid: AddressGrid)] = []
      while let compound = work.take() {
        let grid = AddressGrid(of: starts[compound]..<starts[compound + 1]) { keys[$0] }
        if let grid { planned.append((compound, grid)) }
      }
      return planned
    }
    var grids = [AddressGrid](repeating: AddressGrid(), count: starts.count - 1)
    for (compound, grid) in planned.joined() { grids[compound] = grid }
    var wordCount = 0
    for compound in grids.indices {
      grids[compound].firstWord = UInt32(wordCount)
      wordCount += (grids[compound].count + 31) / 32
    }
    self.grids = grids
    words = UnitColumn(count: wordCount)
    let filling = WorkList(count: grids.count)
    let all = self
    _ = parallelMap(workers: threads) { _ in
      while let compound = filling.take() {
        all.fill(compound, keys, starts[compound]..<starts[compound + 1])
      }
    }
  }

  private func fill(_ compound: Int, _ keys: UnitColumn<AddressKey>, _ units: Range<Int>) {
    guard holds(compound) else { return }
    let grid = grids[compound]
    for unit in units {
      let place = grid.place(keys[unit])
      let number = Int(grid.firstWord) + place / 32
      var word = words[number]
      if word.bits == 0 { word.firstUnit = UInt32(unit) }
      word.bits |= 1 << UInt32(place % 32)
      words[number] = word
    }
  }

  /// Whether a compound has a grid, with all its units.
  @inline(__always)
  func holds(_ compound: Int) -> Bool { compound < grids.count && grids[compound].floors > 0 }

  /// The unit of a compound with this key, or −1; of one without a grid, −1.
  @inline(__always)
  func find(_ compound: Int, _ key: AddressKey) -> Int { unit(at: place(compound, key)) }

  /// The bit of an address among all, or −1; of a compound without a grid, −1. Costs no cache miss.
  @inline(__always)
  func place(_ compound: Int, _ key: AddressKey) -> Int {
    guard compound < grids.count else { return -1 }
    let grid = grids[compound]
    let place = grid.place(key)
    return place < 0 ? -1 : Int(grid.firstWord) &<< 5 &+ place
  }

  /// The unit of a bit, or −1.
  @inline(__always)
  func unit(at place: Int) -> Int {
    guard place >= 0 else { return -1 }
    let word = words[place &>> 5]
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: place)
    guard word.bits & bit != 0 else { return -1 }
    return Int(word.firstUnit) &+ (word.bits & (bit &- 1)).nonzeroBitCount
  }
}
