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
        sorter.gather(log, partition: partition)
        counter.count(&sorter, into: evidence, firstUnit: partition << Partition.bits, frame)
      }
    }
    for counter in gathered { reading.add(counter.counts) }
    return (reading, gathered.reduce(into: Set()) { $0.formUnion($1.listed) })
  }
}

/// Turns the resident rows of units into counts.
private struct ResidentCounter: Sendable {
  var counts: [SinkState.Counts]
  /// Compounds with a resident row.
  var listed: Set<Int> = []
  private var compound = 0
  /// The units of the compound at hand.
  private var units = 0..<0

  init(counts: [SinkState.Counts]) { self.counts = counts }

  /// Counts the persons of each unit once, by the first of their states: moved, away, present.
  mutating func count(
    _ sorter: inout EventSorter<ResidentEvent>, into units: EvidenceColumn, firstUnit: Int,
    _ frame: Frame
  ) {
    var start = 0
    while start < sorter.events.count {
      let place = sorter.events[start].place
      // Residents are the first source, so that nothing is known of the unit yet; and a page that is
      // written before it is read costs one fault and not two.
      var unit = UnitEvidence()
      var end = start
      var mayBeTwice = false
      while end < sorter.events.count && sorter.events[end].place == place {
        let event = sorter.events[end]
        // A household is compared each with each, a dormitory is not.
        if end - start < 32 {
          for other in start..<end where sorter.events[other].isSamePerson(as: event) {
            mayBeTwice = true
          }
        } else {
          mayBeTwice = true
        }
        unit.count(event.state)
        end += 1
      }
      if mayBeTwice { unit = countApart(&sorter, start..<end) }
      note(firstUnit + place, frame)
      units[firstUnit + place] = unit
      start = end
    }
  }

  /// Counts a unit in which somebody may have several rows.
  private mutating func countApart(
    _ sorter: inout EventSorter<ResidentEvent>, _ rows: Range<Int>
  ) -> UnitEvidence {
    sorter.sortGroup(rows.lowerBound, rows.upperBound)
    var unit = UnitEvidence()
    for index in rows {
      let event = sorter.events[index]
      guard index > rows.lowerBound, sorter.events[index - 1].isSamePerson(as: event) else {
        unit.count(event.state)
        continue
      }
      // Only equal rows are duplicates; another state of a person has lost to the first.
      if sorter.events[index - 1].bits == event.bits {
        let file = sorter.file(index)
        counts[file].duplicate += 1
        counts[file].accepted -= 1
      }
    }
    return unit
  }

  @inline(__always)
  private mutating func note(_ unit: Int, _ frame: Frame) {
    guard !units.contains(unit) else { return }
    let number = frame.compound(of: unit, near: &compound)
    units = unit < frame.registeredCount ? frame.register.index.units(of: number) : unit..<unit + 1
    listed.insert(number)
  }
}

extension UnitEvidence {
  /// Counts a person who is listed in this state.
  @inline(__always)
  fileprivate mutating func count(_ state: ResidentState) {
    switch state {
    case .present: listed.increment()
    case .away: away.increment()
    case .moved: break
    }
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
