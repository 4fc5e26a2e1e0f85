import DelimitedText
import Foundation

extension LatentClassModel {
  /// Items of groups, counted by what was said of them.
  package struct Table: Sendable {
    /// What each source said, each statement once.
    package var statements: [[Statement]]
    /// What was said of items, each once: a statement a source.
    package var looks: [Look]
    /// A look with a level of the list, −1 where the list does not speak.
    package struct Pattern: Sendable, Hashable {
      package var level: Int
      package var look: Int

      package init(level: Int, look: Int) {
        self.level = level
        self.look = look
      }
    }
    package var patterns: [Pattern]
    /// Items of one group and one pattern.
    package struct Pair: Sendable {
      package var pattern: Int
      package var items: Double

      package init(pattern: Int, items: Double) {
        self.pattern = pattern
        self.items = items
      }
    }
    /// The pairs of each group follow each other, those that the list puts on one level too.
    package var pairs: [Pair]
    package var groups: [Range<Int>]

    package init(
      statements: [[Statement]], looks: [Look], patterns: [Pattern], pairs: [Pair],
      groups: [Range<Int>]
    ) {
      self.statements = statements
      self.looks = looks
      self.patterns = patterns
      self.pairs = pairs
      self.groups = groups
    }
  }

  /// How much the values that a fit starts from are worth.
  package struct Prior: Sendable {
    /// In items or answers: of the share, and of each row of the list and the sources.
    package var strength: Double
    /// In items: of the shares of kinds.
    package var kindStrength: Double

    package init(strength: Double, kindStrength: Double) {
      self.strength = strength
      self.kindStrength = kindStrength
    }

    /// Worth nothing: the fit is by maximum likelihood.
    package static let none = Prior(strength: 0, kindStrength: 0)
  }

  package struct Fit: Sendable, Equatable {
    package var model: LatentClassModel
    package var rounds: Int
    package var hasConverged: Bool
    /// Σ items · ln P(pattern) with the groups' own rates, weighted as the fit weighs, without the priors.
    package var logLikelihood: Double
  }

  /// Fits by expectation and maximisation, from this model, which is also the centre of the priors.
  ///
  /// After an E step with responsibilities r, a probability is (Σ r·w + strength·given) / (Σ r·w of all
  /// answers + strength); a group's own are held to the means by the concentrations, and these follow from
  /// how far groups differ beyond chance (docs/model.md). Stops when nothing but the concentrations moves
  /// by `tolerance` or more, or after `limit` rounds. Sums run over pairs in the order given, whatever the
  /// threads. O(rounds · (pairs + looks · kinds)).
  package func fitted(
    to table: Table, prior: Prior, limit: Int = 300, tolerance: Double = 1e-4, threads: Int = 1
  ) -> Fit {
    var fit = Fitting(self, table, prior, threads: threads)
    var rounds = 0
    var hasConverged = false
    while rounds < limit && !hasConverged {
      let last = fit.model
      fit.expect()
      fit.maximise()
      rounds += 1
      hasConverged = fit.model.distance(to: last) < tolerance
    }
    return Fit(
      model: fit.model, rounds: rounds, hasConverged: hasConverged,
      logLikelihood: fit.logLikelihood())
  }

  /// The largest difference of two parameters of the same place, concentrations aside.
  private func distance(to other: LatentClassModel) -> Double {
    var most = abs(share - other.share)
    func compare(_ a: [[Double]], _ b: [[Double]]) {
      for (row, other) in zip(a, b) {
        for (x, y) in zip(row, other) { most = max(most, abs(x - y)) }
      }
    }
    compare([kinds.map(\.share)], [other.kinds.map(\.share)])
    compare(list.rows, other.list.rows)
    for (a, b) in zip(sources, other.sources) { compare(a.rows, b.rows) }
    return most
  }

  /// No probability is learned to be 0 or 1, or one answer could decide against all others.
  package static let leastProbability = 1e-9

  /// A row with what is below the least probability lifted to it, at the cost of the greatest.
  fileprivate static func bounded(_ row: [Double]) -> [Double] {
    guard row.contains(where: { $0 < leastProbability }) else { return row }
    var lifted = row.map { max($0, leastProbability) }
    let excess = zip(lifted, row).reduce(0) { $0 + ($1.0 - $1.1) }
    if let greatest = lifted.indices.max(by: { lifted[$0] < lifted[$1] }) {
      lifted[greatest] -= excess
    }
    return lifted
  }
}

