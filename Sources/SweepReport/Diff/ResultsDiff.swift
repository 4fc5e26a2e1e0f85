import HouseholdSweep

/// What changed from one night's results to the next.
///
/// An address that is new or gone, or whose unit became a flag or ceased to be one, is an event; a
/// unit may have two (new, and flagged). Other changes of status are counted. Equal results have no
/// events, and nothing else either.
package struct ResultsDiff: Sendable, Equatable {
  package enum Event: String, Sendable, CaseIterable {
    /// The unit became a flag.
    case flagged
    /// It was a flag and is none.
    case cleared
    /// Its address was not in the results before.
    case new
    /// Its address is no longer in the results.
    case vanished
  }

  package struct UnitChange: Sendable, Equatable {
    package var event: Event
    package var before: UnitRow?
    package var after: UnitRow?

    package var compound: String { (after ?? before)?.compound ?? "" }
    package var unit: String { (after ?? before)?.unit ?? "" }
    /// What came in or went between the two nights.
    package func evidence(_ wording: Wording) -> [String] {
      let facts = wording.change(before, after)
      switch event {
      case .flagged where before == nil:
        return [wording.say("a new address", "新的地址")] + facts
      case .cleared where after == nil:
        return [wording.say("the address is gone", "地址已不在")] + facts
      default: return facts
      }
    }
  }

  /// A change of status and how many units made it.
  package struct Transition: Sendable, Hashable {
    package var from: UnitStatus
    package var to: UnitStatus
  }

  package struct AreaChange: Sendable, Equatable {
    package var before: AreaRow?
    package var after: AreaRow?

    package var row: AreaRow? { after ?? before }
    package var flags: Int { (after?.flags ?? 0) - (before?.flags ?? 0) }
  }

  package struct ParameterChange: Sendable, Equatable {
    package var name: String
    package var before: Double?
    package var after: Double?
  }

  /// By event, then in natural order.
  package private(set) var units: [UnitChange] = []
  package private(set) var transitions: [Transition: Int] = [:]
  /// By level, those that moved most first.
  package private(set) var areas: [AreaChange] = []
  package private(set) var parameters: [ParameterChange] = []

  package var isEmpty: Bool {
    units.isEmpty && transitions.isEmpty && areas.isEmpty && parameters.isEmpty
  }

  package func units(_ event: Event) -> [UnitChange] { units.filter { $0.event == event } }

  /// Compares two folders of results. O(units), a compound of each in memory at a time.
  package init(from before: String, to after: String) throws(SweepError) {
    parameters = Self.moved(
      try ResultsSummary(in: before).after, try ResultsSummary(in: after).after)
    areas = Self.moved(try AreaRow.all(in: before), try AreaRow.all(in: after))
    var old = try UnitsCursor(in: before)
    var new = try UnitsCursor(in: after)
    var left = try old.next()
    var right = try new.next()
    while left != nil || right != nil {
      let order = Self.order(left?.first, right?.first)
      compare(order <= 0 ? left ?? [] : [], order >= 0 ? right ?? [] : [])
      if order <= 0 { left = try old.next() }
      if order >= 0 { right = try new.next() }
    }
    let events = Dictionary(uniqueKeysWithValues: Event.allCases.enumerated().map { ($1, $0) })
    units = units.enumerated().map { (rank: events[$1.event]!, place: $0, change: $1) }
      .sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.change)
  }

  /// Which compound comes first; an ended side comes last.
  private static func order(_ left: UnitRow?, _ right: UnitRow?) -> Int {
    guard let left else { return 1 }
    guard let right else { return -1 }
    if left.compound == right.compound { return 0 }
    return NaturalOrder.precedes(left.compound, right.compound) ? -1 : 1
  }

  /// Compares the units of one compound. Most nights they are the same units in the same order.
  private mutating func compare(_ before: [UnitRow], _ after: [UnitRow]) {
    let isAligned =
      before.count == after.count && zip(before, after).allSatisfy { $0.unit == $1.unit }
    if isAligned {
      for (old, new) in zip(before, after) { add(old, new) }
      return
    }
    let olds = Dictionary(before.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    let news = Set(after.map(\.unit))
    var pairs: [(UnitRow?, UnitRow?)] = before.filter { !news.contains($0.unit) }.map { ($0, nil) }
    pairs += after.map { (olds[$0.unit], $0) }
    pairs.sort { NaturalOrder.precedes(($0.1 ?? $0.0)!.unit, ($1.1 ?? $1.0)!.unit) }
    for (old, new) in pairs { add(old, new) }
  }

  private mutating func add(_ before: UnitRow?, _ after: UnitRow?) {
    if let before, let after {
      guard before.status != after.status else { return }
      transitions[Transition(from: before.status, to: after.status), default: 0] += 1
    }
    let wasFlag = before?.status.isFlag ?? false
    let isFlag = after?.status.isFlag ?? false
    var events: [Event] = []
    if isFlag && !wasFlag { events.append(.flagged) }
    if wasFlag && !isFlag { events.append(.cleared) }
    if before == nil { events.append(.new) }
    if after == nil { events.append(.vanished) }
    units += events.map { UnitChange(event: $0, before: before, after: after) }
  }

  private static func moved(_ before: [AreaRow], _ after: [AreaRow]) -> [AreaChange] {
    func key(_ area: AreaRow) -> [String] { [area.level.rawValue, area.path] }
    let olds = Dictionary(before.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let news = Set(after.map(key))
    var changes: [AreaChange] = []
    for level in AreaLevel.allCases {
      var here = after.filter { $0.level == level }.map {
        AreaChange(before: olds[key($0)], after: $0)
      }
      here += before.filter { $0.level == level && !news.contains(key($0)) }.map {
        AreaChange(before: $0, after: nil)
      }
      here = here.filter { change in Self.numbers(change).contains { $0.old != $0.new } }
      changes += here.enumerated().sorted {
        (abs($1.element.flags), $0.offset) < (abs($0.element.flags), $1.offset)
      }.map(\.element)
    }
    return changes
  }

  private static func moved(_ before: ParameterSet, _ after: ParameterSet) -> [ParameterChange] {
    ParameterSet.names(of: [before, after]).compactMap { name in
      before[name] == after[name]
        ? nil : ParameterChange(name: name, before: before[name], after: after[name])
    }
  }
}
