import Foundation
import LatentClass

/// One compound whose counts or reports are looked at: what list, meter and the lights of its dwellings
/// say of each assumption about it.
struct CompoundCase {
  private let assumptions: CompoundAssumptions
  /// By the number of a unit in the compound.
  let cells: [Int]
  /// Whether the meter of some unit speaks, and which units were counted one by one on some night.
  private let hasUsage: Bool
  private let isCounted: [Bool]
  /// Where the logarithms of each unit stand in the cache, with its lights and without.
  private let withLights: [Int]
  private let withoutLights: [Int]
  private let cache: LogChances
  /// Σ over all units, lights counted, of their logarithms at each point.
  private var total: [Double]
  private let places: [CountedUnits]
  /// ln P(counts) of each place at each point, as far as they were asked for.
  private var placeLogs: [[Double?]]

  /// A place whose lights were counted at once, with its units by number and its counts that can be used.
  struct CountedUnits {
    var units: [Int]
    var counts: [Int]
  }

  /// What one unit of the compound says.
  struct UnitFacts {
    var cell: Int
    var seen: UInt32
    var lit: UInt32
  }

  init(
    _ assumptions: CompoundAssumptions, _ units: [UnitFacts], _ places: [CountedUnits],
    _ cache: inout LogChances
  ) {
    self.assumptions = assumptions
    cells = units.map(\.cell)
    hasUsage = cells.contains { CompoundAssumptions.hasUsage($0) }
    isCounted = units.map { $0.seen != 0 }
    withLights = units.map {
      cache.find(
        assumptions, $0.cell, seen: $0.seen.nonzeroBitCount, lit: $0.lit.nonzeroBitCount)
    }
    withoutLights = units.map { cache.find(assumptions, $0.cell, seen: 0, lit: 0) }
    total = assumptions.priors
    for unit in withLights { cache.add(unit, to: &total) }
    self.cache = cache
    self.places = places
    placeLogs = places.map { _ in Array(repeating: nil, count: CompoundAssumptions.points) }
  }

  /// A point that is likely enough to matter, and how likely it is.
  struct WeightedPoint {
    var point: Int
    var weight: Double
  }

  /// Points less likely than this do not matter.
  private static let least = 1e-12

  /// What all that was gathered outside some units says of the points: the lights of the other units, and
  /// the counts of places that share no dwelling with these; list and meter of all.
  ///
  /// Nil where nothing speaks but the list: that accuses nobody, since it may be of a house that stands
  /// empty by now.
  mutating func weights(outside units: [Int]) -> [WeightedPoint]? {
    var sums = total
    var isInside = Array(repeating: false, count: cells.count)
    for unit in units {
      cache.add(withLights[unit], to: &sums, factor: -1)
      cache.add(withoutLights[unit], to: &sums)
      isInside[unit] = true
    }
    let others = places.indices.filter { place in !places[place].units.contains { isInside[$0] } }
    let isLit = isCounted.indices.contains { isCounted[$0] && !isInside[$0] }
    guard hasUsage || isLit || !others.isEmpty else { return nil }
    // A place can only make a point less likely, so points far below one that is worked out are left.
    var best = -Double.infinity
    let floor = log(Self.least)
    for point in sums.indices.sorted(by: { sums[$0] > sums[$1] }) {
      for place in others where sums[point] >= best + floor {
        sums[point] += placeLog(place, point)
      }
      best = max(best, sums[point])
    }
    let weights = sums.map { exp($0 - best) }
    let whole = weights.reduce(0, +)
    return weights.indices.compactMap { point in
      weights[point] > Self.least * whole
        ? WeightedPoint(point: point, weight: weights[point] / whole) : nil
    }
  }

  /// The mean over nights of ln P(count).
  private mutating func placeLog(_ place: Int, _ point: Int) -> Double {
    if let known = placeLogs[place][point] { return known }
    var trials: [Int: Int] = [:]
    for unit in places[place].units { trials[cells[unit], default: 0] += 1 }
    let chances = PoissonBinomial(
      trials.sorted { $0.key < $1.key }.map { cell, count in
        let lit = assumptions.chanceOfLight(cell, at: point)
        return .init(success: lit, failure: 1 - lit, count: count)
      })
    let counts = places[place].counts
    let sum = counts.reduce(0) { sum, count in
      let chance =
        count < chances.distribution.count ? chances.distribution[count] : 0
      return sum + log(max(chance, 1e-300))
    }
    let mean = sum / Double(counts.count)
    placeLogs[place][point] = mean
    return mean
  }

  enum Direction { case orFewer, orMore }

  /// How many of some units are expected to be so, in the mean over likely points; `chance` is that of a
  /// unit at a point.
  func expected(
    of units: Range<Int>, _ weights: [WeightedPoint], chance: (Int, Int) -> Double
  ) -> Double {
    weights.reduce(0) { sum, point in
      sum + point.weight * units.reduce(0) { $0 + chance($1, point.point) }
    }
  }

  /// Whether it is less likely than `least` that `count` or fewer, or `count` or more of some units are so.
  func isUnlikely(
    _ count: Int, _ direction: Direction, of units: Range<Int>, _ weights: [WeightedPoint],
    least: Double, chance: (Int, Int) -> Double
  ) -> Bool {
    var tail = 0.0
    for point in weights where tail < least {
      let chances = units.map { chance($0, point.point) }
      switch direction {
      case .orFewer:
        tail +=
          point.weight * PoissonBinomial.probabilities(upTo: count, of: chances).reduce(0, +)
      case .orMore:
        tail += point.weight * PoissonBinomial.chance(ofAtLeast: count, of: chances)
      }
    }
    return tail < least
  }
}

/// The logarithms of what dwellings say at each point, each worked out once: most dwellings of a city say
/// the same as many others.
struct LogChances {
  /// Where the logarithms of each kind of dwelling start, less than 0 where they are not worked out yet.
  private var starts: [Int32] = Array(repeating: -1, count: CompoundAssumptions.cells << 10)
  private var values: [Double] = []

  /// Where the logarithms of a dwelling stand. Of 31 nights at most.
  mutating func find(_ assumptions: CompoundAssumptions, _ cell: Int, seen: Int, lit: Int) -> Int {
    let key = cell << 10 | seen << 5 | lit
    if starts[key] >= 0 { return Int(starts[key]) }
    let start = values.count
    values += assumptions.logChances(cell, seen: seen, lit: lit)
    starts[key] = Int32(start)
    return start
  }

  func add(_ start: Int, to sums: inout [Double], factor: Double = 1) {
    for point in 0..<CompoundAssumptions.points { sums[point] += factor * values[start + point] }
  }
}
