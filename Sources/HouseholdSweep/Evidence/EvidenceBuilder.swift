import DelimitedText

/// Gathers what the sources say into one record a unit, a source after the other.
struct EvidenceBuilder: Sendable {
  let manifest: Manifest
  let window: SweepWindow
  let options: ReadingOptions
  var frame: Frame
  let evidence: EvidenceColumn
  let pool: BlockPool
  /// Answered units and persons seen, by compound and day.
  var contacts: DailyContacts
  var findings = FindingList()
  /// Compounds that nothing but readings names which are no evidence: they are none of the sweep's.
  var strayCompounds: Set<Int> = []

  init(
    manifest: Manifest, options: ReadingOptions, pool: BlockPool, frame: consuming Frame
  ) {
    self.pool = pool
    self.manifest = manifest
    self.options = options
    window = manifest.window
    evidence = EvidenceColumn(
      count: frame.unitCount, days: manifest.days,
      scale: UsageScale(
        edges: manifest.parameters.usageEdges(manifest.thresholds), manifest.thresholds))
    contacts = DailyContacts(days: manifest.days)
    self.frame = frame
  }

  /// Leaves out compounds that only rejected rows name.
  mutating func leaveOutRefused(_ refused: Set<Int>, _ places: [CountedPlace]) {
    let used = Set(frame.extras.map(\.compound)).union(places.map(\.compound))
    strayCompounds.formUnion(
      refused.filter { $0 >= frame.register.compounds.count && !used.contains($0) })
  }

  /// What the addresses of a source are looked up in.
  func book(_ reader: SourceReader) -> AddressBook {
    AddressBook(
      directory: reader.directory, index: frame.register.index, aliases: frame.aliases,
      hasRegister: reader.folder.files[.units] != nil)
  }

  /// An empty log with room for the units known so far.
  func log<Event: PartitionedEvent>(of type: Event.Type) -> EventLog<Event> {
    EventLog(partitions: max(1, Partition.count(of: frame.unitCount)), pool: pool)
  }

  /// Reads the rows of a source about units, each as an event of its unit into the log.
  ///
  /// Rows of addresses outside the register come last, by address: `unit` says which unit one stands for,
  /// or nil where it is none and has been seen to. By default it becomes a unit.
  mutating func read<Rows: UnitSource & Sendable>(
    _ rows: Rows, _ reader: SourceReader, into log: EventLog<Rows.Event>,
    unit: (inout EvidenceBuilder, DeferredGroup, inout SourceReading<DeferredRows>) -> Int? = {
      builder, group, _ in builder.frame.see(group, in: Rows.source, rows: group.rows.count)
    }
  ) throws(SweepError) -> SourceReading<DeferredRows> {
    let book = book(reader)
    let window = window
    var reading = try reader.read(Rows.source, startOver: log.removeAll) {
      UnitRowReader(rows, $0, window, book, log)
    }
    let groups = Self.groups(reading.results)
    if book.hasRegister { tellOutside(groups, Rows.source, reader.tables, &reading) }
    strayCompounds.subtract(groups.map(\.compound))
    let units = groups.map { unit(&self, $0, &reading) }
    log.grow(to: Partition.count(of: frame.unitCount))
    var late = EventWriter(log)
    for (group, unit) in zip(groups, units) {
      guard let unit else { continue }
      for row in group.rows where Rows.isOfUnit(beside: row.extra) {
        late.file = row.file
        late.append(
          Rows.event(bits: row.payload, beside: row.extra).moved(to: unit & (Partition.size - 1)),
          partition: unit >> Partition.bits)
      }
    }
    late.finish()
    evidence.grow(to: frame.unitCount)
    return reading
  }

