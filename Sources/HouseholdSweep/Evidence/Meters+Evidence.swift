import DelimitedText

extension EvidenceBuilder {
  /// Reads the meters and says what each unit uses.
  mutating func addMeters(_ reader: SourceReader) throws(SweepError) -> SourceReading<Void> {
    let known = reader.directory.count
    defer {
      strayCompounds = Set(known..<reader.directory.count).subtracting(frame.extras.map(\.compound))
    }
    if let reading = try addMeters(reader, CompactReading.self) { return reading }
    guard let reading = try addMeters(reader, WideReading.self) else {
      preconditionFailure("a wide reading holds every number and every date that was accepted")
    }
    return reading
  }

  /// Nil where a reading does not fit into an event.
  private mutating func addMeters<Event: ReadingEvent>(
    _ reader: SourceReader, _ type: Event.Type
  ) throws(SweepError) -> SourceReading<Void>? {
    let register = frame.register
    let book = book(reader)
    let window = window
    let log = EventLog<Event>(
      partitions: max(1, Partition.count(of: register.meters.count)), pool: pool)
    let read = try reader.read(.meter, startOver: log.removeAll) {
      MeterSink<Event>($0, window, book, register.meters, log)
    }
    if read.results.contains(where: \.overflowed) { return nil }
    var reading = read.dropping()
    // Units outside the register that were read by their address, each with a meter of its own.
    let own = Self.groups(read.results.map(\.deferred))
    log.grow(to: Partition.count(of: register.meters.count + own.count))
    var late = EventWriter(log)
    for (meter, group) in own.enumerated() {
      for row in group.rows {
        let number = register.meters.count + meter
        guard
          let event = Event(
            place: number & (Partition.size - 1), minute: Int(Int64(bitPattern: row.payload)),
            milliKwh: Int(row.extra))
        else { return nil }
        late.file = row.file
        late.append(event, partition: number >> Partition.bits)
      }
    }
    late.finish()
    let usages = UnitColumn(
      count: register.meters.count + own.count, repeating: MeterUsage())
    let thresholds = manifest.thresholds
    let fileCount = read.ledgers.count
    let gathered = forEachPartition(count: Partition.count(of: usages.count)) {
      MeterCounter(window, thresholds, fileCount: fileCount, firstOwn: register.meters.count)
    } _: { work, counter in
      var sorter = EventSorter<Event>()
      while let partition = work.take() {
        sorter.sort(log, partition: partition)
        usages.withPartition(partition) { meters in
          counter.count(sorter, into: &meters, firstMeter: partition << Partition.bits)
        }
      }
    }
    for counter in gathered {
      reading.add(counter.counts)
      // Readings that contradict each other, or lie outside the sweep, make no unit.
      for (meter, rows) in counter.ownRows where rows > 0 {
        _ = frame.see(own[meter - register.meters.count], in: .meter, rows: rows)
      }
    }
    let conflicts = gathered.reduce(into: Set<ConflictSink.Place>()) { $0.formUnion($1.conflicts) }
    try nameConflicts(conflicts, own, reader, &reading)
    evidence.grow(to: frame.unitCount)
    addResets(usages, own, reader.directory.ids)
    share(usages, own)
    return reading
  }

  /// Reads the meter files again where there are conflicting readings, to say in which lines.
  private func nameConflicts(
    _ conflicts: Set<ConflictSink.Place>, _ own: [DeferredGroup], _ reader: SourceReader,
    _ reading: inout SourceReading<Void>
  ) throws(SweepError) {
    guard !conflicts.isEmpty else { return }
    let register = frame.register
    let book = book(reader)
    let window = window
    let ownConflicts = Set(
      conflicts.filter { $0.meter >= register.meters.count }.map { place in
        let group = own[place.meter - register.meters.count]
        return ConflictSink.OwnPlace(
          compound: group.compound, text: group.text, minute: place.minute)
      })
    let again = try reader.read(.meter) {
      ConflictSink($0, window, book, register.meters, conflicts, ownConflicts)
    }
    for rejects in again.results { reading.add(rejects) }
  }

  /// Tells each fall of a meter's readings by the meter, or where it has no id by its unit.
  private mutating func addResets(
    _ usages: UnitColumn<MeterUsage>, _ own: [DeferredGroup], _ ids: [String]
  ) {
    let meters = frame.register.meters
    var compound = 0
    for meter in 0..<usages.count where usages[meter].resets > 0 {
      var place = ""
      if meter >= meters.count {
        let group = own[meter - meters.count]
        place = "\(ids[group.compound]) \(group.text)"
      } else {
        place = meters.text(of: meter)
        if place.isEmpty {
          place = "\(ids[frame.compound(of: meter, near: &compound)]) \(frame.text(of: meter))"
        }
      }
      for _ in 0..<usages[meter].resets { findings.add("meter_resets", place) }
    }
  }

