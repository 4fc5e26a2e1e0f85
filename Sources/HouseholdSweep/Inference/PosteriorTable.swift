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

  /// The numbers of patterns.
  private let numbers: WordNumbers
  private let entries: [Entry]

  /// Distinct patterns.
  var count: Int { entries.count }

  init(_ counts: [EvidencePattern: Int], model: SweepModel) {
    var numbers = WordNumbers()
    for pattern in counts.keys.sorted() { _ = numbers.intern(pattern.bits) }
    entries = numbers.words.map { Entry(model.posterior(EvidencePattern(bits: $0))) }
    self.numbers = numbers
  }

  /// The posterior of a pattern that was counted.
  @inline(__always)
  subscript(pattern: EvidencePattern) -> Entry { entries[numbers.find(pattern.bits)!] }
}
