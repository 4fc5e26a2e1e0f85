import LatentClass

/// A source whose answers the model weighs.
///
/// Dwellings of a kind give each answer with some probability. A source says how its answers follow from
/// the kind (`answers`), and which of them a unit has given (`statement`).
protocol ModelSource: SendableMetatype {
  /// The probabilities of each answer, a row for each way in which dwellings answer; and which row is that
  /// of which kind.
  static func answers(_ parameters: Parameters) -> LatentClassModel.Source

  /// Takes over the rows of probabilities that were learned.
  static func take(_ rows: [[Double]], into parameters: inout Parameters)

  /// The answers that a unit with a pattern of evidence has given; nil where it has given none.
  static func statement(_ pattern: EvidencePattern, _ parameters: Parameters)
    -> LatentClassModel.Statement?
}

extension Parameters.HomeRows {
  /// Rows for dwellings with somebody at home as a rule, with people seldom at home, and vacant ones.
  var answers: LatentClassModel.Source {
    .init(rows: [occupied, seldomHome, vacant], rowOfKind: [0, 0, 1, 2, 2])
  }

  /// The same rows after they have been learned.
  init(learned rows: [[Double]]) {
    self.init(occupied: rows[0], seldomHome: rows[1], vacant: rows[2])
  }
}
