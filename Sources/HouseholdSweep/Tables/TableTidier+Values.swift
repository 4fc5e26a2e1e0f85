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
      case .lit: writeLit(row, place, cell(place), compound, address)
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
    let raw: String
    var time = time
    if let place {
      let field = cell(place)
      guard !field.isEmpty else { return fault(place, .time, .missingColumnValue, "") }
      raw = timeText(field, cell)
    } else {
      guard let constant = context.rule.constants[.time] else { return }
      raw = constant
      time = Field.of(constant) { looseTime($0) }
    }
    guard let time else { return fault(place, .time, .badTime, raw) }
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
    case .bad: fault(place, .time, .badTime, raw)
    case .ambiguous: fault(place, .time, .ambiguousDate, raw)
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

  mutating func writeLit(
    _ row: Int, _ place: Int?, _ field: Field, _ compound: [UInt8]?, _ address: [UInt8]?
  ) {
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
    // A word says how it is with one dwelling, and nothing of a place.
    let units = unitsOfPlace(compound, address)
    if units > 0, !field.text.contains(where: \.isNumber) {
      let shown = String(Masking.shown(field.text).prefix(20))
      if firstPlaceWord == nil { firstPlaceWord = (grid.line(row), shown, units) }
      table.placeWords[field.text, default: 0] += 1
    }
    guard let word else { return fault(place, .lit, LooseNumbers.fault(field), field.text) }
    guard word != .noCount, units == 0 else { return fault(place, .lit, .badLit, field.text) }
    out.append(word == .on ? UInt8(ascii: "1") : UInt8(ascii: "0"))
  }

  /// The registered units under an address that is none itself; 0 where it is one, or nobody knows.
  private func unitsOfPlace(_ compound: [UInt8]?, _ address: [UInt8]?) -> Int {
    guard let lookup = context.lookup, let compound, let address else { return 0 }
    let number = Field.of(compound) { lookup.compound($0) }
    let isUnit = Field.of(address) { lookup.find(number, $0) } >= 0
    return isUnit ? 0 : Field.of(address) { lookup.units(under: $0, in: number) }
  }

  mutating func writeNumber(_ column: Column, _ place: Int?, _ field: Field, isNeeded: Bool) {
    guard let place else { return append(Array((context.rule.constants[column] ?? "").utf8)) }
    if field.isEmpty {
      if isNeeded { fault(place, column, .missingColumnValue, "") }
      return
    }
    if column == .persons {
      guard let number = personsDigits(field) else {
        return fault(place, column, LooseNumbers.fault(field), field.text)
      }
      // Whether it is not too large is for the source to say.
      if !number.isEmpty, let reason = Field.of(number, { $0.numberFault }) {
        return fault(place, column, reason, field.text)
      }
      out += number
      return
    }
    if let number = LooseNumbers.plain(field, comma: comma) {
      if let reason = Field.of(number, { $0.decimalFault }) {
        return fault(place, column, reason, field.text)
      }
      out += number
      return
    }
    fault(place, column, field.decimalFault ?? .badNumber, field.text)
  }

  /// The persons in a cell as digits, none where nobody was counted; nil where nobody knows what it says.
  func personsDigits(_ field: Field) -> [UInt8]? {
    if let number = LooseNumbers.persons(field, comma: comma) { return number }
    guard !givenWords.persons.isEmpty else { return nil }
    return givenWords.persons[Words.key(field.text, .persons)].map { Array($0.utf8) }
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
    if let digits = personsDigits(field) {
      if digits.isEmpty { return -1 }
      if let value = Field.of(digits, { try? $0.wholeNumber() }), value < 10_000 { return value }
    }
    fault(place, column, LooseNumbers.fault(field), field.text)
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
