import DelimitedText

/// Finds the rows of conflicting readings again, to name their lines.
struct ConflictSink: SourceSink, ~Copyable {
  struct Place: Hashable, Sendable {
    var meter: Int
    var minute: Int
  }

  /// A minute of a unit outside the register, which has a meter of its own.
  struct OwnPlace: Hashable, Sendable {
    var compound: Int
    var text: String
    var minute: Int
  }

  static var tellsOddRows: Bool { false }

  var state: SinkState
  private let conflicts: Set<Place>
  private let ownConflicts: Set<OwnPlace>
  private let start: Int
  private var finder: MeterFinder
  private var found: [SinkState.RawReject] = []
  private var times = TimeReader()

  init(
    _ maps: [ColumnMap], _ window: SweepWindow, _ book: AddressBook,
    _ meters: MeterIndex, _ conflicts: Set<Place>, _ ownConflicts: Set<OwnPlace>
  ) {
    state = SinkState(maps: maps)
    start = window.start
    self.conflicts = conflicts
    self.ownConflicts = ownConflicts
    finder = MeterFinder(meters, book)
  }

  mutating func row(_ row: Row) {
    guard let time = times.read(row.field(state.columns[.time])),
      !time.hadZone || state.columns.isTidied,
      (try? row.field(state.columns[.kwh]).thousandths()) != nil
    else { return }
    let minute = time.minute - start
    switch finder.find(row, &state) {
    case .meter(let meter):
      guard conflicts.contains(Place(meter: meter, minute: minute)) else { return }
    case .unknownUnit:
      let (compound, text) = finder.unknownAddress()
      let place = OwnPlace(compound: compound, text: text, minute: minute)
      guard ownConflicts.contains(place) else { return }
    case .rejected: return
    }
    found.append(
      .init(
        file: Int32(state.file), chunk: Int32(state.chunk), line: Int32(row.line), column: .kwh,
        reason: .conflictingReading,
        value: String(Masking.shown(row.field(state.columns[.kwh]).text).prefix(40))))
  }

  consuming func finish() -> (SinkState, [SinkState.RawReject]) { (state, found) }
}
