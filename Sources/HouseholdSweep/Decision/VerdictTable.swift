import DelimitedText

/// What is decided about a unit, and the cells of `units.csv` that follow from it.
struct Verdict: Sendable {
  let decision: Decision
  let posterior: PosteriorTable.Entry
  /// The cells before and after the usage, in the table's words.
  fileprivate let head: ShortText
  fileprivate let tail: ShortText

  /// Appends the cells, with the unit's usage between them.
  @inline(__always)
  func append(_ unit: UnitEvidence, to buffer: inout OutputBuffer) {
    buffer.append(head)
    UnitsTable.appendUsage(to: &buffer, unit)
    buffer.append(tail)
  }
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
  }

  private let posteriors: PosteriorTable
  private let thresholds: Thresholds
  private var slots = Array(repeating: Slot(), count: slotCount)
  private var taken = 0
  private var words = OutputBuffer()

  private static var slotCount: Int { 1 << 14 }

  init(_ posteriors: PosteriorTable, _ thresholds: Thresholds) {
    self.posteriors = posteriors
    self.thresholds = thresholds
  }

  /// The verdict on a unit in no used place.
  @inline(__always)
  mutating func verdict(on unit: UnitEvidence, _ situation: Decision.Situation) -> Verdict {
    let kind = Kind(unit, situation)
    var slot = kind.hash & (slots.count - 1)
    while let verdict = slots[slot].verdict {
      if slots[slot].kind == kind { return verdict }
      slot = (slot + 1) & (slots.count - 1)
    }
    return decide(kind, unit, situation)
  }

  private mutating func decide(
    _ kind: Kind, _ unit: UnitEvidence, _ situation: Decision.Situation
  ) -> Verdict {
    // Rare kinds come and go; that the table begins anew costs less than one that grows.
    if taken * 2 >= slots.count {
      taken = 0
      for slot in slots.indices { slots[slot] = Slot() }
    }
    taken += 1
    let pattern = EvidencePattern(unit, hasList: situation.compoundHasList)
    let verdict = worded(unit, situation, posteriors[pattern])
    var slot = kind.hash & (slots.count - 1)
    while slots[slot].verdict != nil { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Slot(kind: kind, verdict: verdict)
    return verdict
  }

  /// The verdict on a unit whose probability is its own.
  mutating func verdict(
    on unit: UnitEvidence, _ situation: Decision.Situation, _ posterior: Posterior
  ) -> Verdict {
    worded(unit, situation, PosteriorTable.Entry(posterior))
  }

  private mutating func worded(
    _ unit: UnitEvidence, _ situation: Decision.Situation, _ posterior: PosteriorTable.Entry
  ) -> Verdict {
    let decision = Decision(unit, p: posterior.p, situation, thresholds)
    words.removeAll()
    UnitsTable.appendVerdict(to: &words, decision, p: posterior.tenThousandths, unit)
    let head = ShortText(words)
    words.removeAll()
    UnitsTable.appendRest(to: &words, decision, unit)
    return Verdict(decision: decision, posterior: posterior, head: head, tail: ShortText(words))
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
