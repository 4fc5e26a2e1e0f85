import Foundation

/// The number of successes among independent trials that each have a chance of their own.
package struct PoissonBinomial: Sendable {
  /// Trials of one chance. Success and failure sum to 1; both are given, since near 1 the one
  /// cannot be told from the other.
  package struct Trials: Sendable {
    package var success: Double
    package var failure: Double
    package var count: Int

    package init(success: Double, failure: Double, count: Int = 1) {
      self.success = success
      self.failure = failure
      self.count = count
    }
  }

  /// The probability of 0, 1, … successes.
  package private(set) var distribution: [Double] = [1]

  /// Convolves the trials one by one. O(n²) for n trials.
  package init(_ trials: [Trials]) {
    let total = trials.reduce(0) { $0 + $1.count }
    var each: [Trials] = []
    each.reserveCapacity(total)
    for trial in trials {
      for _ in 0..<trial.count { each.append(trial) }
    }
    distribution = Array(repeating: 0, count: total + 1)
    distribution[0] = 1
    var done = 0
    while done + 4 <= each.count {
      add(each[done], each[done + 1], each[done + 2], each[done + 3], to: done)
      done += 4
    }
    while done < each.count {
      var below = 0.0
      for successes in 0...done + 1 {
        let here = distribution[successes]
        distribution[successes] = here * each[done].failure + below * each[done].success
        below = here
      }
      done += 1
    }
  }

  /// Convolves four trials in one pass, each on the heels of the one before.
  private mutating func add(_ a: Trials, _ b: Trials, _ c: Trials, _ d: Trials, to done: Int) {
    var below = (0.0, 0.0, 0.0, 0.0)
    for successes in 0...done + 4 {
      let before = distribution[successes]
      let first = before * a.failure + below.0 * a.success
      let second = first * b.failure + below.1 * b.success
      let third = second * c.failure + below.2 * c.success
      distribution[successes] = third * d.failure + below.3 * d.success
      below = (before, first, second, third)
    }
  }

  /// The probabilities of 0, 1, … up to `most` successes among trials of these chances.
  /// O(trials · most).
  package static func probabilities(upTo most: Int, of chances: [Double]) -> [Double] {
    var chanceOf = Array(repeating: 0.0, count: most + 1)
    chanceOf[0] = 1
    for success in chances {
      for count in stride(from: most, to: 0, by: -1) {
        chanceOf[count] = chanceOf[count] * (1 - success) + chanceOf[count - 1] * success
      }
      chanceOf[0] *= 1 - success
    }
    return chanceOf
  }

  /// The probability of `count` or more successes among trials of these chances, however small it is.
  /// O(trials · count).
  package static func chance(ofAtLeast count: Int, of chances: [Double]) -> Double {
    guard count > 0 else { return 1 }
    var fewer = Array(repeating: 0.0, count: count)
    fewer[0] = 1
    var reached = 0.0
    for success in chances {
      reached += fewer[count - 1] * success
      for successes in stride(from: count - 1, to: 0, by: -1) {
        fewer[successes] = fewer[successes] * (1 - success) + fewer[successes - 1] * success
      }
      fewer[0] *= 1 - success
    }
    return reached
  }

  /// The probability of so many successes among all trials but one, for each of four chances, which are
  /// all at most a half, or all at least. O(n).
  ///
  /// Undoes a convolution from the end where errors shrink on the way: from no success for a small
  /// chance, from all for a great one. Each step waits for the one before, so it divides nothing, and
  /// four go side by side.
  private func probabilities(
    of successes: Int, withoutOneOf success: SIMD4<Double>, _ failure: SIMD4<Double>,
    areGreat: Bool
  ) -> SIMD4<Double> {
    var value = SIMD4<Double>(repeating: 0)
    if areGreat {
      let scale = 1 / success
      let carry = failure * scale
      for k in stride(from: distribution.count - 1, to: successes, by: -1) {
        value = distribution[k] * scale - carry * value
      }
    } else {
      let scale = 1 / failure
      let carry = success * scale
      for k in 0...successes { value = distribution[k] * scale - carry * value }
    }
    return value.replacing(with: 0, where: value .< 0)
  }

  /// Given that `successes` of all trials succeeded, the probabilities that one did and that it did
  /// not, for each entry.
  ///
  /// Undoing a convolution is exact where about as many successes are expected. Where they are not, all
  /// log odds are shifted alike until they are, which changes nothing of this, and nothing underflows,
  /// however unlikely the count was. Of the two, the one that is likely the smaller is worked out, and
  /// the other is what is left of 1. O(n²) for n trials.
  package static func outcomes(of trials: [Trials], given successes: Int) -> [Trials] {
    let total = trials.reduce(0) { $0 + $1.count }
    if successes <= 0 || successes >= total {
      let success = successes <= 0 ? 0.0 : 1
      return trials.map { Trials(success: success, failure: 1 - success, count: $0.count) }
    }
    let shifted =
      isExpected(successes, of: trials) ? trials : shifted(trials, expecting: Double(successes))
    let all = PoissonBinomial(shifted)
    let chance = all.distribution[successes]
    var outcomes = shifted
    for areGreat in [false, true] {
      var success = SIMD4<Double>(repeating: 0.5)
      var failure = success
      var places = SIMD4<Int>(repeating: 0)
      var lanes = 0
      func finish() {
        let others = all.probabilities(
          of: areGreat ? successes : successes - 1, withoutOneOf: success, failure,
          areGreat: areGreat)
        let smaller = (areGreat ? failure : success) * others / chance
        for lane in 0..<lanes {
          let least = min(smaller[lane], 1)
          outcomes[places[lane]].success = areGreat ? 1 - least : least
          outcomes[places[lane]].failure = areGreat ? least : 1 - least
        }
        lanes = 0
      }
      for place in shifted.indices
      where (shifted[place].success > shifted[place].failure) == areGreat {
        (success[lanes], failure[lanes]) = (shifted[place].success, shifted[place].failure)
        places[lanes] = place
        lanes += 1
        if lanes == 4 { finish() }
      }
      if lanes > 0 { finish() }
    }
    return outcomes
  }

  /// Whether so many successes are no surprise: no more than two standard deviations from the mean.
  private static func isExpected(_ successes: Int, of trials: [Trials]) -> Bool {
    var mean = 0.0
    var variance = 0.0
    for trial in trials {
      mean += Double(trial.count) * trial.success
      variance += Double(trial.count) * trial.success * trial.failure
    }
    let surprise = Double(successes) - mean
    return surprise * surprise <= 4 * variance
  }

  /// The trials with log odds shifted alike, so that so many successes are expected.
  private static func shifted(_ trials: [Trials], expecting mean: Double) -> [Trials] {
    let total = trials.reduce(0) { $0 + $1.count }
    let logOdds = trials.map { log($0.success / $0.failure) }
    let shift = shift(logOdds, trials, expecting: mean, of: Double(total))
    return zip(trials, logOdds).map { trial, odds in
      Trials(
        success: 1 / (1 + exp(-odds - shift)), failure: 1 / (1 + exp(odds + shift)),
        count: trial.count)
    }
  }

  /// What to add to all log odds so that `mean` successes are expected, to a hundredth, which is
  /// near enough: the result is the same for any shift.
  private static func shift(
    _ logOdds: [Double], _ trials: [Trials], expecting mean: Double, of total: Double
  ) -> Double {
    // At the ends less than one success, or less than one failure, is expected.
    var low = -logOdds.max()! - log(total) - 1
    var high = -logOdds.min()! + log(total) + 1
    var shift = min(max(0, low), high)
    for _ in 0..<200 {
      var expected = 0.0
      var slope = 0.0
      for (odds, trial) in zip(logOdds, trials) {
        let success = 1 / (1 + exp(-odds - shift))
        expected += Double(trial.count) * success
        slope += Double(trial.count) * success * (1 - success)
      }
      if abs(expected - mean) < 0.01 { break }
      if expected < mean { low = shift } else { high = shift }
      // No slope where all are as good as certain: then it is no number, and the middle is taken.
      let newton = shift + (mean - expected) / slope
      shift = newton > low && newton < high ? newton : (low + high) / 2
    }
    return shift
  }
}
