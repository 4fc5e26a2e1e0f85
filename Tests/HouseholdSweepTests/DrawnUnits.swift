import Foundation
import TestSupport

@testable import HouseholdSweep

/// Units drawn by the model itself.
enum DrawnUnits {
  /// Compounds of so many units by patterns of evidence: a list, a meter, three nights, up to two
  /// attempts.
  static func compounds(_ sizes: [Int], _ truth: Parameters, seed: UInt64) -> [CompoundPatterns] {
    units(sizes, truth, seed: seed).map { units in
      CompoundPatterns(units.map { EvidencePattern($0, hasList: true) })
    }
  }

  static func units(_ sizes: [Int], _ truth: Parameters, seed: UInt64) -> [[UnitEvidence]] {
    var random = SeededGenerator(seed: seed)
    return sizes.map { size in
      let rate = random.beta(truth.occupied, truth.occupiedConcentration)
      let present = [
        random.beta(truth.listed.occupied.last!, truth.listedConcentration.occupied),
        random.beta(truth.listed.vacant.last!, truth.listedConcentration.vacant),
      ]
      return (0..<size).map { _ in unit(truth, rate: rate, present, &random) }
    }
  }

  private static func unit(
    _ truth: Parameters, rate: Double, _ present: [Double], _ random: inout SeededGenerator
  ) -> UnitEvidence {
    let isOccupied = random.draw([rate, 1 - rate]) == 0
    let (h, s, g) = (truth.hiddenWindows, truth.seldomHome, truth.leftOn)
    let kind = random.draw(
      isOccupied ? [1 - h.share - s.share, h.share, s.share] : [1 - g.share, g.share])
    let lit =
      isOccupied ? [truth.lit.occupied, h.lit, s.lit][kind] : [truth.lit.vacant, g.lit][kind]
    func row(_ rows: Parameters.HomeRows) -> [Double] {
      isOccupied ? (kind == 2 ? rows.seldomHome : rows.occupied) : rows.vacant
    }
    var unit = UnitEvidence()
    let levels = isOccupied ? truth.listed.occupied : truth.listed.vacant
    let top = present[isOccupied ? 0 : 1]
    let below = levels.dropLast().map { $0 * (1 - top) / (1 - levels.last!) }
    let level = random.draw(below + [top])
    if level == levels.count - 1 {
      unit.listed = 2
    } else if level == 1 {
      unit.hasMoved = true
    } else if level == 2 {
      unit.away = 1
    }
    unit.usageBin = UInt8(random.draw(row(truth.meter)) + 1)
    unit.meterClass = .standby
    for night in 0..<UInt32(3) {
      unit.seenNights |= 1 << night
      if random.draw([lit, 1 - lit]) == 0 { unit.litNights |= 1 << night }
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      switch random.draw(row(truth.knock)) {
      case 0: unit.answered += 1
      case 1: unit.refused += 1
      case 2: unit.noAnswer += 1
      default: unit.vacant += 1
      }
    }
    return unit
  }
}

extension SeededGenerator {
  /// An answer by its chances.
  mutating func draw(_ chances: [Double]) -> Int {
    var rest = Double.random(in: 0..<1, using: &self)
    for (answer, chance) in chances.enumerated() {
      if rest < chance { return answer }
      rest -= chance
    }
    return chances.count - 1
  }

  /// From a Beta distribution with this mean and concentration.
  mutating func beta(_ mean: Double, _ concentration: Double) -> Double {
    if concentration >= 1e9 { return mean }
    let (a, b) = (gamma(mean * concentration), gamma((1 - mean) * concentration))
    return a / (a + b)
  }

  /// Marsaglia and Tsang, ACM TOMS 26, 2000.
  private mutating func gamma(_ shape: Double) -> Double {
    if shape < 1 {
      let uniform = Double.random(in: 0..<1, using: &self)
      return gamma(shape + 1) * pow(uniform, 1 / shape)
    }
    let d = shape - 1.0 / 3
    while true {
      let (one, two) = (
        Double.random(in: 1e-300..<1, using: &self), Double.random(in: 0..<1, using: &self)
      )
      let normal = (-2 * log(one)).squareRoot() * cos(2 * .pi * two)
      let v = pow(1 + normal / (9 * d).squareRoot(), 3)
      guard v > 0 else { continue }
      let uniform = Double.random(in: 1e-300..<1, using: &self)
      if log(uniform) < normal * normal / 2 + d - d * v + d * log(v) { return d * v }
    }
  }
}
