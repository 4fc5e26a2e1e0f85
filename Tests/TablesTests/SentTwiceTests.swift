import Testing

@testable import HouseholdSweep

/// A list that came twice is noticed in whatever words it names its compound, and two compounds' lists that
/// look alike are not taken for one.
@Suite struct SentTwiceTests {
  /// How a table says which compound it is of.
  enum Way: String, CaseIterable, CustomTestStringConvertible {
    case id, name, folded, constant, folder, file
    var testDescription: String { rawValue }
  }

  /// A table without its compound: its source, its columns with a place for the compound, its rows.
  struct Rows: CustomTestStringConvertible {
    var source: String
    var header: String
    var rows: [String]
    var testDescription: String { "\(source): \(header)" }
  }

  static let tables = [
    Rows(source: "residents", header: "unit", rows: ["3-1-101", "3-1-102", "3-1-102", "3-2-101"]),
    Rows(source: "residents", header: "房号,现住人数", rows: ["3-1-101,2", "3-1-102,1", "3-2-101,3"]),
    Rows(source: "residents", header: "unit,resident", rows: ["3-1-101,a", "3-1-102,b"]),
    Rows(source: "residents", header: "楼栋,单元,房号,人员编号", rows: ["3,1,101,a", "3,1,102,b"]),
    Rows(
      source: "knocks", header: "unit,time,outcome",
      rows: ["3-1-101,2020-02-17T10:00,answered", "3-1-102,2020-02-17T10:05,vacant"]),
    Rows(
      source: "knocks", header: "楼栋,单元,房号,时间,结果",
      rows: ["3,1,101,2020-02-17 10:00,在家", "3,1,102,2020-02-17 10:05,空房"]),
    Rows(
      source: "lights", header: "place,time,lit",
      rows: ["3-1,2020-02-17T20:00,2", "3-2-101,2020-02-17T20:00,1"]),
    Rows(
      source: "meter", header: "unit,time,kwh",
      rows: ["3-1-101,2020-02-17T07:00,10", "3-1-101,2020-02-18T07:00,14"]),
  ]

  static let compounds =
    "compound,name\nC7,桃源小区\nC8,柳林小区\n"

  /// A table as a file, and the rule it needs.
  private func file(_ table: Rows, _ way: Way, _ number: Int, id: String = "C7")
    -> (name: String, text: String, rule: String?)
  {
    let title = id == "C7" ? "桃源小区" : "柳林小区"
    let value: String? =
      switch way {
      case .id: id
      case .name: title
      case .folded: id == "C7" ? " ｃ７" : "c 8"
      case .constant, .folder, .file: nil
      }
    let lines = ["compound," + table.header] + table.rows.map { (value ?? "") + "," + $0 }
    let text =
      (value == nil ? [table.header] + table.rows : lines).joined(separator: "\n") + "\n"
    switch way {
    case .folder: return ("\(table.source)/\(title)/\(number).csv", text, nil)
    case .file: return ("\(table.source)/\(number)/\(title).csv", text, nil)
    case .constant:
      let name = "\(table.source)/\(number).csv"
      return (
        name, text,
        #"{"files": "\#(name)", "constants": {"compound": "\#(number % 2 == 1 ? id : title)"}}"#
      )
    default: return ("\(table.source)/\(number).csv", text, nil)
    }
  }

  private func run(
    _ files: [(name: String, text: String, rule: String?)], register: Bool = true
  ) throws -> TestResults {
    var all = ["compounds.csv": Self.compounds]
    let units = ["3-1-101", "3-1-102", "3-2-101"]
    let list = units.flatMap { ["C7,\($0)", "C8,\($0)"] }.joined(separator: "\n")
    if register { all["units.csv"] = "compound,unit\n\(list)\n" }
    for file in files { all[file.name] = file.text }
    let rules = files.compactMap(\.rule).joined(separator: ", ")
    var sweep = TestSweep(
      manifest:
        #"{"first_day": "2020-02-17", "model": "fixed", "language": "en", "tables": [\#(rules)]}"#)
    sweep.files = all
    if all.keys.allSatisfy({ !$0.hasPrefix("residents") && $0 != "units.csv" }) {
      sweep.files["residents/z.csv"] = "compound,unit,resident\nC7,3-1-101,z\n"
    }
    return try sweep.run()
  }

  /// Whether a file is told to be another again.
  private func isTold(_ results: TestResults, _ file: String) -> Bool {
    results.sweep.findings.contains { finding in
      finding.name == "repeated_table" && finding.places.contains { $0.hasPrefix(file + " = ") }
    } || results.sweep.notes.contains { $0.file == file && $0.text == Note.allRepeated.english }
  }

  /// Both compounds' list in every way of saying which compound it is: of each compound one counts.
  @Test(arguments: tables, [true, false])
  func inWhateverWordsTheCompoundIsNamed(table: Rows, hasRegister: Bool) throws {
    let alone = try run(
      [file(table, .id, 1), file(table, .id, 2, id: "C8")], register: hasRegister)
    #expect(alone.rejects.isEmpty)
    #expect(alone.sweep.ledgers.allSatisfy { $0.duplicate == 0 })
    for shift in [0, 3] {
      let ways = Way.allCases.enumerated().map { ($1, ($0 + shift) % Way.allCases.count + 1) }
      let lists = ["C7", "C8"].map { id in
        ways.map { file(table, $0.0, $0.1 + (id == "C8" ? 10 : 0), id: id) }
      }
      let all = try run(lists.flatMap(\.self), register: hasRegister)
      #expect(all.units == alone.units)
      for list in lists {
        let names = list.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(all.ledger(names[0])?.duplicate == 0)
        #expect(!isTold(all, names[0]))
        for name in names.dropFirst() {
          #expect(all.ledger(name)?.duplicate == table.rows.count, "\(name) after \(names[0])")
          #expect(isTold(all, name), "\(name) after \(names[0])")
        }
      }
    }
  }

  @Test func listsThatShareUnitsInOtherWords() throws {
    let list = Rows(source: "residents", header: "unit", rows: ["3-1-101", "3-1-102"])
    var longer = list
    longer.rows = ["3栋1单元101", "3栋1单元102室", "3-2-101"]
    for (first, second) in zip(Way.allCases, Way.allCases.dropFirst() + [.id]) {
      let files = [file(list, first, 1), file(longer, second, 2)]
      func overlaps(_ results: TestResults) -> Bool {
        results.sweep.findings.contains { $0.name == "overlapping_lists" }
      }
      #expect(try overlaps(run(files)), "\(first) and \(second)")
      let others = [files[0], file(longer, second, 2, id: "C8")]
      #expect(try !overlaps(run(others)), "\(first) and \(second)")
    }
  }

  @Test func columnsInAnotherOrder() throws {
    let results = try TestSweep([
      "residents.csv": "compound,unit,state\nT,3-1-101,away\nT,3-1-102,\n",
      "residents/b.csv": "状态,房号,小区\n外出,3栋1单元101,T\n,3-1-102,T\n",
    ]).run()
    #expect(results.ledger("residents/b.csv")?.duplicate == 2)
    #expect(results.sweep.findings.contains { $0.name == "repeated_table" })
  }
}
