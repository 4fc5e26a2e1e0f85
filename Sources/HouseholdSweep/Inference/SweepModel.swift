import Foundation
import LatentClass

/// The kinds of dwellings, by their number in the model.
package enum DwellingKind: Int, Sendable, CaseIterable {
  /// Occupied: with windows that can be seen, with windows that cannot, with people seldom at home.
  case seen, hidden, seldomHome
  /// Vacant: nothing burns, or a lamp does.
  case dark, leftOn

  package var isOccupied: Bool { self == .seen || self == .hidden || self == .seldomHome }
}

/// Numbers by kind of dwelling: weights, chances or probabilities. The last three are 0.
package typealias KindVector = SIMD8<Double>

extension KindVector {
  @inline(__always)
  subscript(kind: DwellingKind) -> Double {
    get { self[kind.rawValue] }
    set { self[kind.rawValue] = newValue }
  }

  @inline(__always)
  var occupied: Double { self[0] + self[1] + self[2] }
  @inline(__always)
  var vacant: Double { self[3] + self[4] }
}

/// The probabilities of a unit being of each kind. They sum to 1; those of vacant kinds are kept beside
/// the others, since next to 1 the one does not tell how small the other is, and what comes next may
/// bring it back.
package struct Posterior: Sendable, Equatable {
  package let kinds: KindVector

  /// Of weights that need not sum to 1.
  @inline(__always)
  init(weights: KindVector) { kinds = weights / (weights.occupied + weights.vacant) }

  package var occupied: Double { kinds.occupied }
  package var vacant: Double { kinds.vacant }
  var logOdds: Double { log(occupied / vacant) }
}

/// What the sources' answers mean: a latent class model whose sides are occupied and vacant, whose groups
/// are compounds, whose list is the resident list, and whose sources are those of `ModelledSource`.
///
/// Nights of one unit resemble each other, and so do visits: they count for three at most.
package struct SweepModel: Sendable, Equatable {
  package let parameters: Parameters
  package let latent: LatentClassModel
  /// The logarithms of each source's rows.
  private let logs: [[[Double]]]
  /// The odds of vacant against occupied for each level of the list below the top, but for a compound's
  /// own.
  private let belowOdds: [Double]

  typealias Source = ModelledSource

  package init(_ parameters: Parameters) {
    let (hidden, seldom, leftOn) = (
      parameters.hiddenWindows, parameters.seldomHome, parameters.leftOn
    )
    let shares = [
      // Shares that are learned sum to 1 but for rounding.
      max(1 - hidden.share - seldom.share, 0), hidden.share, seldom.share, 1 - leftOn.share,
      leftOn.share,
    ]
    self.parameters = parameters
    latent = LatentClassModel(
      share: parameters.occupied, concentration: parameters.occupiedConcentration,
      list: .init(
        rows: [parameters.listed.occupied, parameters.listed.vacant],
        concentrations: [
          parameters.listedConcentration.occupied, parameters.listedConcentration.vacant,
        ]),
      kinds: zip(DwellingKind.allCases, shares).map { kind, share in
        .init(kind.isOccupied ? .one : .two, share: share)
      },
      sources: Source.allCases.map { $0.rules.answers(parameters) })
    logs = latent.sources.map { $0.rows.map { $0.map { log($0) } } }
    let list = latent.list
    belowOdds = (0..<list.top).map { 1 / list.odds(below: $0) }
  }

  /// The parameters with the probabilities of a fitted model.
  func parameters(of fitted: LatentClassModel) -> Parameters {
    func share(_ kind: DwellingKind) -> Double { fitted.kinds[kind.rawValue].share }
    var parameters = parameters
    parameters.occupied = fitted.share
    parameters.occupiedConcentration = fitted.concentration
    parameters.listed = .init(occupied: fitted.list.rows[0], vacant: fitted.list.rows[1])
    parameters.listedConcentration = .init(
      fitted.list.concentrations[0], fitted.list.concentrations[1])
    parameters.hiddenWindows.share = share(.hidden)
    parameters.seldomHome.share = share(.seldomHome)
    parameters.leftOn.share = share(.leftOn)
    for source in Source.allCases {
      source.rules.take(fitted.sources[source.rawValue].rows, into: &parameters)
    }
    return parameters
  }

  /// The chance of light by kind.
  var lit: KindVector {
    var lit = KindVector.zero
    for kind in DwellingKind.allCases {
      lit[kind] = latent.sources[Source.lights.rawValue].rows[kind.rawValue][0]
    }
    return lit
  }

  /// The level of the list that the model knows: in two levels, somebody is present or not.
  func level(_ level: ListLevel) -> Int {
    latent.list.top == 1 ? (level == .present ? 1 : 0) : level.rawValue
  }

  /// The weight of each of `count` looks that resemble each other.
  static func weight(_ count: Int) -> Double { count <= 3 ? 1 : 3 / Double(count) }

  /// What a source says of a unit with a pattern of evidence; nil where it says nothing.
  func statement(_ source: Source, _ pattern: EvidencePattern) -> LatentClassModel.Statement? {
    source.rules.statement(pattern, parameters)
  }

  /// P(evidence, kind | side) by kind, of what the given sources say. The list is not among them.
  func weights(
    _ pattern: EvidencePattern, of sources: [Source] = Source.allCases
  ) -> KindVector {
    var logSums = latent.kinds.map { log($0.share) }
    for source in sources {
      guard let statement = statement(source, pattern) else { continue }
      let rows = logs[source.rawValue].map { LatentClassModel.logLikelihood(statement, $0) }
      for kind in logSums.indices {
        logSums[kind] += rows[latent.sources[source.rawValue].rowOfKind[kind]]
      }
    }
    var weights = KindVector.zero
    for (kind, sum) in logSums.enumerated() { weights[kind] = exp(sum) }
    return weights
  }

  /// What the list says of a unit of a compound: P(level | occupied), P(level | vacant); 1 and 1 where the
  /// compound has no list.
  func listChances(_ level: ListLevel?, _ own: LatentClassModel.Own) -> SIMD2<Double> {
    level.map { latent.list.chances(self.level($0), own) } ?? SIMD2(1, 1)
  }

  /// P(side, list) in a compound, by what the list says: the chances to multiply the weights of a unit with.
  func sides(_ level: ListLevel?, _ own: LatentClassModel.Own) -> KindVector {
    let sides = SIMD2(own.share, 1 - own.share) * listChances(level, own)
    let (one, two) = (sides[0], sides[1])
    return KindVector(one, one, one, two, two, 0, 0, 0)
  }

  /// What to multiply the odds of vacant against occupied with for a level of the list, but for the
  /// compound's own.
  func listOdds(_ level: ListLevel?) -> Double {
    guard let level, self.level(level) < latent.list.top else { return 1 }
    return belowOdds[self.level(level)]
  }
}
