import HouseholdSweep

/// Deals out a day: which team goes to which stops, by worth per minute, ways included.
///
/// A bid is the best prefix of a stop's items: their worth over their cost, with the ways (compound,
/// building, entrance) that the team would have to open. The team with the most minutes left takes the best
/// bid: of the stops in compounds it has opened, or of the compounds nobody has. Then ways are open, and the
/// stops around bid anew. Whoever finds no compound that nobody has opened goes to a building that nobody
/// has in another team's.
///
/// O(items log items), but for stops that bid again: each opening of a compound lets all its stops bid.
struct DayPlanner {
  /// How compounds bid that nobody has opened: by their best entrance, or as a whole.
  enum Start: CaseIterable { case entrances, compounds }

  struct Team {
    /// Hundredths of a minute.
    var minutes: Int
    /// Teams of one pool have the same area.
    var pool: Int
    /// Compounds whose way is open from the start.
    var open: Set<Int> = []
  }

  /// What became of the day.
  struct Outcome: Sendable {
    /// Items by team, in the order in which they were taken.
    var items: [[PlanItem]]
    var worth = 0.0
    /// Minutes left by team, in hundredths.
    var left: [Int]
    /// Whether a unit has a line.
    var isTaken: [Bool]
  }

  private let sites: PlanSites
  private let ways: (compound: Int, building: Int, entrance: Int)
  private let start: Start
  /// Households a hundredth of a minute below which nobody goes.
  private let least: Double
  /// The most items of one entrance.
  private let mostOfStop: Int
  /// The areas of pools, as numbers of cells.
  private let areas: [PlanArea]
  private var teams: [TeamState]
  private var pools: [PoolState]
  private var isTaken: [Bool]
  private var ownerOfBuilding: [Int]

  private struct TeamState {
    var left: Int
    let pool: Int
    var compounds: Set<Int>
    var entrances: Set<Int> = []
    var own = PlanHeap()
    var items: [PlanItem] = []
  }

  private struct PoolState {
    /// Compounds that nobody has opened.
    var fresh = PlanHeap()
    /// Compounds with buildings that nobody has.
    var opened = PlanHeap()
    /// Compounds that a team of the pool has opened.
    var isOpened: Set<Int> = []
  }

  private struct Bid {
    var ratio = 0.0
    /// How many items, and what they cost with the way to them.
    var count = 0
    var cost = 0
    var worth = 0.0
  }

  private struct Offer {
    var bid: Bid
    var stop: Int
    /// What it is compared by.
    var key: Double
  }

  /// - Parameter units: how many there are in the plan.
  init(
    _ sites: PlanSites, units: Int, _ costs: PlanSettings.Costs, least: Double, teams: [Team],
    areas: [PlanArea], _ start: Start, mostOfStop: Int = .max
  ) {
    self.sites = sites
    self.start = start
    self.mostOfStop = mostOfStop
    self.areas = areas
    self.least = least / 6000
    ways = (
      PlanCosts.hundredths(costs.compound), PlanCosts.hundredths(costs.building),
      PlanCosts.hundredths(costs.entrance)
    )
    self.teams = teams.map { TeamState(left: $0.minutes, pool: $0.pool, compounds: $0.open) }
    pools = areas.map { _ in PoolState() }
    isTaken = Array(repeating: false, count: units)
    ownerOfBuilding = Array(repeating: -1, count: sites.buildings)
  }

  /// Deals out the day.
  mutating func run() -> Outcome {
    for pool in pools.indices {
      for compound in areas[pool].compounds { pushFresh(compound, pool) }
    }
    for team in teams.indices {
      for compound in teams[team].compounds.sorted() {
        for stop in sites.stopsOfCompound[compound] { pushOwn(stop, team) }
      }
    }
    var queue = PlanHeap()
    for (number, team) in teams.enumerated() { queue.push(Double(team.left), number) }
    while let team = queue.pop()?.number {
      // What another team has taken meanwhile leaves it all its minutes.
      if takeNext(team) { queue.push(Double(teams[team].left), team) }
    }
    return Outcome(
      items: teams.map(\.items),
      worth: teams.reduce(0) { $0 + $1.items.reduce(0) { $0 + $1.worth } },
      left: teams.map(\.left), isTaken: isTaken)
  }

