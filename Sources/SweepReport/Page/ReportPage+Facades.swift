import DelimitedText
import HouseholdSweep

/// The compounds drawn: each building as it stands, and the units to go to in words.
extension ReportPage {
  func facadeSection() throws(SweepError) -> Markup {
    let w = wording
    let compounds: [AreaRow]
    if let asked = options.compound {
      compounds = [try results.compound(asked)]
    } else {
      compounds = results.mostFlagged(options.drawnCompounds)
    }
    let parts = try drawn(compounds)
    let intro =
      options.compound == nil
      ? w.say(
        "The compounds with the most flags, as they stand: a window a unit. Point at a window, or move with the arrow keys, to see what is known of it.",
        "存疑最多的小区，按实际楼层画出，一扇窗为一户。指向窗户，或用方向键移动，可看该户的证据。")
      : w.say(
        "The compound as it stands: a window a unit. Point at a window, or move with the arrow keys, to see what is known of it.",
        "小区按实际楼层画出，一扇窗为一户。指向窗户，或用方向键移动，可看该户的证据。")
    return """
      <section id="facades" aria-labelledby="facades-head">
      <h2 id="facades-head">\(w.say("Façades", "楼面图"))</h2>
      <p class="hint">\(compounds.isEmpty ? w.say("No compound has a flag.", "没有小区有存疑住户。") : intro)</p>
      \(legend())
      \(parts)<p class="told" id="told" hidden></p></section>

      """
  }

  private func legend() -> Markup {
    let w = wording
    var items = UnitStatus.allCases.map { status -> Markup in
      "<li>\(FacadeDrawing.sign(status))\(w.status(status))</li>"
    }
    items.append(
      "<li>\(FacadeDrawing.cornerSign())\(w.say("Evidence against evidence", "证据互相矛盾"))</li>")
    items.append(
      "<li>\(FacadeDrawing.outsideSign())\(w.say("Not in the register", "不在房屋底册中"))</li>")
    return """
      <div class="box"><h3 style="margin-top:0">\(w.say("Legend", "图例"))</h3><ul class="legend">\(Markup.joined(items))</ul></div>
      """
  }

  private func drawn(_ compounds: [AreaRow]) throws(SweepError) -> Markup {
    let work = WorkList(count: compounds.count)
    let workers = min(options.threads, compounds.count)
    let pieces = try parallelMap(workers: workers) { _ throws(SweepError) -> [(Int, Markup)] in
      var pieces: [(Int, Markup)] = []
      while let number = work.take() {
        pieces.append((number, try drawn(compounds[number], number: number)))
      }
      return pieces
    }
    return Markup.joined(pieces.joined().sorted { $0.0 < $1.0 }.map(\.1))
  }

  private func drawn(_ compound: AreaRow, number: Int) throws(SweepError) -> Markup {
    let w = wording
    let units = try results.units(of: compound)
    let groups = Facade.groups(units)
    let chosen = options.compound != nil ? groups : choice(of: groups)
    let drawing = FacadeDrawing(w)
    let houses = chosen.map(\.facade).map { facade -> Markup in
      """
      <figure class="house"><div class="scroll" role="group" aria-label="\(drawing.title(facade)), \(drawing.count(facade))">\(drawing.svg(facade))</div>\
      <figcaption><b>\(drawing.title(facade))</b> \(drawing.count(facade))</figcaption></figure>

      """
    }
    var left: Markup = ""
    if chosen.count < groups.count {
      let rest = groups.count - chosen.count
      left = """
        <p class="hint">\(w.say("\(w.count(rest, "more building is", "more buildings are")) not drawn here; the command for all of them:", "另有\(w.number(rest))栋未画出；全部画出的命令：")) <code>sweep report RESULTS --compound \(Self.shellWord(compound.path))</code></p>
        """
    }
    let name: Markup =
      compound.name.isEmpty || compound.name == compound.path
      ? Markup.name(compound.path) : "\(Markup.name(compound.name)) (\(Markup.name(compound.path)))"
    return """
      <section class="compound" aria-labelledby="c\(number)">
      <h3 id="c\(number)">\(name)</h3>
      <p>\(w.units(compound.tally.units))\(w.say("; ", "；"))\(w.shortStatus(.unlistedOccupied))\(w.say(": ", "："))\(w.number(compound.tally.count(.unlistedOccupied)))\
      \(w.say("; ", "；"))\(w.shortStatus(.undercounted))\(w.say(": ", "："))\(w.number(compound.tally.count(.undercounted)))</p>
      \(stack(compound))
      <div class="yard" tabindex="0" role="group" aria-labelledby="c\(number)">
      \(Markup.joined(houses))</div>
      \(left)\(doors(units))</section>

      """
  }

  /// A word as a shell takes it: whoever copies the command runs it, and nothing else.
  private static func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || "-_.".utf8.contains(byte) || byte >= 0x80
    }
    return isPlain ? text : "'\(text.replacing("'", with: #"'\''"#))'"
  }

  /// The buildings with the most flags, as many as may be drawn, in their order.
  private func choice(of groups: [Facade.Group]) -> [Facade.Group] {
    let flags = groups.map(\.flags)
    let ranked = groups.indices.sorted { (flags[$1], $0) < (flags[$0], $1) }
    var room = options.windowsACompound
    var chosen: Set<Int> = []
    for index in ranked where flags[index] > 0 {
      if groups[index].count <= room || chosen.isEmpty {
        chosen.insert(index)
        room -= groups[index].count
      }
    }
    return chosen.sorted().map { groups[$0] }
  }

  /// The flagged units in words: the drawing for those who do not see it.
  private func doors(_ units: [UnitRow]) -> Markup {
    let w = wording
    let flagged = units.filter { $0.status.isFlag }
    guard !flagged.isEmpty else { return "" }
    let rows = flagged.map { unit -> Markup in
      """
      <tr><th scope="row">\(Markup.name(AddressWords.words(for: unit.unit, in: w.language)))</th>\
      <td>\(FacadeDrawing.sign(unit.status))\(w.status(unit.status))</td>\
      <td class="n">\(w.probability(unit.probability))</td>\
      <td>\(w.list(w.evidence(unit)))</td><td>\(w.action(unit.action))</td></tr>

      """
    }
    return """
      <details\(options.compound != nil ? " open" as Markup : "")><summary>\(w.say("The flagged units in words", "存疑住户明细")) (\(w.number(flagged.count)))</summary>
      <div class="box long scroll" tabindex="0" role="group" aria-label="\(w.say("The flagged units in words", "存疑住户明细"))"><table>
      <thead><tr><th scope="col">\(w.say("Address", "地址"))</th><th scope="col">\(w.say("Status", "状态"))</th>\
      <th scope="col" class="n">\(w.say("Occupied", "居住概率"))</th><th scope="col">\(w.say("Evidence", "证据"))</th>\
      <th scope="col">\(w.say("Next", "下一步"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div></details>

      """
  }
}
