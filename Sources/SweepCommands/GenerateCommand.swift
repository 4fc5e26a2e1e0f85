import CommandLineKit
import HouseholdSweep
import SweepReport
import SyntheticCity

/// `sweep generate FOLDER`
enum GenerateCommand {
  static let definition = CommandDefinition(
    name: "generate", abstract: "Make up a city with all its files and the truth.",
    discussion:
      "The same seed and options give the same bytes. A city of full size has 7148 compounds: 4.2 M units, 10.6 M residents, 43 M rows, 1.6 GB.",
    arguments: [.init("FOLDER", "The folder to make.", isFolder: true)],
    options: [
      .init("compounds", value: "N", "Residential compounds and villages; by default 100."),
      .init("seed", value: "S", "The number the city is drawn from; by default 1."),
      .init("days", value: "N", "Days of the sweep, 1 to 31; by default 3."),
      .init("bad-rows", value: "SHARE", "Rows with a fault, as a share of the good ones."),
      .init("duplicates", value: "SHARE", "Rows that stand there twice."),
      .init("resets", value: "SHARE", "Meters that start again from zero."),
      .init(
        "unlisted", value: "SHARE", "Occupied units that are not on the list; by default 0.03."),
      .init("counted", value: "SHARE", "Compounds whose lights are counted by building."),
      .init(
        "model", value: "MODEL", "What the manifest asks for; by default learned.",
        choices: Manifest.Model.allCases.map(\.rawValue)),
      .init(
        "break", value: "A,B", "Assumptions of the model that do not hold; real is all of them.",
        choices: BrokenAssumption.names, isList: true),
      .init(
        "spelling", value: "SPELLING", "How addresses are written; by default plain.",
        choices: CityOptions.Spelling.allCases.map(\.rawValue)),
      .init("typos", value: "SHARE", "Addresses with a typing error."),
      .init(
        "dialect", value: "DIALECT", "Headers and values; zh is Chinese in GB18030.",
        choices: ["en", "zh"]),
      .init("shuffled", "Rows in random order."),
      .init("overwrite", "Replace a city generated before."),
      .init(
        "language", value: "LANGUAGE", "The language of what is printed; by default English.",
        choices: Manifest.Language.allCases.map(\.rawValue)),
      CommonOptions.threads, CommonOptions.quiet,
    ],
    examples: [
      .init("sweep generate city --compounds 100 --seed 7", "Makes a city of some 60,000 units."),
      .init(
        "sweep generate city --compounds 7148 --bad-rows 0.001 --counted 0.4",
        "Makes a city of full size with faults, two compounds in five counted by building."),
      .init(
        "sweep generate city --break lazy-warden",
        "Makes a city where one warden in ten reports every door as vacant."),
      .init(
        "sweep generate city --break hidden-windows,written-zeros",
        "Makes a city of windows that cannot be seen, where some wardens write zeros at home."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    var options = CityOptions()
    if let compounds = try parsed.whole("compounds", in: 1...100_000) {
      options.compounds = compounds
    }
    if let seed = try parsed.value("seed", expected: "a whole number", { UInt64($0) }) {
      options.seed = seed
    }
    if let days = try parsed.whole("days", in: 1...31) { options.days = days }
    options.badRowShare = try parsed.share("bad-rows") ?? 0
    options.duplicateShare = try parsed.share("duplicates") ?? 0
    options.resetShare = try parsed.share("resets") ?? 0
    options.unlistedShare = try parsed.share("unlisted") ?? options.unlistedShare
    options.placeCountShare = try parsed.share("counted") ?? 0
    if let model = parsed.options["model"].flatMap(Manifest.Model.init) { options.model = model }
    options.broken = Set(parsed.list("break").flatMap(BrokenAssumption.named))
    options.spelling = parsed.options["spelling"].flatMap(CityOptions.Spelling.init) ?? .plain
    options.typingErrorShare = try parsed.share("typos") ?? 0
    options.isChinese = parsed.options["dialect"] == "zh"
    options.shuffled = parsed.has("shuffled")
    options.overwrite = parsed.has("overwrite")
    if let threads = try parsed.whole("threads", in: 1...256) { options.threads = threads }
    let w = Wording(SpokenLanguage.best(for: parsed))
    let line = CommonOptions.progress(parsed, console)
    defer { line?.finish() }
    let report = try SyntheticCity(options).write(to: parsed.arguments[0]) { phase, fraction in
      line?.update(PhaseWords.text(phase, in: w.language), fraction)
    }
    line?.finish()
    guard !parsed.has("quiet") else { return .done }
    var table = TextTable(w.cityHead, [.left, .right, .right])
    for file in report.tables {
      table.add([file.name, grouped(file.counts.rows), grouped(file.bytes)])
    }
    table.add([w.all, grouped(report.rows), grouped(report.bytes)])
    try console.out(table.text(width: console.terminal.tableWidth))
    return .done
  }
}
