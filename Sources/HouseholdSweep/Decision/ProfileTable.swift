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

  /// What units of a profile have in common.
  struct Profile: Sendable {
    let evidence: UnitEvidence
    /// The cells of the row between the probability and the usage, and those from there to the action.
    fileprivate(set) var head = ShortText<SIMD64<UInt8>>()
    fileprivate(set) var tail = ShortText<SIMD64<UInt8>>()
    /// The number of what was seen of them, list aside, and what the list says.
    let look: Int
    let level: ListLevel

    fileprivate init(_ evidence: UnitEvidence, look: Int) {
      self.evidence = evidence
      self.look = look
      level = evidence.listLevel
    }
  }

  /// The most units that are asked about at once.
  static var batch: Int { 64 }
  /// Profiles above which the table begins anew with the next compound: rare ones come and go.
  private static var most: Int { 1 << 14 }

  private let model: SweepModel
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

  init(_ model: SweepModel) {
    self.model = model
    places = Array(repeating: 0, count: 1 << 15)
  }

  /// Looks seen so far, as patterns without the list.
  var lookPatterns: [UInt64] { looks.words }

  /// Begins another compound: numbers of profiles hold until the next.
  mutating func begin() {
    guard profiles.count > Self.most else { return }
    profiles.removeAll(keepingCapacity: true)
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
    profiles.append(make(evidence[unit]))
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

  private mutating func make(_ evidence: UnitEvidence) -> Profile {
    let pattern = EvidencePattern(evidence, hasList: false)
    let look = looks.intern(pattern.bits)
    if look == weights.count {
      weights.append(model.weights(pattern))
      isObserved.append(pattern.isObserved)
    }
    var profile = Profile(evidence, look: look)
    buffer.removeAll()
    UnitsTable.appendPersons(evidence, to: &buffer)
    profile.head = ShortText(buffer)!
    buffer.removeAll()
    UnitsTable.appendRest(evidence, to: &buffer)
    profile.tail = ShortText(buffer)!
    return profile
  }
}