  /// The rows that were put off, those of one address together, in the order in which the addresses came:
  /// what is made of one does not depend on others.
  static func groups(_ deferred: [DeferredRows]) -> [DeferredGroup] {
    var texts = FieldInterner()
    var addresses = WordNumbers()
    var groups: [DeferredGroup] = []
    /// The group of each address of each worker.
    let numbers = deferred.map { worker in
      worker.addresses.map { address in
        let text = worker.withText(of: address) { texts.intern($0) }
        let number = addresses.intern(UInt64(address.compound) << 32 | UInt64(text))
        if number == groups.count {
          groups.append(
            DeferredGroup(
              compound: Int(address.compound), text: texts.text(text), key: address.key))
        }
        return number
      }
    }
    // All rows in one array, in which those of an address follow each other.
    guard let some = deferred.lazy.compactMap(\.rows.first).first else { return [] }
    var starts = Array(repeating: 0, count: groups.count + 1)
    for (worker, numbers) in zip(deferred, numbers) {
      for row in worker.rows { starts[numbers[Int(row.address)] + 1] += 1 }
    }
    for number in groups.indices { starts[number + 1] += starts[number] }
    var rows = Array(repeating: some, count: starts.last!)
    var next = starts
    for (worker, numbers) in zip(deferred, numbers) {
      for row in worker.rows {
        let number = numbers[Int(row.address)]
        rows[next[number]] = row
        next[number] += 1
      }
    }
    for number in groups.indices {
      groups[number].rows = rows[starts[number]..<starts[number + 1]]
    }
    return groups
  }

  /// Runs `body` for each partition that the log may have events in, shared among the workers, and
  /// returns what each worker gathered.
  func forEachPartition<Gathered: Sendable>(
    count: Int, _ make: @Sendable () -> Gathered,
    _ body: @Sendable (WorkList, inout Gathered) -> Void
  ) -> [Gathered] {
    let work = WorkList(count: count)
    return parallelMap(workers: options.threads) { _ in
      var gathered = make()
      body(work, &gathered)
      return gathered
    }
  }
}

/// The rows of one address outside the register.
struct DeferredGroup {
  var compound: Int
  var text: String
  var key: AddressKey
  var rows: ArraySlice<DeferredRow> = []
}

/// Units where a door was answered and persons seen, by compound and day: sums of whole numbers.
struct DailyContacts: Sendable {
  struct Day: Sendable {
    var contacted = 0
    var persons = 0

    mutating func add(contacted: Int, persons: Int) {
      self.contacted += contacted
      self.persons += persons
    }
  }

  let days: Int
  private(set) var byCompound: [Int: [Day]] = [:]

  init(days: Int) { self.days = days }

  mutating func add(_ sums: [Day], to compound: Int) {
    var days = byCompound[compound] ?? Array(repeating: Day(), count: days)
    for (day, sum) in sums.enumerated() {
      days[day].add(contacted: sum.contacted, persons: sum.persons)
    }
    byCompound[compound] = days
  }

  mutating func merge(_ other: DailyContacts) {
    for (compound, sums) in other.byCompound { add(sums, to: compound) }
  }
}

/// Findings as they come up: names with places; counted and cut at the end.
struct FindingList: Sendable {
  private var places: [String: [String]] = [:]

  mutating func add(_ name: String, _ place: String) { places[name, default: []].append(place) }

  mutating func merge(_ other: FindingList) {
    places.merge(other.places, uniquingKeysWith: +)
  }

  /// All places of a finding, in no order.
  func places(of name: String) -> [String] { places[name] ?? [] }

  /// Findings that name walks and workers to look at again, so that every one of them is told.
  private static let uncut: Set = [
    "dark_walk", "doubtful_worker", "hurried_worker",
  ]

  /// All findings with all of their places.
  var whole: [Finding] {
    places.keys.sorted().map { name in
      let all = places[name]!.sorted { NaturalOrder.precedes($0, $1) }
      return Finding(name: name, count: all.count, places: all)
    }
  }

  func findings() -> [Finding] {
    whole.map { finding in
      guard !Self.uncut.contains(finding.name) else { return finding }
      var finding = finding
      finding.places = Array(finding.places.prefix(20))
      return finding
    }
  }
}
