import DelimitedText

/// What a table is tidied by.
struct TidyContext {
  /// How far a table is looked at: only the fields of rows of a tidy file, or all of it.
  enum Extent { case fields, table }

  var extent: Extent
  /// Whether these are all rows of the file; what all of them say is not asked of some.
  var isWhole = true
  /// The path of the file, and the name of the table in ledger and rejects.
  var file: String
  var name: String
  var source: Source
  /// The sheet's name, where there is one.
  var sheet: String?
  var rule: TableRule
  var manifest: Manifest
  /// The compound that the file's or folder's name is the id or name of.
  var compoundOfFile: String?
  var encoding = ""
  var bytes = 0
  var delimiter: UInt8 = 44
  /// Looks units up; nil before there is a register.
  var lookup: RegisterLookup?
  /// Whether a compound is known, where something says which there are.
  var knows: ((Field) -> Bool)?
}

/// Turns a grid into rows of our columns, each with its place of origin; what cannot be understood is
/// rejected with its reason.
struct TableTidier {
  private let grid: Grid
  private let context: TidyContext
  private var plan: ColumnPlan
  private var table: TidyTable
  private var headerWidth = 0
  private var times: TimeRules
  private var reader = LooseTimes()
  private var comma = LooseNumbers.Comma.thousands
  /// The column of each fault, so that the leftmost is told.
  private var faults: [(place: Int, column: Column?, reason: RejectReason, value: String)] = []
  private var out: [UInt8] = []
  private var timeText: (day: Int, text: [UInt8]) = (.min, [])
  /// Of a list with no ids: its addresses, as hashes of compound and key.
  private var addresses: Set<UInt64> = []
  private var parser = AddressBox()
  private var outcomes = WordCache<String?>()
  private var states = WordCache<String?>()
  private var lights = WordCache<Words.LitWord?>()
  private var compounds = WordCache<(isKnown: Bool, number: Int)>()
  private var shortRows = 0
  private var emptyFlats = 0
  /// Of usage: which meter each row is of, by a hash, and when.
  private var usages: [(meter: UInt64, minute: Int)] = []
  private let isUsage: Bool

  /// Tidies the rows of a grid from a header on.
  static func tidy(_ grid: Grid, _ header: FoundHeader, _ context: TidyContext) throws(SweepError)
    -> TidyTable
  {
    var tidier = TableTidier(grid, header, context)
    try tidier.run(header)
    return tidier.table
  }

  private init(_ grid: Grid, _ header: FoundHeader, _ context: TidyContext) {
    self.grid = grid
    self.context = context
    plan = header.plan
    isUsage =
      context.source == .meter && (header.plan[.usage] != nil || context.rule.isUsage == true)
    table = TidyTable(context)
    times = TimeRules(
      context.source, context.manifest.window, zone: context.manifest.timeZone,
      isUsage: isUsage, isWhole: context.isWhole,
      given: context.rule.dates)
  }

  // MARK: - The whole table

  private enum Kind: UInt8 { case blank, header, notData, emptyFlat, data }

