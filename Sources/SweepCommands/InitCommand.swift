import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// `sweep init FOLDER`
enum InitCommand {
  static let definition = CommandDefinition(
    name: "init", abstract: "Make a sweep folder that is ready to fill.",
    discussion:
      "Writes a manifest and one file for each source with nothing but its header. Fill in what there is and delete the rest.",
    arguments: [.init("FOLDER", "The folder to make.", isFolder: true)],
    options: [
      .init("first-day", value: "DATE", "The first day of the sweep; by default today."),
      .init("days", value: "N", "How many days it takes, 1 to 31; by default 3."),
      .init("name", value: "TEXT", "What the sweep is called."),
      .init("language", value: "LANGUAGE", "The language of results.", choices: ["en", "zh"]),
    ],
    examples: [
      .init(
        "sweep init february --first-day 2020-02-17 --name 'Three days in February'",
        "Makes the folder february with sweep.json and six files to fill.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let folder = parsed.arguments[0]
    let day =
      try parsed.value("first-day", expected: "a date such as 2020-02-17", SweepDate.init(_:))
      ?? today()
    var manifest = Manifest(firstDay: day, model: .learned)
    manifest.days = try parsed.whole("days", in: 1...31) ?? 3
    manifest.name = parsed.options["name"] ?? ""
    manifest.language = parsed.options["language"].flatMap(Manifest.Language.init(rawValue:)) ?? .en
    try SweepFolder.create(at: folder, manifest)
    let name = Visible.text(folder)
    let word = name.contains(" ") ? "'\(name)'" : name
    console.err(Wording(manifest.language).made(name, word) + "\n")
    return .done
  }

  private static func today() -> SweepDate {
    let parts = Calendar(identifier: .gregorian).dateComponents(
      [.year, .month, .day], from: Date())
    func two(_ value: Int?) -> String { (value ?? 1) < 10 ? "0\(value ?? 1)" : "\(value ?? 1)" }
    let text = "\(parts.year ?? 2020)-\(two(parts.month))-\(two(parts.day))"
    return SweepDate(text) ?? SweepDate("2020-02-17")!
  }
}
