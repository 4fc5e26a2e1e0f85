import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Results are put in place whole")
struct ResultsFolderTests {
  private func sweepFolder() throws -> TestFolder {
    let folder = try TestFolder()
    try TestSweep.random(seed: 3, compounds: 1).write(to: folder)
    return folder
  }

  private func publish(_ folder: TestFolder, to name: String) throws {
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    _ = try sweep.publish(to: folder.path + "/" + name)
  }

  @Test("the last night's results are kept as .previous, for their owner only")
  func previous() throws {
    let folder = try sweepFolder()
    try publish(folder, to: "results")
    let first = try folder.read("results/units.csv")
    try folder.write("compound,unit,time,outcome\n", to: "knocks.csv")
    try publish(folder, to: "results")
    #expect(try folder.read("results.previous/units.csv") == first)
    #expect(try folder.read("results/units.csv") != first)
    try publish(folder, to: "results")
    let mode = { (name: String) in
      try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[.posixPermissions]
        as? Int
    }
    #expect(try mode("results") == 0o700)
    #expect(try mode("results/units.csv") == 0o600)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/results")
    #expect(names.count == 8)
  }

  @Test("what a killed run left behind is cleaned up, the old results stand")
  func staleFolder() throws {
    let folder = try sweepFolder()
    try publish(folder, to: "results")
    let first = try folder.read("results/units.csv")
    try folder.write("half a tab", to: ".results.tmp/units.csv")
    #expect(try folder.read("results/units.csv") == first)
    try publish(folder, to: "results")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/.results.tmp"))
    #expect(try folder.read("results/units.csv") == first)
  }

  @Test("a second run into the same folder says so")
  func twoAtOnce() throws {
    let folder = try sweepFolder()
    do {
      let first = try ResultsFolder.prepare(at: folder.path + "/results", for: folder.path)
      let error = #expect(throws: SweepError.self) { try publish(folder, to: "results") }
      #expect(error?.problem.contains("another run") == true)
      _ = try first.files.create("units.csv")
    }
    try publish(folder, to: "results")
  }

  @Test("places that are not for results are refused and left alone")
  func refusals() throws {
    let folder = try sweepFolder()
    try folder.write("mine", to: "notes/diary.txt")
    try folder.write("compound,unit\n", to: "residents/more.csv")
    for name in ["notes", ".", "..", "residents/out", "sweep.json", "no/such/place", "Meter"] {
      let error = #expect(throws: SweepError.self, "\(name)") { try publish(folder, to: name) }
      #expect(error?.advice != nil, "\(name)")
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/gone")
    let error = #expect(throws: SweepError.self) { try publish(folder, to: "link") }
    #expect(error?.problem.contains("leads nowhere") == true)
    #expect(throws: SweepError.self) { _ = try ResultsFolder.prepare(at: "", for: folder.path) }
    #expect(try folder.read("notes/diary.txt") == "mine")
    #expect(try Manifest(contentsOf: folder.path + "/sweep.json").name == "Test")
  }
}
