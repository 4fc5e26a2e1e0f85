/// The sums of the city, a district, a subdistrict, a community or a compound over its units: a row of
/// `areas.csv`.
public struct DecidedArea: Sendable, Equatable {
  /// What was done on one day: a row of `coverage.csv`.
  public struct Day: Sendable, Equatable {
    public let day: SweepDate
    /// Units observed in any way, and those whose door was knocked at.
    public let unitsObserved: Int
    public let unitsContacted: Int
    /// Persons met.
    public let personsSeen: Int
  }

  /// `city`, `district`, `subdistrict`, `community` or `compound`.
  public let level: String
  /// The names from the district down, with `/` between them; the id of a compound; `city`.
  public let path: String
  public let name: String
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

  public var units: Int { tally.units }
  public func units(_ status: UnitStatus) -> Int { tally.count(status) }
  /// Units observed in any way, and those whose door was knocked at.
  public var observed: Int { tally.observed }
  public var contacted: Int { tally.contacted }
  public var conflicts: Int { tally.conflicts }
  /// Flagged units that the register has not.
  public var unregisteredFlags: Int { tally.unregisteredFlags }
  /// Persons on the list who are present, and persons met.
  public var listedPersons: Int { tally.listedPersons }
  public var personsSeen: Int { tally.personsSeen }
  /// Σ p over the units.
  public var expectedOccupied: Double { Double(tally.expectedOccupied) / 1e6 }
  /// Σ p over the units with nobody on the list, in compounds that have one.
  public var expectedUnlistedOccupied: Double { Double(tally.expectedUnlistedOccupied) / 1e6 }
}
