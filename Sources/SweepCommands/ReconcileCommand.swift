import CommandLineKit
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
    let summary = try Reconciliation.run(
      reading: folder, to: output, options: options, adding: [ReportFile.addition])
    line?.finish()
    if parsed.has("json") {
      try console.out(summary.json())
    } else if !parsed.has("quiet") {
      try console.out(text(summary, width: console.terminal.width))
      console.err("Results in \(output)\n")
    }
    return .done
  }

  private static func text(_ summary: RunSummary, width: Int) -> String {
    let name = summary.manifest.name.isEmpty ? "Sweep" : summary.manifest.name
    var text =
      "\(name): \(grouped(summary.units)) units in \(grouped(summary.compounds)) compounds, model \(summary.model)\n\n"
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
    let noList = summary.findings.first { $0.name == "no_list" }?.count ?? 0
    text += "\nCompounds with no list: \(grouped(noList))\n"
    text += "Rejected rows: \(grouped(summary.rejectedRows))"
    text += summary.rejectedRows > 0 ? " (see rejects.csv)\n" : "\n"
    return text
  }
}
