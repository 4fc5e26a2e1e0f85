import CommandLineKit
import Foundation
import HouseholdSweep

/// The tool: a command line in, measurements and an exit code out.
struct SweepBenchmark: Sendable {
  /// Why there is no result, in one sentence.
  struct Failure: Error, Equatable {
    var problem: String

    init(_ problem: String) { self.problem = problem }
  }

  static let definition = ToolDefinition(
    version: "1",
    CommandDefinition(
      name: "SweepBenchmark", abstract: "Measure how fast a city is reconciled.",
      discussion:
        "Makes a city once and keeps it under the temporary directory; warms up; then runs everything in turn, each run in a process of its own, so that a slow minute of the machine meets all alike. Prints the median and the spread (the middle half of the runs, as a share of the median).",
      options: [
        .init("compounds", value: "N", "The city's compounds; by default 1000. Full size: 7148."),
        .init("runs", value: "R", "Runs of each measurement; by default 5."),
        .init("threads", value: "LIST", "Such as 1,2,4; by default 1 and one a core."),
        .init(
          "suite", value: "NAME",
          "What to measure: \(Suite.allCases.map(\.rawValue).joined(separator: ", ")); by default all.",
          choices: Suite.allCases.map(\.rawValue)),
        .init("json", value: "FILE", "Write the measurements as JSON."),
        .init("baseline", value: "FILE", "Compare with measurements written by --json before."),
        .init(
          "fail-above", value: "PERCENT",
          "With --baseline: exit 1 where a speed has fallen by more; by default 10."),
      ],
      examples: [
        .init(
          "swift run -c release SweepBenchmark --compounds 7148 --runs 7",
          "Measures a city of full size, in all its kinds, and the parts."),
        .init(
          "swift run -c release SweepBenchmark --suite city --json before.json",
          "Keeps the measurements of the engine as it is."),
        .init(
          "swift run -c release SweepBenchmark --suite city --baseline before.json --fail-above 5",
          "Shows both side by side; exit 1 if the engine lost more than 5 % of its speed."),
      ]))

  private let console: Console
  private let cacheRoot: String
  private let measure: @Sendable (Job) throws(Failure) -> Measurement

  /// `measure` does a job and says how it went; tests give one that takes no time.
  init(
    _ console: Console, cacheRoot: String = CityCache.defaultRoot,
    measure: @escaping @Sendable (Job) throws(Failure) -> Measurement
  ) {
    self.console = console
    self.cacheRoot = cacheRoot
    self.measure = measure
  }

  /// Runs a command line, the tool's name aside.
  func run(_ words: [String]) -> ExitCode {
    do {
      return try perform(words)
    } catch OutputError.closedPipe {
      return .done
    } catch let error as OutputError {
      console.err("error: \(error.message)\n")
    } catch let error as UsageError {
      let help = HelpWriter(Self.definition, width: console.terminal.width)
      console.err("error: \(error.message)\n")
      console.err(help.usage(Self.definition.commands[0]) + "\n")
      console.err("  See 'SweepBenchmark --help' for more.\n")
      return .wrongUsage
    } catch let error as Failure {
      console.err("error: \(error.problem)\n")
    } catch {
      console.err("error: \(error)\n")
    }
    return .failed
  }

  private func perform(_ words: [String]) throws -> ExitCode {
    switch try Self.definition.parse(words) {
    case .version:
      try console.out("SweepBenchmark \(Self.definition.version)\n")
    case .help:
      let help = HelpWriter(Self.definition, width: console.terminal.width)
      try console.out(help.help(Self.definition.commands[0]))
    case .run(let parsed):
      return try perform(BenchmarkRequest(parsed))
    }
    return .done
  }

  private func perform(_ request: BenchmarkRequest) throws -> ExitCode {
    // What would make the measurements of no use is told before anything is measured.
    if let path = request.json {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      guard FileManager.default.isWritableFile(atPath: folder) else {
        throw Failure("\(path) cannot be written")
      }
    }
    let baseline = try request.baseline.map { try BenchmarkReport(contentsOf: $0) }
    let line = ProgressLine(console)
    defer { line.finish() }
    let cache = try CityCache(compounds: request.compounds, root: cacheRoot)
    var report = BenchmarkReport(request, city: cache.fingerprint)
    if let baseline { try report.checkComparable(with: baseline) }
    if request.suite.includesCity {
      let suite = CitySuite(request, cache, measure)
      report.city = try suite.run { line.update($0, $1) }
    }
    let parts = request.suite.parts
    if !parts.isEmpty {
      let folder = try cache.folder(.plain) { line.update($0, $1) }
      let suite = try PartSuite(parts, city: folder)
      report.parts = try suite.run(runs: request.runs) { line.update($0, $1) }
    }
    line.finish()
    try console.out(report.text())
    if let path = request.json { try report.write(to: path) }
    guard let baseline else { return .done }
    let comparison = Comparison(
      of: report, with: baseline, allowedPercent: request.failAbove ?? 10)
    try console.out("\n" + comparison.text())
    return comparison.hasFallen ? .failed : .done
  }
}
