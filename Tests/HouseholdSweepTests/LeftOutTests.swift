import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// What is written down but cannot have been gathered, where random sweeps seldom come.
@Suite("Walks and workers that are no evidence")
struct LeftOutTests {
  /// A compound of houses of twelve dwellings each, in all of which somebody lives, by list and meter.
  private func city(_ buildings: [String], registered: (String) -> Bool = { _ in true })
    -> TestSweep
  {
    let units = buildings.flatMap { building in (101...112).map { "\(building)-1-\($0)" } }
    var sweep = TestSweep()
    sweep.files = [
      "units.csv": ("compound,unit", units.filter(registered).map { "C1,\($0)" } + ["C1,9-9-9"]),
      "residents.csv": ("compound,unit,resident", units.map { "C1,\($0),a" }),
      "meter.csv": (
        "compound,unit,time,kwh",
        units.flatMap { ["C1,\($0),2020-02-17T05:00,0", "C1,\($0),2020-02-20T05:00,30"] }
      ),
      "lights.csv": ("compound,place,time,lit", []), "knocks.csv": (Self.knocks, []),
    ]
    return sweep
  }

  private static let knocks = "compound,unit,time,outcome,worker"

  private func lights(_ building: String, _ day: Int, _ lit: Int, rooms: Int = 12) -> [String] {
    (101...100 + rooms).map { "C1,\(building)-1-\($0),2020-02-\(day)T20:00,\(lit)" }
  }

  private func told(_ results: [String: String], _ finding: String) -> [String] {
    ReconciliationLawTests.withoutLedger(results["summary.json"]!)?.findings
      .first { $0.name == finding }?.places ?? []
  }

