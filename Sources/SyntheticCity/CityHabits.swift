/// What a plain city is drawn from: how people live, and how sources answer.
///
/// Sources: the mean vacancy of 12 to 14 % is Wuhan's in 2020; the others are round figures that the
/// engine began with, so that a fit may find them again.
struct CityHabits: Sendable {
  /// A number for occupied and one for vacant dwellings.
  struct Pair: Sendable {
    var occupied: Double
    var vacant: Double
  }

  /// The distribution of several answers given occupied and given vacant; each sums to 1.
  struct Rows: Sendable {
    var occupied: [Double]
    var vacant: [Double]
  }

  /// Listed people all away, as a share of occupied units.
  static let allAwayShare = 0.07
  /// The mean over compounds; each has a share of its own (`CompoundPlan.vacancy`).
  static let meanOccupied = 0.8675

  /// Units with somebody present on the list.
  let listed: Pair
  /// Light in one night.
  let lit = Pair(occupied: 0.80, vacant: 0.02)
  /// Idle, standby, active.
  let meter = Rows(occupied: [0.02, 0.13, 0.85], vacant: [0.70, 0.25, 0.05])
  /// Answered, refused, no answer, reported vacant.
  let knock = Rows(
    occupied: [0.60, 0.05, 0.34, 0.01], vacant: [0.005, 0.001, 0.694, 0.30])

  init(_ options: CityOptions) {
    let listed = 1 - options.unlistedShare - Self.allAwayShare
    self.listed = Pair(occupied: (listed * 1e6).rounded() / 1e6, vacant: 0.10)
  }
}
