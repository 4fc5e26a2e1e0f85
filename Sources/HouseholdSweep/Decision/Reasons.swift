import DelimitedText

/// The short facts behind a flag, in a fixed order, for a person at the door.
struct Reasons {
  let manifest: Manifest

  private var isChinese: Bool { manifest.language == .zh }

  /// Appends the facts that apply, joined by `; `.
  func append(
    _ unit: UnitEvidence, _ situation: Decision.Situation, nearby: String?,
    to buffer: inout OutputBuffer
  ) {
    let start = buffer.length
    func next(_ buffer: inout OutputBuffer) {
      if buffer.length > start { buffer.append("; ") }
    }
    let known = Int(unit.listed) + Int(unit.away)
    if !situation.isRegistered && situation.compoundHasRegister {
      next(&buffer)
      buffer.append(text: isChinese ? "不在房屋登记册上" : "not in the register")
    }
    if known == 0 && situation.compoundHasList {
      next(&buffer)
      buffer.append(text: isChinese ? "不在居民名单上" : "not on the list")
    }
    if known > 0 && Int(unit.personsSeen) > known {
      next(&buffer)
      buffer.append(
        text: isChinese
          ? "见到\(unit.personsSeen)人，名单上\(known)人"
          : "\(unit.personsSeen) persons seen, \(known) listed")
    }
    if unit.answeredDay != UnitEvidence.noDay {
      next(&buffer)
      let day = manifest.firstDay.advanced(by: Int(unit.answeredDay))
      buffer.append(
        text: isChinese
          ? "\(day)有人应门，\(unit.answeredPersons)人"
          : "answered \(day), \(unit.answeredPersons) person\(unit.answeredPersons == 1 ? "" : "s")")
    }
    if unit.refusedDay != UnitEvidence.noDay {
      next(&buffer)
      let day = manifest.firstDay.advanced(by: Int(unit.refusedDay))
      buffer.append(text: isChinese ? "\(day)拒访" : "refused \(day)")
    }
    if unit.litNights != 0 {
      next(&buffer)
      buffer.append(
        text: isChinese
          ? "\(unit.nightsSeen)晚中\(unit.nightsLit)晚亮灯"
          : "lit \(unit.nightsLit) of \(unit.nightsSeen) nights")
    }
    if unit.meterClass == .active {
      next(&buffer)
      buffer.append(text: isChinese ? "电表在走" : "meter active")
    }
    if situation.isInUsedPlace {
      next(&buffer)
      buffer.append(text: isChinese ? "随楼栋计数" : "counted with its building")
    }
    if let nearby {
      next(&buffer)
      buffer.append(text: isChinese ? "名单上相近：\(nearby)" : "listed nearby: \(nearby)")
    }
  }
}
