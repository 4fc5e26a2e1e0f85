import HouseholdSweep

/// What became of the input.
extension ReportPage {
  /// Input files shown one by one.
  private static let shownFiles = 40

  func files() -> Markup {
    let w = wording
    let summary = results.summary
    return """
      <section id="files" aria-labelledby="files-head">
      <h2 id="files-head">\(w.say("The files that were read", "读入的文件"))</h2>
      <p class="hint">\(w.say("No row vanishes: each was accepted, repeated, outside the days of the sweep, or rejected.", "每一行都有去向：采用、重复、不在排查日期内、弃用。"))</p>
      <div class="box scroll" tabindex="0" role="group" aria-labelledby="files-head"><table>
      <thead><tr><th scope="col">\(w.say("File", "文件"))</th><th scope="col" class="n">\(w.say("Rows", "行数"))</th>\
      <th scope="col" class="n">\(w.say("Accepted", "采用"))</th><th scope="col" class="n">\(w.say("Repeated", "重复"))</th>\
      <th scope="col" class="n">\(w.say("Outside", "期外"))</th><th scope="col" class="n">\(w.say("Rejected", "弃用"))</th>\
      <th scope="col">\(w.say("Encoding", "编码"))</th></tr></thead>
      <tbody>
      \(ledger(summary.files))</tbody></table></div>
      \(rejected())
      \(findings())</section>

      """
  }

  private func ledger(_ files: [ResultsSummary.File]) -> Markup {
    let w = wording
    var rows = files.prefix(Self.shownFiles).map { file -> Markup in
      """
      <tr><th scope="row"><bdi>\(file.name)</bdi></th><td class="n">\(w.number(file.rows))</td><td class="n">\(w.number(file.accepted))</td>\
      <td class="n">\(w.number(file.duplicate))</td><td class="n">\(w.number(file.outOfWindow))</td>\
      <td class="n">\(w.number(file.rejectedTotal))</td><td class="keep">\(w.encoding(file.encoding))</td></tr>

      """
    }
    if files.count > Self.shownFiles {
      let rest = files.count - Self.shownFiles
      rows.append(
        """
        <tr><th scope="row">\(w.say("\(w.number(rest)) more files", "另有\(w.number(rest))个文件"))</th><td colspan="6">\(w.say("see summary.json", "见 summary.json"))</td></tr>

        """)
    }
    return Markup.joined(rows)
  }

  private func rejected() -> Markup {
    let w = wording
    var counts: [String: Int] = [:]
    for file in results.summary.files {
      for (reason, count) in file.rejected { counts[reason, default: 0] += count }
    }
    guard !counts.isEmpty else {
      return "<p>\(w.say("No row was rejected.", "没有弃用的行。"))</p>"
    }
    let reasons = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let rows = reasons.map { reason, count -> Markup in
      """
      <tr id="why-\(reason)"><th scope="row">\(w.reason(reason)) <code>\(reason)</code></th><td class="n">\(w.number(count))</td><td>\(w.advice(reason))</td></tr>

      """
    }
    let examples = results.rejects.map { reject -> Markup in
      """
      <tr><th scope="row"><bdi>\(reject.file)</bdi>:\(reject.line)</th><td>\(reject.column)</td><td><a href="#why-\(reject.reason)">\(w.reason(reject.reason))</a></td><td class="keep"><code>\(Markup.name(reject.value))</code></td></tr>

      """
    }
    let total = counts.values.reduce(0, +)
    return """
      <h3 id="rejected">\(w.say("Rejected rows, and what to do", "弃用的行及处理办法"))</h3>
      <div class="box long scroll" tabindex="0" role="group" aria-label="\(w.say("Rejected rows, and what to do", "弃用的行及处理办法"))"><table>
      <thead><tr><th scope="col">\(w.say("Reason", "原因"))</th><th scope="col" class="n">\(w.say("Rows", "行数"))</th><th scope="col">\(w.say("What to do", "处理办法"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div>
      <details\(examples.count <= 12 ? " open" as Markup : "")><summary>\(w.say("The first of them", "其中前几行"))</summary>
      <div class="box long scroll" tabindex="0" role="group" aria-label="\(w.say("The first rejected rows", "弃用的前几行"))"><table>
      <thead><tr><th scope="col">\(w.say("File and line", "文件和行号"))</th><th scope="col">\(w.say("Column", "列"))</th>\
      <th scope="col">\(w.say("Reason", "原因"))</th><th scope="col">\(w.say("Value", "值"))</th></tr></thead>
      <tbody>
      \(Markup.joined(examples))</tbody></table></div>
      <p class="hint">\(w.say("All \(w.number(total)) stand in rejects.csv, beside this report.", "全部\(w.number(total))行见本报告旁边的 rejects.csv。"))</p></details>

      """
  }

  private func findings() -> Markup {
    let w = wording
    var items = results.summary.findings.map { finding -> Markup in
      let advice = w.findingAdvice(finding.name).map { " " + $0 } ?? ""
      let place = Doubt.Kind(rawValue: finding.name) == nil ? places(finding) : toDoubts
      return """
        <li>\(w.finding(finding.name, finding.count))\(place)<span class="hint">\(advice)</span></li>
        """
    }
    items += results.summary.notes.prefix(Self.shownFiles).map { note -> Markup in
      "<li><bdi>\(note.file)</bdi>\(w.say(": ", "："))\(noteText(note.text))</li>"
    }
    guard !items.isEmpty else { return "" }
    return """
      <h3>\(w.say("What was noticed", "其他发现"))</h3><ul class="plain">\(Markup.joined(items))</ul>
      """
  }

  /// The first places of a finding.
  private func places(_ finding: ResultsSummary.Finding) -> Markup {
    let w = wording
    let texts = finding.places.prefix(5).map { Visible.text(w.place(finding.name, $0)) }
    let separator = Wording.told.contains(finding.name) ? w.say("; ", "；") : w.say(", ", "、")
    let end = finding.count > texts.count ? " …" : w.say(".", "。")
    return "\(w.say(": ", "："))\(Markup.name(texts.joined(separator: separator)))\(end)"
  }

  private var toDoubts: Markup {
    let w = wording
    return """
      \(w.say(": ", "："))<a href="#again">\(w.doubtsTitle)</a>
      """
  }

  /// A note in the page's language; one that has no words there stays English, and says so.
  private func noteText(_ text: String) -> Markup {
    wording.note(text).map { "\($0)" } ?? "<span lang=\"en\">\(text)</span>"
  }
}