/// A fit at work: the model so far, the groups' own rates, and the sums of the last E step.
private struct Fitting {
  var model: LatentClassModel
  private let given: LatentClassModel
  private let table: LatentClassModel.Table
  private let prior: LatentClassModel.Prior
  private var own: [LatentClassModel.Own]
  private let runs: [[Run]]
  /// The groups in a few parts of about as many pairs.
  private let parts: [Range<Int>]
  private let threads: Int
  private var groupSums: [LatentClassModel.GroupSums]
  /// Σ items of each pattern, and Σ items·r in the last E step.
  private let items: [Double]
  private var ones: [Double]
  /// P(look, kind | side) of each look, kind by kind, and their sums by side.
  private var likelihoods: [Double] = []
  private var sides: [SIMD2<Double>] = []

  /// Pairs of a group of which the list says much the same.
  private struct Run {
    enum Level { case none, below, top }

    var level: Level
    var pairs: Range<Int>
    var items = 0.0
  }

  private static func parts(_ table: LatentClassModel.Table) -> [Range<Int>] {
    let count = 4
    var parts: [Range<Int>] = []
    var start = 0
    for (group, pairs) in table.groups.enumerated() {
      let isFull = pairs.upperBound * count >= table.pairs.count * (parts.count + 1)
      guard isFull || group == table.groups.count - 1 else { continue }
      parts.append(start..<group + 1)
      start = group + 1
    }
    return parts.isEmpty ? [0..<0] : parts
  }

  private static func runs(
    _ pairs: Range<Int>, _ table: LatentClassModel.Table, top: Int
  ) -> [Run] {
    var runs: [Run] = []
    for index in pairs {
      let level = table.patterns[table.pairs[index].pattern].level
      let kind: Run.Level = level < 0 ? .none : level == top ? .top : .below
      if runs.last?.level != kind { runs.append(Run(level: kind, pairs: index..<index)) }
      runs[runs.count - 1].pairs = runs[runs.count - 1].pairs.lowerBound..<index + 1
      runs[runs.count - 1].items += table.pairs[index].items
    }
    return runs
  }

  init(
    _ model: LatentClassModel, _ table: LatentClassModel.Table, _ prior: LatentClassModel.Prior,
    threads: Int
  ) {
    self.threads = threads
    self.model = model
    given = model
    self.table = table
    self.prior = prior
    runs = table.groups.map { Self.runs($0, table, top: model.list.top) }
    parts = Self.parts(table)
    own = Array(repeating: model.means, count: table.groups.count)
    groupSums = Array(repeating: .init(), count: table.groups.count)
    var items = Array(repeating: 0.0, count: table.patterns.count)
    for pair in table.pairs { items[pair.pattern] += pair.items }
    self.items = items
    ones = items
  }

  /// Works out P(look, kind | side): a product over sources, each of whose statements is looked up.
  private mutating func findLikelihoods() {
    let kinds = model.kinds.count
    var chances: [[Double]] = []
    for (source, statements) in zip(model.sources, table.statements) {
      let logs = source.rows.map { $0.map { log($0) } }
      chances.append(
        statements.flatMap { statement in
          logs.map { exp(LatentClassModel.logLikelihood(statement, $0)) }
        })
    }
    likelihoods = Array(repeating: 0, count: table.looks.count * kinds)
    sides = Array(repeating: .zero, count: table.looks.count)
    for (number, look) in table.looks.enumerated() {
      for kind in 0..<kinds {
        var product = model.kinds[kind].share
        for source in chances.indices where look[source] >= 0 {
          let rows = model.sources[source].rows.count
          product *= chances[source][look[source] * rows + model.sources[source].rowOfKind[kind]]
        }
        likelihoods[number * kinds + kind] = product
        sides[number][model.kinds[kind].side.rawValue] += product
      }
    }
  }

  /// The odds of side two against side one by all but a group's own: of each pattern.
  private func odds() -> [Double] {
    let below = (0..<model.list.top).map { model.list.odds(below: $0) }
    return table.patterns.map { pattern in
      let side = sides[pattern.look]
      let isBelow = pattern.level >= 0 && pattern.level < model.list.top
      return side[1] / side[0] / (isBelow ? below[pattern.level] : 1)
    }
  }

