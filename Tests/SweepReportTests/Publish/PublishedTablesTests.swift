import Foundation
import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("Tables that may be shown to anyone")
struct PublishedTablesTests {
  private func row(
    _ level: AreaLevel, _ path: String, _ name: String, _ counts: [UnitStatus: Int]
  ) -> AreaRow {
    var tally = AreaTally()
    for (status, count) in counts {
      tally.byStatus[status] = count
      tally.units += count
    }
    tally.listedPersons = 2 * tally.units
    tally.expectedOccupied = tally.units * 900_000
    return AreaRow(level: level, path: path, name: name, tally: tally)
  }

  private func tables(_ rows: [AreaRow], _ coverage: [CoverageRow] = [], language: String = "en")
    throws -> PublishedTables
  {
    var summary = ResultsSummary()
    summary.language = language == "zh" ? .zh : .en
    summary.name = "Test"
    return PublishedTables(try PublishedCounts(areas: rows, coverage: coverage), summary, 10)
  }

  private func text(_ tables: PublishedTables, _ name: String) throws -> String {
    try #require(tables.files().first { $0.name == name }?.text)
  }

  @Test("city to communities, compounds never, what lies in no part as one more leaf")
  func rows() throws {
    let tables = try tables([
      row(.city, "city", "Test", [.confirmed: 1239, .unobserved: 15]),
      row(.district, "D", "D", [.confirmed: 1200, .unobserved: 15]),
      row(.community, "D/C", "C", [.confirmed: 1000]),
      row(.compound, "secret", "Secret", [.confirmed: 1000]),
    ])
    let lines = try text(tables, "areas.csv").split(separator: "\n").map(String.init)
    let firsts = lines.map { $0.split(separator: ",").prefix(3).joined(separator: ",") }
    #expect(
      firsts == [
        "\u{FEFF}level,area,name", "city,city,Test", "district,D,D", "community,D/C,C",
        "community,city/-,in no part", "community,D/-,in no part",
      ])
    #expect(!lines.joined().lowercased().contains("secret"))
    // 1000 confirmed, which is open, and seven cells of 0 to 9.
    #expect(
      lines[3]
        == "community,D/C,C,1000,1009,991,1009,2000,2009,0,9,937,1009,0,9,0,9,0,9,0,9,0,9,0,9,0,9,99.6,,"
    )
    // Expected numbers are the city's only, to the nearest hundred.
    #expect(lines[1].hasSuffix(",1100,0"))
    // Five of 1254 cannot be told from none; that not all were observed, can.
    #expect(try text(tables, "README.txt").hasPrefix(PublishedFolder.mark + "\n"))
    #expect(tables.files().map(\.name) == ["areas.csv", "README.txt"])
  }

  @Test("sums that do not hold are refused, and the area is named")
  func sums() throws {
    let city = row(.city, "city", "Test", [.confirmed: 100])
    let more = row(.district, "D", "D", [.confirmed: 101])
    var odd = row(.district, "D", "D", [.confirmed: 99])
    odd.tally.units = 100
    let cases: [([AreaRow], String)] = [
      ([], "no row of the city"),
      ([city, more], "'city' has less"),
      ([city, odd], "statuses of 'D'"),
      ([city, city], "twice"),
      ([city, row(.community, "E/C", "C", [:])], "'E/C' lies in"),
      (
        [
          city, row(.district, "D", "D", [:]), row(.subdistrict, "D", "D", [:]),
          row(.community, "D/C", "C", [:]),
        ], "'D/C' may lie"
      ),
      ([row(.city, "city", "Test", [.confirmed: 1 << 41])], "too large"),
    ]
    for (rows, words) in cases {
      let error = #expect(throws: SweepError.self) { try tables(rows) }
      #expect(error?.code == .badData)
      #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }
    var day = CoverageTally()
    day.units = 100
    day.observed = 50
    day.contacted = 51
    let days = ["2020-02-17", "2020-02-18"].map {
      CoverageRow(level: .city, area: "city", day: $0, tally: day)
    }
    #expect(throws: SweepError.self) { try tables([city], days) }
    #expect(throws: SweepError.self) { try tables([city, odd], Array(days.prefix(1))) }
  }

  @Test("names with / in them lie where their paths say")
  func slashes() throws {
    let tables = try tables([
      row(.city, "city", "Test", [.confirmed: 40]),
      row(.district, "A/B", "A/B", [.confirmed: 40]),
      row(.community, "A/B/\u{301}C/D", "\u{301}C/D", [.confirmed: 40]),
      row(.community, "city", "city", [:]),
    ])
    #expect(tables.rows.count == 4)
  }

  @Test("hostile names do nothing in a spreadsheet or a terminal, in either language")
  func hostileNames() throws {
    for language in ["en", "zh"] {
      var city = TestCity()
      city.names = TestCity.hostile + ["A/B", "-", "city", "city/-"]
      city.language = language
      city.title = "\u{1B}[31m=cmd()\u{202E}"
      let folder = try city.results()
      let tables = try PublishedTables(results: folder.path + "/results")
      for (name, text) in tables.files() {
        let lines = text.dropFirst(text.hasPrefix("\u{FEFF}") ? 1 : 0)
        for scalar in lines.unicodeScalars where scalar != "\n" {
          #expect(scalar.properties.generalCategory != .control, "\(name)")
          #expect(![0x202E, 0x2066, 0x61C, 0x2028].contains(scalar.value), "\(name)")
        }
        if name.hasSuffix(".csv") {
          let columns = lines.prefix { $0 != "\n" }.split(separator: ",").count
          for line in lines.split(separator: "\n") {
            for cell in line.split(separator: ",") {
              #expect(!"=+-@".contains(cell.first!), "\(line)")
            }
            #expect(line.split(separator: ",", omittingEmptySubsequences: false).count >= columns)
          }
        }
      }
      // The last compound has sent no list; each has as many areas above it as it has levels.
      #expect(tables.rows.count > 3 * TestCity.hostile.count)
    }
  }

  @Test("the same results give the same bytes, and every range holds its truth")
  func truth() throws {
    let folder = try TestCity().results()
    let path = folder.path + "/results"
    let tables = try PublishedTables(results: path, least: 3)
    #expect(
      tables.files().map(\.text)
        == (try PublishedTables(results: path, least: 3)).files().map(\.text))
    let results = try folder.results()
    for row in tables.rows {
      guard
        let truth = results.areas.first(where: { $0.level == row.level && $0.path == row.path })
      else { continue }
      let counts =
        [
          truth.tally.units, truth.tally.observed, truth.tally.listedPersons,
          truth.tally.personsSeen,
        ] + UnitStatus.allCases.map(truth.tally.count)
      for (range, count) in zip(tables.ranges(row), counts) {
        #expect(range.contains(count) && range.values >= 3)
      }
    }
    #expect(tables.files().map(\.name) == ["areas.csv", "coverage.csv", "README.txt"])
  }

  @Test("results of another version, and what is no results, are refused")
  func notOurs() throws {
    let folder = try TestCity().results()
    let summary = try folder.read("results/summary.json")
    try folder.write(
      summary.replacing("\"schema\" : 2", with: "\"schema\" : 1"), to: "results/summary.json")
    let error = #expect(throws: SweepError.self) {
      try PublishedTables(results: folder.path + "/results")
    }
    #expect(error?.problem.contains("another version") == true)
    #expect(throws: SweepError.self) { try PublishedTables(results: folder.path) }
  }
}
