import DelimitedText

/// Decides about the units of one compound after another, for one worker.
struct CompoundDecider: ~Copyable {
  private let frame: Frame
  private let register: Register
  private let evidence: EvidenceColumn
  private let contacts: DailyContacts
  private let ids: [String]
  private let listed: Set<Int>
  private let places: [Int: [CountedPlace]]
  private let thresholds: Thresholds
  private let firstDay: SweepDate
  private let noDays: [CoverageTally]
  private let attributes: UnitAttributes
  private let cells: AttributeCells
  private let keys: UnitColumn<AddressKey>
  private var flags: FlagsTable
  private var belief: CompoundBelief
  /// Cells by status and conflict, and by action.
  private let statuses: [ShortText<SIMD32<UInt8>>]
  private let actions: [ShortText<SIMD16<UInt8>>]
  private var buffer: OutputBuffer
  private var lead = RowLead()
  private var days = DayCounts()
  /// The listed addresses outside the register in the compound at hand.
  private var listedNearby: [[UInt8]] = []
  private var words = OutputBuffer()
  private var reasons: Reasons

  /// `capacity` is that of the rows of `units.csv`.
  init(_ city: CityDecider, capacity: Int) {
    buffer = OutputBuffer(capacity: capacity)
    frame = city.frame
    register = city.frame.register
    attributes = register.attributes
    cells = city.cells
    keys = register.index.keys
    evidence = city.evidence
    contacts = city.contacts
    ids = city.ids
    listed = city.listed
    places = city.places
    firstDay = city.manifest.firstDay
    thresholds = city.manifest.thresholds
    noDays = Array(repeating: CoverageTally(), count: city.manifest.days)
    belief = CompoundBelief(city.model, thresholds)
    statuses = UnitStatus.allCases.flatMap { status in
      [false, true].map { hasConflict in
        var words = OutputBuffer()
        UnitsTable.append(status, hasConflict: hasConflict, to: &words)
        return ShortText(words)!
      }
    }
    actions = UnitAction.allCases.map { action in
      var words = OutputBuffer()
      UnitsTable.append(action, to: &words)
      return ShortText(words)!
    }
    flags = FlagsTable(city.manifest, city.frame.register.attributes)
    reasons = Reasons(city.manifest)
  }

  /// Writes what the compounds of a task came to, or forgets its rows where nothing is to be written.
  mutating func flush(_ part: inout CityDecider.Part, to writer: OrderedWriter?)
    throws(SystemError)
  {
    let rows = flags.take()
    guard let writer else { return buffer.removeAll() }
    part.flagRows = rows
    try writer.write(&buffer, task: part.task)
  }

  /// Decides about the units of a compound in natural order.
  mutating func decide(_ number: Int, _ extras: [Int], into part: inout CityDecider.Part) {
    let (compound, situation) = begin(number)
    var sums = CompoundSums(compound: compound, tally: AreaTally(), days: noDays)
    let units = Members(registered: register.index.units(of: number), extras: extras)
    if compound.hasRegister { part.registeredUnits += units.registered.count }
    settle(units, situation)
    sums.own = belief.own
    sums.hasList = situation.compoundHasList
    let beliefs = places[number].map { move(units, by: $0, compound, &part.findings) }
    for run in runs(units) {
      add(run, beliefs, situation, &sums, &part)
    }
    for (day, count) in days.take(days: noDays.count).enumerated() {
      sums.days[day].observed = count
    }
    addContacts(number, to: &sums)
    part.compounds.append(sums)
  }

  /// A compound, and what all its units have in common.
  private mutating func begin(_ number: Int) -> (Compound, Decision.Situation) {
    let compounds = register.compounds
    let compound = number < compounds.count ? compounds[number] : Compound(id: ids[number])
    lead.begin(compound.id)
    return (
      compound,
      Decision.Situation(
        isRegistered: compound.hasRegister, compoundHasRegister: compound.hasRegister,
        compoundHasList: listed.contains(number), isInUsedPlace: false)
    )
  }

  /// The units of a compound: those in its register, and the others in the order of their addresses.
  private struct Members {
    var registered: Range<Int>
    var extras: [Int]
  }

  /// Settles on what is believed of the units of a compound.
  private mutating func settle(_ units: Members, _ situation: Decision.Situation) {
    belief.settle(
      registered: units.registered, extras: units.extras, hasList: situation.compoundHasList,
      evidence)
    listedNearby =
      situation.compoundHasRegister
      ? units.extras.filter { evidence[$0].listed + evidence[$0].away > 0 }
        .map { Array(frame.text(of: $0).utf8) } : []
  }

  /// Units that follow each other in output order, all in the compound's register or all outside it. The
  /// first has this number in its compound.
  private struct Run {
    var units: Range<Int>
    var number: Int
    var isExtra: Bool
  }

