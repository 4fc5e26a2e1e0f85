import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("The plain form of two classes decides as the last release did")
struct LastReleaseTests {
  /// A manifest with the forms of the last release, one kind a side, all compounds alike, nothing left out.
  private static let manifest =
    #"{"first_day": "2020-02-17", "name": "Test", "model": "fixed", \#(TestSweep.plainForm())}"#

  /// Compound, unit, p and status of each row.
  private func wanted(_ text: String) -> [[String]] {
    let statuses: [Character: UnitStatus] = [
      "c": .confirmed, "u": .undercounted, "n": .unlistedOccupied, "m": .listMissing,
      "a": .listedAbsent, "v": .vacant, "?": .uncertain, "o": .unobserved,
    ]
    var rows: [[String]] = []
    var compound = ""
    var unit: String?
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      if word.hasPrefix("[") {
        compound = String(word.dropFirst().dropLast())
      } else if let known = unit {
        rows.append([compound, known, String(word.dropLast()), "\(statuses[word.last!]!.name)"])
        unit = nil
      } else {
        unit = word
      }
    }
    return rows
  }

  private func rows(_ table: String) -> [[String]] {
    table.split(separator: "\n").dropFirst().map { row in
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return [fields[0], fields[1], fields[7], fields[5]]
    }
  }

  @Test("of the samples", arguments: [("clean", LastRelease.clean), ("messy", LastRelease.messy)])
  func samples(name: String, text: String) throws {
    let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("sample-data")
    let folder = try TestFolder()
    let copy = folder.path + "/sweep"
    try FileManager.default.copyItem(
      atPath: samples.appendingPathComponent(name).path, toPath: copy)
    try folder.write(Self.manifest, to: "sweep/sweep.json")
    if name == "messy" {
      // The last release did not know this word.
      let days = "sweep/knocks/days 1-3.csv"
      try folder.write(try folder.read(days).replacing(",在家", with: ",未知"), to: days)
    }
    let read = try Sweep(reading: copy, options: ReadingOptions(threads: 2))
    _ = try read.publish(to: folder.path + "/results")
    #expect(rows(try folder.read("results/units.csv")) == wanted(text))
  }

  @Test(
    "of random sweeps",
    arguments: [(21, LastRelease.random21), (22, LastRelease.random22)] as [(UInt64, String)])
  func random(seed: UInt64, text: String) throws {
    var sweep = TestSweep.random(seed: seed, compounds: 5)
    sweep.manifest = Self.manifest
    #expect(rows(try sweep.results()["units.csv"]!) == wanted(text))
  }

  @Test("the plain form is `Parameters.twoClasses`, written and read")
  func form() throws {
    let manifest = try Manifest(json: Data(Self.manifest.utf8))
    #expect(manifest.parameters == .twoClasses)
  }
}
