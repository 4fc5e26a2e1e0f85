import Foundation
import LatentClass
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Decisions follow the rules")
struct DecisionTests {
  /// The rules said once more, as plainly as they are written.
  private func status(
    _ u: UnitEvidence, _ p: Double, _ s: Decision.Situation
  ) -> UnitStatus {
    if u.meterClass == .none && u.seenNights == 0 && u.attempts == 0 && !s.isInUsedPlace {
      return .unobserved
    }
    let known = Int(u.listed + u.away)
    if p >= 0.9 {
      guard s.compoundHasList else { return .listMissing }
      if known == 0 { return .unlistedOccupied }
      return u.personsSeen > known ? .undercounted : .confirmed
    }
    guard p <= 0.1 else { return .uncertain }
    if u.answered > 0 { return .uncertain }
    return u.listed > 0 ? .listedAbsent : .vacant
  }

  private func conflict(_ u: UnitEvidence, _ p: Double) -> Bool {
    (u.vacant > 0
      && (u.answered > 0 || u.refused > 0 || u.nightsLit > 0 || u.meterClass == .active))
      || (u.answered > 0 && (u.meterClass == .idle || p <= 0.1))
  }

  private func action(
    _ u: UnitEvidence, _ status: UnitStatus, _ conflict: Bool, _ s: Decision.Situation
  ) -> UnitAction {
    if status == .unlistedOccupied || status == .undercounted, !s.isRegistered,
      s.compoundHasRegister
    {
      return .checkAddress
    }
    if conflict { return .recheck }
    switch status {
    case .unlistedOccupied: return u.answered > 0 ? .addToList : .knock
    case .undercounted: return .recount
    case .confirmed: return u.personsSeen > u.listed || u.listed == 0 ? .updateState : .none
    case .listedAbsent: return .verifyAbsence
    case .listMissing: return .getList
    case .uncertain, .unobserved: return .knock
    case .vacant: return .none
    }
  }

  @Test("all combinations of evidence, probability and situation")
  func everything() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<100_000 {
      var u = UnitEvidence()
      u.listed = .random(in: 0...2, using: &random)
      u.away = .random(in: 0...1, using: &random)
      u.personsSeen = .random(in: 0...4, using: &random)
      u.seenNights = .random(in: 0...1, using: &random)
      u.litNights = u.seenNights & .random(in: 0...1, using: &random)
      u.answered = .random(in: 0...1, using: &random)
      u.refused = .random(in: 0...1, using: &random)
      u.noAnswer = .random(in: 0...1, using: &random)
      u.vacant = .random(in: 0...1, using: &random)
      u.meterClass = MeterClass(rawValue: .random(in: 0...3, using: &random))!
      let s = Decision.Situation(
        isRegistered: .random(using: &random), compoundHasRegister: .random(using: &random),
        compoundHasList: .random(using: &random), isInUsedPlace: .random(using: &random))
      for p in [0, 0.1, 0.100001, 0.5, 0.899999, 0.9, 1] {
        let decision = Decision(u, p: p, s, Thresholds())
        let expected = status(u, p, s)
        #expect(decision.status == expected)
        #expect(decision.hasConflict == conflict(u, p))
        #expect(decision.action == action(u, expected, conflict(u, p), s))
      }
    }
  }

  private func posterior(
    _ unit: UnitEvidence, _ parameters: Parameters, _ level: ListLevel?
  ) -> Posterior {
    let model = SweepModel(parameters)
    let weights = model.weights(EvidencePattern(unit, hasList: level != nil))
    return Posterior(weights: weights * model.sides(level, model.latent.means))
  }

  @Test("the posterior of two classes is the product of the likelihoods")
  func twoClasses() {
    var unit = UnitEvidence()
    unit.meterClass = .active
    unit.usageBin = 3
    unit.seenNights = 0b111
    unit.litNights = 0b011
    unit.noAnswer = 1
    let occupied = 0.8 * 0.1 * 0.85 * 0.8 * 0.8 * 0.2 * 0.34
    let vacant = 0.2 * 0.9 * 0.05 * 0.02 * 0.02 * 0.98 * 0.694
    let p = posterior(unit, .twoClasses, .nobody).occupied
    #expect(abs(p - occupied / (occupied + vacant)) < 1e-12)
  }

  @Test("the posterior of five kinds is that of each by itself")
  func fiveKinds() {
    var unit = UnitEvidence()
    unit.usageBin = 5
    unit.seenNights = 0b111
    unit.litNights = 0b001
    unit.noAnswer = 1
    unit.away = 1
    // 0.6 to 1 kWh a day, lit once in three nights, shut once, one person away.
    let weights = [
      0.8 * 0.86 * 0.03 * 0.06 * (0.8 * 0.2 * 0.2) * 0.34,
      0.8 * 0.08 * 0.03 * 0.06 * (0.03 * 0.97 * 0.97) * 0.34,
      0.8 * 0.06 * 0.03 * 0.12 * (0.25 * 0.75 * 0.75) * 0.85,
      0.2 * 0.98 * 0.07 * 0.03 * (0.02 * 0.98 * 0.98) * 0.694,
      0.2 * 0.02 * 0.07 * 0.03 * (0.85 * 0.15 * 0.15) * 0.694,
    ]
    let kinds = posterior(unit, Parameters(), .away).kinds
    for kind in DwellingKind.allCases {
      let wanted = weights[kind.rawValue] / weights.reduce(0, +)
      #expect(abs(kinds[kind] - wanted) < 1e-12)
    }
  }

  @Test("six nights count for three")
  func weights() {
    var three = UnitEvidence()
    three.seenNights = 0b111
    three.litNights = 0b001
    var six = UnitEvidence()
    six.seenNights = 0b111111
    six.litNights = 0b000011
    let (a, b) = (posterior(three, Parameters(), nil), posterior(six, Parameters(), nil))
    for kind in DwellingKind.allCases { #expect(abs(a.kinds[kind] - b.kinds[kind]) < 1e-12) }
  }
}
