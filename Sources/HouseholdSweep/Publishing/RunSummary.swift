import DelimitedText
import Foundation

/// What a run found, as `summary.json` tells it.
public struct RunSummary: Sendable, Equatable, Codable {
  /// What became of the rows of one file.
  public struct File: Sendable, Equatable, Codable {
    public var file: String
    public var source: String
    public var encoding: String
    public var bytes: Int
    public var rows: Int
    public var accepted: Int
    public var duplicate: Int
    public var outOfWindow: Int
    public var rejected: [String: Int]
    /// Rows that are no data, such as totals: none of `rows`.
    public var notData: Int
    /// Rows whose address is no key of the register, and yet means a unit: `alias`,
    /// `compound_name`, `entrance_left_out`, `building_left_out`, `other_cut`, `village_name`.
    public var matched: [String: Int]
  }

  public struct NoteEntry: Sendable, Equatable, Codable {
    public var file: String
    public var note: String
  }

  public struct FindingEntry: Sendable, Equatable, Codable {
    public var name: String
    public var count: Int
    public var places: [String]
  }

  public struct Day: Sendable, Equatable, Codable {
    public var day: String
    public var units: Int
    public var unitsObserved: Int
    public var unitsContacted: Int
    public var personsSeen: Int
  }

  public struct ManifestEntry: Sendable, Equatable, Codable {
    public var name: String
    public var firstDay: String
    public var days: Int
    public var dayStartsAt: String
    public var lightHours: String
    public var language: String
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
    public var wellObserved: Int
    /// Distinct patterns of evidence among them, and pairs of a compound and a pattern.
    public var patterns: Int
    public var pairs: Int
    public var rounds: Int
    public var converged: Bool
    public var logLikelihood: Double
    /// `too_few_units`, `classes_reversed` (both: the given parameters were used), `not_converged`,
    /// `classes_too_close`, `kinds_exchanged`.
    public var warnings: [String]
  }

  /// Version of this file's form.
  public var schema = RunSummary.currentSchema
  public var product = RunSummary.productName
  public var manifest: ManifestEntry
  /// The model used: `fixed`, too, where nothing could be learned.
  public var model: String
  /// Nil where the manifest wants the fixed model.
  public var fit: Fit?
  /// The parameters the run began with, and those it decided by.
  public var parametersBefore: Parameters
  public var parametersAfter: Parameters
  public var units: Int
  public var registeredUnits: Int
  public var compounds: Int
  public var flags: Int
  public var conflicts: Int
  public var rejectedRows: Int
  /// Distinct patterns of what was looked at: usage, nights and attempts.
  public var patterns: Int
  public var status: [String: Int]
  public var coverage: [Day]
  public var findings: [FindingEntry]
  public var notes: [NoteEntry]
  public var ledger: [File]

  public static let currentSchema = 2
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
    self.manifest = ManifestEntry(
      name: manifest.name, firstDay: "\(manifest.firstDay)", days: manifest.days,
      dayStartsAt: "\(manifest.dayStartsAt)", lightHours: "\(manifest.lightHours)",
      language: manifest.language.rawValue, thresholds: manifest.thresholds,
      plan: manifest.plan)
    let isLearned = belief.fit?.isLearned ?? false
    model = (isLearned ? Manifest.Model.learned : .fixed).rawValue
    fit = belief.fit.map(Fit.init)
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

extension RunSummary.Fit {
  fileprivate init(_ fit: ModelFit) {
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
