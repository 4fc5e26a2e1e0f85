import LatentClass

/// Finds what a compound has of its own under parameters that are known: how many of its units are
/// occupied, and how complete and how old its list is.
///
/// From the means, by the E step over its units and the M step of its own, until none moves by
/// `tolerance`, or for `rounds`. Nothing of other compounds enters, so that a part of a city decides as
/// the whole does. O(rounds · patterns).
struct CompoundSettler {
  private static let rounds = 100
  private static let tolerance = 1e-9

  /// Units of equal patterns, four patterns at a time: how many units, and the odds of vacant against
  /// occupied but for the compound's own. Padded with patterns of no unit.
  private struct Group {
    private var units: [SIMD4<Double>] = []
    private var odds: [SIMD4<Double>] = []
    private(set) var total = 0.0
    private var count = 0

    mutating func removeAll() {
      units.removeAll(keepingCapacity: true)
      odds.removeAll(keepingCapacity: true)
      total = 0
      count = 0
    }

    mutating func add(units number: Int, odds: Double) {
      let lane = count & 3
      if lane == 0 {
        units.append(.zero)
        self.odds.append(SIMD4(repeating: 1))
      }
      units[count >> 2][lane] = Double(number)
      self.odds[count >> 2][lane] = odds
      total += Double(number)
      count += 1
    }

    /// Σ units · P(occupied), if all odds are multiplied with a factor.
    func occupied(_ factor: Double) -> Double {
      var sum = SIMD4<Double>.zero
      for place in units.indices { sum += units[place] / (1 + factor * odds[place]) }
      return sum.sum()
    }
  }

  private let latent: LatentClassModel
  /// Units on the top level of the list, those below it, and those of compounds without a list.
  private var top = Group()
  private var below = Group()
  private var silent = Group()
  /// By what the list says, first nothing: whether it is the top level.
  private let isTop: [Bool]

  init(_ model: SweepModel) {
    latent = model.latent
    isTop = [false] + ListLevel.allCases.map { model.level($0) == model.latent.list.top }
  }

  /// Begins another compound.
  mutating func begin() {
    top.removeAll()
    below.removeAll()
    silent.removeAll()
  }

  /// Takes units of which the same was seen, on a level of the list, counted from 1; 0 where there is no
  /// list. Units nobody looked at take no part.
  mutating func add(units: Int, level: Int, odds: Double) {
    if level == 0 {
      silent.add(units: units, odds: odds)
    } else if isTop[level] {
      top.add(units: units, odds: odds)
    } else {
      below.add(units: units, odds: odds)
    }
  }

  /// What the compound has of its own.
  func settle() -> LatentClassModel.Own {
    var own = latent.means
    for _ in 0..<Self.rounds {
      let factors = own.factors
      let (atTop, atBelow) = (top.occupied(factors.top), below.occupied(factors.below))
      var sums = LatentClassModel.GroupSums()
      sums.items = top.total + below.total + silent.total
      sums.one = atTop + atBelow + silent.occupied(factors.none)
      sums.top = SIMD2(atTop, top.total - atTop)
      sums.listed = SIMD2(atTop + atBelow, top.total - atTop + (below.total - atBelow))
      let next = latent.own(sums)
      let moved = max(
        abs(next.share - own.share), abs(next.top[0] - own.top[0]), abs(next.top[1] - own.top[1]))
      own = next
      if moved < Self.tolerance { break }
    }
    return own
  }
}
