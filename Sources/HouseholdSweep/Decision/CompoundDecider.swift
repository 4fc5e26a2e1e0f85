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
  private let model: SweepModel
  private let posteriors: PosteriorTable
  private let firstDay: SweepDate
  private let noDays: [CoverageTally]
  private let attributes: UnitAttributes
  private let cells: AttributeCells
  private let keys: UnitColumn<AddressKey>
  private var flags: FlagsTable
  private var verdicts: VerdictTable
  private var buffer = OutputBuffer(capacity: 1 << 20)
  private var lead = RowLead()
  /// The listed addresses outside the register in the compound at hand.
  private var listedNearby: [[UInt8]] = []

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
    model = city.model
    firstDay = city.manifest.firstDay
    noDays = Array(repeating: CoverageTally(), count: city.manifest.days)
    posteriors = city.posteriors
    verdicts = VerdictTable(city.posteriors, city.manifest.thresholds)
    flags = FlagsTable(city.manifest)
  }

  /// Writes what the compounds of a task came to.
  mutating func flush(_ part: inout CityDecider.Part, to writer: OrderedWriter)
    throws(SystemError)
  {
    part.flagRows = flags.take()
    try writer.write(&buffer, task: part.task)
  }

  /// Decides about the units of a compound in natural order; returns the rank after the last.
  mutating func decide(
    _ number: Int, _ extras: [Int], rank: Int, into part: inout CityDecider.Part
  ) -> Int {
    let compounds = register.compounds
    let compound = number < compounds.count ? compounds[number] : Compound(id: ids[number])
    lead.begin(compound.id)
    var observed = InlineArray<32, Int>(repeating: 0)
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
      decider.add(extras[nextExtra], belief, situation, rank, &sums, &observed, &part)
      nextExtra += 1
      rank += 1
    }
    for unit in registered {
      while nextExtra < extras.count && frame.precedes(extras[nextExtra], unit) { addExtra(&self) }
      situation.isRegistered = compound.hasRegister
      add(unit, beliefs?[unit - registered.lowerBound], situation, rank, &sums, &observed, &part)
      rank += 1
    }
    while nextExtra < extras.count { addExtra(&self) }
    for day in sums.days.indices { sums.days[day].observed = observed[day] }
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
      units.all.map { posteriors[EvidencePattern(evidence[$0], hasList: hasList)].posterior })
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
    _ sums: inout CompoundSums, _ observed: inout InlineArray<32, Int>,
    _ part: inout CityDecider.Part
  ) {
    let evidence = evidence[unit]
    var situation = situation
    var days = evidence.observedDays
    let number: Int
    if let belief, belief.days != 0 {
      situation.isInUsedPlace = true
      days |= belief.days
      number = verdicts.number(of: evidence, situation, belief.posterior)
    } else {
      number = verdicts.number(of: evidence, situation)
    }
    let verdict = verdicts[number]
    sums.tally.add(
      evidence, verdict.decision, millionths: verdict.posterior.millionths, situation)
    while days != 0 {
      observed[days.trailingZeroBitCount] += 1
      days &= days - 1
    }
    let isExtra = unit >= keys.count
    let key = isExtra ? AddressKey.none : keys[unit]
    let pair = isExtra ? UnitAttributes.Pair() : register.attributeOfUnit[unit]
    let text = isExtra || !key.isNumeric ? frame.text(of: unit) : nil
    if let text {
      lead.append(text, to: &buffer)
    } else {
      lead.append(key, to: &buffer)
    }
    buffer.append(situation.isRegistered ? ",1," : ",0,")
    cells.append(pair, to: &buffer)
    verdicts.append(number, evidence, to: &buffer)
    if verdict.decision.status.isFlag {
      flag(unit, text, key, grid: pair, verdict, evidence, situation, rank, sums, &part)
    }
  }

  private mutating func flag(
    _ unit: Int, _ text: String?, _ key: AddressKey, grid pair: UnitAttributes.Pair,
    _ verdict: Verdict, _ evidence: UnitEvidence, _ situation: Decision.Situation, _ rank: Int,
    _ sums: CompoundSums, _ part: inout CityDecider.Part
  ) {
    let bytes = flags.append(
      sums.compound, key: key, unit: text, grid: attributes.grid(pair), situation,
      verdict.decision, p: verdict.posterior.tenThousandths, evidence,
      nearby: nearby(unit))
    part.flags.append(
      FlagsTable.Entry(
        isRegistered: situation.isRegistered, p: verdict.posterior.tenThousandths, rank: rank,
        bytes: bytes))
  }
}

/// The first cells of a row of `units.csv`: the compound and the address. Units of one entrance
/// follow each other, so what they share is put into words once.
private struct RowLead: ~Copyable {
  private var compound = OutputBuffer()
  /// `compound,building-entrance-`, and the bits of the key in front of the room.
  private var entrance = OutputBuffer()
  private var bits: UInt64 = 0

  mutating func begin(_ id: String) {
    compound.removeAll()
    compound.append(csv: id)
    compound.append(UInt8(ascii: ","))
    bits = 0
  }

  /// Appends the cells of a numeric key.
  @inline(__always)
  mutating func append(_ key: AddressKey, to buffer: inout OutputBuffer) {
    let (first, second, third) = key.parts
    if third < 0 {
      buffer.append(compound, 0..<compound.count)
      key.append(to: &buffer)
      return
    }
    if bits != key.bits >> 20 {
      bits = key.bits >> 20
      entrance.removeAll()
      entrance.append(compound, 0..<compound.count)
      AddressKey(first, second).append(to: &entrance)
      entrance.append(UInt8(ascii: "-"))
    }
    buffer.append(entrance, 0..<entrance.count)
    buffer.append(number: third)
  }

  func append(_ address: String, to buffer: inout OutputBuffer) {
    buffer.append(compound, 0..<compound.count)
    buffer.append(csv: address)
  }
}
