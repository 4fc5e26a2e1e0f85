import HouseholdSweep

/// The parameters that `truth.json` has, by which a city is decided for the bound: no fit can do better
/// but by luck, where the model has a kind or a row for what is broken in the city.
///
/// All that this module knows of the engine's parameters is here. They are counted over the truth, and
/// moved into what parameters may be; where a city has nothing to count, the model's own stand. A kind
/// that the city does not have is switched off.
func truthParameters(_ census: CityCensus) -> Parameters {
  var parameters = Parameters()
  parameters.occupied = chance(census.occupied)
  if let alike = census.occupiedConcentration {
    parameters.occupiedConcentration = concentration(alike)
  }
  parameters.listed.occupied = row(census.listedOccupied) ?? parameters.listed.occupied
  parameters.listed.vacant = row(census.listedVacant) ?? parameters.listed.vacant
  if let alike = census.listedOccupiedConcentration {
    parameters.listedConcentration.occupied = concentration(alike)
  }
  if let alike = census.listedVacantConcentration {
    parameters.listedConcentration.vacant = concentration(alike)
  }
  parameters.meterEdges = CompoundCensus.usageEdges
  parameters.meter.occupied = row(census.usageAtHome) ?? parameters.meter.occupied
  parameters.meter.seldomHome = row(census.usageSeldomHome) ?? parameters.meter.occupied
  parameters.meter.vacant = row(census.usageVacant) ?? parameters.meter.vacant
  parameters.lit = .init(
    census.lit(.seen).map(chance) ?? parameters.lit.occupied,
    census.lit(.dark).map(chance) ?? parameters.lit.vacant)
  parameters.knock.occupied = row(census.knockAtHome) ?? parameters.knock.occupied
  parameters.knock.seldomHome = row(census.knockSeldomHome) ?? parameters.knock.occupied
  parameters.knock.vacant = row(census.knockVacant) ?? parameters.knock.vacant
  func kind(_ kind: CompoundCensus.Kind, _ given: Parameters.Kind) -> Parameters.Kind {
    .init(
      share: min(census.share(of: kind), 0.5), lit: census.lit(kind).map(chance) ?? given.lit)
  }
  parameters.hiddenWindows = kind(.hidden, parameters.hiddenWindows)
  parameters.seldomHome = kind(.seldomHome, parameters.seldomHome)
  parameters.leftOn = kind(.leftOn, parameters.leftOn)
  return parameters
}

/// The least probability that parameters may have.
private let least = 1e-6

private func chance(_ share: Double) -> Double { min(max(share, least), 1 - least) }

private func concentration(_ value: Double) -> Double { min(max(value, 0.1), 1e6) }

/// A distribution no answer of which is impossible.
private func row(_ shares: [Double]?) -> [Double]? {
  guard let shares else { return nil }
  let lifted = shares.map { max($0, least) }
  let sum = lifted.reduce(0, +)
  // What division leaves is given to the greatest, so that the sum is 1.
  var row = lifted.map { max($0 / sum, least) }
  let greatest = row.indices.max { row[$0] < row[$1] }!
  row[greatest] += 1 - row.reduce(0, +)
  return row
}
