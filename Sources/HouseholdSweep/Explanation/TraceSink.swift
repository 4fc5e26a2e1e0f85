import DelimitedText

/// A row that is about one unit: where it stands, and what it says in the columns that are read.
public struct TracedRow: Sendable, Equatable {
  /// The file's path inside the sweep folder.
  public var file: String
  /// The line the row starts on, from 1.
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
    /// Of a reading of a register: its meter, and when it was read.
    var reading: Reading?
  }

  struct Reading: Sendable {
    var meter: String
    var minute: Int
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
  static let outside = "outside the days of the sweep"
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
      return value.isEmpty ? nil : "\(column.name) \(shown(value, column).prefix(40))"
    }
    found.append(
      Found(
        file: state.file, chunk: state.chunk, line: row.line, values: values,
        unused: whyUnused(row), reading: reading(row)))
  }

  private func reading(_ row: Row) -> Reading? {
    // What was used since the row before needs no other reading.
    guard source == .meter, state.columns.usageSpacing == nil,
      let time = row.field(state.columns[.time]).time()
    else { return nil }
    return Reading(
      meter: row.field(ifAny: state.columns[.meter]).text, minute: time.minute)
  }

  /// Marks readings that have nothing to do with the sweep: they lie outside it, and so does the one before or
  /// after, with which they would make a pair.
  static func markOutside(_ rows: inout [Found], _ window: SweepWindow) {
    let readings = rows.indices.filter { rows[$0].reading != nil }
    for (_, places) in Dictionary(grouping: readings, by: { rows[$0].reading!.meter }) {
      let minutes = places.map { rows[$0].reading!.minute }
      for place in places {
        let minute = rows[place].reading!.minute
        if minute < window.start {
          let next = minutes.filter { $0 > minute }.min()
          if next.map({ $0 > window.start }) != true { rows[place].unused = outside }
        } else if minute >= window.end {
          let last = minutes.filter { $0 < minute }.max()
          if last.map({ $0 < window.end }) != true { rows[place].unused = outside }
        }
      }
    }
  }

  /// A value for people: what is right stays as it is, however long. A row is found by its meter or by its
  /// address, so these are registered ones.
  private func shown(_ value: Field, _ column: Column) -> String {
    switch column {
    case .meter where target.meters.contains(value.text): Masking.meter(value.text)
    case .unit where target.unit >= 0, .place where target.unit >= 0:
      Masking.isNumberOfPerson(value.text) && value.text != target.text
        ? Masking.shown(value.text) : value.text
    case .time where value.time() != nil: value.text
    case .kwh where value.decimalFault == nil && !Masking.isNumberOfPerson(value.text): value.text
    default: Masking.shown(value.text, isMeter: column == .meter)
    }
  }

  /// Knocks and counts outside the sweep are no evidence. Of readings that cannot be said row by
  /// row: one before the first day may begin a pair that reaches into it.
  private mutating func whyUnused(_ row: Row) -> String? {
    guard let rules = source.dayRules, let time = row.field(state.columns[.time]).time(),
      !time.hadZone || state.columns.isTidied
    else { return nil }
    guard let minute = window.offset(time.minute) else { return Self.outside }
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
