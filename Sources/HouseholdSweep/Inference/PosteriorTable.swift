import DelimitedText

/// The posterior of each pattern that occurs, worked out once.
struct PosteriorTable: Sendable {
  struct Entry: Sendable {
    var posterior: Posterior
    /// p rounded as printed.
    var tenThousandths: Int
    /// p rounded as summed.
    var millionths: Int

    init(_ posterior: Posterior) {
      self.posterior = posterior
      tenThousandths = Decimals.scaled(posterior.occupied, places: 4)
      millionths = Decimals.scaled(posterior.occupied, places: 6)
    }

    var p: Double { posterior.occupied }
  }

  private let map: PatternMap
  private let entries: [Entry]

  /// Distinct patterns.
  var count: Int { entries.count }

  init(_ counts: [EvidencePattern: Int], model: SweepModel) {
    var map = PatternMap()
    for pattern in counts.keys.sorted() { _ = map.intern(pattern) }
    entries = map.patterns.map { Entry(model.posterior($0)) }
    self.map = map
  }

  /// The posterior of a pattern that was counted.
  @inline(__always)
  subscript(pattern: EvidencePattern) -> Entry { entries[map.find(pattern)] }
}

/// Patterns numbered in the order they came, in an open table: half the cost of a dictionary's
/// hashing, for every unit of a city, twice.
struct PatternMap: Sendable {
  private struct Slot: Sendable {
    var pattern = EvidencePattern(bits: 0)
    /// −1 where there is none.
    var number = -1
  }

  private(set) var patterns: [EvidencePattern] = []
  private var slots = [Slot](repeating: Slot(), count: 1 << 10)

  /// The place of a pattern, or the free one where it would go.
  @inline(__always)
  private func place(of pattern: EvidencePattern) -> Int {
    // Most patterns differ in their high bits only, which a plain product would not bring down.
    let hash = Field.mix(pattern.bits, 0x9E37_79B9_7F4A_7C15)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place].pattern != pattern && slots[place].number >= 0 {
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  /// The number of a pattern that is there.
  @inline(__always)
  func find(_ pattern: EvidencePattern) -> Int {
    let number = slots[place(of: pattern)].number
    precondition(number >= 0, "every unit's pattern was counted")
    return number
  }

  @inline(__always)
  mutating func intern(_ pattern: EvidencePattern) -> Int {
    let number = slots[place(of: pattern)].number
    return number >= 0 ? number : add(pattern)
  }

  @inline(never)
  private mutating func add(_ pattern: EvidencePattern) -> Int {
    patterns.append(pattern)
    if patterns.count * 2 > slots.count {
      slots = Array(repeating: Slot(), count: slots.count * 2)
      for number in patterns.indices { place(number) }
    } else {
      place(patterns.count - 1)
    }
    return patterns.count - 1
  }

  private mutating func place(_ number: Int) {
    slots[place(of: patterns[number])] = Slot(pattern: patterns[number], number: number)
  }
}