  @Test(
    "a worker's doors on both sides of where units are divided for work, and outside the register")
  func dividedCompound() throws {
    // Units are divided every 16,384: here inside C1.
    let before = 16_370
    var sweep = city(["1", "2", "3", "4"])
    sweep.files["units.csv"]!.rows =
      (1...before).map { "C0,\($0)" } + sweep.files["units.csv"]!.rows
    let doors = ["1", "2", "3", "9"].flatMap { house in (101...112).map { "\(house)-1-\($0)" } }
    sweep.files["residents.csv"]!.rows += (101...112).map { "C1,9-1-\($0),a" }
    sweep.files["knocks.csv"]!.rows = doors.enumerated().map { number, door in
      "C1,\(door),2020-02-17T\(10 + number / 60):\(number % 60 < 10 ? "0" : "")\(number % 60),vacant,W1"
    }
    sweep.files["knocks.csv"]!.rows += doors.enumerated().map { number, door in
      "C1,\(door),2020-02-18T10:\(number < 10 ? "0" : "")\(number),answered,W2"
    }
    let results = try sweep.results()
    #expect(
      told(results, "doubtful_worker").map { $0.prefix(31) } == ["C1 W1: 48 of 48 doors vacant, 1"])
    #expect(told(results, "hurried_worker") == [])
    let again = sweep.files["knocks.csv"]!.rows.reversed()
    sweep.files["knocks.csv"]!.rows = Array(again)
    #expect(try sweep.results()["summary.json"] == results["summary.json"])
  }

  @Test("dates without a time tell no pace", arguments: ["2020-02-18", "2020/2/18", "2月18日"])
  func noClock(date: String) throws {
    var sweep = city(["1", "2", "3", "4"])
    let doors = ["1", "2", "3", "4"].flatMap { house in (101...112).map { "\(house)-1-\($0)" } }
    sweep.files["knocks.csv"]!.rows = doors.map { "C1,\($0),\(date),answered,W1" }
    #expect(told(try sweep.results(), "hurried_worker") == [])
    sweep.files["knocks.csv"]!.rows = doors.map { "C1,\($0),2020-02-18T10:00,answered,W1" }
    #expect(
      told(try sweep.results(), "hurried_worker") == ["C1 W1 2020-02-18: 48 doors in 0 minutes"])
  }

  @Test("three workers at each door, of whom the third calls all vacant")
  func threeWorkers() throws {
    var sweep = city(["1", "2", "3", "4"])
    let doors = ["1", "2", "3", "4"].flatMap { house in (101...112).map { "\(house)-1-\($0)" } }
    sweep.files["knocks.csv"]!.rows = doors.enumerated().flatMap { number, door in
      let minute = number < 10 ? "0\(number)" : "\(number)"
      return [
        "C1,\(door),2020-02-17T10:\(minute),answered,W1",
        "C1,\(door),2020-02-17T11:\(minute),no_answer,W2",
        "C1,\(door),2020-02-17T12:\(minute),vacant,W3",
        "C1,\(door),2020-02-17T13:\(minute),vacant,W3",
      ]
    }
    let results = try sweep.results()
    #expect(
      told(results, "doubtful_worker").map { $0.prefix(29) } == ["C1 W3: 48 of 48 doors vacant,"])
    sweep.files["knocks.csv"]!.rows.reverse()
    #expect(try sweep.results()["summary.json"] == results["summary.json"])
  }

  @Test("a walk through a house whose name is a letter", arguments: ["B", "东", "3"])
  func letters(building: String) throws {
    var sweep = city([building, "7"])
    sweep.files["lights.csv"]!.rows =
      lights(building, 17, 0) + lights(building, 18, 1) + lights("7", 17, 1)
    let results = try sweep.results()
    #expect(
      told(results, "dark_walk") == ["C1 \(building) 2020-02-17: 0 of 12 lit, 9 expected"])
    // The rows stay accepted, but nothing was seen that night; it is no coverage.
    let row = results["units.csv"]!.split(separator: "\n").first {
      $0.contains(",\(building)-1-101,")
    }
    let fields = try #require(row).split(separator: ",", omittingEmptySubsequences: false)
    #expect(fields[13] == "1" && fields[14] == "1" && fields[5] == "confirmed")
    #expect(!results["rejects.csv"]!.contains("lights"))
    #expect(results["summary.json"]!.contains("\"accepted\" : 36"))
    #expect(results["coverage.csv"]!.contains("compound,C1,2020-02-17,25,24,0,0"))
    // Explained, it is said, and its rows are not used.
    let folder = try TestFolder()
    try sweep.write(to: folder)
    let read = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    let unit = try read.explanation(compound: "C1", unit: "\(building)-1-101")
    #expect(unit.omissions.map(\.finding) == ["dark_walk"])
    #expect(unit.rows.contains { $0.unused == "dark_walk" })
    let sum = unit.shares.reduce(0) { $0 + $1.logOdds }
    #expect(abs(1 / (1 + exp(-sum)) - unit.probability) < 1e-12)
  }

  @Test("five dwellings are too few for a walk, and a power cut is told like one")
  func few() throws {
    var sweep = city(["1", "2"])
    sweep.files["lights.csv"]!.rows = lights("1", 17, 0, rooms: 5) + lights("2", 17, 1)
    #expect(told(try sweep.results(), "dark_walk") == [])
    sweep.files["lights.csv"]!.rows = lights("1", 17, 0) + lights("2", 18, 1)
    #expect(told(try sweep.results(), "dark_walk").count == 1)
  }

  @Test("a count over a place of which nobody is lit is no evidence, and told first")
  func place() throws {
    var sweep = city(["1", "2"])
    sweep.files["lights.csv"]!.rows =
      ["C1,1,2020-02-17T20:00,0", "C1,1-1,2020-02-17T21:00,0", "C1,1,2020-02-18T20:00,11"]
      + lights("2", 17, 1)
    let results = try sweep.results()
    #expect(
      told(results, "dark_walk") == [
        "C1 1 2020-02-17: 0 of 12 lit, 9 expected", "C1 1-1 2020-02-17: 0 of 12 lit, 9 expected",
      ])
    #expect(results["coverage.csv"]!.contains("compound,C1,2020-02-18,25,12,0,0"))
  }

  @Test("a worker who knocked only at doors outside the register is looked at too")
  func outsideRegister() throws {
    var sweep = city(["1", "2"]) { _ in false }
    sweep.files["lights.csv"]!.rows = lights("1", 17, 1) + lights("2", 17, 1)
    sweep.files["knocks.csv"]!.rows = (101...112).flatMap { room in
      ["C1,1-1-\(room),2020-02-17T10:0\(room % 2),vacant,W1"]
        + ["C1,2-1-\(room),2020-02-18T10:0\(room % 2),answered,W2"]
        + ["C1,1-1-\(room),2020-02-18T10:01,answered,W2"]
    }
    let results = try sweep.results()
    #expect(
      told(results, "doubtful_worker") == ["C1 W1: 12 of 12 doors vacant, 0 expected at most"])
    #expect(
      told(results, "hurried_worker") == ["C1 W2 2020-02-18: 24 doors in 1 minutes"])
    // What was answered stays; what W1 said of nobody is no conflict.
    for row in results["units.csv"]!.split(separator: "\n") where row.contains(",1-1-") {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields[15] == "1" && fields[18] == "0" && fields[6] == "0")
    }
  }

  @Test(
    "of a doubtful worker what was answered or refused stays, and nobody who is not named is doubted"
  )
  func doubtfulWorker() throws {
    for worker in ["W1", ""] {
      var sweep = city(["1", "2"])
      sweep.files["lights.csv"]!.rows = lights("1", 17, 1) + lights("2", 17, 1)
      sweep.files["knocks.csv"]!.rows =
        (101...111).map { "C1,1-1-\($0),2020-02-17T10:00,vacant,\(worker)" }
        + ["C1,1-1-112,2020-02-17T10:00,refused,\(worker)"]
        + ["C1,1-1-111,2020-02-18T10:00,answered,\(worker)"]
        + ["C1,1-1-110,2020-02-18T10:00,no_answer,\(worker)"]
      let results = try sweep.results()
      let isDoubted = !worker.isEmpty
      #expect(told(results, "doubtful_worker").isEmpty != isDoubted)
      let counts = results["units.csv"]!.split(separator: "\n").dropFirst().map { row in
        row.split(separator: ",", omittingEmptySubsequences: false)[15...18].map { Int($0)! }
      }
      let sums = (0..<4).map { outcome in counts.reduce(0) { $0 + $1[outcome] } }
      #expect(sums == (isDoubted ? [1, 1, 0, 0] : [1, 1, 1, 11]))
    }
  }

  @Test("with doubtful 0 nothing is left out")
  func switchedOff() throws {
    var sweep = city(["1", "2"])
    sweep.manifest =
      #"{"first_day": "2020-02-17", "model": "fixed", "thresholds": {"doubtful": 0}}"#
    sweep.files["lights.csv"]!.rows = lights("1", 17, 0) + lights("2", 17, 1)
    sweep.files["knocks.csv"]!.rows = (101...112).map {
      "C1,1-1-\($0),2020-02-17T10:0\($0 % 10),vacant,W1"
    }
    let results = try sweep.results()
    #expect(told(results, "dark_walk") == [] && told(results, "doubtful_worker") == [])
    #expect(results["units.csv"]!.contains(",1-1-101,1,,,"))
  }

  @Test("a list alone accuses nobody, nor does an old list of a house that stands empty")
  func oldList() throws {
    var sweep = city(["1"])
    sweep.files["meter.csv"] = nil
    sweep.files["lights.csv"]!.rows = lights("1", 17, 0) + lights("1", 18, 0)
    #expect(told(try sweep.results(), "dark_walk") == [])
  }

  @Test("a usage far above what the rule on rises lets pass is kept where it is off")
  func greatUsage() throws {
    var sweep = TestSweep()
    sweep.manifest =
      #"{"first_day": "2020-02-17", "thresholds": {"meter_max_kwh_per_day": 0}, "model": "fixed"}"#
    sweep.files = [
      "units.csv": ("compound,unit,meter", ["C1,1,M1", "C1,2,M2"]),
      "meter.csv": (
        "meter,time,kwh",
        [1, 2].flatMap { ["M\($0),2020-02-17T05:00,0", "M\($0),2020-02-18T05:00,\($0 * 60000)"] }
      ),
    ]
    let results = try sweep.results()
    #expect(results["units.csv"]!.contains(",60000.000,active,"))
    #expect(results["units.csv"]!.contains(",120000.000,active,"))
    #expect(told(results, "impossible_rise") == [])
    sweep.manifest = #"{"first_day": "2020-02-17", "model": "fixed"}"#
    #expect(told(try sweep.results(), "impossible_rise").count == 2)
  }
}
