import DelimitedText

/// `units.csv`: one row a unit.
enum UnitsTable {
  static let name = "units.csv"
  static let header: StaticString =
    "compound,unit,registered,floor,grid,status,conflict,p_occupied,listed,away,persons_seen,meter_kwh_per_day,meter,nights_seen,nights_lit,answered,refused,no_answer,vacant,action\n"

  /// Appends what follows the compound and the unit: `,registered,floor,grid,status,…`.
  /// `attributes` is `floor,grid` as CSV; `p` in ten-thousandths.
  @inline(__always)
  static func appendRest(
    to buffer: inout OutputBuffer, isRegistered: Bool, attributes: Field, _ decision: Decision,
    p: Int, _ unit: UnitEvidence
  ) {
    buffer.append(isRegistered ? ",1," : ",0,")
    buffer.append(attributes)
    buffer.append(UInt8(ascii: ","))
    buffer.append(decision.status.name)
    buffer.append(decision.hasConflict ? ",1," : ",0,")
    buffer.append(scaled: p, places: 4)
    appendCount(&buffer, unit.listed)
    appendCount(&buffer, unit.away)
    appendCount(&buffer, unit.personsSeen)
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
    appendCount(&buffer, unit.nightsSeen)
    appendCount(&buffer, unit.nightsLit)
    appendCount(&buffer, unit.answered)
    appendCount(&buffer, unit.refused)
    appendCount(&buffer, unit.noAnswer)
    appendCount(&buffer, unit.vacant)
    buffer.append(UInt8(ascii: ","))
    buffer.append(decision.action.name)
    buffer.append(UInt8(ascii: "\n"))
  }

  @inline(__always)
  private static func appendCount(_ buffer: inout OutputBuffer, _ count: some FixedWidthInteger) {
    buffer.append(UInt8(ascii: ","))
    buffer.append(number: count)
  }
}
