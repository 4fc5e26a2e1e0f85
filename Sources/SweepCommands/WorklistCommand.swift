import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep worklist RESULTS`
enum WorklistCommand {
  static let definition = CommandDefinition(
    name: "worklist", abstract: "List what to do tomorrow, door by door.",
    discussion:
      "The units with an action, by compound, grid, building and entrance, from the top floor down. As CSV, or as a table on a terminal.",
    arguments: [.init("RESULTS", "A folder of results.", isFolder: true)],
    options: [
      .init("compound", value: "C", "Only this compound."),
      .init("grid", value: "G", "Only this grid."),
      .init(
        "status", value: "S", "Only units of this status, with an action or not.",
        choices: UnitStatus.allCases.map { "\($0.name)" }),
      .init("format", value: "F", "How to print it.", choices: ["csv", "table"]),
    ],
    examples: [
      .init(
        "sweep worklist sample-data/clean/results --grid G000101 > grid.csv",
        "Writes the doors of one grid to a file to hand out.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let filter = Worklist.Filter(
      compound: parsed.options["compound"], grid: parsed.options["grid"],
      status: parsed.options["status"].flatMap(UnitStatus.init(name:)))
    let list = try Worklist(results: parsed.arguments[0], filter: filter)
    let format = parsed.options["format"] ?? (console.terminal.isTerminal ? "table" : "csv")
    if format == "csv" {
      try console.out(list.csv())
    } else {
      var table = TextTable(Worklist.header, Worklist.header.map { _ in .left })
      for task in list.tasks { table.add(Worklist.values(task)) }
      try console.out(table.text(width: console.terminal.width))
    }
    if list.tasks.isEmpty { console.err("Nothing to do there.\n") }
    return .done
  }
}
