import DelimitedText

/// A row of `compounds.csv`.
struct CompoundRow: Sendable {
  var number: Int
  /// What it says of the compound, whose id is that of the number.
  var compound: Compound
  var file: Int
  var chunk: Int
  var line: Int
}

/// Reads `compounds.csv`.
struct CompoundSink: SourceSink, ~Copyable {
  var state: SinkState
  private let directory: CompoundDirectory
  private var rows: [CompoundRow] = []

  init(_ maps: [ColumnMap], _ directory: CompoundDirectory) {
    state = SinkState(maps: maps)
    self.directory = directory
  }

  mutating func row(_ row: Row) {
    let id = row.field(state.columns[.compound])
    guard !id.isEmpty, !Compound.fold(id.text).isEmpty else {
      state.reject(row, .compound, .missingColumnValue)
      return
    }
    if RowKinds.isMark(id) || isHeader(id) { state.readWhole() }
    let number = directory.number(of: id.text)
    let compound = Compound(
      id: "", name: text(.title, row), kind: Self.kind(text(.kind, row)),
      community: text(.community, row), subdistrict: text(.subdistrict, row),
      district: text(.district, row))
    rows.append(
      CompoundRow(
        number: number, compound: compound, file: state.file, chunk: state.chunk, line: row.line))
  }

  /// Whether an id is the name of its own column: then the header stands here again.
  private func isHeader(_ id: Field) -> Bool {
    let name = state.columns.header[state.columns[.compound]]
    return ColumnNames.fold(id.text) == ColumnNames.fold(name)
  }

  private func text(_ column: Column, _ row: Row) -> String {
    row.field(ifAny: state.columns[column]).text
  }

  private static func kind(_ text: String) -> String {
    switch text {
    case "小区": "compound"
    case "村": "village"
    default: text
    }
  }

  consuming func finish() -> (SinkState, [CompoundRow]) { (state, rows) }
}

extension SourceReader {
  /// Reads `compounds.csv`: the compounds by their numbers in the directory. O(rows).
  ///
  /// Throws where two rows of one compound name other parents. Where they give other names or kinds
  /// the smaller one is taken, whatever the order of the rows, and all its names mean the compound.
  func compounds() throws(SweepError) -> (
    compounds: [Int: Compound], reading: SourceReading<[CompoundRow]>
  ) {
    var reading = try read(.compounds) { CompoundSink($0, directory) }
    let rows = reading.results.flatMap { $0 }.sorted {
      ($0.file, $0.chunk, $0.line) < ($1.file, $1.chunk, $1.line)
    }
    let ids = directory.ids
    var compounds: [Int: Compound] = [:]
    var counts = reading.ledgers.map { _ in SinkState.Counts() }
    var firstOf: [Int: CompoundRow] = [:]
    var renamed = reading.ledgers.map { _ in Set<Int>() }
    for row in rows {
      var compound = row.compound
      compound.id = ids[row.number]
      directory.add(name: compound.name, of: row.number)
      if let known = compounds[row.number], let first = firstOf[row.number] {
        guard
          (known.community, known.subdistrict, known.district)
            == (compound.community, compound.subdistrict, compound.district)
        else {
          let line = reading.line(file: row.file, chunk: row.chunk, line: row.line)
          let firstLine = reading.line(
            file: first.file, chunk: first.chunk, line: first.line)
          throw .otherParents(
            known.id, at: .init(file: reading.ledgers[row.file].file, line: line),
            than: .init(file: reading.ledgers[first.file].file, line: firstLine))
        }
        counts[row.file].duplicate += 1
        compounds[row.number]?.name = Self.smaller(known.name, compound.name)
        compounds[row.number]?.kind = Self.smaller(known.kind, compound.kind)
        // The name in front of addresses is the one that is kept.
        directory.add(name: Self.smaller(known.name, compound.name), of: row.number)
        if !compound.name.isEmpty && !known.name.isEmpty && compound.name != known.name {
          renamed[row.file].insert(row.number)
        }
      } else {
        compounds[row.number] = compound
        firstOf[row.number] = row
        counts[row.file].accepted += 1
      }
    }
    reading.add(counts)
    for (ledger, compounds) in zip(reading.ledgers, renamed) where !compounds.isEmpty {
      reading.notes.append(
        Note(
          file: ledger.file,
          text: Note.differingNames(compounds.count).english))
    }
    Self.maskNames(&compounds)
    return (compounds, reading)
  }

  /// Masks phone and identity numbers in names: some write whom to call behind a community.
  private static func maskNames(_ compounds: inout [Int: Compound]) {
    // Nearly always there are none.
    let isNumber = Masking.isNumberOfPerson
    guard
      compounds.values.contains(where: {
        isNumber($0.name) || isNumber($0.kind) || isNumber($0.community)
          || isNumber($0.subdistrict) || isNumber($0.district)
      })
    else { return }
    let parts: [WritableKeyPath<Compound, String>] = [
      \.name, \.kind, \.community, \.subdistrict, \.district,
    ]
    for part in parts {
      let masked = Masking.names(compounds.values.lazy.map { $0[keyPath: part] })
      guard !masked.isEmpty else { continue }
      for (number, compound) in compounds {
        if let name = masked[compound[keyPath: part]] { compounds[number]![keyPath: part] = name }
      }
    }
  }

  /// The first in natural order of two texts; one that is missing comes last.
  private static func smaller(_ a: String, _ b: String) -> String {
    a.isEmpty || !b.isEmpty && NaturalOrder.precedes(b, a) ? b : a
  }
}
