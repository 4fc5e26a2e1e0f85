import CommandLineKit
import Foundation
import HouseholdSweep
import SyntheticCity
import Testing

@testable import SweepCommands
@testable import SweepReport

@Suite("Plan")
struct PlanTests {
  /// A generated city with its results, in a folder of their own.
  final class City {
    let folder = NSTemporaryDirectory() + "plan-\(UUID().uuidString)"
    var results: String { folder + "/results" }

    init(compounds: Int = 16, seed: UInt64 = 5, language: String = "en") throws {
      var options = CityOptions()
      options.compounds = compounds
      options.seed = seed
      options.threads = 2
      _ = try SyntheticCity(options).write(to: folder)
      if language != "en" {
        let manifest = folder + "/sweep.json"
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
        try text.replacing("\"en\"", with: "\"\(language)\"")
          .write(toFile: manifest, atomically: true, encoding: .utf8)
      }
      #expect(Recorder().run("reconcile", folder, "--quiet", "--no-sync") == .done)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, to name: String) throws {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
      try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    /// The rows of a table of ours, by column.
    func rows(_ name: String) throws -> [[String: String]] {
      let lines = try read(name).replacing("\u{FEFF}", with: "").split(separator: "\n")
      let header = lines[0].split(separator: ",").map(String.init)
      return lines.dropFirst().map { line in
        Dictionary(
          zip(header, Self.cells(String(line))), uniquingKeysWith: { first, _ in first })
      }
    }

    static func cells(_ line: String) -> [String] {
      var cells = [""]
      var isQuoted = false
      for character in line {
        if character == "\"" {
          isQuoted.toggle()
        } else if character == "," && !isQuoted {
          cells.append("")
        } else {
          cells[cells.count - 1].append(character)
        }
      }
      return cells
    }

    func plan(_ more: String...) -> Recorder {
      let recorder = Recorder()
      let words = ["plan", results, "--day", "2020-02-19", "--threads", "2"] + more
      #expect(recorder.run(words) == .done, "\(recorder.talk)")
      return recorder
    }
  }

  @Test("no door twice, nobody over time or outside its area, every flag told once")
  func laws() throws {
    let city = try City()
    let units = try city.rows("results/units.csv")
    let grids = Set(units.compactMap { $0["grid"] }).sorted()
    let compounds = Set(units.compactMap { $0["compound"] }).sorted()
    // Areas that overlap, share grids, and leave some of the city to nobody.
    var teams = [
      "A,300,,,C0003,20,2", "B,300,,,,20,2", "C,90,\(grids[0]),,,0,1",
      "C,90,\(grids[1]),,,0,1", "D,45,,\(compounds[2]),,60,1",
      "E,200,\(grids[3]),,,0,1", "F,17,,\(compounds[3]),,0,1",
    ]
    for hasCityTeams in [true, false] {
      if !hasCityTeams { teams.removeFirst(2) }
      let header = "team,minutes,grid,compound,start,evening,wardens\n"
      try city.write(header + teams.joined(separator: "\n") + "\n", to: "teams.csv")
      _ = city.plan()
      let lines = try city.rows("plan/assignments.csv")
      try expectLaws(lines, teams, units, city)
      // The order of teams, and threads, change nothing.
      let before = try city.read("plan/assignments.csv")
      try city.write(header + teams.reversed().joined(separator: "\n") + "\n", to: "teams.csv")
      #expect(
        Recorder().run("plan", city.results, "--day", "2020-02-19", "--threads", "1") == .done)
      #expect(try city.read("plan/assignments.csv") == before)
    }
  }

