import Foundation
import HouseholdSweep
import Testing

@testable import SyntheticCity

@Suite("Cities as real ones are")
struct RealCityTests {
  /// The rows of a city by file, as fields by column.
  private struct City {
    var files: [String: [[String: String]]] = [:]
    var persons: [String: Int] = [:]
    var report: CityReport

    init(_ broken: Set<BrokenAssumption>, _ change: (inout CityOptions) -> Void = { _ in }) throws {
      var options = CityOptions()
      options.compounds = 12
      options.broken = broken
      change(&options)
      let path = NSTemporaryDirectory() + "real-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: path) }
      report = try SyntheticCity(options).write(to: path)
      for name in try FileManager.default.contentsOfDirectory(atPath: path)
      where name.hasSuffix(".csv") {
        let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
        let rows = text.split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        files[name] = rows.dropFirst().map { row in
          Dictionary(uniqueKeysWithValues: zip(rows[0], row))
        }
      }
      for row in files["truth.csv"]! { persons[Self.unit(row)] = Int(row["persons"]!)! }
    }

    static func unit(_ row: [String: String]) -> String { row["compound"]! + " " + row["unit"]! }

    func faults(_ kind: String) -> [[String: String]] {
      files["truth-faults.csv"]!.filter { $0["kind"] == kind }
    }

    /// How many there are of what could be accused.
    func number(of kind: String) -> Int {
      faults(kind).reduce(0) { $0 + Int($1["units"]!)! }
    }

    /// The rows of lights of a walk.
    func lights(of walk: [String: String]) -> [[String: String]] {
      files["lights.csv"]!.filter { row in
        let place = row["place"]!
        let isInside =
          walk["place"] == "" || place == walk["place"]
          || place.hasPrefix(walk["place"]! + "-")
        return row["compound"] == walk["compound"] && isInside
          && row["time"]!.hasPrefix(walk["day"]!)
      }
    }

    /// kWh between the first and the last reading of each meter, a day of 2.6.
    var usage: [String: Double] {
      var units: [String: String] = [:]
      for row in files["units.csv"]! where row["meter"] != "" {
        units[row["meter"]!] = Self.unit(row)
      }
      var readings: [String: [Double]] = [:]
      for row in files["meter.csv"]! {
        readings[units[row["meter"]!]!, default: []].append(Double(row["kwh"]!)!)
      }
      return readings.filter { $0.value.count > 1 }.mapValues { ($0.last! - $0.first!) / 2.62 }
    }
  }

  /// Every draft of a city, with its households and peculiarities.
  private func drafts(_ broken: Set<BrokenAssumption>, compounds: Int = 12) -> [CompoundDraft] {
    var options = CityOptions()
    options.compounds = compounds
    options.broken = broken
    let city = CityContext(options, firstDay: .init(options.firstDay)!)
    return (0..<compounds).map { number in
      var draft = CompoundDraft(city, compound: number)
      draft.drawHouseholds()
      draft.drawPeculiarities()
      return draft
    }
  }

  private func plans(_ broken: Set<BrokenAssumption>) -> [CompoundPlan] {
    var options = CityOptions()
    options.compounds = 3000
    options.broken = broken
    return CityPlan(options).compounds
  }

