import DelimitedText

/// One row: its address, and what becomes of it.
extension TableTidier {
  mutating func fault(_ place: Int?, _ column: Column?, _ reason: RejectReason, _ value: String) {
    faults.append((place ?? Int.max, column, reason, value))
  }

  mutating func take(
    _ row: Int, _ time: LooseTime?, _ fill: FillDown?, _ parts: inout AddressParts?,
    _ above: inout [Field]?
  ) {
    table.rows += 1
    faults.removeAll(keepingCapacity: true)
    let grid = grid
    let start = out.count
    let width = grid.width(row)
    if !grid.isSpreadsheet {
      if (headerWidth..<max(headerWidth, width)).contains(where: { !grid.ownCell(row, $0).isEmpty })
      {
        return reject(row, nil, .tooManyFields, "", &above)
      }
      if width < headerWidth {
        if let place = wideComma(in: row) {
          let column = outputColumns.first { plan[$0] == place }
          return reject(row, column, .tooFewFields, "，", &above)
        }
        let needed = plan.neededPlaces + [plan[.meter]].compactMap { $0 }
        if plan.source != .meter, needed.contains(where: { $0 >= width }) {
          return reject(row, nil, .tooFewFields, "", &above)
        }
        if needed.allSatisfy({ $0 < width }) { shortRows += 1 }
      }
      if Self.faulty.contains(context.encoding), hasBadBytes(row) {
        return reject(row, nil, .badEncoding, "", &above)
      }
    }
    // Address cells, some of them from the row above.
    let empty = grid.emptyCell
    var cells: [Field] = []
    var filled = 0
    if let fill, fill.isOn {
      cells = fill.columns.map { grid.addressCell(row, $0) }
      let count = fill.cells(grid, plan, row)
      if count > 0, let above {
        for place in 0..<count { cells[place] = above[place] }
        filled = count
      }
    }
    let addressCells = cells
    let addressPlaces = grid.isSpreadsheet ? plan.addressPlaces : []
    let cell = { (place: Int?) -> Field in
      guard let place else { return empty }
      if !addressCells.isEmpty, let fill, let index = fill.columns.firstIndex(of: place) {
        return addressCells[index]
      }
      return addressPlaces.contains(place) ? grid.addressCell(row, place) : grid.cell(row, place)
    }
    if plan.source == .compounds || plan.source == .aliases {
      above = cells
      if filled > 0 { table.telling.filledDown += filled }
      for column in outputColumns {
        appendCell(cell(plan[column]), first: column == outputColumns[0])
      }
      endRow(row)
      return
    }
    // Compound.
    let compoundPlace = plan[.compound]
    var compound: [UInt8]?
    let compoundCell = cell(compoundPlace)
    var number = -1
    if compoundPlace == nil {
      compound = (context.rule.constants[.compound] ?? context.compoundByName).map {
        Array($0.utf8)
      }
    }
    let mustHaveCompound = plan.source != .meter || plan[.meter] == nil
    if compound == nil { compound = compoundCell.isEmpty ? nil : compoundCell.bytes }
    if compound == nil && mustHaveCompound {
      fault(compoundPlace ?? 0, .compound, .missingColumnValue, "")
    } else if let name = compound, context.extent == .table {
      let (isKnown, found) = Field.of(name) { lookUp($0) }
      number = found
      if !isKnown, compoundPlace != nil, let place = plan[ColumnPlan.address(plan.source)] {
        let other = cell(place)
        if !other.isEmpty, other.count < 200, lookUp(other).isKnown { reversed += 1 }
      }
      if !isKnown && plan.source != .units {
        fault(
          compoundPlace ?? 0, .compound,
          Field.of(name, \.isScientific) ? .spreadsheetNumber : .unknownCompound,
          String(decoding: name, as: UTF8.self))
      }
    }
    // Address.
    let addressColumn: Column = plan.source == .lights ? .place : .unit
    let address = address(row, cell, number, &parts, addressColumn)
    let needsAddress = plan.source != .meter || plan[.meter] == nil
    if filled > 0, let address, number >= 0, isUnitAsWritten(row, number, address, &parts) {
      fault(
        fill?.columns[0], addressColumn, .ambiguousAddress, String(decoding: address, as: UTF8.self)
      )
    }
    let addressFaulty = !faults.isEmpty
    lookAtFilling(row)
    above = addressFaulty || addressCells.isEmpty ? nil : addressCells
    // The rest.
    writeRow(row, time, cell, compound, address, needsAddress: needsAddress)
    guard faults.isEmpty else {
      out.removeSubrange(start...)
      while table.lines.last == UInt32(truncatingIfNeeded: grid.line(row)) {
        table.lines.removeLast()
      }
      let worst = faults.min { $0.place < $1.place }!
      addReject(row, worst.column, worst.reason, worst.value)
      return
    }
    if filled > 0 { table.telling.filledDown += filled }
  }

  /// Where a full-width comma stands in a row that ends early, if columns that are read come there or later:
  /// it parts no fields, so that their values stand in one.
  func wideComma(in row: Int) -> Int? {
    let width = grid.width(row)
    guard !grid.isSpreadsheet, width < headerWidth, let last = plan.places.values.max() else {
      return nil
    }
    return (0..<min(width, last + 1)).first { grid.ownCell(row, $0).holdsWideComma }
  }

