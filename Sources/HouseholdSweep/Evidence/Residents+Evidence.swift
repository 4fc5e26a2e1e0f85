import DelimitedText

extension EvidenceBuilder {
  /// Reads the resident list and counts who is listed.
  mutating func addResidents(_ reader: SourceReader) throws(SweepError)
    -> (reading: SourceReading<DeferredRows>, listed: Set<Int>)
  {
    let log = log(of: ResidentEvent.self)
    var reading = try read(Residents(), reader, into: log)
    let fileCount = reading.ledgers.count
    let evidence = evidence
    let frame = frame
    let gathered = forEachPartition(count: Partition.count(of: frame.unitCount)) {
      ResidentCounts(files: Array(repeating: SinkState.Counts(), count: fileCount))
    } _: { work, counts in
      var counter = ResidentCounter()
      while let partition = work.take() {
        counter.count(
          log, partition, into: evidence, firstUnit: partition << Partition.bits, frame, &counts)
      }
    }
    for counts in gathered { reading.add(counts.files) }
    return (reading, gathered.reduce(into: Set()) { $0.formUnion($1.listed) })
  }
}

/// What a worker found besides the evidence.
private struct ResidentCounts: Sendable {
  var files: [SinkState.Counts]
  /// Compounds with a resident row.
  var listed: Set<Int> = []
}

/// Turns the resident rows of units into counts, one partition after another.
///
/// Persons are counted as their rows come. A unit in which somebody may have several rows is counted
/// again, from its rows in order.
private struct ResidentCounter: ~Copyable {
  /// Persons present, away in the high half, and the highest bits where the unit has a row, and where
  /// somebody has moved.
  private var persons = PartitionTable<UInt64>(0)
  /// A bit for each person, at a place that follows from unit and id. Few share one.
  private var met = PartitionTable<UInt64>(0)
  private var mayBeTwice = PartitionTable<Bool>(false)
  private var mayAnyBeTwice = false
  private var sorter = EventSorter<ResidentEvent>()
  private var compound = 0
  /// The units of the compound at hand.
  private var units = 0..<0

  mutating func count(
    _ log: EventLog<ResidentEvent>, _ partition: Int, into units: EvidenceColumn,
    firstUnit: Int, _ frame: Frame, _ counts: inout ResidentCounts
  ) {
    countRows(log, partition)
    for place in 0..<Partition.size where persons[place] != 0 {
      note(firstUnit + place, frame, &counts)
      var unit = UnitEvidence()
      unit.listed = UInt16(clamping: persons[place] & 0xFFFF_FFFF)
      unit.away = UInt16(clamping: persons[place] >> 32 & 0x3FFF_FFFF)
      unit.hasMoved = persons[place] >> 62 & 1 == 1
      // Residents are the first source, so that nothing is known of the unit yet; and a page that is
      // written before it is read costs one fault and not two.
      units[firstUnit + place] = unit
    }
    if mayAnyBeTwice { countAgain(log, partition, into: units, firstUnit, &counts) }
  }

  /// Counts the rows of each unit, and finds out in which somebody may have several.
  private mutating func countRows(_ log: EventLog<ResidentEvent>, _ partition: Int) {
    persons.clear()
    met.clear()
    if mayAnyBeTwice { mayBeTwice.clear() }
    mayAnyBeTwice = false
    log.forEach(in: partition) { event in
      let place = event.place
      let one: UInt64 =
        switch event.state {
        case .present: 1
        case .away: 1 << 32
        case .moved: 1 << 62
        }
      // (More than a billion rows of one unit would be needed to get from the one count into the other.)
      let before = persons[place]
      persons[place] = event.state == .moved ? before | one | 1 << 63 : (before &+ one) | 1 << 63
      guard event.hasPerson else { return }
      let hash = event.personHash
      let bit: UInt64 = 1 << (hash >> 58)
      let word = Int(truncatingIfNeeded: hash >> 32)
      if met[word] & bit != 0 {
        mayBeTwice[place] = true
        mayAnyBeTwice = true
      }
      met[word] |= bit
    }
  }

  /// Counts the persons of the units in question once, by the first of their states: moved, away,
  /// present.
  private mutating func countAgain(
    _ log: EventLog<ResidentEvent>, _ partition: Int, into units: EvidenceColumn,
    _ firstUnit: Int, _ counts: inout ResidentCounts
  ) {
    sorter.sort(log, partition: partition, wanted: mayBeTwice)
    var index = 0
    while index < sorter.events.count {
      let start = index
      let place = sorter.events[index].place
      var unit = UnitEvidence()
      while index < sorter.events.count && sorter.events[index].place == place {
        let event = sorter.events[index]
        if index == start || !sorter.events[index - 1].isSamePerson(as: event) {
          unit.count(event.state)
        } else if sorter.events[index - 1].bits == event.bits {
          // Only equal rows are duplicates; another state of a person has lost to the first.
          counts.files[sorter.file(index)].duplicate += 1
          counts.files[sorter.file(index)].accepted -= 1
        }
        index += 1
      }
      units[firstUnit + place] = unit
    }
  }

  @inline(__always)
  private mutating func note(_ unit: Int, _ frame: Frame, _ counts: inout ResidentCounts) {
    guard !units.contains(unit) else { return }
    let number = frame.compound(of: unit, near: &compound)
    units = unit < frame.registeredCount ? frame.register.index.units(of: number) : unit..<unit + 1
    counts.listed.insert(number)
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
