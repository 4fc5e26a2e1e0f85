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
    distribution = Array(repeating: 0, count: total + 1)
    distribution[0] = 1
    var done = 0
    for trial in trials {
      for _ in 0..<trial.count {
        done += 1
        var below = 0.0
        for successes in 0...done {
          let here = distribution[successes]
          distribution[successes] = here * trial.failure + below * trial.success
          below = here
        }
      }
    }
  }

  /// The probability of so many successes among all trials but one of this chance. O(n).
  ///
  /// Undoes a convolution from the end where errors shrink on the way: from no success for a small
  /// chance, from all for a great one. Each step waits for the one before, so it divides nothing.
  func probability(of successes: Int, without trial: Trials) -> Double {
    var value = 0.0
    if trial.success <= trial.failure {
      let scale = 1 / trial.failure
      let carry = trial.success * scale
      for k in 0...successes { value = distribution[k] * scale - carry * value }
    } else {
      let scale = 1 / trial.success
      let carry = trial.failure * scale
      for k in stride(from: distribution.count - 1, to: successes, by: -1) {
        value = distribution[k] * scale - carry * value
      }
    }
    return max(value, 0)
  }

  /// Given that `successes` of all trials succeeded, the probabilities that one did and that it did
  /// not, for each entry.
  ///
  /// They do not change when all log odds are shifted alike, so they are shifted until so many
  /// successes are expected: then nothing underflows, however unlikely the count was, and undoing a
  /// convolution is exact. Of the two, the one that is likely the smaller is worked out, and the
  /// other is what is left of 1. O(n²) for n trials.
  package static func outcomes(of trials: [Trials], given successes: Int) -> [Trials] {
    let total = trials.reduce(0) { $0 + $1.count }
    if successes <= 0 || successes >= total {
      let success = successes <= 0 ? 0.0 : 1
      return trials.map { Trials(success: success, failure: 1 - success, count: $0.count) }
    }
    let logOdds = trials.map { log($0.success / $0.failure) }
    let shift = shift(logOdds, trials, expecting: Double(successes), of: Double(total))
    let shifted = zip(trials, logOdds).map { trial, odds in
      Trials(
        success: 1 / (1 + exp(-odds - shift)), failure: 1 / (1 + exp(odds + shift)),
        count: trial.count)
    }
    let all = PoissonBinomial(shifted)
    let chance = all.distribution[successes]
    return shifted.map { trial in
      var outcome = trial
      if trial.success <= trial.failure {
        let others = all.probability(of: successes - 1, without: trial)
        outcome.success = min(trial.success * others / chance, 1)
        outcome.failure = 1 - outcome.success
      } else {
        let others = all.probability(of: successes, without: trial)
        outcome.failure = min(trial.failure * others / chance, 1)
        outcome.success = 1 - outcome.failure
      }
      return outcome
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
