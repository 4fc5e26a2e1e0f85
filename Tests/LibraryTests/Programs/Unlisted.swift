import HouseholdSweep

/// Occupied dwellings with nobody on the list, a line each, compound by compound.
func unlisted(in folder: String) throws(SweepError) -> [String] {
  var lines: [String] = []
  let decisions = try Sweep(reading: folder).decide()
  for compound in decisions.compounds {
    for unit in compound.units where unit.status == .unlistedOccupied {
      let percent = Int(unit.probability * 100)
      lines.append(
        "\(compound.id) \(unit.address) \(percent) %: " + unit.reasons.joined(separator: ", "))
    }
  }
  return lines
}
