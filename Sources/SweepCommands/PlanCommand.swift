import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// `sweep plan RESULTS`
enum PlanCommand {
  static let definition = CommandDefinition(
    name: "plan", abstract: "Plan tomorrow: which doors, in which order, by whom, on which sheet.",
    discussion:
      "Reads the teams from teams.csv in the sweep folder, or takes so many wardens, and deals out the doors and windows that are worth most for the minutes there are. Writes tables, sheets to print, and tables to fill in that knocks/ and lights/ take as they are. What was planned there before is kept as NAME.previous. docs/planning.md tells more.",
    arguments: [.init("RESULTS", "A folder of results.", isFolder: true)],
    options: [
      .init(
        "day", value: "DAY",
        "The day to plan, such as 2020-02-18; by default the one after the last on which anybody looked."
      ),
      .init("last", "It is the last day: a household met counts, what is learned no more."),
      .init("teams", value: "FILE", "Another table of teams: team,minutes and more."),
      .init("wardens", value: "N", "So many wardens instead, 1 to 100000, each a team."),
      .init("minutes", value: "M", "The minutes that each has by day, 1 to 1440."),
      .init(
        "evening", value: "E", "The minutes that each has for windows, 0 to 1440; by default 0."),
      .init(
        "output", value: "DIR", "Where the plan goes; by default the folder plan beside RESULTS."),
      CommonOptions.threads, SpokenLanguage.option, CommonOptions.quiet, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep plan sample-data/clean/results --wardens 3 --minutes 240",
        "Plans the next day for three wardens of four hours each."),
      .init(
        "sweep plan february/results --last",
        "Plans the last day for the teams of february/teams.csv."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let results = parsed.arguments[0]
    let request = try request(parsed)
    let plan = try DayPlan(results: results, request)
    let beside = PathParts.split(DayPlan.bare(results)).parent
    let output = parsed.options["output"] ?? beside + "/plan"
    try plan.write(to: output, results: results, threads: request.threads)
    if parsed.has("json") {
      try console.out(plan.json())
    } else if !parsed.has("quiet") {
      let wording = Wording(SpokenLanguage.asked(parsed) ?? plan.wording.language)
      try console.out(text(plan, wording, output, width: console.terminal.tableWidth))
    }
    return .done
  }

  private static func request(_ parsed: ParsedCommand) throws(UsageError) -> DayPlan.Request {
    var request = DayPlan.Request()
    request.day = try parsed.value("day", expected: "a date such as 2020-02-18", SweepDate.init(_:))
    request.isLastDay = parsed.has("last")
    request.teams = parsed.options["teams"]
    request.wardens = try parsed.whole("wardens", in: 1...100_000)
    if request.teams != nil && request.wardens != nil {
      throw .conflictingOptions("teams", "wardens")
    }
    let minutes = try parsed.whole("minutes", in: 1...1440)
    let evening = try parsed.whole("evening", in: 0...1440)
    if request.wardens != nil {
      guard let minutes else { throw .needsOption("wardens", other: "minutes") }
      request.minutes = minutes
      request.evening = evening ?? 0
    } else if minutes != nil {
      throw .needsOption("minutes", other: "wardens")
    } else if evening != nil {
      throw .needsOption("evening", other: "wardens")
    }
    request.threads =
      try parsed.whole("threads", in: 1...256) ?? ProcessInfo.processInfo.activeProcessorCount
    return request
  }

  /// The teams as people read them.
  private static let mostTeams = 20

  private static func text(_ plan: DayPlan, _ wording: Wording, _ output: String, width: Int)
    -> String
  {
    var text = TextTable.wrap(wording.planTitle(plan), to: width) + "\n"
    var table = TextTable(wording.planHeader, [.left, .right, .right, .right, .right])
    for team in plan.teams.prefix(mostTeams) {
      table.add([
        Visible.text(team.name), wording.number(team.doors.count),
        wording.number(team.windows.count), wording.minutesOf(team), wording.worth(team.worth),
      ])
    }
    text += table.text(width: width)
    if plan.teams.count > mostTeams {
      text += wording.moreTeams(plan.teams.count - mostTeams) + "\n"
    }
    text += "\n" + TextTable.wrap(wording.planRest(plan), to: width)
    return text + wording.planIn(output) + "\n"
  }
}
