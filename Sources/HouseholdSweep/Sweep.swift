import DelimitedText
import Foundation

/// A sweep folder read whole: evidence for every unit, and what became of every row.
public struct Sweep: Sendable {
  /// What lies in the folder.
  public let folder: SweepFolder
  /// Its manifest.
  public let manifest: Manifest
  /// What became of the rows of each file, in the order the files were read.
  public private(set) var ledgers: [FileLedger] = []
  /// The rows that could not be used, in the order of files and lines.
  public private(set) var rejects: [Reject] = []
  /// What is worth telling and no fault of a row, in the order it came up.
  public private(set) var notes: [Note] = []

  let options: ReadingOptions
  private(set) var builder: EvidenceBuilder
  let directory: CompoundDirectory
  let tables: TidyTables
  private(set) var places: [CountedPlace] = []
  /// Compounds with an accepted resident row.
  private(set) var listed: Set<Int> = []
  /// The names of the compounds in `compounds.csv`, by id; empty where one has none.
  package private(set) var compoundNames: [String: String] = [:]
  /// What was written down, but is no evidence.
  private(set) var leftOut = LeftOut()
  /// What learning starts from: the manifest's parameters, or those of another night.
  private(set) var given: Parameters
  /// Parameters that are known, so that nothing is learned; and how they were, if from all shards of this sweep.
  private var known: (parameters: Parameters, fit: RunSummary.Fit?)?

  /// The unusual things in the data as a whole, in the order of their names.
  public var findings: [Finding] { builder.findings.findings() }

  /// Reads a sweep folder. Decides nothing and writes nothing.
  ///
  /// Throws where a file lacks a column, or cannot be read, and where the manifest is wrong.
  /// O(bytes read + units).
  public init(reading path: String, options: ReadingOptions = ReadingOptions()) throws(SweepError) {
    try self.init(reading: path, options: options, tidiesAll: false)
  }

  /// The same, with every file through the plain reader if that is wanted.
  init(reading path: String, options: ReadingOptions, tidiesAll: Bool) throws(SweepError) {
    let folder = try SweepFolder(path: path)
    let manifest = try Manifest(contentsOf: path + "/" + SweepFolder.manifestName)
    let rules = UnusedRules(manifest.tables, folder)
    let unused = rules.withoutFile(in: folder)
    do throws(SweepError) {
      try self.init(reading: folder, manifest, options: options, tidiesAll: tidiesAll)
    } catch {
      guard error.code == .badData else { throw error }
      let others = Self.otherStops(folder, manifest, threads: options.threads, besides: error)
      // A rule that misses its file may be why another is told.
      throw error.and(others).and(unused)
    }
    notes += unused + rules.withoutSheet(tables.sheets)
    maskFiles()
  }

  /// Masks phone and identity numbers in the names of files; hardly ever there are any.
  private mutating func maskFiles() {
    guard (ledgers.map(\.file) + notes.map(\.file)).contains(where: { Masking.file($0) != $0 })
    else { return }
    for index in ledgers.indices { ledgers[index].file = Masking.file(ledgers[index].file) }
    for index in rejects.indices { rejects[index].file = Masking.file(rejects[index].file) }
    for index in notes.indices { notes[index].file = Masking.file(notes[index].file) }
  }

