/// The words among pieces of advice, put together so that they need no more than to be pasted.
package struct AdvisedWords: Sendable, Equatable {
  /// `tables` of the manifest as it stands, and with it all words of which it is guessed what they mean, those of a
  /// source in one rule: it takes the place of the old. Nil where there is no such word.
  package let tables: String?
  /// Whether the manifest has `tables` now.
  package let replaces: Bool
  /// A rule a source with the words of which nobody knows what they mean: of the meanings one is to be left.
  package let undecided: [String]

  /// Puts the words of `advice` to the rules of a manifest.
  package init(_ advice: some Sequence<TidyAdvice>, to manifest: Manifest) {
    var rules = manifest.tables
    var open: [TableRule] = []
    var hasWords = false
    for item in advice where item.isWord {
      for (column, words) in item.said.values {
        let place = Self.place(item.said, column)
        let isOpen = words.values.contains { $0.contains("|") }
        if isOpen {
          Self.add(words, of: column, place, to: &open)
        } else {
          Self.add(words, of: column, place, to: &rules)
          hasWords = true
        }
      }
    }
    replaces = !manifest.tables.isEmpty
    undecided = open.map(\.json)
    let lines = rules.map { "\n    \($0.json)" }.joined(separator: ",")
    tables = hasWords ? "\"tables\": [\(lines)\n  ]" : nil
  }

  /// The rule that a word goes into: that of all files of its source, unless its table lies elsewhere.
  private static func place(_ said: TableRule, _ column: Column) -> TableRule {
    let isOfKnocks =
      column == .outcome || column == .persons && said.files.hasPrefix(Source.knocks.rawValue)
    let source: Source = isOfKnocks ? .knocks : column == .lit ? .lights : .residents
    let all = source.rawValue + "*"
    return TableRule.glob(all, matches: said.files) || said.files == all
      ? TableRule(file: all, sheet: nil) : TableRule(file: said.files, sheet: said.sheet)
  }

  private static func add(
    _ words: [String: String], of column: Column, _ place: TableRule, to rules: inout [TableRule]
  ) {
    let known = rules.firstIndex {
      $0.files == place.files && $0.sheet == place.sheet && $0.skips != true
    }
    if known == nil { rules.append(place) }
    rules[known ?? rules.count - 1].values[column, default: [:]].merge(words) { mine, _ in mine }
  }
}

extension TidyAdvice {
  /// Whether it is about what a word means.
  package var isWord: Bool { ["value", "state", "persons"].contains(kind) }

  /// The word, and what it may mean; nil where it is about something else.
  var word: (word: String, meanings: [String])? {
    guard isWord, let words = said.values.values.first, let (word, meaning) = words.first else {
      return nil
    }
    // Nobody was counted: that is said by nothing.
    return (word, meaning.isEmpty ? [""] : meaning.split(separator: "|").map(String.init))
  }
}
