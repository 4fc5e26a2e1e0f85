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

  func run(
    _ words: [String], width: Int = 100, isTerminal: Bool = false, locale: String? = nil
  ) -> ExitCode {
    let console = Console(
      out: { [self] text in out.withLock { $0 += text } },
      err: { [self] text in err.withLock { $0 += text } },
      terminal: .init(width: width, isTerminal: isTerminal, hasColor: false), errIsTerminal: false,
      locale: locale)
    return SweepTool(console).run(words)
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
    #expect(recorder.run("check", Self.samples + "/messy", "--language", "en") == .badData)
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

  @Test("generate breaks several assumptions, in any order and twice; an unknown one is named")
  func breaks() throws {
    func city(_ breaks: String) throws -> [String: Data] {
      let folder = temporary()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let words = ["generate", folder, "--compounds", "2", "--quiet", "--break", breaks]
      #expect(Recorder().run(words) == .done)
      return try Dictionary(
        uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: folder).map {
          ($0, try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
        })
    }
    let both = try city("hidden-windows,closed-doors")
    #expect(try city("closed-doors,hidden-windows,closed-doors") == both)
    #expect(try city("hidden-windows") != both)
    #expect(try city("real") == city("hidden-windows,real"))
    for (breaks, complaint) in [
      ("hidden-windows,dark-windows", "'dark-windows'"), ("hidden-windows,", "''"),
      ("", "''"), ("Real", "'Real'"),
    ] {
      let recorder = Recorder()
      #expect(recorder.run("generate", temporary(), "--break", breaks) == .wrongUsage)
      #expect(recorder.talk.contains("'--break' is \(complaint)"), "\(recorder.talk)")
      #expect(recorder.talk.contains("meter-slips, real"))
    }
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

  private func results(of folder: String) -> String {
    let output = temporary()
    #expect(Recorder().run("reconcile", folder, "--output", output, "--quiet") == .done)
    return output
  }

  private func sweep(_ files: [String: String]) throws -> String {
    let folder = temporary()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    return folder
  }

  @Test("on a terminal the worklist fits, one door after the other, in the sweep's language")
  func worklistInWords() {
    let output = results(of: Self.samples + "/messy")
    let recorder = Recorder()
    let words = ["worklist", output, "--compound", "青山花园"]
    #expect(recorder.run(words, width: 40, isTerminal: true) == .done)
    let lines = recorder.said.split(separator: "\n")
    #expect(lines.allSatisfy { TextTable.width(of: String($0)) <= 40 })
    #expect(lines.first == "D-07 青山花园，无网格：1户")
    #expect(!recorder.said.contains("…") && recorder.said.contains("补登名单"))
    // Nothing of the other language, but in grids, addresses and ids.
    #expect(!recorder.said.contains("listed") && !recorder.said.contains("meter"))
  }

  @Test("a compound or grid that is not there is an error, not an empty list")
  func worklistOfNothing() throws {
    let output = results(of: Self.samples + "/clean")
    let recorder = Recorder()
    #expect(recorder.run("worklist", output, "--compound", "C9") == .failed)
    let strangers = ["--compound", "C0001", "--grid", "G-C0002-1"]
    #expect(recorder.run(["worklist", output] + strangers) == .failed)
    #expect(recorder.said.isEmpty)
    #expect(recorder.talk.contains("no compound 'C9'"))
    #expect(recorder.talk.contains("no grid 'G-C0002-1' in compound C0001"))
    #expect(recorder.run("worklist", output, "--grid", "ｇ-c0001-1", "--json") == .done)
    let list = try JSONSerialization.jsonObject(with: Data(recorder.said.utf8)) as? [[String: Any]]
    #expect(list?.isEmpty == false && list!.allSatisfy { $0["grid"] as? String == "G-C0001-1" })
  }

  @Test("the worklist takes floors from the register, and house numbers in their order")
  func worklistOrder() throws {
    let folder = try sweep([
      "sweep.json": #"{"first_day": "2020-02-17", "model": "fixed"}"#,
      "units.csv": """
      compound,unit,floor,grid
      V,9,,=1+1
      V,12,,=1+1
      V,118,,=1+1
      T,1-1-5,1,G
      T,1-1-3,2,G
      """,
    ])
    let recorder = Recorder()
    #expect(recorder.run("worklist", results(of: folder)) == .done)
    let rows = recorder.said.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[2] } == ["1-1-3", "1-1-5", "9", "12", "118"])
    // A spreadsheet opens it: it must see Chinese text, and no formula.
    #expect(recorder.said.hasPrefix("\u{FEFF}compound,"))
    #expect(rows.last?[1] == "'=1+1")
    let table = Recorder()
    #expect(table.run("worklist", results(of: folder), "--format", "table") == .done)
    #expect(table.said.hasPrefix("T, grid G: 2 doors\n"))
  }

  @Test("check says what to do about each kind of fault, and nothing when told to be quiet")
  func checkAdvice() throws {
    let recorder = Recorder()
    #expect(recorder.run("check", Self.samples + "/messy", "--quiet") == .badData)
    #expect(recorder.said.isEmpty && recorder.talk.isEmpty)
    let words = ["check", Self.samples + "/messy", "--limit", "1"]
    #expect(recorder.run(words + ["--language", "en"]) == .badData)
    #expect(recorder.said.contains("the first 1 (more with --limit)"))
    #expect(recorder.said.contains("bad_time (1): Write date and time as"))
    #expect(recorder.said.contains("conflicting_reading (2): "))
    // In the language of the sweep.
    #expect(recorder.run(words) == .badData)
    #expect(recorder.said.contains("时间无法识别（1行）：时间请写成"))
    let empty = temporary()
    #expect(recorder.run("init", empty) == .done)
    #expect(recorder.run("check", empty) == .done)
    #expect(recorder.said.contains("There are no rows yet"))
  }

  @Test("what goes into a file or pipe is whole, whatever the width")
  func wholeLines() {
    let recorder = Recorder()
    #expect(recorder.run(["check", Self.samples + "/messy"], width: 20) == .badData)
    // A meter's number is never shown whole.
    let said = recorder.said.replacing("99…9999", with: "")
    #expect(said.contains("编码") && !said.contains("…"))
    let narrow = Recorder()
    let words = ["check", Self.samples + "/messy"]
    #expect(narrow.run(words, width: 20, isTerminal: true) == .badData)
    #expect(narrow.said.hasPrefix("文件 "))
    #expect(TextTable.width(of: String(narrow.said.prefix { $0 != "\n" })) <= 20)
  }

  @Test("explain says which of a unit's rows were not used, and why")
  func explainRejected() throws {
    let folder = try sweep([
      "sweep.json": #"{"first_day": "2020-02-17", "model": "fixed"}"#,
      "residents.csv": "compound,unit\nC1,1-1-101\n",
      "knocks.csv":
        "compound,unit,time,outcome,worker\nC1,1-1-101,yesterday,answered,\u{1B}[2J\n",
      "lights.csv": """
      compound,place,time,lit
      C1,1-1-101,2020-02-17 20:00,1
      C1,1-1-101,2020-02-17 12:00,1
      C1,1-1-101,2020-02-27 20:00,1
      """,
    ])
    let recorder = Recorder()
    #expect(recorder.run("explain", folder, "C1", "1-1-101") == .done)
    #expect(recorder.said.contains("answered, worker \u{FFFD}[2J  not used: bad_time"))
    #expect(recorder.said.contains("2020-02-17 20:00, lit 1\n"))
    #expect(recorder.said.contains("2020-02-17 12:00, lit 1  not used: outside light_hours"))
    #expect(recorder.said.contains("2020-02-27 20:00, lit 1  not used: outside the days"))
    #expect(recorder.run("check", folder) == .badData)
    #expect(!recorder.said.contains("\u{1B}"))
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
      #expect(SweepTool(console).run(words + ["--json"]) == .done)
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(recorder.said.utf8))
      }
    }
  }

  @Test("every command has an example; wrong usage is 64, a missing folder 65")
  func usage() {
    for command in SweepTool.definition.commands {
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
      out: { _ throws(OutputError) in throw .closedPipe },
      err: { _ in Issue.record("said something") },
      terminal: .init(width: 80, isTerminal: false, hasColor: false), errIsTerminal: false)
    #expect(SweepTool(console).run(["help"]) == .done)
  }

  @Test("output that is cut short is an error")
  func fullDisk() {
    let said = Mutex("")
    let console = Console(
      out: { _ throws(OutputError) in throw .failed(errno: ENOSPC) },
      err: { text in said.withLock { $0 += text } },
      terminal: .init(width: 80, isTerminal: false, hasColor: false), errIsTerminal: false)
    #expect(SweepTool(console).run(["check", Self.samples + "/clean"]) == .failed)
    #expect(said.withLock { $0 }.contains("No space left on device"))
  }

  @Test("folders that cannot be made are told in the system's words")
  func unmakeableFolders() throws {
    let folder = try sweep(["file": ""])
    for command in ["init", "generate"] {
      let recorder = Recorder()
      #expect(recorder.run(command, folder + "/file/x") == .failed)
      #expect(recorder.talk.contains("Not a directory"), "\(command)")
      #expect(!recorder.talk.contains("Error Domain"), "\(command)")
    }
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
