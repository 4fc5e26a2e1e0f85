import Foundation
import HouseholdSweep

@testable import SweepReport

/// A folder of results for one test, gone when the test is.
final class TestResults {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sweep-report-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The results of a sweep, from its manifest and the rows of its files.
  convenience init(of manifest: [String: Any], _ files: [String: [String]]) throws {
    try self.init()
    let json = try JSONSerialization.data(withJSONObject: manifest)
    try write(String(decoding: json, as: UTF8.self), to: "sweep.json")
    for (name, rows) in files { try write(rows.map { $0 + "\n" }.joined(), to: name) }
    _ = try Sweep.run(
      reading: path, to: path + "/results", options: ReadingOptions(threads: 2),
      adding: [ReportFile.addition(threads: 2)])
  }

  /// A text as a cell of CSV.
  static func quoted(_ text: String) -> String {
    "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
  }

  func results() throws -> SweepResults { try SweepResults(in: path + "/results") }

  func page(_ options: ReportPage.Options = .init()) throws -> Page {
    Page(try ReportPage(results(), options).html())
  }
}

/// A small city with every status, faults and findings in it; its names can be anything.
struct TestCity {
  /// Names of the compounds, of which each is its own district and its people's handiwork.
  var names = ["Lotus Garden", "Jade Court", "Old Mill", "Hillside"]
  var language = "en"
  var title = "Test"
  /// Residents beyond those of the first night, as `compound,unit,id,state`.
  var lateResidents: [String] = []
  /// Doors that opened on a later night.
  var lateKnocks: [String] = []
  var hasFaults = true
  /// Whether the names are those of addresses, too; what kind of address each is depends on it.
  var hasNamedUnits = true

  func results() throws -> TestResults {
    let manifest: [String: Any] = [
      "first_day": "2020-02-17", "name": title, "language": language, "model": "fixed",
    ]
    return try TestResults(of: manifest, files)
  }

  private var files: [String: [String]] {
    var compounds = ["compound,name,community,subdistrict,district"]
    var units = ["compound,unit,floor,meter,grid"]
    var residents = ["compound,unit,resident,state"] + lateResidents
    var knocks = ["compound,unit,time,outcome,persons,worker"] + lateKnocks
    var lights = ["compound,place,time,lit,worker"]
    for (number, raw) in names.enumerated() {
      let (id, name) = ("C\(number + 1)", TestResults.quoted(raw))
      compounds.append("\(id),\(name),\(name),\(name),\(name)")
      for (place, room) in ["101", "102", "201", "202", "301", "302"].enumerated() {
        let unit = "1-\(place % 2 + 1)-\(room)"
        units.append("\(id),\(unit),,,\(name)")
        // The last compound has sent no list.
        if place != 1 && number < names.count - 1 {
          residents.append("\(id),\(unit),\(id)p\(place),\(place == 4 ? "away" : "present")")
        }
        switch place {
        case 0, 1: knocks.append("\(id),\(unit),2020-02-17 20:00,answered,\(place + 1),\(name)")
        case 2: knocks.append("\(id),\(unit),2020-02-18 20:00,answered,3,\(name)")
        case 3: knocks.append("\(id),\(unit),2020-02-18 20:00,vacant,,\(name)")
        case 4: lights.append("\(id),\(unit),2020-02-17 20:00,0,\(name)")
        default: break
        }
      }
      if hasNamedUnits { knocks.append("\(id),\(name),2020-02-17 20:00,answered,1,\(name)") }
      lights.append("\(id),1,2020-02-17 20:00,99,\(name)")
    }
    if hasFaults {
      for name in names {
        knocks.append("C1,1-1-101,\(TestResults.quoted(name)),answered,1,w")
        lights.append("C1,1-1-101,2020-02-17 20:00,\(TestResults.quoted(name)),w")
      }
    }
    return [
      "compounds.csv": compounds, "units.csv": units, "residents.csv": residents,
      "knocks.csv": knocks, "lights.csv": lights,
    ]
  }

  /// Names of the worst kind; each would do something somewhere if it came through as it is.
  static let hostile = [
    "<script>alert(1)</script>", "=cmd()", "\"quoted\" 'single' &amp; &", "]]> --> <!-- </style>",
    "\u{1B}[31mred\u{1B}]0;title\u{7}", "+1", "@sum", "\u{202E}turned\u{2066}\u{61C}", "\tTab\r",
    "</title></svg></script><img src=x onerror=alert(2)>", "$(rm) `rm` ;rm \\u003c {{x}} ${y}",
    "\u{85}\u{0}\u{FFFE}\u{2028}end",
  ]
}

extension UnitRow {
  /// A unit by its address alone.
  init(_ unit: String, floor: String = "", status: UnitStatus = .confirmed) {
    self.init(
      compound: "C1", unit: unit, isRegistered: true, floor: floor, grid: "", status: status,
      hasConflict: false, probability: 9876, listed: 1, away: 0, personsSeen: 0, usage: nil,
      meter: "", nightsSeen: 0, nightsLit: 0, answered: 0, refused: 0, noAnswer: 0, vacant: 0,
      action: .none)
  }
}
