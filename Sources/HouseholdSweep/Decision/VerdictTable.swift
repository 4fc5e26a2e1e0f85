import DelimitedText

/// What is decided about a unit, and how likely it is occupied.
struct Verdict: Sendable {
  let decision: Decision
  let posterior: PosteriorTable.Entry
}

/// Verdicts by all that they depend on: units of which the same is known are decided and put into
/// words once. A city has some ten thousand kinds of units, and most units are of a few hundred.
///
/// One a worker. O(1) expected a unit.
struct VerdictTable: ~Copyable {
  /// All that a decision depends on, besides the model: eleven numbers and three facts.
  fileprivate struct Kind: Equatable {
    var persons: UInt64
    var looks: UInt64
  }

  /// All that is to be said of one kind of units.
  private struct Entry {
    let kind: Kind
    let verdict: Verdict
    /// The cells of the row before and after the usage.
    let head: ShortText
    let tail: ShortText
  }

  private let posteriors: PosteriorTable
  private let thresholds: Thresholds
  /// The kinds met so far, and before them the unit whose probability is its own. In the order they
  /// came: the common ones come early, so that those in use lie side by side.
  private var entries: [Entry] = []
  /// For each place of the hash table the number of an entry and a tag; 0 where there is none.
  private var places = [UInt32](repeating: 0, count: size)
  private var words = OutputBuffer()

  private static var size: Int { 1 << 15 }
  private static var own: Int { 0 }

  init(_ posteriors: PosteriorTable, _ thresholds: Thresholds) {
    self.posteriors = posteriors
    self.thresholds = thresholds
    begin()
  }

  /// Forgets all kinds.
  private mutating func begin() {
    let nothing = Decision.Situation(
      isRegistered: false, compoundHasRegister: false, compoundHasList: false,
      isInUsedPlace: false)
    let unit = UnitEvidence()
    entries = [
      entry(Kind(unit, nothing), unit, nothing, PosteriorTable.Entry(Posterior(logOdds: 0)))
    ]
    for place in places.indices { places[place] = 0 }
  }

  /// The number of the verdict on a unit in no used place; good until the next one is asked for.
  @inline(__always)
  mutating func number(of unit: UnitEvidence, _ situation: Decision.Situation) -> Int {
    let kind = Kind(unit, situation)
    let hash = kind.hash
    var place = Int(hash & UInt32(Self.size - 1))
    while places[place] != 0 {
      let number = Int(places[place] & 0xFFFF)
      if (places[place] ^ hash) >> 16 == 0 && entries[number].kind == kind { return number }
      place = (place + 1) & (Self.size - 1)
    }
    return decide(kind, unit, situation)
  }

  private mutating func decide(
    _ kind: Kind, _ unit: UnitEvidence, _ situation: Decision.Situation
  ) -> Int {
    // Rare kinds come and go; that the table begins anew costs less than one that grows.
    if entries.count * 2 > Self.size { begin() }
    let pattern = EvidencePattern(unit, hasList: situation.compoundHasList)
    let number = entries.count
    entries.append(entry(kind, unit, situation, posteriors[pattern]))
    let hash = kind.hash
    var place = Int(hash & UInt32(Self.size - 1))
    while places[place] != 0 { place = (place + 1) & (Self.size - 1) }
    places[place] = hash & 0xFFFF_0000 | UInt32(number)
    return number
  }

  /// The same for a unit whose probability is its own.
  mutating func number(
    of unit: UnitEvidence, _ situation: Decision.Situation, _ posterior: Posterior
  ) -> Int {
    entries[Self.own] = entry(
      Kind(unit, situation), unit, situation, PosteriorTable.Entry(posterior))
    return Self.own
  }

  /// Decides about a unit and puts it into words.
  private mutating func entry(
    _ kind: Kind, _ unit: UnitEvidence, _ situation: Decision.Situation,
    _ posterior: PosteriorTable.Entry
  ) -> Entry {
    let decision = Decision(unit, p: posterior.p, situation, thresholds)
    words.removeAll()
    UnitsTable.appendVerdict(to: &words, decision, p: posterior.tenThousandths, unit)
    let head = ShortText(words)
    words.removeAll()
    UnitsTable.appendRest(to: &words, decision, unit)
    return Entry(
      kind: kind, verdict: Verdict(decision: decision, posterior: posterior), head: head,
      tail: ShortText(words))
  }

  /// The verdict with a number.
  @inline(__always)
  subscript(number: Int) -> Verdict { entries[number].verdict }

  /// Appends the cells of a verdict, with the unit's usage between them.
  @inline(__always)
  func append(_ number: Int, _ unit: UnitEvidence, to buffer: inout OutputBuffer) {
    buffer.append(entries[number].head)
    UnitsTable.appendUsage(to: &buffer, unit)
    buffer.append(entries[number].tail)
  }
}

extension VerdictTable.Kind {
  @inline(__always)
  init(_ unit: UnitEvidence, _ situation: Decision.Situation) {
    persons = UInt64(unit.listed) << 48 | UInt64(unit.away) << 32
    persons |= UInt64(unit.personsSeen) << 16 | UInt64(unit.answered)
    looks = UInt64(unit.refused) << 48 | UInt64(unit.noAnswer) << 32 | UInt64(unit.vacant) << 16
    looks |= UInt64(unit.nightsSeen) << 10 | UInt64(unit.nightsLit) << 5
    looks |= UInt64(unit.meterClass.rawValue) << 3
    looks |= situation.isRegistered ? 4 : 0
    looks |= situation.compoundHasRegister ? 2 : 0
    looks |= situation.compoundHasList ? 1 : 0
  }

  @inline(__always)
  var hash: UInt32 {
    UInt32(truncatingIfNeeded: Field.mix(Field.mix(persons, 1), looks))
  }
}
