import TestSupport
import Testing

@testable import Spreadsheet

@Suite("Bytes that are no spreadsheet, or a broken one, are an error that says so")
struct BadFileTests {
  private static let sheet = "xl/worksheets/sheet1.xml"
  private static let one = TestArchive.book(
    "<row><c t=\"s\"><v>0</v></c></row>", texts: ["<t>a</t>"])

  private func failure(_ bytes: [UInt8]) -> SpreadsheetError? {
    do throws(SpreadsheetError) {
      _ = try Workbook(bytes: bytes)
      return nil
    } catch { return error }
  }

  @Test("no archive, or cut short")
  func noArchive() throws {
    for text in ["", "a", "小区,房号\nT,3-1-101\n", "<html>"] {
      #expect(failure(Array(text.utf8)) == .notZip)
    }
    let whole = try testFile("openpyxl.xlsx")
    for count in stride(from: 4, to: whole.count - 1, by: 97) {
      #expect(failure(Array(whole.prefix(count))) == .cutShort, "\(count)")
    }
    #expect(failure([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) == .oldFormat)
    #expect(throws: SpreadsheetError.system(call: "open", errno: 2)) {
      try Workbook(path: "/nowhere/a.xlsx")
    }
    #expect(throws: SpreadsheetError.self) { try Workbook(path: "/dev/zero") }
  }

  @Test("archives that are something else")
  func otherArchives() throws {
    let nested = TestArchive.Part(name: "a.xlsx", bytes: Self.one.bytes)
    var archive = TestArchive()
    #expect(archive.failure() == .files)
    archive.parts = [nested, .init(name: "../../etc/passwd", bytes: [1])]
    #expect(archive.failure() == .files)
    archive = TestArchive([
      "_rels/.rels": TestArchive.list([("r", "officeDocument", "word/document.xml")]),
      "word/document.xml": "<w:document xmlns:w=\"urn:w\"><w:body/></w:document>",
    ])
    #expect(archive.failure() == .document)
    archive["_rels/.rels"] = TestArchive.list([("r", "officeDocument", "xl/workbook.bin")])
    #expect(archive.failure() == .binaryWorkbook)
    archive["_rels/.rels"] = TestArchive.list([("r", "officeDocument", "../../../xl/gone.xml")])
    #expect(archive.failure() == .missingPart("xl/gone.xml"))
  }

  @Test("workbooks without a sheet to read")
  func noSheets() {
    var archive = Self.one
    let relations = "xl/_rels/workbook.xml.rels"
    archive[relations] = archive[relations].replacing("/worksheet\"", with: "/xlMacrosheet\"")
    #expect(archive.failure() == .noSheets)
    archive[relations] = ""
    #expect(archive.failure() == .badXML(part: relations, line: 1))
    archive.parts.removeAll { $0.name == relations }
    #expect(archive.failure() == .missingPart("S"))
    archive = Self.one
    archive.parts.removeAll { $0.name == Self.sheet }
    #expect(archive.failure() == .missingPart(Self.sheet))
    archive = Self.one
    archive.parts.append(archive.parts[3])
    #expect(archive.failure() == .repeatedPart(Self.sheet))
    archive = Self.one
    let tab = "<sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/>"
    archive["xl/workbook.xml"] = archive["xl/workbook.xml"].replacing(tab, with: tab + tab)
    #expect(archive.failure() == .repeatedPart(Self.sheet))
    var limits = Limits()
    limits.sheets = 1
    #expect(archive.failure(limits: limits) == .tooManySheets(2))
  }

  @Test("parts that are not what the archive says of them")
  func badParts() {
    func changed(_ change: (inout TestArchive.Part) -> Void) -> SpreadsheetError? {
      var archive = Self.one
      archive.deflate(Self.sheet)
      let index = archive.parts.firstIndex { $0.name == Self.sheet }!
      change(&archive.parts[index])
      return archive.failure()
    }
    #expect(changed { _ in } == nil)
    #expect(changed { $0.checksum = 1 } == .badData(part: Self.sheet))
    #expect(changed { $0.size = 10 } == .badData(part: Self.sheet))
    #expect(changed { $0.size = 1000 } == .badData(part: Self.sheet))
    #expect(changed { $0.packed?.removeLast(3) } == .badData(part: Self.sheet))
    #expect(changed { $0.packed = [] } == .badData(part: Self.sheet))
    #expect(changed { $0.packed = [255, 255, 255, 255] } == .badData(part: Self.sheet))
    #expect(changed { $0.method = 0 } == .badData(part: Self.sheet))
    #expect(changed { $0.method = 9 } == .unknownMethod(part: Self.sheet, method: 9))
    #expect(changed { $0.flags = 1 } == .encrypted)
    var bytes = Self.one.bytes
    bytes[0] = 0
    #expect(failure(bytes) == .badData(part: "_rels/.rels"))
    for (place, value) in [(bytes.count - 12, 100), (bytes.count - 3, 100), (bytes.count - 6, 255)]
    {
      var bytes = Self.one.bytes
      bytes[place] = UInt8(value)
      #expect(failure(bytes) == .badArchive, "\(place)")
    }
  }

  @Test("bombs: 1 GB of zeros, said and unsaid; more than fits; a million parts")
  func bombs() {
    // A piece that ends at a whole byte may be repeated: 1 MB each, and an empty last block.
    let (piece, _) = TestArchive.flushed([UInt8](repeating: 0, count: 1_000_000))
    let packed = Array(repeatElement(piece, count: 1000).joined()) + [3, 0]
    var archive = Self.one
    archive.parts[3].packed = packed
    archive.parts[3].method = 8
    #expect(archive.failure() == .badData(part: Self.sheet))
    archive.parts[3].size = 1_000_000_000
    guard case .bomb(let bytes, let file) = archive.failure() else {
      Issue.record("no bomb")
      return
    }
    #expect(bytes > 1_000_000_000 && file < 1_100_000)
    for (size, isLarge) in [(1 << 30, false), (1 << 61, true)] {
      archive.parts[3].size = size
      archive.isLarge = isLarge
      guard case .tooLarge(let bytes) = archive.failure(), bytes >= size else {
        Issue.record("not too large")
        return
      }
    }
    // Each part is small, and there are many.
    var limits = Limits()
    limits.parts = 5
    #expect(Self.one.failure(limits: limits) == .tooManyParts(6))
    let million = TestArchive.manyParts(1_000_000)
    #expect(failure(million) == .tooManyParts(1_000_000))
  }

  @Test(
    "document types, entities and what else XML can do",
    arguments: [
      "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
      "xl/sharedStrings.xml", "xl/styles.xml",
    ])
  func documentTypes(part: String) {
    var laughs = "<!ENTITY a0 \"ha\">"
    for level in 1...9 {
      laughs += "<!ENTITY a\(level) \"\(String(repeating: "&a\(level - 1);", count: 10))\">"
    }
    for (start, end) in [
      ("<?xml version=\"1.0\"?>\n<!DOCTYPE x [\(laughs)]>", "&a9;"),
      ("<!-- --><?a b?><!DOCTYPE x SYSTEM \"file:///etc/passwd\">", ""),
      ("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;"),
    ] {
      var archive = Self.one
      archive[part] = start + archive[part].replacing("</", with: end + "</", maxReplacements: 1)
      #expect(archive.failure() == .documentType(part: part))
    }
    for (old, new, line) in [
      ("</", "&unknown;</", 1), ("</", "\n\n<!DOCTYPE x></", 3), ("</", "\n<a></b></", 2),
      ("</", "\u{1}</", 1), ("</", "\n<?xml version=\"1.0\"?></", 2), ("</", "\n<q:a/></", 2),
      ("xmlns=", "xmlns=\"a\" xmlns=", 1), ("</", "<", 1), ("</", "\n&#0;</", 2),
    ] {
      var archive = Self.one
      archive[part] = archive[part].replacing(old, with: new, maxReplacements: 1)
      #expect(archive.failure() == .badXML(part: part, line: line), "\(new)")
    }
    for text in ["", " ", "text", "<", "<!", "<!--", "<?xml", "]]>", "<a", "<!ELEMENT a>"] {
      var archive = Self.one
      archive[part] = text
      #expect(archive.failure() == .badXML(part: part, line: 1), "\(text)")
    }
    var archive = Self.one
    archive[part] += "<a/>"
    #expect(archive.failure() == .badXML(part: part, line: 1))
  }

  @Test("bytes that are no characters, also in names; encodings other than Unicode's")
  func encodings() {
    for bytes in [
      [0x80], [0xC3], [0xE4, 0xB8], [0xED, 0xA0, 0x80], [0xFF], [0xF5, 0x80, 0x80, 0x80],
    ] {
      for place in ["<row", "<ro", "<row ", "<row a=\"", "<row><c t=\"str\"><v>", "<?", "<!--"] {
        var archive = TestArchive.book("\(place)@\"></row>")
        let index = archive.parts.firstIndex { $0.name == Self.sheet }!
        archive.parts[index].bytes = archive.parts[index].bytes.flatMap {
          $0 == UInt8(ascii: "@") ? bytes.map { UInt8($0) } : [$0]
        }
        #expect(archive.failure() == .badEncoding(part: Self.sheet))
      }
    }
    for name in ["GBK", "ISO-8859-1", "utf-7", "UCS-4", "x"] {
      var archive = Self.one
      archive[Self.sheet] = "<?xml version='1.0' encoding='\(name)'?>" + archive[Self.sheet]
      #expect(archive.failure() == .badEncoding(part: Self.sheet))
    }
    for units: [UInt8] in [
      [0xFF, 0xFE, 0x3C], [0xFF, 0xFE, 0, 0xD8], [0xFE, 0xFF, 0xDC, 0, 0, 60],
    ] {
      var archive = Self.one
      archive[Self.sheet] = ""
      archive.parts[archive.parts.count - 1].bytes = units
      #expect(archive.failure() == .badEncoding(part: Self.sheet))
    }
    var wide = Self.one
    wide[Self.sheet] = ""
    wide.parts[wide.parts.count - 1].bytes = "<!DOCTYPE a><a/>".utf16.flatMap { [UInt8($0), 0] }
    #expect(wide.failure() == .documentType(part: Self.sheet))
  }

  @Test("a sheet that is none, is deep, has much in front")
  func shapes() {
    var archive = Self.one
    for text in ["<chartsheet/>", "<a><worksheet/></a>", "<worksheet xmlns=\"urn:other\"/>"] {
      archive[Self.sheet] = text
      #expect(archive.failure() == .unexpectedRoot(part: Self.sheet))
    }
    archive[Self.sheet] = "<worksheet/>"
    #expect(archive.failure() == nil)
    archive[Self.sheet] = "<worksheet>" + String(repeating: "<a>", count: 100_000)
    #expect(archive.failure() == .badXML(part: Self.sheet, line: 1))
    archive[Self.sheet] = "<!--\(String(repeating: " ", count: 70_000))--><worksheet/>"
    #expect(archive.failure() == .badXML(part: Self.sheet, line: 1))
  }

  @Test("more attributes and names than a spreadsheet has")
  func names() {
    let many = (0..<20_000).map { "n\($0)" }
    for rows in [
      "<row \(many.map { "\($0)=\">\"" }.joined(separator: " "))/>",
      "<row \(many.map { "xmlns:\($0) = '\($0)'" }.joined(separator: " "))/>",
      "<row>\(many.map { "<\($0)/>" }.joined())</row>",
      "<row>\(many.map { "<c \($0)=\"\"/>" }.joined())</row>",
    ] {
      #expect(TestArchive.book(rows).failure() == .tooManyNames(part: Self.sheet))
    }
  }

  @Test(
    "wrong indices of shared texts", arguments: ["1", "-1", "x", "99999999999999999999", "0.5"])
  func sharedTexts(index: String) {
    let archive = TestArchive.book(
      "<row r=\"7\"><c t=\"s\"><v>\(index)</v></c></row>", texts: ["<t>a</t>"])
    #expect(archive.failure() == .badSharedString(part: Self.sheet, row: 7, index: index))
  }

  @Test(
    "places that no sheet has",
    arguments: [
      ("<row r=\"0\"/>", 0, "0"), ("<row r=\"-5\"/>", 0, "-5"), ("<row r=\"x\"/>", 0, "x"),
      ("<row r=\"1048577\"/>", 0, "1048577"),
      ("<row r=\"9999999999999999999999\"/>", 0, "9999999999999999999999"),
      ("<row r=\"3\"><c r=\"XFE3\"><v>1</v></c></row>", 3, "XFE3"),
      ("<row><c r=\"A0\"/></row>", 1, "A0"),
      ("<row><c r=\"7\"/></row>", 1, "7"),
      ("<row><c r=\"ZZZZZZZZZZZZZZZZZZ1\"/></row>", 1, "ZZZZZZZZZZZZZZZZZZ1"),
      ("<row><c r=\"A1048577\"/></row>", 1, "A1048577"), ("<row><c r=\"\"/></row>", 1, ""),
      ("<row><c r=\"XFD1\"/><c/></row>", 1, "1:16385"), ("<row><c r=\"R1C1\"/></row>", 1, "R1C1"),
      ("<row><c r=\"B1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>", 1, "1:2"),
      ("<row r=\"1048576\"/><row><c><v>1</v></c></row>", 1_048_577, "1048577"),
    ])
  func references(rows: String, row: Int, text: String) {
    #expect(
      TestArchive.book(rows).failure() == .badReference(part: Self.sheet, row: row, text: text))
  }

  @Test("merged ranges that are none", arguments: ["", "A1:", ":", "A1:B2:C3", "A:B", "A1:XFE9"])
  func ranges(text: String) {
    let archive = TestArchive.book(
      "", after: "<mergeCells><mergeCell ref=\"\(text)\"/></mergeCells>")
    #expect(archive.failure() == .badReference(part: Self.sheet, row: 0, text: text))
  }

  @Test("a sheet that says it has a million rows, and has three")
  func emptyRows() throws {
    var archive = TestArchive.book(
      "<row spans=\"1:16384\"><c><v>1</v></c></row><row r=\"1048575\"/>"
        + "<row><c><v>2</v></c></row>",
      after: "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>")
    archive[Self.sheet] = archive[Self.sheet].replacing(
      "<sheetData>", with: "<dimension ref=\"A1:XFD1048576\"/><sheetData>")
    #expect(try archive.rows() == [1: ["#1"], 1_048_576: ["#2"]])
  }

  @Test("rows of an .ods that say they are a million, others that are protected")
  func openDocument() throws {
    func document(_ table: String, manifest: String = "") -> TestArchive {
      let names = ["office", "table", "text"].map {
        "xmlns:\($0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0):1.0\""
      }.joined(separator: " ")
      let m = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
      return TestArchive([
        "mimetype": OpenDocument.contentType,
        "META-INF/manifest.xml": """
        <m:manifest xmlns:m="\(m)" xmlns:manifest="\(m)"><m:file-entry manifest:full-path="/" \
        manifest:media-type="\(OpenDocument.contentType)">\(manifest)</m:file-entry></m:manifest>
        """,
        "content.xml": """
        <office:document-content \(names)><office:body><office:spreadsheet>\
        <table:table table:name="S">\(table)</table:table>\
        </office:spreadsheet></office:body></office:document-content>
        """,
      ])
    }
    func cell(_ attributes: String = "") -> String {
      "<table:table-cell office:value-type=\"float\" office:value=\"1\" \(attributes)/>"
    }
    func row(_ cells: String, _ attributes: String = "") -> String {
      "<table:table-row \(attributes)>\(cells)</table:table-row>"
    }
    let times = { (what: String, count: Int) in "table:number-\(what)-repeated=\"\(count)\"" }
    var archive = document(
      row("", times("rows", 9)) + row(cell(times("columns", 2)), times("rows", 2)) + row(cell())
        + row(cell("table:number-columns-spanned=\"2\" table:number-rows-spanned=\"3\"")))
    #expect(try archive.rows() == [10: ["#1", "#1"], 11: ["#1", "#1"], 12: ["#1"], 13: ["#1"]])
    #expect(
      try Workbook(bytes: archive.bytes).wholeSheets()[0].end.mergedRanges == [
        CellRange(columns: 0...1, rows: 13...15)
      ])
    archive = document(row(cell(times("columns", 16_384)), times("rows", 1_048_576)))
    guard case .bomb = archive.failure() else {
      Issue.record("no bomb")
      return
    }
    archive = document(row(cell(times("columns", 16_385))))
    #expect(archive.failure() == .badReference(part: "content.xml", row: 1, text: "16385"))
    archive = document(row(cell(), times("rows", 1_048_576)) + row(cell()))
    #expect(
      archive.failure() == .badReference(part: "content.xml", row: 1_048_577, text: "1048577"))
    archive = document(row(cell()), manifest: "<m:encryption-data/>")
    #expect(archive.failure() == .encrypted)
  }
}
