import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// What somebody sees who sends such tables for the first time: proposals that help, and faults told as what
/// they are.
@Suite struct NewcomerTests {
  private static func manifest(_ rules: String = "", _ more: String = "") -> String {
    #"{"first_day": "2020-02-17", "model": "fixed"\#(more), "tables": [\#(rules)]}"#
  }

  /// Whether every proposal of a kind saves the rows that it says it does.
  private func helps(_ files: [String: String], _ kind: String, rows: Int, more: String = "") throws
  {
    let before = try TestSweep(files, manifest: Self.manifest("", more)).run()
    let advice = before.sweep.advice.filter { $0.kind == kind }
    #expect(advice.map(\.rows) == (rows > 0 ? [rows] : []))
    guard let first = advice.first else { return }
    let after = try TestSweep(files, manifest: Self.manifest(first.rule, more)).run()
    let accepted = { (results: TestResults) in results.sweep.ledgers.reduce(0) { $0 + $1.accepted }
    }
    #expect(accepted(after) == accepted(before) + rows)
  }

  @Test func fillIsProposedWhereItHelps() throws {
    // Two rows in a row with one address: nothing is filled by itself.
    let merged =
      "小区,楼栋,单元,房号,姓名\nT,3,1,101,甲\nT,3,1,101,乙\n,,,,丙\n,,2,101,丁\n,,,,戊\n"
    try helps(["residents.csv": merged], "fill", rows: 3)
    // The compound is there, the room alone is not: no cell above says which.
    let forgotten = "小区,房号,现住人数\nT,3-1-101,1\nT,,2\nT,,1\n"
    try helps(["residents.csv": forgotten], "fill", rows: 0)
    // Nothing stands above.
    let first = "小区,楼栋,单元,房号,姓名\n,,,,甲\nT,3,1,101,乙\nT,3,1,101,丙\n"
    try helps(["residents.csv": first], "fill", rows: 0)
  }

  @Test func aReadingOfDatesIsProposedWhereItHelps() throws {
    func knocks(_ dates: [String]) -> [String: String] {
      let rows = dates.enumerated().map { "T,3-1-10\($0 % 2 + 1),\($1) 10:0\($0),answered\n" }
      return ["knocks.csv": "compound,unit,time,outcome\n" + rows.joined()]
    }
    // Each order brings one of them into a long sweep.
    let long = #", "first_day": "2020-02-03", "days": 5"#
    try helps(knocks(["3/2/2020", "2/4/2020", "4/2/2020"]), "ambiguous_date", rows: 2, more: long)
    // Neither does.
    let files = knocks(["3/5/2020", "5/6/2020"])
    try helps(files, "ambiguous_date", rows: 0)
    let telling = try TestSweep(files).run().sweep.tellings.flatMap(\.guesses)
    #expect(telling.contains(.datesOutside(2)))
  }

  @Test func linesThatAreNoData() throws {
    let rows = (1...7).map { "T,3-1-101,\($0)\n合计,,\n" }.joined()
    let results = try TestSweep(["residents.csv": "小区,房号,人员编号\n" + rows]).run()
    let telling = try #require(results.sweep.tellings.first)
    #expect(telling.notDataLines == [3, 5, 7, 9, 11])
    #expect(TidyWording(.en).line(telling).contains("7 rows are no data (lines 3, 5, 7, 9, 11 …)"))
    #expect(TidyWording(.zh).line(telling).contains("7行不是数据（合计、备注、小标题等，第3、5、7、9、11等行）"))
  }

  @Test func twoColumnsWithAnAddress() throws {
    let results = try TestSweep([
      "residents.csv": "小区,地址,楼栋,单元,房号,人员编号\nT,桃源路1号,3,1,101,a\n"
    ]).run()
    let telling = try #require(results.sweep.tellings.first)
    #expect(telling.guesses.contains(.addressTaken("楼栋-单元-房号", besides: ["地址"])))
    #expect(results["3-1-101", "listed"] == "1")
  }

  @Test func anAddressInScientificNotation() throws {
    let results = try TestSweep([
      "knocks.csv": "compound,unit,time,outcome\nT,4.2E+17,2020-02-17 10:00,answered\n",
      "residents.csv": "小区,房号,现住人数\nT,4.2E+17,1\nT,3-1-101,1\n",
    ]).run()
    #expect(
      results.rejects == ["residents.csv:2 spreadsheet_number", "knocks.csv:2 spreadsheet_number"])
    #expect(results.units.count == 8)
  }

  @Test(arguments: [0, 1]) func aCharacterCutOffAtTheEnd(cut: Int) throws {
    let folder = try TestFolder()
    try folder.write(Self.manifest(), to: "sweep.json")
    try folder.write(TestSweep.units, to: "units.csv")
    let text = "小区,楼栋,单元,房号,姓名,状态\nT,3,1,101,张三,在住\nT,3,1,102,李四,在住\nT,3,1,201,王五,外出"
    let bytes = try #require(Transcoder.bytes(Array(text.utf8), in: .gb18030))
    try folder.write(Array(bytes.dropLast(cut)), to: "residents.csv")
    let results = try TestResults(folder)
    #expect(results["3-1-101", "listed"] == "1")
    #expect(results["3-1-102", "listed"] == "1")
    #expect(results.rejects == (cut == 0 ? [] : ["residents.csv:4 bad_encoding"]))
  }

  @Test func whatExplainShows() throws {
    let folder = try TestFolder()
    try folder.write(Self.manifest(), to: "sweep.json")
    try folder.write("compound,unit,meter\nT,3-1-101,420100010001\n", to: "units.csv")
    try folder.write("compound,unit,resident\nT,3-1-101,a\n", to: "residents.csv")
    let days = ["01-20", "02-10", "02-18", "02-25", "03-20"]
    try folder.write(
      "meter,time,kwh\n"
        + days.enumerated().map { "420100010001,2020-\($1)T07:00,12345678.90\($0)\n" }.joined(),
      to: "meter.csv")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    let rows = try sweep.explanation(compound: "T", unit: "3-1-101").rows
      .filter { $0.file == "meter.csv" }
    #expect(rows.map { $0.unused != nil } == [true, false, false, false, true])
    #expect(rows[0].unused == "outside the days of the sweep")
    #expect(rows[1].values.contains("meter 420100010001"))
    #expect(rows[1].values.contains("kwh 12345678.901"))
    #expect(sweep.ledgers.first { $0.file == "meter.csv" }?.outOfWindow == 2)
  }

  @Test(arguments: [
    ("knocks", "小区,房号,时间,结果", "3-1-101,甲园,2020-02-17 10:00,有人", "3-1-102,甲园,2020-02-17 10:05,没人"),
    ("residents", "compound,unit,resident", "3-1-101,T,a", "3-1-102,T,b"),
    ("lights", "楼层,小区,地点,时间,亮灯", "1,3-1,t,2020-02-17 20:00,1", "1,3-2,t,2020-02-17 20:00,1"),
  ])
  func columnsThatChangedPlaces(source: String, header: String, first: String, second: String)
    throws
  {
    var files = [
      "compounds.csv": "compound,name\nT,甲园\n", "\(source).csv": "\(header)\n\(first)\n\(second)\n",
    ]
    if source != "residents" { files["residents.csv"] = "compound,unit,resident\nT,3-1-101,z\n" }
    let before = try TestSweep(files).run()
    #expect(
      before.rejects == ["\(source).csv:2 unknown_compound", "\(source).csv:3 unknown_compound"])
    try helps(files, "reversed", rows: 2)
  }
}
