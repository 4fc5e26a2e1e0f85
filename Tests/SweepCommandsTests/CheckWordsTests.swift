import CommandLineKit
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep
@testable import SweepCommands
@testable import SweepReport

@Suite("What check says to a newcomer")
struct CheckWordsTests {
  /// What is printed of a sweep with these files, in both languages.
  private func check(_ files: [String: String], days: Int = 3) throws -> (
    english: String, chinese: String
  ) {
    let folder = try TestFolder()
    try folder.write(
      #"{"first_day": "2021-02-17", "days": \#(days)}"#, to: "sweep.json")
    for (name, text) in files { try folder.write(text, to: name) }
    func said(_ language: String) -> String {
      let recorder = Recorder()
      _ = recorder.run("check", folder.path, "--language", language)
      return recorder.said + recorder.talk
    }
    return (said("en"), said("zh"))
  }

  private static let residents = "小区,房号,状态\n1,1-101,在住\n"
  private static let compounds = "小区编号,小区名称,类型,区县\n1,桃源小区,小区,青山区\n2,李家湾,村,青山区\n"

  @Test("every row can be used only where every row is")
  func allRows() throws {
    let good = try check(["residents.csv": Self.residents])
    #expect(good.english.hasSuffix("\nEvery row can be used.\n"))
    #expect(good.chinese.hasSuffix("\n每一行都能用。\n"))
    let register = try check(["units.csv": "小区,房号\n1,1-101\n"])
    #expect(
      register.english.hasSuffix(
        "\nOnly the register was read: no list, and nothing that anybody saw.\n"))
    #expect(register.chinese.hasSuffix("\n只读到了底册，没有名单，也没有电表、亮灯和敲门记录。\n"))
    let empty = try check(["residents.csv": "小区,房号\n"])
    #expect(empty.english.contains("There are no rows yet"))
  }