  /// The units of a compound in output order: those outside its register stand where their addresses do.
  private func runs(_ units: Members) -> [Run] {
    let registered = units.registered
    var runs: [Run] = []
    var next = registered.lowerBound
    for (extra, unit) in units.extras.enumerated() {
      let place = frame.place(of: unit, among: next..<registered.upperBound)
      runs.append(
        Run(units: next..<place, number: next - registered.lowerBound, isExtra: false))
      runs.append(
        Run(units: unit..<unit + 1, number: registered.count + extra, isExtra: true))
      next = place
    }
    runs.append(
      Run(
        units: next..<registered.upperBound, number: next - registered.lowerBound, isExtra: false))
    return runs
  }

  /// The units of a compound in natural order, decided.
  mutating func units(of number: Int, _ extras: [Int]) -> [DecidedUnit] {
    let (compound, common) = begin(number)
    let units = Members(registered: register.index.units(of: number), extras: extras)
    settle(units, common)
    var findings = FindingList()
    let beliefs = places[number].map { move(units, by: $0, compound, &findings) }
    var decided: [DecidedUnit] = []
    decided.reserveCapacity(units.registered.count + extras.count)
    for run in runs(units) {
      for unit in run.units {
        let place = run.number + unit - run.units.lowerBound
        let profile = Int(belief.numbers[place])
        var situation = common
        if run.isExtra { situation.isRegistered = false }
        let own = beliefs?[place]
        situation.isInUsedPlace = own.map { $0.days != 0 } ?? false
        let facts = belief.profiles.facts[profile]
        let posterior = situation.isInUsedPlace ? own!.posterior : belief.posterior(facts)
        let verdict = decide(posterior, profile, situation)
        reasons.collect(evidence[unit], situation, nearby: nearby(unit))
        decided.append(
          DecidedUnit(
            compound: compound.id, address: frame.text(of: unit),
            isRegistered: situation.isRegistered,
            attributes.texts(run.isExtra ? .init() : register.attributeOfUnit[unit]),
            verdict.decision, posterior.occupied, evidence[unit], reasons.all))
      }
    }
    return decided
  }

  /// Looks met so far, as patterns of evidence without the list.
  var lookPatterns: [UInt64] { belief.profiles.lookPatterns }

  /// What the counts over a compound's places make of its units.
  private func move(
    _ units: Members, by places: [CountedPlace], _ compound: Compound,
    _ findings: inout FindingList
  ) -> PlaceCounts.Beliefs {
    let units = CompoundUnits(registered: units.registered, extras: units.extras)
    var beliefs = PlaceCounts.Beliefs(belief.posteriors())
    PlaceCounts(places, units).update(
      &beliefs, days: noDays.count, lit: belief.model.lit, evidence: evidence
    ) { step, _ in
      guard let fault = step.fault else { return }
      let day = "\(firstDay.advanced(by: step.day))"
      findings.add(fault.rawValue, "\(compound.id) \(step.place.text) \(day)")
    }
    return beliefs
  }

