import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// What becomes of single rows, where random sweeps would hide it or seldom come.
@Suite("The ledger takes each row for what it is")
struct LedgerTests {
  /// Ledgers by file, and the rejected rows, of files of rows under headers.
  private func read(_ files: [String: (header: String, rows: [String])]) throws -> (
    ledgers: [String: FileLedger], rejects: [String], sweep: Sweep, folder: TestFolder
  ) {
    var sweep = TestSweep()
    sweep.files = files
    let folder = try TestFolder()
    try sweep.write(to: folder)
    let read = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
    return (
      Dictionary(uniqueKeysWithValues: read.ledgers.map { ($0.file, $0) }),
      read.rejects.map { "\($0.file):\($0.line) \($0.column) \($0.reason.rawValue) \($0.value)" },
      read, folder
    )
  }

  @Test("equal rows of a person are duplicates where another state of the person wins, too")
  func residents() throws {
    let rows = ["C1,1,a,moved", "C1,1,a,present", "C1,1,a,present", "C1,1,a,away"]
    let ledger = try read(["residents.csv": ("compound,unit,resident,state", rows)]).ledgers
    #expect(ledger["residents.csv"]?.duplicate == 1)
    #expect(ledger["residents.csv"]?.accepted == 3)
  }

  @Test("readings by unit that are out of the window or contradict each other make no unit")
  func unitsOfReadings() throws {
    let rows = [
      "C1,9-9,2020-01-01T10:00,5", "C1,8-8,2020-02-18T10:00,5", "C1,8-8,2020-02-18T10:00,6",
      "C1,7-7,2020-02-18T10:00,5", "C1,7-7,2020-02-18T10:00,5",
    ]
    let found = try read([
      "units.csv": ("compound,unit", ["C1,1-1"]), "meter.csv": ("compound,unit,time,kwh", rows),
    ])
    #expect(found.ledgers["meter.csv"]?.outOfWindow == 1)
    _ = try found.sweep.publish(to: found.folder.path + "/results")
    let units = try found.folder.read("results/units.csv").split(separator: "\n").dropFirst()
    #expect(units.map { $0.prefix(6) } == ["C1,1-1", "C1,7-7"])
    #expect(try found.folder.read("results/unmatched.csv").contains("C1,7-7,meter,2,"))
  }

