import Foundation
import HouseholdSweep
import TestSupport
import Testing

/// The samples of untidy sweeps, each with what it should come to.
@Suite struct SampleTests {
  private struct Expected: Decodable {
    var units: [String: [String: String]]
    var rejected: Int?
    var error: String?
    var noUnits: [String]?
    var absent: [String]?
  }

  static let samples = Bundle.module.resourcePath! + "/Samples"

  static var names: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: samples)) ?? []
    return all.filter { !$0.hasSuffix(".md") }.sorted()
  }

  /// A copy of a sample, without what it should come to.
  private static func copy(_ name: String) throws -> TestFolder {
    let folder = try TestFolder()
    let source = samples + "/" + name
    for inner in try FileManager.default.subpathsOfDirectory(atPath: source) {
      guard inner != "expected.json",
        let data = FileManager.default.contents(atPath: source + "/" + inner)
      else { continue }
      var isFolder = ObjCBool(false)
      _ = FileManager.default.fileExists(atPath: source + "/" + inner, isDirectory: &isFolder)
      if !isFolder.boolValue { try folder.write(Array(data), to: inner) }
    }
    return folder
  }

  /// What `sweep tidy` writes gives the same units, and is tidy.
  @Test(arguments: names) func tidiedGivesTheSame(_ name: String) throws {
    let folder = try Self.copy(name)
    guard let before = try? TestResults(folder) else { return }
    let tidy = try TestFolder()
    let options = ReadingOptions(threads: 2)
    _ = try Sweep.tidy(reading: folder.path, to: tidy.path, options: options)
    let after = try TestResults(tidy)
    #expect(before.units == after.units)
    #expect(after.sweep.tellings.allSatisfy { $0.filledDown == 0 && $0.titles.isEmpty })
  }

  @Test(arguments: names) func comesOutAsItShould(_ name: String) throws {
    let folder = try Self.copy(name)
    let source = Self.samples + "/" + name
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let expected = try decoder.decode(
      Expected.self, from: Data(contentsOf: URL(fileURLWithPath: source + "/expected.json")))
    if let word = expected.error {
      let error = try? #require(throws: (any Error).self) { try TestResults(folder) }
      #expect("\(error as Any)".contains(word))
      return
    }
    let results = try TestResults(folder)
    for (unit, columns) in expected.units {
      for (column, value) in columns {
        #expect(results.units[unit]?[column] == value, "\(unit) \(column)")
      }
    }
    if let rejected = expected.rejected { #expect(results.sweep.rejectedCount == rejected) }
    for unit in expected.noUnits ?? [] { #expect(results.units[unit] == nil) }
    for text in expected.absent ?? [] { #expect(!results.text.contains(text)) }
  }
}
