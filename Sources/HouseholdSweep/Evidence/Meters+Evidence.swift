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
    let usageLog = EventLog<Event>(
      partitions: max(1, Partition.count(of: register.meters.count)), pool: pool)
    func startOver() {
      log.removeAll()
      usageLog.removeAll()
    }
    let read = try reader.read(.meter, startOver: startOver) {
      MeterRowReader<Event>($0, window, book, register.meters, log, usage: usageLog)
    }
    if read.results.contains(where: \.overflowed) { return nil }
    var reading = read.dropping()
    // Units outside the register that were read by their address, each with a meter of its own.
    let own = Self.groups(read.results.map(\.deferred))
    log.grow(to: Partition.count(of: register.meters.count + own.count))
    usageLog.grow(to: Partition.count(of: register.meters.count + own.count))
    let spacings = read.files.map { $0.map.usageSpacing.map { min($0, manifest.intervalMinutes) } }
    let hasUsage = spacings.contains { $0 != nil }
    var late = EventWriter(log)
    var lateUsage = EventWriter(usageLog)
    for (meter, group) in own.enumerated() {
      for row in group.rows {
        let number = register.meters.count + meter
        guard
          let event = Event(
            place: number & (Partition.size - 1), minute: Int(Int64(bitPattern: row.payload)),
            milliKwh: Int(row.extra))
        else { return nil }
        if spacings[Int(row.file)] != nil {
          lateUsage.file = row.file
          lateUsage.append(event, partition: number >> Partition.bits)
        } else {
          late.file = row.file
          late.append(event, partition: number >> Partition.bits)
        }
      }
    }
    late.finish()
    lateUsage.finish()
    let shares = MeterShares(
      register.meters, units: frame.registeredCount, own: own.count, manifest.thresholds)
    let fileCount = read.ledgers.count
    let evidence = evidence
    let gathered = forEachPartition(
      count: Partition.count(of: register.meters.count + own.count)
    ) {
      MeterCounter(window, shares, fileCount: fileCount, firstOwn: register.meters.count)
    } _: { work, counter in
      var sorter = EventSorter<Event>()
      while let partition = work.take() {
        sorter.sort(log, partition: partition)
        counter.count(sorter, into: evidence, firstMeter: partition << Partition.bits)
        guard hasUsage else { continue }
        // Where a meter has a register, its usage says nothing new.
        let read = Set(sorter.events.map(\.place))
        sorter.sort(usageLog, partition: partition)
        counter.count(
          used: sorter, spacings, without: read, into: evidence,
          firstMeter: partition << Partition.bits)
      }
    }
    try checkKinds(gathered.reduce(into: MeterKinds()) { $0.add($1.kinds) }, read.files, spacings)
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
    shares.share(among: evidence, threads: options.threads) { number in
      frame.extra(own[number].compound, own[number].text)
    }
    addMeterFindings(
      resets: gathered.reduce(into: [:]) { $0.merge($1.resets) { $0 + $1 } },
      faults: gathered.flatMap(\.faults), own, reader.directory.ids)
    return reading
  }

  /// Throws where readings called a register are what was used, or the other way round.
  private func checkKinds(_ kinds: MeterKinds, _ files: [PreparedFile], _ spacings: [Int?])
    throws(SweepError)
  {
    /// The files of one kind, where the manifest does not say of any what it is.
    func unsaid(_ isUsage: Bool) -> [String] {
      // Rows that were looked at once more bear their file's name.
      let names = files.indices.filter { (spacings[$0] != nil) == isUsage }.map { files[$0].name }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      let isSaid = names.contains { name in
        TableRule.rule(for: name, sheet: nil, in: manifest.tables).isUsage != nil
      }
      return isSaid ? [] : names
    }
    if kinds.registers.isOdd {
      let files = unsaid(false)
      guard files.isEmpty else { throw .registerIsUsage(files) }
    }
    if kinds.usages.isOdd {
      let files = unsaid(true)
      guard files.isEmpty else { throw .usageIsRegister(files) }
    }
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

  private mutating func addMeterFindings(
    resets: [Int: Int], faults: [(meter: Int, fault: UsageMeter.Fault)],
    _ own: [DeferredGroup], _ ids: [String]
  ) {
    for (meter, fault) in faults {
      let place = place(ofMeter: meter, own, ids)
      switch fault {
      case .slip(let reading, let before, let after):
        findings.add(
          "implausible_reading",
          "\(place) \(day(reading)): \(kwh(reading.milliKwh)) between \(kwh(before.milliKwh)) and \(kwh(after.milliKwh))"
        )
      case .rise(let before, let after):
        let rate =
          Double(after.milliKwh - before.milliKwh) * 1.44 / Double(after.minute - before.minute)
        findings.add(
          "impossible_rise",
          "\(place) \(day(after)): \(Masking.shown("\(Int(rate.rounded()))")) kWh a day, from \(kwh(before.milliKwh)) to \(kwh(after.milliKwh))"
        )
      }
    }
    let meters = frame.register.meters
    for (meter, count) in resets {
      let place = place(ofMeter: meter, own, ids)
      for _ in 0..<count { findings.add("meter_resets", place) }
    }
    for meter in meters.shared {
      findings.add("shared_meter", Masking.meter(meters.text(of: meter)))
    }
    for id in meters.ambiguousTexts { findings.add("ambiguous_meter", Masking.meter(id)) }
  }

  /// The day of a reading, which may lie outside the sweep.
  private func day(_ reading: UsageMeter.Reading) -> SweepDate {
    let day = Int((Double(reading.minute) / 1440).rounded(.down))
    return manifest.firstDay.advanced(by: day)
  }

  /// Thousandths of a kWh as they would be written; a phone number among them is masked.
  private func kwh(_ thousandths: Int) -> String {
    var buffer = OutputBuffer()
    buffer.append(scaled: thousandths, places: 3)
    var text = String(decoding: buffer.bytes, as: UTF8.self)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return Masking.shown(text)
  }

  /// A meter's id, or where it has none its unit.
  private func place(ofMeter meter: Int, _ own: [DeferredGroup], _ ids: [String]) -> String {
    let meters = frame.register.meters
    if meter >= meters.count {
      let group = own[meter - meters.count]
      return "\(ids[group.compound]) \(group.text)"
    }
    let id = meters.text(of: meter)
    guard id.isEmpty else { return Masking.meter(id) }
    var compound = 0
    return "\(ids[frame.compound(of: meter, near: &compound)]) \(frame.text(of: meter))"
  }
}

