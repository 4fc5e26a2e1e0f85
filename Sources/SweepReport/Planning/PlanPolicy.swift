import HouseholdSweep

/// Ways to choose doors: the plan's own, and those of people who have none. For simulations.
package enum PlanPolicy: String, Sendable, CaseIterable {
  case plan
  /// The highest probability first, among flags and uncertain units.
  case likeliest
  /// Flags by probability, then undecided units, then the rest.
  case flagsFirst = "flags-first"
  /// The nearest to even odds first.
  case undecided
  /// In order of the register, everything that has not answered.
  case register
  /// At random, everything that has not answered.
  case random
}

extension DayPlan {
  /// A visit to a door.
  package struct Visit: Sendable {
    package var compound: String
    package var unit: String
    /// Hundredths of a minute of the ways that are opened for it, and of the knock itself if nobody opens.
    package var way: Int
    package var knock: Int
  }

  /// Who goes where by a policy, team by team, with the teams, areas, costs and minutes of this plan.
  ///
  /// A policy other than the plan's takes door by door in its order: each goes to the team of its area that
  /// has its entrance open, or its building, or else the most minutes left, if it has the minutes for it.
  package func visits(by policy: PlanPolicy, results folder: String, seed: UInt64)
    throws(SweepError) -> [[Visit]]
  {
    if policy == .plan { return visits() }
    var outlook = UnitOutlook(summary.parametersAfter, find: 1, learn: 1)
    let edges = summary.parametersAfter.usageEdges(summary.manifest.thresholds)
    var deal = PolicyDeal(self)
    for row in try candidates(of: policy, in: folder, seed: seed) {
      if deal.isOver { break }
      let known = UnitOutlook.Known(
        pattern: EvidencePattern(row, edges), probability: Double(row.probability) / 10_000,
        countsAsListed: true, isUnlisted: false)
      deal.add(row, opens: outlook.knock(known).opens)
    }
    return deal.visits
  }

  private func visits() -> [[Visit]] {
    teams.map { team in
      team.doors.map { line in
        let unit = plan.units[line.unit]
        let knock = PolicyDeal.knock(unit.row.unit, settings.costs)
        return Visit(
          compound: unit.row.compound, unit: unit.row.unit, way: line.minutes - unit.doorCost,
          knock: knock)
      }
    }
  }

  /// The doors of a policy in its order.
  private func candidates(of policy: PlanPolicy, in folder: String, seed: UInt64)
    throws(SweepError) -> [UnitRow]
  {
    var rows: [UnitRow] = []
    var cursor = try UnitsCursor(in: folder)
    while let units = try cursor.next() { rows += units.filter { $0.answered == 0 } }
    let isDoubtful = { (row: UnitRow) in row.status == .uncertain || row.status == .unobserved }
    func sorted(_ rows: [UnitRow], by key: (UnitRow) -> Int) -> [UnitRow] {
      rows.enumerated().map { (key($1), $0, $1) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
    switch policy {
    case .plan, .register: return rows
    case .likeliest:
      return sorted(rows.filter { $0.status.isFlag || $0.status == .uncertain }) {
        -$0.probability
      }
    case .flagsFirst:
      return sorted(rows) { row in
        (row.status.isFlag ? 0 : isDoubtful(row) ? 1 : 2) * 20_000 - row.probability
      }
    case .undecided: return sorted(rows) { abs($0.probability - 5000) }
    case .random:
      // A fixed shuffle by a hash of number and seed (SplitMix64).
      return rows.enumerated().map { number, row in
        var z = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ seed
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return (z ^ (z &>> 31), row)
      }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}

/// Deals doors out one by one, in the order of a policy.
private struct PolicyDeal {
  private let costs: PlanSettings.Costs
  private let cells: [PlanCell: Int]
  private let numbers: [String: Int]
  private var teamsOfCell: [[Int]]
  private var left: [Int]
  private var opened: [Set<String>]
  private(set) var visits: [[DayPlan.Visit]]

  init(_ day: DayPlan) {
    costs = day.settings.costs
    cells = Dictionary(uniqueKeysWithValues: day.plan.cells.enumerated().map { ($1, $0) })
    numbers = Dictionary(
      day.plan.compounds.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { a, _ in a })
    teamsOfCell = Array(repeating: [], count: day.plan.cells.count)
    for (number, team) in day.teams.enumerated() {
      for run in team.team.area.cells { for cell in run { teamsOfCell[cell].append(number) } }
    }
    left = day.teams.map { $0.minutes * 100 }
    opened = day.teams.map { _ in [] }
    visits = day.teams.map { _ in [] }
  }

  /// Whether nobody has the time for another door.
  var isOver: Bool { !left.contains { $0 >= PlanCosts.hundredths(costs.door + costs.floor) } }

  static func knock(_ unit: String, _ costs: PlanSettings.Costs) -> Int {
    let isHouse = !unit.utf8.contains(UInt8(ascii: "-"))
    return PlanCosts.hundredths(costs.door + (isHouse ? costs.house : costs.floor))
  }

  mutating func add(_ row: UnitRow, opens: Double) {
    guard let compound = numbers[row.compound],
      let cell = cells[PlanCell(compound: compound, grid: row.grid)]
    else { return }
    let place = PlanAddress(row.unit)
    let expected =
      Self.knock(row.unit, costs) + PlanCosts.hundredths(costs.doorAnswered * opens)
    let keys = [
      row.compound, "\(row.compound) \(place.building)", "\(row.compound) \(place.entrance)-",
    ]
    var best: (team: Int, way: Int)?
    for team in teamsOfCell[cell] {
      var way = opened[team].contains(keys[0]) ? 0 : PlanCosts.hundredths(costs.compound)
      if !place.isHouse {
        if !opened[team].contains(keys[1]) { way += PlanCosts.hundredths(costs.building) }
        if !opened[team].contains(keys[2]) { way += PlanCosts.hundredths(costs.entrance) }
      }
      guard way + expected <= left[team] else { continue }
      if let other = best, (other.way, -left[other.team]) <= (way, -left[team]) { continue }
      best = (team, way)
    }
    guard let best else { return }
    opened[best.team].formUnion(keys)
    left[best.team] -= best.way + expected
    visits[best.team].append(
      .init(
        compound: row.compound, unit: row.unit, way: best.way, knock: Self.knock(row.unit, costs)))
  }
}

extension EvidencePattern {
  /// Of a row of `units.csv`.
  init(_ row: UnitRow, _ edges: [Double]) {
    self.init(
      usageBin: row.usage.map { UnitOutlook.bin(ofUsage: $0, edges) } ?? 0,
      nightsSeen: row.nightsSeen, nightsLit: row.nightsLit,
      knocks: (row.answered, row.refused, row.noAnswer, row.vacant))
  }
}
