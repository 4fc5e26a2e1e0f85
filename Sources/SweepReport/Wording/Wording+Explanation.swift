import HouseholdSweep

/// What is said of one unit's explanation.
extension Wording {
  /// A share of the log odds by its source.
  package func source(_ source: String) -> String {
    switch source {
    case "city": say("city's rate", "全市居住率")
    case "compound": say("compound's own rate", "本小区居住率")
    case "list": say("its list", "本小区名单")
    case "meter": say("meter", "电表")
    case "lights": say("lights", "亮灯")
    case "knocks": say("knocks", "敲门")
    case "places": say("counts over places", "整栋数灯")
    default: source
    }
  }

  package var sharesDepend: String {
    say(
      "A share is what changes when it joins those above it, so the later ones depend on the earlier: an answered door says less after three lit nights, and a shut one less after three dark ones.",
      "每一项是它加在上面各项之后的变化，后面的取决于前面的：三晚亮灯之后，开门说明不了更多；三晚不亮之后，不开门也是。")
  }

  /// What the model settled on for the unit's compound.
  package func own(_ own: Explanation.Compound) -> String {
    let rate = percent(own.occupancyRate)
    guard let complete = own.listCompleteness, let stale = own.listStaleness else {
      return say(
        "Of this compound's dwellings \(rate) are taken to be occupied; it has sent no list.",
        "本小区的住房\(rate)视为有人居住；没有交名单。")
    }
    return say(
      "Of this compound's dwellings \(rate) are taken to be occupied; its list has \(percent(complete)) of the occupied and \(percent(stale)) of the vacant ones.",
      "本小区的住房\(rate)视为有人居住；名单上有其中有人居住的\(percent(complete))，空置的\(percent(stale))。")
  }

  /// How likely the unit is of the kinds that its lights and doors hint at, given its side: what looks
  /// vacant may be a window that nobody sees. Where both sides are likely, each is told with an "if".
  package func kinds(_ unit: Explanation) -> [String] {
    func sum(_ kinds: [String]) -> Double {
      unit.kinds.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.probability }
    }
    let occupied = sum(["seen", "hidden", "seldom_home"])
    let vacant = sum(["dark", "left_on"])
    let isOpen = min(occupied, vacant) >= Self.leastSide
    var sentences: [String] = []
    func add(_ lead: String, _ kind: String, _ words: String) {
      let isOccupied = kind != "left_on"
      let (share, side) = (sum([kind]), isOccupied ? occupied : vacant)
      guard side >= Self.leastSide, share >= Self.leastKind * side else { return }
      let condition = isOccupied ? say("if occupied, ", "如有人居住，") : say("if vacant, ", "如空置，")
      let likely = percent(share / side)
      sentences.append(
        lead + say(": ", "：") + (isOpen ? condition : "")
          + say("\(likely) likely \(words)", "\(likely)的可能是\(words)"))
    }
    let looks = unit.looks
    let hidden = say("a window that cannot be seen", "窗户看不到")
    if looks.nightsSeen > 0 && looks.nightsLit == 0 {
      add(dark(looks.nightsSeen), "hidden", hidden)
    } else if looks.nightsSeen == 0 && unit.placeCounts.contains(where: { $0.fault == nil }) {
      add(say("counted with its building", "与整栋一起数灯"), "hidden", hidden)
    }
    if !unit.areKindsExchanged {
      let seldom = say("seldom at home", "很少在家")
      if looks.noAnswer > 0 && looks.answered + looks.refused == 0 {
        add(shut(looks.noAnswer), "seldom_home", seldom)
      } else if looks.nightsLit > 0 && looks.nightsLit * 2 < looks.nightsSeen {
        add(lit(looks.nightsLit, of: looks.nightsSeen), "seldom_home", seldom)
      }
    }
    if looks.nightsLit > 0 {
      let lead = lit(looks.nightsLit, of: looks.nightsSeen)
      add(
        isOpen ? lead : lead + say(" though vacant", "却像空置"), "left_on",
        say("a lamp left on", "留着灯"))
    }
    return sentences
  }

  /// A side less likely than this is not spoken of, nor is a kind of it.
  private static let leastSide = 0.05
  private static let leastKind = 0.01

  private static let small = ["no", "one", "two", "three", "four", "five", "six", "seven"]

  private func word(_ number: Int) -> String {
    number < Self.small.count ? Self.small[number] : self.number(number)
  }

  private func dark(_ nights: Int) -> String {
    say("dark \(word(nights)) \(nights == 1 ? "night" : "nights")", "\(number(nights))晚不亮灯")
  }

  private func shut(_ times: Int) -> String {
    say(
      times == 1 ? "shut once" : times == 2 ? "shut twice" : "shut \(word(times)) times",
      "\(number(times))次不开门")
  }

  private func lit(_ lit: Int, of nights: Int) -> String {
    say(
      "lit \(word(lit)) of \(word(nights)) \(nights == 1 ? "night" : "nights")",
      "\(number(nights))晚中\(number(lit))晚亮灯")
  }
}
