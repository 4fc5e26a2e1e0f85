import CommandLineKit
import Foundation
import Synchronization
import Testing

@testable import SweepCommands

@Suite("Show, diff and report")
struct ShowTests {
  /// A sweep whose names are long, Chinese, or orders to a terminal.
  private final class Results {
    let folder = NSTemporaryDirectory() + "show-\(UUID().uuidString)"
    var path: String { folder + "/results" }
    static let names = [
      "\u{1B}[31mred\u{1B}]0;title\u{7}", "很长的名字很长的名字很长的名字很长的名字很长的名字", "荷花园",
      "Long Garden of Great Harmony and Lasting Peace, East, Second Phase", "Low", "\u{9B}2J\rX",
    ]

    init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      var compounds = "compound,name,community,subdistrict,district\n"
      var knocks = "compound,unit,time,outcome,persons\n"
      var residents = "compound,unit,resident\n"
      for (number, name) in Self.names.enumerated() {
        compounds += "C\(number),\"\(name)\",\"\(name)\",\"\(name)\",\"\(name)\"\n"
        for building in 1...3 {
          for room in ["101", "102", "201", "1502"] {
            knocks += "C\(number),\(building)-1-\(room),2020-02-17 20:00,answered,2\n"
          }
        }
        knocks += "C\(number),\"\(name)\",2020-02-17 20:00,answered,2\n"
        residents += "C\(number),1-1-101,p\(number)\nC\(number),1-1-102,q\nC\(number),1-1-102,r\n"
      }
      for (name, text) in [
        ("sweep.json", #"{"first_day": "2020-02-17", "language": "zh", "model": "fixed"}"#),
        ("compounds.csv", compounds), ("knocks.csv", knocks), ("residents.csv", residents),
      ] {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
      #expect(Recorder().run("reconcile", folder, "--quiet") == .done)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  private func said(_ words: [String], width: Int = 80, hasColor: Bool = false) -> String {
    let said = Mutex("")
    let console = Console(
      out: { text in said.withLock { $0 += text } }, err: { text in Issue.record("\(text)") },
      terminal: .init(width: width, isTerminal: true, hasColor: hasColor), errIsTerminal: false)
    #expect(SweepTool(console).run(words) == .done)
    return said.withLock { $0 }
  }

  private static func plain(_ text: String) -> String {
    text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
  }

  @Test("every line keeps to the terminal, and nothing in a name rules it")
  func widths() throws {
    let results = try Results()
    for width in [32, 50, 80, 132] {
      for hasColor in [false, true] {
        for words in [
          [], ["--level", "compound"], ["C1"], ["C0", "1"], ["C3", "--status", "confirmed"],
          ["--level", "compound", "--status", "undercounted", "--sort", "rate"],
        ] {
          let text = said(["show", results.path] + words, width: width, hasColor: hasColor)
          let plain = Self.plain(text)
          for line in plain.split(separator: "\n") {
            #expect(TextTable.width(of: String(line)) <= width, "\(width): \(line)")
          }
          #expect(hasColor || plain == text)
          #expect(
            !plain.unicodeScalars.contains {
              $0 != "\n" && $0.properties.generalCategory == .control
            })
        }
      }
    }
  }

