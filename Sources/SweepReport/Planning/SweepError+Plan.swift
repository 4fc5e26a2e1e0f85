import HouseholdSweep

/// What is wrong with what is asked of a plan, and with its teams.
extension SweepError {
  private static let teamsAdvice = BothLanguages(
    "mend the row; docs/planning.md tells what is in teams.csv",
    "请改正这一行；teams.csv 的写法见 docs/planning.md")

  static func team(_ problem: BothLanguages, at place: Place) -> SweepError {
    SweepError(.badData, at: place, problem, advice: teamsAdvice)
  }

  static func noTeams(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file), .init("there is no team in it", "其中没有队伍"),
      advice: .init("write a row for each team: team,minutes", "每个队伍写一行：team,minutes"))
  }

  static func noTeamColumn(_ column: String, in file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init("the column '\(column)' is missing", "缺少列“\(column)”"),
      advice: .init(
        "a table of teams has the columns team and minutes, and may have grid, compound, start, evening, wardens",
        "队伍表要有队伍、分钟两列，还可以有网格、小区、起点、晚间分钟、人手"))
  }

  static func unreadableTeams(_ file: String, _ error: any Error) -> SweepError {
    SweepError(
      .system, at: .init(file: file),
      .init("the table of teams cannot be read: ", "无法读取队伍表：") + .systemReason(error),
      advice: .init("check its path and its permissions", "请检查路径和权限"))
  }

  /// Neither a table of teams nor a number of wardens.
  static func whoGoes(beside folder: String) -> SweepError {
    SweepError(
      .badRequest,
      .init(
        "nobody is there to go: no teams.csv in \(folder), and no --wardens",
        "没有人可派：\(folder) 中没有 teams.csv，也没有给出 --wardens"),
      advice: .init(
        "write teams.csv (team,minutes), or give --wardens N --minutes M",
        "请写一个 teams.csv（team,minutes），或给出 --wardens N --minutes M"))
  }

  static func dayOutside(_ day: SweepDate, from first: SweepDate, days: Int) -> SweepError {
    let last = first.advanced(by: days - 1)
    return SweepError(
      .badRequest,
      .init(
        "\(day) is outside the sweep, which goes from \(first) to \(last): what is gathered then would count for nothing",
        "\(day) 不在排查期内（\(first) 至 \(last)）：那天收集的数据不会计入"),
      advice: .init(
        "give a day of the sweep with --day, or carry the sweep on with 'sweep roll'",
        "请用 --day 给出排查期内的一天，或用“sweep roll”延续排查"))
  }

  static func noDay(_ folder: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: folder),
      .init("the summary names no first day", "汇总中没有第一天的日期"),
      advice: .init("run 'sweep reconcile' again", "请重新运行“sweep reconcile”"))
  }
}

/// What is wrong with a row of teams.
enum TeamWords {
  static let noName = BothLanguages("the team has no name", "队伍没有名称")
  static let badRow = BothLanguages("the row cannot be taken apart", "这一行无法拆分成各列")

  static func minutes(_ value: String, from least: Int) -> BothLanguages {
    let shown = Visible.text(String(value.prefix(40)))
    return .init(
      "'\(shown)' is no number of minutes from \(least) to \(PlanTeams.mostMinutes)",
      "“\(shown)”不是\(least)到\(PlanTeams.mostMinutes)的分钟数")
  }

  static func wardens(_ value: String) -> BothLanguages {
    let shown = Visible.text(String(value.prefix(40)))
    return .init("'\(shown)' is no number of wardens from 1 to 100", "“\(shown)”不是1到100的人数")
  }

  static func noGrid(_ value: String) -> BothLanguages {
    let shown = Visible.text(String(value.prefix(40)))
    return .init(
      "there is no grid '\(shown)' in these results", "这些结果中没有网格“\(shown)”")
  }

  static func noCompound(_ value: String) -> BothLanguages {
    let shown = Visible.text(String(value.prefix(40)))
    return .init(
      "there is no compound '\(shown)' in these results, or several are called so",
      "这些结果中没有小区“\(shown)”，或有几个同名")
  }

  static func differs(_ team: String, line: Int) -> BothLanguages {
    let shown = Visible.text(String(team.prefix(40)))
    return .init(
      "team '\(shown)' has other minutes here than on line \(line)",
      "队伍“\(shown)”的分钟数与第\(line)行不同")
  }
}
