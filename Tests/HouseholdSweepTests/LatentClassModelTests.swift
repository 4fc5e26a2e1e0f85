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
    let patterns = Self.teeth.enumerated().map { bits, teeth in
      LatentClassModel.Pattern(
        answers: (0..<5).map { dentist in
          .init(source: dentist, answer: bits >> (4 - dentist) & 1, weight: 1)
        }, items: teeth)
    }
    let start = LatentClassModel(
      share: 0.3, sources: Array(repeating: .init(one: [0.3, 0.7], two: [0.9, 0.1]), count: 5))
    let fit = start.fitted(
      to: patterns, prior: .none(sources: 5), limit: 20_000, tolerance: 1e-12)
    #expect(fit.hasConverged)
    #expect(abs(fit.logLikelihood - -7410.941976) < 1e-5)
    #expect(abs(fit.model.share - 0.199659) < 1e-5)
    let sensitivities = [0.403678, 0.705862, 0.590540, 0.485395, 0.913406]
    let falsePositives = [0.005819, 0.101714, 0.013274, 0.030763, 0.304429]
    for (dentist, source) in fit.model.sources.enumerated() {
      #expect(abs(source.one[1] - sensitivities[dentist]) < 1e-5)
      #expect(abs(source.two[1] - falsePositives[dentist]) < 1e-5)
    }
  }

  @Test("a strong prior keeps the values given; no observation moves nothing")
  func prior() {
    let model = LatentClassModel(
      share: 0.7, sources: [.init(one: [0.2, 0.3, 0.5], two: [0.6, 0.3, 0.1])])
    let one = LatentClassModel.Pattern(
      answers: [.init(source: 0, answer: 0, weight: 1)], items: 50)
    let strong = model.fitted(
      to: [one], prior: .init(shareStrength: 1e12, sourceStrengths: [1e12]))
    #expect(abs(strong.model.share - 0.7) < 1e-8)
    #expect(abs(strong.model.sources[0].one[0] - 0.2) < 1e-8)
    let empty = model.fitted(to: [], prior: .none(sources: 1))
    #expect(empty.model == model)
    #expect(empty.hasConverged)
  }

  @Test("rows sum to 1 and no probability is 0 or 1, whatever was seen")
  func bounds() {
    let model = LatentClassModel(share: 0.5, sources: [.init(one: [0.5, 0.5], two: [0.4, 0.6])])
    let fit = model.fitted(
      to: [.init(answers: [.init(source: 0, answer: 1, weight: 1)], items: 1_000_000)],
      prior: .none(sources: 1))
    for row in [fit.model.sources[0].one, fit.model.sources[0].two] {
      #expect(abs(row.reduce(0, +) - 1) < 1e-9)
      #expect(row.allSatisfy { $0 >= 1e-6 && $0 <= 1 - 1e-6 })
    }
  }

  @Test("too few units, and classes the wrong way round, leave the given parameters and say so")
  func warnings() {
    let few = SweepModel(Parameters()).learned(from: DrawnUnits.counts(500, Parameters(), seed: 1))
    #expect(few.warnings == [.tooFewUnits] && few.parameters == Parameters() && !few.isLearned)
    var dark = Parameters()
    dark.lit = .init(0.02, 0.9)
    dark.meter = .init(occupied: [0.9, 0.05, 0.05], vacant: [0.05, 0.05, 0.9])
    let reversed = SweepModel(dark).learned(from: DrawnUnits.counts(20_000, dark, seed: 1))
    #expect(reversed.warnings == [.classesReversed] && reversed.parameters == dark)
    var blind = Parameters()
    blind.lit = .init(0.5, 0.5)
    blind.meter = .init(occupied: [0.3, 0.3, 0.4], vacant: [0.3, 0.3, 0.4])
    blind.knock = .init(occupied: [0.3, 0.1, 0.5, 0.1], vacant: [0.3, 0.1, 0.5, 0.1])
    var start = blind
    start.lit = .init(0.55, 0.5)
    start.priorStrength = 1e6
    let close = SweepModel(start).learned(from: DrawnUnits.counts(20_000, blind, seed: 1))
    #expect(close.warnings.contains(.classesTooClose))
    #expect(close.isLearned && close.parameters != start)
  }

  @Test("what is still moving after the last round is used, and said")
  func limit() {
    var truth = Parameters()
    truth.lit = .init(0.5, 0.4)
    truth.listed = .init(0.6, 0.5)
    truth.meter = .init(occupied: [0.3, 0.3, 0.4], vacant: [0.4, 0.3, 0.3])
    truth.knock = .init(occupied: [0.3, 0.1, 0.5, 0.1], vacant: [0.2, 0.1, 0.5, 0.2])
    var start = truth
    start.priorStrength = 0
    let fit = SweepModel(start).learned(from: DrawnUnits.counts(20_000, truth, seed: 1))
    #expect(fit.rounds == 500 && !fit.hasConverged && fit.isLearned)
    #expect(fit.warnings.contains(.notConverged) && fit.parameters != start)
  }
}