  private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
  }

  /// Cities of the last release, FNV-1a over their tables in order.
  static let old: [(broken: BrokenAssumption?, hash: UInt64)] = [
    (nil, 0xA11A_CD97_C976_1F74),
    (.hiddenWindows, 0x5686_7E3E_607D_EFC0),
    (.lightByHousehold, 0x2BEC_FAB4_7661_088E),
    (.litEmpty, 0x5116_1018_4879_09BD),
    (.awayOneDay, 0xB0C7_1E3A_B27A_701A),
    (.meterThreshold, 0xCF16_1B94_F47A_C70B),
    (.lazyWarden, 0xEE27_8C32_5176_659C),
    (.districts, 0x3E05_FA00_736B_A8C9),
  ]

  @Test("plain cities and each old way to break one have the bytes they had", arguments: old)
  func unchanged(broken: BrokenAssumption?, hash: UInt64) throws {
    var options = CityOptions()
    options.compounds = 6
    options.seed = 11
    options.placeCountShare = 0.4
    options.broken = broken.map { [$0] } ?? []
    let path = NSTemporaryDirectory() + "old-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try SyntheticCity(options).write(to: path)
    var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
    for name in ["compounds", "units", "residents", "meter", "lights", "knocks", "truth"] {
      for byte in try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name).csv")) {
        mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
    #expect(mixed == hash)
  }

  // MARK: Compounds

  @Test("vacancy follows Beta(1.1, 6.5), lists Beta(18, 2)")
  func spread() {
    let vacancy = moments(plans([.emptyEstates]).map(\.vacancy))
    // ab/((a+b)²(a+b+1)), four standard errors of the mean.
    #expect(abs(vacancy.mean - 1.1 / 7.6) < 0.009)
    #expect(abs(vacancy.variance - 0.01439) < 0.0015)
    let lists = moments(plans([.patchyLists]).compactMap(\.listedShare))
    #expect(abs(lists.mean - 0.9) < 0.005)
    #expect(abs(lists.variance - 0.004286) < 0.0006)
  }

  @Test("patchy lists: the share of a compound is what its list has")
  func patchyLists() {
    for draft in drafts([.patchyLists]) {
      let homes = draft.dwellings.filter(\.isOccupied)
      let share = Double(homes.count { $0.present > 0 }) / Double(homes.count)
      let error = (0.25 / Double(homes.count)).squareRoot()
      #expect(abs(share - draft.plan.listedShare!) < 4 * error)
    }
  }

  @Test("old lists: one compound in fifty stands empty, five in six listed, no meters")
  func oldLists() throws {
    #expect(abs(plans([.oldLists]).count { $0.isAbandoned } - 60) <= 2)
    let drafts = drafts([.oldLists, .emptyEstates, .patchyLists], compounds: 60)
    let abandoned = drafts.filter(\.plan.isAbandoned)
    #expect(!abandoned.isEmpty)
    for draft in abandoned {
      let size = Double(draft.dwellings.count)
      let error = (0.25 / size).squareRoot()
      let occupied = draft.dwellings.count { $0.isOccupied }
      let listed = draft.dwellings.count { $0.present > 0 }
      #expect(Double(occupied) / size < 0.03 + 4 * error)
      #expect(abs(Double(listed) / size - 5.0 / 6) < 4 * error)
      #expect(!draft.dwellings.contains { $0.hasMeter })
    }
    #expect(
      drafts.filter { !$0.plan.isAbandoned }.allSatisfy { $0.dwellings.contains { $0.hasMeter } }
    )
  }

  // MARK: Doors

  @Test("closed doors: a quarter of the households answers 8 % of knocks")
  func closedDoors() throws {
    let homes = drafts([.closedDoors]).flatMap { draft in
      draft.dwellings.filter(\.isOccupied).map { (draft, $0) }
    }
    let closed = homes.filter(\.1.peculiarities.isClosed)
    #expect(abs(Double(closed.count) / Double(homes.count) - 0.25) < 0.02)
    let chances = closed[0].0.chancesOfOutcome(closed[0].1, day: 0)
    #expect(chances[0] == 0.08 && abs(chances.reduce(0, +) - 1) < 1e-12)
    // Seen from outside: of first knocks at homes, 0.75 · 0.6 + 0.25 · 0.08.
    let city = try City([.closedDoors])
    var first: [String: String] = [:]
    for row in city.files["knocks.csv"]! where first[City.unit(row)] == nil {
      first[City.unit(row)] = row["outcome"]!
    }
    let outcomes = first.filter { city.persons[$0.key]! > 0 }.values
    let answered = Double(outcomes.count { $0 == "answered" }) / Double(outcomes.count)
    #expect(abs(answered - 0.47) < 0.04)
  }

  @Test("one warden in five learns of nineteen vacant dwellings in twenty, and of no occupied one")
  func knowingWardens() throws {
    let city = try City([.knowingWardens, .lazyWarden])
    let knowing = Set(city.faults("knowing_warden").map { $0["worker"]! })
    let lazy = Set(city.faults("lazy_warden").map { $0["worker"]! })
    #expect(!knowing.isEmpty && !lazy.isEmpty && knowing.isDisjoint(with: lazy))
    let knocks = city.files["knocks.csv"]!
    let vacant = Set(
      knocks.filter { knowing.contains($0["worker"]!) && $0["outcome"] == "vacant" }.map(City.unit))
    #expect(vacant.allSatisfy { city.persons[$0] == 0 })
    let grids = Set(knowing.map { "G" + $0.dropFirst() })
    let empty = city.files["units.csv"]!.filter {
      grids.contains($0["grid"]!) && city.persons[City.unit($0)] == 0
    }
    #expect(empty.count > 100)
    // The others are found out by asking, now and then.
    let known = Double(empty.count { vacant.contains(City.unit($0)) }) / Double(empty.count)
    #expect(abs(known - 0.965) < 0.04)
  }

  @Test("a lazy warden knocks on enough doors to be found, and the truth counts them")
  func lazyDoors() throws {
    let city = try City([.lazyWarden])
    let lazy = city.faults("lazy_warden")
    #expect(!lazy.isEmpty)
    for row in lazy {
      let knocks = city.files["knocks.csv"]!.filter { $0["worker"] == row["worker"] }
      #expect(Set(knocks.map(City.unit)).count == Int(row["units"]!)!)
      #expect(knocks.allSatisfy { $0["outcome"] == "vacant" && $0["compound"] == row["compound"] })
    }
    #expect(lazy.count { Int($0["units"]!)! >= 10 } == lazy.count)
    let doors = Dictionary(grouping: city.files["knocks.csv"]!) { $0["worker"]! }
    #expect(
      city.number(of: "workers") == doors.values.count { Set($0.map(City.unit)).count >= 10 })
  }

  // MARK: Lights

  @Test("one walk in twenty is written down as zeros, by dwelling, building and entrance")
  func writtenZeros() throws {
    let city = try City([.writtenZeros]) {
      $0.compounds = 30
      $0.placeCountShare = 0.5
    }
    let written = city.faults("written_zeros")
    let share = Double(written.count) / Double(city.number(of: "walks"))
    #expect(abs(share - 0.05) < 0.02)
    for walk in written {
      let rows = city.lights(of: walk)
      #expect(!rows.isEmpty && rows.allSatisfy { $0["lit"] == "0" })
      let isPlace = rows.contains { $0["place"] == walk["place"] }
      #expect(isPlace ? rows.count == 1 : rows.count == Int(walk["units"]!)!)
    }
    #expect(written.contains { $0["place"]!.contains("-") })
  }

  @Test("a power cut: a building dark for a night, one in three hundred")
  func powerCut() throws {
    let city = try City([.powerCut]) { $0.days = 31 }
    let cuts = city.faults("power_cut")
    let share = Double(cuts.count) / Double(city.number(of: "walks"))
    #expect(share > 0.001 && share < 0.008)
    for cut in cuts {
      let rows = city.lights(of: cut)
      #expect(rows.count == Int(cut["units"]!)! && rows.allSatisfy { $0["lit"] == "0" })
    }
  }

  // MARK: Meters

  @Test("odd usage: 11 kWh a day for three people, widely spread; standby in vacant flats")
  func oddUsage() throws {
    let city = try City([.oddUsage])
    let three = city.usage.filter { city.persons[$0.key] == 3 }.values
    #expect(abs(three.reduce(0, +) / Double(three.count) - 11) < 1.5)
    let tenth = three.sorted()[three.count / 10]
    #expect(abs(tenth - 1.46) < 0.35)
    let vacant = city.usage.filter { city.persons[$0.key] == 0 }.values
    func share(_ range: ClosedRange<Double>) -> Double {
      Double(vacant.count { range.contains($0) }) / Double(vacant.count)
    }
    #expect(abs(share(0...0.001) - 1.0 / 3) < 0.06)
    #expect(abs(share(0.13...0.57) - 0.65) < 0.06)
    // Fridges that stay on are part of it: the other break changes nothing more.
    let both = try City([.oddUsage, .meterThreshold])
    #expect(both.files["meter.csv"] == city.files["meter.csv"])
  }

  @Test("one meter reading in five hundred lacks a digit or has one too many")
  func meterSlips() throws {
    let (plain, city) = (try City([]), try City([.meterSlips]))
    let pairs = zip(plain.files["meter.csv"]!, city.files["meter.csv"]!).filter { $0 != $1 }
    let share = Double(pairs.count) / Double(plain.files["meter.csv"]!.count)
    #expect(abs(share - 0.002) < 0.0008)
    for (right, wrong) in pairs {
      #expect(right["time"] == wrong["time"] && right["meter"] == wrong["meter"])
      #expect(abs(Double(right["kwh"]!)! - Double(wrong["kwh"]!)!) > 50)
    }
    // Twice the same digit may be written where one stands: then the readings are the same.
    #expect(city.faults("meter_slip").count == pairs.count)
  }

  // MARK: Together

  @Test("how breaks combine at one dwelling")
  func combination() throws {
    let drafts = drafts(Set(BrokenAssumption.allCases), compounds: 150)
    let city = drafts[0].city
    func all(_ holds: (Dwelling) -> Bool) -> [(CompoundDraft, Dwelling)] {
      drafts.flatMap { draft in draft.dwellings.filter(holds).map { (draft, $0) } }
    }
    // A hidden window stays dark however many live there.
    let hidden = all { $0.peculiarities.isHidden && $0.persons >= 5 }
    #expect(!hidden.isEmpty)
    for (draft, dwelling) in hidden {
      #expect(draft.chanceOfLight(dwelling, night: 0, minute: 1200) == 0)
    }
    // A household away is dark, and nobody opens, whatever its district.
    let away = all {
      $0.peculiarities.awayDay == 1 && !$0.peculiarities.isHidden
    }.filter { !$0.0.isLazy($0.1.grid) && !$0.0.lightWalks.isCut($0.1, 1) }
    for (draft, dwelling) in away {
      #expect(draft.chanceOfLight(dwelling, night: 1, minute: 1200) == city.habits.lit.vacant)
      #expect(draft.chancesOfOutcome(dwelling, day: 1) == [0, 0, 1, 0])
      #expect(
        draft.chanceOfLight(dwelling, night: 0, minute: 1200) >= 0
          && draft.chancesOfOutcome(dwelling, day: 0) != [0, 0, 1, 0])
    }
    // A lazy warden asks nobody.
    for (draft, dwelling) in all({ $0.grid % 10 == 0 }) {
      #expect(draft.chancesOfOutcome(dwelling, day: 0) == [0, 0, 0, 1])
    }
    // More people, more light, in every district.
    for district in 0..<3 {
      let light = all { dwelling in
        dwelling.isOccupied && !dwelling.peculiarities.isHidden
          && dwelling.peculiarities.awayDay != 0
      }.filter { $0.0.plan.district % 3 == district && !$0.0.lightWalks.isCut($0.1, 0) }
      let levels = (1...3).map { persons in
        Set(
          light.filter { $0.1.persons == persons }.map {
            $0.0.chanceOfLight($0.1, night: 0, minute: 1200)
          })
      }
      #expect(levels.allSatisfy { $0.count == 1 })
      #expect(levels[0].first! < levels[1].first! && levels[1].first! < levels[2].first!)
    }
    // Windows and travels have nothing to do with each other.
    let homes = all { $0.isOccupied }.map(\.1.peculiarities)
    let both = Double(homes.count { $0.isHidden && $0.awayDay != nil }) / Double(homes.count)
    #expect(abs(both - 0.2 / 7) < 0.003)
    // Every distribution is one.
    for (draft, dwelling) in all({ _ in true }).prefix(5000) {
      let chances = draft.chancesOfOutcome(dwelling, day: 0)
      #expect(abs(chances.reduce(0, +) - 1) < 1e-9 && chances.allSatisfy { $0 >= 0 })
    }
  }

  @Test("adding a break moves no draw of another")
  func ownStreams() throws {
    let alone = drafts([.closedDoors])
    let beside = drafts([.closedDoors, .hiddenWindows, .litEmpty, .knowingWardens, .writtenZeros])
    for (a, b) in zip(alone, beside) {
      #expect(
        a.dwellings.map(\.peculiarities.isClosed) == b.dwellings.map(\.peculiarities.isClosed))
      #expect(a.dwellings.map(\.persons) == b.dwellings.map(\.persons))
    }
  }

  @Test("a city with everything has the same bytes whatever the threads")
  func threads() throws {
    let cities = try [1, 2].map { threads in
      try City(Set(BrokenAssumption.allCases)) {
        $0.threads = threads
        $0.compounds = 60
      }
    }
    #expect(cities[0].files == cities[1].files)
    #expect(
      cities[0].report.census.occupiedConcentration == cities[1].report.census.occupiedConcentration
    )
  }

  @Test("the census says what the files say")
  func census() throws {
    let broken: Set<BrokenAssumption> = [.hiddenWindows, .litEmpty, .closedDoors, .oddUsage]
    let city = try City(broken)
    let census = city.report.census
    let homes = city.persons.filter { $0.value > 0 }.map(\.key)
    #expect(census.occupied == Double(homes.count) / Double(city.persons.count))
    let levels = ["moved": 1, "away": 2, "present": 3]
    var level: [String: Int] = [:]
    for row in city.files["residents.csv"]! {
      level[City.unit(row)] = max(level[City.unit(row)] ?? 0, levels[row["state"]!]!)
    }
    let listed = try #require(census.listedOccupied)
    for number in 0..<4 {
      let units = homes.count { (level[$0] ?? 0) == number }
      #expect(abs(listed[number] - Double(units) / Double(homes.count)) < 1e-12)
    }
    #expect(census.share(of: .leftOn) > 0.05 && census.share(of: .leftOn) < 0.11)
    // Of the households that seldom open, those with hidden windows are hidden.
    #expect(abs(census.share(of: .hidden) - 1.0 / 7) < 0.02)
    #expect(abs(census.share(of: .seldomHome) - 0.25 * 6 / 7) < 0.02)
    #expect(census.lit(.hidden) == 0)
    #expect(try abs(#require(census.lit(.seen)) - 0.8) < 0.02)
    #expect(try abs(#require(census.lit(.leftOn)) - 0.9) < 0.04)
    // All knocks, by side.
    let knocks = city.files["knocks.csv"]!.filter { city.persons[City.unit($0)] == 0 }
    let reported = Double(knocks.count { $0["outcome"] == "vacant" }) / Double(knocks.count)
    #expect(try abs(#require(census.knockVacant)[3] - reported) < 1e-12)
    let opened = try #require(census.knockSeldomHome)
    #expect(abs(opened[0] - 0.08) < 0.02)
    // A vacant dwelling with 0.14 to 0.55 kWh: bins from 0.1, 0.3.
    let usage = try #require(census.usageVacant)
    #expect(usage.count == 9 && abs(usage.reduce(0, +) - 1) < 1e-12)
    #expect(abs(usage[0] - 1.0 / 3) < 0.05 && usage[1] == 0 && usage[4] < 0.01)
    #expect(abs(usage[2] + usage[3] - 2.0 / 3) < 0.05)
    // Vacancies of twelve compounds spread as those of a city do, more or less.
    let concentration = try #require(census.occupiedConcentration)
    #expect(concentration > 2 && concentration < 40)
  }

  @Test("the spread of compounds: by moments, from eight compounds on")
  func concentration() {
    func census(_ shares: [(part: Int, whole: Int)]) -> CityCensus {
      CityCensus(
        shares.map { share in
          var compound = CompoundCensus()
          for number in 0..<share.whole {
            var dwelling = Dwelling(
              building: 1, entrance: 1, floor: 1, room: number, isRegistered: true, grid: 1)
            if number < share.part { dwelling.persons = 1 }
            compound.addUnit(dwelling)
          }
          return compound
        })
    }
    let spread = (0..<10).map { (part: 40 + 12 * $0, whole: 200) }
    #expect(census(Array(spread.prefix(7))).occupiedConcentration == nil)
    // mean 0.47, variance 0.0297 less 0.47 · 0.53 / 200.
    let expected = 0.47 * 0.53 / (0.0297 - 0.47 * 0.53 / 200) - 1
    let found = census(spread + [(part: 0, whole: 0)]).occupiedConcentration
    #expect(abs((found ?? 0) - expected) < 1e-9)
  }

  @Test("several by name, and all of them as real")
  func names() {
    #expect(BrokenAssumption.named("real") == BrokenAssumption.allCases)
    #expect(BrokenAssumption.named("old-lists") == [.oldLists])
    #expect(BrokenAssumption.named("nonsense").isEmpty)
    #expect(BrokenAssumption.names.count == 17)
  }
}
