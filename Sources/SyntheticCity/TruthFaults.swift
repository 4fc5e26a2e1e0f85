import DelimitedText
import HouseholdSweep

/// What is wrong with the walks and the workers of a city, in `truth-faults.csv`: places, days and
/// workers as the engine names them.
///
/// `walks` and `workers` say how many there were in a compound that may be accused, so that one in a
/// thousand of them can be told; every other row is one fault, or what looks like one.
extension CompoundDraft {
  /// Dwellings of a walk, and doors of a worker in a compound, below which the engine accuses nobody.
  private static let fewestDwellings = 6
  private static let fewestDoors = 10

  mutating func writeFaults(_ rows: inout TableRows) {
    let walks = lightWalks.all
    append(&rows, "walks", units: walks.count { $0.units >= Self.fewestDwellings })
    append(&rows, "workers", units: doors.count { $0 >= Self.fewestDoors })
    for walk in walks where walk.isWritten || walk.isCut {
      let place = walk.entrance.map { "\(walk.building)-\($0)" } ?? "\(walk.building)"
      // Where nobody went, nobody saw that the power was out.
      append(
        &rows, walk.isWritten ? "written_zeros" : "power_cut", place: plan.isVillage ? "" : place,
        day: walk.night, units: walk.units)
    }
    for (number, doors) in doors.enumerated() where doors > 0 {
      let grid = plan.firstGrid + number
      if isLazy(grid) { append(&rows, "lazy_warden", grid: grid, units: doors) }
      if isKnowing(grid) { append(&rows, "knowing_warden", grid: grid, units: doors) }
    }
    for (dwelling, day) in meterSlips {
      append(&rows, "meter_slip", place: dwellings[dwelling].key.text, day: day, units: 1)
    }
  }

  private func append(
    _ rows: inout TableRows, _ kind: String, place: String = "", day: Int? = nil,
    grid: Int? = nil, units: Int
  ) {
    rows.bytes.append(text: kind + ",")
    rows.bytes.append(prefix)
    rows.bytes.append(text: place + ",")
    if let day { rows.bytes.append(Array(city.clock.days[day].dropLast())) }
    if let grid { rows.appendWorker(grid) } else { rows.bytes.append(UInt8(ascii: ",")) }
    rows.bytes.append(UInt8(ascii: ","))
    rows.bytes.append(number: units)
    rows.endPlainRow()
  }
}
