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
      .init("csv", "Print all changes as CSV."), SpokenLanguage.option, CommonOptions.json,
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
      let language = try SpokenLanguage.asked(parsed) ?? ResultsSummary(in: after).language
      try console.out(
        text(diff, Wording(language), limit: limit, width: console.terminal.width))
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
          pAfter: change.after.map { Double($0.probability) / 10_000 },
          evidence: change.evidence(Wording(.en)))
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

  private static func text(_ diff: ResultsDiff, _ w: Wording, limit: Int, width: Int) -> String {
    guard !diff.isEmpty else { return w.nothingChanged + "\n" }
    var text = ""
    for event in [ResultsDiff.Event.flagged, .cleared, .new, .vanished] {
      let changes = diff.units(event)
      text += "\(text.isEmpty ? "" : "\n")\(w.title(event, changes.count))\n"
      guard !changes.isEmpty else { continue }
      var table = TextTable(w.changesHead, [.left, .left, .left, .left])
      for change in changes.prefix(limit) {
        table.add([
          "  " + Visible.text(change.compound),
          Visible.text(AddressWords.words(for: change.unit, in: w.language)),
          change.before.map { w.name($0.status) } ?? "–",
          change.after.map { w.name($0.status) } ?? "–",
        ])
      }
      let evidence = changes.prefix(limit).map { w.list($0.evidence(w)) }
      text += table.text(width: width, notes: evidence) + rest(changes.count, limit, w)
    }
    return text + transitions(diff, w, limit, width) + areas(diff, w, limit, width)
      + parameters(diff, w, width)
  }

  private static func rest(_ count: Int, _ limit: Int, _ w: Wording) -> String {
    count > limit ? w.moreChanges(count - limit) + "\n" : ""
  }

  private static func transitions(
    _ diff: ResultsDiff, _ w: Wording, _ limit: Int, _ width: Int
  ) -> String {
    let most = diff.sortedTransitions.enumerated().sorted {
      (diff.transitions[$1.element]!, $0.offset) < (diff.transitions[$0.element]!, $1.offset)
    }.map(\.element)
    guard !most.isEmpty else { return "" }
    var table = TextTable(w.transitionsHead, [.left, .left, .right])
    for transition in most.prefix(limit) {
      table.add([
        "  " + w.name(transition.from), w.name(transition.to),
        grouped(diff.transitions[transition]!),
      ])
    }
    let count = diff.transitions.values.reduce(0, +)
    return "\n\(w.transitions(count))\n" + table.text(width: width) + rest(most.count, limit, w)
  }

  private static func areas(
    _ diff: ResultsDiff, _ w: Wording, _ limit: Int, _ width: Int
  ) -> String {
    guard !diff.areas.isEmpty else { return "" }
    var table = TextTable(
      w.areasMovedHead, [.left, .right, .right, .right, .right, .right, .right])
    func number(_ area: AreaRow?, _ value: (AreaRow) -> Int) -> String {
      area.map { grouped(value($0)) } ?? "–"
    }
    func seen(_ area: AreaRow?) -> String {
      area.map { w.share($0.tally.observed, of: $0.tally.units) } ?? "–"
    }
    for change in diff.areas.prefix(limit) {
      let (old, new) = (change.before, change.after)
      table.add([
        "  " + Visible.text(change.row.map(w.path) ?? ""), number(new) { $0.flags },
        number(old) { $0.flags }, number(new) { $0.tally.units }, number(old) { $0.tally.units },
        seen(new), seen(old),
      ])
    }
    return "\n\(w.areasMoved(diff.areas.count))\n" + table.text(width: width)
      + rest(diff.areas.count, limit, w)
  }

  private static func parameters(_ diff: ResultsDiff, _ w: Wording, _ width: Int) -> String {
    guard !diff.parameters.isEmpty else { return "" }
    var table = TextTable(w.parametersMovedHead, [.left, .right, .right])
    // Learned numbers have more digits than anybody reads; CSV and JSON have them all.
    func number(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "–" }
    for change in diff.parameters {
      table.add([
        "  " + w.name(ofParameter: change.name), number(change.before), number(change.after),
      ])
    }
    return "\n\(w.parametersMoved(diff.parameters.count))\n" + table.text(width: width)
  }
}
