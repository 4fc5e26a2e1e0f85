import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep check FOLDER`
enum CheckCommand {
  static let definition = CommandDefinition(
    name: "check", abstract: "Read everything, decide nothing, and say what is wrong.",
    discussion:
      "Prints what became of every row, and the rows that cannot be used with file, line and column. The exit code is 65 if there are any.",
    arguments: [.init("FOLDER", "The sweep folder.", isFolder: true)],
    options: [
      .init("limit", value: "N", "Rejected rows and lines of advice to print; by default 20."),
      SpokenLanguage.option, CommonOptions.threads,
      .init("quiet", "Say nothing but errors; the exit code tells."), CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep check sample-data/messy --language en",
        "Lists in English the rows of the messy sample that cannot be used; its own language is Chinese."
      )
    ])

  private struct Report: Encodable {
    struct File: Encodable {
      var file: String
      var encoding: String
      var rows: Int
      var accepted: Int
      var duplicate: Int
      var outOfWindow: Int
      var rejected: Int
      var notData: Int
      /// Rows whose address came to a unit by a rule, by the rule.
      var matched: [String: Int]
    }

    struct Address: Encodable {
      var compound: String
      var address: String
      var rows: Int
      var suggestions: [String]
    }

    struct Finding: Encodable {
      var name: String
      var count: Int
      var places: [String]
    }

    struct Row: Encodable {
      var file: String
      var line: Int
      var column: String
      var reason: String
      var value: String
    }

    var files: [File]
    var rejects: [Row]
    var notes: [String]
    var findings: [Finding]
    var unmatched: [Address]
    var tables: [TableTelling]
    var advice: [TidyAdvice]
    /// `tables` of the manifest with all words of the advice of which a meaning is guessed.
    var advisedTables: String?
  }

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let limit = try parsed.whole("limit", in: 0...1_000_000) ?? 20
    let line = CommonOptions.progress(parsed, console)
    let options = try CommonOptions.reading(parsed, line)
    defer { line?.finish() }
    let sweep = try Sweep(reading: parsed.arguments[0], options: options)
    line?.finish()
    if parsed.has("json") {
      try console.out(CommonOptions.json(report(sweep)))
    } else if !parsed.has("quiet") {
      let wording = Wording(SpokenLanguage.asked(parsed) ?? sweep.manifest.language)
      try console.out(text(sweep, wording, limit: limit, width: console.terminal.tableWidth))
    }
    return sweep.rejectedCount > 0 ? .badData : .done
  }

  private static func report(_ sweep: Sweep) -> Report {
    Report(
      files: sweep.ledgers.map {
        .init(
          file: $0.file, encoding: $0.encoding, rows: $0.rows, accepted: $0.accepted,
          duplicate: $0.duplicate, outOfWindow: $0.outOfWindow, rejected: $0.rejectedTotal,
          notData: $0.notData,
          matched: Dictionary(uniqueKeysWithValues: $0.matched.map { ($0.key.name, $0.value) }))
      },
      rejects: sweep.rejects.map {
        .init(
          file: $0.file, line: $0.line, column: $0.column, reason: $0.reason.rawValue,
          value: $0.value)
      },
      notes: Set(sweep.notes.map { "\($0.file): \($0.text)" }).sorted(),
      findings: sweep.findings.map { .init(name: $0.name, count: $0.count, places: $0.places) },
      unmatched: sweep.unmatched.map {
        .init(
          compound: $0.compound, address: $0.address, rows: $0.rows, suggestions: $0.suggestions)
      }, tables: sweep.tellings, advice: sweep.advice,
      advisedTables: AdvisedWords(sweep.advice, to: sweep.manifest).tables)
  }

  /// The compounds with most addresses outside the register, and the proposals that are worth a
  /// look: those with nothing else near.
  private static func unmatched(_ addresses: [UnmatchedAddress], _ w: Wording, width: Int)
    -> String
  {
    guard !addresses.isEmpty else { return "" }
    var rows: [String: (addresses: Int, rows: Int)] = [:]
    for address in addresses {
      rows[address.compound, default: (0, 0)].addresses += 1
      rows[address.compound]!.rows += address.rows
    }
    let worst = rows.sorted {
      $0.value.addresses != $1.value.addresses
        ? $0.value.addresses > $1.value.addresses : $0.key < $1.key
    }
    var table = TextTable(w.unmatchedHead, [.left, .right, .right])
    for (compound, counts) in worst.prefix(10) {
      table.add([Visible.text(compound), grouped(counts.addresses), grouped(counts.rows)])
    }
    if worst.count > 10 { table.add([w.moreCompounds(worst.count - 10), "", ""]) }
    var text = "\n" + table.text(width: width)
    let single = addresses.filter(\.isClear)
    guard !single.isEmpty else { return text }
    text += "\n\(w.aliasesTitle)\n"
    text += single.prefix(10).map {
      "  " + Visible.text("\($0.compound),\($0.address),\($0.suggestions[0])") + "\n"
    }.joined()
    if single.count > 10 { text += "  \(w.moreAliases(single.count - 10))\n" }
    return text
  }

  /// The notes with their files. Those about tables that were tidied are in the sweep's language, so they are
  /// told anew where another is asked for.
  private static func notes(_ sweep: Sweep, _ w: Wording) -> [String] {
    let (old, new) = (TidyWording(sweep.manifest.language), TidyWording(w.language))
    let tidied = Dictionary(
      sweep.tellings.map { (old.line($0), new.line($0)) }, uniquingKeysWith: { first, _ in first })
    // Those that look like slips are noted already.
    let strange = sweep.strangeCompounds.filter { $0.nearest == nil }
    let rest = strange.dropFirst(10).count
    return Set(sweep.notes.map { tidied["\($0.file): \($0.text)"] ?? w.note($0) }).sorted()
      + strange.prefix(10).map { w.strange($0) } + (rest > 0 ? [w.moreStrange(rest)] : [])
  }

  private static func text(_ sweep: Sweep, _ w: Wording, limit: Int, width: Int)
    -> String
  {
    var text = LedgerTables.ledger(sweep.ledgers, w).text(width: width)
    if let matched = LedgerTables.matched(sweep.ledgers, w) {
      text += "\n" + matched.text(width: width)
    }
    let notes = notes(sweep, w)
    if !notes.isEmpty {
      text += "\n\(w.notesTitle)\n" + notes.map { "  \(Visible.text($0))\n" }.joined()
    }
    if !sweep.findings.isEmpty {
      text +=
        "\n\(w.findingsTitle)\n"
        + sweep.findings.map { LedgerTables.finding($0, sweep.compoundNames, w, width: width) }
        .joined()
    }
    text += TablesText.advice(sweep, w, limit: limit)
    text += unmatched(sweep.unmatched, w, width: width)
    let names = sweep.strangeCompounds.compactMap(\.row)
    if !names.isEmpty {
      text += "\n\(w.namesTitle)\n" + names.prefix(20).map { "  \(Visible.text($0))\n" }.joined()
    }
    let outside = outside(sweep, w)
    if !outside.isEmpty { text += "\n" + outside.map { "\(Visible.text($0))\n" }.joined() }
    let count = sweep.rejectedCount
    guard count > 0 else { return text + "\n\(noneRejected(sweep.ledgers, w))\n" }
    let lines = lines(sweep.rejects, w)
    text += "\n\(w.unusable(count, limit: lines.count > limit ? limit : nil))\n"
    text += lines.prefix(limit).map { "  \($0)\n" }.joined()
    return text + "\n\(w.whatToDo)\n" + advice(sweep.ledgers, w, width: width)
  }

  /// Rejected rows, a line each; those of a table whose header was not found are one.
  private static func lines(_ rejects: [Reject], _ w: Wording) -> [String] {
    var lines: [String] = []
    var place = 0
    while place < rejects.count {
      let first = rejects[place]
      let alike =
        first.reason == .noHeader
        ? rejects[place...].prefix { $0.reason == .noHeader && $0.file == first.file }.count : 1
      lines.append(
        alike > 1
          ? w.lines(first, through: rejects[place + alike - 1].line, rows: alike) : w.line(first))
      place += alike
    }
    return lines
  }

  /// The files with times of which no row counts.
  private static func outside(_ sweep: Sweep, _ w: Wording) -> [String] {
    sweep.ledgers.filter { $0.accepted == 0 && $0.outOfWindow > 0 }.map { file in
      let others = sweep.ledgers.filter { $0.source == file.source && $0.accepted > 0 }
      return w.outside(file, sweep.manifest, isAlone: others.isEmpty)
    }
  }

  /// What a check comes to that rejects no row: that all is well only where there is something.
  private static func noneRejected(_ files: [FileLedger], _ w: Wording) -> String {
    let read = files.filter { $0.rows > 0 }
    guard !read.isEmpty else { return w.noRowsYet }
    let register: [Source] = [.compounds, .units, .aliases]
    if read.allSatisfy({ register.contains($0.source) }) { return w.registerAlone }
    let outside = read.reduce(0) { $0 + $1.outOfWindow }
    return outside > 0 ? w.noneRejected(outside: outside) : w.allRowsUsable
  }

  /// What to do about each kind of fault that there is.
  private static func advice(_ files: [FileLedger], _ w: Wording, width: Int) -> String {
    let counts = files.reduce(into: [RejectReason: Int]()) { all, file in
      all.merge(file.rejected, uniquingKeysWith: +)
    }
    return RejectReason.allCases.compactMap { reason in
      guard let count = counts[reason], count > 0 else { return nil }
      return TextTable.wrap(w.advice(reason, count), to: width, indent: 2)
    }.joined()
  }
}
