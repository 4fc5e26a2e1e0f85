import DelimitedText

/// A header that was found: which rows it takes, and what its columns are.
struct FoundHeader {
  /// The first row of the header, and the row the data starts at.
  var row: Int
  var dataRow: Int
  var plan: ColumnPlan
}

/// Finds the header among the first rows of a table: the row, or pair of rows, that knows most of the
/// source's columns.
struct HeaderFinder {
  let source: Source
  let rule: TableRule
  /// Whether something else than a column names the compound.
  let hasCompound: Bool
  /// When the sweep is, for proposals that name a day.
  var window: SweepWindow?

  /// Rows that are looked at.
  static let rows = 30

  /// The header of a grid, or nil where there is none. Throws where a part of an address stands in two
  /// columns.
  func find(in grid: Grid) throws(ColumnPlan.Twice) -> FoundHeader? {
    if let line = rule.header {
      guard let row = (0..<grid.count).first(where: { grid.line($0) == line }) else { return nil }
      guard let found = try header(grid, row, row, mustKnowAll: false) else { return nil }
      return missing(in: found.plan).isEmpty ? found : nil
    }
    var best: FoundHeader?
    var twice: ColumnPlan.Twice?
    var seen = 0
    var row = 0
    while row < grid.count && seen < Self.rows {
      defer { row += 1 }
      guard grid.filled(row, limit: 2) > 0 else { continue }
      seen += 1
      // A single row goes before a pair that begins with it.
      let next = (row + 1..<min(row + 3, grid.count)).first { grid.filled($0, limit: 1) > 0 }
      for last in [row, next].compactMap({ $0 }) where hasNames(grid, last) {
        do throws(ColumnPlan.Twice) {
          guard let found = try header(grid, row, last, mustKnowAll: true) else { continue }
          if found.plan.known > best?.plan.known ?? 0 { best = found }
        } catch {
          twice = twice ?? error
        }
      }
    }
    if best == nil, let twice { throw twice }
    return best
  }

  /// Whether a row has two cells that may name columns, or one where something else names the compound: a
  /// look, before more is made of it.
  private func hasNames(_ grid: Grid, _ row: Int) -> Bool {
    if !rule.columns.isEmpty { return true }
    var names = 0
    for column in 0..<grid.width(row) {
      let cell = grid.ownCell(row, column)
      guard cell.count > 0, cell.count < 200, ColumnNames.isName(cell.text, in: source) else {
        continue
      }
      names += 1
      if names == 2 || hasCompound { return true }
    }
    return false
  }

  /// The header in a row, or in a pair of rows; nil where it is none.
  func header(_ grid: Grid, _ row: Int, _ last: Int, mustKnowAll: Bool) throws(ColumnPlan.Twice)
    -> FoundHeader?
  {
    let names = last == row ? grid.texts(row) : pair(grid.texts(row), grid.texts(last))
    let plan = try ColumnPlan(source, names, rule)
    if last != row {
      // A title above a header adds nothing to it.
      let lower = try ColumnPlan(source, grid.texts(last), rule)
      guard lower.known >= 2, plan.known > lower.known else { return nil }
    }
    // What else names the compound is as good as a column of it.
    let isCompoundKnown = hasCompound && plan[.compound] == nil
    guard plan.known + (isCompoundKnown ? 1 : 0) >= 2 || !mustKnowAll else { return nil }
    if mustKnowAll && !missing(in: plan).isEmpty { return nil }
    return FoundHeader(row: row, dataRow: last + 1, plan: plan)
  }

