import DelimitedText

/// The frame of a sweep: compounds in natural order, their registered units in natural order, and
/// what the register says of each.
///
/// A class, so that the many who look into it share it at the price of one reference.
package final class Register: Sendable {
  /// Compounds named in `compounds.csv` or by a register row, in natural order.
  package let compounds: [Compound]
  package let index: UnitIndex
  /// Floors and grids, and which each unit has.
  let attributes: UnitAttributes
  let attributeOfUnit: UnitColumn<UnitAttributes.Pair>
  let meters: MeterIndex

  init(
    compounds: [Compound], index: UnitIndex, attributes: UnitAttributes,
    attributeOfUnit: UnitColumn<UnitAttributes.Pair>, meters: MeterIndex
  ) {
    self.compounds = compounds
    self.index = index
    self.attributes = attributes
    self.attributeOfUnit = attributeOfUnit
    self.meters = meters
  }
}

/// Reads `units.csv`, or the addresses of `residents.csv` where there is no register.
struct RegisterSink: SourceSink, ~Copyable {
  var state: SinkState
  private var compounds: CompoundCache
  private var parser = AddressParser()
  private var attributes: AttributeCache
  private var meters = MeterNeighbour()
  private var rows: RegisterRows
  private var template = RowTemplate()
  /// The compound of the last row taken apart, which is that of the rows that match.
  private var lastCompound = -1

  /// Whether the compound's own name in front of an address goes: not in a register, whose
  /// addresses stand as they are.
  private let dropsNames: Bool
  /// Whether `compounds.csv` says which compounds there are.
  private let knowsCompounds: Bool

  init(
    _ maps: [ColumnMap], _ directory: CompoundDirectory, _ attributes: AttributeDirectory,
    _ pool: BlockPool, dropsNames: Bool, knowsCompounds: Bool
  ) {
    self.knowsCompounds = knowsCompounds
    state = SinkState(maps: maps)
    rows = RegisterRows(pool)
    self.attributes = AttributeCache(attributes)
    self.dropsNames = dropsNames
    compounds = CompoundCache(directory)
  }

  mutating func chunkChanged() {
    rows.begin(file: state.file, chunk: state.chunk)
    parser.forgetRows()
    template.begin(state.templateColumns(same: [.compound, .unit], address: .unit))
  }

  @inline(__always)
  mutating func row(_ row: Row) {
    if template.matches(row), let key = template.isAddressOpen ? speltKey(row) : plainKey(row) {
      add(row, key, compound: lastCompound)
    } else {
      take(row)
    }
  }

  @inline(never)
  private mutating func take(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    let address = row.field(state.columns[.unit])
    var key = parser.parse(address, row.words(of: address))
    guard !key.isNone, !compound.isEmpty else {
      var faults: [(Column, RejectReason)] = []
      if compound.isEmpty { faults.append((.compound, .missingColumnValue)) }
      if key.isNone { faults.append((.unit, .missingColumnValue)) }
      state.reject(row, faults)
      return
    }
    if address.isColumnName || key.isHashed && RowKinds.isMark(address) { state.readWhole() }
    if key.isNumeric || AddressDate.mayBe(address), parser.looksLikeDate {
      guard !dropsNames else {
        state.reject(address, line: row.line, .unit, .spreadsheetDate)
        return
      }
      state.note(.dateUnit)
    }
    if dropsNames, let column = personalColumn(compound, address) {
      state.reject(row, column, .looksPersonal)
      return
    }
    if key.isHashed && address.isScientific {
      guard !dropsNames else {
        state.reject(address, line: row.line, .unit, .spreadsheetNumber)
        return
      }
      state.note(.scientificAddress)
    }
    if dropsNames, knowsCompounds, compound.isScientific, compounds.number(ifAny: compound) < 0 {
      state.reject(compound, line: row.line, .compound, .spreadsheetNumber)
      return
    }
    let number = compounds.number(of: compound)
    if number != lastCompound, RowKinds.isMark(compound) { state.readWhole() }
    if dropsNames {
      key =
        parser.parse(address, droppingPrefix: compounds.names(of: number)) ?? parser.parse(address)
    }
    if key.isHashed { parser.withText { rows.keep(address: $0, ofRowIn: number) } }
    add(row, key, compound: number)
    // In random order no row is like the one before. No others like it are dates, which are told of, and none
    // has a name in front.
    let isNear = number == lastCompound
    lastCompound = number
    guard isNear, !dropsNames, Self.isNoDate(key) else { return template.forget() }
    var numbers = TemplateNumbers(address, key)
    // Another first number could be a year.
    numbers?.areAllPlain = false
    template.learn(row, numbers)
  }

  /// The column in which a number of a person stands, where there is no register to say that it is none.
  private mutating func personalColumn(_ compound: Field, _ address: Field) -> Column? {
    if address.count >= 11,
      Masking.looksPersonal(address.text) || parser.withText({ Masking.looksPersonal($0.text) })
    {
      return .unit
    }
    guard compound.count >= 11, Masking.looksPersonal(compound.text),
      compounds.number(ifAny: compound) < 0
    else { return nil }
    return .compound
  }

  /// The key of a row whose address is another number than the one before.
  @inline(__always)
  private func plainKey(_ row: Row) -> AddressKey? {
    template.numbers(in: row).map { AddressKey(bits: $0) }
  }

  /// The key of a row whose address is spelt in words, or each in its way; nil where there is something
  /// else about it.
  @inline(__always)
  private mutating func speltKey(_ row: Row) -> AddressKey? {
    let key = parser.parseSpelt(
      row, column: state.columns[.unit], of: state.columns.count)
    return Self.isNoDate(key) ? key : nil
  }

  /// Whether an address with this key is one of numbers, and cannot be a date.
  @inline(__always)
  private static func isNoDate(_ key: AddressKey) -> Bool {
    key.isNumeric && !key.isNone && !(1900...2099).contains(key.parts.first)
  }

  /// Adds the unit of a row.
  @inline(__always)
  private mutating func add(_ row: Row, _ key: AddressKey, compound: Int) {
    let attributes = attributes.pair(
      floor: row.field(ifAny: state.columns[.floor]), grid: row.field(ifAny: state.columns[.grid]))
    rows.append(
      RegisterRow(
        key: key, meter: meter(row, compound), attributes: attributes,
        compound: UInt32(truncatingIfNeeded: compound)))
    state.accept()
  }

  @inline(__always)
  private mutating func meter(_ row: Row, _ compound: Int) -> MeterKey {
    let field = row.field(ifAny: state.columns[.meter])
    let key = meters.key(field)
    return key.isNone ? meter(field, compound) : key
  }

  /// The meter of a row that has none, or one that is no neighbour of the row's before.
  @inline(never)
  private mutating func meter(_ field: Field, _ compound: Int) -> MeterKey {
    guard !field.isEmpty else { return .none }
    if field.isScientific {
      state.note(.scientificMeter)
      return .none
    }
    let key = MeterKey(field)
    meters = MeterNeighbour(field, key)
    if key.isHashed { rows.keep(meter: field, ofRowIn: compound) }
    return key
  }

  consuming func finish() -> (SinkState, RegisterRows) {
    rows.end()
    return (state, rows)
  }
}
