import DelimitedText
import Foundation
import Spreadsheet

extension SourceReader {
  /// Tidies the sheets of a spreadsheet: each whose header is found is a table of its own.
  func tidySpreadsheet(_ bytes: [UInt8], _ context: TidyContext) throws(SweepError) -> [TidyTable] {
    let workbook: Workbook
    do throws(SpreadsheetError) {
      workbook = try Workbook(bytes: bytes)
    } catch {
      throw error.explained(context.file)
    }
    var tables: [TidyTable] = []
    var sheets: [(context: TidyContext, sheet: ReadSheet)] = []
    for sheet in workbook.sheets {
      var context = context
      context.name = "\(context.file)#\(sheet.name)"
      context.sheet = sheet.name
      context.rule = rule(context.file, sheet.name)
      context.encoding = "spreadsheet"
      context.bytes = tables.isEmpty ? bytes.count : 0
      if context.rule.skips == true { continue }
      guard (context.rule.source ?? home(of: context.file)) == context.source else { continue }
      guard !sheet.isHidden else {
        // Old lists hide there.
        var table = TidyTable(empty: context)
        table.telling.guesses.append(.hiddenSheet)
        tables.append(table)
        continue
      }
      if let read = try read(sheet, of: workbook, context) { sheets.append((context, read)) }
    }
    // A list of meters beside one of persons is none of residents.
    let hasPersons = sheets.contains { $0.sheet.header.map { Self.namesPersons($0.plan) } ?? false }
    for (context, sheet) in sheets {
      guard let header = sheet.header,
        !hasPersons || Self.namesPersons(header.plan) || !Self.namesMeters(header.plan)
      else {
        if sheet.isTable { tables.append(noHeader(sheet.grid, context)) }
        continue
      }
      var table = try TableTidier.tidy(sheet.grid, header, context)
      if sheet.hiddenRows > 0 { table.telling.guesses.append(.hiddenRows(sheet.hiddenRows)) }
      tables.append(table)
    }
    return tables
  }

  private struct ReadSheet {
    var grid: Grid
    /// Nil where none was found.
    var header: FoundHeader?
    /// Two or more filled rows and columns.
    var isTable: Bool
    var hiddenRows: Int
  }

  private static func namesPersons(_ plan: ColumnPlan) -> Bool {
    plan.source == .residents
      && (plan[.resident] != nil || plan.hasPersons || !plan.nameColumns.isEmpty)
  }

  private static func namesMeters(_ plan: ColumnPlan) -> Bool {
    let names = Set(([Column.meter.name] + Column.meter.aliases).map(ColumnNames.fold))
    return plan.source == .residents && plan.names.contains { names.contains(ColumnNames.fold($0)) }
  }

  /// Reads one sheet and finds its header; nil where there is nothing on it.
  private func read(_ sheet: Workbook.Sheet, of workbook: Workbook, _ context: TidyContext)
    throws(SweepError) -> ReadSheet?
  {
    let reading = SheetGrid()
    let end: SheetEnd?
    do throws(SpreadsheetError) {
      end = try workbook.forEachRow(of: sheet) { reading.add($0) }
    } catch {
      throw error.explained(context.name)
    }
    guard let end, !reading.isEmpty else { return nil }
    let grid = reading.grid(end.mergedRanges)
    let finder = HeaderFinder(
      source: context.source, rule: context.rule,
      hasCompound: context.compoundOfFile != nil || context.rule.constants[.compound] != nil)
    let found: FoundHeader?
    do throws(ColumnPlan.Twice) {
      found = try finder.find(in: grid)
    } catch {
      throw twice(error, grid, context)
    }
    let isElse =
      found.map { isSomethingElse($0.plan.names.map(ColumnNames.fold), context.source) } ?? true
    return ReadSheet(
      grid: grid, header: isElse ? nil : found, isTable: reading.isTable, hiddenRows: end.hiddenRows
    )
  }
}

/// The cells of a sheet as they come, for a grid.
private final class SheetGrid {
  private var rows: [[String]] = []
  private var lines: [Int] = []
  private var places: [Int: Int] = [:]
  private var shown: [(row: Int, column: Int, text: String)] = []
  private var wideRows = 0

  var isEmpty: Bool { rows.isEmpty }
  /// Two or more filled rows and columns.
  var isTable: Bool { wideRows >= 2 }

  func add(_ row: SheetRow) -> RowAnswer {
    if let last = lines.last, row.number > last + 1 {
      // Rows without a cell part what is above them from what is below.
      rows.append([])
      lines.append(last + 1)
    }
    var texts = [String](repeating: "", count: min((row.cells.last?.column ?? -1) + 1, 1024))
    var filled = 0
    for cell in row.cells where cell.column < texts.count {
      texts[cell.column] = text(cell)
      if !texts[cell.column].isEmpty { filled += 1 }
    }
    if filled > 1 { wideRows += 1 }
    places[row.number] = rows.count
    rows.append(texts)
    lines.append(row.number)
    return .next
  }

  func grid(_ merged: [CellRange]) -> Grid {
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
    return Grid(rows: rows, lines: lines, merged: ranges, shown: shown)
  }

  private func text(_ cell: SheetCell) -> String {
    switch cell.value {
    case .text(let text): return text
    case .boolean(let value): return value ? "TRUE" : "FALSE"
    case .error: return ""
    case .number(let text, let date):
      guard let date, !date.shape.contains(.elapsed) else { return Self.plain(text) }
      guard let written = Self.written(date) else { return Self.plain(text) }
      if let day = date.day { shown.append((rows.count, cell.column, Self.shown(date, day))) }
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
