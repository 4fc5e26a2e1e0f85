import CommandLineKit
import DelimitedText
import Foundation
import Testing

@testable import SweepCommands

@Suite("Whatever compounds, doors, grids, workers and files are called, it stays text")
struct HostileNameTests {
  static let names = [
    "=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\u{1B}[2J\u{1B}]0;title\u{7}", "\u{202E}drawkcab",
    "\u{2066}mark\u{200F}", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "..", "../../etc/passwd", "a\u{0}b", "'; DROP TABLE units;--", "%s%n$(reboot)`id`", "\\u0000",
    "\u{FEFF}mark", "\u{85}\u{9B}31m", String(repeating: "长", count: 300),
  ]

  /// A sweep in which everything is called by these names.
  private final class Sweep {
    let folder = NSTemporaryDirectory() + "hostile-\(UUID().uuidString)"

    init(_ names: [String]) throws {
      let quoted = names.map { "\"\($0.replacing("\"", with: "\"\""))\"" }
      var files = [
        "compounds.csv": "compound,name,community\n", "units.csv": "compound,unit,floor,grid\n",
        "residents/\u{1B}[31m=1+1<b>\u{202E}.csv": "compound,unit,resident,state\n",
        "knocks.csv": "compound,unit,time,outcome,persons,worker\n",
        "lights.csv": "compound,place,time,lit,worker\n",
        "\u{1B}]0;=notes<b>\u{202E}.txt": "no source",
      ]
      let manifest: [String: Any] = [
        "first_day": "2020-02-17", "model": "fixed", "name": names.joined(),
        "tables": [["fill": false]],
      ]
      let list = files.keys.first { $0.hasPrefix("residents") }!
      for (number, name) in quoted.enumerated() {
        files["compounds.csv"]! += "C\(number),\(name),\(name)\n\(name),\(name),\(name)\n"
        for compound in ["C\(number)", name] {
          files["units.csv"]! += "\(compound),1-101,1,\(name)\n\(compound),\(name),1,\(name)\n"
          files[list]! +=
            "\(compound),1-101,p\(number),present\n\(compound),9-909,\(name),\(name)\n"
          files["knocks.csv"]! +=
            "\(compound),1-101,2020-02-17T20:00,answered,9,\(name)\n"
            + "\(compound),\(name),2020-02-17T20:00,answered,2,\(name)\n"
            + "\(compound),\(name)x,\(name),\(name),\(name),\(name)\n"
        }
        files["lights.csv"]! += "C\(number),\(name),2020-02-17T20:00,\(name),\(name)\n"
      }
      for (name, text) in files {
        let url = URL(fileURLWithPath: folder + "/" + name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
      try JSONSerialization.data(withJSONObject: manifest)
        .write(to: URL(fileURLWithPath: folder + "/sweep.json"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func text(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
    }
  }

  /// Characters that a terminal would obey, or that turn what stands beside them.
  private static func commands(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 10: false
      case 0..<32, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
      default: false
      }
    }
  }

  @Test("the terminal is given nothing to obey, by no command and no error")
  func terminal() throws {
    let sweep = try Sweep(Self.names)
    let results = sweep.folder + "/results"
    let recorder = Recorder()
    #expect(recorder.run("reconcile", sweep.folder) == .done)
    var lines = [
      ["check", sweep.folder], ["show", results], ["diff", results, results],
      ["worklist", results, "--format", "table"], ["report", results, "--output", "\u{1B}/x"],
      ["publish", results, "--output", sweep.folder + "/\u{1B}[1mtables\u{202E}"],
      ["init", sweep.folder + "/new\u{1B}[1m\u{202E} folder"],
    ]
    for name in Self.names {
      lines += [
        ["show", results, name], ["explain", sweep.folder, name, name],
        ["worklist", results, "--grid", name], ["worklist", results, "--compound", name],
        ["reconcile", name], ["reconcile", sweep.folder, "--output", name + "/x/y"], [name],
        ["init", sweep.folder + "/sweep.json/" + name], ["forget", sweep.folder + "/" + name],
        ["check", "--" + name],
      ]
    }
    for words in lines {
      // What is no command line of one of ours comes from a shell, which hands over no zeros.
      let words = words.map { $0.replacing("\u{0}", with: "") }
      _ = recorder.run(words, isTerminal: true)
    }
    #expect(Self.commands(recorder.said) == [])
    #expect(Self.commands(recorder.talk) == [])
    #expect(recorder.talk.contains("error: "))
  }

  @Test("tables for people have no cell that a spreadsheet would run")
  func spreadsheets() throws {
    let sweep = try Sweep(Self.names)
    let results = sweep.folder + "/results"
    #expect(Recorder().run("reconcile", sweep.folder, "--quiet") == .done)
    let tables = sweep.folder + "/tables"
    #expect(Recorder().run("publish", results, "--output", tables, "--quiet") == .done)
    let list = Recorder()
    #expect(list.run("worklist", results, "--format", "csv") == .done)
    let texts = [
      try sweep.text("results/flags.csv"), try sweep.text("tables/areas.csv"), list.said,
    ]
    for text in texts {
      #expect(text.contains("1+1"))
      let file = try DelimitedFile.inMemory(Array(text.utf8), path: "table", chunkSize: 1 << 20)
      var cells = Cells(columns: file.header.columns.count)
      try DelimitedFiles([file]).feed().drain(into: &cells)
      #expect(cells.all.count > 20)
      let formulas = cells.all.filter { cell in
        guard let first = cell.unicodeScalars.first else { return false }
        return "=+@\t\r".unicodeScalars.contains(first) || first == "-" && cell.count > 1
      }
      #expect(formulas == [])
    }
  }

  private struct Cells: RowSink {
    let columns: Int
    var all: [String] = []

    mutating func begin(file: Int, chunk: Int) {}
    mutating func fault(_ fault: RowFault, line: Int) { all.append("=fault") }
    mutating func row(_ row: Row) {
      for column in 0..<columns { all.append(row.field(column).text) }
    }
  }

  @Test("JSON is JSON, and says the names as they are")
  func json() throws {
    let sweep = try Sweep(Self.names)
    let results = sweep.folder + "/results"
    let summary = Recorder()
    #expect(summary.run("reconcile", sweep.folder, "--json") == .done)
    let check = Recorder()
    _ = check.run("check", sweep.folder, "--json")
    let list = Recorder()
    #expect(list.run("worklist", results, "--json") == .done)
    for recorder in [summary, check, list] {
      _ = try JSONSerialization.jsonObject(with: Data(recorder.said.utf8))
      #expect(!recorder.said.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }
    let rows = try JSONSerialization.jsonObject(with: Data(list.said.utf8)) as? [[String: Any]]
    let compounds = Set((rows ?? []).compactMap { $0["name"] as? String })
    #expect(compounds.contains("<script>alert(1)</script>"))
    #expect(compounds.contains("=1+1"))
  }

  @Test("a name of a megabyte is a name, or an error that does not repeat it")
  func longNames() throws {
    let long = String(repeating: "长", count: 350_000)
    let sweep = try Sweep(["ordinary", long])
    let recorder = Recorder()
    #expect(recorder.run("reconcile", sweep.folder, "--quiet") == .done)
    #expect(recorder.run("show", sweep.folder + "/results", long) == .done)
    #expect(recorder.run(["worklist", sweep.folder, "--grid", long], isTerminal: true) == .failed)
    #expect(recorder.talk.utf8.count < 1000)
    let results = sweep.folder + "/results"
    #expect(recorder.run(["show", results], isTerminal: true) == .done)
    #expect(recorder.said.split(separator: "\n").allSatisfy { $0.utf8.count < 2000 })
    let rejects = try sweep.text("results/rejects.csv")
    #expect(rejects.split(separator: "\n").allSatisfy { $0.utf8.count < 500 })
  }

  @Test("halves of characters in UTF-16 become U+FFFD, and the row stays")
  func surrogates() throws {
    let sweep = try Sweep(["ordinary"])
    var units: [UInt16] = [0xFEFF]
    units += Array("compound,unit,floor,grid\nC0,1-101,1,".utf16) + [0xD800]
    units += Array("x\nC0,1-102,1,".utf16) + [0xDC00, 0xD83D] + Array("\n".utf16)
    let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    try Data(bytes).write(to: URL(fileURLWithPath: sweep.folder + "/units.csv"))
    let recorder = Recorder()
    let code = recorder.run("reconcile", sweep.folder)
    #expect(code == .done)
    let summary = try sweep.text("results/summary.json")
    #expect(summary.contains("\"bad_encoding\" : 2") || summary.contains("\"rows\" : 2"))
    _ = try JSONSerialization.jsonObject(with: Data(summary.utf8))
  }
}
