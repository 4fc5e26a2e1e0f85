import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep worklist RESULTS`
enum WorklistCommand {
  static let definition = CommandDefinition(
    name: "worklist", abstract: "List what to do tomorrow, door by door.",
    discussion:
      "The units with an action, by compound, grid, building and entrance, from the top floor down. On a terminal a list in words, else CSV for a spreadsheet.",
    arguments: [.init("RESULTS", "A folder of results.", isFolder: true)],
    options: [
      .init("compound", value: "ID", "Only this compound, by id or name."),
      .init("grid", value: "GRID", "Only this grid."),
      .init(
        "status", value: "STATUS", "Only units of this status, with an action or not.",
        choices: UnitStatus.allCases.map { "\($0.name)" }),
      .init("format", value: "FORMAT", "How to print it.", choices: ["csv", "table"]),
      .init(
        "language", value: "LANGUAGE",
        "The language of the list in words; by default the sweep's.",
        choices: Manifest.Language.allCases.map(\.rawValue)), CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep worklist sample-data/clean/results --grid G-C0001-1 > grid.csv",
        "Writes the doors of one grid to a file to hand out."),
      .init(
        "sweep worklist february/results --compound C0001 --format table | lp",
        "Prints the doors of one compound in words."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    if parsed.has("json"), parsed.options["format"] != nil {
      throw UsageError.conflictingOptions("json", "format")
    }
    let filter = Worklist.Filter(
      compound: parsed.options["compound"], grid: parsed.options["grid"],
      status: parsed.options["status"].flatMap(UnitStatus.init(name:)))
    let format = parsed.options["format"] ?? (console.terminal.isTerminal ? "table" : "csv")
    let isInWords = format == "table" && !parsed.has("json")
    let asked = SpokenLanguage.asked(parsed)
    let list = try Worklist(
      results: parsed.arguments[0], filter: filter, language: isInWords ? asked : nil)
    if parsed.has("json") {
      try console.out(CommonOptions.json(list.tasks))
    } else if format == "csv" {
      try console.out(list.csv())
    } else {
      try console.out(text(list, width: console.terminal.tableWidth))
    }
    if list.tasks.isEmpty {
      console.err(Wording(asked ?? list.wording.language).nothingToDo + "\n")
    }
    return .done
  }

  /// The doors under the name of their compound and grid, each with its reasons below it.
  private static func text(_ list: Worklist, width: Int) -> String {
    list.sections().map { section in
      var table = TextTable(list.doorHeader, list.doorHeader.map { _ in .left })
      for door in section.doors { table.add([door.unit, door.address, door.action]) }
      let lines = table.text(width: width).split(separator: "\n")
      let doors = zip(lines.dropFirst(), section.doors).map { line, door in
        "\(line)\n" + TextTable.wrap(Wording.onScreen(door.reasons), to: width, indent: 4)
      }
      return TextTable.wrap(section.title, to: width) + "\n\(lines[0])\n" + doors.joined()
    }.joined(separator: "\n")
  }
}
