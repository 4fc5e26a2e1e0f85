import DelimitedText

extension EvidenceBuilder {
  /// Reads the knocks and counts the attempts at each door.
  mutating func addKnocks(_ reader: SourceReader) throws(SweepError)
    -> SourceReading<DeferredRows>
  {
    let log = log(of: KnockEvent.self)
    let book = book(reader)
    let window = window
    var reading = try reader.read(.knocks, startOver: log.removeAll) {
      KnockSink($0, window, book, log)
    }
    let groups = Self.groups(reading.results)
    let units = groups.map {
      self.frame.see($0, in: .knocks, rows: $0.rows.count)
    }
    log.grow(to: Partition.count(of: self.frame.unitCount))
    var late = EventWriter(log)
    for (group, unit) in zip(groups, units) {
      for row in group.rows {
        late.file = row.file
        late.append(
          KnockEvent(bits: row.payload, worker: row.extra)
            .moved(to: unit & (Partition.size - 1)), partition: unit >> Partition.bits)
      }
    }
    late.finish()
    evidence.grow(to: self.frame.unitCount)
    let fileCount = reading.ledgers.count
    let evidence = evidence
    let frame = frame
    let gathered = forEachPartition(count: Partition.count(of: frame.unitCount)) {
      KnockCounter(fileCount: fileCount, days: window.days)
    } _: { work, counter in
      var sorter = EventSorter<KnockEvent>()
      while let partition = work.take() {
        sorter.sort(log, partition: partition)
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
  private var compound = 0
  /// Workers who reported the unit at hand vacant.
  private var vacantWorkers: [UInt64] = []
  /// Persons of the unit at hand by day, −1 where nobody was met.
  private var personsOfDay: [Int]
  private var answeredDays: UInt32 = 0
  /// The compound of the unit before, and its sums so far.
  private var reported = -1
  private var sums: [DailyContacts.Day]

  init(fileCount: Int, days: Int) {
    counts = Array(repeating: .init(), count: fileCount)
    contacts = DailyContacts(days: days)
    personsOfDay = Array(repeating: 0, count: days)
    sums = Array(repeating: .init(), count: days)
  }

  mutating func count(
    _ sorter: borrowing EventSorter<KnockEvent>, into units: EvidenceColumn, firstUnit: Int,
    _ frame: Frame
  ) {
    var index = 0
    while index < sorter.events.count {
      let place = sorter.events[index].place
      var unit = units[firstUnit + place]
      begin()
      let start = index
      // The file of the attempt's accepted row, which is the first of its rows by file.
      var accepted = 0
      while index < sorter.events.count && sorter.events[index].place == place {
        let event = sorter.events[index]
        let isRepeated =
          index > start && sorter.events[index - 1].attempt == event.attempt
          && sorter.events[index - 1].worker == event.worker
        let file = sorter.file(index)
        if isRepeated {
          let later = max(file, accepted)
          counts[later].duplicate += 1
          counts[later].accepted -= 1
        }
        accepted = isRepeated ? min(file, accepted) : file
        add(event, isRepeated: isRepeated, to: &unit)
        index += 1
      }
      units[firstUnit + place] = unit
      report(compound: frame.compound(of: firstUnit + place, near: &compound))
    }
  }

  private mutating func begin() {
    vacantWorkers.removeAll(keepingCapacity: true)
    for day in personsOfDay.indices { personsOfDay[day] = 0 }
    answeredDays = 0
  }

  private mutating func add(_ event: KnockEvent, isRepeated: Bool, to unit: inout UnitEvidence) {
    let day = event.minute / 1440
    unit.observedDays |= 1 << UInt32(day)
    switch event.outcome {
    case .answered:
      if !isRepeated { unit.answered.increment() }
      let persons = max(1, event.persons)
      answeredDays |= 1 << UInt32(day)
      // Rows come by time, so an earlier day stands where the numbers are equal.
      if unit.answeredDay == nil || persons > Int(unit.answeredPersons) {
        unit.answeredDay = day
        unit.answeredPersons = UInt16(saturating: persons)
      }
      meet(persons, day, &unit)
    case .refused:
      if !isRepeated { unit.refused.increment() }
      if unit.refusedDay == nil { unit.refusedDay = day }
      meet(event.persons, day, &unit)
    case .noAnswer:
      if !isRepeated { unit.noAnswer.increment() }
    case .vacant:
      if !vacantWorkers.contains(event.worker) {
        vacantWorkers.append(event.worker)
        unit.vacant.increment()
      }
    }
  }

  private mutating func meet(_ persons: Int, _ day: Int, _ unit: inout UnitEvidence) {
    unit.personsSeen = max(unit.personsSeen, UInt16(saturating: persons))
    personsOfDay[day] = max(personsOfDay[day], persons)
  }

  /// Adds the unit at hand to the sums of its compound.
  private mutating func report(compound: Int) {
    if compound != reported {
      hand()
      reported = compound
    }
    for day in personsOfDay.indices {
      sums[day].contacted += Int(answeredDays >> UInt32(day) & 1)
      sums[day].persons += personsOfDay[day]
    }
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
