import HouseholdSweep

/// `report.html`: one file for people, that opens with no network and shows all that matters
/// without a script. The same results give the same bytes.
package struct ReportPage: Sendable {
  /// What to draw.
  package struct Options: Sendable {
    /// A compound to draw in full, instead of those with the most flags.
    package var compound: String?
    /// The sweep's own language if nil.
    package var language: Manifest.Language?
    /// Compounds drawn where none is asked for, and windows drawn of each at most.
    package var drawnCompounds = 6
    package var windowsACompound = 600
    /// Workers that draw.
    package var threads: Int

    package init(
      compound: String? = nil, language: Manifest.Language? = nil, threads: Int = 1
    ) {
      self.compound = compound
      self.language = language
      self.threads = threads
    }
  }

  let results: SweepResults
  let options: Options
  let wording: Wording

  package init(_ results: SweepResults, _ options: Options = Options()) {
    self.results = results
    self.options = options
    wording = Wording(options.language ?? results.summary.language)
  }

  /// The page. O(areas + units drawn). Throws where the compound asked for is not there, or units
  /// cannot be read.
  package func html() throws(SweepError) -> String {
    let glance = try glance()
    let facades = try facadeSection()
    let body = Markup.joined([
      head(), cards(), glance, questions(), statuses(), coverage(), doubts(),
      areaSection(), facades, files(), model(), footer(),
    ])
    return document(body).html
  }

  private var title: String {
    let name = results.summary.name
    return name.isEmpty ? wording.say("Household sweep", "入户排查") : name
  }

  /// Only the one script that the page holds may run, and nothing may be fetched: a text that came
  /// through unescaped would still do nothing.
  private func document(_ body: Markup) -> Markup {
    let script = PageScript.javascript
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-\(Digest.base64(script))'; base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="\(wording.code)">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="color-scheme" content="light dark">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <link rel="icon" href="data:,">
      <title>\(title) · \(wording.say("sweep report", "排查报告"))</title>
      <style>
      \(Markup(stringLiteral: PageStyle.css))
      </style>
      </head>
      <body>
      \(FacadeDrawing.symbols)
      \(body)
      <script type="application/json" id="data">\(Markup(stringLiteral: areaData()))</script>
      <script>\(Markup(stringLiteral: script))</script>
      </body>
      </html>

      """
  }

  private func head() -> Markup {
    let summary = results.summary
    let city = results.city
    let period = summary.firstDay.map { wording.period(from: $0, days: summary.days) } ?? ""
    var links: [(String, String)] = [
      ("glance", wording.say("At a glance", "一眼看清")),
      ("questions", wording.say("Three questions", "三个问题")),
      ("units", wording.say("Units", "住户")), ("days", wording.say("Days", "日期")),
      ("places", wording.say("Areas", "区域")), ("facades", wording.say("Façades", "楼面图")),
      ("files", wording.say("Files", "文件")), ("model", wording.say("Model", "模型")),
    ]
    if hasDoubts { links.insert(("again", wording.say("Look again", "走过场")), at: 4) }
    let toc = Markup.joined(links.map { "<a href=\"#\($0.0)\">\($0.1)</a>" })
    return """
      <a class="skip" href="#main">\(wording.say("To the content", "跳到正文"))</a>
      <header class="band"><div class="wide">
      <h1>\(Markup.name(title))</h1>
      <p>\(period)\(period.isEmpty ? "" : " · ")\(wording.units(city.tally.units))\
      \(wording.say(" in ", "，"))\(wording.compounds(summary.compounds))</p>
      <nav class="toc" aria-label="\(wording.say("Contents", "目录"))">\(toc)</nav>
      </div></header>
      <main id="main" class="wide">

      """
  }

  private func cards() -> Markup {
    let city = results.city
    let tally = city.tally
    let w = wording
    let cards: [(strong: Bool, name: String, number: String, more: String)] = [
      (
        true, w.say("Flags", "存疑住户"), w.number(city.flags),
        w.say(
          "\(w.share(city.flags, of: tally.units)) of units: not on the list, or more people than listed",
          "占\(w.share(city.flags, of: tally.units))：未登记或人数少登")
      ),
      (
        false, w.say("Households missing", "估计漏登户数"),
        w.rounded(millionths: tally.expectedUnlistedOccupied),
        w.say("expected, counting every unit by its probability", "按每户概率累加的期望值")
      ),
      (
        false, w.say("Looked at", "已查看"), w.share(tally.observed, of: tally.units),
        w.say(
          "\(w.number(tally.units - tally.observed)) never looked at",
          "\(w.number(tally.units - tally.observed))户未查看")
      ),
      (
        false, w.say("Doors answered", "敲门应答"), w.share(tally.contacted, of: tally.units),
        w.say(
          "of units; \(w.persons(tally.personsSeen)) seen",
          "的住户有人应答；见到\(w.persons(tally.personsSeen))")
      ),
      (
        false, w.say("Listed people", "登记人数"), w.number(tally.listedPersons),
        w.say("present, by the lists", "名单上在住")
      ),
      (
        false, w.say("Contradictions", "证据矛盾"), w.number(tally.conflicts),
        w.say("units with evidence against evidence", "户的证据互相矛盾")
      ),
    ]
    var items = cards.map { card -> Markup in
      """
      <li\(card.strong ? " class=\"strong\"" as Markup : "")><span class="name">\(card.name)</span><b>\(card.number)</b><span>\(card.more)</span></li>

      """
    }
    let rejected = results.summary.rejectedRows
    items.append(
      """
      <li><span class="name">\(w.say("Rejected rows", "弃用行数"))</span><b>\(w.number(rejected))</b><span>\(w.say("rows of input that could not be used", "输入中无法使用的行"))\(rejected > 0 ? " <a href=\"#rejected\">\(w.say("What to do", "处理办法"))</a>" as Markup : "")</span></li>

      """)
    return "<ul class=\"cards\">\n\(Markup.joined(items))</ul>\n"
  }

  private func footer() -> Markup {
    """
    <footer><p>\(wording.say(
      "A flag is a question for a person at the door, not a verdict. No names, phone numbers or identity numbers are held anywhere.",
      "存疑只是请人上门核实的问题，不是结论。本报告及结果中不含姓名、电话和身份证号。"))</p></footer>
    </main>

    """
  }
}

extension ReportPage {
  /// A row's small bar.
  func bar(_ part: Int, of whole: Int, _ type: String = "") -> Markup {
    let tenths = whole > 0 ? part * 1000 / whole : 0
    return """
      <span class="bar\(type)"><i style="width:\(tenths / 10).\(tenths % 10)%"></i></span>
      """
  }

  /// All units of an area by status, as one bar.
  func stack(_ area: AreaRow) -> Markup {
    let parts = UnitStatus.allCases.filter { area.tally.count($0) > 0 }.map { status -> Markup in
      "<i class=\"s\(Int(status.rawValue))\" style=\"flex-grow:\(area.tally.count(status))\"></i>"
    }
    return "<span class=\"stack\" aria-hidden=\"true\">\(Markup.joined(parts))</span>"
  }
}
