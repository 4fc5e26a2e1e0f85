import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep merge RESULTS... --output DIR`
enum MergeCommand {
  static let definition = CommandDefinition(
    name: "merge", abstract: "Put the results of all shards together as those of one sweep.",
    discussion:
      "Every table, the summary and the report come out as if the city had been decided at once. All shards must have been decided by the same parameters, of 'sweep fit', and no compound may be in two. In rejects.csv, files have the name of their shard in front.",
    arguments: [
      .init("RESULTS", "A folder of results, one a shard.", isFolder: true, isRepeated: true)
    ],
    options: [
      .init("output", value: "DIR", "Where the results of all go.", isRequired: true),
      SpokenLanguage.option,
      .init("no-sync", "Do not wait until the results are on the disk."),
      CommonOptions.threads, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep merge shard-1/results shard-2/results --output results",
        "Puts the results of two shards together, and prints their summary.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let output = try parsed.needed("output", value: "DIR")
    let options = try CommonOptions.reading(parsed, nil)
    let summary = try ResultsMerge.run(
      parsed.arguments, to: output, options: options,
      adding: [ReportFile.addition(threads: options.threads)],
      waitsForDisk: !parsed.has("no-sync"))
    if parsed.has("json") {
      try console.out(summary.json())
    } else if !parsed.has("quiet") {
      let own = Manifest.Language(rawValue: summary.manifest.language) ?? .en
      let wording = Wording(SpokenLanguage.asked(parsed) ?? own)
      try console.out(
        ReconcileCommand.text(
          summary, wording, report: Wording(own), width: console.terminal.tableWidth))
      console.err(wording.resultsIn(Visible.text(output)) + "\n")
    }
    return .done
  }
}
