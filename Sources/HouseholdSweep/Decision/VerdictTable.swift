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

  /// A slot is free where there is no verdict. One look at it brings everything.
  private struct Slot {
    var kind = Kind(persons: 0, looks: 0)
    var verdict: Verdict?
    /// The cells of the row before and after the usage.
    var head = ShortText.empty
    var tail = ShortText.empty
  }

  private let posteriors: PosteriorTable
  private let thresholds: Thresholds
  /// The table, and behind it a slot for a unit whose probability is its own.
  private var slots = Array(repeating: Slot(), count: size + 1)
  private var taken = 0
  private var words = OutputBuffer()

  private static var size: Int { 1 << 14 }

  init(_ posteriors: PosteriorTable, _ thresholds: Thresholds) {
    self.posteriors = posteriors
    self.thresholds = thresholds
  }

  /// The number of the verdict on a unit in no used place; good until the next one is asked for.
  @inline(__always)
  mutating func number(of unit: UnitEvidence, _ situation: Decision.Situation) -> Int {
    let kind = Kind(unit, situation)
    var slot = kind.hash & (Self.size - 1)
    while slots[slot].verdict != nil {
      if slots[slot].kind == kind { return slot }
      slot = (slot + 1) & (Self.size - 1)
    }
    return decide(kind, unit, situation)
  }

  private mutating func decide(
    _ kind: Kind, _ unit: UnitEvidence, _ situation: Decision.Situation
  ) -> Int {
    // Rare kinds come and go; that the table begins anew costs less than one that grows.
    if taken * 2 >= Self.size {
      taken = 0
      for slot in slots.indices { slots[slot] = Slot() }
    }
    taken += 1
    let pattern = EvidencePattern(unit, hasList: situation.compoundHasList)
    var slot = kind.hash & (Self.size - 1)
    while slots[slot].verdict != nil { slot = (slot + 1) & (Self.size - 1) }
    slots[slot].kind = kind
    put(unit, situation, posteriors[pattern], into: slot)
    return slot
  }

  /// The same for a unit whose probability is its own.
  mutating func number(
    of unit: UnitEvidence, _ situation: Decision.Situation, _ posterior: Posterior
  ) -> Int {
    put(unit, situation, PosteriorTable.Entry(posterior), into: Self.size)
    return Self.size
  }

  /// Decides about a unit and puts it into words.
  private mutating func put(
    _ unit: UnitEvidence, _ situation: Decision.Situation, _ posterior: PosteriorTable.Entry,
    into slot: Int
  ) {
    let decision = Decision(unit, p: posterior.p, situation, thresholds)
    words.removeAll()
    UnitsTable.appendVerdict(to: &words, decision, p: posterior.tenThousandths, unit)
    slots[slot].head = ShortText(words)
    words.removeAll()
    UnitsTable.appendRest(to: &words, decision, unit)
    slots[slot].tail = ShortText(words)
    slots[slot].verdict = Verdict(decision: decision, posterior: posterior)
  }

  /// The verdict with a number.
  @inline(__always)
  subscript(number: Int) -> Verdict { slots[number].verdict! }

  /// Appends the cells of a verdict, with the unit's usage between them.
  @inline(__always)
  func append(_ number: Int, _ unit: UnitEvidence, to buffer: inout OutputBuffer) {
    buffer.append(slots[number].head)
    UnitsTable.appendUsage(to: &buffer, unit)
    buffer.append(slots[number].tail)
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
  var hash: Int { Int(truncatingIfNeeded: Field.mix(Field.mix(persons, 1), looks)) }
}
