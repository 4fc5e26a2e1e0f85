import HouseholdSweep

/// A way in which a city does not keep to the model's assumptions, to learn how the model fails.
package enum BrokenAssumption: String, Sendable, CaseIterable {
  /// One dwelling in seven shows no window to the street: it is never seen lit.
  case hiddenWindows = "hidden-windows"
  /// The more people, the more light; and less of it from nine in the evening on.
  case lightByHousehold = "light-by-household"
  /// One vacant dwelling in ten is lit nearly every night, on purpose.
  case litEmpty = "lit-empty"
  /// Of the households, a fifth is away for one day and its night.
  case awayOneDay = "away-one-day"
  /// Fridges and routers stay on: every meter turns two and a half times as fast.
  case meterThreshold = "meter-threshold"
  /// One warden in ten reports every door as vacant.
  case lazyWarden = "lazy-warden"
  /// Light and answers at the door differ from district to district.
  case districts
}

/// What is peculiar about one dwelling where an assumption is broken.
struct Peculiarity: Sendable {
  /// Whether the assumption fails for it.
  var isOdd = false
  /// A day of the sweep, for a household that is away on one.
  var day = 0
}

extension CompoundDraft {
  /// Draws which dwellings are peculiar, from a stream of its own: all else stays as it was.
  mutating func drawPeculiarities() {
    guard let broken = city.options.broken else { return }
    var random = stream(.peculiarities)
    for index in dwellings.indices {
      let share: Double =
        switch broken {
        case .hiddenWindows: 1.0 / 7
        case .litEmpty: dwellings[index].isOccupied ? 0 : 0.1
        case .awayOneDay: dwellings[index].isOccupied ? 0.2 : 0
        case .lightByHousehold, .meterThreshold, .lazyWarden, .districts: 1
        }
      dwellings[index].peculiarity = Peculiarity(
        isOdd: random.chance(share), day: random.below(city.options.days))
    }
  }

  /// The chance that a dwelling is lit when somebody looks at `minute` of a day.
  func chanceOfLight(_ dwelling: Dwelling, night: Int, minute: Int) -> Double {
    let lit = city.parameters.lit
    let usual = dwelling.isOccupied ? lit.occupied : lit.vacant
    guard dwelling.peculiarity.isOdd else { return usual }
    switch city.options.broken {
    case .hiddenWindows: return 0
    case .lightByHousehold where dwelling.isOccupied:
      let hour = minute < 21 * 60 ? 1 : minute < 22 * 60 ? 0.75 : 0.5
      return min(0.45 + 0.15 * Double(dwelling.persons), 0.95) * hour
    case .litEmpty: return 0.9
    case .awayOneDay where dwelling.peculiarity.day == night: return lit.vacant
    case .districts where dwelling.isOccupied: return [0.55, 0.8, 0.95][plan.district % 3]
    default: return usual
    }
  }

  /// The chances of what is found at a door on a day.
  func chancesOfOutcome(_ dwelling: Dwelling, day: Int) -> [Double] {
    let knock = city.parameters.knock
    let usual = dwelling.isOccupied ? knock.occupied : knock.vacant
    guard dwelling.peculiarity.isOdd else { return usual }
    switch city.options.broken {
    case .awayOneDay where dwelling.peculiarity.day == day: return [0, 0, 1, 0]
    case .lazyWarden where dwelling.grid % 10 == 0: return [0, 0, 0, 1]
    case .districts where dwelling.isOccupied:
      return [[0.4, 0.1, 0.49, 0.01], usual, [0.75, 0.02, 0.22, 0.01]][plan.district % 3]
    default: return usual
    }
  }
}
