import Foundation
import HouseholdSweep

/// Measures whole cities of each kind on each number of threads, and the floor.
struct CitySuite {
  private let request: BenchmarkRequest
  private let cache: CityCache
  private let measure: @Sendable (Job) throws(SweepBenchmark.Failure) -> Measurement

  init(
    _ request: BenchmarkRequest, _ cache: CityCache,
    _ measure: @escaping @Sendable (Job) throws(SweepBenchmark.Failure) -> Measurement
  ) {
    self.request = request
    self.cache = cache
    self.measure = measure
  }

  /// Warms up, then runs all in turn as often as asked for.
  func run(progress: @escaping @Sendable (String, Double) -> Void) throws -> [CityResult] {
    let files = FileManager.default
    // What a benchmark that was killed left behind; its last run may still be at work, so that a
    // folder of the same name would be shared with it.
    for name in try files.contentsOfDirectory(atPath: cache.root) where name.hasPrefix("run-") {
      try? files.removeItem(atPath: cache.root + "/" + name)
    }
    let work = cache.root + "/run-\(ProcessInfo.processInfo.processIdentifier)"
    try files.createDirectory(
      atPath: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? files.removeItem(atPath: work) }
    let output = work + "/output"
    // The last warm-up is of the plain city: its results say what the floor has to write.
    let results = work + "/results"
    let most = request.threads.max() ?? 1
    for kind in CityCache.Kind.allCases.reversed() {
      let folder = try cache.folder(kind, progress: progress)
      progress("warming up", 0)
      try? files.removeItem(atPath: results)
      _ = try measure(.reconcile(folder: folder, output: results, threads: most))
    }
    var cases = try cases(results: results, output: output)
    for run in 0..<request.runs {
      for index in cases.indices {
        progress(
          "measuring", Double(run * cases.count + index) / Double(request.runs * cases.count))
        // Taking away old results is not part of the run.
        try? files.removeItem(atPath: output)
        let measurement = try measure(cases[index].job)
        cases[index].result.add(measurement)
      }
    }
    return cases.map(\.result)
  }

  private struct Case {
    var job: Job
    var result: CityResult
  }

  private func cases(results: String, output: String) throws -> [Case] {
    var cases: [Case] = []
    for kind in CityCache.Kind.allCases {
      let folder = try cache.folder(kind)
      cases += request.threads.map { threads in
        Case(
          job: .reconcile(folder: folder, output: output, threads: threads),
          result: CityResult(name: kind.rawValue, threads: threads))
      }
    }
    let folder = try cache.folder(.plain)
    cases += request.threads.map { threads in
      Case(
        job: .floor(folder: folder, results: results, output: output, threads: threads),
        result: CityResult(name: CityResult.floorName, threads: threads))
    }
    return cases
  }
}

/// All runs of one city on one number of threads.
struct CityResult: Codable, Sendable, Equatable {
  struct Phase: Codable, Sendable, Equatable {
    var name: String
    var seconds: Samples
  }

  static let floorName = "floor"

  /// A kind of city, or `floor`.
  var name: String
  var threads: Int
  var seconds = Samples()
  /// Of all threads together.
  var processorSeconds = Samples()
  var phases: [Phase] = []
  var rows = 0
  var bytes = 0
  var units = 0
  /// The most of all runs.
  var peakBytes = 0

  init(name: String, threads: Int) {
    self.name = name
    self.threads = threads
  }

  /// `plain, 2 threads`
  var title: String { "\(name), \(threads) thread\(threads == 1 ? "" : "s")" }

  var rowsPerSecond: Double { Double(rows) / seconds.median }
  var bytesPerSecond: Double { Double(bytes) / seconds.median }

  mutating func add(_ measurement: Measurement) {
    seconds.add(measurement.seconds)
    processorSeconds.add(measurement.processorSeconds)
    for phase in measurement.phases {
      if let place = phases.firstIndex(where: { $0.name == phase.name }) {
        phases[place].seconds.add(phase.seconds)
      } else {
        phases.append(Phase(name: phase.name, seconds: Samples([phase.seconds])))
      }
    }
    rows = measurement.rows
    bytes = measurement.bytes
    units = measurement.units
    peakBytes = max(peakBytes, measurement.peakBytes)
  }
}
