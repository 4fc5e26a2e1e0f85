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
  /// The compound that the sheet is named after.
  var compoundOfSheet: String?
  /// The compound of rows that name none. A sheet says more than its file.
  var compoundByName: String? { compoundOfSheet ?? compoundOfFile }
  var encoding = ""
  var bytes = 0
  var delimiter: UInt8 = 44
  /// One a worker: it holds large tables.
  var parser: AddressBox
  /// Looks units up; nil before there is a register.
  var lookup: RegisterLookup?
  /// Whether a compound is known, where something says which there are.
  var knows: ((Field) -> Bool)?
}

/// Turns a grid into rows of our columns, each with its place of origin; what cannot be understood is
/// rejected with its reason.
struct TableTidier {
  let grid: Grid
  let context: TidyContext
  var plan: ColumnPlan
  var table: TidyTable
  var headerWidth = 0
  var times: TimeRules
  var comma = LooseNumbers.Comma.thousands
  /// The column of each fault, so that the leftmost is told.
  var faults: [(place: Int, column: Column?, reason: RejectReason, value: String)] = []
  var out: [UInt8] = []
  /// The day written last, as text.
  var lastDay: (number: Int, text: [UInt8]) = (.min, [])
  var readTimes = WordCache<LooseTime?>()
  /// What the manifest says of words.
  let givenWords:
    (
      outcome: [String: String], state: [String: String], lit: [String: String],
      persons: [String: String]
    )
  let parser: AddressBox
  var outcomes = WordCache<String?>()
  var states = WordCache<String?>()
  var lights = WordCache<Words.LitWord?>()
  var compounds = WordCache<(isKnown: Bool, number: Int)>()
  var shortRows = 0
  /// How rows would be filled if the manifest said so, where it says nothing; whether a row above, which they
  /// would be filled from, has its address; and how many rows that would help.
  var filling: FillDown?
  var hasAddressAbove = false
  var fillable = 0
  /// Rows with a compound in the place of the address, and none in its own.
  var reversed = 0
  var emptyFlats = 0
  /// The first row with a word for the lights of a place: its line, the word, and the units of the place.
  var firstPlaceWord: (line: Int, word: String, units: Int)?
  /// Of usage: which meter each row is of, by a hash, and when.
  var usages: [(meter: UInt64, minute: Int)] = []
  let isUsage: Bool
  /// A sheet of a plan (`sweep plan`): lines that nobody has filled in are no data.
  let isSheet: Bool

  /// Tidies the rows of a grid from a header on.
  static func tidy(_ grid: Grid, _ header: FoundHeader, _ context: TidyContext) throws(SweepError)
    -> TidyTable
  {
    var tidier = TableTidier(grid, header, context)
    try tidier.run(header)
    return tidier.table
  }

  init(_ grid: Grid, _ header: FoundHeader, _ context: TidyContext) {
    self.grid = grid
    self.context = context
    plan = header.plan
    parser = context.parser
    let words = context.rule.values
    givenWords = (
      words[.outcome] ?? [:], words[.state] ?? [:], words[.lit] ?? [:], words[.persons] ?? [:]
    )
    isUsage =
      context.source == .meter && (header.plan[.usage] != nil || context.rule.isUsage == true)
    isSheet = SheetRows.isSheet(header.plan)
    table = TidyTable(context)
    times = TimeRules(
      context.source, context.manifest.window, zone: context.manifest.timeZone,
      isUsage: isUsage, isWhole: context.isWhole,
      given: context.rule.dates)
  }

  /// Our columns that the tidy rows have, in the order in which their values stand in the table.
  lazy var outputColumns: [Column] = {
    let address: Column = plan.source == .lights ? .place : .unit
    let (required, optional) = plan.source.columns
    var columns = required + optional
    if plan.source == .residents { columns = [.compound, .unit, .resident, .state] }
    if plan.source == .meter, plan[.meter] == nil { columns.removeAll { $0 == .meter } }
    return columns.enumerated().sorted { a, b in
      (place(of: a.element), a.offset) < (place(of: b.element), b.offset)
    }.map(\.element)
  }()

  enum Kind: UInt8 { case blank, header, notData, emptyFlat, data }

