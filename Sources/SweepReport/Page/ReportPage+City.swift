import HouseholdSweep

/// The city: the three questions, units by status, day by day.
extension ReportPage {
  private struct Question {
    var question: String
    var answer: String
    var facts: [Markup]
  }

  func questions() -> Markup {
    let boxes = [household(), person(), day()].map { question -> Markup in
      let facts = Markup.joined(question.facts.map { "<li>\($0)</li>" })
      return """
        <div class="box"><h3>\(question.question)</h3><p class="answer">\(question.answer)</p>
        <ul>\(facts)</ul></div>

        """
    }
    return """
      <section id="questions" aria-labelledby="questions-head">
      <h2 id="questions-head">\(wording.say("The three questions", "三个问题"))</h2>
      <div class="asks">
      \(Markup.joined(boxes))</div></section>

      """
  }

  /// Where nothing was looked at, nothing found means nothing.
  private var unknown: String {
    wording.say("Not known: nothing was looked at", "不清楚：还没有查看")
  }

  private func household() -> Question {
    let w = wording
    let tally = results.city.tally
    let unlisted = tally.count(.unlistedOccupied)
    let missed = results.summary.findings.first { $0.name == "no_list" }
    var facts: [Markup] = [
      "\(w.say("Every unit counted by its probability, \(w.rounded(millionths: tally.expectedUnlistedOccupied)) households are expected to be missing from the lists.", "按每户的概率累加，估计名单漏登\(w.rounded(millionths: tally.expectedUnlistedOccupied))户。"))"
    ]
    if tally.unregisteredFlags > 0 {
      facts.append(
        "\(w.say("\(w.count(tally.unregisteredFlags, "flag stands", "flags stand")) at addresses outside the register.", "有\(w.number(tally.unregisteredFlags))户的地址不在房屋底册中。"))"
      )
    }
    let unseen = tally.count(.unobserved)
    if unseen > 0 {
      facts.append(
        "\(w.say("\(w.count(unseen, "unit was", "units were")) never looked at.", "\(w.units(unseen))从未查看。"))"
      )
    }
    if let missed {
      let units = tally.count(.listMissing)
      facts.append(
        "\(w.say("\(w.compounds(missed.count)) sent no list; \(w.units(units)) occupied there could not be compared.", "\(w.compounds(missed.count))没有交名单，其中有人居住的\(w.units(units))无法比对。"))"
      )
    }
    let answer =
      unlisted > 0
      ? w.say("Yes: \(w.units(unlisted))", "有：\(w.units(unlisted))")
      : tally.observed == 0 ? unknown : w.say("None found", "未发现")
    return Question(
      question: w.say("Is a household missed?", "有没有漏掉的户？"), answer: answer, facts: facts)
  }

  private func person() -> Question {
    let w = wording
    let tally = results.city.tally
    let under = tally.count(.undercounted)
    let facts: [Markup] = [
      "\(w.say("More people were seen there than the list has, present or away.", "这些户见到的人多于名单上在住和外出的人数。"))",
      "\(w.say("\(w.persons(tally.personsSeen)) were seen at \(w.count(tally.contacted, "door", "doors")) that opened; where no door opened, nobody could be counted.", "开门的\(w.units(tally.contacted))共见到\(w.persons(tally.personsSeen))；没有开门的住户无法点人。"))",
    ]
    return Question(
      question: w.say("Is a person missed?", "有没有漏掉的人？"),
      answer: under > 0
        ? w.say("Yes: in \(w.units(under))", "有：\(w.units(under))")
        : tally.contacted == 0
          ? w.say("Not known: no door opened", "不清楚：没有门打开") : w.say("None found", "未发现"),
      facts: facts)
  }

  private func day() -> Question {
    let w = wording
    let days = results.days
    var facts = days.map { day -> Markup in
      "\(w.shortDate(day.day))\(w.say(": ", "："))\(w.share(day.tally.observed, of: day.tally.units)) \(w.say("looked at", "已查看"))"
    }
    var missed: [String] = []
    for row in results.coverage where row.level == .compound && row.tally.units > 0 {
      if row.tally.observed == 0 && missed.last != row.area { missed.append(row.area) }
    }
    let empty = days.filter { $0.tally.observed == 0 && $0.tally.units > 0 }
    if !missed.isEmpty {
      let names = missed.prefix(5).map { Visible.text($0) }.joined(separator: w.say(", ", "、"))
      facts.append(
        "\(w.compounds(missed.count)) \(w.say("with a day on which nobody looked", "某天没有任何查看记录"))\(w.say(": ", "："))\(Markup.name(names))\(missed.count > 5 ? " …" : "")"
      )
    }
    let answer: String
    if results.city.tally.observed == 0 {
      answer = unknown
    } else if !empty.isEmpty {
      answer = w.say(
        "Yes: \(empty.map { w.shortDate($0.day) }.joined(separator: ", "))",
        "有：\(empty.map { w.shortDate($0.day) }.joined(separator: "、"))")
    } else if !missed.isEmpty {
      answer = w.say("In \(w.compounds(missed.count))", "有：\(w.compounds(missed.count))")
    } else {
      answer = w.say("No", "没有")
    }
    return Question(question: w.say("Is a day missed?", "有没有漏掉的日子？"), answer: answer, facts: facts)
  }

  func statuses() -> Markup {
    let w = wording
    let city = results.city
    let rows = UnitStatus.allCases.map { status -> Markup in
      let count = city.tally.count(status)
      return """
        <tr><th scope="row">\(FacadeDrawing.sign(status))\(w.status(status))</th>\
        <td class="n">\(w.number(count))</td><td class="n">\(w.share(count, of: city.tally.units))</td>\
        <td class="drop">\(w.meaning(status))</td></tr>

        """
    }
    return """
      <section id="units" aria-labelledby="units-head">
      <h2 id="units-head">\(w.say("Units by status", "各状态住户数"))</h2>
      <div class="box">\(stack(city))
      <div class="scroll"><table>
      <thead><tr><th scope="col">\(w.say("Status", "状态"))</th><th scope="col" class="n">\(w.say("Units", "户数"))</th>\
      <th scope="col" class="n">\(w.say("Share", "占比"))</th><th scope="col" class="drop">\(w.say("Meaning", "含义"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div></div></section>

      """
  }

  func coverage() -> Markup {
    let w = wording
    let rows = results.days.map { day -> Markup in
      let tally = day.tally
      return """
        <tr><th scope="row">\(w.shortDate(day.day))</th>\
        <td class="n">\(w.share(tally.observed, of: tally.units))\(bar(tally.observed, of: tally.units))</td>\
        <td class="n">\(w.share(tally.contacted, of: tally.units))\(bar(tally.contacted, of: tally.units, " c"))</td>\
        <td class="n">\(w.number(tally.persons))</td></tr>

        """
    }
    return """
      <section id="days" aria-labelledby="days-head">
      <h2 id="days-head">\(w.say("Day by day", "逐日覆盖"))</h2>
      <div class="box scroll" tabindex="0" role="group" aria-labelledby="days-head"><table>
      <thead><tr><th scope="col">\(w.say("Day", "日期"))</th><th scope="col" class="n">\(w.say("Units looked at", "已查看"))</th>\
      <th scope="col" class="n">\(w.say("Doors answered", "敲门应答"))</th><th scope="col" class="n">\(w.say("People seen", "见到人数"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div></section>

      """
  }
}
