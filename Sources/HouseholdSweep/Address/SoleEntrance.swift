import DelimitedText

/// The building that addresses without an entrance were last about: where all its units are in one
/// entrance, the key of the unit follows from the room.
///
/// What `CompoundAddresses` finds for an address such as `3-501`, at the price of a look, because
/// rows of one building stand together.
struct SoleEntrance {
  private var compound = -1
  private var building = -1
  /// The bits of building and entrance, or 0 where there is no such entrance.
  private var bits: UInt64 = 0
  private static let roomBits: UInt64 = 20

  /// The key of building and room with the entrance between them, or nil where the building has
  /// several, or some unit without one, so that the register must be asked.
  mutating func complete(_ key: AddressKey, in compound: Int, _ index: UnitIndex) -> AddressKey? {
    let (first, room, _) = key.parts
    if compound != self.compound || first != building {
      bits = SoleEntrance.bits(ofBuilding: first, index.units(of: compound), index)
      self.compound = compound
      building = first
    }
    return bits == 0 ? nil : AddressKey(bits: bits | UInt64(room + 1))
  }

  private static func bits(ofBuilding building: Int, _ units: Range<Int>, _ index: UnitIndex)
    -> UInt64
  {
    guard index.isAscending else { return 0 }
    let first = index.first(of: units, from: AddressKey(building))
    let end = index.first(of: units, from: AddressKey(building + 1))
    guard first < end else { return 0 }
    // Keys ascend, so that what the first and the last agree in all do. The entrance by itself
    // would be the first.
    let (lowest, highest) = (index.keys[first], index.keys[end - 1])
    guard lowest.bits >> roomBits == highest.bits >> roomBits, lowest.parts.third >= 0 else {
      return 0
    }
    return lowest.bits & ~((1 << roomBits) - 1)
  }
}
