/// `B7`: a column from 0 and a row from 1.
package struct CellReference: Sendable, Equatable {
  /// A is 0.
  package var column: Int
  /// As the spreadsheet shows it.
  package var row: Int

  package init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }

  /// Nil for what is no reference, or is outside of what a sheet can hold.
  package init?(_ text: some StringProtocol) {
    var column = 0
    var row = 0
    for byte in text.utf8 {
      switch byte {
      case 0x41...0x5A where row == 0, 0x61...0x7A where row == 0:
        column = column * 26 + Int(byte & 0x1F)
      case 0x30...0x39 where column > 0: row = row * 10 + Int(byte - 0x30)
      case UInt8(ascii: "$"): continue
      default: return nil
      }
      guard column <= Limits.columns, row <= Limits.rows else { return nil }
    }
    guard column > 0, row > 0 else { return nil }
    self.init(column: column - 1, row: row)
  }
}

/// `A3:B7`: a rectangle of cells, merged to one that shows the value of its first.
///
/// It may be as large as a sheet: go through cells that are there, not through it.
package struct CellRange: Sendable, Equatable {
  package var columns: ClosedRange<Int>
  package var rows: ClosedRange<Int>

  package init(columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    self.columns = columns
    self.rows = rows
  }

  /// Nil for what is no range. Of one cell alone it is a range of one.
  package init?(_ text: String) {
    let corners = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = CellReference(corners[0]),
      let last = CellReference(corners[corners.count - 1])
    else { return nil }
    self.init(
      columns: min(first.column, last.column)...max(first.column, last.column),
      rows: min(first.row, last.row)...max(first.row, last.row))
  }
}
