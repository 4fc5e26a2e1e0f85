import CommandLineKit
import Foundation
import Testing

@testable import SweepCommands

/// A generated city where one worker in ten calls every door vacant, and nobody counted building 1 of the
/// first compound on the first night.
@Suite("What cannot have been gathered, in commands")
struct DoubtfulSweepTests {
  /// The city, made once.
  private final class City {
    let folder = NSTemporaryDirectory() + "doubts-\(UUID().uuidString)"
    var results: String { folder + "/results" }

    init() throws {
      let words = ["--compounds", "8", "--seed", "3", "--break", "lazy-warden", "--quiet"]
      #expect(Recorder().run(["generate", folder] + words) == .done)
      let lights = folder + "/lights.csv"
      let rows = try String(contentsOfFile: lights, encoding: .utf8).split(separator: "\n")
      let edited = rows.map { row -> String in
        var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if cells[0] == "C0001" && cells[1].hasPrefix("1-") && cells[2].hasPrefix("2020-02-17") {
          cells[3] = "0"
        }
        return cells.joined(separator: ",") + "\n"
      }
      try edited.joined().write(toFile: lights, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The first row of a table for which something holds.
    func row(_ table: String, where holds: ([String]) -> Bool) throws -> [String] {
      let rows = try String(contentsOfFile: folder + "/" + table, encoding: .utf8)
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      let row = rows.first(where: holds)
      return try #require(row)
    }
  }

  private struct Explained: Decodable {
    struct Share: Decodable {
      var source: String
      var logOdds: Double
      var logOddsAsGiven: Double?
    }

    struct Omission: Decodable {
      var finding: String
      var place: String
    }

    var shares: [Share]
    var kinds: [String: Double]
    var words: [String]
    var leftOut: [Omission]
    var occupancyRate: Double
    var listCompleteness: Double?
    var pOccupied: Double
    var pOccupiedAsGiven: Double?

    init(_ json: String) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(Explained.self, from: Data(json.utf8))
    }
  }

  private func said(_ words: [String], width: Int = 80) -> String {
    let recorder = Recorder()
    #expect(recorder.run(words, width: width, isTerminal: true) == .done)
    return recorder.said
  }

