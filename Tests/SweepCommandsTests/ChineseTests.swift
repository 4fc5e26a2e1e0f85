import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport
import Testing

@testable import SweepCommands

@Suite("Commands in Chinese")
struct ChineseTests {
  /// A folder with one sweep in it, `s`, in Chinese, in which everything happens that a command tells of:
  /// rejected rows, tables to tidy, findings, doubts, unregistered addresses, rows that are not used.
  private final class Folder {
    let path = NSTemporaryDirectory() + "chinese-\(UUID().uuidString)"
    var sweep: String { path + "/s" }

    init(language: String = #", "language": "zh""#) throws {
      let manager = FileManager.default
      try manager.createDirectory(atPath: sweep + "/knocks", withIntermediateDirectories: true)
      var units = "小区编号,房号,电表,网格\n"
      var lights = "小区编号,地点,时间,亮灯数,网格员\n"
      var residents = "某某小区名单,,,\n小区,楼栋,房号,现住人数,备注\n"
      for building in 1...2 {
        for floor in 1...5 {
          for room in 1...4 {
            let unit = "\(building)-\(floor)0\(room)"
            units += "甲,\(unit),\(building)000\(floor)\(room),网格\(building)\n"
            if room < 4 { residents += "甲,\(building),\(floor)0\(room),2,\n" }
            if building == 1, room < 3 { lights += "甲,\(unit),2020-02-17 20:00,1,张\n" }
          }
        }
      }
      lights += "甲,2,2020-02-18 20:00,0,李\n甲,1,2020-02-18 20:00,90,李\n甲,9,2020-02-18 20:00,5,李\n"
      lights += "甲,1-101,2020-02-18 12:00,1,李\n"
      var meter = "电表号,抄表时间,电表读数\n"
      for building in 1...2 {
        for floor in 1...5 {
          for room in 1...4 {
            for day in 17...19 {
              meter += "\(building)000\(floor)\(room),2020-02-\(day) 08:00,\(day * 5 + floor)\n"
            }
          }
        }
      }
      meter +=
        "100011,x,1\n100012,2020-02-18 09:00,9999\n100013,2020-02-19 09:00,-3\n77,2020-02-18 09:00,5\n"
      for (name, text) in [
        (
          "sweep.json",
          #"{"name": "三日排查", "first_day": "2020-02-17", "model": "fixed"\#(language)}"#
        ),
        ("compounds.csv", "小区编号,名称,社区,街道,区\n甲,花园,东社区,北街,青山区\n乙,新村,东社区,北街,青山区\n"),
        ("units.csv", units), ("residents.csv", residents + "合计,,,60,\n甲,1,,3,\n丙,1,101,2,\n"),
        ("lights.csv", lights), ("meter.csv", meter),
        (
          "knocks/1.csv",
          "小区,房号,时间,结果,在家人数,排查员\n甲,1-104,2020-02-17 20:00,有人,2,张\n甲,1-101,2020-02-18 10:00,敲了没开,,张\n"
            + "甲,1-101,2020-03-18 10:00,有人,1,张\n甲,1-999,2020-02-18 10:00,有人,3,张\n甲,1-102,2020-02-18 10:00,有人,3,张\n"
        ),
        ("居民.csv", "x\n"),
        (
          "t.csv",
          "compound,unit,occupied,persons\n甲,1-101,1,2\n甲,2-504,0,0\n甲,1-104,1,2\n甲,7,1,1\n"
        ),
        ("t-faults.csv", "kind,compound,place,day,worker,units\n"),
      ] {
        try text.write(toFile: sweep + "/" + name, atomically: true, encoding: .utf8)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
      try text.write(toFile: sweep + "/" + name, atomically: true, encoding: .utf8)
    }
  }

