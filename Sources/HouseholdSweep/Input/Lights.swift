import DelimitedText

/// A light count of one unit: place, minute of the sweep, lit or not, and 33 bits of the worker.
///
/// The worker only tells repeated rows from second opinions; two workers at one unit in one minute
/// share the bits once in 10^10 times, and then the ledger counts one row more as a duplicate.
struct LightEvent: UnitEvent {
  var bits: UInt64

  static func < (a: LightEvent, b: LightEvent) -> Bool { a.bits < b.bits }

  @inline(__always) var place: Int { Int(bits >> 50) }
  @inline(__always) var minute: Int { Int(bits >> 34 & 0xFFFF) }
  @inline(__always) var isLit: Bool { bits >> 33 & 1 == 1 }

  init(bits: UInt64) { self.bits = bits }

  /// - Parameter worker: a hash, 0 where nobody is named.
  @inline(__always)
  init(minute: Int, isLit: Bool, worker: UInt64) {
    bits = UInt64(minute) << 34 | (isLit ? 1 << 33 : 0) | worker >> 31
  }

  func moved(to place: Int) -> LightEvent {
    LightEvent(bits: UInt64(place) << 50 | bits & (1 << 50 - 1))
  }
}

/// Reads `lights.csv`.
struct LightSink: SourceSink, ~Copyable {
  var state: SinkState
  private let window: SweepWindow
  private var router: UnitRouter<LightEvent>
  private var times = TimeReader()
  private var template = RowTemplate()
  /// The worker of the rows that match.
  private var worker: UInt64 = 0
  /// Units without a register that others lie under: what is counted there is a place.
  private let outerUnits: Set<Int>

  init(
    _ maps: [ColumnMap], _ window: SweepWindow, _ book: AddressBook, _ log: EventLog<LightEvent>,
    outerUnits: Set<Int>
  ) {
    state = SinkState(maps: maps)
    self.window = window
    self.outerUnits = outerUnits
    router = UnitRouter(book, log)
    router.readPlaces()
  }

  mutating func chunkChanged() {
    router.begin(state)
    template.begin(
      state.templateColumns(
        same: [.compound, .place, .time, .lit, .worker], address: .place, timeOfDay: .time,
        digit: .lit))
  }

  mutating func end() { router.flush(&state) }

  @inline(__always)
  mutating func row(_ row: Row) {
    let isRead =
      template.matches(row) && (template.isAddressOpen ? takeNext(spelt: row) : takeNext(row))
    if !isRead { take(row) }
  }

  /// Takes a row like the one before, unless there is something else about it.
  @inline(__always)
  private mutating func takeNext(_ row: Row) -> Bool {
    guard let key = template.numbers(in: row), let event = event(row),
      router.routeNear(event, AddressKey(bits: key), &state)
    else { return false }
    return true
  }

  /// The same where addresses are spelt in words, or each in its way.
  @inline(__always)
  private mutating func takeNext(spelt row: Row) -> Bool {
    guard let event = event(row),
      router.routeNear(event, spelt: row, column: state.columns[.place], &state)
    else { return false }
    return true
  }

  /// What was counted, by the places of clock and count; nil where there is something else about it.
  @inline(__always)
  private func event(_ row: Row) -> LightEvent? {
    guard let lit = template.digit(in: row), lit < 2, let time = template.timeOfDay(in: row),
      window.lightHours.contains(timeOfDay: time),
      let minute = window.offset(template.midnight &+ time)
    else { return nil }
    return LightEvent(minute: minute, isLit: lit > 0, worker: worker)
  }

  @inline(never)
  private mutating func take(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    let address = row.field(state.columns[.place])
    guard router.parse(address, in: row), !compound.isEmpty,
      let time = times.read(row.field(state.columns[.time])),
      let lit = try? row.field(state.columns[.lit]).wholeNumber()
    else {
      state.reject(row, faults(row))
      return
    }
    if time.hadZone && !state.columns.isTidied {
      return state.lookAgain(row, count: state.columns.count)
    }
    guard let minute = window.offset(time.minute), window.lightHours.contains(time.minute) else {
      state.leaveOut(time.minute, isForHour: window.offset(time.minute) != nil)
      return
    }
    let workerField = row.field(ifAny: state.columns[.worker])
    let worker = workerField.isEmpty ? 0 : workerField.hash64
    let event = LightEvent(minute: minute, isLit: lit > 0, worker: worker)
    if lit > 1 || !outerUnits.isEmpty {
      template.forget()
      let matched = state.matched
      let unit = router.find(compound: compound, address: address, &state)
      let isPlace = unit < 0 || outerUnits.contains(unit)
      if isPlace || lit > 1 { state.matched = matched }
      if unit < 0 && router.isRefused(compound, address, row.line, &state) { return }
      if isPlace {
        router.postpone(event, extra: UInt64(lit), line: row.line, &state)
      } else if lit > 1 {
        state.reject(row, .lit, .badLit)
      } else {
        router.deliver(event, 0, to: unit, row.line, &state)
      }
      return
    }
    let isNear = router.route(
      event, extra: UInt64(lit), compound: compound, address: address, line: row.line, &state)
    self.worker = worker
    if isNear {
      template.learn(row, router.numbers(of: address), minute: time.minute)
    } else {
      template.forget()
    }
  }

  private func faults(_ row: Row) -> [(Column, RejectReason)] {
    var faults: [(Column, RejectReason)] = []
    for column in [Column.compound, .place, .time, .lit]
    where row.field(state.columns[column]).isEmpty {
      faults.append((column, .missingColumnValue))
    }
    let named = Set(faults.map(\.0))
    if router.finder.key.isNone && !named.contains(.place) {
      faults.append((.place, .missingColumnValue))
    }
    if !named.contains(.time) && row.field(state.columns[.time]).time() == nil {
      faults.append((.time, .badTime))
    }
    if !named.contains(.lit), let reason = row.field(state.columns[.lit]).numberFault {
      faults.append((.lit, reason))
    }
    return faults
  }

  consuming func finish() -> (SinkState, DeferredRows) {
    (state, router.finish())
  }
}