  /// The E step: who is likely on which side, summed by group and by pattern.
  mutating func expect() {
    findLikelihoods()
    let odds = odds()
    let parts = expectParts(odds)
    ones = parts[0].ones
    for part in parts.dropFirst() {
      for pattern in ones.indices { ones[pattern] += part.ones[pattern] }
    }
    groupSums = parts.flatMap(\.sums)
  }

  /// What a part of the groups comes to in an E step.
  private struct Part: Sendable {
    var ones: [Double]
    var sums: [LatentClassModel.GroupSums] = []
  }

  /// The E step of each part of the groups. The parts are the same for any number of threads, so that the
  /// sums are.
  private func expectParts(_ odds: [Double]) -> [Part] {
    let work = WorkList(count: parts.count)
    let none = Part(ones: Array(repeating: 0, count: items.count))
    let found = parallelMap(workers: min(threads, parts.count)) { _ in
      var found: [(number: Int, part: Part)] = []
      while let number = work.take() {
        var part = none
        part.sums.reserveCapacity(parts[number].count)
        for group in parts[number] {
          part.sums.append(expect(runs[group], own[group].factors, odds, &part.ones))
        }
        found.append((number, part))
      }
      return found
    }
    return found.flatMap { $0 }.sorted { $0.number < $1.number }.map(\.part)
  }

  /// The E step of a group.
  @inline(__always)
  private func expect(
    _ runs: [Run], _ factors: (none: Double, top: Double, below: Double), _ odds: [Double],
    _ ones: inout [Double]
  ) -> LatentClassModel.GroupSums {
    var sums = LatentClassModel.GroupSums()
    for run in runs {
      let factor =
        run.level == .none ? factors.none : run.level == .top ? factors.top : factors.below
      var one = 0.0
      for index in run.pairs {
        let pair = table.pairs[index]
        let part = pair.items / (1 + factor * odds[pair.pattern])
        ones[pair.pattern] += part
        one += part
      }
      sums.items += run.items
      sums.one += one
      guard run.level != .none else { continue }
      sums.listed += SIMD2(one, run.items - one)
      if run.level == .top { sums.top += SIMD2(one, run.items - one) }
    }
    return sums
  }

  /// The M step: the groups' own by the parameters of the round before, then these.
  mutating func maximise() {
    for group in own.indices { own[group] = model.own(groupSums[group]) }
    let strength = prior.strength
    let all = groupSums.reduce(into: (items: 0.0, one: 0.0)) {
      $0.items += $1.items
      $0.one += $1.one
    }
    if all.items + strength > 0 {
      let share = (all.one + strength * given.share) / (all.items + strength)
      model.share = min(
        max(share, LatentClassModel.leastProbability), 1 - LatentClassModel.leastProbability)
    }
    maximiseList()
    maximiseConcentrations()
    maximiseKinds()
  }

  private func row(_ counts: [Double], _ given: [Double], _ last: [Double]) -> [Double] {
    let total = counts.reduce(0, +) + prior.strength
    // Nothing was said and nothing is held on to.
    guard total > 0 else { return last }
    return LatentClassModel.bounded(
      zip(counts, given).map { ($0 + prior.strength * $1) / total })
  }

  private mutating func maximiseList() {
    var counts = model.list.rows.map { $0.map { _ in 0.0 } }
    for (pattern, one) in zip(table.patterns.indices, ones) where table.patterns[pattern].level >= 0
    {
      counts[0][table.patterns[pattern].level] += one
      counts[1][table.patterns[pattern].level] += items[pattern] - one
    }
    for side in 0..<2 {
      model.list.rows[side] = row(counts[side], given.list.rows[side], model.list.rows[side])
    }
  }

  /// By moments: how far groups differ beyond chance.
  private mutating func maximiseConcentrations() {
    model.concentration = Self.concentration(
      groupSums.lazy.map { ($0.one, $0.items) }, mean: model.share, last: model.concentration,
      in: 2...500)
    for side in 0..<2 {
      model.list.concentrations[side] = Self.concentration(
        groupSums.lazy.map { ($0.top[side], $0.listed[side]) },
        mean: model.list.rows[side][model.list.top], last: model.list.concentrations[side],
        in: side == 0 ? 4...500 : 2...500)
    }
  }

