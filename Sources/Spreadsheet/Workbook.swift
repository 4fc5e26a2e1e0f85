/// A spreadsheet file: its sheets, and their rows one at a time.
///
/// ```swift
/// let workbook = try Workbook(bytes: bytes)
/// for sheet in workbook.sheets where !sheet.isHidden {
///   let end = try workbook.forEachRow(of: sheet) { row in
///     print(sheet.name, row.number, row[0] ?? .text("-"))
///     return .next
///   }
///   print(end?.mergedRanges.count ?? 0)
/// }
/// ```
///
/// Opening reads the list of parts, the styles and the shared texts. A sheet's rows are unpacked
/// and parsed as they are delivered, and not kept: memory is the packed file, the shared texts, and
/// a piece. Two threads may read two sheets of one workbook.
package struct Workbook: Sendable {
  package struct Sheet: Sendable, Equatable {
    package let name: String
    /// By its user, or so that only a program can show it.
    package let isHidden: Bool
    let part: ZipArchive.Part
    /// Its place among the sheets of its part, where a part has several.
    var place = 0
  }

  /// What the two kinds of file need to read a sheet.
  private enum Content: Sendable {
    case openXML(texts: SharedStrings, styles: Styles, is1904: Bool)
    case openDocument(OpenDocument)
  }

  /// The worksheets, in the order of their tabs.
  package let sheets: [Sheet]
  /// Names of tabs with no cells: charts, dialogs, macro sheets.
  package let sheetsWithoutCells: [String]

  private let archive: ZipArchive
  private let content: Content

  /// Opens a spreadsheet that is in memory. O(parts + shared texts).
  package init(bytes: [UInt8], limits: Limits = Limits()) throws(SpreadsheetError) {
    if FileKind(of: bytes) == .compound {
      if CompoundFile.isEncryptedPackage(bytes) { throw .encrypted }
      throw CompoundFile.isDocument(bytes) ? .document : .oldFormat
    }
    archive = try ZipArchive(bytes, limits: limits)
    if let document = try OpenDocument(archive, limits: limits) {
      sheets = document.tabs.enumerated().map { place, tab in
        Sheet(name: tab.name, isHidden: tab.isHidden, part: document.content, place: place)
      }
      sheetsWithoutCells = []
      content = .openDocument(document)
      return
    }
    guard let main = try Relations(of: "", in: archive).first("officeDocument")?.target else {
      if archive.find("mimetype") != nil && archive.find("content.xml") != nil { throw .document }
      throw archive.find("[Content_Types].xml") == nil ? .files : .noWorkbook
    }
    guard !main.lowercased().hasSuffix(".bin") else { throw .binaryWorkbook }
    if ZipArchive.key(main).hasPrefix("word/") { throw .document }

    let reading = WorkbookReading()
    do throws(SpreadsheetError) {
      try PartEvents.read(try archive.part(main), of: archive, reading)
    } catch .unexpectedRoot { throw .noWorkbook }
    let relations = try Relations(of: main, in: archive)
    (sheets, sheetsWithoutCells) = try Self.sheets(reading.tabs, relations, archive, limits)
    var texts = SharedStrings()
    var styles = Styles()
    if let relation = relations.first("sharedStrings") {
      texts = try SharedStrings(try archive.part(relation.target), of: archive)
    }
    if let relation = relations.first("styles") {
      styles = try Styles(try archive.part(relation.target), of: archive)
    }
    content = .openXML(texts: texts, styles: styles, is1904: reading.is1904)
  }

  /// Opens a spreadsheet file: reads it whole, if it is no larger than what it may unpack to.
  package init(path: String, limits: Limits = Limits()) throws(SpreadsheetError) {
    try self.init(bytes: wholeFile(path, atMost: limits.unpacked), limits: limits)
  }

  private static func sheets(
    _ tabs: [WorkbookReading.Tab], _ relations: Relations, _ archive: ZipArchive, _ limits: Limits
  ) throws(SpreadsheetError) -> ([Sheet], [String]) {
    guard tabs.count <= limits.sheets else { throw .tooManySheets(tabs.count) }
    let targets = Dictionary(relations.all) { first, _ in first }
    var sheets: [Sheet] = []
    var others: [String] = []
    var taken: Set<String> = []
    for tab in tabs {
      guard let relation = targets[tab.relation] else { throw .missingPart(tab.name) }
      guard relation.type == "worksheet" else {
        others.append(tab.name)
        continue
      }
      let part = try archive.part(relation.target)
      guard taken.insert(part.name).inserted else { throw .repeatedPart(part.name) }
      sheets.append(Sheet(name: tab.name, isHidden: tab.isHidden, part: part))
    }
    guard !sheets.isEmpty else { throw .noSheets }
    return (sheets, others)
  }

  /// Hands over the rows of a sheet that hold anything, in the file's order (ascending in all files
  /// that spreadsheet programs write), until one is answered with `.stop`; then there is no end to
  /// tell of. O(unpacked bytes); memory for one row.
  ///
  /// An error may come after some rows, at the end too: only then is known whether all bytes were
  /// right. What came before it should not be used.
  @discardableResult
  package func forEachRow(
    of sheet: Sheet, _ body: (SheetRow) -> RowAnswer
  ) throws(SpreadsheetError) -> SheetEnd? {
    let result = withoutActuallyEscaping(body) { body in
      Result { () throws(SpreadsheetError) in try end(of: sheet, body) }
    }
    return try result.get()
  }

  private func end(
    of sheet: Sheet, _ body: @escaping (SheetRow) -> RowAnswer
  ) throws(SpreadsheetError) -> SheetEnd? {
    switch content {
    case .openXML(let texts, let styles, let is1904):
      let reading = SheetReading(
        part: sheet.part.name, texts: texts, styles: styles, is1904: is1904, body)
      try PartEvents.read(sheet.part, of: archive, reading)
      return reading.isDone ? nil : reading.end
    case .openDocument(let document):
      let reading = OpenDocumentReading(document, sheet: sheet.place, body)
      try PartEvents.read(sheet.part, of: archive, reading)
      return reading.isStopped ? nil : reading.end
    }
  }
}

/// The workbook part: which sheets there are, and how days are counted.
private final class WorkbookReading: PartHandler {
  struct Tab {
    var name: String
    var relation: String
    var isHidden: Bool
  }

  var tabs: [Tab] = []
  var is1904 = false

  func start(_ name: String, _ attributes: [String: String]) -> Bool {
    switch name {
    case "workbook", "sheets": return true
    case "workbookPr": is1904 = attributes["date1904"].isTrue
    case "sheet":
      // In the namespace of relations, under any prefix; `sheetId` is another thing.
      let relation = attributes.first { $0.key.hasSuffix(":id") }?.value ?? ""
      let state = attributes["state"] ?? "visible"
      tabs.append(
        Tab(name: attributes["name"] ?? "", relation: relation, isHidden: state != "visible"))
    default: break
    }
    return false
  }

  func end(_ name: String) {}
}
