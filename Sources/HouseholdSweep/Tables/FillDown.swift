import DelimitedText

/// Decides which rows of a CSV stand under merged cells, whose values stand in the row above only.
///
/// Whoever merges never writes an address twice, and leaves cells empty from the left. Everything else that
/// is empty is missing.
struct FillDown {
  /// Whether the file shows the shape at all.
  private(set) var isOn = false
  /// Whether rows may lack their whole address.
  private(set) var takesWholeAddresses = false
  /// Whether the last address cell may be filled.
  private let mayFillLast: Bool
  private let isForced: Bool
  /// Address columns, in the order in which they stand.
  let columns: [Int]

  /// Columns that are filled in nine of ten rows, other than those of the address.
  private(set) var fullColumns: [Int] = []
  private var serialSays = false
  private var householderSays = false

  /// Looks at all rows of a table. O(cells).
  /// - Parameter runs: data rows, in runs between titles, totals, headings and blank rows.
  init(_ grid: Grid, _ plan: ColumnPlan, _ rows: [Int], rule: TableRule) {
    let source = plan.source
    columns =
      source == .compounds
      ? [Column.district, .subdistrict, .community].compactMap { plan[$0] }.sorted()
      : plan.addressPlaces
    isForced = rule.fillsAll == true
    mayFillLast = source == .compounds || (source != .units && !plan.hasPersons) || isForced
    guard [.residents, .units, .compounds].contains(source), !columns.isEmpty,
      rule.fillsAll != false,
      !columns.contains(where: grid.mergedColumns.contains)
    else { return }
    if isForced {
      isOn = true
      takesWholeAddresses = true
      return
    }
    guard !grid.isSpreadsheet, columns.count > 1 || mayFillLast else { return }
    var lacking = 0
    var whole = 0
    var repeats = false
    var last: Int?
    let width = plan.names.count
    var filled = [Int](repeating: 0, count: width)
    for row in rows {
      let empty = columns.reduce(0) { $0 + (grid.cell(row, $1).isEmpty ? 1 : 0) }
      if empty > 0 { lacking += 1 }
      if empty == columns.count { whole += 1 }
      if empty == 0 {
        if let last, columns.allSatisfy({ grid.cell(last, $0).equals(grid.cell(row, $0)) }) {
          repeats = true
        }
        last = row
      } else {
        last = nil
      }
      for column in 0..<width where !grid.cell(row, column).isEmpty { filled[column] += 1 }
    }
    isOn = lacking * 10 >= rows.count && lacking > 0 && (!repeats || source == .compounds)
    takesWholeAddresses = whole * 10 >= rows.count * 3
    fullColumns = (0..<width).filter { !columns.contains($0) && filled[$0] * 10 >= rows.count * 9 }
    // A number or a name that every row has says nothing of where a household begins.
    if let serial = plan[.serial], serial < width { serialSays = filled[serial] < rows.count }
    if let householder = plan[.householder], householder < width {
      householderSays = filled[householder] < rows.count
    }
  }

  /// How many cells of a row, from the left, take the values of the row above; 0 for none.
  func cells(_ grid: Grid, _ plan: ColumnPlan, _ row: Int) -> Int {
    guard isOn else { return 0 }
    var empty = 0
    while empty < columns.count && grid.cell(row, columns[empty]).isEmpty { empty += 1 }
    guard empty > 0 else { return 0 }
    for place in empty..<columns.count where grid.cell(row, columns[place]).isEmpty { return 0 }
    if empty < columns.count { return empty }
    guard mayFillLast, takesWholeAddresses else { return 0 }
    return isForced || plan.source == .compounds || mayBelongAbove(grid, plan, row) ? empty : 0
  }

  /// Whether a row with no address at all tells of somebody in the household above.
  private func mayBelongAbove(_ grid: Grid, _ plan: ColumnPlan, _ row: Int) -> Bool {
    let says = { (column: Int?) in column.map { !grid.cell(row, $0).isEmpty } ?? false }
    let hasText =
      says(plan[.resident]) || plan.nameColumns.contains { says($0) }
      || fullColumns.contains { says($0) }
    guard hasText else { return false }
    if serialSays && says(plan[.serial]) { return false }
    if householderSays && says(plan[.householder]) { return false }
    if let relation = plan[.relation] {
      let text = grid.cell(row, relation)
      if text.equals("户主") || text.equals("本人") { return false }
    }
    return true
  }
}
