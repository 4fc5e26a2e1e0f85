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
      throw error.explained(context.file).orSkipped(context.file)
    }
    self.tables.keep(sheets: workbook.sheets.map(\.name), of: context.file)
    var tables: [TidyTable] = []
    var sheets: [(context: TidyContext, sheet: ReadSheet)] = []
    var looked = 0
    for sheet in workbook.sheets {
      var context = context
      context.name = "\(context.file)#\(sheet.name)"
      context.sheet = sheet.name
      context.compoundOfSheet = compound(named: [sheet.name])
      context.rule = rule(context.file, sheet.name)
      context.encoding = "spreadsheet"
      context.bytes = tables.isEmpty && sheets.isEmpty ? bytes.count : 0
      if context.rule.skips == true { continue }
      guard (context.rule.source ?? home(of: context.file)) == context.source else { continue }
      guard !sheet.isHidden else {
        // Old lists hide there.
        var table = TidyTable(empty: context)
        table.telling.guesses.append(.hiddenSheet)
        tables.append(table)
        continue
      }
      looked += 1
      if let read = try read(sheet, of: workbook, bytes.count, context) {
        sheets.append((context, read))
      }
    }
    // A list of meters beside one of persons is none of residents.
    let hasPersons = sheets.contains { $0.sheet.header.map { Self.namesPersons($0.plan) } ?? false }
    var missingLine: (line: Int, last: Int)?
    for (context, sheet) in sheets {
      if sheet.header == nil, let line = context.rule.header, line > sheet.lastLine {
        missingLine = (line, sheet.lastLine)
      }
      guard let header = sheet.header,
        !hasPersons || Self.namesPersons(header.plan) || !Self.namesMeters(header.plan)
      else {
        if sheet.isTable {
          tables.append(noHeader(sheet.grid, context))
        } else {
          // Remarks, or a single column: no rows to be rejected, but nothing to pass over in silence.
          var table = TidyTable(empty: context)
          table.telling.guesses.append(.noTable(sheet.rows))
          tables.append(table)
        }
        continue
      }
      var table = try TableTidier.tidy(sheet.grid, header, context)
      if sheet.hiddenRows > 0 { table.telling.guesses.append(.hiddenRows(sheet.hiddenRows)) }
      tables.append(table)
    }
    let isNothing = tables.allSatisfy { $0.rows == 0 && $0.telling.header == nil }
    if looked > 0 && isNothing && !tables.contains(where: { $0.telling.guesses == [.hiddenSheet] })
    {
      if let (line, last) = missingLine { throw .noHeaderLine(line, in: context.file, last: last) }
      throw .noTable(in: context.file)
    }
    return tables
  }

  private struct ReadSheet {
    var grid: Grid
    /// Nil where none was found.
    var header: FoundHeader?
    /// Two or more filled rows and columns.
    var isTable: Bool
    var rows: Int
    var hiddenRows: Int
    var lastLine: Int { grid.count > 0 ? grid.line(grid.count - 1) : 0 }
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
  private func read(
    _ sheet: Workbook.Sheet, of workbook: Workbook, _ workbookBytes: Int, _ context: TidyContext
  ) throws(SweepError) -> ReadSheet? {
    let reading = SheetGrid(fileBytes: workbookBytes)
    let end: SheetEnd?
    do throws(SpreadsheetError) {
      end = try workbook.forEachRow(of: sheet) { reading.add($0) }
    } catch {
      throw error.explained(context.name)
    }
    if let error = reading.error { throw error.explained(context.name) }
    guard let end, !reading.isEmpty else { return nil }
    let grid = reading.grid(end.mergedRanges)
    let finder = HeaderFinder(
      source: context.source, rule: context.rule,
      hasCompound: context.compoundByName != nil || context.rule.constants[.compound] != nil,
      window: context.manifest.window)
    let found: FoundHeader?
    do throws(ColumnPlan.Twice) {
      found = try finder.find(in: grid)
    } catch {
      throw twice(error, grid, context)
    }
    let isElse =
      found.map { isSomethingElse($0.plan.names.map(ColumnNames.fold), context.source) } ?? true
    return ReadSheet(
      grid: grid, header: isElse ? nil : found, isTable: reading.isTable, rows: end.rows,
      hiddenRows: end.hiddenRows
    )
  }
}