  /// What to write into the manifest where no header was found: the row that comes nearest, and what its
  /// unknown columns may be. Nil where no row could be a header.
  func proposal(_ grid: Grid) -> TableRule? {
    guard let best = nearest(grid) else { return nil }
    let plan = best.plan
    var missing = missing(in: plan)
    var proposal = TableRule()
    proposal.header = grid.line(best.row)
    // What is to be filled in by whoever knows.
    let open = "…"
    func name(_ place: Int) -> String {
      let name = plan.names[place]
      return name.count > 40 || Masking.looksPersonal(name) ? open : name
    }
    var free = plan.unknown
    let days = dayColumns(in: plan)
    if missing.contains(.time), let value = missing.first(where: { Self.values.contains($0) }),
      let (name, time) = DayColumn.one(days, source, window)
    {
      // One column is one day's.
      proposal.columns[.column(value)] = [name]
      proposal.constants[.time] = time
      missing.removeAll { $0 == .time || $0 == value }
      free.removeAll { plan.names[$0] == name }
    }
    for column in missing.map({ $0 == .meter ? meterOrUnit(plan) : $0 }) {
      let isAddress = column == .unit || column == .place
      let meaning: Meaning = isAddress ? .wholeAddress : .column(column)
      if isAddress, let parts = likelyParts(plan) {
        free.removeAll { parts.contains($0) }
        proposal.columns[meaning] = parts.map(name)
      } else if column == .meter, let place = plan[Meaning.room] ?? plan[.unit],
        isNumbered(place, best, grid)
      {
        // 户号 is a customer of the utility, and no room, where its numbers are that long.
        proposal.columns[meaning] = [name(place)]
      } else if let place = free.first(where: { mayBe(plan.names[$0], column) }) {
        free.removeAll { $0 == place }
        proposal.columns[meaning] = [name(place)]
      } else if missing.count == 1, free.count == 1, !holdsNumbersOfPersons(free[0], grid) {
        // What is left over on both sides.
        proposal.columns[meaning] = [name(free[0])]
      } else if column == .compound {
        proposal.constants[.compound] = open
      } else {
        proposal.columns[meaning] = [open]
      }
    }
    return proposal
  }

  /// Whether the first rows have what looks like a phone or identity number in a column.
  private func holdsNumbersOfPersons(_ place: Int, _ grid: Grid) -> Bool {
    (0..<min(grid.count, Self.rows)).contains { row in
      let texts = grid.texts(row)
      return place < texts.count && Masking.looksPersonal(texts[place])
    }
  }

  /// Whether the first rows have numbers of eight digits or more in a column.
  private func isNumbered(_ place: Int, _ header: FoundHeader, _ grid: Grid) -> Bool {
    let cells = (header.dataRow..<min(grid.count, header.dataRow + Self.rows)).map { row in
      let texts = grid.texts(row)
      return place < texts.count ? texts[place] : ""
    }.filter { !$0.isEmpty }
    return !cells.isEmpty && cells.allSatisfy { $0.count { $0.isNumber } >= 8 }
  }

  /// What a day has been written down for.
  private static let values: [Column] = [.outcome, .lit, .kwh]

  /// The columns of a header that are days, where it has no other time.
  func dayColumns(in plan: ColumnPlan) -> [DayColumn] {
    guard missing(in: plan).contains(.time) else { return [] }
    return plan.unknown.compactMap { DayColumn(plan.names[$0]) }
  }

  /// The columns that a header lacks.
  func missing(in plan: ColumnPlan) -> [Column] {
    plan.missing(hasCompound: hasCompound, constants: Set(rule.constants.keys))
  }

  /// The row among the first that knows most columns; where none knows any, the first that is as wide as
  /// the table and has no numbers.
  func nearest(_ grid: Grid) -> FoundHeader? {
    var best: FoundHeader?
    if let line = rule.header {
      let row = (0..<grid.count).first { grid.line($0) == line }
      return row.flatMap { try? header(grid, $0, $0, mustKnowAll: false) }
    }
    let rows = (0..<min(grid.count, Self.rows)).filter { grid.filled($0, limit: 2) == 2 }
    for row in rows {
      guard let found = try? header(grid, row, row, mustKnowAll: false) else { continue }
      if found.plan.known > best?.plan.known ?? 0 { best = found }
    }
    if let best { return best }
    let widest = rows.map { grid.filled($0) }.max() ?? 0
    let row = rows.first { row in
      grid.filled(row) * 2 > widest
        && grid.texts(row).allSatisfy { !$0.contains(where: \.isNumber) }
    }
    return row.flatMap { try? header(grid, $0, $0, mustKnowAll: false) }
  }

