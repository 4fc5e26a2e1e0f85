import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep report RESULTS`
enum ReportCommand {
  static let definition = CommandDefinition(
    name: "report", abstract: "Write the report for people: one HTML file.",
    discussion:
      "The city in numbers, its areas, and the façades of the compounds with the most flags, or of one compound. The file needs no network; 'sweep reconcile' writes one with every run.",
    arguments: [.init("RESULTS", "A folder of results.", isFolder: true)],
    options: [
      .init("compound", value: "ID", "Draw this compound, whole."),
      .init(
        "language", value: "LANGUAGE", "Its language; by default the sweep's.",
        choices: ["en", "zh"]),
      .init(
        "output", value: "FILE", "Where it goes, '-' to print it; by default RESULTS/report.html."),
      CommonOptions.quiet,
    ],
    examples: [
      .init(
        "sweep report sample-data/clean/results --compound C0001 --output C0001.html",
        "Draws every building of compound C0001."),
      .init(
        "sweep report february/results --language zh",
        "Writes the report anew in Chinese."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let folder = parsed.arguments[0]
    let options = ReportPage.Options(
      compound: parsed.options["compound"],
      language: parsed.options["language"].flatMap(Manifest.Language.init(rawValue:)))
    let page = try ReportPage(SweepResults(in: folder), options).html()
    let output = parsed.options["output"] ?? folder + "/" + ReportFile.name
    guard output != "-" else {
      try console.out(page)
      return .done
    }
    try ReportFile.write(page, to: output)
    if !parsed.has("quiet") {
      console.err(Wording(SpokenLanguage.best(for: parsed)).reportIn(Visible.text(output)) + "\n")
    }
    return .done
  }
}
