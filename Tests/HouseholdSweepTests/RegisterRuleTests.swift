import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("The register decides what is ambiguous")
struct RegisterRuleTests {
  /// A register and knocks on addresses; gives the number of attempts by unit of `units.csv`.
  private func attempts(
    _ register: [String], _ knocks: [String], compounds: [String] = [], aliases: [String] = []
  ) throws -> (units: [String: Int], results: [String: String]) {
    var sweep = TestSweep()
    sweep.files = [
      "units.csv": ("compound,unit", register.map { "C1,\($0)" }),
      "knocks.csv": (
        "compound,unit,time,outcome,worker",
        knocks.enumerated().map { "C1,\($1),2020-02-17T10:\(10 + $0),no_answer,w" }
      ),
    ]
    if !compounds.isEmpty { sweep.files["compounds.csv"] = ("compound,name", compounds) }
    if !aliases.isEmpty { sweep.files["aliases.csv"] = ("compound,address,unit", aliases) }
    let results = try sweep.results()
    var units: [String: Int] = [:]
    for row in results["units.csv"]!.split(separator: "\n").dropFirst() {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      units[String(fields[1])] = Int(fields[17])
    }
    return (units, results)
  }

  @Test("an entrance left out, where one unit is meant; none where two are")
  func entrance() throws {
    let found = try attempts(
      ["3-1-501", "3-2-502", "A-1-601", "A-2-601"], ["3-501", "3栋502室", "A座601"])
    #expect(found.units == ["3-1-501": 1, "3-2-502": 1, "A-1-601": 0, "A-2-601": 0, "A-601": 1])
    #expect(found.results["summary.json"]!.contains("\"entrance_left_out\" : 2"))
  }

