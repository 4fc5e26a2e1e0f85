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
      .init(
        "parameters", value: "FILE",
        "Decide by what was learned elsewhere (a summary.json), and learn nothing."),
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
    let parameters = try parsed.options["parameters"].map {
      try LearnedParameters(contentsOf: $0)
    }
    let summary = try Reconciliation.run(
      reading: folder, to: output, options: options, decidingBy: parameters,
      adding: [ReportFile.addition(threads: options.threads)],
      waitsForDisk: !parsed.has("no-sync"))
    line?.finish()
    if parsed.has("json") {
      try console.out(summary.json())
    } else if !parsed.has("quiet") {
      try console.out(text(summary, width: console.terminal.tableWidth))
      for warning in summary.fit?.warnings ?? [] { console.err(advice(warning, summary)) }
      console.err("Results in \(Visible.text(output))\n")
    }
    return .done
  }

  /// What a warning of the fit means, and what to do.
  private static func advice(_ warning: String, _ summary: RunSummary) -> String {
    let text =
      switch ModelFit.Warning(rawValue: warning) {
      case .tooFewUnits:
        "units with three looks: \(summary.fit?.wellObserved ?? 0), fewer than learn_min_units (\(summary.parametersBefore.learnMinUnits)): the parameters given were used"
      case .classesReversed:
        "vacant units came out lit or busy more often than occupied ones: the parameters given were used; look for a source whose answers are the wrong way round"
      case .classesTooClose:
        "no source tells occupied from vacant units well: take what was learned with care, or use \"model\": \"fixed\""
      case .kindsExchanged:
        "people seldom at home came out opening more often than those at home: the two kinds have changed places, so take what is said of them with care"
      case .notConverged, nil:
        "the parameters still moved after \(summary.fit?.rounds ?? 0) rounds: take what was learned with care"
      }
    return "warning: \(text)\n"
  }

  private static func text(_ summary: RunSummary, width: Int) -> String {
    let name = summary.manifest.name.isEmpty ? "Sweep" : Visible.text(summary.manifest.name)
    var text =
      "\(name): \(counted(summary.units, "unit")) in \(counted(summary.compounds, "compound")), model \(summary.model)\n\n"
    var statuses = TextTable(["status", "units", "share"], [.left, .right, .right])
    for status in UnitStatus.allCases {
      let count = summary.status["\(status.name)"] ?? 0
      statuses.add(["\(status.name)", grouped(count), percent(count, of: summary.units)])
    }
    text += statuses.text(width: width)
    text += "\nFlags: \(grouped(summary.flags)) (unlisted occupied and undercounted units)\n\n"
    var days = TextTable(
      ["day", "observed", "contacted", "persons seen"], [.left, .right, .right, .right])
    for day in summary.coverage {
      days.add([
        day.day, percent(day.unitsObserved, of: day.units),
        percent(day.unitsContacted, of: day.units), grouped(day.personsSeen),
      ])
    }
    text += days.text(width: width)
    if let fit = summary.fit, summary.model == Manifest.Model.learned.rawValue {
      text += "\n" + ParameterTables(summary).text(width: width)
      text += "Learned from \(grouped(fit.units)) units in \(fit.rounds) rounds"
      text += fit.converged ? ", until nothing moved\n" : ", and still moving\n"
    }
    let noList = summary.findings.first { $0.name == "no_list" }?.count ?? 0
    text += "\nCompounds with no list: \(grouped(noList))\n"
    text += "Rejected rows: \(grouped(summary.rejectedRows))"
    text += summary.rejectedRows > 0 ? " (see rejects.csv, or 'sweep check')\n" : "\n"
    return text + leftOut(summary, width: width)
  }

  /// How many walks and workers are to be asked about, and where they are named.
  private static func leftOut(_ summary: RunSummary, width: Int) -> String {
    func count(_ kind: Doubt.Kind) -> Int {
      summary.findings.first { $0.name == kind.rawValue }?.count ?? 0
    }
    let (walks, workers, hurried) = (
      count(.darkWalk), count(.doubtfulWorker), count(.hurriedWorker)
    )
    var text = ""
    if walks + workers > 0 {
      text += TextTable.wrap(
        "Left out, since it cannot have been gathered: the counts of \(counted(walks, "walk")) with hardly a light, and the vacant reports of \(counted(workers, "worker"))",
        to: width)
    }
    if hurried > 0 {
      text += TextTable.wrap(
        "Faster than feet, kept: \(counted(hurried, "round")) of doors", to: width)
    }
    guard !text.isEmpty else { return "" }
    text = "\n" + text
    let title = Wording(summary.manifest.language == "zh" ? .zh : .en).doubtsTitle
    return text
      + TextTable.wrap(
        "Each is a question for who was there: see \"\(title)\" in report.html, or \(Doubt.Kind.allCases.map(\.rawValue).joined(separator: ", ")) in summary.json",
        to: width)
  }
}
