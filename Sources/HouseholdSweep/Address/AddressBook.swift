import DelimitedText

/// What addresses are looked up in: the compounds, the register, and what analysts have confirmed.
struct AddressBook: Sendable {
  let directory: CompoundDirectory
  let index: UnitIndex
  let aliases: AliasTable
  /// Whether the sweep has a register; without one the index holds the addresses of the resident
  /// list, which decide nothing about others.
  let hasRegister: Bool
}

/// How an address came to its unit where it is no key of the register. The order is that of the
/// ledger.
package enum AddressMatch: Int, CaseIterable, Sendable {
  /// An analyst has confirmed it in `aliases.csv`.
  case alias
  /// The compound's own id or name stood in front.
  case compoundName
  /// The same building and room: `3-501` for the only registered `3-…-501`.
  case entranceLeftOut
  /// Entrance and room, where the compound has one building: `2-501` for `1-2-501`.
  case buildingLeftOut
  /// Another cut at a border between letter and digit: `A2292` for `A-2292`.
  case otherCut
  /// A floor that the address names and the register does not: `3栋2单元5层9号` for `3-2-9`.
  case floorNamed
  /// A village's name in front of a house number, in a compound whose register names no villages,
  /// and whose own name is not known: `陈吕村12` for `12`.
  case villageName
  /// A date that a spreadsheet made of it: `3月2日` for `3-2`.
  case spreadsheetDate

  /// The name in the ledger.
  package var name: String {
    switch self {
    case .alias: "alias"
    case .compoundName: "compound_name"
    case .entranceLeftOut: "entrance_left_out"
    case .buildingLeftOut: "building_left_out"
    case .otherCut: "other_cut"
    case .floorNamed: "floor_named"
    case .villageName: "village_name"
    case .spreadsheetDate: "spreadsheet_date"
    }
  }
}

/// One worker's way from the compound and address of a row to a unit of the register.
///
/// First the key as it stands; then, for the few rows that have none, what was confirmed, and what
/// the register leaves no choice about.
struct UnitFinder: ~Copyable {
  private let book: AddressBook
  private let index: UnitIndex
  private var compounds: CompoundCache
  private var parser = AddressParser()
  private var locator: UnitLocator
  private var registers: [Int: CompoundAddresses] = [:]
  private var entrance = SoleEntrance()
  /// The compound asked for names last, the bytes that they begin with, and whether one is a digit.
  private var namedCompound = -1
  private var nameStarts: [UInt8] = []
  private var nameMayBeNumber = false
  private(set) var key = AddressKey.none
  private(set) var compound = -1
  /// Whether the address parsed last was no key of the register.
  private var wasFoundOtherwise = false
  /// Why the address looked for last can be no unit's; nil where it can.
  private(set) var refusal: RejectReason?
  /// The unknown compound that was looked at last, and why it can be none.
  private var judgedCompound: (number: Int, refusal: RejectReason?) = (-1, nil)
  /// Whether it is the compound that was refused, not the address.
  private(set) var isCompoundRefused = false
  /// Whether an address may be a place that units lie under: in light counts.
  var readsPlaces = false

  init(_ book: AddressBook) {
    self.book = book
    index = book.index
    compounds = CompoundCache(book.directory)
    locator = UnitLocator(book.index)
  }

  /// Reads the address; false where it folds to nothing.
  @inline(__always)
  mutating func parse(_ address: Field) -> Bool { parse(address, FieldWords(address)) }

  /// The same of an address whose words are known.
  @inline(__always)
  mutating func parse(_ address: Field, _ words: FieldWords) -> Bool {
    key = parser.parse(address, words)
    wasFoundOtherwise = false
    refusal = nil
    return !key.isNone
  }

  /// The rows of another chunk come next.
  mutating func forgetRows() { parser.forgetRows() }

  /// The number of a compound, which exists from now on.
  @inline(__always)
  mutating func number(of name: Field) -> Int { compounds.number(of: name) }

  /// Takes the compound of the row, which exists from now on.
  @inline(__always)
  mutating func enter(compound name: Field) { compound = number(of: name) }

  /// The registered unit of the address parsed last, or −1, in the compound named.
  @inline(__always)
  mutating func find(compound name: Field, address: Field, _ state: inout SinkState) -> Int {
    enter(compound: name)
    return find(address, &state)
  }

  /// The registered unit of the address parsed last, or −1, in the compound entered.
  @inline(__always)
  mutating func find(_ address: Field, _ state: inout SinkState) -> Int {
    let unit = locator.near(compound, key)
    return unit >= 0 ? unit : findFar(address, &state)
  }

