import CommandLineKit
import Foundation

/// What can be measured by name.
enum Suite: String, CaseIterable, Sendable {
  case all, city, parts
  case scanner, numbers, times, addresses, writer, em
  case poissonBinomial = "poisson-binomial"

  var includesCity: Bool { self == .all || self == .city }

  /// The suites of single parts that this one stands for.
  var parts: [Suite] {
    switch self {
    case .city: []
    case .all, .parts:
      [.scanner, .numbers, .times, .addresses, .writer, .em, .poissonBinomial]
    default: [self]
    }
  }
}

/// What a command line asks the benchmark for.
struct BenchmarkRequest: Sendable, Equatable {
  var compounds: Int
  var runs: Int
  /// In the order given, each once.
  var threads: [Int]
  var suite: Suite
  var json: String?
  var baseline: String?
  /// Percent.
  var failAbove: Double?

  init(_ parsed: ParsedCommand) throws(UsageError) {
    compounds = try parsed.whole("compounds", in: 1...100_000) ?? 1000
    runs = try parsed.whole("runs", in: 1...1000) ?? 5
    let cores = ProcessInfo.processInfo.activeProcessorCount
    threads =
      try parsed.value(
        "threads", expected: "whole numbers from 1 to 256 with commas between them, each once",
        Self.list) ?? (cores == 1 ? [1] : [1, cores])
    suite =
      try parsed.value("suite", expected: "the name of a suite", Suite.init(rawValue:)) ?? .all
    json = parsed.options["json"]
    baseline = parsed.options["baseline"]
    failAbove = try parsed.value("fail-above", expected: "a percentage from 0 to 100") { text in
      Double(text).flatMap { (0...100).contains($0) ? $0 : nil }
    }
    if failAbove != nil && baseline == nil {
      throw .needsOption("fail-above", other: "baseline")
    }
  }

  private static func list(_ text: String) -> [Int]? {
    var numbers: [Int] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = Int(word), (1...256).contains(number), !numbers.contains(number) else {
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }
}
