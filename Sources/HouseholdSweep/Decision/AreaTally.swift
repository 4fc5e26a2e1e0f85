/// The sums of an area over its units. Probabilities are added as whole millionths, so that the
/// order of adding changes nothing.
package struct AreaTally: Sendable, Equatable {
  package var units = 0
  package var contacted = 0
  package var listedPersons = 0
  package var personsSeen = 0
  package var byStatus = StatusCounts()
  package var conflicts = 0
  package var unregisteredFlags = 0
  /// Σ p in millionths.
  package var expectedOccupied = 0
  /// Σ p in millionths over units with nobody on the list, in compounds that have one.
  package var expectedUnlistedOccupied = 0

  package init() {}

  package var observed: Int { units - byStatus[.unobserved] }

  package func count(_ status: UnitStatus) -> Int { byStatus[status] }

  package static func += (sum: inout AreaTally, other: AreaTally) {
    sum.units += other.units
    sum.contacted += other.contacted
    sum.listedPersons += other.listedPersons
    sum.personsSeen += other.personsSeen
    for status in UnitStatus.allCases { sum.byStatus[status] += other.byStatus[status] }
    sum.conflicts += other.conflicts
    sum.unregisteredFlags += other.unregisteredFlags
    sum.expectedOccupied += other.expectedOccupied
    sum.expectedUnlistedOccupied += other.expectedUnlistedOccupied
  }
}

/// Units by status. (In line, because an array of eight lives on the heap.)
package struct StatusCounts: Sendable, Equatable {
  private var counts = InlineArray<8, Int>(repeating: 0)

  package init() {}

  @inline(__always)
  package subscript(status: UnitStatus) -> Int {
    get { counts[Int(status.rawValue)] }
    set { counts[Int(status.rawValue)] = newValue }
  }

  package static func == (a: StatusCounts, b: StatusCounts) -> Bool {
    UnitStatus.allCases.allSatisfy { a[$0] == b[$0] }
  }
}

/// What was done in an area on one day.
package struct CoverageTally: Sendable, Equatable {
  package var units = 0
  package var observed = 0
  package var contacted = 0
  package var persons = 0

  package init() {}

  package static func += (sum: inout CoverageTally, other: CoverageTally) {
    sum.units += other.units
    sum.observed += other.observed
    sum.contacted += other.contacted
    sum.persons += other.persons
  }
}
