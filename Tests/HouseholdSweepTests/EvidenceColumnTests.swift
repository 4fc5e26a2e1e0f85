import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Evidence comes back as it was put in, whatever its size")
struct EvidenceColumnTests {
  @Test("small and large counts, short and long sweeps", arguments: [1, 3, 8, 9, 31])
  func roundTrip(days: Int) {
    let edges = days == 3 ? [0.1, 1] : days == 8 ? [] : Parameters().meterEdges!
    let scale = UsageScale(edges: edges, Thresholds())
    let column = EvidenceColumn(count: 100, days: days, scale: scale)
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
        in: 0...[999, 1 << 26 - 1, 1 << 26, .max].randomElement(using: &random)!, using: &random)
      let usage = [nil, 0, 0.0999, 0.1, 0.5, 1, 8, 1e6].randomElement(using: &random)!
      if let usage {
        unit.meterClass = scale.meterClass(ofStep: scale.step(of: usage))
        unit.usageBin = scale.bin(ofStep: scale.step(of: usage))
        #expect(unit.meterClass == (usage < 0.1 ? .idle : usage < 1 ? .standby : .active))
        #expect(Int(unit.usageBin) == 1 + edges.count { $0 <= usage })
      }
      unit.hasMoved = .random(using: &random)
      unit.visitedDays = .random(in: 0...nights, using: &random)
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
      #expect(column.digest(of: place) == EvidenceDigest(unit, scale))
      #expect(column.nights(of: place) == (unit.seenNights, unit.litNights))
      #expect(column.listAndUsage(of: place) == (unit.listLevel, Int(unit.usageBin)))
    }
  }
}
