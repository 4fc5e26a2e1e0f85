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

/// The probabilities of a unit being occupied and of being vacant. They sum to 1; both are kept, since
/// next to 1 the one does not tell how small the other is, and what comes next may bring it back.
package struct Posterior: Sendable, Equatable {
  package var occupied: Double
  package var vacant: Double

  package init(logOdds: Double) {
    occupied = 1 / (1 + exp(-logOdds))
    vacant = 1 / (1 + exp(logOdds))
  }

  /// Of weights that need not sum to 1.
  init(occupied: Double, vacant: Double) {
    let sum = occupied + vacant
    self.occupied = occupied / sum
    self.vacant = vacant / sum
  }

  var logOdds: Double { log(occupied / vacant) }
}

/// What the sources' answers mean: a latent class model whose classes are occupied and vacant, and
/// whose sources are list, meter, lights and knocks.
///
/// Nights of one unit resemble each other, and so do visits: they count for three at most.
package struct SweepModel: Sendable, Equatable {
  package let parameters: Parameters
  let latent: LatentClassModel
  private let listOdds: [Double]
  private let meterOdds: [Double]
  private let lightOdds: [Double]
  private let knockOdds: [Double]

  private enum Source { static let (list, meter, lights, knocks) = (0, 1, 2, 3) }

  package init(_ parameters: Parameters) {
    func pair(_ pair: Parameters.Pair) -> LatentClassModel.Source {
      .init(one: [pair.occupied, 1 - pair.occupied], two: [pair.vacant, 1 - pair.vacant])
    }
    func rows(_ rows: Parameters.Rows) -> LatentClassModel.Source {
      .init(one: rows.occupied, two: rows.vacant)
    }
    let latent = LatentClassModel(
      share: parameters.occupied,
      sources: [
        pair(parameters.listed), rows(parameters.meter), pair(parameters.lit),
        rows(parameters.knock),
      ])
    func odds(_ source: Int) -> [Double] {
      latent.sources[source].one.indices.map { latent.logOdds(source, $0) }
    }
    self.parameters = parameters
    self.latent = latent
    listOdds = odds(Source.list)
    meterOdds = odds(Source.meter)
    lightOdds = odds(Source.lights)
    knockOdds = odds(Source.knocks)
  }

  /// What each source says of a pattern of evidence.
  package func shares(_ pattern: EvidencePattern) -> LogOddsShares {
    var shares = LogOddsShares(prior: latent.priorLogOdds)
    if pattern.hasList { shares.list = listOdds[pattern.isListed ? 0 : 1] }
    if pattern.meterClass != .none {
      shares.meter = meterOdds[Int(pattern.meterClass.rawValue) - 1]
    }
    let (lit, dark) = (pattern.nightsLit, pattern.nightsSeen - pattern.nightsLit)
    shares.lights =
      Self.weight(pattern.nightsSeen) * (Double(lit) * lightOdds[0] + Double(dark) * lightOdds[1])
    var sum = 0.0
    for (outcome, odds) in knockOdds.enumerated() { sum += Double(pattern.knocks(outcome)) * odds }
    shares.knocks = Self.weight(pattern.attempts) * sum
    return shares
  }

  /// The probability that a unit with this evidence is occupied, and that it is vacant.
  package func posterior(_ pattern: EvidencePattern) -> Posterior {
    Posterior(logOdds: shares(pattern).total)
  }

  /// The weight of each of `count` looks that resemble each other.
  private static func weight(_ count: Int) -> Double { count <= 3 ? 1 : 3 / Double(count) }

  /// The answers in a pattern of evidence, as the fit sees them.
  private static func answers(_ pattern: EvidencePattern) -> [LatentClassModel.Answer] {
    var answers: [LatentClassModel.Answer] = []
    func add(_ source: Int, _ answer: Int, _ weight: Double) {
      guard weight > 0 else { return }
      answers.append(.init(source: source, answer: answer, weight: weight))
    }
    if pattern.hasList { add(Source.list, pattern.isListed ? 0 : 1, 1) }
    if pattern.meterClass != .none { add(Source.meter, Int(pattern.meterClass.rawValue) - 1, 1) }
    let night = weight(pattern.nightsSeen)
    add(Source.lights, 0, night * Double(pattern.nightsLit))
    add(Source.lights, 1, night * Double(pattern.nightsSeen - pattern.nightsLit))
    let visit = weight(pattern.attempts)
    for outcome in 0..<4 { add(Source.knocks, outcome, visit * Double(pattern.knocks(outcome))) }
    return answers
  }
}

