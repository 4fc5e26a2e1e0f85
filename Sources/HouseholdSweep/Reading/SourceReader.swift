import DelimitedText
import Foundation

/// How the engine reads: threads, the size of a chunk, and whom to tell.
public struct ReadingOptions: Sendable {
  /// Workers at once, at least 1.
  public var threads: Int
  /// Bytes of a file that a worker takes at a time.
  public var chunkSize: Int
  /// Told what is being done and how far it is, 0 to 1, from any thread. Returning false stops.
  ///
  /// Every phase begins with one call at exactly 0, before any of its work; the phase before has
  /// then ended. So a caller with a clock can time the phases, and the engine needs none.
  public var progress: (@Sendable (_ phase: String, _ fraction: Double) -> Bool)?
  /// Whether rows are read by the template of the row before. What comes out is the same without, later.
  package var usesTemplates = true

  /// One worker a core, unless told otherwise.
  public init(
    threads: Int = ProcessInfo.processInfo.activeProcessorCount, chunkSize: Int = 1 << 18,
    progress: (@Sendable (String, Double) -> Bool)? = nil
  ) {
    self.threads = max(1, threads)
    self.chunkSize = max(1, chunkSize)
    self.progress = progress
  }

  /// Tells that a phase begins. Throws if the caller wants to stop.
  func begin(_ phase: String) throws(SweepError) {
    guard let progress, !progress(phase, 0) else { return }
    throw .stopped(while: phase)
  }
}

/// All files of one source, read to the end: what each worker made of its rows, and the ledgers so
/// far.
struct SourceReading<Result: Sendable> {
  var results: [Result]
  /// One a table. Rows that were looked at once more have one of their own, with the file's name.
  var ledgers: [FileLedger]
  var rejects: [Reject]
  var notes: [Note]
  /// The tables as they were read, for who must look at their rows again.
  fileprivate(set) var files: [PreparedFile]
  /// The line, from 1, of line 0 of each chunk, by file and chunk.
  fileprivate(set) var firstLines: [[Int]]

  /// The line that a row starts on in the file it came from.
  func line(file: Int, chunk: Int, line: Int) -> Int {
    let line = firstLines[file][chunk] + line
    guard let table = files[file].table else { return line }
    // Below the header, one line a row.
    return Int(table.lines[line - 2])
  }

  /// Whether a row is of a household whose first row came before it: one row in the file.
  private func isFurther(file: Int, chunk: Int, line: Int) -> Bool {
    guard let table = files[file].table else { return false }
    let row = firstLines[file][chunk] + line - 2
    return row > 0 && table.lines[row] == table.lines[row - 1]
  }

  /// Adds what was found out about rows after they were read.
  mutating func add(_ counts: [SinkState.Counts]) {
    for (file, count) in counts.enumerated() {
      ledgers[file].accepted += count.accepted
      ledgers[file].duplicate += count.duplicate
      ledgers[file].outOfWindow += count.outOfWindow
      ledgers[file].outside.add(count.outside)
      for match in AddressMatch.allCases where count.matched[match.rawValue] > 0 {
        ledgers[file].matched[match, default: 0] += count.matched[match.rawValue]
      }
    }
  }

  mutating func add(_ raw: [SinkState.RawReject]) {
    for reject in raw {
      let (file, chunk, line) = (Int(reject.file), Int(reject.chunk), Int(reject.line))
      if isFurther(file: file, chunk: chunk, line: line) {
        ledgers[file].accepted += 1
        continue
      }
      ledgers[file].rejected[reject.reason, default: 0] += 1
      rejects.append(
        Reject(
          file: ledgers[file].file, line: self.line(file: file, chunk: chunk, line: line),
          column: reject.column?.name ?? "", reason: reject.reason, value: reject.value))
    }
  }

  /// States that are in no list, by table: their rows, and the line of the first.
  func unknownStates(_ states: [SinkState]) -> [String: [String: (rows: Int, line: Int)]] {
    var found: [String: [String: (rows: Int, line: Int)]] = [:]
    for state in states {
      for (file, words) in state.unknownStates {
        for (word, seen) in words {
          let line = line(file: file, chunk: seen.chunk, line: seen.line)
          found[files[file].name, default: [:]].merge([word: (seen.rows, line)]) {
            ($0.rows + $1.rows, min($0.line, $1.line))
          }
        }
      }
    }
    return found
  }

  /// The ledgers, one a file.
  var wholeLedgers: [FileLedger] {
    var whole: [FileLedger] = []
    var places: [String: Int] = [:]
    for ledger in ledgers {
      if let place = places[ledger.file] {
        whole[place].add(ledger)
      } else {
        places[ledger.file] = whole.count
        whole.append(ledger)
      }
    }
    return whole
  }
}

/// Reads the files of a source.
struct SourceReader: Sendable {
  let folder: SweepFolder
  let options: ReadingOptions
  let directory: CompoundDirectory
  /// The tables that are not tidy as they lie there.
  let tables: TidyTables
  /// Where the rows of one source after the other are kept.
  let pool = BlockPool()

