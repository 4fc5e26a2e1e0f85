import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Results are removed, and nothing else")
struct HeldResultsTests {
  /// A sweep that was reconciled twice, and a run that died.
  private func sweep() throws -> TestFolder {
    let folder = try TestFolder()
    try TestSweep.random(seed: 3, compounds: 1).write(to: folder)
    for _ in 0..<2 {
      let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
      _ = try sweep.publish(to: folder.path + "/results")
    }
    try folder.write("half a tab", to: ".results.tmp/units.csv")
    try folder.write("<html>", to: "results/report.html")
    try folder.write("<ht", to: "results/.report.html.tmp")
    return folder
  }

  private func forget(
    _ name: String, in folder: TestFolder, _ fileSystem: FileSystem = FileSystem()
  ) throws {
    let held = try HeldResults(
      at: folder.path + "/" + name, additions: ["report.html"], fileSystem)
    try held.remove()
  }

  private func names(_ folder: TestFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("results, those before and what a dead run left go; the sources stay")
  func removes() throws {
    let folder = try sweep()
    let sources = try names(folder).filter { !$0.contains("results") }
    #expect(try names(folder).count == sources.count + 3)
    try forget("results/", in: folder)
    #expect(try names(folder) == sources)
    #expect(throws: SweepError.self) { try forget("results", in: folder) }
    #expect(try names(folder) == sources)
  }

  @Test("what is left of results alone goes, too")
  func leftovers() throws {
    let folder = try sweep()
    try FileManager.default.removeItem(atPath: folder.path + "/results")
    try forget("results", in: folder)
    #expect(!(try names(folder)).contains { $0.contains("results") })
  }

  @Test("one thing that no run wrote, and nothing is removed")
  func refusals() throws {
    let files = FileManager.default
    let changes: [(String, (TestFolder) throws -> Void)] = [
      ("a note", { try $0.write("mine", to: "results/note.txt") }),
      ("a folder", { try $0.write("mine", to: "results/old/units.csv") }),
      ("a note before", { try $0.write("mine", to: "results.previous/note.txt") }),
      ("a note in what a run left", { try $0.write("mine", to: ".results.tmp/note.txt") }),
      ("no summary", { try files.removeItem(atPath: $0.path + "/results/summary.json") }),
      ("another's summary", { try $0.write("{}", to: "results.previous/summary.json") }),
      (
        "a link to a file",
        {
          try files.removeItem(atPath: $0.path + "/results/units.csv")
          try files.createSymbolicLink(
            atPath: $0.path + "/results/units.csv", withDestinationPath: $0.path + "/sweep.json")
        }
      ),
      (
        "a link to a folder",
        {
          try files.moveItem(
            atPath: $0.path + "/results.previous", toPath: $0.path + "/elsewhere")
          try files.createSymbolicLink(
            atPath: $0.path + "/results.previous", withDestinationPath: $0.path + "/elsewhere")
        }
      ),
    ]
    for (what, change) in changes {
      let folder = try sweep()
      try change(folder)
      let before = try files.subpathsOfDirectory(atPath: folder.path).sorted()
      let error = #expect(throws: SweepError.self, "\(what)") { try forget("results", in: folder) }
      #expect(error?.advice != nil, "\(what)")
      #expect(try files.subpathsOfDirectory(atPath: folder.path).sorted() == before, "\(what)")
    }
  }

  @Test("the sweep folder, its sources, links and what is not there are refused")
  func wrongPlaces() throws {
    let folder = try sweep()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/results")
    let before = try names(folder)
    for name in ["", ".", "..", "link", "link/", "sweep.json", "units.csv", "gone", "gone/results"]
    {
      #expect(throws: SweepError.self, "\(name)") { try forget(name, in: folder) }
    }
    #expect(try names(folder) == before)
  }

  @Test("a run that writes there is not disturbed, and the other way round")
  func locked() throws {
    let folder = try sweep()
    do {
      let run = try ResultsFolder.prepare(at: folder.path + "/results", for: folder.path)
      #expect(throws: SweepError.self) { try forget("results", in: folder) }
      _ = run.files
    }
    let held = try HeldResults(at: folder.path + "/results", additions: ["report.html"])
    #expect(throws: SweepError.self) {
      _ = try ResultsFolder.prepare(at: folder.path + "/results", for: folder.path)
    }
    try held.remove()
    #expect(!(try names(folder)).contains { $0.contains("results") })
  }

  @Test("a removal that fails is told, and can be tried again")
  func failures() throws {
    var (moment, isDone) = (0, false)
    while !isDone {
      let folder = try sweep()
      let count = Counter()
      let failing = FileSystem { [moment] _ in count.next() == moment ? .error(EIO) : nil }
      do {
        try forget("results", in: folder, failing)
      } catch {
        #expect(error is SweepError)
        try? forget("results", in: folder)
      }
      isDone = count.value <= moment
      let rest = try names(folder).filter { $0.contains("results") && !$0.hasSuffix(".lock") }
      #expect(rest.isEmpty, "call \(moment)")
      moment += 7
    }
  }

  private final class Counter: @unchecked Sendable {
    var value = 0
    func next() -> Int {
      value += 1
      return value - 1
    }
  }
}
