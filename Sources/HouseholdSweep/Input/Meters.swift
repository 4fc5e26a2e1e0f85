import DelimitedText

/// A reading of one meter: sorted by meter, then time, then kWh.
protocol ReadingEvent: PartitionedEvent {
  /// Minutes since the sweep began; negative before.
  var minute: Int { get }
  /// Thousandths of a kWh.
  var milliKwh: Int { get }
  /// Nil where the values do not fit.
  init?(place: Int, minute: Int, milliKwh: Int)
}

/// Eight bytes: place 14 bits, minute 20 (a year around the sweep), thousandths of a kWh 30 (a
/// register below 1,073,741 kWh). Nearly all sweeps fit.
struct CompactReading: ReadingEvent {
  let bits: UInt64

  static func < (a: CompactReading, b: CompactReading) -> Bool { a.bits < b.bits }

  @inline(__always) var place: Int { Int(bits >> 50) }
  @inline(__always) var minute: Int { Int(bits >> 30 & 0xF_FFFF) - 1 << 19 }
  @inline(__always) var milliKwh: Int { Int(bits & (1 << 30 - 1)) }

  @inline(__always)
  init?(place: Int, minute: Int, milliKwh: Int) {
    let shifted = minute &+ 1 << 19
    guard shifted >= 0, shifted < 1 << 20, milliKwh < 1 << 30 else { return nil }
    bits = UInt64(place) << 50 | UInt64(shifted) << 30 | UInt64(milliKwh)
  }
}

/// Sixteen bytes, for sweeps with a reading that `CompactReading` cannot hold.
struct WideReading: ReadingEvent {
  /// Place above, minute below, moved up by 2^40.
  let placeAndMinute: UInt64
  let kwh: UInt64

  static func < (a: WideReading, b: WideReading) -> Bool {
    a.placeAndMinute == b.placeAndMinute ? a.kwh < b.kwh : a.placeAndMinute < b.placeAndMinute
  }

  var place: Int { Int(placeAndMinute >> 48) }
  var minute: Int { Int(placeAndMinute & (1 << 48 - 1)) - 1 << 40 }
  var milliKwh: Int { Int(kwh) }

  init?(place: Int, minute: Int, milliKwh: Int) {
    placeAndMinute = UInt64(place) << 48 | UInt64(minute + 1 << 40)
    kwh = UInt64(milliKwh)
  }
}

/// What a row of `meter.csv` is about.
enum ReadingTarget {
  case meter(Int)
  /// A row by unit whose address is not in the register.
  case unknownUnit
  case rejected(Column, RejectReason)
}

/// One worker's way from a row to a meter: by id, in a compound or not, or by unit.
struct MeterFinder: ~Copyable {
  private let meters: MeterIndex
  private var units: UnitFinder
  private var last = -1

  init(_ meters: MeterIndex, _ book: AddressBook) {
    self.meters = meters
    units = UnitFinder(book)
  }

  /// The meter of a row.
  mutating func find(_ row: Row, _ state: inout SinkState) -> ReadingTarget {
    let id = row.field(ifAny: state.columns[.meter])
    let compound = row.field(ifAny: state.columns[.compound])
    if id.isEmpty { return findByUnit(row, compound, &state) }
    let key = MeterKey(id)
    if compound.isEmpty && !key.isHashed && last >= 0 && meters.ambiguous.isEmpty {
      if meters.keys[last] == key { return .meter(last) }
      if last + 1 < meters.count && meters.keys[last + 1] == key {
        last += 1
        return .meter(last)
      }
    }
    return search(id, key, compound, &state)
  }

  private mutating func search(
    _ id: Field, _ key: MeterKey, _ compound: Field, _ state: inout SinkState
  ) -> ReadingTarget {
    let place = compound.isEmpty ? -1 : units.number(ifAny: compound)
    if place == -2 { return .rejected(.meter, .unknownMeter) }
    switch meters.find(key, compound: place, text: { meters.texts.find(id) }) {
    case .meter(let meter):
      last = meter
      return .meter(meter)
    case .ambiguous: return .rejected(.meter, .ambiguousMeter)
    case .unknown:
      if id.isScientific { state.note(.scientificMeter) }
      return .rejected(.meter, .unknownMeter)
    }
  }

