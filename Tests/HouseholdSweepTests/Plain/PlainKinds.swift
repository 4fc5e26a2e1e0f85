import Foundation

@testable import HouseholdSweep

/// What the model sees of one dwelling.
struct PlainLook {
  /// 0 nobody, 1 only people who moved, 2 somebody away, 3 somebody present; nil where there is no list.
  var level: Int?
  /// The bin of the usage, from 0.
  var bin: Int?
  var seen = 0
  var lit = 0
  /// Answered, refused, no answer, vacant.
  var knocks = [0, 0, 0, 0]

  var attempts: Int { knocks.reduce(0, +) }
  /// A usage, each night and each attempt.
  var looks: Int { (bin == nil ? 0 : 1) + seen + attempts }
}

/// What a compound has of its own: its rate, and the chances that somebody is present on the list, of an
/// occupied and of a vacant dwelling.
struct PlainOwn {
  var rate: Double
  var present: [Double]
}

/// The numbers of the model, and what they make of one dwelling.
struct PlainKinds {
  /// seen, hidden, seldom at home; dark, left on.
  static let isOccupied = [true, true, true, false, false]
  /// At home, seldom at home, vacant.
  static let rowOfKind = [0, 0, 1, 2, 2]

  var occupied: Double
  var concentration: Double
  /// By side and level.
  var listed: [[Double]]
  var listedConcentration: [Double]
  /// By row.
  var meter: [[Double]]
  var knock: [[Double]]
  /// By kind.
  var shares: [Double]
  var lit: [Double]

  init(_ p: Parameters) {
    occupied = p.occupied
    concentration = p.occupiedConcentration
    listed = [p.listed.occupied, p.listed.vacant]
    listedConcentration = [p.listedConcentration.occupied, p.listedConcentration.vacant]
    meter = [p.meter.occupied, p.meter.seldomHome, p.meter.vacant]
    knock = [p.knock.occupied, p.knock.seldomHome, p.knock.vacant]
    let (h, s, g) = (p.hiddenWindows, p.seldomHome, p.leftOn)
    shares = [1 - h.share - s.share, h.share, s.share, 1 - g.share, g.share]
    lit = [p.lit.occupied, h.lit, s.lit, p.lit.vacant, g.lit]
  }

  /// All but the concentrations, in one order.
  var values: [Double] {
    [occupied] + (listed + meter + knock + [shares, lit]).flatMap { $0 }
  }

  var means: PlainOwn { PlainOwn(rate: occupied, present: listed.map { $0.last! }) }

  /// What the model says: the means where compounds are alike.
  static func isAlike(_ concentration: Double) -> Bool { concentration >= 1e9 }

  /// In two levels: somebody is present or not.
  func level(_ look: PlainLook) -> Int? {
    look.level.map { listed[0].count == 2 ? ($0 == 3 ? 1 : 0) : $0 }
  }

  /// Each of n looks of a source counts for 1, or for 3 / n.
  static func weight(_ count: Int) -> Double { count == 0 ? 0 : min(1, 3 / Double(count)) }

  /// P(lights | kind).
  func lights(_ look: PlainLook, _ kind: Int) -> Double {
    let weight = Self.weight(look.seen)
    return pow(lit[kind], weight * Double(look.lit))
      * pow(1 - lit[kind], weight * Double(look.seen - look.lit))
  }

  /// P(meter | kind).
  func meter(_ look: PlainLook, _ kind: Int) -> Double {
    look.bin.map { meter[Self.rowOfKind[kind]][$0] } ?? 1
  }

  /// P(knocks | kind).
  func knocks(_ look: PlainLook, _ kind: Int) -> Double {
    let weight = Self.weight(look.attempts)
    var product = 1.0
    for (answer, count) in look.knocks.enumerated() where count > 0 {
      product *= pow(knock[Self.rowOfKind[kind]][answer], weight * Double(count))
    }
    return product
  }

  /// Share of the kind · P(meter, lights, knocks | kind), by kind.
  func chances(_ look: PlainLook) -> [Double] {
    (0..<5).map { shares[$0] * meter(look, $0) * lights(look, $0) * knocks(look, $0) }
  }

  /// P(list | side) for both sides.
  func list(_ look: PlainLook, _ own: PlainOwn) -> [Double] {
    guard let level = level(look) else { return [1, 1] }
    return (0..<2).map { side in
      let top = listed[side].count - 1
      if level == top { return own.present[side] }
      return (1 - own.present[side]) * listed[side][level] / (1 - listed[side][top])
    }
  }

  /// The posterior of each kind, from `chances`.
  func posterior(_ look: PlainLook, _ chances: [Double], _ own: PlainOwn) -> [Double] {
    let list = list(look, own)
    let weights = (0..<5).map { kind in
      chances[kind]
        * (Self.isOccupied[kind] ? own.rate * list[0] : (1 - own.rate) * list[1])
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  static func occupied(_ kinds: [Double]) -> Double { kinds[0] + kinds[1] + kinds[2] }
}
