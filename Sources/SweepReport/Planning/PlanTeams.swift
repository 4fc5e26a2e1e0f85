import DelimitedText
import HouseholdSweep

/// Cells that a team may go to, as runs of their numbers.
struct PlanArea: Sendable, Hashable {
  var cells: [Range<Int>]
  /// The compounds they lie in, in order.
  var compounds: [Int]

  init(_ numbers: [Int], of all: [PlanCell]) {
    var cells: [Range<Int>] = []
    var compounds: [Int] = []
    for number in numbers.sorted() {
      if let last = cells.last, last.upperBound == number {
        cells[cells.count - 1] = last.lowerBound..<number + 1
      } else if cells.last?.contains(number) != true {
        cells.append(number..<number + 1)
      }
      if compounds.last != all[number].compound { compounds.append(all[number].compound) }
    }
    self.cells = cells
    self.compounds = compounds
  }

  func contains(_ cell: Int) -> Bool {
    for run in cells where run.contains(cell) { return true }
    return false
  }
}

/// Who goes: a team with its minutes and its area.
struct PlanTeam: Sendable {
  var name: String
  /// By day and in the evening.
  var minutes: Int
  var evening = 0
  /// How many go together.
  var wardens = 1
  /// Where it starts, a compound's number.
  var start: Int?
  var area: PlanArea
}

/// All teams, from `teams.csv` or so many wardens.
struct PlanTeams: Sendable {
  var teams: [PlanTeam]

  /// The most minutes a day has.
  static let mostMinutes = 1440

  // MARK: From so many wardens

  /// The city in register order, cut into stretches of equal work.
  init(wardens: Int, minutes: Int, evening: Int, _ plan: PlanUnits, _ sites: PlanSites) {
    var work = Array(repeating: 0, count: plan.cells.count)
    for stop in sites.stops {
      work[stop.cell] += stop.items.reduce(150) { $0 + $1.cost }
    }
    let total = max(work.reduce(0, +), 1)
    var cellsOfTeam: [[Int]] = Array(repeating: [], count: wardens)
    // Where the middle of each team's stretch lies.
    var teamAtMiddle = Array(repeating: 0, count: wardens)
    var (sum, next) = (0, 0)
    for (cell, minutes) in work.enumerated() {
      let team = min((2 * sum + minutes) * wardens / (2 * total), wardens - 1)
      cellsOfTeam[team].append(cell)
      sum += minutes
      while next < wardens, (2 * next + 1) * total < 2 * wardens * sum || sum >= total {
        teamAtMiddle[next] = team
        next += 1
      }
    }
    teams = (0..<wardens).map { number in
      // Whoever has no stretch of its own helps where its own would lie.
      let own = cellsOfTeam[number].isEmpty ? teamAtMiddle[number] : number
      return PlanTeam(
        name: "\(number + 1)", minutes: minutes, evening: evening,
        area: PlanArea(cellsOfTeam[own], of: plan.cells))
    }
  }

  // MARK: From a table

  private static let columns: [(name: String, headers: [String])] = [
    ("team", ["team", "队伍", "小组"]), ("minutes", ["minutes", "分钟"]),
    ("grid", ["grid", "网格"]), ("compound", ["compound", "小区", "小区编号"]),
    ("start", ["start", "起点"]), ("evening", ["evening", "晚间分钟"]),
    ("wardens", ["wardens", "人手"]),
  ]

  private struct Row {
    var line: Int
    var cells: [String]
  }

