import DelimitedText
import HouseholdSweep

/// A change as one row of text, whatever it is about.
extension ResultsDiff {
  package static let header = [
    "change", "area", "unit", "address", "what", "before", "after", "evidence",
  ]

  /// All changes as rows: units, transitions, areas, parameters.
  package func rows(_ language: Manifest.Language) -> [[String]] {
    var rows = units.map { change -> [String] in
      [
        change.event.rawValue, change.compound, change.unit,
        AddressWords.words(for: change.unit, in: language), "status",
        change.before.map { "\($0.status.name)" } ?? "",
        change.after.map { "\($0.status.name)" } ?? "", change.evidence.joined(separator: "; "),
      ]
    }
    rows += sortedTransitions.map { transition in
      [
        "transition", "city", "", "", "units", "\(transition.from.name)", "\(transition.to.name)",
        "\(transitions[transition] ?? 0) units",
      ]
    }
    for change in areas {
      let path = change.row?.path ?? ""
      for (name, old, new) in Self.numbers(change) where old != new {
        rows.append([
          "area", path, "", "", name, old.map(String.init) ?? "", new.map(String.init) ?? "", "",
        ])
      }
    }
    rows += parameters.map { change in
      [
        "parameter", "", "", "", change.name, change.before.map { "\($0)" } ?? "",
        change.after.map { "\($0)" } ?? "", "",
      ]
    }
    return rows
  }

  /// In the order of statuses.
  package var sortedTransitions: [Transition] {
    transitions.keys.sorted {
      ($0.from.rawValue, $0.to.rawValue) < ($1.from.rawValue, $1.to.rawValue)
    }
  }

  /// The numbers of an area, before and after.
  package static func numbers(_ change: AreaChange) -> [(name: String, old: Int?, new: Int?)] {
    func row(_ name: String, _ number: (AreaRow) -> Int) -> (String, Int?, Int?) {
      (name, change.before.map(number), change.after.map(number))
    }
    return [
      row("units") { $0.tally.units }, row("observed") { $0.tally.observed },
      row("contacted") { $0.tally.contacted }, row("listed_persons") { $0.tally.listedPersons },
      row("persons_seen") { $0.tally.personsSeen }, row("conflicts") { $0.tally.conflicts },
    ]
      + UnitStatus.allCases.map { status in row("\(status.name)") { $0.tally.count(status) } }
  }

  /// The rows as CSV for spreadsheets: what one would run as a formula gets a `'` in front.
  package func csv(_ language: Manifest.Language) -> String {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(text: Self.header.joined(separator: ",") + "\n")
    for row in rows(language) {
      for (index, value) in row.enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        let isFormula = value.utf8.first.map { "=+-@".utf8.contains($0) || $0 < 32 || $0 == 127 }
        buffer.append(csv: isFormula == true ? "'" + value : value)
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}
