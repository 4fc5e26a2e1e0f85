import LatentClass
import TestSupport
import Testing

@Suite("Successes among unlike trials")
struct PoissonBinomialTests {
  private func trials(_ chances: [Double]) -> [PoissonBinomial.Trials] {
    chances.map { .init(success: $0, failure: 1 - $0) }
  }

  @Test("Poisson-binomial: values checked with R's PoissonBinomial 1.2.5")
  func reference() {
    let three = PoissonBinomial(trials([0.1, 0.2, 0.3])).distribution
    for (value, wanted) in zip(three, [0.504, 0.398, 0.092, 0.006]) {
      #expect(abs(value - wanted) < 1e-15)
    }
    let nine = PoissonBinomial(trials((1...9).map { Double($0) / 10 })).distribution
    #expect(abs(nine[0] - 0.00036288) < 1e-15)
    #expect(abs(nine[4] - 0.28468032) < 1e-14)
    #expect(abs(nine[...4].reduce(0, +) - 0.5) < 1e-14)
  }

  /// r of each trial by going through all outcomes.
  private func enumerated(_ chances: [Double], given successes: Int) -> [Double] {
    var total = 0.0
    var each = Array(repeating: 0.0, count: chances.count)
    for outcome in 0..<(1 << chances.count) where outcome.nonzeroBitCount == successes {
      var p = 1.0
      for (index, chance) in chances.enumerated() {
        p *= outcome >> index & 1 == 1 ? chance : 1 - chance
      }
      total += p
      for index in chances.indices where outcome >> index & 1 == 1 { each[index] += p }
    }
    return each.map { $0 / total }
  }

  @Test("who was lit, given how many: as by going through all outcomes")
  func enumeration() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60 {
      let count = Int.random(in: 1...10, using: &random)
      let chances = (0..<count).map { _ in
        [1e-6, 0.02, 0.4, 0.8, 1 - 1e-6, Double.random(in: 0.01...0.99, using: &random)]
          .randomElement(using: &random)!
      }
      for successes in 0...count {
        let fast = PoissonBinomial.outcomes(of: trials(chances), given: successes)
        for (value, wanted) in zip(fast, enumerated(chances, given: successes)) {
          #expect(abs(value.success - wanted) < 1e-9)
          #expect(abs(value.failure - (1 - wanted)) < 1e-9)
        }
      }
    }
  }

  @Test("a thousand dwellings of extreme probabilities: what was counted is what is expected")
  func extremes() {
    for lit in [1, 3, 250, 499, 500, 501, 700, 999] {
      let groups = [
        PoissonBinomial.Trials(success: 1e-6, failure: 1 - 1e-6, count: 500),
        .init(success: 0.5, failure: 0.5, count: 2),
        .init(success: 1 - 1e-6, failure: 1e-6, count: 498),
      ]
      let given = PoissonBinomial.outcomes(of: groups, given: lit)
      let expected = given.reduce(0) { $0 + $1.success * Double($1.count) }
      #expect(abs(expected - Double(lit)) < 1e-6)
      #expect(given.allSatisfy { $0.success >= 0 && $0.success <= 1 })
    }
    // So unlikely that a plain convolution would underflow: 900 of 1,000 at 1e-6.
    let equal = PoissonBinomial.outcomes(
      of: [.init(success: 1e-6, failure: 1 - 1e-6, count: 1000)], given: 900)
    #expect(abs(equal[0].success - 0.9) < 1e-9)
  }
}