extension SourceReading {
  /// The same reading without what the workers made of the rows.
  func dropping() -> SourceReading<Void> {
    SourceReading<Void>(
      results: [], ledgers: ledgers, rejects: rejects, notes: notes, files: files,
      firstLines: firstLines)
  }
}

/// Whether meters behave as a register does, or as usage.
private struct MeterKinds: Sendable {
  /// Meters with two pairs of readings or more.
  struct Kind: Sendable {
    var meters = 0
    var odd = 0
    private let oddShare: Double

    init(oddShare: Double) { self.oddShare = oddShare }

    /// A register that falls is odd.
    mutating func add(falls: Bool) {
      meters += 1
      if falls { odd += 1 }
    }

    /// Usage that never falls, and moves, is odd.
    mutating func add(falls: Bool, moves: Bool) {
      meters += 1
      if !falls && moves { odd += 1 }
    }

    mutating func add(_ other: Kind) {
      meters += other.meters
      odd += other.odd
    }

    /// Whether 20 meters or more have been looked at, and so many of them are odd.
    var isOdd: Bool { meters >= 20 && Double(odd) >= oddShare * Double(meters) }
  }

  var registers = Kind(oddShare: 0.5)
  var usages = Kind(oddShare: 1)

  mutating func add(_ other: MeterKinds) {
    registers.add(other.registers)
    usages.add(other.usages)
  }
}

/// Turns the sorted readings of meters into usages.
private struct MeterCounter: Sendable {
  var counts: [SinkState.Counts]
  var conflicts: Set<ConflictSink.Place> = []
  /// Falling readings by meter.
  private(set) var resets: [Int: Int] = [:]
  /// Readings that no meter makes, by meter.
  private(set) var faults: [(meter: Int, fault: UsageMeter.Fault)] = []
  /// Rows that belong to the sweep, by meter, of the meters from `firstOwn` on.
  private(set) var ownRows: [Int: Int] = [:]
  /// How many meters rise and fall.
  private(set) var kinds = MeterKinds()
  private let firstOwn: Int
  private var meter: UsageMeter
  private let shares: MeterShares

  init(_ window: SweepWindow, _ shares: MeterShares, fileCount: Int, firstOwn: Int) {
    self.firstOwn = firstOwn
    counts = Array(repeating: .init(), count: fileCount)
    self.shares = shares
    meter = UsageMeter(end: window.end - window.start, shares.thresholds)
  }

  mutating func count<Event: ReadingEvent>(
    _ sorter: borrowing EventSorter<Event>, into units: EvidenceColumn, firstMeter: Int
  ) {
    var start = 0
    while start < sorter.events.count {
      let place = sorter.events[start].place
      let number = firstMeter + place
      var end = start + 1
      while end < sorter.events.count && sorter.events[end].place == place { end += 1 }
      let falls = meter.resets
      if let usage = meter.usage(ofPlain: sorter, start..<end) {
        if end - start >= 3 { kinds.registers.add(falls: meter.resets > falls) }
        shares.take(usage, of: number, units)
        if number >= firstOwn { ownRows[number] = end - start }
      } else {
        meter.readings.removeAll(keepingCapacity: true)
        var index = start
        while index < end { index = takeMinute(sorter, index, number) }
        if meter.readings.count >= 3 { kinds.registers.add(falls: meter.falls) }
        shares.take(meter.usage(), of: number, units)
        faults += meter.faults.map { (number, $0) }
        settle(sorter, start)
        if number >= firstOwn {
          ownRows[number] = meter.readings.reduce(0) { $0 + ($1.isUsed ? $1.copies : 0) }
        }
      }
      if meter.resets > falls { resets[number] = meter.resets - falls }
      start = end
    }
  }

  /// Counts rows that say what was used since the row before, of meters without a register.
  mutating func count<Event: ReadingEvent>(
    used sorter: borrowing EventSorter<Event>, _ spacings: [Int?], without read: Set<Int>,
    into units: EvidenceColumn, firstMeter: Int
  ) {
    var start = 0
    while start < sorter.events.count {
      let place = sorter.events[start].place
      let number = firstMeter + place
      var end = start + 1
      while end < sorter.events.count && sorter.events[end].place == place { end += 1 }
      meter.readings.removeAll(keepingCapacity: true)
      var index = start
      while index < end {
        let file = sorter.file(index)
        let before = meter.readings.count
        index = takeMinute(sorter, index, number)
        if meter.readings.count > before {
          meter.readings[before].reach = spacings[file] ?? 0
        }
      }
      if meter.readings.count >= 3 {
        kinds.usages.add(falls: meter.falls, moves: meter.moves)
      }
      let usage = meter.usageOfUsed()
      if !read.contains(place) { shares.take(usage, of: number, units) }
      faults += meter.faults.map { (number, $0) }
      settle(sorter, start)
      if number >= firstOwn {
        ownRows[number, default: 0] += meter.readings.reduce(0) { $0 + ($1.isUsed ? $1.copies : 0) }
      }
      start = end
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
