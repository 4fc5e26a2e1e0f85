import DelimitedText

/// The short facts behind a flag, in a fixed order, for a person at the door.
struct Reasons {
  private let isChinese: Bool
  /// The sweep's days as dates.
  private let days: [String]

  init(_ manifest: Manifest) {
    isChinese = manifest.language == .zh
    days = (0..<manifest.days).map { "\(manifest.firstDay.advanced(by: $0))" }
  }

  /// Appends the facts that apply, joined by `; `.
  func append(
    _ unit: UnitEvidence, _ situation: Decision.Situation, nearby: [UInt8]?,
    to buffer: inout OutputBuffer
  ) {
    let start = buffer.count
    func next(_ buffer: inout OutputBuffer) {
      if buffer.count > start { buffer.append("; ") }
    }
    let known = Int(unit.listed) + Int(unit.away)
    if !situation.isRegistered && situation.compoundHasRegister {
      buffer.append(isChinese ? "不在房屋登记册上" : "not in the register")
    }
    if known == 0 && situation.compoundHasList {
      next(&buffer)
      buffer.append(isChinese ? "不在居民名单上" : "not on the list")
    }
    if known > 0 && Int(unit.personsSeen) > known {
      next(&buffer)
      append(unit.personsSeen, en: "", zh: "见到", " persons seen, ", "人，名单上", to: &buffer)
      append(known, en: "", zh: "", " listed", "人", to: &buffer)
    }
    if let day = unit.answeredDay {
      next(&buffer)
      if !isChinese { buffer.append("answered ") }
      buffer.append(text: days[day])
      append(
        unit.answeredPersons, en: ", ", zh: "有人应门，",
        unit.answeredPersons == 1 ? " person" : " persons", "人", to: &buffer)
    }
    if let day = unit.refusedDay {
      next(&buffer)
      if !isChinese { buffer.append("refused ") }
      buffer.append(text: days[day])
      if isChinese { buffer.append("拒访") }
    }
    if unit.litNights != 0 {
      next(&buffer)
      let (first, second) =
        isChinese ? (unit.nightsSeen, unit.nightsLit) : (unit.nightsLit, unit.nightsSeen)
      append(first, en: "lit ", zh: "", " of ", "晚中", to: &buffer)
      append(second, en: "", zh: "", " nights", "晚亮灯", to: &buffer)
    }
    if unit.meterClass == .active {
      next(&buffer)
      buffer.append(isChinese ? "电表在走" : "meter active")
    }
    if situation.isInUsedPlace {
      next(&buffer)
      buffer.append(isChinese ? "与整栋一起数灯" : "counted with its building")
    }
    if let nearby {
      next(&buffer)
      buffer.append(isChinese ? "名单上相近：" : "listed nearby: ")
      buffer.append(nearby)
    }
  }

  /// Appends a number between words of the sweep's language.
  private func append(
    _ number: some FixedWidthInteger, en before: StaticString, zh zhBefore: StaticString,
    _ after: StaticString, _ zhAfter: StaticString, to buffer: inout OutputBuffer
  ) {
    buffer.append(isChinese ? zhBefore : before)
    buffer.append(number: number)
    buffer.append(isChinese ? zhAfter : after)
  }
}
