import Foundation
import TestSupport
import Testing

@testable import SweepCommands

/// A phone or identity number in any cell of any file comes out nowhere: columns shift, and what a sweep
/// writes goes to people whom it does not concern.
@Suite("Numbers of persons")
struct PersonalNumberTests {
  /// The files of a small sweep: a header and rows each.
  private static let files: [String: [String]] = [
    "compounds.csv": [
      "compound,name,kind,community,subdistrict,district", "T,Garden,compound,A,B,C",
    ],
    "units.csv": ["compound,unit,floor,meter,grid", "T,1-1-101,1,M1,G1", "T,1-1-102,1,M2,G1"],
    "aliases.csv": ["compound,address,unit", "T,East 101,1-1-101"],
    "residents.csv": ["compound,unit,resident,state", "T,1-1-101,p,present", "T,1-1-102,q,away"],
    "knocks.csv": [
      "compound,unit,time,outcome,persons,worker", "T,1-1-101,2020-02-17 10:00,answered,2,w",
      "T,9-9-909,2020-02-17 10:00,answered,2,w",
    ],
    "meter.csv": [
      "meter,compound,unit,time,kwh", "M1,,,2020-02-17 07:00,100", "M1,,,2020-02-18 07:00,109",
      ",T,1-1-101,2020-02-19 07:00,112",
    ],
    "lights.csv": [
      "compound,place,time,lit,worker", "T,1-1-101,2020-02-17 20:00,1,w",
      "T,1,2020-02-18 20:00,3,w",
    ],
  ]

  /// Cells that say what no address of a register and no id of a compound may say: there a number of eleven
  /// digits is what people go by.
  private static func isKey(_ file: String, _ column: Int) -> Bool {
    file == "units.csv" && column < 2 || file == "compounds.csv" && column == 0
  }

  private struct Cell: Hashable {
    var file: String
    var row: Int
    var column: Int
  }

  private static let cells: [Cell] = files.sorted { $0.key < $1.key }.flatMap { file, rows in
    rows.indices.flatMap { row in
      (0..<rows[0].split(separator: ",").count).map { Cell(file: file, row: row, column: $0) }
    }.filter { $0.row == 0 || !isKey(file, $0.column) }
  }

  /// Everything that the commands say and write of a sweep with a value in one cell.
  private static func output(_ value: String, in cell: Cell, dropping: [String], titled: Bool)
    throws
    -> String
  {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17", "model": "fixed"}"#, to: "sweep.json")
    for (name, rows) in files where !dropping.contains(name) {
      var table = rows.map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      if name == cell.file {
        table[cell.row][cell.column] = value
        if titled { table.insert(["List of February"], at: 0) }
      }
      try folder.write(table.map { $0.joined(separator: ",") + "\n" }.joined(), to: name)
    }
    let recorder = Recorder()
    let results = folder.path + "/results"
    _ = recorder.run("reconcile", folder.path)
    _ = recorder.run("check", folder.path)
    _ = recorder.run("check", folder.path, "--json")
    _ = recorder.run("explain", folder.path, "T", "1-1-101")
    _ = recorder.run("report", results)
    let tidy = try TestFolder()
    _ = recorder.run("tidy", folder.path, "--output", tidy.path)
    var all = recorder.said + recorder.talk
    for name in FileManager.default.subpaths(atPath: tidy.path) ?? [] where name.hasSuffix("csv") {
      all += try tidy.read(name)
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: results)) ?? [] {
      all += try folder.read("results/" + name)
    }
    return all
  }

  /// Whether a text holds a number, or its last eight digits.
  private static func holds(_ text: String, _ value: String) -> Bool {
    let digits = value.precomposedStringWithCompatibilityMapping.filter(\.isNumber)
    return text.contains(value) || text.contains(digits) || text.contains(digits.suffix(8))
  }

  @Test("in any cell of any file", arguments: ["13812345678", "42010119900101123X"])
  func anyCell(value: String) throws {
    for cell in Self.cells {
      let text = try Self.output(value, in: cell, dropping: [], titled: false)
      #expect(!Self.holds(text, value), "\(cell)")
    }
  }

  @Test("written in other ways, under a title", arguments: ["138-1234-5678", "张三１３８１２３４５６７８"])
  func otherWays(value: String) throws {
    for cell in Self.cells where cell.row == 1 && cell.file != "aliases.csv" {
      let text = try Self.output(value, in: cell, dropping: [], titled: true)
      #expect(!Self.holds(text, value), "\(cell)")
    }
  }

  @Test("in a sweep with no register and no compounds")
  func noRegister() throws {
    let value = "13812345678"
    for cell in Self.cells where cell.row > 0 && cell.file == "residents.csv" {
      let text = try Self.output(
        value, in: cell, dropping: ["units.csv", "compounds.csv", "aliases.csv"], titled: false)
      #expect(!Self.holds(text, value), "\(cell)")
    }
  }

  @Test("a compound that looks like a number of a person is named, not the address beside it")
  func compoundIsNamed() throws {
    for (file, row) in [
      ("residents.csv", 2), ("knocks.csv", 1), ("lights.csv", 1), ("meter.csv", 3),
    ] {
      let column = file == "meter.csv" ? 1 : 0
      let text = try Self.output(
        "13812345678", in: Cell(file: file, row: row, column: column), dropping: [], titled: false)
      #expect(text.contains("\(file):\(row + 1): compound: looks_personal '1381…'"), "\(file)")
    }
  }

  @Test("people find the rows all the same, and what they go by is not masked")
  func shown() throws {
    let cell = Cell(file: "knocks.csv", row: 1, column: 1)
    let text = try Self.output("13812345678", in: cell, dropping: [], titled: false)
    #expect(text.contains("knocks.csv:2: unit: looks_personal '1381…'"))
    let code = "420106001001007"
    let grid = try Self.output(
      code, in: Cell(file: "units.csv", row: 1, column: 4), dropping: [], titled: false)
    #expect(grid.contains("T,1-1-101,1,1,\(code),"))
    let called = try Self.output(
      "桃源 13812345678", in: Cell(file: "compounds.csv", row: 1, column: 3), dropping: [],
      titled: false)
    #expect(called.contains("C/B/桃源 1381…1"))
  }
}
