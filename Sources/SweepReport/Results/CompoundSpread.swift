import HouseholdSweep

/// How much compounds differ in what the model settled on for each.
package struct CompoundSpread: Sendable {
  /// A number that each compound has of its own, in ten-thousandths.
  package struct Measure: Sendable {
    /// Rising; of equal ones the first in natural order.
    package let compounds: [(area: AreaRow, value: Int)]

    /// Takes the compounds for which a number is known.
    init(_ areas: [AreaRow], _ value: (AreaRow) -> Int?) {
      compounds = areas.enumerated().compactMap { place, area in
        value(area).map { (place, area, $0) }
      }.sorted { ($0.2, $0.0) < ($1.2, $1.0) }.map { ($0.1, $0.2) }
    }

    /// Below and above it lie a tenth of the compounds each; nil where there are fewer than ten.
    package var middle: ClosedRange<Int>? {
      let tenth = compounds.count / 10
      guard tenth > 0 else { return nil }
      return compounds[tenth].value...compounds[compounds.count - 1 - tenth].value
    }

    /// The first ones from either end, never one from both; none where compounds hardly differ.
    package func lowest(_ count: Int) -> [(area: AreaRow, value: Int)] {
      isSpread ? Array(compounds.prefix(min(count, compounds.count / 2))) : []
    }

    package func highest(_ count: Int) -> [(area: AreaRow, value: Int)] {
      isSpread ? compounds.suffix(min(count, compounds.count / 2)).reversed() : []
    }

    /// Compounds that lie closer together than three in a hundred do not stand out.
    private var isSpread: Bool {
      guard let first = compounds.first, let last = compounds.last else { return false }
      return last.value - first.value >= 300
    }
  }

  /// Units of which a compound's own numbers say something.
  package static let leastUnits = 20

  package let occupancy: Measure
  package let completeness: Measure
  package let staleness: Measure

  package init(_ results: SweepResults) {
    let areas = results.areas(.compound).filter { $0.tally.observed >= Self.leastUnits }
    occupancy = Measure(areas) { $0.occupancyRate }
    completeness = Measure(areas) { $0.listCompleteness }
    staleness = Measure(areas) { $0.listStaleness }
  }
}