  /// The best bid of a team is taken; false where there is none.
  private mutating func takeNext(_ team: Int) -> Bool {
    let own = bestOwn(team)
    // What stands in the heap is never less than what it comes to.
    if let own, own.key >= pools[teams[team].pool].fresh.top?.key ?? 0 {
      take(own, team)
    } else if let fresh = bestCompound(team, \.fresh), fresh.key > own?.key ?? 0 {
      take(fresh, team)
    } else if let offer = own ?? bestCompound(team, \.opened) {
      take(offer, team)
    } else {
      return false
    }
    return true
  }

  // MARK: Bids

  /// The best prefix of what is left at a stop, for a team that pays `way` and has `minutes`; nil where it
  /// brings less than `least`.
  private func bid(_ stop: Int, way: Int, minutes: Int, least: Double) -> Bid? {
    var items: [PlanItem]?
    return bid(stop, way: way, minutes: minutes, least: least, &items)
  }

  /// The same, with its items where a list of them is given.
  private func bid(
    _ stop: Int, way: Int, minutes: Int, least: Double, _ items: inout [PlanItem]?
  ) -> Bid? {
    var best = Bid(cost: way)
    var number = 0
    for item in sites.stops[stop].items {
      number += 1
      if number > mostOfStop { break }
      guard !isTaken[item.unit], best.cost + item.cost <= minutes else { continue }
      let ratio = (best.worth + item.worth) / Double(best.cost + item.cost)
      // Worth per minute falls from item to item: once it is below the mean, it stays there.
      if best.count > 0 && ratio < best.ratio { break }
      best.worth += item.worth
      best.cost += item.cost
      best.count += 1
      best.ratio = ratio
      items?.append(item)
    }
    return best.count > 0 && best.ratio >= least ? best : nil
  }

  /// The way that a team would have to pay to a stop; nil where the building is another team's.
  private func way(to stop: PlanStop, _ team: Int) -> Int? {
    let state = teams[team]
    var way = state.compounds.contains(stop.compound) ? 0 : ways.compound
    guard stop.building >= 0 else { return way }
    let owner = ownerOfBuilding[stop.building]
    let isMine = owner == team
    // A building that a grid divides is open to the teams of both.
    if owner >= 0 && !isMine && teams[owner].pool == state.pool { return nil }
    if !isMine && !state.entrances.contains(-1 - stop.building) { way += ways.building }
    if !state.entrances.contains(stop.entrance) { way += ways.entrance }
    return way
  }

  /// The best stop of the compounds that a team has opened. What lies there is older than the team's
  /// minutes, so bids are made anew as they come up.
  private mutating func bestOwn(_ team: Int) -> Offer? {
    while let entry = teams[team].own.top {
      let stop = sites.stops[entry.number]
      guard let way = way(to: stop, team),
        let bid = bid(entry.number, way: way, minutes: teams[team].left, least: least)
      else {
        teams[team].own.pop()
        continue
      }
      if bid.ratio == entry.key { return Offer(bid: bid, stop: entry.number, key: bid.ratio) }
      teams[team].own.pop()
      // A higher bid has been pushed when its way was opened.
      if bid.ratio < entry.key { teams[team].own.push(bid.ratio, entry.number) }
    }
    return nil
  }

  /// The compounds that are tried when a team has little time, before it gives up.
  private static let tries = 12

  /// The best stop of a compound of the pool that nobody has opened, or that another team has.
  private mutating func bestCompound(
    _ team: Int, _ heap: WritableKeyPath<PoolState, PlanHeap>
  ) -> Offer? {
    let pool = teams[team].pool
    let isFresh = heap == \PoolState.fresh
    let isWhole = isFresh && start == .compounds
    var best: Offer?
    var aside: [PlanHeap.Entry] = []
    while aside.count < Self.tries, let entry = pools[pool][keyPath: heap].top {
      if let best, best.key >= entry.key { break }
      pools[pool][keyPath: heap].pop()
      if isFresh && pools[pool].isOpened.contains(entry.number) { continue }
      guard let key = key(of: entry.number, pool, isFresh: isFresh) else { continue }
      if key < entry.key {
        pools[pool][keyPath: heap].push(key, entry.number)
        continue
      }
      aside.append(entry)
      guard let found = bestStop(of: entry.number, team, least: isWhole ? 0 : least) else {
        continue
      }
      // As a whole, the first that the team has time for is the best.
      if isWhole {
        best = Offer(bid: found.bid, stop: found.stop, key: entry.key)
        break
      }
      if found.key > best?.key ?? 0 { best = found }
    }
    for entry in aside { pools[pool][keyPath: heap].push(entry.key, entry.number) }
    return best
  }

