import DelimitedText

/// What is decided about a unit.
struct Verdict: Sendable {
  let decision: Decision
  /// p rounded as printed.
  let tenThousandths: Int
}

/// Verdicts by all that they depend on: units of which the same is known are decided and put into
/// words once. A city has some ten thousand kinds of units, and most units are of a few hundred.
///
/// Units are asked about a batch at a time: `begin`, `ask` for each, `answer`. All are looked for in one
/// step, and compared in the next, so that the cache misses of a batch overlap.
///
/// A unit in a used place has a probability of its own, and so has what depends on it: its status, its
/// action. Of its kind is the rest.
///
/// One a worker. O(1) expected a unit.
struct VerdictTable: ~Copyable {
  /// All that a decision depends on, besides the model: eleven numbers and three facts.
  fileprivate struct Kind: Equatable {
    var persons: UInt64
    var knocks: UInt64
  }

  /// All that is to be said of one kind of units, in the order in which least memory is touched.
  private struct Entry {
    /// The cells of the row before the usage; where a verdict is the unit's own, those behind it.
    let head: ShortText<SIMD64<UInt8>>
    let decision: Decision
    let millionths: UInt32
    let persons: UInt64
    /// The cells of the row after the usage, up to the action where that is the unit's own.
    let tail: ShortText<SIMD64<UInt8>>
    let tenThousandths: UInt16
    let knocks: UInt64

    @inline(__always)
    var kind: Kind { Kind(persons: persons, knocks: knocks) }
  }

  /// What is decided about one unit alone.
  private struct OwnVerdict {
    var verdict: Verdict
    var millionths: Int
  }

  /// The most units of a batch.
  static var batch: Int { 64 }

  private let posteriors: PosteriorTable
  private let thresholds: Thresholds
  /// The kinds met so far, behind one of which nothing is known. In the order they came: the common ones
  /// come early, so that those in use lie side by side.
  private var entries: [Entry] = []
  /// For each place of the hash table the number of an entry; 0 where there is none.
  private var places = [UInt16](repeating: 0, count: size)
  private var words = OutputBuffer()
  /// The batch at hand: kinds and the entries that are theirs, or may be before the answer.
  private var situation = Decision.Situation.unknown
  private var count = 0
  private var kinds = InlineArray<64, Kind>(repeating: Kind(persons: 0, knocks: 0))
  private var numbers = InlineArray<64, UInt16>(repeating: 0)
  private var owns: InlineArray<64, OwnVerdict>
  /// Cells by status and conflict, and by action.
  private let statuses: [ShortText<SIMD32<UInt8>>]
  private let actions: [ShortText<SIMD16<UInt8>>]

  private static var size: Int { 1 << 15 }

  init(_ posteriors: PosteriorTable, _ thresholds: Thresholds) {
    self.posteriors = posteriors
    self.thresholds = thresholds
    let nothing = Decision(UnitEvidence(), p: 0, .unknown, thresholds)
    owns = InlineArray(
      repeating: OwnVerdict(
        verdict: Verdict(decision: nothing, tenThousandths: 0), millionths: 0))
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
    forget()
  }

  private mutating func forget() {
    entries.removeAll(keepingCapacity: true)
    entries.append(
      entry(Kind(EvidenceDigest(UnitEvidence()), .unknown, isOwn: true), UnitEvidence()))
    for place in places.indices { places[place] = 0 }
  }

  /// Begins a batch of units in one situation.
  mutating func begin(_ situation: Decision.Situation) {
    // Rare kinds come and go; that the table begins anew costs less than one that grows.
    if (entries.count + Self.batch) * 2 > Self.size { forget() }
    self.situation = situation
    count = 0
  }

  /// Asks about a unit in no used place.
  @inline(__always)
  mutating func ask(_ unit: EvidenceDigest) { ask(Kind(unit, situation)) }

  /// Asks about a unit in a used place, whose probability is its own.
  mutating func ask(_ unit: EvidenceDigest, _ evidence: UnitEvidence, _ posterior: Posterior) {
    let own = PosteriorTable.Entry(posterior)
    var situation = situation
    situation.isInUsedPlace = true
    owns[count] = OwnVerdict(
      verdict: Verdict(
        decision: Decision(evidence, p: own.p, situation, thresholds),
        tenThousandths: own.tenThousandths),
      millionths: own.millionths)
    ask(Kind(unit, .unknown, isOwn: true))
  }

  @inline(__always)
  private mutating func ask(_ kind: Kind) {
    kinds[count] = kind
    numbers[count] = places[kind.hash & (Self.size - 1)]
    count += 1
  }

  /// Decides about the units of the batch, and adds them to the sums of their area. The evidence of a unit
  /// by its place in the batch is asked for where it is the first of its kind.
  @inline(__always)
  mutating func answer(adding tally: inout AreaTally, _ evidence: (Int) -> UnitEvidence) {
    for place in 0..<count {
      let kind = kinds[place]
      if entries[Int(numbers[place])].kind != kind {
        numbers[place] = find(kind) ?? decide(kind, evidence(place))
      }
      let entry = Int(numbers[place])
      let decision = kind.isOwn ? owns[place].verdict.decision : entries[entry].decision
      let millionths = kind.isOwn ? owns[place].millionths : Int(entries[entry].millionths)
      tally.add(kind, decision, millionths: millionths, situation)
    }
  }

