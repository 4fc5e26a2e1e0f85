/// A source of evidence about units: how what it says of one is put into words.
protocol EvidenceSource: SendableMetatype {
  /// What the rows about a unit come to, for an explanation.
  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages]

  /// Adds the short facts that speak for a flag, for a person at the door.
  static func addReasons(
    _ unit: UnitEvidence, _ situation: Decision.Situation, to reasons: inout Reasons)
}
