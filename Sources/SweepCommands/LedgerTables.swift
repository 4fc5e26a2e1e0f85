import CommandLineKit
import HouseholdSweep
import SweepReport

/// The ledger in words and tables, for `check` and `reconcile`.
enum LedgerTables {
  /// One line a file: what became of its rows.
  static func ledger(_ files: [FileLedger], _ w: Wording) -> TextTable {
    var table = TextTable(
      w.ledgerHead, [.left, .right, .right, .right, .right, .right, .left])
    for file in files.prefix(40) {
      table.add([
        Visible.text(file.file), grouped(file.rows), grouped(file.accepted),
        grouped(file.duplicate), grouped(file.outOfWindow), grouped(file.rejectedTotal),
        w.encoding(file.encoding),
      ])
    }
    if files.count > 40 {
      let rest = files.dropFirst(40)
      table.add([
        w.moreFiles(rest.count), grouped(rest.reduce(0) { $0 + $1.rows }),
        grouped(rest.reduce(0) { $0 + $1.accepted }),
        grouped(rest.reduce(0) { $0 + $1.duplicate }),
        grouped(rest.reduce(0) { $0 + $1.outOfWindow }),
        grouped(rest.reduce(0) { $0 + $1.rejectedTotal }), "",
      ])
    }
    return table
  }

  /// How many rows came to a unit by each rule, not by their address as it stands; nil where none.
  static func matched(_ files: [FileLedger], _ w: Wording) -> TextTable? {
    guard files.contains(where: { !$0.matched.isEmpty }) else { return nil }
    var table = TextTable(w.matchedHead, [.left, .right, .left])
    for match in AddressMatch.allCases {
      let those = files.filter { $0.matched[match] != nil }
      guard !those.isEmpty else { continue }
      table.add([
        w.match(match), grouped(those.reduce(0) { $0 + $1.matched[match]! }),
        w.files(those.prefix(5).map(\.file), more: those.count - 5),
      ])
    }
    return table
  }

  /// A finding with its first places, and what to do about it.
  static func finding(
    _ finding: Finding, _ names: [String: String], _ w: Wording, width: Int
  ) -> String {
    let shown = finding.places.prefix(5).map { w.told(finding.name, $0, names) }
    let rest = finding.count - shown.count
    var text = "  " + w.head(finding)
    if Wording.told.contains(finding.name) {
      text += "\n" + shown.map { "    \(Visible.text($0))\n" }.joined()
      if rest > 0 { text += "    \(w.andMore(rest))\n" }
    } else {
      text += Visible.text(w.places(shown, isCut: rest > 0)) + "\n"
    }
    let advice = w.findingAdvice(finding.name) ?? ""
    return text + (advice.isEmpty ? "" : TextTable.wrap(advice, to: width, indent: 4))
  }
}
