import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HouseholdSweep

/// A caller's clock stands on these calls: see `ReadingOptions.progress`.
@Suite("Phases are told as they begin")
struct PhaseTests {
  static let phases = [
    "reading compounds", "building the register", "reading units", "building the register",
    "reading residents", "evidence from residents", "reading knocks", "evidence from knocks",
    "reading meter", "evidence from meter", "reading lights", "evidence from lights",
    "checking walks and workers", "fitting",
    "deciding", "writing",
  ]

  /// Rows that contradict each other would have a source read, and begun, a second time.
  @Test("each phase begins once at 0, in the order of the work, whatever the threads")
  func order() throws {
    let sample =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path + "/sample-data/clean"
    for threads in [1, 3] {
      let folder = try TestFolder()
      let begun = Mutex<[String]>([])
      let options = ReadingOptions(threads: threads, chunkSize: 512) { phase, fraction in
        if fraction == 0 { begun.withLock { $0.append(phase) } }
        return true
      }
      _ = try Sweep.run(reading: sample, to: folder.path + "/results", options: options)
      #expect(begun.withLock { $0 } == Self.phases)
    }
  }

  @Test("a caller who stops as a phase begins gets no results")
  func stopping() throws {
    for last in Set(Self.phases) {
      let folder = try TestFolder()
      try TestSweep.random(seed: 3).write(to: folder)
      let options = ReadingOptions(threads: 2) { phase, _ in phase != last }
      #expect(
        throws: SweepError.stopped(while: last), "\(last)"
      ) {
        try Sweep.run(
          reading: folder.path, to: folder.path + "/results", options: options)
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/results"))
    }
  }
}
