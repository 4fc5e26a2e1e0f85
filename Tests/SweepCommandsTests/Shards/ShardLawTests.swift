import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport
import SyntheticCity
import TestSupport
import Testing

@testable import SweepCommands

/// The law of shards: a city cut by compounds comes out as the whole.
@Suite("Shards decide as the whole")
struct ShardLawTests {
  private static let tables = [
    "units.csv", "flags.csv", "areas.csv", "coverage.csv", "unmatched.csv", "exact.json",
  ]

  private func merge(_ city: ShardedCity, to name: String = "merged") throws -> RunSummary {
    try ResultsMerge.run(
      city.results, to: city.folder.path + "/" + name, options: ShardedCity.options,
      adding: [ReportFile.addition(threads: 2)], waitsForDisk: false)
  }

  /// Rejected rows without what tells the shard: file without folders, column, reason and value.
  private func rejects(_ text: String) -> [String] {
    text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let file = cells[0].split(separator: "/").last ?? ""
      return ([file] + cells[2...]).joined(separator: ",")
    }.sorted()
  }

  /// The first line in which two texts differ.
  private func difference(_ a: String, _ b: String) -> String? {
    let (a, b) = (a.split(separator: "\n"), b.split(separator: "\n"))
    let place = zip(a, b).enumerated().first { $1.0 != $1.1 }
    return place.map { "\($0.element.0) | \($0.element.1)" }
      ?? (a.count == b.count ? nil : "\(a.count) lines, not \(b.count)")
  }

  @Test(
    "any cut by compounds, merged, is the whole in every byte of every table",
    arguments: [(1, UInt64(11)), (2, 12), (3, 13), (7, 14), (16, 15)])
  func law(_ shards: Int, _ seed: UInt64) throws {
    let city = try ShardedCity(
      shards: shards, seed: seed, learnFrom: 3000
    ) {
      $0.badRowShare = 0.01
      $0.duplicateShare = 0.01
      $0.resetShare = 0.01
      $0.placeCountShare = 0.4
      $0.typingErrorShare = 0.01
      $0.shuffled = seed % 2 == 0
      $0.broken = seed % 3 == 0 ? Set(BrokenAssumption.allCases) : []
      $0.isChinese = false
    }
    let whole = try city.decideWhole()
    try city.decideShards()
    var merged = try merge(city)
    for name in Self.tables {
      #expect(
        difference(
          try city.folder.read("merged/" + name), try city.folder.read("whole/" + name)) == nil,
        "\(name)")
    }
    // The ledger is a sum; each shard has a header of its own.
    #expect(merged.ledger.map(\.file) == whole.ledger.map(\.file))
    for number in merged.ledger.indices { merged.ledger[number].bytes = whole.ledger[number].bytes }
    #expect(difference(merged.json(), whole.json()) == nil)
    let (mine, theirs) = (
      try city.folder.read("merged/rejects.csv"), try city.folder.read("whole/rejects.csv")
    )
    #expect(rejects(mine) == rejects(theirs) && !rejects(mine).isEmpty)
    #expect(shards == 1 || mine.contains("\nshard-0/"))
    // The report tells which rows first; of all else it is the same.
    if whole.rejectedRows == 0 || shards == 1 {
      #expect(try city.folder.read("merged/report.html") == city.folder.read("whole/report.html"))
    }
  }

  @Test("a merged part is a shard again: two steps come to the same as one")
  func steps() throws {
    let city = try ShardedCity(shards: 4, seed: 21)
    try city.decideShards()
    _ = try merge(city)
    for (name, part) in [("left", city.results[..<2]), ("right", city.results[2...])] {
      _ = try ResultsMerge.run(
        Array(part), to: city.folder.path + "/" + name, options: ShardedCity.options,
        waitsForDisk: false)
    }
    _ = try ResultsMerge.run(
      ["right", "left"].map { city.folder.path + "/" + $0 },
      to: city.folder.path + "/again", options: ShardedCity.options,
      adding: [ReportFile.addition(threads: 1)], waitsForDisk: false)
    for name in Self.tables + ["summary.json", "report.html"] {
      #expect(
        difference(
          try city.folder.read("again/" + name), try city.folder.read("merged/" + name)) == nil,
        "\(name)")
    }
  }

  @Test(
    "results that do not belong together are errors that say which shard, and nothing is written")
  func faults() throws {
    let city = try ShardedCity(compounds: 6, shards: 3, seed: 22)
    try city.decideShards()
    let recorder = Recorder()
    func expectError(
      _ words: [String], _ results: [String]? = nil, _ expected: ExitCode = .failed
    ) throws {
      let said = recorder.talk.count
      let code = recorder.run(
        ["merge"] + (results ?? city.results) + ["--output", city.folder.path + "/merged"])
      #expect(code == expected)
      let talk = String(recorder.talk.dropFirst(said))
      for word in words { #expect(talk.contains(word), "\(word): \(talk)") }
      let names = try FileManager.default.contentsOfDirectory(atPath: city.folder.path)
      #expect(names.allSatisfy { !$0.contains("merged") }, "\(names)")
    }
    func spoil(_ file: String, _ words: [String], _ change: (String) -> String?) throws {
      let name = "shard-1/results/" + file
      let text = try city.folder.read(name)
      if let changed = change(text) {
        try city.folder.write(changed, to: name)
      } else {
        try FileManager.default.removeItem(atPath: city.folder.path + "/" + name)
      }
      try expectError(["shard-1"] + words)
      try city.folder.write(text, to: name)
    }
    try spoil("summary.json", ["no summary.json"]) { _ in nil }
    try spoil("exact.json", ["no exact.json"]) { _ in nil }
    try spoil("summary.json", ["schema 9"]) {
      $0.replacing("\"schema\" : 2", with: "\"schema\" : 9")
    }
    try spoil("summary.json", ["'thresholds.occupied' is 0.9, not 0.8", "sweep fit"]) {
      $0.replacing("\"occupied\" : 0.9,", with: "\"occupied\" : 0.8,")
    }
    try spoil("units.csv", ["cut short"]) { String($0.dropLast(9)) }
    try spoil("areas.csv", ["cut short"]) { $0.replacing("\ncity,city,", with: "\ncity,city,,") }
    try spoil("flags.csv", ["cut short"]) { $0.replacing(",1,unlisted_occupied,", with: ",x,u,") }
    try spoil("exact.json", ["exact sums"]) { $0.replacing("\"looks\"", with: "\"look\"") }
    let other = city.folder.path + "/copy"
    try FileManager.default.copyItem(atPath: city.results[0], toPath: other)
    try expectError(["copy", "compound 'C0"], city.results + [other], .badData)
    try expectError(["the same folder"], city.results + [city.results[0] + "/"])
    try expectError(["sweep folder"], city.results + [city.city])
    // Decided by parameters of its own.
    _ = try Sweep.run(
      reading: city.shards[1], to: city.results[1], options: ShardedCity.options,
      waitsForDisk: false)
    try expectError(["shard-1", "'learned."])
    for place in [city.results[0], city.results[0] + "/inner", city.results[0] + ".previous"] {
      #expect(recorder.run(["merge"] + city.results + ["--output", place]) == .failed)
    }
    #expect(recorder.run(["merge"] + city.results) == .wrongUsage)
  }
}
