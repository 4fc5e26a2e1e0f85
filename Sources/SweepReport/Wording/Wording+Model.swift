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

  /// Sentences about a set of parameters; one whose numbers are missing is left out.
  func sentences(_ parameters: ParameterSet) -> [String] {
    func both(_ name: String, _ member: String = "", per measure: String) -> (String, String)? {
      let tail = member.isEmpty ? "" : ".\(member)"
      guard let occupied = parameters["\(name).occupied\(tail)"],
        let vacant = parameters["\(name).vacant\(tail)"]
      else { return nil }
      return (odds(occupied, measure), odds(vacant, measure))
    }
    var sentences: [String] = []
    if let occupied = parameters["occupied"] {
      let odds = odds(occupied, "套")
      sentences.append(
        say(
          "Before any evidence, \(odds) flats are taken to be occupied.",
          "没有任何证据时，住房\(odds)假定有人居住。"))
    }
    if let lit = parameters["lit.occupied"], let glow = parameters["lit.vacant"] {
      sentences.append(
        say(
          "An occupied flat is dark on \(odds(1 - lit, "")) nights; a vacant one shows a light on \(odds(glow, "")).",
          "有人居住的住房，\(odds(1 - lit, "晚"))不亮灯；空置的住房，\(odds(glow, "晚"))有灯光。"))
    }
    if let active = both("meter", "active", per: "套"), let idle = both("meter", "idle", per: "套") {
      sentences.append(
        say(
          "The meter is active in \(active.0) occupied flats and in \(active.1) vacant ones; it stands still in \(idle.0) and \(idle.1).",
          "电表在走：有人居住的\(active.0)，空置的\(active.1)；电表不走：\(idle.0)，\(idle.1)。"
        ))
    }
    if let answer = both("knock", "answered", per: "次"),
      let vacant = both("knock", "vacant", per: "次")
    {
      sentences.append(
        say(
          "At an occupied flat, \(answer.0) knocks are answered, at a vacant one \(answer.1); somebody calls the flat vacant at \(vacant.0) and \(vacant.1).",
          "敲门有人应答：有人居住的\(answer.0)，空置的\(answer.1)；被称空置：\(vacant.0)，\(vacant.1)。"
        ))
    }
    if let listed = both("listed", per: "套") {
      sentences.append(
        say(
          "Somebody is on the list in \(listed.0) occupied flats and in \(listed.1) vacant ones.",
          "名单上有人：有人居住的\(listed.0)，空置的\(listed.1)。"))
    }
    return sentences
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

  /// `lit.occupied` in words, for tables of numbers.
  func parameter(_ name: String) -> String {
    let words: [String: (String, String)] = [
      "occupied": ("lived in", "有人居住"), "vacant": ("vacant", "空置"),
      "listed": ("somebody listed", "名单有人"), "lit": ("lit in a night", "一晚亮灯"),
      "meter": ("meter", "电表"), "knock": ("knock", "敲门"), "idle": ("idle", "不走"),
      "standby": ("standby", "微走"), "active": ("active", "在走"),
      "answered": ("answered", "应答"), "refused": ("refused", "拒访"),
      "no_answer": ("no answer", "无人应答"), "prior_strength": ("weight of the given", "先验强度"),
      "learn_min_units": ("units needed to fit", "拟合所需户数"),
    ]
    return name.split(separator: ".").map { part in
      words[String(part)].map { say($0.0, $0.1) } ?? Visible.text(String(part))
    }.joined(separator: " · ")
  }
}