/// How parameters were learned from a sweep.
package struct ModelFit: Sendable, Equatable {
  /// Why a run may want to look twice at what was learned, or why nothing was.
  package enum Warning: String, Sendable, CaseIterable {
    /// Fewer units with three looks than `learn_min_units`: nothing was learned.
    case tooFewUnits = "too_few_units"
    /// Parameters still moved in the last round.
    case notConverged = "not_converged"
    /// Vacant units came out lit more often, or with busier meters, than occupied ones: nothing was
    /// learned.
    case classesReversed = "classes_reversed"
    /// No source answers differently enough to tell occupied from vacant.
    case classesTooClose = "classes_too_close"
  }

  /// What to decide by: the parameters given where nothing was learned.
  package var parameters: Parameters
  /// Units that took part: with a meter class, a night seen or an attempt.
  package var units = 0
  /// Units with three looks or more.
  package var wellObserved = 0
  package var rounds = 0
  package var hasConverged = false
  package var logLikelihood = 0.0
  package var warnings: [Warning] = []

  package var isLearned: Bool {
    !warnings.contains(.tooFewUnits) && !warnings.contains(.classesReversed)
  }
}

extension SweepModel {
  /// Below this difference between the answers of the two classes, in total variation, the most
  /// telling source cannot tell them apart.
  static let leastDifference = 0.2

  /// Fits the parameters to patterns of evidence, starting from this model, which is also the centre
  /// of the priors.
  package func learned(from counts: [EvidencePattern: Int]) -> ModelFit {
    let patterns = counts.keys.sorted().filter(\.isObserved)
    var fit = ModelFit(parameters: parameters)
    fit.units = patterns.reduce(0) { $0 + counts[$1]! }
    fit.wellObserved = patterns.reduce(0) { $0 + ($1.looks >= 3 ? counts[$1]! : 0) }
    guard fit.wellObserved >= parameters.learnMinUnits else {
      fit.warnings = [.tooFewUnits]
      return fit
    }
    let strength = parameters.priorStrength
    let result = latent.fitted(
      to: patterns.map { .init(answers: Self.answers($0), items: counts[$0]!) },
      prior: .init(
        shareStrength: strength,
        sourceStrengths: Array(repeating: strength, count: latent.sources.count)))
    fit.rounds = result.rounds
    fit.hasConverged = result.hasConverged
    fit.logLikelihood = result.logLikelihood
    if !result.hasConverged { fit.warnings.append(.notConverged) }
    let learned = parameters.replacing(result.model)
    if learned.meter.occupied[2] < learned.meter.vacant[2]
      || learned.lit.occupied < learned.lit.vacant
    {
      fit.warnings.append(.classesReversed)
      return fit
    }
    if Self.difference(result.model, seen: patterns) < Self.leastDifference {
      fit.warnings.append(.classesTooClose)
    }
    fit.parameters = learned
    return fit
  }

  /// How differently occupied and vacant units answer to the most telling source that looked, in
  /// total variation. The list does not look.
  private static func difference(_ model: LatentClassModel, seen patterns: [EvidencePattern])
    -> Double
  {
    var sources: Set<Int> = []
    for pattern in patterns { sources.formUnion(answers(pattern).map(\.source)) }
    return sources.subtracting([Source.list]).map { number in
      let source = model.sources[number]
      return zip(source.one, source.two).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
    }.max() ?? 0
  }
}

extension Parameters {
  /// These with the probabilities of a fitted model.
  fileprivate func replacing(_ model: LatentClassModel) -> Parameters {
    var parameters = self
    parameters.occupied = model.share
    parameters.listed = .init(model.sources[0].one[0], model.sources[0].two[0])
    parameters.meter = .init(occupied: model.sources[1].one, vacant: model.sources[1].two)
    parameters.lit = .init(model.sources[2].one[0], model.sources[2].two[0])
    parameters.knock = .init(occupied: model.sources[3].one, vacant: model.sources[3].two)
    return parameters
  }
}
