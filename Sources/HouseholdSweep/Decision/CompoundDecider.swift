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
  private var buffer = OutputBuffer(capacity: 1 << 20)
  private var lead = RowLead()
  private var days = DayCounts()
  /// The listed addresses outside the register in the compound at hand.
  private var listedNearby: [[UInt8]] = []
  private var words = OutputBuffer()

  init(_ city: CityDecider) {
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
  }

  /// Writes what the compounds of a task came to.
  mutating func flush(_ part: inout CityDecider.Part, to writer: OrderedWriter)
    throws(SystemError)
  {
    part.flagRows = flags.take()
    try writer.write(&buffer, task: part.task)
  }

  /// Decides about the units of a compound in natural order.
  mutating func decide(_ number: Int, _ extras: [Int], into part: inout CityDecider.Part) {
    let compounds = register.compounds
    let compound = number < compounds.count ? compounds[number] : Compound(id: ids[number])
    lead.begin(compound.id)
    var sums = CompoundSums(compound: compound, tally: AreaTally(), days: noDays)
    var situation = Decision.Situation(
      isRegistered: compound.hasRegister, compoundHasRegister: compound.hasRegister,
      compoundHasList: listed.contains(number), isInUsedPlace: false)
    let registered = register.index.units(of: number)
    if compound.hasRegister { part.registeredUnits += registered.count }
    belief.settle(
      registered: registered, extras: extras, hasList: situation.compoundHasList, evidence)
    sums.own = belief.own
    sums.hasList = situation.compoundHasList
    let beliefs = places[number].map { move(registered, extras, by: $0, compound, &part) }
    listedNearby =
      compound.hasRegister
      ? extras.filter { evidence[$0].listed + evidence[$0].away > 0 }
        .map { Array(frame.text(of: $0).utf8) } : []
    var next = registered.lowerBound
    for (extra, unit) in extras.enumerated() {
      let place = frame.place(of: unit, among: next..<registered.upperBound)
      add(next..<place, beliefs, number: next - registered.lowerBound, situation, &sums, &part)
      situation.isRegistered = false
      add(unit..<unit + 1, beliefs, number: registered.count + extra, situation, &sums, &part)
      situation.isRegistered = compound.hasRegister
      next = place
    }
    add(
      next..<registered.upperBound, beliefs, number: next - registered.lowerBound, situation,
      &sums, &part)
    for (day, count) in days.take(days: noDays.count).enumerated() {
      sums.days[day].observed = count
    }
    addContacts(number, to: &sums)
    part.compounds.append(sums)
  }

  /// Looks met so far, as patterns of evidence without the list.
  var lookPatterns: [UInt64] { belief.profiles.lookPatterns }

  /// What the counts over a compound's places make of its units.
  private func move(
    _ registered: Range<Int>, _ extras: [Int], by places: [CountedPlace], _ compound: Compound,
    _ part: inout CityDecider.Part
  ) -> PlaceCounts.Beliefs {
    let units = CompoundUnits(registered: registered, extras: extras)
    var beliefs = PlaceCounts.Beliefs(belief.posteriors())
    PlaceCounts(places, units).update(
      &beliefs, days: noDays.count, lit: belief.model.lit, evidence: evidence
    ) { step, _ in
      guard let fault = step.fault else { return }
      let day = "\(firstDay.advanced(by: step.day))"
      part.findings.add(fault.rawValue, "\(compound.id) \(step.place.text) \(day)")
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

  /// Decides about units that follow each other, and writes their rows. The first has this number in its
  /// compound.
  private mutating func add(
    _ units: Range<Int>, _ beliefs: PlaceCounts.Beliefs?, number: Int,
    _ situation: Decision.Situation, _ sums: inout CompoundSums,
    _ part: inout CityDecider.Part
  ) {
    let isUsual =
      situation.isRegistered && situation.compoundHasRegister && situation.compoundHasList
    for unit in units {
      let place = number + unit - units.lowerBound
      let profile = Int(belief.numbers[place])
      let digest = evidence.digest(of: unit)
      var verdict: Verdict
      var isInUsedPlace = false
      if let own = beliefs?[place], own.days != 0 {
        isInUsedPlace = true
        days.add(digest.observedDays | own.days)
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

  /// Decides about a unit in a used place, which has a probability of its own.
  private func decide(_ posterior: Posterior, _ profile: Int, _ situation: Decision.Situation)
    -> Verdict
  {
    var situation = situation
    situation.isInUsedPlace = true
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
