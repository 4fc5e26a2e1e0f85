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

/// Reads `meter.csv`.
struct MeterSink<Event: ReadingEvent>: SourceSink, ~Copyable {
  struct Output: Sendable {
    var deferred = DeferredRows()
    /// A reading did not fit into `Event`.
    var overflowed = false
  }

  /// A reading whose meter is looked up together with others (see `UnitRouter`).
  private struct Waiting {
    var key: MeterKey
    var minute: Int
    var milliKwh: Int
    var id: Field
    var line: Int
  }

  var state: SinkState
  private let start: Int
  private let meters: MeterIndex
  /// Asked for when rows first jump about.
  private var slots: MeterSlots?
  private var finder: MeterFinder
  private var writer: EventWriter<Event>
  /// For rows that say what was used since the row before.
  private var usageWriter: EventWriter<Event>?
  private var isUsage = false
  private var output = Output()
  private var times = TimeReader()
  private var template = RowTemplate()
  /// What the ids of the rows that match have in front of their last digits.
  private var head: UInt64 = 0
  private var waiting: [Waiting] = []
  /// For each row waiting, the meter to look at.
  private var candidates: [Int] = []

  private static var batch: Int { 512 }

  init(
    _ maps: [ColumnMap], _ window: SweepWindow, _ book: AddressBook,
    _ meters: MeterIndex, _ log: EventLog<Event>, usage: EventLog<Event>
  ) {
    state = SinkState(maps: maps)
    start = window.start
    self.meters = meters
    finder = MeterFinder(meters, book)
    writer = EventWriter(log)
    if maps.contains(where: { $0.usageSpacing != nil }) { usageWriter = EventWriter(usage) }
    waiting.reserveCapacity(Self.batch)
    candidates.reserveCapacity(Self.batch)
  }

  mutating func chunkChanged() {
    writer.file = Int32(state.file)
    usageWriter?.file = Int32(state.file)
    isUsage = state.columns.usageSpacing != nil
    template.begin(
      state.templateColumns(same: [.meter, .compound, .time], id: .meter, time: .time))
  }

  @inline(__always)
  mutating func row(_ row: Row) {
    if template.matches(row), takeNext(row) { return }
    take(row)
  }

  /// Takes a row like the one before, unless there is something else about it.
  @inline(__always)
  private mutating func takeNext(_ row: Row) -> Bool {
    guard let digits = template.lastDigits(in: row), let time = template.time(in: row, times),
      let milliKwh = try? row.field(state.columns[.kwh]).thousandths(),
      finder.isNear(MeterKey(head: head, digits: digits))
    else { return false }
    deliver(time - start, milliKwh, to: finder.last)
    return true
  }

  @inline(never)
  private mutating func take(_ row: Row) {
    guard let time = times.read(row.field(state.columns[.time])),
      let milliKwh = try? row.field(state.columns[.kwh]).thousandths()
    else {
      reject(row)
      return
    }
    if time.hadZone && !state.columns.isTidied {
      return state.lookAgain(row, count: state.columns.count)
    }
    let minute = time.minute - start
    let id = row.field(ifAny: state.columns[.meter])
    if !id.isEmpty && row.field(ifAny: state.columns[.compound]).isEmpty {
      let key = MeterKey(id)
      if finder.isNear(key) {
        deliver(minute, milliKwh, to: finder.last)
        if let head = key.head {
          self.head = head
          template.learn(row, TemplateNumbers(lastDigits: 8))
        }
      } else if finder.isScattered(key) {
        wait(Waiting(key: key, minute: minute, milliKwh: milliKwh, id: id, line: row.line))
      } else {
        take(row, finder.search(id, key, id.prefix(0), &state), minute, milliKwh)
      }
    } else {
      take(row, finder.find(row, &state), minute, milliKwh)
    }
  }

  /// Rejects a row whose time or reading is at fault; its meter may be, too, and stand further left.
  private mutating func reject(_ row: Row) {
    var faults = ReadingFaults.of(row, state)
    let matched = state.matched
    if case .rejected(let column, let reason) = finder.find(row, &state) {
      faults.append((column, reason))
    }
    state.matched = matched
    state.reject(row, faults)
  }

  private mutating func take(_ row: Row, _ target: ReadingTarget, _ minute: Int, _ milliKwh: Int) {
    switch target {
    case .rejected(let column, let reason): state.reject(row, column, reason)
    case .unknownUnit:
      finder.postpone(
        into: &output.deferred, minute: minute, milliKwh: milliKwh, line: row.line, state: state)
      state.accept()
    case .meter(let meter): deliver(minute, milliKwh, to: meter)
    }
  }

  @inline(__always)
  private mutating func deliver(_ minute: Int, _ milliKwh: Int, to meter: Int) {
    let place = meter & (Partition.size - 1)
    if let event = Event(place: place, minute: minute, milliKwh: milliKwh) {
      if isUsage {
        usageWriter?.append(event, partition: meter >> Partition.bits)
      } else {
        writer.append(event, partition: meter >> Partition.bits)
      }
    } else {
      output.overflowed = true
    }
    state.accept()
  }

  private mutating func wait(_ row: Waiting) {
    waiting.append(row)
    if waiting.count == Self.batch { end() }
  }

  /// Brings the readings that wait to their meters.
  mutating func end() {
    guard !waiting.isEmpty else { return }
    let slots = slots ?? meters.slots()
    self.slots = slots
    candidates.removeAll(keepingCapacity: true)
    for row in waiting { candidates.append(slots.candidate(row.key)) }
    for (place, row) in waiting.enumerated()
    where candidates[place] >= 0 && meters.keys[candidates[place]] != row.key {
      candidates[place] = -1
    }
    var last = -2
    var near = 0
    for (place, row) in waiting.enumerated() {
      var meter = candidates[place]
      if meter < 0 { meter = search(row) }
      guard meter >= 0 else { continue }
      if meter == last || meter == last + 1 { near += 1 }
      last = meter
      deliver(row.minute, row.milliKwh, to: meter)
    }
    waiting.removeAll(keepingCapacity: true)
    if near > Self.batch / 2 { finder.settle(at: last) }
  }

  /// The meter of a row that waited, or −1 where it was rejected.
  private mutating func search(_ row: Waiting) -> Int {
    switch finder.search(row.id, row.key, row.id.prefix(0), &state) {
    case .meter(let meter): return meter
    case .rejected(let column, let reason):
      state.reject(row.id, line: row.line, column, reason)
    case .unknownUnit: break
    }
    return -1
  }

  consuming func finish() -> (SinkState, Output) {
    writer.finish()
    usageWriter?.finish()
    return (state, output)
  }
}

enum ReadingFaults {
  /// What is wrong with the time and the reading of a row.
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
    return faults
  }
}
