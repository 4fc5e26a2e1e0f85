/// Two tables that should be the same but for the last digit of what was reckoned.
///
/// The engine and the plain model sum in different orders, so that where a probability lies next to the
/// middle between two numbers of four places they may print one or the other.
enum PlainTables {
  /// Columns that were reckoned, and how far they may differ.
  private static let reckoned: [String: [String: Double]] = [
    "units.csv": ["p_occupied": 1e-4],
    "flags.csv": ["p_occupied": 1e-4],
    "areas.csv": [
      "expected_occupied": 0.1, "expected_unlisted_occupied": 0.1, "occupancy_rate": 1e-4,
      "list_completeness": 1e-4, "list_staleness": 1e-4,
    ],
  ]

  static func agree(_ name: String, _ result: String, _ table: String) -> Bool {
    guard let reckoned = reckoned[name] else { return false }
    var (rows, wanted) = (rows(result), rows(table))
    guard rows.count == wanted.count, rows.first == wanted.first, let header = rows.first else {
      return false
    }
    if name == "flags.csv" {
      // Rows are in the order of p, so two may have changed places: each is looked up by its unit.
      rows = [header] + rows.dropFirst().sorted { ($0[0], $0[2]) < ($1[0], $1[2]) }
      wanted = [header] + wanted.dropFirst().sorted { ($0[0], $0[2]) < ($1[0], $1[2]) }
    }
    return zip(rows, wanted).allSatisfy { row, wanted in
      row.count == wanted.count
        && row.indices.allSatisfy { column in
          if row[column] == wanted[column] { return true }
          guard column < header.count, let most = reckoned[header[column]],
            let one = Double(row[column]), let other = Double(wanted[column])
          else { return false }
          return abs(one - other) < most * 1.001
        }
    }
  }

  /// In these sweeps commas inside quotes only stand in the last column.
  private static func rows(_ table: String) -> [[String]] {
    table.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The lines that only one of two tables has.
  static func difference(_ result: String, _ table: String) -> String {
    let (lines, wanted) = (result.split(separator: "\n"), table.split(separator: "\n"))
    let (extra, missing) = (Set(lines).subtracting(wanted), Set(wanted).subtracting(lines))
    return
      (lines.filter(extra.contains).prefix(5).map { "is        \($0)" }
      + wanted.filter(missing.contains).prefix(5).map { "should be \($0)" })
      .joined(separator: "\n")
  }
}
