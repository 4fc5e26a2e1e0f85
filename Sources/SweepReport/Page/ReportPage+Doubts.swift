import HouseholdSweep

/// Walks and workers to ask about: what cannot have been gathered, as questions.
extension ReportPage {
  /// Compounds shown, and questions of each.
  static let shownDoubtfulCompounds = 40
  static let shownDoubts = 12

  /// The kinds of questions there are, with their numbers.
  private var doubtKinds: [(kind: Doubt.Kind, count: Int)] {
    Doubt.Kind.allCases.compactMap { kind in
      let count = results.summary.findings.first { $0.name == kind.rawValue }?.count ?? 0
      return count > 0 ? (kind, count) : nil
    }
  }

  /// Whether the page asks about walks or workers.
  var hasDoubts: Bool { !doubtKinds.isEmpty }

  func doubts() -> Markup {
    let kinds = doubtKinds
    guard !kinds.isEmpty else { return "" }
    let w = wording
    let boxes = kinds.map { kind, count -> Markup in
      let facts = Markup.joined(w.facts(kind).map { "<li>\($0)</li>" })
      return """
        <div class="box"><h3>\(w.question(kind))</h3><p class="answer">\(w.number(kind, count))</p>
        <ul>\(facts)</ul></div>

        """
    }
    let compounds = results.doubts()
    let shown = compounds.prefix(Self.shownDoubtfulCompounds)
    let parts = shown.map { part($0) }
    let named = shown.reduce(0) { $0 + min($1.doubts.count, Self.shownDoubts) }
    let rest = kinds.reduce(0) { $0 + $1.count } - named
    let more: Markup =
      rest > 0
      ? "<p class=\"hint\">\(w.say("and \(w.number(rest)) more, in summary.json", "另有\(w.number(rest))条，见 summary.json"))</p>"
      : ""
    return """
      <section id="again" aria-labelledby="again-head">
      <h2 id="again-head">\(w.doubtsTitle)</h2>
      <p class="hint">\(w.say("Nothing here is proven, and nobody is accused: each line is a question for people who were there. The compounds with most questions come first.", "这里没有任何定论，也不指责任何人：每一条都是要问在场人员的问题。问题最多的小区排在前面。"))</p>
      <div class="asks">
      \(Markup.joined(boxes))</div>
      <div class="again">
      \(Markup.joined(parts))</div>
      \(more)</section>

      """
  }

  private func part(_ compound: SweepResults.DoubtfulCompound) -> Markup {
    let w = wording
    let doubts = compound.doubts
    let items = doubts.prefix(Self.shownDoubts).map { doubt -> Markup in
      """
      <li><b>\(Markup.name(w.subject(doubt)))</b>\(w.say(": ", "："))\(w.found(doubt))\(w.say(". ", "。"))\(w.question(doubt.kind))</li>

      """
    }
    let rest = doubts.count - items.count
    let more: Markup =
      rest > 0
      ? "<li>\(w.say("and \(w.number(rest)) more, in summary.json", "另有\(w.number(rest))条，见 summary.json"))</li>"
      : ""
    return """
      <div class="box"><h3>\(name(of: compound.compound))</h3><ul class="plain">
      \(Markup.joined(items))\(more)</ul>\(nights(doubts))</div>

      """
  }

  /// Nights on which several walks of a compound were dark.
  private func nights(_ doubts: [Doubt]) -> Markup {
    let walks = doubts.filter { $0.kind == .darkWalk }
    let nights = Dictionary(grouping: walks, by: \.day).filter { $0.value.count > 2 }
    return .joined(
      nights.sorted { $0.key < $1.key }.map { day, walks -> Markup in
        "<p class=\"hint\">\(wording.powerCut(walks.count, day))</p>"
      })
  }
}