  private mutating func run(_ header: FoundHeader) throws(SweepError) {
    headerWidth = plan.names.count
    var kinds = [Kind](repeating: .blank, count: grid.count)
    let rows = header.dataRow..<grid.count
    let isTable = context.extent == .table
    var filledCounts = 0
    var laterHeaders: [Int: ColumnPlan] = [:]
    for row in rows {
      let filled = grid.filled(row, limit: 3)
      if filled > 0 { kinds[row] = .data }
      if filled == 3 { filledCounts += 1 }
    }
    let all = rows.reduce(0) { $0 + (kinds[$1] == .data ? 1 : 0) }
    let areWide = isTable ? filledCounts * 2 > all : headerWidth >= 3
    let hasNames = isTable && plan.source == .residents && !plan.hasPersons
      && !plan.nameColumns.isEmpty && rows.contains { kinds[$0] == .data && isSomebodyNamed($0) }
    let known = knownNames()
    for row in rows where kinds[row] == .data {
      if isTable, isHeaderAgain(row, known),
        let again = try? HeaderFinder(
          source: plan.source, rule: headerless, hasCompound: hasCompoundElsewhere
        ).header(grid, row, row, mustKnowAll: true)
      {
        kinds[row] = .header
        laterHeaders[row] = again.plan
      } else if isNoData(row, areWide: areWide) {
        kinds[row] = .notData
      } else if isTable, isFurtherOfMerged(row) {
        kinds[row] = .notData
      } else if hasNames && !isSomebodyNamed(row) {
        kinds[row] = .emptyFlat
      }
    }
    let dataRows = rows.filter { kinds[$0] == .data }
    try checkPersons(dataRows)
    if context.delimiter == UInt8(ascii: ";") { comma = commaMeaning(dataRows) }
    let looseTimes = readTimes(rows, kinds.map { $0 == .data }, laterHeaders)
    try times.settle(file: context.name)
    writeHeader()
    let fill =
      isTable ? FillDown(grid, plan, dataRows, rule: context.rule) : nil
    var parts = makeParts(dataRows)
    var above: [Field]?
    for row in rows {
      switch kinds[row] {
      case .blank: above = nil
      case .header:
        table.notData += 1
        table.telling.guesses.append(.laterHeader(line: grid.line(row)))
        plan = laterHeaders[row]!
        parts = makeParts(dataRows)
        above = nil
      case .notData:
        table.notData += 1
        above = nil
      case .emptyFlat:
        table.notData += 1
        emptyFlats += 1
        above = nil
      case .data:
        take(row, looseTimes[row - rows.lowerBound], fill, &parts, &above)
      }
    }
    if grid.isUnterminated, let last = rows.last, kinds[last] == .data {
      // The row that the quote swallows the rest with was taken last: it is no row to be used.
      unterminated(last)
    }
    table.text = out
    table.digest = TidyTable.digest(out)
    if listsAddresses { table.addresses = addresses }
    if isUsage { table.usageSpacing = commonestSpacing() }
    tell(header, parts)
  }

  /// The rule without what is said of a header that is found by its line.
  private var headerless: TableRule {
    var rule = context.rule
    rule.header = nil
    return rule
  }

  private var hasCompoundElsewhere: Bool {
    context.compoundOfFile != nil || context.rule.constants[.compound] != nil
  }

  /// Whether a row stands under a merged count of persons, which counts once.
  private func isFurtherOfMerged(_ row: Int) -> Bool {
    guard plan.hasPersons, let persons = plan[.persons] else { return false }
    return grid.isUnderMerged(row, persons)
  }

  private func isSomebodyNamed(_ row: Int) -> Bool {
    plan.nameColumns.contains { !grid.cell(row, $0).isEmpty }
      || plan[.resident].map { !grid.cell(row, $0).isEmpty } ?? false
  }

  /// Hashes of the header's own names: a row that begins with two of them may be a header again.
  private func knownNames() -> Set<UInt64> {
    var hashes = Set<UInt64>()
    for meaning in plan.places.values where meaning < plan.names.count {
      hashes.insert(Field.of(plan.names[meaning]) { $0.hash64 })
    }
    for name in ColumnNames.allNames(of: plan.source) { hashes.insert(Field.of(name) { $0.hash64 }) }
    return hashes
  }

  private func isHeaderAgain(_ row: Int, _ known: Set<UInt64>) -> Bool {
    var names = 0
    var looked = 0
    for column in 0..<grid.width(row) {
      let cell = grid.ownCell(row, column)
      if cell.isEmpty { continue }
      looked += 1
      if known.contains(cell.hash64) { names += 1 }
      if names == 2 { return true }
      if looked == 4 && names == 0 { return false }
    }
    return false
  }

  /// Totals, remarks, and headings; never a row that says all that a row must.
  private func isNoData(_ row: Int, areWide: Bool) -> Bool {
    let needed = neededPlaces
    let isWhole = !needed.isEmpty && needed.allSatisfy { !grid.cell(row, $0).isEmpty }
    if !isWhole || needed.contains(where: { RowKinds.isMark(grid.cell(row, $0)) }) {
      for column in 0..<grid.width(row) where RowKinds.isMark(grid.ownCell(row, column)) { return true }
    }
    guard areWide, grid.filled(row, limit: 2) == 1 else { return false }
    let place = (0..<grid.width(row)).first { !grid.cell(row, $0).isEmpty }
    let persons: [Int?] = [plan[.resident], plan[.state], plan[.persons]]
    // A name alone may stand under merged cells; headings stand in the first column.
    let isName = place.map { $0 > 0 && plan.nameColumns.contains($0) } ?? false
    return !persons.contains(place) && !isName
  }

