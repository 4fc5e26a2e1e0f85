/// What a cell holds.
package enum SheetValue: Sendable, Equatable {
  /// Never empty.
  case text(String)
  /// A number as the file writes it (`420106199001011234`, `4.3E-2`), and the date that its format
  /// makes of it. Where the file has the date itself (`.ods`, some `.xlsx`), that is the text. Whether it is one, or was an address before a program meddled, is for the user
  /// to say.
  case number(String, SheetDate?)
  case boolean(Bool)
  /// What a formula came to instead of a value: `#N/A`.
  case error(String)
}

/// A cell that holds something.
package struct SheetCell: Sendable, Equatable {
  /// A is 0.
  package var column: Int
  package var value: SheetValue

  package init(column: Int, value: SheetValue) {
    self.column = column
    self.value = value
  }
}

/// A row that has at least one cell with a value.
package struct SheetRow: Sendable, Equatable {
  /// As the spreadsheet shows it, from 1.
  package var number: Int
  /// By a filter, or by hand.
  package var isHidden: Bool
  /// In the order of their columns, each column at most once.
  package var cells: [SheetCell]

  package init(number: Int, isHidden: Bool = false, cells: [SheetCell]) {
    self.number = number
    self.isHidden = isHidden
    self.cells = cells
  }

  /// The value in a column; nil if the cell is empty. O(log cells).
  package subscript(column: Int) -> SheetValue? {
    var low = 0
    var high = cells.count
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].column < column { low = middle + 1 } else { high = middle }
    }
    return low < cells.count && cells[low].column == column ? cells[low].value : nil
  }
}

/// What is known of a sheet when its last row was read.
package struct SheetEnd: Sendable, Equatable {
  /// In the file's order. They stand behind the rows in the file, hence here.
  package var mergedRanges: [CellRange] = []
  /// Rows that were delivered, and those of them that are hidden.
  package var rows = 0
  package var hiddenRows = 0
  /// Formulas without a cached value: the program that wrote them has not worked them out. Their
  /// cells are as if empty.
  package var uncomputedFormulas = 0

  package init() {}
}

/// What whoever is handed a row says.
package enum RowAnswer: Sendable { case next, stop }
