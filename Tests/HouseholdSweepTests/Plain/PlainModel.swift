import Foundation

@testable import HouseholdSweep

/// Probabilities by the rules: the product of the likelihoods, the fit, and the counts over places.
struct PlainModel {
  /// Probabilities of the answers of each source: occupied, vacant.
  typealias Source = (occupied: [Double], vacant: [Double])

  var prior: Double
  var sources: [String: Source]

  init(_ parameters: Parameters) {
    func pair(_ pair: Parameters.Pair) -> Source {
      ([pair.occupied, 1 - pair.occupied], [pair.vacant, 1 - pair.vacant])
    }
    prior = parameters.occupied
    sources = [
      "list": pair(parameters.listed), "lit": pair(parameters.lit),
      "meter": (parameters.meter.occupied, parameters.meter.vacant),
      "knock": (parameters.knock.occupied, parameters.knock.vacant),
    ]
  }

  struct Answer {
    var source: String
    var answer: Int
    var weight: Double
  }

  /// What was said of a unit; the list speaks only in compounds that have one.
  static func answers(_ unit: PlainEvidence, hasList: Bool) -> [Answer] {
    var answers: [Answer] = []
    if hasList {
      answers.append(Answer(source: "list", answer: unit.listed > 0 ? 0 : 1, weight: 1))
    }
    if let meter = ["idle", "standby", "active"].firstIndex(of: unit.meterClass) {
      answers.append(Answer(source: "meter", answer: meter, weight: 1))
    }
    for night in unit.nights {
      let weight = min(1, 3 / Double(unit.nights.count))
      let answer = unit.litNights.contains(night) ? 0 : 1
      answers.append(Answer(source: "lit", answer: answer, weight: weight))
    }
    for (answer, outcome) in ["answered", "refused", "no_answer", "vacant"].enumerated() {
      for _ in 0..<unit.count(outcome) {
        let weight = min(1, 3 / Double(unit.attemptCount))
        answers.append(Answer(source: "knock", answer: answer, weight: weight))
      }
    }
    return answers
  }

  func posterior(_ answers: [Answer]) -> Double {
    var (occupied, vacant) = (prior, 1 - prior)
    for answer in answers {
      let source = sources[answer.source]!
      occupied *= pow(source.occupied[answer.answer], answer.weight)
      vacant *= pow(source.vacant[answer.answer], answer.weight)
    }
    return occupied / (occupied + vacant)
  }

  /// The model fitted to the units that anybody looked at, or nil where it cannot be.
  func learned(from units: [[Answer]], _ parameters: Parameters) -> PlainModel? {
    let looked = units.filter { unit in unit.contains { $0.source != "list" } }
    guard looked.count(where: { $0.count >= 3 }) >= parameters.learnMinUnits else { return nil }
    let strength = parameters.priorStrength
    var model = self
    for _ in 0..<500 {
      var next = model
      var sums = sources.mapValues { source -> Source in
        (source.occupied.map { $0 * strength }, source.vacant.map { $0 * strength })
      }
      var occupied = prior * strength
      for unit in looked {
        let p = model.posterior(unit)
        occupied += p
        for answer in unit {
          sums[answer.source]!.occupied[answer.answer] += p * answer.weight
          sums[answer.source]!.vacant[answer.answer] += (1 - p) * answer.weight
        }
      }
      next.prior = occupied / (Double(looked.count) + strength)
      next.sources = sums.mapValues { sum in
        let (one, two) = (sum.occupied.reduce(0, +), sum.vacant.reduce(0, +))
        return (sum.occupied.map { $0 / one }, sum.vacant.map { $0 / two })
      }
      let moves = next.values.indices.map { abs(next.values[$0] - model.values[$0]) }
      model = next
      if moves.max()! <= 1e-9 { break }
    }
    let (meter, lit) = (model.sources["meter"]!, model.sources["lit"]!)
    return meter.occupied[2] < meter.vacant[2] || lit.occupied[0] < lit.vacant[0] ? nil : model
  }

  private var values: [Double] {
    [prior] + sources.sorted { $0.key < $1.key }.flatMap { $0.value.occupied + $0.value.vacant }
  }

  /// The new p of dwellings of which `lit` were lit together.
  func moved(_ p: [Double], lit: Int) -> [Double] {
    let (home, empty) = (sources["lit"]!.occupied[0], sources["lit"]!.vacant[0])
    let q = p.map { $0 * home + (1 - $0) * empty }
    let all = Self.distribution(q)
    return p.indices.map { unit in
      var others = q
      others.remove(at: unit)
      let fewer = lit > 0 ? Self.distribution(others)[lit - 1] : 0
      let r = q[unit] * fewer / all[lit]
      return r * p[unit] * home / q[unit] + (1 - r) * p[unit] * (1 - home) / (1 - q[unit])
    }
  }

  /// The probabilities of 0, 1, … lit.
  private static func distribution(_ q: [Double]) -> [Double] {
    q.reduce([1]) { before, chance in
      (0...before.count).map { lit in
        (lit < before.count ? before[lit] * (1 - chance) : 0)
          + (lit > 0 ? before[lit - 1] * chance : 0)
      }
    }
  }
}

/// What is believed of all units of a sweep.
struct PlainBelief {
  private(set) var p: [PlainUnit: Double] = [:]
  /// Days on which a place around the unit was counted, and the count used.
  private(set) var placeDays: [PlainUnit: Set<Int>] = [:]
  private(set) var faults: [String: Int] = [:]

  init(_ sweep: PlainGathering) {
    let answers = Dictionary(
      uniqueKeysWithValues: sweep.units.map { unit, evidence in
        let hasList = sweep.listedCompounds.contains(unit.compound)
        return (unit, PlainModel.answers(evidence, hasList: hasList))
      })
    var model = PlainModel(sweep.manifest.parameters)
    if sweep.manifest.model != .fixed {
      // In one order, so that a seed always gives the same sums.
      let inOrder = answers.sorted { "\($0.key)" < "\($1.key)" }.map(\.value)
      model = model.learned(from: inOrder, sweep.manifest.parameters) ?? model
    }
    p = answers.mapValues(model.posterior)
    let order = sweep.places.keys.sorted { a, b in
      let (left, right) = (a.key.split(separator: "-").count, b.key.split(separator: "-").count)
      return left == right ? PlainValue.naturallyPrecedes(a.key, b.key) : left > right
    }
    for day in 0..<sweep.manifest.days {
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
        for (unit, p) in zip(units, model.moved(units.map { p[$0]! }, lit: count)) {
          self.p[unit] = p
        }
        for unit in dwellings { placeDays[unit, default: []].insert(day) }
      }
    }
  }

  private func isInside(_ inner: PlainUnit, _ outer: PlainUnit) -> Bool {
    inner.compound == outer.compound && PlainAddresses.isUnder(outer.key, inner.key)
  }
}