  /// m(1−m)/v − 1 with v the variance of the groups' shares about `mean` beyond that of drawing items.
  /// Groups of under 20 items say nothing, and fewer than 8 others change nothing.
  private static func concentration(
    _ groups: some Sequence<(part: Double, items: Double)>, mean: Double, last: Double,
    in range: ClosedRange<Double>
  ) -> Double {
    guard last < LatentClassModel.alike else { return last }
    let large = groups.filter { $0.items >= 20 }
    guard large.count >= 8 else { return last }
    var (weights, spread, chance) = (0.0, 0.0, 0.0)
    for group in large {
      let weight = min(group.items, 200)
      let distance = group.part / group.items - mean
      weights += weight
      spread += weight * distance * distance
      chance += weight * mean * (1 - mean) / group.items
    }
    let variance = max((spread - chance) / weights, 1e-9)
    return min(max(mean * (1 - mean) / variance - 1, range.lowerBound), range.upperBound)
  }

  private mutating func maximiseKinds() {
    let kinds = model.kinds.count
    // Σ items of each look that are of each kind.
    var sums = Array(repeating: SIMD2<Double>.zero, count: table.looks.count)
    for (pattern, one) in zip(table.patterns.indices, ones) {
      sums[table.patterns[pattern].look] += SIMD2(one, items[pattern] - one)
    }
    var members = likelihoods
    var sizes = Array(repeating: 0.0, count: kinds)
    for look in table.looks.indices {
      let scale = sums[look] / sides[look]
      for kind in 0..<kinds {
        members[look * kinds + kind] *= scale[model.kinds[kind].side.rawValue]
        sizes[kind] += members[look * kinds + kind]
      }
    }
    for kind in 0..<kinds {
      let side = model.kinds[kind].side
      let total = sizes.indices.reduce(prior.kindStrength) {
        $0 + (model.kinds[$1].side == side ? sizes[$1] : 0)
      }
      guard total > 0 else { continue }
      model.kinds[kind].share =
        (sizes[kind] + prior.kindStrength * given.kinds[kind].share) / total
    }
    for source in model.sources.indices { maximise(source: source, members) }
  }

  private mutating func maximise(source number: Int, _ members: [Double]) {
    let kinds = model.kinds.count
    let source = model.sources[number]
    let rows = source.rows.count
    // Σ of the items of which each statement was made, by row.
    var sums = Array(repeating: 0.0, count: table.statements[number].count * rows)
    for look in table.looks.indices where table.looks[look][number] >= 0 {
      for kind in 0..<kinds {
        sums[table.looks[look][number] * rows + source.rowOfKind[kind]] +=
          members[look * kinds + kind]
      }
    }
    for row in 0..<rows {
      var counts = source.rows[row].map { _ in 0.0 }
      for (place, statement) in table.statements[number].enumerated() {
        for (answer, weight) in statement.weights.enumerated() {
          counts[answer] += sums[place * rows + row] * weight
        }
      }
      model.sources[number].rows[row] = self.row(
        counts, given.sources[number].rows[row], source.rows[row])
    }
  }

  /// Σ items · ln P(pattern) by the model as it is now.
  mutating func logLikelihood() -> Double {
    findLikelihoods()
    let list = model.list
    var sum = 0.0
    for (group, range) in table.groups.enumerated() {
      for pair in table.pairs[range] {
        let pattern = table.patterns[pair.pattern]
        let side = sides[pattern.look]
        var chances = SIMD2(own[group].share, 1 - own[group].share) * side
        if pattern.level >= 0 { chances *= list.chances(pattern.level, own[group]) }
        sum += pair.items * log(chances.sum())
      }
    }
    return sum
  }
}

extension LatentClassModel.List {
  /// P(level | side) in a group.
  package func chances(_ level: Int, _ own: LatentClassModel.Own) -> SIMD2<Double> {
    if level == top { return own.top }
    let rest = SIMD2(rows[0][level] / (1 - rows[0][top]), rows[1][level] / (1 - rows[1][top]))
    return (1 - own.top) * rest
  }
}

extension LatentClassModel.Own {
  /// The odds of side two against side one by a group's own: of items that the list does not speak of,
  /// of those on its top level, and of those below.
  package var factors: (none: Double, top: Double, below: Double) {
    let odds = (1 - share) / share
    return (odds, odds * top[1] / top[0], odds * (1 - top[1]) / (1 - top[0]))
  }
}
