/// The elements of a worksheet to rows.
///
/// Where it is in the sheet is one state, each with one parent: an element that has no place there
/// is said no to, with all that is in it (drawings, extensions, phonetic guides).
final class SheetReading: PartHandler {
  private enum State {
    case outside, sheet, rows, row, cell, value, formula, inline, inlineText, run, runText, merges

    var parent: State {
      switch self {
      case .outside, .sheet: .outside
      case .rows, .merges: .sheet
      case .row: .rows
      case .cell: .row
      case .value, .formula, .inline: .cell
      case .inlineText, .run: .inline
      case .runText: .run
      }
    }
  }

  /// What a cell's `t` says of its value.
  private enum Kind { case number, date, shared, text, boolean, error }

  private let part: String
  private let texts: SharedStrings
  private let styles: Styles
  private let is1904: Bool
  private let body: (SheetRow) -> RowAnswer

  private(set) var end = SheetEnd()
  private(set) var isDone = false

  /// Of shared texts those that take memory of their own.
  private var longTexts: [Int: String] = [:]
  private var state = State.outside
  private var row = SheetRow(number: 0, cells: [])
  /// Whether the row has said its number; else its first cell with a reference does.
  private var rowIsNumbered = false
  private var column = -1
  private var kind = Kind.number
  private var shape: DateShape?
  private var text = ""
  private var hasFormula = false

  init(
    part: String, texts: SharedStrings, styles: Styles, is1904: Bool,
    _ body: @escaping (SheetRow) -> RowAnswer
  ) {
    self.part = part
    self.texts = texts
    self.styles = styles
    self.is1904 = is1904
    self.body = body
  }

  func start(_ name: String, _ attributes: [String: String]) throws(SpreadsheetError) -> Bool {
    switch (state, name) {
    case (.outside, "worksheet"): state = .sheet
    case (.sheet, "sheetData"): state = .rows
    case (.rows, "row"):
      try startRow(attributes)
      state = .row
    case (.row, "c"):
      try startCell(attributes)
      state = .cell
    case (.cell, "v"): state = .value
    case (.cell, "f"):
      hasFormula = true
      state = .formula
    case (.cell, "is"):
      kind = .text
      state = .inline
    case (.inline, "t"): state = .inlineText
    case (.inline, "r"): state = .run
    case (.run, "t"): state = .runText
    case (.sheet, "mergeCells"): state = .merges
    case (.merges, "mergeCell"):
      if let text = attributes["ref"] {
        guard let range = CellRange(text) else { throw badReference(text) }
        end.mergedRanges.append(range)
      }
      return false
    default: return false
    }
    return true
  }

  func end(_ name: String) throws(SpreadsheetError) {
    if state == .cell { try endCell() }
    if state == .row { try endRow() }
    state = state.parent
  }

  func text(_ text: String) {
    switch state {
    case .value, .inlineText, .runText: self.text += text
    default: break
    }
  }

  private func badReference(_ text: String) -> SpreadsheetError {
    .badReference(part: part, row: row.number, text: String(text.prefix(32)))
  }
}

// MARK: - Rows

extension SheetReading {
  private func startRow(_ attributes: [String: String]) throws(SpreadsheetError) {
    var number = row.number + 1
    rowIsNumbered = false
    if let text = attributes["r"] {
      guard let given = Int(text), (1...Limits.rows).contains(given) else {
        throw badReference(text)
      }
      number = given
      rowIsNumbered = true
    }
    row = SheetRow(number: number, isHidden: attributes["hidden"].isTrue, cells: [])
    column = -1
  }

  private func endRow() throws(SpreadsheetError) {
    guard row.number <= Limits.rows else { throw badReference("\(row.number)") }
    let cells = row.cells
    if !zip(cells, cells.dropFirst()).allSatisfy({ $0.column < $1.column }) {
      row.cells.sort { $0.column < $1.column }
      // Which of two cells in one place counts, nobody knows.
      for (first, second) in zip(row.cells, row.cells.dropFirst())
      where first.column == second.column {
        throw badReference("\(row.number):\(first.column + 1)")
      }
    }
    guard !cells.isEmpty else { return }
    end.rows += 1
    end.hiddenRows += row.isHidden ? 1 : 0
    isDone = body(row) == .stop
    row.cells = []
  }
}

