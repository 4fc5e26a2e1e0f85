import DelimitedText
import Synchronization

/// Decides about every unit, compound by compound in output order, and writes `units.csv` meanwhile.
struct CityDecider: Sendable {
  let manifest: Manifest
  let options: ReadingOptions
  let frame: Frame
  let evidence: UnitColumn<UnitEvidence>
  let contacts: DailyContacts
  let ids: [String]
  let strayCompounds: Set<Int>
  let listed: Set<Int>
  /// Places whose lights were counted, by compound.
  let places: [Int: [CountedPlace]]
  let model: SweepModel
  let posteriors: PosteriorTable

  struct Outcome: Sendable {
    /// In natural order.
    var compounds: [CompoundSums]
    /// `flags.csv`, whole.
    var flags: [UInt8]
    var registeredUnits: Int
    /// Counts over places that cannot be used.
    var findings: FindingList
  }

  /// Compounds in output order with the rank of their first unit.
  private struct Task: Sendable {
    var compounds: Range<Int>
    var firstRank: Int
  }

  /// Units of one task, about.
  private static let taskUnits = 8192

  func decide(writing file: OutputFile) throws(SweepError) -> Outcome {
    try options.begin("deciding")
    let order = ids.indices.filter { !strayCompounds.contains($0) }
      .sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    let extras = frame.extrasByCompound()
    let tasks = tasks(order, extras)
    var header = OutputBuffer()
    header.append(UnitsTable.header)
    let writer = OrderedWriter(file, from: header.count)
    let meter = ProgressMeter(options, phase: "deciding", total: tasks.count)
    let work = WorkList(count: tasks.count)
    let gathered: [[Part]]
    do {
      try file.write(header, at: 0)
      gathered = try parallelMap(workers: options.threads) { _ throws(SystemError) in
        var parts: [Part] = []
        var worker = CompoundDecider(self)
        while let task = work.take() {
          var part = Part(task: task)
          var rank = tasks[task].firstRank
          for place in tasks[task].compounds {
            let compound = order[place]
            rank = worker.decide(compound, extras[compound] ?? [], rank: rank, into: &part)
          }
          try worker.flush(&part, to: writer)
          parts.append(part)
          if !meter.add(1) { work.stop() }
        }
        return parts
      }
    } catch {
      throw SweepError(
        .system, at: .init(file: UnitsTable.name), "\(error.call) failed: \(error.reason)",
        advice: "make room on the disk, then run again; the old results are untouched")
    }
    try meter.check()
    let parts = gathered.flatMap { $0 }.sorted { $0.task < $1.task }
    return Outcome(
      compounds: parts.flatMap(\.compounds),
      flags: Self.flagsTable(parts),
      registeredUnits: parts.reduce(0) { $0 + $1.registeredUnits },
      findings: parts.reduce(into: FindingList()) { $0.merge($1.findings) })
  }

  /// The flags of all tasks in the order of the table.
  private static func flagsTable(_ parts: [Part]) -> [UInt8] {
    struct Place {
      var part: Int
      var entry: FlagsTable.Entry
    }
    let places = parts.indices.flatMap { part in
      parts[part].flags.map { Place(part: part, entry: $0) }
    }.sorted { FlagsTable.Entry.precedes($0.entry, $1.entry) }
    var buffer = OutputBuffer(capacity: parts.reduce(512) { $0 + $1.flagRows.count })
    buffer.append(FlagsTable.header)
    for place in places { buffer.append(parts[place.part].flagRows[place.entry.bytes]) }
    return buffer.bytes
  }

  /// What one task found.
  struct Part: Sendable {
    var task: Int
    var compounds: [CompoundSums] = []
    var flags: [FlagsTable.Entry] = []
    var flagRows: [UInt8] = []
    var registeredUnits = 0
    var findings = FindingList()
  }

  private func tasks(_ order: [Int], _ extras: [Int: [Int]]) -> [Task] {
    var tasks: [Task] = []
    var start = 0
    var rank = 0
    var units = 0
    for place in order.indices {
      units +=
        frame.register.index.units(of: order[place]).count + (extras[order[place]]?.count ?? 0)
      if units >= Self.taskUnits || place == order.count - 1 {
        tasks.append(Task(compounds: start..<place + 1, firstRank: rank))
        start = place + 1
        rank += units
        units = 0
      }
    }
    return tasks
  }
}

/// Decides about the units of one compound after another, for one worker.
private struct CompoundDecider: ~Copyable {
  private let frame: Frame
  private let register: Register
  private let evidence: UnitColumn<UnitEvidence>
  private let contacts: DailyContacts
  private let ids: [String]
  private let listed: Set<Int>
  private let places: [Int: [CountedPlace]]
  private let model: SweepModel
  private let thresholds: Thresholds
  private let posteriors: PosteriorTable
  private let firstDay: SweepDate
  private let noDays: [CoverageTally]
  private let attributes: UnitAttributes
  private let keys: UnitColumn<AddressKey>
  private var flags: FlagsTable
  private var buffer = OutputBuffer(capacity: 1 << 20)
  private var prefix = OutputBuffer()
  /// The listed addresses outside the register in the compound at hand.
  private var listedNearby: [[UInt8]] = []

  init(_ city: CityDecider) {
    frame = city.frame
    register = city.frame.register
    attributes = register.attributes
    keys = register.index.keys
    evidence = city.evidence
    contacts = city.contacts
    ids = city.ids
    listed = city.listed
    places = city.places
    model = city.model
    thresholds = city.manifest.thresholds
    firstDay = city.manifest.firstDay
    noDays = Array(repeating: CoverageTally(), count: city.manifest.days)
    posteriors = city.posteriors
    flags = FlagsTable(city.manifest)
  }

