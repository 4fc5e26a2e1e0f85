import CommandLineKit
import Foundation
import HouseholdSweep
import SyntheticCity
import TestSupport
import Testing

@testable import SweepCommands

@Suite("Evidence of shards, and what is learned from it")
struct ShardEvidenceTests {
  @Test("a whole city decides by what is learned from its evidence as by itself, in every byte")
  func roundTrip() throws {
    let city = try ShardedCity(shards: 1, seed: 3) { $0.placeCountShare = 0.3 }
    _ = try city.decideWhole()
    try city.decideShards()
    for name in try FileManager.default.contentsOfDirectory(atPath: city.whole) {
      #expect(
        try city.read(city.whole + "/" + name) == city.read(city.results[0] + "/" + name), "\(name)"
      )
    }
  }

  @Test(
    "any cut by compounds learns the same, and decides the same of every unit",
    arguments: [(2, UInt64(1)), (5, 2), (16, 3)])
  func cuts(_ shards: Int, _ seed: UInt64) throws {
    let city = try ShardedCity(
      shards: shards, seed: seed, learnFrom: 2000
    ) {
      $0.badRowShare = 0.01
      $0.broken = [.lazyWarden, .writtenZeros]
    }
    let whole = try city.decideWhole()
    try city.decideShards()
    let fitted = try ShardFit(evidence: city.evidence, threads: 1).parameters
    #expect(fitted.parametersAfter == whole.parametersAfter && fitted.fit == whole.fit)
    #expect(fitted.fit?.compounds ?? 99 < whole.compounds)
    #expect(fitted.units == whole.units && fitted.compounds == whole.compounds)
    #expect(fitted.patterns == whole.patterns)
    func rows(_ path: String) throws -> [Substring] {
      try city.read(path + "/units.csv").split(separator: "\n").dropFirst().map { $0 }
    }
    let parts = try city.results.flatMap(rows)
    #expect(Set(parts) == Set(try rows(city.whole)))
    #expect(parts.count == whole.units)
  }

  @Test("evidence that does not belong together is an error that says which shard")
  func faults() throws {
    let city = try ShardedCity(compounds: 6, shards: 2, seed: 4)
    let paths = city.evidence
    for (shard, path) in zip(city.shards, paths) {
      _ = try Reconciliation.writeEvidence(
        reading: shard, to: path, options: ShardedCity.options)
    }
    func expectError(_ words: [String], _ evidence: [String]? = nil) {
      let error = #expect(throws: SweepError.self) {
        try ShardFit(evidence: evidence ?? paths, threads: 1)
      }
      let text = error?.text(in: .en) ?? ""
      for word in words { #expect(text.contains(word), "\(word): \(text)") }
      #expect(error?.advice != nil && error?.text(in: .zh) != text)
    }
    expectError(["shard-0/evidence.csv", "is in", "C000"], [paths[0], paths[1], paths[0]])
    let (table, side) = (try city.folder.read("shard-1/evidence.csv"), "shard-1/evidence.json")
    let head = try city.folder.read(side)
    func spoil(_ words: [String], _ table: String? = nil, _ head: String? = nil) throws {
      if let table { try city.folder.write(table, to: "shard-1/evidence.csv") }
      if let head { try city.folder.write(head, to: side) }
      expectError(["shard-1"] + words)
    }
    try spoil(["not the one"], String(table.dropLast(20)))
    try spoil(["not the one"], String(table.dropLast(2)) + "8\n")
    let middle = table.index(table.startIndex, offsetBy: table.count / 2)
    try spoil(
      ["evidence.csv:"],
      table.replacing(",nobody,", with: ",nobode,", subrange: middle..<table.endIndex))
    try spoil(["schema 9"], table, head.replacing("\"schema\" : 1", with: "\"schema\" : 9"))
    try spoil(["no evidence"], nil, "{}")
    try spoil(
      ["'thresholds.meter_idle_kwh_per_day'", "0.1"], nil,
      head.replacing("\"meter_idle\" : 0.1", with: "\"meter_idle\" : 0.2"))
    try spoil(
      ["'model'", "fixed"], nil,
      head.replacing("\"model\" : \"learned\"", with: "\"model\" : \"fixed\""))
    try FileManager.default.removeItem(atPath: city.folder.path + "/" + side)
    expectError(["shard-1/evidence.json"])
  }

  @Test("parameters of another sweep, or of no sweep, are refused by what differs")
  func otherSweep() throws {
    let city = try ShardedCity(compounds: 6, shards: 1, seed: 4)
    try city.decideShards()
    let recorder = Recorder()
    let words = ["reconcile", city.shards[0], "--parameters", city.parameters, "--quiet"]
    #expect(recorder.run(words) == .done)
    let manifest = try city.folder.read("shard-0/sweep.json")
    try city.folder.write(
      manifest.replacing("\"occupied\": 0.9,", with: "\"occupied\": 0.95,"),
      to: "shard-0/sweep.json")
    #expect(recorder.run(words) == .badData)
    #expect(recorder.talk.contains("'thresholds.occupied' is 0.9, not 0.95"))
    try city.folder.write(manifest, to: "shard-0/sweep.json")
    let text = try city.folder.read("parameters.json")
    try city.folder.write(text.replacing("\"sweep\"", with: "\"sweeps\""), to: "parameters.json")
    #expect(recorder.run(words) == .badData)
    #expect(recorder.talk.contains("does not say from which sweep"))
  }

  @Test("the commands say what they did, in both languages, and put files in place whole")
  func commands() throws {
    let city = try ShardedCity(compounds: 6, shards: 1, seed: 4)
    let recorder = Recorder()
    let evidence = city.evidence[0]
    #expect(recorder.run("evidence", city.shards[0], "--output", evidence) == .done)
    #expect(recorder.said.contains("in 6 compounds"))
    #expect(recorder.run("fit", city.shards[0], "--output", city.parameters) == .done)
    #expect(recorder.said.contains("1 shard:") && recorder.said.contains("Learned from"))
    #expect(
      recorder.run("fit", evidence, "--output", city.parameters, "--language", "zh") == .done)
    #expect(recorder.said.contains("1片："))
    #expect(recorder.run("fit", "--output", city.parameters) == .wrongUsage)
    #expect(recorder.run("evidence", city.shards[0]) == .wrongUsage)
    #expect(recorder.run("evidence", city.city, "--output", city.city + "/units.csv") == .failed)
    #expect(recorder.run("evidence", city.city + "/none", "--output", evidence) == .badData)
    let names = try FileManager.default.contentsOfDirectory(atPath: city.shards[0])
    #expect(names.allSatisfy { !$0.hasPrefix(".") })
    let mode = try FileManager.default.attributesOfItem(atPath: evidence)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }
}
