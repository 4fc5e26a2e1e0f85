import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep columns FILE`
enum ColumnsCommand {
  static let definition = CommandDefinition(
    name: "columns", abstract: "Say how a table lies in its file: columns, encoding, separator.",
    discussion:
      "For programs that hand its rows on as they are, and must know which column has the compound. What the file is, its name or a folder above it says, as in a sweep. The exit code is 65 where rows cannot be handed on: no UTF-8, no tidy header, or a row on several lines.",
    arguments: [.init("FILE", "A table of a sweep, such as february/meter.csv.")],
    options: [
      SpokenLanguage.option, CommonOptions.threads, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep columns sample-data/clean/meter.csv --json",
        "Prints where meter, time and kwh stand, as JSON.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let options = try CommonOptions.reading(parsed, nil)
    let table = try TableColumns(of: parsed.arguments[0], threads: options.threads)
    let wording = Wording(SpokenLanguage.best(for: parsed))
    if parsed.has("json") {
      try console.out(CommonOptions.json(table))
    } else if !parsed.has("quiet") {
      var text = TextTable(wording.columnsHead, [.left, .right, .left])
      for (name, place) in table.columns.sorted(by: { $0.value < $1.value }) {
        text.add([name, "\(place + 1)", Visible.text(table.header[place])])
      }
      try console.out(
        Visible.text(wording.table(table)) + "\n\n"
          + text.text(width: console.terminal.tableWidth))
    }
    guard table.isTidy else {
      console.err(wording.warning(wording.notToBeRouted) + "\n")
      return .badData
    }
    return .done
  }
}
