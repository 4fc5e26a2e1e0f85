import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// A city of twelve compounds with a walk nobody made, a worker who knocked nowhere, slips of the pen and
/// counted places.
private enum LawCity {
  static let sweep: TestSweep = {
    var sweep = ReferenceCity.formula(compounds: 12, seed: 11).sweep(model: "learned")
    func isIn(_ row: String, _ compound: String, _ building: String) -> Bool {
      row.hasPrefix("\(compound),\(building)-")
    }
    let units = sweep.files["units.csv"]!.rows.map { row in
      row.split(separator: ",").prefix(2).joined(separator: ",")
    }
    // Building 2 of C0 was written down as dark on the second night.
    sweep.files["lights.csv"]!.rows.removeAll { isIn($0, "C0", "2") && $0.contains("-18T") }
    sweep.files["lights.csv"]!.rows += units.filter { isIn($0, "C0", "2") }
      .map { "\($0),2020-02-18T20:00,0" }
    // W9 says that nobody lives in C6, where everybody does, and is at all doors in four minutes.
    sweep.files["knocks.csv"]!.rows += units.filter { $0.hasPrefix("C6,") }.enumerated()
      .map { "\($1),2020-02-18T11:0\($0 % 5),vacant,W9" }
    // Digits are missing, or too many; and a meter is replaced.
    let meters = sweep.files["meter.csv"]!.rows.compactMap { $0.split(separator: ",").first }
    for (number, meter) in Set(meters).sorted().enumerated() where number % 40 == 0 {
      sweep.files["meter.csv"]!.rows.append("\(meter),2020-02-18T05:00,99999")
    }
    for (compound, place, day, lit) in [
      ("C1", "1", 17, 12), ("C1", "1-1", 17, 6), ("C1", "1-2", 18, 20), ("C3", "2", 17, 14),
      ("C3", "2", 18, 0), ("C4", "2-1", 19, 7), ("C7", "1", 19, 1),
    ] {
      // They are counted at once: not dwelling by dwelling as well.
      sweep.files["lights.csv"]!.rows.removeAll {
        $0.hasPrefix("\(compound),\(place)-") && $0.contains("-\(day)T20")
      }
      sweep.files["lights.csv"]!.rows.append("\(compound),\(place),2020-02-\(day)T21:00,\(lit)")
    }
    return sweep
  }()
}

@Suite("The model keeps its laws")
struct ModelLawTests {
  @Test("the city of these laws has everything that is left out")
  func city() throws {
    let folder = try TestFolder()
    try LawCity.sweep.write(to: folder)
    let results = try TestSweep.run(folder)
    let summary = try RunSummary(contentsOf: folder.path + "/results/summary.json")
    #expect(summary.model == "learned" && summary.fit?.compounds == 12)
    #expect(summary.parametersAfter.occupiedConcentration != Parameters().occupiedConcentration)
    let findings = Set(summary.findings.map(\.name))
    for name in [
      "dark_walk", "doubtful_worker", "hurried_worker", "implausible_reading",
      "count_exceeds_units",
    ] {
      #expect(findings.contains(name), "\(name)")
    }
    #expect(results["flags.csv"]!.contains("counted with its building"))
  }

