import DelimitedText

/// Reads `meter.csv`.
struct MeterRowReader<Event: ReadingEvent>: SourceSink, ~Copyable {
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
  /// Made when rows first come in random order.
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
    var faults = Meters.faults(row, state)
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