  private mutating func findByUnit(_ row: Row, _ compound: Field, _ state: inout SinkState)
    -> ReadingTarget
  {
    let canName = state.columns[.unit] >= 0 && state.columns[.compound] >= 0
    guard canName, !compound.isEmpty else {
      return .rejected(state.columns[.meter] >= 0 ? .meter : .compound, .missingColumnValue)
    }
    guard units.parse(row.field(state.columns[.unit])) else {
      return .rejected(state.columns[.meter] >= 0 ? .meter : .unit, .missingColumnValue)
    }
    let unit = units.find(
      compound: compound, address: row.field(state.columns[.unit]), &state)
    guard unit >= 0 else { return .unknownUnit }
    guard !meters.exceptions.isEmpty else { return .meter(unit) }
    let all = meters.meters(of: unit)
    return all.count == 1 ? .meter(all[0]) : .rejected(.unit, .ambiguousMeter)
  }

  /// The compound and the address of the last row whose unit was unknown.
  mutating func unknownAddress() -> (compound: Int, text: String) { units.address() }

  mutating func postpone(
    into deferred: inout DeferredRows, minute: Int, milliKwh: Int, row: Row, state: SinkState
  ) {
    units.postpone(
      into: &deferred, payload: UInt64(bitPattern: Int64(minute)), extra: UInt64(milliKwh),
      row: row, state: state)
  }
}

/// Reads `meter.csv`.
struct MeterSink<Event: ReadingEvent>: SourceSink, ~Copyable {
  struct Output: Sendable {
    var deferred = DeferredRows()
    /// A reading did not fit into `Event`.
    var overflowed = false
  }

  var state: SinkState
  private let start: Int
  private var finder: MeterFinder
  private var writer: EventWriter<Event>
  private var output = Output()
  private var times = TimeReader()

  init(
    _ maps: [ColumnMap], _ window: SweepWindow, _ book: AddressBook,
    _ meters: MeterIndex, _ log: EventLog<Event>
  ) {
    state = SinkState(maps: maps)
    start = window.start
    finder = MeterFinder(meters, book)
    writer = EventWriter(log)
  }

  mutating func chunkChanged() { writer.file = Int32(state.file) }

  mutating func row(_ row: Row) {
    guard let time = times.read(row.field(state.columns[.time])),
      let milliKwh = try? row.field(state.columns[.kwh]).thousandths()
    else {
      state.reject(row, ReadingFaults.of(row, state))
      return
    }
    let minute = time.minute - start
    switch finder.find(row, &state) {
    case .rejected(let column, let reason):
      state.reject(row, column, reason)
      return
    case .unknownUnit:
      finder.postpone(
        into: &output.deferred, minute: minute, milliKwh: milliKwh, row: row, state: state)
    case .meter(let meter):
      if let event = Event(
        place: meter & (Partition.size - 1), minute: minute, milliKwh: milliKwh)
      {
        writer.append(event, partition: meter >> Partition.bits)
      } else {
        output.overflowed = true
      }
    }
    if time.hadZone { state.note(.zoneIgnored) }
    state.accept()
  }

  consuming func finish() -> (SinkState, Output) {
    writer.finish()
    return (state, output)
  }
}

enum ReadingFaults {
  /// What is wrong with the time and the reading of a row; a missing meter counts, too.
  static func of(_ row: Row, _ state: SinkState) -> [(Column, RejectReason)] {
    var faults: [(Column, RejectReason)] = []
    let time = row.field(state.columns[.time])
    if time.isEmpty {
      faults.append((.time, .missingColumnValue))
    } else if time.time() == nil {
      faults.append((.time, .badTime))
    }
    let kwh = row.field(state.columns[.kwh])
    if kwh.isEmpty {
      faults.append((.kwh, .missingColumnValue))
    } else if let reason = kwh.decimalFault {
      faults.append((.kwh, reason))
    }
    if state.columns[.unit] < 0 && row.field(ifAny: state.columns[.meter]).isEmpty {
      faults.append((.meter, .missingColumnValue))
    }
    return faults
  }
}

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
        value: String(row.field(state.columns[.kwh]).text.prefix(40))))
  }

  consuming func finish() -> (SinkState, [SinkState.RawReject]) { (state, found) }
}
