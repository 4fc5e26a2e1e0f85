import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// Builds a tidy list, makes it untidy by every device at random, and compares what comes of both: each row
/// comes back to its household, or is rejected.
@Suite struct UntidyTests {
  private struct Unit: Hashable {
    var building: Int
    var entrance: Int
    var room: Int
    var text: String { "\(building)-\(entrance)-\(room)" }
  }

  /// The register: some buildings of one compound, with gaps.
  private static func register(_ random: inout SeededGenerator) -> [Unit] {
    var units: [Unit] = []
    for building in 1...random.pick([1, 2, 3]) {
      for entrance in 1...random.pick([1, 2]) {
        for floor in 1...3 {
          for room in 1...2 where !random.chance(10) {
            units.append(Unit(building: building, entrance: entrance, room: floor * 100 + room))
          }
        }
      }
    }
    return units
  }

  private static func csv(_ rows: [[String]], _ separator: String) -> String {
    rows.map { row in
      row.map { $0.contains(separator) || $0.contains("\"") ? "\"\($0)\"" : $0 }.joined(
        separator: separator)
    }.joined(separator: "\n") + "\n"
  }

  /// An address in one of its spellings over its columns.
  private static func cells(_ unit: Unit, _ shape: Int, _ random: inout SeededGenerator) -> [String]
  {
    let words = random.chance(30)
    switch shape {
    case 0: return [unit.text]
    case 1:
      return words
        ? ["\(unit.building)栋", "\(unit.entrance)单元", "\(unit.room)室"]
        : ["\(unit.building)", "\(unit.entrance)", "\(unit.room)"]
    case 2: return ["\(unit.building)", "\(unit.entrance)-\(unit.room)"]
    default: return ["\(unit.building)幢", unit.text]
    }
  }

  private static func header(_ shape: Int, _ random: inout SeededGenerator) -> [String] {
    switch shape {
    case 0: [random.pick(["房号", "地址", "unit", "住址"])]
    case 1:
      [
        random.pick(["楼栋", "栋号", "building"]), random.pick(["单元", "单元号"]),
        random.pick(["房号", "室", "room"]),
      ]
    default: [random.pick(["楼栋", "幢"]), random.pick(["房号", "户号"])]
    }
  }

