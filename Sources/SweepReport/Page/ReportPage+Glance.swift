import HouseholdSweep

/// What a coordinator wants to know before reading: which areas are behind, which compounds hide
/// people, which doors are next.
extension ReportPage {
  /// Lines of each answer.
  private static let lines = 5

  func glance() throws(SweepError) -> Markup {
    let w = wording
    let boxes = [
      box(w.say("Which areas are behind?", "哪些区域落后？"), behind()),
      box(w.say("Which compounds hide people?", "哪些小区漏登最多？"), hiding()),
      box(w.say("Which doors next?", "接下来敲哪些门？"), try doors()),
    ]
    return """
      <section id="glance" aria-labelledby="glance-head">
      <h2 id="glance-head">\(w.say("At a glance", "一眼看清"))</h2>
      <div class="asks">
      \(Markup.joined(boxes))</div></section>

      """
  }

  private func box(_ question: String, _ answer: Markup) -> Markup {
    """
    <div class="box"><h3>\(question)</h3>\(answer)</div>

    """
  }

  private func list(_ items: [Markup], otherwise none: String) -> Markup {
    guard !items.isEmpty else { return "<p class=\"answer\">\(none)</p>" }
    let lines = Markup.joined(items.map { "<li>\($0)</li>\n" })
    return "<ol class=\"rank\">\n\(lines)</ol>"
  }

  /// The areas looked at least; of equal ones those where the fewest doors were answered.
  private func behind() -> Markup {
    let w = wording
    func share(_ part: Int, _ whole: Int) -> Int { part * 1_000_000 / max(whole, 1) }
    let ranked = results.areas(results.topLevel).filter { $0.tally.units > 0 }.enumerated()
      .map { place, area in
        let tally = area.tally
        let seen = share(tally.observed, tally.units)
        return (rank: (seen, share(tally.contacted, tally.units), place), area: area)
      }
      .sorted { $0.rank < $1.rank }
    let items = ranked.prefix(Self.lines).map { _, area -> Markup in
      let tally = area.tally
      let unseen = tally.count(.unobserved)
      return """
        <span class="who">\(Markup.name(area.name.isEmpty ? area.path : area.name))</span> \
        <b>\(w.share(tally.observed, of: tally.units))</b>\
        \(bar(tally.observed, of: tally.units))\
        <span class="hint">\(w.say("\(w.number(unseen)) never looked at; a door answered at \(w.share(tally.contacted, of: tally.units))", "\(w.units(unseen))未查看；\(w.share(tally.contacted, of: tally.units))有人应答"))</span>
        """
    }
    return list(items, otherwise: w.say("There is no area", "没有区域"))
      + "<p class=\"hint\">\(w.say("Share of units looked at, the least first.", "已查看住户的占比，由低到高。"))</p>"
  }

  /// The compounds with the most flags; those that are drawn below are linked.
  private func hiding() -> Markup {
    let w = wording
    let most = results.mostFlagged(Self.lines)
    let flags = most.first?.flags ?? 0
    let items = most.enumerated().map { number, area -> Markup in
      let name = Markup.name(area.name.isEmpty ? area.path : area.name)
      let isDrawn = options.compound == nil && number < options.drawnCompounds
      return """
        <span class="who">\(isDrawn ? "<a href=\"#c\(number)\">\(name)</a>" : name)</span> \
        <b>\(w.number(area.flags))</b>\(bar(area.flags, of: flags, " f"))\
        <span class="hint">\(w.say("\(w.tenths(area.flagRate)) in 1,000 units", "每千户\(w.tenths(area.flagRate))户"))</span>
        """
    }
    return list(items, otherwise: w.say("None", "没有"))
      + "<p class=\"hint\">\(w.say("Flags: households or people who are not on the list.", "存疑住户：未登记或人数少登。"))</p>"
  }

  /// The first rows of `flags.csv`, which come by probability.
  private func doors() throws(SweepError) -> Markup {
    let w = wording
    let compounds = Dictionary(
      results.areas(.compound).map { ($0.path, $0.name) }, uniquingKeysWith: { first, _ in first })
    let items = try FlagRow.first(Self.lines, in: results.folder).map { flag -> Markup in
      let name = compounds[flag.compound] ?? ""
      return """
        <span class="who">\(FacadeDrawing.sign(flag.status))\(Markup.name(AddressWords.words(for: flag.unit, in: w.language)))</span> \
        <b>\(w.probability(flag.probability))</b>\
        <span class="hint">\(Markup.name(name.isEmpty ? flag.compound : name))\(w.say(": ", "："))\(w.action(flag.action))</span>
        """
    }
    return list(items, otherwise: w.say("None", "没有"))
      + "<p class=\"hint\">\(w.say("Surest first, with the chance that somebody lives there. All stand in flags.csv; 'sweep worklist' hands them out.", "按有人居住的概率由高到低；全部见 flags.csv，可用 sweep worklist 分派。"))</p>"
  }
}
