import TestSupport
import Testing

@testable import HouseholdSweep

/// What files say as a whole, and with each other: times, numbers of persons, what the manifest overrules,
/// tables sent twice.
@Suite struct WholeTableTests {
  private static let parts = "小区,楼栋,单元,房号"

  // MARK: - Times of a file

  @Test func proofByOtherRows() throws {
    let results = try TestSweep(
      [
        "knocks.csv": """
        compound,unit,time,outcome
        T,3-1-101,17/2/2020 10:00,answered
        T,3-1-102,2/3/2020 10:00,answered

        """
      ], manifest: #"{"first_day": "2020-02-17", "days": 20, "model": "fixed"}"#
    ).run()
    #expect(results["3-1-102", "answered"] == "1")
  }

  @Test func theOrderByTheWindow() throws {
    let results = try TestSweep(
      ["knocks.csv": "compound,unit,time,outcome\nT,3-1-101,3/2/2020 10:00,answered\n"],
      manifest: #"{"first_day": "2020-03-01", "model": "fixed"}"#
    ).run()
    #expect(results["3-1-101", "answered"] == "1")
  }

  @Test func offsetsThatDiffer() {
    let sweep = TestSweep([
      "knocks.csv":
        "compound,unit,time,outcome\nT,3-1-101,2020-02-17T10:00+08:00,answered\nT,3-1-101,2020-02-17T10:00+09:00,answered\n"
    ])
    #expect(sweep.error().contains("time_zone"))
  }

  @Test func allAtMidnight() throws {
    let results = try TestSweep([
      "knocks.csv":
        "compound,unit,time,outcome\nT,3-1-101,2020-02-17 00:00,answered\nT,3-1-102,2020-02-18 00:00,answered\n",
      "lights.csv":
        "compound,place,time,lit\nT,3-1-101,2020-02-17 00:00,1\nT,3-1-102,2020-02-18 00:00,1\n",
    ]).run()
    #expect(results["3-1-101", "answered"] == "1")
    #expect(results.rejects == ["lights.csv:2 bad_time", "lights.csv:3 bad_time"])
  }

  // MARK: - Numbers of persons, numbers of things

  @Test func phoneInThePlaceOfAnAddress() throws {
    let results = try TestSweep([
      "knocks.csv":
        "compound,unit,time,outcome\nT,13812345678,2020-02-17 10:00,answered\nT,138 1234 5678,2020-02-17 10:00,answered\n"
    ]).run()
    #expect(results.rejects == ["knocks.csv:2 looks_personal", "knocks.csv:3 looks_personal"])
    #expect(!results.text.contains("12345678"))
  }

  @Test func phoneInThePlaceOfACompound() throws {
    let results = try TestSweep([
      "lights.csv":
        "compound,place,time,lit\nT,3-1-101,2020-02-17 20:00,1\n42010019800101123X,3,2020-02-17 20:00,1\n"
    ]).run()
    #expect(results.rejects == ["lights.csv:3 looks_personal"])
    #expect(!results.text.contains("42010019800101123"))
  }

