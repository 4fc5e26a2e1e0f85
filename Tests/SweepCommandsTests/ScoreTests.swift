import CommandLineKit
import Foundation
import Testing

@testable import SweepCommands

@Suite("How right results are")
struct ScoreTests {
  private struct Report: Decodable {
    struct Score: Decodable {
      struct Status: Decodable {
        var status: String
        var units: Int
        var truth: Int
        var correct: Int
        var precision: Double?
        var recall: Double?
      }

      struct Threshold: Decodable {
        var threshold: Double
        var found: Int
        var precision: Double?
        var recall: Double?
      }

      struct Tenth: Decodable {
        var units: Int
        var meanP: Double?
        var occupied: Double?
      }

      struct Faults: Decodable {
        var walks: Int
        var trueWalks: Int
        var writtenZeros: Int
        var writtenZerosFound: Int
        var powerCuts: Int
        var powerCutsFound: Int
        var trueWalksAccused: Int
        var workers: Int
        var trueWorkers: Int
        var lazyWorkers: Int
        var lazyWorkersFound: Int
        var trueWorkersAccused: Int
      }

      var units: Int
      var missing: Int
      var unknown: Int
      var logLoss: Double
      var brier: Double
      var statuses: [Status]
      var unlistedOccupied: [Threshold]
      var calibration: [Tenth]
      var worstTenth: Double?
      var occupied: Int
      var occupiedCalledVacant: Int
      var occupiedCalledVacantShare: Double?
      var faults: Faults?
    }

    var score: Score
    var bound: Score?

