import DelimitedText

/// The registered addresses of one compound, to resolve those that are no key.
///
/// There is no table to build: an address is compared with all units, some nanoseconds each. Only
/// addresses outside the register come here, and a compound has few of them and a few hundred
/// units. Making one is linear in the units with letters in their keys, and free for others.
package struct CompoundAddresses: Sendable {
  package let keys: [AddressKey]
  /// The texts of hashed keys, by position.
  private let texts: [Int: [UInt8]]
  /// The units whose keys are no numbers, taken apart once.
  private let lettered: [Lettered]
  /// The building of all units with one, while there is no more than one.
  private let onlyBuilding: [UInt8]?
  /// Whether all keys are numbers and ascend, as they do in most compounds: then whoever looks for
  /// one need not look at all.
  private let isAscending: Bool
  private let namesVillages: Bool
  private let namesFloors: Bool

  private struct Lettered: Sendable {
    var position: Int
    var text: [UInt8]
    var joined: [UInt8]
  }

  /// The registered addresses of a compound, its units standing at `units` of the index.
  init(_ index: UnitIndex, _ units: Range<Int>) {
    var texts: [Int: [UInt8]] = [:]
    if !index.isAscending {
      for unit in units where index.keys[unit].isHashed {
        texts[unit - units.lowerBound] = Array(index.text(of: unit).utf8)
      }
    }
    self.init(keys: units.map { index.keys[$0] }, texts: texts)
  }

  /// - Parameters:
  ///   - keys: one a unit, no two the same address.
  ///   - texts: the canonical texts of the hashed ones, by position.
  package init(keys: [AddressKey], texts: [Int: [UInt8]] = [:]) {
    self.keys = keys
    self.texts = texts
    var lettered: [Lettered] = []
    var building: [UInt8]?
    var firstNumber = -1
    var buildings = 0
    var isAscending = true
    var namesVillages = false
    var namesFloors = false
    var last = AddressKey.none
    for (position, key) in keys.enumerated() {
      if position > 0 && key.bits <= last.bits { isAscending = false }
      last = key
      if key.isNumeric {
        let parts = key.parts
        guard parts.first != firstNumber, parts.second >= 0 else { continue }
        firstNumber = parts.first
        let text = Array(String(firstNumber).utf8)
        if building != text { buildings += 1 }
        building = text
        continue
      }
      let text = CompoundAddresses.text(key, texts[position])
      lettered.append(
        Lettered(position: position, text: text, joined: AddressCut.joined(text)))
      namesVillages = namesVillages || AddressCut.villageEnd(text) != nil
      namesFloors = namesFloors || AddressCut.withoutFloor(text) != nil
      if let first = AddressCut.parts(text).dropLast().first {
        if building.map({ $0[...] == first }) != true { buildings += 1 }
        building = Array(first)
        firstNumber = -1
      }
    }
    self.lettered = lettered
    onlyBuilding = buildings == 1 ? building : nil
    self.isAscending = isAscending && lettered.isEmpty
    self.namesVillages = namesVillages
    self.namesFloors = namesFloors
  }

  /// The canonical text of a unit's address.
  package func text(_ position: Int) -> [UInt8] {
    CompoundAddresses.text(keys[position], texts[position])
  }

  /// Appends the canonical text of a unit's address.
  func append(_ position: Int, to buffer: inout OutputBuffer) {
    let key = keys[position]
    if key.isHashed { buffer.append(text(position)) } else { key.append(to: &buffer) }
  }

  private static func text(_ key: AddressKey, _ text: [UInt8]?) -> [UInt8] {
    if key.isHashed { return text ?? [] }
    var buffer = OutputBuffer(capacity: 64)
    if !key.isNone { key.append(to: &buffer) }
    return buffer.bytes
  }

  /// The unit that an address means which is no key of the register, or nil.
  ///
  /// The rules only ever fill in what was left out, and only where one unit is left; nothing is
  /// guessed from likeness, and no number is cut.
  /// - Parameters:
  ///   - text: the canonical text.
  ///   - omitsBuilding: whether the address named its first part an entrance.
  ///   - isNamed: whether the compound's name is known, so that another village's in front is
  ///     another village.
  package func resolve(
    _ key: AddressKey, text: Field, omitsBuilding: Bool = false, isNamed: Bool = false
  ) -> (match: AddressMatch, position: Int)? {
    var finding = Finding()
    if key.isNumeric {
      addNumeric(key, omitsBuilding: omitsBuilding, to: &finding)
    } else {
      addLettered(text.bytes, omitsBuilding: omitsBuilding, isNamed: isNamed, to: &finding)
    }
    return finding.isAmbiguous ? nil : finding.found
  }

  /// The unit that a canonical text is or means.
  package func meaning(of text: [UInt8]) -> Int? {
    var exact = Finding()
    add(unit: text, .otherCut, to: &exact)
    return Field.of(text) { exact.found ?? resolve(AddressKey(canonical: $0), text: $0) }?.position
  }

  /// The units found so far: none, one, or too many.
  private struct Finding {
    var found: (match: AddressMatch, position: Int)?
    var isAmbiguous = false

    mutating func add(_ position: Int, _ match: AddressMatch) {
      if let found {
        isAmbiguous = isAmbiguous || found.position != position
      } else {
        found = (match, position)
      }
    }
  }

  private func addNumeric(
    _ key: AddressKey, omitsBuilding: Bool, to finding: inout Finding
  ) {
    let (first, second, third) = key.parts
    guard second >= 0, third < 0 else { return }
    let building = UInt64(first + 1) << 40
    let room = UInt64(second + 1)
    let outer: UInt64 = ((1 << 24) - 1) << 40
    let inner: UInt64 = (1 << 20) - 1
    if !omitsBuilding {
      for position in positions(building, building + 1 << 40) {
        // The kind bits of a key that is no number differ from the building's.
        let bits = keys[position].bits
        if bits & outer == building && bits & inner == room && bits & (inner << 20) != 0 {
          finding.add(position, .entranceLeftOut)
        }
      }
    }
    guard let onlyBuilding else { return }
    let whole = onlyBuilding + [UInt8(ascii: "-")] + CompoundAddresses.text(key, nil)
    add(unit: whole, .buildingLeftOut, to: &finding)
  }

  /// The positions of the numeric keys in a range, and of others where keys do not ascend.
  private func positions(_ lower: UInt64, _ upper: UInt64) -> Range<Int> {
    isAscending ? firstPosition(lower)..<firstPosition(upper) : keys.indices
  }

  /// The first position of a key not below `bits`. O(log n).
  private func firstPosition(_ bits: UInt64) -> Int {
    var (lower, upper) = (0, keys.count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if keys[middle].bits < bits { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  private func addLettered(
    _ text: [UInt8], omitsBuilding: Bool, isNamed: Bool, to finding: inout Finding
  ) {
    let parts = AddressCut.parts(text)
    if parts.count == 2 && !omitsBuilding {
      for unit in lettered where unit.text.first == parts[0].first {
        let other = AddressCut.parts(unit.text)
        if other.count == 3 && other[0] == parts[0] && other[2] == parts[1] {
          finding.add(unit.position, .entranceLeftOut)
        }
      }
    }
    if parts.count == 2, let onlyBuilding {
      let whole = onlyBuilding + [UInt8(ascii: "-")] + text
      for unit in lettered where unit.text == whole {
        finding.add(unit.position, .buildingLeftOut)
      }
    }
    let joined = AddressCut.joined(text)
    for unit in lettered where unit.joined == joined { finding.add(unit.position, .otherCut) }
    if !namesFloors, let rest = AddressCut.withoutFloor(text) {
      add(unit: rest, .floorNamed, to: &finding)
    }
    if !namesVillages, !isNamed, let end = AddressCut.villageEnd(text) {
      add(unit: Array(text[end...]), .villageName, to: &finding)
    }
  }

  /// Adds the unit of a canonical text, if there is one.
  private func add(unit text: [UInt8], _ match: AddressMatch, to finding: inout Finding) {
    let key = Field.of(text) { AddressKey(canonical: $0) }
    for position in positions(key.bits, key.bits + 1) where keys[position] == key {
      if !key.isHashed || texts[position] == text { finding.add(position, match) }
    }
  }
}

/// Ways to take a canonical text apart.
enum AddressCut {
  static func parts(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
  }

  /// The text without the dashes at borders between letter and digit, so that two texts which
  /// differ in those alone come out the same. Between digits, and between letters, a dash stays.
  static func joined(_ text: [UInt8]) -> [UInt8] {
    let dash = UInt8(ascii: "-")
    var joined: [UInt8] = []
    joined.reserveCapacity(text.count)
    for (index, byte) in text.enumerated() {
      if byte == dash, index > 0, index + 1 < text.count, text[index - 1] != dash,
        text[index + 1] != dash, isDigit(text[index - 1]) != isDigit(text[index + 1])
      {
        continue
      }
      joined.append(byte)
    }
    return joined
  }

  /// Where the house number behind a village's name starts, if the text is such a one.
  static func villageEnd(_ text: [UInt8]) -> Int? {
    let village = Array("村".utf8)
    guard let digit = text.firstIndex(where: isDigit), digit > village.count,
      text[..<digit].suffix(village.count).elementsEqual(village)
    else { return nil }
    return digit
  }

  /// The text without its part that is a numbered floor: `3-2-9` for `3-2-5层-9`; nil if there is
  /// none, or nothing else.
  static func withoutFloor(_ text: [UInt8]) -> [UInt8]? {
    let floor = Array("层".utf8)
    var rest = parts(text)
    guard
      let place = rest.firstIndex(where: { part in
        part.count > floor.count && part.suffix(floor.count).elementsEqual(floor)
          && part.dropLast(floor.count).allSatisfy(isDigit)
      }), rest.count > 1
    else { return nil }
    rest.remove(at: place)
    return Array(rest.joined(separator: [UInt8(ascii: "-")]))
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}
