import Foundation
import HouseholdSweep
import SyntheticCity
import Testing

@Suite("A sweep decided in memory")
struct DecisionsTests {
  private static let samples = ["sample-data/clean", "sample-data/messy"]

  /// Runs a check over a sweep's decisions and the results that a run of the tool writes, on both
  /// samples and on a city that is counted by building in part.
  private func everywhere(
    _ check: (Decisions, _ results: String, _ context: Comment) throws -> Void
  )
    throws
  {
    let scratch = NSTemporaryDirectory() + "library-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    var city = CityOptions()
    city.compounds = 12
    city.seed = 7
    city.placeCountShare = 0.4
    city.typingErrorShare = 0.01
    _ = try SyntheticCity(city).write(to: scratch + "/city")
    for folder in Self.samples + [scratch + "/city"] {
      let results = scratch + "/results"
      _ = try Sweep.run(reading: folder, to: results)
      try check(Sweep(reading: folder).decide(), results, "\(folder)")
      try FileManager.default.removeItem(atPath: results)
    }
  }

  private func text(_ results: String, _ name: String) throws -> String {
    try String(contentsOfFile: results + "/" + name, encoding: .utf8)
  }

  /// The rows of a table without its header, as cells. No cell has a quote or a line end in it.
  private func rows(_ results: String, _ name: String) throws -> [[String]] {
    try text(results, name).split(separator: "\n").dropFirst().map { row in
      // Every other part is between quotes.
      let parts = row.split(separator: "\"", omittingEmptySubsequences: false)
      let marked = parts.enumerated().map { number, part in
        number % 2 == 1 ? part.replacingOccurrences(of: ",", with: "\0") : String(part)
      }
      return marked.joined().split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.replacingOccurrences(of: "\0", with: ",") }
    }
  }

  private func decimals(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  @Test("walking the units gives units.csv, row by row")
  func units() throws {
    try everywhere { decisions, results, context in
      let rows = try rows(results, "units.csv")
      let walked = decisions.compounds.flatMap { compound in
        compound.units.map { unit in
          let seen = unit.evidence
          return [
            compound.id, unit.address, unit.isRegistered ? "1" : "0", unit.floor, unit.grid,
            "\(unit.status.name)", unit.hasConflict ? "1" : "0", decimals(unit.probability, 4),
            "\(seen.listed)", "\(seen.away)", "\(seen.personsSeen)",
            seen.kwhPerDay.map { decimals($0, 3) } ?? "", "\(seen.nightsSeen)",
            "\(seen.nightsLit)", "\(seen.answered)", "\(seen.refused)", "\(seen.noAnswer)",
            "\(seen.vacant)", "\(unit.action.name)",
          ]
        }
      }
      // All but the class of usage, which the manifest's thresholds give.
      #expect(
        walked == rows.map { row in row.indices.filter { $0 != 12 }.map { row[$0] } }, context)
    }
  }

  @Test("reasons are those of flags.csv, one by one")
  func reasons() throws {
    try everywhere { decisions, results, context in
      var flagged: [String: String] = [:]
      for compound in decisions.compounds {
        for unit in compound.units where unit.status.isFlag {
          flagged["\(compound.id) \(unit.address)"] = unit.reasons.joined(separator: "; ")
        }
      }
      let rows = try rows(results, "flags.csv")
      #expect(rows.count == flagged.count && !flagged.isEmpty, context)
      for row in rows {
        #expect(flagged["\(row[0]) \(row[2])"] == row.last, context)
      }
    }
  }

  /// The row of an area in `areas.csv`, but for what a compound has of its own.
  private func cells(_ area: DecidedArea) -> [String] {
    var counts = [area.units, area.observed, area.contacted, area.listedPersons, area.personsSeen]
    counts += UnitStatus.allCases.map { area.units($0) }
    counts += [area.conflicts, area.unregisteredFlags]
    return [area.level, area.path, area.name] + counts.map(String.init)
      + [area.expectedOccupied, area.expectedUnlistedOccupied].map { decimals($0, 1) }
  }

  /// The row of an area's day in `coverage.csv`.
  private func cells(_ area: DecidedArea, _ day: DecidedArea.Day) -> [String] {
    let counts = [area.units, day.unitsObserved, day.unitsContacted, day.personsSeen]
    return [area.level, area.path, "\(day.day)"] + counts.map(String.init)
  }

  @Test("areas are those of areas.csv and coverage.csv, compounds among them")
  func areas() throws {
    try everywhere { decisions, results, context in
      let areas = decisions.areas.map(cells)
      let areaRows = try rows(results, "areas.csv").map { Array($0.dropLast(3)) }
      #expect(areas == areaRows, context)
      let days = decisions.areas.flatMap { area in area.days.map { cells(area, $0) } }
      let dayRows = try rows(results, "coverage.csv")
      #expect(days == dayRows, context)
      let compounds = decisions.areas.filter { $0.level == "compound" }
      #expect(compounds == decisions.compounds.map(\.area), context)
    }
  }

  @Test("what decisions publish is what a run writes, and their summary is its")
  func publishing() throws {
    try everywhere { decisions, results, context in
      let own = results + "-published"
      defer { try? FileManager.default.removeItem(atPath: own) }
      try decisions.publish(to: own)
      let summary = try text(results, "summary.json")
      #expect(decisions.summary.json() == summary, context)
      for name in try FileManager.default.contentsOfDirectory(atPath: own) {
        let (mine, others) = try (text(own, name), text(results, name))
        #expect(mine == others, "\(context): \(name)")
      }
    }
  }

  @Test("a compound is found by its id, and decided alone as among all others")
  func compounds() throws {
    try everywhere { decisions, _, context in
      for compound in decisions.compounds.reversed() {
        let found = try #require(decisions.compounds[id: compound.id])
        #expect(found.units == compound.units, context)
      }
      #expect(decisions.compounds[id: "nowhere"] == nil, context)
    }
  }

  @Test("deciding writes nothing")
  func writesNothing() throws {
    let folder = Self.samples[0]
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder)
    _ = try Sweep(reading: folder).decide().compounds.map(\.units)
    let after = try FileManager.default.subpathsOfDirectory(atPath: folder)
    #expect(after == before)
  }
}
