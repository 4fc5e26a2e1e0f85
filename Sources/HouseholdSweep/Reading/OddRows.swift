import DelimitedText

/// Rows of tidy files that the fast way does not know: they are looked at once more, by the plain reader,
/// and only then rejected.
struct OddRows {
  struct Row: BitwiseCopyable {
    var file: Int32
    var chunk: Int32
    /// The line in the chunk, from 0.
    var line: Int32
    /// Where its text starts and ends in `text`.
    var start: Int
    var end: Int
  }

  private(set) var rows: [Row] = []
  /// The rows as lines of delimited text, with commas.
  private(set) var text: [UInt8] = []
  private var times = LooseTimes()

  /// Keeps a row with its first `count` fields.
  mutating func add(_ row: DelimitedText.Row, count: Int, file: Int, chunk: Int) {
    let start = text.count
    for column in 0..<count {
      if column > 0 { text.append(UInt8(ascii: ",")) }
      text.append(UInt8(ascii: "\""))
      let field = row.field(column)
      for index in 0..<field.count {
        if field[index] == UInt8(ascii: "\"") { text.append(field[index]) }
        text.append(field[index] < 32 ? 32 : field[index])
      }
      text.append(UInt8(ascii: "\""))
    }
    text.append(10)
    rows.append(
      Row(
        file: Int32(file), chunk: Int32(chunk), line: Int32(row.line), start: start, end: text.count
      ))
  }

  /// Whether the plain reader may read what the fast way does not.
  mutating func mayBeRead(
    _ row: DelimitedText.Row, _ columns: ColumnMap, _ column: Column, _ reason: RejectReason
  ) -> Bool {
    let field = row.field(ifAny: columns[column])
    switch reason {
    case .badTime: return times.read(field).map { $0.part == nil || $0.minute != nil } ?? false
    case .badNumber:
      if column == .persons {
        return LooseNumbers.persons(field) != nil || LooseNumbers.fault(field) == .negativeNumber
      }
      return LooseNumbers.plain(field) != nil || column == .lit && Words.mayBeLit(field)
    case .unknownOutcome: return Words.outcome(Words.fold(field)) != nil
    case .missingColumnValue: return mayBeNoData(row, columns)
    case .unknownMeter: return RowKinds.isMark(field)
    default: return false
    }
  }

  /// Whether a row may be a total, a remark or a heading.
  private func mayBeNoData(_ row: DelimitedText.Row, _ columns: ColumnMap) -> Bool {
    var filled = 0
    for column in 0..<columns.count {
      let field = row.field(column)
      if field.isEmpty { continue }
      filled += 1
      if RowKinds.isMark(field) { return true }
    }
    return filled == 1 && columns.count >= 3
  }
}

extension Field {
  /// Whether a value is the name of a column that addresses and times go by: then its row is a header.
  var isColumnName: Bool {
    guard count > 1, count < 16, self[0] &- 48 > 9 else { return false }
    return Self.columnNames.contains(hash64)
  }

  private static let columnNames: Set<UInt64> = {
    let columns: [Column] = [.unit, .time, .outcome, .lit, .kwh, .place]
    let names = columns.flatMap { [$0.name] + $0.aliases }
    return Set(names.map { name in Field.of(name) { $0.hash64 } })
  }()
}
