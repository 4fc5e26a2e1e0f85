import Foundation

/// The share of each source in a unit's log odds.
package struct LogOddsShares: Sendable, Equatable {
  package var prior = 0.0
  package var list = 0.0
  package var meter = 0.0
  package var lights = 0.0
  package var knocks = 0.0

  package var total: Double { prior + list + meter + lights + knocks }
}

/// The posterior of a unit with known parameters: naive Bayes over the sources, where nights and
/// visits of one unit, which resemble each other, count for three at most.
package struct FixedModel: Sendable {
  private let prior: Double
  private let listed: (yes: Double, no: Double)
  private let meter: [Double]
  private let light: (lit: Double, dark: Double)
  private let knock: [Double]

  package init(_ parameters: Parameters) {
    func logOdds(_ occupied: Double, _ vacant: Double) -> Double { log(occupied / vacant) }
    prior = logOdds(parameters.occupied, 1 - parameters.occupied)
    listed = (
      logOdds(parameters.listed.occupied, parameters.listed.vacant),
      logOdds(1 - parameters.listed.occupied, 1 - parameters.listed.vacant)
    )
    meter = zip(parameters.meter.occupied, parameters.meter.vacant).map(logOdds)
    light = (
      logOdds(parameters.lit.occupied, parameters.lit.vacant),
      logOdds(1 - parameters.lit.occupied, 1 - parameters.lit.vacant)
    )
    knock = zip(parameters.knock.occupied, parameters.knock.vacant).map(logOdds)
  }

  /// What each source says of a pattern of evidence.
  package func shares(_ pattern: EvidencePattern) -> LogOddsShares {
    var shares = LogOddsShares(prior: prior)
    if pattern.hasList { shares.list = pattern.isListed ? listed.yes : listed.no }
    if pattern.meterClass != .none { shares.meter = meter[Int(pattern.meterClass.rawValue) - 1] }
    let nights = pattern.nightsSeen
    if nights > 0 {
      let sum =
        Double(pattern.nightsLit) * light.lit + Double(nights - pattern.nightsLit) * light.dark
      shares.lights = sum * min(1, 3 / Double(nights))
    }
    let attempts = pattern.attempts
    if attempts > 0 {
      var sum = 0.0
      for (outcome, odds) in knock.enumerated() { sum += Double(pattern.knocks(outcome)) * odds }
      shares.knocks = sum * min(1, 3 / Double(attempts))
    }
    return shares
  }

  /// The probability that a unit with this evidence is occupied.
  package func posterior(_ pattern: EvidencePattern) -> Double {
    1 / (1 + exp(-shares(pattern).total))
  }
}