  /// A listed address outside the register that is one slip away from a unit's.
  private mutating func nearby(_ unit: Int) -> [UInt8]? {
    guard !listedNearby.isEmpty else { return nil }
    words.removeAll()
    frame.appendText(of: unit, to: &words)
    return words.withField(0..<words.count) { text in
      listedNearby.first { other in Field.of(other) { AddressProposals.isOneSlip($0, text) } }
    }
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

  /// Decides about units that follow each other, and writes their rows.
  private mutating func add(
    _ run: Run, _ beliefs: PlaceCounts.Beliefs?, _ situation: Decision.Situation,
    _ sums: inout CompoundSums, _ part: inout CityDecider.Part
  ) {
    var situation = situation
    if run.isExtra { situation.isRegistered = false }
    let isUsual =
      situation.isRegistered && situation.compoundHasRegister && situation.compoundHasList
    for unit in run.units {
      let place = run.number + unit - run.units.lowerBound
      let profile = Int(belief.numbers[place])
      let digest = evidence.digest(of: unit)
      let verdict: Verdict
      var isInUsedPlace = false
      if let own = beliefs?[place], own.days != 0 {
        isInUsedPlace = true
        days.add(digest.observedDays | own.days)
        var situation = situation
        situation.isInUsedPlace = true
        verdict = decide(own.posterior, profile, situation)
      } else {
        days.add(digest.observedDays)
        let facts = belief.profiles.facts[profile]
        let p = belief.probability(facts)
        verdict =
          isUsual
          ? Verdict(
            p.side == 2 ? facts.decisions.2 : p.side == 1 ? facts.decisions.1 : facts.decisions.0, p
          )
          : decide(facts, profile, situation)
      }
      sums.tally.add(digest, verdict, situation)
      append(unit, digest, profile, verdict, isRegistered: situation.isRegistered)
      if verdict.decision.status.isFlag {
        var situation = situation
        situation.isInUsedPlace = isInUsedPlace
        flag(unit, verdict, situation, sums.compound, &part)
      }
    }
  }

  /// Decides about a unit in no used place.
  @inline(never)
  private func decide(
    _ facts: ProfileTable.Facts, _ profile: Int, _ situation: Decision.Situation
  ) -> Verdict {
    Verdict(
      Decision(
        belief.profiles.profiles[profile].evidence, p: belief.posterior(facts).occupied,
        situation, thresholds), belief.probability(facts))
  }

  /// Decides about a unit by its own posterior.
  private func decide(_ posterior: Posterior, _ profile: Int, _ situation: Decision.Situation)
    -> Verdict
  {
    let p = posterior.occupied
    return Verdict(
      Decision(belief.profiles.profiles[profile].evidence, p: p, situation, thresholds),
      .init(p, thresholds))
  }

  /// Appends the row of a unit.
  @inline(__always)
  private mutating func append(
    _ unit: Int, _ digest: EvidenceDigest, _ profile: Int, _ verdict: Verdict,
    isRegistered: Bool
  ) {
    let isExtra = unit >= keys.count
    let key = isExtra ? AddressKey.none : keys[unit]
    let pair = isExtra ? UnitAttributes.Pair() : register.attributeOfUnit[unit]
    guard lead.settle(on: key), cells.areShort, digest.milliKwhPerDay < 10_000_000 else {
      return appendLong(unit, digest, profile, verdict, pair, isRegistered: isRegistered)
    }
    var row = buffer.beginRow()
    lead.append(to: &row)
    cells.append(pair, isRegistered: isRegistered, to: &row)
    appendHead(profile, verdict, to: &row)
    if digest.hasUsage { row.append(thousandths: digest.milliKwhPerDay) }
    appendTail(profile, verdict, to: &row)
    buffer.endRow(row)
  }

  /// Appends a row some cell of which is longer than nearly all.
  @inline(never)
  private mutating func appendLong(
    _ unit: Int, _ digest: EvidenceDigest, _ profile: Int, _ verdict: Verdict,
    _ pair: UnitAttributes.Pair, isRegistered: Bool
  ) {
    lead.append(frame.text(of: unit), to: &buffer)
    cells.append(pair, isRegistered: isRegistered, to: &buffer)
    var row = buffer.beginRow()
    appendHead(profile, verdict, to: &row)
    buffer.endRow(row)
    if digest.hasUsage { buffer.append(scaled: Int(digest.milliKwhPerDay), places: 3) }
    var rest = buffer.beginRow()
    appendTail(profile, verdict, to: &rest)
    buffer.endRow(rest)
  }

  /// Appends the cells of a unit from its status to the persons seen.
  @inline(__always)
  private func appendHead(_ profile: Int, _ verdict: Verdict, to row: inout OutputRow) {
    let decision = verdict.decision
    row.append(statuses[Int(decision.status.rawValue) * 2 + (decision.hasConflict ? 1 : 0)])
    row.append(tenThousandths: UInt32(verdict.tenThousandths))
    row.append(belief.profiles.profiles[profile].head)
  }

  /// Appends the cells of a unit that come after its usage.
  @inline(__always)
  private func appendTail(_ profile: Int, _ verdict: Verdict, to row: inout OutputRow) {
    row.append(belief.profiles.profiles[profile].tail)
    row.append(actions[Int(verdict.decision.action.rawValue)])
  }

  private mutating func flag(
    _ unit: Int, _ verdict: Verdict, _ situation: Decision.Situation, _ compound: Compound,
    _ part: inout CityDecider.Part
  ) {
    let isExtra = unit >= keys.count
    let key = isExtra ? AddressKey.none : keys[unit]
    let pair = isExtra ? UnitAttributes.Pair() : register.attributeOfUnit[unit]
    part.flags.append(
      flags.append(
        compound, key: key, unit: isExtra || !key.isNumeric ? frame.text(of: unit) : nil, pair,
        situation, verdict, evidence[unit], nearby: nearby(unit)))
  }
}

/// What is decided about a unit.
struct Verdict: BitwiseCopyable, Sendable {
  let decision: Decision
  /// p rounded as printed, and as summed.
  let tenThousandths: Int
  let millionths: Int

  @inline(__always)
  init(_ decision: Decision, _ p: CompoundBelief.Rounded) {
    self.decision = decision
    tenThousandths = Int(p.tenThousandths)
    millionths = Int(p.millionths)
  }
}

extension AreaTally {
  /// Adds a unit.
  @inline(__always)
  fileprivate mutating func add(
    _ unit: EvidenceDigest, _ verdict: Verdict, _ situation: Decision.Situation
  ) {
    let decision = verdict.decision
    units += 1
    contacted += unit.knocks >> 48 != 0 ? 1 : 0
    listedPersons += Int(unit.persons >> 48)
    personsSeen += Int(unit.persons >> 16 & 0xFFFF)
    byStatus[decision.status] += 1
    conflicts += decision.hasConflict ? 1 : 0
    if !situation.isRegistered && decision.status.isFlag { unregisteredFlags += 1 }
    expectedOccupied += verdict.millionths
    // Nobody on the list, present or away.
    let isUnlisted = situation.compoundHasList && unit.persons >> 32 == 0
    expectedUnlistedOccupied += isUnlisted ? verdict.millionths : 0
  }
}
