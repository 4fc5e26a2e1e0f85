import DelimitedText

/// A row of `evidence.csv`: so many units of a compound have one pattern. What the model sees, in the open.
///
/// A compound without units has one row, of no unit. How a pattern is written stands here and nowhere else.
struct EvidenceRow {
  static let header: StaticString =
    "compound,listed,meter,nights_seen,nights_lit,answered,refused,no_answer,vacant,units\n"

  /// What the list says, as it is written, by its level; empty where the compound has no list.
  private static let levels: [StaticString] = ["nobody", "moved", "away", "present"]

  var pattern: EvidencePattern
  var units: Int

  /// Appends the row of a compound, whose cell ends with its comma.
  func append(compound: [UInt8], to buffer: inout OutputBuffer) {
    buffer.append(compound)
    if let level = pattern.listLevel { buffer.append(Self.levels[level.rawValue]) }
    buffer.append(UInt8(ascii: ","))
    if pattern.usageBin > 0 { buffer.append(number: pattern.usageBin) }
    buffer.append(commaAnd: pattern.nightsSeen)
    buffer.append(commaAnd: pattern.nightsLit)
    for outcome in 0..<4 { buffer.append(commaAnd: pattern.knocks(outcome)) }
    buffer.append(commaAnd: units)
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Reads the cells behind the compound; nil where they are no such row.
  init?(_ cells: inout CellReader) {
    let listed = cells.raw()
    var evidence = UnitEvidence()
    if !listed.isEmpty {
      guard let level = Self.levels.firstIndex(where: { listed.equals($0) }) else { return nil }
      switch ListLevel(rawValue: level) {
      case .present: evidence.listed = 1
      case .away: evidence.away = 1
      case .moved: evidence.hasMoved = true
      case .nobody, nil: break
      }
    }
    let bin = cells.raw()
    if !bin.isEmpty {
      guard bin.count < 3, let number = UInt8(bin.text), (1...16).contains(number) else {
        return nil
      }
      evidence.usageBin = number
    }
    guard let seen = cells.number(), let lit = cells.number(), seen <= 31, lit <= seen,
      let answered = cells.number(), let refused = cells.number(), let noAnswer = cells.number(),
      let vacant = cells.number(), max(answered, refused, noAnswer, vacant) <= 2047,
      let units = cells.number(), !cells.hasMore
    else { return nil }
    evidence.seenNights = UInt32(truncatingIfNeeded: UInt64(1) << UInt64(seen) - 1)
    evidence.litNights = UInt32(truncatingIfNeeded: UInt64(1) << UInt64(lit) - 1)
    evidence.answered = UInt16(answered)
    evidence.refused = UInt16(refused)
    evidence.noAnswer = UInt16(noAnswer)
    evidence.vacant = UInt16(vacant)
    pattern = EvidencePattern(evidence, hasList: !listed.isEmpty)
    self.units = units
  }

  init(_ pattern: EvidencePattern, units: Int) {
    self.pattern = pattern
    self.units = units
  }
}