  private init(
    reading folder: SweepFolder, _ manifest: Manifest, options: ReadingOptions, tidiesAll: Bool
  ) throws(SweepError) {
    let path = folder.path
    self.folder = folder
    self.manifest = manifest
    self.options = options
    given = try Self.given(manifest, in: path)
    directory = CompoundDirectory()
    tables = TidyTables(manifest, tidiesAll: tidiesAll)
    let reader = SourceReader(
      folder: folder, options: options, directory: directory, tables: tables)
    let frame = try FrameReading(reader)
    ledgers = frame.ledgers
    rejects = frame.rejects
    notes = folder.notes + frame.notes
    compoundNames = frame.compoundNames
    let units = Frame(register: frame.register, aliases: frame.aliases)
    tables.use(units)
    builder = EvidenceBuilder(
      manifest: manifest, options: options, pool: reader.pool, frame: units)
    let residents = try builder.addResidents(reader)
    listed = residents.listed
    let knocks = try builder.readKnocks(reader)
    let meters = try builder.addMeters(reader)
    let lights = try builder.addLights(reader)
    places = lights.places
    builder.frame.groupExtras()
    builder.leaveOutRefused(tables.refusedCompounds, places)
    builder.pool.trim()
    leftOut = try builder.leaveOut(&places, listed: listed, knocks, directory.ids)
    take(residents.reading)
    take(builder.count(knocks, without: leftOut))
    take(meters)
    take(lights.reading)
    addListFindings()
    for (name, place) in tables.findings { builder.findings.add(name, Masking.file(place)) }
    noteRepetitions()
    noteSlips()
    for (value, id) in directory.otherZeros {
      builder.findings.add("compound_zeros", "\(id): written \(value)")
    }
    // Ledgers stand in the order in which files are read.
    let rank = Dictionary(
      ledgers.enumerated().map { ($1.file, $0) }, uniquingKeysWith: { first, _ in first })
    rejects.sort { (rank[$0.file] ?? 0, $0.line) < (rank[$1.file] ?? 0, $1.line) }
    for ledger in ledgers {
      let sum = ledger.accepted + ledger.duplicate + ledger.outOfWindow + ledger.rejectedTotal
      precondition(ledger.rows == sum, "rows of \(ledger.file) are not accounted for")
    }
  }

  /// What would stop the reading of other sources, too: whoever mends one at a time is not done by morning.
  private static func otherStops(
    _ folder: SweepFolder, _ manifest: Manifest, threads: Int, besides error: SweepError
  ) -> [SweepError] {
    let tables = TidyTables(manifest)
    let reader = SourceReader(
      folder: folder, options: ReadingOptions(threads: threads), directory: CompoundDirectory(),
      tables: tables)
    let frame = try? FrameReading(reader)
    if let frame { tables.use(Frame(register: frame.register, aliases: frame.aliases)) }
    let told = Set(([error] + error.others).compactMap { $0.place?.file })
    return [Source.units, .residents, .knocks, .meter, .lights].flatMap { source -> [SweepError] in
      do throws(SweepError) {
        _ = try reader.prepare(source)
        // Sheets with no header stop nothing, but would come up next.
        return tables.tables(of: source).flatMap { table in
          table.telling.advice.filter(\.isOfTable).map { .notRead($0, at: table.name) }
        }
      } catch {
        guard error.code == .badData, let file = error.place?.file, !told.contains(file) else {
          return []
        }
        var first = error
        first.others = []
        // Without its compounds nobody knows which of them a file is named after.
        return ([first] + error.others).filter { other in
          frame != nil || !other.rules.contains { $0.constants[.compound] != nil }
        }
      }
    }
  }

  /// What learning starts from: the manifest's parameters, or those of another night that it names.
  private static func given(_ manifest: Manifest, in folder: String) throws(SweepError)
    -> Parameters
  {
    guard let name = manifest.parametersFrom else { return manifest.parameters }
    let path = name.hasPrefix("/") ? name : folder + "/" + name
    try checkIsOutside(path, folder + "/results", name)
    return try LearnedParameters(contentsOf: path, named: name).fitting(manifest, from: name)
  }

