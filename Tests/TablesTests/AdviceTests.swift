import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// The lines that `check` proposes for `sweep.json`: they say what would help, and pasting them does.
@Suite struct AdviceTests {
  private static let knocks = "compound,unit,time,outcome\n"

  /// The rules that are proposed, most rows first.
  private static func rules(_ files: [String: String]) throws -> [String] {
    try TestSweep(files).run().sweep.advice.map(\.rule)
  }

  /// The same sweep with lines pasted into its manifest.
  private static func pasted(_ files: [String: String], _ rules: [String]) throws -> TestResults {
    let manifest =
      "{\"first_day\": \"2020-02-17\", \"model\": \"fixed\", \"tables\": [\(rules.joined(separator: ","))]}"
    return try TestSweep(files, manifest: manifest).run()
  }

  @Test func wordsOfOutcomes() throws {
    let files = [
      "knocks.csv": Self.knocks
        + "T,3-1-101,2020-02-17 10:00,敲门没人应\nT,3-1-102,2020-02-17 10:00,敲门没人应\nT,3-1-201,2020-02-17 10:00,说不清\n"
    ]
    let rules = try Self.rules(files)
    #expect(
      rules == [
        #"{ "files": "knocks.csv", "values": { "outcome": { "敲门没人应": "no_answer" } } }"#,
        #"{ "files": "knocks.csv", "values": { "outcome": { "说不清": "answered|refused|no_answer|vacant" } } }"#,
      ])
    let after = try Self.pasted(files, [rules[0]])
    #expect(after["3-1-101", "no_answer"] == "1")
    #expect(after.rejects == ["knocks.csv:4 unknown_outcome"])
    // The other one is a choice: pasted as it is, it names what it may be.
    let error = try? #require(throws: SweepError.self) { try Self.pasted(files, [rules[1]]) }
    #expect(error?.description.contains(#"leave "answered" or "refused""#) == true)
  }

  @Test func wordsOfStates() throws {
    let files = [
      "residents.csv":
        "compound,unit,resident,state\nT,3-1-101,a,过年回老家了\nT,3-1-101,b,空置待租\nT,3-1-102,c,在家\nT,3-1-102,d,返乡\n"
    ]
    let before = try TestSweep(files).run()
    // Words of the list hold in tidy files, too.
    #expect(before["3-1-102", "away"] == "1")
    #expect(before["3-1-101", "listed"] == "2")
    let rules = before.sweep.advice.map(\.rule)
    #expect(
      rules == [
        #"{ "files": "residents.csv", "values": { "state": { "空置待租": "moved" } } }"#,
        #"{ "files": "residents.csv", "values": { "state": { "过年回老家了": "away" } } }"#,
      ])
    let after = try Self.pasted(files, rules)
    #expect(after["3-1-101", "listed"] == "0")
    #expect(after["3-1-101", "away"] == "1")
    #expect(after.sweep.advice.isEmpty)
  }

  @Test func statesOfHouseholds() throws {
    let results = try TestSweep([
      "residents.csv": "小区,房号,现住人数,状态\nT,3-1-101,2,都去外地过年\nT,3-1-102,1,在家\n"
    ]).run()
    #expect(results["3-1-101", "listed"] == "2")
    #expect(results.sweep.advice.map(\.kind) == ["state"])
    #expect(results.sweep.advice[0].rule.contains(#""都去外地过年": "away""#))
  }

  @Test func shiftedColumnsAreNoWords() throws {
    let many = (0..<60).map { "T,3-1-101,p\($0),word \($0)\n" }.joined()
    #expect(try Self.rules(["residents.csv": "compound,unit,resident,state\n" + many]).isEmpty)
    let phone = "compound,unit,resident,state\nT,3-1-101,p,13812345678\n"
    #expect(try Self.rules(["residents.csv": phone]).isEmpty)
  }

  @Test func wordsOfLights() throws {
    let files = [
      "lights.csv":
        "compound,place,time,lit\nT,3-1-101,2020-02-17 20:00,微亮\nT,3-1-102,2020-02-17 20:00,没亮着\nT,3-1-201,2020-02-17 20:00,x1\n"
    ]
    let rules = try Self.rules(files)
    #expect(
      rules == [
        #"{ "files": "lights.csv", "values": { "lit": { "微亮": "1" } } }"#,
        #"{ "files": "lights.csv", "values": { "lit": { "没亮着": "0" } } }"#,
      ])
    let after = try Self.pasted(files, rules)
    #expect(after["3-1-101", "nights_lit"] == "1")
    #expect(after["3-1-102", "nights_seen"] == "1")
    #expect(after.rejects == ["lights.csv:4 bad_number"])
  }

  @Test func headersOfASheet() throws {
    let folder = try TestFolder()
    let sweep = TestSweep([:])
    try folder.write(sweep.manifest, to: "sweep.json")
    for (name, text) in sweep.files { try folder.write(text, to: name) }
    func row(_ cells: [String]) -> String {
      "<row>" + cells.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>"
    }
    let book = TestArchive.book(
      row(["敲门登记"]) + row(["小区", "房号", "时间", "怎么样"])
        + row(["T", "3-1-101", "2020-02-17 10:00", "在家"]))
    try folder.write(book.bytes, to: "knocks.xlsx")
    let before = try TestResults(folder)
    // Title and header are no rows.
    #expect(before.rejects == ["knocks.xlsx#S:3 no_header"])
    let rule =
      #"{ "files": "knocks.xlsx", "sheet": "S", "header": 2, "columns": { "outcome": "怎么样" } }"#
    #expect(before.sweep.advice.map(\.rule).contains(rule))
    try folder.write("{\"first_day\": \"2020-02-17\", \"tables\": [\(rule)]}", to: "sweep.json")
    let after = try TestResults(folder)
    #expect(after.rejects.isEmpty)
    #expect(after["3-1-101", "answered"] == "1")
  }

  @Test(arguments: ["读数（度）", "读数(kWh)", "示数(度)", "电表读数（度）", "表底", "示数（kWh）"])
  func unitsBehindReadings(_ name: String) throws {
    let results = try Self.meters(name)
    #expect(results["3-1-101", "meter_kwh_per_day"] == "4.000")
    #expect(results.rejects.isEmpty)
  }

  @Test(arguments: ["度数", "本次的数"]) func readingsOfASheet(_ name: String) throws {
    let before = try Self.meters(name)
    #expect(before.rejects == ["meter.xlsx#S:2 no_header", "meter.xlsx#S:3 no_header"])
    let rule =
      #"{ "files": "meter.xlsx", "sheet": "S", "header": 1, "columns": { "kwh": "\#(name)" } }"#
    #expect(before.sweep.advice.map(\.rule).contains(rule))
    let after = try Self.meters(name, tables: rule)
    #expect(after["3-1-101", "meter_kwh_per_day"] == "4.000")
  }

  /// A spreadsheet of one meter, whose readings have a name.
  private static func meters(_ name: String, tables: String = "") throws -> TestResults {
    let folder = try TestFolder()
    try folder.write(
      "{\"first_day\": \"2020-02-17\", \"model\": \"fixed\", \"tables\": [\(tables)]}",
      to: "sweep.json")
    try folder.write("compound,unit,meter\nT,3-1-101,M1\nT,3-1-102,M2\n", to: "units.csv")
    func row(_ cells: [String]) -> String {
      "<row>" + cells.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>"
    }
    let book = TestArchive.book(
      row(["电表号", "抄表时间", name]) + row(["M1", "2020-02-17 07:00", "5"])
        + row(["M1", "2020-02-18 07:00", "9"]))
    try folder.write(book.bytes, to: "meter.xlsx")
    return try TestResults(folder)
  }

  @Test func allFilesAtOnce() {
    let error = TestSweep([
      "knocks/a.csv": "小区,房间在哪,时间,结果\nT,3-1-101,2020-02-17 10:00,在家\n",
      "knocks/b.csv": "小区,房号,时间,咋样\nT,3-1-101,2020-02-17 10:00,在家\n",
    ]).error()
    #expect(error.contains("knocks/a.csv"))
    #expect(error.contains("\nknocks/b.csv"))
    #expect(error.contains(#""columns": { "outcome": "咋样" }"#))
  }

  @Test func oneLineForSeveralFiles() throws {
    func knocks(_ unit: String) -> String {
      "小区,房号,时间,这次情况\nT,\(unit),2020-02-17 10:00,敲了没人应\n"
    }
    let files = ["knocks/a.csv": knocks("3-1-101"), "knocks/b.csv": knocks("3-1-102")]
    let rule = #"{ "files": "knocks*", "columns": { "outcome": "这次情况" } }"#
    #expect(TestSweep(files).error().contains("\n    \(rule)  (2 files)"))
    let after = try Self.pasted(files, [rule])
    let word = #"{ "files": "knocks*", "values": { "outcome": { "敲了没人应": "no_answer" } } }"#
    #expect(after.sweep.advice.map(\.rule) == [word])
    #expect(after.sweep.advice.map(\.rows) == [2])
    #expect(try Self.pasted(files, [rule, word]).rejects.isEmpty)
  }

  @Test func laterRulesNameOtherHeaders() throws {
    let files = [
      "knocks/a.csv": "小区,大楼,楼道,房,时间,结果\nT,3,1,101,2020-02-17 10:00,在家\n",
      "knocks/b.csv": "小区,门户,时间,结果\nT,3-1-102,2020-02-17 10:00,在家\n",
    ]
    #expect(TestSweep(files).error().contains(#""columns": { "unit": ["大楼", "楼道", "房"] }"#))
    let rules = [
      #"{ "files": "knocks*", "columns": { "unit": ["大楼", "楼道", "房"] } }"#,
      #"{ "files": "knocks*", "columns": { "unit": "门户" } }"#,
    ]
    let after = try Self.pasted(files, rules)
    #expect(after["3-1-101", "answered"] == "1")
    #expect(after["3-1-102", "answered"] == "1")
  }

  @Test func bothReadingsAreWorkedOut() {
    let error = TestSweep([
      "residents.csv": "小区,楼栋,单元,房号,登记人数情况\nT,3,1,101,3\nT,3,1,102,4\n"
    ]).error()
    #expect(error.contains("7 persons"))
    #expect(error.contains("each row is a person: 2"))
    #expect(error.contains(#""columns": { "persons": "登记人数情况" }"#))
    let sizes = TestSweep([
      "residents.csv": "小区,房号,姓名,人数\nT,3-1-101,甲,2\nT,3-1-101,乙,2\nT,3-1-102,丙,1\n"
    ]).error()
    #expect(sizes.contains("3 persons, or count the persons of each row, 5"))
  }

  @Test("a manifest with rules gives the same when it is written and read", arguments: 0..<50)
  func manifestRoundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let texts = ["桃源*.xlsx", "a \"b\"", "c\\d", "tab\there", "2月17日", "x/y"]
    func one<Value>(_ values: [Value]) -> Value? { random.chance(50) ? random.pick(values) : nil }
    var manifest = Manifest(firstDay: SweepDate("2020-02-17")!)
    for _ in 0..<random.pick([1, 2, 5]) {
      var rule = TableRule()
      rule.files = one(texts) ?? "*"
      rule.sheet = one(texts)
      rule.header = one([1, 30])
      if let name = one(texts) { rule.columns[.column(.outcome)] = [name] }
      if random.chance(50) { rule.columns[.wholeAddress] = random.pick([["a"], ["a", "b", "c"]]) }
      if let name = one(texts) { rule.columns[.awayPersons] = [name] }
      if random.chance(50) { rule.values[.outcome] = ["敲了没开": "no_answer", "b\"": "vacant"] }
      if random.chance(50) { rule.values[.lit] = ["亮着": "1"] }
      if let name = one(texts) { rule.constants[.compound] = name }
      rule.dates = one([.dayFirst, .monthFirst])
      if random.chance(50) { rule.ignore = texts }
      rule.fillsAll = one([true, false])
      rule.personsTotal = one([true, false])
      rule.isUsage = one([true, false])
      rule.source = one(Source.allCases)
      rule.skips = one([true, false])
      manifest.tables.append(rule)
    }
    #expect(try Manifest(json: Data(manifest.json().utf8)) == manifest)
  }

  // MARK: - Rows that are no data, and headers again, in tidy files

  @Test func totalsThatLookWhole() throws {
    let results = try TestSweep([
      "compounds.csv": "compound,name\nT,Garden\ncompound,name\nU,Park\n合计,2\n",
      "units.csv": TestSweep.units + "合计,8,,\n",
      "residents.csv": "compound,unit,resident\nT,3-1-101,a\n合计,120,\nT,小计,\n",
      "lights.csv": "compound,place,time,lit\nT,3,2020-02-17 20:00,3\nT,合计,2020-02-17 20:00,35\n",
      "meter.csv": "meter,time,kwh\n合计,2020-02-17 07:00,35\n",
    ]).run()
    #expect(results.units.keys.allSatisfy { $0.hasPrefix("T|3-") })
    #expect(!results.text.contains("合计"))
    #expect(!results.sweep.findings.contains { $0.places.contains("COMPOUND") })
    for (file, count) in [
      ("compounds.csv", 2), ("units.csv", 1), ("residents.csv", 2), ("lights.csv", 1),
      ("meter.csv", 1),
    ] {
      #expect(results.ledger(file)?.notData == count, "\(file)")
    }
  }

  @Test func headerAgainInAFileOfMeters() throws {
    let results = try TestSweep([
      "units.csv": "compound,unit,meter\nT,3-1-101,M1\nT,3-1-102,M2\n",
      "meter.csv":
        "meter,time,kwh\nM1,2020-02-17 07:00,5\nmeter,kwh,time\nM1,9,2020-02-18 07:00\n",
    ]).run()
    #expect(results["3-1-101", "meter_kwh_per_day"] == "4.000")
    #expect(results.rejects.isEmpty)
  }

  @Test func aTidyTableSentTwiceIsTold() throws {
    let rows = Self.knocks + "T,3-1-101,2020-02-17 10:00,answered\n"
    let results = try TestSweep(["knocks/a.csv": rows, "knocks/b.csv": rows]).run()
    #expect(results["3-1-101", "answered"] == "1")
    #expect(
      results.sweep.notes.contains { $0.file == "knocks/b.csv" && $0.text.contains("sent twice") })
  }

  @Test(
    "the words of a source come as one block that replaces what stands in the manifest, and helps")
  func pasted() throws {
    let lines = ["上班", "毛坯房", "拒", "正常", "旧词"].enumerated().map { number, word in
      "T,3-1-10\(number + 1),2020-02-17 10:00,\(word)\n"
    }
    let sources = [
      "knocks/a.csv": "compound,unit,time,outcome\n" + lines[0...2].joined(),
      "knocks/b.csv": "compound,unit,time,outcome\n" + lines[3...4].joined(),
    ]
    let rule =
      #"{"files": "knocks*", "values": {"outcome": {"旧词": "无人应答"}}}, {"files": "x*", "skip": true}"#
    for old in ["", ", \"tables\": [\(rule)]"] {
      var files = sources
      files["sweep.json"] = "{\"first_day\": \"2020-02-17\", \"model\": \"fixed\"\(old)}"
      let before = try TestSweep(files).run().sweep
      let words = AdvisedWords(before.advice, to: before.manifest)
      #expect(words.replaces == !old.isEmpty)
      let block = try #require(words.tables)
      files["sweep.json"] = "{\(block), \"first_day\": \"2020-02-17\", \"model\": \"fixed\"}"
      let after = try TestSweep(files).run().sweep
      // 正常 says nothing by itself, and 旧词 is known where the old rule is.
      #expect(after.rejectedCount == (old.isEmpty ? 2 : 1))
      #expect(after.manifest.tables.count == (old.isEmpty ? 1 : 2))
      #expect(words.undecided.count == 1 && words.undecided[0].contains("正常"))
      for text in words.undecided {
        #expect(throws: SweepError.self) {
          try Manifest(json: Data("{\"first_day\": \"2020-02-17\", \"tables\": [\(text)]}".utf8))
        }
        let chosen = text.replacing(#/"[a-z_|]+\|[a-z_|]+"/#, with: "\"有人\"")
        _ = try Manifest(
          json: Data("{\"first_day\": \"2020-02-17\", \"tables\": [\(chosen)]}".utf8))
      }
    }
  }

  @Test("what words mean may be said by words that are known, and by no others")
  func meanings() throws {
    func manifest(_ column: String, _ meaning: String) throws -> Manifest {
      let values = "{\"\(column)\": {\"x\": \"\(meaning)\"}}"
      return try Manifest(
        json: Data("{\"first_day\": \"2020-02-17\", \"tables\": [{\"values\": \(values)}]}".utf8))
    }
    for (column, meaning, ours) in [
      ("outcome", "有人", "answered"), ("outcome", "无人", "no_answer"), ("outcome", "拒访", "refused"),
      ("outcome", "敲门无应", "no_answer"), ("outcome", "空置", "vacant"), ("state", "在住", "present"),
      ("state", "外出", "away"), ("lit", "不亮", "0"), ("lit", "亮", "1"), ("lit", "1", "1"),
    ] {
      #expect(try manifest(column, meaning) == manifest(column, ours), "\(meaning)")
    }
    for (column, meaning) in [("outcome", "正常"), ("state", "租户"), ("lit", "2"), ("lit", "□")] {
      #expect(throws: SweepError.self) { try manifest(column, meaning) }
    }
  }
}
