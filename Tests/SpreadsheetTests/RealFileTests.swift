import Testing

@testable import Spreadsheet

/// Files that real programs made; what is in them is in `make-spreadsheets.py`.
@Suite("Spreadsheets of openpyxl, XlsxWriter and LibreOffice")
struct RealFileTests {
  private static let names = ["楼栋", "房号", "姓名", "编号", "登记时间", "在家"]

  @Test(
    "the same list, as three programs write it",
    arguments: [
      "openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.xlsm", "libreoffice.ods",
    ])
  func list(file: String) throws {
    let sheets = try Workbook(bytes: testFile(file)).wholeSheets()
    let list = try #require(sheets.first)
    #expect(list.name == "名单" && !list.isHidden)
    var shown = list.shown
    // openpyxl works out no formulas; in an .ods LibreOffice makes formulas of TRUE and FALSE.
    let isWorkedOut = file != "openpyxl.xlsx"
    #expect(shown.removeValue(forKey: 7) == [isWorkedOut ? "#3" : "", "error #N/A", "富文本"])
    #expect(list.end.uncomputedFormulas == (isWorkedOut ? 0 : 1))
    let booleans = file.hasSuffix("ods") ? ["#1", "#0"] : ["TRUE", "FALSE"]
    #expect(
      shown == [
        1: ["桃源小区住户名单"],
        2: Self.names,
        3: ["#3", "#101", "甲", "420100198001011234", "day 18309 20:30", booleans[0]],
        4: ["", "", "乙\n(访客)", "#420100198001011", "day 18310 0:0", booleans[1]],
        5: ["", "#102", "\r", "007", "20:30"],
        9: ["", "", "", "", "", "", "", "#0.5"],
      ])
    #expect(list.rows.filter(\.isHidden).map(\.number) == [4])
    #expect(list.end.hiddenRows == 1 && list.end.rows == 7)
    let merged = list.end.mergedRanges.sorted {
      ($0.rows.lowerBound, $0.columns.lowerBound) < ($1.rows.lowerBound, $1.columns.lowerBound)
    }
    #expect(
      merged == [
        CellRange(columns: 0...5, rows: 1...1), CellRange(columns: 0...0, rows: 3...5),
        CellRange(columns: 1...1, rows: 3...4),
      ])
    #expect(sheets.dropFirst().map(\.name).filter { $0 != "图" } == ["旧名单", "深藏", "空"])
    #expect(sheets.filter(\.isHidden).map(\.name) == ["旧名单", "深藏"])
    #expect(sheets[1].shown == [1: ["旧"]])
  }

  @Test("what a format shows of a date")
  func shapes() throws {
    let sheet = try Workbook(bytes: testFile("openpyxl.xlsx")).wholeSheets()[0]
    let dates = sheet.rows.compactMap { row -> SheetDate? in
      guard case .number(_, let date?) = row[4] else { return nil }
      return date
    }
    #expect(dates.map(\.shape) == [[.month, .day, .time], .date, .time])
    #expect(dates.map(\.showsDate) == [true, true, false])
    #expect(dates.map(\.showsTime) == [true, false, true])
  }

  @Test(
    "formats, formulas, rich text, the ends of a sheet",
    arguments: [
      "xlsxwriter.xlsx", "xlsxwriter-inline.xlsx", "xlsxwriter-1904.xlsx",
    ])
  func visits(file: String) throws {
    let sheets = try Workbook(bytes: testFile(file)).wholeSheets()
    #expect(sheets.map(\.name) == ["敲门"])
    let morning = "day 18309 9:5"
    let number = file.contains("1904") ? "#42416.37847222222" : "#43878.37847222222"
    #expect(
      sheets[0].shown == [
        1: ["小区", "房号", "时间", "结果"],
        2: ["桃源", "3-2", "day 18309 20:30", "在家"],
        3: [morning, morning, morning, morning, morning, number, morning, morning],
        4: ["TRUE", "error #DIV/0!", "FALSE", "#42", "#1E-07", "#4.201001980010113E+17"],
        5: ["三栋 101 室"],
        1_048_576: ["最后一行"],
      ])
    #expect(sheets[0].rows.first { $0.number == 5 }?[16_383] == .text("最后一列"))
    #expect(sheets[0].rows.filter(\.isHidden).map(\.number) == [5])
    let shapes = sheets[0].rows.first { $0.number == 3 }?.cells.map { cell -> DateShape? in
      guard case .number(_, let date) = cell.value else { return nil }
      return date?.shape
    }
    #expect(
      shapes == [
        [.date, .time], [.month, .day], [.month, .day, .dayFirst], [.month, .year],
        [.time, .elapsed], nil, .time, .time,
      ])
  }

  @Test("protected files and those of the old format say so")
  func refused() throws {
    #expect(throws: SpreadsheetError.encrypted) { try Workbook(bytes: testFile("encrypted.xlsx")) }
    #expect(throws: SpreadsheetError.oldFormat) { try Workbook(bytes: testFile("libreoffice.xls")) }
  }

  @Test("reading stops where it is told to")
  func stopping() throws {
    for file in ["openpyxl.xlsx", "libreoffice.ods"] {
      let workbook = try Workbook(bytes: testFile(file))
      var rows = 0
      let end = try workbook.forEachRow(of: workbook.sheets[0]) { _ in
        rows += 1
        return rows == 2 ? .stop : .next
      }
      #expect(rows == 2 && end == nil, "\(file)")
    }
  }
}
