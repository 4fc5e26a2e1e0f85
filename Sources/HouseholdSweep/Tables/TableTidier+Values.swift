import DelimitedText

/// The values of a row, as our columns have them.
extension TableTidier {

  func place(of column: Column) -> Int {
    let address: Column = plan.source == .lights ? .place : .unit
    if let place = plan[column] { return place }
    if column == address, plan.source != .compounds {
      return plan[Meaning.room] ?? plan[Meaning.building] ?? Int.max
    }
    if column == .time { return plan[Meaning.date] ?? Int.max }
    if column == .kwh { return plan[Meaning.usage] ?? plan[Meaning.peak] ?? Int.max }
    return column == .compound ? -1 : Int.max
  }

  mutating func writeHeader() {
    let names = outputColumns.map(\.name)
    out.reserveCapacity(min(context.bytes + 1024, 1 << 28))
    out += Array(names.joined(separator: ",").utf8)
    out.append(10)
  }

  mutating func appendCell(_ field: Field, first: Bool) {
    if !first { out.append(UInt8(ascii: ",")) }
    append(field)
  }

  /// Appends a value, quoted where it must be; a line break in it becomes a blank.
  mutating func append(_ field: Field) {
    var isPlain = true
    for index in 0..<field.count {
      let byte = field[index]
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 32 { isPlain = false }
    }
    if isPlain {
      for index in 0..<field.count { out.append(field[index]) }
      return
    }
    out.append(UInt8(ascii: "\""))
    for index in 0..<field.count {
      let byte = field[index]
      if byte == UInt8(ascii: "\"") { out.append(byte) }
      out.append(byte < 32 ? 32 : byte)
    }
    out.append(UInt8(ascii: "\""))
  }

  mutating func append(_ bytes: [UInt8]) { Field.of(bytes) { append($0) } }

  mutating func endRow(_ row: Int) {
    out.append(10)
    table.lines.append(UInt32(truncatingIfNeeded: grid.line(row)))
  }

