import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep fit EVIDENCE... --output FILE`
enum FitCommand {
  static let definition = CommandDefinition(
    name: "fit", abstract: "Learn from the evidence of all shards of a sweep.",
    discussion:
      "Learns from tables that 'sweep evidence' has written, one a shard, what 'sweep reconcile' would learn from the whole city. Each shard then decides by it: 'sweep reconcile SHARD --parameters FILE'. Evidence of another sweep, and a compound in two shards, are errors.",
    arguments: [
      .init("EVIDENCE", "A table of evidence, or the folder that it lies in.", isRepeated: true)
    ],
    options: [
      .init("output", value: "FILE", "Where the parameters go.", isRequired: true),
      SpokenLanguage.option, CommonOptions.threads, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep fit shard-1/evidence.csv shard-2/evidence.csv --output parameters.json",
        "Learns from two shards, writes the parameters and prints them.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let output = try parsed.needed("output", value: "FILE")
    let options = try CommonOptions.reading(parsed, nil)
    let found = try ShardFit(evidence: parsed.arguments, threads: options.threads).parameters
    try found.write(to: output)
    if parsed.has("json") {
      try console.out(found.json())
    } else if !parsed.has("quiet") {
      let wording = Wording(SpokenLanguage.asked(parsed) ?? found.language)
      try console.out(wording.fitted(found) + "\n")
      if let fit = found.fit {
        if fit.isLearned {
          try console.out(
            ReconcileCommand.learned(
              fit, found.parametersBefore, found.parametersAfter, wording,
              width: console.terminal.tableWidth))
        }
        for name in fit.warnings {
          let text = wording.warning(
            ModelFit.Warning(rawValue: name), fit, found.parametersBefore)
          console.err(wording.warning(text) + "\n")
        }
      }
      console.err(wording.parametersIn(Visible.text(output)) + "\n")
    }
    return .done
  }
}
