/// What came in about a unit between two nights, or went.
extension Wording {
  /// `answered 0 → 1`, `meter idle → active`; for a new or vanished unit, what is or was known.
  func change(_ before: UnitRow?, _ after: UnitRow?) -> [String] {
    guard let before, let after else { return (after ?? before).map { evidence($0) } ?? [] }
    var facts: [String] = []
    if before.isRegistered != after.isRegistered {
      facts.append(
        after.isRegistered
          ? say("now in the register", "已列入房屋底册") : say("no longer in the register", "已不在房屋底册中"))
    }
    func add(_ english: String, _ chinese: String, _ old: Int, _ new: Int) {
      if old != new { facts.append(say("\(english) \(old) → \(new)", "\(chinese)\(old)→\(new)")) }
    }
    add("listed", "登记人数", before.listed, after.listed)
    add("away", "外出人数", before.away, after.away)
    add("persons seen", "见到人数", before.personsSeen, after.personsSeen)
    if (before.nightsLit, before.nightsSeen) != (after.nightsLit, after.nightsSeen) {
      facts.append(
        say(
          "lit \(before.nightsLit) of \(before.nightsSeen) → \(after.nightsLit) of \(after.nightsSeen) nights",
          "\(before.nightsSeen)晚中\(before.nightsLit)晚亮灯→\(after.nightsSeen)晚中\(after.nightsLit)晚亮灯")
      )
    }
    if before.meter != after.meter {
      func named(_ meter: String) -> String {
        meter.isEmpty ? say("none", "没有电表数据") : say(meter, self.meter(meter))
      }
      facts.append(
        say(
          "meter \(named(before.meter)) → \(named(after.meter))",
          "\(named(before.meter))→\(named(after.meter))"))
    }
    add("answered", "应答次数", before.answered, after.answered)
    add("refused", "拒访次数", before.refused, after.refused)
    add("no answer", "无人应答次数", before.noAnswer, after.noAnswer)
    add("reported vacant", "称空置次数", before.vacant, after.vacant)
    if facts.isEmpty {
      facts.append(
        before.probability == after.probability
          ? say("the compound's list or the thresholds", "小区名单或判断界限变了")
          : say("the model or a count over the place", "模型或整栋数灯变了"))
    }
    return facts
  }
}
