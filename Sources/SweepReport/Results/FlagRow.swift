import HouseholdSweep

/// A row of `flags.csv`: a unit to go to.
package struct FlagRow: Sendable, Equatable {
  package var compound: String
  package var unit: String
  package var status: UnitStatus
  /// p in ten-thousandths.
  package var probability: Int
  package var action: UnitAction

  /// The first flags: registered units, the likeliest first.
  static func first(_ limit: Int, in folder: String) throws(SweepError) -> [FlagRow] {
    let columns = ["compound", "unit", "status", "p_occupied", "action"]
    return try OrderedTable.values(of: "flags.csv", in: folder, columns, limit: limit) { cells in
      guard let status = UnitStatus(name: cells.text(2)) else { return nil }
      return FlagRow(
        compound: FlagText.plain(cells.text(0)), unit: FlagText.plain(cells.text(1)),
        status: status,
        probability: UnitRow.tenThousandths(cells.field(3)),
        action: UnitAction.allCases.first { "\($0.name)" == cells.text(4) } ?? .none)
    }
  }
}