  /// Counts a row that is at fault for an empty address alone, and would have that of the row above.
  private mutating func lookAtFilling(_ row: Int) {
    guard let filling, filling.isOn else { return }
    guard !faults.isEmpty else {
      hasAddressAbove = true
      return
    }
    guard faults.allSatisfy({ $0.reason == .missingColumnValue }),
      filling.cells(grid, plan, row) > 0
    else {
      hasAddressAbove = false
      return
    }
    if hasAddressAbove { fillable += 1 }
  }

  mutating func lookUp(_ name: Field) -> (isKnown: Bool, number: Int) {
    let (lookup, knows) = (context.lookup, context.knows)
    return compounds.value(of: name) { name in
      let number = lookup?.compound(name) ?? -1
      return (lookup == nil ? knows?(name) ?? true : number >= 0, number)
    }
  }

  /// The address of a row; nil where there is none, which is a fault where one is needed.
  mutating func address(
    _ row: Int, _ cell: (Int?) -> Field, _ number: Int, _ parts: inout AddressParts?,
    _ column: Column
  ) -> [UInt8]? {
    let place = plan[ColumnPlan.address(plan.source)]
    let needsAddress = plan.source != .meter || plan[.meter] == nil
    var text: [UInt8]
    var at: Int
    if let place {
      let field = cell(place)
      at = place
      guard !field.isEmpty else {
        if needsAddress { fault(place, column, .missingColumnValue, "") }
        return nil
      }
      text = field.bytes
    } else if parts != nil {
      at = plan[Meaning.room] ?? plan[Meaning.building] ?? 0
      let read = parts!.address(
        number, building: cell(plan[Meaning.building]), entrance: cell(plan[Meaning.entrance]),
        room: cell(plan[Meaning.room]), floor: cell(plan[.floor]))
      switch read {
      case .text(let bytes): text = bytes
      case .fault(let reason, let place, let value):
        if needsAddress || reason != .missingColumnValue { fault(place, column, reason, value) }
        return nil
      }
    } else {
      return nil
    }
    guard context.extent == .table, let lookup = context.lookup, lookup.hasRegister(number),
      plan.source != .units
    else { return text }
    let isUnit = Field.of(text) { lookup.find(number, $0) } >= 0
    if isUnit || plan.source == .lights { return text }
    let swapped = [Meaning.entrance, .building, .room].map { cell(plan[$0]).bytes }
    if place == nil, swapped.allSatisfy({ !$0.isEmpty }),
      Field.of(Array(swapped.joined(separator: [UInt8(ascii: "-")])), { lookup.find(number, $0) })
        >= 0
    {
      table.registeredSwapped += 1
    }
    if Field.of(text, { lookup.isPlace(number, $0) }) {
      fault(at, column, .notAUnit, String(decoding: text, as: UTF8.self))
    } else if !text.contains(where: { $0 &- 48 < 10 }),
      !String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: {
        $0.properties.numericType != nil
      })
    {
      fault(at, column, .noAddress, String(decoding: text, as: UTF8.self))
    }
    return text
  }

  /// Whether the address that the row's own cells make is a registered unit as well, and another.
  mutating func isUnitAsWritten(
    _ row: Int, _ number: Int, _ address: [UInt8], _ parts: inout AddressParts?
  ) -> Bool {
    guard let lookup = context.lookup else { return false }
    let own = [Meaning.building, .entrance, .room, ColumnPlan.address(plan.source)]
      .compactMap { plan[$0] }.map { grid.cell(row, $0) }.filter { !$0.isEmpty }
    guard !own.isEmpty else { return false }
    let text = Array(own.map(\.bytes).joined(separator: [UInt8(ascii: "-")]))
    let written = Field.of(text) { lookup.exact(number, $0) }
    return written >= 0 && written != Field.of(address) { lookup.find(number, $0) }
  }

  private static let faulty = [
    TextEncoding.utf8WithFaults.rawValue, TextEncoding.gb18030WithFaults.rawValue,
  ]

  func hasBadBytes(_ row: Int) -> Bool {
    for column in 0..<grid.width(row)
    where String(validating: grid.ownCell(row, column).bytes, as: UTF8.self) == nil {
      return true
    }
    return false
  }

  mutating func reject(
    _ row: Int, _ column: Column?, _ reason: RejectReason, _ value: String, _ above: inout [Field]?
  ) {
    above = nil
    addReject(row, column, reason, value)
  }

  mutating func addReject(_ row: Int, _ column: Column?, _ reason: RejectReason, _ value: String) {
    table.rejects.append(
      Reject(
        file: context.name, line: grid.line(row), column: column?.name ?? "", reason: reason,
        value: String(Masking.shown(value).prefix(40))))
  }

  mutating func unterminated(_ row: Int) {
    let line = UInt32(truncatingIfNeeded: grid.line(row))
    if table.rejects.last?.line == Int(line) { table.rejects.removeLast() }
    while table.lines.last == line {
      table.lines.removeLast()
      out.removeLast()
      while let last = out.last, last != 10 { out.removeLast() }
    }
    addReject(row, nil, .unterminatedQuote, "")
  }
}
