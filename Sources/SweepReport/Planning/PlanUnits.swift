import DelimitedText
import HouseholdSweep

/// A unit that somebody may be sent to, and what that is worth.
struct PlanUnit: Sendable {
  var row: UnitRow
  /// The compound's number in `areas.csv`, and the cell.
  var compound: Int
  var cell: Int
  /// Of a knock.
  var worth = 0.0
  /// The chance that somebody opens.
  var opens = 0.0
  /// Of a look at its window, alone and after a knock on the same day.
  var window = 0.0
  var windowAfterKnock = 0.0
  /// What the knock costs in hundredths of a minute, and the look, without the ways that are to be opened.
  var doorCost = 0
  var windowCost = 0
  /// Refused twice, or three shut doors: by phone, or in the evening.
  var waits = false

  /// Whether a person is to be sent to its door at all.
  var isDoor: Bool { doorCost > 0 }
  var isFlag: Bool { row.status.isFlag }
}

/// A grid's part of a compound: what a team's area is made of.
struct PlanCell: Sendable, Hashable {
  var compound: Int
  var grid: String
}

/// What a plan is made of: `areas.csv`, and the units of `units.csv` that are not settled.
struct PlanUnits: Sendable {
  let compounds: [AreaRow]
  /// In register order: by compound, then grid.
  private(set) var cells: [PlanCell] = []
  /// In register order.
  private(set) var units: [PlanUnit] = []
  /// Compounds that have no list, with a unit where somebody lives.
  private(set) var missingLists: [Int: Int] = [:]
  /// Flags that need no door.
  private(set) var deskFlags = 0

  /// What is asked of the units.
  struct Question: Sendable {
    var settings: PlanSettings
    var isLastDay = false
    /// Whether anybody looks at windows.
    var hasEvening = false
    /// What is enough to send somebody, in households an hour; less is kept of flags alone.
    var least: Double { settings.least }
  }

  /// Reads the results in `folder`. O(units), on all threads; memory for those that are not settled.
  init(in folder: String, _ summary: RunSummary, _ question: Question, threads: Int)
    throws(SweepError)
  {
    compounds = try AreaRow.all(in: folder).filter { $0.level == .compound }
    var file = try OrderedTable.open(
      "units.csv", in: folder, requiring: UnitRow.columns, chunkSize: 1 << 20)
    // Read by several threads, chunks guess where their rows start.
    file.exactStarts = nil
    var files = DelimitedFiles([file])
    let places = UnitRow.columns.map { file.header.columns.firstIndex(of: $0) ?? -1 }
    let numbers = Dictionary(
      compounds.indices.map { (compounds[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    let hasList = compounds.map { $0.listCompleteness != nil }
    var parts: [Sink.Part] = []
    var isSettled = false
    do throws(ReadError) {
      while !isSettled {
        let feed = files.feed()
        let found = try parallelMap(workers: threads) { _ throws(ReadError) in
          var sink = Sink(places, numbers, hasList, summary, question)
          try feed.drain(into: &sink)
          return sink.parts
        }
        parts = found.flatMap { $0 }.sorted { $0.chunk < $1.chunk }
        isSettled = try files.settle(feed.finish())
      }
    } catch {
      throw error.explained(in: folder)
    }
    gather(parts)
  }

  /// Numbers the cells of all parts, in order.
  private mutating func gather(_ parts: [Sink.Part]) {
    var all = Set<PlanCell>()
    for part in parts { all.formUnion(part.cells) }
    cells = all.sorted { a, b in
      a.compound == b.compound ? NaturalOrder.precedes(a.grid, b.grid) : a.compound < b.compound
    }
    let numbers = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1, $0) })
    units.reserveCapacity(parts.reduce(0) { $0 + $1.units.count })
    for part in parts {
      let map = part.cells.map { numbers[$0] ?? 0 }
      for unit in part.units {
        units.append(unit)
        units[units.count - 1].cell = map[unit.cell]
      }
      deskFlags += part.deskFlags
      for (compound, count) in part.missing { missingLists[compound, default: 0] += count }
    }
  }
}

/// Takes the rows of `units.csv`, chunk by chunk, and keeps those worth something.
private struct Sink: RowSink {
  /// What one chunk has.
  struct Part: Sendable {
    var chunk: Int
    var cells: [PlanCell] = []
    var units: [PlanUnit] = []
    var missing: [Int: Int] = [:]
    var deskFlags = 0
  }

  private enum Place {
    static let compound = 0, unit = 1, grid = 4, status = 5, conflict = 6
  }