  @Test("a dash behind the compound's name ends it; one more tells that something is lost")
  func dashBehindName() throws {
    let found = try attempts(
      ["3-1-501", "3-1-502", "4-2-501"],
      ["阳光花园-3-501", "c1-3-501", "阳光花园3栋502", "阳光花园--3-502", "-4-501"],
      compounds: ["C1,阳光花园"])
    #expect(
      found.units == ["3-1-501": 2, "3-1-502": 1, "4-2-501": 0, "3-502": 1, "4-501": 1])
  }

  @Test("a building left out, where there is only one")
  func building() throws {
    let one = try attempts(["1-1-501", "1-2-501"], ["2-501", "2单元501"])
    #expect(one.units == ["1-1-501": 0, "1-2-501": 2])
    let two = try attempts(["1-1-501", "1-2-501", "2-1-101"], ["2-501"])
    #expect(two.units["2-501"] == 1)
    // 2 is an entrance, whatever building 2 has.
    let named = try attempts(["1-2-501", "2-9-501"], ["2单元501"])
    #expect(named.units == ["1-2-501": 0, "2-9-501": 0, "2-501": 1])
  }

  @Test("an address that ends in an entrance or a building names no room: no rule applies")
  func noRoom() throws {
    let found = try attempts(["3-1-2", "3-1-501", "A-2"], ["3栋2单元", "3-2", "A2栋", "A2"])
    #expect(found.units == ["3-1-2": 1, "3-1-501": 0, "3-2": 1, "A-2": 1, "A2": 1])
    var sweep = TestSweep()
    sweep.files = [
      "units.csv": ("compound,unit", ["C1,3-1-2", "C1,3-2-1", "C1,3-2-3"]),
      "lights.csv": ("compound,place,time,lit", ["C1,3栋2单元,2020-02-17T20:00,2"]),
    ]
    let results = try sweep.results()
    #expect(results["rejects.csv"]!.split(separator: "\n").count == 1)
    #expect(results["coverage.csv"]!.contains("city,city,2020-02-17,3,2,0,0"))
  }

  @Test("another cut between letter and digit; digits are never cut")
  func cut() throws {
    let found = try attempts(["A-2292", "B12-3", "11-2"], ["A2292", "B-12-3", "1-12", "112"])
    #expect(found.units == ["A-2292": 1, "B12-3": 1, "11-2": 0, "1-12": 1, "112": 1])
  }

  @Test("a register that leaves entrances or buildings out does not merge those who name them")
  func shortRegister() throws {
    let entrances = try attempts(["3-501", "4-501"], ["3-1-501", "3-2-501"])
    #expect(entrances.units == ["3-501": 0, "4-501": 0, "3-1-501": 1, "3-2-501": 1])
    let buildings = try attempts(["2-501"], ["1-2-501", "3-2-501"])
    #expect(buildings.units == ["2-501": 0, "1-2-501": 1, "3-2-501": 1])
  }

  @Test("a floor that the room does not tell goes where the register names none")
  func floors() throws {
    let found = try attempts(["3-2-9", "3-2-10", "12"], ["3栋2单元5层9号", "12号2楼", "3栋5层"])
    #expect(found.units == ["3-2-9": 1, "3-2-10": 0, "12": 1, "3-5层": 1])
    #expect(found.results["summary.json"]!.contains("\"floor_named\" : 2"))
    let named = try attempts(["3栋5层1室", "3栋6层1室", "3-1"], ["3栋5楼01室", "3栋七楼1室"])
    #expect(named.units == ["3-5层-1": 1, "3-6层-1": 0, "3-1": 0, "3-7层-1": 1])
  }

  @Test("two rules that lead to different units lead nowhere")
  func several() throws {
    let found = try attempts(["1-1-501", "1-2-501", "1-1-2"], ["1-501"])
    #expect(found.units["1-501"] == 1)
  }

  @Test("the compound's own name in front goes, but never from a key of the register")
  func name() throws {
    let found = try attempts(
      ["3-2-501", "C1-7"], ["阳光花园3栋2单元501", "C1-3-2-501", "C1-7"], compounds: ["C1,阳光花园"])
    #expect(found.units == ["3-2-501": 2, "C1-7": 1])
    #expect(found.results["summary.json"]!.contains("\"compound_name\" : 2"))
    let village = try attempts(["12", "13"], ["陈吕村12号", "陈吕村十三号"])
    #expect(village.units == ["12": 1, "13": 1])
    let other = try attempts(["12"], ["陈吕村12号", "李家村12号"], compounds: ["C1,陈吕村"])
    #expect(other.units == ["12": 1, "李家村12": 1])
  }

  @Test("without a register names go, too, and no rule applies")
  func withoutRegister() throws {
    var sweep = TestSweep()
    sweep.files = [
      "compounds.csv": ("compound,name", ["C1,阳光花园"]),
      "residents.csv": ("compound,unit,resident", ["C1,阳光花园3栋2单元501,a", "C1,3-2-502,b"]),
      "knocks.csv": (
        "compound,unit,time,outcome",
        ["C1,3-2-501,2020-02-17T10:00,answered", "C1,3-502,2020-02-17T10:00,answered"]
      ),
    ]
    let units = try sweep.results()["units.csv"]!
    #expect(units.split(separator: "\n").count == 4)
    #expect(units.contains("C1,3-2-501,0,,,confirmed"))
    #expect(units.contains("C1,3-502,0"))
  }

  @Test("an address that became a date is the one unit it can have been, or nothing")
  func dates() throws {
    let found = try attempts(["3-2-5", "3-2-501"], ["2003/2/5", "5-Feb"])
    // 2003/2/5 was 3-2-5; 5-Feb was 2-5 or 5-2, which are no units.
    #expect(found.units["3-2-5"] == 1)
    #expect(found.results["rejects.csv"]!.contains("spreadsheet_date,5-Feb"))
    #expect(found.results["summary.json"]!.contains("turned into dates"))
    let register = try attempts(["3-2-501", "5-Feb"], [])
    #expect(register.results["summary.json"]!.contains("look like dates that a spreadsheet made"))
    var list = TestSweep()
    list.files = ["residents.csv": ("compound,unit", ["C1,2003/2/5"])]
    #expect(try list.results()["rejects.csv"]!.contains("spreadsheet_date,2003/2/5"))
  }

  @Test("what an analyst has confirmed comes before all rules")
  func aliases() throws {
    let found = try attempts(
      ["3-1-501", "3-2-502"], ["3-501", "门卫"], aliases: ["C1,3-501,3-2-502", "c1,门卫,3-1-501"])
    #expect(found.units == ["3-1-501": 1, "3-2-502": 1])
    #expect(found.results["summary.json"]!.contains("\"alias\" : 2"))
    for (row, word) in [
      ("C1,x,9-9-9", "no unit"), ("C9,x,3-1-501", "no unit"), ("C1,3-1-501,3-2-502", "itself"),
    ] {
      let error = #expect(throws: SweepError.self) {
        try attempts(["3-1-501", "3-2-502"], [], aliases: ["C1,y,3-1-501", row])
      }
      #expect(error?.description.contains("aliases.csv:3") == true)
      #expect(error?.description.contains(word) == true)
    }
    let twice = #expect(throws: SweepError.self) {
      try attempts(
        ["3-1-501", "3-2-502"], [], aliases: ["C1,y,3-1-501", "C1,y,3-1-501", "C1,Y,3-2-502"])
    }
    #expect(twice?.description.contains("aliases.csv:4") == true)
  }

  @Test(
    "proposals know what people confuse",
    arguments: [
      ("3-2-510", "3-2-501"), ("3-2-5O1", "3-2-501"), ("3-2-50l", "3-2-501"),
      ("3-2-51", "3-2-501"), ("2-3-501", "3-2-501"), ("7-2-801", "7-1-801"),
      ("3-2-501东", "3-2-501"), ("3-2-501（张三）", "3-2-501"),
      ("和平路1号阳光花园3栋2单元501", "3-2-501"), ("阳光小区3栋501", "3-2-501"), ("2单元3栋501", "3-2-501"),
    ])
  func proposals(typed: String, meant: String) throws {
    let found = try attempts(
      ["3-2-501", "7-1-801", "8-8-2808", "5-5-1105", "6-4-1003"], [typed])
    let row = found.results["unmatched.csv"]!.split(separator: "\n").last!
    #expect(row.split(separator: ",").dropFirst(4).contains(Substring(meant)), "\(row)")
  }

  @Test("a flag tells of a listed address nearby that is not in the register")
  func nearby() throws {
    var sweep = TestSweep()
    sweep.files = [
      "units.csv": ("compound,unit", ["C1,3-2-501", "C1,4-1-101"]),
      "residents.csv": ("compound,unit,resident", ["C1,3-2-510,a", "C1,4-1-101,b"]),
      "knocks.csv": (
        "compound,unit,time,outcome,persons,worker",
        (17...19).map { "C1,3-2-501,2020-02-\($0)T10:00,answered,2,w" }
      ),
    ]
    #expect(try sweep.results()["flags.csv"]!.contains("listed nearby: 3-2-510"))
  }

  @Test("a register may be in any order, of any number of compounds and floors")
  func anyOrder() throws {
    var random = SeededGenerator(seed: 5)
    var rows: [String] = []
    var units = ""
    // More than one run of compounds a group, and more floors than fit beside a grid.
    for number in 10_000..<18_400 {
      for room in 1...Int.random(in: 1...3, using: &random) {
        let floor = "\(number % 2500)F\(room)"
        rows.append("C\(number),1-\(room)01,\(floor),G\(number % 300),M\(number)\(room)")
        units += "C\(number),1-\(room)01,1,\(floor),G\(number % 300)\n"
      }
    }
    // One row in ten comes again, which leaves fewer units than rows.
    let again = rows.filter { _ in Int.random(in: 0..<10, using: &random) == 0 }
    for isOrdered in [true, false] {
      var sweep = TestSweep()
      sweep.files = [
        "units.csv": (
          "compound,unit,floor,grid,meter",
          isOrdered ? rows : (rows + again).shuffled(using: &random)
        )
      ]
      let table = try sweep.results(threads: isOrdered ? 1 : 3, chunkSize: 1 << 14)["units.csv"]!
      let found = table.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).prefix(5).joined(separator: ",")
      }
      let isExpected = found.joined(separator: "\n") + "\n" == units
      #expect(isExpected, "\(isOrdered ? "in order" : "shuffled")")
    }
  }
}