  /// The unit of the row before, or one soon after it, if it has this key, which is not hashed; else
  /// −1.
  @inline(__always)
  mutating func findNear(_ key: AddressKey) -> Int { locator.findNear(key) }

  /// The unit that the address of a row, in any spelling, means in the compound of the row before, where it
  /// is one that `findNear` finds or only leaves its entrance out; else −1.
  @inline(__always)
  mutating func findNear(spelt row: Row, column: Int, _ state: inout SinkState) -> Int {
    let key = parser.parseSpelt(row, column: column, of: state.columns.count)
    self.key = key
    if key.isWhole { return locator.findNear(key) }
    return findShortNear(row.field(column), &state)
  }

  /// The same for a key that is not of three numbers.
  @inline(never)
  private mutating func findShortNear(_ address: Field, _ state: inout SinkState) -> Int {
    if mayLeaveOutEntrance(address), let whole = entrance.complete(key, in: compound, index) {
      let unit = locator.findNear(whole)
      return unit >= 0 ? state.match(.entranceLeftOut, unit) : -1
    }
    return key.isHashed ? -1 : locator.findNear(key)
  }

  /// Whether the row before was near the one before it, so that the next may be.
  var isNear: Bool { locator.farJumps == 0 && locator.compound == compound }

  /// The numbers of the address parsed last, where it was plain and found as it stands.
  func numbers(of address: Field) -> TemplateNumbers? {
    wasFoundOtherwise ? nil : TemplateNumbers(address, key)
  }

  /// The same for a row that waited.
  mutating func find(compound number: Int, address: Field, _ state: inout SinkState) -> Int {
    compound = number
    _ = parse(address)
    return find(address, &state)
  }

  /// Whether rows come in random order, so that look-ups had better wait for each other.
  @inline(__always)
  var isScattered: Bool { locator.farJumps >= 16 }

  /// Rows follow each other again, from this unit on.
  mutating func settle(at unit: Int, in compound: Int) {
    locator.settle(at: unit, in: compound)
  }

  private mutating func locate() -> Int {
    key.isHashed ? locateHashed() : locator.find(compound, key, text: { nil })
  }

  /// The unit of an address that is none of the next few.
  @inline(never)
  private mutating func findFar(_ address: Field, _ state: inout SinkState) -> Int {
    if mayLeaveOutEntrance(address), let whole = entrance.complete(key, in: compound, index) {
      let unit = locator.find(compound, whole, text: { nil })
      wasFoundOtherwise = true
      if unit >= 0 { return state.match(.entranceLeftOut, unit) }
    }
    let unit = key.isHashed ? locateHashed() : locator.jump(compound, key, text: { nil })
    return unit >= 0 ? unit : findOtherwise(address, &state)
  }

  /// Whether an address is one of building and room, of which no other rule comes first.
  private mutating func mayLeaveOutEntrance(_ address: Field) -> Bool {
    let (_, second, third) = key.parts
    guard key.isNumeric, second >= 0, third < 0, book.hasRegister, book.aliases.isEmpty,
      !parser.omitsBuilding, !parser.omitsRoom
    else { return false }
    if compound != namedCompound {
      namedCompound = compound
      nameStarts = compounds.names(of: compound).map { $0[0] }
      nameMayBeNumber = nameStarts.contains(where: AddressCut.isDigit)
    }
    if AddressCut.isDigit(address[0]) && !nameMayBeNumber { return true }
    return !parser.mayHaveName(address, beginningWith: nameStarts)
  }

  @inline(never)
  private mutating func locateHashed() -> Int {
    let text = parser.withText { index.texts.find($0) }
    return locator.find(compound, key, text: { text })
  }

