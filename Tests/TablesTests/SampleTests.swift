import Foundation
import HouseholdSweep
import Testing

/// The samples of untidy sweeps, each with what it should come to.
@Suite struct SampleTests {
  private struct Expected: Decodable {
    var units: [String: [String: String]]
    var rejected: Int?
    var error: String?
    var no_units: [String]?
    var absent: [String]?
  }

  static let samples = Bundle.module.resourcePath! + "/Samples"

  static var names: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: samples)) ?? []
    return all.filter { !$0.hasSuffix(".md") }.sorted()
  }

  @Test(arguments: names) func comesOutAsItShould(_ name: String) throws {
    let folder = try TestFolder()
    let source = Self.samples + "/" + name
    for inner in try FileManager.default.subpathsOfDirectory(atPath: source) {
      guard inner != "expected.json", let data = FileManager.default.contents(atPath: source + "/" + inner)
      else { continue }
      var isFolder = ObjCBool(false)
      _ = FileManager.default.fileExists(atPath: source + "/" + inner, isDirectory: &isFolder)
      if !isFolder.boolValue { try folder.write(Array(data), to: inner) }
    }
    let expected = try JSONDecoder().decode(
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
    for unit in expected.no_units ?? [] { #expect(results.units[unit] == nil) }
    for text in expected.absent ?? [] { #expect(!results.text.contains(text)) }
  }
}
