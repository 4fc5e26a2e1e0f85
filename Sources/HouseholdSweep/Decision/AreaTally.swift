/// The sums of an area over its units. Probabilities are added as whole millionths, so that the
/// order of adding changes nothing.
package struct AreaTally: Sendable, Equatable {
  package var units = 0
  package var contacted = 0
  package var listedPersons = 0
  package var personsSeen = 0
  /// By the raw value of the status. (A vector because an array of eight lives on the heap.)
  package var byStatus = SIMD8<Int>()
  package var conflicts = 0
  package var unregisteredFlags = 0
  /// Σ p in millionths.
  package var expectedOccupied = 0
  /// Σ p in millionths over units with nobody on the list, in compounds that have one.
  package var expectedUnlistedOccupied = 0

  package init() {}

  package var observed: Int { units - byStatus[Int(UnitStatus.unobserved.rawValue)] }

  package func count(_ status: UnitStatus) -> Int { byStatus[Int(status.rawValue)] }

  package mutating func add(
    _ unit: UnitEvidence, _ decision: Decision, millionths: Int, _ situation: Decision.Situation
  ) {
    units += 1
    contacted += unit.answered > 0 ? 1 : 0
    listedPersons += Int(unit.listed)
    personsSeen += Int(unit.personsSeen)
    byStatus[Int(decision.status.rawValue)] += 1
    conflicts += decision.hasConflict ? 1 : 0
    if decision.status.isFlag && !situation.isRegistered { unregisteredFlags += 1 }
    expectedOccupied += millionths
    if situation.compoundHasList && unit.listed == 0 && unit.away == 0 {
      expectedUnlistedOccupied += millionths
    }
  }

  package static func += (sum: inout AreaTally, other: AreaTally) {
    sum.units += other.units
    sum.contacted += other.contacted
    sum.listedPersons += other.listedPersons
    sum.personsSeen += other.personsSeen
    sum.byStatus &+= other.byStatus
    sum.conflicts += other.conflicts
    sum.unregisteredFlags += other.unregisteredFlags
    sum.expectedOccupied += other.expectedOccupied
    sum.expectedUnlistedOccupied += other.expectedUnlistedOccupied
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
