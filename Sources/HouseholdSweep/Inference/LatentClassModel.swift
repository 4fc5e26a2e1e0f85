import Foundation

/// Two hidden classes, and sources whose answers depend on the class alone.
///
/// There may be any number of sources, each with its own number of answers. The fit is that of Dawid
/// and Skene for observers with no gold standard (Applied Statistics 28, 1979), with Dirichlet
/// priors. It knows nothing of dwellings: class one is whatever the start calls so.
package struct LatentClassModel: Sendable, Equatable {
  /// The probability of each answer of one source in each class. Each row sums to 1.
  package struct Source: Sendable, Equatable {
    package var one: [Double]
    package var two: [Double]

    package init(one: [Double], two: [Double]) {
      self.one = one
      self.two = two
    }
  }

  /// The share of class one.
  package var share: Double
  package var sources: [Source]

  package init(share: Double, sources: [Source]) {
    self.share = share
    self.sources = sources
  }

  /// What a source said of an item: an answer, as often as `weight` says.
  package struct Answer: Sendable {
    package var source: Int
    package var answer: Int
    package var weight: Double

    package init(source: Int, answer: Int, weight: Double) {
      self.source = source
      self.answer = answer
      self.weight = weight
    }
  }

  /// Items of which the same was said.
  package struct Pattern: Sendable {
    package var answers: [Answer]
    package var items: Int

    package init(answers: [Answer], items: Int) {
      self.answers = answers
      self.items = items
    }
  }

  /// What to start from and what to hold on to.
  package struct Prior: Sendable {
    /// The items that the centre is worth in the share of class one.
    package var shareStrength: Double
    /// The answers that the centre is worth in each row, by source.
    package var sourceStrengths: [Double]

    package init(shareStrength: Double, sourceStrengths: [Double]) {
      self.shareStrength = shareStrength
      self.sourceStrengths = sourceStrengths
    }

    /// A prior worth nothing: the fit is by maximum likelihood.
    package static func none(sources: Int) -> Prior {
      Prior(shareStrength: 0, sourceStrengths: Array(repeating: 0, count: sources))
    }
  }

  package struct Fit: Sendable, Equatable {
    package var model: LatentClassModel
    package var rounds: Int
    package var hasConverged: Bool
    /// Σ items · ln P(pattern), weighted as the fit weighs, without the priors.
    package var logLikelihood: Double
  }

  /// Fits by expectation and maximisation, from this model, which is also the priors' centre.
  ///
  /// After an E step with responsibilities r, a probability is (Σ r·w + s·centre) / (Σ r·w of all
  /// answers + s). Stops when no parameter moves by more than `tolerance`, or after `limit` rounds.
  /// The sums run over patterns in the order given. O(rounds · answers in all patterns).
  package func fitted(
    to patterns: [Pattern], prior: Prior, limit: Int = 500, tolerance: Double = 1e-9
  ) -> Fit {
    let table = AnswerTable(patterns, sources)
    var model = self
    var rounds = 0
    var hasConverged = false
    while rounds < limit && !hasConverged {
      let sums = table.expect(model).sums
      let next = maximised(sums, table.starts, prior, from: model)
      rounds += 1
      hasConverged = next.distance(to: model) <= tolerance
      model = next
    }
    return Fit(
      model: model, rounds: rounds, hasConverged: hasConverged,
      logLikelihood: table.expect(model).logLikelihood)
  }

  /// The logarithm of P(answer | one) / P(answer | two).
  package func logOdds(_ source: Int, _ answer: Int) -> Double {
    log(sources[source].one[answer] / sources[source].two[answer])
  }

  /// The log odds of the share of class one.
  package var priorLogOdds: Double { log(share / (1 - share)) }

  /// The largest difference of two parameters of the same place.
  private func distance(to other: LatentClassModel) -> Double {
    var most = abs(share - other.share)
    for (a, b) in zip(sources, other.sources) {
      for (x, y) in zip(a.one, b.one) { most = max(most, abs(x - y)) }
      for (x, y) in zip(a.two, b.two) { most = max(most, abs(x - y)) }
    }
    return most
  }

  /// The M step.
  private func maximised(
    _ sums: ClassSums, _ starts: [Int], _ prior: Prior, from last: LatentClassModel
  ) -> LatentClassModel {
    var next = last
    let items = sums.items + prior.shareStrength
    if items > 0 {
      next.share = Self.bounded((sums.one + prior.shareStrength * share) / items)
    }
    for source in sources.indices {
      let strength = prior.sourceStrengths[source]
      let slots = starts[source]..<starts[source + 1]
      next.sources[source].one = Self.row(
        Array(sums.ones[slots]), strength, centre: sources[source].one,
        last: last.sources[source].one)
      next.sources[source].two = Self.row(
        Array(sums.twos[slots]), strength, centre: sources[source].two,
        last: last.sources[source].two)
    }
    return next
  }

  private static func row(
    _ counts: [Double], _ strength: Double, centre: [Double], last: [Double]
  ) -> [Double] {
    let total = counts.reduce(0, +) + strength
    // Nothing was said and nothing is held on to.
    guard total > 0 else { return last }
    var row = zip(counts, centre).map { ($0 + strength * $1) / total }
    // What is lifted to the least probability is taken from the greatest, so that the sum stays.
    let lifted = row.map { max($0, leastProbability) }
    let excess = zip(lifted, row).reduce(0) { $0 + ($1.0 - $1.1) }
    row = lifted
    if excess > 0, let greatest = row.indices.max(by: { row[$0] < row[$1] }) {
      row[greatest] -= excess
    }
    return row
  }

  /// No probability is 0 or 1, or one answer could decide against all others.
  package static let leastProbability = 1e-6

  private static func bounded(_ p: Double) -> Double {
    min(max(p, leastProbability), 1 - leastProbability)
  }
}