  mutating func writeRow(
    _ row: Int, _ time: LooseTime?, _ cell: (Int?) -> Field, _ compound: [UInt8]?,
    _ address: [UInt8]?,
    needsAddress: Bool
  ) {
    if plan.source == .residents {
      writeResidents(row, cell, compound ?? [], address ?? [])
      return
    }
    for (index, column) in outputColumns.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      let place = plan[column]
      switch column {
      case .compound: if let compound { append(compound) }
      case .unit, .place: if let address { append(address) }
      case .time: writeTime(row, time, cell)
      case .outcome: writeOutcome(place, cell(place))
      case .lit: writeLit(place, cell(place), compound, address)
      case .persons: writeNumber(column, place, cell(place), isNeeded: false)
      case .kwh: writeKwh(cell)
      default:
        if let place {
          append(cell(place))
        } else if let constant = context.rule.constants[column] {
          append(Array(constant.utf8))
        }
      }
    }
    endRow(row)
  }

  mutating func writeTime(_ row: Int, _ time: LooseTime?, _ cell: (Int?) -> Field) {
    let place = plan[.time] ?? plan[Meaning.date]
    guard let place else {
      if let constant = context.rule.constants[.time] { append(Array(constant.utf8)) }
      return
    }
    let raw = cell(place)
    guard !raw.isEmpty else { return fault(place, .time, .missingColumnValue, "") }
    guard let time else { return fault(place, .time, .badTime, timeText(raw, cell)) }
    switch times.minute(of: time) {
    case .minute(let read):
      let isNextMorning =
        isSheet && plan.source == .lights
        && LooseTimes.remainder(read, 1440) < context.manifest.dayStartsAt.minute
      let minute = isNextMorning ? read + 1440 : read
      appendTime(minute)
      if isUsage {
        var meter = cell(plan[.meter]).hash64
        for place in plan.addressPlaces { meter = Field.mix(meter, cell(place).hash64) }
        usages.append((meter, minute))
      }
    case .bad: fault(place, .time, .badTime, timeText(raw, cell))
    case .ambiguous: fault(place, .time, .ambiguousDate, timeText(raw, cell))
    }
  }

  /// A time as it is written, in one column or two.
  private func timeText(_ raw: Field, _ cell: (Int?) -> Field) -> String {
    guard plan[.time] == nil, let clock = plan[Meaning.clock] else { return raw.text }
    return raw.text + " " + cell(clock).text
  }

  mutating func appendTime(_ minute: Int) {
    let day = LooseTimes.floor(minute, 1440)
    let time = LooseTimes.remainder(minute, 1440)
    if day != lastDay.number { lastDay = (day, Array("\(SweepDate(number: day))T".utf8)) }
    out += lastDay.text
    func two(_ value: Int) {
      out.append(UInt8(48 + value / 10))
      out.append(UInt8(48 + value % 10))
    }
    two(time / 60)
    out.append(UInt8(ascii: ":"))
    two(time % 60)
  }

  mutating func writeOutcome(_ place: Int?, _ field: Field) {
    guard let place else {
      return append(Array((context.rule.constants[.outcome] ?? "").utf8))
    }
    guard !field.isEmpty else { return fault(place, .outcome, .missingColumnValue, "") }
    let given = givenWords.outcome
    let word = outcomes.value(of: field) { field in
      let folded = Words.fold(field)
      return given[folded] ?? Words.outcome(folded)
    }
    guard let word else {
      return fault(place, .outcome, .unknownOutcome, field.text)
    }
    out += Array(word.utf8)
  }

  mutating func writeLit(_ place: Int?, _ field: Field, _ compound: [UInt8]?, _ address: [UInt8]?) {
    guard let place else { return append(Array((context.rule.constants[.lit] ?? "").utf8)) }
    guard !field.isEmpty else { return fault(place, .lit, .missingColumnValue, "") }
    if let number = LooseNumbers.plain(field, comma: comma) {
      out += number
      return
    }
    let given = givenWords.lit
    let word = lights.value(of: field) { field -> Words.LitWord? in
      let folded = Words.fold(field)
      if let number = given[folded] { return number == "1" ? .on : .off }
      return Words.lit(folded)
    }
    guard let word, word != .noCount else {
      if let word {
        _ = word
        return fault(place, .lit, .badLit, field.text)
      }
      return fault(place, .lit, field.numberFault ?? .badNumber, field.text)
    }
    // A word says how it is with one dwelling, and nothing of a place.
    if let lookup = context.lookup, let compound, let address {
      let number = Field.of(compound) { lookup.compound($0) }
      let isUnit = Field.of(address) { lookup.find(number, $0) } >= 0
      if !isUnit, Field.of(address, { lookup.isPlace(number, $0) }) {
        return fault(place, .lit, .badLit, field.text)
      }
    }
    out.append(word == .on ? UInt8(ascii: "1") : UInt8(ascii: "0"))
  }

  mutating func writeNumber(_ column: Column, _ place: Int?, _ field: Field, isNeeded: Bool) {
    guard let place else { return append(Array((context.rule.constants[column] ?? "").utf8)) }
    if field.isEmpty {
      if isNeeded { fault(place, column, .missingColumnValue, "") }
      return
    }
    if let number = LooseNumbers.plain(field, comma: comma) {
      // Whether it is whole, and not too large, is for the source to say.
      if column == .persons, let reason = Field.of(number, { $0.numberFault }) {
        return fault(place, column, reason, field.text)
      }
      if let reason = Field.of(number, { $0.decimalFault }) {
        return fault(place, column, reason, field.text)
      }
      out += number
      return
    }
    fault(place, column, field.decimalFault ?? .badNumber, field.text)
  }

  mutating func writeKwh(_ cell: (Int?) -> Field) {
    if let place = plan[.kwh] ?? plan[Meaning.usage] {
      return writeNumber(.kwh, place, cell(place), isNeeded: true)
    }
    var sum = 0
    for part in [Meaning.peak, .shoulder, .valley] {
      guard let place = plan[part] else { return }
      let field = cell(place)
      guard !field.isEmpty else { return fault(place, .kwh, .missingColumnValue, "") }
      guard let number = LooseNumbers.plain(field, comma: comma),
        let value = Field.of(number, { try? $0.thousandths() })
      else { return fault(place, .kwh, field.decimalFault ?? .badNumber, field.text) }
      sum += value
    }
    let rest = "\(1000 + sum % 1000)".dropFirst()
    out += Array("\(sum / 1000).\(rest)".utf8)
  }

  /// Writes the persons of a row: one, or those of a household.
  mutating func writeResidents(
    _ row: Int, _ cell: (Int?) -> Field, _ compound: [UInt8], _ address: [UInt8]
  ) {
    let stateCell = cell(plan[.state])
    let given = givenWords.state
    let word =
      stateCell.isEmpty
      ? nil
      : states.value(of: stateCell) { field -> String? in
        let folded = Words.fold(field)
        return given[folded] ?? (Words.nobody.contains(folded) ? "nobody" : Words.state(folded))
      }
    let resident = cell(plan[.resident])
    guard plan.hasPersons else {
      // 空置 is no state of a person; the source tells of states it does not know.
      let state = word.map { Array($0.utf8) }
      writePerson(
        row, compound, address, resident.bytes,
        state == nil || word == "nobody" ? stateCell.bytes : state!)
      return
    }
    guard let persons = count(.persons, plan[.persons], cell) else { return }
    guard let away = count(.persons, plan[Meaning.awayPersons], cell) else { return }
    let place = plan[.persons]
    if persons < 0 && away < 0 && word != "nobody" {
      return fault(place, .persons, .missingColumnValue, "")
    }
    var present = max(persons, 0)
    let gone = max(away, 0)
    if context.rule.personsTotal == true {
      guard present >= gone else {
        return fault(place, .persons, .badNumber, "\(present) - \(gone)")
      }
      present -= gone
    }
    if word == "nobody" || present + gone == 0 {
      // A listed household with nobody there.
      return writePerson(row, compound, address, [], Array("moved".utf8))
    }
    // The source tells of states that it does not know.
    let state = word.map { Array($0.utf8) } ?? stateCell.bytes
    for number in 0..<present {
      writePerson(row, compound, address, present == 1 && number == 0 ? resident.bytes : [], state)
    }
    for _ in 0..<gone { writePerson(row, compound, address, [], Array("away".utf8)) }
  }

  /// The count in a cell; −1 where it is empty, nil where it is none.
  mutating func count(_ column: Column, _ place: Int?, _ cell: (Int?) -> Field) -> Int? {
    guard let place else { return -1 }
    let field = cell(place)
    if field.isEmpty { return -1 }
    if let plain = LooseNumbers.plain(field, comma: comma),
      let value = Field.of(plain, { try? $0.wholeNumber() }), value < 10_000
    {
      return value
    }
    fault(place, column, field.numberFault ?? .badNumber, field.text)
    return nil
  }

  mutating func writePerson(
    _ row: Int, _ compound: [UInt8], _ address: [UInt8], _ resident: [UInt8], _ state: [UInt8]
  ) {
    for (index, column) in outputColumns.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      switch column {
      case .compound: append(compound)
      case .unit: append(address)
      case .resident: append(resident)
      default: append(state)
      }
    }
    endRow(row)
  }
}
