import DelimitedText

/// `flags.csv`: the units to go to, for people with spreadsheets.
struct FlagsTable: ~Copyable {
  static let name = "flags.csv"
  static let header: StaticString =
    "\u{FEFF}compound,name,unit,address,grid,registered,status,p_occupied,listed,away,persons_seen,conflict,action,reasons\n"

  /// What the row of a unit is sorted by, and where it ends in the rows of its task.
  struct Entry: Sendable {
    /// Registered units first, then the likeliest; equal ones stay in the order of units.
    let rank: Int
    let end: Int

    /// Ranks are below this.
    static var ranks: Int { 2 * 10_001 }

    /// `p` is in ten-thousandths.
    fileprivate init(isRegistered: Bool, p: Int, end: Int) {
      rank = Self.rank(isRegistered: isRegistered, p: p)
      self.end = end
    }

    private static func rank(isRegistered: Bool, p: Int) -> Int {
      (isRegistered ? 0 : 10_001) + 10_000 - p
    }

    /// What a row of the table is sorted by: its rank, then its compound. Nil where it is no such row.
    static func key(of cells: inout CellReader) -> (rank: Int, compound: String)? {
      let compound = FlagText.plain(cells.text())
      for _ in 0..<4 { _ = cells.raw() }
      let isRegistered = cells.number()
      _ = cells.raw()
      guard let isRegistered, isRegistered <= 1, let p = cells.scaled(places: 4), p <= 10_000
      else { return nil }
      return (rank(isRegistered: isRegistered == 1, p: p), compound)
    }
  }

  private let language: Manifest.Language
  private var reasons: Reasons
  private let attributes: UnitAttributes
  private var row = OutputBuffer(capacity: 1 << 16)
  /// The first two cells of the compound at hand.
  private var compoundID: String?
  private var compoundCells = OutputBuffer()

  init(_ manifest: Manifest, _ attributes: UnitAttributes) {
    language = manifest.language
    reasons = Reasons(manifest)
    self.attributes = attributes
  }

  /// Appends the row of a flagged unit and says where it lies. `unit` is the text of an address
  /// that is not numeric.
  mutating func append(
    _ compound: Compound, key: AddressKey, unit: String?, _ pair: UnitAttributes.Pair,
    _ situation: Decision.Situation, _ verdict: Verdict, _ evidence: UnitEvidence,
    nearby: [UInt8]?
  ) -> Entry {
    let decision = verdict.decision
    if compound.id != compoundID {
      compoundID = compound.id
      compoundCells.removeAll()
      Self.append(compound.id, to: &compoundCells)
      compoundCells.append(UInt8(ascii: ","))
      Self.append(compound.name, to: &compoundCells)
      compoundCells.append(UInt8(ascii: ","))
    }
    row.append(compoundCells, 0..<compoundCells.count)
    if let unit {
      Self.append(unit, to: &row)
      row.append(UInt8(ascii: ","))
      Self.append(AddressWords.words(for: unit, in: language), to: &row)
    } else {
      key.append(to: &row)
      row.append(UInt8(ascii: ","))
      AddressWords.append(key, in: language, to: &row)
    }
    row.append(UInt8(ascii: ","))
    attributes.grids.withField(attributes.numbers(pair).grid) { Self.append($0, to: &row) }
    row.append(situation.isRegistered ? ",1," : ",0,")
    row.append(decision.status.name)
    row.append(UInt8(ascii: ","))
    row.append(scaled: verdict.tenThousandths, places: 4)
    row.append(UInt8(ascii: ","))
    row.append(number: evidence.listed)
    row.append(UInt8(ascii: ","))
    row.append(number: evidence.away)
    row.append(UInt8(ascii: ","))
    row.append(number: evidence.personsSeen)
    row.append(decision.hasConflict ? ",1," : ",0,")
    row.append(decision.action.name)
    row.append(UInt8(ascii: ","))
    reasons.collect(evidence, situation, nearby: nearby)
    reasons.text.withField(0..<reasons.text.count) { row.append(csv: $0) }
    row.append(UInt8(ascii: "\n"))
    return Entry(
      isRegistered: situation.isRegistered, p: verdict.tenThousandths, end: row.count)
  }

  /// The rows appended since the last call.
  mutating func take() -> [UInt8] {
    defer { row.removeAll() }
    return row.bytes
  }

  private static func append(_ value: String, to row: inout OutputBuffer) {
    Field.of(value) { append($0, to: &row) }
  }

  /// Appends a text from a file. One that a spreadsheet would take for a formula gets a `'`.
  private static func append(_ value: Field, to row: inout OutputBuffer) {
    // Most texts begin with a letter or a digit.
    if value.isEmpty || (65...126).contains(value[0]) || (48...57).contains(value[0]) {
      return row.append(csv: value)
    }
    let text = value.text
    let isFormula = text.unicodeScalars.first.map {
      "=+-@".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
    }
    row.append(csv: isFormula == true ? "'" + text : text)
  }
}

/// Texts of the table as they were before a spreadsheet had to be thought of.
package enum FlagText {
  /// A text without the `'` by which no spreadsheet takes it for a formula.
  package static func plain(_ text: String) -> String {
    guard text.first == "'", let second = text.unicodeScalars.dropFirst().first,
      "=+-@".unicodeScalars.contains(second) || second.properties.generalCategory == .control
    else { return text }
    return String(text.dropFirst())
  }
}