  @Test func compoundsThatLostZeros() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit\n0012,1-1\n",
      "residents.csv": "compound,unit,resident\n12,1-1,a\n",
    ]).run()
    #expect(results.units["0012|1-1"]?["listed"] == "1")
    #expect(results.sweep.findings.contains { $0.name == "compound_zeros" })
  }

  @Test func explainedByWhatWasMadeOfARow() throws {
    let folder = try TestFolder()
    let sweep = TestSweep([
      "knocks.csv": "compound,unit,time,outcome\nT,3-1-101,2/17/2020 9:15 AM,At Home\nT,3-1-101\n"
    ])
    try folder.write(sweep.manifest, to: "sweep.json")
    for (name, text) in sweep.files { try folder.write(text, to: name) }
    let read = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    let rows = try read.explanation(compound: "T", unit: "3-1-101").rows
    let knocks = rows.filter { $0.file == "knocks.csv" }
    #expect(knocks.count == 1)
    #expect(knocks.first?.values.contains("outcome answered") == true)
  }

  @Test func datesInUntidyTables() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit\nV,3-2\nV,5-9\nV,9-5\nV,3-32\n",
      "residents.csv":
        "compound,unit,resident\nV,3月2日,a\nV,9-May,b\nV,1932年3月,c\nV,12月30日,d\nV,43892,e\n",
    ]).run()
    #expect(results.units["V|3-2"]?["listed"] == "1")
    #expect(results.units["V|3-32"]?["listed"] == "1")
    #expect(
      results.rejects == [
        "residents.csv:3 spreadsheet_date", "residents.csv:5 spreadsheet_date",
        "residents.csv:6 spreadsheet_date",
      ])
  }

  @Test func usageOfDays() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit,meter\nT,3-1-101,M1\nT,3-1-102,M2\n",
      "meter.csv":
        "meter,time,usage\nM1,2020-02-17,6\nM1,2020-02-18,8\nM2,2020-02-18 23:55,0.5\n",
    ]).run()
    #expect(results["3-1-101", "meter_kwh_per_day"] == "7.116")
    #expect(results["3-1-102", "meter_kwh_per_day"] == "0.500")
  }

  @Test func peakAndValley() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit,meter\nT,3-1-101,M1\n",
      "meter.csv":
        "电表号,时间,峰,平,谷\nM1,2020-02-17 07:00,1,2,3.5\nM1,2020-02-18 07:00,2,3,4.5\n",
    ]).run()
    #expect(results["3-1-101", "meter_kwh_per_day"] == "3.000")
  }

  // MARK: - The manifest

  @Test func everythingWrongIsNamed() {
    let manifest = #"""
      {"first_day": "2020-02-17", "tables": [{"file": "x", "columns": {"unti": "a"}, "dates": "x",
      "values": {"outcome": {"敲了没开": "nobody"}}, "constants": {"town": "x"}}]}
      """#
    let error = TestSweep(manifest: manifest).error()
    for word in ["'tables[0].file'", "unti", "dates", "nobody", "town"] {
      #expect(error.contains(word))
    }
  }

  @Test func overruled() throws {
    let manifest = #"""
      {"first_day": "2020-02-17", "model": "fixed", "tables": [
        {"files": "knocks.csv", "header": 2, "columns": {"unit": ["幢子", "门", "号"], "outcome": "怎样"},
         "values": {"outcome": {"敲了没开": "no_answer"}}, "constants": {"compound": "T"}}]}
      """#
    let results = try TestSweep(
      ["knocks.csv": "说明\n幢子,门,号,时间,怎样\n3,1,101,2020-02-17 10:00,敲了没开\n"], manifest: manifest
    ).run()
    #expect(results["3-1-101", "no_answer"] == "1")
  }

  // MARK: - Several tables

  @Test func theSameTableTwice() throws {
    let rows = "T,3-1-101\nT,3-1-102\nT,3-1-102\n"
    let results = try TestSweep([
      "residents.csv": "compound,unit\n" + rows,
      "residents/again.csv": "小区,房号\nT,3-1-102\nT,3-1-102\nT,3-1-101\n",
    ]).run()
    #expect(results["3-1-101", "listed"] == "1")
    #expect(results["3-1-102", "listed"] == "2")
    #expect(results.ledger("residents/again.csv")?.duplicate == 3)
    #expect(results.sweep.findings.contains { $0.name == "repeated_table" })
  }

  @Test func listsThatOverlap() throws {
    let results = try TestSweep([
      "residents.csv": "compound,unit\nT,3-1-101\nT,3-1-102\n",
      "residents/名单(1).csv": "compound,unit\nT,3-1-101\nT,3-1-102\nT,3-2-101\n",
    ]).run()
    #expect(results["3-1-101", "listed"] == "2")
    #expect(results.sweep.findings.contains { $0.name == "overlapping_lists" })
    #expect(results.sweep.advice.first?.rule == #"{ "files": "residents.csv", "skip": true }"#)
  }

  /// Whoever pastes all that is proposed for lists that overlap has the same households as before.
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func linesForOverlappingListsLoseNobody(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let all = TestSweep.units.split(separator: "\n").dropFirst().map(String.init)
    var files: [String: String] = [:]
    for number in 1...4 {
      let some = all.shuffled(using: &random).prefix(Int.random(in: 3...8, using: &random))
      files["residents/\(number).csv"] = "小区,房号\n" + some.joined(separator: "\n") + "\n"
    }
    func listed(_ results: TestResults) -> [String] {
      all.filter { (results[String($0.dropFirst(2)), "listed"] ?? "0") != "0" }
    }
    let before = try TestSweep(files).run()
    let rules = before.sweep.advice.filter { $0.kind == "overlapping_lists" }.map(\.rule)
    let manifest = """
      {"first_day": "2020-02-17", "model": "fixed", "tables": [\(rules.joined(separator: ","))]}
      """
    #expect(try listed(TestSweep(files, manifest: manifest).run()) == listed(before))
  }

  @Test func aListOfKnocksIsNoListOfResidents() throws {
    let results = try TestSweep([
      "residents/a.csv": "compound,unit,resident\nT,3-1-102,p\n",
      "residents/b.csv": "小区,房号,时间,结果\nT,3-1-201,2020-02-17 10:00,在家\n",
    ]).run()
    #expect(results.rejects == ["residents/b.csv:2 no_header"])
    #expect(results.sweep.advice.contains { $0.rule.contains("\"source\": \"knocks\"") })
    let manifest = #"""
      {"first_day": "2020-02-17", "model": "fixed",
       "tables": [{"files": "residents/b.csv", "source": "knocks"}]}
      """#
    let again = try TestSweep(
      [
        "residents/a.csv": "compound,unit,resident\nT,3-1-102,p\n",
        "residents/b.csv": "小区,房号,时间,结果\nT,3-1-201,2020-02-17 10:00,在家\n",
      ], manifest: manifest
    ).run()
    #expect(again.rejects.isEmpty)
    #expect(again["3-1-201", "answered"] == "1")
  }

  @Test func titlesAreTold() throws {
    let results = try TestSweep([
      "residents.csv": "桃源社区名单,,\n小区,房号,人员编号\nT,3-1-101,a\n"
    ]).run()
    let telling = try #require(results.sweep.tellings.first)
    #expect(telling.header == 2)
    #expect(telling.titles == [1])
    let line = TidyWording(.en).line(telling)
    #expect(
      line.hasPrefix("residents.csv: header in line 2; above it, in line 1, a title; compound = 小区")
    )
  }

  // MARK: - The same on any number of threads

  @Test func anyNumberOfThreads() throws {
    let files = [
      "residents.csv": "\(Self.parts),姓名\nT,3,1,101,甲\n,,,,乙\n,,,102,丙\n,,2,101,丁\n,,,,戊\n",
      "knocks.csv":
        "compound,unit,time,outcome\nT,3-1-101,2020年2月17日 10:00,在家\nT,3-1-102,17/2/2020 10:00,没人\nT,3-1-201\n",
    ]
    let one = try TestSweep(files).run(threads: 1)
    let four = try TestSweep(files).run(threads: 4)
    #expect(one.text == four.text)
    #expect(one.rejects == ["knocks.csv:4 too_few_fields"])
  }
}