  private let places: [Int]
  private let compounds: [String: Int]
  private let hasList: [Bool]
  private let question: PlanUnits.Question
  private let edges: [Double]
  private var outlook: UnitOutlook
  private(set) var parts: [Part] = []
  private var part = Part(chunk: 0)
  /// Of the row before, in the same chunk.
  private var lastCompound: Field?
  private var lastGrid: Field?
  private var compound = -1
  private var cell = 0

  init(
    _ places: [Int], _ compounds: [String: Int], _ hasList: [Bool], _ summary: RunSummary,
    _ question: PlanUnits.Question
  ) {
    self.places = places
    self.compounds = compounds
    self.hasList = hasList
    self.question = question
    let settings = question.settings
    edges = summary.parametersAfter.usageEdges(summary.manifest.thresholds)
    outlook = UnitOutlook(
      summary.parametersAfter, find: settings.find,
      learn: question.isLastDay ? 0 : settings.learn)
  }

  mutating func begin(file: Int, chunk: Int) {
    part = Part(chunk: chunk)
    lastCompound = nil
    lastGrid = nil
  }

  mutating func end() { parts.append(part) }
  mutating func fault(_ fault: RowFault, line: Int) {}

  mutating func row(_ row: Row) {
    locate(row)
    guard compound >= 0 else { return }
    let status = row.field(places[Place.status])
    if status.equals("list_missing") { part.missing[compound, default: 0] += 1 }
    let isSettled = status.equals("confirmed") || status.equals("vacant")
    if isSettled && row.field(places[Place.conflict]).equals("0") { return }
    guard let unit = UnitRow(Cells(row: row, places: places)) else { return }
    add(unit)
  }

  /// Finds the compound and the cell of a row, which are mostly those of the row before.
  @inline(__always)
  private mutating func locate(_ row: Row) {
    let id = row.field(places[Place.compound])
    let grid = row.field(places[Place.grid])
    let isSame = lastCompound.map(id.equals) ?? false
    if !isSame {
      compound = compounds[id.text] ?? -1
      lastCompound = id
    }
    if isSame, let lastGrid, grid.equals(lastGrid) { return }
    lastGrid = grid
    let key = PlanCell(compound: compound, grid: grid.text)
    if let known = part.cells.firstIndex(of: key) {
      cell = known
    } else {
      cell = part.cells.count
      part.cells.append(key)
    }
  }

  private mutating func add(_ row: UnitRow) {
    let listed = hasList[compound]
    let known = UnitOutlook.Known(
      pattern: EvidencePattern(row, edges),
      probability: Double(row.probability) / 10_000,
      countsAsListed: !listed || row.listed > 0,
      isUnlisted: listed && row.listed + row.away == 0)
    var unit = PlanUnit(row: row, compound: compound, cell: cell)
    unit.waits = row.refused >= 2 || row.noAnswer >= 3 && row.answered == 0
    let costs = question.settings.costs
    let isHouse = !row.unit.utf8.contains(UInt8(ascii: "-"))
    let step = isHouse ? costs.house : costs.floor
    let leastWorth = question.least / 60
    let isForDesk = row.status.isFlag && [.addToList, .recount, .checkAddress].contains(row.action)
    if isForDesk { part.deskFlags += 1 }
    var isKept = row.status.isFlag && !isForDesk
    if !isForDesk && !unit.waits {
      let knock = outlook.knock(known)
      unit.worth = knock.worth
      unit.opens = knock.opens
      let cost = costs.door + costs.doorAnswered * knock.opens + step
      unit.doorCost = PlanCosts.hundredths(cost)
      if knock.worth < leastWorth * cost { unit.doorCost = isKept ? unit.doorCost : 0 }
      isKept = isKept || unit.isDoor
    }
    if question.hasEvening && !isForDesk {
      let cost = costs.window + (isHouse ? costs.house : 0)
      unit.window = outlook.window(known, afterKnock: false)
      if unit.window >= leastWorth * cost {
        unit.windowCost = PlanCosts.hundredths(cost)
        unit.windowAfterKnock =
          unit.isDoor ? outlook.window(known, afterKnock: true) : unit.window
        isKept = true
      }
    }
    if isKept { part.units.append(unit) }
  }
}

/// Minutes as whole hundredths, so that sums are exact.
enum PlanCosts {
  /// Rounded up: nobody has less time than he is told.
  static func hundredths(_ minutes: Double) -> Int { Int((minutes * 100).rounded(.up)) }

  static func minutes(_ hundredths: Int) -> String {
    "\(hundredths / 100)." + String(100 + hundredths % 100).dropFirst()
  }
}
