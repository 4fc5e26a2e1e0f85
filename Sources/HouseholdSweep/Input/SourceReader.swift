import DelimitedText

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

  public init(
    threads: Int, chunkSize: Int = 1 << 18,
    progress: (@Sendable (String, Double) -> Bool)? = nil
  ) {
    self.threads = max(1, threads)
    self.chunkSize = max(1, chunkSize)
    self.progress = progress
  }

  /// Tells that a phase begins. Throws if the caller wants to stop.
  func begin(_ phase: String) throws(SweepError) {
    guard let progress, !progress(phase, 0) else { return }
    throw SweepError(.cancelled, "stopped while \(phase)")
  }
}

/// All files of one source, read to the end: what each worker made of its rows, and the ledgers so
/// far.
struct SourceReading<Result: Sendable> {
  var results: [Result]
  var ledgers: [FileLedger]
  var rejects: [Reject]
  var notes: [Note]
  /// The files as they were read, for who must look at their rows again.
  var files: DelimitedFiles
  var maps: [ColumnMap]
  /// The line, from 1, of line 0 of each chunk, by file and chunk.
  var firstLines: [[Int]]

  /// Adds what was found out about rows after they were read.
  mutating func add(_ counts: [SinkState.Counts]) {
    for (file, count) in counts.enumerated() {
      ledgers[file].accepted += count.accepted
      ledgers[file].duplicate += count.duplicate
      ledgers[file].outOfWindow += count.outOfWindow
      for match in AddressMatch.allCases where count.matched[match.rawValue] > 0 {
        ledgers[file].matched[match, default: 0] += count.matched[match.rawValue]
      }
    }
  }

  mutating func add(_ raw: [SinkState.RawReject]) {
    for reject in raw {
      ledgers[Int(reject.file)].rejected[reject.reason, default: 0] += 1
      rejects.append(
        Reject(
          file: ledgers[Int(reject.file)].file,
          line: firstLines[Int(reject.file)][Int(reject.chunk)] + Int(reject.line),
          column: reject.column?.name ?? "", reason: reject.reason, value: reject.value))
    }
  }
}

/// Reads the files of a source.
struct SourceReader: Sendable {
  let folder: SweepFolder
  let options: ReadingOptions
  let directory: CompoundDirectory
  /// Where the rows of one source after the other are kept.
  let pool = BlockPool()

  /// Reads all files of `source`, with one sink a worker, until the guesses of the readers hold.
  /// Where they do not, all that the sinks wrote elsewhere must go: `startOver` sees to it.
  func read<Sink: SourceSink & ~Copyable>(
    _ source: Source, startOver: () -> Void = {}, makeSink: @Sendable ([ColumnMap]) -> Sink
  ) throws(SweepError) -> SourceReading<Sink.Result> {
    let names = folder.files[source] ?? []
    var opened: [DelimitedFile] = []
    for name in names {
      opened.append(try open(name))
    }
    var files = DelimitedFiles(opened)
    let known = directory.count
    while true {
      var maps: [ColumnMap] = []
      for (file, name) in zip(files.files, names) {
        maps.append(
          try ColumnMap(source: source, header: file.header, file: name) {
            file.rowsBelowHeader(3)
          })
      }
      let attempt = try read(files, maps, source, makeSink)
      let isSettled = try explaining { () throws(ReadError) in
        try files.settle(attempt.outcomes)
      }
      if isSettled {
        // What a source's rows come to is worked out by whoever asked for them, until the next phase.
        if !names.isEmpty { try options.begin(source.phaseAfterReading) }
        return reading(source, names, files, maps, attempt)
      }
      directory.forget(after: known)
      startOver()
    }
  }

  /// Opens a file of the folder and reads its header.
  func open(_ name: String) throws(SweepError) -> DelimitedFile {
    try explaining { () throws(ReadError) in
      try DelimitedFile.open(folder.path + "/" + name, chunkSize: options.chunkSize)
    }
  }

  private struct Attempt<Result: Sendable> {
    var workers: [(SinkState, Result)]
    var outcomes: DelimitedFiles.Outcomes
  }

