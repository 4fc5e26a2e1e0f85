/// What a verdict depends on in the evidence of a unit, and what else its row and its days take: a few
/// words, which cost less to make than all of the evidence.
package struct EvidenceDigest: Sendable, Equatable {
  /// Persons listed, away and seen, sixteen bits each from the highest; below them nights seen in five
  /// bits, nights lit in five, the step of the usage (`UsageScale`) in five, and whether somebody on the
  /// list has moved.
  package let persons: UInt64
  /// Attempts answered, refused, with no answer and reported vacant, sixteen bits each.
  package let knocks: UInt64
  package let observedDays: UInt32
  package let milliKwhPerDay: UInt32

  package init(_ unit: UnitEvidence, _ scale: UsageScale) {
    var persons = UInt64(unit.listed) << 48 | UInt64(unit.away) << 32
    persons |= UInt64(unit.personsSeen) << 16 | UInt64(unit.nightsSeen) << 11
    persons |= UInt64(unit.nightsLit) << 6 | (unit.hasMoved ? 1 : 0)
    self.persons = persons | UInt64(scale.step(of: unit.meterClass, bin: unit.usageBin)) << 1
    knocks =
      UInt64(unit.answered) << 48 | UInt64(unit.refused) << 32
      | UInt64(unit.noAnswer) << 16 | UInt64(unit.vacant)
    observedDays = unit.observedDays
    milliKwhPerDay = unit.milliKwhPerDay
  }

  @inline(__always)
  init(persons: UInt64, knocks: UInt64, observedDays: UInt32, milliKwhPerDay: UInt32) {
    self.persons = persons
    self.knocks = knocks
    self.observedDays = observedDays
    self.milliKwhPerDay = milliKwhPerDay
  }

  @inline(__always)
  var hasUsage: Bool { persons & 0x3E != 0 }

  @inline(__always)
  var usageStep: Int { Int(persons >> 1 & 31) }
}
