import DelimitedText

/// Units of which the same is known have one profile: what they share is put into words once. A city has
/// some ten thousand profiles, and most of its units are of a few hundred.
///
/// A profile is all that is known of a unit but its address, its days and the digits of its usage. What
/// is decided depends on its compound, too, and is not kept here.
///
/// One a worker. O(1) expected a unit.
struct ProfileTable: ~Copyable {
  /// What a profile is: two words of an `EvidenceDigest`.
  private struct Words: Equatable, BitwiseCopyable {
    var persons: UInt64
    var knocks: UInt64

    @inline(__always)
    var hash: Int { Int(truncatingIfNeeded: Field.mix(Field.mix(persons, 1), knocks)) }
  }

  /// What units of a profile have in common, but for what all of them are asked.
  struct Profile: Sendable {
    let evidence: UnitEvidence
    /// The cells of the row between the probability and the usage, and those from there to the action.
    let head: ShortText<SIMD64<UInt8>>
    let tail: ShortText<SIMD64<UInt8>>
  }

  /// What all units of a profile are asked.
  struct Facts: BitwiseCopyable, Sendable {
    /// The number of what was seen of them, list aside.
    let look: Int32
    /// What the list says, counted from 1.
    let level: UInt8
    /// What is decided about units that stand in the register of a compound with a list, and lie in no
    /// counted place: where they are likely vacant, where it is uncertain, where they are likely occupied.
    let decisions: (Decision, Decision, Decision)
  }

  /// The most units that are asked about at once.
  static var batch: Int { 64 }
  /// Profiles above which the table begins anew with the next compound: rare ones come and go.
  private static var most: Int { 1 << 14 }

  private let model: SweepModel
  private let thresholds: Thresholds
  private(set) var facts: [Facts] = []
  private(set) var profiles: [Profile] = []
  private var words: [Words] = []
  /// For each place of the hash table the number of a profile plus one; 0 where there is none.
  private var places: [UInt32] = []
  private var looks = WordNumbers()
  /// Of each look: P(evidence, kind | side), and whether anybody looked.
  private(set) var weights: [KindVector] = []
  private(set) var isObserved: [Bool] = []
  private var buffer = OutputBuffer()
  private var asked = InlineArray<64, Words>(repeating: Words(persons: 0, knocks: 0))
  private var found = InlineArray<64, UInt32>(repeating: 0)

  init(_ model: SweepModel, _ thresholds: Thresholds) {
    self.model = model
    self.thresholds = thresholds
    places = Array(repeating: 0, count: 1 << 15)
  }

  /// Looks seen so far, as patterns without the list.
  var lookPatterns: [UInt64] { looks.words }

  /// Begins another compound: numbers of profiles hold until the next.
  mutating func begin() {
    guard profiles.count > Self.most else { return }
    profiles.removeAll(keepingCapacity: true)
    facts.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    places = Array(repeating: 0, count: 1 << 15)
  }

  /// Appends the profile numbers of units that follow each other, a batch at most.
  ///
  /// All are looked for in one step, and compared in the next, so that the cache misses of a batch
  /// overlap.
  @inline(__always)
  mutating func append(
    _ units: Range<Int>, _ evidence: EvidenceColumn, to numbers: inout [UInt32]
  ) {
    let mask = places.count - 1
    for unit in units {
      let digest = evidence.digest(of: unit)
      let one = Words(persons: digest.persons, knocks: digest.knocks)
      asked[unit - units.lowerBound] = one
      found[unit - units.lowerBound] = places[one.hash & mask]
    }
    for unit in units {
      let place = unit - units.lowerBound
      let number = Int(found[place]) - 1
      if number >= 0 && words[number] == asked[place] {
        numbers.append(UInt32(number))
      } else {
        numbers.append(search(asked[place], unit, evidence))
      }
    }
  }

  /// The number of a profile that is not in its first place, or new.
  @inline(never)
  private mutating func search(_ profile: Words, _ unit: Int, _ evidence: EvidenceColumn) -> UInt32
  {
    let mask = places.count - 1
    var place = profile.hash & mask
    while places[place] != 0 {
      if words[Int(places[place]) - 1] == profile { return places[place] - 1 }
      place = (place + 1) & mask
    }
    let number = profiles.count
    add(evidence[unit])
    words.append(profile)
    if profiles.count * 2 > places.count {
      grow()
    } else {
      places[place] = UInt32(number + 1)
    }
    return UInt32(number)
  }

  private mutating func grow() {
    places = Array(repeating: 0, count: places.count * 2)
    let mask = places.count - 1
    for (number, profile) in words.enumerated() {
      var place = profile.hash & mask
      while places[place] != 0 { place = (place + 1) & mask }
      places[place] = UInt32(number + 1)
    }
  }

  private mutating func add(_ evidence: UnitEvidence) {
    let pattern = EvidencePattern(evidence, hasList: false)
    let look = looks.intern(pattern.bits)
    if look == weights.count {
      weights.append(model.weights(pattern))
      isObserved.append(pattern.isObserved)
    }
    let situation = Decision.Situation(
      isRegistered: true, compoundHasRegister: true, compoundHasList: true, isInUsedPlace: false)
    func decide(_ p: Double) -> Decision { Decision(evidence, p: p, situation, thresholds) }
    facts.append(
      Facts(
        look: Int32(look), level: UInt8(evidence.listLevel.rawValue + 1),
        decisions: (
          decide(0), decide((thresholds.vacant + thresholds.occupied) / 2), decide(1)
        )))
    buffer.removeAll()
    UnitsTable.appendPersons(evidence, to: &buffer)
    let head = ShortText<SIMD64<UInt8>>(buffer)!
    buffer.removeAll()
    UnitsTable.appendRest(evidence, to: &buffer)
    profiles.append(Profile(evidence: evidence, head: head, tail: ShortText(buffer)!))
  }
}
