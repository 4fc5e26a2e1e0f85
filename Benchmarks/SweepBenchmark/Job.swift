import CSupport
import CommandLineKit
import DelimitedText
import Foundation
import HouseholdSweep
import SweepReport

/// One run of something large, done in a process of its own: only then is the peak of memory that
/// run's, and no run finds memory that another has touched before.
enum Job: Codable, Sendable, Equatable {
  /// The whole job of `sweep reconcile`.
  case reconcile(folder: String, output: String, threads: Int)
  /// What no engine can do without: see `FloorRun`.
  case floor(folder: String, results: String, output: String, threads: Int)

  /// The first word of a command line that asks for a job and not for a benchmark.
  static let word = "--job-in-this-process"

  /// Does the job that `json` describes and prints its measurement as JSON.
  static func perform(_ json: String, _ console: Console) -> ExitCode {
    do {
      let job = try JSONDecoder().decode(Job.self, from: Data(json.utf8))
      var measurement = try job.measured()
      measurement.peakBytes = ProcessUse.peakBytes
      measurement.processorSeconds = ProcessUse.processorSeconds
      try console.out(
        String(decoding: JSONEncoder().encode(measurement), as: UTF8.self) + "\n")
      return .done
    } catch {
      console.err("error: \(error)\n")
      return .failed
    }
  }

  /// Does the job in this process.
  func measured() throws -> Measurement {
    switch self {
    case .floor(let folder, let results, let output, let threads):
      return try FloorRun(folder: folder, results: results, threads: threads).run(to: output)
    case .reconcile(let folder, let output, let threads):
      let clock = PhaseClock()
      // How long a disk takes is the disk's figure, not the engine's.
      let summary = try Sweep.run(
        reading: folder, to: output,
        options: ReadingOptions(threads: threads) { clock.progress($0, $1) },
        adding: [ReportFile.addition(threads: threads)], waitsForDisk: false)
      let (phases, seconds) = clock.finish()
      return Measurement(
        seconds: seconds, phases: phases, rows: summary.ledger.reduce(0) { $0 + $1.rows },
        bytes: summary.ledger.reduce(0) { $0 + $1.bytes }, units: summary.units)
    }
  }

  /// Does the job in a new process and waits for it.
  func measuredInChild() throws(SweepBenchmark.Failure) -> Measurement {
    do {
      let process = Process()
      process.executableURL = Bundle.main.executableURL
      process.arguments = [
        Self.word, String(decoding: try JSONEncoder().encode(self), as: UTF8.self),
      ]
      let answer = Pipe()
      process.standardOutput = answer
      try process.run()
      let json = try answer.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationReason == .exit, process.terminationStatus == 0 else {
        throw SweepBenchmark.Failure("a run that was to be measured failed")
      }
      return try JSONDecoder().decode(Measurement.self, from: json)
    } catch let failure as SweepBenchmark.Failure {
      throw failure
    } catch {
      throw SweepBenchmark.Failure("a run could not be measured: \(error)")
    }
  }
}

/// How one run went.
struct Measurement: Codable, Sendable, Equatable {
  struct Phase: Codable, Sendable, Equatable {
    var name: String
    var seconds: Double
  }

  var seconds: Double
  /// In the order of the work.
  var phases: [Phase]
  /// Rows and bytes of all files read.
  var rows: Int
  var bytes: Int
  var units: Int
  /// The most memory that was resident at once.
  var peakBytes = 0
  /// What all threads together worked: more honest than the clock where others use the machine.
  var processorSeconds = 0.0
}

/// What this process has used so far.
enum ProcessUse {
  /// The most memory that was resident at once: `VmHWM` where the system tells it, because
  /// `ru_maxrss` of a child begins at the size of its parent.
  static var peakBytes: Int {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    if let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
      Int($0)
    }) {
      return kilobytes * 1024
    }
    return Int(process_use().peak_bytes)
  }

  /// In the program and in the system for it.
  static var processorSeconds: Double { process_use().processor_seconds }
}