  /// Reads all files of `source`, with one sink a worker, until the guesses of the readers hold.
  /// Where they do not, all that the sinks wrote elsewhere must go: `startOver` sees to it.
  ///
  /// Rows that the sinks do not know are looked at once more by the plain reader, and what it makes of
  /// them is read like another file.
  func read<Sink: SourceSink & ~Copyable>(
    _ source: Source, startOver: () -> Void = {}, makeSink: @Sendable ([ColumnMap]) -> Sink
  ) throws(SweepError) -> SourceReading<Sink.Result> {
    var prepared = try prepare(source)
    var files = DelimitedFiles(prepared.map(\.file))
    let known = directory.count
    while true {
      for number in prepared.indices where prepared[number].table == nil {
        // The header of a file that is read in another encoding may be another.
        let file = files.files[number]
        prepared[number].file = file
        prepared[number].map = try ColumnMap(
          source: source, header: file.header, file: prepared[number].name)
      }
      let attempt = try read(files, prepared.map(\.map), source, from: 0, makeSink)
      let isSettled = try explaining { () throws(ReadError) in
        try files.settle(attempt.outcomes)
      }
      if isSettled {
        let untidy = untidy(attempt.workers.map(\.0), prepared, attempt.outcomes)
        if !tables.markUntidy(untidy.wholly, gaps: untidy.gaps) {
          return try finish(source, prepared, files, attempt, makeSink)
        }
        directory.forget(after: known)
        startOver()
        prepared = try prepare(source)
        files = DelimitedFiles(prepared.map(\.file))
        continue
      }
      directory.forget(after: known)
      startOver()
    }
  }

  /// The files that turned out not to be tidy: a header stands among their rows (`wholly`), or so many
  /// addresses are missing that their cells may have been merged (`gaps`).
  private func untidy(
    _ states: [SinkState], _ files: [PreparedFile], _ outcomes: DelimitedFiles.Outcomes
  ) -> (wholly: [String], gaps: [String]) {
    let found = states.reduce(into: Set<Int>()) { $0.formUnion($1.untidy) }
    var missing = [Int](repeating: 0, count: files.count)
    for state in states {
      for reject in state.rejects
      where reject.reason == .missingColumnValue
        && (reject.column == .unit || reject.column == .compound)
      {
        missing[Int(reject.file)] += 1
      }
    }
    let gaps = files.indices.filter { file in
      guard missing[file] > 0, [.residents, .units].contains(files[file].map.source) else {
        return false
      }
      let rows = outcomes[file].reduce(0) { $0 + $1.rows }
      return missing[file] * 10 >= rows && rule(files[file].name, nil).fillsAll != false
    }
    func names(_ places: some Sequence<Int>) -> [String] {
      places.filter { files[$0].table == nil }.map { files[$0].name }
    }
    return (names(found), names(gaps))
  }

  /// Reads what the plain reader made of rows that the sinks did not know, and puts all together.
  private func finish<Sink: SourceSink & ~Copyable>(
    _ source: Source, _ prepared: [PreparedFile], _ files: DelimitedFiles,
    _ attempt: Attempt<Sink.Result>, _ makeSink: @Sendable ([ColumnMap]) -> Sink
  ) throws(SweepError) -> SourceReading<Sink.Result> {
    guard !prepared.isEmpty else {
      return reading(source, prepared, files, attempt)
    }
    let firstLines = prepared.indices.map { files.firstLines(ofFile: $0, attempt.outcomes) }
    var odd: [TidyTable] = []
    if Sink.tellsOddRows {
      odd = try tidyOddRows(attempt.workers.map(\.0), prepared, source) { file, chunk, line in
        firstLines[file][chunk] + line
      }
      tables.keep(oddRows: odd, of: source)
    } else {
      odd = tables.oddRows(of: source)
    }
    var all = prepared
    var attempt = attempt
    var wholeFiles = files
    if !odd.isEmpty {
      for table in odd { all.append(try inMemory(table)) }
      wholeFiles = DelimitedFiles(files.files + all[prepared.count...].map(\.file))
      let further = try read(
        wholeFiles, all.map(\.map), source, from: prepared.count, makeSink)
      attempt.workers += further.workers
      attempt.outcomes += further.outcomes[prepared.count...]
    }
    // What a source's rows come to is worked out by whoever asked for them, until the next phase.
    try options.begin(source.phaseAfterReading)
    return reading(source, all, wholeFiles, attempt)
  }

  private struct Attempt<Result: Sendable> {
    var workers: [(SinkState, Result)]
    var outcomes: DelimitedFiles.Outcomes
  }

