import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Counts over places")
struct PlaceCountTests {
  /// A compound of two entrances with two rooms each, unlisted elsewhere, and its light counts.
  private func sweep(_ lights: [String]) -> TestSweep {
    var sweep = TestSweep()
    sweep.manifest =
      #"{"first_day": "2020-02-17", "model": "fixed", \#(TestSweep.plainForm())}"#
    let units = ["1-1-101", "1-1-102", "1-2-101", "1-2-102"]
    sweep.files = [
      "units.csv": ("compound,unit", units.map { "C1,\($0)" }),
      "residents.csv": ("compound,unit,resident", ["C1,1-1-101,a", "C1,1-1-102,b"]),
      "lights.csv": ("compound,place,time,lit", lights.map { "C1," + $0 }),
    ]
    return sweep
  }

  /// p of each unit by going through all 16 worlds of who is home, night after night.
  private func oracle(_ nights: [(counted: [Int], lit: Int, alone: [Int: Bool])]) -> [Double] {
    let listed = [true, true, false, false]
    let (home, empty) = (0.8, 0.02)
    var p = listed.map { isListed in
      let odds = 0.8 * (isListed ? 0.9 : 0.1) / (0.2 * (isListed ? 0.1 : 0.9))
      return odds / (1 + odds)
    }
    for night in nights {
      for (unit, isLit) in night.alone {
        let yes = p[unit] * (isLit ? home : 1 - home)
        p[unit] = yes / (yes + (1 - p[unit]) * (isLit ? empty : 1 - empty))
      }
    }
    for night in nights {
      let free = night.counted
      guard !free.isEmpty else { continue }
      var all = 0.0
      var occupied = Array(repeating: 0.0, count: 4)
      for world in 0..<(1 << free.count) {
        for lights in 0..<(1 << free.count) where lights.nonzeroBitCount == night.lit {
          var chance = 1.0
          for (bit, unit) in free.enumerated() {
            let isHome = world >> bit & 1 == 1
            let isLit = lights >> bit & 1 == 1
            chance *= isHome ? p[unit] : 1 - p[unit]
            chance *= isLit ? (isHome ? home : empty) : (isHome ? 1 - home : 1 - empty)
          }
          all += chance
          for (bit, unit) in free.enumerated() where world >> bit & 1 == 1 {
            occupied[unit] += chance
          }
        }
      }
      for unit in free { p[unit] = occupied[unit] / all }
    }
    return p
  }

  private func probabilities(_ results: [String: String]) -> [Double] {
    results["units.csv"]!.split(separator: "\n").dropFirst().map { row in
      Double(row.split(separator: ",", omittingEmptySubsequences: false)[7])!
    }
  }