  /// Writes what the compounds of a task came to.
  mutating func flush(_ part: inout CityDecider.Part, to writer: OrderedWriter)
    throws(SystemError)
  {
    part.flagRows = flags.take()
    try writer.write(buffer, task: part.task)
    buffer.removeAll()
  }

  /// Decides about the units of a compound in natural order; returns the rank after the last.
  mutating func decide(
    _ number: Int, _ extras: [Int], rank: Int, into part: inout CityDecider.Part
  ) -> Int {
    let compounds = register.compounds
    let compound = number < compounds.count ? compounds[number] : Compound(id: ids[number])
    prefix.removeAll()
    prefix.append(csv: compound.id)
    prefix.append(UInt8(ascii: ","))
    var sums = CompoundSums(compound: compound, tally: AreaTally(), days: noDays)
    var rank = rank
    var situation = Decision.Situation(
      isRegistered: compound.hasRegister, compoundHasRegister: compound.hasRegister,
      compoundHasList: listed.contains(number), isInUsedPlace: false)
    let registered = register.index.units(of: number)
    if compound.hasRegister { part.registeredUnits += registered.count }
    let beliefs = places[number].map {
      move(registered, extras, by: $0, compound, situation.compoundHasList, &part)
    }
    listedNearby =
      compound.hasRegister
      ? extras.filter { evidence[$0].listed + evidence[$0].away > 0 }
        .map { Array(frame.text(of: $0).utf8) } : []
    var nextExtra = 0
    func addExtra(_ decider: inout CompoundDecider) {
      situation.isRegistered = false
      let belief = beliefs?[registered.count + nextExtra]
      decider.add(extras[nextExtra], belief, situation, rank, &sums, &part)
      nextExtra += 1
      rank += 1
    }
    for unit in registered {
      while nextExtra < extras.count && frame.precedes(extras[nextExtra], unit) { addExtra(&self) }
      situation.isRegistered = compound.hasRegister
      add(unit, beliefs?[unit - registered.lowerBound], situation, rank, &sums, &part)
      rank += 1
    }
    while nextExtra < extras.count { addExtra(&self) }
    addContacts(number, to: &sums)
    part.compounds.append(sums)
    return rank
  }

  /// What the counts over a compound's places make of its units.
  private func move(
    _ registered: Range<Int>, _ extras: [Int], by places: [CountedPlace], _ compound: Compound,
    _ hasList: Bool, _ part: inout CityDecider.Part
  ) -> PlaceCounts.Beliefs {
    let units = CompoundUnits(registered: registered, extras: extras)
    var beliefs = PlaceCounts.Beliefs(
      p: units.all.map { posteriors[EvidencePattern(evidence[$0], hasList: hasList)].p })
    PlaceCounts(places, units).update(
      &beliefs, days: noDays.count, lights: model.parameters.lit, evidence: evidence
    ) { step, _ in
      guard let fault = step.fault else { return }
      let day = "\(firstDay.advanced(by: step.day))"
      part.findings.add(fault.rawValue, "\(compound.id) \(step.place.text) \(day)")
    }
    return beliefs
  }

  /// A listed address outside the register that is one slip away from a unit's.
  private func nearby(_ unit: Int) -> String? {
    guard !listedNearby.isEmpty else { return nil }
    let text = Array(frame.text(of: unit).utf8)
    return listedNearby.first { AddressProposals.isOneSlip($0, text) }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func addContacts(_ compound: Int, to sums: inout CompoundSums) {
    for day in sums.days.indices {
      sums.days[day].units = sums.tally.units
      if let contacts = contacts.byCompound[compound] {
        sums.days[day].contacted = contacts[day].contacted
        sums.days[day].persons = contacts[day].persons
      }
    }
  }

  private mutating func add(
    _ unit: Int, _ belief: PlaceCounts.Belief?, _ situation: Decision.Situation, _ rank: Int,
    _ sums: inout CompoundSums, _ part: inout CityDecider.Part
  ) {
    let evidence = evidence[unit]
    var situation = situation
    var days = evidence.observedDays
    let posterior: PosteriorTable.Entry
    if let belief {
      posterior = PosteriorTable.Entry(belief.p)
      situation.isInUsedPlace = belief.days != 0
      days |= belief.days
    } else {
      posterior = posteriors[EvidencePattern(evidence, hasList: situation.compoundHasList)]
    }
    let decision = Decision(evidence, p: posterior.p, situation, thresholds)
    sums.tally.add(evidence, decision, millionths: posterior.millionths, situation)
    while days != 0 {
      sums.days[days.trailingZeroBitCount].observed += 1
      days &= days - 1
    }
    let isExtra = unit >= keys.count
    let pair = isExtra ? 0 : register.attributeOfUnit[unit]
    let text = isExtra || !keys[unit].isNumeric ? frame.text(of: unit) : nil
    buffer.append(prefix, 0..<prefix.count)
    if let text {
      buffer.append(csv: text)
    } else {
      keys[unit].append(to: &buffer)
    }
    buffer.append(situation.isRegistered ? ",1," : ",0,")
    attributes.append(pair, to: &buffer)
    UnitsTable.appendRest(to: &buffer, decision, p: posterior.tenThousandths, evidence)
    guard decision.status.isFlag else { return }
    let bytes = flags.append(
      sums.compound, key: isExtra ? .none : keys[unit], unit: text,
      grid: attributes.grid(pair), situation, decision,
      p: posterior.tenThousandths, evidence,
      nearby: nearby(unit))
    part.flags.append(
      FlagsTable.Entry(
        isRegistered: situation.isRegistered, p: posterior.tenThousandths, rank: rank,
        bytes: bytes))
  }
}