  /// The same folder must give the same bytes, so what a run writes is nothing that the next starts from.
  private static func checkIsOutside(_ path: String, _ output: String, _ name: String)
    throws(SweepError)
  {
    func plain(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
    let results = plain(output)
    let isInside = [results, results + ".previous"].contains { plain(path).hasPrefix($0 + "/") }
    guard !isInside else {
      throw .ownResults(name)
    }
  }

  private mutating func take<Result>(_ reading: SourceReading<Result>) {
    ledgers += reading.wholeLedgers
    rejects += reading.rejects
    notes += reading.notes
  }

  /// Notes tables of which each row stands in others: their sources compare rows, and do not say whose they
  /// are.
  private mutating func noteRepetitions() {
    let told = tables.repeated
    for ledger in ledgers
    where ledger.rows > 0 && ledger.duplicate == ledger.rows && !told.contains(ledger.file) {
      notes.append(Note(file: ledger.file, text: Note.allRepeated.english))
    }
  }

  /// Notes compounds that look like slips of the pen: who is in them stands outside the register.
  private mutating func noteSlips() {
    guard let file = folder.files[.compounds]?.first else { return }
    for compound in strangeCompounds {
      guard let nearest = compound.nearest else { continue }
      notes.append(
        Note(
          file: file,
          text: Note.slip(
            compound.id, compound.units > 0 ? compound.units : compound.rows,
            areUnits: compound.units > 0, nearest: nearest
          ).english))
    }
  }

  private mutating func addListFindings() {
    let ids = directory.ids
    for compound in ids.indices
    where !listed.contains(compound) && !builder.strayCompounds.contains(compound) {
      builder.findings.add("no_list", ids[compound])
    }
  }

  /// The addresses outside the register, in natural order of compounds and addresses.
  public var unmatched: [UnmatchedAddress] {
    builder.frame.unmatched(directory.ids, threads: options.threads)
  }

  /// The compounds that `compounds.csv` should have and has not, where it is there.
  package var strangeCompounds: [StrangeCompound] {
    let ids = directory.ids
    return StrangeCompound.among(
      ids.indices.filter { !builder.strayCompounds.contains($0) }, ids, compoundNames,
      builder.frame)
  }

  /// What was taken for what in tables that are not tidy.
  package var tellings: [TableTelling] {
    tables.tellings.map { telling in
      var shown = telling
      shown.file = Masking.file(telling.file)
      return shown
    }
  }

  /// The rows that were rejected.
  public var rejectedCount: Int { ledgers.reduce(0) { $0 + $1.rejectedTotal } }

  /// The whole job: reads a sweep folder, decides about every unit, and puts the results in place at
  /// `output`.
  ///
  /// What can be known to be wrong before reading (no such folder, a fault in the manifest, a place
  /// that is not for results, another run at work there) is thrown before reading. Files to be made
  /// of the results are put in place with them. Where parameters are given, nothing is learned.
  ///
  /// When it returns, the results are on the disk and outlast a cut of power; not so without
  /// `waitsForDisk`, where one may leave files of them empty.
  public static func run(
    reading path: String, to output: String, options: ReadingOptions = ReadingOptions(),
    decidingBy parameters: LearnedParameters? = nil,
    adding additions: [ResultsAddition] = [], waitsForDisk: Bool = true
  ) throws(SweepError) -> RunSummary {
    _ = try SweepFolder(path: path)
    let manifest = try Manifest(contentsOf: path + "/" + SweepFolder.manifestName)
    _ = try Self.given(manifest, in: path)
    if let name = manifest.parametersFrom {
      try checkIsOutside(name.hasPrefix("/") ? name : path + "/" + name, output, name)
    }
    _ = try parameters?.known(for: manifest, given: Self.given(manifest, in: path))
    let results = try ResultsFolder.prepare(
      at: output, for: path, waitsForDisk ? .current : FileSystem.current.withoutSync)
    var sweep = try Sweep(reading: path, options: options)
    if let parameters { sweep = try sweep.decided(by: parameters) }
    return try (consume sweep).publish(into: results, adding: additions)
  }

  /// Decides about every unit, in memory: nothing is written. O(units); as long as a third of the reading,
  /// about.
  ///
  /// Throws where progress asks to stop.
  public func decide() throws(SweepError) -> Decisions { try Decisions(self) }

  /// Decides about every unit and puts the results in place at `output`, whole or not at all. What
  /// `decide()` and then `Decisions.publish(to:)` do, in one go over the units.
  ///
  /// Throws where `output` is no place for results, or the disk is full; the old results then stand
  /// as they were.
  public func publish(to output: String) throws(SweepError) -> RunSummary {
    try publish(into: ResultsFolder.prepare(at: output, for: folder.path), adding: [])
  }

  private consuming func publish(
    into results: consuming ResultsFolder, adding additions: [ResultsAddition]
  ) throws(SweepError) -> RunSummary {
    try options.begin("fitting")
    let belief = believe()
    return try publish(into: results, belief, adding: additions)
  }

  /// Decides about every unit and puts the results in place.
  consuming func publish(
    into results: consuming ResultsFolder, _ belief: Belief, adding additions: [ResultsAddition]
  ) throws(SweepError) -> RunSummary {
    let files = results.files
    let units = try files.create(UnitsTable.name)
    let city = decider(belief.model)
    let decided = try city.decide(writing: units)
    try options.begin("writing")
    let summary = try write(decided, belief, additions, to: files, finishing: units)
    // Nothing of what was read is needed any more.
    if options.threads > 1 { discardInBackground((self, city, decided)) }
    try results.publish()
    return summary
  }

  /// Whoever decides about the units by a model.
  func decider(_ model: SweepModel) -> CityDecider {
    CityDecider(
      manifest: manifest, options: options, frame: builder.frame, evidence: builder.evidence,
      contacts: builder.contacts, ids: directory.ids, strayCompounds: builder.strayCompounds,
      listed: listed,
      places: Dictionary(grouping: places, by: \.compound), model: model,
      cells: AttributeCells(builder.frame.register.attributes))
  }

  /// Writes all but the units, all workers at once. Additions are made of the tables and the summary,
  /// so whoever ends the last of these makes them, while the others look for proposals.
  ///
  /// Whoever brings the units to the disk only waits for it, so one worker more is there for the others'
  /// work.
  private func write(
    _ decided: CityDecider.Outcome, _ belief: Belief, _ additions: [ResultsAddition],
    to files: ResultsFiles, finishing units: OutputFile
  ) throws(SweepError) -> RunSummary {
    let search = UnmatchedSearch(builder.frame, directory.ids)
    let work = WorkList(count: 3 + search.count)
    let tables = WorkList(count: 2)
    let workers = options.threads > 1 ? options.threads + 1 : 1
    let made = try parallelMap(workers: workers) { _ throws(SweepError) in
      var summary: RunSummary?
      var found = UnmatchedSearch.Found()
      while let task = work.take() {
        switch task {
        case 0: try files.finish(units)
        case 1: summary = try writeAreas(decided, belief, to: files)
        case 2:
          try files.write(to: FlagsTable.name) { file throws(SystemError) in
            try decided.writeFlags(to: file)
          }
        default: search.look(task - 3, &found)
        }
        if (1...2).contains(task) && tables.take() == 1 {
          for addition in additions { try files.add(addition) }
        }
      }
      return (summary, found)
    }
    try files.write(
      RowTables.unmatched(UnmatchedSearch.joined(made.map(\.1))), to: RowTables.unmatchedName)
    return made.lazy.compactMap(\.0).first!
  }

  /// Writes the tables of areas and of rejected rows, and the summary.
  private func writeAreas(
    _ decided: CityDecider.Outcome, _ belief: Belief, to files: ResultsFiles
  ) throws(SweepError) -> RunSummary {
    let areas = AreaTables(decided.compounds, manifest: manifest)
    try files.write(areas.areasTable(), to: AreaTables.areasName)
    try files.write(
      areas.coverageTable(firstDay: manifest.firstDay), to: AreaTables.coverageName)
    try files.write(RowTables.rejects(rejects), to: RowTables.rejectsName)
    let findings = findings(with: decided)
    try ExactSums(areas: areas.exactSums, findings: findings, looks: decided.looks)
      .write(to: files)
    let summary = summary(decided, belief, areas, findings)
    var json = OutputBuffer()
    json.append(text: summary.json())
    try files.write(json, to: ResultsFolder.summaryName)
    return summary
  }

  /// What was found while reading and while deciding.
  func findings(with decided: CityDecider.Outcome) -> FindingList {
    var findings = builder.findings
    findings.merge(decided.findings)
    return findings
  }

  func summary(
    _ decided: CityDecider.Outcome, _ belief: Belief, _ areas: AreaTables, _ findings: FindingList
  ) -> RunSummary {
    RunSummary(
      manifest: manifest, belief: belief, looks: decided.looks.count, ledgers: ledgers,
      notes: notes, findings: findings.findings(), city: areas.city, coverage: areas.cityDays,
      registeredUnits: decided.registeredUnits, compounds: decided.compounds.count)
  }

  /// What the sources' answers mean in this sweep: learned from it, or as they are given.
  func believe() -> Belief {
    if let known {
      return Belief(given: given, told: known.fit, model: SweepModel(known.parameters))
    }
    let model = SweepModel(given)
    guard manifest.model != .fixed else { return Belief(given: given, model: model) }
    let sample = builder.sample(
      without: builder.strayCompounds, listed: listed, ids: directory.ids,
      units: given.learnMaxUnits)
    var fit = model.learned(from: sample, threads: options.threads)
    fit.compoundsInAll = directory.count - builder.strayCompounds.count
    return Belief(
      given: given, fit: fit, told: RunSummary.Fit(fit), model: SweepModel(fit.parameters))
  }

  /// The same sweep, decided by parameters that are known. What cannot have been gathered is left out all
  /// the same, by those of the manifest.
  ///
  /// Throws where they are of another form than the manifest's: other bins of usage, or other levels of the
  /// list; and where they were learned from shards of another sweep.
  public func decided(by parameters: LearnedParameters) throws(SweepError) -> Sweep {
    var copy = self
    copy.known = try parameters.known(for: manifest, given: given)
    return copy
  }
}

/// What the sources' answers mean in a sweep.
struct Belief: Sendable {
  /// What learning started from.
  var given: Parameters
  /// Nil where nothing was to be learned here.
  var fit: ModelFit?
  /// How it was learned, here or from all shards of this sweep.
  var told: RunSummary.Fit?
  var model: SweepModel
}

/// The compounds and units of a sweep, read.
private struct FrameReading {
  var register: Register
  var aliases: AliasTable
  var compoundNames: [String: String]
  var ledgers: [FileLedger]
  var rejects: [Reject]
  var notes: [Note]

