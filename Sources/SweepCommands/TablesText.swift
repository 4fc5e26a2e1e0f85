import CommandLineKit
import HouseholdSweep
import SweepReport

/// What `check` says of tables that are not tidy.
enum TablesText {
  /// The lines to paste into `tables` of the manifest, most rows first; empty where nothing would help.
  static func advice(_ advice: [TidyAdvice], _ w: Wording, limit: Int = 20) -> String {
    guard !advice.isEmpty else { return "" }
    let wording = TidyWording(w.language)
    var text = "\n\(w.adviceTitle)\n"
    for item in advice.prefix(limit) {
      text += "  \(wording.advice(item))\(w.say(":", "："))\n    \(Visible.text(item.rule))\n"
      for other in item.alternatives ?? [] {
        text += "  \(wording.or)\n    \(Visible.text(other))\n"
      }
    }
    if advice.count > limit { text += "  \(w.moreAdvice(advice.count - limit))\n" }
    return text
  }
}
