/// What tables of one source have to do with each other: sent twice, of another date, or sharing units.
struct TableRelations {
  private(set) var tables: [TidyTable]
  /// Pairs of lists that share most of their units, and tables that are others again.
  private(set) var findings: [(name: String, place: String)] = []

  init(_ tables: [TidyTable], _ window: SweepWindow) {
    self.tables = tables
    findRepeated()
    findSuperseded()
    findSupersededFiles(window)
    findOverlapping()
  }

  /// Tables whose tidied rows, in any order, are those of one before: their rows are duplicates.
  private mutating func findRepeated() {
    var known: [Digest: Int] = [:]
    for place in tables.indices where !tables[place].lines.isEmpty {
      let table = tables[place]
      guard let hash = table.digest else { continue }
      let digest = Digest(hash: hash, rows: table.lines.count)
      if let first = known[digest] {
        repeatTable(place, of: tables[first].name)
      } else {
        known[digest] = place
      }
    }
    for table in tables {
      guard case .repeated(let other)? = table.telling.guesses.first(where: \.isRepetition) else {
        continue
      }
      findings.append(("repeated_table", "\(table.name) = \(other)"))
    }
  }

  private struct Digest: Hashable {
    var hash: UInt64
    var rows: Int
  }

  private mutating func repeatTable(_ place: Int, of other: String) {
    tables[place].duplicates += tables[place].lines.count - tables[place].further
    tables[place].dropRows()
    tables[place].telling.guesses.insert(.repeated(other), at: 0)
  }

  /// Lists with no ids on several sheets of one file, each named by a date: the latest counts, if it has all
  /// the addresses of the earlier ones.
  private mutating func findSuperseded() {
    let lists = tables.indices.filter {
      tables[$0].units != nil && tables[$0].sheet != nil && !tables[$0].lines.isEmpty
    }
    for (_, sheets) in Dictionary(grouping: lists, by: { tables[$0].file }) where sheets.count > 1 {
      let dated = sheets.compactMap { place in
        Self.date(tables[place].sheet!).map { (place: place, date: $0) }
      }
      if dated.count == sheets.count { keepLatest(dated) }
    }
  }

  /// The same of files whose names differ in a date alone: `桃源小区2月17日.xlsx`, `桃源小区2月18日.xlsx`.
  private mutating func findSupersededFiles(_ window: SweepWindow) {
    var lists: [String: [(place: Int, date: Int)]] = [:]
    for place in tables.indices where tables[place].units != nil && !tables[place].lines.isEmpty {
      var folders = tables[place].file.split(separator: "/").map(String.init)
      let name = folders.removeLast()
      let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      guard let dated = DatedName(stem, window) else { continue }
      let key = (folders + [dated.rest, tables[place].sheet ?? ""]).joined(separator: "/")
      lists[key, default: []].append((place, dated.day))
    }
    for (_, dated) in lists.sorted(by: { $0.key < $1.key }) where dated.count > 1 {
      keepLatest(dated)
    }
  }

  /// Lets the latest of several lists count, if it has all the addresses of the others.
  private mutating func keepLatest(_ dated: [(place: Int, date: Int)]) {
    let dated = dated.sorted { $0.date < $1.date }
    guard let latest = dated.last, dated.dropLast().allSatisfy({ $0.date < latest.date }),
      let all = tables[latest.place].units,
      dated.allSatisfy({ tables[$0.place].units!.isSubset(of: all) })
    else { return }
    for (place, _) in dated.dropLast() {
      tables[place].duplicates += tables[place].lines.count - tables[place].further
      tables[place].dropRows()
      tables[place].telling.guesses.insert(.superseded(tables[latest.place].name), at: 0)
    }
  }

  /// The date in a sheet's name, as a number that grows with it; nil where it has none.
  private static func date(_ name: String) -> Int? {
    guard name.contains("月") || name.contains("20") else { return nil }
    var numbers: [Int] = []
    var isInNumber = false
    for scalar in name.unicodeScalars {
      guard (48...57).contains(scalar.value) else {
        isInNumber = false
        continue
      }
      if !isInNumber { numbers.append(0) }
      numbers[numbers.count - 1] = min(
        numbers[numbers.count - 1] * 10 + Int(scalar.value) - 48, 100_000_000)
      isInNumber = true
    }
    guard let first = numbers.first else { return nil }
    if first > 19_000_000 { return first }
    let hasYear = (1900...2099).contains(first)
    let rest = hasYear ? numbers.dropFirst() : numbers[...]
    let month = rest.first ?? 0
    let day = rest.dropFirst().first ?? 0
    guard (0...12).contains(month), (0...31).contains(day), hasYear || month > 0 else { return nil }
    return (hasYear ? first : 0) * 10_000 + month * 100 + day
  }

  /// Lists with no ids that share most of their units add up, which is probably wrong. One is proposed to be
  /// skipped only if the other has all its units: no household may be lost by a line that is pasted.
  private mutating func findOverlapping() {
    var listsOf: [UInt64: [Int]] = [:]
    for place in tables.indices where !tables[place].lines.isEmpty {
      for unit in tables[place].units ?? [] { listsOf[unit, default: []].append(place) }
    }
    var shared: [Int: Int] = [:]
    for lists in listsOf.values where lists.count > 1 && lists.count < 100 {
      for (index, first) in lists.enumerated() {
        for second in lists[(index + 1)...] { shared[first << 24 | second, default: 0] += 1 }
      }
    }
    for (pair, count) in shared.sorted(by: { $0.key < $1.key }) {
      let (first, second) = (pair >> 24, pair & (1 << 24 - 1))
      let (firstCount, secondCount) = (tables[first].units!.count, tables[second].units!.count)
      let fewer = min(firstCount, secondCount)
      guard count * 2 > fewer else { continue }
      findings.append(
        (
          "overlapping_lists",
          "\(tables[first].name) and \(tables[second].name): \(count) units in both"
        ))
      guard count == fewer else { continue }
      // Of equal ones the later, so that one of them always stays.
      let place = secondCount == fewer ? second : first
      var rule = TableRule(file: tables[place].file, sheet: tables[place].sheet)
      rule.skips = true
      let advice = TidyAdvice(rows: count, kind: "overlapping_lists", rule)
      if !tables[place].telling.advice.contains(advice) {
        tables[place].telling.advice.append(advice)
      }
    }
  }
}

extension TidyTable {
  /// Takes all rows out of the tidy file.
  mutating func dropRows() {
    if let end = text.firstIndex(of: 10) { text.removeSubrange((end + 1)...) }
    lines = []
  }
}
