import DelimitedText

/// `units.csv`: one row a unit.
enum UnitsTable {
  static let name = "units.csv"
  static let header: StaticString =
    "compound,unit,registered,floor,grid,status,conflict,p_occupied,listed,away,persons_seen,meter_kwh_per_day,meter,nights_seen,nights_lit,answered,refused,no_answer,vacant,action\n"

  /// Appends what follows the grid, up to the usage: `,status,…,persons_seen,`. `p` is in
  /// ten-thousandths.
  static func appendVerdict(
    to buffer: inout OutputBuffer, _ decision: Decision, p: Int, _ unit: UnitEvidence
  ) {
    buffer.append(UInt8(ascii: ","))
    buffer.append(decision.status.name)
    buffer.append(decision.hasConflict ? ",1," : ",0,")
    buffer.append(scaled: p, places: 4)
    buffer.append(commaAnd: unit.listed)
    buffer.append(commaAnd: unit.away)
    buffer.append(commaAnd: unit.personsSeen)
    buffer.append(UInt8(ascii: ","))
  }

  /// Appends the usage, where there is one.
  @inline(__always)
  static func appendUsage(to buffer: inout OutputBuffer, _ unit: UnitEvidence) {
    if unit.meterClass != .none { buffer.append(scaled: Int(unit.milliKwhPerDay), places: 3) }
  }

  /// Appends what follows the usage, and ends the row.
  static func appendRest(
    to buffer: inout OutputBuffer, _ decision: Decision, _ unit: UnitEvidence
  ) {
    switch unit.meterClass {
    case .none: buffer.append(",")
    case .idle: buffer.append(",idle")
    case .standby: buffer.append(",standby")
    case .active: buffer.append(",active")
    }
    buffer.append(commaAnd: unit.nightsSeen)
    buffer.append(commaAnd: unit.nightsLit)
    buffer.append(commaAnd: unit.answered)
    buffer.append(commaAnd: unit.refused)
    buffer.append(commaAnd: unit.noAnswer)
    buffer.append(commaAnd: unit.vacant)
    buffer.append(UInt8(ascii: ","))
    buffer.append(decision.action.name)
    buffer.append(UInt8(ascii: "\n"))
  }
}
