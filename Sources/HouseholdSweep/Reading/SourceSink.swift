import DelimitedText

/// What every source keeps while its rows go by: columns, counts, rejects, notes.
struct SinkState {
  /// What became of the rows of one file, as far as one worker saw them.
  struct Counts: Sendable {
    var accepted = 0
    var outOfWindow = 0
    var duplicate = 0
    /// By `AddressMatch`: rows whose address is no key of the register, and yet means a unit.
    var matched = SIMD8<Int>()
    /// Of rows out of the window.
    var outside = OutsideRows()

    static func += (counts: inout Counts, more: Counts) {
      counts.accepted += more.accepted
      counts.outOfWindow += more.outOfWindow
      counts.duplicate += more.duplicate
      counts.matched &+= more.matched
      counts.outside.add(more.outside)
    }
  }

  /// A rejected row before the lines of its chunk are known.
  struct RawReject: Sendable {
    var file: Int32
    var chunk: Int32
    var line: Int32
    var column: Column?
    var reason: RejectReason
    var value: String
  }

  let maps: [ColumnMap]
  private(set) var columns: ColumnMap
  private(set) var file = 0
  private(set) var chunk = 0
  /// The counts of the file at hand since it was begun, and all before.
  private var current = Counts()
  private var ended: [Counts]
  var rejects: [RawReject] = []
  /// Rows that are to be looked at once more, by the plain reader.
  private(set) var odd = OddRows()
  /// Compounds that rows were in which are none after all.
  private(set) var refusedCompounds: Set<Int> = []
  /// Files that must be read whole by the plain reader.
  private(set) var untidy: Set<Int> = []
  /// Notes by file, each once.
  var notes: [NoteKind: Set<Int>] = [:]
  /// States that are in no list, by file.
  private(set) var unknownStates: [Int: [String: UnknownState]] = [:]

  /// How many rows have a state that is in no list, and where the first of them is.
  struct UnknownState {
    var rows = 0
    var chunk: Int
    var line: Int
  }

  /// Whether rows are read by the template of the row before (`RowTemplate`). Tests turn it off: what comes
  /// out is the same.
  var usesTemplates = true

  init(maps: [ColumnMap]) {
    self.maps = maps
    columns = maps[0]
    ended = Array(repeating: Counts(), count: maps.count)
  }

  mutating func begin(file: Int, chunk: Int) {
    if file != self.file {
      ended[self.file] += current
      current = Counts()
      columns = maps[file]
    }
    self.file = file
    self.chunk = chunk
  }

  /// What became of the rows of each file.
  var counts: [Counts] {
    var counts = ended
    counts[file] += current
    return counts
  }

  @inline(__always)
  mutating func accept() { current.accepted &+= 1 }

  /// Leaves out a row of a minute since 1970, for its day or for its hour.
  @inline(__always)
  mutating func leaveOut(_ minute: Int, isForHour: Bool = false) {
    current.outOfWindow &+= 1
    current.outside.add(minute, isForHour: isForHour)
  }

  /// How rows of the file at hand may differ and still be like the one before, by address.
  func templateColumns(
    same: [Column], address: Column, timeOfDay: Column? = nil, digit: Column? = nil
  ) -> TemplateColumns {
    guard usesTemplates else { return .none }
    return TemplateColumns(
      same: same.map { columns[$0] }, numbers: columns[address], isSpelt: true,
      timeOfDay: timeOfDay.map { columns[$0] } ?? -1, digit: digit.map { columns[$0] } ?? -1)
  }

  /// The same by id, at any time.
  func templateColumns(same: [Column], id: Column, time: Column) -> TemplateColumns {
    guard usesTemplates, columns[id] >= 0 else { return .none }
    return TemplateColumns(
      same: same.map { columns[$0] }, numbers: columns[id], isSpelt: false, time: columns[time])
  }

  mutating func note(_ kind: NoteKind) { notes[kind, default: []].insert(file) }

  /// So many words are kept of one file, and one more.
  static let mostUnknownStates = 40

  /// A state that is in no list counts as present; what it is may be said in the manifest.
  mutating func noteUnknownState(_ field: Field, line: Int) {
    note(.unknownState)
    let word = field.text
    let known = unknownStates[file]?.count ?? 0
    guard known <= Self.mostUnknownStates || unknownStates[file]?[word] != nil else { return }
    var seen = unknownStates[file]?[word] ?? UnknownState(chunk: chunk, line: line)
    seen.rows += 1
    if (chunk, line) < (seen.chunk, seen.line) { (seen.chunk, seen.line) = (chunk, line) }
    unknownStates[file, default: [:]][word] = seen
  }

  /// Rows by the way they came to their unit. To be put back where a row comes to none after all, or
  /// is rejected.
  var matched: SIMD8<Int> {
    get { current.matched }
    set { current.matched = newValue }
  }

  /// Counts a row that came to `unit` by another way than its key.
  mutating func match(_ match: AddressMatch, _ unit: Int) -> Int {
    current.matched[match.rawValue] += 1
    return unit
  }

