/// The addresses that the units of a compound make likely, where all are numbers, with a bit for each:
/// buildings, entrances, floors (the hundreds of a room's number) and doors, the first of each and how
/// many there are.
///
///     3-2-501  →  building 3, entrance 2; 501 + 1 = 5·100 + 2, so floor 5, door 2
///
/// The last number of an address is the room also where there are only one or two.
struct AddressGrid: Sendable {
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
      let room = bits & AddressGrid.part
      building = bits &>> 40
      entrance = bits &>> 20 & AddressGrid.part
      floor = room / 100
      door = room &- floor &* 100
    }
  }

  /// The grid of the units of a range; nil where some address is no number, or there would be more than
  /// 32 bits to a unit.
  @inline(__always)
  init?(of units: Range<Int>, key: (Int) -> AddressKey) {
    var bits: UInt64 = 0
    for unit in units { bits |= key(unit).bits }
    guard !units.isEmpty, AddressKey(bits: bits).isNumeric else { return nil }
    let shift: UInt64 = bits & Self.part > 0 ? 0 : bits >> 20 & Self.part > 0 ? 20 : 40
    var least = Numbers(key(units.lowerBound), shift: shift)
    var most = least
    for unit in units {
      let numbers = Numbers(key(unit), shift: shift)
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
