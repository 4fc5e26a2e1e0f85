import HouseholdSweep

/// The model in words and numbers, and how much compounds differ.
extension ReportPage {
  /// Compounds named at each end.
  private static let extremes = 3

  func model() -> Markup {
    let w = wording
    let summary = results.summary
    let spread = CompoundSpread(results)
    var sentences = w.sentences(
      summary.after, areKindsExchanged: summary.fitWarnings.contains("kinds_exchanged"))
    sentences += w.differences(spread, summary.after)
    if let thresholds = w.thresholds(summary.thresholds) { sentences.append(thresholds) }
    return """
      <section id="model" aria-labelledby="model-head">
      <h2 id="model-head">\(w.say("The model in words", "模型说明"))</h2>
      <div class="box long"><p>\(w.origin(summary))</p><ul class="plain">\(Markup.joined(sentences.map { "<li>\($0)</li>" }))</ul>
      \(numbers())</div>
      \(extremes(spread))</section>

      """
  }

  /// The numbers that moved.
  private func numbers() -> Markup {
    let w = wording
    let (before, after) = (results.summary.before, results.summary.after)
    let moved = ParameterSet.names(of: [before, after]).filter { before[$0] != after[$0] }
    guard !moved.isEmpty else { return "" }
    let rows = moved.map { name -> Markup in
      """
      <tr><th scope="row">\(w.parameter(name))</th><td class="n">\(w.value(before[name], of: name))</td><td class="n">\(w.value(after[name], of: name))</td></tr>

      """
    }
    return """
      <details><summary>\(w.say("The numbers before and after", "拟合前后的数值"))</summary><div class="box long scroll" tabindex="0" role="group" aria-label="\(w.say("The numbers before and after", "拟合前后的数值"))"><table>
      <thead><tr><th scope="col">\(w.say("Number", "参数"))</th><th scope="col" class="n">\(w.say("Before", "之前"))</th><th scope="col" class="n">\(w.say("After", "之后"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div></details>

      """
  }

  /// The compounds at the ends of what the model settled on for each.
  private func extremes(_ spread: CompoundSpread) -> Markup {
    let w = wording
    let boxes = [
      box(
        w.say("Emptiest", "空置最多"), spread.occupancy.lowest(Self.extremes),
        w.say("Share of the flats that is occupied.", "有人居住的住房占比。")),
      box(
        w.say("Fullest", "住得最满"), spread.occupancy.highest(Self.extremes),
        w.say("Share of the flats that is occupied.", "有人居住的住房占比。")),
      box(
        w.say("Least complete lists", "名单最不全"), spread.completeness.lowest(Self.extremes),
        w.say("Share of the occupied flats that is on the list.", "有人居住的住房中在名单上的占比。")),
      box(
        w.say("Oldest lists", "名单最旧"), spread.staleness.highest(Self.extremes),
        w.say("Share of the vacant flats that is still on the list.", "空置的住房中仍在名单上的占比。")),
    ].compactMap { $0 }
    guard !boxes.isEmpty else { return "" }
    return """
      <h3>\(w.say("Compounds that stand out", "突出的小区"))</h3>
      <p class="hint">\(w.say("What the model settled on for each compound, of those with \(CompoundSpread.leastUnits) units looked at or more. A question, too: a list that seems old may be a building that nobody could see into.", "模型为每个小区得出的数值，只列已查看\(CompoundSpread.leastUnits)户以上的小区。这也是问题，不是结论：看似过旧的名单，也可能是看不到灯光的楼。"))</p>
      <div class="asks four">
      \(Markup.joined(boxes))</div>
      """
  }

  private func box(
    _ title: String, _ compounds: [(area: AreaRow, value: Int)], _ meaning: String
  ) -> Markup? {
    guard !compounds.isEmpty else { return nil }
    let items = compounds.map { compound -> Markup in
      """
      <li><span class="who">\(name(of: compound.area))</span> <b>\(wording.percent(compound.value))</b>\(bar(compound.value, of: 10_000))</li>

      """
    }
    return """
      <div class="box"><h4>\(title)</h4><ol class="rank">
      \(Markup.joined(items))</ol><p class="hint">\(meaning)</p></div>

      """
  }

  /// A compound's name with its id, or the id alone.
  func name(of compound: AreaRow) -> Markup {
    compound.name.isEmpty || compound.name == compound.path
      ? Markup.name(compound.path)
      : "\(Markup.name(compound.name)) (\(Markup.name(compound.path)))"
  }
}
