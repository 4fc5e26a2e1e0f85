import HouseholdSweep
import TestSupport
import Testing

/// Rules of `tables` that miss what they are meant for are told, with what to do.
@Suite struct RuleTests {
  private static func manifest(_ rules: String) -> String {
    #"{"first_day": "2020-02-17", "model": "fixed", "tables": [\#(rules)]}"#
  }

  /// What is noted of the manifest, in both languages.
  private func notes(_ rules: String, _ files: [String: String] = [:]) throws -> [BothLanguages] {
    let sweep = try TestSweep(files, manifest: Self.manifest(rules)).run().sweep
    return sweep.notes.filter { $0.file == "sweep.json" }.map {
      BothLanguages($0.text, $0.text(in: .zh) ?? "")
    }
  }

  @Test func aFileThatIsNotThere() throws {
    let notes = try notes(
      #"{"files": "residents.csv", "skip": false}, {"files": "knock.csv", "dates": "day-first"}"#,
      ["knocks.csv": "compound,unit,time,outcome\nT,3-1-101,2020-02-17 10:00,answered\n"])
    #expect(notes.count == 1)
    for words in ["tables[1]", "'knock.csv'", "did you mean knocks.csv?"] {
      #expect(notes[0].english.contains(words))
    }
    for words in ["tables[1]", "“knock.csv”", "是不是 knocks.csv？"] {
      #expect(notes[0].chinese.contains(words))
    }
  }

  @Test func aFileOutsideTheSourcesFolders() throws {
    let notes = try notes(
      #"{"files": "走访记录.csv", "source": "knocks"}"#,
      ["走访记录.csv": "compound,unit,time,outcome\nT,3-1-101,2020-02-17 10:00,answered\n"])
    #expect(notes.count == 1)
    #expect(notes[0].english.contains("rename it to knocks.csv (or .xlsx), or put it into knocks/"))
    #expect(notes[0].chinese.contains("请改名为 knocks.csv（或 .xlsx），或放进 knocks/"))
  }

