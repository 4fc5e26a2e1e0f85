import CommandLineKit
import HouseholdSweep
import SweepReport

/// What `check` says of tables that are not tidy.
enum TablesText {
  /// What to put into `tables` of the manifest, most rows first; empty where nothing would help. Words are told one
  /// by one, and put together at the end.
  static func advice(_ sweep: Sweep, _ w: Wording, limit: Int) -> String {
    let advice = sweep.advice
    guard !advice.isEmpty else { return "" }
    let wording = TidyWording(w.language)
    var text = "\n\(w.adviceTitle)\n"
    let shown = advice.prefix(limit)
    for item in shown {
      let line = "  \(wording.advice(item))\(w.say(":", "："))"
      text +=
        wording.word(item).map { "\(line)\(w.say(" ", ""))\(Visible.text($0))\n" }
        ?? "\(line)\n    \(Visible.text(item.rule))\n"
      for other in item.alternatives ?? [] {
        text += "  \(wording.or)\n    \(Visible.text(other))\n"
      }
    }
    if advice.count > limit { text += "  \(w.moreAdvice(advice.count - limit))\n" }
    let words = AdvisedWords(shown, to: sweep.manifest)
    if let tables = words.tables {
      text += "\n\(w.pasteWords(replaces: words.replaces))\n"
      let lines = "  \(tables)\(words.replaces ? "" : ",")".split(separator: "\n")
      text += lines.map { Visible.text(String($0)) + "\n" }.joined()
    }
    if !words.undecided.isEmpty {
      text += "\n\(w.undecidedWords)\n"
      text += words.undecided.map { "    \(Visible.text($0))\n" }.joined()
    }
    return text
  }
}
