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
/// One a worker. O(1) expected a unit.
struct VerdictTable: ~Copyable {
  /// All that a decision depends on, besides the model: eleven numbers and three facts.
  fileprivate struct Kind: Equatable {
    var persons: UInt64
    var knocks: UInt64
  }

  /// All that is to be said of one kind of units, in the order in which least memory is touched.
  private struct Entry {
    /// The cells of the row before the usage.
    let head: ShortText<SIMD64<UInt8>>
    let decision: Decision
    let millionths: UInt32
    let persons: UInt64
    /// The cells of the row after the usage.
    let tail: ShortText<SIMD64<UInt8>>
    let tenThousandths: UInt16
    let knocks: UInt64

    @inline(__always)
    var kind: Kind { Kind(persons: persons, knocks: knocks) }
  }

  /// The most units of a batch.
  static var batch: Int { 64 }

  private let posteriors: PosteriorTable
  private let thresholds: Thresholds
  /// First an entry for each unit of a batch whose probability is its own, then the kinds met so far. In
  /// the order they came: the common ones come early, so that those in use lie side by side.
  private var entries: [Entry] = []
  /// For each place of the hash table the number of an entry; 0 where there is none.
  private var places = [UInt16](repeating: 0, count: size)
  private var words = OutputBuffer()
  /// The batch at hand: kinds and the entries that are theirs, or may be before the answer.
  private var situation = Decision.Situation.unknown
  private var count = 0
  private var kinds = InlineArray<64, Kind>(repeating: Kind(persons: 0, knocks: 0))
  private var numbers = InlineArray<64, UInt16>(repeating: 0)

  private static var size: Int { 1 << 15 }

  init(_ posteriors: PosteriorTable, _ thresholds: Thresholds) {
    self.posteriors = posteriors
    self.thresholds = thresholds
    forget()
  }

  private mutating func forget() {
    let none = entry(
      UnitEvidence(), .unknown, PosteriorTable.Entry(Posterior(logOdds: 0)), isOwn: true)
    entries = Array(repeating: none, count: Self.batch)
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
  mutating func ask(_ unit: EvidenceDigest) {
    let kind = Kind(unit, situation)
    kinds[count] = kind
    numbers[count] = places[kind.hash & (Self.size - 1)]
    count += 1
  }

  /// Asks about a unit in a used place, whose probability is its own.
  @inline(never)
  mutating func ask(_ unit: UnitEvidence, _ posterior: Posterior) {
    situation.isInUsedPlace = true
    let entry = entry(unit, situation, PosteriorTable.Entry(posterior), isOwn: true)
    situation.isInUsedPlace = false
    entries[count] = entry
    kinds[count] = entry.kind
    numbers[count] = UInt16(count)
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
      tally.add(
        kind, entries[entry].decision, millionths: Int(entries[entry].millionths), situation)
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
    let pattern = EvidencePattern(unit, hasList: situation.compoundHasList)
    let number = UInt16(entries.count)
    entries.append(entry(unit, situation, posteriors[pattern], isOwn: false))
    var place = kind.hash & (Self.size - 1)
    while places[place] != 0 { place = (place + 1) & (Self.size - 1) }
    places[place] = number
    return number
  }

  /// Decides about a unit and puts it into words.
  private mutating func entry(
    _ unit: UnitEvidence, _ situation: Decision.Situation, _ posterior: PosteriorTable.Entry,
    isOwn: Bool
  ) -> Entry {
    let decision = Decision(unit, p: posterior.p, situation, thresholds)
    words.removeAll()
    UnitsTable.appendVerdict(to: &words, decision, p: posterior.tenThousandths, unit)
    let head = ShortText<SIMD64<UInt8>>(words)!
    words.removeAll()
    UnitsTable.appendRest(to: &words, decision, unit)
    let kind = Kind(EvidenceDigest(unit), situation, isOwn: isOwn)
    return Entry(
      head: head, decision: decision, millionths: UInt32(posterior.millionths),
      persons: kind.persons, tail: ShortText(words)!,
      tenThousandths: UInt16(posterior.tenThousandths), knocks: kind.knocks)
  }

  /// The verdict on a unit of the batch.
  subscript(place: Int) -> Verdict {
    let entry = entries[Int(numbers[place])]
    return Verdict(decision: entry.decision, tenThousandths: Int(entry.tenThousandths))
  }

  /// Whether a unit of the batch goes on the list of flags.
  @inline(__always)
  func isFlag(_ place: Int) -> Bool { entries[Int(numbers[place])].decision.status.isFlag }

  /// Appends the cells of a unit of the batch that come before its usage.
  @inline(__always)
  func appendHead(_ place: Int, to row: inout OutputRow) {
    row.append(entries[Int(numbers[place])].head)
  }

  /// Appends the cells of a unit of the batch that come after its usage.
  @inline(__always)
  func appendTail(_ place: Int, to row: inout OutputRow) {
    row.append(entries[Int(numbers[place])].tail)
  }
}

extension VerdictTable.Kind {
  /// An own kind is that of one unit only, and equals no other.
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
