import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// `sweep reconcile FOLDER`
enum ReconcileCommand {
  static let definition = CommandDefinition(
    name: "reconcile", abstract: "Compare the lists with what was seen, and write the results.",
    discussion:
      "Decides about every dwelling unit of the sweep and puts the results in place in one step; those of the last run are kept beside them as NAME.previous.",
    arguments: [.init("FOLDER", "The sweep folder.", isFolder: true)],
    options: [
      .init("output", value: "DIR", "Where the results go; by default FOLDER/results."),
      CommonOptions.parameters,
      SpokenLanguage.option,
      .init(
        "no-sync",
        "Do not wait until the results are on the disk: a cut of power may then leave neither the old nor the new."
      ),
      CommonOptions.threads, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep reconcile sample-data/clean",
        "Writes sample-data/clean/results and prints a summary."),
      .init(
        "sweep reconcile february --output /tmp/night-2 --json",
        "Writes the results elsewhere and prints their summary as JSON."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let folder = parsed.arguments[0]
    let output = parsed.options["output"] ?? folder + "/results"
    let line = CommonOptions.progress(parsed, console)
    let options = try CommonOptions.reading(parsed, line)
    defer { line?.finish() }
    let parameters = try CommonOptions.parameters(parsed)
    let summary = try Sweep.run(
      reading: folder, to: output, options: options, decidingBy: parameters,
      adding: [ReportFile.addition(threads: options.threads)],
      waitsForDisk: !parsed.has("no-sync"))
    line?.finish()
    if parsed.has("json") {
      try console.out(summary.json())
    } else if !parsed.has("quiet") {
      let own = Manifest.Language(rawValue: summary.manifest.language) ?? .en
      let wording = Wording(SpokenLanguage.asked(parsed) ?? own)
      try console.out(
        text(summary, wording, report: Wording(own), width: console.terminal.tableWidth))
      // What is wrong with the manifest's rules, or with most of a file, is told at night, too.
      for note in summary.notes where Note.isWarning(note.note, of: note.file) {
        let text = Visible.text("\(note.file): \(wording.note(note.note) ?? note.note)")
        console.err(wording.warning(text) + "\n")
      }
      for name in summary.fit?.warnings ?? [] {
        let text = wording.warning(
          ModelFit.Warning(rawValue: name), summary.fit, summary.parametersBefore)
        console.err(wording.warning(text) + "\n")
      }
      console.err(wording.resultsIn(Visible.text(output)) + "\n")
    }
    return .done
  }

  /// What results come to, in some tables.
  static func text(
    _ summary: RunSummary, _ w: Wording, report: Wording, width: Int
  ) -> String {
    var text = w.title(summary) + "\n\n"
    var statuses = TextTable(w.statusHead, [.left, .right, .right])
    for status in UnitStatus.allCases {
      let count = summary.status["\(status.name)"] ?? 0
      statuses.add([w.name(status), grouped(count), percent(count, of: summary.units)])
    }
    text += statuses.text(width: width)
    text += "\n\(w.flags(summary.flags))\n\n"
    var days = TextTable(w.daysHead, [.left, .right, .right, .right])
    for day in summary.coverage {
      days.add([
        day.day, percent(day.unitsObserved, of: day.units),
        percent(day.unitsContacted, of: day.units), grouped(day.personsSeen),
      ])
    }
    text += days.text(width: width)
    if let fit = summary.fit, summary.model == Manifest.Model.learned.rawValue {
      text += learned(fit, summary.parametersBefore, summary.parametersAfter, w, width: width)
    }
    let noList = summary.findings.first { $0.name == "no_list" }?.count ?? 0
    text += "\n\(w.noList(noList))\n\(w.rejected(summary.rejectedRows))\n"
    return text + leftOut(summary, w, report: report, width: width)
  }

  /// What was learned, and from how much.
  static func learned(
    _ fit: RunSummary.Fit, _ before: Parameters, _ after: Parameters, _ w: Wording, width: Int
  ) -> String {
    "\n" + ParameterTables(before: before, after: after, w).text(width: width)
      + w.learned(units: fit.units, rounds: fit.rounds, converged: fit.converged) + "\n"
  }

  /// How many walks and workers are to be asked about, and where they are named.
  private static func leftOut(
    _ summary: RunSummary, _ w: Wording, report: Wording, width: Int
  ) -> String {
    func count(_ kind: Doubt.Kind) -> Int {
      summary.findings.first { $0.name == kind.rawValue }?.count ?? 0
    }
    let (walks, workers, hurried) = (
      count(.darkWalk), count(.doubtfulWorker), count(.hurriedWorker)
    )
    var text = ""
    if walks + workers > 0 {
      text += TextTable.wrap(w.leftOut(walks: walks, workers: workers), to: width)
    }
    if hurried > 0 {
      text += TextTable.wrap(w.fasterThanFeet(hurried), to: width)
    }
    guard !text.isEmpty else { return "" }
    return "\n" + text + TextTable.wrap(w.seeDoubts(report.doubtsTitle), to: width)
  }
}
