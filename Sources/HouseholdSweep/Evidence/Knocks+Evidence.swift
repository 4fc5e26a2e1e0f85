import DelimitedText

/// The knocks of a sweep, read and brought to their units. They are counted when it is known which of them
/// are no evidence.
struct KnockLog {
  fileprivate(set) var reading: SourceReading<DeferredRows>
  let events: EventLog<KnockEvent>
  let workers: WorkerDirectory
}

extension EvidenceBuilder {
  /// Reads the knocks. Their addresses become units.
  mutating func readKnocks(_ reader: SourceReader) throws(SweepError) -> KnockLog {
    // They are kept until other sources have been read, so their memory is not shared with those.
    let log = EventLog<KnockEvent>(
      partitions: max(1, Partition.count(of: frame.unitCount)), pool: BlockPool())
    let workers = WorkerDirectory()
    let reading = try read(Knocks(workers), reader, into: log)
    return KnockLog(reading: reading, events: log, workers: workers)
  }

  /// Counts the attempts at each door, but for those that are no evidence.
  mutating func count(_ knocks: KnockLog, without leftOut: LeftOut)
    -> SourceReading<DeferredRows>
  {
    var reading = knocks.reading
    let fileCount = reading.ledgers.count
    let evidence = evidence
    let frame = frame
    let window = window
    let gathered = forEachPartition(count: Partition.count(of: frame.unitCount)) {
      KnockCounter(fileCount: fileCount, days: window.days, leftOut)
    } _: { work, counter in
      var sorter = EventSorter<KnockEvent>()
      while let partition = work.take() {
        sorter.sort(knocks.events, partition: partition)
        counter.count(sorter, into: evidence, firstUnit: partition << Partition.bits, frame)
      }
      counter.hand()
    }
    for counter in gathered {
      reading.add(counter.counts)
      contacts.merge(counter.contacts)
    }
    return reading
  }
}

/// Turns the sorted knocks of units into counts.
private struct KnockCounter: Sendable {
  var counts: [SinkState.Counts]
  var contacts: DailyContacts
  /// Where to look for the compound of a unit.
  private var compound = 0
  /// Workers who reported the unit at hand vacant.
  private var vacantWorkers: [UInt32] = []
  /// Persons of the unit at hand by day.
  private var personsOfDay: [Int]
  private var answeredDays: UInt32 = 0
  /// The compound of the unit before, its registered units, and its sums so far.
  private var reported = -1
  private var units = 0..<0
  private var sums: [DailyContacts.Day]
  private let leftOut: LeftOut
  /// The workers whose reports from the compound at hand are no evidence.
  private var doubtful: Set<UInt32> = []

  init(fileCount: Int, days: Int, _ leftOut: LeftOut) {
    self.leftOut = leftOut
    counts = Array(repeating: .init(), count: fileCount)
    contacts = DailyContacts(days: days)
    personsOfDay = Array(repeating: 0, count: days)
    sums = Array(repeating: .init(), count: days)
  }

  mutating func count(
    _ sorter: borrowing EventSorter<KnockEvent>, into units: EvidenceColumn, firstUnit: Int,
    _ frame: Frame
  ) {
    var start = 0
    while start < sorter.events.count {
      let first = sorter.events[start]
      let number = firstUnit + first.place
      if !self.units.contains(number) { turn(to: number, frame) }
      var end = start + 1
      if end == sorter.events.count || sorter.events[end].place != first.place {
        // Most doors are knocked at once.
        let day = first.minute / 1440
        start = end
        if isLeftOut(first) { continue }
        sums[day].add(contacted: first.isContact ? 1 : 0, persons: first.met)
        if !units.add(first.outcome, day: day, persons: first.met, to: number) {
          units[number].add(first, isNew: true)
        }
      } else {
        while end < sorter.events.count && sorter.events[end].place == first.place { end += 1 }
        var unit = units[number]
        count(sorter, start..<end, &unit)
        units[number] = unit
        start = end
      }
    }
  }

  /// Whether an attempt is no evidence: who answers or refuses has been met.
  @inline(__always)
  private func isLeftOut(_ event: KnockEvent) -> Bool {
    !doubtful.isEmpty && event.isEmptyHanded && doubtful.contains(event.worker)
  }

  /// Counts several attempts at one door.
  private mutating func count(
    _ sorter: borrowing EventSorter<KnockEvent>, _ rows: Range<Int>, _ unit: inout UnitEvidence
  ) {
    vacantWorkers.removeAll(keepingCapacity: true)
    for day in personsOfDay.indices { personsOfDay[day] = 0 }
    answeredDays = 0
    // The file of the attempt's accepted row, which is the first of its rows by file.
    var accepted = 0
    for index in rows {
      let event = sorter.events[index]
      let isRepeated =
        index > rows.lowerBound && sorter.events[index - 1].attempt == event.attempt
        && sorter.events[index - 1].worker == event.worker
      let file = sorter.file(index)
      if isRepeated {
        let later = max(file, accepted)
        counts[later].duplicate += 1
        counts[later].accepted -= 1
      }
      accepted = isRepeated ? min(file, accepted) : file
      if !isLeftOut(event) { add(event, isRepeated: isRepeated, to: &unit) }
    }
    for day in personsOfDay.indices {
      sums[day].add(
        contacted: Int(answeredDays >> UInt32(day) & 1), persons: personsOfDay[day])
    }
  }

  private mutating func add(_ event: KnockEvent, isRepeated: Bool, to unit: inout UnitEvidence) {
    var isNew = !isRepeated
    if event.outcome == .vacant {
      isNew = !vacantWorkers.contains(event.worker)
      if isNew { vacantWorkers.append(event.worker) }
    }
    let day = event.minute / 1440
    personsOfDay[day] = max(personsOfDay[day], event.met)
    unit.add(event, isNew: isNew)
    if event.isContact { answeredDays |= 1 << UInt32(day) }
  }

  /// Goes on to the compound of a unit.
  @inline(never)
  private mutating func turn(to unit: Int, _ frame: Frame) {
    let compound = frame.compound(of: unit, near: &compound)
    units =
      unit < frame.registeredCount ? frame.register.index.units(of: compound) : unit..<unit + 1
    guard compound != reported else { return }
    hand()
    reported = compound
    doubtful = leftOut.workers[compound] ?? []
  }

  /// Hands over the sums of the compound at hand; to be called when all units are counted, too.
  mutating func hand() {
    if reported >= 0 { contacts.add(sums, to: reported) }
    for day in sums.indices { sums[day] = .init() }
  }
}

extension Frame {
  /// The compound of a unit; `hint` is where the last one was, for units that come in order.
  func compound(of unit: Int, near hint: inout Int) -> Int {
    if unit >= registeredCount { return extras[unit - registeredCount].compound }
    let starts = register.index.starts
    if hint >= starts.count - 1 || starts[hint] > unit { hint = 0 }
    if starts[hint + 1] <= unit {
      var low = hint
      var high = starts.count - 1
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= unit { low = middle } else { high = middle }
      }
      hint = low
    }
    return hint
  }
}