  private func read<Sink: SourceSink & ~Copyable>(
    _ files: DelimitedFiles, _ maps: [ColumnMap], _ source: Source,
    _ makeSink: @Sendable ([ColumnMap]) -> Sink
  ) throws(SweepError) -> Attempt<Sink.Result> {
    guard !maps.isEmpty else { return Attempt(workers: [], outcomes: []) }
    try options.begin("reading \(source.rawValue)")
    let meter = ProgressMeter(
      options, phase: "reading \(source.rawValue)",
      total: files.files.reduce(0) { $0 + $1.dataSize })
    let feed = files.feed { meter.add($0) }
    let workers = try explaining { () throws(ReadError) in
      try parallelMap(workers: options.threads) { _ throws(ReadError) in
        var sink = makeSink(maps)
        try feed.drain(into: &sink)
        return sink.finish()
      }
    }
    try meter.check()
    return Attempt(workers: workers, outcomes: feed.finish())
  }

  private func reading<Result>(
    _ source: Source, _ names: [String], _ files: DelimitedFiles, _ maps: [ColumnMap],
    _ attempt: Attempt<Result>
  ) -> SourceReading<Result> {
    let ledgers = names.indices.map { number in
      FileLedger(
        file: names[number], source: source, bytes: files.files[number].source.size,
        encoding: files.files[number].encoding.rawValue,
        rows: attempt.outcomes[number].reduce(0) { $0 + $1.rows },
        accepted: 0, duplicate: 0, outOfWindow: 0, rejected: [:])
    }
    var notes: [Note] = []
    for (number, name) in names.enumerated() {
      notes += maps[number].notes.map { Note(file: name, text: $0) }
      notes += Self.quoteNotes(
        name, attempt.outcomes[number], files.firstLines(ofFile: number, attempt.outcomes))
    }
    var reading = SourceReading(
      results: attempt.workers.map(\.1), ledgers: ledgers, rejects: [], notes: notes,
      files: files, maps: maps,
      firstLines: names.indices.map { files.firstLines(ofFile: $0, attempt.outcomes) })
    for (state, _) in attempt.workers {
      reading.add(state.counts)
      reading.add(state.rejects)
    }
    // A byte-order mark is final, so a marked file is read like one with faults, but it has none.
    for number in names.indices where reading.ledgers[number].rejected[.badEncoding] == nil {
      guard files.files[number].encoding == .utf8WithFaults else { continue }
      reading.ledgers[number].encoding = TextEncoding.utf8.rawValue
    }
    let kinds = attempt.workers.reduce(into: [NoteKind: Set<Int>]()) { all, worker in
      all.merge(worker.0.notes) { $0.union($1) }
    }
    for (kind, files) in kinds {
      reading.notes += files.map { Note(file: names[$0], text: kind.text) }
    }
    return reading
  }

  private static func quoteNotes(
    _ name: String, _ outcomes: [ChunkOutcome], _ firstLines: [Int]
  ) -> [Note] {
    zip(outcomes, firstLines).compactMap { outcome, first in
      outcome.unterminated.map { quote in
        let after =
          quote.swallowed == 0
          ? "" : quote.swallowed == 1 ? " line" : " \(quote.swallowed) lines"
        return Note(
          file: name,
          text: "the quote opened in the row of line \(first + quote.line) is never closed"
            + (after.isEmpty ? "" : " and swallows the\(after) after it"))
      }
    }
  }

  /// Runs `body` and says a reader's error in our words.
  private func explaining<Result>(
    _ body: () throws(ReadError) -> Result
  ) throws(SweepError) -> Result {
    do throws(ReadError) {
      return try body()
    } catch {
      throw error.explained(in: folder.path)
    }
  }
}

extension Source {
  /// What is done with the rows of a source when all are read.
  fileprivate var phaseAfterReading: String {
    switch self {
    case .compounds, .units, .aliases: "building the register"
    case .residents, .meter, .lights, .knocks: "evidence from \(rawValue)"
    }
  }
}