  private func expectLaws(
    _ lines: [[String: String]], _ teams: [String], _ units: [[String: String]], _ city: City
  ) throws {
    #expect(lines.count > 10)
    let tasks = lines.map { "\($0["task"]!) \($0["compound"]!) \($0["unit"]!)" }
    #expect(Set(tasks).count == tasks.count)
    let grid = Dictionary(
      units.map { ("\($0["compound"]!) \($0["unit"]!)", $0) }, uniquingKeysWith: { a, _ in a })
    for (team, own) in Dictionary(grouping: lines, by: { $0["team"]! }) {
      let rows = teams.map { City.cells($0) }.filter { $0[0] == team }
      let minutes = { (task: String) in
        own.filter { $0["task"] == task }.reduce(0.0) { $0 + Double($1["minutes"]!)! }
      }
      #expect(minutes("knock") <= Double(rows[0][1])! + 1e-6, "\(team)")
      #expect(minutes("lights") <= Double(rows[0][5])! + 1e-6, "\(team)")
      for line in own {
        let unit = grid["\(line["compound"]!) \(line["unit"]!)"]!
        let isInside = rows.contains { row in
          (row[2].isEmpty || row[2] == unit["grid"])
            && (row[3].isEmpty || row[3] == unit["compound"])
        }
        #expect(isInside, "\(team) at \(line["unit"]!)")
      }
    }
    // A settled door is nobody's.
    for line in lines where line["task"] == "knock" {
      let unit = grid["\(line["compound"]!) \(line["unit"]!)"]!
      #expect(unit["conflict"] == "1" || !["confirmed", "vacant"].contains(unit["status"]!))
    }
    let keys = { (rows: [[String: String]]) in
      Set(rows.map { "\($0["compound"]!) \($0["unit"]!)" })
    }
    let (planned, desk) = (keys(lines), keys(try city.rows("plan/desk.csv")))
    let left = keys(try city.rows("plan/left.csv"))
    for flag in keys(try city.rows("results/flags.csv")) {
      let places = [planned, desk, left].count { $0.contains(flag) }
      #expect(places == 1, "\(flag) in \(places) tables")
    }
  }

  @Test("so many wardens have equal shares of the city, and all have work")
  func wardens() throws {
    let city = try City()
    for count in [1, 3, 12] {
      _ = city.plan("--wardens", "\(count)", "--minutes", "60")
      let teams = try city.rows("plan/teams.csv")
      #expect(teams.count == count)
      #expect(teams.count { $0["doors"] != "0" } * 10 >= count * 9)
    }
    // Twice the time brings more, and no time of a day is refused.
    _ = city.plan("--wardens", "2", "--minutes", "60")
    let short = try city.rows("plan/teams.csv").reduce(0.0) { $0 + Double($1["worth"]!)! }
    _ = city.plan("--wardens", "2", "--minutes", "1440")
    let long = try city.rows("plan/teams.csv").reduce(0.0) { $0 + Double($1["worth"]!)! }
    #expect(long > short)
  }

