/// The sums of the city, a district, a subdistrict, a community or a compound over its units: a row of
/// `areas.csv`.
public struct DecidedArea: Sendable, Equatable {
  /// What was done on one day: a row of `coverage.csv`.
  public struct Day: Sendable, Equatable {
    /// The date of the day on which it began.
    public let day: SweepDate
    /// Units observed in any way, and those whose door was knocked at.
    public let unitsObserved: Int
    /// Units whose door was knocked at.
    public let unitsContacted: Int
    /// Persons met.
    public let personsSeen: Int
  }

  /// `city`, `district`, `subdistrict`, `community` or `compound`.
  public let level: String
  /// The names from the district down, with `/` between them; the id of a compound; `city`.
  public let path: String
  /// The last of the names; empty where `compounds.csv` does not tell.
  public let name: String
  /// One a day of the sweep.
  public let days: [Day]
  private let tally: AreaTally

  init(
    level: String, path: String, name: String, _ tally: AreaTally, _ days: [CoverageTally],
    from firstDay: SweepDate
  ) {
    self.level = level
    self.path = path
    self.name = name
    self.tally = tally
    self.days = days.enumerated().map { day, tally in
      Day(
        day: firstDay.advanced(by: day), unitsObserved: tally.observed,
        unitsContacted: tally.contacted, personsSeen: tally.persons)
    }
  }

  /// Dwelling units.
  public var units: Int { tally.units }
  /// Units of one status.
  public func units(_ status: UnitStatus) -> Int { tally.count(status) }
  /// Units observed in any way, and those whose door was knocked at.
  public var observed: Int { tally.observed }
  /// Units whose door was knocked at.
  public var contacted: Int { tally.contacted }
  /// Units where evidence stands hard against other evidence.
  public var conflicts: Int { tally.conflicts }
  /// Flagged units that the register has not.
  public var unregisteredFlags: Int { tally.unregisteredFlags }
  /// Persons on the list who are present, and persons met.
  public var listedPersons: Int { tally.listedPersons }
  /// Persons met, the most of one knock a unit.
  public var personsSeen: Int { tally.personsSeen }
  /// Σ p over the units.
  public var expectedOccupied: Double { Double(tally.expectedOccupied) / 1e6 }
  /// Σ p over the units with nobody on the list, in compounds that have one.
  public var expectedUnlistedOccupied: Double { Double(tally.expectedUnlistedOccupied) / 1e6 }
}