    init(_ json: String) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(Report.self, from: Data(json.utf8))
    }
  }

  private func temporary() -> String { NSTemporaryDirectory() + "score-\(UUID().uuidString)" }

  private func rows(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// A unit of the results beside the persons who live there, none if nobody knows.
  private struct Unit {
    var status: String
    var p: Double
    var listed: Int
    var known: Int
    var persons: Int

    /// What the unit should be called: every compound of the city has a list.
    var wanted: String {
      guard persons > 0 else { return listed > 0 ? "listed_absent" : "vacant" }
      return known == 0
        ? "unlisted_occupied" : persons > known ? "undercounted" : "confirmed"
    }
  }

  @Test("every figure is what counting by hand gives")
  func figures() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    // Windows that nobody sees, so that an occupied unit is called vacant.
    let words = [
      "--compounds", "4", "--seed", "9", "--counted", "0.5", "--break", "hidden-windows", "--quiet",
    ]
    #expect(recorder.run(["generate", folder] + words) == .done)
    #expect(recorder.run("reconcile", folder, "--quiet") == .done)
    // Three units of the truth that nobody saw: two of them occupied, one not.
    var truth = try String(contentsOfFile: folder + "/truth.csv", encoding: .utf8)
    truth += "C0001,99栋1单元101,1,2\nc0001,99-1-102,1,\nC0001,99-1-103,0,0\n"
    try truth.write(toFile: folder + "/truth.csv", atomically: true, encoding: .utf8)
    #expect(
      recorder.run("score", folder + "/results", folder + "/truth.csv", "--json") == .done)
    let score = try Report(recorder.said).score

    let persons = Dictionary(
      uniqueKeysWithValues: try rows(folder + "/truth.csv").map { row in
        (row[0] + row[1], Int(row[3]) ?? 1)
      })
    let units = try rows(folder + "/results/units.csv").map { row in
      Unit(
        status: row[5], p: Double(row[7])!, listed: Int(row[8])!,
        known: Int(row[8])! + Int(row[9])!, persons: persons[row[0] + row[1]]!)
    }
    #expect(score.units == units.count && score.missing == 3 && score.unknown == 0)
    let losses = units.map { unit in
      -log(min(max(unit.persons > 0 ? unit.p : 1 - unit.p, 0.00005), 0.99995))
    }
    #expect(abs(score.logLoss - losses.reduce(0, +) / Double(units.count)) < 1e-9)
    let squares = units.map { pow($0.p - ($0.persons > 0 ? 1 : 0), 2) }
    #expect(abs(score.brier - squares.reduce(0, +) / Double(units.count)) < 1e-9)
    for status in score.statuses {
      let given = units.filter { $0.status == status.status }
      let extra = ["unlisted_occupied": 2, "vacant": 1][status.status] ?? 0
      let wanted = units.count { $0.wanted == status.status } + extra
      let right = given.count { $0.wanted == status.status }
      #expect(status.units == given.count && status.truth == wanted && status.correct == right)
      let isOpen = status.status == "uncertain" || status.status == "unobserved"
      #expect(
        status.precision
          == (given.isEmpty || isOpen ? nil : Double(right) / Double(given.count)))
      #expect(status.recall == (wanted > 0 ? Double(right) / Double(wanted) : nil))
    }
    let homes = units.filter { $0.persons > 0 }
    let lost = homes.count { ["vacant", "listed_absent"].contains($0.status) }
    #expect(lost > 0 && score.occupied == homes.count && score.occupiedCalledVacant == lost)
    #expect(score.occupiedCalledVacantShare == Double(lost) / Double(homes.count))
    let gaps = score.calibration.filter { $0.units >= 100 }.map { abs($0.meanP! - $0.occupied!) }
    #expect(score.worstTenth == gaps.max())
    let unlisted = units.filter { $0.known == 0 }
    for row in score.unlistedOccupied {
      let found = unlisted.filter { $0.p >= row.threshold && $0.status != "unobserved" }
      let right = Double(found.count { $0.persons > 0 })
      #expect(row.found == found.count && row.precision == right / Double(found.count))
      #expect(row.recall == right / Double(unlisted.count { $0.persons > 0 } + 2))
    }
    #expect(score.calibration.map(\.units).reduce(0, +) == units.count)
    for (number, tenth) in score.calibration.enumerated() {
      let within = units.filter { min(Int(($0.p * 10_000).rounded()) / 1000, 9) == number }
      #expect(tenth.units == within.count)
      guard !within.isEmpty else { continue }
      let size = Double(within.count)
      #expect(abs(tenth.meanP! - within.reduce(0) { $0 + $1.p } / size) < 1e-9)
      #expect(abs(tenth.occupied! - Double(within.count { $0.persons > 0 }) / size) < 1e-9)
    }
  }

  @Test(
    "a truth with Chinese headers and answers scores like ours, and says what is not in the results"
  )
  func chineseTruth() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    #expect(recorder.run("generate", folder, "--compounds", "1", "--quiet") == .done)
    #expect(recorder.run("reconcile", folder, "--quiet") == .done)
    var said: [String] = []
    for text in [
      "compound,unit,occupied,persons\nC0001,1-1-101,1,2\nC0001,1-1-102,0,\nC0001,99-1-101,1,\n",
      "小区,地址,是否有人居住,人数\nC0001,1栋1单元101,是,2\nC0001,1-1-102,空置,\nC0001,99-1-101,有人,\n",
    ] {
      try text.write(toFile: folder + "/other.csv", atomically: true, encoding: .utf8)
      let recorder = Recorder()
      #expect(recorder.run("score", folder + "/results", folder + "/other.csv") == .done)
      said.append(recorder.said)
    }
    #expect(said[0] == said[1])
    #expect(said[0].contains("1 of the truth not in the results: in no register"), "\(said[0])")
  }

  @Test("a truth that is none is refused, with line and column")
  func badTruth() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    #expect(recorder.run("generate", folder, "--compounds", "1", "--quiet") == .done)
    #expect(recorder.run("reconcile", folder, "--quiet") == .done)
    for (text, complaint) in [
      ("compound,unit,occupied\nC0001,1-1-101,1\n", "'persons' is missing"),
      ("compound,unit,occupied,persons\n", "no row"),
      (
        "compound,unit,occupied,persons\nC0001,1-1-101,1,2\nC0001,1-1-102,perhaps,2\n",
        ":3:3: 'perhaps'"
      ),
      ("compound,unit,occupied,persons\nC0001,1-1-101,1,two\n", ":2:4: 'two'"),
      ("compound,unit,occupied,persons\nC0001,1-1-101,0,2\n", ":2:4: occupied is 0"),
      ("compound,unit,occupied,persons\nC0001,,1,2\n", ":2:2: the unit is missing"),
      ("compound,unit,occupied,persons\nC0001,1-1-101,1\n", ":2: the row has fewer fields"),
      (
        "compound,unit,occupied,persons\nC0001,1-1-101,1,2\nC0001,1栋1单元101,1,3\n",
        ":3:4: an earlier row of this unit says 2 persons"
      ),
    ] {
      let truth = folder + "/other.csv"
      try text.write(toFile: truth, atomically: true, encoding: .utf8)
      let recorder = Recorder()
      #expect(recorder.run("score", folder + "/results", truth) == .badData)
      #expect(recorder.talk.contains(complaint), "\(recorder.talk)")
    }
  }

  /// Puts findings into a summary, as a run that knows of walks and workers writes them.
  private func add(_ findings: [(name: String, places: [String])], to summary: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: summary))
    var top = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    top["findings"] = findings.map { finding in
      ["name": finding.name, "count": finding.places.count, "places": finding.places]
        as [String: Any]
    }
    try JSONSerialization.data(withJSONObject: top).write(to: URL(fileURLWithPath: summary))
  }

  @Test("walks and workers: found, and accused though they are as they should be")
  func faults() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    #expect(recorder.run("generate", folder, "--compounds", "1", "--quiet") == .done)
    #expect(recorder.run("reconcile", folder, "--quiet") == .done)
    let truth = folder + "/truth-faults.csv"
    try """
    kind,compound,place,day,worker,units
    walks,C0001,,,,30
    walks,C0002,,,,3
    workers,C0001,,,,6
    written_zeros,C0001,3,2020-02-18,,41
    written_zeros,C0001,4,2020-02-18,,20
    written_zeros,C0001,5-1,2020-02-18,,19
    written_zeros,c0002,,2020-02-18,,90
    power_cut,C0001,6,2020-02-17,,30
    power_cut,C0001,7,2020-02-17,,30
    lazy_warden,C0001,,,W00010,64
    lazy_warden,C0001,,,W00020,9
    lazy_warden,C0002,,,W00030,40
    knowing_warden,C0001,,,W00003,80
    meter_slip,C0001,1-1-101,2020-02-18,,1

    """.write(toFile: truth, atomically: true, encoding: .utf8)
    try add(
      [
        (
          "dark_walk",
          [
            "C0001 3 2020-02-18: 0 of 41 lit, 29 expected",
            "C0001 5-1 2020-02-18: 0 of 19 lit, 13 expected",
            "C0001 6 2020-02-17: 0 of 30 lit, 20 expected",
            "C0001 8 2020-02-17: 1 of 30 lit, 20 expected",
            "C0002 2020-02-18: 0 of 90 lit, 60 expected",
          ]
        ),
        (
          "doubtful_worker",
          [
            "C0001 W00010: 63 of 64 doors vacant, 9 expected at most",
            "C0001 W00003: 60 of 80 doors vacant, 30 expected at most",
          ]
        ),
        ("no_list", ["C0001 9 2020-02-17"]),
      ], to: folder + "/results/summary.json")
    let words = ["score", folder + "/results", folder + "/truth.csv"]
    #expect(recorder.run(words + ["--json"]) == .done)
    let faults = try #require(Report(recorder.said).score.faults)
    #expect(faults.walks == 33 && faults.trueWalks == 27)
    #expect(faults.writtenZeros == 3 && faults.writtenZerosFound == 2)
    #expect(faults.powerCuts == 2 && faults.powerCutsFound == 1)
    #expect(faults.trueWalksAccused == 1)
    #expect(faults.workers == 6 && faults.trueWorkers == 4)
    #expect(faults.lazyWorkers == 2 && faults.lazyWorkersFound == 1)
    #expect(faults.trueWorkersAccused == 1)
    let table = Recorder()
    #expect(table.run(words) == .done)
    #expect(table.said.contains("other walks") && table.said.contains("occupied called vacant"))

    // Where nobody knows what is wrong, nothing is said of it.
    try FileManager.default.removeItem(atPath: truth)
    let without = Recorder()
    #expect(without.run(words + ["--json"]) == .done)
    #expect(try Report(without.said).score.faults == nil)

    for (text, complaint) in [
      ("kind,compound,place,day,worker\n", "'units' is missing"),
      ("kind,compound,place,day,worker,units\nwalks,C0001,,,,many\n", "'many' is no number"),
    ] {
      try text.write(toFile: truth, atomically: true, encoding: .utf8)
      let recorder = Recorder()
      #expect(recorder.run(words) == .badData)
      #expect(recorder.talk.contains(complaint), "\(recorder.talk)")
    }
  }

  /// A city smaller than this scatters more: a fit to a few thousand units stays near what was given.
  @Test("a city made by the model is scored within three percent of the bound")
  func bound() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    let words = ["--compounds", "40", "--seed", "2", "--counted", "0.4", "--quiet"]
    #expect(recorder.run(["generate", folder] + words) == .done)
    #expect(recorder.run("reconcile", folder, "--quiet") == .done)
    #expect(
      recorder.run("score", folder + "/results", folder + "/truth.csv", "--json") == .done)
    let report = try Report(recorder.said)
    let bound = try #require(report.bound)
    #expect(report.score.logLoss < 1.03 * bound.logLoss)
    // The bound decides by the same procedure: it has the same units.
    #expect(bound.units == report.score.units)
    let table = Recorder()
    #expect(table.run("score", folder + "/results", folder + "/truth.csv") == .done)
    #expect(table.said.contains("unlisted_occupied") && table.said.contains("●"))
  }
}