  /// The columns of compound, address and what else a row must have.
  private var neededPlaces: [Int] {
    plan.addressPlaces + [Column.time, .outcome, .lit, .kwh].compactMap { plan[$0] }
  }

  private func makeParts(_ rows: [Int]) -> AddressParts? {
    guard plan[Meaning.room] != nil || plan[Meaning.building] != nil else { return nil }
    var roomMayLack = false
    if plan.source == .lights {
      let room = plan[Meaning.room]
      let with = room.map { room in rows.reduce(0) { $0 + (grid.cell($1, room).isEmpty ? 0 : 1) } } ?? 0
      roomMayLack = with * 2 <= rows.count
    }
    return AddressParts(plan: plan, roomMayLack: roomMayLack, lookup: context.lookup)
  }

  // MARK: - Times and commas of all rows

  private mutating func readTimes(_ rows: Range<Int>, _ isData: [Bool], _ later: [Int: ColumnPlan])
    -> [LooseTime?]
  {
    var read = [LooseTime?](repeating: nil, count: rows.count)
    guard plan.source == .knocks || plan.source == .lights || plan.source == .meter else { return read }
    var plan = plan
    for row in rows {
      if let next = later[row] { plan = next }
      guard isData[row], let time = time(row, plan) else { continue }
      read[row - rows.lowerBound] = time
      times.look(at: time)
    }
    return read
  }

  private mutating func time(_ row: Int, _ plan: ColumnPlan) -> LooseTime? {
    if let column = plan[.time] { return reader.read(grid.cell(row, column)) }
    guard let dateColumn = plan[Meaning.date], let clockColumn = plan[Meaning.clock] else { return nil }
    guard var date = reader.read(grid.cell(row, dateColumn)), date.date != .none else { return nil }
    let clockCell = grid.cell(row, clockColumn)
    if clockCell.isEmpty { return date }
    guard let clock = reader.read(clockCell), clock.minute != nil,
      date.minute == nil || date.minute == 0 || date.minute == clock.minute
    else { return nil }
    if clock.date != .none && clock.date != date.date { return nil }
    date.minute = clock.minute
    date.offset = clock.offset
    return date
  }

  private func commaMeaning(_ rows: [Int]) -> LooseNumbers.Comma {
    var hasComma = false
    for column in [Column.kwh, .lit, .persons].compactMap({ plan[$0] }) + [plan[Meaning.usage]].compactMap({ $0 }) {
      for row in rows {
        guard let isDecimal = LooseNumbers.hasDecimalComma(grid.cell(row, column)) else { continue }
        if isDecimal { return .decimalPoint }
        hasComma = true
      }
    }
    return hasComma ? .unknown : .decimalPoint
  }

  /// The commonest minutes from one row of a meter to the next; where several are as common, the shortest.
  private func commonestSpacing() -> Int {
    var counts: [Int: Int] = [:]
    let sorted = usages.sorted { ($0.meter, $0.minute) < ($1.meter, $1.minute) }
    for (row, next) in zip(sorted, sorted.dropFirst())
    where row.meter == next.meter && next.minute > row.minute {
      counts[next.minute - row.minute, default: 0] += 1
    }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best?.key ?? context.manifest.intervalMinutes
  }

  // MARK: - Persons that can mean two things

