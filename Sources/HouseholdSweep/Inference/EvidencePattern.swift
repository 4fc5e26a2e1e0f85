/// All that the model sees of a unit, in one word: units with equal patterns in one compound have equal
/// posteriors.
///
/// From the highest bit: the level of the list plus one 3, 0 where the compound has no list; the bin of
/// the usage 5, nights seen 5, nights lit 5, then answered, refused, no answer and reported vacant, 11
/// each (they stop at 2,047).
package struct EvidencePattern: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  package init(_ unit: UnitEvidence, hasList: Bool) {
    func knocks(_ count: UInt16) -> UInt64 { UInt64(min(count, 2047)) }
    var bits = UInt64(hasList ? unit.listLevel.rawValue + 1 : 0)
    bits = bits << 5 | UInt64(unit.usageBin)
    bits = bits << 5 | UInt64(unit.nightsSeen)
    bits = bits << 5 | UInt64(unit.nightsLit)
    bits = bits << 11 | knocks(unit.answered)
    bits = bits << 11 | knocks(unit.refused)
    bits = bits << 11 | knocks(unit.noAnswer)
    self.bits = bits << 11 | knocks(unit.vacant)
  }

  package static func < (a: EvidencePattern, b: EvidencePattern) -> Bool { a.bits < b.bits }

  /// The same without what the list says: all that was looked at.
  var look: EvidencePattern { EvidencePattern(bits: bits & (1 << 59 - 1)) }

  /// What the list says; nil where the compound has none.
  package var listLevel: ListLevel? { ListLevel(rawValue: Int(bits >> 59) - 1) }

  /// The bin of the usage, from 1; 0 where there is none.
  package var usageBin: Int { Int(bits >> 54 & 31) }
  package var nightsSeen: Int { Int(bits >> 49 & 31) }
  package var nightsLit: Int { Int(bits >> 44 & 31) }

  /// Attempts with outcome 0 answered, 1 refused, 2 no answer, 3 reported vacant.
  package func knocks(_ outcome: Int) -> Int { Int(bits >> UInt64(33 - 11 * outcome) & 2047) }

  package var attempts: Int { (0..<4).reduce(0) { $0 + knocks($1) } }

  /// Whether anybody looked: a usage, a night seen or an attempt.
  package var isObserved: Bool { look.bits != 0 }

  /// A usage, each night and each attempt is a look.
  package var looks: Int { (usageBin > 0 ? 1 : 0) + nightsSeen + attempts }
}

extension EvidencePattern {
  /// Of a unit of which nothing but its usage is known.
  init(usageBin bin: Int) { self.init(bits: UInt64(bin) << 54) }
}
