import DelimitedText

/// Tells pairs of columns whose values have changed places: times where outcomes should be, names where numbers.
struct SwappedColumns {
  typealias Pair = (first: Column, second: Column)

  private var times = LooseTimes()

  /// The pairs of a source that are easily told apart.
  static func pairs(of source: Source) -> [Pair] {
    switch source {
    case .knocks: [(.time, .outcome), (.persons, .worker)]
    case .lights: [(.lit, .worker)]
    case .meter: [(.meter, .kwh)]
    default: []
    }
  }

  /// Whether the cells of a pair's columns look like values of each other.
  mutating func areSwapped(_ pair: Pair, _ first: Field, _ second: Field) -> Bool {
    guard !first.isEmpty, !second.isEmpty else { return false }
    switch pair.first {
    case .time: return !isTime(first) && isTime(second)
    case .meter: return first.count < 9 && Self.isNumber(first) && Self.isLongNumber(second)
    default:
      return (0..<first.count).allSatisfy { first[$0] &- 48 > 9 } && !Self.isNumber(first)
        && Words.lit(Words.fold(first)) == nil && Self.isNumber(second)
    }
  }

  private mutating func isTime(_ cell: Field) -> Bool {
    times.read(cell).map { $0.date != .none } ?? false
  }

  private static func isNumber(_ cell: Field) -> Bool { LooseNumbers.plain(cell) != nil }

  /// Whether a cell has more digits than any meter shows.
  private static func isLongNumber(_ cell: Field) -> Bool {
    cell.count >= 9 && (0..<cell.count).allSatisfy { cell[$0] &- 48 < 10 }
  }

  /// What is asked of a pair whose columns have these headers.
  static func question(_ pair: Pair, _ first: String, _ second: String) -> BothLanguages {
    let (one, other) = (kind(pair.first), kind(pair.second))
    return .init(
      "'\(second)' looks like \(one.english), and '\(first)' like \(other.english): the columns seem to have changed places",
      "“\(second)”列像是\(one.chinese)，“\(first)”列像是\(other.chinese)，两列像是对调了")
  }

  private static func kind(_ column: Column) -> BothLanguages {
    switch column {
    case .time: .init("times", "时间")
    case .outcome: .init("outcomes", "敲门结果")
    case .persons: .init("numbers of persons", "人数")
    case .lit: .init("counts of lights", "亮灯数")
    case .meter: .init("ids of meters", "电表号")
    case .kwh: .init("readings", "读数")
    default: .init("names of workers", "排查人员")
    }
  }
}

extension TableTidier {
  /// Proposes what is right where most rows are rejected, and have values in each other's columns.
  mutating func tellSwapped(_ header: FoundHeader) {
    // Which meters there are is known when the rows are read: those are rejected later.
    let isRejected = table.rejects.count * 2 > table.rows || header.plan.source == .meter
    guard table.rows > 0, isRejected else { return }
    let plan = header.plan
    var swapped = SwappedColumns()
    var rule = TableRule(file: context.file, sheet: context.sheet)
    var questions: [BothLanguages] = []
    var most = 0
    for pair in SwappedColumns.pairs(of: plan.source) {
      guard let first = plan[pair.first], let second = plan[pair.second] else { continue }
      var rows = 0
      for row in header.dataRow..<grid.count
      where swapped.areSwapped(pair, grid.cell(row, first), grid.cell(row, second)) { rows += 1 }
      let names = [plan.names[first], plan.names[second]]
      guard rows * 2 > table.rows, !names.contains(where: Masking.looksPersonal) else { continue }
      most = max(most, rows)
      rule.columns[.column(pair.first)] = [names[1]]
      rule.columns[.column(pair.second)] = [names[0]]
      questions.append(SwappedColumns.question(pair, names[0], names[1]))
    }
    guard !questions.isEmpty else { return }
    var advice = TidyAdvice(rows: most, kind: "swapped_columns", rule)
    advice.problem = questions.joined("; ", "；")
    table.telling.advice.append(advice)
  }
}

extension SourceReader {
  /// Whether the first rows of a file have values in each other's columns: then the plain reader looks at all of
  /// it, and tells.
  func isSwapped(_ map: ColumnMap, _ header: DelimitedHeader) -> Bool {
    let pairs = SwappedColumns.pairs(of: map.source).filter {
      map[$0.first] >= 0 && map[$0.second] >= 0
    }
    guard !pairs.isEmpty else { return false }
    let rows = header.sample.split(separator: 10, maxSplits: 2).prefix(2)
    var swapped = SwappedColumns()
    return pairs.contains { pair in
      !rows.isEmpty
        && rows.allSatisfy { row in
          let fields = row.split(separator: header.delimiter, omittingEmptySubsequences: false)
          guard max(map[pair.first], map[pair.second]) < fields.count else { return false }
          func cell(_ column: Column) -> [UInt8] {
            fields[map[column]].filter { $0 > 32 && $0 != UInt8(ascii: "\"") || $0 == 32 }
          }
          return Field.of(cell(pair.first)) { first in
            Field.of(cell(pair.second)) { swapped.areSwapped(pair, first, $0) }
          }
        }
    }
  }
}
