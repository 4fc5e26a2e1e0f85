import CommandLineKit
import Foundation
import HouseholdSweep
import TestSupport
import Testing

@testable import SweepCommands

/// Files that nobody should send: whatever they are, the answer names the file, says what is wrong and what
/// to do, and nothing is written.
@Suite("Tables that are none, or do harm")
struct BadTableTests {
  private static let header = row(["compound", "unit", "time", "outcome"])
  private static let good = row(["T", "1-1-101", "2020-02-17 10:00", "answered"])

  private static func row(_ cells: [String]) -> String {
    "<row>" + cells.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>"
  }

  /// A sweep with one file of knocks: what `check` and `reconcile` say.
  private static func run(_ bytes: [UInt8], as name: String = "knocks.xlsx", manifest: String = "")
    throws -> (folder: TestFolder, check: Recorder, codes: [ExitCode])
  {
    let folder = try TestFolder()
    try folder.write(
      "{\"first_day\": \"2020-02-17\", \"model\": \"fixed\"\(manifest)}", to: "sweep.json")
    try folder.write("compound,unit\nT,1-1-101\nT,1-1-102\n", to: "units.csv")
    try folder.write("compound,unit\nT,1-1-101\n", to: "residents.csv")
    try folder.write(bytes, to: name)
    let check = Recorder()
    let codes = [check.run("check", folder.path), Recorder().run("reconcile", folder.path)]
    return (folder, check, codes)
  }

