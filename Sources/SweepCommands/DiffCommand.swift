import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// `sweep diff BEFORE AFTER`
enum DiffCommand {
  static let definition = CommandDefinition(
    name: "diff", abstract: "Tell what changed between two nights' results.",
    discussion:
      "Units that became flags, that were cleared and by what, new and vanished units, areas and parameters that moved. Results that are equal have no changes; the exit code is 0 either way.",
    arguments: [
      .init("BEFORE", "A folder of results.", isFolder: true),
      .init("AFTER", "A later one.", isFolder: true),
    ],
    options: [
      .init("limit", value: "N", "Rows of each table on the terminal; by default 20."),
      .init("csv", "Print all changes as CSV."), CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep diff february/results.previous february/results",
        "Tells what last night brought."),
      .init(
        "sweep diff february/results.previous february/results --csv > changes.csv",
        "Writes every change to a file for a spreadsheet."),
    ])

  private struct Report: Encodable {
    struct Unit: Encodable {
      var compound: String
      var unit: String
      var statusBefore: String?
      var statusAfter: String?
      var pBefore: Double?
      var pAfter: Double?
      var evidence: [String]
    }

    struct Transition: Encodable {
      var from: String
      var to: String
      var units: Int
    }

    struct Area: Encodable {
      var level: String
      var area: String
      var name: String
      var before: [String: Double]?
      var after: [String: Double]?
    }

    struct Parameter: Encodable {
      var name: String
      var before: Double?
      var after: Double?
    }

    var flagged: [Unit]
    var cleared: [Unit]
    var new: [Unit]
    var vanished: [Unit]
    var transitions: [Transition]
    var areas: [Area]
    var parameters: [Parameter]
  }

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let limit = try parsed.whole("limit", in: 0...10_000_000) ?? 20
    if parsed.has("csv") && parsed.has("json") {
      throw UsageError.invalidValue(option: "csv", value: "json", expected: "given without --json")
    }
    let (before, after) = (parsed.arguments[0], parsed.arguments[1])
    let diff = try ResultsDiff(from: before, to: after)
    if parsed.has("json") {
      try console.out(CommonOptions.json(report(diff)))
    } else if parsed.has("csv") {
      try console.out(diff.csv(ResultsSummary(in: after).language))
    } else {
      let language = try ResultsSummary(in: after).language
      try console.out(text(diff, language, limit: limit, width: console.terminal.width))
    }
    return .done
  }

  private static func report(_ diff: ResultsDiff) -> Report {
    func units(_ event: ResultsDiff.Event) -> [Report.Unit] {
      diff.units(event).map { change in
        .init(
          compound: change.compound, unit: change.unit,
          statusBefore: change.before.map { "\($0.status.name)" },
          statusAfter: change.after.map { "\($0.status.name)" },
          pBefore: change.before.map { Double($0.probability) / 10_000 },
          pAfter: change.after.map { Double($0.probability) / 10_000 }, evidence: change.evidence)
      }
    }
    return Report(
      flagged: units(.flagged), cleared: units(.cleared), new: units(.new),
      vanished: units(.vanished),
      transitions: diff.sortedTransitions.map {
        .init(from: "\($0.from.name)", to: "\($0.to.name)", units: diff.transitions[$0] ?? 0)
      },
      areas: diff.areas.map { change in
        let numbers = ResultsDiff.numbers(change)
        func side(_ pick: ((name: String, old: Double?, new: Double?)) -> Double?)
          -> [String: Double]?
        {
          let values = numbers.compactMap { number in pick(number).map { (number.name, $0) } }
          return values.isEmpty ? nil : Dictionary(uniqueKeysWithValues: values)
        }
        return .init(
          level: change.row?.level.rawValue ?? "", area: change.row?.path ?? "",
          name: change.row?.name ?? "", before: side(\.old), after: side(\.new))
      },
      parameters: diff.parameters.map {
        .init(name: $0.name, before: $0.before, after: $0.after)
      })
  }

  // MARK: Text

  private static func text(
    _ diff: ResultsDiff, _ language: Manifest.Language, limit: Int, width: Int
  ) -> String {
    guard !diff.isEmpty else { return "Nothing changed.\n" }
    let titles: [(ResultsDiff.Event, String)] = [
      (.flagged, "Became flags"), (.cleared, "Flags cleared"), (.new, "New addresses"),
      (.vanished, "Vanished addresses"),
    ]
    var text = ""
    for (event, title) in titles {
      let changes = diff.units(event)
      text += "\(text.isEmpty ? "" : "\n")\(title): \(grouped(changes.count))\n"
      guard !changes.isEmpty else { continue }
      var table = TextTable(
        ["  compound", "unit", "before", "after"], [.left, .left, .left, .left])
      for change in changes.prefix(limit) {
        table.add([
          "  " + Visible.text(change.compound),
          Visible.text(AddressWords.words(for: change.unit, in: language)),
          change.before.map { "\($0.status.name)" } ?? "–",
          change.after.map { "\($0.status.name)" } ?? "–",
        ])
      }
      let evidence = changes.prefix(limit).map { $0.evidence.joined(separator: "; ") }
      text += table.text(width: width, notes: evidence) + rest(changes.count, limit)
    }
    return text + transitions(diff, limit, width) + areas(diff, limit, width)
      + parameters(diff, width)
  }

  private static func rest(_ count: Int, _ limit: Int) -> String {
    count > limit ? "  \(grouped(count - limit)) more: --limit, or --csv\n" : ""
  }

  private static func transitions(_ diff: ResultsDiff, _ limit: Int, _ width: Int) -> String {
    let most = diff.sortedTransitions.enumerated().sorted {
      (diff.transitions[$1.element]!, $0.offset) < (diff.transitions[$0.element]!, $1.offset)
    }.map(\.element)
    guard !most.isEmpty else { return "" }
    var table = TextTable(["  from", "to", "units"], [.left, .left, .right])
    for transition in most.prefix(limit) {
      table.add([
        "  \(transition.from.name)", "\(transition.to.name)",
        grouped(diff.transitions[transition]!),
      ])
    }
    let count = diff.transitions.values.reduce(0, +)
    return "\nUnits with another status: \(grouped(count))\n" + table.text(width: width)
      + rest(most.count, limit)
  }

  private static func areas(_ diff: ResultsDiff, _ limit: Int, _ width: Int) -> String {
    guard !diff.areas.isEmpty else { return "" }
    var table = TextTable(
      ["  area", "flags", "was", "units", "was", "looked at", "was"],
      [.left, .right, .right, .right, .right, .right, .right])
    func number(_ area: AreaRow?, _ value: (AreaRow) -> Int) -> String {
      area.map { grouped(value($0)) } ?? "–"
    }
    func seen(_ area: AreaRow?) -> String {
      area.map { Wording(.en).share($0.tally.observed, of: $0.tally.units) } ?? "–"
    }
    for change in diff.areas.prefix(limit) {
      let (old, new) = (change.before, change.after)
      table.add([
        "  " + Visible.text(change.row?.path ?? ""), number(new) { $0.flags },
        number(old) { $0.flags }, number(new) { $0.tally.units }, number(old) { $0.tally.units },
        seen(new), seen(old),
      ])
    }
    return "\nAreas that moved: \(grouped(diff.areas.count))\n" + table.text(width: width)
      + rest(diff.areas.count, limit)
  }

  private static func parameters(_ diff: ResultsDiff, _ width: Int) -> String {
    guard !diff.parameters.isEmpty else { return "" }
    var table = TextTable(["  parameter", "before", "after"], [.left, .right, .right])
    // Learned numbers have more digits than anybody reads; CSV and JSON have them all.
    func number(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "–" }
    for change in diff.parameters {
      table.add([
        "  \(Visible.text(change.name))", number(change.before), number(change.after),
      ])
    }
    return "\nParameters that moved: \(grouped(diff.parameters.count))\n" + table.text(width: width)
  }
}
