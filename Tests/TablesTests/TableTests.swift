import Testing

@testable import HouseholdSweep

/// Tables as offices send them, one device at a time.
@Suite struct TableTests {
  private static let parts = "小区,楼栋,单元,房号"

  // MARK: - Headers

  @Test func secondHeaderInAnotherOrder() throws {
    let results = try TestSweep([
      "knocks.csv": """
      compound,unit,time,outcome
      T,3-1-101,2020-02-17 10:00,answered
      time,outcome,unit,compound
      2020-02-17 10:00,no_answer,3-1-102,T

      """
    ]).run()
    #expect(results["3-1-101", "answered"] == "1")
    #expect(results["3-1-102", "no_answer"] == "1")
    #expect(results.ledger("knocks.csv")?.rows == 2)
    #expect(results.ledger("knocks.csv")?.notData == 1)
  }

  @Test func headerAgainInATidyList() throws {
    let results = try TestSweep([
      "residents.csv": "compound,unit,resident\nT,3-1-101,a\ncompound,unit,resident\nT,3-1-102,b\n"
    ]).run()
    #expect(results["3-1-102", "listed"] == "1")
    #expect(results.units.keys.allSatisfy { $0.hasPrefix("T|") })
  }

  @Test func partTwiceIsAnError() {
    let sweep = TestSweep(["residents.csv": "小区,楼栋,栋号,房号\nT,3,3,101\n"])
    #expect(sweep.error().contains("columns"))
  }

  @Test func joinedNamesOfTwoRows() throws {
    let results = try TestSweep([
      "residents.csv": "小区,房号,人数,\n,,常住,外出\nT,3-1-101,2,1\n"
    ]).run()
    #expect(results["3-1-101", "listed"] == "2")
  }

  @Test func randomBytesAreNone() throws {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17"}"#, to: "sweep.json")
    try folder.write(TestSweep.units, to: "units.csv")
    var bytes: [UInt8] = []
    var state: UInt32 = 7
    for _ in 0..<20_000 {
      state = state &* 1_664_525 &+ 1_013_904_223
      bytes.append(UInt8(state >> 24))
    }
    try folder.write(bytes, to: "knocks.csv")
    #expect(throws: SweepError.self) { try TestResults(folder) }
  }

  // MARK: - Rows that are no data

  @Test func totalsInATidyFile() throws {
    let results = try TestSweep([
      "residents.csv": "compound,unit,resident\nT,3-1-101,a\n合计,,1\n备注：完,,\n,二、租住户,\nT,3-1-102,b\n"
    ]).run()
    #expect(results.rejects.isEmpty)
    #expect(results.ledger("residents.csv")?.notData == 3)
    #expect(results.ledger("residents.csv")?.rows == 2)
  }

  @Test func aRowWithAllItsValuesIsData() throws {
    let results = try TestSweep([
      "knocks.csv":
        "小区,楼栋,单元,房号,时间,结果,网格员\nT,3,1,101,2020-02-17 10:00,在家,sum wong\n"
    ]).run()
    #expect(results["3-1-101", "answered"] == "1")
  }

  @Test func emptyFlatsOfARoster() throws {
    let results = try TestSweep([
      "residents.csv": "\(Self.parts),姓名\nT,3,1,101,甲\nT,3,1,102,\nT,3,1,201,乙\n"
    ]).run()
    #expect(results["3-1-102", "listed"] == "0")
    #expect(results.ledger("residents.csv")?.notData == 1)
  }

  // MARK: - Addresses

  @Test func roomWithItsOwnParts() throws {
    let results = try TestSweep([
      "residents.csv": "小区,楼栋,房号,姓名\nT,3,1-101,甲\nT,3,3-1-102,乙\nT,3,9-9,丙\n"
    ]).run()
    #expect(results["3-1-101", "listed"] == "1")
    #expect(results["3-1-102", "listed"] == "1")
    #expect(results.rejects == ["residents.csv:4 ambiguous_address"])
  }

