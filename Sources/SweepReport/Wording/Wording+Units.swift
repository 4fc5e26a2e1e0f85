import HouseholdSweep

/// What is said of units: status, next step, evidence, address.
extension Wording {
  package func status(_ status: UnitStatus) -> String {
    switch status {
    case .confirmed: say("Confirmed", "已核实")
    case .unlistedOccupied: say("Occupied, not on the list", "有人居住、未登记")
    case .undercounted: say("More people than listed", "人数多于登记")
    case .listedAbsent: say("Listed, seemingly empty", "已登记、似无人")
    case .vacant: say("Vacant", "空置")
    case .uncertain: say("Uncertain", "不确定")
    case .unobserved: say("Never looked at", "未查看")
    case .listMissing: say("Occupied, list has not come", "有人居住、名单未到")
    }
  }

  /// A word or two, for the heads of narrow columns.
  func shortStatus(_ status: UnitStatus) -> String {
    switch status {
    case .confirmed: say("Confirmed", "已核实")
    case .unlistedOccupied: say("Not on list", "未登记")
    case .undercounted: say("Undercounted", "少登")
    case .listedAbsent: say("Seem empty", "似无人")
    case .vacant: say("Vacant", "空置")
    case .uncertain: say("Uncertain", "不确定")
    case .unobserved: say("Not seen", "未查看")
    case .listMissing: say("No list", "缺名单")
    }
  }

  /// What the status means, in one sentence.
  func meaning(_ status: UnitStatus) -> String {
    switch status {
    case .confirmed: say("lived in, and on the list", "有人居住，名单相符")
    case .unlistedOccupied:
      say("somebody lives here, and nobody is on the list", "有人居住，名单上没有人")
    case .undercounted: say("more people were seen than are listed", "见到的人多于名单人数")
    case .listedAbsent:
      say("people are listed, but nobody seems to be there", "名单上有人，但似乎无人居住")
    case .vacant: say("nobody listed, nobody there", "名单上无人，也无人居住")
    case .uncertain: say("the evidence does not decide", "证据不足以判断")
    case .unobserved: say("no count, no meter, no knock", "没有数灯、抄表、敲门记录")
    case .listMissing:
      say("somebody lives here; the compound has sent no list", "有人居住，但小区没有交名单")
    }
  }

  package func action(_ action: UnitAction) -> String {
    switch action {
    case .none: say("nothing to do", "无需处理")
    case .checkAddress: say("find out what this address is", "核对地址")
    case .recheck: say("look again: the evidence contradicts itself", "证据矛盾，重新查看")
    case .addToList: say("add them to the list", "补登名单")
    case .knock: say("knock", "上门敲门")
    case .recount: say("count the people again", "重新清点人数")
    case .updateState: say("update the list", "更新名单状态")
    case .verifyAbsence: say("ask whether they are away", "核实是否外出")
    case .getList: say("get the compound's list", "催收小区名单")
    }
  }

  package func meter(_ name: String) -> String {
    switch name {
    case "idle": say("meter idle", "电表不走")
    case "standby": say("meter on standby", "电表微走")
    case "active": say("meter active", "电表在走")
    default: name
    }
  }

  /// The evidence on a unit as short facts; the meter's class, never its kWh.
  package func evidence(_ unit: UnitRow) -> [String] {
    var facts: [String] = []
    if !unit.isRegistered { facts.append(say("not in the register", "房屋底册没有此地址")) }
    if unit.listed + unit.away == 0 {
      facts.append(
        unit.status == .listMissing
          ? say("no list to compare with", "没有名单可比") : say("nobody listed", "名单上无人"))
    } else {
      var listed = say("\(number(unit.listed)) listed", "登记\(number(unit.listed))人")
      if unit.away > 0 {
        listed += say(", \(number(unit.away)) away", "，外出\(number(unit.away))人")
      }
      facts.append(listed)
    }
    if unit.personsSeen > 0 {
      facts.append(
        say("\(persons(unit.personsSeen)) seen", "见到\(persons(unit.personsSeen))"))
    }
    if unit.nightsSeen > 0 {
      facts.append(
        say(
          "lit \(number(unit.nightsLit)) of \(count(unit.nightsSeen, "night", "nights"))",
          "\(number(unit.nightsSeen))晚中\(number(unit.nightsLit))晚亮灯"))
    }
    if !unit.meter.isEmpty { facts.append(meter(unit.meter)) }
    facts += knocks(unit)
    if unit.hasConflict { facts.append(say("evidence against evidence", "证据互相矛盾")) }
    return facts
  }

  private func knocks(_ unit: UnitRow) -> [String] {
    var facts: [String] = []
    func add(_ count: Int, _ english: String, _ chinese: String) {
      guard count > 0 else { return }
      let words = say(english, chinese)
      facts.append(
        count == 1 ? words : say("\(words) \(number(count)) times", "\(words)\(number(count))次"))
    }
    add(unit.answered, "answered", "有人应答")
    add(unit.refused, "refused", "拒访")
    add(unit.noAnswer, "no answer", "无人应答")
    add(unit.vacant, "reported vacant", "称空置")
    return facts
  }

  /// All about a unit in one line: address, status, probability, evidence, next step.
  func told(_ unit: UnitRow) -> String {
    let address = Visible.text(AddressWords.words(for: unit.unit, in: language))
    var parts = [
      address + say(": ", "：") + status(unit.status),
      say(
        "occupied with \(probability(unit.probability))",
        "有人居住的概率\(probability(unit.probability))"),
    ]
    parts += evidence(unit)
    if unit.action != .none { parts.append(say("next: ", "下一步：") + action(unit.action)) }
    return list(parts)
  }

  // MARK: Areas

  package func level(_ level: AreaLevel) -> String {
    switch level {
    case .city: say("City", "全市")
    case .district: say("Districts", "区")
    case .subdistrict: say("Subdistricts", "街道")
    case .community: say("Communities", "社区")
    case .compound: say("Compounds", "小区（村）")
    }
  }
}
