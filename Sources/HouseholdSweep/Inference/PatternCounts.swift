import DelimitedText

/// Counts patterns, for one worker. A city has a few thousand distinct ones.
struct PatternCounter {
  private var numbers = WordNumbers()
  private var tallies: [Int] = []

  @inline(__always)
  mutating func add(_ pattern: EvidencePattern) {
    let number = numbers.intern(pattern.bits)
    if number == tallies.count { tallies.append(0) }
    tallies[number] += 1
  }

  func counts() -> [EvidencePattern: Int] {
    Dictionary(
      uniqueKeysWithValues: zip(numbers.words.map(EvidencePattern.init(bits:)), tallies))
  }
}

extension EvidenceBuilder {
  /// Compounds whose units are counted at a time.
  private static let batch = 32

  /// How many units have each pattern of evidence: all that the model sees of a city. `listed` are
  /// the compounds with a list. O(units).
  func patterns(listed: Set<Int>) -> [EvidencePattern: Int] {
    let compounds = frame.register.index.starts.count - 1
    let counts = forEachPartition(count: (compounds + Self.batch - 1) / Self.batch) {
      PatternCounter()
    } _: { work, counter in
      while let batch = work.take() {
        let first = batch * Self.batch
        for compound in first..<min(first + Self.batch, compounds) {
          let hasList = listed.contains(compound)
          for unit in frame.register.index.units(of: compound) {
            counter.add(EvidencePattern(evidence.digest(of: unit), hasList: hasList))
          }
        }
      }
    }
    var extras = PatternCounter()
    for (number, extra) in frame.extras.enumerated() {
      extras.add(
        EvidencePattern(
          evidence[frame.registeredCount + number], hasList: listed.contains(extra.compound)))
    }
    return (counts + [extras]).reduce(into: [:]) { sum, counter in
      sum.merge(counter.counts(), uniquingKeysWith: +)
    }
  }
}
