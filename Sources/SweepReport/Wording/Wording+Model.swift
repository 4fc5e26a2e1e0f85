import HouseholdSweep

/// The model's numbers as sentences.
extension Wording {
  /// "one in five", "nine in ten", "34 in 100"; "每5晚中有1晚" with what is counted. A simple fraction
  /// is used where it says the same: one in N within a thirtieth of the share, or some in ten at most
  /// within half a hundredth.
  func odds(_ share: Double, _ measure: String) -> String {
    let p = min(max(share, 0), 1)
    if p < 0.000_05 { return say("almost none", "几乎没有") }
    if p > 0.999_95 { return say("almost all", "几乎全部") }
    let one = Int((1 / p).rounded())
    if one > 1 && abs(1 / Double(one) - p) < p / 30 { return fraction(1, one, measure) }
    for whole in 2...10 {
      let part = Int((p * Double(whole)).rounded())
      if part > 0 && part < whole && abs(Double(part) / Double(whole) - p) < 0.005 {
        return fraction(part, whole, measure)
      }
    }
    let hundredths = Int((p * 100).rounded())
    return hundredths < 100
      ? fraction(hundredths, 100, measure)
      : fraction(min(9999, Int((p * 10_000).rounded())), 10_000, measure)
  }

  private func fraction(_ part: Int, _ whole: Int, _ measure: String) -> String {
    let words = [
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ]
    let english =
      whole <= 10
      ? "\(words[part - 1]) in \(words[whole - 1])" : "\(number(part)) in \(number(whole))"
    return say(english, "每\(number(whole))\(measure)中有\(number(part))\(measure)")
  }

  /// Sentences about a set of parameters; one whose numbers are missing is left out, and so is a kind of
  /// dwellings that is switched off.
  func sentences(_ parameters: ParameterSet, areKindsExchanged: Bool = false) -> [String] {
    var sentences: [String] = []
    if let occupied = parameters["occupied"] {
      let odds = odds(occupied, "套")
      sentences.append(
        say(
          "Before any evidence, \(odds) flats are taken to be occupied.",
          "没有任何证据时，住房\(odds)假定有人居住。"))
    }
    let seldom = areKindsExchanged ? nil : parameters.share("seldom_home")
    sentences += kinds(parameters, seldom) + lights(parameters, seldom)
    sentences += meter(parameters, seldom) + doors(parameters, seldom) + listed(parameters)
    if areKindsExchanged {
      sentences.append(
        say(
          "People seldom at home came out opening more often than those at home: the two kinds have changed places, so nothing is said of them here.",
          "拟合后，“很少在家”的住户反而比在家的更常开门：两类互换了位置，这里不作说明。"))
    }
    return sentences
  }

  private func kinds(_ parameters: ParameterSet, _ seldom: Double?) -> [String] {
    var occupied: [(String, String)] = []
    if let share = parameters.share("hidden_windows") {
      let odds = odds(share, "套")
      occupied.append(
        (
          "those with windows that cannot be seen from where wardens count are \(odds)",
          "\(odds)的窗户从数灯的地方看不到"
        ))
    }
    if let seldom {
      let odds = odds(seldom, "套")
      occupied.append(
        (
          "those of people seldom at home \(occupied.isEmpty ? "are " : "")\(odds)",
          "\(odds)的住户很少在家"
        ))
    }
    var sentences: [String] = []
    if !occupied.isEmpty {
      sentences.append(
        say(
          "Of the occupied flats, \(occupied.map(\.0).joined(separator: ", ")).",
          "有人居住的住房中，\(occupied.map(\.1).joined(separator: "，"))。"))
    }
    if let share = parameters.share("left_on") {
      let odds = odds(share, "套")
      sentences.append(
        say("Of the vacant ones, those with a lamp left on are \(odds).", "空置的住房中，\(odds)留着灯。"))
    }
    return sentences
  }

  private func lights(_ parameters: ParameterSet, _ seldom: Double?) -> [String] {
    guard let lit = parameters["lit.seen"], let glow = parameters["lit.dark"] else { return [] }
    var sentences = [
      parameters.share("hidden_windows") == nil
        ? say(
          "An occupied flat is dark on \(odds(1 - lit, "")) nights; a vacant one shows a light on \(odds(glow, "")).",
          "有人居住的住房，\(odds(1 - lit, "晚"))不亮灯；空置的住房，\(odds(glow, "晚"))有灯光。")
        : say(
          "An occupied flat whose windows can be seen is dark on \(odds(1 - lit, "")) nights; a vacant one shows a light on \(odds(glow, "")).",
          "有人居住、窗户看得到的住房，\(odds(1 - lit, "晚"))不亮灯；空置的住房，\(odds(glow, "晚"))有灯光。")
    ]
    var others: [(String, String)] = []
    func add(_ kind: String, _ english: String, _ chinese: String) {
      guard parameters.share(kind) != nil, let lit = parameters["\(kind).lit"] else { return }
      others.append(("on \(odds(lit, "")) \(english)", "\(chinese)\(odds(lit, "晚"))"))
    }
    add("hidden_windows", "where the windows are hidden", "窗户看不到的")
    if seldom != nil { add("seldom_home", "where people are seldom at home", "很少在家的") }
    add("left_on", "where a lamp was left on", "留着灯的")
    if !others.isEmpty {
      sentences.append(
        say(
          "Of nights, light is seen \(others.map(\.0).joined(separator: ", ")).",
          "看得到灯光的：\(others.map(\.1).joined(separator: "，"))。"))
    }
    return sentences
  }