  private func checkPersons(_ rows: [Int]) throws(SweepError) {
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
        throw twoWays(
          "the column '\(name.prefix(40))' may count the persons of a household, and then each row is one, or each row is a person",
          ["\"columns\": { \"persons\": \"\(name)\" }", "\"ignore\": [\"\(name)\"]"])
      }
      return
    }
    let name = plan.names[persons]
    let count = { (row: Int) -> Int? in
      LooseNumbers.plain(grid.cell(row, persons)).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
    if let away = plan[Meaning.awayPersons], ColumnNames.totals.contains(ColumnNames.fold(name)),
      context.rule.personsTotal == nil
    {
      let sum = rows.reduce(0) { $0 + (count($1) ?? 0) }
      let gone = rows.reduce(0) {
        $0 + (LooseNumbers.plain(grid.cell($1, away)).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0)
      }
      throw twoWays(
        "'\(name)' stands beside '\(plan.names[away])' and may count those away as well: \(sum - gone) persons present, or \(sum)",
        ["\"persons_total\": true", "\"persons_total\": false"])
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
    let sum = units.values.reduce(0) { $0 + $1.first }
    if plan[.resident] != nil {
      let single = units.values.filter { $0.rows == 1 }.count
      guard single * 2 > units.count, units.values.contains(where: { $0.most > 1 }) else {
        return try checkSizes(units.values.map { ($0.rows, $0.areEqual, $0.most) }, name, rows.count, sum)
      }
      throw twoWays(
        "'\(name)' counts several persons in rows that have an id of one: \(rows.count) persons, or \(rows.reduce(0) { $0 + (count($1) ?? 0) })",
        ["\"ignore\": [\"\(name)\"]", "\"columns\": { \"persons\": \"\(name)\" }"])
    }
    try checkSizes(units.values.map { ($0.rows, $0.areEqual, $0.most) }, name, rows.count, sum)
  }

  /// A household's size may stand beside each of its members.
  private func checkSizes(
    _ units: [(rows: Int, areEqual: Bool, most: Int)], _ name: String, _ rows: Int, _ sum: Int
  ) throws(SweepError) {
    let several = units.filter { $0.rows > 1 }
    let equal = several.filter { $0.areEqual }
    guard !several.isEmpty, equal.count * 2 > several.count, equal.contains(where: { $0.most > 1 }) else {
      return
    }
    throw twoWays(
      "'\(name)' is the same in all rows of most units that have several: it may be the size of the household beside each of its members, \(rows) persons, or count the persons of each row",
      ["\"ignore\": [\"\(name)\"]", "\"columns\": { \"persons\": \"\(name)\" }"])
  }

  private func twoWays(_ problem: String, _ ways: [String]) -> SweepError {
    let lines = ways.map { "{ \"files\": \"\(context.file)\", \($0) }" }
    return SweepError(
      .badData, at: .init(file: context.name), problem,
      advice: "say which by one of these lines in \"tables\" of \(SweepFolder.manifestName):\n    "
        + lines.joined(separator: "\n    "))
  }

  // MARK: - One row

  private mutating func fault(_ place: Int?, _ column: Column?, _ reason: RejectReason, _ value: String) {
    faults.append((place ?? Int.max, column, reason, value))
  }

  private mutating func take(
    _ row: Int, _ time: LooseTime?, _ fill: FillDown?, _ parts: inout AddressParts?,
    _ above: inout [Field]?
  ) {
    table.rows += 1
    faults.removeAll(keepingCapacity: true)
    let grid = grid
    let start = out.count
    let width = grid.width(row)
    if !grid.isSpreadsheet {
      if (headerWidth..<max(headerWidth, width)).contains(where: { !grid.ownCell(row, $0).isEmpty }) {
        return reject(row, nil, .tooManyFields, "", &above)
      }
      if width < headerWidth {
        let needed = neededPlaces + [plan[.meter]].compactMap { $0 }
        if plan.source != .meter, needed.contains(where: { $0 >= width }) {
          return reject(row, nil, .tooFewFields, "", &above)
        }
        if needed.allSatisfy({ $0 < width }) { shortRows += 1 }
      }
      if context.encoding == TextEncoding.utf8WithFaults.rawValue, hasBadBytes(row) {
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
      for column in outputColumns { appendCell(cell(plan[column]), first: column == outputColumns[0]) }
      endRow(row)
      return
    }
    // Compound.
    let compoundPlace = plan[.compound]
    var compound: [UInt8]?
    let compoundCell = cell(compoundPlace)
    var number = -1
    if compoundPlace == nil {
      compound = (context.rule.constants[.compound] ?? context.compoundOfFile).map { Array($0.utf8) }
    }
    let mustHaveCompound = plan.source != .meter || plan[.meter] == nil
    if compound == nil { compound = compoundCell.isEmpty ? nil : compoundCell.bytes }
    if compound == nil && mustHaveCompound {
      fault(compoundPlace ?? 0, .compound, .missingColumnValue, "")
    } else if let name = compound, context.extent == .table {
      let (isKnown, found) = Field.of(name) { lookUp($0) }
      number = found
      if !isKnown && plan.source != .units {
        fault(compoundPlace ?? 0, .compound, .unknownCompound, String(decoding: name, as: UTF8.self))
      }
    }
    // Address.
    let addressColumn: Column = plan.source == .lights ? .place : .unit
    let address = address(row, cell, number, &parts, addressColumn)
    let needsAddress = plan.source != .meter || plan[.meter] == nil
    if filled > 0, let address, number >= 0, isUnitAsWritten(row, number, address, &parts) {
      fault(fill?.columns[0], addressColumn, .ambiguousAddress, String(decoding: address, as: UTF8.self))
    }
    let addressFaulty = !faults.isEmpty
    above = addressFaulty || addressCells.isEmpty ? nil : addressCells
    // The rest.
    writeRow(row, time, cell, compound, address, needsAddress: needsAddress)
    guard faults.isEmpty else {
      out.removeSubrange(start...)
      while table.lines.last == UInt32(truncatingIfNeeded: grid.line(row)) { table.lines.removeLast() }
      let worst = faults.min { $0.place < $1.place }!
      addReject(row, worst.column, worst.reason, worst.value)
      return
    }
    if filled > 0 { table.telling.filledDown += filled }
    if listsAddresses, let compound, let address {
      addresses.insert(Field.mix(Field.of(compound) { $0.hash64 }, parser.hash(of: address)))
    }
  }

  private var listsAddresses: Bool { plan.source == .residents && plan[.resident] == nil }

  private mutating func lookUp(_ name: Field) -> (isKnown: Bool, number: Int) {
    let context = context
    return compounds.value(of: name) { name in
      let number = context.lookup?.compound(name) ?? -1
      let isKnown = context.lookup == nil ? context.knows?(name) ?? true : number >= 0
      return (isKnown, number)
    }
  }

  /// The address of a row; nil where there is none, which is a fault where one is needed.
  private mutating func address(
    _ row: Int, _ cell: (Int?) -> Field, _ number: Int, _ parts: inout AddressParts?, _ column: Column
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
    if Field.of(text, { lookup.isPlace(number, $0) }) {
      fault(at, column, .notAUnit, String(decoding: text, as: UTF8.self))
    } else if !text.contains(where: { $0 &- 48 < 10 }),
      !String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: { $0.properties.numericType != nil })
    {
      fault(at, column, .noAddress, String(decoding: text, as: UTF8.self))
    }
    return text
  }

  /// Whether the address that the row's own cells make is a registered unit as well, and another.
  private mutating func isUnitAsWritten(
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

  private func hasBadBytes(_ row: Int) -> Bool {
    for column in 0..<grid.width(row) where String(validating: grid.ownCell(row, column).bytes, as: UTF8.self) == nil {
      return true
    }
    return false
  }

  // MARK: - Values

  /// Our columns that the tidy rows have, in the order in which their values stand in the table.
  private lazy var outputColumns: [Column] = {
    let address: Column = plan.source == .lights ? .place : .unit
    let (required, optional) = plan.source.columns
    var columns = required + optional
    if plan.source == .residents { columns = [.compound, .unit, .resident, .state] }
    if plan.source == .meter, plan[.meter] == nil { columns.removeAll { $0 == .meter } }
    return columns.enumerated().sorted { a, b in
      (place(of: a.element), a.offset) < (place(of: b.element), b.offset)
    }.map(\.element)
  }()

  private func place(of column: Column) -> Int {
    let address: Column = plan.source == .lights ? .place : .unit
    if let place = plan[column] { return place }
    if column == address, plan.source != .compounds {
      return plan[Meaning.room] ?? plan[Meaning.building] ?? Int.max
    }
    if column == .time { return plan[Meaning.date] ?? Int.max }
    if column == .kwh { return plan[Meaning.usage] ?? plan[Meaning.peak] ?? Int.max }
    return column == .compound ? -1 : Int.max
  }

  private mutating func writeHeader() {
    let names = outputColumns.map(\.name)
    out.reserveCapacity(min(context.bytes + 1024, 1 << 28))
    out += Array(names.joined(separator: ",").utf8)
    out.append(10)
  }

  private mutating func appendCell(_ field: Field, first: Bool) {
    if !first { out.append(UInt8(ascii: ",")) }
    append(field)
  }

  /// Appends a value, quoted where it must be; a line break in it becomes a blank.
  private mutating func append(_ field: Field) {
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

  private mutating func append(_ bytes: [UInt8]) { Field.of(bytes) { append($0) } }

  private mutating func endRow(_ row: Int) {
    out.append(10)
    table.lines.append(UInt32(truncatingIfNeeded: grid.line(row)))
  }

  private mutating func writeRow(
    _ row: Int, _ time: LooseTime?, _ cell: (Int?) -> Field, _ compound: [UInt8]?, _ address: [UInt8]?,
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

  private mutating func writeTime(_ row: Int, _ time: LooseTime?, _ cell: (Int?) -> Field) {
    let place = plan[.time] ?? plan[Meaning.date]
    guard let place else {
      if let constant = context.rule.constants[.time] { append(Array(constant.utf8)) }
      return
    }
    let raw = cell(place)
    var value = raw.text
    if let clock = plan[Meaning.clock], plan[.time] == nil { value += " " + cell(clock).text }
    guard !raw.isEmpty else { return fault(place, .time, .missingColumnValue, "") }
    guard let time else { return fault(place, .time, .badTime, value) }
    switch times.minute(of: time) {
    case .minute(let minute):
      appendTime(minute)
      if isUsage {
        var meter = cell(plan[.meter]).hash64
        for place in plan.addressPlaces { meter = Field.mix(meter, cell(place).hash64) }
        usages.append((meter, minute))
      }
    case .bad: fault(place, .time, .badTime, value)
    case .ambiguous: fault(place, .time, .ambiguousDate, value)
    }
  }

  private mutating func appendTime(_ minute: Int) {
    let day = LooseTimes.floor(minute, 1440)
    let time = LooseTimes.remainder(minute, 1440)
    if day != timeText.day { timeText = (day, Array("\(SweepDate(number: day))T".utf8)) }
    out += timeText.text
    func two(_ value: Int) {
      out.append(UInt8(48 + value / 10))
      out.append(UInt8(48 + value % 10))
    }
    two(time / 60)
    out.append(UInt8(ascii: ":"))
    two(time % 60)
  }

  private mutating func writeOutcome(_ place: Int?, _ field: Field) {
    guard let place else {
      return append(Array((context.rule.constants[.outcome] ?? "").utf8))
    }
    guard !field.isEmpty else { return fault(place, .outcome, .missingColumnValue, "") }
    let given = context.rule.values[.outcome] ?? [:]
    let word = outcomes.value(of: field) { field in
      let folded = Words.fold(field)
      return given[folded] ?? Words.outcome(folded)
    }
    guard let word else {
      return fault(place, .outcome, .unknownOutcome, field.text)
    }
    out += Array(word.utf8)
  }

  private mutating func writeLit(_ place: Int?, _ field: Field, _ compound: [UInt8]?, _ address: [UInt8]?) {
    guard let place else { return append(Array((context.rule.constants[.lit] ?? "").utf8)) }
    guard !field.isEmpty else { return fault(place, .lit, .missingColumnValue, "") }
    if let number = LooseNumbers.plain(field, comma: comma) {
      out += number
      return
    }
    let given = context.rule.values[.lit] ?? [:]
    let word = lights.value(of: field) { field -> Words.LitWord? in
      let folded = Words.fold(field)
      if let number = given[folded] { return number == "1" ? .on : .off }
      return Words.lit(folded)
    }
    guard let word, word != .noCount else {
      if let word { _ = word; return fault(place, .lit, .badLit, field.text) }
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

  private mutating func writeNumber(_ column: Column, _ place: Int?, _ field: Field, isNeeded: Bool) {
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
      if let reason = Field.of(number, { $0.decimalFault }) { return fault(place, column, reason, field.text) }
      out += number
      return
    }
    fault(place, column, field.decimalFault ?? .badNumber, field.text)
  }

  private mutating func writeKwh(_ cell: (Int?) -> Field) {
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
  private mutating func writeResidents(
    _ row: Int, _ cell: (Int?) -> Field, _ compound: [UInt8], _ address: [UInt8]
  ) {
    let stateCell = cell(plan[.state])
    let given = context.rule.values[.state] ?? [:]
    let word = stateCell.isEmpty ? nil : states.value(of: stateCell) { field -> String? in
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
      guard present >= gone else { return fault(place, .persons, .badNumber, "\(present) - \(gone)") }
      present -= gone
    }
    if word == "nobody" || present + gone == 0 {
      // A listed household with nobody there.
      return writePerson(row, compound, address, [], Array("moved".utf8))
    }
    let state = Array((word ?? "present").utf8)
    for number in 0..<present {
      writePerson(row, compound, address, present == 1 && number == 0 ? resident.bytes : [], state)
    }
    for _ in 0..<gone { writePerson(row, compound, address, [], Array("away".utf8)) }
  }

  /// The count in a cell; −1 where it is empty, nil where it is none.
  private mutating func count(_ column: Column, _ place: Int?, _ cell: (Int?) -> Field) -> Int? {
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

  private mutating func writePerson(
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

  // MARK: - Rows that cannot be used

  private mutating func reject(
    _ row: Int, _ column: Column?, _ reason: RejectReason, _ value: String, _ above: inout [Field]?
  ) {
    above = nil
    addReject(row, column, reason, value)
  }

  private mutating func addReject(_ row: Int, _ column: Column?, _ reason: RejectReason, _ value: String) {
    table.rejects.append(
      Reject(
        file: context.name, line: grid.line(row), column: column?.name ?? "", reason: reason,
        value: String(Masking.shown(value).prefix(40))))
  }

  private mutating func unterminated(_ row: Int) {
    let line = UInt32(truncatingIfNeeded: grid.line(row))
    if table.rejects.last?.line == Int(line) { table.rejects.removeLast() }
    while table.lines.last == line {
      table.lines.removeLast()
      out.removeLast()
      while let last = out.last, last != 10 { out.removeLast() }
    }
    addReject(row, nil, .unterminatedQuote, "")
  }

  // MARK: - What was taken for what

  private mutating func tell(_ header: FoundHeader, _ parts: AddressParts?) {
    table.telling.notData = table.notData
    guard context.extent == .table else {
      if shortRows > 0 { table.telling.guesses.append(.shortRows(shortRows)) }
      tellTimes()
      return
    }
    table.telling.header = grid.line(header.row)
    table.telling.titles = (0..<header.row).filter { grid.filled($0, limit: 1) > 0 }.map(grid.line)
    let plan = header.plan
    for (meaning, place) in plan.places where ![.name, .serial, .householder, .relation].contains(meaning) {
      if meaning.isPart { continue }
      table.telling.columns[meaning.name] = [plan.names[place]]
    }
    let partNames = [Meaning.building, .entrance, .room].compactMap { plan[$0] }.map { plan.names[$0] }
    if !partNames.isEmpty {
      table.telling.columns[plan.source == .lights ? "place" : "unit"] = partNames
    }
    table.telling.unread = plan.unknown.map { plan.names[$0] }
    var guesses = table.telling.guesses
    if context.delimiter != UInt8(ascii: ","), context.delimiter != UInt8(ascii: "\t"), !grid.isSpreadsheet {
      guesses.append(.separator(String(UnicodeScalar(context.delimiter))))
    }
    if header.dataRow - header.row > 1 { guesses.append(.headerOverTwoRows) }
    if plan[.compound] == nil, context.rule.constants[.compound] == nil, let name = context.compoundOfFile {
      guesses.append(.compoundOfFile(name))
    }
    if shortRows > 0 { guesses.append(.shortRows(shortRows)) }
    if plan.hasPersons, let place = plan[.persons] { guesses.append(.households(plan.names[place])) }
    if emptyFlats > 0 { guesses.append(.emptyFlats(emptyFlats)) }
    if !plan.groups.isEmpty { guesses.append(.groupNames(plan.groups)) }
    if !grid.mergedColumns.isEmpty { guesses.append(.mergedCells) }
    if isUsage { guesses.append(.usage) }
    if let parts, parts.floorRooms > 0 { guesses.append(.floorRooms(parts.floorRooms)) }
    table.telling.guesses = guesses
    tellTimes()
  }

  private mutating func tellTimes() {
    if let order = times.orderUsed { table.telling.guesses.append(.dateOrder(order.rawValue)) }
    if times.datesOnly > 0, times.dateOnly == .noon {
      table.telling.guesses.append(.datesOnlyAtNoon(times.datesOnly))
    }
    if times.isZoneUsed {
      table.telling.guesses.append(times.zone.map { .zoneConverted($0.name) } ?? .zoneIgnored)
    }
  }
}

/// Gives addresses in different spellings the same hash.
private final class AddressBox {
  private var parser = AddressParser()

  func hash(of address: [UInt8]) -> UInt64 {
    Field.of(address) { address in
      _ = parser.parse(address)
      return parser.withText { $0.hash64 }
    }
  }
}
