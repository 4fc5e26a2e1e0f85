import CommandLineKit
import Foundation
import Synchronization
import Testing

@testable import SweepBenchmark

/// A benchmark whose runs take no time: `seconds` says what each came to.
final class FakeBenchmark: Sendable {
  let said = Mutex("")
  let talk = Mutex("")
  let jobs = Mutex<[Job]>([])
  private let seconds: @Sendable (Job) -> Double
  private let root = NSTemporaryDirectory() + "benchmark-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: root) }

  init(seconds: @escaping @Sendable (Job) -> Double = { _ in 1 }) { self.seconds = seconds }

  func run(_ words: String...) -> ExitCode { run(words) }

  func run(_ words: [String]) -> ExitCode {
    let console = Console(
      out: { [self] text in said.withLock { $0 += text } },
      err: { [self] text in talk.withLock { $0 += text } },
      terminal: .init(width: 100, isTerminal: false, hasColor: false), errIsTerminal: false)
    let benchmark = SweepBenchmark(console, cacheRoot: root) {
      [self] job throws(SweepBenchmark.Failure) in
      jobs.withLock { $0.append(job) }
      return Measurement(
        seconds: seconds(job), phases: [.init(name: "reading", seconds: seconds(job))],
        rows: 2_000_000, bytes: 3_000_000_000, units: 5, peakBytes: 7_000_000,
        processorSeconds: 2 * seconds(job))
    }
    return benchmark.run(words)
  }
}

@Suite("The benchmark's command line")
struct BenchmarkTests {
  private func temporary() -> String { NSTemporaryDirectory() + "benchmark-\(UUID().uuidString)" }

  @Test(
    "wrong usage is told as such, before anything is measured",
    arguments: [
      ["--compounds", "0"], ["--runs", "many"], ["--threads", "1,,2"], ["--threads", "2,2"],
      ["--threads", "0"], ["--suite", "speed"], ["--baseline", "b", "--fail-above", "101"],
      ["--fail-above", "5"], ["--quick"], ["now"],
    ])
  func usage(words: [String]) {
    let benchmark = FakeBenchmark()
    #expect(benchmark.run(words) == .wrongUsage)
    #expect(benchmark.talk.withLock { $0 }.hasPrefix("error: "))
    #expect(benchmark.jobs.withLock { $0 }.isEmpty)
  }

  @Test("help shows every option and an example")
  func help() {
    let benchmark = FakeBenchmark()
    #expect(benchmark.run("--help") == .done)
    let said = benchmark.said.withLock { $0 }
    for word in [
      "--compounds", "--runs", "--threads", "--suite", "--json", "--baseline", "--fail-above",
      "EXAMPLES:", "poisson-binomial",
    ] {
      #expect(said.contains(word), "\(word)")
    }
  }

