import DelimitedText

/// A row that is about one unit: where it stands, and what it says in the columns that are read.
public struct TracedRow: Sendable, Equatable {
  public var file: String
  public var line: Int
  /// `time 2020-02-17T20:30`, in the order of the source's columns; ids of persons are left out.
  public var values: [String]
  /// Why the row counts for nothing: the reason it was rejected for, or `outside the days of the
  /// sweep`, `outside light_hours`, `dark_walk`, `doubtful_worker`; nil where it was used.
  public var unused: String?
}

/// Finds the rows about one unit.
struct TraceSink: SourceSink, ~Copyable {
  struct Found: Sendable {
    var file: Int
    var chunk: Int
    var line: Int
    var values: [String]
    var unused: String?
  }

  /// Whom the rows must be about.
  struct Target: Sendable {
    var compound: Int
    /// Its number in the register, or −1.
    var unit: Int
    var text: String
    /// The ids of the unit's meters.
    var meters: Set<String>
    /// Places around the unit, `3` and `3-2` for `3-2-501`.
    var places: Set<String>
    /// Nights of the unit whose counts were left out, as bits, and those of the places.
    var darkNights: UInt32
    var darkPlaces: [String: UInt32]
    /// Workers whose reports from the compound were left out, by name.
    var doubtful: Set<String>
  }

  /// Why rows were left out: the names of the findings.
  static let darkWalk = "dark_walk"
  static let doubtfulWorker = "doubtful_worker"

  static var tellsOddRows: Bool { false }

  var state: SinkState
  private let source: Source
  private let window: SweepWindow
  private let target: Target
  private let columns: [Column]
  private let address: Column
  private var finder: UnitFinder
  private var found: [Found] = []

  init(
    _ maps: [ColumnMap], _ source: Source, _ window: SweepWindow, _ target: Target,
    _ book: AddressBook
  ) {
    state = SinkState(maps: maps)
    self.source = source
    self.window = window
    self.target = target
    finder = UnitFinder(book)
    address = source.address
    // Who is listed is nobody's business here.
    columns = (source.columns.required + source.columns.optional).filter {
      ![.compound, .resident].contains($0)
    }
  }

  mutating func row(_ row: Row) {
    guard isMatch(row) else { return }
    let values = columns.compactMap { column -> String? in
      let value = row.field(ifAny: state.columns[column])
      let shown = Masking.shown(value.text, isMeter: column == .meter)
      return value.isEmpty ? nil : "\(column.name) \(shown.prefix(40))"
    }
    found.append(
      Found(
        file: state.file, chunk: state.chunk, line: row.line, values: values,
        unused: whyUnused(row)))
  }

  /// Knocks and counts outside the sweep are no evidence. Of readings that cannot be said row by
  /// row: one before the first day may begin a pair that reaches into it.
  private mutating func whyUnused(_ row: Row) -> String? {
    guard let rules = source.dayRules, let time = row.field(state.columns[.time]).time(),
      !time.hadZone || state.columns.isTidied
    else { return nil }
    guard let minute = window.offset(time.minute) else { return "outside the days of the sweep" }
    return rules.whyLeftOut(
      row, minute: minute, finder.address().text, state.columns, window, target)
  }

  private mutating func isMatch(_ row: Row) -> Bool {
    let meter = row.field(ifAny: state.columns[.meter])
    let compound = row.field(ifAny: state.columns[.compound])
    if !meter.isEmpty && target.meters.contains(meter.text) {
      return compound.isEmpty || finder.number(ifAny: compound) == target.compound
    }
    let field = row.field(ifAny: state.columns[address])
    guard !compound.isEmpty, finder.parse(field) else { return false }
    let unit = finder.find(compound: compound, address: field, &state)
    let (number, text) = finder.address()
    guard number == target.compound else { return false }
    if unit >= 0 { return unit == target.unit }
    return target.unit < 0 && text == target.text
      || address == .place && target.places.contains(text)
  }

  consuming func finish() -> (SinkState, [Found]) { (state, found) }
}
