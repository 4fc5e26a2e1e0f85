import Foundation
import LatentClass

/// What may be gained at a dwelling by knocking, by looking at its window, by reading its meter, in
/// households set right, by the model's own numbers.
///
/// A unit as it stands costs what a wrong decision about it would cost: a household missed counts one, a
/// walk for nothing a fifth; where somebody is on the list anyway, half of that and the other way round.
/// A task is worth what that falls by on average, and a household met at the door one more.
package struct UnitOutlook: Sendable {
  /// What is known of a unit, as far as its worth depends on it.
  package struct Known: Sendable {
    package var pattern: EvidencePattern
    /// The probability of being occupied, as printed.
    package var probability: Double
    /// Somebody is present on the list, or there is no list yet.
    package var countsAsListed: Bool
    /// Nobody is on the list, neither present nor away, and the compound has one.
    package var isUnlisted: Bool

    package init(
      pattern: EvidencePattern, probability: Double, countsAsListed: Bool, isUnlisted: Bool
    ) {
      self.pattern = pattern
      self.probability = probability
      self.countsAsListed = countsAsListed
      self.isUnlisted = isUnlisted
    }
  }

  /// What a task is worth, and how likely somebody opens.
  package struct Worth: Sendable {
    package var worth: Double
    package var opens: Double
  }

  /// What a pattern of evidence says, whatever the probability printed beside it.
  private struct Look: Sendable {
    /// The shares of kinds inside their sides.
    var kinds: KindVector
    /// What the weights of kinds are multiplied with by one more answer: four at the door, then lit and
    /// dark.
    var factors: [KindVector]
    /// The chance of these answers by kind.
    var chances: [KindVector]
  }

  private let model: SweepModel
  private let find: Double
  private let learn: Double
  private var looks: [EvidencePattern: Look] = [:]

  /// The chance that an occupied dwelling opens falls so with each try: households differ more than the
  /// kinds say.
  private static let patience = 0.85
  /// After a refusal, an estimate.
  private static let afterRefusal = 0.3

  package init(_ parameters: Parameters, find: Double, learn: Double) {
    model = SweepModel(parameters)
    self.find = find
    self.learn = learn
  }

  /// The bin of a usage in thousandths of a kWh a day, counted from 1.
  package static func bin(ofUsage usage: Int, _ edges: [Double]) -> Int {
    1 + edges.count { Double(usage) / 1000 >= $0 }
  }

  // MARK: Loss

  @inline(__always)
  private static func loss(_ p: Double, _ countsAsListed: Bool) -> Double {
    countsAsListed ? 0.5 * min(1 - p, 0.2 * p) : min(p, 0.2 * (1 - p))
  }

  // MARK: Tasks

  /// What a knock is worth.
  package mutating func knock(_ unit: Known) -> Worth {
    let look = look(unit.pattern)
    let kinds = Self.kinds(look, unit.probability)
    var opens = 0.0
    var after = 0.0
    var found = 0.0
    for outcome in 0..<4 {
      let chances = kinds * look.chances[outcome]
      let chance = chances.occupied + chances.vacant
      if outcome == 0 {
        opens = chance
        found = chances.occupied
      }
      after += chance * Self.loss(Self.probability(kinds, look, outcome), unit.countsAsListed)
    }
    let learned = max(0, Self.loss(unit.probability, unit.countsAsListed) - after)
    let isFind = unit.isUnlisted && unit.pattern.knocks(0) == 0
    return Worth(worth: (isFind ? find * found : 0) + learn * learned, opens: opens)
  }

  /// What a look at its window is worth; with a knock on the same day, what is left of it after the knock.
  package mutating func window(_ unit: Known, afterKnock: Bool) -> Double {
    let look = look(unit.pattern)
    let kinds = Self.kinds(look, unit.probability)
    guard afterKnock else { return learn * windowGain(kinds, look, unit) }
    var gain = 0.0
    for outcome in 0..<4 {
      let weighted = kinds * look.factors[outcome]
      let sum = weighted.occupied + weighted.vacant
      let chances = kinds * look.chances[outcome]
      guard sum > 0 else { continue }
      gain += (chances.occupied + chances.vacant) * windowGain(weighted / sum, look, unit)
    }
    return learn * gain
  }

  private func windowGain(_ kinds: KindVector, _ look: Look, _ unit: Known) -> Double {
    var after = 0.0
    for answer in 4..<6 {
      let chances = kinds * look.chances[answer]
      after +=
        (chances.occupied + chances.vacant)
        * Self.loss(Self.probability(kinds, look, answer), unit.countsAsListed)
    }
    return max(0, Self.loss(kinds.occupied, unit.countsAsListed) - after)
  }

  // MARK: Kinds

  /// The probabilities of kinds that agree with the probability printed.
  private static func kinds(_ look: Look, _ p: Double) -> KindVector {
    look.kinds * KindVector(p, p, p, 1 - p, 1 - p, 0, 0, 0)
  }

  /// What p would be after an answer.
  private static func probability(_ kinds: KindVector, _ look: Look, _ answer: Int) -> Double {
    let weighted = kinds * look.factors[answer]
    let sum = weighted.occupied + weighted.vacant
    return sum > 0 ? weighted.occupied / sum : kinds.occupied
  }

  private mutating func look(_ pattern: EvidencePattern) -> Look {
    let key = pattern.look
    if let known = looks[key] { return known }
    let made = makeLook(key)
    looks[key] = made
    return made
  }

  private func makeLook(_ pattern: EvidencePattern) -> Look {
    let weights = model.weights(pattern)
    let (occupied, vacant) = (weights.occupied, weights.vacant)
    let kinds =
      weights
      / KindVector(
        occupied, occupied, occupied, max(vacant, .leastNormalMagnitude),
        max(vacant, .leastNormalMagnitude), 1, 1, 1)
    func factor(_ next: EvidencePattern) -> KindVector {
      var factor = model.weights(next) / weights
      for kind in 0..<8 where !factor[kind].isFinite { factor[kind] = 0 }
      return factor
    }
    var factors = (0..<4).map { factor(pattern.addingKnock($0)) }
    factors += [factor(pattern.addingNight(lit: true)), factor(pattern.addingNight(lit: false))]
    return Look(kinds: kinds, factors: factors, chances: chances(pattern))
  }

  private func chances(_ pattern: EvidencePattern) -> [KindVector] {
    var doors = Array(repeating: KindVector.zero, count: 4)
    let source = model.latent.sources[ModelledSource.knocks.rawValue]
    var opens = 1.0
    for _ in 0..<min(pattern.attempts, 40) { opens *= Self.patience }
    if pattern.knocks(1) > 0 { opens *= Self.afterRefusal }
    for kind in DwellingKind.allCases {
      let row = source.rows[source.rowOfKind[kind.rawValue]]
      for outcome in 0..<4 { doors[outcome][kind] = row[outcome] }
      guard kind.isOccupied else { continue }
      doors[0][kind] = row[0] * opens
      doors[2][kind] = row[2] + row[0] * (1 - opens)
    }
    let lit = model.lit
    var dark = KindVector.zero
    for kind in DwellingKind.allCases { dark[kind] = 1 - lit[kind] }
    return doors + [lit, dark]
  }
}

extension EvidencePattern {
  /// Of a unit as `units.csv` shows it.
  package init(
    usageBin: Int, nightsSeen: Int, nightsLit: Int, knocks: (Int, Int, Int, Int)
  ) {
    func count(_ number: Int) -> UInt64 { UInt64(min(max(number, 0), 2046)) }
    var bits = UInt64(min(usageBin, 31))
    bits = bits << 5 | UInt64(min(nightsSeen, 30))
    bits = bits << 5 | UInt64(min(nightsLit, nightsSeen, 30))
    bits = bits << 11 | count(knocks.0)
    bits = bits << 11 | count(knocks.1)
    bits = bits << 11 | count(knocks.2)
    self.init(bits: bits << 11 | count(knocks.3))
  }

  fileprivate func addingKnock(_ outcome: Int) -> EvidencePattern {
    EvidencePattern(bits: bits + 1 << UInt64(33 - 11 * outcome))
  }

  fileprivate func addingNight(lit: Bool) -> EvidencePattern {
    EvidencePattern(bits: bits + 1 << 49 + (lit ? 1 << 44 : 0))
  }
}