  /// Reads a table of teams. All rows at fault are told at once, with their lines.
  init(contentsOf path: String, _ plan: PlanUnits) throws(SweepError) {
    let file = PathParts.split(path).name
    let rows = try Self.rows(path, file)
    guard !rows.isEmpty else { throw .noTeams(file) }
    let names = PlanNames(plan)
    var problems: [SweepError] = []
    var found: [(name: String, line: Int, numbers: [Int], team: PlanTeam)] = []
    var places: [String: Int] = [:]
    for row in rows {
      func fail(_ column: Int, _ words: BothLanguages) {
        problems.append(.team(words, at: .init(file: file, line: row.line, column: column + 1)))
      }
      let name = row.cells[0]
      if name.isEmpty {
        fail(0, TeamWords.noName)
        continue
      }
      let minutes = Self.whole(row.cells[1])
      if minutes == nil || !(1...Self.mostMinutes).contains(minutes ?? 0) {
        fail(1, TeamWords.minutes(row.cells[1], from: 1))
      }
      let evening = row.cells[5].isEmpty ? 0 : Self.whole(row.cells[5])
      if evening == nil || !(0...Self.mostMinutes).contains(evening ?? -1) {
        fail(5, TeamWords.minutes(row.cells[5], from: 0))
      }
      let wardens = row.cells[6].isEmpty ? 1 : Self.whole(row.cells[6])
      if wardens == nil || !(1...100).contains(wardens ?? 0) {
        fail(6, TeamWords.wardens(row.cells[6]))
      }
      var numbers: [Int] = []
      if !row.cells[2].isEmpty {
        numbers = names.cells(grid: row.cells[2])
        if numbers.isEmpty { fail(2, TeamWords.noGrid(row.cells[2])) }
      }
      if !row.cells[3].isEmpty {
        let compound = names.compound(row.cells[3])
        if compound == nil { fail(3, TeamWords.noCompound(row.cells[3])) }
        let inside = compound.map { names.cells(compound: $0) } ?? []
        numbers = row.cells[2].isEmpty ? inside.sorted() : numbers.filter(inside.contains)
        if numbers.isEmpty && compound != nil && !row.cells[2].isEmpty {
          fail(2, TeamWords.noGrid(row.cells[2]))
        }
      }
      if row.cells[2].isEmpty && row.cells[3].isEmpty { numbers = Array(plan.cells.indices) }
      var start: Int?
      if !row.cells[4].isEmpty {
        start = names.compound(row.cells[4])
        if start == nil { fail(4, TeamWords.noCompound(row.cells[4])) }
      }
      if let place = places[name] {
        let other = found[place]
        if other.team.minutes != minutes || other.team.evening != evening
          || other.team.wardens != wardens
        {
          fail(1, TeamWords.differs(name, line: other.line))
        }
        found[place].numbers += numbers
        if found[place].team.start == nil { found[place].team.start = start }
      } else {
        places[name] = found.count
        found.append(
          (
            name, row.line, numbers,
            PlanTeam(
              name: name, minutes: minutes ?? 1, evening: evening ?? 0, wardens: wardens ?? 1,
              start: start, area: PlanArea([], of: []))
          ))
      }
    }
    guard problems.isEmpty else {
      var first = problems[0]
      first.others = Array(problems.dropFirst().prefix(19))
      throw first
    }
    // The order of rows changes nothing.
    found.sort { NaturalOrder.precedes($0.name, $1.name) }
    let whole = PlanArea(Array(plan.cells.indices), of: plan.cells)
    teams = found.map { entry in
      var team = entry.team
      team.area =
        entry.numbers.count >= plan.cells.count && Set(entry.numbers).count == plan.cells.count
        ? whole : PlanArea(Array(Set(entry.numbers)), of: plan.cells)
      return team
    }
  }

  private static func whole(_ text: String) -> Int? {
    Field.of(text) { try? $0.wholeNumber() }
  }

  /// The rows of the table, by our columns; empty where it lacks one that may be missing.
  private static func rows(_ path: String, _ file: String) throws(SweepError) -> [Row] {
    do {
      var files = DelimitedFiles([try DelimitedFile.open(path, chunkSize: 1 << 20)])
      while true {
        let header = files.files[0].header.columns.map { $0.lowercased() }
        let places = columns.map { column in
          header.firstIndex { column.headers.contains($0) } ?? -1
        }
        for (number, place) in places.enumerated().prefix(2) where place < 0 {
          throw SweepError.noTeamColumn(columns[number].name, in: file)
        }
        var sink = TeamSink(places: places)
        let feed = files.feed()
        try feed.drain(into: &sink)
        let outcomes = feed.finish()
        guard try files.settle(outcomes) else { continue }
        let lines = files.firstLines(ofFile: 0, outcomes)
        if let fault = sink.fault {
          throw SweepError.team(
            TeamWords.badRow, at: .init(file: file, line: lines[fault.chunk] + fault.line))
        }
        return sink.rows.map { Row(line: lines[$0.chunk] + $0.line, cells: $0.cells) }
      }
    } catch let error as ReadError {
      throw error.explained(in: PathParts.split(path).parent)
    } catch {
      throw error as? SweepError ?? .unreadableTeams(file, error)
    }
  }
}

private struct TeamSink: RowSink {
  let places: [Int]
  var rows: [(chunk: Int, line: Int, cells: [String])] = []
  var fault: (chunk: Int, line: Int)?
  private var chunk = 0

  init(places: [Int]) { self.places = places }

  mutating func begin(file: Int, chunk: Int) { self.chunk = chunk }

  mutating func fault(_ fault: RowFault, line: Int) {
    if self.fault == nil { self.fault = (chunk, line) }
  }

  mutating func row(_ row: Row) {
    rows.append((chunk, row.line, places.map { row.field(ifAny: $0).text }))
  }
}

/// Finds compounds and grids by what a person calls them.
private struct PlanNames {
  private let compounds: [AreaRow]
  private let cells: [PlanCell]
  private let cellsOfGrid: [String: [Int]]
  private let compoundsByName: [String: [Int]]

  init(_ plan: PlanUnits) {
    compounds = plan.compounds
    cells = plan.cells
    cellsOfGrid = Dictionary(grouping: plan.cells.indices.filter { !plan.cells[$0].grid.isEmpty }) {
      Compound.fold(plan.cells[$0].grid)
    }
    var names: [String: [Int]] = [:]
    for (number, row) in plan.compounds.enumerated() {
      for name in Set([Compound.fold(row.path), Compound.fold(row.name)]) {
        names[name, default: []].append(number)
      }
    }
    compoundsByName = names
  }

  func cells(grid: String) -> [Int] { cellsOfGrid[Compound.fold(grid)] ?? [] }

  func cells(compound: Int) -> Set<Int> {
    Set(cells.indices.filter { cells[$0].compound == compound })
  }

  /// By id, or by a name that only one has.
  func compound(_ text: String) -> Int? {
    let found = compoundsByName[Compound.fold(text)] ?? []
    return found.count == 1
      ? found[0] : found.first { Compound.fold(compounds[$0].path) == Compound.fold(text) }
  }
}
