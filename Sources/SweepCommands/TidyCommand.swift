import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep tidy FOLDER --output DIR`
enum TidyCommand {
  static let definition = CommandDefinition(
    name: "tidy", abstract: "Write every table of a sweep in its tidy form.",
    discussion:
      "What was taken for what can then be read, compared and kept. Only the columns that are read are written: names and phone numbers do not travel. Reconciling the new folder gives the same tables.",
    arguments: [.init("FOLDER", "The sweep folder.", isFolder: true)],
    options: [
      .init("output", value: "DIR", "The folder to make."),
      SpokenLanguage.option, CommonOptions.threads, CommonOptions.quiet,
    ],
    examples: [
      .init("sweep tidy february --output february-tidy", "Makes february-tidy, a sweep folder.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    guard let output = parsed.options["output"] else {
      throw UsageError.missingValue(option: "output", value: "DIR, the folder to make")
    }
    let line = CommonOptions.progress(parsed, console)
    let options = try CommonOptions.reading(parsed, line)
    defer { line?.finish() }
    let (sweep, notWritten) = try Sweep.tidy(
      reading: parsed.arguments[0], to: output, options: options)
    line?.finish()
    guard !parsed.has("quiet") else { return .done }
    let language = SpokenLanguage.asked(parsed) ?? sweep.manifest.language
    let wording = TidyWording(language)
    try console.out(sweep.tellings.map { Visible.text(wording.line($0)) + "\n" }.joined())
    console.err(Wording(language).tidyTables(in: Visible.text(output)) + "\n")
    if let rest = wording.notWritten(notWritten) { console.err(rest + "\n") }
    return .done
  }
}
