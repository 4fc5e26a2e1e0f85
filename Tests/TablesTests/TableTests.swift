import TestSupport
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
}
