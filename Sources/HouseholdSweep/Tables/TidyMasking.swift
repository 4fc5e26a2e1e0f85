import DelimitedText

/// What the tables of a tidy folder hold of phone and identity numbers: nothing but masks.
///
/// Whatever only tells things apart (a person's id, a worker, a grid, a meter) is masked, equal for equal, so
/// that the tidy folder comes to the same. Rows that are rejected are left out, and with them the numbers
/// where addresses should be, as is a row whose number could only be written as it is. Addresses of the
/// register and ids of compounds stay, by which the results go.
struct TidyMasking {
  /// A column whose values have masks of their own.
  private enum Domain: Hashable {
    case person, worker, state, meter, attribute
    case name(Column)
  }

  private let masks: [Domain: [String: String]]
  /// Addresses and compounds with numbers that the register has.
  private let registered: Set<String>
  /// The lines of rejected rows, by table.
  private let rejected: [String: Set<UInt32>]

  /// Looks through the tables for what is to be masked. O(bytes).
  init(_ tables: [TidyTable], rejects: [Reject]) {
    var values: [Domain: Set<String>] = [:]
    var written: [Domain: Set<String>] = [:]
    var registered: Set<String> = []
    for table in tables {
      Self.forEachRow(of: table) { _, columns, cells in
        for (column, cell) in zip(columns, cells) where Self.mayBePersonal(cell) {
          let text = Self.text(cell)
          if Self.isKey(column, table.source) {
            if Masking.looksPersonal(text) { registered.insert(text) }
          } else if let domain = Self.domain(of: column) {
            if Masking.looksPersonal(text) {
              values[domain, default: []].insert(domain == .meter ? Words.fold(text) : text)
            } else if text.contains("…") {
              written[domain, default: []].insert(text)
            }
          }
        }
      }
    }
    self.registered = registered
    masks = Dictionary(
      uniqueKeysWithValues: values.map { domain, values in
        let taken = written[domain] ?? []
        switch domain {
        case .person, .worker, .state: return (domain, Masking.numbered(values, besides: taken))
        case .meter:
          return (domain, Masking.numbered(values.filter(Masking.isNumberOfPerson), besides: taken))
        case .attribute, .name: return (domain, Masking.names(values.union(taken)))
        }
      })
    rejected = Dictionary(grouping: rejects, by: \.file).mapValues {
      Set($0.map { UInt32(truncatingIfNeeded: $0.line) })
    }
  }

  /// The tidy file without rows that cannot be used, and the lines left out here that no reject tells of.
  func file(of table: TidyTable) -> (text: [UInt8], leftOut: Int) {
    guard let end = table.text.firstIndex(of: 10) else { return (table.text, 0) }
    // Usage keeps its name.
    let header = Self.columns(of: table).map { name in
      name == Column.kwh.name && table.usageSpacing != nil ? "usage" : name
    }
    var text = Array(header.joined(separator: ",").utf8)
    text.append(10)
    text.reserveCapacity(table.text.count - end + text.count)
    let rejected = rejected[table.name] ?? []
    var leftOut: Set<UInt32> = []
    Self.forEachRow(of: table) { row, columns, cells in
      let line = table.lines[row]
      if rejected.contains(line) { return }
      let start = text.count
      for (place, (column, cell)) in zip(columns, cells).enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        guard Self.mayBePersonal(cell) else {
          text += cell
          continue
        }
        guard let masked = masked(cell, column, table.source) else {
          text.removeSubrange(start...)
          leftOut.insert(line)
          return
        }
        text += masked
      }
      text.append(10)
    }
    return (text, leftOut.count)
  }

  /// A cell as it may be written; nil where it may not.
  private func masked(_ cell: ArraySlice<UInt8>, _ column: Column?, _ source: Source)
    -> ArraySlice<UInt8>?
  {
    let value = Self.text(cell)
    var mask: String?
    if let domain = Self.domain(of: column) {
      mask = masks[domain]?[domain == .meter ? Words.fold(value) : value]
    } else if column == .compound, let name = masks[.name(.title)]?[value] {
      mask = name
    } else if Self.isKey(column, source) || registered.contains(value)
      || !Masking.isNumberOfPerson(value)
    {
      return cell
    } else {
      return nil
    }
    guard let mask else { return cell }
    guard mask.contains(where: { $0 == "," || $0 == "\"" }) else { return ArraySlice(mask.utf8) }
    return ArraySlice("\"\(mask.replacing("\"", with: "\"\""))\"".utf8)
  }

  /// Whether a column holds what the results are looked up by.
  private static func isKey(_ column: Column?, _ source: Source) -> Bool {
    source == .units && (column == .compound || column == .unit)
      || source == .compounds && column == .compound
  }

  private static func domain(of column: Column?) -> Domain? {
    switch column {
    case .resident: .person
    case .worker: .worker
    case .state: .state
    case .meter: .meter
    case .floor, .grid: .attribute
    case .title, .kind, .community, .subdistrict, .district: .name(column!)
    default: nil
    }
  }

  /// Whether a cell is worth a look: few are as long as a phone number and no plain time.
  private static func mayBePersonal(_ cell: ArraySlice<UInt8>) -> Bool {
    guard cell.count >= 5 else { return false }
    var digits = 0
    for byte in cell {
      if byte > 127 { return true }
      if byte &- 48 < 10 { digits += 1 }
    }
    return digits >= 11
  }

  /// A cell's value, without its quotes.
  private static func text(_ cell: ArraySlice<UInt8>) -> String {
    let text = String(decoding: cell, as: UTF8.self)
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 1 else { return text }
    return String(text.dropFirst().dropLast().replacing("\"\"", with: "\""))
  }

  private static func columns(of table: TidyTable) -> [String] {
    String(decoding: table.text.prefix { $0 != 10 }, as: UTF8.self)
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The rows of a tidy file, which the tidier wrote: no line break is in a cell.
  private static func forEachRow(
    of table: TidyTable, _ body: (Int, [Column?], [ArraySlice<UInt8>]) -> Void
  ) {
    let text = table.text
    let names = Dictionary(uniqueKeysWithValues: Column.allCases.map { ($0.name, $0) })
    let columns = columns(of: table).map { names[$0] }
    var cells: [ArraySlice<UInt8>] = []
    var at = (text.firstIndex(of: 10) ?? text.count - 1) + 1
    var row = 0
    while at < text.count {
      cells.removeAll(keepingCapacity: true)
      var start = at
      var isQuoted = false
      while at < text.count, text[at] != 10 {
        if text[at] == UInt8(ascii: "\"") { isQuoted.toggle() }
        if text[at] == UInt8(ascii: ","), !isQuoted {
          cells.append(text[start..<at])
          start = at + 1
        }
        at += 1
      }
      cells.append(text[start..<at])
      at += 1
      body(row, columns, cells)
      row += 1
    }
  }
}