  @Test("of a reading's faults the leftmost counts, that of its meter as well")
  func leftmostOfReading() throws {
    let units = ("compound,unit,meter", ["C1,1-1,M1", "C1,1-1,M2", "C1,1-2,M1"])
    let byId = try read([
      "units.csv": units,
      "meter.csv": ("meter,time,kwh", ["M9,yesterday,1", ",yesterday,1", "M1,yesterday,x"]),
    ])
    #expect(
      byId.rejects == [
        "meter.csv:2 meter unknown_meter M9", "meter.csv:3 meter missing_column_value ",
        "meter.csv:4 time bad_time yesterday",
      ])
    let byUnit = try read([
      "units.csv": units,
      "meter.csv": (
        "unit,compound,time,kwh", [",,2020-02-18T10:00,1", "1-1,,2020-02-18T10:00,1", "1-1,C1,,1"]
      ),
    ])
    #expect(
      byUnit.rejects == [
        "meter.csv:2 unit missing_column_value ", "meter.csv:3 compound missing_column_value ",
        "meter.csv:4 unit ambiguous_meter 1-1",
      ])
  }

  @Test("a further row of a unit is accepted for what it says that none before said")
  func register() throws {
    let rows = [
      "C1,1-1,2,,g2", "C1,1-1,,,", "C1,1-1,1,M1,g2", "C1,1-1,2,M1,", "C1,1-1,1,,g1", "C1,1-1,2,,g2",
      "C1,1-2,,,", "C1,1-2,3,,",
    ]
    var notes: Set<String> = []
    for rows in [rows, rows.reversed()] {
      let found = try read(["units.csv": ("compound,unit,floor,meter,grid", rows)])
      let ledger = found.ledgers["units.csv"]!
      #expect(ledger.accepted + ledger.duplicate == 8)
      if rows[0].hasPrefix("C1,1-1") { #expect(ledger.duplicate == 3) }
      _ = try found.sweep.publish(to: found.folder.path + "/results")
      let units = try found.folder.read("results/units.csv")
      #expect(units.contains("C1,1-1,1,1,g1,") && units.contains("C1,1-2,1,3,,"))
      notes.formUnion(found.sweep.notes.map(\.text))
    }
    // The note does not depend on the order of the rows, since summary.json must not.
    #expect(notes == ["1 unit has rows with different floors or grids: the smaller was taken"])
  }

  @Test("a whole number has nothing but zeros behind the point, however many")
  func wholeNumbers() throws {
    let lights = ["1.0004", "0.0004", "0.99999", "1.0000", "01", "1."]
    let found = try read([
      "units.csv": ("compound,unit", ["C1,1-1"]),
      "lights.csv": (
        "compound,place,time,lit", lights.map { "C1,1-1,2020-02-18T20:00,\($0)" }
      ),
    ])
    #expect(
      found.rejects == [
        "lights.csv:2 lit bad_number 1.0004", "lights.csv:3 lit bad_number 0.0004",
        "lights.csv:4 lit bad_number 0.99999",
      ])
  }

  @Test("without a register a place with units under it is one, whoever is listed there")
  func placeOfTheList() throws {
    let found = try read([
      "residents.csv": ("compound,unit,resident", ["C1,3,a", "C1,3-2-501,b", "C1,A座,c"]),
      "knocks.csv": ("compound,unit,time,outcome", ["C1,A-601,2020-02-18T10:00,answered"]),
      "lights.csv": (
        "compound,place,time,lit",
        ["3,2", "3-2-501,2", "A,1", "3-2,1"].map {
          "C1,\($0.split(separator: ",")[0]),2020-02-18T20:00,\($0.split(separator: ",")[1])"
        }
      ),
    ])
    #expect(found.rejects == ["lights.csv:3 lit bad_lit 2"])
    #expect(found.ledgers["lights.csv"]?.accepted == 3)
    #expect(Set(found.sweep.places.map(\.text)) == ["3", "3-2", "A"])
  }

  @Test(
    "without a register an address of nothing but readings makes no place of what it lies under")
  func readingsUnderListedUnit() throws {
    for lit in [1, 3] {
      let found = try read([
        "residents.csv": ("compound,unit,resident", ["C1,1-2,a"]),
        "meter.csv": ("compound,unit,time,kwh", ["C1,1-2-1,2020-02-17T20:00,3"]),
        "lights.csv": ("compound,place,time,lit", ["C1,1-2,2020-02-18T20:00,\(lit)"]),
      ])
      _ = try found.sweep.publish(to: found.folder.path + "/results")
      let rows = try found.folder.read("results/units.csv").split(separator: "\n").dropFirst()
      #expect(rows.map { $0.split(separator: ",")[1] } == ["1-2", "1-2-1"])
      #expect(found.rejects == (lit > 1 ? ["lights.csv:2 lit bad_lit 3"] : []))
    }
  }

  @Test("a compound that only rows name which do not count is none of the sweep's")
  func strayCompounds() throws {
    let found = try read([
      "units.csv": ("compound,unit", ["C1,1-1"]),
      "knocks.csv": ("compound,unit,time,outcome", ["C2,1,2020-01-01T10:00,answered"]),
      "meter.csv": (
        "compound,unit,time,kwh",
        ["C3,1,2020-01-01T10:00,5", "C4,1,2020-02-18T10:00,x", "C5,1,2020-02-18T10:00,5"]
          + ["C6,1,2020-01-01T10:00,5"]
      ),
      "lights.csv": ("compound,place,time,lit", ["C6,9,2020-02-18T20:00,5"]),
    ])
    _ = try found.sweep.publish(to: found.folder.path + "/results")
    let areas = try found.folder.read("results/areas.csv").split(separator: "\n").dropFirst()
    #expect(
      areas.map { $0.split(separator: ",")[1] } == ["city", "C1", "C5", "C6"])
    #expect(found.sweep.findings.first { $0.name == "no_list" }?.places == ["C1", "C5", "C6"])
  }

  @Test("of an attempt's rows the first by path is accepted, whatever the persons")
  func attempts() throws {
    let header = "compound,unit,time,outcome,persons,worker"
    let row = { (persons: Int) in "C1,1-1,2020-02-18T10:00,answered,\(persons),w" }
    let ledgers = try read([
      "units.csv": ("compound,unit", ["C1,1-1"]), "knocks/a.csv": (header, [row(5)]),
      "knocks/b.csv": (header, [row(1)]), "knocks/c.csv": (header, [row(3)]),
    ]).ledgers
    #expect(["a", "b", "c"].map { ledgers["knocks/\($0).csv"]!.accepted } == [1, 0, 0])
    #expect(["a", "b", "c"].map { ledgers["knocks/\($0).csv"]!.duplicate } == [0, 1, 1])
  }

  @Test("each fall of a meter is counted, and told by its meter or unit")
  func resets() throws {
    let readings = [17, 18, 19].flatMap { day in
      ["M1,,", ",C1,1-2", ",C1,9-9"].map { target in
        let parts = target.split(separator: ",", omittingEmptySubsequences: false)
        return "\(parts[0]),2020-02-\(day)T10:00,\(20 - day),\(parts[1]),\(parts[2])"
      }
    }
    let found = try read([
      "units.csv": ("compound,unit,meter", ["C1,1-1,M1", "C1,1-2,"]),
      "meter.csv": ("meter,time,kwh,compound,unit", readings),
    ])
    let finding = found.sweep.findings.first { $0.name == "meter_resets" }
    #expect(finding?.count == 6)
    #expect(finding?.places == ["C1 1-2", "C1 1-2", "C1 9-9", "C1 9-9", "M1", "M1"])
  }

  @Test("a compound with two names has the smaller one and is known by both, in any order")
  func compoundNames() throws {
    let rows = ["C1,Garden 10,kind", "C1,Garden 9,", "C2,Twin,", "C3,Twin,", "C1,,"]
    var tables: Set<[String]> = []
    for rows in [rows, rows.reversed()] {
      let found = try read([
        "compounds.csv": ("compound,name,kind", rows),
        "residents.csv": (
          "compound,unit",
          ["garden 10,1-1", "Garden 9,1-2", "Twin,1-3", "C1,Garden 9-1-4", "C1,Garden 10-1-5"]
        ),
      ])
      _ = try found.sweep.publish(to: found.folder.path + "/results")
      tables.insert(try ["units", "areas"].map { try found.folder.read("results/\($0).csv") })
      #expect(found.sweep.notes.contains { $0.text.contains("1 compound has rows with different") })
      #expect(found.ledgers["compounds.csv"]?.duplicate == 2)
    }
    let units = tables.first![0].split(separator: "\n").dropFirst()
    #expect(
      units.map { $0.prefix { $0 != "," } + "," + $0.split(separator: ",")[1] } == [
        "C1,1-1", "C1,1-2", "C1,1-4", "C1,GARDEN-10-1-5", "TWIN,1-3",
      ])
    #expect(tables.count == 1 && tables.first![1].contains("compound,C1,Garden 9,"))
  }

  @Test("rules are counted for rows that come to their unit by them, once")
  func matches() throws {
    let lights = ["C1-3-2-501,1", "3-501,1", "3-501,2", "3-2-501,1", "C1-9,1"]
    let header = "compound,place,time,lit"
    let rows = lights.map {
      "C1,\($0.split(separator: ",")[0]),2020-02-18T20:00,\($0.split(separator: ",")[1])"
    }
    let registered = try read([
      "units.csv": ("compound,unit", ["C1,3-2-501"]), "lights.csv": (header, rows),
    ])
    #expect(
      registered.ledgers["lights.csv"]?.matched == [.compoundName: 1, .entranceLeftOut: 1])
    let listed = try read([
      "residents.csv": ("compound,unit", ["C1,3-2-501", "C1,3-2", "C1,9"]),
      "lights.csv": (header, rows),
    ])
    #expect(listed.ledgers["lights.csv"]?.matched == [.compoundName: 2])
  }
}
