import DelimitedText
import HouseholdSweep

/// The table of areas. Its first level stands in the page; the script has all of them.
extension ReportPage {
  /// Areas of the first level that stand in the page without a script.
  private static let plainRows = 60

  private var levels: [AreaLevel] {
    [.district, .subdistrict, .community, .compound].filter { level in
      results.areas.contains { $0.level == level }
    }
  }

  private static func number(of level: AreaLevel) -> Int {
    switch level {
    case .city: -1
    case .district: 0
    case .subdistrict: 1
    case .community: 2
    case .compound: 3
    }
  }

  /// Heads with what they mean; the script makes them sort.
  private var heads: [(name: String, meaning: String)] {
    let w = wording
    return [
      (w.say("Area", "区域"), ""), (w.say("Units", "户数"), ""),
      (w.say("Looked at", "已查看"), w.say("units with any observation", "有任何查看记录的住户")),
      (w.say("Answered", "应答"), w.say("units where a door was answered", "敲门有人应答的住户")),
      (w.say("Flags", "存疑"), w.say("not on the list, or undercounted", "未登记或人数少登")),
      (w.say("in 1,000", "每千户"), w.say("flags in a thousand units", "每千户中的存疑户数")),
      (w.shortStatus(.unlistedOccupied), w.meaning(.unlistedOccupied)),
      (w.shortStatus(.undercounted), w.meaning(.undercounted)),
      (w.shortStatus(.listedAbsent), w.meaning(.listedAbsent)),
      (w.shortStatus(.uncertain), w.meaning(.uncertain)),
      (w.shortStatus(.unobserved), w.meaning(.unobserved)),
      (w.shortStatus(.listMissing), w.meaning(.listMissing)),
    ]
  }

  func areaSection() -> Markup {
    let w = wording
    let top = results.topLevel
    let all = results.areas(top).enumerated().sorted {
      ($1.element.flags, $0.offset) < ($0.element.flags, $1.offset)
    }
    let rows = all.prefix(Self.plainRows).map { row($0.element) }
    let choices = levels.map { level -> Markup in
      """
      <option value="\(Self.number(of: level))"\(level == top ? " selected" as Markup : "")>\(w.level(level)) (\(w.number(results.areas(level).count)))</option>
      """
    }
    let columns = heads.enumerated().map { index, head -> Markup in
      """
      <th scope="col"\(index > 0 ? " class=\"n\"" as Markup : "")\(head.meaning.isEmpty ? "" : " title=\"\(head.meaning)\"" as Markup)>\(head.name)</th>
      """
    }
    return """
      <section id="places" aria-labelledby="places-head">
      <h2 id="places-head">\(w.say("Areas", "区域"))</h2>
      <p class="hint">\(w.say("Which are behind, and which hide people.", "哪里进度落后，哪里可能有漏登的人。"))\(top == .compound ? "" : w.say(" Districts and subdistricts open into what lies below them.", "点击区、街道可查看下一级。"))</p>
      <div class="box long">
      <div class="tools" id="tools" hidden>
      <label>\(w.say("Level", "层级"))<select id="level">\(Markup.joined(choices))</select></label>
      <label>\(w.say("Name or id holds", "名称或编号包含"))<input id="find" type="search" autocomplete="off" spellcheck="false"></label>
      <p class="hint" id="shown" role="status"></p>
      </div>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="places-head"><table id="areas">
      <thead><tr>\(Markup.joined(columns))<th scope="col">\(w.say("All units", "全部住户"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div>
      <p class="more"><button type="button" id="more" hidden>\(w.say("Show more", "显示更多"))</button></p>
      </div></section>

      """
  }

  /// What an area lies in; a compound's id.
  private static func above(_ area: AreaRow) -> String {
    guard !area.name.isEmpty && area.name != area.path else { return "" }
    let ending = "/" + area.name
    return area.path.hasSuffix(ending) ? String(area.path.dropLast(ending.count)) : area.path
  }

  private func row(_ area: AreaRow) -> Markup {
    let w = wording
    let tally = area.tally
    let above = Self.above(area)
    let path: Markup = above.isEmpty ? "" : "<bdi class=\"path\">\(above)</bdi>"
    let counts: [UnitStatus] = [
      .unlistedOccupied, .undercounted, .listedAbsent, .uncertain, .unobserved, .listMissing,
    ]
    let cells = counts.map { status -> Markup in
      "<td class=\"n\">\(w.number(tally.count(status)))</td>"
    }
    let rate = area.flagRate
    return """
      <tr><th scope="row">\(Markup.name(area.name.isEmpty ? area.path : area.name))\(path)</th>\
      <td class="n">\(w.number(tally.units))</td>\
      <td class="n">\(w.share(tally.observed, of: tally.units))\(bar(tally.observed, of: tally.units))</td>\
      <td class="n">\(w.share(tally.contacted, of: tally.units))\(bar(tally.contacted, of: tally.units, " c"))</td>\
      <td class="n">\(w.number(area.flags))</td>\
      <td class="n">\(w.tenths(rate))\(bar(min(rate, 1000), of: 1000, " f"))</td>\
      \(Markup.joined(cells))<td>\(stack(area))</td></tr>

      """
  }

  /// All areas below the city for the script, an array a row: level, path, name, units, answered,
  /// units by status. Some 90 bytes a row, so that ten thousand areas are under one megabyte.
  func areaData() -> String {
    let numbers = levels.map { String(Self.number(of: $0)) }.joined(separator: ",")
    let shown = wording.say("{0} of {1} shown", "显示{0}个，共{1}个")
    var json = OutputBuffer(capacity: results.areas.count * 100)
    json.append(text: "{\"levels\":[\(numbers)],\"words\":{\"shown\":\(PageJSON.text(shown))},")
    json.append("\"rows\":[")
    var isFirst = true
    for area in results.areas where area.level != .city {
      json.append(isFirst ? "\n" : ",\n")
      isFirst = false
      json.append("[")
      json.append(number: Self.number(of: area.level))
      json.append(",")
      json.append(text: PageJSON.text(area.path))
      json.append(",")
      json.append(text: PageJSON.text(area.name))
      json.append(commaAnd: area.tally.units)
      json.append(commaAnd: area.tally.contacted)
      for status in UnitStatus.allCases { json.append(commaAnd: area.tally.count(status)) }
      json.append("]")
    }
    json.append("]}")
    return json.withField(0..<json.count) { $0.text }
  }
}