  @Test func aSheetOfATextFile() throws {
    let notes = try notes(#"{"files": "residents.csv", "sheet": "2月17日", "skip": true}"#)
    #expect(notes.map(\.chinese).first?.contains("没有工作表；请删去") == true)
  }

  @Test(arguments: [("2月17日", false), ("S", true), ("S*", true)])
  func aSheetOfASpreadsheet(name: String, isThere: Bool) throws {
    let book = TestArchive.sheet([["小区", "房号"], ["T", "3-1-101"]])
    let folder = try TestFolder()
    try folder.write(
      Self.manifest(#"{"files": "residents.xlsx", "sheet": "\#(name)", "ignore": ["备注"]}"#),
      to: "sweep.json")
    try folder.write(TestSweep.units, to: "units.csv")
    try folder.write(book.bytes, to: "residents.xlsx")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    let notes = sweep.notes.filter { $0.file == "sweep.json" }
    #expect(notes.isEmpty == isThere)
    if !isThere {
      #expect(notes[0].text.contains("its sheets: S"))
      #expect(notes[0].text(in: .zh)?.contains("现有工作表：S") == true)
    }
  }

  /// A workbook of several compounds has a sheet each, and no column that says so.
  @Test func aSheetNamedAfterItsCompound() throws {
    let rows = [["登记表"], ["楼栋", "单元", "室", "联系电话"], ["3", "1", "101", "13800138000"]]
    let folder = try TestFolder()
    try folder.write(Self.manifest(""), to: "sweep.json")
    try folder.write("compound,unit\nS,3-1-101\nT,3-1-101\n", to: "units.csv")
    try folder.write(TestArchive.sheet(rows).bytes, to: "residents/T.xlsx")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    let ledger = try #require(sweep.ledgers.first { $0.file == "residents/T.xlsx#S" })
    #expect(ledger.accepted == 1)
    let telling = try #require(sweep.tellings.first { $0.file == "residents/T.xlsx#S" })
    #expect(telling.guesses.contains(.compoundOfSheet("S")))
  }

  @Test func noNumberOfHouseholdsIsProposedForTheUnit() throws {
    let rows = [["小区", "日期", "户数"], ["T", "2月17日", "40"], ["T", "2月18日", "44"]]
    #expect(try !told(rows, source: "residents").sheet.rule.contains("户数"))
  }

  @Test func noColumnOfPhonesIsProposedForTheCompound() throws {
    let rows = [["楼栋", "单元", "室", "联系电话"], ["3", "1", "101", "13800138000"]]
    let rule = try told(rows, source: "residents").sheet.rule
    #expect(!rule.contains("联系电话"))
    #expect(rule.contains(#""constants": { "compound": "…" }"#))
  }

  @Test func aHeaderBelowTheLastLine() {
    let error = TestSweep(
      manifest: Self.manifest(
        #"{"files": "residents.csv", "header": 9}, {"files": "x.csv", "header": 2}"#)
    ).error()
    #expect(error.contains("\"header\": 9"))
    #expect(error.contains("the last is 2"))
    #expect(error.contains("tables[1] matches no file"))
  }

  @Test func aHeaderThatLacksColumns() {
    let error = TestSweep(
      ["residents.csv": "说明,\n小区,住处\nT,3-1-101\n"],
      manifest: Self.manifest(#"{"files": "residents.csv", "header": 2}"#)
    ).error()
    #expect(error.contains("the header lacks 'unit'"))
    #expect(error.contains("found '小区', '住处'"))
  }

  // MARK: - Tables that are none of their source

  /// A sheet and a text are told in the same words.
  private func told(_ rows: [[String]], source: String) throws -> (text: String, sheet: TidyAdvice)
  {
    let text = rows.map { $0.joined(separator: ",") + "\n" }.joined()
    let error = TestSweep(["\(source)/a.csv": text], manifest: Self.manifest("")).error()
    let folder = try TestFolder()
    try folder.write(Self.manifest(""), to: "sweep.json")
    try folder.write(TestSweep.units, to: "units.csv")
    try folder.write(TestArchive.sheet(rows).bytes, to: "\(source)/a.xlsx")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.rejects.allSatisfy { $0.reason == .noHeader } && !sweep.rejects.isEmpty)
    let kinds = ["no_header", "day_columns"]
    let advice = try #require(sweep.advice.first { kinds.contains($0.kind) })
    return (error, advice)
  }

  @Test func aTableThatLacksAColumn() throws {
    let (text, sheet) = try told(
      [["小区", "住在哪", "姓名"], ["T", "3-1-101", "甲"], ["T", "3-1-102", "乙"]],
      source: "residents")
    let words = "the header lacks 'unit' (or 房号, 户号, 门牌, 地址); found '小区', '住在哪', '姓名'"
    #expect(text.contains(words))
    #expect(TidyWording(.en).advice(sheet).contains(words))
    #expect(TidyWording(.zh).advice(sheet).contains("表头缺少“unit”（或 房号、户号、门牌、地址）"))
    #expect(text.contains(#"{ "files": "residents/a.csv", "skip": true }"#))
    let rule =
      #"{ "files": "residents/a.xlsx", "sheet": "S", "header": 1, "columns": { "unit": "住在哪" } }"#
    #expect(sheet.rule == rule)
    #expect(
      sheet.alternatives == [#"{ "files": "residents/a.xlsx", "sheet": "S", "skip": true }"#])
  }

  @Test(arguments: ["2月17日", "2020-02-17", "2/17/2020"])
  func aColumnADay(day: String) throws {
    let next = day.replacing("17", with: "18")
    let (text, sheet) = try told(
      [["小区", "房号", day, next], ["T", "3-1-101", "在家", "没人"]], source: "knocks")
    for words in [text, TidyWording(.en).advice(sheet)] {
      #expect(words.contains("the columns '\(day)', '\(next)' are days"))
      #expect(words.contains("write a row for each day"))
    }
    #expect(TidyWording(.zh).advice(sheet).contains("每天一列的表无法读取；请改成每天一行"))
    let one =
      #""header": 1, "columns": { "outcome": "\#(day)" }, "constants": { "time": "2020-02-17" } }"#
    #expect(text.contains(#"{ "files": "knocks/a.csv", \#(one)"#))
    #expect(sheet.rule == #"{ "files": "knocks/a.xlsx", "sheet": "S", \#(one)"#)
    #expect(
      sheet.alternatives == [#"{ "files": "knocks/a.xlsx", "sheet": "S", "skip": true }"#])
  }
}