  @Test("a file of another year is named, with its earliest day")
  func otherYear() throws {
    let lights = "时间,小区,地点,亮灯\n2020-02-18 20:00,1,1,12\n"
    let one = try check(["residents.csv": Self.residents, "lights.csv": lights])
    #expect(
      one.chinese.contains(
        "\nlights.csv: 1行全部不在排查日期内（2021-02-17起3天；最早的是2020-02-18），请核对 first_day\n"))
    #expect(
      one.english.contains(
        "\nlights.csv: its only row lies outside the sweep's days (3 from 2021-02-17; the earliest is of 2020-02-18); check first_day\n"
      ))
    #expect(!one.english.contains("Every row can be used"))
    #expect(!one.chinese.contains("每一行都能用"))
    let knocks = "小区,房号,时间,结果\n1,1-101,2020-03-17 10:00,有人\n1,1-102,2020-03-16 10:00,有人\n"
    let two = try check(["residents.csv": Self.residents, "knocks.csv": knocks])
    #expect(two.chinese.contains("knocks.csv: 2行全部不在排查日期内（2021-02-17起3天；最早的是2020-03-16）"))
    #expect(two.english.contains("knocks.csv: all 2 rows lie outside the sweep's days"))
    let meter = "小区,房号,时间,读数\n1,1-101,2020-03-17 10:00,5\n1,1-101,2020-03-18 10:00,7\n"
    let readings = try check(["residents.csv": Self.residents, "meter.csv": meter])
    #expect(readings.chinese.contains("meter.csv: 2行全部不在排查日期内（2021-02-17起3天），请核对 first_day"))
  }

  @Test("counts by day are told from counts of another year")
  func otherHours() throws {
    let lights = "时间,小区,地点,亮灯\n2021-02-18 12:00,1,1,1\n"
    let noon = try check(["residents.csv": Self.residents, "lights.csv": lights])
    #expect(noon.chinese.contains("lights.csv: 1行全部不在数灯时段内（18:00-01:00），请核对 light_hours"))
    #expect(noon.english.contains("outside the light hours (18:00-01:00); check light_hours"))
    let both = try check([
      "residents.csv": Self.residents, "lights.csv": lights + "2020-02-18 20:00,1,1,1\n",
    ])
    #expect(both.chinese.contains("请核对 first_day 和 light_hours"))
  }

  @Test(
    "some rows outside the days are counted; other files of the kind show that the days are right")
  func someOutside() throws {
    let knock = "小区,房号,时间,结果\n1,1-101,2021-02-17 10:00,有人\n"
    let old = "小区,房号,时间,结果\n1,1-101,2020-02-17 10:00,有人\n"
    let told = try check([
      "residents.csv": Self.residents, "knocks/1.csv": knock, "knocks/2.csv": old,
    ])
    #expect(told.english.contains("\nNo row was rejected; 1 row outside the sweep's days or hours"))
    #expect(told.chinese.contains("\n没有弃用的行；有1行在排查日期或数灯时段以外，没有采用。\n"))
    #expect(told.chinese.contains("knocks/2.csv: 1行全部不在排查日期内"))
    #expect(!told.chinese.contains("请核对 first_day"))
  }

  @Test("小区名称 names a compound, and a name that is a slip away is told")
  func strangeCompound() throws {
    let told = try check([
      "compounds.csv": Self.compounds, "units.csv": "小区,房号\n桃源小区,1-101\n",
      "residents.csv": "小区,房号\n桃源小区,1-101\n桃园小区,1-101\n桃园小区,1-102\n东湖,1-1\n",
    ])
    #expect(told.chinese.contains("  compounds.csv: 没有“桃园小区”（2行），按新的小区计；是不是“桃源小区”？\n"))
    #expect(
      told.english.contains(
        "  compounds.csv: compound '桃园小区' (2 rows) is not there, and counts as a new one; did you mean 桃源小区?\n"
      ))
    #expect(told.chinese.contains("也可以在 compounds.csv 中加一行"))
    #expect(told.chinese.contains("  compounds.csv 中没有“东湖”（1行）\n"))
    // By its name the compound is told, behind its id.
    #expect(told.chinese.contains("1个小区没有交名单：2 李家湾\n"))
    #expect(told.english.contains("no_list: 1 (2 李家湾)\n"))
    #expect(!told.chinese.contains("没有读取的列"))
    let alone = try check(["residents.csv": "小区,房号\n桃源小区,1-101\n桃园小区,1-101\n"])
    #expect(!alone.chinese.contains("compounds.csv"))
  }

  @Test(
    "headers of states, persons and workers",
    arguments: ["现状", "人员状态", "居住状态", "在住情况", "是否在住", "目前状态", "居住情况"])
  func states(_ header: String) throws {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2021-02-17"}"#, to: "sweep.json")
    try folder.write("小区,房号,\(header)\n1,1-101,外出\n1,1-101,在住\n", to: "residents.csv")
    try folder.write(
      "小区,房号,时间,结果,应门人数,走访人,备注\n1,1-101,2021-02-17 10:00,有人,3,张\n", to: "knocks.csv")
    let sweep = try Sweep(
      reading: folder.path, options: ReadingOptions(threads: 1))
    _ = try sweep.publish(to: folder.path + "/results")
    let row = try folder.read("results/units.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let cells = Dictionary(uniqueKeysWithValues: zip(row[0], row[1]))
    #expect(cells["listed"] == "1")
    #expect(cells["away"] == "1")
    #expect(cells["persons_seen"] == "3")
    let recorder = Recorder()
    #expect(recorder.run("check", folder.path, "--language", "zh") == .done)
    #expect(recorder.said.contains("  knocks.csv: 没有读取的列：“备注”\n"))
    #expect(recorder.run("check", folder.path, "--language", "en") == .done)
    #expect(recorder.said.contains("  knocks.csv: columns not read: '备注'\n"))
  }

  @Test("findings about tables are Chinese, too")
  func tableFindings() {
    let words = Wording(.zh)
    let names = ["1": "李家湾"]
    #expect(words.head(Finding(name: "repeated_table", count: 1, places: [])) == "1个表与另一个表内容相同")
    #expect(
      words.told("overlapping_lists", "a.csv and b.csv: 6 units in both", names)
        == "a.csv 和 b.csv：有6户相同")
    #expect(words.told("compound_zeros", "1: written 01", names) == "1 李家湾：写作 01")
    #expect(words.told("shared_meter", "1", names) == "1")
    #expect(words.encoding("spreadsheet") == "电子表格")
    #expect(Wording(.en).encoding("spreadsheet") == "spreadsheet")
    #expect(Wording.onScreen("应答；不在房屋登记册上") == "应答；不在房屋底册中")
  }

  @Test("where nothing else tells the language, errors are in that of the environment")
  func locale() throws {
    func said(_ words: [String], _ locale: String?) -> String {
      let recorder = Recorder()
      _ = recorder.run(words, locale: locale)
      return recorder.talk
    }
    #expect(said(["check", "/没有"], "zh_CN.UTF-8").hasPrefix("错误："))
    #expect(said(["check", "/没有"], "en_US.UTF-8").hasPrefix("error: "))
    #expect(said(["check", "/没有"], nil).hasPrefix("error: "))
    #expect(said(["check", "/没有", "--language", "en"], "zh_CN").hasPrefix("error: "))
    #expect(Console.locale(in: ["LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "C"]) == "zh_CN")
    #expect(Console.locale(in: ["LC_ALL": "C", "LANG": "zh_CN"]) == "C")
    #expect(Console.locale(in: [:]) == nil)
    let folder = try TestFolder()
    try folder.write(#"{"language": "en", "days": 99}"#, to: "sweep.json")
    #expect(said(["check", folder.path], "zh_CN.UTF-8").hasPrefix("error: "))
  }

  @Test("slips in a manifest are told in words")
  func manifestSlips() throws {
    func slip(_ text: String) -> ManifestSlip? { ManifestSlip(in: Array(text.utf8)) }
    #expect(slip("{\n  “name”: “青山区”\n}") == .quotes(line: 2))
    #expect(slip("{\n  \"name\": \"青山区”,\n  \"days\": 3\n}") == .quotes(line: 2))
    #expect(slip("{\n  \"name\": \"说“好”\"，\n \"days\": 3}") == .mark("，", line: 2))
    #expect(slip("{\n  \"name\"：\"a\"}") == .mark("：", line: 2))
    #expect(slip("{\n  \"name\": \"a\\\"“\"\n\n  \"days\": 3}") == .missingComma(afterLine: 2))
    #expect(
      slip("{\"tables\": [\n{\"files\": \"a\"}\n{\"files\": \"b\"}]}")
        == .missingComma(afterLine: 2))
    #expect(slip("{\"days\": 3\r\n\"name\": \"\"}") == .missingComma(afterLine: 1))
    #expect(slip("{\"name\": \"a\n\"}") == nil)
    #expect(slip("{\"name\": \"a\"") == nil)
    #expect(slip("") == nil)
    #expect(ManifestSlip(in: [123, 10, 34, 0xC7, 0xE0, 34]) == .noUTF8(line: 2))
    let folder = try TestFolder()
    try folder.write(
      "{\n  “language”： “zh”\n}", to: "sweep.json")
    try folder.write(Self.residents, to: "residents.csv")
    let recorder = Recorder()
    _ = recorder.run("check", folder.path)
    #expect(recorder.talk.hasPrefix("错误：sweep.json: 第2行用了中文引号“”，请改成英文引号\n"))
  }
}