  @Test("what is wrong with a request is told, and nothing is written")
  func errors() throws {
    let city = try City(compounds: 2)
    func fails(_ words: String..., code: ExitCode = .failed, says: String) {
      let recorder = Recorder()
      #expect(recorder.run(["plan", city.results] + words) == code, "\(words)")
      #expect(recorder.talk.contains(says), "\(recorder.talk)")
    }
    fails("--day", "2020-02-19", says: "no teams.csv")
    fails("--wardens", "2", "--minutes", "60", "--day", "2020-02-20", says: "sweep roll")
    fails("--wardens", "2", "--minutes", "60", says: "sweep roll")
    fails("--wardens", "2", code: .wrongUsage, says: "--minutes")
    fails("--wardens", "2", "--minutes", "0", code: .wrongUsage, says: "1 to 1440")
    fails("--wardens", "0", "--minutes", "9", code: .wrongUsage, says: "1 to 100000")
    fails("--wardens", "2", "--minutes", "1441", code: .wrongUsage, says: "1 to 1440")
    func teams(_ text: String, says: String...) throws {
      try city.write(text, to: "teams.csv")
      let recorder = Recorder()
      #expect(recorder.run("plan", city.results, "--day", "2020-02-19") == .badData)
      for word in says { #expect(recorder.talk.contains(word), "\(recorder.talk)") }
    }
    try teams("team,minutes\n", says: "no team in it")
    try teams("team,grid\nA,G1\n", says: "'minutes' is missing")
    try teams(
      "team,minutes,grid\nA,0,\nB,60,Nowhere\n,5,\nC,1500,\n", says: "teams.csv:2:2",
      "'0' is no number", "teams.csv:3:3", "'Nowhere'", "teams.csv:4:1", "'1500'")
    try teams("team,minutes,start\nA,60,C9999\n", says: "C9999")
    try teams("team,minutes\nA,60\nA,70\n", says: "other minutes here than on line 2")
    try FileManager.default.removeItem(atPath: city.folder + "/teams.csv")
    // Folders that are not ours.
    let mine = ["--wardens", "2", "--minutes", "60", "--day", "2020-02-19", "--output"]
    try city.write("mine", to: "notes.txt")
    for place in [city.folder, city.results, city.folder + "/units"] {
      let recorder = Recorder()
      #expect(recorder.run(["plan", city.results] + mine + [place]) == .failed, "\(place)")
    }
    #expect(!FileManager.default.fileExists(atPath: city.folder + "/plan"))
    #expect(try city.read("notes.txt") == "mine")
    // Results without flags, and of another version.
    let flags = city.results + "/flags.csv"
    try FileManager.default.moveItem(atPath: flags, toPath: city.folder + "/kept")
    fails("--wardens", "2", "--minutes", "60", "--day", "2020-02-19", says: "flags.csv")
    try FileManager.default.moveItem(atPath: city.folder + "/kept", toPath: flags)
    let summary = try city.read("results/summary.json")
    try city.write(
      summary.replacing("\"schema\" : 2", with: "\"schema\" : 1"), to: "results/summary.json")
    fails("--wardens", "2", "--minutes", "60", "--day", "2020-02-19", says: "another version")
    #expect(!FileManager.default.fileExists(atPath: city.folder + "/plan"))
  }

  @Test("the folder is its owner's, and a second plan keeps the first")
  func folder() throws {
    let city = try City(compounds: 3)
    _ = city.plan("--wardens", "2", "--minutes", "60")
    let manager = FileManager.default
    let mode = { (name: String) in
      try manager.attributesOfItem(atPath: city.folder + "/" + name)[.posixPermissions] as? Int
    }
    #expect(try mode("plan") == 0o700)
    #expect(try mode("plan/sheets/1.knocks.csv") == 0o600)
    try city.write("filled in", to: "plan/sheets/1.knocks.csv")
    _ = city.plan("--wardens", "1", "--minutes", "60")
    #expect(try city.read("plan.previous/sheets/1.knocks.csv") == "filled in")
    #expect(try mode("plan/sheets/all.html") == 0o600)
    // The sweep does not take plan and teams for something of its own.
    try city.write("team,minutes\nA,60\n", to: "teams.csv")
    let check = Recorder()
    #expect(check.run("check", city.folder) == .done)
    #expect(!check.said.contains("teams.csv") && !check.said.contains("plan"))
  }

  @Test("sheets filled in by wardens are read as they are", arguments: ["en", "zh"])
  func roundTrip(language: String) throws {
    let city = try City(compounds: 8, language: language)
    let words = city.plan("--wardens", "1", "--minutes", "600", "--evening", "120")
    #expect(!words.said.isEmpty)
    try FileManager.default.createDirectory(
      atPath: city.folder + "/knocks/19", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: city.folder + "/lights", withIntermediateDirectories: true)
    // Of a door: time, outcome, persons, worker. What a warden leaves out, confuses, or writes his way.
    let knocks = [
      ",,,", "9:40,有人,3人,Li", ",无人应答,,Li", "10:05,,,", ",,2,", "25:70,answered,2,", ",,,Li",
      "下午2:15,拒访,,Li", "14:20,空置,,Li", ",在家,１,",
    ]
    let lights = [",,", "20:15,1,Li", ",亮,", "0:30,×,Li", ",,Li", "21:00,,", "20:20,看不清,"]
    let doors = try fill("1.knocks.csv", with: knocks, to: "knocks/19/1.knocks.csv", city)
    let windows = try fill("1.lights.csv", with: lights, to: "lights/1.lights.csv", city)
    #expect(doors.count > 10 && windows.count > 2)
    #expect(Recorder().run("reconcile", city.folder, "--quiet", "--no-sync") == .done)
    let summary = try RunSummary(contentsOf: city.results + "/summary.json")
    for (name, made, empty, wrong) in [
      ("knocks/19/1.knocks.csv", doors, [0, 6], [3, 4, 5]),
      ("lights/1.lights.csv", windows, [0, 4], [5, 6]),
    ] {
      let file = try #require(summary.ledger.first { $0.file == name })
      #expect(file.notData == made.count { empty.contains($0) }, "\(name)")
      #expect(file.rejected.values.reduce(0, +) == made.count { wrong.contains($0) }, "\(name)")
      #expect(file.rows == made.count - file.notData && file.outOfWindow == 0, "\(name)")
      #expect(file.accepted == file.rows - file.rejected.values.reduce(0, +), "\(name)")
    }
    // What was found at the door stands in the results.
    let first = try city.rows("plan/assignments.csv")[1]
    let unit = try #require(
      city.rows("results/units.csv").first {
        $0["compound"] == first["compound"] && $0["unit"] == first["unit"]
      })
    #expect(Int(unit["persons_seen"]!)! >= 3 && unit["answered"] != "0")
  }

  /// Fills in a table of the plan, line by line, with one of the ways; returns which was taken for each.
  private func fill(_ name: String, with ways: [String], to place: String, _ city: City) throws
    -> [Int]
  {
    var lines = try city.read("plan/sheets/" + name).split(separator: "\n").map(String.init)
    let taken = (0..<lines.count - 1).map { $0 % ways.count }
    for (number, way) in taken.enumerated() {
      var cells = lines[number + 1].split(separator: ",", omittingEmptySubsequences: false)
      cells.removeLast(ways[0].split(separator: ",", omittingEmptySubsequences: false).count)
      lines[number + 1] = cells.joined(separator: ",") + "," + ways[way]
    }
    try city.write(lines.joined(separator: "\n") + "\n", to: place)
    return taken
  }

