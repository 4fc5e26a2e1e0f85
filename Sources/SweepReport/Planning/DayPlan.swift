import DelimitedText
import HouseholdSweep

/// Tomorrow's plan: which team does what, in which order, read from the results of a run.
package struct DayPlan: Sendable {
  package enum Task: String, Sendable { case knock, lights }

  /// One line of a team's sheet.
  package struct Line: Sendable {
    /// The number of the unit.
    var unit: Int
    package var task: Task
    package var worth: Double
    /// Hundredths of a minute, with the ways that the line opens.
    package var minutes: Int
    /// What opens takes longer than a door on average: the last ones may be left.
    package var isIfTime = false
  }

  /// A team and its day.
  package struct TeamPlan: Sendable {
    var team: PlanTeam
    /// Doors, then windows, each in the order in which they are gone to.
    package var doors: [Line] = []
    package var windows: [Line] = []

    package var name: String { team.name }
    package var minutes: Int { team.minutes }
    package var evening: Int { team.evening }
    package var worth: Double { (doors + windows).reduce(0) { $0 + $1.worth } }
    /// Hundredths of a minute that no door or window takes, by day and in the evening.
    package var unused: Int { team.minutes * 100 - doors.reduce(0) { $0 + $1.minutes } }
    package var unusedEvening: Int { team.evening * 100 - windows.reduce(0) { $0 + $1.minutes } }
  }

  /// Why a unit has no line.
  enum Why: String, Sendable {
    case noMinutes = "no_minutes"
    case noTeam = "no_team"
    case tooLittle = "too_little"
  }

  /// What is asked.
  package struct Request: Sendable {
    package var day: SweepDate?
    package var isLastDay = false
    /// A table of teams; nil for the one beside the sweep.
    package var teams: String?
    /// So many wardens instead, with their minutes by day and in the evening.
    package var wardens: Int?
    package var minutes = 0
    package var evening = 0
    package var threads = 1

    package init() {}
  }

  package let day: SweepDate
  /// The number of the day in the sweep, from 1.
  package let dayNumber: Int
  package let summary: RunSummary
  package let wording: Wording
  package let settings: PlanSettings
  package let isLastDay: Bool
  let plan: PlanUnits
  package private(set) var teams: [TeamPlan] = []
  /// Units without a line, with the reason, all flags, and others.
  private(set) var left: [(unit: Int, why: Why)] = []
  /// Flags that wait at the door: by phone, or in the evening.
  private(set) var waiting: [Int] = []

  /// The name of the table of teams beside a sweep.
  package static let teamsName = "teams.csv"
  /// The most windows that one warden looks at from in front of an entrance.
  static let mostWindows = 20

  /// Makes the plan. O(units), and O(n log n) for the n that are worth something.
  ///
  /// Throws where the folder holds no results of ours, the day is none of the sweep, or there is no team.
  package init(results folder: String, _ request: Request) throws(SweepError) {
    let summary = try RunSummary(contentsOf: folder + "/" + ResultsFolder.summaryName)
    self.summary = summary
    settings = summary.manifest.plan ?? PlanSettings()
    wording = Wording(Manifest.Language(rawValue: summary.manifest.language) ?? .en)
    (day, dayNumber) = try Self.day(request.day, summary, folder)
    isLastDay = request.isLastDay
    let table = try Self.table(of: request, results: folder)
    var question = PlanUnits.Question(settings: settings, isLastDay: isLastDay)
    question.hasEvening = request.wardens == nil || request.evening > 0
    plan = try PlanUnits(in: folder, summary, question, threads: request.threads)
    let sites = Self.doors(plan)
    let team: PlanTeams
    if let table {
      team = try PlanTeams(contentsOf: table, plan)
    } else {
      team = PlanTeams(
        wardens: request.wardens ?? 1, minutes: request.minutes, evening: request.evening, plan,
        sites)
    }
    deal(sites, team.teams, threads: request.threads)
  }

  // MARK: What is asked

  /// The day asked for, or the one after the last on which anybody looked.
  private static func day(_ asked: SweepDate?, _ summary: RunSummary, _ folder: String)
    throws(SweepError) -> (SweepDate, Int)
  {
    guard let first = SweepDate(summary.manifest.firstDay) else { throw .noDay(folder) }
    let days = summary.manifest.days
    let observed = summary.coverage.lastIndex { $0.unitsObserved > 0 }.map { $0 + 1 } ?? 0
    let day = asked ?? first.advanced(by: observed)
    let number = day.number - first.number
    guard (0..<days).contains(number) else { throw .dayOutside(day, from: first, days: days) }
    return (day, number + 1)
  }

  /// The table of teams to read; nil where so many wardens are given.
  private static func table(of request: Request, results folder: String) throws(SweepError)
    -> String?
  {
    if let teams = request.teams { return teams }
    if request.wardens != nil { return nil }
    let beside = PathParts.split(Self.bare(folder)).parent
    let path = beside + "/" + teamsName
    guard (try? FileSystem.current.status(at: path)) ?? nil != nil else {
      throw .whoGoes(beside: beside)
    }
    return path
  }

  /// A path without slashes at its end, and without dots.
  package static func bare(_ folder: String) -> String {
    var bare = folder
    while bare.count > 1 && bare.hasSuffix("/") { bare.removeLast() }
    return bare == "." || bare == ".." || bare.hasSuffix("/..") || bare.hasSuffix("/.")
      ? (try? FileSystem.current.resolved(bare)) ?? bare : bare
  }

  // MARK: Dealing out

  private static func doors(_ plan: PlanUnits) -> PlanSites {
    PlanSites(plan) { number, unit in
      guard unit.isDoor, unit.worth > 0 else { return nil }
      return PlanItem(unit: number, worth: unit.worth, cost: unit.doorCost)
    }
  }

  private mutating func deal(_ sites: PlanSites, _ all: [PlanTeam], threads: Int) {
    var areas: [PlanArea] = []
    var numbers: [PlanArea: Int] = [:]
    let pools = all.map { team in
      if let known = numbers[team.area] { return known }
      numbers[team.area] = areas.count
      areas.append(team.area)
      return areas.count - 1
    }
    let starts = DayPlanner.Start.allCases
    let (units, costs, least) = (plan.units.count, settings.costs, settings.least)
    let days = zip(all, pools).map { DayPlanner.Team(minutes: $0.minutes * 100, pool: $1) }
    let (sharedAreas, sharedSites) = (areas, sites)
    let outcomes = parallelMap(workers: starts.count) { number in
      var planner = DayPlanner(
        sharedSites, units: units, costs, least: least, teams: days, areas: sharedAreas,
        starts[number])
      return planner.run()
    }
    let best = outcomes[1].worth > outcomes[0].worth ? outcomes[1] : outcomes[0]
    teams = zip(all, best.items).map { team, items in
      TeamPlan(team: team, doors: lines(items, .knock, team))
    }
    var hasLine = best.isTaken
    if all.contains(where: { $0.evening > 0 }) {
      dealEvening(all, pools, areas, doors: best, &hasLine)
    }
    tellLeft(sites, areas, hasLine)
  }

  private mutating func dealEvening(
    _ all: [PlanTeam], _ pools: [Int], _ areas: [PlanArea], doors: DayPlanner.Outcome,
    _ hasLine: inout [Bool]
  ) {
    let isTaken = doors.isTaken
    let sites = PlanSites(plan) { number, unit in
      guard unit.windowCost > 0 else { return nil }
      let worth = isTaken[number] ? unit.windowAfterKnock : unit.window
      return PlanItem(unit: number, worth: worth, cost: unit.windowCost)
    }
    let evenings = all.indices.map { number in
      DayPlanner.Team(
        minutes: all[number].evening * 100, pool: pools[number],
        open: Set(doors.items[number].map { plan.units[$0.unit].compound }))
    }
    var planner = DayPlanner(
      sites, units: plan.units.count, settings.costs, least: settings.least, teams: evenings,
      areas: areas, .entrances, mostOfStop: Self.mostWindows)
    let outcome = planner.run()
    for number in teams.indices {
      teams[number].windows = lines(
        outcome.items[number], .lights, all[number], open: evenings[number].open)
    }
    for unit in hasLine.indices where outcome.isTaken[unit] { hasLine[unit] = true }
  }

  // MARK: Order

  /// The lines of a team in the order in which it goes, each with its minutes.
  private func lines(
    _ items: [PlanItem], _ task: Task, _ team: PlanTeam, open: Set<Int> = []
  ) -> [Line] {
    let byCompound = Dictionary(grouping: items) { plan.units[$0.unit].compound }
    let isDown = dayNumber % 2 == 1
    var lines: [Line] = []
    for compound in way(through: byCompound.keys.sorted(), from: team.start) {
      let places = (byCompound[compound] ?? []).map { item in
        (item: item, place: PlanAddress(plan.units[item.unit].row.unit), floor: floor(item.unit))
      }
      let sorted = places.sorted { a, b in
        if a.place.entrance != b.place.entrance {
          let isFirst = NaturalOrder.precedes(a.place.entrance, b.place.entrance)
          return isFirst == isDown
        }
        if a.floor != b.floor { return (a.floor > b.floor) == isDown }
        return (a.item.unit < b.item.unit) == isDown
      }
      var (building, entrance) = ("", "")
      for (number, step) in sorted.enumerated() {
        var minutes = step.item.cost
        if number == 0 && !open.contains(compound) {
          minutes += PlanCosts.hundredths(settings.costs.compound)
        }
        if !step.place.isHouse {
          if step.place.building != building {
            minutes += PlanCosts.hundredths(settings.costs.building)
          }
          if step.place.entrance != entrance {
            minutes += PlanCosts.hundredths(settings.costs.entrance)
          }
        }
        (building, entrance) = (step.place.building, step.place.entrance)
        lines.append(
          Line(unit: step.item.unit, task: task, worth: step.item.worth, minutes: minutes))
      }
    }
    if task == .knock { markLast(&lines, team.minutes) }
    return lines
  }

  /// Doors behind which the day may be over: what opens takes longer than a door on average, so that one
  /// day in ten is longer by 1.28 deviations.
  private func markLast(_ lines: inout [Line], _ minutes: Int) {
    var (sum, variance) = (0.0, 0.0)
    let extra = settings.costs.doorAnswered
    for number in lines.indices {
      let opens = plan.units[lines[number].unit].opens
      sum += Double(lines[number].minutes) / 100
      variance += extra * extra * opens * (1 - opens)
      lines[number].isIfTime = sum + 1.28 * variance.squareRoot() > Double(minutes)
    }
  }

  private func floor(_ unit: Int) -> Int {
    let row = plan.units[unit].row
    guard let room = row.unit.split(separator: "-").dropFirst().last else { return 0 }
    return Int(row.floor) ?? (Int(room.prefix { $0.isNumber }) ?? 0) / 100
  }

  /// Compounds by the nearest next in register order; without a start, in that order.
  private func way(through compounds: [Int], from start: Int?) -> [Int] {
    guard let start else { return compounds }
    var upper = compounds.firstIndex { $0 >= start } ?? compounds.count
    var lower = upper - 1
    var at = start
    var way: [Int] = []
    while lower >= 0 || upper < compounds.count {
      let isUp =
        upper < compounds.count && (lower < 0 || compounds[upper] - at < at - compounds[lower])
      if isUp {
        at = compounds[upper]
        upper += 1
      } else {
        at = compounds[lower]
        lower -= 1
      }
      way.append(at)
    }
    return way
  }

  // MARK: What is left

  /// As many units without a line are told as a coordinator may look at; flags are told in any case.
  private static let mostLeft = 10_000

  private mutating func tellLeft(_ sites: PlanSites, _ areas: [PlanArea], _ hasLine: [Bool]) {
    var isInArea = Array(repeating: false, count: plan.cells.count)
    for area in areas { for run in area.cells { for cell in run { isInArea[cell] = true } } }
    // Compounds where what is left would be worth the way for a team with a day before it.
    var isWorth = Array(repeating: false, count: plan.compounds.count)
    for (compound, stops) in sites.stopsOfCompound.enumerated() {
      var items: [PlanItem] = []
      for stop in stops { items += sites.stops[stop].items.filter { !hasLine[$0.unit] } }
      items.sort { $0.worth * Double($1.cost) > $1.worth * Double($0.cost) }
      var (worth, cost) = (0.0, PlanCosts.hundredths(settings.costs.compound))
      for item in items {
        worth += item.worth
        cost += item.cost
        if worth / Double(cost) * 6000 >= settings.least { isWorth[compound] = true }
      }
    }
    var others: [(unit: Int, why: Why)] = []
    for (number, unit) in plan.units.enumerated() where !hasLine[number] {
      if unit.waits && unit.isFlag {
        waiting.append(number)
        continue
      }
      guard unit.isFlag || unit.isDoor else { continue }
      let why: Why =
        !isInArea[unit.cell]
        ? .noTeam
        : isWorth[unit.compound]
          && unit.worth / Double(max(unit.doorCost, 1)) * 6000 >= settings.least
          ? .noMinutes : .tooLittle
      if unit.isFlag { left.append((number, why)) } else { others.append((number, why)) }
    }
    others.sort { a, b in
      let (left, right) = (plan.units[a.unit].worth, plan.units[b.unit].worth)
      return left == right ? a.unit < b.unit : left > right
    }
    left += others.prefix(max(Self.mostLeft - left.count, 0))
    left.sort { $0.unit < $1.unit }
  }
}
