import Foundation
import Testing

@testable import LatentClass

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
}
