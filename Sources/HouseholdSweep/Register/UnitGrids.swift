import DelimitedText

/// Where the units of compounds are whose addresses are numbers, a bit for each address there could be.
///
/// Addresses are dense: buildings, the entrances of each, floors (the hundreds of a room's number) and
/// doors. So a compound is a grid of bits, and the units before a bit are counted in its word. That takes
/// two or three bits a unit and is exact: the key of a unit need not be looked at. So all of it stays in
/// the processor's cache, where a table of slots and the keys would be two misses a row. Compounds of
/// which it would be large have none.
///
///     3-2-501  →  building 3, entrance 2; 501 + 1 = 5·100 + 2, so floor 5, door 2
///
/// The last number of an address is the room also where there are only one or two.
struct UnitGrids: Sendable {
  private let grids: [Grid]
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
      var planned: [(compound: Int, grid: Grid)] = []
      while let compound = work.take() {
        let grid = Grid(keys, starts[compound]..<starts[compound + 1])
        if let grid { planned.append((compound, grid)) }
      }
      return planned
    }
    var grids = [Grid](repeating: Grid(), count: starts.count - 1)
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
  func find(_ compound: Int, _ key: AddressKey) -> Int {
    guard compound < grids.count else { return -1 }
    let grid = grids[compound]
    let place = grid.place(key)
    guard place >= 0 else { return -1 }
    let word = words[Int(grid.firstWord) &+ place >> 5]
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: place)
    guard word.bits & bit != 0 else { return -1 }
    return Int(word.firstUnit) &+ (word.bits & (bit &- 1)).nonzeroBitCount
  }
}

/// The addresses a compound could have: the first of each kind of number, and how many there are.
private struct Grid {
  /// The bits of a key below its room: 0, 20 or 40.
  private var shift: UInt8 = 0
  private var door: UInt8 = 0
  private var doors: UInt8 = 0
  private var floor: UInt16 = 0
  /// None where there is no grid.
  private(set) var floors: UInt16 = 0
  private var entrance: UInt16 = 0
  private var entrances: UInt16 = 0
  private var building: UInt16 = 0
  private var buildings: UInt16 = 0
  var firstWord: UInt32 = 0

  /// No grid.
  init() {}

  private static let part: UInt64 = 1 << 20 - 1

  /// The numbers of a key, each plus one as it is stored, the room in two.
  private struct Numbers {
    var building: UInt64
    var entrance: UInt64
    var floor: UInt64
    var door: UInt64

    @inline(__always)
    init(_ key: AddressKey, shift: UInt64) {
      let bits = key.bits &>> shift
      let room = bits & Grid.part
      building = bits &>> 40
      entrance = bits &>> 20 & Grid.part
      floor = room / 100
      door = room &- floor &* 100
    }
  }

  /// The grid of units whose keys ascend; nil where some address is no number, or there would be more
  /// than a word of bits to a unit.
  init?(_ keys: UnitColumn<AddressKey>, _ units: Range<Int>) {
    let bits = units.reduce(into: UInt64(0)) { $0 |= keys[$1].bits }
    guard !units.isEmpty, AddressKey(bits: bits).isNumeric else { return nil }
    let shift: UInt64 = bits & Self.part > 0 ? 0 : bits >> 20 & Self.part > 0 ? 20 : 40
    var least = Numbers(keys[units.lowerBound], shift: shift)
    var most = least
    for unit in units {
      let numbers = Numbers(keys[unit], shift: shift)
      least.building = min(least.building, numbers.building)
      most.building = max(most.building, numbers.building)
      least.entrance = min(least.entrance, numbers.entrance)
      most.entrance = max(most.entrance, numbers.entrance)
      least.floor = min(least.floor, numbers.floor)
      most.floor = max(most.floor, numbers.floor)
      least.door = min(least.door, numbers.door)
      most.door = max(most.door, numbers.door)
    }
    guard most.building < UInt16.max, most.entrance < UInt16.max else { return nil }
    self.shift = UInt8(shift)
    building = UInt16(least.building)
    buildings = UInt16(most.building - least.building + 1)
    entrance = UInt16(least.entrance)
    entrances = UInt16(most.entrance - least.entrance + 1)
    floor = UInt16(least.floor)
    floors = UInt16(most.floor - least.floor + 1)
    door = UInt8(least.door)
    doors = UInt8(most.door - least.door + 1)
    guard count <= units.count * 32 else { return nil }
  }

  /// The bits of the grid.
  var count: Int { Int(buildings) * Int(entrances) * Int(floors) * Int(doors) }

  /// The bit of an address, or −1; bits are in the order of keys.
  @inline(__always)
  func place(_ key: AddressKey) -> Int {
    let numbers = Numbers(key, shift: UInt64(shift))
    let building = numbers.building &- UInt64(self.building)
    let entrance = numbers.entrance &- UInt64(self.entrance)
    let floor = numbers.floor &- UInt64(self.floor)
    let door = numbers.door &- UInt64(self.door)
    guard building < UInt64(buildings), entrance < UInt64(entrances), floor < UInt64(floors),
      door < UInt64(doors), key.bits & (1 &<< UInt64(shift) &- 1) == 0
    else { return -1 }
    let block = building &* UInt64(entrances) &+ entrance
    return Int(
      truncatingIfNeeded: (block &* UInt64(floors) &+ floor) &* UInt64(doors) &+ door)
  }
}
