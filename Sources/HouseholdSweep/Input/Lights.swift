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
  private var walk = WalkPattern()
  private var spelt = SpeltWalk()
  /// Rows that match one of them differ in address, clock and count, which is one digit, and have this
  /// worker. The places are in what is behind the address if that is spelt.
  private var clock = ClockPlace()
  private var lit = 0
  private var worker: UInt64 = 0
  /// The columns in which they must be alike.
  private var likeColumns: UInt64 = 0
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
    walk.forget()
    spelt.forget()
    likeColumns = state.columns.bits(.compound, .place, .time, .lit, .worker)
  }

  mutating func end() { router.flush(&state) }

  @inline(__always)
  mutating func row(_ row: Row) {
    if walk.matches(row) || walk.turns(to: row), takeNext(row) { return }
    if spelt.matches(row), takeNext(spelt: row) { return }
    take(row)
  }

  /// Takes the next row of a walk, unless there is something else about it.
  @inline(__always)
  private mutating func takeNext(_ row: Row) -> Bool {
    guard let key = walk.key(in: row), let event = event(row), router.routeNear(event, key, &state)
    else { return false }
    walk.hit()
    return true
  }

  /// The same where addresses are spelt in words, or each in its way.
  @inline(__always)
  private mutating func takeNext(spelt row: Row) -> Bool {
    guard let event = event(spelt.rest(of: row)),
      router.routeNear(event, spelt: row, column: state.columns[.place], &state)
    else { return false }
    spelt.hit()
    return true
  }

  /// What was counted, by the places of clock and count; nil where there is something else about it.
  @inline(__always)
  private func event(_ row: Row) -> LightEvent? {
    let lit = row.byte(lit) &- UInt8(ascii: "0")
    guard lit < 2, let time = clock.timeOfDay(in: row),
      window.lightHours.contains(timeOfDay: time),
      let minute = window.offset(clock.midnight &+ time)
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
      walk.forget()
      spelt.forget()
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
    learn(row, address, isNear: isNear, time.minute, worker)
  }

  /// Takes a row for an example of those to come.
  private mutating func learn(
    _ row: Row, _ address: Field, isNear: Bool, _ minute: Int, _ worker: UInt64
  ) {
    spelt.forget()
    guard isNear else { return walk.forget() }
    let litField = row.field(state.columns[.lit])
    let timeField = row.field(state.columns[.time])
    guard litField.count == 1, let clock = ClockPlace(timeField, minute: minute, in: row)
    else {
      walk.forget()
      return
    }
    switch walk.learn(row, columns: likeColumns, address: address, router.tail(of: address)) {
    case .none:
      learnSpelt(row, minute, worker)
      return
    case .otherBytes: break
    case .otherPlaces:
      walk.free {
        clock.free(in: &$0)
        $0.free(litField, of: row)
      }
    }
    self.clock = clock
    self.worker = worker
    lit = row.offset(of: litField)
  }

  private mutating func learnSpelt(_ row: Row, _ minute: Int, _ worker: UInt64) {
    let (place, time) = (state.columns[.place], state.columns[.time])
    let litField = row.field(state.columns[.lit])
    let rest = row.behind(place)
    guard time > place, state.columns[.lit] > place,
      let clock = ClockPlace(row.field(time), minute: minute, in: rest)
    else { return }
    switch spelt.learn(row, columns: likeColumns, address: place) {
    case .none: return
    case .otherBytes: break
    case .otherPlaces:
      spelt.free {
        clock.free(in: &$0)
        $0.free(litField, of: rest)
      }
    }
    self.clock = clock
    self.worker = worker
    lit = rest.offset(of: litField)
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
