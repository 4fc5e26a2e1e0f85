import DelimitedText
import Foundation

/// What a run found, as `summary.json` tells it.
public struct RunSummary: Sendable, Equatable, Codable {
  /// What became of the rows of one file.
  public struct File: Sendable, Equatable, Codable {
    /// The path inside the sweep folder.
    public var file: String
    /// What the file holds: `residents`, `knocks` …
    public var source: String
    /// `UTF-8`, `UTF-16LE`, `GB18030` …
    public var encoding: String
    /// Bytes of the file.
    public var bytes: Int
    /// Rows of data.
    public var rows: Int
    /// Rows that were used.
    public var accepted: Int
    /// Rows that say what another row has said.
    public var duplicate: Int
    /// Rows of other days than the sweep's.
    public var outOfWindow: Int
    /// Rows that could not be used, by reason.
    public var rejected: [String: Int]
    /// Rows that are no data, such as totals: none of `rows`.
    public var notData: Int
    /// Rows whose address is no key of the register, and yet means a unit: `alias`,
    /// `compound_name`, `entrance_left_out`, `building_left_out`, `other_cut`, `village_name`.
    public var matched: [String: Int]
  }

  /// Something worth telling about a file.
  public struct NoteEntry: Sendable, Equatable, Codable {
    /// The path inside the sweep folder.
    public var file: String
    /// What is to be told, in English.
    public var note: String
  }

  /// Something found in the data as a whole.
  public struct FindingEntry: Sendable, Equatable, Codable {
    /// A stable name: `no_list`, `unregistered_place` …
    public var name: String
    /// How often it was found.
    public var count: Int
    /// The first places, in natural order.
    public var places: [String]
  }

  /// What was done in the city on one day.
  public struct Day: Sendable, Equatable, Codable {
    /// The date, `2020-02-17`.
    public var day: String
    /// Dwelling units.
    public var units: Int
    /// Units observed in any way.
    public var unitsObserved: Int
    /// Units whose door was knocked at.
    public var unitsContacted: Int
    /// Persons met.
    public var personsSeen: Int
  }

  /// The manifest, as far as results hang on it.
  public struct ManifestEntry: Sendable, Equatable, Codable {
    /// The title of reports.
    public var name: String
    /// The date of the first day, `2020-02-17`.
    public var firstDay: String
    /// Days of the sweep.
    public var days: Int
    /// When a day starts, `05:00`.
    public var dayStartsAt: String
    /// The hours in which a light count counts, `18:00-01:00`.
    public var lightHours: String
    /// `en` or `zh`.
    public var language: String
    /// Where the model's numbers became decisions.
    public var thresholds: Thresholds
    /// Nil where the manifest says nothing of plans.
    public var plan: PlanSettings?
  }

  /// How parameters were learned.
  public struct Fit: Sendable, Equatable, Codable {
    /// Compounds that were learned from.
    public var compounds: Int
    /// Units that took part, and those of them with three looks or more.
    public var units: Int
    /// Those of them with three looks or more.
    public var wellObserved: Int
    /// Distinct patterns of evidence among them, and pairs of a compound and a pattern.
    public var patterns: Int
    /// Pairs of a compound and a pattern among them.
    public var pairs: Int
    /// Rounds of the fit.
    public var rounds: Int
    /// Whether the last round changed next to nothing.
    public var converged: Bool
    /// The log likelihood that the fit came to.
    public var logLikelihood: Double
    /// `too_few_units`, `classes_reversed` (both: the given parameters were used), `not_converged`,
    /// `classes_too_close`, `kinds_exchanged`.
    public var warnings: [String]
  }

  /// Version of this file's form.
  public var schema = RunSummary.currentSchema
  /// `productName`.
  public var product = RunSummary.productName
  /// The manifest, as far as results hang on it.
  public var manifest: ManifestEntry
  /// The model used: `fixed`, too, where nothing could be learned.
  public var model: String
  /// Nil where the manifest wants the fixed model.
  public var fit: Fit?
  /// The parameters the run began with, and those it decided by.
  public var parametersBefore: Parameters
  /// The parameters the run decided by.
  public var parametersAfter: Parameters
  /// Dwelling units.
  public var units: Int
  /// Those of the register.
  public var registeredUnits: Int
  /// Residential compounds and villages.
  public var compounds: Int
  /// Units to go to: the rows of `flags.csv`.
  public var flags: Int
  /// Units where evidence stands hard against other evidence.
  public var conflicts: Int
  /// Rows that could not be used.
  public var rejectedRows: Int
  /// Distinct patterns of what was looked at: usage, nights and attempts.
  public var patterns: Int
  /// Units by status.
  public var status: [String: Int]
  /// One a day of the sweep.
  public var coverage: [Day]
  /// In the order of their names.
  public var findings: [FindingEntry]
  /// By file.
  public var notes: [NoteEntry]
  /// In the order in which files are read.
  public var ledger: [File]

