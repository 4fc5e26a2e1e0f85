import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep publish RESULTS --output DIR`
enum PublishCommand {
  static let definition = CommandDefinition(
    name: "publish", abstract: "Write tables that may be shown to anyone: counts as ranges.",
    discussion:
      "City to communities; no compounds, no units. Every count lies in its range, and no arithmetic over what is shown, on this night or another, gives it back more closely. Publish a night once, always with the same --least, and nothing finer beside it. docs/trust.md tells what this protects from, and what not.",
    arguments: [.init("RESULTS", "A folder of results.", isFolder: true)],
    options: [
      .init(
        "output", value: "DIR",
        "Where the tables go; tables there before are replaced, anything else is not touched.",
        isRequired: true),
      .init(
        "least", value: "N",
        "The least number of values a range holds, 3 to 1000; by default 10."),
      SpokenLanguage.option, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep publish sample-data/clean/results --output /tmp/clean-tables",
        "Writes areas.csv, coverage.csv and README.txt, and prints how wide the ranges are."),
      .init(
        "sweep publish february/results --output february-tables --least 20",
        "Says \"under 20\" where ten values would be too few."),
    ])

  /// How wide the ranges of a level are, for programs.
  private struct Report: Encodable {
    struct Level: Encodable {
      var level: String
      var areas: Int
      /// Values in the range of the middle area, by column.
      var middle: [String: Int]
      var widest: [String: Int]
    }

    var output: String
    var least: Int
    var files: [String]
    var levels: [Level]
  }

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let output = parsed.options["output"] ?? ""
    let least =
      try parsed.whole("least", in: PublishedTables.leastRange) ?? PublishedTables.usualLeast
    let tables = try PublishedTables(results: parsed.arguments[0], least: least)
    let files = tables.files()
    try PublishedFolder.write(files, to: output, from: parsed.arguments[0])
    if parsed.has("json") {
      let levels = levels(tables).map { level, widths in
        Report.Level(
          level: level.rawValue, areas: widths.areas,
          middle: Dictionary(uniqueKeysWithValues: zip(PublishedTables.columns, widths.middle)),
          widest: Dictionary(uniqueKeysWithValues: zip(PublishedTables.columns, widths.widest)))
      }
      try console.out(
        CommonOptions.json(
          Report(output: output, least: least, files: files.map(\.name), levels: levels)))
    } else if !parsed.has("quiet") {
      let wording = Wording(SpokenLanguage.best(for: parsed))
      try console.out(text(tables, wording, width: console.terminal.tableWidth))
      console.err(wording.tablesIn(Visible.text(output)) + "\n")
    }
    return .done
  }

  /// The number of values in the ranges of a level's areas, by column.
  private struct Widths {
    var areas: Int
    var middle: [Int]
    var widest: [Int]
  }

  private static func levels(_ tables: PublishedTables) -> [(AreaLevel, Widths)] {
    AreaLevel.allCases.compactMap { level in
      let values = tables.rows.filter { $0.level == level }
        .map { tables.ranges($0).map(\.values) }
      guard !values.isEmpty else { return nil }
      let sorted = PublishedTables.columns.indices.map { column in
        values.map { $0[column] }.sorted()
      }
      return (
        level,
        Widths(
          areas: values.count, middle: sorted.map { $0[$0.count / 2] },
          widest: sorted.map { $0[$0.count - 1] })
      )
    }
  }

  private static func text(_ tables: PublishedTables, _ w: Wording, width: Int) -> String {
    let levels = levels(tables)
    var table = TextTable(
      [w.rangesHead] + levels.map { w.head($0.0) },
      [.left] + levels.map { _ in .right })
    table.add([w.areas] + levels.map { grouped($0.1.areas) })
    for (column, name) in PublishedTables.columns.enumerated() {
      table.add(
        [w.name(ofPublished: name)]
          + levels.map { _, widths in
            w.width(widths.middle[column], widths.widest[column])
          })
    }
    return TextTable.wrap(w.rangesTitle(tables.least), to: width) + "\n"
      + table.text(width: width)
  }
}
