import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// Faults that make whole lists wrong, or leave people out, if nobody tells of them.
@Suite struct MessyTableTests {
  private static let compounds = """
    compound,name,kind,community,subdistrict,district
    T,桃源小区,小区,一社区,红钢城街,青山区

    """

  /// A register of two buildings with four entrances each.
  private static let units =
    "compound,unit\n"
    + (1...2).flatMap { b in (3...6).flatMap { e in (1...4).map { "T,\(b)-\(e)-\($0)01\n" } } }
    .joined()

  private static func manifest(_ rules: [String]) -> String {
    #"{"first_day": "2020-02-17", "model": "fixed", "tables": [\#(rules.joined(separator: ","))]}"#
  }

  private static func telling(_ results: TestResults, _ language: Manifest.Language) -> [String] {
    results.sweep.tellings.map { TidyWording(language).line($0) }
  }

  // MARK: Full-width commas

  @Test func aFullWidthCommaPartsNoFields() throws {
    let rows = """
      小区,房号,姓名,状态
      桃源小区,3-1-101,甲,在住
      桃源小区，3-1-102,乙,在住
      桃源小区，3-1-201，丙，在住
      桃源小区,3-1-202,丁，外出

      """
    // Where the header is found in a tidy file, and where a title makes it untidy.
    for title in ["", "名单,,\n"] {
      let results = try TestSweep(["compounds.csv": Self.compounds, "residents.csv": title + rows])
        .run()
      let line = title.isEmpty ? 3 : 4
      #expect(
        results.rejects == (line..<line + 3).map { "residents.csv:\($0) too_few_fields" })
      // Nothing of the row is shown: a name may stand in the cell.
      #expect(results.sweep.rejects.map(\.value) == ["，", "，", "，"])
      #expect(results["3-1-101", "listed"] == "1")
      #expect(results.units.count == 8)
    }
  }

  @Test func aFullWidthCommaInTheCompound() throws {
    // A spreadsheet fills the row up to its header.
    let results = try TestSweep([
      "compounds.csv": Self.compounds,
      "residents.csv": "小区,房号,状态\n桃源小区，3-1-101,在住,\n桃源小区,3-1-102,在住\n",
    ]).run()
    #expect(results.rejects == ["residents.csv:2 unknown_compound"])
    #expect(results.sweep.rejects[0].value == "桃源小区，…")
    #expect(results.sweep.findings.isEmpty)
  }

  @Test func aRemarkMayHoldAFullWidthComma() throws {
    let results = try TestSweep([
      "residents.csv": "compound,unit,resident,state,备注,说明\nT,3-1-101,a,在住,本人，已核对\n"
    ]).run()
    #expect(results.rejects.isEmpty)
    #expect(results["3-1-101", "listed"] == "1")
  }

  // MARK: Building and entrance the other way round

  @Test(arguments: [("单元", "栋"), ("", "")]) func swappedColumns(_ marks: (String, String)) throws {
    let rows = (1...2).flatMap { b in
      (3...6).flatMap { e in
        (1...4).map { "T,\(e)\(marks.0),\(b)\(marks.1),\($0)01,在住\n" }
      }
    }
    let files = ["units.csv": Self.units, "residents.csv": "小区,楼栋,单元,房号,状态\n" + rows.joined()]
    let before = try TestSweep(files).run()
    let note = try #require(before.sweep.notes.first { $0.text.contains("match no unit") })
    #expect(note.text.hasPrefix("32 of 32 rows match no unit of the register: with building"))
    #expect(note.text(in: .zh)!.hasPrefix("32行中有32行的地址在底册中没有：楼栋和单元对调后有32行能对上"))
    #expect(Note.isWarning(note.text, of: note.file))
    let advice = try #require(before.sweep.advice.first)
    #expect(
      advice.rule
        == #"{ "files": "residents.csv", "columns": { "unit": ["单元", "楼栋", "房号"] } }"#)
    let after = try TestSweep(files, manifest: Self.manifest([advice.rule])).run()
    #expect(after.units.count == 32)
    #expect(after.units.values.allSatisfy { $0["listed"] == "1" && $0["registered"] == "1" })
    #expect(after.sweep.notes.allSatisfy { !$0.text.contains("match no unit") })
  }

  @Test func aListOutsideTheRegister() throws {
    func notes(_ rows: [String]) throws -> [Note] {
      try TestSweep([
        "units.csv": Self.units, "residents.csv": "compound,unit,resident\n" + rows.joined(),
      ]).run().sweep.notes.filter { $0.text.contains("match no unit") }
    }
    let inside = (1...4).map { "T,1-3-\($0)01,a\($0)\n" }
    let outside = (1...20).map { "T,9-9-\($0),b\($0)\n" }
    let told = try notes(inside + outside)
    #expect(told.map(\.file) == ["residents.csv"])
    #expect(told[0].text.hasPrefix("20 of 24 rows"))
    #expect(told[0].text(in: .zh)!.contains("请查楼栋和单元是否写反"))
    // Few rows tell nothing, nor do those of a compound that sent no register.
    #expect(try notes(inside + outside.prefix(10)).isEmpty)
    #expect(try notes(outside.map { "N" + $0.dropFirst() }).isEmpty)
    // New dwellings among many that are known are no fault of the file.
    let more = (1...2).flatMap { b in
      (3...6).flatMap { e in (1...4).map { "T,\(b)-\(e)-\($0)01,c\(b)\(e)\($0)\n" } }
    }
    #expect(try notes(more + outside).isEmpty)
  }

  // MARK: Rows of somebody with no name

  @Test func aRowWithNoNameMayBeOfSomebody() throws {
    let results = try TestSweep([
      "residents.csv": """
      小区,楼栋,单元,房号,姓名,身份证号,状态
      T,3,1,101,甲,420106198001011112,在住
      T,3,1,102,,420106198001011113,在住
      T,3,1,201,,,在住
      T,3,1,202,,420106198001011115,
      T,3,2,101,,,
      T,3,2,102,,,空置

      """
    ]).run()
    #expect(
      ["3-1-101", "3-1-102", "3-1-201", "3-1-202"].map { results[$0, "listed"] } == [
        "1", "1", "1", "1",
      ])
    #expect(results["3-2-101", "listed"] == "0")
    #expect(results["3-2-102", "listed"] == "0")
    #expect(results.ledger("residents.csv")?.notData == 2)
    #expect(!results.text.contains("420106198001"))
  }

  // MARK: Destroyed and misspelt names

  @Test func aDestroyedNumberIsNoDwelling() throws {
    let rows = """
      T,4.20106E+17,在住
      4.2E+17,3-1-101,在住
      T,3-1-101,在住

      """
    let rejects = [
      "residents.csv:2 spreadsheet_number", "residents.csv:3 spreadsheet_number",
    ]
    for header in ["compound,unit,state\n", "小区,住址,目前状态\n"] {
      let results = try TestSweep([
        "compounds.csv": Self.compounds, "residents.csv": header + rows,
      ]).run()
      #expect(results.rejects == rejects)
      #expect(results["3-1-101", "listed"] == "1")
      #expect(results.units.count == 8)
      // Without a register, the list says which dwellings there are.
      var alone = TestSweep(["compounds.csv": Self.compounds, "residents.csv": header + rows])
      alone.files["units.csv"] = nil
      let listed = try alone.run()
      #expect(listed.rejects == rejects)
      #expect(listed.units.keys.sorted() == ["T|3-1-101"])
    }
  }

  @Test func aCompoundThatIsASlip() throws {
    let files = [
      "compounds.csv": Self.compounds,
      "residents.csv": "小区,房号,状态\n陶源小区,3-1-101,在住\n桃源小区,3-1-102,在住\n",
    ]
    let before = try TestSweep(files).run()
    let note = try #require(before.sweep.notes.first { $0.file == "compounds.csv" })
    #expect(
      note.text
        == "compound '陶源小区' (1 row) is not there, and counts as a new one; did you mean 桃源小区?")
    #expect(note.text(in: .zh) == "没有“陶源小区”（1行），按新的小区计；是不是“桃源小区”？")
    #expect(Note.isWarning(note.text, of: note.file))
    // With the row for `compounds.csv`, both names mean the compound.
    let row = try #require(before.sweep.strangeCompounds.first?.row)
    var more = files
    more["compounds.csv"] = Self.compounds + row + "\n"
    let after = try TestSweep(more).run()
    #expect(after["3-1-101", "listed"] == "1")
    #expect(after.sweep.strangeCompounds.isEmpty)
  }

  // MARK: Columns in each other's places

  @Test(arguments: [
    (
      "knocks.csv",
      "小区,房号,时间,结果,人数,走访人\nT,3-1-101,有人,2020-02-17 19:00,王五,2\nT,3-1-102,没人,2020-02-17 19:01,王五,1\n",
      #""columns": { "time": "结果", "outcome": "时间", "persons": "走访人", "worker": "人数" }"#,
      "“结果”列像是时间，“时间”列像是敲门结果，两列像是对调了"
    ),
    (
      "knocks.csv",
      "compound,unit,outcome,time\nT,3-1-101,2020-02-17 19:00,answered\nT,3-1-102,2020-02-17 19:01,no_answer\n",
      #""columns": { "time": "outcome", "outcome": "time" }"#, "“outcome”列像是时间"
    ),
    (
      "lights.csv",
      "小区,地点,时间,亮灯数,网格员\nT,3-1,2020-02-17 20:00,王五,2\nT,3-2,2020-02-17 20:01,王五,3\n",
      #""columns": { "lit": "网格员", "worker": "亮灯数" }"#, "“网格员”列像是亮灯数"
    ),
    (
      "meter.csv",
      "电表号,抄表时间,读数\n100,2020-02-17 08:00,420107000000\n103,2020-02-18 08:00,420107000000\n",
      #""columns": { "meter": "读数", "kwh": "电表号" }"#, "“读数”列像是电表号"
    ),
  ]) func columnsThatChangedPlaces(
    _ file: String, _ text: String, _ columns: String, _ words: String
  )
    throws
  {
    let units = "compound,unit,meter\nT,3-1-101,420107000000\nT,3-1-102,420107000001\nT,3-2-101,\n"
    let files = ["units.csv": units, file: text]
    let before = try TestSweep(files).run()
    #expect(before.ledger(file)?.accepted == 0)
    // One line, and no times among the words.
    #expect(before.sweep.advice.map(\.kind) == ["swapped_columns"])
    let advice = try #require(before.sweep.advice.first)
    #expect(advice.rule == "{ \"files\": \"\(file)\", \(columns) }")
    #expect(TidyWording(.zh).advice(advice).contains(words))
    #expect(TidyWording(.en).advice(advice).contains("changed places"))
    let after = try TestSweep(files, manifest: Self.manifest([advice.rule])).run()
    #expect(after.ledger(file)?.accepted == 2)
  }

  // MARK: Names of files

  @Test func aPhoneNumberInTheNameOfAFile() throws {
    let names = [
      "knocks/王五13812345678.csv": "knocks/王五1381….csv",
      "名单-138-1234-5678.csv": "名单-1381….csv",
      "名单13812345678-20200217.csv": "名单1381…-20200217.csv",
      "420106198001011112.xlsx#2月17日": "4201….xlsx#2月17日",
      "导出20200217203000.csv": "导出20200217203000.csv",
      "knocks/2020-02-17.csv": "knocks/2020-02-17.csv",
    ]
    for (name, shown) in names { #expect(Masking.file(name) == shown) }
    let file = "knocks/王五13812345678.csv"
    let files = [
      file: "小区,楼栋,单元,房号,时间,结果\nT,3,1,101,2020-02-17 19:00,敲了没开门\nT,3,1,102,2020-02-17,没见着他\n",
      "residents/李四13812345679.csv": "小区,房号,状态\nT,3-1-101,住宿舍去了\n",
    ]
    let before = try TestSweep(
      files, manifest: Self.manifest([#"{ "files": "王13812345670.csv", "skip": true }"#])
    )
    .run()
    #expect(before.sweep.ledgers.contains { $0.file == "knocks/王五1381….csv" })
    #expect(before.rejects.allSatisfy { $0.hasPrefix("knocks/王五1381….csv:") })
    let told =
      before.text + before.sweep.advice.map(\.rule).joined() + Self.telling(before, .zh).joined()
      + before.sweep.notes.map { $0.file + $0.text }.joined()
    #expect(!told.contains("13812345"))
    // The lines to paste hold all the same.
    let rules = before.sweep.advice.filter(\.isWord).map {
      $0.rule.replacing("answered|refused|no_answer|vacant", with: "no_answer")
        .replacing("present|away|moved", with: "away")
    }
    #expect(rules.count == 3)
    let after = try TestSweep(files, manifest: Self.manifest(rules)).run()
    #expect(after.rejects.isEmpty)
    #expect(after["3-1-101", "away"] == "1")
  }

  // MARK: Lists of households

  @Test func aRowThatCountsAsOnePersonIsToldSo() throws {
    let results = try TestSweep([
      "residents.csv": "小区,楼栋,单元,房号,几口人\nT,3,1,101,4\n"
    ]).run()
    #expect(results["3-1-101", "listed"] == "1")
    #expect(Self.telling(results, .en)[0].contains("each row counts as one person"))
    #expect(Self.telling(results, .zh)[0].contains("每行按一人计"))
    let named = try TestSweep([
      "residents.csv": "小区,楼栋,单元,房号,姓名\nT,3,1,101,甲\n"
    ]).run()
    #expect(!Self.telling(named, .zh)[0].contains("每行按一人计"))
  }
}
