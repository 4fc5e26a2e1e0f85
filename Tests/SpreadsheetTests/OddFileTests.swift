import TestSupport
import Testing

@testable import Spreadsheet

/// What other readers got wrong in public.
@Suite("Spreadsheets as other programs write them")
struct OddFileTests {
  private typealias Archive = TestArchive

  @Test("parts are found by relations, not by name; any prefix")
  func partsAndPrefixes() throws {
    let x = "xmlns:x=\"\(Archive.main)\""
    let archive = TestArchive([
      "_rels/.rels": Archive.list([
        ("a", "extended-properties", "docProps/app.xml"), ("b", "officeDocument", "/xl/book7.xml"),
      ]),
      "XL/book7.xml": """
      <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
      <!-- made by hand --><x:workbook \(x) xmlns:q="\(Archive.office)"><x:sheets>\
      <x:sheet name="二" sheetId="1" q:id="two"/><x:sheet name="图" sheetId="3" q:id="three"/>\
      <x:sheet name="一" sheetId="2" state="veryHidden" q:id="one"/></x:sheets></x:workbook>
      """,
      "xl/_rels/book7.xml.rels": Archive.list([
        ("one", "worksheet", "../other/./sheet.xml"), ("two", "worksheet", "/data%20x/s.xml"),
        ("three", "chartsheet", "charts/c.xml"), ("t", "sharedStrings", "..\\texts.xml"),
      ]),
      "other\\sheet.xml":
        "<x:worksheet \(x)><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>",
      "data x/s.xml": """
      <x:worksheet \(x)><x:dimension ref="A1:XFD1048576"/><x:sheetData><x:row><x:c t="s"><x:v> 0
      </x:v></x:c></x:row></x:sheetData></x:worksheet>
      """,
      "texts.xml": "<x:sst \(x) uniqueCount='99'><x:si><x:t>文</x:t></x:si></x:sst>",
    ])
    let workbook = try Workbook(bytes: archive.bytes)
    let sheets = try workbook.wholeSheets()
    #expect(sheets.map(\.name) == ["二", "一"])
    #expect(sheets.map(\.isHidden) == [false, true])
    #expect(sheets.map(\.shown) == [[1: ["文"]], [1: ["#1"]]])
    #expect(workbook.sheetsWithoutCells == ["图"])
  }

  @Test("the strict namespaces, and dates as text in them")
  func strict() throws {
    var archive = TestArchive.book(
      """
      <row r="2"><c r="B2" s="1" t="d"><v>2020-02-17T20:30:00</v></c>\
      <c r="C2" t="d"><v>2020-02-17</v></c><c r="D2" t="d"><v>last week</v></c></row>
      """, formats: [0, 20])
    for index in archive.parts.indices {
      let text = String(decoding: archive.parts[index].bytes, as: UTF8.self)
        .replacing(Archive.main, with: "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replacing(Archive.office, with: "http://purl.oclc.org/ooxml/officeDocument/relationships")
      archive.parts[index].bytes = Array(text.utf8)
    }
    #expect(try archive.rows() == [2: ["", "day 18309 20:30", "day 18309 0:0", "last week"]])
  }

  @Test("rows and cells without a reference are counted on from the last")
  func references() throws {
    let archive = TestArchive.book(
      """
      <row><c><v>1</v></c><c/><c><v>2</v></c></row>
      <row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>
      <row><c><v>5</v></c><c r="$C$6"><v>6</v></c></row>
      <row><c r="b9"><v>7</v></c></row>
      <row><c r="B10"><v>8</v></c><c r="A10"><v>9</v></c></row>
      <row r="2"><c><v>10</v></c></row>
      """)
    let sheet = try Workbook(bytes: archive.bytes).wholeSheets()[0]
    #expect(sheet.rows.map(\.number) == [1, 5, 6, 9, 10, 2])
    #expect(
      sheet.rows.map(WholeSheet.shown) == [
        ["#1", "", "#2"], ["", "", "#3", "#4"], ["#5", "", "#6"], ["", "#7"], ["#9", "#8"], ["#10"],
      ])
    #expect(sheet.rows[1][2] == .number("3", nil) && sheet.rows[1][1] == nil)
  }

