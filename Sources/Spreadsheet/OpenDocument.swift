/// A workbook of LibreOffice's kind: all sheets, and what their styles are, in one part.
///
/// Element and attribute names are taken with the prefixes that all its writers use. Each sheet is
/// a pass over the part up to its end.
struct OpenDocument: Sendable {
  static let contentType = "application/vnd.oasis.opendocument.spreadsheet"

  struct Tab: Sendable {
    var name: String
    var isHidden: Bool
  }

  let content: ZipArchive.Part
  private(set) var tabs: [Tab] = []
  /// Of cell styles that show a date, what they show of it.
  fileprivate var shapes: [String: DateShape] = [:]

  /// Nil if the archive is something else.
  init?(_ archive: ZipArchive, limits: Limits) throws(SpreadsheetError) {
    guard archive.find("mimetype") != nil, let list = archive.find("META-INF/manifest.xml"),
      archive.find("content.xml") != nil
    else { return nil }
    let manifest = ManifestReading()
    try PartEvents.read(list, of: archive, manifest)
    guard manifest.contentType.hasPrefix(Self.contentType) else { return nil }
    guard !manifest.isEncrypted else { throw .encrypted }

    content = try archive.part("content.xml")
    let reading = IndexReading()
    try PartEvents.read(content, of: archive, reading)
    tabs = reading.tables.map { table in
      Tab(name: table.name, isHidden: reading.hiddenStyles.contains(table.style))
    }
    shapes = reading.cellStyles.compactMapValues { reading.formats[$0] }
    guard !tabs.isEmpty else { throw .noSheets }
    // Each is a pass over the part, so a small one may have more.
    guard tabs.count <= limits.sheets,
      tabs.count * content.unpacked <= 16 * limits.unpacked
    else { throw .tooManySheets(tabs.count) }
  }

  fileprivate static func knows(_ namespace: String) -> Bool {
    let start = "urn:oasis:names:tc:opendocument:xmlns:"
    guard namespace.hasPrefix(start), namespace.hasSuffix(":1.0") else { return false }
    return ["office", "style", "datastyle", "table", "text", "manifest"].contains(
      namespace.dropFirst(start.count).dropLast(4))
  }
}

private final class ManifestReading: PartHandler {
  var contentType = ""
  var isEncrypted = false

  static func knows(namespace: String) -> Bool { OpenDocument.knows(namespace) }

  func start(_ name: String, _ attributes: [String: String]) -> Bool {
    if name == "encryption-data" { isEncrypted = true }
    if name == "file-entry", attributes["manifest:full-path"] == "/" {
      contentType = attributes["manifest:media-type"] ?? ""
    }
    return name == "manifest" || name == "file-entry"
  }

  func end(_ name: String) {}
}

/// Which sheets there are, and what of a date the styles of their cells show.
private final class IndexReading: PartHandler {
  var tables: [(name: String, style: String)] = []
  var hiddenStyles: Set<String> = []
  /// Of each cell style its format, and what that shows.
  var cellStyles: [String: String] = [:]
  var formats: [String: DateShape] = [:]
  private var style = ""
  private var shape: DateShape = []

  static func knows(namespace: String) -> Bool { OpenDocument.knows(namespace) }

  func start(_ name: String, _ attributes: [String: String]) -> Bool {
    switch name {
    case "document-content", "automatic-styles", "body", "spreadsheet": return true
    case "table":
      tables.append((attributes["table:name"] ?? "", attributes["table:style-name"] ?? ""))
    case "style":
      style = attributes["style:name"] ?? ""
      if let format = attributes["style:data-style-name"] { cellStyles[style] = format }
      return true
    case "table-properties":
      if attributes["table:display"] == "false" { hiddenStyles.insert(style) }
    case "date-style", "time-style":
      style = attributes["style:name"] ?? ""
      shape = attributes["number:truncate-on-overflow"] == "false" ? [.time, .elapsed] : []
      return true
    case "year": shape.insert(.year)
    case "month": shape.insert(.month)
    case "day": shape.formUnion(shape.contains(.month) ? .day : [.day, .dayFirst])
    case "hours", "minutes", "seconds": shape.insert(.time)
    default: break
    }
    return false
  }

  func end(_ name: String) {
    guard name == "date-style" || name == "time-style" else { return }
    if !shape.contains(.month) { shape.remove(.dayFirst) }
    formats[style] = shape.isEmpty ? nil : shape
  }
}

/// The rows of one sheet.
final class OpenDocumentReading: PartHandler {
  /// Cells that stand for more than one, in a sheet: a few bytes can say "a million rows like this".
  private static let mostRepeated = 1 << 22

  private let document: OpenDocument
  private let wanted: Int
  private let body: (SheetRow) -> RowAnswer

  private(set) var end = SheetEnd()
  private(set) var isDone = false
  private(set) var isStopped = false

  private var table = -1
  private var isInCell = false
  private var row = SheetRow(number: 0, cells: [])
  private var rowsAlike = 1
  private var repeated = 0
  private var column = 0
  private var cell: [String: String] = [:]
  private var text = ""
  private var paragraphs = 0

  static func knows(namespace: String) -> Bool { OpenDocument.knows(namespace) }

