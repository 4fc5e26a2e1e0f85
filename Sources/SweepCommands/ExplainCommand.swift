import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// `sweep explain FOLDER COMPOUND UNIT`
enum ExplainCommand {
  static let definition = CommandDefinition(
    name: "explain", abstract: "Tell everything that is known of one unit.",
    discussion:
      "Its rows with file and line, its evidence, what was left out of it and why, what the model settled on for its compound, each source's share of the log odds by the learned parameters and by those given, what the counts over its entrance and building made of it, how likely it is of a kind that misleads (a window that cannot be seen, people seldom at home, a lamp left on), and the decision.",
    arguments: [
      .init("FOLDER", "The sweep folder.", isFolder: true),
      .init("COMPOUND", "The compound, by id or name."),
      .init("UNIT", "The unit's address."),
    ],
    options: [
      CommonOptions.parameters, SpokenLanguage.option, CommonOptions.threads,
      .init("quiet", "Show no progress."),
      CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep explain sample-data/clean C0001 1-1-201",
        "Shows the evidence on unit 1-1-201 of compound C0001.")
    ])

  private struct Report: Encodable {
    struct Row: Encodable {
      var file: String
      var line: Int
      var values: [String]
      var unused: String?
    }

    struct PlaceCount: Encodable {
      var place: String
      var day: String
      var lit: Int
      var dwellings: Int
      var fault: String?
      var before: Double
      var after: Double
      var logOdds: Double
    }

    struct Omission: Encodable {
      var finding: String
      var place: String
    }

    struct Share: Encodable {
      var source: String
      var logOdds: Double
      var logOddsAsGiven: Double?
    }

    var compound: String
    var unit: String
    var registered: Bool
    var rows: [Row]
    var evidence: [String]
    var leftOut: [Omission]
    var model: String
    var occupancyRate: Double
    var listCompleteness: Double?
    var listStaleness: Double?
    /// In the order in which each joins those before it.
    var shares: [Share]
    var placeCounts: [PlaceCount]
    var kinds: [String: Double]
    var words: [String]
    var pOccupied: Double
    var pOccupiedAsGiven: Double?
    var status: String
    var conflict: Bool
    var action: String
  }

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let line = CommonOptions.progress(parsed, console)
    let options = try CommonOptions.reading(parsed, line)
    defer { line?.finish() }
    let parameters = try CommonOptions.parameters(parsed)
    var sweep = try Sweep(reading: parsed.arguments[0], options: options)
    if let parameters { sweep = try sweep.decided(by: parameters) }
    let unit = try sweep.explanation(
      compound: parsed.arguments[1], unit: parsed.arguments[2])
    line?.finish()
    let wording = Wording(SpokenLanguage.asked(parsed) ?? sweep.manifest.language)
    try console.out(
      parsed.has("json")
        ? CommonOptions.json(report(unit)) : text(unit, wording, console.terminal.tableWidth))
    return .done
  }

  private static func report(_ unit: Explanation) -> Report {
    Report(
      compound: unit.compound, unit: unit.unit, registered: unit.isRegistered,
      rows: unit.rows.map {
        .init(file: $0.file, line: $0.line, values: $0.values, unused: $0.unused)
      },
      evidence: unit.evidence,
      leftOut: unit.omissions.map { .init(finding: $0.finding, place: $0.place) },
      model: unit.model, occupancyRate: unit.own.occupancyRate,
      listCompleteness: unit.own.listCompleteness, listStaleness: unit.own.listStaleness,
      shares: unit.shares.map {
        .init(source: $0.source, logOdds: $0.logOdds, logOddsAsGiven: $0.given)
      },
      placeCounts: unit.placeCounts.map {
        .init(
          place: $0.place, day: "\($0.day)", lit: $0.lit, dwellings: $0.dwellings,
          fault: $0.fault, before: $0.before, after: $0.after, logOdds: $0.logOdds)
      },
      kinds: Dictionary(uniqueKeysWithValues: unit.kinds.map { ($0.kind, $0.probability) }),
      words: Wording(.en).kinds(unit),
      pOccupied: unit.probability, pOccupiedAsGiven: unit.probabilityAsGiven,
      status: "\(unit.status.name)", conflict: unit.hasConflict,
      action: "\(unit.action.name)")
  }

  private static func text(_ unit: Explanation, _ w: Wording, _ width: Int) -> String {
    var text = Visible.text("\(unit.compound) \(unit.unit)")
    text += (unit.isRegistered ? "" : w.notInRegister) + "\n\n\(w.rowsTitle)\n"
    for row in unit.rows {
      let mark = row.unused.map(w.unused) ?? ""
      text += "  " + Visible.text("\(row.file):\(row.line)  \(row.values.joined(separator: ", "))")
      text += mark + "\n"
    }
    if unit.rows.isEmpty { text += "  \(w.none)\n" }
    text += "\n\(w.evidenceTitle)\n"
    text += unit.facts.map { "  \($0.text(in: w.language))\n" }.joined()
    text += leftOut(unit, w, width)
    text += "\n" + TextTable.wrap(w.own(unit.own), to: width)
    text += "\n" + shares(unit, w).text(width: width)
    text += TextTable.wrap(w.sharesDepend, to: width)
    if !unit.placeCounts.isEmpty {
      text += "\n" + places(unit.placeCounts, w).text(width: width)
    }
    let kinds = w.kinds(unit)
    if !kinds.isEmpty {
      text += "\n\(w.misleadsTitle)\n"
      text += kinds.map { TextTable.wrap($0, to: width, indent: 2) }.joined()
    }
    return text + "\n\(w.decision(unit))\n"
  }

  /// Walks and workers whose counts and reports are no evidence, and what to ask about them.
  private static func leftOut(_ unit: Explanation, _ w: Wording, _ width: Int) -> String {
    guard !unit.omissions.isEmpty else { return "" }
    return "\n\(w.leftOutTitle)\n"
      + unit.omissions.map { omission in
        let doubt = Doubt.Kind(rawValue: omission.finding).flatMap {
          Doubt($0, omission.place, isCompound: { $0 == unit.compound })
        }
        let what =
          doubt.map { w.subject($0) + w.say(": ", "：") + w.found($0) }
          ?? w.place(omission.finding, omission.place)
        let advice =
          doubt.map { w.question($0.kind) } ?? w.findingAdvice(omission.finding) ?? ""
        return TextTable.wrap(w.leftOut(omission.finding, what, advice), to: width, indent: 2)
      }.joined()
  }

  /// What each source adds to the log odds, by the parameters used and, where those were learned, by
  /// those given.
  private static func shares(_ unit: Explanation, _ w: Wording) -> TextTable {
    func number(_ logOdds: Double) -> String { String(format: "%+.3f", logOdds) }
    let isLearned = unit.probabilityAsGiven != nil
    var table = TextTable(
      w.sharesHead(unit.model, isLearned: isLearned),
      [.left, .right] + (isLearned ? [.right] : []))
    func add(_ name: String, _ logOdds: Double, _ given: Double?) {
      table.add([name, number(logOdds)] + (given.map { [number($0)] } ?? []))
    }
    for share in unit.shares where share.source != "places" || !unit.placeCounts.isEmpty {
      add(w.source(share.source), share.logOdds, share.given)
    }
    add(
      w.all, unit.shares.reduce(0) { $0 + $1.logOdds },
      isLearned ? unit.shares.reduce(0) { $0 + ($1.given ?? 0) } : nil)
    return table
  }

  /// How the counts over the places around a unit moved it.
  private static func places(_ counts: [Explanation.PlaceCount], _ w: Wording) -> TextTable {
    func probability(_ p: Double) -> String { String(format: "%.4f", p) }
    var table = TextTable(
      w.placesHead, [.left, .left, .left, .right, .right, .right])
    for count in counts {
      let lit = count.fault.map(w.omission) ?? w.lit(count.lit, among: count.dwellings)
      table.add([
        count.place, "\(count.day)", lit, probability(count.before), probability(count.after),
        String(format: "%+.3f", count.logOdds),
      ])
    }
    return table
  }
}
