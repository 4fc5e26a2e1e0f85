import CommandLineKit
import Foundation

/// Everything that a run of the benchmark measured, as its JSON tells it.
struct BenchmarkReport: Codable, Sendable, Equatable {
  static let productName = "household-sweep benchmark"

  /// The version of this file's form.
  var schema = 1
  var product = BenchmarkReport.productName
  /// `CityCache.fingerprint`.
  var generator: String
  var compounds: Int
  var runs: Int
  var cores: Int
  var city: [CityResult] = []
  var parts: [PartResult] = []

  init(_ request: BenchmarkRequest, city generator: String) {
    self.generator = generator
    compounds = request.compounds
    runs = request.runs
    cores = ProcessInfo.processInfo.activeProcessorCount
  }
}

// MARK: - JSON

extension BenchmarkReport {
  /// Reads what `write` wrote. Throws where it is something else.
  init(contentsOf path: String) throws(SweepBenchmark.Failure) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw SweepBenchmark.Failure("\(path) cannot be read")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let report = try? decoder.decode(Self.self, from: data),
      report.product == Self.productName, report.schema == 1
    else {
      throw SweepBenchmark.Failure("\(path) was not written by --json of this benchmark")
    }
    self = report
  }

  /// Sorted keys; no time, no path, no name of a machine.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(self) + Data("\n".utf8)
  }

  func write(to path: String) throws(SweepBenchmark.Failure) {
    do {
      try json().write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw SweepBenchmark.Failure("\(path) cannot be written")
    }
  }

  /// Throws where times of the two say nothing about each other.
  func checkComparable(with baseline: BenchmarkReport) throws(SweepBenchmark.Failure) {
    guard compounds == baseline.compounds else {
      throw SweepBenchmark.Failure(
        "the baseline is of \(baseline.compounds) compounds, and this would be of \(compounds)")
    }
    guard generator == baseline.generator else {
      throw SweepBenchmark.Failure(
        "the generator makes another city than the baseline's; measure a new baseline")
    }
  }
}

// MARK: - Text

extension BenchmarkReport {
  /// The tables for people.
  func text() -> String {
    var text = ""
    if let first = city.first {
      text += "A city of \(compounds) compounds: \(first.units) units, \(first.rows) rows, "
      text += "\(Self.megabytes(first.bytes)) MB\n"
      text += "\(runs == 1 ? "1 run" : "\(runs) runs") each, \(cores) cores\n\n"
      text += wholes() + "\n" + phases()
    }
    if !parts.isEmpty {
      if !text.isEmpty { text += "\n" }
      text += "Parts on one thread, each beside a plain scan of memory in turn\n\n" + partTable()
    }
    return text
  }

  private func wholes() -> String {
    var table = TextTable(
      ["city", "median", "spread", "CPU", "M rows/s", "GB/s", "peak", "speed-up", "× floor"],
      [.left] + Array(repeating: .right, count: 8))
    for result in city {
      table.add([
        result.title, Self.seconds(result.seconds.median), Self.percent(result.seconds.spread),
        Self.seconds(result.processorSeconds.median),
        Self.number(result.rowsPerSecond / 1e6, 1), Self.number(result.bytesPerSecond / 1e9, 2),
        "\(Self.megabytes(result.peakBytes)) MB", speedUp(result).map { Self.number($0, 2) } ?? "",
        timesFloor(result).map { Self.number($0, 1) } ?? "",
      ])
    }
    return table.text(width: .max)
  }

  /// How many times as fast as on the fewest threads.
  func speedUp(_ result: CityResult) -> Double? {
    let fewest = city.filter { $0.name == result.name }.min { $0.threads < $1.threads }
    guard let fewest, fewest.threads < result.threads else { return nil }
    return fewest.seconds.median / result.seconds.median
  }

  /// How many times the floor of as many threads.
  func timesFloor(_ result: CityResult) -> Double? {
    guard result.name != CityResult.floorName else { return nil }
    let floor = city.first {
      $0.name == CityResult.floorName && $0.threads == result.threads
    }
    return floor.map { result.seconds.median / $0.seconds.median }
  }

  /// Milliseconds of each phase ± half the spread, a column for each city.
  private func phases() -> String {
    var table = TextTable(
      ["phase, ms"] + city.map(\.title), [.left] + city.map { _ in .right })
    var names: [String] = []
    for result in city {
      for phase in result.phases where !names.contains(phase.name) { names.append(phase.name) }
    }
    for name in names {
      table.add(
        [name]
          + city.map { result in
            guard let phase = result.phases.first(where: { $0.name == name }) else { return "" }
            return Self.number(phase.seconds.median * 1000, 1) + " ±"
              + Self.percent(phase.seconds.spread / 2)
          })
    }
    return table.text(width: .max)
  }

  private func partTable() -> String {
    var table = TextTable(
      ["part", "MB/s", "spread", "M items/s", "memory scan, MB/s", "× scan", "spread"],
      [.left] + Array(repeating: .right, count: 6))
    for part in parts {
      table.add([
        part.name, Self.number(part.bytesPerSecond / 1e6, 0), Self.percent(part.seconds.spread),
        Self.number(part.itemsPerSecond / 1e6, 2), Self.number(part.scanBytesPerSecond / 1e6, 0),
        Self.number(part.timesScan.median, 1), Self.percent(part.timesScan.spread),
      ])
    }
    return table.text(width: .max)
  }

  static func seconds(_ value: Double) -> String { number(value, 3) + " s" }
  static func percent(_ share: Double) -> String { number(share * 100, 0) + " %" }
  static func megabytes(_ bytes: Int) -> Int { (bytes + 500_000) / 1_000_000 }
  static func number(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}
