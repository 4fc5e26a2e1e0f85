import DelimitedText

/// A source of evidence about units: how what it says of one is put into words.
protocol EvidenceSource: SendableMetatype {
  /// What the rows about a unit come to, for an explanation.
  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages]

  /// Adds the short facts that speak for a flag, for a person at the door.
  static func addReasons(
    _ unit: UnitEvidence, _ situation: Decision.Situation, to reasons: inout Reasons)
}

/// A source whose rows count one by one, each on its day of the sweep.
protocol DaySource: SendableMetatype {
  /// Why a row of the sweep is no evidence all the same; nil where it is.
  ///
  /// - Parameters:
  ///   - minute: of the sweep.
  ///   - address: as the engine reads it.
  ///   - target: the unit asked for, and what was left out around it.
  static func whyLeftOut(
    _ row: Row, minute: Int, _ address: String, _ columns: ColumnMap, _ window: SweepWindow,
    _ target: TraceSink.Target
  ) -> String?
}
