import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// What offices write in a hurry: evenings instead of hours, 全亮 for a building, about three persons, a file a
/// day.
@Suite struct EverydayTests {
  private static let compounds = "compound,name\nT,甲园小区\n"

  private static func manifest(_ rules: [String]) -> String {
    "{\"first_day\": \"2020-02-17\", \"model\": \"fixed\", \"tables\": [\(rules.joined(separator: ","))]}"
  }

  // MARK: Times

  @Test func timesWithOneMeaningAreRead() throws {
    let times = [
      "17日晚8点", "2.18下午3点", "2/18 15:00", "二月十七日晚八点", "Feb 17 8pm", "17 Feb 2020 20:00",
      "2月17日晚19:40",
    ]
    let rows = times.enumerated().map {
      "T,3-\($0 / 4 + 1)-\($0 % 4 / 2 + 1)0\($0 % 2 + 1),\($1),有人\n"
    }
    let results = try TestSweep(["knocks.csv": "小区,房号,时间,结果\n" + rows.joined()]).run()
    #expect(results.rejects.isEmpty)
    #expect(results.ledger("knocks.csv")?.outOfWindow == 0)
  }

  @Test func anEveningIsNoHour() throws {
    let rows = ["2月17日晚", "昨晚", "二月十七日晚", "2月30日晚8点", "31日晚8点", "17 Feb evening"].map {
      "T,3-1,\($0),2\n"
    }
    let results = try TestSweep(["lights.csv": "小区,地点,时间,亮灯数\n" + rows.joined()]).run()
    #expect(results.rejects == (2...7).map { "lights.csv:\($0) bad_time" })
  }

  @Test func aDayOfTwoMonthsIsNone() throws {
    // Of 31 days from the 17th, 18 is one day, and the 17th comes twice.
    let manifest = #"{"first_day": "2020-02-17", "days": 31, "model": "fixed"}"#
    let rows = "T,3-1-101,17日晚8点,有人\nT,3-1-101,28日晚8点,有人\n"
    let results = try TestSweep(
      ["knocks.csv": "小区,房号,时间,结果\n" + rows], manifest: manifest
    ).run()
    #expect(results.rejects == ["knocks.csv:2 bad_time"])
  }

  @Test func anEveningBesideItsHour() throws {
    let results = try TestSweep([
      "lights.csv": "小区,地点,日期,时间,亮灯数\nT,3-1,2月17日晚,8点,2\nT,3-2,2月17日晚,3点,2\n"
    ]).run()
    #expect(results.rejects == ["lights.csv:3 bad_time"])
    #expect(results.ledger("lights.csv")?.accepted == 1)
  }

  // MARK: Lights

