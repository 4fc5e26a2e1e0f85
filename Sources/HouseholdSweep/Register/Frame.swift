import DelimitedText

/// All units of a sweep: those of the register, then every other address that was seen.
package struct Frame: Sendable {
  /// An address outside the register.
  package struct Extra: Sendable {
    package var compound: Int
    package var key: AddressKey
    package var text: String
    package var seenIn: Set<Source>
    package var rows = 0
  }

  private struct Place: Hashable {
    var compound: Int
    var text: String
  }

  package let register: Register
  let aliases: AliasTable
  package private(set) var extras: [Extra] = []
  /// The extra units of each compound that has any, in natural order. Known after `groupExtras`.
  package private(set) var extrasOf: [Int: [Int]] = [:]
  private var extraNumbers: [Place: Int] = [:]

  init(register: Register, aliases: AliasTable) {
    self.register = register
    self.aliases = aliases
  }

  /// Units with a number in the register, which come first.
  package var registeredCount: Int { register.index.count }
  package var unitCount: Int { registeredCount + extras.count }

  /// The number of the unit outside the register with this address, if one was seen.
  func extra(_ compound: Int, _ text: String) -> Int? {
    extraNumbers[Place(compound: compound, text: text)].map { registeredCount + $0 }
  }

  /// Where an extra unit was seen.
  func seenIn(_ unit: Int) -> Set<Source> { extras[unit - registeredCount].seenIn }

  /// Counts rows of an address outside the register, which becomes a unit.
  mutating func see(_ group: DeferredGroup, in source: Source, rows: Int) -> Int {
    let place = Place(compound: group.compound, text: group.text)
    let number = extraNumbers[place] ?? extras.count
    if number == extras.count {
      extraNumbers[place] = number
      extras.append(
        Extra(compound: group.compound, key: group.key, text: group.text, seenIn: []))
    }
    extras[number].seenIn.insert(source)
    extras[number].rows += rows
    return registeredCount + number
  }

  /// Whether one unit's address comes before another's in natural order.
  func precedes(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (key(of: a), key(of: b))
    if left.isNumeric && right.isNumeric { return left.bits < right.bits }
    return NaturalOrder.precedes(text(of: a), text(of: b))
  }

  /// The first unit of a range of the register that the address of another comes before; the end where
  /// there is none. O(log units).
  func place(of unit: Int, among units: Range<Int>) -> Int {
    partition(units) { precedes(unit, $0) }
  }

  func key(of unit: Int) -> AddressKey {
    unit < registeredCount ? register.index.keys[unit] : extras[unit - registeredCount].key
  }

  /// Whether the register has units of a compound.
  package func hasRegister(_ compound: Int) -> Bool {
    compound < register.compounds.count && register.compounds[compound].hasRegister
  }

  /// The address of a unit.
  package func text(of unit: Int) -> String {
    unit < registeredCount ? register.index.text(of: unit) : extras[unit - registeredCount].text
  }

  /// Appends the address of a unit.
  func appendText(of unit: Int, to buffer: inout OutputBuffer) {
    if unit < registeredCount {
      register.index.appendText(of: unit, to: &buffer)
    } else {
      buffer.append(text: extras[unit - registeredCount].text)
    }
  }

  /// Units that do not stand in the register: extras, and all of compounds that have none.
  package func isRegistered(_ unit: Int, in compound: Int) -> Bool {
    unit < registeredCount && hasRegister(compound)
  }

  /// Groups the extra units by compound, once all sources are read.
  mutating func groupExtras() {
    var groups: [Int: [Int]] = [:]
    for (number, extra) in extras.enumerated() {
      groups[extra.compound, default: []].append(registeredCount + number)
    }
    extrasOf = groups.mapValues { units in units.sorted { precedes($0, $1) } }
  }

  /// Whether a unit lies under a place: its address goes on after the place's.
  static func isUnder(_ place: String, _ unit: String) -> Bool {
    unit.utf8.count > place.utf8.count && unit.hasPrefix(place)
      && unit.utf8[unit.utf8.index(unit.utf8.startIndex, offsetBy: place.utf8.count)]
        == UInt8(ascii: "-")
  }

  /// The dwellings that a count over a place is about, in natural order. O(extras) where the
  /// compound has no register.
  func dwellings(under key: AddressKey, _ text: String, in compound: Int) -> [Int] {
    let numbered = Array(units(under: key, text, in: compound))
    if hasRegister(compound) { return numbered }
    let others = extras.indices.filter { number in
      extras[number].compound == compound && Self.isUnder(text, extras[number].text)
        && !extras[number].seenIn.isDisjoint(with: Source.namingDwellings)
    }.map { registeredCount + $0 }
    return others.isEmpty ? numbered : (numbered + others).sorted { precedes($0, $1) }
  }

  /// The numbered units that others lie under: `3-2` where there is `3-2-501`. O(units).
  ///
  /// For sweeps without a register, whose numbered units are those of the resident list: a count
  /// there is one of a place. What a register names is a unit, whatever lies under it.
  func outerUnits() -> Set<Int> {
    let index = register.index
    var outer: Set<Int> = []
    func add(_ key: AddressKey, _ text: String?, _ compound: Int) {
      let number = text.flatMap { text in Field.of(text) { index.texts.find($0) } }
      let unit = index.find(compound, key, text: { number })
      if unit >= 0 { outer.insert(unit) }
    }
    func addPlaces(around key: AddressKey, _ text: () -> String, _ compound: Int) {
      if key.isNumeric {
        let (building, entrance, room) = key.parts
        if entrance >= 0 { add(AddressKey(building), nil, compound) }
        if room >= 0 { add(AddressKey(building, entrance), nil, compound) }
        return
      }
      var place = text()
      while let end = place.lastIndex(of: "-") {
        place = String(place[..<end])
        add(Field.of(place) { AddressKey(canonical: $0) }, place, compound)
      }
    }
    for compound in 0..<index.starts.count - 1 {
      for unit in index.units(of: compound) {
        addPlaces(around: index.keys[unit], { index.text(of: unit) }, compound)
      }
    }
    // Those that only readings name make no place of what they lie under.
    for extra in extras where !extra.seenIn.isDisjoint(with: Source.namingDwellings) {
      addPlaces(around: extra.key, { extra.text }, extra.compound)
    }
    return outer
  }

  /// The frame units under a place, which stand together in natural order: first of all addresses
  /// that do not come before `3-2-`, then those of them that go on after it. O(log units).
  ///
  /// One letter in one room (`3-2-501A`) makes an address a text among numbers, so every unit that
  /// is looked at is compared as what it is.
  func units(under key: AddressKey, _ text: String, in compound: Int) -> Range<Int> {
    let all = register.index.units(of: compound)
    let (_, second, third) = key.isNumeric ? key.parts : (-1, -1, -1)
    let width: UInt64 = second < 0 ? 1 << 40 : 1 << 20
    func isNumber(_ unit: Int) -> Bool {
      key.isNumeric && third < 0 && register.index.keys[unit].isNumeric
    }
    let first = partition(all) { unit in
      if isNumber(unit) { return register.index.keys[unit].bits > key.bits }
      return !NaturalOrder.precedes(register.index.text(of: unit), text + "-")
    }
    let last = partition(first..<all.upperBound) { unit in
      if isNumber(unit) { return register.index.keys[unit].bits >= key.bits + width }
      return !Self.isUnder(text, register.index.text(of: unit))
    }
    return first..<last
  }

  /// The first number of a range from which on a condition holds.
  private func partition(_ range: Range<Int>, _ holds: (Int) -> Bool) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
