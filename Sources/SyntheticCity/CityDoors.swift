import HouseholdSweep

/// The doors of a generated city, to be knocked on: what is found there follows from who lives there.
///
/// What a door answers on a day depends on the seed, the door and the day alone, so that two ways to go
/// through one city find the same where they come to the same door.
package struct CityDoors: Sendable {
  /// A door and the truth behind it.
  package struct Door: Sendable {
    /// People living there; 0 is vacant.
    package let persons: Int
    /// Nobody there is on the list, neither present nor away.
    package let isUnlisted: Bool
    /// The warden of its grid, as tables name him.
    package let worker: String
    fileprivate let draft: Int
    fileprivate let dwelling: Int

    package var isOccupied: Bool { persons > 0 }
  }

  /// What came of a knock.
  package struct Answer: Sendable {
    /// As `knocks.csv` has it.
    package var outcome: String
    /// Persons met.
    package var persons: Int
  }

  private static let outcomes = ["answered", "refused", "no_answer", "vacant"]

  private let options: CityOptions
  private var drafts: [CompoundDraft] = []
  /// By compound, then unit.
  private var doors: [String: [String: Door]] = [:]

  /// Draws the city of these options once more. O(dwellings), in memory.
  ///
  /// Throws where an option makes no sense.
  package init(_ options: CityOptions) throws(SweepError) {
    if let problem = options.problem { throw .cityOptions(problem) }
    guard let firstDay = SweepDate(options.firstDay) else {
      throw .cityOptions(SweepError.firstDay(options.firstDay))
    }
    self.options = options
    let city = CityContext(options, firstDay: firstDay)
    for compound in city.plan.compounds {
      var draft = CompoundDraft(city, compound: compound.number)
      draft.drawHouseholds()
      draft.drawPeculiarities()
      let id = String(decoding: draft.prefix.dropLast(), as: UTF8.self)
      var inside: [String: Door] = [:]
      for (number, dwelling) in draft.dwellings.enumerated() {
        let digits = "\(dwelling.grid)"
        inside[dwelling.key.text] = Door(
          persons: dwelling.persons,
          isUnlisted: dwelling.isOccupied && dwelling.present + dwelling.away == 0,
          worker: "W" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits,
          draft: drafts.count, dwelling: number)
      }
      doors[id] = inside
      drafts.append(draft)
    }
  }

  package subscript(compound: String, unit: String) -> Door? { doors[compound]?[unit] }

  /// Occupied dwellings of which nobody is on the list.
  package var unlisted: Int { doors.values.reduce(0) { $0 + $1.values.count(where: \.isUnlisted) } }
  package var count: Int { doors.values.reduce(0) { $0 + $1.count } }

  /// What is found at a door on a day, counted from 0.
  package func answer(at door: Door, day: Int) -> Answer {
    let draft = drafts[door.draft]
    let dwelling = draft.dwellings[door.dwelling]
    let item = (draft.plan.firstDwelling + door.dwelling) * 32 + day
    var random = RandomStream(seed: options.seed, .visits, item)
    let outcome = random.answer(draft.chancesOfOutcome(dwelling, day: day))
    var persons = 0
    if outcome == 0 {
      // In a vacant dwelling it is a cleaner or an agent.
      persons = max(1, dwelling.persons)
      if !random.chance(CompoundDraft.allHomeShare) { persons = random.within(1...persons) }
    }
    return Answer(outcome: Self.outcomes[outcome], persons: persons)
  }
}
