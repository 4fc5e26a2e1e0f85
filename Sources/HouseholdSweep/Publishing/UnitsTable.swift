import DelimitedText

/// `units.csv`: one row a unit.
enum UnitsTable {
  static let name = "units.csv"
  static let header: StaticString =
    "compound,unit,registered,floor,grid,status,conflict,p_occupied,listed,away,persons_seen,meter_kwh_per_day,meter,nights_seen,nights_lit,answered,refused,no_answer,vacant,action\n"

  /// Appends what follows the grid, up to the probability: `,status,1,`.
  static func append(_ status: UnitStatus, hasConflict: Bool, to buffer: inout OutputBuffer) {
    buffer.append(UInt8(ascii: ","))
    buffer.append(status.name)
    buffer.append(hasConflict ? ",1," : ",0,")
  }

  /// Appends what follows the probability, up to the usage.
  static func appendPersons(_ unit: UnitEvidence, to buffer: inout OutputBuffer) {
    buffer.append(commaAnd: unit.listed)
    buffer.append(commaAnd: unit.away)
    buffer.append(commaAnd: unit.personsSeen)
    buffer.append(UInt8(ascii: ","))
  }

  /// Appends what follows the usage, up to the action.
  static func appendRest(_ unit: UnitEvidence, to buffer: inout OutputBuffer) {
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
  }

  /// Appends the action, and ends the row.
  static func append(_ action: UnitAction, to buffer: inout OutputBuffer) {
    buffer.append(action.name)
    buffer.append(UInt8(ascii: "\n"))
  }
}
