import DelimitedText
import Synchronization

/// The tables of a sweep that were tidied, for all who read them: a source may be read more than once.
final class TidyTables: Sendable {
  /// A file may have tables of several sources.
  private struct Key: Hashable {
    var source: Source
    var file: String
  }

  private struct State {
    /// By file: its tables, in order.
    var tables: [Key: [TidyTable]] = [:]
    /// Files that look tidy by their headers, and are not.
    var untidy: Set<String> = []
    /// Those of them that have nothing but gaps.
    var gaps: Set<String> = []
    /// Files whose headers are tidy, and which are tidied all the same.
    var tidyHeaders: Set<String> = []
    /// By source: rows of tidy files that only the plain reader knows.
    var oddRows: [Source: [TidyTable]] = [:]
    var findings: [Source: [(name: String, place: String)]] = [:]
    var refusedCompounds: Set<Int> = []
    /// The names of the sheets of each spreadsheet, those that are not read included.
    var sheets: [String: [String]] = [:]
    /// By table: states that are in no list, with their rows.
    var unknownStates: [String: [String: Int]] = [:]
    /// What would help, found out when all rows of a table were read.
    var advice: [TidyAdvice] = []
    var frame: Frame?
  }

  let manifest: Manifest
  /// Whether tidy files are to be tidied as well: so that they can be written.
  let tidiesAll: Bool
  private let state = Mutex(State())

  init(_ manifest: Manifest, tidiesAll: Bool = false) {
    self.manifest = manifest
    self.tidiesAll = tidiesAll
  }

  /// The tables of a source, in path order.
  func tables(of source: Source) -> [TidyTable] {
    state.withLock { state in
      state.tables.filter { $0.key.source == source }
        .sorted { $0.key.file.utf8.lexicographicallyPrecedes($1.key.file.utf8) }
        .flatMap(\.value)
    }
  }

  /// Keeps what was found of the tables of a source as a whole.
  func keep(_ relations: TableRelations, of source: Source) {
    state.withLock { state in
      let byFile = Dictionary(grouping: relations.tables, by: \.file)
      for key in state.tables.keys where key.source == source {
        state.tables[key] = byFile[key.file] ?? []
      }
      state.findings[source] = relations.findings.map { ($0.name, $0.place) }
    }
  }

  /// What was found of tables as a whole: names of findings, and places.
  var findings: [(name: String, place: String)] {
    state.withLock { state in Source.allCases.flatMap { state.findings[$0] ?? [] } }
  }

  /// The names of tables whose rows are those of another, or of a later one.
  var repeated: Set<String> {
    state.withLock { state in
      Set(
        state.tables.values.joined()
          .filter { $0.telling.guesses.contains(where: \.isRepetition) }.map(\.name))
    }
  }

  /// The file and sheet of each table, by its name.
  var origins: [String: (file: String, sheet: String?)] {
    state.withLock { state in
      Dictionary(
        state.tables.values.joined().map { ($0.name, ($0.file, $0.sheet)) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Words that stand for the lights of places, with their rows, by table.
  var placeWords: [String: [String: Int]] {
    state.withLock { state in
      let all = (state.tables.filter { $0.key.source == .lights }.values.joined())
      var words: [String: [String: Int]] = [:]
      for table in Array(all) + (state.oddRows[.lights] ?? []) where !table.placeWords.isEmpty {
        words[table.name, default: [:]].merge(table.placeWords, uniquingKeysWith: +)
      }
      return words
    }
  }

  /// States that are in no list, with their rows, by table. Where there are many, a column has shifted, and
  /// none is a word.
  var unknownStates: [String: [String: Int]] {
    state.withLock { $0.unknownStates.filter { $0.value.count <= SinkState.mostUnknownStates } }
  }

  func keep(unknownStates: [String: [String: Int]]) {
    state.withLock { $0.unknownStates = unknownStates }
  }

  /// What would help, found out when all rows of a table were read.
  var advice: [TidyAdvice] { state.withLock { $0.advice } }

  func keep(advice: TidyAdvice) { state.withLock { $0.advice.append(advice) } }

  /// Compounds that rejected rows were in.
  var refusedCompounds: Set<Int> { state.withLock { $0.refusedCompounds } }

  func refuse(_ compounds: Set<Int>) {
    guard !compounds.isEmpty else { return }
    state.withLock { $0.refusedCompounds.formUnion(compounds) }
  }

  /// Whether only the fields of a file's rows are to be looked at: by its header it is tidy.
  func hasTidyHeader(_ file: String) -> Bool { state.withLock { $0.tidyHeaders.contains(file) } }

  func keep(tidyHeader file: String) { state.withLock { _ = $0.tidyHeaders.insert(file) } }

  /// Lets addresses be looked up from now on.
  func use(_ frame: Frame) { state.withLock { $0.frame = frame } }

  var frame: Frame? { state.withLock { $0.frame } }

  func tables(of file: String, _ source: Source) -> [TidyTable]? {
    state.withLock { $0.tables[Key(source: source, file: file)] }
  }

  func keep(_ tables: [TidyTable], of file: String, _ source: Source) {
    state.withLock { $0.tables[Key(source: source, file: file)] = tables }
  }

  /// The names of the sheets of each spreadsheet.
  var sheets: [String: [String]] { state.withLock { $0.sheets } }

  func keep(sheets: [String], of file: String) { state.withLock { $0.sheets[file] = sheets } }

  func isUntidy(_ file: String) -> Bool { state.withLock { $0.untidy.contains(file) } }

  /// Files are to be read whole by the plain reader, those with gaps as tables only if their cells were
  /// merged; false where there are none, or all were so marked already.
  func markUntidy(_ files: [String], gaps: [String]) -> Bool {
    state.withLock { state in
      let before = state.untidy.count
      state.untidy.formUnion(files)
      state.gaps.formUnion(gaps.filter { !state.untidy.contains($0) })
      state.untidy.formUnion(gaps)
      return state.untidy.count > before
    }
  }

  /// Whether a file is tidy but for gaps, which may be merged cells.
  func hasGaps(_ file: String) -> Bool { state.withLock { $0.gaps.contains(file) } }

  func oddRows(of source: Source) -> [TidyTable] { state.withLock { $0.oddRows[source] ?? [] } }

  func keep(oddRows tables: [TidyTable], of source: Source) {
    state.withLock { $0.oddRows[source] = tables }
  }

  /// What was taken for what, in the order of files.
  var tellings: [TableTelling] {
    state.withLock { state in
      let whole = state.tables.sorted {
        ($0.key.source.rawValue, $0.key.file) < ($1.key.source.rawValue, $1.key.file)
      }.flatMap(\.value)
      let odd = Source.allCases.flatMap { state.oddRows[$0] ?? [] }
      return (whole + odd).map(\.telling).filter { $0.header != nil || !$0.isPlain }
    }
  }
}
