import DelimitedText
import HouseholdSweep

/// Wardens knock where the list or last night's light leaves a doubt, and at random doors.
///
/// Whether a door is knocked on depends on what is known of it and on nothing else, and what is
/// found there on the dwelling alone, so that the model's assumptions hold.
extension CompoundDraft {
  /// The chance of a knock in a day: nobody listed present; dark last night; else.
  static let unlistedKnock = 0.45
  static let darkKnock = 0.45
  static let randomKnock = 0.155
  /// A door is given up after this many attempts.
  static let mostAttempts = 3
  /// Of the visits: everybody is at home.
  static let allHomeShare = 0.6

  private struct Door {
    var attempts = 0
    var isSettled = false
    /// A dwelling outside the register is known because somebody knocked: on this day at least.
    var surely = -1

    init(_ dwelling: Dwelling, _ days: Int, _ random: inout RandomStream) {
      if !dwelling.isRegistered { surely = random.below(days) }
      // A warden who has learned that nobody lives there writes it down.
      if let day = dwelling.peculiarities.knownDay { surely = day }
    }
  }

  mutating func writeKnocks(_ rows: inout TableRows) {
    var random = stream(.knocks)
    var doors = dwellings.map { Door($0, city.options.days, &random) }
    for day in 0..<city.options.days {
      var (grid, minute) = (0, 0)
      for index in dwellings.indices {
        guard isKnocked(doors[index], dwellings[index], day, &random) else { continue }
        if dwellings[index].grid != grid {
          grid = dwellings[index].grid
          minute = random.within(0...180)
        }
        minute += random.within(1...5)
        let outcome = knock(
          dwellings[index], .init(day: day, minute: 540 + minute % 720), &rows, &random)
        census.addKnock(dwellings[index], outcome, isLazy: isLazy(dwellings[index].grid))
        if doors[index].attempts == 0 { self.doors[dwellings[index].grid - plan.firstGrid] += 1 }
        doors[index].attempts += 1
        // After an answer or a neighbour's word nobody comes again.
        doors[index].isSettled = outcome == 0 || outcome == 3
      }
    }
  }

  private func isKnocked(
    _ door: Door, _ dwelling: Dwelling, _ day: Int, _ random: inout RandomStream
  ) -> Bool {
    if door.surely == day && door.attempts == 0 { return true }
    if door.isSettled || door.attempts == Self.mostAttempts { return false }
    if dwelling.present == 0 { return random.chance(Self.unlistedKnock) }
    let night: UInt32 = day == 0 ? 0 : 1 << UInt32(day - 1)
    let wasDark = dwelling.nightsSeen & ~dwelling.nightsLit & night != 0
    return random.chance(wasDark ? Self.darkKnock : Self.randomKnock)
  }

  /// Writes an attempt and returns the number of its outcome.
  private mutating func knock(
    _ dwelling: Dwelling, _ time: CityClock.Moment, _ rows: inout TableRows,
    _ random: inout RandomStream
  ) -> Int {
    let outcome = random.answer(chancesOfOutcome(dwelling, day: time.day))
    startRow(&rows, dwelling)
    rows.append(time, city.clock)
    switch outcome {
    case 0:
      // In a vacant dwelling it is a cleaner or an agent.
      var persons = max(1, dwelling.persons)
      if !random.chance(Self.allHomeShare) { persons = random.within(1...persons) }
      rows.bytes.append(",answered,")
      rows.bytes.append(number: persons)
    case 1: rows.bytes.append(random.chance(0.3) ? ",refused,1" : ",refused,")
    case 2: rows.bytes.append(",no_answer,")
    default: rows.bytes.append(",vacant,")
    }
    rows.appendWorker(dwelling.grid)
    rows.endRow(&noise, city.faults.knocks)
    return outcome
  }
}
