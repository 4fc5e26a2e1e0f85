import DelimitedText
import Foundation
import HouseholdSweep

/// Sheets of paper for teams, and tables to fill in: `sheets/TEAM.html`, `sheets/all.html`,
/// `sheets/TEAM.knocks.csv` and `sheets/TEAM.lights.csv`.
struct PlanSheets {
  private let plan: DayPlan
  /// The names of the teams' files.
  private let names: [String]

  static let folder = "sheets"

  init(_ plan: DayPlan) {
    self.plan = plan
    names = Self.fileNames(plan.teams.map(\.name))
  }

  /// A file name for each team: letters, digits and `-` stay. Where two collide, also in a file system
  /// that takes `A` for `a`, a number comes behind.
  static func fileNames(_ teams: [String]) -> [String] {
    var used: Set<String> = ["all"]
    return teams.map { team in
      let bare = String(
        team.precomposedStringWithCanonicalMapping.prefix(40).map { character in
          character.isLetter || character.isNumber && character.isASCII || character == "-"
            ? character : "_"
        })
      var name = bare.isEmpty ? "_" : bare
      var number = 2
      while !used.insert(name.lowercased()).inserted {
        name = "\(bare)\(number)"
        number += 1
      }
      return name
    }
  }

  func write(to files: ResultsFiles, threads: Int) throws(SweepError) {
    try files.makeFolder(Self.folder)
    let work = WorkList(count: plan.teams.count)
    let workers = max(1, min(threads, plan.teams.count))
    let pages = try parallelMap(workers: workers) { _ throws(SweepError) in
      var pages: [(team: Int, html: String)] = []
      while let number = work.take() {
        let team = plan.teams[number]
        let page = SheetPage(plan, team).html()
        try write(
          SheetPage.document([page], title: SheetPage.title(plan, team), plan.wording),
          "\(names[number]).html", files)
        if !team.doors.isEmpty {
          try write(table(team, .knock), "\(names[number]).knocks.csv", files)
        }
        if !team.windows.isEmpty {
          try write(table(team, .lights), "\(names[number]).lights.csv", files)
        }
        pages.append((number, page))
      }
      return pages
    }
    let all = pages.flatMap { $0 }.sorted { $0.team < $1.team }.map(\.html)
    try write(
      SheetPage.document(all, title: SheetPage.title(plan, nil), plan.wording), "all.html", files)
    try files.finishFolder(Self.folder)
  }

  private func write(_ text: String, _ name: String, _ files: ResultsFiles) throws(SweepError) {
    var buffer = OutputBuffer(capacity: text.utf8.count + 1)
    buffer.append(text: text)
    try files.write(buffer, to: Self.folder + "/" + name)
  }

  /// The lines of a team as a table that is read as it is when it has been filled in: see
  /// `docs/planning.md`.
  private func table(_ team: DayPlan.TeamPlan, _ task: DayPlan.Task) -> String {
    let words = plan.wording
    let header: [String] =
      task == .knock
      ? [
        words.say("sheet", "任务单"), words.say("order", "序号"), words.say("compound", "小区编号"),
        words.say("unit", "房号"), words.say("date", "日期"), words.say("time", "时间"),
        words.say("outcome", "结果"), words.say("persons", "人数"), words.say("worker", "网格员"),
      ]
      : [
        words.say("sheet", "任务单"), words.say("order", "序号"), words.say("compound", "小区编号"),
        words.say("place", "位置"), words.say("date", "日期"), words.say("time", "时间"),
        words.say("lit", "亮灯"), words.say("worker", "网格员"),
      ]
    let empty = String(repeating: ",", count: header.count - 5)
    var buffer = OutputBuffer(capacity: 1 << 14)
    buffer.append(text: "\u{FEFF}" + header.joined(separator: ",") + "\n")
    for (order, line) in (task == .knock ? team.doors : team.windows).enumerated() {
      let row = plan.plan.units[line.unit].row
      DayPlan.append(team.name, to: &buffer)
      buffer.append(number: order + 1)
      buffer.append(",")
      DayPlan.append(row.compound, to: &buffer)
      DayPlan.append(AddressWords.words(for: row.unit, in: words.language), to: &buffer)
      buffer.append(text: "\(plan.day)\(empty)\n")
    }
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}
