import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("The samples give the results beside them")
struct SampleDataTests {
  @Test(arguments: ["clean", "messy"])
  func sample(name: String) throws {
    let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("sample-data")
    let folder = try TestFolder()
    let sweep = try Sweep(
      reading: samples.appendingPathComponent(name).path, options: ReadingOptions(threads: 2))
    _ = try sweep.publish(to: folder.path + "/results")
    let expected = samples.appendingPathComponent("expected/\(name)")
    let files = try FileManager.default.contentsOfDirectory(atPath: expected.path)
    #expect(files.count == 8)
    for file in files {
      let wanted = String(
        decoding: try Data(contentsOf: expected.appendingPathComponent(file)), as: UTF8.self)
      #expect(try folder.read("results/\(file)") == wanted, "\(file)")
    }
  }
}
