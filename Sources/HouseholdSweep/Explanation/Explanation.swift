import DelimitedText
import LatentClass

/// Everything that is known of one unit, and how it led to the decision.
public struct Explanation: Sendable {
  /// A share in the log odds of the unit being occupied: how they change when it joins those before it.
  ///
  /// In this order: the city's rate, the compound's own rate, its list, the meter, the lights, the knocks,
  /// counts over places. What came before counts: an answered door says less after three lit nights.
  public struct Share: Sendable, Equatable {
    /// `city`, `compound`, `list`, `meter`, `lights`, `knocks` or `places`.
    public var source: String
    /// Natural logarithm: 2.3 makes the odds ten times as high.
    public var logOdds: Double
    /// The same by the parameters that the manifest gives, where others were learned.
    public var given: Double?
  }

  /// A count over a place around a unit.
  public struct PlaceCount: Sendable, Equatable {
    /// The building or entrance: `3-2`.
    public var place: String
    /// The day of the count.
    public var day: SweepDate
    /// Windows lit, among how many dwellings that were not seen one by one.
    public var lit: Int
    /// Dwellings of the place that were not seen one by one.
    public var dwellings: Int
    /// Why the count was left out: `count_exceeds_units`, `count_below_known`.
    public var fault: String?
    /// The probability of the unit being occupied before and after the count.
    public var before: Double
    /// The probability of the unit being occupied after the count.
    public var after: Double
    /// What the count added to the log odds.
    public var logOdds: Double
  }

  /// How likely the unit is of one kind of dwellings: `seen`, `hidden`, `seldom_home`, `dark`, `left_on`.
  public struct Kind: Sendable, Equatable {
    /// The name of the kind.
    public var kind: String
    /// 0 to 1; those of all kinds sum to 1.
    public var probability: Double
  }

  /// The nights and attempts that count, by their answers.
  public struct Looks: Sendable, Equatable {
    /// Nights on which the windows of the unit were looked at.
    public var nightsSeen: Int
    /// Nights on which a light was seen in them.
    public var nightsLit: Int
    /// Attempts at which somebody opened.
    public var answered: Int
    /// Attempts at which somebody spoke, and did not open.
    public var refused: Int
    /// Attempts that nobody answered.
    public var noAnswer: Int
    /// Attempts after which the unit was reported vacant.
    public var vacant: Int
  }

  /// Evidence about the unit that was left out: it cannot have been gathered.
  public struct Omission: Sendable, Equatable {
    /// `dark_walk`, `doubtful_worker`, `implausible_reading` or `impossible_rise`.
    public var finding: String
    /// `C0012 3 2020-02-18: 0 of 41 lit, 29 expected`; `M7 2020-02-18: 820.4 between 8204 and 8205`
    public var place: String
  }

  /// What the model settled on for the compound.
  public struct Compound: Sendable, Equatable {
    /// The share of dwellings that are occupied.
    public var occupancyRate: Double
    /// The shares of occupied, and of vacant, dwellings with somebody present on the list; nil without one.
    public var listCompleteness: Double?
    /// The share of vacant dwellings with somebody present on the list; nil without one.
    public var listStaleness: Double?
  }

  /// The id of the compound.
  public var compound: String
  /// The address in the form of the results.
  public var unit: String
  /// Whether the register has the unit.
  public var isRegistered: Bool
  /// The rows that are about the unit, by source, file and line.
  public var rows: [TracedRow]
  /// Facts gathered from the rows: `listed 2`, `lit 3 of 3 nights`.
  public var facts: [BothLanguages]
  /// The same in English.
  public var evidence: [String] { facts.map(\.english) }
  /// `learned` or `fixed`: where the shares come from.
  public var model: String
  /// They sum to the log odds of `probability`. The last is that of all counts over places.
  public var shares: [Share]
  /// The counts over places around the unit, and how each moved it.
  public var placeCounts: [PlaceCount]
  /// The nights and attempts that count.
  public var looks: Looks
  /// How likely it is of each kind.
  public var kinds: [Kind]
  /// Those who are seldom at home came out opening more often than those who are: the two kinds have
  /// changed places, and words about them would be wrong.
  public var areKindsExchanged: Bool
  /// What the model settled on for its compound.
  public var own: Compound
  /// What was left out.
  public var omissions: [Omission]
  /// 0 to 1; those of all kinds sum to 1.
  public var probability: Double
  /// The probability by the parameters that the manifest gives, where others were learned.
  public var probabilityAsGiven: Double?
  /// What is decided.
  public var status: UnitStatus
  /// Whether evidence stands hard against other evidence.
  public var hasConflict: Bool
  /// The next thing to do.
  public var action: UnitAction
}

