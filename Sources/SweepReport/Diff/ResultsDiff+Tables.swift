import DelimitedText
import HouseholdSweep

/// A change as one row of text, whatever it is about.
extension ResultsDiff {
  package static let header = [
    "change", "level", "area", "unit", "address", "what", "before", "after", "evidence",
  ]

  /// All changes as rows: units, transitions, areas, parameters.
  package func rows(_ language: Manifest.Language) -> [[String]] {
    var rows = units.map { change -> [String] in
      [
        change.event.rawValue, "compound", change.compound, change.unit,
        AddressWords.words(for: change.unit, in: language), "status",
        change.before.map { "\($0.status.name)" } ?? "",
        change.after.map { "\($0.status.name)" } ?? "",
        change.evidence(Wording(.en)).joined(separator: "; "),
      ]
    }
    rows += sortedTransitions.map { transition in
      [
        "transition", "city", "city", "", "", "units", "\(transition.from.name)",
        "\(transition.to.name)", "\(transitions[transition] ?? 0) units",
      ]
    }
    for change in areas {
      let path = change.row?.path ?? ""
      for (name, old, new) in Self.numbers(change) where old != new {
        rows.append([
          "area", change.row?.level.rawValue ?? "", path, "", "", name, Self.text(old),
          Self.text(new), "",
        ])
      }
    }
    rows += parameters.map { change in
      [
        "parameter", "", "", "", "", change.name, change.before.map { "\($0)" } ?? "",
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
  package static func numbers(_ change: AreaChange)
    -> [(name: String, old: Double?, new: Double?)]
  {
    func row(_ name: String, _ number: (AreaRow) -> Int) -> (String, Double?, Double?) {
      (name, change.before.map { Double(number($0)) }, change.after.map { Double(number($0)) })
    }
    func expected(_ name: String, _ millionths: (AreaRow) -> Int) -> (String, Double?, Double?) {
      let sides = row(name, millionths)
      return (name, sides.1.map { $0 / 1e6 }, sides.2.map { $0 / 1e6 })
    }
    return [
      row("units") { $0.tally.units }, row("observed") { $0.tally.observed },
      row("contacted") { $0.tally.contacted }, row("listed_persons") { $0.tally.listedPersons },
      row("persons_seen") { $0.tally.personsSeen }, row("conflicts") { $0.tally.conflicts },
      row("unregistered_flags") { $0.tally.unregisteredFlags },
      expected("expected_occupied") { $0.tally.expectedOccupied },
      expected("expected_unlisted_occupied") { $0.tally.expectedUnlistedOccupied },
    ]
      + UnitStatus.allCases.map { status in row("\(status.name)") { $0.tally.count(status) } }
  }

  /// A count, or an expectation to its tenth.
  private static func text(_ value: Double?) -> String {
    guard let value else { return "" }
    return value == value.rounded() ? "\(Int(value))" : "\((value * 10).rounded() / 10)"
  }

  /// The rows as CSV for spreadsheets: with a byte-order mark, by which they know UTF-8; what one
  /// would run as a formula gets a `'` in front.
  package func csv(_ language: Manifest.Language) -> String {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(text: "\u{FEFF}" + Self.header.joined(separator: ",") + "\n")
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