  mutating func reject(_ row: Row, _ column: Column, _ reason: RejectReason) {
    if !columns.isTidied, odd.mayBeRead(row, columns, column, reason) {
      return lookAgain(row, count: columns.count)
    }
    if row.field(ifAny: columns[column]).isColumnName { readWhole() }
    reject(row.field(ifAny: columns[column]), line: row.line, column, reason)
  }

  mutating func reject(_ field: Field, line: Int, _ column: Column, _ reason: RejectReason) {
    add(reason, line: line, column: column, value: field.text)
  }

  /// Rejects a row for the leftmost of its faults.
  mutating func reject(_ row: Row, _ faults: [(Column, RejectReason)]) {
    guard let fault = faults.min(by: { columns[$0.0] < columns[$1.0] }) else { return }
    // A header among the rows may begin with a column by which it is not known.
    if faults.contains(where: { row.field(ifAny: columns[$0.0]).isColumnName }) { readWhole() }
    reject(row, fault.0, fault.1)
  }

  /// Lets the plain reader have a row, which has `count` fields.
  mutating func lookAgain(_ row: Row, count: Int) {
    odd.add(row, count: count, file: file, chunk: chunk)
  }

  /// Whether a row that ends early has all that its source needs.
  func hasNeeded(_ count: Int) -> Bool {
    columns.source.columns.required.allSatisfy { columns[$0] < count }
      && (columns.source != .meter || columns[.meter] >= 0 && columns[.meter] < count
        || columns[.meter] < 0 && columns[.unit] < count)
  }

  /// A row that was looked up in a compound is rejected: if nothing else names it, it is none.
  mutating func refuse(compound: Int) { refusedCompounds.insert(compound) }

  /// The file has more headers than one, or rows that are no data, and must be read whole.
  mutating func readWhole() { if !columns.isTidied { untidy.insert(file) } }

  mutating func fault(_ fault: RowFault, line: Int) {
    switch fault {
    case .tooManyFields: add(.tooManyFields, line: line, column: nil, value: "")
    case .tooFewFields: add(.tooFewFields, line: line, column: nil, value: "")
    case .badEncoding: add(.badEncoding, line: line, column: nil, value: "")
    case .unterminatedQuote: add(.unterminatedQuote, line: line, column: nil, value: "")
    }
  }

  /// A value as rejects show it.
  static func shown(_ value: String, isMeter: Bool = false) -> String {
    String(Masking.shown(value, isMeter: isMeter).prefix(40))
  }

  /// Rejects a row of which the compound holds a full-width comma, and what should be other fields behind it.
  mutating func rejectCompound(holdingComma field: Field, line: Int) {
    let name = field.text.prefix { $0 != "，" && $0 != "," }
    add(.unknownCompound, line: line, column: .compound, value: name + "，…")
  }

  /// Rejects a row of `count` fields, fewer than the header has. Of a full-width comma, which parts no fields,
  /// nothing but itself is told: all of the row may stand in one field.
  mutating func rejectShort(_ row: Row, count: Int) {
    let place = (0..<count).first { row.field($0).holdsWideComma }
    let column = place.flatMap { place in Column.allCases.first { columns[$0] == place } }
    add(.tooFewFields, line: row.line, column: column, value: place == nil ? "" : "，")
  }

  private mutating func add(
    _ reason: RejectReason, line: Int, column: Column?, value: String
  ) {
    rejects.append(
      RawReject(
        file: Int32(file), chunk: Int32(chunk), line: Int32(line), column: column,
        reason: reason,
        value: Self.shown(value, isMeter: column == .meter)))
  }
}

/// Things worth a note, once a file.
enum NoteKind: Hashable, Sendable, CaseIterable {
  case unknownState, scientificResident, scientificMeter, scientificAddress, dateUnit, dateRead,
    zerosLost
}

/// A sink of one source's rows.
protocol SourceSink: RowSink, SendableMetatype, ~Copyable {
  var state: SinkState { get set }
  /// What the worker has besides the state, handed over at the end.
  associatedtype Result: Sendable
  consuming func finish() -> (SinkState, Result)
  /// The rows of another chunk come next, maybe of another file.
  mutating func chunkChanged()
  /// Whether it tells of rows that the plain reader must look at. Who reads a source once more does not:
  /// what the plain reader made of them is known.
  static var tellsOddRows: Bool { get }
}

extension SourceSink where Self: ~Copyable {
  static var tellsOddRows: Bool { true }

  mutating func begin(file: Int, chunk: Int) {
    state.begin(file: file, chunk: chunk)
    chunkChanged()
  }

  mutating func fault(_ fault: RowFault, line: Int) { state.fault(fault, line: line) }
  mutating func short(_ row: Row, count: Int) {
    if !state.columns.isTidied, state.hasNeeded(count) {
      state.lookAgain(row, count: count)
    } else {
      state.rejectShort(row, count: count)
    }
  }
  mutating func chunkChanged() {}
}