  private func meter(_ parameters: ParameterSet, _ seldom: Double?) -> [String] {
    let occupied = parameters.row("meter.occupied")
    let vacant = parameters.row("meter.vacant")
    let edges = parameters.meterEdges
    guard occupied.count == vacant.count, occupied.count > 1 else { return [] }
    guard edges.count == occupied.count - 1 else { return classes(parameters) }
    func below(_ row: [Double]) -> [Double] {
      edges.indices.map { row[...$0].reduce(0, +) }
    }
    let (lived, empty) = (below(occupied), below(vacant))
    let best = edges.indices.max { empty[$0] - lived[$0] < empty[$1] - lived[$1] }!
    let edge = ParameterSet.text(edges[best])
    var sentence = say(
      "Meters tell most at \(edge) kWh a day: below it are \(odds(lived[best], "")) occupied flats and \(odds(empty[best], "")) vacant ones",
      "电表以每天\(edge)度为界最有区分力：低于它的，有人居住的\(odds(lived[best], "套"))，空置的\(odds(empty[best], "套"))")
    if seldom != nil, parameters.row("meter.seldom_home").count == occupied.count {
      let row = below(parameters.row("meter.seldom_home"))
      sentence += say(
        ", and \(odds(row[best], "")) where people are seldom at home",
        "，很少在家的\(odds(row[best], "套"))")
    }
    func most(_ row: [Double]) -> String {
      bin(row.indices.max { row[$0] < row[$1] }!, edges)
    }
    return [
      sentence + say(".", "。"),
      say(
        "The most common usage is \(most(occupied)) in occupied flats, and \(most(vacant)) in vacant ones.",
        "最常见的用电：有人居住的\(most(occupied))，空置的\(most(vacant))。"),
    ]
  }

  /// Usage in three classes, by thresholds.
  private func classes(_ parameters: ParameterSet) -> [String] {
    guard let active = both(parameters, "meter", "active", per: "套"),
      let idle = both(parameters, "meter", "idle", per: "套")
    else { return [] }
    return [
      say(
        "The meter is active in \(active.0) occupied flats and in \(active.1) vacant ones; it stands still in \(idle.0) and \(idle.1).",
        "电表在走：有人居住的\(active.0)，空置的\(active.1)；电表不走：\(idle.0)，\(idle.1)。")
    ]
  }

  private func doors(_ parameters: ParameterSet, _ seldom: Double?) -> [String] {
    guard let answer = both(parameters, "knock", "answered", per: "次"),
      let vacant = both(parameters, "knock", "vacant", per: "次")
    else { return [] }
    var (english, chinese) = ("", "")
    if seldom != nil, let answered = parameters["knock.seldom_home.answered"] {
      english = ", where people are seldom at home \(odds(answered, ""))"
      chinese = "，很少在家的\(odds(answered, "次"))"
    }
    return [
      say(
        "At an occupied flat, \(answer.0) knocks are answered\(english), at a vacant one \(answer.1); somebody calls the flat vacant at \(vacant.0) and \(vacant.1).",
        "敲门有人应答：有人居住的\(answer.0)\(chinese)，空置的\(answer.1)；被称空置：\(vacant.0)，\(vacant.1)。")
    ]
  }

  private func listed(_ parameters: ParameterSet) -> [String] {
    if let listed = both(parameters, "listed", per: "套") {
      return [
        say(
          "Somebody is on the list in \(listed.0) occupied flats and in \(listed.1) vacant ones.",
          "名单上有人：有人居住的\(listed.0)，空置的\(listed.1)。")
      ]
    }
    guard let present = both(parameters, "listed", "present", per: "套"),
      let nobody = both(parameters, "listed", "nobody", per: "套"),
      let moved = both(parameters, "listed", "moved", per: "套")
    else { return [] }
    return [
      say(
        "The list has somebody present in \(present.0) occupied flats and in \(present.1) vacant ones, only people who moved in \(moved.0) and \(moved.1), and nobody in \(nobody.0) and \(nobody.1).",
        "名单上有人在住：有人居住的\(present.0)，空置的\(present.1)；只有已搬离的人：\(moved.0)，\(moved.1)；没有人：\(nobody.0)，\(nobody.1)。"
      )
    ]
  }

