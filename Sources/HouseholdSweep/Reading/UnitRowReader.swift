import DelimitedText

/// One worker's way from the rows of a source about units to the log of its events.
///
/// A row that is like the one before is read by the template of that one, and its unit looked for beside
/// the last one. All others are read in full (`readInFull`): the one place where a row's faults, its day
/// and its unit are looked at one after the other.
///
/// Generic, so that the compiler makes a reader for each source, with nothing in it to ask at run time.
struct UnitRowReader<Rows: UnitSource>: SourceSink, ~Copyable {
  var state: SinkState
  private var source: Rows
  private let window: SweepWindow
  private var router: UnitRouter<Rows.Event>
  private var template = RowTemplate()
  private var times = TimeReader()

  init(
    _ source: Rows, _ maps: [ColumnMap], _ window: SweepWindow, _ book: AddressBook,
    _ log: EventLog<Rows.Event>
  ) {
    self.source = source
    self.window = window
    state = SinkState(maps: maps)
    router = UnitRouter(book, log, address: Rows.address)
    if Rows.mayNamePlaces { router.readPlaces() }
  }

  mutating func chunkChanged() {
    router.begin(state)
    template.forget()
    let read = [.compound, Rows.address] + [Rows.time, Rows.digit].compactMap { $0 }
    template.begin(
      state.templateColumns(
        same: read + Rows.sameColumns, address: Rows.address, timeOfDay: Rows.time,
        digit: Rows.digit))
  }

  mutating func end() { router.flush(&state) }

  @inline(__always)
  mutating func row(_ row: Row) {
    let isRead =
      template.matches(row)
      && (template.isAddressOpen ? readLikeByShape(row) : readLike(row))
    if !isRead { readInFull(row) }
  }

  /// Takes a row that is like the one before, unless there is something else about it; then nothing has
  /// been done.
  @inline(__always)
  private mutating func readLike(_ row: Row) -> Bool {
    guard let numbers = template.numbers(in: row), let event = event(like: row) else {
      return false
    }
    return router.routeNear(event, AddressKey(bits: numbers), &state)
  }

  /// The same where the address may be spelt in any way.
  @inline(never)
  private mutating func readLikeByShape(_ row: Row) -> Bool {
    guard let event = event(like: row) else { return false }
    return router.routeNear(event, spelt: row, column: state.columns[Rows.address], &state)
  }

  @inline(__always)
  private mutating func event(like row: Row) -> Rows.Event? {
    var minute = 0
    if Rows.time != nil {
      guard let time = template.timeOfDay(in: row), source.counts(timeOfDay: time),
        let offset = window.offset(template.midnight &+ time)
      else { return nil }
      minute = offset
    }
    return source.observation(like: row, template, state.columns).map {
      Rows.event($0, minute: minute)
    }
  }

  /// Takes any row: to its unit, or aside until its address is known, or out of the sweep, or to the
  /// rejected ones.
  @inline(never)
  private mutating func readInFull(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    let address = row.field(state.columns[Rows.address])
    var time = ParsedTime(minute: 0, hadZone: false)
    guard router.parse(address, in: row), !compound.isEmpty, readTime(row, &time),
      var observation = source.observation(row, state.columns)
    else { return state.reject(row, faults(row)) }
    var minute = 0
    if Rows.time != nil {
      if time.hadZone && !state.columns.isTidied {
        return state.lookAgain(row, count: state.columns.count)
      }
      let offset = window.offset(time.minute)
      guard let offset, source.counts(timeOfDay: time.minute % 1440) else {
        return state.leaveOut(time.minute, isForHour: offset != nil)
      }
      minute = offset
    }
    source.complete(&observation, row, &state)
    let event = Rows.event(observation, minute: minute)
    if source.dependsOnUnit(observation) {
      template.forget()
      return settle(row, observation, event, compound, address)
    }
    let isNear = router.route(
      event, extra: Rows.beside(observation), compound: compound, address: address,
      line: row.line, &state)
    if isNear {
      template.learn(row, router.numbers(of: address), minute: time.minute)
    } else {
      template.forget()
    }
  }

  /// Reads the time of a row; false where it is none.
  @inline(__always)
  private mutating func readTime(_ row: Row, _ time: inout ParsedTime) -> Bool {
    guard let column = Rows.time else { return true }
    guard let read = times.read(row.field(state.columns[column])) else { return false }
    time = read
    return true
  }

  /// Takes a row whose fate depends on its unit.
  private mutating func settle(
    _ row: Row, _ observation: Rows.Observation, _ event: Rows.Event, _ compound: Field,
    _ address: Field
  ) {
    let matched = state.matched
    let unit = router.find(compound: compound, address: address, &state)
    let fate = source.fate(of: observation, unit: unit)
    if case .taken = fate {} else { state.matched = matched }
    if unit < 0 && router.isRefused(compound, address, row.line, &state) { return }
    switch fate {
    case .taken: router.deliver(event, Rows.beside(observation), to: unit, row.line, &state)
    case .postponed:
      router.postpone(event, extra: Rows.beside(observation), line: row.line, &state)
    case .rejected(let column, let reason): state.reject(row, column, reason)
    }
  }

  /// All that is wrong with the values of a row.
  private func faults(_ row: Row) -> [(Column, RejectReason)] {
    let (required, optional) = Rows.source.columns
    return (required + optional).compactMap { column in
      let value = row.field(ifAny: state.columns[column])
      let isMissing = value.isEmpty || column == Rows.address && router.finder.key.isNone
      if isMissing {
        return required.contains(column) ? (column, .missingColumnValue) : nil
      }
      if column == Rows.time { return value.time() == nil ? (column, .badTime) : nil }
      return Rows.fault(value, in: column).map { (column, $0) }
    }
  }

  consuming func finish() -> (SinkState, DeferredRows) { (state, router.finish()) }
}
