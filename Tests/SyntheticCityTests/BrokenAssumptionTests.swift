import Foundation
import HouseholdSweep
import Testing

@testable import SyntheticCity

@Suite("Cities that do not keep to the model")
struct BrokenAssumptionTests {
  /// The rows of a city of six compounds by file, as fields.
  private struct City: Sendable {
    var files: [String: [[String]]] = [:]
    /// Persons by unit.
    var persons: [String: Int] = [:]

    init(_ broken: BrokenAssumption?) throws {
      var options = CityOptions()
      options.compounds = 6
      options.broken = broken.map { [$0] } ?? []
      let path = NSTemporaryDirectory() + "broken-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: path) }
      _ = try SyntheticCity(options).write(to: path)
      for name in try FileManager.default.contentsOfDirectory(atPath: path) {
        let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
        files[name] = text.split(separator: "\n").dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      }
      for row in files["truth.csv"]! { persons[row[0] + " " + row[1]] = Int(row[3])! }
    }

    /// Nights seen and lit by unit, of those with so many persons, looked at by some hour.
    func nights(
      _ wanted: (Int) -> Bool, at isWanted: (String) -> Bool = { _ in true }
    ) -> [(seen: Int, lit: Int)] {
      var nights: [String: (seen: Int, lit: Int)] = [:]
      for row in files["lights.csv"]! where isWanted(String(row[2].suffix(5))) {
        let unit = row[0] + " " + row[1]
        guard wanted(persons[unit]!) else { continue }
        nights[unit, default: (0, 0)].seen += 1
        nights[unit]!.lit += row[3] == "1" ? 1 : 0
      }
      return Array(nights.values)
    }

    /// The share of nights with light.
    func light(_ wanted: (Int) -> Bool, at isWanted: (String) -> Bool = { _ in true }) -> Double {
      let nights = nights(wanted, at: isWanted)
      return Double(nights.reduce(0) { $0 + $1.lit }) / Double(nights.reduce(0) { $0 + $1.seen })
    }

    /// The share of units seen in three nights of which a condition holds.
    func share(_ wanted: (Int) -> Bool, where holds: ((seen: Int, lit: Int)) -> Bool) -> Double {
      let whole = nights(wanted).filter { $0.seen == 3 }
      return Double(whole.count(where: holds)) / Double(whole.count)
    }
  }

  /// One city a way of breaking, and the plain one; drawn once.
  private static let cities = Result {
    try Dictionary(
      uniqueKeysWithValues: ([nil] + BrokenAssumption.allCases).map { ($0, try City($0)) })
  }

  private func city(_ broken: BrokenAssumption?) throws -> City {
    try #require(Self.cities.get()[broken])
  }

  private static func isHome(_ persons: Int) -> Bool { persons > 0 }

  @Test("each touches only the sources it is about", arguments: BrokenAssumption.allCases)
  func sources(broken: BrokenAssumption) throws {
    let (plain, other) = (try city(nil), try city(broken))
    // What is true of another city is told by other parameters.
    let changed = Set(plain.files.keys.filter { plain.files[$0] != other.files[$0] })
      .subtracting(["truth.json"])
    // Doors that are knocked on decide which workers may be accused.
    let doors: Set = ["knocks.csv", "truth-faults.csv"]
    switch broken {
    case .meterThreshold, .oddUsage: #expect(changed == ["meter.csv"])
    case .meterSlips: #expect(changed == ["meter.csv", "truth-faults.csv"])
    case .lazyWarden, .closedDoors, .knowingWardens:
      #expect(changed.contains("knocks.csv") && changed.isSubset(of: doors))
    // Who lives where stays as it was.
    case .patchyLists:
      #expect(changed.contains("residents.csv"))
      #expect(changed.isSubset(of: doors.union(["residents.csv"])))
    case .emptyEstates: #expect(changed.contains("truth.csv") && !changed.contains("compounds.csv"))
    // Of six compounds none may be abandoned, and no building dark.
    case .oldLists, .powerCut: #expect(!changed.contains("compounds.csv"))
    // Wardens knock where it was dark, so other lights bring other knocks.
    default:
      #expect(changed.isSuperset(of: ["lights.csv", "knocks.csv"]))
      #expect(changed.isSubset(of: doors.union(["lights.csv"])))
    }
  }

