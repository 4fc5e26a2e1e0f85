/// What the rows about a unit come to, in words: each source has its own, in its file.
enum EvidenceWords {
  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages] {
    Source.inFacts.flatMap { $0.facts(unit, hasList: hasList) }
  }
}