  @Test("texts: rich, phonetic, escaped, inline, spaces, entities, CDATA")
  func texts() throws {
    let texts = [
      "<t>敲门</t><rPh sb=\"0\" eb=\"1\"><t>qiao</t></rPh><phoneticPr fontId=\"1\"/>",
      "<r><rPr><b/></rPr><t>3-1</t></r><r><t xml:space=\"preserve\"> -101</t></r>",
      "<t>a_x000D_\nb_x005F_x000D__x4E00__xD83D__xDE00__xD83D_z_x00zz_</t>",
      "<t> a&amp;b&#x4E00;&lt;</t>",
      "<t><![CDATA[<1>]]>2</t>", "", "<t/>",
    ]
    let cells = texts.indices.map { "<c t=\"s\"><v>\($0)</v></c>" }.joined()
    let archive = TestArchive.book(
      """
      <row>\(cells)</row><row><c t="inlineStr"><is><t>甲</t><rPh><t>jia</t></rPh></is></c>\
      <c t="inlineStr"><is><r><t>乙</t></r><r><t>丙</t></r></is></c><c><is><t>丁</t></is></c>\
      <c t="str"><f>A1</f><v>戊_x000D_</v></c><c t="inlineStr"><v>己</v></c>\
      <c t="str"><f>A1</f></c><c t="str"><v>1e5</v></c></row>
      """, texts: texts)
    #expect(
      try archive.rows() == [
        1: ["敲门", "3-1 -101", "a\r\nb_x000D_一😀_xD83D_z_x00zz_", " a&b一<", "<1>2"],
        2: ["甲", "乙丙", "丁", "戊\r", "己", "", "1e5"],
      ])
  }

  @Test("numbers as they are written, booleans, errors, formulas, nothing")
  func values() throws {
    let archive = TestArchive.book(
      """
      <row><c><v>420106199001011234</v></c><c><v> 1.50 </v></c><c t="n"><v>-4.2E+17</v></c>\
      <c t="b"><v>1</v></c><c t="b"><v>false</v></c><c t="e"><v>#N/A</v></c>\
      <c><f>1+1</f><v>2</v></c><c><f>1+1</f></c><c s="1"/><c><v/></c><c><v>nan</v></c>\
      <c t="b"><v>yes</v></c><c s="1"><f t="shared" ref="A1:A2" si="0"/><v>43878</v></c></row>
      """,
      after: """
        <mergeCells count="9"><mergeCell ref="A1:B3"/><mergeCell ref="$D$4:C2"/></mergeCells>\
        <extLst><ext xmlns:z="urn:z"><z:sheetData><z:row><z:c><z:v>1</z:v></z:c></z:row></z:sheetData>\
        <sheetData><row><c><v>1</v></c></row></sheetData></ext></extLst>
        """, formats: [0, 14])
    let sheet = try Workbook(bytes: archive.bytes).wholeSheets()[0]
    #expect(
      sheet.shown == [
        1: [
          "#420106199001011234", "#1.50", "#-4.2E+17", "TRUE", "FALSE", "error #N/A", "#2", "", "",
          "", "nan", "yes", "day 18309 0:0",
        ]
      ])
    #expect(sheet.end.uncomputedFormulas == 1)
    #expect(
      sheet.end.mergedRanges == [
        CellRange(columns: 0...1, rows: 1...3), CellRange(columns: 2...3, rows: 2...4),
      ])
  }

  @Test("text in a cell with a date format stays text; dates by styles, also 1904's")
  func dates() throws {
    let rows = """
      <row><c s="1"><v>43878.85416666666</v></c><c s="1" t="s"><v>0</v></c><c s="2"><v>0.5</v></c>\
      <c s="3"><v>43878</v></c><c s="4"><v>43878</v></c><c s="9"><v>7</v></c><c s="1"><v>-1</v></c></row>
      """
    let formats = [22: "0.00", 180: "m\"月\"d\"日\""]
    let archive = TestArchive.book(
      rows, texts: ["<t>3-2</t>"], formats: [0, 14, 20, 180, 22], customFormats: formats)
    #expect(
      try archive.rows() == [
        1: ["day 18309 20:30", "3-2", "12:0", "day 18309 0:0", "#43878", "#7", "#-1"]
      ])
    let other = TestArchive.book(
      rows, texts: ["<t>3-2</t>"], formats: [0, 14, 20, 180, 22], customFormats: formats,
      is1904: true)
    #expect(try other.rows()[1]?.first == "day \(18309 + 1462) 20:30")
  }

  @Test("UTF-16, byte order marks, declarations; archives in 64 bits, deflated, with bytes before")
  func encodings() throws {
    let sheet = "xl/worksheets/sheet1.xml"
    let plain = TestArchive.book("<row><c t=\"str\"><v>文😀</v></c></row>")
    let expected = [1: ["文😀"]]
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n" + plain[sheet]
    for isBig in [false, true] {
      var archive = plain
      let units = Array(("\u{FEFF}" + text).utf16)
      archive[sheet] = ""
      archive.parts[archive.parts.count - 1].bytes = units.flatMap { unit in
        isBig
          ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      }
      #expect(try archive.rows() == expected)
    }
    for start in [
      "\u{FEFF}", "\u{FEFF}<?xml version='1.0' encoding='utf-8'?>\n", "\n\n<!-- <!DOCTYPE -->",
    ] {
      var archive = plain
      archive[sheet] = start + plain[sheet]
      #expect(try archive.rows() == expected)
    }
    var large = plain
    large.isLarge = true
    large.deflate(sheet)
    large.deflate("xl/workbook.xml")
    #expect(try large.rows() == expected)
    let shifted = Array("#!/bin/sh\n".utf8) + plain.bytes
    #expect(try Workbook(bytes: shifted).wholeSheets()[0].shown == expected)
  }

  @Test("pieces of a large sheet come together as they were")
  func pieces() throws {
    // Characters of two to four bytes, at all places relative to the pieces' ends.
    let texts = (0..<6000).map { "第\($0)条" + String(repeating: "é一😀", count: $0 % 29) }
    let long = String(repeating: "长é😀", count: 40_000)
    let cells = (texts + [long]).map { "<row><c t=\"str\"><v>\($0)</v></c></row>" }
    var archive = TestArchive.book(cells.joined())
    archive.deflate("xl/worksheets/sheet1.xml")
    let sheet = try Workbook(bytes: archive.bytes).wholeSheets()[0]
    #expect(sheet.rows.map { $0.cells[0].value } == (texts + [long]).map { .text($0) })
  }

  @Test(
    "what a file is by its bytes",
    arguments: [
      ("<html><table><tr><td>小区</td></tr></table></html>", FileKind.html),
      ("\u{FEFF}\n<!DOCTYPE HTML>", .html), ("<?xml version=\"1.0\"?>\n<html xmlns=\"x\">", .html),
      ("<meta charset=gbk><TABLE border=1>", .html), ("<div\nclass=a>", .html),
      ("MIME-Version: 1.0\nContent-Type: multipart/related", .html),
      ("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook>", .xml),
      ("小区,房号\nT,3-1-101\n", .text), ("", .text), ("<3,5\n", .text), ("a\0b", .binary),
      ("PK\u{3}\u{4}", .zip),
    ])
  func kinds(text: String, kind: FileKind) {
    #expect(FileKind(of: Array(text.utf8)) == kind)
  }

  @Test("what real files are by their bytes")
  func realKinds() throws {
    #expect(FileKind(of: try testFile("openpyxl.xlsx")) == .zip)
    #expect(FileKind(of: try testFile("libreoffice.ods")) == .zip)
    #expect(FileKind(of: try testFile("libreoffice.xls")) == .compound)
    #expect(FileKind(of: try testFile("encrypted.xlsx")) == .compound)
    #expect(
      FileKind(of: [0xFF, 0xFE, 0x3C, 0, 0x68, 0, 0x74, 0, 0x6D, 0, 0x6C, 0, 0x3E, 0]) == .html)
    #expect(FileKind(of: [0xFF, 0xFE, 0x61, 0, 0x2C, 0]) == .text)
    #expect(FileKind(of: [0xD0, 0xA1, 0xC7, 0xF8, 0x2C]) == .text)
  }
}