  /// A number of occupied and one of vacant flats in words.
  private func both(
    _ parameters: ParameterSet, _ name: String, _ member: String = "", per measure: String
  ) -> (String, String)? {
    let tail = member.isEmpty ? "" : ".\(member)"
    guard let occupied = parameters["\(name).occupied\(tail)"],
      let vacant = parameters["\(name).vacant\(tail)"]
    else { return nil }
    return (odds(occupied, measure), odds(vacant, measure))
  }

  /// How much compounds differ in what the model settled on for each.
  func differences(_ spread: CompoundSpread, _ parameters: ParameterSet) -> [String] {
    if parameters["occupied_concentration"] ?? 0 >= Parameters.alike {
      return [say("All compounds are taken to be alike.", "假定各小区情况相同。")]
    }
    var parts: [(String, String)] = []
    func add(_ measure: CompoundSpread.Measure, _ english: String, _ chinese: String) {
      guard let middle = measure.middle else { return }
      let (low, high) = (percent(middle.lowerBound), percent(middle.upperBound))
      parts.append(("\(low) to \(high) \(english)", "\(chinese)\(low)至\(high)"))
    }
    add(spread.occupancy, "of the flats are occupied", "有人居住的占")
    add(spread.completeness, "of the occupied ones are on the list", "有人居住的住房中在名单上的占")
    add(spread.staleness, "of the vacant ones still are", "空置的住房中仍在名单上的占")
    guard !parts.isEmpty else { return [] }
    return [
      say(
        "Compounds differ: leaving out a tenth at each end, \(parts.map(\.0).joined(separator: ", ")).",
        "各小区不同：去掉两头各十分之一，\(parts.map(\.1).joined(separator: "，"))。")
    ]
  }

  /// `74%` of 7412 ten-thousandths. What is not all never reads as all, nor what is there as nothing.
  package func percent(_ tenThousandths: Int) -> String {
    let whole = (tenThousandths + 50) / 100
    if whole == 0 { return tenThousandths == 0 ? "0%" : "<1%" }
    return whole == 100 && tenThousandths < 10_000 ? ">99%" : "\(whole)%"
  }

  /// The same of a probability.
  package func percent(_ probability: Double) -> String {
    percent(Int((min(max(probability, 0), 1) * 10_000).rounded()))
  }

  /// How the numbers came about.
  func origin(_ summary: ResultsSummary) -> String {
    if summary.fitWarnings.contains("too_few_units") {
      return say(
        "The numbers are those given: too few flats were looked at three times to fit any.",
        "这些数值是给定的：观察满三次的住房太少，无法拟合。")
    }
    if summary.fitWarnings.contains("classes_reversed") {
      return say(
        "The numbers are those given: fitted, vacant flats came out lit or busy more often than occupied ones.",
        "这些数值是给定的：拟合结果中空置住房反而比有人居住的更常亮灯或用电。")
    }
    if summary.model != "learned" && summary.before != summary.after {
      return say(
        "The numbers were learned elsewhere and given to this run; nothing was fitted to this sweep.",
        "这些数值是在别处学得、交给本次运行的，没有根据本次排查调整。")
    }
    guard summary.model == "learned" else {
      return say(
        "The numbers are those given (the fixed model); nothing was fitted to this sweep.",
        "这些数值是给定的（固定模型），没有根据本次排查调整。")
    }
    let rounds = summary.rounds.map { say(" in \(count($0, "round", "rounds"))", "（\($0)轮）") } ?? ""
    return say(
      "The numbers were fitted to this sweep itself\(rounds), starting from those given.",
      "这些数值从给定值出发，根据本次排查自身的数据拟合得到\(rounds)。")
  }

  /// The thresholds that turn a probability into a status.
  func thresholds(_ thresholds: ParameterSet) -> String? {
    guard let occupied = thresholds["occupied"], let vacant = thresholds["vacant"] else {
      return nil
    }
    func share(_ value: Double) -> String { self.share(Int((value * 1000).rounded()), of: 1000) }
    return say(
      "A flat counts as lived in from \(share(occupied)) upwards and as vacant up to \(share(vacant)); in between it stays uncertain.",
      "概率达到\(share(occupied))算有人居住，不超过\(share(vacant))算空置，其间为不确定。")
  }
}

extension ParameterSet {
  /// The share of a kind of dwellings; nil where it is switched off.
  fileprivate func share(_ kind: String) -> Double? {
    self["\(kind).share"].flatMap { $0 > 0 ? $0 : nil }
  }
}