  /// A text without its line breaks, which depend on the width.
  private func flat(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test("reconcile tells what was left out, and the new numbers, at 80 columns")
  func reconcile() throws {
    let city = try City()
    let text = said(["reconcile", city.folder])
    #expect(flat(text).contains("1 walk with hardly a light, and the vacant reports of "))
    #expect(flat(text).contains("Looked at, or only written down?"))
    for part in [
      "kind of dwelling", "occupied, seldom at home", "vacant, a lamp left on", "list: only moved",
      "meter: 0.3 to 0.6 kWh", "meter: 8 kWh or more", "listed of the vacant", " → ",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    for line in text.split(separator: "\n") {
      #expect(TextTable.width(of: String(line)) <= 80 && !line.contains("…"), "\(line)")
    }
    let check = said(["check", city.folder])
    #expect(check.contains("dark_walk: 1\n    C0001 1 2020-02-17: 0 of "))
    #expect(check.contains("doubtful_worker: ") && check.contains("Ask whether the power was out"))
  }

  @Test("explain names the walk and the worker that were left out, and the rows")
  func leftOut() throws {
    let city = try City()
    let dark = try city.row("lights.csv") { $0[0] == "C0001" && $0[1].hasPrefix("1-") }
    let text = said(["explain", city.folder, "C0001", dark[1]])
    #expect(text.contains("not used: dark_walk"))
    #expect(
      text.contains("Left out of the evidence\n  dark_walk: Building 1, "))
    #expect(flat(text).contains("Did somebody count, or was the power out?"))
    let json = try Explained(said(["explain", city.folder, "C0001", dark[1], "--json"]))
    #expect(json.leftOut.map(\.finding) == ["dark_walk"])
    #expect(json.leftOut[0].place.hasPrefix("C0001 1 2020-02-17: 0 of "))

    #expect(Recorder().run("reconcile", city.folder, "--quiet") == .done)
    let summary = try String(contentsOfFile: city.results + "/summary.json", encoding: .utf8)
    let found = try #require(summary.firstMatch(of: #/"(C\d+) (W\d+): \d+ of \d+ doors vacant/#))
    let (compound, worker) = (String(found.output.1), String(found.output.2))
    let knock = try city.row("knocks.csv") {
      $0[0] == compound && $0[3] == "vacant" && $0[5] == worker
    }
    let other = said(["explain", city.folder, compound, knock[1]])
    #expect(other.contains("worker \(worker)  not used: doubtful_worker"))
    #expect(other.contains("doubtful_worker: \(worker): ") && other.contains("really vacant?"))
  }

  @Test("what was learned elsewhere decides in explain as in the results, and the report says so")
  func givenParameters() throws {
    let city = try City()
    #expect(Recorder().run("reconcile", city.folder, "--quiet") == .done)
    let summary = try String(contentsOfFile: city.results + "/summary.json", encoding: .utf8)
    let other = city.folder + "/other.json"
    try summary.replacing(#/"share" : 0\.\d+/#, with: "\"share\" : 0.3")
      .write(toFile: other, atomically: true, encoding: .utf8)
    #expect(Recorder().run("reconcile", city.folder, "--parameters", other, "--quiet") == .done)
    let unit = try city.row("results/units.csv") { $0[5] == "uncertain" && $0[13] != "0" }
    let words = ["explain", city.folder, unit[0], unit[1], "--json"]
    let json = try Explained(said(words + ["--parameters", other]))
    #expect(String(format: "%.4f", json.pOccupied) == unit[7])
    #expect(try String(format: "%.4f", Explained(said(words)).pOccupied) != unit[7])
    let report = try String(contentsOfFile: city.results + "/report.html", encoding: .utf8)
    #expect(report.contains("The numbers were learned elsewhere"))
  }

  @Test("shares come in their order and add up, by what was learned and by what was given")
  func shares() throws {
    let city = try City()
    #expect(Recorder().run("reconcile", city.folder, "--quiet") == .done)
    var isLearned = false
    for status in ["confirmed", "uncertain", "vacant"] {
      let unit = try city.row("results/units.csv") { $0[5] == status && $0[13] != "0" }
      let json = try Explained(said(["explain", city.folder, unit[0], unit[1], "--json"]))
      #expect(
        json.shares.map(\.source)
          == ["city", "compound", "list", "meter", "lights", "knocks", "places"])
      func p(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }
      #expect(abs(p(json.shares.reduce(0) { $0 + $1.logOdds }) - json.pOccupied) < 1e-9)
      if let given = json.pOccupiedAsGiven {
        isLearned = true
        let sum = json.shares.reduce(0) { $0 + ($1.logOddsAsGiven ?? .nan) }
        #expect(abs(p(sum) - given) < 1e-9)
      }
      #expect(abs(json.kinds.values.reduce(0, +) - 1) < 1e-9)
      let occupied = ["seen", "hidden", "seldom_home"].reduce(0) { $0 + (json.kinds[$1] ?? 0) }
      #expect(abs(occupied - json.pOccupied) < 1e-9)
    }
    let text = flat(said(["explain", city.folder, "C0001", "1-1-101"]))
    for part in [
      "city's rate", "compound's own rate", "its list", "depend on the earlier",
      "Of this compound's dwellings ",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(isLearned)
  }

  @Test("explain names the readings of a unit's own meters that were left out")
  func readings() throws {
    let folder = NSTemporaryDirectory() + "readings-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [
      ("sweep.json", #"{"first_day": "2020-02-17", "model": "fixed"}"#),
      ("units.csv", "compound,unit,meter\nC,1-1-101,A\nC,1-1-102,A 1\nC,1-1-103,\n"),
      (
        "meter.csv",
        """
        meter,compound,unit,time,kwh
        A,,,2020-02-17 06:00,8204
        A,,,2020-02-18 06:00,820.4
        A,,,2020-02-19 06:00,8205
        A 1,,,2020-02-17 06:00,10
        A 1,,,2020-02-19 06:00,9010
        ,C,1-1-103,2020-02-17 06:00,10
        ,C,1-1-103,2020-02-19 06:00,9010

        """
      ),
    ] {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    func omissions(_ unit: String) throws -> [String] {
      try Explained(said(["explain", folder, "C", unit, "--json"])).leftOut.map {
        "\($0.finding) \($0.place.prefix { $0 != ":" })"
      }
    }
    #expect(try omissions("1-1-101") == ["implausible_reading A 2020-02-18"])
    #expect(try omissions("1-1-102") == ["impossible_rise A 1 2020-02-19"])
    #expect(try omissions("1-1-103") == ["impossible_rise C 1-1-103 2020-02-19"])
    let text = flat(said(["explain", folder, "C", "1-1-101"]))
    #expect(text.contains("820.4 between 8204 and 8205. A slip of the pen"))
  }

  @Test("windows in the dark, shut doors and lamps are spoken of as what they may be")
  func kinds() throws {
    let folder = NSTemporaryDirectory() + "kinds-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var lights = "compound,place,time,lit\n"
    for day in 17...19 {
      lights += "C,1-1-101,2020-02-\(day) 20:00,0\nC,1-1-102,2020-02-\(day) 20:00,1\n"
    }
    for (name, text) in [
      ("sweep.json", #"{"first_day": "2020-02-17", "model": "fixed"}"#),
      ("units.csv", "compound,unit,meter\nC,1-1-101,A\nC,1-1-102,B\nC,1-1-103,D\n"),
      ("residents.csv", "compound,unit\nC,1-1-101\nC,1-1-103\n"),
      (
        "meter.csv",
        "meter,time,kwh\nA,2020-02-17 06:00,10\nA,2020-02-19 06:00,30\nB,2020-02-17 06:00,10\nB,2020-02-19 06:00,10\n"
      ),
      ("lights.csv", lights),
      (
        "knocks.csv",
        "compound,unit,time,outcome\n"
          + (17...19).map { "C,1-1-103,2020-02-\($0) 10:00,no_answer\n" }.joined()
      ),
    ] {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    func words(_ unit: String) throws -> String {
      try Explained(said(["explain", folder, "C", unit, "--json"])).words.joined(separator: "\n")
    }
    #expect(
      try words("1-1-101").contains(
        #/^dark three nights: .*\d+% likely a window that cannot be seen/#))
    #expect(
      try words("1-1-102").contains(#/^lit three of three nights.*: .*\d+% likely a lamp left on/#))
    #expect(try words("1-1-103").contains(#/^shut three times: .*\d+% likely seldom at home/#))
    let text = said(["explain", folder, "C", "1-1-101"])
    #expect(text.contains("What may mislead\n  dark three nights: "))
  }
}
