/// A line that a team may get: an item of work at a stop.
struct PlanItem: Sendable {
  /// The number of the unit in `PlanUnits.units`.
  var unit: Int
  var worth: Double
  /// In hundredths of a minute, ways aside.
  var cost: Int
}

/// The units of one cell in one entrance, the best first: by worth per minute, then in order.
struct PlanStop: Sendable {
  var compound: Int
  /// Numbers among all buildings and entrances of the city; −1 in a village, where houses stand alone.
  var building: Int
  var entrance: Int
  var cell: Int
  var items: [PlanItem]
}

/// All stops of a day, by compound.
struct PlanSites: Sendable {
  private(set) var stops: [PlanStop] = []
  private(set) var stopsOfCompound: [[Int]]
  private(set) var buildings = 0
  private(set) var entrances = 0

  /// - Parameter item: what may be done at a unit; nil for nothing.
  init(_ plan: PlanUnits, _ item: (Int, PlanUnit) -> PlanItem?) {
    stopsOfCompound = Array(repeating: [], count: plan.compounds.count)
    var building = ""
    var entrance = ""
    var compound = -1
    /// Stops of the entrance at hand, by cell.
    var open: [Int: Int] = [:]
    for (number, unit) in plan.units.enumerated() {
      guard let item = item(number, unit) else { continue }
      let place = PlanAddress(unit.row.unit)
      if unit.compound != compound || place.entrance != entrance {
        let isSameBuilding = unit.compound == compound && place.building == building
        if !place.isHouse && !isSameBuilding { buildings += 1 }
        if !place.isHouse { entrances += 1 }
        (compound, building, entrance) = (unit.compound, place.building, place.entrance)
        open.removeAll()
      }
      if open[unit.cell] == nil {
        open[unit.cell] = stops.count
        stopsOfCompound[compound].append(stops.count)
        stops.append(
          PlanStop(
            compound: compound, building: place.isHouse ? -1 : buildings - 1,
            entrance: place.isHouse ? -1 : entrances - 1, cell: unit.cell, items: []))
      }
      stops[open[unit.cell] ?? 0].items.append(item)
    }
    for number in stops.indices {
      stops[number].items.sort { a, b in
        let (left, right) = (a.worth * Double(b.cost), b.worth * Double(a.cost))
        return left == right ? a.unit < b.unit : left > right
      }
    }
  }
}

/// The parts of an address that a way leads through: `3-2-501` is in building 3, in entrance 3-2.
struct PlanAddress {
  var building: String
  var entrance: String
  /// A house number alone.
  var isHouse: Bool

  /// The entrance's own number; empty where the address names none.
  var entranceInBuilding: String {
    entrance.count > building.count ? String(entrance.dropFirst(building.count + 1)) : ""
  }

  init(_ unit: String) {
    guard let last = unit.lastIndex(of: "-") else {
      (building, entrance, isHouse) = ("", "", true)
      return
    }
    let parent = unit[..<last]
    entrance = String(parent)
    building = String(parent.prefix { $0 != "-" })
    isHouse = false
  }
}

/// The largest first; of equal ones the one with the smaller number.
struct PlanHeap: Sendable {
  struct Entry: Sendable {
    var key: Double
    var number: Int
  }

  private var entries: [Entry] = []

  var top: Entry? { entries.first }
  var isEmpty: Bool { entries.isEmpty }

  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    a.key == b.key ? a.number < b.number : a.key > b.key
  }

  mutating func push(_ key: Double, _ number: Int) {
    entries.append(Entry(key: key, number: number))
    var place = entries.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard Self.precedes(entries[place], entries[parent]) else { break }
      entries.swapAt(place, parent)
      place = parent
    }
  }

  @discardableResult
  mutating func pop() -> Entry? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first }
    entries[0] = last
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < entries.count && Self.precedes(entries[child], entries[best]) {
        best = child
      }
      if best == place { return first }
      entries.swapAt(place, best)
      place = best
    }
  }
}
