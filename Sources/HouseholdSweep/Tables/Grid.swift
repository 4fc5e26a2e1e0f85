import DelimitedText

/// A table as it lies in a file or on a sheet: cells in rows, each row with its line.
final class Grid: Sendable {
  /// A range of merged cells, by row and column of the grid.
  struct Merged: Sendable {
    var rows: ClosedRange<Int>
    var columns: ClosedRange<Int>
  }

  private let text: TextRows
  /// The line of each row; nil where the text knows them.
  private let lines: [Int]?
  /// For cells under a merged one, the row in which its value stands, by row and column.
  private let above: [Int: Int32]
  /// The columns with cells merged downwards.
  let mergedColumns: Set<Int>
  let isSpreadsheet: Bool
  /// Cells that are dates: what they show, as a row of `dates` each, by row and column.
  private let dateCells: [Int: Int32]
  private let dates: TextRows?

  /// Takes delimited text apart. O(bytes).
  init(_ text: [UInt8], delimiter: UInt8, limit: Int = .max, lines: [Int]? = nil) {
    self.text = TextRows(text, delimiter: delimiter, limit: limit)
    self.lines = lines
    above = [:]
    mergedColumns = []
    isSpreadsheet = false
    dateCells = [:]
    dates = nil
  }

  /// Makes a grid of the rows of a sheet, as a text with `separator` between cells. `lines` are those of the
  /// rows; `shown` is what cells with dates show, by row and column.
  init(
    sheet text: [UInt8], lines: [Int], merged: [Merged] = [],
    shown: [(row: Int, column: Int, text: String)] = []
  ) {
    self.text = TextRows(text, delimiter: Self.separator)
    self.lines = lines
    isSpreadsheet = true
    dateCells = Dictionary(
      shown.enumerated().map { ($1.row << 16 | $1.column, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
    dates =
      shown.isEmpty
      ? nil : TextRows(Array((shown.map(\.text).joined(separator: "\n") + "\n").utf8), delimiter: 0)
    var above: [Int: Int32] = [:]
    var columns = Set<Int>()
    for range in merged where range.rows.count > 1 {
      columns.insert(range.columns.lowerBound)
      // No sheet of people has so many; ranges over each other are no reason to run out of memory.
      guard above.count < 4_000_000 else { break }
      for row in range.rows.dropFirst() where row < lines.count {
        above[row << 16 | range.columns.lowerBound] = Int32(range.rows.lowerBound)
      }
    }
    self.above = above
    mergedColumns = columns
  }

  /// Between the cells of a sheet.
  static let separator: UInt8 = 0x1F

  var count: Int { text.count }
  var isUnterminated: Bool { text.isUnterminated }

  func line(_ row: Int) -> Int { lines?[row] ?? text.line(row) }

  /// The cells of a row, those that are empty at its end included.
  func width(_ row: Int) -> Int { text.fieldCount(row) }

  /// A cell with nothing in it.
  var emptyCell: Field { text.field(0, Int(Int32.max)) }

  /// What stands in a cell itself.
  @inline(__always)
  func ownCell(_ row: Int, _ column: Int) -> Field { text.field(row, column) }

  /// What a cell says: its own text, or that of the merged cell it belongs to.
  @inline(__always)
  func cell(_ row: Int, _ column: Int) -> Field {
    let own = text.field(row, column)
    if above.isEmpty || !own.isEmpty { return own }
    guard let first = above[row << 16 | column] else { return own }
    return text.field(Int(first), column)
  }

  /// What a cell says where an address stands: a date as the cell shows it.
  func addressCell(_ row: Int, _ column: Int) -> Field {
    guard let dates else { return cell(row, column) }
    let source =
      text.field(row, column).isEmpty ? above[row << 16 | column].map { Int($0) } ?? row : row
    guard let date = dateCells[source << 16 | column] else { return cell(row, column) }
    return dates.field(Int(date), 0)
  }

  /// Whether a cell lies under a merged one, and not at its top.
  func isUnderMerged(_ row: Int, _ column: Int) -> Bool { above[row << 16 | column] != nil }

  /// How many cells of a row have text, at most `limit`.
  func filled(_ row: Int, limit: Int = .max) -> Int {
    var count = 0
    for column in 0..<width(row) where !cell(row, column).isEmpty {
      count += 1
      if count == limit { break }
    }
    return count
  }

  func texts(_ row: Int) -> [String] { (0..<width(row)).map { ownCell(row, $0).text } }
}
