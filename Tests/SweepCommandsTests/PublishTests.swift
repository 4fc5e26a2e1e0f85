import CommandLineKit
import Foundation
import Synchronization
import Testing

@testable import SweepCommands

@Suite("Publish and forget")
struct PublishTests {
  /// The clean sample's results, in a folder of their own.
  private final class Results {
    let folder = NSTemporaryDirectory() + "publish-\(UUID().uuidString)"
    var path: String { folder + "/results" }

    init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let words = [
        "reconcile", CommandTests.samples + "/clean", "--output", path, "--quiet",
      ]
      #expect(Recorder().run(words) == .done)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var names: [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    }
  }

  @Test("publish writes three files and says how wide the ranges are")
  func publish() throws {
    let results = try Results()
    let recorder = Recorder()
    let tables = results.folder + "/tables"
    #expect(recorder.run("publish", results.path, "--output", tables) == .done)
    #expect(recorder.said.contains("values in a range"))
    #expect(recorder.talk.contains("Tables in"))
    let names = try FileManager.default.contentsOfDirectory(atPath: tables).sorted()
    #expect(names == ["README.txt", "areas.csv", "coverage.csv"])
    let json = Recorder()
    let words = ["publish", results.path, "--output", tables, "--least", "20", "--json"]
    #expect(json.run(words) == .done)
    let report = try JSONSerialization.jsonObject(with: Data(json.said.utf8)) as? [String: Any]
    #expect(report?["least"] as? Int == 20)
    let quiet = Recorder()
    #expect(quiet.run("publish", results.path, "--output", tables, "--quiet") == .done)
    #expect(quiet.said.isEmpty && quiet.talk.isEmpty)
  }

  @Test("publish ends with 64 for wrong usage, 65 for sums that do not hold, else 1")
  func publishErrors() throws {
    let results = try Results()
    let tables = results.folder + "/tables"
    let recorder = Recorder()
    #expect(recorder.run("publish", results.path) == .wrongUsage)
    #expect(recorder.talk.contains("'--output DIR' is missing"))
    for least in ["2", "1001", "ten"] {
      let words = ["publish", results.path, "--output", tables, "--least", least]
      #expect(Recorder().run(words) == .wrongUsage)
    }
    #expect(Recorder().run("publish", results.path, "--output", results.path) == .failed)
    #expect(Recorder().run("publish", results.folder, "--output", tables) == .failed)
    let areas = URL(fileURLWithPath: results.path + "/areas.csv")
    var text = try String(contentsOf: areas, encoding: .utf8).split(separator: "\n")
    text.remove(at: 1)
    try Data(text.joined(separator: "\n").utf8).write(to: areas)
    #expect(Recorder().run("publish", results.path, "--output", tables) == .badData)
    #expect(results.names == ["results"])
  }

  private func forget(_ results: Results, answer: String?) -> (
    ExitCode, asked: String, said: String
  ) {
    let asked = Mutex("")
    let said = Mutex("")
    let console = Console(
      out: { _ in }, err: { text in said.withLock { $0 += text } },
      terminal: .init(width: 80, isTerminal: true, hasColor: false), errIsTerminal: true,
      ask: { question in
        asked.withLock { $0 += question }
        return answer
      })
    let code = SweepTool(console).run(["forget", results.path])
    return (code, asked.withLock { $0 }, said.withLock { $0 })
  }

  @Test("forget asks, and removes only on a yes")
  func forgetAsks() throws {
    let results = try Results()
    for answer in [nil, "", "n", "no", "Yesterday"] as [String?] {
      let (code, asked, said) = forget(results, answer: answer)
      #expect(code == .failed && asked.contains("y/N") && said.contains("Nothing was removed"))
    }
    #expect(results.names == ["results"])
    let (code, _, said) = forget(results, answer: "y")
    #expect(code == .done && said.contains("Removed:") && said.contains("9 files"))
    #expect(results.names.isEmpty)
  }

  @Test("forget wants --yes where nobody can be asked, and tells programs what went")
  func forgetYes() throws {
    let results = try Results()
    let recorder = Recorder()
    #expect(recorder.run("forget", results.path) == .wrongUsage)
    #expect(recorder.talk.contains("'--yes' says yes"))
    #expect(results.names == ["results"])
    #expect(Recorder().run("forget", results.folder, "--yes") == .failed)
    let json = Recorder()
    #expect(json.run("forget", results.path, "--yes", "--json") == .done)
    #expect(json.said.contains("units.csv") && json.said.contains("report.html"))
    #expect(results.names.isEmpty)
    #expect(Recorder().run("forget", results.path, "--yes") == .failed)
  }
}
