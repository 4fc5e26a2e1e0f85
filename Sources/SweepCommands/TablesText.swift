import CommandLineKit
import HouseholdSweep
import SweepReport

/// What `check` says of tables that are not tidy.
enum TablesText {
  /// The lines to paste into `tables` of the manifest, most rows first; empty where nothing would help.
  static func advice(_ sweep: Reconciliation, limit: Int = 20) -> String {
    let advice = sweep.advice
    guard !advice.isEmpty else { return "" }
    let language = sweep.manifest.language
    let wording = TidyWording(language)
    var text =
      language == .zh
      ? "\n可以写入 \(SweepFolder.manifestName) 的 \"tables\" 中（请先核对；不会自动采用）\n"
      : "\nLines for \"tables\" in \(SweepFolder.manifestName), if they are right; none is used by itself\n"
    for item in advice.prefix(limit) {
      text += "  \(wording.advice(item)):\n    \(Visible.text(item.rule))\n"
    }
    if advice.count > limit {
      let rest = grouped(advice.count - limit)
      text +=
        language == .zh ? "  另有\(rest)条（--json 列出全部）\n" : "  and \(rest) more (--json lists all)\n"
    }
    return text
  }
}