  /// Adds up the meters of each unit, in natural order of their ids.
  private mutating func share(_ usages: UnitColumn<MeterUsage>, _ own: [DeferredGroup]) {
    let thresholds = manifest.thresholds
    let meters = frame.register.meters
    let registered = frame.registeredCount
    var ownMeterOf: [Int: Int] = [:]
    for (number, group) in own.enumerated() {
      if let unit = frame.extra(group.compound, group.text) {
        ownMeterOf[unit] = meters.count + number
      }
    }
    let evidence = evidence
    let ownMeters = ownMeterOf
    _ = forEachPartition(count: Partition.count(of: frame.unitCount)) {
      0
    } _: { work, _ in
      while let partition = work.take() {
        evidence.withPartition(partition) { units in
          let first = partition << Partition.bits
          for place in units.indices {
            let unit = first + place
            if unit >= registered {
              guard let meter = ownMeters[unit] else { continue }
              Self.add(usages[meter], to: &units[place], thresholds)
            } else if meters.exceptions.isEmpty {
              Self.add(usages[unit], to: &units[place], thresholds)
            } else {
              let all = meters.meters(of: unit).map { meter in
                Self.seen(usages[meter], isShared: meters.shared.contains(meter), thresholds)
              }
              Self.add(all, to: &units[place], thresholds)
            }
          }
        }
      }
    }
    for meter in meters.shared {
      findings.add("shared_meter", meters.text(of: meter))
    }
    for key in meters.ambiguous {
      findings.add("ambiguous_meter", meters.text(ofKey: key))
    }
  }

  /// A meter of several units tells of each of them only when it is idle.
  private static func seen(_ usage: MeterUsage, isShared: Bool, _ thresholds: Thresholds)
    -> MeterUsage
  {
    guard isShared, !(usage.kwhPerDay < thresholds.meterIdle) else { return usage }
    var silent = usage
    silent.kwhPerDay = .nan
    return silent
  }

  private static func add(
    _ usages: [MeterUsage], to unit: inout UnitEvidence, _ thresholds: Thresholds
  ) {
    var sum = MeterUsage()
    for usage in usages {
      sum.days |= usage.days
      guard !usage.kwhPerDay.isNaN else { continue }
      sum.kwhPerDay = sum.kwhPerDay.isNaN ? usage.kwhPerDay : sum.kwhPerDay + usage.kwhPerDay
    }
    add(sum, to: &unit, thresholds)
  }

  private static func add(
    _ usage: MeterUsage, to unit: inout UnitEvidence, _ thresholds: Thresholds
  ) {
    unit.observedDays |= usage.days
    guard !usage.kwhPerDay.isNaN else { return }
    unit.meterClass =
      usage.kwhPerDay < thresholds.meterIdle
      ? .idle : usage.kwhPerDay < thresholds.meterActive ? .standby : .active
    let most = Double(UnitEvidence.noUsage - 1) / 1000
    unit.milliKwhPerDay = UInt32(Decimals.scaled(min(usage.kwhPerDay, most), places: 3))
  }
}

extension SourceReading {
  /// The same reading without what the workers made of the rows.
  func dropping() -> SourceReading<Void> {
    SourceReading<Void>(
      results: [], ledgers: ledgers, rejects: rejects, notes: notes, files: files, maps: maps,
      firstLines: firstLines)
  }
}

/// Turns the sorted readings of meters into usages.
private struct MeterCounter: Sendable {
  var counts: [SinkState.Counts]
  var conflicts: Set<ConflictSink.Place> = []
  /// Rows that belong to the sweep, by meter, of the meters from `firstOwn` on.
  private(set) var ownRows: [Int: Int] = [:]
  private let firstOwn: Int
  private var meter: UsageMeter

  init(_ window: SweepWindow, _ thresholds: Thresholds, fileCount: Int, firstOwn: Int) {
    self.firstOwn = firstOwn
    counts = Array(repeating: .init(), count: fileCount)
    meter = UsageMeter(end: window.end - window.start, minHours: thresholds.meterMinHours)
  }

  mutating func count<Event: ReadingEvent>(
    _ sorter: borrowing EventSorter<Event>, into meters: inout MutableSpan<MeterUsage>,
    firstMeter: Int
  ) {
    var index = 0
    while index < sorter.events.count {
      let place = sorter.events[index].place
      let start = index
      meter.readings.removeAll(keepingCapacity: true)
      while index < sorter.events.count && sorter.events[index].place == place {
        index = takeMinute(sorter, index, firstMeter + place)
      }
      meters[place] = meter.usage()
      settle(sorter, start)
      if firstMeter + place >= firstOwn {
        ownRows[firstMeter + place] = meter.readings.reduce(0) { $0 + ($1.isUsed ? $1.copies : 0) }
      }
    }
  }

  /// Takes the readings of one minute: equal ones once, unequal ones not at all. Returns where the
  /// next minute starts.
  private mutating func takeMinute<Event: ReadingEvent>(
    _ sorter: borrowing EventSorter<Event>, _ start: Int, _ number: Int
  ) -> Int {
    let first = sorter.events[start]
    var end = start + 1
    var agree = true
    while end < sorter.events.count && sorter.events[end].place == first.place
      && sorter.events[end].minute == first.minute
    {
      agree = agree && sorter.events[end].milliKwh == first.milliKwh
      end += 1
    }
    if agree {
      meter.readings.append(
        .init(minute: first.minute, milliKwh: first.milliKwh, copies: end - start))
    } else {
      conflicts.insert(.init(meter: number, minute: first.minute))
      for index in start..<end { counts[sorter.file(index)].accepted -= 1 }
    }
    return end
  }

  /// Counts repeated readings, and those that have nothing to do with the sweep.
  private mutating func settle<Event: ReadingEvent>(
    _ sorter: borrowing EventSorter<Event>, _ start: Int
  ) {
    var index = start
    for reading in meter.readings {
      // Conflicting readings in between have been dealt with.
      while sorter.events[index].minute != reading.minute { index += 1 }
      if !reading.isUsed {
        counts[sorter.file(index)].outOfWindow += 1
        counts[sorter.file(index)].accepted -= 1
      }
      for copy in index + 1..<index + reading.copies {
        counts[sorter.file(copy)].duplicate += 1
        counts[sorter.file(copy)].accepted -= 1
      }
      index += reading.copies
    }
  }
}
