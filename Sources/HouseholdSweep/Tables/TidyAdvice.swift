/// Lines for `sweep.json` that would help, and how many rows they would save.
public struct TidyAdvice: Sendable, Equatable, Hashable, Codable {
  public var rows: Int
  /// What the problem is: a stable name.
  public var kind: String
  /// The rule, as it would stand in `tables`.
  public var rule: String
}

extension Reconciliation {
  /// The lines of `tables` in the manifest that would save rejected rows, most rows first; tables that are
  /// none of their source come before all others. Nothing of it is done by itself.
  public var advice: [TidyAdvice] {
    var advice = tellings.flatMap(\.advice)
    var dates: [String: Int] = [:]
    var missing: [String: Int] = [:]
    var words: [Word: Int] = [:]
    for reject in rejects {
      switch reject.reason {
      case .ambiguousDate: dates[reject.file, default: 0] += 1
      case .missingColumnValue where reject.column == "unit" || reject.column == "compound":
        missing[reject.file, default: 0] += 1
      case .unknownOutcome where !reject.value.hasSuffix("…"):
        words[Word(file: reject.file, value: reject.value), default: 0] += 1
      default: break
      }
    }
    for (file, rows) in dates {
      let rule = "{ \(Self.place(file)), \"dates\": \"day-first\" }"
      advice.append(TidyAdvice(rows: rows, kind: "ambiguous_date", rule: rule))
    }
    let lists = Dictionary(ledgers.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    let filled = Set(tellings.filter { $0.header != nil }.map(\.file))
    for (file, rows) in missing {
      guard let list = lists[file], list.source == .residents || list.source == .units else {
        continue
      }
      // A few forgotten addresses are no merged cells.
      guard filled.contains(file), rows * 10 >= list.rows else { continue }
      let rule = "{ \(Self.place(file)), \"fill\": true }"
      advice.append(TidyAdvice(rows: rows, kind: "fill", rule: rule))
    }
    for (word, rows) in words {
      let meaning = Words.likelyOutcome(word.value) ?? "answered|refused|no_answer|vacant"
      let value = word.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let rule =
        "{ \(Self.place(word.file)), \"values\": { \"outcome\": { \"\(value)\": \"\(meaning)\" } } }"
      advice.append(TidyAdvice(rows: rows, kind: "value", rule: rule))
    }
    func isFirst(_ advice: TidyAdvice) -> Int {
      advice.kind == "no_header" || advice.kind == "overlapping_lists" ? 0 : 1
    }
    return advice.sorted {
      (isFirst($0), -$0.rows, $0.rule) < (isFirst($1), -$1.rows, $1.rule)
    }
  }

  private struct Word: Hashable {
    var file: String
    var value: String
  }

  /// `"files": "a.xlsx", "sheet": "Sheet1"`
  private static func place(_ table: String) -> String {
    guard let mark = table.firstIndex(of: "#") else { return "\"files\": \"\(table)\"" }
    let sheet = table[table.index(after: mark)...]
    return "\"files\": \"\(table[..<mark])\", \"sheet\": \"\(sheet)\""
  }
}

extension Words {
  /// The outcome that a text with a known word in it probably means: the longest, where there is one.
  static func likelyOutcome(_ text: String) -> String? {
    let folded = fold(text)
    let found = outcomeWords.filter { folded.contains($0.key) && $0.key.utf8.count > 2 }
    guard let longest = found.map(\.key.count).max() else {
      let near = outcomeWords.filter { editDistance($0.key, folded) <= 1 && folded.count > 3 }
      return Set(near.values).count == 1 ? near.first?.value : nil
    }
    let meanings = Set(found.filter { $0.key.count == longest }.values)
    return meanings.count == 1 ? meanings.first : nil
  }
}
