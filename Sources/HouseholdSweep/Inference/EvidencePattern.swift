/// All that the model sees of a unit, in one word: units with equal patterns have equal posteriors.
///
/// From the highest bit: the compound has a list 1, listed 1, meter class 2, nights seen 5, nights
/// lit 5, then answered, refused, no answer and reported vacant, 12 each (they stop at 4,095).
package struct EvidencePattern: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  package init(_ unit: UnitEvidence, hasList: Bool) {
    self.init(EvidenceDigest(unit), hasList: hasList)
  }

  @inline(__always)
  package init(_ unit: EvidenceDigest, hasList: Bool) {
    // The list is silent in compounds that have none.
    var bits: UInt64 = hasList ? (unit.persons >> 48 > 0 ? 3 : 2) : 0
    bits = bits << 2 | unit.persons >> 5 & 3
    bits = bits << 5 | unit.persons >> 8 & 31
    bits = bits << 5 | unit.persons & 31
    @inline(__always)
    func knocks(_ outcome: UInt64) -> UInt64 {
      min(unit.knocks >> (48 - 16 * outcome) & 0xFFFF, 4095) << (36 - 12 * outcome)
    }
    self.bits = bits << 48 | knocks(0) | knocks(1) | knocks(2) | knocks(3)
  }

  package static func < (a: EvidencePattern, b: EvidencePattern) -> Bool { a.bits < b.bits }

  package var hasList: Bool { bits >> 61 & 1 == 1 }
  package var isListed: Bool { bits >> 60 & 1 == 1 }
  package var meterClass: MeterClass { MeterClass(rawValue: UInt8(bits >> 58 & 3))! }
  package var nightsSeen: Int { Int(bits >> 53 & 31) }
  package var nightsLit: Int { Int(bits >> 48 & 31) }

  /// Attempts with outcome 0 answered, 1 refused, 2 no answer, 3 reported vacant.
  package func knocks(_ outcome: Int) -> Int { Int(bits >> UInt64(36 - 12 * outcome) & 4095) }

  package var attempts: Int { (0..<4).reduce(0) { $0 + knocks($1) } }

  /// Whether anybody looked: a meter class, a night seen or an attempt.
  package var isObserved: Bool { meterClass != .none || nightsSeen > 0 || attempts > 0 }

  /// The list, a meter class, each night and each attempt is a look.
  package var looks: Int {
    (hasList ? 1 : 0) + (meterClass != .none ? 1 : 0) + nightsSeen + attempts
  }
}
