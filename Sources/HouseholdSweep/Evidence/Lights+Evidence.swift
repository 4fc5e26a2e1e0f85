import DelimitedText

/// A place whose lit dwellings were counted together: a building or an entrance.
package struct CountedPlace: Sendable {
  package var compound: Int
  package var text: String
  /// The units under it: of the register, or where the compound has none, those of the resident
  /// list and the knocks.
  package var units: [Int]
  /// The largest count by day, −1 where there is none.
  package var counts: [Int]
  /// Days whose counts cannot have been gathered, as bits.
  package var darkDays: UInt32 = 0

  /// The count of a day that can be used; nil where there is none.
  package func count(on day: Int) -> Int? {
    counts[day] >= 0 && darkDays >> UInt32(day) & 1 == 0 ? counts[day] : nil
  }
}

extension EvidenceBuilder {
  /// Reads the light counts: nights of units, and counts of places, which are returned.
  mutating func addLights(_ reader: SourceReader) throws(SweepError)
    -> (reading: SourceReading<DeferredRows>, places: [CountedPlace])
  {
    let log = log(of: LightEvent.self)
    let outerUnits = reader.folder.files[.units] == nil ? frame.outerUnits() : []
    var places: [CountedPlace] = []
    var reading = try read(
      Lights(window.lightHours, outerUnits: outerUnits), reader, into: log
    ) { builder, group, reading in
      builder.unit(for: group, reader.directory, places: &places, &reading)
    }
    let fileCount = reading.ledgers.count
    let evidence = evidence
    let counts = forEachPartition(count: Partition.count(of: frame.unitCount)) {
      Array(repeating: SinkState.Counts(), count: fileCount)
    } _: { work, counts in
      var nights = NightTable()
      while let partition = work.take() {
        nights.mark(log, partition)
        nights.hand(to: evidence, firstUnit: partition << Partition.bits)
        nights.countDuplicates(log, partition, &counts)
      }
    }
    for count in counts { reading.add(count) }
    // In one order, whatever that of rows: sums over places depend on it.
    places.sort {
      $0.compound == $1.compound
        ? NaturalOrder.precedes($0.text, $1.text) : $0.compound < $1.compound
    }
    return (reading, places)
  }

  /// The unit that an address outside the register stands for, or nil where it is a counted place
  /// or a place nobody knows; those are dealt with here.
  private mutating func unit(
    for group: DeferredGroup, _ directory: CompoundDirectory, places: inout [CountedPlace],
    _ reading: inout SourceReading<DeferredRows>
  ) -> Int? {
    let under = frame.dwellings(under: group.key, group.text, in: group.compound)
    if !under.isEmpty {
      places.append(countedPlace(group, under, &reading))
      return nil
    }
    let known = frame.extra(group.compound, group.text)
    if let known, !frame.seenIn(known).isDisjoint(with: Source.namingDwellings) {
      rejectLit(group, &reading)
      let good = group.rows.count { $0.extra <= 1 }
      return good > 0
        ? frame.see(group, in: .lights, rows: good) : known
    }
    let isLarge = group.rows.contains { $0.extra > 1 }
    guard isLarge else {
      return frame.see(group, in: .lights, rows: group.rows.count)
    }
    let largest = group.rows.map(\.extra).max() ?? 0
    findings.add(
      "unregistered_place", "\(directory.id(of: group.compound)) \(group.text): \(largest) lit")
    countDuplicates(group, &reading)
    return nil
  }

  /// More than one light in one dwelling is a slip.
  private func rejectLit(_ group: DeferredGroup, _ reading: inout SourceReading<DeferredRows>) {
    for row in group.rows where row.extra > 1 {
      var counts = reading.ledgers.map { _ in SinkState.Counts() }
      counts[Int(row.file)].accepted -= 1
      reading.add(counts)
      reading.add([
        SinkState.RawReject(
          file: row.file, chunk: row.chunk, line: row.line, column: .lit, reason: .badLit,
          value: "\(row.extra)")
      ])
    }
  }

  /// The largest count of each day.
  private func countedPlace(
    _ group: DeferredGroup, _ units: [Int], _ reading: inout SourceReading<DeferredRows>
  ) -> CountedPlace {
    var counts = [Int](repeating: -1, count: window.days)
    for row in group.rows {
      let day = Lights.event(bits: row.payload, beside: row.extra).minute / 1440
      counts[day] = max(counts[day], Int(row.extra))
    }
    countDuplicates(group, &reading)
    return CountedPlace(
      compound: group.compound, text: group.text, units: units, counts: counts)
  }

  /// Equal rows of a place: same time, count and worker.
  private func countDuplicates(
    _ group: DeferredGroup, _ reading: inout SourceReading<DeferredRows>
  ) {
    struct Count: Hashable {
      var bits: UInt64
      var lit: UInt64
    }
    // Most places have a row a night, and it takes less to see that no two are equal.
    let rows = group.rows
    let areFewAndDiffer =
      rows.count <= 16
      && rows.indices.allSatisfy { index in
        rows[..<index].allSatisfy {
          $0.payload != rows[index].payload || $0.extra != rows[index].extra
        }
      }
    if areFewAndDiffer { return }
    var seen: Set<Count> = []
    var counts = reading.ledgers.map { _ in SinkState.Counts() }
    let inOrder = group.rows.sorted { ($0.file, $0.chunk, $0.line) < ($1.file, $1.chunk, $1.line) }
    for row in inOrder
    where !seen.insert(Count(bits: row.payload, lit: row.extra)).inserted {
      counts[Int(row.file)].duplicate += 1
      counts[Int(row.file)].accepted -= 1
    }
    reading.add(counts)
  }
}

/// The nights seen and lit of the units of one partition after another.
///
/// That a night was seen is a bit, whatever the order of the rows. Only units seen twice in a night
/// can have repeated rows; only theirs are sorted.
private struct NightTable: ~Copyable {
  /// The nights seen, and above them the nights lit.
  private var nights = PartitionTable<UInt64>(0)
  private var isSeenTwice = PartitionTable<Bool>(false)
  private var isAnySeenTwice = false
  private var sorter = EventSorter<LightEvent>()

  /// Marks what the events of a partition say.
  mutating func mark(_ log: EventLog<LightEvent>, _ partition: Int) {
    nights.clear()
    if isAnySeenTwice { isSeenTwice.clear() }
    isAnySeenTwice = false
    log.forEach(in: partition) { event in
      let place = event.place
      let seen: UInt64 = 1 << UInt64(event.minute / 1440)
      let before = nights[place]
      nights[place] = before | seen | (event.isLit ? seen << 32 : 0)
      if before & seen != 0 {
        isSeenTwice[place] = true
        isAnySeenTwice = true
      }
    }
  }

  /// Adds the nights to what is known of the units.
  func hand(to units: EvidenceColumn, firstUnit: Int) {
    for place in 0..<Partition.size where nights[place] != 0 {
      units.add(
        seen: UInt32(truncatingIfNeeded: nights[place]), lit: UInt32(nights[place] >> 32),
        to: firstUnit + place)
    }
  }

  /// Counts the rows that repeat another.
  mutating func countDuplicates(
    _ log: EventLog<LightEvent>, _ partition: Int, _ counts: inout [SinkState.Counts]
  ) {
    guard isAnySeenTwice else { return }
    sorter.sort(log, partition: partition, wanted: isSeenTwice)
    for index in sorter.events.indices.dropFirst()
    where sorter.events[index].bits == sorter.events[index - 1].bits {
      counts[sorter.file(index)].duplicate += 1
      counts[sorter.file(index)].accepted -= 1
    }
  }
}
