import DelimitedText
import Spreadsheet

/// The rows of a sheet as they come, as a text for a grid.
///
/// A sheet may say one long text in a million cells, or put a cell into the last column of each of a million
/// rows. So what comes of a file is bound as what is unpacked of it is: below `harmless` always, else by the
/// file's own size.
final class SheetGrid {
  private var text: [UInt8] = []
  private var lines: [Int] = []
  private var shown: [(row: Int, column: Int, text: String)] = []
  private var wideRows = 0
  private var size = 0
  private let limits = Limits()
  private let fileBytes: Int
  /// Why no more rows are taken.
  private(set) var error: SpreadsheetError?

  /// - Parameter fileBytes: the size of the file.
  init(fileBytes: Int) { self.fileBytes = fileBytes }

  /// Columns beyond this are no table's.
  private static let columns = 1024
  /// What a cell takes besides its text.
  private static let cellSize = 8

  var isEmpty: Bool { lines.isEmpty }
  /// Two or more filled rows and columns.
  var isTable: Bool { wideRows >= 2 }

  func add(_ row: SheetRow) -> RowAnswer {
    if let last = lines.last, row.number > last + 1 {
      // Rows without a cell part what is above them from what is below.
      text.append(10)
      lines.append(last + 1)
    }
    let start = text.count
    var column = 0
    var filled = 0
    for cell in row.cells where cell.column < Self.columns {
      while column < cell.column {
        text.append(Grid.separator)
        column += 1
      }
      let value = value(of: cell)
      if !value.isEmpty { filled += 1 }
      append(value)
    }
    text.append(10)
    lines.append(row.number)
    if filled > 1 { wideRows += 1 }
    size += text.count - start + (column + 1) * Self.cellSize
    let most = max(limits.harmless, min(fileBytes * limits.ratio, limits.unpacked))
    guard size <= most else {
      error =
        most == limits.unpacked ? .tooLarge(bytes: size) : .bomb(bytes: size, packed: fileBytes)
      return .stop
    }
    return .next
  }

  /// Appends a cell in quotes. A line break inside is a blank, so that a row stays a row.
  private func append(_ value: String) {
    guard !value.isEmpty else { return }
    text.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      if byte == UInt8(ascii: "\"") { text.append(byte) }
      text.append(byte == 10 || byte == 13 || byte == Grid.separator ? 32 : byte)
    }
    text.append(UInt8(ascii: "\""))
  }

  /// The grid of all rows, with the cells that are merged.
  func grid(_ merged: [CellRange]) -> Grid {
    let places =
      merged.isEmpty
      ? [:] : Dictionary(lines.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    let ranges = merged.compactMap { range -> Grid.Merged? in
      guard range.rows.count > 1, let first = places[range.rows.lowerBound] else { return nil }
      // The last of its rows that has a cell: ranges may be as large as a sheet.
      var (low, high) = (first, lines.count)
      while low + 1 < high {
        let middle = (low + high) / 2
        if lines[middle] <= range.rows.upperBound { low = middle } else { high = middle }
      }
      return Grid.Merged(rows: first...low, columns: range.columns)
    }
    return Grid(sheet: text, lines: lines, merged: ranges, shown: shown)
  }

  private func value(of cell: SheetCell) -> String {
    switch cell.value {
    case .text(let text): return text
    case .boolean(let value): return value ? "TRUE" : "FALSE"
    case .error: return ""
    case .number(let text, let date):
      guard let date, !date.shape.contains(.elapsed) else { return Self.plain(text) }
      guard let written = Self.written(date) else { return Self.plain(text) }
      if let day = date.day { shown.append((lines.count, cell.column, Self.shown(date, day))) }
      return written
    }
  }

  /// A date or time with all there is of it: `2020-02-17 20:30`.
  private static func written(_ date: SheetDate) -> String? {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    // To the second it is right; then the minute is cut.
    let time = "\(two(date.second / 3600)):\(two(date.second / 60 % 60))"
    guard let day = date.day else { return date.showsDate ? nil : time }
    let text = "\(SweepDate(number: day))"
    return date.second > 0 || date.showsTime ? "\(text) \(time)" : text
  }

  /// A date as its cell shows it, where an address should stand: `3月2日`, `2-Mar`, `1932年3月`.
  private static func shown(_ date: SheetDate, _ number: Int) -> String {
    let (year, month, day) = CivilDay.date(number)
    if !date.shape.contains(.year), date.shape.contains(.month), date.shape.contains(.day) {
      return date.shape.contains(.dayFirst) ? "\(day)-\(months[month - 1])" : "\(month)月\(day)日"
    }
    if !date.shape.contains(.day), date.shape.contains(.year) { return "\(year)年\(month)月" }
    return "\(year)/\(month)/\(day)"
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// A number without the noise of its last binary digits, and written out where that is short.
  private static func plain(_ text: String) -> String {
    guard text.utf8.count > 12 || text.contains("E") || text.contains("e"),
      text.contains(".") || text.contains("-"), let value = Double(text), abs(value) < 1e12
    else { return text }
    var buffer = OutputBuffer()
    let scaled = (abs(value) * 1e6).rounded()
    guard scaled < 9e17 else { return text }
    buffer.append(scaled: Int(scaled), places: 6)
    var plain = String(decoding: buffer.bytes, as: UTF8.self)
    while plain.hasSuffix("0") { plain.removeLast() }
    if plain.hasSuffix(".") { plain.removeLast() }
    return value < 0 ? "-" + plain : plain
  }
}
