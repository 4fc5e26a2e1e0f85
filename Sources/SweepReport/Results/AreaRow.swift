import DelimitedText
import HouseholdSweep

/// How far down an area lies.
package enum AreaLevel: String, Sendable, CaseIterable {
  case city, district, subdistrict, community, compound
}

/// A row of `areas.csv`: an area with its sums.
package struct AreaRow: Sendable, Equatable {
  package var level: AreaLevel
  /// The names from the district down joined by `/`; a compound's id.
  package var path: String
  package var name: String
  package var tally: AreaTally
  /// What the model settled on for a compound, in ten-thousandths: the share of its units that are
  /// occupied, and the shares of occupied and of vacant ones with somebody present on its list; nil for
  /// other areas, and where there is no list.
  package var occupancyRate: Int?
  package var listCompleteness: Int?
  package var listStaleness: Int?

  /// Units with something to put right on the list.
  package var flags: Int { tally.count(.unlistedOccupied) + tally.count(.undercounted) }

  /// Flags in a thousand units, in tenths: what compares areas of different size.
  package var flagRate: Int { tally.units > 0 ? flags * 10_000 / tally.units : 0 }

  static let statusColumns: [(name: String, status: UnitStatus)] = UnitStatus.allCases.map {
    ("\($0.name)", $0)
  }

  private static let columns =
    [
      "level", "area", "name", "units", "contacted", "listed_persons", "persons_seen", "conflicts",
      "unregistered_flags", "expected_occupied", "expected_unlisted_occupied",
      "occupancy_rate", "list_completeness", "list_staleness",
    ] + statusColumns.map(\.name)

  static func all(in folder: String) throws(SweepError) -> [AreaRow] {
    try OrderedTable.values(of: "areas.csv", in: folder, columns) { cells in
      guard let level = AreaLevel(rawValue: cells.text(0)) else { return nil }
      var tally = AreaTally()
      tally.units = cells.number(3)
      tally.contacted = cells.number(4)
      tally.listedPersons = cells.number(5)
      tally.personsSeen = cells.number(6)
      tally.conflicts = cells.number(7)
      tally.unregisteredFlags = cells.number(8)
      tally.expectedOccupied = cells.thousandths(9) * 1000
      tally.expectedUnlistedOccupied = cells.thousandths(10) * 1000
      for (index, column) in statusColumns.enumerated() {
        tally.byStatus[column.status] = cells.number(14 + index)
      }
      return AreaRow(
        level: level, path: cells.text(1), name: cells.text(2), tally: tally,
        occupancyRate: Self.share(cells.field(11)), listCompleteness: Self.share(cells.field(12)),
        listStaleness: Self.share(cells.field(13)))
    }
  }
}

extension AreaRow {
  private static func share(_ field: Field) -> Int? {
    field.isEmpty ? nil : UnitRow.tenThousandths(field)
  }
}

/// A row of `coverage.csv`: an area on one day.
package struct CoverageRow: Sendable, Equatable {
  package var level: AreaLevel
  package var area: String
  package var day: String
  package var tally: CoverageTally

  static func all(in folder: String) throws(SweepError) -> [CoverageRow] {
    let columns = [
      "level", "area", "day", "units", "units_observed", "units_contacted", "persons_seen",
    ]
    return try OrderedTable.values(of: "coverage.csv", in: folder, columns) { cells in
      guard let level = AreaLevel(rawValue: cells.text(0)) else { return nil }
      var tally = CoverageTally()
      tally.units = cells.number(3)
      tally.observed = cells.number(4)
      tally.contacted = cells.number(5)
      tally.persons = cells.number(6)
      return CoverageRow(level: level, area: cells.text(1), day: cells.text(2), tally: tally)
    }
  }
}

/// A row of `rejects.csv`: one input row that could not be used.
package struct RejectRow: Sendable, Equatable {
  package var file: String
  package var line: Int
  package var column: String
  package var reason: String
  package var value: String

  /// The first rejected rows. There may be hundreds of thousands; only as many as asked are read.
  static func first(_ limit: Int, in folder: String) throws(SweepError) -> [RejectRow] {
    let columns = ["file", "line", "column", "reason", "value"]
    return try OrderedTable.values(of: "rejects.csv", in: folder, columns, limit: limit) { cells in
      RejectRow(
        file: cells.text(0), line: Int(cells.text(1)) ?? 0, column: cells.text(2),
        reason: cells.text(3), value: cells.text(4))
    }
  }
}
