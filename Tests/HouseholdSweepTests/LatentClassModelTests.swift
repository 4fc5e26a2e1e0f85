import Foundation
import Testing

@testable import HouseholdSweep

@Suite("The fit")
struct LatentClassModelTests {
  /// Which of five dentists called a tooth carious, and how many teeth: Espeland and Handelman,
  /// Biometrics 45, 1989. Dentist 1 is the highest bit.
  static let teeth = [
    1880, 789, 43, 75, 23, 63, 8, 22, 188, 191, 17, 67, 15, 85, 8, 56,
    12, 26, 6, 14, 1, 20, 2, 17, 2, 20, 6, 27, 3, 72, 1, 100,
  ]

  @Test("five dentists: the published fit of two classes by maximum likelihood")
  func dentists() {
    #expect(Self.teeth.reduce(0, +) == 3859)
    let start = LatentClassModel(
      share: 0.3, kinds: Self.twoClasses,
      sources: Array(
        repeating: .init(rows: [[0.3, 0.7], [0.9, 0.1]], rowOfKind: [0, 1]), count: 5))
    let fit = start.fitted(to: Self.dentists, prior: .none, limit: 20_000, tolerance: 1e-9)
    #expect(fit.hasConverged)
    #expect(abs(fit.logLikelihood - -7410.941976) < 1e-5)
    #expect(abs(fit.model.share - 0.199659) < 1e-5)
    let sensitivities = [0.403678, 0.705862, 0.590540, 0.485395, 0.913406]
    let falsePositives = [0.005819, 0.101714, 0.013274, 0.030763, 0.304429]
    for (dentist, source) in fit.model.sources.enumerated() {
      #expect(abs(source.rows[0][1] - sensitivities[dentist]) < 1e-5)
      #expect(abs(source.rows[1][1] - falsePositives[dentist]) < 1e-5)
    }
    #expect(fit.model.kinds == Self.twoClasses && fit.model.list == start.list)
    #expect(fit.model.concentration == LatentClassModel.alike)
  }

  /// One kind a side, which is the model of two classes.
  private static let twoClasses = [
    LatentClassModel.Kind(.one, share: 1), LatentClassModel.Kind(.two, share: 1),
  ]

  /// The teeth as one group that no list speaks of: each dentist said 0 or 1.
  private static var dentists: LatentClassModel.Table {
    let answers = [LatentClassModel.Statement(weights: [1, 0]), .init(weights: [0, 1])]
    return LatentClassModel.Table(
      statements: Array(repeating: answers, count: 5),
      looks: teeth.indices.map { bits in (0..<5).map { bits >> (4 - $0) & 1 } },
      patterns: teeth.indices.map { .init(level: -1, look: $0) },
      pairs: teeth.enumerated().map { .init(pattern: $0, items: Double($1)) },
      groups: [0..<32])
  }

  /// Items of one source that said one thing.
  private static func said(
    _ answer: Int, of answers: Int, items: Double
  ) -> LatentClassModel.Table {
    let weights = (0..<answers).map { $0 == answer ? 1.0 : 0 }
    return .init(
      statements: [[.init(weights: weights)]], looks: [[0]], patterns: [.init(level: -1, look: 0)],
      pairs: [.init(pattern: 0, items: items)], groups: [0..<1])
  }

  @Test("a strong prior keeps the values given; no observation moves nothing")
  func prior() {
    let model = LatentClassModel(
      share: 0.7, kinds: Self.twoClasses,
      sources: [.init(rows: [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]], rowOfKind: [0, 1])])
    let strong = model.fitted(
      to: Self.said(0, of: 3, items: 50), prior: .init(strength: 1e12, kindStrength: 1e12))
    #expect(abs(strong.model.share - 0.7) < 1e-8)
    #expect(abs(strong.model.sources[0].rows[0][0] - 0.2) < 1e-8)
    let nothing = LatentClassModel.Table(
      statements: [[]], looks: [], patterns: [], pairs: [], groups: [])
    let empty = model.fitted(to: nothing, prior: .none)
    #expect(empty.model == model)
    #expect(empty.hasConverged)
  }

  @Test("rows sum to 1 and no probability is 0 or 1, whatever was seen")
  func bounds() {
    let model = LatentClassModel(
      share: 0.5, kinds: Self.twoClasses,
      sources: [.init(rows: [[0.5, 0.5], [0.4, 0.6]], rowOfKind: [0, 1])])
    let fit = model.fitted(to: Self.said(1, of: 2, items: 1_000_000), prior: .none)
    for row in fit.model.sources[0].rows {
      #expect(abs(row.reduce(0, +) - 1) < 1e-9)
      #expect(row.allSatisfy { $0 > 0 && $0 < 1 })
    }
  }

  @Test("too few units, and classes the wrong way round, leave the given parameters and say so")
  func warnings() {
    let plain = Parameters.twoClasses
    let few = SweepModel(Parameters()).learned(
      from: DrawnUnits.compounds([500], Parameters(), seed: 1))
    #expect(few.warnings == [.tooFewUnits] && few.parameters == Parameters() && !few.isLearned)
    var dark = plain
    dark.lit = .init(0.02, 0.9)
    dark.meter = .init(
      occupied: [0.9, 0.05, 0.05], seldomHome: [0.9, 0.05, 0.05], vacant: [0.05, 0.05, 0.9])
    let reversed = SweepModel(dark).learned(from: DrawnUnits.compounds([20_000], dark, seed: 1))
    #expect(reversed.warnings == [.classesReversed] && reversed.parameters == dark)
    var blind = plain
    blind.lit = .init(0.5, 0.5)
    let even = [0.3, 0.3, 0.4]
    blind.meter = .init(occupied: even, seldomHome: even, vacant: even)
    let door = [0.3, 0.1, 0.5, 0.1]
    blind.knock = .init(occupied: door, seldomHome: door, vacant: door)
    var start = blind
    start.lit = .init(0.55, 0.5)
    start.priorStrength = 1e6
    let close = SweepModel(start).learned(from: DrawnUnits.compounds([20_000], blind, seed: 1))
    #expect(close.warnings.contains(.classesTooClose))
    #expect(close.isLearned && close.parameters != start)
  }

  @Test("people seldom at home who open more often than others have changed places with them")
  func exchanged() {
    var truth = Parameters()
    truth.seldomHome = .init(share: 0.4, lit: 0.25)
    truth.knock.seldomHome = [0.7, 0.04, 0.25, 0.01]
    truth.knock.occupied = [0.2, 0.05, 0.74, 0.01]
    let fit = SweepModel(truth).learned(
      from: DrawnUnits.compounds(Array(repeating: 1000, count: 20), truth, seed: 1))
    #expect(fit.isLearned && fit.warnings.contains(.kindsExchanged))
  }

  @Test("what is still moving after the last round is used, and said")
  func limit() {
    // Kinds that are hard to tell apart, and nothing to hold on to.
    var start = Parameters()
    start.seldomHome = .init(share: 0.3, lit: 0.6)
    start.hiddenWindows = .init(share: 0.2, lit: 0.3)
    start.meter.seldomHome = start.meter.occupied
    start.knock.seldomHome = [0.4, 0.05, 0.54, 0.01]
    let drawn = DrawnUnits.compounds([3000], start, seed: 1)
    start.priorStrength = 0
    start.kindStrength = 0
    let fit = SweepModel(start).learned(from: drawn)
    #expect(fit.rounds == 300 && !fit.hasConverged && fit.isLearned)
    #expect(fit.warnings == [.notConverged] && fit.parameters != start)
  }
}
