/// One dwelling unit, decided: a row of `units.csv`, and why.
public struct DecidedUnit: Sendable, Equatable {
  /// What the sources say of the unit, as far as it counts: what cannot have been gathered is left out.
  public struct Evidence: Sendable, Equatable {
    /// Persons on the resident list who are present, and those who are away.
    public let listed: Int
    /// Persons on the resident list who are away.
    public let away: Int
    /// The most persons that one knock met; at least 1 where a door was answered.
    public let personsSeen: Int
    /// Usage in kWh a day; nil without two readings that can be compared.
    public let kwhPerDay: Double?
    /// Nights on which the windows of the unit were looked at, and those with a light.
    public let nightsSeen: Int
    /// Nights on which a light was seen in them.
    public let nightsLit: Int
    /// Attempts at the door, by their outcome.
    public let answered: Int
    /// Attempts at which somebody spoke, and did not open.
    public let refused: Int
    /// Attempts that nobody answered.
    public let noAnswer: Int
    /// Attempts after which the unit was reported vacant.
    public let vacant: Int
  }

  /// The id of the compound.
  public let compound: String
  /// The address in the form of the results: `3-1-502`.
  public let address: String
  /// Whether the register has the unit; in a compound without one, none is registered.
  public let isRegistered: Bool
  /// Empty where the register has none.
  public let floor: String
  /// The grid of the register, and so the team; empty where it has none.
  public let grid: String
  /// What the engine says of the unit.
  public let status: UnitStatus
  /// Whether evidence stands hard against other evidence.
  public let hasConflict: Bool
  /// The next thing to do.
  public let action: UnitAction
  /// The probability of being occupied, given all evidence; `units.csv` has it with four decimals.
  public let probability: Double
  /// What the sources say of it.
  public let evidence: Evidence
  /// Short facts for a person at the door, in the sweep's language: `lit on 2 of 3 nights`.
  public let reasons: [String]

  init(
    compound: String, address: String, isRegistered: Bool,
    _ attributes: (floor: String, grid: String), _ decision: Decision, _ p: Double,
    _ evidence: UnitEvidence, _ reasons: [String]
  ) {
    self.compound = compound
    self.address = address
    self.isRegistered = isRegistered
    floor = attributes.floor
    grid = attributes.grid
    status = decision.status
    hasConflict = decision.hasConflict
    action = decision.action
    probability = p
    self.evidence = Evidence(evidence)
    self.reasons = reasons
  }
}

extension DecidedUnit.Evidence {
  init(_ unit: UnitEvidence) {
    listed = Int(unit.listed)
    away = Int(unit.away)
    personsSeen = Int(unit.personsSeen)
    kwhPerDay = unit.meterClass == .none ? nil : Double(unit.milliKwhPerDay) / 1000
    nightsSeen = unit.nightsSeen
    nightsLit = unit.nightsLit
    answered = Int(unit.answered)
    refused = Int(unit.refused)
    noAnswer = Int(unit.noAnswer)
    vacant = Int(unit.vacant)
  }
}