  private func bestStop(of compound: Int, _ team: Int, least: Double) -> Offer? {
    var best: Offer?
    for number in sites.stopsOfCompound[compound] {
      let stop = sites.stops[number]
      guard areas[teams[team].pool].contains(stop.cell), let way = way(to: stop, team),
        let bid = bid(number, way: way, minutes: teams[team].left, least: least)
      else { continue }
      if bid.ratio > best?.key ?? 0 { best = Offer(bid: bid, stop: number, key: bid.ratio) }
    }
    return best
  }

  /// What a compound bids for a team of a pool that has a whole day; nil where nothing is worth going to.
  private func key(of compound: Int, _ pool: Int, isFresh: Bool) -> Double? {
    var best = 0.0
    var free: [Int] = []
    for number in sites.stopsOfCompound[compound] {
      let stop = sites.stops[number]
      guard areas[pool].contains(stop.cell) else { continue }
      if stop.building >= 0 {
        let owner = ownerOfBuilding[stop.building]
        if owner >= 0 && teams[owner].pool == pool { continue }
      }
      free.append(number)
      let inside = stop.building >= 0 ? ways.building + ways.entrance : 0
      if let bid = bid(number, way: ways.compound + inside, minutes: .max, least: least) {
        best = max(best, bid.ratio)
      }
    }
    if isFresh && start == .compounds { best = max(best, whole(free)) }
    return best >= least && best > 0 ? best : nil
  }

  /// The best prefix of some stops of a compound, its way included: entrances by what they bring a minute.
  private func whole(_ stops: [Int]) -> Double {
    var bids: [Bid] = []
    var buildings = Set<Int>()
    for number in stops {
      let stop = sites.stops[number]
      var way = stop.building >= 0 ? ways.entrance : 0
      if stop.building >= 0 && buildings.insert(stop.building).inserted { way += ways.building }
      if let bid = bid(number, way: way, minutes: .max, least: 0) { bids.append(bid) }
    }
    bids.sort { $0.ratio > $1.ratio }
    var (worth, cost, best) = (0.0, ways.compound, 0.0)
    for bid in bids {
      worth += bid.worth
      cost += bid.cost
      best = max(best, worth / Double(cost))
    }
    return best
  }

  // MARK: Taking

  private mutating func take(_ offer: Offer, _ team: Int) {
    let stop = sites.stops[offer.stop]
    let pool = teams[team].pool
    var items: [PlanItem]? = []
    _ = bid(
      offer.stop, way: way(to: stop, team) ?? 0, minutes: teams[team].left, least: 0, &items)
    for item in items ?? [] {
      isTaken[item.unit] = true
      teams[team].items.append(item)
    }
    let opensCompound = teams[team].compounds.insert(stop.compound).inserted
    var opensBuilding = false
    var opensEntrance = false
    if stop.building >= 0 {
      opensBuilding = teams[team].entrances.insert(-1 - stop.building).inserted
      opensEntrance = teams[team].entrances.insert(stop.entrance).inserted
      if ownerOfBuilding[stop.building] < 0 { ownerOfBuilding[stop.building] = team }
    }
    teams[team].left -= offer.bid.cost
    if opensCompound {
      if pools[pool].isOpened.insert(stop.compound).inserted { pushOpened(stop.compound, pool) }
      for other in sites.stopsOfCompound[stop.compound] { pushOwn(other, team) }
    } else if opensBuilding || opensEntrance {
      for other in sites.stopsOfCompound[stop.compound] {
        let place = sites.stops[other]
        if place.building == stop.building && (opensBuilding || place.entrance == stop.entrance) {
          pushOwn(other, team)
        }
      }
    } else {
      pushOwn(offer.stop, team)
    }
  }

  private mutating func pushOwn(_ number: Int, _ team: Int) {
    let stop = sites.stops[number]
    guard areas[teams[team].pool].contains(stop.cell), let way = way(to: stop, team),
      let bid = bid(number, way: way, minutes: teams[team].left, least: least)
    else { return }
    teams[team].own.push(bid.ratio, number)
  }

  private mutating func pushFresh(_ compound: Int, _ pool: Int) {
    if let key = key(of: compound, pool, isFresh: true) { pools[pool].fresh.push(key, compound) }
  }

  private mutating func pushOpened(_ compound: Int, _ pool: Int) {
    if let key = key(of: compound, pool, isFresh: false) { pools[pool].opened.push(key, compound) }
  }
}
