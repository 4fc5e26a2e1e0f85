import HouseholdSweep
import SweepReport

/// What `plan` says.
extension Wording {
  func planIn(_ folder: String) -> String {
    say("Plan in \(folder): print sheets/all.html", "计划在 \(folder)，请打印 sheets/all.html")
  }

  /// The day, and how much there is to do.
  func planTitle(_ plan: DayPlan) -> String {
    let doors = plan.teams.reduce(0) { $0 + $1.doors.count }
    let windows = plan.teams.reduce(0) { $0 + $1.windows.count }
    let teams = plan.teams.count
    return say(
      "\(plan.day), day \(plan.dayNumber): \(count(teams, "team", "teams")), \(count(doors, "door", "doors")), \(count(windows, "window", "windows"))",
      "\(plan.day)，第\(plan.dayNumber)天：\(number(teams))个队伍，敲门\(number(doors))户，看灯\(number(windows))户"
    )
  }

  var planHeader: [String] {
    [
      say("team", "队伍"), say("doors", "敲门"), say("windows", "看灯"),
      say("minutes used", "用时（分钟）"), say("worth", "价值（户）"),
    ]
  }

  /// `238 of 240`
  func minutesOf(_ team: DayPlan.TeamPlan) -> String {
    let used = team.minutes - team.unused / 100
    return say(
      "\(number(used)) of \(number(team.minutes))", "\(number(used))/\(number(team.minutes))")
  }

  /// Households set right, to the tenth.
  func worth(_ worth: Double) -> String {
    let tenths = Int((worth * 10).rounded())
    return "\(number(tenths / 10)).\(tenths % 10)"
  }

  func moreTeams(_ count: Int) -> String {
    say(
      "and \(self.count(count, "more team", "more teams")): see teams.csv",
      "还有\(number(count))个队伍，见 teams.csv")
  }

  /// What has no place on a sheet.
  func planRest(_ plan: DayPlan) -> String {
    let (desk, left) = (plan.deskTasks, plan.leftFlags)
    return say(
      "For the desk: \(number(desk)) (desk.csv). Flags left: \(number(left)) (left.csv).",
      "办公桌上可办：\(number(desk))项（desk.csv）。未安排的标记：\(number(left))户（left.csv）。")
  }
}

/// What `simulate` says.
extension Wording {
  var playing: String { say("playing", "模拟中") }

  var simulationHeader: [String] {
    [
      say("policy", "策略"), say("day", "天"), say("found", "找到"), say("undecided", "未定"),
      say("wrong", "判错"), say("people met", "见到人数"), say("minutes", "分钟"),
      say("doors", "敲门"),
    ]
  }

  /// How large the cities were.
  func simulated(_ table: SimulationTable) -> String {
    let (units, unlisted) = (
      number(Int(table.units.mean.rounded())), number(Int(table.unlisted.mean.rounded()))
    )
    return say(
      "\(count(table.cities, "city", "cities")) of \(units) units, in \(unlisted) of them somebody who is on no list",
      "\(number(table.cities))个城市，每个\(units)户，其中\(unlisted)户有人住而名单上没有")
  }
}