  private func expectEqual(_ results: [String: String], _ wanted: [Double]) {
    for (value, p) in zip(probabilities(results), wanted) { #expect(abs(value - p) < 0.00006) }
  }

  @Test("one count over a building moves its units as all outcomes say")
  func building() throws {
    let results = try sweep(["1,2020-02-17T20:00,3"]).results()
    expectEqual(results, oracle([(counted: [0, 1, 2, 3], lit: 3, alone: [:])]))
    #expect(!results["units.csv"]!.contains("unobserved"))
    #expect(results["coverage.csv"]!.contains("compound,C1,2020-02-17,4,4,0,0"))
  }

  @Test("dwellings seen one by one, and entrances counted, are taken out of a building's count")
  func nested() throws {
    let results = try sweep([
      "1,2020-02-17T20:00,3", "1-1,2020-02-17T20:00,1", "1-2-101,2020-02-17T20:00,1",
      "1,2020-02-18T20:00,1",
    ]).results()
    // Day 1: the entrance says 1 of 2; of the building 3 − 1 − 1 = 1 is left for 1-2-102.
    let p = oracle([
      (counted: [0, 1], lit: 1, alone: [2: true]), (counted: [3], lit: 1, alone: [:]),
      (counted: [0, 1, 2, 3], lit: 1, alone: [:]),
    ])
    expectEqual(results, p)
  }

  /// Six dwellings of which much and little is known, and what is believed of their kinds before a count.
  private static let six = """
    C1 1-1-1 3 5 111 a w1
    C1 1-1-2 3 0.02 --- - -
    C1 1-1-3 0 - 000 nn w1
    C1 1-1-4 0 0.5 1-- - -
    C1 1-1-5 2 - -0- r w2
    C1 1-1-6 1 9 --0 v w2
    """

  @Test(
    "a count over six dwellings moves their kinds as all that can be says", arguments: [0, 2, 6])
  func kinds(lit: Int) throws {
    var sweep = ReferenceCity(Self.six).sweep(model: "fixed")
    // A night on which nobody was seen one by one.
    sweep.manifest = sweep.manifest.replacing("\"days\": 3", with: "\"days\": 4")
    let before = try ReadCity(sweep)
    sweep.files["lights.csv"]!.rows.append("C1,1,2020-02-20T20:00,\(lit)")
    let after = try ReadCity(sweep)
    func posteriors(_ city: ReadCity) throws -> [[Double]] {
      try (1...6).map { room in
        let kinds = try #require(city.view("C1", "1-1-\(room)")).posterior.kinds
        return (0..<5).map { kinds[$0] }
      }
    }
    let (kinds, found) = try (posteriors(before), posteriors(after))
    let chances = PlainKinds(Parameters()).lit
    var sums = Array(repeating: Array(repeating: 0.0, count: 5), count: 6)
    var total = 0.0
    // Every dwelling is of one of five kinds, and lit or not.
    for world in 0..<15_625 {
      let kind = [1, 5, 25, 125, 625, 3125].map { world / $0 % 5 }
      let weight = (0..<6).reduce(1.0) { $0 * kinds[$1][kind[$1]] }
      var chance = 0.0
      for lights in 0..<64 where lights.nonzeroBitCount == lit {
        chance += (0..<6).reduce(1.0) { product, dwelling in
          let one = chances[kind[dwelling]]
          return product * (lights >> dwelling & 1 == 1 ? one : 1 - one)
        }
      }
      total += weight * chance
      for dwelling in 0..<6 { sums[dwelling][kind[dwelling]] += weight * chance }
    }
    for (dwelling, sums) in sums.enumerated() {
      for kind in 0..<5 { #expect(abs(found[dwelling][kind] - sums[kind] / total) < 1e-12) }
    }
  }

  /// Rooms with letters are texts between the numbers, and places of letters hold numbers.
  @Test(
    "a place holds its dwellings, whatever letters stand among them",
    arguments: [
      ["1-1-101", "1-1-101A", "1-1-102", "1-2-101A", "1-2-102", "2-1-101", "10-1-101"],
      ["1-1-101A", "1-1-102", "1-2-101", "1-10-101B", "2-1-101", "K1-1-101", "K1-1-102A"],
      ["1-101", "1-101A", "1-2-101", "1A-101", "1A-2-101", "2-101", "11-101"],
    ])
  func letters(units: [String]) throws {
    var places: Set<String> = []
    for unit in units {
      let parts = unit.split(separator: "-")
      for count in 1..<parts.count { places.insert(parts[..<count].joined(separator: "-")) }
    }
    for place in places {
      var sweep = TestSweep()
      sweep.files = [
        "units.csv": ("compound,unit", units.map { "C1,\($0)" }),
        "lights.csv": ("compound,place,time,lit", ["C1,\(place),2020-02-17T20:00,1"]),
      ]
      let rows = try sweep.results()["units.csv"]!.split(separator: "\n").dropFirst()
      let moved = rows.filter { !$0.contains("unobserved") }.map { $0.split(separator: ",")[1] }
      #expect(Set(moved) == Set(units.filter { $0.hasPrefix(place + "-") }.map { $0[...] }))
    }
  }

  @Test("whoever seemed surely at home comes back down when the house stays dark, night for night")
  func comingBack() throws {
    var sweep = TestSweep()
    let units = (1...1000).map { "1-1-\($0)" }
    sweep.manifest = """
      {"first_day": "2020-03-01", "days": 20, "model": "fixed",
       \(TestSweep.plainForm(occupied: "0.999999", listed: "[0.999999, 1e-6]", lit: "[0.9, 1e-6]"))}
      """
    sweep.files = [
      "units.csv": ("compound,unit", units.map { "C1,\($0)" }),
      "residents.csv": ("compound,unit", units.prefix(500).map { "C1,\($0)" }),
      "knocks.csv": (
        "compound,unit,time,outcome",
        units.prefix(500).flatMap { unit in
          (1...3).map { "C1,\(unit),2020-03-01T1\($0):00,answered" }
        }
      ),
      "lights.csv": (
        "compound,place,time,lit",
        (1...20).map { "C1,1,2020-03-\($0)T20:00,0" }
      ),
    ]
    let p = try probabilities(sweep.results())
    // Dark every night: each unit's odds are what they were, times (0.1 / 0.999999)^20.
    let dark = 20 * log(0.1 / (1 - 1e-6))
    let sure = log(0.999999 / 1e-6)
    let home = 1 / (1 + exp(-(2 * sure + 3 * log(0.6 / 0.005) + dark)))
    let unlisted = 1 / (1 + exp(-dark))
    for (number, value) in p.enumerated() {
      #expect(abs(value - (number < 500 ? home : unlisted)) < 0.00006)
    }
  }

  @Test("a count that cannot be is left out, and said")
  func faults() throws {
    let many = try sweep(["1,2020-02-17T20:00,5"]).results()
    #expect(many["summary.json"]!.contains("count_exceeds_units"))
    #expect(many["units.csv"]!.contains("unobserved"))
    let few = try sweep(["1,2020-02-17T20:00,0", "1-1-101,2020-02-17T20:00,1"]).results()
    #expect(few["summary.json"]!.contains("count_below_known"))
    // An entrance that is left out speaks neither for itself nor against its building.
    let inner = try sweep(["1,2020-02-17T20:00,3", "1-1,2020-02-17T20:00,9"]).results()
    expectEqual(inner, oracle([(counted: [0, 1, 2, 3], lit: 3, alone: [:])]))
  }
}
