import DelimitedText

/// Everything that is known of one unit, and how it led to the decision.
public struct Explanation: Sendable {
  /// One source's share in the log odds of the unit being occupied.
  public struct Share: Sendable, Equatable {
    public var source: String
    public var logOdds: Double
  }

  public var compound: String
  public var unit: String
  public var isRegistered: Bool
  public var rows: [TracedRow]
  /// Facts gathered from the rows: `listed 2`, `lit 3 of 3 nights`.
  public var evidence: [String]
  public var shares: [Share]
  public var probability: Double
  public var status: UnitStatus
  public var hasConflict: Bool
  public var action: UnitAction
}

extension Reconciliation {
  /// Explains the decision about one unit. Reads the files once more for its rows.
  ///
  /// Throws where the sweep knows no such compound or unit; says which are near.
  public func explanation(compound name: String, unit address: String) throws(SweepError)
    -> Explanation
  {
    guard let compound = directory.find(name) else {
      let nearest = Self.nearest(Compound.fold(name), directory.ids)
      throw SweepError(
        .badRequest, "the sweep knows no compound '\(name)'",
        advice: nearest.map { "did you mean \($0)?" } ?? "compounds.csv lists them")
    }
    let id = directory.ids[compound]
    var parser = AddressParser()
    let key = Field.of(address) { parser.parse($0) }
    let text = key.isHashed ? parser.withText { $0.text } : key.text
    guard !key.isNone, let unit = number(of: key, text, in: compound) else {
      let near = Self.nearest(text, builder.frame.texts(of: compound))
      throw SweepError(
        .badRequest, "compound \(id) has no unit '\(address)'",
        advice: near.map { "did you mean \($0)?" } ?? "units.csv of the results lists them")
    }
    let rows = try rows(of: unit, key, text, in: compound)
    return explain(unit, text, in: compound, id: id, rows: rows)
  }

  private static func nearest(_ word: String, _ known: [String]) -> String? {
    let best = known.map { ($0, editDistance(word, $0)) }.min { $0.1 < $1.1 }
    return best.flatMap { $0.1 <= 2 ? $0.0 : nil }
  }

  private func number(of key: AddressKey, _ text: String, in compound: Int) -> Int? {
    let index = builder.frame.register.index
    let textNumber = Field.of(text) { index.texts.find($0) }
    let unit = index.find(compound, key, text: { textNumber })
    return unit >= 0 ? unit : builder.frame.extra(compound, text)
  }

  private func rows(of unit: Int, _ key: AddressKey, _ text: String, in compound: Int)
    throws(SweepError) -> [TracedRow]
  {
    let meters = builder.frame.register.meters
    let parts = text.split(separator: "-").map(String.init)
    let places = (1..<max(parts.count, 1)).map { parts.prefix($0).joined(separator: "-") }
    let isInRegister = unit < builder.frame.registeredCount
    let target = TraceSink.Target(
      compound: compound, key: key, text: text,
      meters: isInRegister ? Set(meters.meters(of: unit).map(meters.text(of:))) : [],
      places: Set(places))
    let reader = SourceReader(folder: folder, options: options, directory: directory)
    var rows: [TracedRow] = []
    for source in Source.allCases where source != .compounds {
      let directory = directory
      let reading = try reader.read(source) { TraceSink($0, source, target, directory) }
      let found = reading.results.flatMap { $0 }
        .map { ($0.file, reading.firstLines[$0.file][$0.chunk] + $0.line, $0.values) }
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      rows += found.map { TracedRow(file: reading.ledgers[$0.0].file, line: $0.1, values: $0.2) }
    }
    return rows
  }

  private func explain(
    _ unit: Int, _ text: String, in compound: Int, id: String, rows: [TracedRow]
  ) -> Explanation {
    let evidence = builder.evidence[unit]
    let hasList = listed.contains(compound)
    let shares = FixedModel(manifest.parameters).shares(
      EvidencePattern(evidence, hasList: hasList))
    let p = FixedModel(manifest.parameters).posterior(EvidencePattern(evidence, hasList: hasList))
    let isRegistered = builder.frame.isRegistered(unit, in: compound)
    let decision = Decision(
      evidence, p: p,
      .init(
        isRegistered: isRegistered, compoundHasRegister: builder.frame.hasRegister(compound),
        compoundHasList: hasList, isInUsedPlace: false), manifest.thresholds)
    return Explanation(
      compound: id, unit: text, isRegistered: isRegistered, rows: rows,
      evidence: facts(evidence, hasList: hasList),
      shares: [
        .init(source: "prior", logOdds: shares.prior), .init(source: "list", logOdds: shares.list),
        .init(source: "meter", logOdds: shares.meter),
        .init(source: "lights", logOdds: shares.lights),
        .init(source: "knocks", logOdds: shares.knocks),
      ],
      probability: p, status: decision.status, hasConflict: decision.hasConflict,
      action: decision.action)
  }

  private func facts(_ unit: UnitEvidence, hasList: Bool) -> [String] {
    var facts: [String] = []
    facts.append(
      hasList ? "listed \(unit.listed), away \(unit.away)" : "the compound has no list")
    if unit.meterClass != .none {
      var usage = OutputBuffer()
      usage.append(scaled: Int(unit.milliKwhPerDay), places: 3)
      facts.append(
        "meter \(unit.meterClass), \(String(decoding: usage.bytes, as: UTF8.self)) kWh a day")
    }
    if unit.nightsSeen > 0 { facts.append("lit \(unit.nightsLit) of \(unit.nightsSeen) nights") }
    if unit.attempts > 0 {
      facts.append(
        "answered \(unit.answered), refused \(unit.refused), no answer \(unit.noAnswer), reported vacant \(unit.vacant)"
      )
      facts.append("persons seen \(unit.personsSeen)")
    }
    return facts
  }
}

extension Frame {
  /// The addresses of a compound's units.
  func texts(of compound: Int) -> [String] {
    register.index.units(of: compound).map { text(of: $0) }
      + extras.filter { $0.compound == compound }.map(\.text)
  }
}
