import DelimitedText

/// Lines for `sweep.json` that would help, and how many rows they would save.
package struct TidyAdvice: Sendable, Equatable, Hashable, Codable {
  package var rows: Int
  /// What the problem is: a stable name.
  package var kind: String
  /// The rule, as it would stand in `tables`.
  package var rule: String
  /// The same as it is read.
  private(set) var said = TableRule()
  /// Other rules of which one may be right instead.
  package var alternatives: [String]?
  /// What is wrong with the table, where the kind does not say it all.
  var problem: BothLanguages?
  /// The same said of all files of a source, where it is right for any of them.
  private(set) var general: String?

  private enum CodingKeys: String, CodingKey { case rows, kind, rule, alternatives }

  init(rows: Int, kind: String, _ rule: TableRule, of source: Source? = nil) {
    self.rows = rows
    self.kind = kind
    self.rule = rule.json
    said = rule
    general = source.flatMap { rule.general($0)?.json }
  }

  /// Whether it is about a table of which nothing is read.
  var isOfTable: Bool { kind == "no_header" || kind == "day_columns" }

  /// Where several tables have the same advice, it is given once: of all files of their source, or of those
  /// whose names begin alike.
  static func joined(_ all: [TidyAdvice], among files: [String]) -> [TidyAdvice] {
    // What is to be filled in is the same where the columns are.
    func key(_ advice: TidyAdvice) -> String? {
      guard let general = advice.general else { return nil }
      return general.contains("…") ? general + (advice.problem?.english ?? "") : general
    }
    let shared = Dictionary(grouping: all.filter { $0.general != nil }, by: { key($0)! })
      .filter { $0.value.count > 1 }
    let rest = all.filter { key($0).map { shared[$0] == nil } ?? true }
    return joinedByName(rest, among: files)
      + shared.values.map { alike in
        var one = alike[0]
        one.rule = alike[0].general!
        one.rows = alike.reduce(0) { $0 + $1.rows }
        return one
      }
  }

  /// Joins what is said alike of files whose names begin alike, where no other file's does.
  private static func joinedByName(_ all: [TidyAdvice], among files: [String]) -> [TidyAdvice] {
    var joined: [TidyAdvice] = []
    func alike(_ advice: TidyAdvice) -> TableRule? {
      var rule = advice.said
      rule.files = ""
      return advice.kind == "no_header" && rule.constants[.compound] != nil
        && rule.constants[.compound] != "…" ? rule : nil
    }
    for (rule, group) in Dictionary(grouping: all, by: alike) {
      guard rule != nil, group.count > 1 else {
        joined += group
        continue
      }
      let names = Set(group.map(\.said.files))
      let start = names.dropFirst().reduce(names.first!) {
        String(zip($0, $1).prefix { $0 == $1 }.map(\.0))
      }
      let glob = start + "*"
      let matched = files.filter { TableRule.glob(glob, matches: $0) }
      guard start.contains("/"), !start.hasSuffix("/"), Set(matched) == names else {
        joined += group
        continue
      }
      var one = group[0]
      one.said.files = glob
      one.rule = one.said.json
      one.rows = group.reduce(0) { $0 + $1.rows }
      var skip = TableRule()
      (skip.files, skip.skips) = (glob, true)
      one.alternatives = [skip.json]
      joined.append(one)
    }
    return joined
  }
}

