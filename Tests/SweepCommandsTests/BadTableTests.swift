import CommandLineKit
import Foundation
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
    try Self.expectError(nested.bytes, "no spreadsheet")
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
}
