import Foundation

/// What is not known of a compound: how many of its dwellings are occupied, and how old its list is.
struct PlainAssumption {
  var rate: Double
  /// The share of vacant dwellings with somebody present on the list; nil: as given.
  var present: Double?
  /// How likely it is beforehand.
  var weight: Double

  static let all: [PlainAssumption] = [(nil, 0.90), (0.5, 0.07), (0.9, 0.03)].flatMap { list in
    (0..<20).map { step in
      PlainAssumption(
        rate: 0.025 + 0.05 * Double(step), present: list.0, weight: list.1)
    }
  }
}

/// A compound whose counts or reports are looked at: what list, meter and lights say of each assumption.
struct PlainCompoundCase {
  let kinds: PlainKinds
  let looks: [PlainUnit: PlainLook]
  /// The counts of each place that can be used.
  let places: [(dwellings: [PlainUnit], counts: [Int])]

  private func own(_ assumption: PlainAssumption) -> PlainOwn {
    var own = kinds.means
    own.rate = assumption.rate
    if let present = assumption.present { own.present[1] = present }
    return own
  }

  /// The posterior of each kind by list and meter alone.
  private func byListAndMeter(_ unit: PlainUnit, _ own: PlainOwn) -> [Double] {
    let look = looks[unit]!
    return kinds.posterior(look, (0..<5).map { kinds.shares[$0] * kinds.meter(look, $0) }, own)
  }

  /// The chance that something by kind is so of a dwelling, by list and meter alone.
  private func chance(_ unit: PlainUnit, _ own: PlainOwn, _ byKind: [Double]) -> Double {
    zip(byListAndMeter(unit, own), byKind).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// How likely each assumption is by what was gathered outside some dwellings: list and meter of all,
  /// lights of the others, and counts of places that share none with them.
  ///
  /// Nil where none of these but the list speaks: a list alone accuses nobody.
  func weights(outside home: Set<PlainUnit>) -> [Double]? {
    let others = places.filter { home.isDisjoint(with: $0.dwellings) }
    let isMetered = looks.values.contains { $0.bin != nil }
    let isLit = looks.contains { !home.contains($0.key) && $0.value.seen > 0 }
    guard isMetered || isLit || !others.isEmpty else { return nil }
    let logs = PlainAssumption.all.map { assumption in
      let own = own(assumption)
      var sum = log(assumption.weight)
      for (unit, look) in looks {
        var look = look
        if home.contains(unit) { (look.seen, look.lit) = (0, 0) }
        let list = kinds.list(look, own)
        var total = 0.0
        for kind in 0..<5 {
          let side =
            PlainKinds.isOccupied[kind] ? own.rate * list[0] : (1 - own.rate) * list[1]
          total +=
            side * kinds.shares[kind] * kinds.meter(look, kind) * kinds.lights(look, kind)
        }
        sum += log(total)
      }
      for place in others {
        let chances = PlainDistribution.of(place.dwellings.map { chance($0, own, kinds.lit) })
        let logs = place.counts.map {
          log(max($0 < chances.count ? chances[$0] : 0, 1e-300))
        }
        sum += logs.reduce(0, +) / Double(logs.count)
      }
      return sum
    }
    let weights = logs.map { exp($0 - logs.max()!) }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  /// The number expected of some dwellings, and the probabilities of 0, 1, … of them, of something that
  /// has a chance by kind at each: means over the assumptions.
  func expectation(
    _ dwellings: [PlainUnit], _ weights: [Double], byKind: (PlainUnit) -> [Double]
  ) -> (mean: Double, distribution: [Double]) {
    var mean = 0.0
    var distribution = Array(repeating: 0.0, count: dwellings.count + 1)
    for (assumption, weight) in zip(PlainAssumption.all, weights) where weight > 1e-12 {
      let own = own(assumption)
      let chances = dwellings.map { chance($0, own, byKind($0)) }
      mean += weight * chances.reduce(0, +)
      for (number, chance) in PlainDistribution.of(chances).enumerated() {
        distribution[number] += weight * chance
      }
    }
    return (mean, distribution)
  }
}
