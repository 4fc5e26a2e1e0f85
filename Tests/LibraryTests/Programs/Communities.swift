import HouseholdSweep

/// The communities by how many occupied dwellings their lists are likely to miss, most first.
func communities(in folder: String) throws(SweepError) -> [(name: String, missing: Double)] {
  let areas = try Sweep(reading: folder).decide().areas
  return
    areas
    .filter { $0.level == "community" }
    .map { ($0.name, $0.expectedUnlistedOccupied) }
    .sorted { $0.1 > $1.1 }
}
