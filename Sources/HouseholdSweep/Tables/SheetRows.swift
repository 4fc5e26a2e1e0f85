import DelimitedText

/// The tables that `sweep plan` writes to be filled in: they have a column that says whose sheet it is, and
/// all lines of the sheet, of which a warden fills in those that he has got to.
enum SheetRows {
  /// The names of that column.
  private static let names: Set<String> = ["sheet", "任务单"]

  /// When a window is looked at of which nobody has written the time: eight in the evening.
  static let usualLight = 20 * 60

  /// Whether a table is one of those.
  static func isSheet(_ plan: ColumnPlan) -> Bool {
    [.knocks, .lights, .meter].contains(plan.source)
      && plan.names.contains { names.contains(ColumnNames.fold($0)) }
  }

  /// Whether nobody has filled in a line: neither what was found nor when. A worker alone says nothing.
  static func isEmpty(_ row: Int, _ grid: Grid, _ plan: ColumnPlan) -> Bool {
    let columns: [Column] = [.outcome, .persons, .lit, .kwh]
    let places = columns.map { plan[$0] } + [plan[Meaning.clock]]
    return places.allSatisfy { place in place.map { grid.cell(row, $0).isEmpty } ?? true }
  }
}
