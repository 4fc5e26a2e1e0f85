import DelimitedText

/// `flags.csv`: the units to go to, for people with spreadsheets.
struct FlagsTable: ~Copyable {
  static let name = "flags.csv"
  static let header: StaticString =
    "\u{FEFF}compound,name,unit,address,grid,registered,status,p_occupied,listed,away,persons_seen,conflict,action,reasons\n"

  /// Where a row lies in the buffer of its task, and what it is sorted by.
  struct Entry: Sendable {
    var isRegistered: Bool
    /// In ten-thousandths.
    var p: Int
    /// The unit's place in output order.
    var rank: Int
    /// Where the row lies in the rows of its task.
    var bytes: Range<Int>

    /// Registered units first, then the likeliest, then natural order.
    static func precedes(_ a: Entry, _ b: Entry) -> Bool {
      if a.isRegistered != b.isRegistered { return a.isRegistered }
      return a.p == b.p ? a.rank < b.rank : a.p > b.p
    }
  }

  private let language: Manifest.Language
  private let reasons: Reasons
  private var row = OutputBuffer(capacity: 1 << 16)
  private var text = OutputBuffer(capacity: 512)
  /// The first two cells of the compound at hand.
  private var compoundID: String?
  private var compoundCells = OutputBuffer()

  init(_ manifest: Manifest) {
    language = manifest.language
    reasons = Reasons(manifest)
  }

  /// Appends the row of a flagged unit and says where it lies. `unit` is the text of an address
  /// that is not numeric.
  mutating func append(
    _ compound: Compound, key: AddressKey, unit: String?, grid: String,
    _ situation: Decision.Situation, _ decision: Decision, p: Int, _ evidence: UnitEvidence,
    nearby: String?
  ) -> Range<Int> {
    let start = row.count
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
    Self.append(grid, to: &row)
    row.append(situation.isRegistered ? ",1," : ",0,")
    row.append(decision.status.name)
    row.append(UInt8(ascii: ","))
    row.append(scaled: p, places: 4)
    row.append(UInt8(ascii: ","))
    row.append(number: evidence.listed)
    row.append(UInt8(ascii: ","))
    row.append(number: evidence.away)
    row.append(UInt8(ascii: ","))
    row.append(number: evidence.personsSeen)
    row.append(decision.hasConflict ? ",1," : ",0,")
    row.append(decision.action.name)
    row.append(UInt8(ascii: ","))
    text.removeAll()
    reasons.append(evidence, situation, nearby: nearby, to: &text)
    text.withField(0..<text.count) { row.append(csv: $0) }
    row.append(UInt8(ascii: "\n"))
    return start..<row.count
  }

  /// The rows appended since the last call.
  mutating func take() -> [UInt8] {
    defer { row.removeAll() }
    return row.bytes
  }

  /// Appends a text from a file. One that a spreadsheet would take for a formula gets a `'`.
  private static func append(_ value: String, to row: inout OutputBuffer) {
    // Most texts begin with a letter or a digit.
    if let first = value.utf8.first, (65...126).contains(first) || (48...57).contains(first) {
      row.append(csv: value)
      return
    }
    let isFormula = value.unicodeScalars.first.map {
      "=+-@".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
    }
    row.append(csv: isFormula == true ? "'" + value : value)
  }
}
