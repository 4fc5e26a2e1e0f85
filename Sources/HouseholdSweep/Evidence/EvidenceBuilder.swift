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
    evidence = EvidenceColumn(count: frame.unitCount, days: manifest.days)
    contacts = DailyContacts(days: manifest.days)
    self.frame = frame
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

  /// The rows that were put off, those of one address together, in the natural order of compounds
  /// and addresses as far as that matters: what is made of an address does not depend on others.
  static func groups(_ deferred: [DeferredRows]) -> [DeferredGroup] {
    var texts = FieldInterner()
    var addresses = WordNumbers()
    var groups: [DeferredGroup] = []
    var counts: [Int] = []
    /// The group of each row.
    var numbers: [Int32] = []
    for worker in deferred {
      let textNumbers = (0..<worker.texts.count).map { text in
        worker.texts.withField(text) { texts.intern($0) }
      }
      for row in worker.rows {
        let text = textNumbers[Int(row.text)]
        let number = addresses.intern(UInt64(row.compound) << 32 | UInt64(text))
        if number == groups.count {
          groups.append(
            DeferredGroup(compound: Int(row.compound), text: texts.text(text), key: row.key))
          counts.append(0)
        }
        counts[number] += 1
        numbers.append(Int32(number))
      }
    }
    // All rows in one array, in which those of an address follow each other.
    guard let some = deferred.lazy.compactMap(\.rows.first).first else { return [] }
    var rows = Array(repeating: some, count: numbers.count)
    var ends = counts
    for number in ends.indices.dropFirst() { ends[number] += ends[number - 1] }
    var next = zip(ends, counts).map { $0 - $1 }
    var place = 0
    for worker in deferred {
      for row in worker.rows {
        let number = Int(numbers[place])
        rows[next[number]] = row
        next[number] += 1
        place += 1
      }
    }
    for number in groups.indices {
      groups[number].rows = rows[ends[number] - counts[number]..<ends[number]]
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
  }

  let days: Int
  private(set) var byCompound: [Int: [Day]] = [:]

  init(days: Int) { self.days = days }

  mutating func add(_ sums: [Day], to compound: Int) {
    var days = byCompound[compound] ?? Array(repeating: Day(), count: days)
    for (day, sum) in sums.enumerated() {
      days[day].contacted += sum.contacted
      days[day].persons += sum.persons
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

  func findings() -> [Finding] {
    places.keys.sorted().map { name in
      let all = places[name]!.sorted { NaturalOrder.precedes($0, $1) }
      return Finding(name: name, count: all.count, places: Array(all.prefix(20)))
    }
  }
}