  @Test(arguments: ["小区,地点,时间,亮灯数", "小区,楼栋,单元,时间,亮灯数"])
  func aWordForABuildingIsNoNumber(header: String) throws {
    func place(_ entrance: Int) -> String {
      header.contains("单元") ? "3,\(entrance)" : "3-\(entrance)"
    }
    let files = [
      "lights.csv":
        "\(header)\nT,\(place(1)),2020-02-17 20:00,全亮\nT,\(place(2)),2020-02-17 20:00,亮\n"
    ]
    let results = try TestSweep(files).run()
    #expect(results.rejects == ["lights.csv:2 bad_number", "lights.csv:3 bad_lit"])
    // No line to paste makes a number of it.
    #expect(results.sweep.advice.isEmpty)
    let telling = try #require(results.sweep.tellings.first { $0.file == "lights.csv" })
    #expect(
      telling.guesses.contains(.placeWords(rows: 2, line: 2, word: "全亮", units: 4)))
    #expect(TidyWording(.zh).line(telling).contains("第2行“全亮”：该处共4户，全亮就写4"))
  }

  @Test func aWordForAUnitIsProposed() throws {
    let files = [
      "lights.csv":
        "小区,地点,时间,亮灯数\nT,3-1,2020-02-17 20:00,微亮\nT,3-1-101,2020-02-17 20:00,微亮\nT,3-1-102,2020-02-17 20:00,没亮\n"
    ]
    let results = try TestSweep(files).run()
    #expect(results.rejects == ["lights.csv:2 bad_number", "lights.csv:3 bad_number"])
    #expect(results.sweep.advice.map(\.rows) == [1])
    #expect(results["3-1-102", "nights_seen"] == "1")
    #expect(results["3-1-102", "nights_lit"] == "0")
  }

  // MARK: Persons

  @Test(arguments: [
    ("两人", 2), ("三口", 3), ("１２", 12), ("3口人", 3), ("十二人", 12), ("2.0", 2),
  ])
  func personsInWords(text: String, count: Int) throws {
    let results = try TestSweep([
      "residents.csv": "小区,房号,现住人数,外出人数\nT,3-1-101,\(text),0\n",
      "knocks.csv":
        "compound,unit,time,outcome,persons\nT,3-1-102,2020-02-17 10:00,answered,\(text)\n",
    ]).run()
    #expect(results.rejects.isEmpty)
    #expect(results["3-1-101", "listed"] == "\(count)")
    #expect(results["3-1-102", "persons_seen"] == "\(count)")
  }

  @Test(arguments: ["-", "—", "——", "/", "无", "－"])
  func aDashIsNoCount(text: String) throws {
    let results = try TestSweep([
      "knocks.csv":
        "compound,unit,time,outcome,persons\nT,3-1-102,2020-02-17 10:00,answered,\(text)\n"
    ]).run()
    #expect(results.rejects.isEmpty)
    #expect(results["3-1-102", "answered"] == "1")
    // Somebody was there.
    #expect(results["3-1-102", "persons_seen"] == "1")
  }

  @Test func personsThatNobodyCanReadAreProposed() throws {
    let files = [
      "knocks.csv":
        "compound,unit,time,outcome,persons\nT,3-1-101,2020-02-17 10:00,answered,约3\nT,3-1-102,2020-02-17 10:00,answered,若干\nT,3-1-201,2020-02-17 10:00,answered,2-3人\nT,3-1-202,2020-02-17 10:00,answered,－1\n"
    ]
    let before = try TestSweep(files).run()
    #expect(
      before.rejects == [
        "knocks.csv:2 bad_number", "knocks.csv:3 bad_number", "knocks.csv:4 bad_number",
        "knocks.csv:5 negative_number",
      ])
    let rules = before.sweep.advice.map(\.rule)
    #expect(
      rules == [
        #"{ "files": "knocks.csv", "values": { "persons": { "2-3人": "2|3" } } }"#,
        #"{ "files": "knocks.csv", "values": { "persons": { "约3": "3" } } }"#,
        #"{ "files": "knocks.csv", "values": { "persons": { "若干": "" } } }"#,
      ])
    let words = AdvisedWords(before.sweep.advice, to: before.sweep.manifest)
    #expect(words.tables?.contains(#""约3": "3", "若干": """#) == true)
    let after = try TestSweep(files, manifest: Self.manifest(Array(rules[1...]))).run()
    #expect(after.rejects == ["knocks.csv:4 bad_number", "knocks.csv:5 negative_number"])
    #expect(after["3-1-101", "persons_seen"] == "3")
    #expect(after["3-1-102", "answered"] == "1")
    // Of two meanings one is to be left.
    #expect(
      TestSweep(files, manifest: Self.manifest([rules[0]])).error()
        .contains(#"one of them: leave "2" or "3""#))
  }

  @Test func aRoundedReadingIsNone() throws {
    let units = "compound,unit,meter\nT,3-1-101,M1\nT,3-1-102,M2\n"
    let rows = ["1.2E+3,1.2E+3", "1.2345E+4,1.23475E+4"].enumerated().flatMap { number, kwh in
      kwh.split(separator: ",").enumerated().map {
        "M\(number + 1),2020-02-\(17 + $0) 08:00,\($1)\n"
      }
    }
    let results = try TestSweep([
      "units.csv": units, "meter.csv": "meter,time,kwh\n" + rows.joined(),
    ]).run()
    #expect(results.rejects == ["meter.csv:2 bad_number", "meter.csv:3 bad_number"])
    #expect(results["3-1-102", "meter_kwh_per_day"] == "2.500")
  }

  // MARK: Days as columns

  @Test(arguments: [
    ["2月17日", "2月18日"], ["17日", "18日"], ["2月17日晚", "2月18日晚"], ["17 Feb", "18 Feb"],
    ["Feb 17", "Feb 18"],
    ["2/17", "2/18"], ["2.17", "2.18"], ["2月17日亮灯数", "2月18日亮灯数"], ["2020-02-17", "2020-02-18"],
  ])
  func aColumnADay(days: [String]) throws {
    let table = "小区,楼栋,单元,\(days.joined(separator: ","))\nT,3,1,3,2\nT,3,2,2,1\n"
    let text = TestSweep(["lights.csv": table]).error()
    #expect(text.contains("the columns '\(days[0])', '\(days[1])' are days"))
    #expect(text.contains("write a row for each day"))
    // The line for one day reads it.
    let line =
      #"{ "files": "lights.csv", "header": 1, "columns": { "lit": "\#(days[0])" }, "constants": { "time": "2020-02-17 20:00" } }"#
    #expect(text.contains(line))
    let results = try TestSweep(["lights.csv": table], manifest: Self.manifest([line])).run()
    #expect(results.ledger("lights.csv")?.accepted == 2)
  }

  @Test func numbersOfEntrancesAreNoDays() {
    for name in ["1号楼", "2号", "1-1", "序号", "编号", "3-101"] where name != "2号" {
      #expect(DayColumn(name) == nil)
    }
  }

  // MARK: Names of files

  @Test func aFileADay() throws {
    func list(_ persons: [Int]) -> String {
      "台账\n楼栋,单元,房号,现住人数\n"
        + persons.enumerated().map { "3,1,\($0 + 1)01,\($1)\n" }.joined()
    }
    let results = try TestSweep([
      "compounds.csv": Self.compounds, "residents.csv": "compound,unit\n",
      "residents/甲园小区2月17日.csv": list([1, 1]), "residents/甲园小区2月18日.csv": list([2, 2]),
    ]).run()
    #expect(results.rejects.isEmpty)
    // The later one has all units of the earlier, and counts alone.
    #expect(results["3-1-101", "listed"] == "2")
    #expect(results.sweep.advice.isEmpty)
    let guesses = try #require(results.sweep.tellings.first?.guesses)
    #expect(guesses.contains(.superseded("residents/甲园小区2月18日.csv")))
    #expect(guesses.contains(.compoundOfFile("T")))
    // It was not sent twice.
    #expect(!results.sweep.notes.contains { $0.text == Note.allRepeated.english })
  }

  @Test(arguments: ["甲园小区2.17", "甲园小区（2月17日）", "0217甲园小区", "甲园小区-20200217", "2020年2月17日 甲园小区"])
  func namesWithDates(name: String) throws {
    let results = try TestSweep([
      "compounds.csv": Self.compounds, "residents.csv": "compound,unit\n",
      "residents/\(name).csv": "台账\n楼栋,单元,房号,现住人数\n3,1,101,2\n",
    ]).run()
    #expect(results["3-1-101", "listed"] == "2")
  }

  @Test(arguments: ["甲园小区2", "甲园小区1217", "甲园小区2月", "2月17日"])
  func namesOfOtherThings(name: String) {
    let sweep = TestSweep([
      "compounds.csv": Self.compounds, "residents.csv": "compound,unit\n",
      "residents/\(name).csv": "台账\n楼栋,单元,房号,现住人数\n3,1,101,2\n",
    ])
    #expect(sweep.error().contains("lacks 'compound'"))
  }

  @Test func aGapIsNoValue() throws {
    let files = ["knocks.csv": "compound,unit,time,result\nT,3-1-101,2020-02-17 10:00,answered\n"]
    for rule in [
      #"{ "files": "knocks.csv", "constants": { "compound": "…" } }"#,
      #"{ "files": "knocks.csv", "columns": { "outcome": "…" } }"#,
    ] {
      #expect(
        TestSweep(files, manifest: Self.manifest([rule])).error()
          .contains("still has \"…\", which only marks a gap"))
    }
  }

  @Test func theMeterOfAUtility() throws {
    let files = [
      "meter.csv": "户号,日期,用电量（度）\n420107000001,2020-02-17,3\n420107000001,2020-02-18,3\n",
      "units.csv": "compound,unit,meter\nT,3-1-101,420107000001\n",
    ]
    let line = #"{ "files": "meter.csv", "header": 1, "columns": { "meter": "户号" } }"#
    #expect(TestSweep(files).error().contains(line))
    let results = try TestSweep(files, manifest: Self.manifest([line])).run()
    #expect(results.ledger("meter.csv")?.accepted == 2)
  }

  // MARK: What is told

  @Test func allSourcesAreLookedAtBeforeItStops() throws {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17", "language": "zh"}"#, to: "sweep.json")
    try folder.write(TestSweep.units, to: "units.csv")
    try folder.write("compound,unit\n", to: "residents.csv")
    try folder.write("compound,unit,time,怎么样\nT,3-1-101,2020-02-17 10:00,在家\n", to: "knocks.csv")
    try folder.write("compound,place,time,几盏\nT,3-1,2020-02-17 20:00,2\n", to: "lights.csv")
    try folder.write([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], to: "meter/a.csv")
    try folder.write(
      TestArchive.sheet([["小区", "房号", "17日", "18日"], ["T", "3-1-101", "在家", "没人"]]).bytes,
      to: "knocks/b.xlsx")
    try folder.write(
      TestArchive.sheet([["小区", "地点", "17日", "18日"], ["T", "3-1", "2", "3"]]).bytes,
      to: "lights/b.xlsx")
    let error = try #require(throws: SweepError.self) { try TestResults(folder) }
    let text = error.text(in: .zh)
    for file in ["knocks.csv", "lights.csv", "meter/a.csv"] {
      #expect(text.components(separatedBy: file + ":").count == 2)
      // Each can be left out.
      #expect(text.contains("{ \"files\": \"\(file)\", \"skip\": true }"))
    }
  }

  @Test func allSlipsOfAManifestAreTold() {
    let error = TestSweep(
      manifest:
        "{\n\"name\"：\"t\",\n\"first_day\": “2020-02-17”\n\"days\": 3，\n\"model\": \"fixed\"}"
    )
    .error()
    for words in [
      "line 2 has a Chinese ：", "line 3 has typographic quotes", "at the end of line 3",
      "line 4 has a Chinese ，",
    ] {
      #expect(error.contains(words))
    }
  }

  @Test func statesThatAreNotKnownAreNamed() throws {
    let states = ["在住", "租户", "隔离", "租户", "住院", "不详"]
    let rows = states.enumerated().map { "T,3-1-101,p\($0),\($1)\n" }.joined()
    let results = try TestSweep(["residents.csv": "compound,unit,resident,state\n" + rows]).run()
    let note = try #require(results.sweep.notes.first { $0.file == "residents.csv" })
    #expect(note.text.hasSuffix(": '租户' (line 3), '隔离' (line 4), '住院' (line 6) and 1 more"))
    #expect(
      note.text(in: .zh) == "有“在住、外出、搬离”以外的状态，按在住计：“租户”（第3行）、“隔离”（第4行）、“住院”（第6行），另有1种")
  }

  @Test func aHiddenEnding() throws {
    let results = try TestSweep([
      "knocks.csv.txt": "compound,unit\n", "lights/a.xlsx.txt": "x",
    ]).run()
    let notes = results.sweep.notes.filter { $0.file.hasSuffix(".txt") }
    #expect(notes.count == 2)
    for note in notes {
      let name = note.file.hasPrefix("lights") ? "a.xlsx" : "knocks.csv"
      #expect(note.text.contains("rename it to \(name) (Windows hides endings"))
      #expect(note.text(in: .zh)?.contains("请改名为 \(name)（") == true)
    }
  }

  @Test func columnsInChinese() throws {
    let results = try TestSweep([
      "residents.csv": "小区,楼栋,单元,房号,现住人数\nT,3,1,101,1\n"
    ]).run()
    let telling = try #require(results.sweep.tellings.first)
    let line = TidyWording(.zh).line(telling)
    #expect(line.contains("人数 = 现住人数") && line.contains("房号 = 楼栋-单元-房号"))
    #expect(!line.contains("compound") && !line.contains("小区 = "))
  }
}
