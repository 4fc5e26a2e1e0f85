import DelimitedText

/// What was taken for what.
extension TableTidier {
  mutating func tell(_ header: FoundHeader, _ parts: AddressParts?) {
    table.telling.notData = table.notData
    guard context.extent == .table else {
      if shortRows > 0 { table.telling.guesses.append(.shortRows(shortRows)) }
      tellTimes()
      return
    }
    table.telling.header = grid.line(header.row)
    table.telling.titles = (0..<header.row).filter { grid.filled($0, limit: 1) > 0 }.map(grid.line)
    let plan = header.plan
    func shown(_ place: Int) -> String { Masking.shown(plan.names[place]) }
    for (meaning, place) in plan.places
    where ![.name, .serial, .householder, .relation].contains(meaning) {
      if meaning.isPart { continue }
      table.telling.columns[meaning.name] = [shown(place)]
    }
    let partNames = [Meaning.building, .entrance, .room].compactMap { plan[$0] }.map(shown)
    if !partNames.isEmpty {
      table.telling.columns[plan.source == .lights ? "place" : "unit"] = partNames
    }
    table.telling.unread = plan.unknown.map(shown)
    var guesses = table.telling.guesses
    if context.delimiter != UInt8(ascii: ","), context.delimiter != UInt8(ascii: "\t"),
      !grid.isSpreadsheet
    {
      guesses.append(.separator(String(UnicodeScalar(context.delimiter))))
    }
    if header.dataRow - header.row > 1 { guesses.append(.headerOverTwoRows) }
    if plan[.compound] == nil, context.rule.constants[.compound] == nil,
      let name = context.compoundByName
    {
      guesses.append(
        context.compoundOfSheet != nil ? .compoundOfSheet(name) : .compoundOfFile(name))
    }
    if !plan.otherAddresses.isEmpty {
      let names = table.telling.columns[plan.source == .lights ? "place" : "unit"] ?? []
      guesses.append(
        .addressTaken(names.joined(separator: "-"), besides: plan.otherAddresses.map(shown)))
      table.telling.unread.removeAll { plan.otherAddresses.map(shown).contains($0) }
    }
    if shortRows > 0 { guesses.append(.shortRows(shortRows)) }
    if plan.hasPersons, let place = plan[.persons] {
      guesses.append(.households(shown(place)))
    }
    if plan.source == .residents, !plan.hasPersons, plan[.resident] == nil, plan.nameColumns.isEmpty
    {
      guesses.append(.personARow)
    }
    if emptyFlats > 0 { guesses.append(.emptyFlats(emptyFlats)) }
    if !plan.groups.isEmpty { guesses.append(.groupNames(plan.groups.map { Masking.shown($0) })) }
    if !grid.mergedColumns.isEmpty { guesses.append(.mergedCells) }
    if isUsage { guesses.append(.usage) }
    if let parts, parts.floorRooms > 0 { guesses.append(.floorRooms(parts.floorRooms)) }
    table.telling.guesses = guesses
    if let building = plan[.building], let entrance = plan[.entrance], let room = plan[.room] {
      var rule = TableRule(file: context.file, sheet: context.sheet)
      rule.columns[.wholeAddress] = [entrance, building, room].map { plan.names[$0] }
      table.swappedParts = rule
    }
    if reversed * 2 > table.rows, let compound = plan[.compound],
      let address = plan[ColumnPlan.address(plan.source)]
    {
      var rule = TableRule(file: context.file, sheet: context.sheet)
      rule.columns = [
        .column(.compound): [plan.names[address]], .wholeAddress: [plan.names[compound]],
      ]
      table.telling.advice.append(TidyAdvice(rows: reversed, kind: "reversed", rule))
    }
    tellSwapped(header)
    // A few forgotten addresses are no merged cells.
    if fillable > 0, fillable * 10 >= table.rows,
      plan.source == .residents || plan.source == .units
    {
      var rule = TableRule(file: context.file, sheet: context.sheet)
      rule.fillsAll = true
      table.telling.advice.append(TidyAdvice(rows: fillable, kind: "fill", rule))
    }
    tellTimes()
  }

  mutating func tellTimes() {
    if let (line, word, units) = firstPlaceWord {
      let rows = table.placeWords.values.reduce(0, +)
      table.telling.guesses.append(
        .placeWords(rows: rows, line: line, word: word, units: units))
    }
    if times.unclear > 0 {
      let orders = times.helpfulOrders
      let rules = orders.map { order, _ in
        var rule = TableRule(file: context.file, sheet: context.sheet)
        rule.dates = order
        return rule
      }
      if let rule = rules.first {
        var advice = TidyAdvice(rows: orders[0].rows, kind: "ambiguous_date", rule)
        advice.alternatives = rules.count > 1 ? rules.dropFirst().map(\.json) : nil
        table.telling.advice.append(advice)
      } else {
        table.telling.guesses.append(.datesOutside(times.unclear))
      }
    }
    if let order = times.orderUsed { table.telling.guesses.append(.dateOrder(order.rawValue)) }
    if times.datesOnly > 0, times.dateOnly == .noon {
      table.telling.guesses.append(.datesOnlyAtNoon(times.datesOnly))
    }
    if times.isZoneUsed {
      table.telling.guesses.append(times.zone.map { .zoneConverted($0.name) } ?? .zoneIgnored)
    }
  }
}
