import Foundation
import HouseholdSweep
import SweepReport
import SyntheticCity
import TestSupport

/// A city with its results, cut by compounds into shards, each a sweep folder of its own.
struct ShardedCity {
  let folder: TestFolder
  let shards: [String]
  /// The sweep folder and the results of the whole.
  var city: String { folder.path + "/city" }
  var whole: String { folder.path + "/whole" }
  var parameters: String { folder.path + "/parameters.json" }

  static let options = ReadingOptions(threads: 2)

  /// Makes a city and cuts it by chance.
  /// - Parameter units: as many as are learned from, about.
  init(
    compounds: Int = 12, shards count: Int, seed: UInt64, learnFrom units: Int = 200_000,
    _ change: (inout CityOptions) -> Void = { _ in }
  ) throws {
    folder = try TestFolder()
    var options = CityOptions()
    options.compounds = compounds
    options.seed = seed
    options.threads = 2
    change(&options)
    _ = try SyntheticCity(options).write(to: folder.path + "/city")
    shards = (0..<count).map { [path = folder.path] in "\(path)/shard-\($0)" }
    let manifest = try folder.read("city/sweep.json")
    try folder.write(
      manifest.replacing("\"learn_max_units\": 200000", with: "\"learn_max_units\": \(units)"),
      to: "city/sweep.json")
    try cut(seed: seed)
  }

  /// Cuts every table by its compound; rows of meters go where the register has the meter. What belongs to no known
  /// compound goes to one shard, by its hash.
  private func cut(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 99)
    var shardOf: [Substring: Int] = [:]
    var shardOfMeter: [Substring: Int] = [:]
    func fields(_ row: Substring) -> [Substring] {
      row.split(separator: ",", omittingEmptySubsequences: false)
    }
    func shard(of key: Substring) -> Int {
      Int(key.utf8.reduce(7) { ($0 &* 31 &+ UInt64($1)) % 1_000_003 }) % shards.count
    }
    for name in ["compounds", "units", "residents", "knocks", "lights", "meter"] {
      let lines = try folder.read("city/\(name).csv").split(separator: "\n")
      var parts = [String](repeating: lines[0] + "\n", count: shards.count)
      for line in lines.dropFirst() {
        let cells = fields(line)
        let number: Int
        switch name {
        case "compounds":
          number = shardOf[cells[0]] ?? Int.random(in: 0..<shards.count, using: &random)
          shardOf[cells[0]] = number
        case "meter": number = shardOfMeter[cells[0]] ?? shard(of: line)
        default: number = shardOf[cells[0]] ?? shard(of: cells[0])
        }
        if name == "units" && cells.count > 3 { shardOfMeter[cells[3]] = number }
        parts[number] += line + "\n"
      }
      for (number, text) in parts.enumerated() {
        try folder.write(text, to: "shard-\(number)/\(name).csv")
      }
    }
    let manifest = try folder.read("city/sweep.json")
    for number in shards.indices { try folder.write(manifest, to: "shard-\(number)/sweep.json") }
  }

  /// Results of the whole, decided by itself.
  func decideWhole() throws -> RunSummary {
    try Sweep.run(
      reading: city, to: whole, options: Self.options,
      adding: [ReportFile.addition(threads: 2)], waitsForDisk: false)
  }

  var evidence: [String] { shards.map { $0 + "/evidence.csv" } }
  var results: [String] { shards.map { $0 + "/results" } }

  /// Evidence of all shards, what is learned from it, and their results.
  func decideShards() throws {
    for (shard, evidence) in zip(shards, evidence) {
      _ = try Sweep.writeEvidence(reading: shard, to: evidence, options: Self.options)
    }
    try ShardFit(evidence: evidence, threads: 2).parameters.write(to: parameters)
    let known = try LearnedParameters(contentsOf: parameters)
    for (shard, results) in zip(shards, results) {
      _ = try Sweep.run(
        reading: shard, to: results, options: Self.options, decidingBy: known,
        adding: [ReportFile.addition(threads: 1)], waitsForDisk: false)
    }
  }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}