  /// The entry of a kind that is not in its first place.
  @inline(never)
  private func find(_ kind: Kind) -> UInt16? {
    var place = kind.hash & (Self.size - 1)
    while places[place] != 0 {
      if entries[Int(places[place])].kind == kind { return places[place] }
      place = (place + 1) & (Self.size - 1)
    }
    return nil
  }

  @inline(never)
  private mutating func decide(_ kind: Kind, _ unit: UnitEvidence) -> UInt16 {
    let number = UInt16(entries.count)
    entries.append(entry(kind, unit))
    var place = kind.hash & (Self.size - 1)
    while places[place] != 0 { place = (place + 1) & (Self.size - 1) }
    places[place] = number
    return number
  }

  /// Decides about a kind of units and puts it into words.
  private mutating func entry(_ kind: Kind, _ unit: UnitEvidence) -> Entry {
    let pattern = EvidencePattern(unit, hasList: situation.compoundHasList)
    let posterior = kind.isOwn ? PosteriorTable.Entry(Posterior(logOdds: 0)) : posteriors[pattern]
    let decision = Decision(unit, p: posterior.p, situation, thresholds)
    words.removeAll()
    if !kind.isOwn {
      UnitsTable.append(decision.status, hasConflict: decision.hasConflict, to: &words)
      words.append(scaled: posterior.tenThousandths, places: 4)
    }
    UnitsTable.appendPersons(unit, to: &words)
    let head = ShortText<SIMD64<UInt8>>(words)!
    words.removeAll()
    UnitsTable.appendRest(unit, to: &words)
    if !kind.isOwn { UnitsTable.append(decision.action, to: &words) }
    return Entry(
      head: head, decision: decision, millionths: UInt32(posterior.millionths),
      persons: kind.persons, tail: ShortText(words)!,
      tenThousandths: UInt16(posterior.tenThousandths), knocks: kind.knocks)
  }

  // What follows is mutating, though it changes nothing: where it is not, the compiler copies an array in
  // line as a whole to read one element.

  /// The verdict on a unit of the batch.
  @inline(__always)
  mutating func verdict(_ place: Int) -> Verdict {
    if kinds[place].isOwn { return owns[place].verdict }
    let entry = entries[Int(numbers[place])]
    return Verdict(decision: entry.decision, tenThousandths: Int(entry.tenThousandths))
  }

  /// Whether a unit of the batch goes on the list of flags.
  @inline(__always)
  mutating func isFlag(_ place: Int) -> Bool {
    if kinds[place].isOwn { return owns[place].verdict.decision.status.isFlag }
    return entries[Int(numbers[place])].decision.status.isFlag
  }

  /// Appends the cells of a unit of the batch that come before its usage.
  @inline(__always)
  mutating func appendHead(_ place: Int, to row: inout OutputRow) {
    if kinds[place].isOwn {
      let own = owns[place].verdict
      let status = Int(own.decision.status.rawValue) * 2 + (own.decision.hasConflict ? 1 : 0)
      row.append(statuses[status])
      row.append(tenThousandths: UInt32(own.tenThousandths))
    }
    row.append(entries[Int(numbers[place])].head)
  }

  /// Appends the cells of a unit of the batch that come after its usage.
  @inline(__always)
  mutating func appendTail(_ place: Int, to row: inout OutputRow) {
    row.append(entries[Int(numbers[place])].tail)
    if kinds[place].isOwn {
      row.append(actions[Int(owns[place].verdict.decision.action.rawValue)])
    }
  }
}

extension VerdictTable.Kind {
  /// Of an own kind units have verdicts of their own.
  @inline(__always)
  init(_ digest: EvidenceDigest, _ situation: Decision.Situation, isOwn: Bool = false) {
    // The situation takes the bits that a digest leaves free.
    persons = digest.persons
    persons |= situation.isRegistered ? 1 << 15 : 0
    persons |= situation.compoundHasRegister ? 1 << 14 : 0
    persons |= situation.compoundHasList ? 1 << 13 : 0
    persons |= isOwn ? 1 << 7 : 0
    knocks = digest.knocks
  }

  @inline(__always)
  var isOwn: Bool { persons & 1 << 7 != 0 }

  @inline(__always)
  var hash: Int {
    Int(truncatingIfNeeded: Field.mix(Field.mix(persons, 1), knocks))
  }
}

extension AreaTally {
  /// Adds a unit of a kind.
  @inline(__always)
  fileprivate mutating func add(
    _ unit: VerdictTable.Kind, _ decision: Decision, millionths: Int,
    _ situation: Decision.Situation
  ) {
    units += 1
    contacted += unit.knocks >> 48 != 0 ? 1 : 0
    listedPersons += Int(unit.persons >> 48)
    personsSeen += Int(unit.persons >> 16 & 0xFFFF)
    byStatus[decision.status] += 1
    conflicts += decision.hasConflict ? 1 : 0
    if !situation.isRegistered && decision.status.isFlag { unregisteredFlags += 1 }
    expectedOccupied += millionths
    // Nobody on the list, present or away.
    let isUnlisted = situation.compoundHasList && unit.persons >> 32 == 0
    expectedUnlistedOccupied += isUnlisted ? millionths : 0
  }
}
