import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// One compound with a list, its light counts, and what the rules make of them, worked out as plainly
/// as they are written: sets of addresses, and for each dwelling the others convolved anew. Two kinds of
/// dwellings only; the plain reconciliation knows all five.
private struct SlowPlaces {
  var units: [String] = []
  var listed: Set<String> = []
  var days = 1
  /// Lit or not by day.
  var alone: [String: [Int: Bool]] = [:]
  /// Counts by day.
  var counts: [String: [Int: Int]] = [:]

  private(set) var p: [String: Double] = [:]
  /// Units in a count that was used, and counts that were not, by the name of the fault.
  private(set) var used: Set<String> = []
  private(set) var faults: [String: Int] = [:]

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    days = .random(in: 1...4, using: &random)
    for building in ["1", "2", "10"] {
      for entrance in 1...Int.random(in: 1...2, using: &random) {
        for room in 1...Int.random(in: 1...4, using: &random) {
          let letter = Int.random(in: 0..<5, using: &random) == 0 ? "A" : ""
          units.append("\(building)-\(entrance)-10\(room)\(letter)")
        }
      }
    }
    var places: Set<String> = []
    for unit in units {
      if Bool.random(using: &random) { listed.insert(unit) }
      let parts = unit.split(separator: "-")
      places.formUnion([String(parts[0]), parts[..<2].joined(separator: "-")])
      for day in 0..<days where Int.random(in: 0..<4, using: &random) == 0 {
        alone[unit, default: [:]][day] = .random(using: &random)
      }
    }
    for place in places.sorted() {
      let most = place.contains("-") ? 4 : 8
      for day in 0..<days where Bool.random(using: &random) {
        counts[place, default: [:]][day] = .random(in: 0...most, using: &random)
      }
    }
  }

  var sweep: TestSweep {
    var sweep = TestSweep()
    sweep.manifest =
      #"{"first_day": "2020-02-17", "days": \#(days), "model": "fixed", \#(TestSweep.plainForm())}"#
    func rows(_ place: String, _ nights: [Int: Int]) -> [String] {
      nights.map { "C1,\(place),2020-02-\($0 + 17)T20:00,\($1)" }
    }
    sweep.files = [
      "units.csv": ("compound,unit", units.map { "C1,\($0)" }),
      // Somebody who moved: there is a list, even if nobody is on it.
      "residents.csv": (
        "compound,unit,resident,state",
        listed.sorted().map { "C1,\($0),\($0),present" } + ["C1,\(units[0]),x,moved"]
      ),
      "lights.csv": (
        "compound,place,time,lit",
        alone.flatMap { rows($0, $1.mapValues { $0 ? 1 : 0 }) } + counts.flatMap(rows)
      ),
    ]
    return sweep
  }

  private func inside(_ place: String) -> Set<String> {
    Set(units.filter { $0.hasPrefix(place + "-") })
  }

  /// How likely each number of successes is.
  private static func distribution(_ chances: [Double]) -> [Double] {
    chances.reduce([1.0]) { before, chance in
      (0...before.count).map { number in
        (number < before.count ? before[number] * (1 - chance) : 0)
          + (number > 0 ? before[number - 1] * chance : 0)
      }
    }
  }

  mutating func work() {
    let (home, empty) = (0.8, 0.02)
    for unit in units {
      let nights = alone[unit, default: [:]].values
      let weight = min(1, 3 / Double(max(nights.count, 1)))
      var odds = 0.8 / 0.2 * (listed.contains(unit) ? 0.9 / 0.1 : 0.1 / 0.9)
      for isLit in nights {
        odds *= pow(isLit ? home / empty : (1 - home) / (1 - empty), weight)
      }
      p[unit] = odds / (1 + odds)
    }
    let entrances = counts.keys.filter { $0.contains("-") }
    for day in 0..<days {
      var isUsed: Set<String> = []
      for place in entrances + counts.keys.filter({ !$0.contains("-") }) {
        guard var lit = counts[place]?[day] else { continue }
        var free = inside(place)
        for entrance in isUsed where entrance.hasPrefix(place + "-") {
          free.subtract(inside(entrance))
          lit -= counts[entrance]![day]!
        }
        for unit in free {
          guard let isLit = alone[unit]?[day] else { continue }
          free.remove(unit)
          lit -= isLit ? 1 : 0
        }
        guard lit >= 0, lit <= free.count else {
          faults[lit < 0 ? "count_below_known" : "count_exceeds_units", default: 0] += 1
          continue
        }
        isUsed.insert(place)
        used.formUnion(inside(place))
        let chances = free.reduce(into: [:]) { $0[$1] = p[$1]! * home + (1 - p[$1]!) * empty }
        let all = Self.distribution(Array(chances.values))[lit]
        for unit in free {
          let others = Self.distribution(chances.filter { $0.key != unit }.map(\.value))
          let (q, before) = (chances[unit]!, p[unit]!)
          let r = lit > 0 ? q * others[lit - 1] / all : 0
          p[unit] = r * before * home / q + (1 - r) * before * (1 - home) / (1 - q)
        }
      }
    }
  }
}

@Suite("Counts over places, as they are written")
struct PlaceOracleTests {
  @Test("nested places, known dwellings and several days", arguments: 1...40 as ClosedRange<UInt64>)
  func nested(seed: UInt64) throws {
    var slow = SlowPlaces(seed: seed)
    let results = try slow.sweep.results()
    slow.work()
    for row in results["units.csv"]!.split(separator: "\n").dropFirst() {
      let values = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let unit = values[1]
      #expect(abs(Double(values[7])! - slow.p[unit]!) < 0.000_051, "\(unit)")
      let isObserved = slow.used.contains(unit) || slow.alone[unit] != nil
      #expect((values[5] == "unobserved") == !isObserved, "\(unit)")
    }
    let summary = try JSONDecoder.snakeCase.decode(
      RunSummary.self, from: Data(results["summary.json"]!.utf8))
    let faults = summary.findings.filter { $0.name.hasPrefix("count_") }
    #expect(Dictionary(uniqueKeysWithValues: faults.map { ($0.name, $0.count) }) == slow.faults)
  }

  @Test("explain says of every unit what the results say, and its shares add up to it")
  func explained() throws {
    for seed in 1...2 as ClosedRange<UInt64> {
      let folder = try TestFolder()
      let sweep = TestSweep.random(seed: seed, compounds: 3)
      try sweep.write(to: folder)
      let rows = try TestSweep.run(folder)["units.csv"]!.split(separator: "\n").dropFirst()
      let read = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
      var counted = 0
      // Each explanation reads the files again.
      for row in rows.enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) {
        let values = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let unit = try read.explanation(compound: values[0], unit: values[1])
        #expect(unit.model == "learned" && unit.probabilityAsGiven != nil)
        #expect(abs(unit.probability - Double(values[7])!) < 0.000_051)
        #expect("\(unit.status.name)" == values[5] && "\(unit.action.name)" == values[19])
        let logOdds = unit.shares.reduce(0) { $0 + $1.logOdds }
        #expect(abs(1 / (1 + exp(-logOdds)) - unit.probability) < 1e-9)
        let given = unit.shares.reduce(0) { $0 + ($1.given ?? .nan) }
        #expect(abs(1 / (1 + exp(-given)) - unit.probabilityAsGiven!) < 1e-9)
        counted += unit.placeCounts.count
        #expect(unit.placeCounts.allSatisfy { $0.fault == nil || $0.before == $0.after })
      }
      #expect(counted > 0)
    }
  }
}

extension JSONDecoder {
  fileprivate static var snakeCase: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
