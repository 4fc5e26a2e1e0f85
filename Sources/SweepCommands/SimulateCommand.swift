import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport
import SyntheticCity

/// `sweep simulate`
enum SimulateCommand {
  static let definition = CommandDefinition(
    name: "simulate",
    abstract: "Play days in made-up cities: what a plan finds, and what others do.",
    discussion:
      "Makes a city with its register, list, meters and the first evening's lights, sends wardens out by each policy, lets the doors answer by the truth, and decides anew each evening. Counts are sums up to the day; behind ± stands the spread from city to city.",
    options: [
      .init("compounds", value: "N", "Residential compounds and villages; by default 60."),
      .init("seed", value: "S", "The number the city is drawn from; by default 1."),
      .init("seeds", value: "N", "So many cities, of this seed and those after it; by default 1."),
      .init(
        "unlisted", value: "SHARE", "Occupied units that are not on the list; by default 0.03."),
      .init("wardens", value: "W", "Wardens, each with a part of the city; by default 16."),
      .init("minutes", value: "M", "The minutes that each has on a day; by default 440."),
      .init("days", value: "D", "Days of knocking, 1 to 30; by default 3."),
      .init(
        "least", value: "H",
        "Households an hour below which the plan sends nobody, 0 to 1000; by default 0.6."),
      .init(
        "policy", value: "A,B", "By which doors are chosen; by default all.",
        choices: PlanPolicy.allCases.map(\.rawValue), isList: true),
      .init(
        "break", value: "A,B", "Assumptions of the model that do not hold; real is all of them.",
        choices: BrokenAssumption.names, isList: true),
      SpokenLanguage.option, CommonOptions.threads, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep simulate --compounds 20 --wardens 5 --policy plan,register",
        "Compares the plan with walking through the register in order."),
      .init(
        "sweep simulate --compounds 150 --seeds 10 --wardens 80 --break real",
        "Ten cities that keep to no assumption, with minutes for a tenth of the doors a day."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    var options = Simulation.Options()
    options.city.compounds = try parsed.whole("compounds", in: 1...2000) ?? 60
    let seed = try parsed.value("seed", expected: "a whole number", { UInt64($0) }) ?? 1
    let seeds = try parsed.whole("seeds", in: 1...100) ?? 1
    options.city.unlistedShare = try parsed.share("unlisted") ?? options.city.unlistedShare
    options.least = try parsed.value("least", expected: "a number from 0 to 1000") { text in
      Double(text).flatMap { (0...1000).contains($0) ? $0 : nil }
    }
    options.wardens = try parsed.whole("wardens", in: 1...100_000) ?? 16
    options.minutes = try parsed.whole("minutes", in: 1...1440) ?? 440
    options.days = try parsed.whole("days", in: 1...30) ?? 3
    let names = parsed.list("policy")
    options.policies = PlanPolicy.allCases.filter { names.isEmpty || names.contains($0.rawValue) }
    options.city.broken = Set(parsed.list("break").flatMap(BrokenAssumption.named))
    if let threads = try parsed.whole("threads", in: 1...256) { options.city.threads = threads }
    let wording = Wording(SpokenLanguage.best(for: parsed, locale: console.locale))
    let line = CommonOptions.progress(parsed, console)
    defer { line?.finish() }
    var courses: [[Simulation.Course]] = []
    for number in 0..<seeds {
      options.city.seed = seed &+ UInt64(number)
      courses.append(
        try inFolder { folder in
          try Simulation(options, in: folder).run { part in
            line?.update(wording.playing, (Double(number) + part) / Double(seeds))
          }
        })
    }
    line?.finish()
    let table = SimulationTable(courses)
    if parsed.has("json") {
      try console.out(CommonOptions.json(table.rows))
    } else {
      try console.out(text(table, wording, width: console.terminal.tableWidth))
    }
    return .done
  }

  /// Calls `body` with a folder that is gone afterwards.
  private static func inFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = NSTemporaryDirectory() + "sweep-simulate-\(UUID().uuidString)"
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    defer { try? manager.removeItem(atPath: folder) }
    return try body(folder)
  }

  private static func text(_ table: SimulationTable, _ wording: Wording, width: Int) -> String {
    var text = TextTable(
      wording.simulationHeader, [.left, .right, .right, .right, .right, .right, .right, .right])
    for row in table.rows {
      text.add(
        [row.policy, "\(row.day)"]
          + Simulation.Day.measures.map { figure(row.figures[$0.name], wording) })
    }
    return TextTable.wrap(wording.simulated(table), to: width) + "\n" + text.text(width: width)
  }

  private static func figure(_ figure: SimulationTable.Figure?, _ wording: Wording) -> String {
    guard let figure else { return "–" }
    let mean = wording.number(Int(figure.mean.rounded()))
    return figure.spread > 0 ? "\(mean) ± \(wording.number(Int(figure.spread.rounded())))" : mean
  }
}
