import HouseholdSweep

/// Walks and workers to ask about: what cannot have been gathered, as questions.
extension ReportPage {
  /// Compounds shown, and questions of each kind in each.
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
    let named = shown.reduce(0) { sum, compound in
      sum
        + Doubt.Kind.allCases.reduce(0) { sum, kind in
          sum + min(compound.doubts.count { $0.kind == kind }, Self.shownDoubts)
        }
    }
    let all = kinds.reduce(0) { $0 + $1.count }
    return """
      <section id="again" aria-labelledby="again-head">
      <h2 id="again-head">\(w.doubtsTitle)</h2>
      <p class="hint">\(w.say("Nothing here is proven, and nobody is accused: each line is a question for people who were there. The compounds with most questions come first.", "这里没有任何定论，也不指责任何人：每一条都是要问在场人员的问题。问题最多的小区排在前面。"))</p>
      <div class="asks">
      \(Markup.joined(boxes))</div>
      <div class="again">
      \(Markup.joined(parts))</div>
      \(compounds.count > shown.count ? more(than: named, of: all) : "")</section>

      """
  }

  /// The questions about a compound, kind by kind.
  private func part(_ compound: SweepResults.DoubtfulCompound) -> Markup {
    let w = wording
    let questions = Doubt.Kind.allCases.map { kind -> Markup in
      let doubts = compound.doubts.filter { $0.kind == kind }
      guard !doubts.isEmpty else { return "" }
      let shown = doubts.prefix(Self.shownDoubts)
      let list = kind == .darkWalk ? nights(shown, of: doubts, in: compound.compound) : items(shown)
      return "<p>\(w.question(kind))</p>\(list)\(more(than: shown.count, of: doubts.count))"
    }
    return """
      <div class="box"><h3>\(name(of: compound.compound))</h3>\(Markup.joined(questions))</div>

      """
  }

  private func more(than shown: Int, of all: Int) -> Markup {
    guard all > shown else { return "" }
    let rest = wording.number(all - shown)
    return """
      <p class="hint">\(wording.say("and \(rest) more, in summary.json", "另有\(rest)条，见 summary.json"))</p>
      """
  }

  private func items(_ doubts: some Sequence<Doubt>) -> Markup {
    let w = wording
    let items = doubts.map { doubt -> Markup in
      """
      <li><b>\(Markup.name(w.subject(doubt)))</b>\(w.say(": ", "："))\(w.found(doubt))</li>

      """
    }
    return "<ul class=\"plain\">\n\(Markup.joined(items))</ul>"
  }

  /// Walks night by night. Where much of the compound was dark on one, it may have been a power cut.
  private func nights(
    _ shown: some Sequence<Doubt>, of walks: [Doubt], in compound: AreaRow
  ) -> Markup {
    let nights = Dictionary(grouping: shown, by: \.day).sorted { $0.key < $1.key }
    return .joined(
      nights.map { day, those -> Markup in
        let all = walks.filter { $0.day == day }
        let dwellings = all.reduce(0) { $0 + $1.of }
        let isMuch = all.count > 2 && dwellings * 4 >= compound.tally.units
        let undated = those.map { walk in
          var walk = walk
          walk.day = ""
          return walk
        }
        return """
          <p class="hint">\(wording.shortDate(day))\(isMuch ? wording.manyWalks(all.count) : "")</p>\(items(undated))
          """
      })
  }
}