  init(_ document: OpenDocument, sheet: Int, _ body: @escaping (SheetRow) -> RowAnswer) {
    self.document = document
    wanted = sheet
    self.body = body
  }

  func start(_ name: String, _ attributes: [String: String]) throws(SpreadsheetError) -> Bool {
    if isInCell { return startText(name, attributes) }
    switch name {
    case "document-content", "body", "spreadsheet", "table-rows", "table-header-rows",
      "table-row-group":
      return true
    case "table":
      table += 1
      return table == wanted
    case "table-row":
      let visibility = attributes["table:visibility"] ?? "visible"
      row = SheetRow(
        number: row.number + rowsAlike, isHidden: visibility != "visible", cells: [])
      rowsAlike = try count(attributes["table:number-rows-repeated"], atMost: Limits.rows)
      column = 0
      return true
    case "table-cell", "covered-table-cell":
      cell = attributes
      text = ""
      paragraphs = 0
      isInCell = true
      return true
    default: return false
    }
  }

  private func startText(_ name: String, _ attributes: [String: String]) -> Bool {
    switch name {
    case "p":
      paragraphs += 1
      if paragraphs > 1 { text += "\n" }
      return true
    case "span", "a": return true
    case "s":
      let count = attributes["text:c"].flatMap { Int($0) } ?? 1
      text += String(repeating: " ", count: min(max(count, 1), 64))
    case "tab": text += "\t"
    case "line-break": text += "\n"
    // Notes, drawings, tables in a cell.
    default: break
    }
    return false
  }

  func text(_ text: String) {
    if isInCell && paragraphs > 0 { self.text += text }
  }

  func end(_ name: String) throws(SpreadsheetError) {
    switch name {
    case "table-cell", "covered-table-cell":
      isInCell = false
      try endCell(isCovered: name == "covered-table-cell")
    case "table-row": try endRow()
    case "table": isDone = true
    default: break
    }
  }

  private func count(_ text: String?, atMost limit: Int) throws(SpreadsheetError) -> Int {
    guard let text else { return 1 }
    guard let count = Int(text), (1...limit).contains(count) else { throw badReference(text) }
    return count
  }

  private func badReference(_ text: String) -> SpreadsheetError {
    .badReference(part: document.content.name, row: row.number, text: String(text.prefix(32)))
  }
}

// MARK: - Cells and rows

extension OpenDocumentReading {
  private func endRow() throws(SpreadsheetError) {
    guard !row.cells.isEmpty else { return }
    guard row.number + rowsAlike - 1 <= Limits.rows else { throw badReference("\(row.number)") }
    try repeatCells(row.cells.count * (rowsAlike - 1))
    for _ in 0..<rowsAlike {
      end.rows += 1
      end.hiddenRows += row.isHidden ? 1 : 0
      if body(row) == .stop {
        isStopped = true
        isDone = true
        return
      }
      row.number += 1
    }
    // The next row goes on from the last of these.
    row.number -= rowsAlike
  }

  private func repeatCells(_ count: Int) throws(SpreadsheetError) {
    repeated += count
    guard repeated <= Self.mostRepeated else {
      throw .bomb(bytes: repeated, packed: document.content.packed)
    }
  }

  private func endCell(isCovered: Bool) throws(SpreadsheetError) {
    let alike = try count(cell["table:number-columns-repeated"], atMost: Limits.columns)
    let first = column
    column += alike
    guard !isCovered else { return }
    let columns = try count(cell["table:number-columns-spanned"], atMost: Limits.columns)
    let rows = try count(cell["table:number-rows-spanned"], atMost: Limits.rows)
    if columns > 1 || rows > 1 {
      end.mergedRanges.append(
        CellRange(columns: first...first + columns - 1, rows: row.number...row.number + rows - 1))
    }
    guard let value = value() else {
      end.uncomputedFormulas += cell["table:formula"] == nil ? 0 : 1
      return
    }
    guard column <= Limits.columns else { throw badReference("\(column)") }
    try repeatCells(alike - 1)
    for column in first..<column { row.cells.append(SheetCell(column: column, value: value)) }
  }

  private func value() -> SheetValue? {
    let type = cell["office:value-type"] ?? cell["calcext:value-type"]
    let style = cell["table:style-name"]
    if cell["calcext:value-type"] == "error" { return text.isEmpty ? nil : .error(text) }
    let written: String? =
      switch type {
      case "float", "percentage", "currency": cell["office:value"]
      case "date": cell["office:date-value"]
      case "time": cell["office:time-value"]
      case "boolean": cell["office:boolean-value"]
      default: nil
      }
    guard let written, !written.isEmpty else {
      // Of a text the paragraphs are what the cell shows.
      let shown = text.isEmpty ? cell["office:string-value"] ?? "" : text
      return shown.isEmpty ? nil : .text(shown)
    }
    switch type {
    case "boolean": return written == "true" ? .boolean(true) : .boolean(false)
    case "date", "time":
      guard let date = SheetDate(written, shape: style.flatMap { document.shapes[$0] }) else {
        return .text(written)
      }
      return .number(written, date)
    default: return written.isNumber ? .number(written, nil) : .text(written)
    }
  }
}
