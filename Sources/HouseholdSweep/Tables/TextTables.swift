import DelimitedText
import Spreadsheet

extension SourceReader {
  /// Tidies files and keeps what came of them.
  func tidy(_ names: [String], _ source: Source) throws(SweepError) {
    guard !names.isEmpty else { return }
    let work = WorkList(count: names.count)
    let known = Set(directory.ids)
    let results = parallelMap(workers: min(options.threads, names.count)) { _ in
      var made: [(Int, Result<[TidyTable], SweepError>)] = []
      let lookup = makeLookup()
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
    // In path order, however many workers there were.
    var errors: [SweepError] = []
    for (number, result) in results.joined().sorted(by: { $0.0 < $1.0 }) {
      do throws(SweepError) {
        tables.keep(try result.get(), of: names[number], source)
      } catch {
        errors.append(error)
      }
    }
    if let error = SweepError.all(errors, of: source) { throw error }
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
    case .html, .xml: throw SweepError.taggedDocument(name).orSkipped(name)
    case .picture: throw SweepError.picture(name).orSkipped(name)
    case .pdf: throw SweepError.pdf(name).orSkipped(name)
    case .archive: throw SweepError.archive(name).orSkipped(name)
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
      hasCompound: context.compoundByName != nil || context.rule.constants[.compound] != nil,
      window: context.manifest.window)
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
    return try textWithoutHeader(text, finder, context)
  }

  /// What is wrong with a text in which no header was found, as far as its nearest row tells.
  private func textWithoutHeader(_ text: [UInt8], _ finder: HeaderFinder, _ context: TidyContext)
    throws(SweepError) -> TidyTable
  {
    if let line = context.rule.header {
      let grid = Grid(text, delimiter: UInt8(ascii: ","))
      let lines = (0..<grid.count).map(grid.line)
      guard lines.contains(line) else {
        throw .noHeaderLine(line, in: context.name, last: lines.last ?? 0)
      }
    }
    let file = try explaining { () throws(ReadError) in
      try DelimitedFile.open(folder.path + "/" + context.name, chunkSize: options.chunkSize)
    }
    // Titles have no separators, or others.
    let grids = [file.header.delimiter] + Array(",\t;|".utf8)
    let best = grids.map { Grid(text, delimiter: $0, limit: 1 << 20) }
      .map { (grid: $0, found: finder.nearest($0)) }
      .enumerated().max {
        ($0.element.found?.plan.known ?? 0, $1.offset) < (
          $1.element.found?.plan.known ?? 0, $0.offset
        )
      }!.element
    if isSomethingElse(file.header.columns.map(ColumnNames.fold), context.source) {
      return noHeader(Grid(text, delimiter: file.header.delimiter), context)
    }
    if let error = wideSeparator(text, finder, context) { throw error }
    var rule = finder.proposal(best.grid).map { filled($0, context) } ?? TableRule()
    rule.files = context.file
    rule.header = rule.header ?? best.grid.line(0)
    var header = file.header
    if let found = best.found, found.plan.known > 0 {
      header.columns = best.grid.texts(found.row)
      header.line = best.grid.line(found.row)
    }
    var error = ColumnMap.lacking(
      best.found.map { finder.missing(in: $0.plan) } ?? context.source.columns.required,
      of: context.source, header, file: context.name)
    let skip = SweepError.orSkip(TableRule(skipping: context.file, sheet: nil).json)
    let days = best.found.map { finder.dayColumns(in: $0.plan) } ?? []
    if days.count > 1 {
      error.problemWords = .daysAsColumns(days.map { ColumnMap.shown($0.name) })
      error.adviceWords =
        .oneRowADay(context.source)
        + (rule.constants[.time] == nil ? .init(same: "") : SweepError.oneDay(rule.json)) + skip
      error.rules = [rule]
    } else if best.found != nil {
      let lines = SweepError.sayWhatIsWhat(rule.json) + skip
      error.adviceWords = error.adviceWords.map { $0 + .init(same: "\n  ") + lines } ?? lines
      error.rules = [rule]
    }
    throw error
  }

  /// The error of a text whose header would be found if full-width marks were commas; nil for others.
  private func wideSeparator(_ text: [UInt8], _ finder: HeaderFinder, _ context: TidyContext)
    -> SweepError?
  {
    let head = String(decoding: text.prefix(1 << 16), as: UTF8.self)
    for mark: Character in ["，", "；", "、", "｜", "︱"] where head.contains(mark) {
      let grid = Grid(
        Array(head.replacing(String(mark), with: ",").utf8), delimiter: UInt8(ascii: ","))
      if let found = (try? finder.find(in: grid)) ?? nil {
        return .wideSeparator(mark, at: .init(file: context.name, line: grid.line(found.row)))
      }
    }
    return nil
  }