  /// Reads the files from number `first` on.
  private func read<Sink: SourceSink & ~Copyable>(
    _ files: DelimitedFiles, _ maps: [ColumnMap], _ source: Source, from first: Int,
    _ makeSink: @Sendable ([ColumnMap]) -> Sink
  ) throws(SweepError) -> Attempt<Sink.Result> {
    guard !maps.isEmpty else { return Attempt(workers: [], outcomes: []) }
    if first == 0 { try options.begin("reading \(source.rawValue)") }
    let meter = ProgressMeter(
      options, phase: "reading \(source.rawValue)",
      total: files.files.reduce(0) { $0 + $1.dataSize })
    let feed = files.feed(from: first) { meter.add($0) }
    let workers = try explaining { () throws(ReadError) in
      try parallelMap(workers: options.threads) { _ throws(ReadError) in
        var sink = makeSink(maps)
        sink.state.usesTemplates = options.usesTemplates
        try feed.drain(into: &sink)
        return sink.finish()
      }
    }
    try meter.check()
    return Attempt(workers: workers, outcomes: feed.finish())
  }

  private func reading<Result>(
    _ source: Source, _ prepared: [PreparedFile], _ files: DelimitedFiles,
    _ attempt: Attempt<Result>
  ) -> SourceReading<Result> {
    let ledgers = prepared.indices.map { number in
      if let table = prepared[number].table { return Self.ledger(table) }
      return FileLedger(
        file: prepared[number].name, source: source, bytes: files.files[number].source.size,
        encoding: files.files[number].encoding.rawValue,
        rows: attempt.outcomes[number].reduce(0) { $0 + $1.rows },
        accepted: 0, duplicate: 0, outOfWindow: 0, rejected: [:])
    }
    var notes: [Note] = []
    for (number, file) in prepared.enumerated() {
      guard file.table == nil else {
        notes += TidyWording(tables.manifest.language).notes(file.table!.telling)
        continue
      }
      notes += file.map.notes.map { Note(file: file.name, text: $0) }
      notes += Self.quoteNotes(
        file.name, attempt.outcomes[number], files.firstLines(ofFile: number, attempt.outcomes))
    }
    var reading = SourceReading(
      results: attempt.workers.map(\.1), ledgers: ledgers,
      rejects: prepared.flatMap { $0.table?.rejects ?? [] }, notes: notes, files: prepared,
      firstLines: prepared.indices.map { files.firstLines(ofFile: $0, attempt.outcomes) })
    for (state, _) in attempt.workers {
      tables.refuse(state.refusedCompounds)
      reading.add(state.counts)
      reading.add(state.rejects)
    }
    // A byte-order mark is final, so a marked file is read like one with faults, but it has none.
    for number in prepared.indices where reading.ledgers[number].rejected[.badEncoding] == nil {
      guard files.files[number].encoding == .utf8WithFaults else { continue }
      reading.ledgers[number].encoding = TextEncoding.utf8.rawValue
    }
    let kinds = attempt.workers.reduce(into: [NoteKind: Set<Int>]()) { all, worker in
      all.merge(worker.0.notes) { $0.union($1) }
    }
    let states = source == .residents ? reading.unknownStates(attempt.workers.map(\.0)) : [:]
    if !states.isEmpty { tables.keep(unknownStates: states.mapValues { $0.mapValues(\.rows) }) }
    for (kind, files) in kinds {
      for name in Set(files.map({ prepared[$0].name })) {
        let words = kind == .unknownState ? Self.words(of: states[name] ?? [:]) : nil
        reading.notes.append(Note(file: name, text: (words ?? kind.words).english))
      }
    }
    return reading
  }

  /// What is noted of states that are in no list; nil where there are so many that they are none.
  private static func words(of states: [String: (rows: Int, line: Int)]) -> BothLanguages? {
    guard !states.isEmpty, states.count <= SinkState.mostUnknownStates else { return nil }
    let first = states.sorted { ($0.value.line, $0.key) < ($1.value.line, $1.key) }.prefix(3)
    return Note.unknownStates(
      first.map { (String(SinkState.shown($0.key).prefix(20)), $0.value.line) },
      more: states.count - first.count)
  }

  /// The ledger of a tidied table before its rows are read: what was rejected while it was tidied, and one
  /// row less for each further person of a household.
  private static func ledger(_ table: TidyTable) -> FileLedger {
    var rejected: [RejectReason: Int] = [:]
    for reject in table.rejects { rejected[reject.reason, default: 0] += 1 }
    return FileLedger(
      file: table.name, source: table.source, bytes: table.bytes, encoding: table.encoding,
      rows: table.rows, accepted: -table.further, duplicate: table.duplicates, outOfWindow: 0,
      rejected: rejected, notData: table.notData)
  }

  private static func quoteNotes(
    _ name: String, _ outcomes: [ChunkOutcome], _ firstLines: [Int]
  ) -> [Note] {
    zip(outcomes, firstLines).compactMap { outcome, first in
      outcome.unterminated.map { quote in
        Note(
          file: name,
          text: Note.openQuote(line: first + quote.line, swallowed: quote.swallowed).english)
      }
    }
  }

  /// Runs `body` and says a reader's error in our words.
  func explaining<Result>(
    _ body: () throws(ReadError) -> Result
  ) throws(SweepError) -> Result {
    do throws(ReadError) {
      return try body()
    } catch {
      throw error.explained(in: folder.path)
    }
  }
}
