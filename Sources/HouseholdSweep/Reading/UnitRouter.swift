import DelimitedText

/// What a row says of a unit, on its way there.
protocol UnitEvent: PartitionedEvent {
  var bits: UInt64 { get }
  func moved(to place: Int) -> Self
}

/// One worker's way from rows to the log of a source's events, by unit.
///
/// Rows mostly follow each other as the units do, and then each finds its unit beside the last one.
/// In random order each look-up is a cache miss or more, one after the other; so rows wait until there is a
/// batch of them, and each step is done for all before the next, so that the misses overlap. What comes out
/// is the same: events are sorted later.
struct UnitRouter<Event: UnitEvent>: ~Copyable {
  private(set) var finder: UnitFinder
  private var writer: EventWriter<Event>
  private(set) var deferred = DeferredRows()
  private let index: UnitIndex
  private let addressColumn: Column
  /// Made when rows first come in random order.
  private var table: UnitTable?
  private var waiting = RowBatch<Waiting>(capacity: batch)

  private static var batch: Int { 128 }

  struct Waiting: BitwiseCopyable {
    var event: Event
    /// Where to look for the unit, then the unit.
    var unit = -1
    var extra: UInt64
    var key: AddressKey
    var compound: Field
    var address: Field
    var line: Int
  }

  /// - Parameter address: the column that names the unit.
  init(_ book: AddressBook, _ log: EventLog<Event>, address: Column) {
    addressColumn = address
    finder = UnitFinder(book)
    writer = EventWriter(log)
    index = book.index
  }

  /// The rows of another chunk come next.
  mutating func begin(_ state: SinkState) {
    writer.file = Int32(state.file)
    finder.forgetRows()
  }

  /// Reads the address of a row; false where it folds to nothing.
  @inline(__always)
  mutating func parse(_ address: Field, in row: Row) -> Bool {
    finder.parse(address, row.words(of: address))
  }

  /// Brings an event to the unit of the address parsed last, or puts it off with `extra`.
  ///
  /// Returns whether rows of the same compound may be brought to their units by `routeNear`, until this
  /// is called again.
  @inline(__always)
  mutating func route(
    _ event: Event, extra: UInt64 = 0, compound: Field, address: Field, line: Int,
    _ state: inout SinkState
  ) -> Bool {
    if finder.isScattered && !finder.key.isHashed {
      wait(
        Waiting(
          event: event, extra: extra, key: finder.key, compound: compound, address: address,
          line: line), &state)
      return false
    }
    finder.enter(compound: compound)
    let unit = finder.find(address, &state)
    if unit < 0 && isRefused(compound, address, line, &state) { return false }
    deliver(event, extra, to: unit, line, &state)
    return finder.isNear
  }

  /// Rejects the row of the address looked for last, which is no unit of the register, if it can be no
  /// address at all.
  mutating func isRefused(
    _ compound: Field, _ address: Field, _ line: Int, _ state: inout SinkState
  ) -> Bool {
    guard let reason = finder.refusal else { return false }
    state.refuse(compound: finder.compound)
    if reason == .unknownCompound {
      state.rejectCompound(holdingComma: compound, line: line)
    } else if finder.isCompoundRefused {
      state.reject(compound, line: line, .compound, reason)
    } else {
      state.reject(address, line: line, addressColumn, reason)
    }
    return true
  }

  /// Whether an address may be a place that units lie under.
  mutating func readPlaces() { finder.readsPlaces = true }

  /// The numbers of the address parsed last, where it was plain and found as it stands.
  func numbers(of address: Field) -> TemplateNumbers? { finder.numbers(of: address) }

  /// Brings an event to the unit of the row before or one soon after, if that has the key; false,
  /// with nothing done, if not.
  @inline(__always)
  mutating func routeNear(_ event: Event, _ key: AddressKey, _ state: inout SinkState) -> Bool {
    let unit = finder.findNear(key)
    guard unit >= 0 else { return false }
    deliver(event, 0, to: unit, 0, &state)
    return true
  }

  /// The same for the address of a row, in any spelling, in the compound of the row before.
  @inline(__always)
  mutating func routeNear(
    _ event: Event, spelt row: Row, column: Int, _ state: inout SinkState
  ) -> Bool {
    let unit = finder.findNear(spelt: row, column: column, &state)
    guard unit >= 0 else { return false }
    deliver(event, 0, to: unit, 0, &state)
    return true
  }

  /// The unit of the address parsed last, or −1, without an event for it.
  mutating func find(compound: Field, address: Field, _ state: inout SinkState) -> Int {
    finder.find(compound: compound, address: address, &state)
  }

  /// Puts off the row of the address looked for last.
  mutating func postpone(_ event: Event, extra: UInt64, line: Int, _ state: inout SinkState) {
    deliver(event, extra, to: -1, line, &state)
  }

  /// Brings an event to a unit, or puts it off where that is −1.
  @inline(__always)
  mutating func deliver(
    _ event: Event, _ extra: UInt64, to unit: Int, _ line: Int, _ state: inout SinkState
  ) {
    if unit >= 0 {
      writer.append(event.moved(to: unit & (Partition.size - 1)), partition: unit >> Partition.bits)
    } else {
      finder.postpone(
        into: &deferred, payload: event.bits, extra: extra, line: line, state: state)
    }
    state.accept()
  }

  private mutating func wait(_ row: Waiting, _ state: inout SinkState) {
    waiting.append(row)
    if waiting.isFull { flush(&state) }
  }

  /// Brings the rows that wait to their units; to be called before their chunk goes.
  mutating func flush(_ state: inout SinkState) {
    guard !waiting.isEmpty else { return }
    let table = table ?? index.table()
    self.table = table
    for place in 0..<waiting.count {
      let row = waiting[place]
      waiting[place].unit = table.hint(finder.number(of: row.compound), row.key)
    }
    for place in 0..<waiting.count {
      waiting[place].unit = table.unit(waiting[place].unit, waiting[place].key)
    }
    var last = -1 - UnitLocator.far
    var near = 0
    for place in 0..<waiting.count {
      let row = waiting[place]
      let unit = row.unit >= 0 ? row.unit : find(row, &state)
      if (last - UnitLocator.far...last + UnitLocator.far).contains(unit) { near += 1 }
      last = unit
      if unit < 0 && isRefused(row.compound, row.address, row.line, &state) { continue }
      deliver(row.event, row.extra, to: unit, row.line, &state)
    }
    if near > Self.batch / 2 && last >= 0 {
      finder.settle(at: last, in: finder.number(of: waiting[waiting.count - 1].compound))
    }
    waiting.removeAll()
  }

  /// The unit of a row that waited and is not in the table, or −1.
  @inline(never)
  private mutating func find(_ row: Waiting, _ state: inout SinkState) -> Int {
    finder.find(compound: finder.number(of: row.compound), address: row.address, &state)
  }

  consuming func finish() -> DeferredRows {
    writer.finish()
    return deferred
  }
}
