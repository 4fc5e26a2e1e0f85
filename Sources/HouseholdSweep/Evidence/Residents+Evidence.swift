import DelimitedText

extension EvidenceBuilder {
  /// Reads the resident list and counts who is listed.
  mutating func addResidents(_ reader: SourceReader) throws(SweepError)
    -> (reading: SourceReading<DeferredRows>, listed: Set<Int>)
  {
    let log = log(of: ResidentEvent.self)
    let book = book(reader)
    var reading = try reader.read(.residents, startOver: log.removeAll) {
      ResidentSink($0, book, log)
    }
    let groups = Self.groups(reading.results)
    let units = groups.map {
      self.frame.see($0, in: .residents, rows: $0.rows.count)
    }
    log.grow(to: Partition.count(of: self.frame.unitCount))
    var late = EventWriter(log)
    for (group, unit) in zip(groups, units) {
      for row in group.rows {
        late.file = row.file
        late.append(
          ResidentEvent(bits: row.payload).moved(to: unit & (Partition.size - 1)),
          partition: unit >> Partition.bits)
      }
    }
    late.finish()
    evidence.grow(to: self.frame.unitCount)
    let fileCount = reading.ledgers.count
    let evidence = evidence
    let frame = frame
    let gathered = forEachPartition(count: Partition.count(of: frame.unitCount)) {
      ResidentCounter(counts: Array(repeating: SinkState.Counts(), count: fileCount))
    } _: { work, counter in
      var sorter = EventSorter<ResidentEvent>()
      while let partition = work.take() {
        sorter.sort(log, partition: partition)
        counter.count(sorter, into: evidence, firstUnit: partition << Partition.bits, frame)
      }
    }
    for counter in gathered { reading.add(counter.counts) }
    return (reading, gathered.reduce(into: Set()) { $0.formUnion($1.listed) })
  }
}

/// Turns the sorted resident rows of units into counts.
private struct ResidentCounter: Sendable {
  var counts: [SinkState.Counts]
  /// Compounds with a resident row.
  var listed: Set<Int> = []
  private var compound = 0
  private var lastListed = -1

  init(counts: [SinkState.Counts]) { self.counts = counts }

  /// Counts the persons of each unit once, by the first of their states: moved, away, present.
  mutating func count(
    _ sorter: borrowing EventSorter<ResidentEvent>, into units: EvidenceColumn, firstUnit: Int,
    _ frame: Frame
  ) {
    var index = 0
    while index < sorter.events.count {
      let place = sorter.events[index].place
      note(firstUnit + place, frame)
      // Residents are the first source, so that nothing is known of the unit yet; and a page that is
      // written before it is read costs one fault and not two.
      var unit = UnitEvidence()
      let start = index
      while index < sorter.events.count && sorter.events[index].place == place {
        add(sorter, index, isFirst: index == start, to: &unit)
        index += 1
      }
      units[firstUnit + place] = unit
    }
  }

  @inline(__always)
  private mutating func add(
    _ sorter: borrowing EventSorter<ResidentEvent>, _ index: Int, isFirst: Bool,
    to unit: inout UnitEvidence
  ) {
    let event = sorter.events[index]
    if !isFirst, event.person != 0, sorter.events[index - 1].person == event.person {
      // Only equal rows are duplicates; another state of a person has lost to the first.
      if sorter.events[index - 1].bits == event.bits {
        let file = sorter.file(index)
        counts[file].duplicate += 1
        counts[file].accepted -= 1
      }
      return
    }
    switch event.state {
    case .present: unit.listed.increment()
    case .away: unit.away.increment()
    case .moved: break
    }
  }

  private mutating func note(_ unit: Int, _ frame: Frame) {
    let number = frame.compound(of: unit, near: &compound)
    guard number != lastListed else { return }
    lastListed = number
    listed.insert(number)
  }
}

extension UInt16 {
  /// Adds one, up to the most the type holds.
  @inline(__always)
  mutating func increment() {
    if self < .max { self += 1 }
  }

  init(saturating value: Int) { self = UInt16(clamping: value) }
}
