import Foundation
import TestSupport

@testable import HouseholdSweep

/// The files of a sweep as text: a header and rows.
struct TestSweep {
  var files: [String: (header: String, rows: [String])] = [:]
  var manifest = #"{"first_day": "2020-02-17", "model": "fixed", "name": "Test"}"#

  /// Members of a manifest that make the model the plain one of two classes, as it was before there were
  /// kinds, with nothing left out: then its numbers can be reckoned by hand.
  static func plainForm(
    occupied: String = "0.8", listed: String = "[0.9, 0.1]", lit: String = "[0.8, 0.02]"
  ) -> String {
    """
    "thresholds": {"doubtful": 0, "meter_max_kwh_per_day": 0},
    "parameters": {"occupied": \(occupied), "occupied_concentration": 1e9,
      "listed": \(listed), "listed_concentration": 1e9, "lit": \(lit),
      "meter": {"occupied": [0.02, 0.13, 0.85], "vacant": [0.7, 0.25, 0.05]},
      "hidden_windows": {"share": 0}, "seldom_home": {"share": 0}, "left_on": {"share": 0},
      "knock": {"occupied": [0.6, 0.05, 0.34, 0.01], "vacant": [0.005, 0.001, 0.694, 0.3]}}
    """
  }

  /// Writes the files, runs, and gives all tables and the summary.
  func results(threads: Int = 1, chunkSize: Int = 1 << 18, usesTemplates: Bool = true) throws
    -> [String: String]
  {
    let folder = try TestFolder()
    try write(to: folder)
    return try Self.run(
      folder, threads: threads, chunkSize: chunkSize, usesTemplates: usesTemplates)
  }

  func write(to folder: TestFolder) throws {
    try folder.write(manifest, to: "sweep.json")
    for (name, file) in files {
      try folder.write(([file.header] + file.rows).joined(separator: "\n") + "\n", to: name)
    }
  }

  static func run(
    _ folder: TestFolder, threads: Int = 1, chunkSize: Int = 1 << 18, usesTemplates: Bool = true
  ) throws -> [String: String] {
    var options = ReadingOptions(threads: threads, chunkSize: chunkSize)
    options.usesTemplates = usesTemplates
    let sweep = try Sweep(reading: folder.path, options: options)
    _ = try sweep.publish(to: folder.path + "/results")
    var tables: [String: String] = [:]
    for name in [
      "units.csv", "flags.csv", "areas.csv", "coverage.csv", "unmatched.csv", "rejects.csv",
      "summary.json",
    ] {
      tables[name] = try folder.read("results/" + name)
    }
    return tables
  }

  /// A small city with every kind of row, good and bad, by seed.
  static func random(seed: UInt64, compounds: Int = 6) -> TestSweep {
    var random = SeededGenerator(seed: seed)
    var city = CityText()
    for compound in 1...compounds { city.add(compound, &random) }
    return city.sweep
  }

  private struct CityText {
    var sweep = TestSweep()
    private var meter = 1000

    init() {
      sweep.manifest =
        #"{"first_day": "2020-02-17", "name": "Test", "tables": [{"kwh": "register", "fill": false}], "parameters": {"learn_min_units": 20}}"#
      sweep.files = [
        "compounds.csv": ("compound,name,community,subdistrict,district", []),
        "units.csv": ("compound,unit,floor,meter,grid", []),
        "residents.csv": ("compound,unit,resident,state", []),
        "knocks.csv": ("compound,unit,time,outcome,persons,worker", []),
        "meter.csv": ("meter,time,kwh,compound,unit", []),
        "lights.csv": ("compound,place,time,lit,worker", []),
      ]
    }

    mutating func put(_ file: String, _ row: String) { sweep.files[file]!.rows.append(row) }

    mutating func add(_ number: Int, _ random: inout SeededGenerator) {
      let id = "C\(number)"
      put(
        "compounds.csv",
        "\(id),Garden \(number),Com\(number / 2),Sub,\(number % 3 == 0 ? "" : "D1")")
      for building in 1...2 {
        for entrance in 1...2 {
          for room in ["101", "101A", "201", "1001"] {
            add("\(building)-\(entrance)-\(room)", id, &random)
          }
        }
        for place in ["\(building)", "\(building)-1", "\(building)-2"] {
          for day in 17...19 where Int.random(in: 0..<3, using: &random) == 0 {
            let most = place.count > 1 ? 4 : 7
            put(
              "lights.csv",
              "\(id),\(place),2020-02-\(day)T20:00,\(Int.random(in: 0...most, using: &random)),w")
          }
        }
      }
      put("lights.csv", "\(id),77,2020-02-17T20:00,3,w")
      put("knocks.csv", "\(id),nowhere,2020-02-17T20:00,answered,2,w")
    }

    private mutating func add(_ unit: String, _ id: String, _ random: inout SeededGenerator) {
      let isRegistered = Int.random(in: 0..<12, using: &random) > 0
      meter += 1
      let hasMeter = Int.random(in: 0..<5, using: &random) > 0
      if isRegistered {
        put("units.csv", "\(id),\(unit),1,\(hasMeter ? "M\(meter)" : ""),G\(unit.prefix(1))")
      }
      for person in 0..<Int.random(in: 0...3, using: &random) where Int(id.dropFirst())! % 4 != 0 {
        let state = ["present", "", "away", "moved", "elsewhere"].randomElement(using: &random)!
        for _ in 0...Int.random(in: 0...1, using: &random) {
          put("residents.csv", "\(id),\(unit),\(id)\(unit)p\(person),\(state)")
        }
      }
      readMeter(unit, id, hasMeter && isRegistered, &random)
      for day in 17...19 where Bool.random(using: &random) {
        put(
          "lights.csv",
          "\(id),\(unit),2020-02-\(day)T2\(day % 4):15,\(Int.random(in: 0...1, using: &random)),w1")
      }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let outcome = ["answered", "refused", "no_answer", "vacant", "???"].randomElement(
          using: &random)!
        let day = Int.random(in: 16...20, using: &random)
        put(
          "knocks.csv",
          "\(id),\(unit),2020-02-\(day)T10:30,\(outcome),\(Int.random(in: 0...4, using: &random)),w\(day)"
        )
      }
    }

    private mutating func readMeter(
      _ unit: String, _ id: String, _ hasMeter: Bool, _ random: inout SeededGenerator
    ) {
      let name = hasMeter ? "M\(meter)" : ""
      let place = hasMeter ? "," : "\(id),\(unit)"
      var kwh = Int.random(in: 0...900_000, using: &random)
      for day in 15...20 where Bool.random(using: &random) {
        let text = "\(kwh / 1000).\(String(kwh % 1000 + 1000).dropFirst())"
        put("meter.csv", "\(name),2020-02-\(day) 7:05,\(text),\(place)")
        if Int.random(in: 0..<15, using: &random) == 0 {
          put("meter.csv", "\(name),2020-02-\(day) 7:05,\(text)1,\(place)")
          put("meter.csv", "\(name),2020-02-\(day) 7:05,1,\(place)")
        }
        kwh += Int.random(in: -100...4000, using: &random)
        kwh = max(kwh, 0)
      }
      if Int.random(in: 0..<20, using: &random) == 0 {
        put("meter.csv", "M\(meter),yesterday,12,,")
        put("meter.csv", "M\(meter),2020-02-17T07:00,-3,,")
        put("meter.csv", "unknown,2020-02-17T07:00,3,,")
      }
    }
  }
}
