/// What the engine says of a unit.
public enum UnitStatus: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  /// Occupied, and on the list.
  case confirmed
  /// Occupied, and nobody on the list: the people to be found.
  case unlistedOccupied
  /// Occupied, and more persons met than the list has.
  case undercounted
  /// On the list, and seemingly empty.
  case listedAbsent
  /// Seemingly empty, and nobody on the list.
  case vacant
  /// Looked at, and neither likely occupied nor likely vacant.
  case uncertain
  /// Never looked at.
  case unobserved
  /// Occupied, in a compound that sent no list.
  case listMissing

  /// The name in files.
  public var name: StaticString {
    switch self {
    case .confirmed: "confirmed"
    case .unlistedOccupied: "unlisted_occupied"
    case .undercounted: "undercounted"
    case .listedAbsent: "listed_absent"
    case .vacant: "vacant"
    case .uncertain: "uncertain"
    case .unobserved: "unobserved"
    case .listMissing: "list_missing"
    }
  }

  /// Whether the unit goes on the list of flags.
  public var isFlag: Bool { self == .unlistedOccupied || self == .undercounted }

  /// The status that has this name in files.
  public init?(name: String) {
    guard let status = Self.allCases.first(where: { "\($0.name)" == name }) else { return nil }
    self = status
  }
}

/// The next thing to do about a unit.
public enum UnitAction: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  /// Nothing.
  case none
  /// See whether the register lacks the unit, or the address is a slip.
  case checkAddress
  /// Look again, since evidence stands against evidence.
  case recheck
  /// Put the people who opened on the list.
  case addToList
  /// Knock at the door.
  case knock
  /// Count the persons again.
  case recount
  /// Correct what the list says of those on it.
  case updateState
  /// Find out whether those on the list are away.
  case verifyAbsence
  /// Ask the compound for its list.
  case getList

  /// The name in files.
  public var name: StaticString {
    switch self {
    case .none: "none"
    case .checkAddress: "check_address"
    case .recheck: "recheck"
    case .addToList: "add_to_list"
    case .knock: "knock"
    case .recount: "recount"
    case .updateState: "update_state"
    case .verifyAbsence: "verify_absence"
    case .getList: "get_list"
    }
  }
}

/// What is decided about one unit, from its evidence and its probability.
package struct Decision: Sendable, Equatable, BitwiseCopyable {
  package var status: UnitStatus
  package var hasConflict: Bool
  package var action: UnitAction

  /// What is known of a unit besides its evidence.
  package struct Situation: Sendable {
    package var isRegistered: Bool
    package var compoundHasRegister: Bool
    package var compoundHasList: Bool
    /// It lies in a counted place whose count was used.
    package var isInUsedPlace: Bool

    package init(
      isRegistered: Bool, compoundHasRegister: Bool, compoundHasList: Bool, isInUsedPlace: Bool
    ) {
      self.isRegistered = isRegistered
      self.compoundHasRegister = compoundHasRegister
      self.compoundHasList = compoundHasList
      self.isInUsedPlace = isInUsedPlace
    }

    /// Of a unit of which nothing is known.
    static let unknown = Situation(
      isRegistered: false, compoundHasRegister: false, compoundHasList: false,
      isInUsedPlace: false)
  }

  /// Decides about a unit with probability `p` of being occupied. docs/reconciliation.md tells the
  /// rules in order.
  @inline(__always)
  package init(
    _ unit: UnitEvidence, p: Double, _ situation: Situation, _ thresholds: Thresholds
  ) {
    status = Self.status(unit, p, situation, thresholds)
    hasConflict = Self.conflict(unit, p, thresholds)
    action = Self.action(unit, status, hasConflict, situation)
  }

  private static func status(
    _ unit: UnitEvidence, _ p: Double, _ situation: Situation, _ thresholds: Thresholds
  ) -> UnitStatus {
    let isObserved = unit.meterClass != .none || unit.seenNights != 0 || unit.attempts > 0
    if !isObserved && !situation.isInUsedPlace { return .unobserved }
    let known = Int(unit.listed) + Int(unit.away)
    if p >= thresholds.occupied {
      if !situation.compoundHasList { return .listMissing }
      if known == 0 { return .unlistedOccupied }
      return Int(unit.personsSeen) > known ? .undercounted : .confirmed
    }
    if p <= thresholds.vacant {
      if unit.answered > 0 { return .uncertain }
      return unit.listed > 0 ? .listedAbsent : .vacant
    }
    return .uncertain
  }

  /// Evidence that stands hard against other evidence.
  private static func conflict(_ unit: UnitEvidence, _ p: Double, _ thresholds: Thresholds) -> Bool
  {
    if unit.vacant > 0 {
      let isAlive =
        unit.answered > 0 || unit.refused > 0 || unit.litNights != 0 || unit.meterClass == .active
      if isAlive { return true }
    }
    return unit.answered > 0 && (unit.meterClass == .idle || p <= thresholds.vacant)
  }

  private static func action(
    _ unit: UnitEvidence, _ status: UnitStatus, _ hasConflict: Bool, _ situation: Situation
  ) -> UnitAction {
    if status.isFlag && !situation.isRegistered && situation.compoundHasRegister {
      return .checkAddress
    }
    if hasConflict { return .recheck }
    switch status {
    case .unlistedOccupied: return unit.answered > 0 ? .addToList : .knock
    case .undercounted: return .recount
    case .confirmed:
      return unit.personsSeen > unit.listed || unit.listed == 0 ? .updateState : .none
    case .listedAbsent: return .verifyAbsence
    case .listMissing: return .getList
    case .uncertain, .unobserved: return .knock
    case .vacant: return .none
    }
  }
}