  private static func isChinese(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  /// The English words of a text that are no names of files, columns, values of files, commands, encodings,
  /// and stand not in a line to paste.
  private static func english(_ text: String) -> Set<String> {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("    {") }
    let bare = lines.joined(separator: "\n").replacing(#/[!-~]*\/[!-~]*|--[a-z]+/#, with: " ")
    let words = Set(bare.matches(of: #/[A-Za-z][A-Za-z_]+(?:\.[a-z]+)?/#).map { String($0.output) })
    return words.filter { !$0.contains(".") && !$0.contains("_") }.subtracting([
      "UTF", "CSV", "sweep", "check", "tables", "compound", "address", "unit", "time", "lit", "kwh",
      "meter", "outcome", "persons", "worker", "place", "grid", "floor", "units", "observed",
      "confirmed", "undercounted", "vacant", "uncertain", "unobserved", "occupied", "state",
      "present", "csv", "reconcile", "results",
    ])
  }

  private func run(_ words: [String], width: Int = 100) -> (said: String, code: ExitCode) {
    let recorder = Recorder()
    let code = recorder.run(words, width: width, isTerminal: true)
    return (recorder.said + recorder.talk, code)
  }

  @Test(
    "all commands speak Chinese in a Chinese sweep, with no English word, and within the terminal")
  func commands() throws {
    let folder = try Folder()
    let (sweep, results) = (folder.sweep, folder.sweep + "/results")
    #expect(run(["reconcile", sweep, "--output", folder.path + "/r"]).code == .done)
    try folder.write("小区,房号,时间,结果,在家人数\n甲,1-204,2020-02-19 20:00,有人,5\n", to: "knocks/2.csv")
    for words in [
      ["check", sweep], ["tidy", sweep, "--output", folder.path + "/tidy"], ["reconcile", sweep],
      ["show", results], ["show", results, "--level", "compound", "--limit", "1"],
      ["show", results, "花园"], ["show", results, "花园", "1"],
      ["show", results, "花园", "--status", "unlisted_occupied", "--limit", "1"],
      ["show", results, "花园", "--status", "list_missing"], ["show", results, "青山区/北街/东社区"],
      ["diff", folder.path + "/r", results], ["diff", results, results],
      ["explain", sweep, "甲", "1-101"], ["explain", sweep, "甲", "1-999"],
      ["explain", sweep, "甲", "1-104"], ["explain", sweep, "甲", "2-301"],
      ["score", results, sweep + "/t.csv"], ["worklist", results],
      ["publish", results, "--output", folder.path + "/tables"], ["report", results],
      ["explain", sweep, "丁", "1"], ["explain", sweep, "甲", "8"], ["show", results, "丁"],
      ["show", results, "甲", "8"], ["worklist", results, "--grid", "8"],
      ["score", results, sweep + "/units.csv"], ["init", sweep],
      ["tidy", sweep, "--output", folder.path + "/tidy"], ["forget", sweep],
      ["publish", results, "--output", results], ["reconcile", sweep, "--output", sweep],
      ["forget", results, "--yes"], ["show", results],
    ] {
      for width in [72, 100] {
        // What a first run has made is in the way of a second.
        guard width == 72 || !["tidy", "forget"].contains(words[0]) else { continue }
        let (said, code) = run(words, width: width)
        #expect(Self.isChinese(said), "\(words)")
        #expect(Self.english(said) == [], "\(words)\n\(said)")
        #expect(code != .wrongUsage)
        guard ["show", "diff", "worklist", "score"].contains(words[0]) else { continue }
        for line in said.split(separator: "\n") where code == .done && !line.contains(folder.path) {
          #expect(TextTable.width(of: String(line)) <= width, "\(line)")
        }
      }
    }
  }

  @Test("what check, explain and reconcile tell in Chinese")
  func snapshot() throws {
    let folder = try Folder()
    let check = run(["check", folder.sweep]).said
    for part in [
      "文件", "采用", "弃用", "residents.csv: 表头在第2行；其上第1行为标题；", "居民.csv: 不是数据文件，没有读取；是不是 residents.csv？",
      "1个数灯地点不在底册中：甲 花园 9：亮灯5", "甲 花园 2栋，2月18日 周二：20户亮0户，预计14户",
      "可以写入 sweep.json 的 \"tables\" 中", "无法识别的词（1行），请指明含义：",
      "knocks/1.csv:3: outcome: 敲门结果无法识别：“敲了没开”", "meter.csv:122: time: 时间无法识别：“x”",
      "数字小于零（1行）：人数、亮灯数、电表读数都不会小于零，请与原始记录核对。",
    ] {
      #expect(check.contains(part), "\(part)")
    }
    let reconcile = run(["reconcile", folder.sweep]).said
    for part in [
      "三日排查：2个小区（村），41户，固定模型", "状态", "有人居住、未登记", "存疑：", "没有交名单的小区：1个", "弃用：",
      "结果在 \(folder.sweep)/results",
    ] {
      #expect(reconcile.contains(part), "\(part)")
    }
    let explain = run(["explain", folder.sweep, "甲", "1-101"]).said
    for part in [
      "有关的行", "未采用：敲门结果无法识别", "未采用：不在亮灯时段内（light_hours）", "未采用：不在排查日期内",
      "登记2人，外出0人", "1晚中1晚亮灯", "对数几率（固定模型）", "有人居住的概率", "状态：",
    ] {
      #expect(explain.contains(part), "\(part)")
    }
  }

  @Test("--language overrules the sweep's, both ways; what is for programs stays as it is")
  func overruled() throws {
    let (chinese, english) = (try Folder(), try Folder(language: ""))
    for folder in [chinese, english] {
      #expect(run(["reconcile", folder.sweep, "--quiet"]).code == .done)
    }
    for command in [
      ["check"], ["show"], ["show", "甲"], ["explain", "甲", "1-101"], ["diff"], ["score"],
      ["worklist"],
    ] {
      func words(_ folder: Folder) -> [String] {
        let place =
          ["check", "explain"].contains(command[0]) ? folder.sweep : folder.sweep + "/results"
        let second = ["diff": [place], "score": [folder.sweep + "/t.csv"]][command[0]] ?? []
        return [command[0], place] + second + command.dropFirst()
      }
      let zh = run(words(chinese)).said
      let en = run(words(english)).said
      #expect(zh != en)
      #expect(run(words(chinese) + ["--language", "zh"]).said == zh)
      // Reasons of flags are kept in the sweep's language, so those of a list are told anew.
      if command[0] != "worklist" {
        #expect(run(words(english) + ["--language", "zh"]).said == zh, "\(command)")
        #expect(run(words(chinese) + ["--language", "en"]).said == en, "\(command)")
      } else {
        #expect(Self.english(run(words(english) + ["--language", "zh"]).said) == [])
      }
      let json = run(words(chinese) + ["--json"]).said
      #expect(run(words(chinese) + ["--json", "--language", "en"]).said == json)
    }
  }

  @Test("errors find a language even where the manifest is broken or results are missing")
  func errors() throws {
    let folder = try Folder()
    // There are no results yet, but they should lie in the sweep.
    #expect(run(["show", folder.sweep + "/results"]).said.hasPrefix("错误："))
    #expect(run(["show", folder.sweep + "/results/", "--language", "en"]).said.hasPrefix("error:"))
    try folder.write(#"{"language": "zh", "days": 99}"#, to: "sweep.json")
    #expect(run(["check", folder.sweep]).said.contains("“days”是 99，应为1到31的整数"))
    #expect(
      run(["check", folder.sweep, "--language", "en"]).said.contains("'days' is 99; it must be"))
    try folder.write("{\"language\": \"zh\"\n\"days\": 3}", to: "sweep.json")
    let broken = run(["check", folder.sweep]).said
    #expect(broken.hasPrefix("错误：sweep.json: 第1行末尾缺少逗号\n  花括号中"))
    try FileManager.default.removeItem(atPath: folder.sweep + "/sweep.json")
    #expect(run(["check", folder.sweep]).said.hasPrefix("error: "))
    #expect(run(["check", folder.sweep, "--language", "zh"]).said.hasPrefix("错误："))
    // A command line that is wrong is told in English, as its help is.
    #expect(run(["check", "--language", "zh"]).said.hasPrefix("error: FOLDER is missing"))
    #expect(run(["check", folder.sweep, "--language", "de"]).said.contains("one of en, zh"))
  }

  @Test("a path of one character is a path")
  func shortPath() {
    for words in [["check", "~"], ["score", "~", "."], ["score", "~", "t"], ["show", "."]] {
      #expect(run(words).code != .done)
    }
  }

  @Test("what is said of refused memory is Chinese in a Chinese sweep, and says what to do")
  func refusedMemory() {
    for (language, advice) in [(Manifest.Language.zh, "请增加内存"), (.en, "give more memory")] {
      let (before, after) = Wording(language).refusedMemory
      let said = before + "12" + after
      #expect(said.hasSuffix("\n") && said.contains("\n  \(advice)"))
      #expect(Self.isChinese(said) == (language == .zh))
      #expect(language == .en || Self.english(said) == [])
    }
  }
}