  @Test("windows that cannot be seen: one home in seven is dark every night")
  func hiddenWindows() throws {
    let dark = { (night: (seen: Int, lit: Int)) in night.lit == 0 }
    #expect(try city(nil).share(Self.isHome, where: dark) < 0.03)
    let share = try city(.hiddenWindows).share(Self.isHome, where: dark)
    #expect(abs(share - 1.0 / 7) < 0.03)
  }

  @Test("more light with more people, and less of it late")
  func lightByHousehold() throws {
    let (plain, broken) = (try city(nil), try city(.lightByHousehold))
    func early(_ time: String) -> Bool { time < "21:00" }
    func gap(_ city: City) -> Double {
      city.light({ $0 >= 4 }, at: early) - city.light({ $0 == 1 }, at: early)
    }
    #expect(abs(gap(plain)) < 0.05 && gap(broken) > 0.25)
    #expect(broken.light(Self.isHome, at: early) > broken.light(Self.isHome) + 0.02)
    #expect(broken.light { $0 == 0 } < 0.05)
  }

  @Test("lights on on purpose: one empty home in ten is lit most nights")
  func litEmpty() throws {
    let lit = { (night: (seen: Int, lit: Int)) in night.lit >= 2 }
    let isEmpty = { (persons: Int) in persons == 0 }
    #expect(try city(nil).share(isEmpty, where: lit) < 0.01)
    #expect(try abs(city(.litEmpty).share(isEmpty, where: lit) - 0.1) < 0.04)
  }

  @Test("a fifth is away for a day: dark that night, nobody at the door")
  func awayOneDay() throws {
    let (plain, broken) = (try city(nil), try city(.awayOneDay))
    // A fifth of the homes lose a night in three: 0.8 − (0.8 − 0.02) / 15.
    #expect(abs(plain.light(Self.isHome) - 0.8) < 0.015)
    #expect(abs(broken.light(Self.isHome) - 0.748) < 0.015)
    func answered(_ city: City) -> Double {
      let knocks = city.files["knocks.csv"]!.filter { city.persons[$0[0] + " " + $0[1]]! > 0 }
      return Double(knocks.count { $0[3] == "answered" }) / Double(knocks.count)
    }
    #expect(answered(broken) < answered(plain) - 0.02)
  }

  @Test("meters with another threshold turn two and a half times as fast")
  func meterThreshold() throws {
    func usage(_ city: City) -> Double {
      var first: [String: Double] = [:]
      var last: [String: Double] = [:]
      for row in city.files["meter.csv"]! {
        if first[row[0]] == nil { first[row[0]] = Double(row[2])! }
        last[row[0]] = Double(row[2])!
      }
      return last.reduce(0) { $0 + $1.value - first[$1.key]! }
    }
    #expect(try abs(usage(city(.meterThreshold)) / usage(city(nil)) - 2.5) < 0.05)
  }

  @Test("a lazy warden calls every door vacant; the others do not")
  func lazyWarden() throws {
    let knocks = try city(.lazyWarden).files["knocks.csv"]!
    let (lazy, others) = (
      knocks.filter { $0[5].hasSuffix("0") }, knocks.filter { !$0[5].hasSuffix("0") }
    )
    #expect(lazy.count > 20 && lazy.allSatisfy { $0[3] == "vacant" })
    #expect(Double(others.count { $0[3] == "vacant" }) / Double(others.count) < 0.2)
  }

  @Test("districts differ in light and in answers at the door")
  func districts() throws {
    var options = CityOptions()
    // Enough for three districts; only one compound of each is drawn.
    options.compounds = 150
    options.broken = [.districts]
    let city = CityContext(options, firstDay: .init(options.firstDay)!)
    var light: Set<Double> = []
    var answers: Set<[Double]> = []
    for compound in [0, 75, 149] {
      var draft = CompoundDraft(city, compound: compound)
      draft.drawHouseholds()
      draft.drawPeculiarities()
      let home = try #require(draft.dwellings.first { $0.isOccupied })
      light.insert(draft.chanceOfLight(home, night: 0, minute: 1200))
      answers.insert(draft.chancesOfOutcome(home, day: 0))
    }
    #expect(light.count == 3 && answers.count == 3)
    #expect(answers.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
  }
}
