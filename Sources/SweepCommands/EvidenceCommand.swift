import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep evidence FOLDER --output FILE`
enum EvidenceCommand {
  static let definition = CommandDefinition(
    name: "evidence", abstract: "Write what the model sees of a sweep: patterns, counted.",
    discussion:
      "How many units of each compound have each pattern of evidence, after what cannot have been gathered is left out; FILE.json beside it says of which sweep. 'sweep fit' learns from the evidence of any number of shards what their city would learn by itself. docs/shards.md tells the way.",
    arguments: [
      .init("FOLDER", "The sweep folder of a shard, or of a whole city.", isFolder: true)
    ],
    options: [
      .init(
        "output", value: "FILE", "Where the table goes, such as evidence.csv.", isRequired: true),
      SpokenLanguage.option, CommonOptions.threads, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep evidence shard-1 --output shard-1/evidence.csv",
        "Writes shard-1/evidence.csv, and evidence.json beside it.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let output = try parsed.needed("output", value: "FILE")
    let line = CommonOptions.progress(parsed, console)
    let options = try CommonOptions.reading(parsed, line)
    defer { line?.finish() }
    let counts = try Sweep.writeEvidence(
      reading: parsed.arguments[0], to: output, options: options)
    line?.finish()
    if parsed.has("json") {
      try console.out(CommonOptions.json(counts))
    } else if !parsed.has("quiet") {
      let wording = Wording(SpokenLanguage.best(for: parsed))
      try console.out(wording.evidence(counts) + "\n\(wording.rejected(counts.rejectedRows))\n")
      console.err(wording.evidenceIn(Visible.text(output)) + "\n")
    }
    return .done
  }
}
