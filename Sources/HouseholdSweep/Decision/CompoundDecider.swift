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
    model = city.model
    firstDay = city.manifest.firstDay
    noDays = Array(repeating: CoverageTally(), count: city.manifest.days)
    posteriors = city.posteriors
    verdicts = VerdictTable(city.posteriors, city.manifest.thresholds)
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
    let beliefs = places[number].map {
      move(registered, extras, by: $0, compound, situation.compoundHasList, &part)
    }
    listedNearby =
      compound.hasRegister
      ? extras.filter { evidence[$0].listed + evidence[$0].away > 0 }
        .map { Array(frame.text(of: $0).utf8) } : []
    func add(_ units: Range<Int>, number: Int, _ decider: inout CompoundDecider) {
      for start in stride(from: units.lowerBound, to: units.upperBound, by: VerdictTable.batch) {
        let batch = start..<min(start + VerdictTable.batch, units.upperBound)
        decider.add(
          batch, beliefs, number: number + start - units.lowerBound, situation, &sums, &part)
      }
    }
    var next = registered.lowerBound
    for (extra, unit) in extras.enumerated() {
      let place = frame.place(of: unit, among: next..<registered.upperBound)
      add(next..<place, number: next - registered.lowerBound, &self)
      situation.isRegistered = false
      add(unit..<unit + 1, number: registered.count + extra, &self)
      situation.isRegistered = compound.hasRegister
      next = place
    }
    add(next..<registered.upperBound, number: next - registered.lowerBound, &self)
    for (day, count) in days.take(days: noDays.count).enumerated() {
      sums.days[day].observed = count
    }
    addContacts(number, to: &sums)
    part.compounds.append(sums)
  }

  /// What the counts over a compound's places make of its units.
  private func move(
    _ registered: Range<Int>, _ extras: [Int], by places: [CountedPlace], _ compound: Compound,
    _ hasList: Bool, _ part: inout CityDecider.Part
  ) -> PlaceCounts.Beliefs {
    let units = CompoundUnits(registered: registered, extras: extras)
    var beliefs = PlaceCounts.Beliefs(
      units.all.map {
        posteriors[EvidencePattern(evidence.digest(of: $0), hasList: hasList)].posterior
      })
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

  /// Decides about units that follow each other, a batch at most, and writes their rows. The first has
  /// this number among the beliefs of its compound.
  private mutating func add(
    _ units: Range<Int>, _ beliefs: PlaceCounts.Beliefs?, number: Int,
    _ situation: Decision.Situation, _ sums: inout CompoundSums,
    _ part: inout CityDecider.Part
  ) {
    verdicts.begin(situation)
    for unit in units {
      let digest = evidence.digest(of: unit)
      if let belief = beliefs?[number + unit - units.lowerBound], belief.days != 0 {
        days.add(digest.observedDays | belief.days)
        verdicts.ask(digest, evidence[unit], belief.posterior)
      } else {
        days.add(digest.observedDays)
        verdicts.ask(digest)
      }
    }
    verdicts.answer(adding: &sums.tally) { evidence[units.lowerBound + $0] }
    for unit in units {
      let place = unit - units.lowerBound
      append(unit, place, isRegistered: situation.isRegistered)
      if verdicts.isFlag(place) {
        var situation = situation
        situation.isInUsedPlace = beliefs.map { $0[number + place].days != 0 } ?? false
        flag(unit, verdicts.verdict(place), situation, sums.compound, &part)
      }
    }
  }

  /// Appends the row of a unit.
  @inline(__always)
  private mutating func append(_ unit: Int, _ place: Int, isRegistered: Bool) {
    let digest = evidence.digest(of: unit)
    let isExtra = unit >= keys.count
    let key = isExtra ? AddressKey.none : keys[unit]
    let pair = isExtra ? UnitAttributes.Pair() : register.attributeOfUnit[unit]
    guard lead.settle(on: key), cells.areShort, digest.milliKwhPerDay < 10_000_000 else {
      return appendLong(unit, place, pair, isRegistered: isRegistered)
    }
    var row = buffer.beginRow()
    lead.append(to: &row)
    cells.append(pair, isRegistered: isRegistered, to: &row)
    verdicts.appendHead(place, to: &row)
    if digest.hasMeterClass { row.append(thousandths: digest.milliKwhPerDay) }
    verdicts.appendTail(place, to: &row)
    buffer.endRow(row)
  }

  /// Appends a row some cell of which is longer than nearly all.
  @inline(never)
  private mutating func appendLong(
    _ unit: Int, _ place: Int, _ pair: UnitAttributes.Pair, isRegistered: Bool
  ) {
    let digest = evidence.digest(of: unit)
    lead.append(frame.text(of: unit), to: &buffer)
    cells.append(pair, isRegistered: isRegistered, to: &buffer)
    var row = buffer.beginRow()
    verdicts.appendHead(place, to: &row)
    buffer.endRow(row)
    if digest.hasMeterClass { buffer.append(scaled: Int(digest.milliKwhPerDay), places: 3) }
    var rest = buffer.beginRow()
    verdicts.appendTail(place, to: &rest)
    buffer.endRow(rest)
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