  /// What a table of readings names its meters by: an address, if it has something like one.
  private func meterOrUnit(_ plan: ColumnPlan) -> Column {
    guard hasCompound || plan[.compound] != nil else { return .meter }
    let hasMeter = plan.unknown.contains { mayBe(plan.names[$0], .meter) }
    let hasUnit = plan.unknown.contains { mayBe(plan.names[$0], .unit) }
    return !hasMeter && (hasUnit || likelyParts(plan) != nil) ? .unit : .meter
  }

  /// The columns that are probably building, entrance and room, where a building and a room are among them.
  private func likelyParts(_ plan: ColumnPlan) -> [Int]? {
    func place(_ part: Meaning, _ words: [String]) -> Int? {
      plan[part]
        ?? plan.unknown.first { place in
          let name = ColumnNames.fold(plan.names[place])
          return name.count <= 8 && words.contains { name.contains($0) }
        }
    }
    let entrance = place(.entrance, ["单元", "楼道", "门洞", "梯", "entrance", "stair"])
    guard let building = place(.building, ["栋", "幢", "座", "大楼", "楼号", "building", "block"]),
      let room = place(.room, ["房", "室", "户号", "room", "flat", "apartment"]), room != building
    else { return nil }
    return [building, entrance == building || entrance == room ? nil : entrance, room]
      .compactMap(\.self)
  }

  /// Whether a name is like one of a column's: it holds one, or a word that such columns have, or differs from
  /// one in a letter or two.
  private func mayBe(_ name: String, _ column: Column) -> Bool {
    let folded = ColumnNames.fold(name)
    // A number of households is no address, though 户数 is near 户号.
    if column == .unit || column == .place, folded.hasSuffix("数") { return false }
    if Self.words[column]?.contains(where: { folded.contains($0) }) == true { return true }
    return column.headers(in: source).contains { wanted in
      let wanted = ColumnNames.fold(wanted)
      return wanted.count > 1 && folded.contains(wanted)
        || editDistance(folded, wanted) <= min(2, (wanted.count + 1) / 2) && folded.count > 1
    }
  }

  /// Words in the names of columns, as far as they say what is in them.
  private static let words: [Column: [String]] = [
    .unit: ["门牌", "地址", "住址", "房间", "address"], .place: ["门牌", "地址", "楼栋", "address"],
    .time: ["时间", "日期", "time", "date"], .outcome: ["结果", "情况", "是否在家", "outcome", "result"],
    .lit: ["亮", "灯", "lit", "light"], .kwh: ["读数", "示数", "度数", "表码", "表底", "止码", "kwh"],
    .meter: ["表号", "电能表", "meter"],
  ]

  /// The names of a header over two rows: the lower cell where it has text, else the upper one; where
  /// neither is known, both joined, whichever way is known.
  private func pair(_ upper: [String], _ lower: [String]) -> [String] {
    var group = ""
    return (0..<max(upper.count, lower.count)).map { place in
      let above = place < upper.count ? upper[place] : ""
      let below = place < lower.count ? lower[place] : ""
      if !above.isEmpty { group = above }
      if below.isEmpty { return above }
      func isKnown(_ name: String) -> Bool {
        !ColumnNames.meanings(of: ColumnNames.fold(name), in: source).isEmpty
      }
      let groupHere = above.isEmpty ? group : above
      if isKnown(below) || groupHere.isEmpty { return below }
      if isKnown(below + groupHere) { return below + groupHere }
      if isKnown(groupHere + below) { return groupHere + below }
      return below
    }
  }
}