  /// The version that this engine writes, and reads.
  public static let currentSchema = 2
  /// What marks a summary as ours.
  public static let productName = "household-sweep results"

  /// Reads a summary. Throws where the file is no summary of ours, or of a later version.
  public init(contentsOf path: String) throws(SweepError) {
    let place = SweepError.Place(file: PathParts.split(path).name)
    let data: Data
    do {
      data = Data(try FileSystem.current.contents(of: path))
    } catch {
      throw ResultsFolder.error(of: PathParts.split(path).parent, place, error)
    }
    if let identity = Identity(data), identity.product == Self.productName,
      identity.schema != Self.currentSchema
    {
      throw .otherVersion(place, schema: identity.schema)
    }
    let summary: RunSummary
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      summary = try decoder.decode(RunSummary.self, from: data)
    } catch {
      throw .noSummary(place)
    }
    guard summary.product == Self.productName else {
      throw .noSummary(place)
    }
    self = summary
  }

  /// Whether a file is a summary of ours, of whatever version.
  static func isSummary(
    _ path: String, _ fileSystem: FileSystem, product: String = productName
  ) throws(SystemError) -> Bool {
    guard let status = try fileSystem.status(at: path), !status.isFolder else { return false }
    return Identity(Data(try fileSystem.contents(of: path)))?.product == product
  }

  /// What tells a summary of ours, and its version.
  private struct Identity: Decodable {
    var product: String
    var schema: Int

    init?(_ data: Data) {
      guard let identity = try? JSONDecoder().decode(Identity.self, from: data) else { return nil }
      self = identity
    }
  }

  /// The bytes of the file: sorted keys, no time, no path.
  public func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("a summary holds nothing that JSON cannot")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension RunSummary {
  init(
    manifest: Manifest, belief: Belief, looks: Int, ledgers: [FileLedger], notes: [Note],
    findings: [Finding], city: AreaTally, coverage: [CoverageTally], registeredUnits: Int,
    compounds: Int
  ) {
    self.manifest = ManifestEntry(manifest)
    let isLearned = belief.told?.isLearned ?? false
    model = (isLearned ? Manifest.Model.learned : .fixed).rawValue
    fit = belief.told
    parametersBefore = belief.given
    parametersAfter = belief.model.parameters
    units = city.units
    self.registeredUnits = registeredUnits
    self.compounds = compounds
    flags = city.count(.unlistedOccupied) + city.count(.undercounted)
    conflicts = city.conflicts
    rejectedRows = ledgers.reduce(0) { $0 + $1.rejectedTotal }
    patterns = looks
    status = Dictionary(
      uniqueKeysWithValues: UnitStatus.allCases.map { ("\($0.name)", city.count($0)) })
    self.coverage = coverage.enumerated().map { day, tally in
      Day(
        day: "\(manifest.firstDay.advanced(by: day))", units: tally.units,
        unitsObserved: tally.observed, unitsContacted: tally.contacted,
        personsSeen: tally.persons)
    }
    self.findings = findings.map {
      FindingEntry(name: $0.name, count: $0.count, places: $0.places)
    }
    self.notes = Set(notes).map { NoteEntry(file: $0.file, note: $0.text) }
      .sorted { ($0.file, $0.note) < ($1.file, $1.note) }
    ledger = ledgers.map { ledger in
      File(
        file: ledger.file, source: ledger.source.rawValue, encoding: ledger.encoding,
        bytes: ledger.bytes, rows: ledger.rows, accepted: ledger.accepted,
        duplicate: ledger.duplicate, outOfWindow: ledger.outOfWindow,
        rejected: Dictionary(
          uniqueKeysWithValues: ledger.rejected.map { ($0.key.rawValue, $0.value) }),
        notData: ledger.notData,
        matched: Dictionary(
          uniqueKeysWithValues: ledger.matched.map { ($0.key.name, $0.value) }))
    }
  }
}

extension RunSummary.ManifestEntry {
  init(_ manifest: Manifest) {
    self.init(
      name: manifest.name, firstDay: "\(manifest.firstDay)", days: manifest.days,
      dayStartsAt: "\(manifest.dayStartsAt)", lightHours: "\(manifest.lightHours)",
      language: manifest.language.rawValue, thresholds: manifest.thresholds,
      plan: manifest.plan)
  }
}

extension RunSummary.Fit {
  /// Whether what was learned is used.
  package var isLearned: Bool {
    let unused: [ModelFit.Warning] = [.tooFewUnits, .classesReversed]
    return !warnings.contains { name in unused.contains { $0.rawValue == name } }
  }

  init(_ fit: ModelFit) {
    compounds = fit.compounds
    units = fit.units
    wellObserved = fit.wellObserved
    patterns = fit.patterns
    pairs = fit.pairs
    rounds = fit.rounds
    converged = fit.hasConverged
    logLikelihood = fit.logLikelihood
    warnings = fit.warnings.map(\.rawValue)
  }
}
