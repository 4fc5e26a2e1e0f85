import HouseholdSweep

/// The parts that reckon.
enum ModelParts {
  /// Fits the parameters to some thousand patterns of evidence, as many as a city has.
  ///
  /// Its bytes are the patterns', eight each, once a round.
  static func fit() -> Part {
    let model = SweepModel(Parameters())
    let counts = patterns(model)
    let rounds = model.learned(from: counts).rounds
    return Part(name: "em", bytes: counts.count * 8 * rounds, items: counts.count * rounds) {
      let fit = model.learned(from: counts)
      return fit.parameters.occupied.bitPattern &+ fit.logLikelihood.bitPattern
    }
  }

  /// All patterns of up to three nights and two attempts, as often as the model expects them among
  /// ten million units, and one more, so that none is missing.
  private static func patterns(_ model: SweepModel) -> [EvidencePattern: Int] {
    var counts: [EvidencePattern: Int] = [:]
    let lists: [UInt64] = [0, 1 << 61, 1 << 61 | 1 << 60]
    let knocks: [UInt64] = [0] + (0..<4).map { 1 << (36 - 12 * $0) }
    for list in lists {
      for meter in 0..<UInt64(4) {
        for seen in 0...UInt64(3) {
          for lit in 0...seen {
            for first in knocks {
              for second in knocks {
                let pattern = EvidencePattern(
                  bits: list | meter << 58 | seen << 53 | lit << 48 | (first + second))
                let p = model.posterior(pattern).occupied
                counts[pattern, default: 0] += Int(10_000 * p * p + 1000 * (1 - p)) + 1
              }
            }
          }
        }
      }
    }
    return counts
  }

  /// The chance of each dwelling of a place being lit, given how many were: places of 150 dwellings,
  /// each with a chance of its own.
  ///
  /// Its bytes are the distribution's, eight each, once a dwelling.
  static func poissonBinomial() -> Part {
    let dwellings = 150
    let trials = (0..<dwellings).map { number in
      let chance = Double(number * 37 % 101 + 1) / 103
      return PoissonBinomial.Trials(success: chance, failure: 1 - chance)
    }
    let places = 200
    return Part(
      name: "poisson-binomial", bytes: places * dwellings * (dwellings + 1) / 2 * 8, items: places
    ) {
      var sum: UInt64 = 0
      for place in 0..<places {
        let outcomes = PoissonBinomial.outcomes(of: trials, given: place % dwellings)
        for outcome in outcomes { sum = sum &* 31 &+ outcome.success.bitPattern }
      }
      return sum
    }
  }
}
