import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep forget RESULTS`
enum ForgetCommand {
  static let definition = CommandDefinition(
    name: "forget", abstract: "Remove results, those before them, and what a dead run left.",
    discussion:
      "Removes the folder, its NAME.previous, .NAME.tmp and .NAME.old. Asks first; without a terminal it wants --yes. Where a folder holds anything that no run wrote, nothing is removed. Links are not followed. The sweep folder with its sources stays, and so does what was copied elsewhere.",
    arguments: [.init("RESULTS", "A folder of results.", isFolder: true)],
    options: [
      .init("yes", "Remove without asking."), SpokenLanguage.option, CommonOptions.quiet,
      CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep forget february/results", "Says what it would remove, asks, and removes it."),
      .init(
        "sweep forget february/results --yes --json",
        "Removes it from a script, and prints what was removed."),
    ])

  private struct Report: Encodable {
    struct Folder: Encodable {
      var path: String
      var files: [String]
    }

    var removed: [Folder]
  }

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let held = try HeldResults(at: parsed.arguments[0], additions: [ReportFile.name])
    let folders = held.folders
    let w = Wording(SpokenLanguage.best(for: parsed))
    let list = folders.map { "  \(w.folder(Visible.text($0.path), files: $0.files.count))\n" }
      .joined()
    if !parsed.has("yes") {
      guard let ask = console.ask else { throw UsageError.missingConsent("yes") }
      console.err("\(w.toBeRemoved)\n\(list)")
      let answer = ask(w.removeQuestion) ?? ""
      guard ["y", "yes", "是"].contains(answer.lowercased()) else {
        console.err(w.nothingRemoved + "\n")
        return .failed
      }
    }
    try held.remove()
    if parsed.has("json") {
      let removed = folders.map { Report.Folder(path: $0.path, files: $0.files) }
      try console.out(CommonOptions.json(Report(removed: removed)))
    } else if !parsed.has("quiet") {
      console.err("\(w.removed)\n\(list)")
    }
    return .done
  }
}
