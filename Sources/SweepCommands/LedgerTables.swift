import CommandLineKit
import HouseholdSweep
import SweepReport

/// The ledger in words and tables, for `check` and `reconcile`.
enum LedgerTables {
  /// One line a file: what became of its rows.
  static func ledger(_ files: [FileLedger]) -> TextTable {
    var table = TextTable(
      ["file", "rows", "accepted", "duplicate", "outside", "rejected", "encoding"],
      [.left, .right, .right, .right, .right, .right, .left])
    for file in files.prefix(40) {
      table.add([
        Visible.text(file.file), grouped(file.rows), grouped(file.accepted),
        grouped(file.duplicate), grouped(file.outOfWindow), grouped(file.rejectedTotal),
        file.encoding,
      ])
    }
    if files.count > 40 {
      let rest = files.dropFirst(40)
      table.add([
        "\(rest.count) more files", grouped(rest.reduce(0) { $0 + $1.rows }),
        grouped(rest.reduce(0) { $0 + $1.accepted }),
        grouped(rest.reduce(0) { $0 + $1.duplicate }),
        grouped(rest.reduce(0) { $0 + $1.outOfWindow }),
        grouped(rest.reduce(0) { $0 + $1.rejectedTotal }), "",
      ])
    }
    return table
  }

  /// How many rows came to a unit by each rule, not by their address as it stands; nil where none.
  static func matched(_ files: [FileLedger]) -> TextTable? {
    guard files.contains(where: { !$0.matched.isEmpty }) else { return nil }
    var table = TextTable(["addresses read by a rule", "rows", "files"], [.left, .right, .left])
    for match in AddressMatch.allCases {
      let those = files.filter { $0.matched[match] != nil }
      guard !those.isEmpty else { continue }
      let names = those.prefix(5).map(\.file).joined(separator: ", ")
      table.add([
        match.name, grouped(those.reduce(0) { $0 + $1.matched[match]! }),
        those.count > 5 ? "\(names) and \(those.count - 5) more" : names,
      ])
    }
    return table
  }

  /// `residents.csv:12: unit: missing_column_value ''`
  static func line(_ reject: Reject) -> String {
    let column = reject.column.isEmpty ? "" : " \(reject.column):"
    let value = reject.value.isEmpty ? "" : " '\(reject.value)'"
    return Visible.text(
      "\(reject.file):\(reject.line):\(column) \(reject.reason.rawValue)\(value)")
  }

  /// A finding with its first places, and what to do about it.
  static func finding(_ finding: Finding, width: Int) -> String {
    let shown = finding.places.prefix(5)
    let rest = finding.count - shown.count
    let isTold = Wording.told.contains(finding.name)
    var text = "  " + Visible.text(finding.name) + ": \(grouped(finding.count))"
    if isTold {
      text += "\n" + shown.map { "    \(Visible.text($0))\n" }.joined()
      if rest > 0 { text += "    and \(grouped(rest)) more\n" }
    } else {
      let places = shown.joined(separator: ", ")
      text += Visible.text(" (\(places)\(rest > 0 ? ", …" : ""))") + "\n"
    }
    let advice = Wording(.en).findingAdvice(finding.name) ?? ""
    return text + (advice.isEmpty ? "" : TextTable.wrap(advice, to: width, indent: 4))
  }
}
