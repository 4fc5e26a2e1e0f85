import Foundation
import TestSupport

@testable import Spreadsheet

/// A sheet with all its rows.
struct WholeSheet: Equatable {
  var name: String
  var isHidden: Bool
  var rows: [SheetRow] = []
  var end = SheetEnd()

  /// The values by row, as short texts; empty cells are `""`.
  var shown: [Int: [String]] {
    Dictionary(rows.map { ($0.number, Self.shown($0)) }) { $0 + ["again"] + $1 }
  }

  static func shown(_ row: SheetRow) -> [String] {
    var texts: [String] = []
    for cell in row.cells where cell.column < 100 {
      while texts.count < cell.column { texts.append("") }
      texts.append(shown(cell.value))
    }
    return texts
  }

  static func shown(_ value: SheetValue) -> String {
    switch value {
    case .text(let text): text
    case .number(let text, nil): "#\(text)"
    case .number(_, let date?):
      (date.day.map { "day \($0) " } ?? "") + "\(date.second / 3600):\(date.second % 3600 / 60)"
        + (date.second % 60 == 0 ? "" : ":\(date.second % 60)")
    case .boolean(let isTrue): isTrue ? "TRUE" : "FALSE"
    case .error(let text): "error \(text)"
    }
  }
}

extension Workbook {
  /// Everything in it.
  func wholeSheets() throws -> [WholeSheet] {
    var all: [WholeSheet] = []
    for sheet in sheets {
      var whole = WholeSheet(name: sheet.name, isHidden: sheet.isHidden)
      let end = try forEachRow(of: sheet) { row in
        whole.rows.append(row)
        return .next
      }
      whole.end = end ?? SheetEnd()
      all.append(whole)
    }
    return all
  }
}

extension TestArchive {
  /// The rows of its first sheet.
  func rows() throws -> [Int: [String]] {
    try Workbook(bytes: bytes).wholeSheets()[0].shown
  }

  /// The error of reading it whole; nil if there is none.
  func failure(limits: Limits = Limits()) -> SpreadsheetError? {
    do {
      _ = try Workbook(bytes: bytes, limits: limits).wholeSheets()
      return nil
    } catch { return error as? SpreadsheetError }
  }
}

/// A file of `Files`.
func testFile(_ name: String) throws -> [UInt8] {
  let url = Bundle.module.url(forResource: "Files/\(name)", withExtension: nil)
  return Array(try Data(contentsOf: url ?? URL(filePath: name)))
}