  /// A table that is none of its source: all its rows are rejected.
  func noHeader(_ grid: Grid, _ context: TidyContext) -> TidyTable {
    var table = TidyTable(empty: context)
    var isFirst = true
    let header = HeaderFinder(
      source: context.source, rule: context.rule, hasCompound: context.compoundByName != nil
    ).nearest(grid)?.row
    for row in 0..<grid.count where grid.filled(row, limit: 1) > 0 {
      // One row names the columns of whatever it is, and titles stand above it.
      let isTitle = header.map { row < $0 && grid.filled(row, limit: 2) == 1 } ?? false
      if row == header || isTitle || header == nil && isFirst {
        isFirst = false
        continue
      }
      table.rows += 1
      table.rejects.append(
        Reject(file: context.name, line: grid.line(row), column: "", reason: .noHeader, value: ""))
    }
    table.telling.advice = [advice(for: grid, table.rows, context)]
    return table
  }

  /// What to write of a table that is none of its source: which other it is of, or what its columns are; or
  /// that it is to be left out.
  private func advice(for grid: Grid, _ rows: Int, _ context: TidyContext) -> TidyAdvice {
    func finder(_ source: Source) -> HeaderFinder {
      HeaderFinder(
        source: source, rule: context.rule, hasCompound: context.compoundByName != nil,
        window: context.manifest.window)
    }
    // Any table with addresses might be a list: another source must explain more columns than its own.
    let own = finder(context.source)
    let nearest = own.nearest(grid)
    let others = [Source.knocks, .meter, .lights, .residents, .units].filter { source in
      guard source != context.source, let found = (try? finder(source).find(in: grid)) ?? nil else {
        return false
      }
      return found.plan.known > nearest?.plan.known ?? 0
    }
    var rules: [TableRule] = []
    func add(_ change: (inout TableRule) -> Void) {
      var rule = TableRule(file: context.file, sheet: context.sheet)
      change(&rule)
      rules.append(rule)
    }
    // The source with the most columns to find comes first.
    for source in others.prefix(2) { add { $0.source = source } }
    let days = nearest.map { own.dayColumns(in: $0.plan) } ?? []
    let proposal = others.isEmpty ? own.proposal(grid).map { filled($0, context) } : nil
    if let proposal, days.count < 2 || proposal.constants[.time] != nil {
      add {
        ($0.header, $0.columns, $0.constants) =
          (proposal.header, proposal.columns, proposal.constants)
      }
    }
    add { $0.skips = true }
    let kind = days.count > 1 ? "day_columns" : "no_header"
    var advice = TidyAdvice(rows: rows, kind: kind, rules[0], of: context.source)
    advice.alternatives = rules.count > 1 ? rules.dropFirst().map(\.json) : nil
    let missing = nearest.map { own.missing(in: $0.plan) } ?? context.source.columns.required
    if days.count > 1 {
      advice.problem =
        .daysAsColumns(days.map { ColumnMap.shown($0.name) }) + .init("; ", "；")
        + .oneRowADay(context.source)
        + (rules.count > 1 ? .init("; ", "；") + .oneDayAlone : .init(same: ""))
    } else if missing.isEmpty {
      advice.problem = .noList
    } else {
      let row = nearest?.row ?? 0
      advice.problem = .lacks(
        missing.map { $0.missing(in: context.source) },
        found: grid.texts(row).filter { !$0.isEmpty }.prefix(30).map { ColumnMap.shown($0) })
    }
    return advice
  }

  /// A proposal with the compound whose name, but for its last word, stands in the name of the file: `桃源补.csv`.
  private func filled(_ proposal: TableRule, _ context: TidyContext) -> TableRule {
    guard proposal.constants[.compound] != nil,
      let likely = directory.likely(in: context.file + (context.sheet ?? ""))
    else { return proposal }
    var proposal = proposal
    proposal.constants[.compound] = likely
    return proposal
  }

  func twice(_ error: ColumnPlan.Twice, _ grid: Grid, _ context: TidyContext) -> SweepError {
    var rule = TableRule(file: context.file, sheet: context.sheet)
    rule.columns[error.meaning] = ["…"]
    return .meaningTwice(
      error.meaning.name, at: context.name, rule, error.first + 1, error.second + 1)
  }

  /// The one compound that a folder of the file's path or its name is the id or name of.
  private func compound(ofFile name: String) -> String? {
    var parts = name.split(separator: "/").map(String.init)
    if let last = parts.last, let dot = last.lastIndex(of: ".") {
      parts[parts.count - 1] = String(last[..<dot])
    }
    return compound(named: parts)
  }

  /// The one compound that some of these names are the id or name of; digits alone name none.
  func compound(named names: [String]) -> String? {
    var found: Set<Int> = []
    func look(_ names: [String]) {
      for name in names where !name.allSatisfy(\.isNumber) && Source(rawValue: name) == nil {
        if let number = directory.find(name) { found.insert(number) }
      }
    }
    look(names)
    // 桃源小区2月17日.xlsx
    if found.isEmpty {
      look(names.compactMap { DatedName($0, tables.manifest.window)?.rest })
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
    let lookup = makeLookup()
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
