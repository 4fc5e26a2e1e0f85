import CommandLineKit
import DelimitedText
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
      _ = try Sweep.writeEvidence(
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
    // A slip of the name costs nobody a table.
    let own = city.city + "/truth.csv"
    let before = try city.read(own)
    #expect(recorder.run("fit", evidence, "--output", own) == .failed)
    #expect(recorder.run("evidence", city.shards[0], "--output", own) == .failed)
    #expect(try city.read(own) == before && recorder.talk.contains("not touched"))
    let names = try FileManager.default.contentsOfDirectory(atPath: city.shards[0])
    #expect(names.allSatisfy { !$0.hasPrefix(".") })
    let mode = try FileManager.default.attributesOfItem(atPath: evidence)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }
  @Test("whatever call fails, evidence is what it was, what it should be, or refused as neither")
  func failingCalls() throws {
    let place = try FaultyPlace { folder in
      try FaultySweep.writeWithEvidence(to: folder)
      let knocks = "compound,unit,time,outcome\nC2,1-101,2020-02-17T20:00,vacant\n"
      try Data(knocks.utf8).write(to: URL(fileURLWithPath: folder + "/knocks.csv"))
    }
    try place.reset()
    let path = place.path + "/evidence.csv"
    let words = ["evidence", place.path, "--output", path, "--threads", "1", "--quiet"]
    func fit() throws -> FittedParameters { try ShardFit(evidence: [path], threads: 1).parameters }
    func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
    let before = try bytes()
    let counting = ScriptedSystem()
    #expect(counting.run { Recorder().run(words) } == .done)
    let after = try bytes()
    #expect(before != after)
    var refused = 0
    for (number, call) in counting.log.enumerated() where call.path.contains("evidence") {
      try place.reset()
      let system = ScriptedSystem(.error(EIO), at: number)
      let recorder = Recorder()
      let isDone = system.run { recorder.run(words) } == .done
      #expect(isDone || recorder.talk.hasPrefix("error: "))
      let found = try bytes()
      #expect(found == after || !isDone && found == before, "\(call.name) \(call.path)")
      if (try? fit()) == nil { refused += 1 }
      #expect(Recorder().run(words) == .done)
      #expect(try bytes() == after && (try? fit()) != nil)
    }
    // Between the two files there are few calls.
    #expect(refused < 4)
  }

  @Test("a shard takes for ambiguous what is so in its city, and says so once")
  func directory() throws {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17"}"#, to: "sweep.json")
    try folder.write("compound,name\nC1,Lotus\nC2,Jade\n", to: "compounds.csv")
    try folder.write("compound,unit,meter\nC1,1-101,M1\nC2,1-101,M2\n", to: "units.csv")
    try folder.write("compound,unit,resident\nJade,1-101,a\nLotus,1-101,b\n", to: "residents.csv")
    try folder.write(
      "meter,time,kwh,compound\nM1,2020-02-17T08:00,1,\nM1,2020-02-17T08:00,1,C1\n",
      to: "meter.csv")
    func read() throws -> Sweep {
      try Sweep(reading: folder.path, options: ShardedCity.options)
    }
    #expect(try read().rejectedCount == 0 && read().findings.isEmpty)
    let header = "compound,name,meter\n"
    func findings(_ first: String) throws -> [String] {
      try folder.write(
        header + "C1,Lotus,\nC2,Jade,\nC3,Lotus,\n\(first),,M1\nC1,,M1\nC9,,M2\n",
        to: "directory.csv")
      let sweep = try read()
      // Lotus is now two compounds, so the row is of one that is called so; one meter serves two.
      #expect(sweep.rejects.map(\.reason.rawValue) == ["ambiguous_meter"])
      #expect(sweep.rejects.first?.line == 2 && sweep.notes.isEmpty)
      #expect(sweep.ledgers.allSatisfy { $0.file != "directory.csv" })
      return sweep.findings.map { "\($0.name) \($0.places)" }
    }
    let own = try findings("C3")
    #expect(own == ["ambiguous_meter [\"M1\"]", "no_list [\"C1\"]"])
    // The shard that has the first of its compounds tells of a meter.
    #expect(try findings("C0") == ["no_list [\"C1\"]"])
    for bad in ["compound,meter\n", header + "C1\n", header + ",Lotus,\n"] {
      try folder.write(bad, to: "directory.csv")
      let error = #expect(throws: SweepError.self) { try read() }
      #expect(error?.place?.file == "directory.csv")
    }
  }

  @Test("columns says where what stands, and whether rows can be handed on as they are")
  func columns() throws {
    let folder = try TestFolder()
    func table(_ name: String, _ text: String) throws -> TableColumns {
      try folder.write(text, to: name)
      return try TableColumns(of: folder.path + "/" + name, threads: 2)
    }
    let plain = try table("knocks.csv", "unit,who,小区,time,outcome\n1,x,C1,t,vacant\n")
    #expect(plain.columns == ["unit": 0, "compound": 2, "time": 3, "outcome": 4])
    #expect(plain.separator == "," && plain.rows == 1 && plain.isTidy && plain.headerBytes == 29)
    #expect(plain.source == "knocks" && plain.encoding == "UTF-8")
    #expect(try table("meter/north/a.csv", "meter\ttime\tkwh\r\n1\t2\t3\r\n").separator == "\t")
    for (text, rowsAreLines) in [
      ("compound,unit,resident\nC1,\"1\n2\",a\n", false),
      ("compound,unit,resident\nC1,\"1,a\nC1,2,b\n", false),
      ("\u{FEFF}compound,unit,resident\nC1,1,a\n", true),
      ("Title,,\ncompound,unit,resident\nC1,1,a\n", true),
    ] {
      let found = try? table("residents.csv", text)
      #expect(found?.isTidy != true && found?.rowsAreLines ?? rowsAreLines == rowsAreLines)
    }
    #expect(throws: SweepError.self) { try table("people.csv", "compound,unit\n") }
    let recorder = Recorder()
    let file = folder.path + "/knocks.csv"
    #expect(recorder.run("columns", file) == .done && recorder.said.contains("commas, 1 row"))
    #expect(recorder.run("columns", file, "--json") == .done)
    #expect(recorder.said.contains("\"compound\" : 2"))
    try folder.write("unit,小区,time,outcome\n\"1\n\",C1,t,vacant\n", to: "knocks.csv")
    #expect(recorder.run("columns", file, "--language", "zh") == .badData)
    #expect(recorder.talk.contains("sweep tidy"))
    #expect(recorder.run("columns", folder.path + "/none.csv") == .badData)
  }
  @Test("exact sums of areas with any name come back, and give the same tables again")
  func exactSums() throws {
    let folder = try TestFolder()
    try folder.write(
      #"{"first_day": "2020-02-17", "name": "A \"b\" \\ 市"}"#, to: "sweep.json")
    try folder.write(
      "compound,community,district\nC1,\"N\"\"o\"\"\\\n\u{1F}\u{1}th\",东\nC2,\u{2028}😀,东\n",
      to: "compounds.csv")
    try folder.write("compound,unit\nC1,1-101\nC2,1-101\n", to: "units.csv")
    let results = folder.path + "/results"
    _ = try Sweep.run(
      reading: folder.path, to: results, options: ShardedCity.options, waitsForDisk: false)
    _ = try ResultsMerge.run(
      [results], to: folder.path + "/merged", options: ShardedCity.options, waitsForDisk: false)
    for name in ["exact.json", "areas.csv", "coverage.csv", "units.csv", "summary.json"] {
      #expect(try folder.read("results/" + name) == folder.read("merged/" + name), "\(name)")
    }
    let exact = try JSONSerialization.jsonObject(
      with: Data(try folder.read("results/exact.json").utf8))
    #expect(((exact as? [String: Any])?["areas"] as? [Any])?.count == 4)
  }
}
