import TestSupport

@testable import HouseholdSweep

/// A small sweep by seed with everything that goes wrong in one: addresses in several spellings, and
/// some outside the register; meters that are shared, ambiguous, reset; repeated and contradictory
/// rows; counts over places that cannot be; walks nobody made and doors nobody knocked at; bad values of
/// every kind.
struct MessySweep {
  private(set) var sweep = TestSweep()
  var random: SeededGenerator
  let hasRegister: Bool
  private let days: Int
  /// Spellings of each compound.
  private var compounds: [[String]] = []
  private var meterIds: [String] = []

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    hasRegister = !random.chance(5)
    days = random.one(of: [1, 2, 3, 3, 5])
    sweep.manifest = manifest()
    addCompounds()
    for number in compounds.indices {
      // The last ones are nothing but a house.
      if number < 5 { addUnits(of: number) }
      if number >= 5 || random.chance(3) { addHouse(number) }
    }
    for source in sweep.files.keys.sorted() {
      spoil(source)
      if random.chance(4) { split(source) }
    }
  }

  private mutating func manifest() -> String {
    let model = random.chance(3) ? "fixed" : "learned"
    let clock = random.one(of: ["05:00", "05:00", "00:00", "19:30"])
    let hours = random.one(of: ["18:00-01:00", "18:00-01:00", "19:00-23:00", "00:00-23:59"])
    return """
      {"first_day": "2020-02-17", "name": "Test", "model": "\(model)", "days": \(days),
       "day_starts_at": "\(clock)", "light_hours": "\(hours)",
       "thresholds": {"meter_min_hours": \(random.one(of: [0, 12, 12, 30])),
         "meter_max_kwh_per_day": \(random.one(of: [200, 200, 20, 0])),
         "doubtful": \(random.one(of: ["1e-6", "1e-6", "0.01", "0"]))},
       "tables": [{"kwh": "register", "fill": false}],
       "parameters": {"learn_min_units": 20, \(parameters())}}
      """
  }

  /// Members of the object, in today's forms or those of the release before.
  private mutating func parameters() -> String {
    var members = ["\"learn_max_units\": \(random.one(of: [200_000, 60]))"]
    if random.chance(3) {
      members += [
        "\"listed\": [0.9, 0.1]",
        "\"meter\": {\"occupied\": [0.02, 0.13, 0.85], \"vacant\": [0.7, 0.25, 0.05]}",
        "\"knock\": {\"occupied\": [0.6, 0.05, 0.34, 0.01], \"vacant\": [0.005, 0.001, 0.694, 0.3]}",
      ]
    }
    if random.chance(4) { members.append("\"occupied_concentration\": 1e9") }
    if random.chance(4) { members.append("\"listed_concentration\": [1e9, 7]") }
    if random.chance(4) { members.append("\"prior_strength\": 20, \"kind_strength\": 5") }
    let kind = random.one(of: ["hidden_windows", "seldom_home", "left_on", "left_on"])
    if random.chance(3) { members.append("\"\(kind)\": {\"share\": 0}") }
    return members.joined(separator: ", ")
  }

  mutating func put(_ source: String, _ fields: [String]) {
    for _ in 0..<(random.chance(25) ? 2 : 1) {
      sweep.files[source + ".csv"]!.rows.append(fields.joined(separator: ","))
    }
  }

  private mutating func addCompounds() {
    let headers = [
      "compounds": "compound,name,community,subdistrict,district,kind",
      "units": random.one(of: ["compound,unit,floor,meter,grid", "Grid,电表号,房号,小区,楼层"]),
      "residents": random.one(of: ["compound,unit,resident,state", "状态,人员编号,phone,门牌,小区编号"]),
      "knocks": random.one(of: [
        "compound,unit,time,outcome,persons,worker", "排查员,人数,结果,时间,地址,小区",
      ]),
      "meter": random.one(of: [
        "meter,time,kwh,compound,unit", "unit,compound,kwh,time,meter", "unit,compound,time,kwh",
      ]),
      "lights": random.one(of: ["compound,place,time,lit,worker", "worker,亮灯,time,地址,小区"]),
    ]
    for (source, header) in headers where source != "units" || hasRegister {
      sweep.files[source + ".csv"] = (header, [])
    }
    let all = [
      ["C1", "c1", " C1 "], ["C2", "Ｃ２"], ["C10", "Garden 10", "garden 10", "Garden 9"],
      ["阳光", "阳光花园"],
      ["@5", "@5"], ["V-3", "v-3"],
    ]
    compounds = Array(all.shuffled(using: &random).prefix(random.number(2...5)))
    // So many that concentrations are learned.
    if random.chance(4) {
      while compounds.count < 5 { compounds.append(["X\(compounds.count)"]) }
      compounds += (0..<9).map { ["E\($0)"] }
    }
    for (number, spellings) in compounds.enumerated() where !random.chance(6) {
      // A name that two compounds have is nobody's.
      let name = random.chance(8) ? "Twin" : spellings.count > 1 ? spellings[1] : ""
      let parents = [
        random.chance(3) ? "" : "Com \(number / 2)", random.one(of: ["", "Sub"]),
        random.one(of: ["", "D10", "D9"]),
      ]
      let kinds = ["village", "村", "compound", "小区", "", "estate"]
      put("compounds", [spellings[0], name] + parents + [random.one(of: kinds)])
      if random.chance(5) {
        put("compounds", [spellings[0], "Garden 9"] + parents + [random.one(of: kinds)])
      }
    }
  }

  private mutating func addUnits(of number: Int) {
    let isRegistered = !random.chance(4)
    let isListed = !random.chance(4)
    let isVillage = random.chance(4)
    let buildings = isVillage ? [""] : random.one(of: [["1"], ["1", "2"], ["A", "10", "9"]])
    for building in buildings {
      let entrances = isVillage || random.chance(4) ? [""] : ["1", "2"]
      for entrance in entrances {
        for room in [1, 2, 11, 101].prefix(random.number(2...4)) {
          let parts = [building, entrance, "\(room)"].filter { !$0.isEmpty }
          addUnit(parts, number, isRegistered: isRegistered, isListed: isListed)
        }
        countLights(building, entrance, number)
      }
      countLights(building, "", number)
    }
    if random.chance(3) {
      addUnit(
        [random.one(of: ["岗亭", "B-7", "9-9-9"])], number,
        isRegistered: isRegistered && random.chance(2), isListed: isListed)
    }
    for _ in 0..<random.number(0...3) {
      let place = random.one(of: ["8", "8-8", "77", "1-1", "岗亭"])
      put(
        "lights",
        order("lights", [spelt(number), place, lightTime(), "\(random.number(0...3))", "w1"]))
    }
  }

  mutating func spelt(_ compound: Int) -> String { random.one(of: compounds[compound]) }

  /// An address in one of its spellings, now and then one that needs the register's help.
  mutating func spelt(_ parts: [String], _ compound: Int) -> String {
    switch random.number(0...15) {
    case 0: return parts.joined(separator: "/")
    case 1: return parts.map { $0.count < 3 ? "0" + $0 : $0 }.joined(separator: " - ")
    case 2 where parts.count == 3: return "\(parts[0])栋\(parts[1])单元\(parts[2])室"
    case 3 where parts.count == 2: return "\(parts[0])号楼\(parts[1])"
    case 4 where parts.count == 3 && random.chance(2): return parts[0] + "-" + parts[2]
    case 5 where parts.count == 3 && random.chance(2): return parts[1] + "-" + parts[2]
    case 6 where parts.count == 3 && random.chance(2): return parts[1] + "单元" + parts[2]
    case 7 where random.chance(2): return parts.joined(separator: "-").replacing("A-", with: "A")
    case 8: return random.one(of: compounds[compound]) + "-" + parts.joined(separator: "-")
    case 9: return parts.joined(separator: "—").lowercased()
    case 10 where random.chance(3): return parts.joined(separator: "-") + "0"
    default: return parts.joined(separator: "-")
    }
  }

  /// Fields in the order of a file's header.
  func order(_ source: String, _ fields: [String]) -> [String] {
    let header = sweep.files[source + ".csv"]!.header
    switch header {
    case "Grid,电表号,房号,小区,楼层": return [4, 3, 1, 0, 2].map { fields[$0] }
    case "状态,人员编号,phone,门牌,小区编号": return [fields[3], fields[2], "1-3", fields[1], fields[0]]
    case "排查员,人数,结果,时间,地址,小区", "worker,亮灯,time,地址,小区": return fields.reversed()
    case "unit,compound,kwh,time,meter": return fields.reversed()
    case "unit,compound,time,kwh": return [fields[4], fields[3], fields[1], fields[2]]
    default: return fields
    }
  }

  private mutating func addUnit(
    _ parts: [String], _ compound: Int, isRegistered: Bool, isListed: Bool
  ) {
    var meters: [String] = []
    for _ in 0..<random.one(of: [0, 1, 1, 1, 1, 2]) {
      let isOld = random.chance(6) && !meterIds.isEmpty
      meters.append(
        isOld
          ? random.one(of: meterIds) : "\(random.one(of: ["M", "", "x-"]))\(100 + meterIds.count)")
      meterIds.append(meters.last!)
    }
    if hasRegister && isRegistered && !random.chance(10) {
      for meter in meters.isEmpty ? [""] : meters {
        for _ in 0..<(random.chance(8) ? 3 : 1) {
          let floor = random.chance(6) ? random.one(of: ["", "1", "02", "10"]) : "\(parts.count)"
          put(
            "units",
            order(
              "units",
              [
                spelt(compound), registerSpelling(parts), floor, meter,
                random.chance(9) ? "g2" : "G1",
              ]))
        }
      }
    }
    if isListed { addResidents(parts, compound) }
    readMeters(parts, compound, meters)
    addKnocks(parts, compound)
    if random.chance(2) {
      for _ in 0..<random.number(1...4) {
        let lit = random.chance(12) ? "2" : random.one(of: ["0", "1", "1"])
        put(
          "lights",
          order(
            "lights",
            [
              spelt(compound), spelt(parts, compound), lightTime(), lit,
              random.one(of: ["", "w1", "w2"]),
            ]))
      }
    }
  }

  private mutating func registerSpelling(_ parts: [String]) -> String {
    random.chance(8) ? parts.joined(separator: " / ") : parts.joined(separator: "-")
  }

  private mutating func addResidents(_ parts: [String], _ compound: Int) {
    // Some lists know nobody but those who left, or are not here.
    let only = random.chance(6) ? ["moved", "搬离"] : random.chance(6) ? ["away", "外出"] : []
    for _ in 0..<random.number(0...3) {
      let id = random.one(of: ["p1", "p2", "p3", "P3", "", "4.20106E+17"])
      let states =
        only.isEmpty
        ? ["present", "", "在住", "away", "外出", "Moved", "搬离", "gone", "present", ""] : only
      for _ in 0..<random.one(of: [1, 1, 1, 2, 3]) {
        put(
          "residents",
          order("residents", [spelt(compound), spelt(parts, compound), id, random.one(of: states)]))
      }
    }
  }

  mutating func time(_ days: ClosedRange<Int>, _ clocks: [String]) -> String {
    let day = random.number(days)
    let clock = random.one(of: clocks)
    switch random.number(0...9) {
    case 0: return "2020/2/\(day) \(clock.hasPrefix("0") ? String(clock.dropFirst()) : clock)"
    case 1: return "2020-02-\(day) \(clock):59"
    case 2: return "2020-02-\(day)T\(clock)+08:00"
    default: return "2020-02-\(day)T\(clock)"
    }
  }

  private mutating func lightTime() -> String {
    time(
      16...21, ["18:00", "17:59", "20:30", "20:30", "22:10", "00:30", "01:00", "01:01", "04:59"])
  }

  private mutating func addKnocks(_ parts: [String], _ compound: Int) {
    let outcomes = [
      "answered", "有人", "refused", "no_answer", "No_Answer", "无人应答", "vacant", "空置", "answered",
    ]
    for _ in 0..<random.number(0...3) {
      let when = time(16...21, ["04:59", "05:00", "10:30", "10:30", "00:00", "23:59"])
      let outcome = random.one(of: outcomes)
      let spelling = spelt(parts, compound)
      for _ in 0..<random.one(of: [1, 1, 2]) {
        put(
          "knocks",
          order(
            "knocks",
            [
              spelt(compound), spelling, when, outcome, random.one(of: ["", "0", "1", "3", "5.0"]),
              random.one(of: ["", "w1", "w1", "w2"]),
            ]))
      }
    }
  }

  private mutating func readMeters(_ parts: [String], _ compound: Int, _ meters: [String]) {
    for meter in meters + (random.chance(4) ? [""] : []) {
      let isById = !meter.isEmpty && !random.chance(5)
      let namesCompound = !isById || random.chance(3)
      var kwh = random.number(0...900_000)
      let rise = random.one(of: [0, 90, 100, 400, 3000])
      var days = (14...23).filter { _ in random.chance(2) }
      if random.chance(10) { days = [random.one(of: [14, 22])] }
      // More than fits into the narrow form of a reading.
      if random.chance(150) { kwh = 2_000_000_000 }
      for day in days {
        let when = time(day...day, ["05:00", "07:05", "07:05", "04:59", "00:00", "23:59"])
        let text = "\(kwh / 1000).\(String(kwh % 1000 + 1000).dropFirst())"
        let row = [
          isById ? meter : "", when, text, namesCompound ? spelt(compound) : "",
          isById ? "" : spelt(parts, compound),
        ]
        put("meter", order("meter", row))
        if random.chance(25) {
          put(
            "meter",
            order(
              "meter",
              [row[0], row[1], random.one(of: ["1", text + "49", text + "5"]), row[3], row[4]]))
        }
        if random.chance(12) {
          // A slip of the pen: a digit too many, or one too few.
          let slip = random.chance(2) ? kwh * 10 : kwh / 10
          let day = random.number(14...22)
          let text = "\(slip / 1000).\(String(slip % 1000 + 1000).dropFirst())"
          put(
            "meter",
            order("meter", [row[0], time(day...day, ["12:00", "03:00"]), text, row[3], row[4]]))
        }
        kwh = random.chance(15) ? 7 : kwh + rise + random.number(0...1)
        if random.chance(20) { kwh += 900_000 }
      }
    }
  }

  private mutating func countLights(_ building: String, _ entrance: String, _ compound: Int) {
    let place = [building, entrance].filter { !$0.isEmpty }.joined(separator: "-")
    guard !place.isEmpty else { return }
    for _ in 0..<random.one(of: [0, 0, 1, 2, 3]) {
      let spelling =
        random.chance(3) ? place.replacing("-", with: "栋") + (entrance.isEmpty ? "栋" : "单元") : place
      put(
        "lights",
        order(
          "lights",
          [
            spelt(compound), spelling, lightTime(), "\(random.number(0...6))",
            "w\(random.number(1...2))",
          ]))
    }
  }

  /// Adds a building of many dwellings, on which walks are made, or only written down.
  private mutating func addHouse(_ number: Int) {
    let isRegistered = hasRegister && !random.chance(4)
    let isListed = !random.chance(5)
    let house = MessyHouse(days: days, &random)
    for dwelling in house.dwellings {
      if isRegistered {
        put("units", order("units", [spelt(number), dwelling.address, "1", "", "G1"]))
      }
      let parts = dwelling.address.split(separator: "-").map(String.init)
      if isListed, let state = dwelling.state {
        put("residents", order("residents", [spelt(number), dwelling.address, "p", state]))
      }
      for (day, kwh) in dwelling.readings {
        put(
          "meter",
          order("meter", ["", "2020-02-\(day)T06:00", kwh, spelt(number), dwelling.address]))
      }
      for (day, lit) in dwelling.nights {
        let fields = [spelt(number), spelt(parts, number), "2020-02-\(day)T20:30", "\(lit)", "w1"]
        put("lights", order("lights", fields))
      }
      for knock in dwelling.knocks {
        let fields = [spelt(number), dwelling.address, knock.time, knock.outcome, "", knock.worker]
        put("knocks", order("knocks", fields))
      }
    }
    for (place, day, lit) in house.counts {
      put(
        "lights", order("lights", [spelt(number), place, "2020-02-\(day)T20:40", "\(lit)", "w2"]))
    }
  }

  /// Puts faults into some rows.
  private mutating func spoil(_ source: String) {
    let bad = [
      "", " ", "-3", "-0.5", "-12", "1e5", "NaN", "1,000", "yesterday", "2020/02/30 10h00", "1.5",
      "0.0004",
      "nemo",
      "+1", "nobody", "\"q r\"", "1.0", String(repeating: "长", count: 45), "7", "M100",
    ]
    for row in sweep.files[source]!.rows.indices where random.chance(25) {
      var fields = sweep.files[source]!.rows[row]
        .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      switch random.number(0...9) {
      case 0: fields.append(random.one(of: ["", "x"]))
      case 1: fields.removeLast()
      case 2: fields = fields.map { _ in "" }
      // Other parents of a compound would stop the run.
      case _ where source == "compounds.csv": fields[0] = ""
      case 3...5:
        for _ in 0..<2 { fields[random.number(0...fields.count - 1)] = random.one(of: bad) }
      default: fields[random.number(0...fields.count - 1)] = random.one(of: bad)
      }
      sweep.files[source]!.rows[row] = fields.joined(separator: ",")
    }
  }

  /// Puts some of a source's rows into a file of their own.
  private mutating func split(_ source: String) {
    let (header, rows) = sweep.files[source]!
    let isMoved = rows.map { _ in random.chance(3) }
    let folder = source.dropLast(4)
    sweep.files["\(folder)/\(random.one(of: ["a", "b/c"])).CSV"] = (
      header, zip(rows, isMoved).filter(\.1).map(\.0)
    )
    sweep.files[source]!.rows = zip(rows, isMoved).filter { !$0.1 }.map(\.0)
  }
}

extension SeededGenerator {
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func chance(_ oneIn: Int) -> Bool { number(1...oneIn) == 1 }
  mutating func one<Value>(of values: [Value]) -> Value { values.randomElement(using: &self)! }
}