// MARK: - Cells

extension SheetReading {
  private func startCell(_ attributes: [String: String]) throws(SpreadsheetError) {
    var style: Int?
    var kind = Kind.number
    column += 1
    for (name, value) in attributes {
      switch name {
      case "r":
        guard let place = CellReference(value) else { throw badReference(value) }
        column = place.column
        if !rowIsNumbered {
          rowIsNumbered = true
          if row.cells.isEmpty { row.number = place.row }
        }
      case "s": style = Int(value)
      case "t":
        switch value {
        case "n": kind = .number
        case "s": kind = .shared
        case "b": kind = .boolean
        case "e": kind = .error
        case "d": kind = .date
        // `str` and `inlineStr`.
        default: kind = .text
        }
      default: break
      }
    }
    guard column < Limits.columns else { throw badReference("\(row.number):\(column + 1)") }
    self.kind = kind
    shape = kind == .number || kind == .date ? style.flatMap { styles[$0] } : nil
    text = ""
    hasFormula = false
  }

  private func endCell() throws(SpreadsheetError) {
    guard let value = try value() else {
      if hasFormula && text.isEmpty && kind == .number { end.uncomputedFormulas += 1 }
      return
    }
    guard row.cells.count < Limits.columns else { throw badReference("\(row.number)") }
    row.cells.append(SheetCell(column: column, value: value))
  }

  /// What the cell holds; nil if nothing.
  private func value() throws(SpreadsheetError) -> SheetValue? {
    guard !text.isEmpty else { return nil }
    switch kind {
    case .text:
      return .text(EscapedText.decoded(text))
    case .shared:
      let index = text.trimmed
      guard let number = Int(index), let shared = sharedText(number) else {
        throw .badSharedString(part: part, row: row.number, index: String(index.prefix(32)))
      }
      return shared.isEmpty ? nil : .text(shared)
    case .date:
      let date = text.trimmed
      return SheetDate(date, shape: shape).map { .number(date, $0) } ?? .text(text)
    case .boolean:
      switch text.trimmed {
      case "1", "true": return .boolean(true)
      case "0", "false": return .boolean(false)
      default: return .text(text)
      }
    case .error:
      return .error(text)
    case .number:
      let number = text.trimmed
      guard number.isNumber else { return number.isEmpty ? nil : .text(text) }
      return .number(number, shape.flatMap { date(number, $0) })
    }
  }

  /// A long text is made once, however many cells have it: a small file could else be as many
  /// copies of a large text as it has cells.
  private func sharedText(_ index: Int) -> String? {
    if let text = longTexts[index] { return text }
    guard let text = texts[index] else { return nil }
    if text.utf8.count > 15 { longTexts[index] = text }
    return text
  }

  private func date(_ text: String, _ shape: DateShape) -> SheetDate? {
    Double(text).flatMap { SheetDate(number: $0, shape: shape, is1904: is1904) }
  }
}

extension String {
  /// Without the blanks of XML around it.
  var trimmed: String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else {
      return self
    }
    guard let start = utf8.firstIndex(where: { !isBlank($0) }),
      let end = utf8.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[start...end])
  }

  /// Whether it is a decimal number, perhaps with an exponent: not `nan`, `0x1p3` and what else
  /// the library reads.
  var isNumber: Bool {
    var digits = 0
    var hasPoint = false
    var hasExponent = false
    var last: UInt8 = UInt8(ascii: "e")
    for byte in utf8 {
      switch byte {
      case 0x30...0x39: digits += 1
      case UInt8(ascii: "."):
        guard !hasPoint, !hasExponent else { return false }
        hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard !hasExponent, digits > 0 else { return false }
        hasExponent = true
        digits = 0
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        guard last | 0x20 == UInt8(ascii: "e") else { return false }
      default: return false
      }
      last = byte
    }
    return digits > 0
  }
}

extension String? {
  /// Whether an attribute says yes: XML has two words for it.
  var isTrue: Bool { self == "1" || self == "true" }
}
