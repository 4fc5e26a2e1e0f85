import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// Builds a tidy sweep of all sources, makes each table untidy at random, as text or as a spreadsheet, and
/// compares what comes of both: the same units with the same evidence, or rows that are rejected, and never
/// a unit, a night or a reading that was not there.
@Suite struct UntidyCityTests {
  private struct Unit {
    var building: Int
    var entrance: Int
    var room: Int
    var meter: String
    var text: String { "\(building)-\(entrance)-\(room)" }
  }

  /// A table before it is written: names of columns and rows of cells.
  private struct Table {
    var names: [String]
    var rows: [[String]]
  }

  /// What is true of the units, as text of tidy files.
  private struct City {
    var units: [Unit] = []
    var files: [String: Table] = [:]

    init(_ random: inout SeededGenerator) {
      for building in 1...random.pick([1, 2]) {
        for entrance in 1...2 {
          for floor in 1...3 {
            for room in 1...2 where !random.chance(10) {
              units.append(
                Unit(
                  building: building, entrance: entrance, room: floor * 100 + room,
                  meter: "00420\(building)\(entrance)\(floor)\(room)"))
            }
          }
        }
      }
      files["units"] = Table(
        names: ["compound", "unit", "floor", "meter"],
        rows: units.map { ["T", $0.text, "\($0.room / 100)", $0.meter] })
      files["lights"] = Table(names: ["compound", "place", "time", "lit"], rows: [])
      files["meter"] = Table(names: ["meter", "time", "kwh"], rows: [])
      files["residents"] = Table(names: ["compound", "unit", "resident", "state"], rows: [])
      for (number, unit) in units.enumerated() {
        for day in 17...19 where random.chance(70) {
          let time = "2020-02-\(day) \(random.pick(["19:05", "20:30", "21:15"]))"
          files["lights"]!.rows.append(["T", unit.text, time, random.pick(["0", "1"])])
        }
        var kwh = Int.random(in: 100_000...900_000, using: &random)
        for day in 16...20 where random.chance(80) {
          files["meter"]!.rows.append(
            [unit.meter, "2020-02-\(day) 07:\(random.pick(["05", "40"]))", Self.kwh(kwh)])
          kwh += Int.random(in: 0...9000, using: &random)
        }
        for person in 0..<random.pick([0, 1, 2]) {
          files["residents"]!.rows.append(
            [
              "T", unit.text, "p\(number)x\(person)",
              random.pick(["present", "away", "moved", ""]),
            ])
        }
      }
    }

    private static func kwh(_ thousandths: Int) -> String {
      "\(thousandths / 1000).\("\(thousandths % 1000 + 1000)".dropFirst())"
    }
  }

  /// A table as an office would have it: other names, words, times, numbers, an address in parts, a title,
  /// a total. Returns how many rows are no data.
  private static func untidy(_ source: String, _ table: Table, _ random: inout SeededGenerator) -> (
    Table, notData: Int
  ) {
    var (names, rows) = (table.names, table.rows)
    let aliases: [String: [String]] = [
      "compound": ["小区", "小区编号", "compound"], "floor": ["楼层", "floor"],
      "meter": ["电表号", "电表"], "time": ["时间", "time", "data-time"], "lit": ["亮灯", "亮灯数"],
      "kwh": ["示数", "读数", "止码"], "resident": ["人员编号", "resident"], "state": ["状态", "state"],
    ]
    let isParted = names.contains("unit") && random.chance(60)
    let time = names.firstIndex(of: "time")
    let style = random.pick([0, 1, 2, 3, 4])
    rows = rows.map { row in
      row.enumerated().map { place, cell in
        switch names[place] {
        case "time": return Self.time(cell, style)
        case "lit":
          let words = cell == "1" ? ["亮", "√", "是", "1户", "1"] : ["灭", "×", "否", "0", "０"]
          return random.pick(words)
        case "kwh": return random.pick([cell, cell + "度", cell + " kWh"])
        case "state":
          let words = [
            "present": ["在家", "常住", "present"], "away": ["外地", "回老家", "away"],
            "moved": ["搬走", "退租"], "": [""],
          ]
          return random.pick(words[cell]!)
        default: return cell
        }
      }
    }
    var header = names.map { random.pick(aliases[$0] ?? [$0]) }
    if let time, random.chance(40), style != 4 {
      // Date and time in two columns.
      header.replaceSubrange(time...time, with: ["日期", "时间"])
      rows = rows.map { row in
        var row = row
        let parts = row[time].split(separator: " ", maxSplits: 1).map(String.init)
        row.replaceSubrange(time...time, with: parts)
        return row
      }
      names.insert("", at: time + 1)
    }
    if let unit = names.firstIndex(where: { $0 == "unit" || $0 == "place" }) {
      let parts = isParted || names[unit] == "place" && random.chance(50)
      let words = random.chance(40)
      if parts { header.replaceSubrange(unit...unit, with: ["楼栋", "单元", "房号"]) }
      rows = rows.map { row in
        var row = row
        let numbers = row[unit].split(separator: "-").map(String.init)
        let cells = words ? zip(numbers, ["栋", "单元", "室"]).map { $0 + $1 } : numbers
        row.replaceSubrange(
          unit...unit, with: parts ? cells : [cells.joined(separator: words ? "" : "-")])
        return row
      }
    }
    var notData = 0
    if random.chance(30), source != "meter" {
      rows.append(["合计"] + Array(repeating: "", count: header.count - 2) + ["\(rows.count)"])
      notData += 1
    }
    // Columns in another order; those who make lists like to begin with a number.
    var order = Array(header.indices)
    if random.chance(50), notData == 0 { order.shuffle(using: &random) }
    header = order.map { header[$0] }
    rows = rows.map { row in order.map { $0 < row.count ? row[$0] : "" } }
    if random.chance(40) {
      header.append("备注说明")
      rows = rows.map { $0 + [random.pick(["", "请核实"])] }
    }
    return (Table(names: header, rows: rows), notData)
  }