  /// Both commands fail with 65, name the file, say a word, and leave no results.
  private static func expectError(
    _ bytes: [UInt8], _ word: String, as name: String = "knocks.xlsx",
    location: SourceLocation = #_sourceLocation
  ) throws {
    let (folder, check, codes) = try run(bytes, as: name)
    #expect(codes == [.badData, .badData], sourceLocation: location)
    #expect(check.talk.contains("error: \(name)"), sourceLocation: location)
    #expect(check.talk.contains(word), "\(check.talk)", sourceLocation: location)
    // What to do stands below.
    #expect(check.talk.contains("\n  "), sourceLocation: location)
    #expect(
      !FileManager.default.fileExists(atPath: folder.path + "/results"), sourceLocation: location)
  }

  @Test("one long text in a million cells, a cell in the last column of each row: 100 KB, no more")
  func growth() throws {
    var long = TestArchive.book(
      String(repeating: "<row><c t=\"s\"><v>0</v></c></row>", count: 20_000),
      texts: ["<t>\(String(repeating: "y", count: 100_000))</t>"])
    long.deflate("xl/worksheets/sheet1.xml")
    long.deflate("xl/sharedStrings.xml")
    try Self.expectError(long.bytes, "out of all proportion")
    var wide = TestArchive.book(
      String(repeating: "<row><c/><c r=\"AMI1\"><v>1</v></c></row>", count: 20_000).replacing(
        " r=\"AMI1\"", with: ""))
    let cells = String(repeating: "<c/>", count: 1000) + "<c><v>1</v></c>"
    wide["xl/worksheets/sheet1.xml"] = wide["xl/worksheets/sheet1.xml"].replacing(
      "<c/><c><v>1</v></c>", with: cells)
    wide.deflate("xl/worksheets/sheet1.xml")
    try Self.expectError(wide.bytes, "out of all proportion")
  }

  @Test("more persons than a city has")
  func persons() throws {
    let rows = (1...2100).map { "T,1-1-\($0),9999\n" }.joined()
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17", "language": "zh"}"#, to: "sweep.json")
    try folder.write("compound,unit\nT,1-1-101\n", to: "units.csv")
    try folder.write("小区,房号,现住人数\n" + rows, to: "residents.csv")
    let recorder = Recorder()
    #expect(recorder.run("check", folder.path) == .badData)
    #expect(recorder.talk.contains("residents.csv: 名单的人数合计超过20000000"))
  }

  @Test("bombs, nested archives, other paths, entities, wrong indices, cut short")
  func archives() throws {
    let book = TestArchive.book(Self.header + Self.good)
    try Self.expectError(Array(book.bytes.dropLast(200)), "cut short")
    var bomb = book
    let (piece, _) = TestArchive.flushed([UInt8](repeating: 32, count: 1_000_000))
    bomb.parts[3].packed = Array(repeatElement(piece, count: 1000).joined()) + [3, 0]
    bomb.parts[3].method = 8
    bomb.parts[3].size = 1_000_000_000
    try Self.expectError(bomb.bytes, "out of all proportion")
    var nested = TestArchive()
    nested.parts = [.init(name: "knocks.xlsx", bytes: book.bytes)]
    try Self.expectError(nested.bytes, "a packed archive")
    try Self.expectError(TestArchive.manyParts(1_000_000), "more parts or sheets")
    var paths = book
    paths["xl/_rels/workbook.xml.rels"] = paths["xl/_rels/workbook.xml.rels"].replacing(
      "worksheets/sheet1.xml", with: "../../../etc/passwd")
    try Self.expectError(paths.bytes, "missing")
    for declared in [
      "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>",
      "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
    ] {
      var entities = book
      let sheet = "xl/worksheets/sheet1.xml"
      entities[sheet] = declared + entities[sheet]
      try Self.expectError(entities.bytes, "document type")
    }
    let index = TestArchive.book(Self.header + "<row><c t=\"s\"><v>99</v></c></row>")
    try Self.expectError(index.bytes, "a text of row 2")
  }

  @Test("protected, of the old form, or of no form at all")
  func otherFiles() throws {
    try Self.expectError(
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600),
      "old form")
    var random = SeededGenerator(seed: 5)
    let bytes = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    try Self.expectError(bytes, "neither UTF-8 nor GB18030", as: "knocks.csv")
    try Self.expectError(bytes, "neither UTF-8 nor GB18030")
    try Self.expectError(Array("<html><table></table></html>".utf8), "HTML")
    try Self.expectError([], "empty")
  }

  @Test("nothing in it: an error; remarks beside a table: told")
  func nothing() throws {
    try Self.expectError(TestArchive.book("").bytes, "no sheet of the spreadsheet holds a table")
    try Self.expectError(
      TestArchive.book(Self.row(["how to fill"]) + Self.row(["by hand"])).bytes, "no sheet")
  }

  @Test(
    "a million rows said and two there; days before 1900, and of 1904: each row is accounted for")
  func sheets() throws {
    var large = TestArchive.book(
      Self.header + Self.good
        + Self.good.replacing("<row>", with: "<row r=\"1048576\">").replacing("101", with: "102"),
      after: "<mergeCells><mergeCell ref=\"F1:F1048576\"/></mergeCells>")
    let sheet = "xl/worksheets/sheet1.xml"
    large[sheet] = large[sheet].replacing(
      "<sheetData>", with: "<dimension ref=\"A1:XFD1048576\"/><sheetData>")
    let (folder, _, codes) = try Self.run(large.bytes)
    #expect(codes == [.done, .done])
    let units = try folder.read("results/units.csv")
    #expect(units.split(separator: "\n").count { $0.contains("confirmed") } == 1)
    func dated(_ number: String, is1904: Bool) throws -> [ExitCode] {
      let cell = "<c s=\"1\"><v>\(number)</v></c>"
      let rows =
        Self.header
        + Self.good.replacing(
          "<c t=\"inlineStr\"><is><t>2020-02-17 10:00</t></is></c>", with: cell)
      let book = TestArchive.book(rows, formats: [0, 22], is1904: is1904)
      return try Self.run(book.bytes).codes
    }
    #expect(try dated("43878.5", is1904: false) == [.done, .done])
    #expect(try dated("42416.5", is1904: true) == [.done, .done])
    // A day in another century is a bad time, and the row is told.
    for number in ["-5", "0.5", "1e300"] {
      #expect(try dated(number, is1904: false) == [.badData, .done])
    }
  }

  @Test("a picture, a document, an archive by any name is told as what it is, with what to do")
  func otherKinds() throws {
    let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    let stream = [UInt8](repeating: 0, count: 120) + "WordDocument".utf8.flatMap { [$0, UInt8(0)] }
    let word = TestArchive([
      "_rels/.rels": TestArchive.list([("r", "officeDocument", "word/document.xml")]),
      "word/document.xml": "<w:document xmlns:w=\"urn:w\"><w:body/></w:document>",
    ])
    for (bytes, kind, advice) in [
      ([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0], "a picture", "ask for the table"),
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], "a picture", "type it into"),
      (Array("%PDF-1.4\n1 0 obj\n".utf8), "a PDF document", "copy it into"),
      (Array("Rar!".utf8) + [26, 7, 0], "a packed archive", "unpack it"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "a packed archive", "unpack it"),
      (word.bytes, "a text document", "copy its table"),
      (old + stream, "a text document", "copy its table"),
      (old + [UInt8](repeating: 0, count: 600), "this old form (.xls, .et)", "Save as"),
    ] {
      for name in ["knocks.csv", "knocks.xlsx", "knocks/1.xls"] {
        try Self.expectError(bytes, kind, as: name)
        try Self.expectError(bytes, advice, as: name)
      }
    }
    for (name, kind) in [
      ("a.jpg", "is a picture"), ("a.PDF", "is a PDF"), ("a.docx", "is a text document"),
      ("a.rar", "is a packed archive"), ("a.txt", "is no CSV file"),
    ] {
      let (folder, check, codes) = try Self.run([1, 2, 3], as: "knocks/" + name)
      #expect(codes == [.done, .done])
      #expect(check.said.contains("knocks/\(name): \(kind)"), "\(check.said)")
      let chinese = Recorder()
      #expect(chinese.run("check", folder.path, "--language", "zh") == .done)
      #expect(!chinese.said.contains(" is a"), "\(chinese.said)")
    }
  }

  @Test("columns parted by full-width marks are told as that")
  func wideSeparators() throws {
    for mark in ["，", "；", "、", "｜"] {
      let text =
        ["compound", "unit", "time", "outcome"].joined(separator: mark) + "\nT\(mark)1-1-101\n"
      try Self.expectError(Array(text.utf8), "full-width mark '\(mark)'", as: "knocks.csv")
      try Self.expectError(Array("名单\n\(text)".utf8), "knocks.csv:2: the columns", as: "knocks.csv")
    }
  }

  @Test("no fault of a manifest is told by the name of a type")
  func manifestTypes() throws {
    let values = [
      "1", "-1.5", "true", "null", "\"x\"", "[]", "[1, [2]]", "[\"a\"]", "{}",
      "{\"a\": {\"b\": 1}}",
    ]
    var texts: [String] = values
    for key in [
      "name", "first_day", "days", "day_starts_at", "light_hours", "language", "model",
      "thresholds", "parameters", "parameters_from", "time_zone", "tables", "interval_minutes", "x",
    ] {
      texts += values.map { "{\"first_day\": \"2020-02-17\", \"\(key)\": \($0)}" }
    }
    for key in [
      "files", "sheet", "header", "columns", "values", "constants", "dates", "ignore", "fill",
      "persons_total", "source", "skip", "kwh", "x",
    ] {
      texts += values.map { "{\"first_day\": \"2020-02-17\", \"tables\": [{\"\(key)\": \($0)}]}" }
    }
    for (key, inner) in [
      ("values", "outcome"), ("values", "lit"), ("columns", "unit"), ("constants", "compound"),
    ] {
      texts += values.map {
        "{\"first_day\": \"2020-02-17\", \"tables\": [{\"\(key)\": {\"\(inner)\": \($0)}}]}"
      }
    }
    for key in [
      "listed", "meter", "lit", "knock", "hidden_windows", "listed_concentration", "occupied",
    ] {
      texts += values.map { "{\"first_day\": \"2020-02-17\", \"parameters\": {\"\(key)\": \($0)}}" }
    }
    for key in ["occupied", "doubtful", "x"] {
      texts += values.map { "{\"first_day\": \"2020-02-17\", \"thresholds\": {\"\(key)\": \($0)}}" }
    }
    for text in texts {
      do throws(SweepError) {
        _ = try Manifest(json: Data(text.utf8))
      } catch {
        let told = [error.text(in: .en), error.text(in: .zh)]
        for words in told {
          for type in [
            "Swift", "NS", "Optional", "Dictionary", "Array", "AnyHashable", "Any", "__", "[:]",
          ] {
            #expect(!words.contains(type), "\(words)")
          }
        }
        // All that is wrong stands in one form: the file, and behind it one fault or a line each.
        let lines = told[0].split(separator: "\n")
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") }, "\(told[0])")
      }
    }
  }

  @Test("a language by its name is known, another is told which there are")
  func languages() throws {
    for (name, language) in [
      ("中文", Manifest.Language.zh), ("Chinese", .zh), ("ZH", .zh), ("zh-CN", .zh), ("zh_Hans", .zh),
      ("English", .en), ("EN", .en), ("en-GB", .en), ("英文", .en),
    ] {
      let text = "{\"first_day\": \"2020-02-17\", \"language\": \"\(name)\"}"
      #expect(try Manifest(json: Data(text.utf8)).language == language)
    }
    let error = #expect(throws: SweepError.self) {
      try Manifest(json: Data(#"{"first_day": "2020-02-17", "language": "Deutsch"}"#.utf8))
    }
    #expect(error?.problem.contains("\"en\" (English) or \"zh\" (Chinese)") == true)
  }

  @Test("a manifest under a name that Windows hides is told")
  func hiddenEnding() throws {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17", "language": "zh"}"#, to: "sweep.json.txt")
    let recorder = Recorder()
    #expect(recorder.run("check", folder.path) == .badData)
    #expect(recorder.talk.contains("请把 sweep.json.txt 改名为 sweep.json"), "\(recorder.talk)")
  }
}
