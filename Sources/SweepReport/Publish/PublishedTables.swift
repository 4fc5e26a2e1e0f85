import DelimitedText
import HouseholdSweep

/// Tables of results that may be shown to anyone: counts as ranges, city to communities.
///
/// `README.txt` tells the reader what they are; `docs/trust.md` whom they protect, and from what.
package struct PublishedTables {
  package struct Row {
    package var level: AreaLevel
    package var path: String
    /// Nil for what an area has beyond those inside it.
    package var name: String?
    fileprivate var ranges: [CountRange]
  }

  /// City, districts, subdistricts, communities in the results' order, then what lies in no community.
  package let rows: [Row]
  package let least: Int
  package let wording: Wording
  private let summary: ResultsSummary
  private let days: [String]
  private let expected: [Int]

  package static let leastRange = 3...1000
  package static let usualLeast = 10

  /// Reads `areas.csv` and `coverage.csv` of results. Throws where they are not ours, or do not add up.
  package init(results folder: String, least: Int = usualLeast) throws(SweepError) {
    let summary = try ResultsSummary(in: folder)
    self.init(
      try PublishedCounts(areas: AreaRow.all(in: folder), coverage: CoverageRow.all(in: folder)),
      summary, least)
  }

  init(_ counts: PublishedCounts, _ summary: ResultsSummary, _ least: Int) {
    self.summary = summary
    self.least = least
    wording = Wording(summary.language)
    days = counts.days
    let ranges = RangeRules(least: least).ranges(of: counts.tree)
    rows = zip(counts.areas, ranges).map {
      Row(level: $0.level, path: $0.path, name: $0.name, ranges: $1)
    }
    let step = 10 * least
    expected = [counts.expectedOccupied, counts.expectedUnlistedOccupied].map { millionths in
      (millionths + step * 500_000) / (step * 1_000_000) * step
    }
  }

  /// The files by name. The same results give the same bytes.
  package func files() -> [(name: String, text: String)] {
    var files = [(PublishedFolder.areasName, areasTable())]
    if !days.isEmpty { files.append((PublishedFolder.coverageName, coverageTable())) }
    files.append((PublishedFolder.readmeName, wording.publishedReadme(summary, least)))
    return files
  }

  // MARK: Figures

  /// The counts of an area over all days, in the order of their columns.
  package static let columns: [String] =
    ["units", "observed", "listed_persons", "persons_seen"]
    + UnitStatus.allCases.map { "\($0.name)" }

  /// Their ranges.
  package func ranges(_ row: Row) -> [CountRange] {
    typealias Column = PublishedCounts.Column
    let units = row.ranges[Column.units]
    let observed = units.without(row.ranges[Column.status(.unobserved)])
    let persons = [Column.listedPersons, Column.personsSeen].map { row.ranges[$0] }
    return [units, observed] + persons
      + UnitStatus.allCases.map { row.ranges[Column.status($0)] }
  }

  /// `98.7`: how much of the units was observed, from the middles of both ranges, half up. Where some
  /// units are known not to be, it never reads as all.
  static func percent(_ observed: CountRange, of units: CountRange, isAll: Bool) -> String {
    let (part, whole) = (observed.from + observed.to, units.from + units.to)
    let tenths = min(isAll ? 1000 : 999, (2000 * part + whole) / (2 * whole))
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: Tables

  private func areasTable() -> String {
    let header =
      ["level", "area", "name"] + Self.columns.flatMap(Self.ends)
      + ["observed_percent", "expected_occupied", "expected_unlisted_occupied"]
    let lines = rows.map { row in
      let ranges = ranges(row)
      let isAll = row.ranges[PublishedCounts.Column.status(.unobserved)].from == 0
      let expected = row.level == .city ? self.expected.map { "\($0)" } : ["", ""]
      return [row.level.rawValue, row.path, name(row)] + ranges.flatMap(Self.ends)
        + [Self.percent(ranges[1], of: ranges[0], isAll: isAll)] + expected
    }
    return Self.csv([header] + lines)
  }

  private func coverageTable() -> String {
    let header =
      ["level", "area", "day"]
      + ["not_observed", "contacted", "persons_seen"].flatMap(Self.ends)
    let lines = rows.flatMap { row in
      days.enumerated().map { number, day in
        let ranges = row.ranges[PublishedCounts.Column.days(number).dropFirst()]
        return [row.level.rawValue, row.path, day] + ranges.flatMap(Self.ends)
      }
    }
    return Self.csv([header] + lines)
  }

  private func name(_ row: Row) -> String { row.name ?? wording.say("in no part", "未分到下级") }

  private static func ends(_ column: String) -> [String] { [column + "_from", column + "_to"] }
  private static func ends(_ range: CountRange) -> [String] { ["\(range.from)", "\(range.to)"] }

  /// CSV for spreadsheets: with a byte-order mark, and no name that one would take for a formula or that
  /// would turn what stands beside it.
  private static func csv(_ rows: [[String]]) -> String {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(text: "\u{FEFF}")
    for row in rows {
      for (index, value) in row.enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        buffer.append(csv: Worklist.guarded(Visible.text(value)))
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}
