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
        evidence.withPartition(partition) { units in
          counter.count(sorter, into: &units, firstUnit: partition << Partition.bits, frame)
        }
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
    _ sorter: borrowing EventSorter<ResidentEvent>, into units: inout MutableSpan<UnitEvidence>,
    firstUnit: Int, _ frame: Frame
  ) {
    var previous: ResidentEvent?
    for index in 0..<sorter.events.count {
      let event = sorter.events[index]
      let last = previous
      previous = event
      if last?.place != event.place { note(firstUnit + event.place, frame) }
      if let last, event.person != 0, last.place == event.place, last.person == event.person {
        // Only equal rows are duplicates; another state of a person has lost to the first.
        if last.bits == event.bits {
          let file = sorter.file(index)
          counts[file].duplicate += 1
          counts[file].accepted -= 1
        }
        continue
      }
      switch event.state {
      case .present: units[event.place].listed.increment()
      case .away: units[event.place].away.increment()
      case .moved: break
      }
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
