import DelimitedText

/// Addresses that an analyst has confirmed to mean a registered unit: `aliases.csv`.
struct AliasTable: Sendable {
  private struct Address: Hashable {
    var compound: Int
    var text: String
  }

  private var units: [Address: Int] = [:]

  var isEmpty: Bool { units.isEmpty }

  /// The unit that a canonical text means.
  func unit(_ compound: Int, _ text: Field) -> Int? {
    units[Address(compound: compound, text: text.text)]
  }

  /// Adds an alias; false where it says something else than one before.
  fileprivate mutating func add(_ compound: Int, _ text: String, means unit: Int) -> Bool {
    let address = Address(compound: compound, text: text)
    if let other = units[address] { return other == unit }
    units[address] = unit
    return true
  }
}

/// A row of `aliases.csv`, before it is known what it means.
private struct AliasRow: Sendable {
  var compound: String
  var address: String
  var unit: String
  var file: Int
  var chunk: Int
  var line: Int
}

/// Reads `aliases.csv`.
private struct AliasSink: SourceSink, ~Copyable {
  var state: SinkState
  private var rows: [AliasRow] = []

  init(_ maps: [ColumnMap]) { state = SinkState(maps: maps) }

  mutating func row(_ row: Row) {
    let columns = [Column.compound, .address, .unit]
    let values = columns.map { row.field(state.columns[$0]).text }
    let missing = zip(columns, values).filter { $0.1.isEmpty }
    guard missing.isEmpty else {
      state.reject(row, missing.map { ($0.0, .missingColumnValue) })
      return
    }
    rows.append(
      AliasRow(
        compound: values[0], address: values[1], unit: values[2], file: state.file,
        chunk: state.chunk, line: row.line))
    state.accept()
  }

  consuming func finish() -> (SinkState, [AliasRow]) { (state, rows) }
}

extension SourceReader {
  /// Reads `aliases.csv`. Throws where an alias means no unit of the register, or its address is one
  /// itself, or another alias says otherwise: a slip there would send people to the wrong door.
  func aliases(_ register: Register) throws(SweepError) -> (
    table: AliasTable, ledgers: [FileLedger], rejects: [Reject], notes: [Note]
  ) {
    let reading = try read(.aliases) { AliasSink($0) }
    var table = AliasTable()
    var parser = AddressParser()
    for row in reading.results.flatMap({ $0 }) {
      let place = SweepError.Place(
        file: reading.ledgers[row.file].file,
        line: reading.line(file: row.file, chunk: row.chunk, line: row.line))
      func shown(_ value: String) -> String { String(Masking.shown(value).prefix(40)) }
      let compound = directory.find(row.compound) ?? -1
      func unit(_ address: String) -> (number: Int, text: String) {
        let key = Field.of(address) { parser.parse($0) }
        let text = parser.withText { $0.text }
        let number = Field.of(text) { register.index.texts.find($0) }
        return (compound < 0 ? -1 : register.index.find(compound, key, text: { number }), text)
      }
      let meant = unit(row.unit)
      guard meant.number >= 0 else {
        throw .aliasOfNothing(shown(row.unit), in: shown(row.compound), at: place)
      }
      let alias = unit(row.address)
      guard alias.number < 0 else { throw .aliasIsUnit(shown(row.address), at: place) }
      guard table.add(compound, alias.text, means: meant.number) else {
        throw .aliasOfAnother(shown(row.address), at: place)
      }
    }
    return (table, reading.wholeLedgers, reading.rejects, reading.notes)
  }
}