extension Sweep {
  /// Explains the decision about one unit. Reads the files once more for its rows.
  ///
  /// Throws where the sweep knows no such compound or unit; says which are near.
  public func explanation(compound name: String, unit address: String) throws(SweepError)
    -> Explanation
  {
    guard let compound = directory.find(name) else {
      let nearest = Self.nearest(Compound.fold(name), directory.ids)
      throw .unknownCompound(name, nearest: nearest)
    }
    let id = directory.ids[compound]
    var parser = AddressParser()
    let key = Field.of(address) { parser.parse($0) }
    let text = key.isHashed ? parser.withText { $0.text } : key.text
    guard !key.isNone, let unit = number(of: key, text, in: compound) else {
      let near = Self.nearest(text, builder.frame.texts(of: compound))
      throw .unknownUnit(address, in: id, nearest: near)
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
    var buildings = WalkBuildings(builder.frame, compound: compound)
    let building = buildings.name(of: unit)
    let target = TraceSink.Target(
      compound: compound, unit: isInRegister ? unit : -1, text: text,
      meters: isInRegister ? Set(meters.meters(of: unit).map(meters.text(of:))) : [],
      places: Set(places),
      darkNights: leftOut.darkDays(building, isPlace: false, in: compound),
      darkPlaces: Dictionary(
        uniqueKeysWithValues: places.map {
          ($0, leftOut.darkDays($0, isPlace: true, in: compound))
        }),
      doubtful: Set(leftOut.doubtful.lazy.filter { $0.compound == compound }.map(\.name)))
    let reader = SourceReader(
      folder: folder, options: options, directory: directory, tables: tables)
    let window = manifest.window
    var rows: [TracedRow] = []
    for source in Source.allCases where source != .compounds && source != .aliases {
      let book = builder.book(reader)
      let reading = try reader.read(source) { TraceSink($0, source, window, target, book) }
      var traced = reading.results.flatMap { $0 }
      TraceSink.markOutside(&traced, window)
      let found =
        traced
        .map { row in
          (row.file, reading.line(file: row.file, chunk: row.chunk, line: row.line), row)
        }
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      // What was made of a row stands behind the row, and for it.
      var last: [String: Int] = [:]
      for (place, row) in found.enumerated() {
        last["\(reading.ledgers[row.0].file):\(row.1)"] = place
      }
      let kept = found.enumerated().filter { place, row in
        last["\(reading.ledgers[row.0].file):\(row.1)"] == place
      }.map(\.element)
      rows += kept.map { file, line, row in
        TracedRow(
          file: Masking.file(reading.ledgers[file].file), line: line, values: row.values,
          unused: row.unused)
      }
    }
    for reject in rejects {
      for index in rows.indices
      where rows[index].line == reject.line && rows[index].file == reject.file {
        rows[index].unused = reject.reason.rawValue
      }
    }
    return rows
  }

  private func explain(
    _ unit: Int, _ text: String, in compound: Int, id: String, rows: [TracedRow]
  ) -> Explanation {
    let evidence = builder.evidence[unit]
    let hasList = listed.contains(compound)
    let belief = believe()
    let view = UnitView(self, unit, in: compound, belief.model)
    let isLearned = belief.model.parameters != belief.given
    let asGiven =
      isLearned ? UnitView(self, unit, in: compound, SweepModel(belief.given)) : nil
    let p = view.posterior.occupied
    let isRegistered = builder.frame.isRegistered(unit, in: compound)
    let decision = Decision(
      evidence, p: p,
      .init(
        isRegistered: isRegistered, compoundHasRegister: builder.frame.hasRegister(compound),
        compoundHasList: hasList,
        isInUsedPlace: view.placeCounts.contains { $0.fault == nil }),
      manifest.thresholds)
    return Explanation(
      compound: id, unit: text, isRegistered: isRegistered, rows: rows,
      facts: EvidenceWords.facts(evidence, hasList: hasList),
      model: isLearned ? "learned" : "fixed", shares: Self.shares(view, asGiven),
      placeCounts: view.placeCounts,
      looks: .init(
        nightsSeen: Int(evidence.nightsSeen), nightsLit: Int(evidence.nightsLit),
        answered: Int(evidence.answered), refused: Int(evidence.refused),
        noAnswer: Int(evidence.noAnswer), vacant: Int(evidence.vacant)),
      kinds: zip(["seen", "hidden", "seldom_home", "dark", "left_on"], DwellingKind.allCases)
        .map { .init(kind: $0, probability: view.posterior.kinds[$1]) },
      areKindsExchanged: belief.model.parameters.areKindsExchanged,
      own: .init(
        occupancyRate: view.own.share, listCompleteness: hasList ? view.own.top[0] : nil,
        listStaleness: hasList ? view.own.top[1] : nil),
      omissions: omissions(unit, text, in: compound, rows), probability: p,
      probabilityAsGiven: asGiven?.posterior.occupied,
      status: decision.status, hasConflict: decision.hasConflict, action: decision.action)
  }

  private static func shares(_ view: UnitView, _ given: UnitView?) -> [Explanation.Share] {
    view.shares.indices.map { number in
      .init(
        source: view.shares[number].source, logOdds: view.shares[number].logOdds,
        given: given?.shares[number].logOdds)
    }
  }

  /// What was left out of a unit's evidence: walks and counts around it, workers at its door, and
  /// readings of its meters.
  private func omissions(_ unit: Int, _ text: String, in compound: Int, _ rows: [TracedRow])
    -> [Explanation.Omission]
  {
    let ids = directory.ids
    var buildings = WalkBuildings(builder.frame, compound: compound)
    let building = buildings.name(of: unit)
    let walks = leftOut.walks.filter { walk in
      walk.compound == compound
        && (walk.isPlace ? Frame.isUnder(walk.place, text) : walk.place == building)
    }
    let isAtDoor = rows.contains { $0.unused == TraceSink.doubtfulWorker }
    let workers = leftOut.doubtful.filter { worker in
      worker.compound == compound && isAtDoor
        && rows.contains {
          $0.unused == TraceSink.doubtfulWorker
            && $0.values.contains("worker \(Masking.shown(worker.name))")
        }
    }
    return walks.map {
      .init(finding: TraceSink.darkWalk, place: $0.text(ids, manifest.firstDay))
    } + workers.map { .init(finding: TraceSink.doubtfulWorker, place: $0.text(ids)) }
      + readings(of: unit, named: "\(ids[compound]) \(text)")
  }

  /// Readings of a unit's meters that were left out. A meter without an id is named by its unit.
  private func readings(of unit: Int, named name: String) -> [Explanation.Omission] {
    let meters = builder.frame.register.meters
    let ids =
      unit < builder.frame.registeredCount
      ? meters.meters(of: unit).map { Masking.meter(meters.text(of: $0)) } : []
    let names = ids.filter { !$0.isEmpty } + [name]
    return ["implausible_reading", "impossible_rise"].flatMap { finding in
      builder.findings.places(of: finding).filter { place in
        names.contains { name in
          // Behind the name stands a date and a colon.
          let rest = place.dropFirst(name.count + 1)
          return place.hasPrefix(name + " ") && SweepDate(String(rest.prefix(10))) != nil
            && rest.dropFirst(10).hasPrefix(":")
        }
      }.sorted { NaturalOrder.precedes($0, $1) }.map { .init(finding: finding, place: $0) }
    }
  }
}

extension Frame {
  /// The addresses of a compound's units.
  func texts(of compound: Int) -> [String] {
    register.index.units(of: compound).map { text(of: $0) }
      + extras.filter { $0.compound == compound }.map(\.text)
  }
}