  @Test(arguments: 0..<150) func residents(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 7919 &+ 1)
    let units = Self.register(&random)
    let shape = random.pick([0, 1, 1, 2, 3])
    let isHousehold = random.chance(40)
    let merges = !isHousehold && random.chance(40)
    var truth: [String: Int] = [:]
    var rows: [[String]] = []
    var lastAddress: [String]?
    var number = 0
    for unit in units where random.chance(80) {
      let address = ["T"] + Self.cells(unit, shape, &random)
      if isHousehold {
        let persons = random.pick([0, 1, 2, 3])
        truth[unit.text, default: 0] += persons
        number += 1
        rows.append(
          ["\(number)"] + address + ["户主\(number)", "\(persons)" + (random.chance(30) ? "人" : "")])
      } else {
        for _ in 0..<random.pick([1, 2, 3]) {
          truth[unit.text, default: 0] += 1
          number += 1
          var cells = address
          if merges, let last = lastAddress {
            // Whoever merges leaves out what is the same as above, from the left.
            for place in cells.indices {
              guard cells[place] == last[place] else { break }
              cells[place] = ""
            }
          }
          lastAddress = address
          rows.append([""] + cells + ["甲\(number)", "p\(number)"])
        }
      }
      if random.chance(5) {
        rows.append(
          ["合计", "", "", "\(number)"] + Array(repeating: "", count: max(0, address.count - 1)))
        lastAddress = nil
      }
      if random.chance(5) {
        rows.append([])
        lastAddress = nil
      }
      if random.chance(4) {
        rows.append(["二、租住户"])
        lastAddress = nil
      }
    }
    let names =
      [random.pick(["序号", "编号"]), random.pick(["小区", "compound"])] + Self.header(shape, &random)
      + (isHousehold
        ? ["户主", random.pick(["人数", "现住人数", "常住人数", "人口数"])]
        : ["姓名", random.pick(["人员编号", "resident"])])
    var table: [[String]] = []
    if random.chance(50) { table.append(["桃源社区登记表（2月）"]) }
    if random.chance(20) { table.append([]) }
    table.append(names)
    table += rows
    if random.chance(30) { table.append(["填表人：张", "", "审核："]) }
    let width = table.map(\.count).max() ?? 0
    if random.chance(70) {
      table = table.map { $0 + Array(repeating: "", count: width - $0.count) }
    }
    let separator = random.pick([",", "\t", ";", "|"])
    let register = "compound,unit\n" + units.map { "T,\($0.text)\n" }.joined()
    let sweep = TestSweep([
      "units.csv": register, "residents.csv": Self.csv(table, separator),
    ])
    let results: TestResults
    do {
      results = try sweep.run()
    } catch let error as SweepError where error.code == .badData {
      // Refused as a whole: nobody is in a wrong household. It must say what to do.
      #expect(error.advice != nil)
      return
    }
    var listed = 0
    for unit in units {
      let found = Int(results[unit.text, "listed"] ?? "0") ?? 0
      listed += found
      #expect(found <= truth[unit.text] ?? 0, "\(unit.text) seed \(seed)")
    }
    #expect(results.units.count == units.count, "seed \(seed)")
    let ledger = try #require(results.ledger("residents.csv"))
    #expect(
      ledger.rows == ledger.accepted + ledger.duplicate + ledger.outOfWindow + ledger.rejectedTotal)
    if results.rejects.isEmpty && ledger.notData == 0 {
      #expect(listed == truth.values.reduce(0, +), "seed \(seed)")
    }
    if !merges && shape != 2 && shape != 3 && results.rejects.isEmpty {
      #expect(listed == truth.values.reduce(0, +), "seed \(seed)")
    }
  }

  @Test(arguments: 0..<150) func knocks(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 104_729 &+ 7)
    let units = Self.register(&random)
    let shape = random.pick([0, 1, 2, 3])
    let style = random.pick(Array(0...7))
    let splits = random.chance(30) && style < 4
    var truth: [String: Int] = [:]
    var rows: [[String]] = []
    for unit in units {
      let (day, hour, minute) = (
        17 + random.pick([0, 1, 2]), random.pick([8, 10, 14, 19]), random.pick([5, 30])
      )
      let time = Self.time(day, hour, minute, style)
      let isMet = random.chance(50)
      if isMet { truth[unit.text, default: 0] += 1 }
      let word =
        isMet
        ? random.pick(["在家", "已入户", "At Home", "有人", "answered"])
        : random.pick(["没人", "No Answer", "不在家", "无人应答"])
      rows.append(
        ["T"] + Self.cells(unit, shape, &random) + (splits ? time : [time.joined(separator: " ")])
          + [word])
    }
    let names =
      ["小区"] + Self.header(shape, &random)
      + (splits ? ["日期", "时间"] : [random.pick(["时间", "time"])])
      + [random.pick(["敲门结果", "结果", "outcome"])]
    let sweep = TestSweep([
      "units.csv": "compound,unit\n" + units.map { "T,\($0.text)\n" }.joined(),
      "residents.csv": "compound,unit\nT,\(units[0].text)\n",
      "knocks.csv": Self.csv([names] + rows, random.pick([",", "\t", ";"])),
    ])
    let results = try sweep.run()
    var met = 0
    for unit in units {
      let found = Int(results[unit.text, "answered"] ?? "0") ?? 0
      met += found
      #expect(found <= truth[unit.text] ?? 0, "\(unit.text) seed \(seed)")
    }
    #expect(results.units.count == units.count, "seed \(seed)")
    if results.rejects.isEmpty { #expect(met == truth.values.reduce(0, +), "seed \(seed)") }
    if shape < 2 { #expect(results.rejects.isEmpty, "seed \(seed): \(results.rejects.prefix(3))") }
  }

  private static func time(_ day: Int, _ hour: Int, _ minute: Int, _ style: Int) -> [String] {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let noon = hour < 12 ? "上午\(hour)" : "下午\(hour - 12)"
    switch style {
    case 0: return ["2020年2月\(day)日", "\(hour)时\(two(minute))分"]
    case 1: return ["2月\(day)日", "\(noon):\(two(minute))"]
    case 2: return ["2020.2.\(day)", "\(hour)：\(two(minute))"]
    case 3: return ["202002\(day)", "\(hour):\(two(minute))"]
    case 4: return ["\(day)/2/2020", "\(hour):\(two(minute))"]
    case 5:
      return [
        "2/\(day)/2020",
        "\(hour > 12 ? hour - 12 : hour):\(two(minute)) \(hour < 12 ? "AM" : "PM")",
      ]
    case 6:
      let fraction = Double(hour * 60 + minute) / 1440
      return [String(format: "%.10f", Double(43878 - 17 + day) + fraction)]
    default: return ["2020-02-\(day)T\(two(hour)):\(two(minute)):00.000+08:00"]
    }
  }
}