  /// A time in one of the ways in which people write it.
  private static func time(_ text: String, _ style: Int) -> String {
    let day = text.dropFirst(8).prefix(2)
    let clock = text.suffix(5)
    let (hour, minute) = (Int(clock.prefix(2))!, clock.suffix(2))
    switch style {
    case 0: return "2020年2月\(day)日 \(hour)时\(minute)分"
    case 1: return "2020.2.\(day) \(hour)：\(minute)"
    case 2: return "\(day)/2/2020 \(clock)"
    case 3: return "2月\(day)日 " + (hour < 12 ? "上午\(hour):\(minute)" : "下午\(hour - 12):\(minute)")
    default: return "2020-02-\(day)T\(clock):00.000+08:00"
    }
  }

  private static func text(_ table: Table, title: Bool, _ separator: String) -> [UInt8] {
    let lines = (title ? [["桃源社区登记表"]] : []) + [table.names] + table.rows
    return Array(lines.map { $0.joined(separator: separator) + "\n" }.joined().utf8)
  }

  /// The same as a spreadsheet: texts inline or shared, numbers as numbers.
  private static func sheet(_ table: Table, title: Bool, _ random: inout SeededGenerator) -> [UInt8]
  {
    var texts: [String] = []
    let isShared = random.chance(50)
    let rows = ((title ? [["桃源社区登记表"]] : []) + [table.names] + table.rows).map { row in
      let cells = row.map { cell -> String in
        if cell.isEmpty { return "<c/>" }
        if !cell.hasPrefix("0"), Double(cell) != nil, cell.allSatisfy(\.isASCII) {
          return "<c><v>\(cell)</v></c>"
        }
        guard isShared else { return "<c t=\"inlineStr\"><is><t>\(cell)</t></is></c>" }
        texts.append("<t>\(cell)</t>")
        return "<c t=\"s\"><v>\(texts.count - 1)</v></c>"
      }
      return "<row>\(cells.joined())</row>"
    }
    return TestArchive.book(rows.joined(), texts: texts).bytes
  }

  private static func write(_ city: City, _ folder: TestFolder) throws {
    try folder.write(#"{"first_day": "2020-02-17", "model": "fixed"}"#, to: "sweep.json")
    for (name, table) in city.files {
      try folder.write(text(table, title: false, ","), to: name + ".csv")
    }
  }

  /// The first cells of `units.csv` that are not what they should be.
  private static func differences(_ found: TestResults, _ wanted: TestResults) -> [String] {
    var all: [String] = []
    for (unit, cells) in wanted.units.sorted(by: { $0.key < $1.key }) {
      for (column, value) in cells.sorted(by: { $0.key < $1.key }) {
        let cell = found.units[unit]?[column]
        if cell != value { all.append("\(unit) \(column): \(cell ?? "-") for \(value)") }
      }
    }
    all += found.units.keys.filter { wanted.units[$0] == nil }.sorted()
    return Array(all.prefix(3))
  }

  @Test(arguments: 0..<120) func allSources(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 15_485_863 &+ 3)
    let city = City(&random)
    let tidy = try TestFolder()
    try Self.write(city, tidy)
    let wanted = try TestResults(tidy)
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17", "model": "fixed"}"#, to: "sweep.json")
    var notData: [String: Int] = [:]
    for (name, table) in city.files.sorted(by: { $0.key < $1.key }) {
      let (untidy, none) = Self.untidy(name, table, &random)
      let title = random.chance(40)
      if random.chance(50) {
        try folder.write(Self.sheet(untidy, title: title, &random), to: name + ".xlsx")
        notData["\(name).xlsx#S"] = none
      } else {
        let separator = random.pick([",", "\t", ";", "|"])
        try folder.write(Self.text(untidy, title: title, separator), to: name + ".csv")
        notData["\(name).csv"] = none
      }
    }
    let found = try TestResults(folder)
    #expect(found.rejects.isEmpty, "seed \(seed): \(found.rejects.prefix(3))")
    #expect(Self.differences(found, wanted) == [], "seed \(seed)")
    for (name, count) in notData {
      let ledger = try #require(found.ledger(name), "\(name), seed \(seed)")
      #expect(ledger.notData == count, "\(name), seed \(seed)")
      #expect(
        ledger.rows == ledger.accepted + ledger.duplicate + ledger.outOfWindow
          + ledger.rejectedTotal)
    }
    // Written in their tidy form, they come to the same once more.
    let written = try TestFolder()
    _ = try Sweep.tidy(
      reading: folder.path, to: written.path, options: ReadingOptions(threads: 2))
    #expect(try Self.differences(TestResults(written), wanted) == [], "seed \(seed)")
  }
}