  @Test("threads, chunks, the order of rows and the cut of files change no byte")
  func sameBytes() throws {
    let sweep = LawCity.sweep
    let plain = try sweep.results()
    for (threads, chunkSize) in [(2, 500), (8, 97)] {
      let results = try sweep.results(threads: threads, chunkSize: chunkSize)
      for (name, bytes) in plain { #expect(results[name] == bytes, "\(name), \(threads)") }
    }
    var random = SeededGenerator(seed: 5)
    var (shuffled, split) = (sweep, sweep)
    for name in sweep.files.keys.sorted() {
      shuffled.files[name]!.rows.shuffle(using: &random)
      let file = sweep.files[name]!
      split.files[name] = nil
      for part in 0..<2 {
        let rows = file.rows.enumerated().filter { $0.offset % 2 == part }.map(\.element)
        split.files["\(name.dropLast(4))/\(part).csv"] = (file.header, rows)
      }
    }
    for other in [shuffled, split] {
      let results = try other.results(threads: 2)
      for name in ReconciliationLawTests.tables { #expect(results[name] == plain[name], "\(name)") }
      let (summary, wanted) = (
        ReconciliationLawTests.withoutLedger(results["summary.json"]!),
        ReconciliationLawTests.withoutLedger(plain["summary.json"]!)
      )
      // What was learned too, to the last bit.
      #expect(summary?.parametersAfter == wanted?.parametersAfter && summary?.fit == wanted?.fit)
      #expect(summary?.findings == wanted?.findings)
    }
  }

  /// The rows of `units.csv`, decided by parameters that are known.
  private func rows(_ sweep: TestSweep, by parameters: Parameters) throws -> [Substring] {
    let folder = try TestFolder()
    try sweep.write(to: folder)
    let read = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
      .decided(by: LearnedParameters(parameters))
    let summary = try read.publish(to: folder.path + "/results")
    #expect(summary.fit == nil && summary.parametersAfter == parameters)
    return try folder.read("results/units.csv").split(separator: "\n").dropFirst().map { $0 }
  }

  @Test("a shard of a city decides as the whole city does")
  func shards() throws {
    let sweep = LawCity.sweep
    let folder = try TestFolder()
    try sweep.write(to: folder)
    let whole = try TestSweep.run(folder)["units.csv"]!.split(separator: "\n").dropFirst()
    let learned = try RunSummary(contentsOf: folder.path + "/results/summary.json").parametersAfter
    #expect(try rows(sweep, by: learned) == Array(whole))
    let meters = Dictionary(
      uniqueKeysWithValues: sweep.files["units.csv"]!.rows.map { row in
        let fields = row.split(separator: ",")
        return (fields[2], fields[0])
      })
    var found: [Substring] = []
    for half in 0..<2 {
      var shard = sweep
      for (name, file) in sweep.files {
        let rows = file.rows.filter { row in
          let first = row.split(separator: ",")[0]
          let compound = name == "meter.csv" ? meters[first]! : first
          return Int(compound.dropFirst())! % 2 == half
        }
        shard.files[name] = (file.header, rows)
      }
      found += try rows(shard, by: learned)
    }
    #expect(found.sorted() == whole.sorted())
  }

  @Test("the shares of every unit add up to its log odds")
  func shares() throws {
    let city = try ReadCity(LawCity.sweep)
    var counted = 0
    for row in LawCity.sweep.files["units.csv"]!.rows {
      let fields = row.split(separator: ",").map(String.init)
      let view = try #require(city.view(fields[0], fields[1]))
      let sum = view.shares.reduce(0) { $0 + $1.logOdds }
      #expect(abs(sum - view.posterior.logOdds) < 1e-9, "\(row)")
      let kinds = (0..<5).reduce(0) { $0 + view.posterior.kinds[$1] }
      #expect(abs(kinds - 1) < 1e-12)
      counted += view.placeCounts.isEmpty ? 0 : 1
    }
    #expect(counted > 40)
  }

  @Test("equal evidence in one compound is believed the same, and in others not")
  func equals() throws {
    var sweep = LawCity.sweep
    // Usage says more than its class.
    sweep.files["meter.csv"] = nil
    let results = try sweep.results()
    let counted: Set = ["C1", "C3", "C4", "C7"]
    var believed: [String: Set<String>] = [:]
    var anywhere: [String: Set<String>] = [:]
    for row in results["units.csv"]!.split(separator: "\n").dropFirst() {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      // People who moved cannot be seen in the row.
      guard !counted.contains(fields[0]), fields[8] != "0" else { continue }
      let evidence = (fields[8...9] + fields[13...18]).joined(separator: ",")
      believed["\(fields[0]) \(evidence)", default: []].insert(fields[7])
      anywhere[evidence, default: []].insert(fields[7])
    }
    #expect(believed.values.allSatisfy { $0.count == 1 })
    #expect(believed.count > 20 && anywhere.values.contains { $0.count > 1 })
  }
}