extension Sweep {
  /// The lines of `tables` in the manifest that would save rejected rows, most rows first; tables that are
  /// none of their source come before all others. Nothing of it is done by itself.
  package var advice: [TidyAdvice] {
    var advice = TidyAdvice.joined(
      tellings.flatMap(\.advice) + tables.advice, among: folder.files.values.flatMap(\.self))
    var words: [Word: Int] = [:]
    let sources = Dictionary(
      ledgers.map { ($0.file, $0.source) }, uniquingKeysWith: { first, _ in first })
    for reject in rejects {
      switch reject.reason {
      case .unknownOutcome:
        words[Word(file: reject.file, column: .outcome, value: reject.value), default: 0] += 1
      case .badNumber where reject.column == "lit" && !reject.value.contains(where: \.isNumber):
        words[Word(file: reject.file, column: .lit, value: reject.value), default: 0] += 1
      case .badNumber where reject.column == "persons":
        var word = Word(file: reject.file, column: .persons, value: reject.value)
        word.source = sources[reject.file]
        if word.likelyMeaning != nil { words[word, default: 0] += 1 }
      default: break
      }
    }
    // A word is no number of lights, so no line helps where they are a building's.
    for (name, placeWords) in tables.placeWords {
      let file = Masking.file(name)
      for (value, rows) in placeWords {
        let word = Word(file: file, column: .lit, value: SinkState.shown(value))
        guard let all = words[word] else { continue }
        words[word] = all > rows ? all - rows : nil
      }
    }
    for (name, states) in tables.unknownStates {
      let file = Masking.file(name)
      for (word, rows) in states { words[Word(file: file, column: .state, value: word)] = rows }
    }
    let origins = Dictionary(
      tables.origins.map { (Masking.file($0.key), $0.value) },
      uniquingKeysWith: { first, _ in first })
    func rule(_ table: String) -> TableRule {
      TableRule(file: origins[table]?.file ?? table, sheet: origins[table]?.sheet)
    }
    // A word that several tables have is said once, of all files of its source.
    for (word, tables) in Dictionary(grouping: words.keys.filter(\.isWhole), by: \.said) {
      var rule = rule(tables[0].file)
      if tables.count > 1, let source = sources[tables[0].file] {
        rule = TableRule(file: source.rawValue + "*", sheet: nil)
      }
      rule.values[word.column] = [word.value: tables[0].likelyMeaning ?? ""]
      advice.append(
        TidyAdvice(
          rows: tables.reduce(0) { $0 + words[$1]! },
          kind: word.adviceKind,
          rule))
    }
    func isFirst(_ advice: TidyAdvice) -> Int {
      advice.isOfTable
        || ["overlapping_lists", "swapped_parts", "swapped_columns"].contains(advice.kind) ? 0 : 1
    }
    return advice.sorted {
      (isFirst($0), -$0.rows, $0.rule) < (isFirst($1), -$1.rows, $1.rule)
    }
  }

  /// A word that is not known, in a column of a table.
  private struct Word: Hashable {
    var file: String
    var column: Column
    var value: String

    /// Of a column that several sources have.
    var source: Source?

    /// The same in any table.
    var said: Word { Word(file: "", column: column, value: value, source: source) }

    /// Whether nothing of it was masked or cut: else it is none to be pasted.
    var isWhole: Bool {
      !value.isEmpty && value.count < 40 && !Masking.looksPersonal(value) && !value.hasSuffix("…")
        && !isNoWord
    }

    /// Whether it is a time, or a number where an outcome should be: a column has shifted.
    private var isNoWord: Bool {
      Field.of(value) { value in
        var times = LooseTimes()
        return times.read(value) != nil && column != .state
          || times.read(value)?.date ?? .none != .none
          || column == .outcome && LooseNumbers.plain(value) != nil
      }
    }

    /// What the advice is about.
    var adviceKind: String {
      switch column {
      case .state: "state"
      case .lit where Words.isNotSeen(value): "not_seen"
      case .persons: "persons"
      default: "value"
      }
    }

    /// What it probably means; where nobody knows, all that it can mean, of which one is to be left.
    var likelyMeaning: String? {
      switch column {
      case .persons: Words.likelyPersons(value, isOfKnock: source == .knocks)
      case .outcome: Words.likelyOutcome(value) ?? "answered|refused|no_answer|vacant"
      case .state: Words.likelyState(value) ?? "present|away|moved"
      default: Words.likelyLit(value) ?? "1|0"
      }
    }
  }
}