  mutating func run(_ header: FoundHeader) throws(SweepError) {
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
    let hasNames =
      isTable && plan.source == .residents && !plan.hasPersons
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
      } else if isSheet && SheetRows.isEmpty(row, grid, plan)
        || isNoData(row, areWide: areWide)
      {
        kinds[row] = .notData
      } else if isTable, isFurtherOfMerged(row) {
        kinds[row] = .notData
      } else if hasNames && !isSomebodyNamed(row) && !isOfSomebody(row) && wideComma(in: row) == nil
      {
        kinds[row] = .emptyFlat
      }
    }
    let dataRows = rows.filter { kinds[$0] == .data }
    try checkPersons(dataRows)
    if context.delimiter == UInt8(ascii: ";") { comma = commaMeaning(dataRows) }
    let looseTimes = readAllTimes(rows, kinds.map { $0 == .data }, laterHeaders)
    try times.settle(file: context.name)
    writeHeader()
    let fill =
      isTable ? FillDown(grid, plan, dataRows, rule: context.rule) : nil
    if isTable, context.rule.fillsAll == nil {
      var forced = context.rule
      forced.fillsAll = true
      filling = FillDown(grid, plan, dataRows, rule: forced)
    }
    var parts = makeParts(dataRows)
    var above: [Field]?
    for row in rows {
      if kinds[row] != .data { hasAddressAbove = false }
      switch kinds[row] {
      case .blank: above = nil
      case .header:
        leaveOut(row)
        table.telling.guesses.append(.laterHeader(line: grid.line(row)))
        plan = laterHeaders[row]!
        parts = makeParts(dataRows)
        above = nil
      case .notData:
        leaveOut(row)
        above = nil
      case .emptyFlat:
        leaveOut(row)
        emptyFlats += 1
        above = nil
      case .data:
        take(row, looseTimes[row - rows.lowerBound], fill, &parts, &above)
        guard table.lines.count <= Self.mostRows else {
          throw .tooManyPersons(in: context.name, Self.mostRows)
        }
      }
    }
    if grid.isUnterminated, let last = rows.last, kinds[last] == .data {
      // The row that the quote swallows the rest with was taken last: it is no row to be used.
      unterminated(last)
    }
    table.text = out
    table.hasNoIds = plan.source == .residents && plan[.resident] == nil
    if isUsage { table.usageSpacing = commonestSpacing() }
    tell(header, parts)
  }

  /// Counts a row that is no data, and keeps the lines of the first few.
  private mutating func leaveOut(_ row: Int) {
    table.notData += 1
    if table.telling.notDataLines.count < 5 { table.telling.notDataLines.append(grid.line(row)) }
  }

  /// More rows than the persons of a table can come to: a few thousand cells of `9999` would fill the memory.
  private static let mostRows = 20_000_000

  /// The rule without what is said of a header that is found by its line.
  var headerless: TableRule {
    var rule = context.rule
    rule.header = nil
    return rule
  }

  var hasCompoundElsewhere: Bool {
    context.compoundByName != nil || context.rule.constants[.compound] != nil
  }

  /// Whether a row stands under a merged count of persons, which counts once.
  func isFurtherOfMerged(_ row: Int) -> Bool {
    guard plan.hasPersons, let persons = plan[.persons] else { return false }
    return grid.isUnderMerged(row, persons)
  }

  func isSomebodyNamed(_ row: Int) -> Bool {
    plan.nameColumns.contains { !grid.cell(row, $0).isEmpty }
      || plan[.resident].map { !grid.cell(row, $0).isEmpty } ?? false
  }

  /// Whether a row with no name is of somebody all the same: it has an identity number, or a state other than
  /// that nobody lives there.
  func isOfSomebody(_ row: Int) -> Bool {
    if plan.identityColumns.contains(where: { !grid.cell(row, $0).isEmpty }) { return true }
    guard let place = plan[.state] else { return false }
    let state = grid.cell(row, place)
    return !state.isEmpty && !Words.saysNobody(Words.fold(state))
  }

  /// Hashes of the header's own names: a row that begins with two of them may be a header again.
  func knownNames() -> Set<UInt64> {
    var hashes = Set<UInt64>()
    for meaning in plan.places.values where meaning < plan.names.count {
      hashes.insert(Field.of(plan.names[meaning]) { $0.hash64 })
    }
    for name in ColumnNames.allNames(of: plan.source) {
      hashes.insert(Field.of(name) { $0.hash64 })
    }
    return hashes
  }

  func isHeaderAgain(_ row: Int, _ known: Set<UInt64>) -> Bool {
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
  func isNoData(_ row: Int, areWide: Bool) -> Bool {
    let needed = plan.neededPlaces
    let isWhole = !needed.isEmpty && needed.allSatisfy { !grid.cell(row, $0).isEmpty }
    let telling = needed + (plan.source == .meter ? [plan[.meter]].compactMap(\.self) : [])
    if !isWhole || telling.contains(where: { RowKinds.isMark(grid.cell(row, $0)) }) {
      for column in 0..<grid.width(row) where RowKinds.isMark(grid.ownCell(row, column)) {
        return true
      }
    }
    guard areWide, grid.filled(row, limit: 2) == 1 else { return false }
    let place = (0..<grid.width(row)).first { !grid.cell(row, $0).isEmpty }
    if let place, isWholeRow(grid.cell(row, place)) { return false }
    let persons: [Int?] = [plan[.resident], plan[.state], plan[.persons]]
    // A name alone may stand under merged cells; headings stand in the first column.
    let isName = place.map { $0 > 0 && plan.nameColumns.contains($0) } ?? false
    return !persons.contains(place) && !isName
  }

  /// Whether a cell looks like a whole row that full-width commas do not part: as many pieces as a row has
  /// values, one with a number in it, and no sentence.
  private func isWholeRow(_ cell: Field) -> Bool {
    guard cell.holdsWideComma else { return false }
    let pieces = cell.text.split(separator: "，", omittingEmptySubsequences: false)
    return pieces.count >= plan.neededPlaces.count && pieces.count <= headerWidth
      && pieces.contains { $0.contains(where: \.isNumber) }
      && !cell.text.contains { "。：:；".contains($0) }
  }

  func makeParts(_ rows: [Int]) -> AddressParts? {
    guard plan[Meaning.room] != nil || plan[Meaning.building] != nil else { return nil }
    var roomMayLack = false
    if plan.source == .lights {
      let room = plan[Meaning.room]
      let with =
        room.map { room in rows.reduce(0) { $0 + (grid.cell($1, room).isEmpty ? 0 : 1) } } ?? 0
      roomMayLack = with * 2 <= rows.count
    }
    return AddressParts(
      plan: plan, roomMayLack: roomMayLack, lookup: context.lookup, parser: parser)
  }
}

/// A parser of addresses that is made once a worker: it holds large tables.
final class AddressBox {
  private var parser = AddressParser()

  /// Whether a cell is a date that a spreadsheet made of an address.
  func isDate(_ cell: Field) -> Bool {
    _ = parser.parse(cell)
    return parser.looksLikeDate
  }

  /// A number that addresses in different spellings share.
  func hash(of address: [UInt8]) -> UInt64 {
    Field.of(address) { address in
      _ = parser.parse(address)
      return parser.withText { $0.hash64 }
    }
  }
}