/// Σ r·w of each answer, and of the items, by class. Answers of all sources stand in one row.
private struct ClassSums {
  var items = 0.0
  var one = 0.0
  var ones: [Double]
  var twos: [Double]
}

/// The patterns laid out flat: the E step goes over them once a round.
private struct AnswerTable {
  private struct Entry {
    /// The place of the answer among the answers of all sources.
    var slot: Int
    var weight: Double
  }

  /// The first slot of each source, and the number of slots.
  let starts: [Int]
  private var entries: [Entry] = []
  private var ends: [Int] = []
  private var items: [Double] = []

  init(_ patterns: [LatentClassModel.Pattern], _ sources: [LatentClassModel.Source]) {
    starts = sources.reduce(into: [0]) { $0.append($0.last! + $1.one.count) }
    for pattern in patterns {
      for answer in pattern.answers {
        entries.append(Entry(slot: starts[answer.source] + answer.answer, weight: answer.weight))
      }
      ends.append(entries.count)
      items.append(Double(pattern.items))
    }
  }

  /// The E step: who is likely of which class, summed by answer.
  func expect(_ model: LatentClassModel) -> (sums: ClassSums, logLikelihood: Double) {
    let logOnes = model.sources.flatMap { $0.one.map { log($0) } }
    let logTwos = model.sources.flatMap { $0.two.map { log($0) } }
    let (logOne, logTwo) = (log(model.share), log(1 - model.share))
    let zeros = Array(repeating: 0.0, count: logOnes.count)
    var sums = ClassSums(ones: zeros, twos: zeros)
    var logLikelihood = 0.0
    var start = 0
    for (pattern, end) in ends.enumerated() {
      var one = logOne
      var two = logTwo
      for entry in start..<end {
        one += entries[entry].weight * logOnes[entries[entry].slot]
        two += entries[entry].weight * logTwos[entries[entry].slot]
      }
      let high = max(one, two)
      let evidence = high + log(exp(one - high) + exp(two - high))
      let inOne = items[pattern] * exp(one - evidence)
      let inTwo = items[pattern] * exp(two - evidence)
      logLikelihood += items[pattern] * evidence
      sums.items += items[pattern]
      sums.one += inOne
      for entry in start..<end {
        sums.ones[entries[entry].slot] += inOne * entries[entry].weight
        sums.twos[entries[entry].slot] += inTwo * entries[entry].weight
      }
      start = end
    }
    return (sums, logLikelihood)
  }
}
