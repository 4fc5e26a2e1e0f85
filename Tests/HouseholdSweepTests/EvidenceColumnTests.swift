import Testing

@testable import HouseholdSweep

@Suite("Evidence comes back as it was put in, whatever its size")
struct EvidenceColumnTests {
  @Test("small and large counts, short and long sweeps", arguments: [1, 3, 8, 9, 31])
  func roundTrip(days: Int) {
    let column = EvidenceColumn(count: 100, days: days)
    column.grow(to: 300)
    var random = SeededGenerator(seed: UInt64(days))
    let nights: UInt32 = days == 31 ? .max >> 1 : 1 << UInt32(days) - 1
    var kept: [Int: UnitEvidence] = [:]
    for _ in 0..<2000 {
      var unit = UnitEvidence()
      // Most counts are small; some need all their bits.
      func count() -> UInt16 {
        .random(in: 0...([3, 255, 256, .max].randomElement(using: &random)!), using: &random)
      }
      unit.listed = count()
      unit.away = count()
      unit.personsSeen = count()
      unit.answeredPersons = count()
      unit.answered = count()
      unit.refused = count()
      unit.noAnswer = count()
      unit.vacant = count()
      unit.milliKwhPerDay = .random(
        in: 0...[999, 1 << 30 - 1, 1 << 30, .max].randomElement(using: &random)!, using: &random)
      unit.meterClass = [.none, .idle, .standby, .active].randomElement(using: &random)!
      unit.observedDays = .random(in: 0...nights, using: &random)
      unit.seenNights = .random(in: 0...nights, using: &random)
      unit.litNights = .random(in: 0...nights, using: &random)
      if Bool.random(using: &random) { unit.answeredDay = .random(in: 0..<days, using: &random) }
      if Bool.random(using: &random) { unit.refusedDay = .random(in: 0..<days, using: &random) }
      let place = Int.random(in: 0..<300, using: &random)
      column[place] = unit
      kept[place] = unit
    }
    for place in 0..<300 {
      let unit = kept[place] ?? UnitEvidence()
      #expect(column[place] == unit)
      #expect(column.digest(of: place) == EvidenceDigest(unit))
    }
  }
}
