import HouseholdSweep

/// A folder of results, read for people: the summary and the areas at once, units when asked.
///
/// Costs little whatever the size of the city: `units.csv` is only searched.
package struct SweepResults: Sendable {
  package let folder: String
  package let summary: ResultsSummary
  /// City, districts, subdistricts, communities, compounds, each in natural order.
  package let areas: [AreaRow]
  package let coverage: [CoverageRow]
  /// The first rejected rows.
  package let rejects: [RejectRow]

  /// As many rejected rows as a page shows.
  package static let shownRejects = 20

  /// Throws where the folder holds no results of ours.
  package init(in folder: String) throws(SweepError) {
    self.folder = folder
    summary = try ResultsSummary(in: folder)
    areas = try AreaRow.all(in: folder)
    coverage = try CoverageRow.all(in: folder)
    rejects = try RejectRow.first(Self.shownRejects, in: folder)
  }

  package func areas(_ level: AreaLevel) -> [AreaRow] { areas.filter { $0.level == level } }

  package var city: AreaRow {
    areas.first { $0.level == .city }
      ?? AreaRow(level: .city, path: "city", name: summary.name, tally: AreaTally())
  }

  /// The city, day by day.
  package var days: [CoverageRow] { coverage.filter { $0.level == .city } }

  /// The highest level that has more than one area: what to show first.
  package var topLevel: AreaLevel {
    [.district, .subdistrict, .community].first { areas($0).count > 1 } ?? .compound
  }

  /// The area of a path above the compounds, `city` for the city.
  package func area(at path: String) -> AreaRow? {
    areas.first { $0.level != .compound && $0.path == path }
  }

  /// Whether a text is a compound's id as it stands.
  package func isCompound(_ id: String) -> Bool {
    areas.contains { $0.level == .compound && $0.path == id }
  }

  /// The compound of an id or of a name that only one has, in any spelling of case and width.
  package func compound(_ text: String) throws(SweepError) -> AreaRow {
    let compounds = areas(.compound)
    let wanted = Compound.fold(text)
    if let row = compounds.first(where: { $0.path == text || $0.path == wanted }) { return row }
    let named = compounds.filter { $0.name == text || Compound.fold($0.name) == wanted }
    if named.count == 1 { return named[0] }
    throw .noCompound(Visible.text(text), several: named.map(\.path))
  }

  package func units(of compound: AreaRow) throws(SweepError) -> [UnitRow] {
    try UnitsFile(in: folder).units(of: compound.path, count: compound.tally.units)
  }

  /// The compounds with the most flags; of equal ones the first in natural order.
  package func mostFlagged(_ count: Int) -> [AreaRow] {
    let ranked = areas.indices.filter { areas[$0].level == .compound && areas[$0].flags > 0 }
      .map { (flags: areas[$0].flags, place: $0) }
      .sorted { ($1.flags, $0.place) < ($0.flags, $1.place) }
    return ranked.prefix(count).map { areas[$0.place] }
  }
}

/// Text from a file made safe to look at.
package enum Visible {
  /// The text with every character replaced that would not be seen or would rule what is: control
  /// characters (a terminal obeys them), marks that turn the direction of writing, and what is no
  /// character.
  package static func text(_ text: String) -> String {
    guard !text.utf8.allSatisfy(isPrintableASCII), text.unicodeScalars.contains(where: isHidden)
    else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isHidden(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  private static func isPrintableASCII(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<32, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
      0xFDD0...0xFDEF:
      true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
