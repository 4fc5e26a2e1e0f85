import Foundation
import LatentClass

/// What list and meter say of a dwelling under each assumption about its compound, of which nothing is
/// known beforehand: how many of its dwellings are occupied, and how old its list is.
///
/// The share occupied is 0.025, 0.075, … 0.975, all alike. The list is as given, or so old that of the
/// vacant dwellings half, or nine tenths, have somebody present on it.
struct CompoundAssumptions: Sendable {
  private static let rates = (0..<20).map { (Double($0) + 0.5) / 20 }
  /// How likely each list is beforehand, and the share of vacant dwellings with somebody present on it.
  private static let lists: [(weight: Double, present: Double?)] = [
    (0.90, nil), (0.07, 0.5), (0.03, 0.9),
  ]
  /// A point is a list and a rate.
  static let points = 60

  /// Levels of the list, and none; bins of usage, and none.
  private static let bins = 17
  static let cells = 5 * bins

  /// What list and meter say of a dwelling.
  static func cell(_ level: ListLevel?, bin: Int) -> Int {
    ((level?.rawValue ?? -1) + 1) * bins + bin
  }

  /// Whether the meter speaks of a dwelling.
  static func hasUsage(_ cell: Int) -> Bool { cell % bins != 0 }

  /// The logarithm of a point's weight beforehand.
  let priors: [Double]
  /// Of a cell at a point: the chance of light on a night, and the probabilities of being at home, seldom
  /// at home, and vacant.
  private let lit: [Double]
  private let rows: [SIMD4<Double>]
  /// The smallest probability of being vacant of each cell, over all points.
  private let vacantAtLeast: [Double]
  /// P(meter, kind | side) of each bin, and P(list | side) of each level and list.
  private let meter: [KindVector]
  private let occupiedList: [Double]
  private let vacantList: [[Double]]
  /// By kind: the chance of light, and P(reported vacant) at one attempt by row.
  let litChances: KindVector
  private let reportedVacant: [Double]
  /// P(reported vacant in so many attempts) of the first two rows, for the numbers of attempts there are
  /// nearly always.
  private let reportedInFew: [SIMD2<Double>]
  private static let few = 16

  init(_ model: SweepModel, edges: Int) {
    let latent = model.latent
    let levels: [ListLevel?] = [nil] + ListLevel.allCases
    occupiedList = levels.map { model.listChances($0, latent.means)[0] }
    vacantList = Self.lists.map { list in
      var own = latent.means
      if let present = list.present { own.top[1] = present }
      return levels.map { model.listChances($0, own)[1] }
    }
    meter = (0..<Self.bins).map { bin in
      model.weights(EvidencePattern(usageBin: min(bin, edges + 1)), of: [.meter])
    }
    litChances = model.lit
    let reportedVacant = latent.sources[SweepModel.Source.knocks.rawValue].rows.map { $0[3] }
    self.reportedVacant = reportedVacant
    reportedInFew = (0..<Self.few).map {
      SIMD2(Self.reported(reportedVacant[0], $0), Self.reported(reportedVacant[1], $0))
    }
    priors = Self.lists.flatMap { list in Self.rates.map { _ in log(list.weight) } }
    var lit: [Double] = []
    var rows: [SIMD4<Double>] = []
    for cell in 0..<Self.cells {
      for point in 0..<Self.points {
        let (list, rate) = (point / Self.rates.count, Self.rates[point % Self.rates.count])
        let level = cell / Self.bins
        let (one, two) = (rate * occupiedList[level], (1 - rate) * vacantList[list][level])
        let kinds = Posterior(
          weights: meter[cell % Self.bins] * KindVector(one, one, one, two, two, 0, 0, 0)
        ).kinds
        lit.append((kinds * model.lit).sum())
        rows.append(SIMD4(kinds[.seen] + kinds[.hidden], kinds[.seldomHome], kinds.vacant, 0))
      }
    }
    self.lit = lit
    self.rows = rows
    vacantAtLeast = (0..<Self.cells).map { cell in
      rows[cell * Self.points..<(cell + 1) * Self.points].map { $0[2] }.min()!
    }
  }

  /// The chance that a dwelling is lit on a night.
  func chanceOfLight(_ cell: Int, at point: Int) -> Double { lit[cell * Self.points + point] }

  /// The chance that a door is reported vacant in so many attempts: for certain where it is, since whoever
  /// asks the right neighbour learns of every vacant dwelling.
  func chanceOfVacant(_ cell: Int, attempts: Int, at point: Int) -> Double {
    let row = rows[cell * Self.points + point]
    let reported =
      attempts < Self.few
      ? reportedInFew[attempts]
      : SIMD2(
        Self.reported(reportedVacant[0], attempts), Self.reported(reportedVacant[1], attempts))
    return row[0] * reported[0] + row[1] * reported[1] + row[2]
  }

  /// The least that can be said of that chance, at whatever point.
  @inline(__always)
  func leastChanceOfVacant(_ cell: Int) -> Double { vacantAtLeast[cell] }

  private static func reported(_ chance: Double, _ attempts: Int) -> Double {
    1 - pow(1 - chance, Double(attempts))
  }

  /// ln P(list, meter, lights) of a dwelling at each point; of the nights seen some were lit.
  func logChances(_ cell: Int, seen: Int, lit: Int) -> [Double] {
    let weight = seen == 0 ? 0 : SweepModel.weight(seen)
    var kinds = meter[cell % Self.bins]
    for kind in DwellingKind.allCases where seen > 0 {
      let chance = litChances[kind]
      kinds[kind] *= exp(
        weight * (Double(lit) * log(chance) + Double(seen - lit) * log(1 - chance)))
    }
    let level = cell / Self.bins
    return vacantList.flatMap { vacant in
      Self.rates.map { rate in
        log(
          rate * occupiedList[level] * kinds.occupied + (1 - rate) * vacant[level] * kinds.vacant)
      }
    }
  }
}
