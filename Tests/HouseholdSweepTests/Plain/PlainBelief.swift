import Foundation

@testable import HouseholdSweep

/// What is believed of all units of a sweep, by the rules as they are written.
struct PlainBelief {
  private(set) var p: [PlainUnit: Double] = [:]
  /// What each compound settled on.
  private(set) var own: [String: PlainOwn] = [:]
  /// Days on which a place around the unit was counted, and the count used.
  private(set) var placeDays: [PlainUnit: Set<Int>] = [:]
  private(set) var faults: [String: Int] = [:]
  /// The posteriors of kinds.
  private var kinds: [PlainUnit: [Double]] = [:]
  private(set) var learning: PlainLearning?

  init(_ sweep: PlainGathering) {
    let units = Dictionary(grouping: sweep.units.keys, by: \.compound).mapValues {
      $0.sorted { PlainValue.naturallyPrecedes($0.key, $1.key) }
    }
    var model = PlainKinds(sweep.manifest.parameters)
    if sweep.manifest.model != .fixed {
      let compounds = sweep.compoundsSeen.map { id in
        PlainLearning.Compound(id: id, looks: (units[id] ?? []).map(sweep.look))
      }
      let learning = PlainLearning(sweep.manifest.parameters, compounds)
      model = learning.kinds
      self.learning = learning
    }
    for compound in sweep.compoundsSeen {
      let units = units[compound] ?? []
      let own = model.settled(units.map(sweep.look))
      self.own[compound] = own
      for unit in units {
        let look = sweep.look(unit)
        kinds[unit] = model.posterior(look, model.chances(look), own)
      }
    }
    for day in 0..<sweep.manifest.days { take(day, sweep, model) }
    p = kinds.mapValues(PlainKinds.occupied)
  }

  /// Takes the counts over places of a day.
  private mutating func take(_ day: Int, _ sweep: PlainGathering, _ model: PlainKinds) {
    let order = sweep.places.keys.sorted { a, b in
      let (left, right) = (a.key.split(separator: "-").count, b.key.split(separator: "-").count)
      return left == right ? PlainValue.naturallyPrecedes(a.key, b.key) : left > right
    }
    var used: [PlainUnit] = []
    for place in order {
      guard var count = sweep.places[place]![day] else { continue }
      let dwellings = sweep.dwellings(of: place)
      var free = Set(dwellings)
      let inside = used.filter { isInside($0, place) }
      for inner in inside where !inside.contains(where: { isInside(inner, $0) }) {
        free.subtract(sweep.dwellings(of: inner))
        count -= sweep.places[inner]![day]!
      }
      for unit in free where sweep.units[unit]!.nights.contains(day) {
        free.remove(unit)
        if sweep.units[unit]!.litNights.contains(day) { count -= 1 }
      }
      guard count >= 0, count <= free.count else {
        faults[count < 0 ? "count_below_known" : "count_exceeds_units", default: 0] += 1
        continue
      }
      used.append(place)
      let units = Array(free)
      for (unit, moved) in zip(units, model.moved(units.map { kinds[$0]! }, count: count)) {
        kinds[unit] = moved
      }
      for unit in dwellings { placeDays[unit, default: []].insert(day) }
    }
  }

  private func isInside(_ inner: PlainUnit, _ outer: PlainUnit) -> Bool {
    inner.compound == outer.compound && PlainAddresses.isUnder(outer.key, inner.key)
  }
}
