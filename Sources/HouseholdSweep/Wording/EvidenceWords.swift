import DelimitedText

/// What the rows about a unit come to, in words.
enum EvidenceWords {
  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages] {
    var facts: [BothLanguages] = []
    facts.append(
      hasList
        ? .init("listed \(unit.listed), away \(unit.away)", "登记\(unit.listed)人，外出\(unit.away)人")
        : .init("the compound has no list", "小区没有名单"))
    if unit.meterClass != .none {
      var buffer = OutputBuffer()
      buffer.append(scaled: Int(unit.milliKwhPerDay), places: 3)
      let usage = String(decoding: buffer.bytes, as: UTF8.self)
      facts.append(
        .init(
          "meter \(unit.meterClass), \(usage) kWh a day",
          "\(chinese(unit.meterClass))，每天\(usage)度"))
    }
    if unit.nightsSeen > 0 {
      facts.append(
        .init(
          "lit \(unit.nightsLit) of \(unit.nightsSeen) nights",
          "\(unit.nightsSeen)晚中\(unit.nightsLit)晚亮灯"))
    }
    if unit.attempts > 0 {
      facts.append(
        .init(
          "answered \(unit.answered), refused \(unit.refused), no answer \(unit.noAnswer), reported vacant \(unit.vacant)",
          "敲门：应答\(unit.answered)次，拒访\(unit.refused)次，无人应答\(unit.noAnswer)次，称空置\(unit.vacant)次"))
      facts.append(.init("persons seen \(unit.personsSeen)", "见到\(unit.personsSeen)人"))
    }
    return facts
  }

  private static func chinese(_ usage: MeterClass) -> String {
    switch usage {
    case .none: "没有电表数据"
    case .idle: "电表不走"
    case .standby: "电表微走"
    case .active: "电表在走"
    }
  }
}
