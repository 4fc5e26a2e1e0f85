import Foundation
import HouseholdSweep
import Testing

@Suite("The programs of docs/library.md")
struct ProgramTests {
  private static let programs = ["Unlisted", "Communities", "NightlyRun"]

  @Test("they stand there as they are compiled here", arguments: programs)
  func compiled(_ name: String) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    let program = try String(
      contentsOf: tests.appending(path: "Programs/\(name).swift"), encoding: .utf8)
    let tutorial = try String(
      contentsOf: root.appending(path: "docs/library.md"), encoding: .utf8)
    #expect(tutorial.contains("```swift\n\(program)```\n"))
  }

  @Test("unlisted units are told with their reasons")
  func unlistedUnits() throws {
    let lines = try unlisted(in: "sample-data/clean")
    #expect(lines.count == 23)
    #expect(lines.allSatisfy { $0.contains(" %: ") && !$0.hasSuffix(": ") })
  }

  @Test("communities come with those first whose lists miss most")
  func missing() throws {
    let found = try communities(in: "sample-data/clean")
    #expect(!found.isEmpty)
    #expect(found.map(\.missing) == found.map(\.missing).sorted(by: >))
  }

  @Test("a night's run publishes, holds back, or says in Chinese what is wrong")
  func night() throws {
    let scratch = NSTemporaryDirectory() + "library-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let done = nightlyRun(on: "sample-data/clean", to: scratch, atMost: 0.5)
    #expect(done.contains("289 户"))
    #expect(FileManager.default.fileExists(atPath: scratch + "/units.csv"))
    let held = nightlyRun(on: "sample-data/messy", to: scratch + "-2", atMost: 0)
    #expect(held.contains("行未采用"))
    #expect(!FileManager.default.fileExists(atPath: scratch + "-2"))
    let wrong = nightlyRun(on: scratch + "/nowhere", to: scratch, atMost: 1)
    #expect(wrong.contains("没有"))
  }
}
