/// Two sides, kinds of each side, and sources whose answers depend on the kind alone.
///
/// An item is on side one or two, and of one of the kinds of its side. Items come in groups, and each
/// group has a rate of its own: the share of its items on side one, drawn from a Beta distribution. A
/// list puts each item on a level; its chance of the top level, given the side, is the group's own too.
/// It knows nothing of dwellings: side one is whatever the start calls so.
///
/// With one kind a side, no list and all groups alike this is the model of Dawid and Skene for observers
/// with no gold standard (Applied Statistics 28, 1979).
package struct LatentClassModel: Sendable, Equatable {
  package enum Side: Int, Sendable { case one, two }

  /// A kind of items: its side, and its share of that side. The shares of a side sum to 1.
  package struct Kind: Sendable, Equatable {
    package var side: Side
    package var share: Double

    package init(_ side: Side, share: Double) {
      self.side = side
      self.share = share
    }
  }

  /// The probability of each answer of one source, in rows that each sum to 1, and which row each kind
  /// answers by.
  package struct Source: Sendable, Equatable {
    package var rows: [[Double]]
    package var rowOfKind: [Int]

    package init(rows: [[Double]], rowOfKind: [Int]) {
      self.rows = rows
      self.rowOfKind = rowOfKind
    }
  }

  /// A list: the probability of each level by side, and how alike groups are in that of the last, the top.
  package struct List: Sendable, Equatable {
    package var rows: [[Double]]
    package var concentrations: [Double]

    package init(rows: [[Double]], concentrations: [Double]) {
      self.rows = rows
      self.concentrations = concentrations
    }

    package var top: Int { rows[0].count - 1 }

    /// What the odds of side one have to be multiplied with for a level below the top, once the chance of
    /// being below it is counted.
    package func odds(below level: Int) -> Double {
      let (one, two) = (rows[0], rows[1])
      return one[level] / (1 - one[top]) / (two[level] / (1 - two[top]))
    }
  }

  /// The mean over groups of the share of side one, and how alike groups are in it.
  package var share: Double
  package var concentration: Double
  package var list: List
  package var kinds: [Kind]
  package var sources: [Source]

  /// The concentration from which on all groups have the mean itself.
  package static let alike = 1e9

  package init(
    share: Double, concentration: Double = alike,
    list: List = List(rows: [[1], [1]], concentrations: [alike, alike]), kinds: [Kind],
    sources: [Source]
  ) {
    self.share = share
    self.concentration = concentration
    self.list = list
    self.kinds = kinds
    self.sources = sources
  }

  /// What a group has of its own.
  package struct Own: Sendable, Equatable {
    /// The share of side one.
    package var share: Double
    /// The chances of the top level of the list, by side.
    package var top: SIMD2<Double>
  }

  /// What a group of which nothing is known is taken to have.
  package var means: Own {
    Own(share: share, top: SIMD2(list.rows[0][list.top], list.rows[1][list.top]))
  }

  /// Sums over the items of a group, where r is the probability of side one.
  package struct GroupSums: Sendable {
    /// Items, and Σ r.
    package var items = 0.0
    package var one = 0.0
    /// Of the items that the list speaks of: Σ r and Σ (1 − r), of all and of those on the top level.
    package var listed = SIMD2<Double>(repeating: 0)
    package var top = SIMD2<Double>(repeating: 0)

    package init() {}
  }

  /// What a group with these sums has of its own: the prior's mean, where groups are alike.
  package func own(_ sums: GroupSums) -> Own {
    var own = means
    if concentration < Self.alike {
      own.share = (sums.one + concentration * share) / (sums.items + concentration)
    }
    for side in 0..<2 where list.concentrations[side] < Self.alike {
      let strength = list.concentrations[side]
      own.top[side] = (sums.top[side] + strength * own.top[side]) / (sums.listed[side] + strength)
    }
    return own
  }

  /// What an item said, source by source: the number of what it said among the source's statements, or
  /// −1 where it said nothing.
  package typealias Look = [Int]

  /// All that one source said of an item: answers, as often as `weight` says.
  package struct Statement: Sendable, Hashable {
    package var weights: [Double]

    package init(weights: [Double]) { self.weights = weights }
  }

  /// Σ weight · ln P(answer) in a row.
  package static func logLikelihood(_ statement: Statement, _ logs: [Double]) -> Double {
    var sum = 0.0
    for (weight, log) in zip(statement.weights, logs) where weight > 0 { sum += weight * log }
    return sum
  }
}
