/// What is peculiar about one dwelling where assumptions are broken.
struct Peculiarities: Sendable {
  /// No window of it can be seen.
  var isHidden = false
  /// Vacant, and lit on purpose.
  var isLeftOn = false
  /// Its household seldom opens.
  var isClosed = false
  /// The day on which its household is away.
  var awayDay: Int?
  /// Vacant, and the warden learns of it on this day.
  var knownDay: Int?
}

extension CompoundDraft {
  /// The stream that tells which dwellings an assumption fails for; nil where it fails for all or for
  /// none. Three ways to break had one stream between them before they could be combined: the first of
  /// those that are broken has it still, so that each alone gives the city that it always gave.
  private func purpose(of broken: BrokenAssumption) -> RandomStream.Purpose? {
    let older: [BrokenAssumption] = [.hiddenWindows, .litEmpty, .awayOneDay]
    if broken == older.first(where: city.options.broken.contains) { return .peculiarities }
    return switch broken {
    case .litEmpty: .litEmpty
    case .awayOneDay: .awayOneDay
    case .closedDoors: .closedDoors
    case .knowingWardens: .knowingWardens
    default: nil
    }
  }

  /// The share of dwellings like this one that are peculiar.
  private func share(of broken: BrokenAssumption, _ dwelling: Dwelling) -> Double {
    switch broken {
    case .hiddenWindows: 1.0 / 7
    case .litEmpty: dwelling.isOccupied ? 0 : 0.1
    case .awayOneDay: dwelling.isOccupied ? 0.2 : 0
    case .closedDoors: dwelling.isOccupied ? 0.25 : 0
    case .knowingWardens: dwelling.isOccupied || !isKnowing(dwelling.grid) ? 0 : 0.95
    default: 0
    }
  }

  /// Draws which dwellings are peculiar, a stream for each assumption: all else stays as it was.
  mutating func drawPeculiarities() {
    for broken in BrokenAssumption.allCases where city.options.broken.contains(broken) {
      guard let purpose = purpose(of: broken) else { continue }
      var random = stream(purpose)
      for index in dwellings.indices {
        let isOdd = random.chance(share(of: broken, dwellings[index]))
        let day = random.below(city.options.days)
        guard isOdd else { continue }
        switch broken {
        case .hiddenWindows: dwellings[index].peculiarities.isHidden = true
        case .litEmpty: dwellings[index].peculiarities.isLeftOn = true
        case .awayOneDay: dwellings[index].peculiarities.awayDay = day
        case .closedDoors: dwellings[index].peculiarities.isClosed = true
        case .knowingWardens: dwellings[index].peculiarities.knownDay = day
        default: break
        }
      }
    }
    drawLightWalks()
  }

  /// One warden in ten calls every door vacant.
  func isLazy(_ grid: Int) -> Bool { city.options.broken.contains(.lazyWarden) && grid % 10 == 0 }

  /// One warden in five, none of them lazy, learns of nearly every vacant dwelling.
  func isKnowing(_ grid: Int) -> Bool {
    city.options.broken.contains(.knowingWardens) && grid % 5 == 3
  }
}

// MARK: Light

/// Whether a window is lit: each assumption that is broken changes the chance that those before it
/// leave, so that the last that applies is the one that counts. More light in large households, then
/// the district's habits; a lamp left on; nobody at home; no window to be seen; no power. What a
/// warden writes down without going (`LightWalks.writtenZeros`) does not ask whether it is lit.
extension CompoundDraft {
  static let districtLight = [0.55 / 0.8, 1, 0.95 / 0.8]

  /// The chance that a dwelling is lit when somebody looks at `minute` of a day.
  func chanceOfLight(_ dwelling: Dwelling, night: Int, minute: Int) -> Double {
    let broken = city.options.broken
    let lit = city.habits.lit
    var chance = dwelling.isOccupied ? lit.occupied : lit.vacant
    guard !broken.isEmpty else { return chance }
    if dwelling.isOccupied && broken.contains(.lightByHousehold) {
      let hour = minute < 21 * 60 ? 1 : minute < 22 * 60 ? 0.75 : 0.5
      chance = min(0.45 + 0.15 * Double(dwelling.persons), 0.95) * hour
    }
    if dwelling.isOccupied && broken.contains(.districts) {
      chance = min(chance * Self.districtLight[plan.district % 3], 0.98)
    }
    if dwelling.peculiarities.isLeftOn { chance = 0.9 }
    if dwelling.peculiarities.awayDay == night { chance = lit.vacant }
    if dwelling.peculiarities.isHidden || lightWalks.isCut(dwelling, night) { chance = 0 }
    return chance
  }
}

// MARK: Doors

/// What is found at a door, in the same way: the district's habits, a household that seldom opens,
/// nobody at home, a warden who knows, and a lazy one, who does not even ask.
extension CompoundDraft {
  static let districtKnock: [[Double]?] = [
    [0.4, 0.1, 0.49, 0.01], nil, [0.75, 0.02, 0.22, 0.01],
  ]
  /// The share of knocks that a household answers that seldom opens.
  static let closedAnswer = 0.08

  /// The chances of what is found at a door on a day: answered, refused, no answer, vacant.
  func chancesOfOutcome(_ dwelling: Dwelling, day: Int) -> [Double] {
    let broken = city.options.broken
    let knock = city.habits.knock
    var chances = dwelling.isOccupied ? knock.occupied : knock.vacant
    guard !broken.isEmpty else { return chances }
    if dwelling.isOccupied && broken.contains(.districts) {
      chances = Self.districtKnock[plan.district % 3] ?? chances
    }
    if dwelling.peculiarities.isClosed {
      // Who does not come to the door does not refuse either.
      let refused = chances[1] * Self.closedAnswer / chances[0]
      let vacant = chances[3]
      chances = [Self.closedAnswer, refused, 1 - Self.closedAnswer - refused - vacant, vacant]
    }
    if dwelling.peculiarities.awayDay == day { chances = [0, 0, 1, 0] }
    if isKnowing(dwelling.grid) {
      if dwelling.isOccupied {
        chances = [chances[0], chances[1], chances[2] + chances[3], 0]
      } else if dwelling.peculiarities.knownDay != nil {
        chances = [0, 0, 0, 1]
      }
    }
    if isLazy(dwelling.grid) { chances = [0, 0, 0, 1] }
    return chances
  }
}