  @inline(never)
  private mutating func findOtherwise(_ address: Field, _ state: inout SinkState) -> Int {
    wasFoundOtherwise = true
    if let unit = confirmed() { return state.match(.alias, unit) }
    let names = compounds.names(of: compound)
    if let short = parser.parse(address, droppingPrefix: names) {
      key = short
      let unit = locate()
      if unit >= 0 { return state.match(.compoundName, unit) }
      if let unit = confirmed() { return state.match(.alias, unit) }
    } else {
      key = parser.parse(address)
    }
    if parser.looksLikeDate || holdsDate() { return findDate(&state) }
    if address.isColumnName || isNoData(address) { state.readWhole() }
    isCompoundRefused = false
    if looksPersonal(address) {
      refusal = .looksPersonal
    } else if let reason = compoundRefusal() {
      refusal = reason
      isCompoundRefused = true
    } else if address.isScientific {
      refusal = .spreadsheetNumber
    }
    let units = index.units(of: compound)
    guard book.hasRegister, !units.isEmpty, !parser.omitsRoom else { return -1 }
    // Of a building, an entrance and a room in numbers nothing was left out.
    if key.isNumeric && key.parts.third >= 0 { return -1 }
    let register = registers[compound] ?? CompoundAddresses(index, units)
    registers[compound] = register
    let omitsBuilding = parser.omitsBuilding
    let found = parser.withText {
      register.resolve(key, text: $0, omitsBuilding: omitsBuilding, isNamed: names.count > 1)
    }
    guard let found else { return -1 }
    return state.match(found.match, units.lowerBound + found.position)
  }

  /// The unit that an address means which a spreadsheet has made a date of, or −1; without one, in light
  /// counts, the place becomes the address.
  private mutating func findDate(_ state: inout SinkState) -> Int {
    refusal = .spreadsheetDate
    let units = index.units(of: compound)
    guard book.hasRegister, !units.isEmpty else { return -1 }
    let readings = DateReadings(parser.withText { $0.text }).keys
    let found = readings.filter { index.find(compound, $0, text: { nil }) >= 0 }
    if found.count == 1 {
      refusal = nil
      state.note(.dateRead)
      return state.match(.spreadsheetDate, index.find(compound, found[0], text: { nil }))
    }
    guard found.isEmpty, readsPlaces else { return -1 }
    let places = readings.filter { reading in
      let start = reading.text + "-"
      return units.contains { index.text(of: $0).hasPrefix(start) }
    }
    guard places.count == 1 else { return -1 }
    refusal = nil
    state.note(.dateRead)
    key = Field.of(places[0].text) { parser.parse($0) }
    return -1
  }

  /// Whether a part of the address is a date, or all of it a spreadsheet's day number.
  private mutating func holdsDate() -> Bool {
    if key.isNumeric {
      return key.parts.second < 0 && (36_526...54_788).contains(key.parts.first)
        && book.hasRegister && !index.units(of: compound).isEmpty
    }
    return parser.withText { AddressDate.isInPart($0) }
  }

  /// Whether an address, or a compound that nothing else names, is a word of totals or of those who sign.
  private func isNoData(_ address: Field) -> Bool {
    if RowKinds.isMark(address) { return true }
    return compound >= index.starts.count - 1
      && Field.of(book.directory.id(of: compound)) { RowKinds.isMark($0) }
  }

  /// Whether an address looks like a number of a person.
  private mutating func looksPersonal(_ address: Field) -> Bool {
    address.count >= 11
      && (Masking.looksPersonal(address.text) || parser.withText { Masking.looksPersonal($0.text) })
  }

  /// Why the compound can be none; nil where it can. Those of the register and of `compounds.csv` can.
  private mutating func compoundRefusal() -> RejectReason? {
    let known = index.starts.count - 1
    guard compound >= known else { return nil }
    if judgedCompound.number == compound { return judgedCompound.refusal }
    let id = book.directory.id(of: compound)
    let isKnownBeforeComma =
      id.firstIndex(of: ",").flatMap { book.directory.find(String(id[..<$0])) }
      .map { $0 < known } ?? false
    let refusal: RejectReason? =
      Masking.looksPersonal(id)
      ? .looksPersonal
      : Field.of(id, \.isScientific)
        ? .spreadsheetNumber : isKnownBeforeComma ? .unknownCompound : nil
    judgedCompound = (compound, refusal)
    return refusal
  }

  private mutating func confirmed() -> Int? {
    if book.aliases.isEmpty { return nil }
    return parser.withText { book.aliases.unit(compound, $0) }
  }

  /// The compound and the address of the last row.
  mutating func address() -> (compound: Int, text: String) {
    (compound, parser.withText { $0.text })
  }

  /// Keeps a row of an address that was not found.
  mutating func postpone(
    into deferred: inout DeferredRows, payload: UInt64, extra: UInt64, line: Int, state: SinkState
  ) {
    deferred.add(
      compound: compound, key: key, parser: &parser, payload: payload, extra: extra, line: line,
      state: state)
  }

  /// The number of a compound that exists already, −2 where there is none of that name.
  mutating func number(ifAny name: Field) -> Int { compounds.number(ifAny: name) }
}