  @Test("every city runs on every number of threads, in turn, after a warm-up of each kind")
  func turns() {
    let benchmark = FakeBenchmark()
    #expect(
      benchmark.run("--suite", "city", "--compounds", "1", "--runs", "2", "--threads", "1,3")
        == .done)
    let jobs = benchmark.jobs.withLock { $0 }
    // Four kinds of cities and the floor, each on two numbers of threads.
    #expect(jobs.count == 4 + 2 * 10)
    #expect(Array(jobs[4..<14]) == Array(jobs[14..<24]))
    #expect(Set(jobs[4..<14].map { "\($0)" }).count == 10)
  }

  @Test("the table has rates, memory, speed-up and times the floor")
  func table() {
    let benchmark = FakeBenchmark { job in
      switch job {
      case .reconcile(let folder, _, let threads):
        (folder.contains("shuffled") ? 4 : 2) / Double(threads == 1 ? 1 : 2)
      case .floor: 0.5
      }
    }
    let json = temporary()
    #expect(
      benchmark.run(
        "--suite", "city", "--compounds", "1", "--runs", "3", "--threads", "1,2", "--json", json)
        == .done)
    let said = benchmark.said.withLock { $0 }
    let line = said.split(separator: "\n").first { $0.hasPrefix("plain, 2 threads") }
    let words = line?.split(separator: " ").map(String.init)
    #expect(
      words == [
        "plain,", "2", "threads", "1.000", "s", "0", "%", "2.000", "s", "2.0", "3.00", "7", "MB",
        "2.00", "2.0",
      ])
    #expect(throws: Never.self) { try BenchmarkReport(contentsOf: json) }
  }

  @Test("a speed that falls by more than allowed ends with 1, one that falls by less does not")
  func baseline() {
    let json = temporary()
    let city = ["--suite", "city", "--compounds", "1", "--runs", "1", "--threads", "1"]
    #expect(FakeBenchmark().run(city + ["--json", json]) == .done)
    // 1 s to 1.25 s: the speed falls by 20 %.
    let slower = FakeBenchmark { _ in 1.25 }
    #expect(slower.run(city + ["--baseline", json, "--fail-above", "21"]) == .done)
    #expect(slower.run(city + ["--baseline", json, "--fail-above", "19"]) == .failed)
    #expect(slower.run(city + ["--baseline", json]) == .failed)
    let said = slower.said.withLock { $0 }
    #expect(
      said.contains("plain, 1 thread       1.000 s  1.250 s  -20.0 %  fell by more than 19.0 %"))
    let slowFloor = FakeBenchmark { job in if case .floor = job { 9 } else { 1 } }
    #expect(slowFloor.run(city + ["--baseline", json]) == .done)
  }

  @Test("a baseline of another city, or none at all, is refused before anything is measured")
  func wrongBaseline() throws {
    let json = temporary()
    #expect(
      FakeBenchmark().run("--suite", "city", "--compounds", "1", "--runs", "1", "--json", json)
        == .done)
    let benchmark = FakeBenchmark()
    #expect(benchmark.run("--compounds", "2", "--baseline", json) == .failed)
    #expect(benchmark.talk.withLock { $0 }.contains("the baseline is of 1 compounds"))
    #expect(benchmark.run("--baseline", json + "-not-there") == .failed)
    #expect(benchmark.run("--json", json + "-not-there/now.json") == .failed)
    try Data("{}".utf8).write(to: URL(fileURLWithPath: json))
    #expect(benchmark.run("--baseline", json) == .failed)
    #expect(benchmark.talk.withLock { $0 }.contains("was not written by --json"))
    #expect(benchmark.jobs.withLock { $0 }.isEmpty)
  }

  @Test("the parts run, and are held by the memory scan beside them")
  func parts() throws {
    let json = temporary()
    let benchmark = FakeBenchmark()
    #expect(
      benchmark.run(
        "--suite", "poisson-binomial", "--compounds", "1", "--runs", "1", "--json", json) == .done)
    var report = try BenchmarkReport(contentsOf: json)
    let before = report
    #expect(report.parts.map(\.name) == ["poisson-binomial"])
    report.parts[0].timesScan = Samples([before.parts[0].timesScan.median * 2])
    #expect(Comparison(of: report, with: before, allowedPercent: 49).hasFallen)
    #expect(!Comparison(of: report, with: before, allowedPercent: 51).hasFallen)
    #expect(!Comparison(of: before, with: report, allowedPercent: 0).hasFallen)
  }
}

@Suite("A measurement")
struct MeasurementTests {
  @Test("the floor reads every row and writes as many bytes as the results have")
  func floor() throws {
    let root = NSTemporaryDirectory() + "floor-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let cache = try CityCache(compounds: 3, root: root)
    let city = try cache.folder(.plain)
    let whole = try Job.reconcile(folder: city, output: root + "/results", threads: 2).measured()
    let floor = try Job.floor(
      folder: city, results: root + "/results", output: root + "/floor", threads: 2
    ).measured()
    #expect(floor.rows == whole.rows)
    #expect(floor.bytes == whole.bytes)
    for name in try FileManager.default.contentsOfDirectory(atPath: root + "/results") {
      let sizes = try ["results", "floor"].map {
        try FileManager.default.attributesOfItem(atPath: "\(root)/\($0)/\(name)")[.size] as? Int
      }
      #expect(sizes[0] == sizes[1], "\(name)")
    }
    let names = Set(whole.phases.map(\.name))
    #expect(names.isSuperset(of: ["reading meter", "evidence from meter", "fitting", "deciding"]))
  }

  @Test("a city is made once, and not taken for whole while it is being made")
  func cache() throws {
    let root = NSTemporaryDirectory() + "cache-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let files = FileManager.default
    let folder = try CityCache(compounds: 2, root: root).folder(.plain)
    let made = try files.attributesOfItem(atPath: folder)[.modificationDate] as? Date
    let second = try CityCache(compounds: 2, root: root)
    #expect(throws: SweepBenchmark.Failure.self) { try CityCache(compounds: 2, root: root) }
    #expect(try second.folder(.plain) == folder)
    #expect(try files.attributesOfItem(atPath: folder)[.modificationDate] as? Date == made)
    try files.moveItem(atPath: folder, toPath: folder + ".unfinished")
    try files.removeItem(atPath: folder + ".unfinished/meter.csv")
    #expect(try second.folder(.plain) == folder)
    #expect(files.fileExists(atPath: folder + "/meter.csv"))
    let folders = try CityCache.Kind.allCases.map { try second.folder($0) }
    #expect(Set(folders).count == CityCache.Kind.allCases.count)
  }
}