  @Test func bothReadingsAreUnits() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit\nT,2-101\nT,2-2-101\n",
      "residents.csv": "小区,楼栋,房号,姓名\nT,2,2-101,甲\n",
    ]).run()
    #expect(results.rejects == ["residents.csv:2 ambiguous_address"])
  }

  @Test func floorBesideARoom() throws {
    let results = try TestSweep([
      "residents.csv": "小区,楼栋,单元,楼层,房号,姓名\nT,3,1,2层,01,甲\nT,3,1,1,2,乙\nT,3,1,7,1,丙\n"
    ]).run()
    #expect(results["3-1-201", "listed"] == "1")
    #expect(results["3-1-102", "listed"] == "1")
    #expect(results.rejects == ["residents.csv:4 ambiguous_address"])
  }

  @Test func noUnits() throws {
    let results = try TestSweep([
      "residents.csv": "小区,楼栋,单元,房号,姓名\nT,3,,1,甲\nT,,,无,乙\nX,3,1,101,丙\nT,3,1,101,丁\n"
    ]).run()
    #expect(
      results.rejects == [
        "residents.csv:2 not_a_unit", "residents.csv:3 no_address",
        "residents.csv:4 unknown_compound",
      ])
  }

  @Test func entranceAloneIsNoBuilding() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit\nT,1-2-501\nT,2-1-501\n",
      "residents.csv": "小区,单元,房号,姓名\nT,2,501,甲\n",
    ]).run()
    // Building 2 has a 501 as well, and is not meant.
    #expect(results["2-1-501", "listed"] == "0")
    #expect(results["1-2-501", "listed"] == "0")
  }

  @Test func lightsOfPlaces() throws {
    let results = try TestSweep([
      "lights.csv": "小区,楼栋,单元,时间,亮灯数\nT,3,1,2020-02-17 20:00,3盏\n"
    ]).run()
    #expect(results.rejects.isEmpty)
    #expect(results.ledger("lights.csv")?.accepted == 1)
  }

  @Test func aWordOnAPlaceIsNoCount() throws {
    let results = try TestSweep([
      "lights.csv":
        "compound,place,time,lit\nT,3-1,2020-02-17 20:00,亮\nT,3-1-101,2020-02-17 20:00,亮\n"
    ]).run()
    #expect(results.rejects == ["lights.csv:2 bad_lit"])
    #expect(results["3-1-101", "nights_lit"] == "1")
  }

  // MARK: - Households

  @Test func personsAndAway() throws {
    let results = try TestSweep([
      "residents.csv": """
      小区,房号,现住人数,外出人数
      T,3-1-101,2,1
      T,3-1-102,0,0
      T,3-1-201,,
      T,3-1-101,1,

      """
    ]).run()
    #expect(results["3-1-101", "listed"] == "3")
    #expect(results["3-1-101", "away"] == "1")
    #expect(results["3-1-102", "listed"] == "0")
    #expect(results.rejects == ["residents.csv:4 missing_column_value"])
    let ledger = results.ledger("residents.csv")
    #expect(ledger?.rows == 4)
    #expect(ledger?.accepted == 3)
  }

  @Test func countsThatSayTwoThings() throws {
    let total = TestSweep(["residents.csv": "小区,房号,人数,外出人数\nT,3-1-101,3,1\n"])
    #expect(total.error().contains("persons_total"))
    let manifest =
      #"{"first_day": "2020-02-17", "model": "fixed", "tables": [{"persons_total": true}]}"#
    let results = try TestSweep(total.files, manifest: manifest).run()
    #expect(results["3-1-101", "listed"] == "2")
    #expect(results["3-1-101", "away"] == "1")
    let ids = TestSweep([
      "residents.csv": "小区,房号,人员编号,人数\nT,3-1-101,a,3\nT,3-1-102,b,2\n"
    ])
    #expect(ids.error().contains("ignore"))
    let sizes = TestSweep([
      "residents.csv": "小区,房号,姓名,人数\nT,3-1-101,甲,2\nT,3-1-101,乙,2\n"
    ])
    #expect(sizes.error().contains("size of the household"))
    let unknown = TestSweep(["residents.csv": "小区,房号,登记人数(户)\nT,3-1-101,2\n"])
    #expect(unknown.error().contains("ignore") || unknown.error().isEmpty)
  }

  @Test func aPhoneNumberIsNoCount() throws {
    let results = try TestSweep([
      "residents.csv": "小区,房号,人数\nT,3-1-101,13812345678\nT,3-1-102,2\n"
    ]).run()
    #expect(results.rejects == ["residents.csv:2 bad_number"])
    #expect(!results.text.contains("13812345678"))
  }

  // MARK: - Merged cells

  @Test func neverFilledInObservations() throws {
    let results = try TestSweep([
      "knocks.csv": """
      小区,楼栋,单元,房号,时间,结果
      T,3,1,101,2020-02-17 10:00,在家
      ,,,102,2020-02-17 10:00,在家
      ,,,,2020-02-17 10:00,在家

      """
    ]).run()
    #expect(results.rejects.count == 2)
  }

  @Test func notAcrossATotal() throws {
    let results = try TestSweep([
      "residents.csv": """
      \(Self.parts),姓名
      T,3,1,101,甲
      ,,,,乙
      小计,,,,2
      ,,,102,丙
      T,3,2,101,丁
      ,,,,戊

      """
    ]).run()
    #expect(results["3-1-102", "listed"] == "0")
    #expect(results.rejects == ["residents.csv:5 missing_column_value"])
  }

  @Test func notFromARejectedRow() throws {
    let results = try TestSweep([
      "residents.csv": """
      \(Self.parts),姓名
      T,3,,1,甲
      ,,,,乙
      T,3,1,101,丙
      ,,,,丁

      """
    ]).run()
    #expect(results["3-1-101", "listed"] == "2")
    #expect(
      results.rejects == ["residents.csv:2 not_a_unit", "residents.csv:3 missing_column_value"])
  }

  @Test func whereSomebodyWritesAddressesTwiceNothingIsMerged() throws {
    let results = try TestSweep([
      "residents.csv": "\(Self.parts),姓名\nT,3,1,101,甲\nT,3,1,101,乙\n,,,,丙\nT,3,1,102,丁\n"
    ]).run()
    #expect(results.rejects == ["residents.csv:4 missing_column_value"])
  }

  @Test func theHeadOfAHouseholdIsNotFilled() throws {
    let results = try TestSweep([
      "residents.csv": """
      \(Self.parts),姓名,与户主关系
      T,3,1,101,甲,户主
      ,,,,乙,妻
      ,,,,丙,户主
      T,3,1,102,丁,户主

      """
    ]).run()
    #expect(results.rejects == ["residents.csv:4 missing_column_value"])
  }

  @Test func fillAll() throws {
    let manifest =
      #"{"first_day": "2020-02-17", "model": "fixed", "tables": [{"files": "residents.csv", "fill": true}]}"#
    let results = try TestSweep(
      [
        "residents.csv": "\(Self.parts),姓名\nT,3,1,101,甲\nT,3,1,101,乙\n,,,,丙\nT,3,1,102,丁\n"
      ], manifest: manifest
    ).run()
    #expect(results.rejects.isEmpty)
    #expect(results["3-1-101", "listed"] == "3")
  }

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
    let read = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 1))
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
    #expect(results.sweep.advice.first?.rule.contains("skip") == true)
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
