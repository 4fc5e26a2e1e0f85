import DelimitedText
import HouseholdSweep

/// A building as it stands: entrances side by side, floors from the top down, a window a unit.
package struct Facade: Sendable, Equatable {
  package struct Floor: Sendable, Equatable {
    package var label: String
    /// One an upright line of windows of the entrance; nil where this floor has no unit there.
    package var windows: [UnitRow?]
  }

  package struct Entrance: Sendable, Equatable {
    /// Empty in a building without entrances.
    package var name: String
    /// From the top down. All entrances of a building have the same floors.
    package var floors: [Floor]

    /// Upright lines of windows.
    package var width: Int { floors.first?.windows.count ?? 0 }
  }

  /// What stands there.
  package enum Kind: Sendable, Equatable {
    case building
    /// Houses of a village, in the order of their numbers, in rows.
    case houses
    /// Addresses that name no building, in rows.
    case others
  }

  package var kind: Kind
  /// The building's part of the address; empty for houses and others.
  package var name: String
  package var entrances: [Entrance]

  package var units: [UnitRow] {
    entrances.flatMap { $0.floors.flatMap { $0.windows.compactMap { $0 } } }
  }

  /// Units that fulfil a condition. O(units).
  func count(_ condition: (UnitRow) -> Bool) -> Int {
    var count = 0
    for entrance in entrances {
      for floor in entrance.floors {
        for case let unit? in floor.windows where condition(unit) { count += 1 }
      }
    }
    return count
  }

  package var flags: Int { count(\.status.isFlag) }

  /// Houses and addresses without a building stand in rows of this many.
  package static let rowLength = 20

  /// The units of one façade, before it is drawn up.
  struct Group: Sendable {
    let kind: Kind
    let name: String
    fileprivate let units: [UnitRow]

    var count: Int { units.count }
    var flags: Int { units.count { $0.status.isFlag } }

    /// O(units · log units).
    var facade: Facade {
      kind == .building ? Facade.building(name, units) : Facade.rows(kind, units)
    }
  }

  /// The buildings of a compound in natural order, then its houses, then other addresses.
  ///
  /// Worked example: of `3-2-501` with floor `5`, the building is 3, the entrance 2, and the window
  /// is the one above and below all rooms `x01`; of `3-2-1701A` with no floor given, the floor is 17
  /// and the line of windows `01A`. Units that name no floor stand below all others, in rows as wide
  /// as the entrance.
  package static func buildings(_ units: [UnitRow]) -> [Facade] { groups(units).map(\.facade) }

  static func groups(_ units: [UnitRow]) -> [Group] {
    var buildings: [String: [UnitRow]] = [:]
    var houses: [UnitRow] = []
    var others: [UnitRow] = []
    for unit in units {
      let parts = Self.parts(unit.unit)
      let isKey = parts.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { $0 &- 48 < 10 || (65...90).contains($0) }
      }
      if isKey && (2...3).contains(parts.count) {
        buildings[String(parts[0]), default: []].append(unit)
      } else if isKey && parts.count == 1 {
        houses.append(unit)
      } else {
        others.append(unit)
      }
    }
    var groups = buildings.keys.sorted(by: NaturalOrder.precedes).map { name in
      Group(kind: .building, name: name, units: buildings[name]!)
    }
    if !houses.isEmpty { groups.append(Group(kind: .houses, name: "", units: houses)) }
    if !others.isEmpty { groups.append(Group(kind: .others, name: "", units: others)) }
    return groups
  }

  private static func parts(_ address: String) -> [Substring] {
    address.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  /// Where a unit is in its building.
  private struct Place {
    var entrance: Substring
    /// 0 where neither the register nor the room's number names one.
    var floor: Int
    /// What the rooms above and below have in common.
    var line: Substring

    init(_ unit: UnitRow) {
      let parts = Facade.parts(unit.unit)
      entrance = parts.count == 3 ? parts[1] : ""
      let room = parts[parts.count - 1]
      let digits = room.utf8.prefix { $0 &- 48 < 10 }
      // `501` is on floor 5 unless the register says so otherwise; a room of one or two digits
      // names no floor.
      let own = digits.count > 2 ? Int(Substring(digits.dropLast(2))) : nil
      floor = Int(unit.floor).flatMap { abs($0) < 1000 ? $0 : nil } ?? own ?? 0
      line = own != nil ? Substring(room.utf8.dropFirst(digits.count - 2)) : room
    }
  }

  private static func building(_ name: String, _ units: [UnitRow]) -> Facade {
    let places = units.map { Place($0) }
    let floors = Set(places.map(\.floor)).subtracting([0]).sorted(by: >)
    let groups = Dictionary(grouping: units.indices) { places[$0].entrance }
      .sorted { NaturalOrder.precedes(String($0.key), String($1.key)) }
    let grids = groups.map { windows(of: $0.value, units, places, floors) }
    // Entrances stand side by side, so all have as many rows below the lowest floor.
    let below = grids.map(\.below.count).max() ?? 0
    let entrances = zip(groups, grids).map { group, grid in
      let empty = [UnitRow?](repeating: nil, count: grid.width)
      let rows = grid.floors + grid.below + Array(repeating: empty, count: below - grid.below.count)
      let labels = floors.map(String.init) + Array(repeating: "", count: below)
      return Entrance(
        name: String(group.key),
        floors: zip(labels, rows).map { Floor(label: $0, windows: $1) })
    }
    return Facade(kind: .building, name: name, entrances: entrances)
  }

  /// The windows of one entrance: a row a floor, and rows of those whose floor is not known.
  private static func windows(
    of members: [Int], _ units: [UnitRow], _ places: [Place], _ floors: [Int]
  ) -> (floors: [[UnitRow?]], below: [[UnitRow?]], width: Int) {
    struct Window: Hashable {
      var line: Substring
      var floor: Int
    }
    // Two units of one floor and line (a floor that belies the room's number) stand side by side.
    let windows = Dictionary(grouping: members.filter { places[$0].floor != 0 }) {
      Window(line: places[$0].line, floor: places[$0].floor)
    }
    var widths: [Substring: Int] = [:]
    for (window, units) in windows {
      widths[window.line] = max(widths[window.line] ?? 1, units.count)
    }
    let lines = widths.sorted { NaturalOrder.precedes(String($0.key), String($1.key)) }
    let known = lines.reduce(0) { $0 + $1.value }
    let unknown = members.filter { places[$0].floor == 0 }
    let width = known > 0 ? known : min(rowLength, unknown.count)
    let rows = floors.map { floor in
      lines.flatMap { line, width -> [UnitRow?] in
        let here = windows[Window(line: line, floor: floor)] ?? []
        return here.map { units[$0] } + Array(repeating: nil, count: width - here.count)
      }
    }
    let padded = known > 0 ? rows : floors.map { _ in Array(repeating: nil, count: width) }
    return (padded, Self.wrapped(unknown.map { units[$0] }, width), width)
  }

  /// Units in rows of `width`, the last one filled up with nothing.
  private static func wrapped(_ units: [UnitRow], _ width: Int) -> [[UnitRow?]] {
    stride(from: 0, to: units.count, by: max(1, width)).map { start in
      let row = units[start..<min(start + width, units.count)].map { Optional($0) }
      return row + Array(repeating: nil, count: width - row.count)
    }
  }

  private static func rows(_ kind: Kind, _ units: [UnitRow]) -> Facade {
    let floors = wrapped(units, min(rowLength, units.count)).map { Floor(label: "", windows: $0) }
    return Facade(kind: kind, name: "", entrances: [Entrance(name: "", floors: floors)])
  }
}
