import Foundation

@testable import HouseholdSweep

/// Learning as it is written: round by round, dwelling by dwelling.
struct PlainLearning {
  /// A compound with the looks of all its dwellings.
  struct Compound {
    var id: String
    var looks: [PlainLook]
  }

  private let given: PlainKinds
  private let strength: Double
  private let kindStrength: Double
  private(set) var kinds: PlainKinds
  private(set) var rounds = 0
  private(set) var hasConverged = false
  /// `too_few_units` or `classes_reversed`, where the values given are used.
  private(set) var failure: String?

  /// The compounds that are learned from, in the order of the hash.
  static func sample(_ compounds: [Compound], units: Int) -> [Compound] {
    let line = compounds.sorted {
      let (a, b) = (hash($0.id), hash($1.id))
      return a == b ? Array($0.id.utf8).lexicographicallyPrecedes(Array($1.id.utf8)) : a < b
    }
    var taken: [Compound] = []
    for compound in line {
      taken.append(compound)
      if taken.reduce(0, { $0 + $1.looks.count }) >= units { break }
    }
    return taken.sorted { PlainValue.naturallyPrecedes($0.id, $1.id) }
  }

  static func hash(_ id: String) -> UInt64 {
    var h: UInt64 = 14_695_981_039_346_656_037
    for byte in id.utf8 { h = (h ^ UInt64(byte)) &* 1_099_511_628_211 }
    h ^= h >> 30
    h = h &* 0xbf58_476d_1ce4_e5b9
    h ^= h >> 27
    h = h &* 0x94d0_49bb_1331_11eb
    h ^= h >> 31
    return h
  }

  init(_ parameters: Parameters, _ all: [Compound], tolerance: Double = 1e-4, limit: Int = 300) {
    given = PlainKinds(parameters)
    kinds = given
    strength = parameters.priorStrength
    kindStrength = parameters.kindStrength
    let compounds = Self.sample(all, units: parameters.learnMaxUnits)
      .map { $0.looks.filter { $0.looks > 0 } }
    guard
      compounds.joined().count(where: { $0.looks >= 3 }) >= parameters.learnMinUnits
    else {
      failure = "too_few_units"
      return
    }
    var own = compounds.map { _ in kinds.means }
    while rounds < limit && !hasConverged {
      let before = kinds.values
      round(compounds, &own)
      rounds += 1
      hasConverged = zip(kinds.values, before).allSatisfy { abs($0 - $1) < tolerance }
    }
    if isReversed(parameters) {
      kinds = given
      failure = "classes_reversed"
    }
  }

  private mutating func round(_ compounds: [[PlainLook]], _ own: inout [PlainOwn]) {
    var levels = given.listed.map { $0.map { _ in 0.0 } }
    var members = Array(repeating: 0.0, count: 5)
    var nights = Array(repeating: (lit: 0.0, seen: 0.0), count: 5)
    var bins = given.meter.map { $0.map { _ in 0.0 } }
    var outcomes = given.knock.map { $0.map { _ in 0.0 } }
    var sums: [PlainSums] = []
    for (number, looks) in compounds.enumerated() {
      var sum = PlainSums()
      for look in looks {
        let posterior = kinds.posterior(look, kinds.chances(look), own[number])
        let r = PlainKinds.occupied(posterior)
        sum.add(look, r, isPresent: kinds.isPresent(look))
        if let level = kinds.level(look) {
          levels[0][level] += r
          levels[1][level] += 1 - r
        }
        for kind in 0..<5 {
          let (p, row) = (posterior[kind], PlainKinds.rowOfKind[kind])
          members[kind] += p
          let (night, knock) = (
            p * PlainKinds.weight(look.seen), p * PlainKinds.weight(look.attempts)
          )
          nights[kind].lit += night * Double(look.lit)
          nights[kind].seen += night * Double(look.seen)
          if let bin = look.bin { bins[row][bin] += p }
          for outcome in 0..<4 { outcomes[row][outcome] += knock * Double(look.knocks[outcome]) }
        }
      }
      sums.append(sum)
      own[number] = kinds.own(sum)
    }
    let occupied = sums.reduce(0) { $0 + $1.occupied }
    let dwellings = sums.reduce(0) { $0 + $1.dwellings }
    kinds.occupied = (occupied + strength * given.occupied) / (dwellings + strength)
    kinds.listed = zip(levels, given.listed).map(row)
    kinds.concentration = concentration(
      sums.map { ($0.occupied, $0.dwellings) }, mean: kinds.occupied, kinds.concentration,
      least: 2)
    for side in 0..<2 {
      kinds.listedConcentration[side] = concentration(
        sums.map { ($0.present[side], $0.listed[side]) }, mean: kinds.listed[side].last!,
        kinds.listedConcentration[side], least: side == 0 ? 4 : 2)
    }
    for kind in 0..<5 {
      let side = (0..<5).filter { PlainKinds.isOccupied[$0] == PlainKinds.isOccupied[kind] }
        .reduce(0) { $0 + members[$1] }
      kinds.shares[kind] =
        (members[kind] + kindStrength * given.shares[kind]) / (side + kindStrength)
      kinds.lit[kind] =
        (nights[kind].lit + strength * given.lit[kind]) / (nights[kind].seen + strength)
    }
    kinds.meter = zip(bins, given.meter).map(row)
    kinds.knock = zip(outcomes, given.knock).map(row)
  }

  private func row(_ counts: [Double], _ given: [Double]) -> [Double] {
    let total = counts.reduce(0, +)
    return zip(counts, given).map { ($0 + strength * $1) / (total + strength) }
  }

  /// By moments, over compounds of 20 dwellings and more.
  private func concentration(
    _ sums: [(part: Double, all: Double)], mean: Double, _ last: Double, least: Double
  ) -> Double {
    let large = sums.filter { $0.all >= 20 }
    if PlainKinds.isAlike(last) || large.count < 8 { return last }
    let weights = large.map { min($0.all, 200) }
    let whole = weights.reduce(0, +)
    var spread = 0.0
    var chance = 0.0
    for (sum, weight) in zip(large, weights) {
      spread += weight * pow(sum.part / sum.all - mean, 2)
      chance += weight * mean * (1 - mean) / sum.all
    }
    let v = spread / whole - chance / whole
    return min(max(mean * (1 - mean) / max(v, 1e-9) - 1, least), 500)
  }

  private func isReversed(_ parameters: Parameters) -> Bool {
    func mean(_ row: [Double]) -> Double {
      row.indices.reduce(0) { $0 + Double($1) * row[$1] }
    }
    return mean(kinds.meter[2]) > mean(kinds.meter[0]) || kinds.lit[3] > kinds.lit[0]
      || (parameters.hiddenWindows.share > 0 && kinds.lit[1] > kinds.lit[0])
      || (parameters.leftOn.share > 0 && kinds.lit[3] > kinds.lit[4])
  }
}
