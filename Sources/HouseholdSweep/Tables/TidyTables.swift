import DelimitedText
import Spreadsheet
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

  /// Looks for tables of a source that are others again, or share their units with others.
  func relate(_ source: Source) {
    let relations = TableRelations(tables(of: source))
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

/// A file as it is read: as it lies there, or tidied in memory.
struct PreparedFile: Sendable {
  var name: String
  var file: DelimitedFile
  var map: ColumnMap
  /// Nil where the file is tidy.
  var table: TidyTable?
}

extension SourceReader {
  /// The files of a source, ready to be read: tidy ones as they are, others tidied. O(bytes) of the latter,
  /// many at once.
  func prepare(_ source: Source) throws(SweepError) -> [PreparedFile] {
    let names = names(of: source)
    var opened: [DelimitedFile?] = []
    var untidy: [String] = []
    for name in names {
      let file = try openIfTidy(name, source)
      opened.append(file)
      if file == nil && tables.tables(of: name, source) == nil { untidy.append(name) }
    }
    try tidy(untidy, source)
    if !untidy.isEmpty { tables.relate(source) }
    var prepared: [PreparedFile] = []
    for (name, file) in zip(names, opened) {
      guard file == nil else {
        prepared.append(
          PreparedFile(
            name: name, file: file!,
            map: try ColumnMap(source: source, header: file!.header, file: name) {
              file!.rowsBelowHeader(3)
            }))
        continue
      }
      for table in tables.tables(of: name, source) ?? [] { prepared.append(try inMemory(table)) }
    }
    return prepared
  }

  /// The files of a source: those that lie in its place, and those of which the manifest says that they are
  /// of it, in path order.
  private func names(of source: Source) -> [String] {
    let own = folder.files[source] ?? []
    let rules = tables.manifest.tables
    guard !rules.isEmpty else { return own }
    let others =
      rules.contains { $0.source == source }
      ? folder.files.filter { $0.key != source }.flatMap(\.value).filter { name in
        rules.contains { $0.source == source && TableRule.glob($0.files, matches: name) }
      } : []
    let all = own.filter { rule($0, nil).skips != true || hasSheetRule($0) } + others
    return all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The source that a file lies in the place of.
  func home(of name: String) -> Source? {
    folder.files.first { $0.value.contains(name) }?.key
  }

  /// A tidied table as a file.
  func inMemory(_ table: TidyTable) throws(SweepError) -> PreparedFile {
    let file = try explaining { () throws(ReadError) in
      try DelimitedFile.inMemory(table.text, path: table.name, chunkSize: options.chunkSize)
    }
    var map = try ColumnMap(source: table.source, header: file.header, file: table.name)
    map.isTidied = true
    map.usageSpacing = table.usageSpacing
    return PreparedFile(name: table.name, file: file, map: map, table: table)
  }

  func rule(_ name: String, _ sheet: String?) -> TableRule {
    tables.manifest.tables.isEmpty
      ? TableRule() : TableRule.rule(for: name, sheet: sheet, in: tables.manifest.tables)
  }

  private func hasSheetRule(_ name: String) -> Bool {
    tables.manifest.tables.contains { $0.sheet != nil && TableRule.glob($0.files, matches: name) }
  }

  /// A file that is tidy by its header and what stands below it; nil where it is not.
  private func openIfTidy(_ name: String, _ source: Source) throws(SweepError) -> DelimitedFile? {
    if tables.isUntidy(name) || tables.tables(of: name, source) != nil { return nil }
    if !tables.manifest.tables.isEmpty, rule(name, nil).changesTables || hasSheetRule(name) {
      return nil
    }
    let file: DelimitedFile
    do throws(ReadError) {
      file = try DelimitedFile.open(folder.path + "/" + name, chunkSize: options.chunkSize)
    } catch {
      switch error {
      case .noText: return nil
      case .unreadableHeader: return nil
      default: throw error.explained(in: folder.path)
      }
    }
    guard isTidy(file, name, source) else { return nil }
    guard tables.tidiesAll || isListToCompare(file, source) || isAtMidnight(file.header.sample)
    else {
      return file
    }
    tables.keep(tidyHeader: name)
    return nil
  }

  /// Whether a file is one of several lists with no ids: they are compared with each other.
  private func isListToCompare(_ file: DelimitedFile, _ source: Source) -> Bool {
    guard source == .residents, (folder.files[source] ?? []).count > 1, file.source.size < 8 << 20
    else {
      return false
    }
    return !file.header.columns.contains { name in
      ColumnNames.meanings(of: ColumnNames.fold(name), in: source).contains {
        $0.meaning == .column(.resident)
      }
    }
  }

  private func isTidy(_ file: DelimitedFile, _ name: String, _ source: Source) -> Bool {
    guard (try? ColumnMap(source: source, header: file.header, file: name)) != nil else {
      return false
    }
    let names = file.header.columns.map(ColumnNames.fold)
    if source == .compounds || source == .aliases { return true }
    if names.contains(where: { ColumnNames.isUntidy($0, in: source) }) { return false }
    if names.contains("unit"),
      names.contains(where: { $0 == "room" || $0 == "flat" || $0 == "apartment" })
    {
      return false
    }
    return !isSomethingElse(names, source)
  }

  /// Whether a list's header has what only observations have.
  func isSomethingElse(_ names: [String], _ source: Source) -> Bool {
    guard source == .residents || source == .units else { return false }
    func has(_ columns: [Column]) -> Bool {
      columns.contains { column in
        ([column.name] + column.aliases).contains { names.contains(ColumnNames.fold($0)) }
      }
    }
    return has([.time]) && has([.outcome, .lit, .kwh])
  }

  /// Whether the first two rows, or more, have times, and these are midnight.
  private func isAtMidnight(_ sample: [UInt8]) -> Bool {
    let rows = sample.split(separator: 10).prefix(3)
    guard rows.count > 1 else { return false }
    return rows.prefix(2).allSatisfy { row in
      let text = String(decoding: row, as: UTF8.self)
      return ["T00:00", " 00:00", " 0:00"].contains { text.contains($0) }
    }
  }

  /// Tidies files and keeps what came of them.
  private func tidy(_ names: [String], _ source: Source) throws(SweepError) {
    guard !names.isEmpty else { return }
    let work = WorkList(count: names.count)
    let frame = tables.frame
    let known = Set(directory.ids)
    let results = parallelMap(workers: min(options.threads, names.count)) { _ in
      var made: [(Int, Result<[TidyTable], SweepError>)] = []
      let lookup = frame.map {
        RegisterLookup($0, directory, hasRegister: folder.files[.units] != nil)
      }
      let parser = AddressBox()
      while let number = work.take() {
        made.append(
          (
            number,
            Result { () throws(SweepError) in
              try tidy(names[number], source, lookup, parser, known: known)
            }
          ))
      }
      return made
    }
    // The first error in path order, however many workers there were.
    for (number, result) in results.joined().sorted(by: { $0.0 < $1.0 }) {
      tables.keep(try result.get(), of: names[number], source)
    }
  }

  private func tidy(
    _ name: String, _ source: Source, _ lookup: RegisterLookup?, _ parser: AddressBox,
    known: Set<String>
  ) throws(SweepError) -> [TidyTable] {
    let bytes = try explaining { () throws(ReadError) in
      try ByteSource(path: folder.path + "/" + name).wholeBytes()
    }
    guard bytes.count < 2 << 30 else {
      throw .tooLargeToTidy(name)
    }
    let hasCompounds = folder.files[.compounds] != nil
    let directory = directory
    var context = TidyContext(
      extent: tables.hasTidyHeader(name) ? .fields : .table, file: name, name: name, source: source,
      rule: rule(name, nil),
      manifest: tables.manifest, compoundOfFile: compound(ofFile: name), bytes: bytes.count,
      parser: parser, lookup: lookup,
      knows: hasCompounds && lookup == nil
        ? { field in
          let folded = Compound.fold(field.text)
          return known.contains(folded) || directory.find(folded) != nil
        } : nil)
    switch FileKind(of: bytes) {
    case .zip, .compound: return try tidySpreadsheet(bytes, context)
    case .html, .xml: throw .taggedDocument(name)
    case .text, .binary: break
    }
    guard (context.rule.source ?? home(of: name)) == source else { return [] }
    let (text, encoding) = Transcoder.decoded(bytes)
    context.encoding = encoding.rawValue
    return [try tidyText(text, context)]
  }

  /// Tidies delimited text: with the first of the separators under which there is a header.
  private func tidyText(_ text: [UInt8], _ context: TidyContext) throws(SweepError) -> TidyTable {
    var context = context
    let finder = HeaderFinder(
      source: context.source, rule: context.rule,
      hasCompound: context.compoundOfFile != nil || context.rule.constants[.compound] != nil)
    for delimiter in Array(",\t;|".utf8) {
      guard delimiter == UInt8(ascii: ",") || text.prefix(1 << 20).contains(delimiter) else {
        continue
      }
      let head = Grid(text, delimiter: delimiter, limit: 1 << 20)
      let found: FoundHeader?
      do throws(ColumnPlan.Twice) {
        found = try finder.find(in: head)
      } catch {
        throw twice(error, head, context)
      }
      guard let found else { continue }
      context.delimiter = delimiter
      if isSomethingElse(found.plan.names.map(ColumnNames.fold), context.source) {
        return noHeader(head, context)
      }
      let grid = Grid(text, delimiter: delimiter)
      if tables.hasGaps(context.file) {
        let rows = (found.dataRow..<grid.count).filter { grid.filled($0, limit: 1) > 0 }
        let isMerged = FillDown(grid, found.plan, rows, rule: context.rule).isOn
        // Forgotten addresses make no other table of a tidy file.
        if !isMerged { context.extent = .fields }
      }
      return try TableTidier.tidy(grid, found, context)
    }
    // As it lies there, it is no table of ours: what is missing is told by its first line.
    let file = try explaining { () throws(ReadError) in
      try DelimitedFile.open(folder.path + "/" + context.name, chunkSize: options.chunkSize)
    }
    do throws(SweepError) {
      _ = try ColumnMap(source: context.source, header: file.header, file: context.name)
    } catch {
      var error = error
      if let lines = finder.advice(
        Grid(text, delimiter: file.header.delimiter, limit: 1 << 20), context.file)
      {
        error.adviceWords = (error.adviceWords.map { $0 + .init(same: "\n  ") + lines }) ?? lines
      }
      throw error
    }
    if isSomethingElse(file.header.columns.map(ColumnNames.fold), context.source) {
      return noHeader(Grid(text, delimiter: file.header.delimiter), context)
    }
    throw .noHeaderFound(context.name, file: context.file, rows: HeaderFinder.rows)
  }

  /// A table that is none of its source: all its rows are rejected.
  func noHeader(_ grid: Grid, _ context: TidyContext) -> TidyTable {
    var table = TidyTable(empty: context)
    var isFirst = true
    for row in 0..<grid.count where grid.filled(row, limit: 1) > 0 {
      // The first row names the columns of whatever it is.
      if isFirst {
        isFirst = false
        continue
      }
      table.rows += 1
      table.rejects.append(
        Reject(file: context.name, line: grid.line(row), column: "", reason: .noHeader, value: ""))
    }
    var place = "\"files\": \"\(context.file)\""
    if let sheet = context.sheet { place += ", \"sheet\": \"\(sheet)\"" }
    table.telling.advice = [
      TidyAdvice(rows: table.rows, kind: "no_header", rule: "{ \(place), \"skip\": true }")
    ]
    let others = [Source.knocks, .meter, .lights, .residents, .units].filter { source in
      guard source != context.source else { return false }
      let finder = HeaderFinder(
        source: source, rule: context.rule, hasCompound: context.compoundOfFile != nil)
      return (try? finder.find(in: grid)) ?? nil != nil
    }
    // The source with the most columns to find comes first.
    table.telling.advice += others.prefix(2).map { source in
      TidyAdvice(
        rows: table.rows, kind: "no_header",
        rule: "{ \(place), \"source\": \"\(source.rawValue)\" }")
    }
    if others.isEmpty {
      table.telling.advice.append(
        TidyAdvice(rows: table.rows, kind: "no_header", rule: "{ \(place), \"header\": 1 }"))
    }
    return table
  }

  func twice(_ error: ColumnPlan.Twice, _ grid: Grid, _ context: TidyContext) -> SweepError {
    .meaningTwice(
      error.meaning.name, at: context.name, file: context.file, error.first + 1, error.second + 1)
  }

  /// The one compound that a folder of the file's path or its name is the id or name of.
  private func compound(ofFile name: String) -> String? {
    var parts = name.split(separator: "/").map(String.init)
    if let last = parts.last, let dot = last.lastIndex(of: ".") {
      parts[parts.count - 1] = String(last[..<dot])
    }
    var found: Set<Int> = []
    for part in parts where !part.allSatisfy(\.isNumber) && Source(rawValue: part) == nil {
      if let number = directory.find(part) { found.insert(number) }
    }
    return found.count == 1 ? directory.id(of: found.first!) : nil
  }

  /// Tidies the rows that the sinks of an attempt did not know, file by file.
  func tidyOddRows(
    _ states: [SinkState], _ files: [PreparedFile], _ source: Source, line: (Int, Int, Int) -> Int
  ) throws(SweepError) -> [TidyTable] {
    var rows: [Int: [(line: Int, worker: Int, row: OddRows.Row)]] = [:]
    for (worker, state) in states.enumerated() {
      for row in state.odd.rows {
        let place = line(Int(row.file), Int(row.chunk), Int(row.line))
        rows[Int(row.file), default: []].append((place, worker, row))
      }
    }
    guard !rows.isEmpty else { return [] }
    let lookup = tables.frame.map {
      RegisterLookup($0, directory, hasRegister: folder.files[.units] != nil)
    }
    let parser = AddressBox()
    var made: [TidyTable] = []
    for (file, rows) in rows.sorted(by: { $0.key < $1.key }) {
      let prepared = files[file]
      let names = prepared.map.header
      var text: [UInt8] = []
      for (place, name) in names.enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        text += Array("\"\(name.replacing("\"", with: "\"\""))\"".utf8)
      }
      text.append(10)
      var lines = [prepared.file.header.line]
      for row in rows.sorted(by: { $0.line < $1.line }) {
        text += states[row.worker].odd.text[row.row.start..<row.row.end]
        lines.append(row.line)
      }
      let grid = Grid(text, delimiter: UInt8(ascii: ","), lines: lines)
      let context = TidyContext(
        extent: .fields, isWhole: false, file: prepared.name, name: prepared.name, source: source,
        rule: TableRule(), manifest: tables.manifest,
        encoding: prepared.file.encoding.rawValue, delimiter: prepared.file.header.delimiter,
        parser: parser, lookup: lookup)
      let plan: ColumnPlan
      do throws(ColumnPlan.Twice) {
        plan = try ColumnPlan(source, names, TableRule())
      } catch {
        throw twice(error, grid, context)
      }
      var table = try TableTidier.tidy(grid, FoundHeader(row: 0, dataRow: 1, plan: plan), context)
      // They were counted as rows when the file was read.
      table.rows = -table.notData
      made.append(table)
    }
    return made
  }
}