  init(_ reader: SourceReader) throws(SweepError) {
    let (named, compounds) = try reader.compounds()
    compoundNames = Dictionary(
      named.values.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    ledgers = compounds.wholeLedgers
    rejects = compounds.rejects
    notes = compounds.notes
    let directory = reader.directory
    let city = try CityDirectory(in: reader.folder.path, for: directory)
    directory.settleIds()
    let hasRegister = reader.folder.files[.units] != nil
    // Without a register the resident list says which units there are; it is read again for who
    // lives in them.
    let attributes = AttributeDirectory()
    var units = try reader.read(hasRegister ? .units : .residents) {
      RegisterSink(
        $0, directory, attributes, reader.pool, dropsNames: !hasRegister,
        knowsCompounds: !named.isEmpty)
    }
    var builder = RegisterBuilder(
      directory: directory, attributes: attributes, fileCount: units.ledgers.count,
      threads: reader.options.threads)
    register = builder.build(
      units.results, named: named, hasRegister: hasRegister, elsewhere: city.meters(directory))
    directory.settleIds()
    let confirmed = try reader.aliases(register)
    aliases = confirmed.table
    guard hasRegister else {
      // The second reading finds these addresses, and sees nothing strange in them.
      return
    }
    units.add(
      builder.duplicates.map { SinkState.Counts(accepted: -$0, outOfWindow: 0, duplicate: $0) })
    for (file, count) in builder.differing.enumerated() where count > 0 {
      notes.append(
        Note(
          file: units.ledgers[file].file,
          text: Note.differingUnits(count).english)
      )
    }
    ledgers += units.wholeLedgers
    rejects += units.rejects
    notes += units.notes
    ledgers += confirmed.ledgers
    rejects += confirmed.rejects
    notes += confirmed.notes
  }
}
