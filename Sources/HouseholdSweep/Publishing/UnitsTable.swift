import DelimitedText

/// `units.csv`: one row a unit.
enum UnitsTable {
  static let name = "units.csv"
  static let header: StaticString =
    "compound,unit,registered,floor,grid,status,conflict,p_occupied,listed,away,persons_seen,meter_kwh_per_day,meter,nights_seen,nights_lit,answered,refused,no_answer,vacant,action\n"

  /// Appends what follows the grid: `,status,…`. `p` is in ten-thousandths.
  @inline(__always)
  static func appendRest(
    to buffer: inout OutputBuffer, _ decision: Decision, p: Int, _ unit: UnitEvidence
  ) {
    buffer.append(UInt8(ascii: ","))
    buffer.append(decision.status.name)
    buffer.append(decision.hasConflict ? ",1," : ",0,")
    buffer.append(scaled: p, places: 4)
    buffer.append(commaAnd: Int(unit.listed))
    buffer.append(commaAnd: Int(unit.away))
    buffer.append(commaAnd: Int(unit.personsSeen))
    buffer.append(UInt8(ascii: ","))
    if unit.meterClass != .none {
      buffer.append(scaled: Int(unit.milliKwhPerDay), places: 3)
    }
    switch unit.meterClass {
    case .none: buffer.append(",")
    case .idle: buffer.append(",idle")
    case .standby: buffer.append(",standby")
    case .active: buffer.append(",active")
    }
    buffer.append(commaAnd: Int(unit.nightsSeen))
    buffer.append(commaAnd: Int(unit.nightsLit))
    buffer.append(commaAnd: Int(unit.answered))
    buffer.append(commaAnd: Int(unit.refused))
    buffer.append(commaAnd: Int(unit.noAnswer))
    buffer.append(commaAnd: Int(unit.vacant))
    buffer.append(UInt8(ascii: ","))
    buffer.append(decision.action.name)
    buffer.append(UInt8(ascii: "\n"))
  }

}
