import HouseholdSweep
import LatentClass

/// The parts that reckon.
enum ModelParts {
  /// Fits the parameters to as many units as a city's are learned from: 300 compounds of 600 dwellings
  /// each, drawn by the model itself.
  ///
  /// Its bytes are the pairs' of a compound and a pattern, sixteen each, once a round.
  static func fit() -> Part {
    let model = SweepModel(Parameters())
    let compounds = (0..<300).map {
      DrawnCompound(model.parameters, units: 600, seed: UInt64($0)).patterns
    }
    let fit = model.learned(from: compounds)
    return Part(name: "em", bytes: fit.pairs * 16 * fit.rounds, items: fit.pairs * fit.rounds) {
      let fit = model.learned(from: compounds)
      return fit.parameters.occupied.bitPattern &+ fit.logLikelihood.bitPattern
    }
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
