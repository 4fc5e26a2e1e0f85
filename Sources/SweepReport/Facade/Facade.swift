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

  /// The buildings of a compound in natural order, then its houses, then other addresses.
  /// O(units · log units).
  ///
  /// Worked example: of `3-2-501` with floor `5`, the building is 3, the entrance 2, and the window
  /// is the one above and below all rooms `x01`; of `3-2-1701A` with no floor given, the floor is 17
  /// and the line of windows `01A`.
  package static func buildings(_ units: [UnitRow]) -> [Facade] {
    var buildings: [String: [(place: Place, unit: UnitRow)]] = [:]
    var houses: [UnitRow] = []
    var others: [UnitRow] = []
    for unit in units {
      let parts = unit.unit.utf8.split(
        separator: UInt8(ascii: "-"), omittingEmptySubsequences: false
      ).map { String(Substring($0)) }
      let isKey = parts.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { $0 &- 48 < 10 || (65...90).contains($0) }
      }
      if isKey && (2...3).contains(parts.count) {
        let place = Place(parts, floor: unit.floor)
        buildings[parts[0], default: []].append((place, unit))
      } else if isKey && parts.count == 1 {
        houses.append(unit)
      } else {
        others.append(unit)
      }
    }
    var facades = buildings.keys.sorted(by: NaturalOrder.precedes).map { name in
      building(name, buildings[name]!)
    }
    if !houses.isEmpty { facades.append(rows(.houses, houses)) }
    if !others.isEmpty { facades.append(rows(.others, others)) }
    return facades
  }

  /// Where a unit is in its building.
  private struct Place {
    var entrance: String
    var floor: Int
    /// What the rooms above and below have in common.
    var line: String

    init(_ parts: [String], floor: String) {
      entrance = parts.count == 3 ? parts[1] : ""
      let room = parts[parts.count - 1]
      let digits = room.utf8.prefix { $0 &- 48 < 10 }
      // `501` is on floor 5 unless the register says so otherwise; a room of one or two digits
      // names no floor.
      let own = digits.count > 2 ? Int(Substring(digits.dropLast(2))) : nil
      self.floor = Int(floor).flatMap { abs($0) < 1000 ? $0 : nil } ?? own ?? 0
      line = own != nil ? String(Substring(room.utf8.dropFirst(digits.count - 2))) : room
    }
  }

  private static func building(_ name: String, _ members: [(place: Place, unit: UnitRow)])
    -> Facade
  {
    let floors = Set(members.map(\.place.floor)).sorted(by: >)
    let groups = Dictionary(grouping: members, by: \.place.entrance)
    let entrances = groups.keys.sorted(by: NaturalOrder.precedes).map { entrance in
      let members = groups[entrance]!
      // Two units of one floor and line (a floor that belies the room's number) stand side by side.
      var cells: [String: [Int: [UnitRow]]] = [:]
      for member in members {
        cells[member.place.line, default: [:]][member.place.floor, default: []].append(member.unit)
      }
      let lines = cells.keys.sorted(by: NaturalOrder.precedes)
      let widths = lines.map { line in cells[line]!.values.map(\.count).max() ?? 1 }
      return Entrance(
        name: entrance,
        floors: floors.map { floor in
          Floor(
            label: floor == 0 ? "" : "\(floor)",
            windows: zip(lines, widths).flatMap { line, width -> [UnitRow?] in
              let here = cells[line]![floor] ?? []
              return here.map { $0 } + Array(repeating: nil, count: width - here.count)
            })
        })
    }
    return Facade(kind: .building, name: name, entrances: entrances)
  }

  private static func rows(_ kind: Kind, _ units: [UnitRow]) -> Facade {
    let floors = stride(from: 0, to: units.count, by: rowLength).map { start in
      let row = units[start..<min(start + rowLength, units.count)].map { Optional($0) }
      let length = min(rowLength, units.count)
      return Floor(label: "", windows: row + Array(repeating: nil, count: length - row.count))
    }
    return Facade(kind: kind, name: "", entrances: [Entrance(name: "", floors: floors)])
  }
}
