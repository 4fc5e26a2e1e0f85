import DelimitedText

/// What all rows of a table say of their times and numbers.
extension TableTidier {
  mutating func readAllTimes(_ rows: Range<Int>, _ isData: [Bool], _ later: [Int: ColumnPlan])
    -> [LooseTime?]
  {
    var read = [LooseTime?](repeating: nil, count: rows.count)
    guard plan.source == .knocks || plan.source == .lights || plan.source == .meter else {
      return read
    }
    var plan = plan
    for row in rows {
      if let next = later[row] { plan = next }
      guard isData[row], let time = time(row, plan) else { continue }
      read[row - rows.lowerBound] = time
      times.look(at: time)
    }
    return read
  }

  /// Most files have few dates, and few times of day.
  mutating func looseTime(_ field: Field) -> LooseTime? {
    readTimes.value(of: field) { field in
      var reader = LooseTimes()
      return reader.read(field)
    }
  }

  mutating func time(_ row: Int, _ plan: ColumnPlan) -> LooseTime? {
    if let column = plan[.time] { return looseTime(grid.cell(row, column)) }
    guard let dateColumn = plan[Meaning.date], let clockColumn = plan[Meaning.clock] else {
      return nil
    }
    guard var date = looseTime(grid.cell(row, dateColumn)), date.date != .none else { return nil }
    let clockCell = grid.cell(row, clockColumn)
    if clockCell.isEmpty {
      if isSheet && plan.source == .lights { date.minute = SheetRows.usualLight }
      return date
    }
    guard let clock = looseTime(clockCell), clock.minute != nil,
      date.minute == nil || date.minute == 0 || date.minute == clock.minute
    else { return nil }
    if clock.date != .none && clock.date != date.date { return nil }
    if let part = date.part, let minute = clock.minute {
      // 2月17日晚, 8点
      guard let hour = part.hour(minute / 60) else { return nil }
      date.minute = hour * 60 + minute % 60
    } else {
      date.minute = clock.minute
    }
    date.offset = clock.offset
    return date
  }

  func commaMeaning(_ rows: [Int]) -> LooseNumbers.Comma {
    var hasComma = false
    for column in [Column.kwh, .lit, .persons].compactMap({ plan[$0] })
      + [plan[Meaning.usage]].compactMap({ $0 })
    {
      for row in rows {
        guard let isDecimal = LooseNumbers.hasDecimalComma(grid.cell(row, column)) else { continue }
        if isDecimal { return .decimalPoint }
        hasComma = true
      }
    }
    return hasComma ? .unknown : .decimalPoint
  }

  /// The commonest minutes from one row of a meter to the next; where several are as common, the shortest.
  func commonestSpacing() -> Int {
    var counts: [Int: Int] = [:]
    let sorted = usages.sorted { ($0.meter, $0.minute) < ($1.meter, $1.minute) }
    for (row, next) in zip(sorted, sorted.dropFirst())
    where row.meter == next.meter && next.minute > row.minute {
      counts[next.minute - row.minute, default: 0] += 1
    }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best?.key ?? context.manifest.intervalMinutes
  }
}