  @Test("columns stand under each other, whatever takes two of them")
  func aligned() {
    for width in [26, 40, 80] {
      var table = TextTable(["area", "units", "share"], [.left, .right, .right])
      for name in Results.names.dropFirst().prefix(4) + ["荷花园", "", "ｗｉｄｅ", "e\u{301}"] {
        table.add([name, "\(name.count)", "9.5%"])
      }
      let lines = table.text(width: width).split(separator: "\n").map(String.init)
      #expect(Set(lines.map(TextTable.width(of:))).count == 1)
      for line in lines { #expect(line.hasSuffix("9.5%") || line.hasSuffix("share")) }
    }
  }

  @Test("evidence below a row is told whole, whatever the width")
  func notes() {
    let note = "the address is gone; nobody listed; 2 people seen; lit 3 of 3 nights; 荷花园 荷花园"
    for width in [24, 40, 200] {
      var table = TextTable(["unit"], [.left])
      table.add(["1-1-101"])
      let lines = table.text(width: width, notes: [note]).split(separator: "\n").dropFirst(2)
      let words = lines.flatMap { $0.split(separator: " ") }.joined(separator: " ")
      #expect(words == note)
      for line in lines { #expect(TextTable.width(of: String(line)) <= width) }
    }
  }

  @Test("areas are sorted, limited and told to programs as asked")
  func areas() throws {
    let results = try Results()
    func areas(_ words: String...) throws -> [[String: Any]] {
      let text = said(["show", results.path, "--level", "compound", "--json"] + words)
      let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      #expect(json?["total"] as? Int == Results.names.count)
      return json?["areas"] as? [[String: Any]] ?? []
    }
    for key in AreaListing.SortKey.allCases.map(\.rawValue) {
      let all = try areas("--sort", key)
      #expect(all.count == Results.names.count)
      let values = all.compactMap { $0[key] as? Int }
      let isUpwards = ["observed", "contacted"].contains(key)
      if key != "rate" { #expect(values == values.sorted { isUpwards ? $0 < $1 : $0 > $1 }) }
    }
    #expect(try areas("--limit", "2").count == 2)
    #expect(try areas("--sort", "name").first?["area"] as? String == "C0")
  }

  @Test("a status shows its units only, on the terminal and to programs")
  func status() throws {
    let results = try Results()
    let words = ["show", results.path, "C2", "--status", "undercounted"]
    let json =
      try JSONSerialization.jsonObject(with: Data(said(words + ["--json"]).utf8))
      as? [String: Any]
    let units = (json?["buildings"] as? [[String: Any]] ?? [])
      .flatMap { $0["units"] as? [[String: Any]] ?? [] }
    #expect(units.map { $0["unit"] as? String } == ["1-1-101"])
    #expect(units.allSatisfy { $0["status"] as? String == "undercounted" })
    let text = said(words)
    #expect(text.contains("1栋1单元101") && text.contains("重新清点人数"))
    #expect(!text.contains("未登记"))
  }

  @Test("letters where there is no colour, blocks where there is; floors from the top down")
  func facade() throws {
    let results = try Results()
    let letters = said(["show", results.path, "荷花园", "2"])
    #expect(letters.contains(" 15    U") && letters.contains("U  有人居住、未登记"))
    let floors = letters.split(separator: "\n").compactMap { line in
      line.firstMatch(of: #/^ +(\d+) +U/#).flatMap { Int($0.output.1) }
    }
    #expect(floors == [15, 2, 1])
    #expect(said(["show", results.path, "荷花园", "2"], hasColor: true).contains("!!"))
    #expect(Recorder().run("show", results.path, "荷花园", "9") == .failed)
  }

  @Test("equal results give an empty diff and 0, as text, CSV and JSON")
  func emptyDiff() throws {
    let results = try Results()
    let words = ["diff", results.path, results.path]
    #expect(said(words) == "没有变化。\n")
    #expect(said(words + ["--language", "en"]) == "Nothing changed.\n")
    #expect(said(words + ["--csv"]).split(separator: "\n").count == 1)
    let json =
      try JSONSerialization.jsonObject(with: Data(said(words + ["--json"]).utf8))
      as? [String: [Any]]
    #expect(json?.count == 7 && json?.values.allSatisfy(\.isEmpty) == true)
  }

  @Test("a diff keeps to the terminal, and nothing in a name rules it")
  func diff() throws {
    let (results, samples) = (try Results(), CommandTests.samples)
    let clean = results.folder + "/clean"
    #expect(Recorder().run("reconcile", samples + "/clean", "--output", clean, "--quiet") == .done)
    // No compound of the one is in the other, so that every flag of the first night is cleared.
    let flags =
      try String(contentsOfFile: clean + "/flags.csv", encoding: .utf8)
      .split(separator: "\n").count - 1
    for width in [40, 80] {
      let words = ["diff", clean, results.path]
      let text = said(words + ["--language", "en"], width: width)
      for line in (text + said(words, width: width)).split(separator: "\n") {
        #expect(TextTable.width(of: String(line)) <= width, "\(line)")
      }
      #expect(
        !text.unicodeScalars.contains {
          $0 != "\n" && $0.properties.generalCategory == .control
        })
      for part in [
        "Became flags: ", "Flags cleared: \(flags)\n", "New addresses: ", "Areas that moved: ",
      ] {
        #expect(text.contains(part), "\(part)")
      }
    }
  }

  @Test("a report goes where it is told, and to a pipe")
  func report() throws {
    let results = try Results()
    let page = said(["report", results.path, "--output", "-", "--language", "en"])
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("lang=\"en\""))
    let file = results.folder + "/C2.html"
    #expect(said(["report", results.path, "--compound", "C2", "--output", file, "--quiet"]) == "")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("lang=\"zh-Hans\""))
  }

  @Test("a sweep folder given for its results is told where they are")
  func sweepFolder() throws {
    let results = try Results()
    for words in [
      ["show", results.folder], ["diff", results.folder, results.path],
      ["diff", results.path, results.folder + "/"], ["worklist", results.folder],
      ["report", results.folder], ["forget", results.folder, "--yes"],
    ] {
      let recorder = Recorder()
      #expect(recorder.run(words + ["--language", "en"]) == .failed, "\(words)")
      #expect(
        recorder.talk.contains("its results are in \(results.path): give that folder"),
        "\(words) \(recorder.talk)")
    }
    #expect(Recorder().run("forget", results.path, "--yes") == .done)
    let recorder = Recorder()
    #expect(recorder.run("show", results.folder) == .failed)
    #expect(recorder.talk.contains("请先运行“sweep reconcile"), "\(recorder.talk)")
  }
}
