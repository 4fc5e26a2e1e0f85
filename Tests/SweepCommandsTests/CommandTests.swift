import CommandLineKit
import Foundation
import Synchronization
import Testing

@testable import SweepCommands

/// A console that keeps what is said.
final class Recorder: Sendable {
  let out = Mutex("")
  let err = Mutex("")

  func run(_ words: String...) -> ExitCode { run(words) }

  func run(_ words: [String]) -> ExitCode {
    let console = Console(
      out: { [self] text in out.withLock { $0 += text } },
      err: { [self] text in err.withLock { $0 += text } },
      terminal: .init(width: 100, isTerminal: false, hasColor: false), errIsTerminal: false)
    return Sweep(console).run(words)
  }

  var said: String { out.withLock { $0 } }
  var talk: String { err.withLock { $0 } }
}

@Suite("Commands")
struct CommandTests {
  static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("sample-data")
    .path

  private func temporary() -> String { NSTemporaryDirectory() + "commands-\(UUID().uuidString)" }

  @Test("init, check and reconcile follow each other")
  func newSweep() throws {
    let folder = temporary()
    let recorder = Recorder()
    #expect(recorder.run("init", folder, "--first-day", "2020-02-17", "--days", "2") == .done)
    #expect(recorder.run("check", folder) == .done)
    #expect(recorder.run("reconcile", folder) == .done)
    #expect(recorder.said.contains("0 units"))
    #expect(recorder.run("init", folder) == .failed)
    #expect(recorder.talk.contains("not touched"))
  }

  @Test("check says 65 and names the lines; reconcile does not mind")
  func messy() {
    let recorder = Recorder()
    #expect(recorder.run("check", Self.samples + "/messy") == .badData)
    #expect(recorder.said.contains("meter.csv:7: kwh: bad_number 'n/a'"))
    let output = temporary()
    #expect(recorder.run("reconcile", Self.samples + "/messy", "--output", output) == .done)
  }

  @Test("check tells which rule read how many rows, the worst compounds, and likely aliases")
  func addresses() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [
      ("sweep.json", #"{"first_day": "2020-02-17"}"#),
      ("units.csv", "compound,unit\nC1,3-1-501\nC1,8-2-1202\nC2,1\n"),
      ("residents.csv", "小区,房号\nC1,三栋501\nC1,3-501\nC1,8-2-12o2\nC1,门卫\nC2,门卫\n"),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    let recorder = Recorder()
    #expect(recorder.run("check", folder) == .done)
    let lines = recorder.said.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["entrance_left_out", "2", "residents.csv"]))
    let worst = lines.filter { $0.count == 3 && ["C1", "C2"].contains($0[0]) }
    #expect(worst == [["C1", "2", "2"], ["C2", "1", "1"]])
    #expect(lines.contains(["C1,8-2-12O2,8-2-1202"]))
    let json = Recorder()
    #expect(json.run("check", folder, "--json") == .done)
    #expect(json.said.contains("\"entrance_left_out\" : 2"))
  }

  @Test("the worklist goes through a building from the top down")
  func worklist() {
    let output = temporary()
    let recorder = Recorder()
    #expect(
      recorder.run("reconcile", Self.samples + "/clean", "--output", output, "--quiet") == .done)
    #expect(recorder.said.isEmpty)
    #expect(recorder.run("worklist", output, "--compound", "c0001") == .done)
    let lines = recorder.said.split(separator: "\n").dropFirst()
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("C0001,") })
    let rooms = lines.compactMap { $0.split(separator: ",").dropFirst(2).first }
      .filter { $0.hasPrefix("1-1-") }.compactMap { Int($0.dropFirst(4)) }
    #expect(rooms.map { $0 / 100 } == rooms.map { $0 / 100 }.sorted(by: >))
  }

  @Test("explain tells rows, shares and decision, and suggests what was meant")
  func explain() {
    let recorder = Recorder()
    #expect(recorder.run("explain", Self.samples + "/clean", "C0001", "1栋2单元701") == .done)
    for part in ["knocks.csv:", "not in the register", "check_address", "log odds"] {
      #expect(recorder.said.contains(part), "\(part)")
    }
    #expect(recorder.run("explain", Self.samples + "/clean", "C0001", "1-2-7011") == .failed)
    #expect(recorder.talk.contains("did you mean"))
  }

  @Test("JSON for programs can be read")
  func json() throws {
    for words in [
      ["check", Self.samples + "/clean"], ["explain", Self.samples + "/clean", "C0001", "1-1-101"],
    ] {
      let recorder = Recorder()
      let console = Console(
        out: { text in recorder.out.withLock { $0 += text } }, err: { _ in },
        terminal: .init(width: 80, isTerminal: false, hasColor: false), errIsTerminal: false)
      #expect(Sweep(console).run(words + ["--json"]) == .done)
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(recorder.said.utf8))
      }
    }
  }

  @Test("every command has an example; wrong usage is 64, a missing folder 65")
  func usage() {
    for command in Sweep.definition.commands {
      #expect(!command.examples.isEmpty, "\(command.name)")
    }
    let recorder = Recorder()
    #expect(recorder.run("chekc") == .wrongUsage)
    #expect(recorder.talk.contains("did you mean 'check'"))
    #expect(recorder.run("check", "/no/such/folder") == .badData)
    #expect(recorder.run("--version") == .done)
  }

  @Test("a closed pipe is a quiet end")
  func closedPipe() {
    let console = Console(
      out: { _ throws(ClosedPipe) in throw ClosedPipe() },
      err: { _ in Issue.record("said something") },
      terminal: .init(width: 80, isTerminal: false, hasColor: false), errIsTerminal: false)
    #expect(Sweep(console).run(["help"]) == .done)
  }

  private struct Scores: Decodable {
    struct Score: Decodable { var logLoss: Double }
    var score: Score
    var bound: Score
  }

  @Test("a city made by the model is scored within one percent of the bound")
  func score() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    #expect(
      recorder.run("generate", folder, "--compounds", "12", "--seed", "4", "--quiet") == .done)
    #expect(recorder.run("reconcile", folder, "--quiet") == .done)
    #expect(
      recorder.run("score", folder + "/results", folder + "/truth.csv", "--json") == .done)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let scores = try decoder.decode(Scores.self, from: Data(recorder.said.utf8))
    #expect(scores.score.logLoss < 1.01 * scores.bound.logLoss)
    let table = Recorder()
    #expect(table.run("score", folder + "/results", folder + "/truth.csv") == .done)
    #expect(table.said.contains("unlisted_occupied") && table.said.contains("●"))
    #expect(table.run("score", folder + "/results", folder + "/nothing.csv") != .done)
  }

  @Test("cities break an assumption each, and are reconciled all the same")
  func brokenAssumptions() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var lights: Set<String> = []
    for assumption in ["hidden-windows", "lit-empty", "light-by-household", "districts"] {
      let recorder = Recorder()
      let words = ["--compounds", "4", "--break", assumption, "--overwrite", "--quiet"]
      #expect(recorder.run(["generate", folder] + words) == .done)
      #expect(recorder.run("reconcile", folder, "--quiet") == .done)
      lights.insert(try String(contentsOfFile: folder + "/lights.csv", encoding: .utf8))
    }
    #expect(lights.count == 4)
  }
}