  @Test("a simulation plays every policy, and the same seed plays the same")
  func simulation() throws {
    let words = [
      "simulate", "--compounds", "3", "--seeds", "2", "--wardens", "2", "--minutes", "120",
      "--days", "1", "--unlisted", "0.1",
    ]
    let (first, second) = (Recorder(), Recorder())
    #expect(first.run(words + ["--json"]) == .done)
    #expect(second.run(words + ["--json", "--threads", "1"]) == .done)
    #expect(first.said == second.said)
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(first.said.utf8)) as? [[String: Any]])
    #expect(rows.count == PlanPolicy.allCases.count)
    func found(_ policy: PlanPolicy) -> Double {
      let row = rows.last { $0["policy"] as? String == policy.rawValue }
      return ((row?["figures"] as? [String: [Double]])?["found"] ?? [0])[0]
    }
    #expect(found(.plan) > 2 * found(.register))
    // Minutes are kept on average: people who open take longer than planned, or shorter.
    for row in rows {
      let minutes = (row["figures"] as? [String: [Double]])?["minutes"]?[0] ?? 0
      #expect(minutes <= 240.0 * 1.2 * Double(row["day"] as? Int ?? 0), "\(row)")
    }
  }

  @Test("costs and weights stand in the manifest")
  func settings() throws {
    let json = """
      {"first_day": "2020-02-17",
       "plan": {"door": 2, "compound": 30, "weights": {"learn": 0.5}, "least": 1}}
      """
    let manifest = try Manifest(json: Data(json.utf8))
    #expect(manifest.plan?.costs.door == 2 && manifest.plan?.costs.compound == 30)
    #expect(manifest.plan?.costs.floor == 0.4 && manifest.plan?.learn == 0.5)
    #expect(try Manifest(json: Data(manifest.json().utf8)) == manifest)
    for wrong in [
      "\"door\": 0.05", "\"door\": 1441", "\"doors\": 1", "\"weights\": {\"finds\": 1}",
    ] {
      #expect(throws: SweepError.self) {
        try Manifest(json: Data("{\"first_day\": \"2020-02-17\", \"plan\": {\(wrong)}}".utf8))
      }
    }
  }

  @Test(
    "worth: a household met counts one, nothing is learned of what is sure, no find without a list")
  func worth() {
    var outlook = UnitOutlook(Parameters(), find: 1, learn: 1)
    func known(
      _ p: Double, listed: Bool = false, unlisted: Bool = true,
      knocks: (Int, Int, Int, Int) = (0, 0, 0, 0)
    ) -> UnitOutlook.Known {
      .init(
        pattern: EvidencePattern(usageBin: 0, nightsSeen: 3, nightsLit: 3, knocks: knocks),
        probability: p, countsAsListed: listed, isUnlisted: unlisted)
    }
    let sure = outlook.knock(known(0.9999))
    #expect(sure.worth > 0.4 && sure.worth < 0.7)
    #expect(abs(sure.worth - sure.opens) < 0.01)
    let noList = outlook.knock(known(0.9999, listed: true, unlisted: false))
    #expect(noList.worth < 0.001)
    // Households that did not open open less, those that refused least; who was met is no find again.
    let tried = outlook.knock(known(0.9999, knocks: (0, 0, 2, 0)))
    let refused = outlook.knock(known(0.9999, knocks: (0, 1, 0, 0)))
    #expect(tried.worth < sure.worth && refused.worth < tried.worth)
    #expect(outlook.knock(known(0.9999, knocks: (1, 0, 0, 0))).worth < 0.01)
    // A doubtful unit is worth a look; less after a knock; nothing on the last day.
    let window = outlook.window(known(0.5), afterKnock: false)
    #expect(window > 0 && outlook.window(known(0.5), afterKnock: true) < window)
    var last = UnitOutlook(Parameters(), find: 1, learn: 0)
    #expect(last.window(known(0.5), afterKnock: false) == 0)
    #expect(last.knock(known(0.5)).worth < outlook.knock(known(0.5)).worth)
  }

  @Test("files of teams have names of their own, in any file system")
  func fileNames() {
    let names = PlanSheets.fileNames(["North 1", "North/1", "all", "a", "A", "一队", "", "../x"])
    #expect(names == ["North_1", "North_12", "all2", "a", "A2", "一队", "_", "___x"])
  }
}
