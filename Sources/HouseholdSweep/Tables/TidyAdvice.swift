import DelimitedText

/// Lines for `sweep.json` that would help, and how many rows they would save.
public struct TidyAdvice: Sendable, Equatable, Hashable, Codable {
  public var rows: Int
  /// What the problem is: a stable name.
  public var kind: String
  /// The rule, as it would stand in `tables`.
  public var rule: String
  /// The same as it is read.
  private(set) var said = TableRule()
  /// Other rules of which one may be right instead.
  public var alternatives: [String]?
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

  /// Where several tables have the same advice, it is given once, of all files of their source.
  static func joined(_ all: [TidyAdvice]) -> [TidyAdvice] {
    let shared = Dictionary(grouping: all.filter { $0.general != nil }, by: \.general!)
      .filter { $0.value.count > 1 }
    return all.filter { $0.general.map { shared[$0] == nil } ?? true }
      + shared.map { rule, alike in
        var one = alike[0]
        one.rule = rule
        one.rows = alike.reduce(0) { $0 + $1.rows }
        return one
      }
  }
}

extension Reconciliation {
  /// The lines of `tables` in the manifest that would save rejected rows, most rows first; tables that are
  /// none of their source come before all others. Nothing of it is done by itself.
  public var advice: [TidyAdvice] {
    var advice = TidyAdvice.joined(tellings.flatMap(\.advice) + tables.advice)
    var words: [Word: Int] = [:]
    for reject in rejects {
      switch reject.reason {
      case .unknownOutcome:
        words[Word(file: reject.file, column: .outcome, value: reject.value), default: 0] += 1
      case .badNumber where reject.column == "lit" && !reject.value.contains(where: \.isNumber):
        words[Word(file: reject.file, column: .lit, value: reject.value), default: 0] += 1
      default: break
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
    let sources = Dictionary(
      ledgers.map { ($0.file, $0.source) }, uniquingKeysWith: { first, _ in first })
    for (word, tables) in Dictionary(grouping: words.keys.filter(\.isWhole), by: \.said) {
      var rule = rule(tables[0].file)
      if tables.count > 1, let source = sources[tables[0].file] {
        rule = TableRule(file: source.rawValue + "*", sheet: nil)
      }
      rule.values[word.column] = [word.value: tables[0].likelyMeaning]
      advice.append(
        TidyAdvice(
          rows: tables.reduce(0) { $0 + words[$1]! },
          kind: word.adviceKind,
          rule))
    }
    func isFirst(_ advice: TidyAdvice) -> Int {
      ["no_header", "overlapping_lists", "swapped_parts", "swapped_columns"].contains(advice.kind)
        ? 0 : 1
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

    /// The same in any table.
    var said: Word { Word(file: "", column: column, value: value) }

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
      default: "value"
      }
    }

    /// What it probably means; where nobody knows, all that it can mean, of which one is to be left.
    var likelyMeaning: String {
      switch column {
      case .outcome: Words.likelyOutcome(value) ?? "answered|refused|no_answer|vacant"
      case .state: Words.likelyState(value) ?? "present|away|moved"
      default: Words.likelyLit(value) ?? "1|0"
      }
    }
  }
}
