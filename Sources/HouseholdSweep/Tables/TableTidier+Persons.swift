import DelimitedText

/// Counts of persons that can mean two things.
extension TableTidier {
  func checkPersons(_ rows: [Int]) throws(SweepError) {
    guard plan.source == .residents, context.extent == .table else { return }
    let isNamed = !plan.isNamed.isDisjoint(with: [.column(.persons)])
    guard let persons = plan[.persons] else {
      guard plan[.resident] == nil, plan.nameColumns.isEmpty else { return }
      for place in plan.unknown {
        let name = plan.names[place]
        let folded = ColumnNames.fold(name)
        guard folded.contains("人数") || folded.contains("人口") || folded.contains("persons") else {
          continue
        }
        let sum = rows.reduce(0) { $0 + (persons(in: $1, place) ?? 0) }
        throw twoWays(
          SweepError.personsOrRows(ColumnMap.shown(name), persons: sum, rows: rows.count),
          [{ $0.columns[.column(.persons)] = [name] }, { $0.ignore = [name] }])
      }
      return
    }
    let name = plan.names[persons]
    func count(_ row: Int) -> Int? { self.persons(in: row, persons) }
    if let away = plan[Meaning.awayPersons], ColumnNames.totals.contains(ColumnNames.fold(name)),
      context.rule.personsTotal == nil
    {
      let sum = rows.reduce(0) { $0 + (count($1) ?? 0) }
      let gone = rows.reduce(0) { $0 + (self.persons(in: $1, away) ?? 0) }
      throw twoWays(
        SweepError.awayIncluded(
          ColumnMap.shown(name), beside: ColumnMap.shown(plan.names[away]), present: sum - gone,
          all: sum),
        [{ $0.personsTotal = true }, { $0.personsTotal = false }])
    }
    guard !isNamed else { return }
    var units: [UInt64: (rows: Int, first: Int, areEqual: Bool, most: Int)] = [:]
    var last: UInt64 = 0
    let columns = plan.addressPlaces
    for row in rows {
      guard let number = count(row) else { continue }
      var hash: UInt64 = 0
      for column in columns { hash = Field.mix(hash, grid.cell(row, column).hash64) }
      if columns.contains(where: { grid.cell(row, $0).isEmpty }), last != 0 { hash = last }
      last = hash
      if let known = units[hash] {
        units[hash] = (
          known.rows + 1, known.first, known.areEqual && known.first == number,
          max(known.most, number)
        )
      } else {
        units[hash] = (1, number, true, number)
      }
    }
    let sum = rows.reduce(0) { $0 + (count($1) ?? 0) }
    if plan[.resident] != nil {
      let single = units.values.filter { $0.rows == 1 }.count
      guard single * 2 > units.count, units.values.contains(where: { $0.most > 1 }) else {
        return try checkSizes(
          units.values.map { ($0.rows, $0.areEqual, $0.most) }, name, rows.count, sum)
      }
      throw twoWays(
        SweepError.personsBesideIds(ColumnMap.shown(name), rows: rows.count, persons: sum),
        [{ $0.ignore = [name] }, { $0.columns[.column(.persons)] = [name] }])
    }
    try checkSizes(units.values.map { ($0.rows, $0.areEqual, $0.most) }, name, rows.count, sum)
  }

  /// The number in a cell that counts persons; nil where it is none.
  func persons(in row: Int, _ place: Int) -> Int? {
    LooseNumbers.plain(grid.cell(row, place)).flatMap {
      Int(String(decoding: $0, as: UTF8.self)).map { min($0, 1_000_000) }
    }
  }

  /// A household's size may stand beside each of its members.
  func checkSizes(
    _ units: [(rows: Int, areEqual: Bool, most: Int)], _ name: String, _ rows: Int, _ sum: Int
  ) throws(SweepError) {
    let several = units.filter { $0.rows > 1 }
    let equal = several.filter { $0.areEqual }
    guard !several.isEmpty, equal.count * 2 > several.count, equal.contains(where: { $0.most > 1 })
    else {
      return
    }
    throw twoWays(
      SweepError.sizeBesideMembers(ColumnMap.shown(name), rows: rows, persons: sum),
      [{ $0.ignore = [name] }, { $0.columns[.column(.persons)] = [name] }])
  }

  func twoWays(_ problem: BothLanguages, _ ways: [(inout TableRule) -> Void]) -> SweepError {
    let rules = ways.map { way in
      var rule = TableRule(file: context.file, sheet: context.sheet)
      way(&rule)
      return rule
    }
    return .twoWays(problem, at: context.name, rules)
  }
}
