import DelimitedText

/// A column that is a day: some write a column a day (`2月17日晚`, `17日`, `17 Feb`).
struct DayColumn {
  let name: String
  let time: LooseTime

  /// Nil where the name of a column is no day.
  init?(_ name: String) {
    guard name.utf8.count <= 60 else { return nil }
    self.name = name
    guard let time = Self.day(name) ?? Self.day(before: name) else { return nil }
    self.time = time
  }

  private static func day(_ text: String) -> LooseTime? {
    var times = LooseTimes(ofDays: true)
    return Field.of(text) { times.read($0) }.flatMap { $0.date == .none ? nil : $0 }
  }

  /// Words that stand behind a day in the name of a column.
  private static let values = ["灯", "亮", "读数", "示数", "表", "电", "结果", "情况", "敲门", "走访", "人数"]

  /// The day in front of what was seen: `2月17日亮灯数`.
  private static func day(before name: String) -> LooseTime? {
    guard let end = name.lastIndex(where: { $0 == "日" || $0 == "号" || $0 == "晚" }) else {
      return nil
    }
    let rest = name[name.index(after: end)...]
    return values.contains(where: rest.contains) ? day(String(name[...end])) : nil
  }

  /// The column that is read where one day is enough, the first of them, and when it was, as the manifest has
  /// it; nil where nobody knows which day that is.
  static func one(_ days: [DayColumn], _ source: Source, _ window: SweepWindow?) -> (
    name: String, time: String
  )? {
    guard let first = days.first, let window else { return nil }
    var rules = TimeRules(.knocks, window, zone: nil, isUsage: false, isWhole: false, given: nil)
    for day in days { rules.look(at: day.time) }
    // Without a zone nothing is thrown.
    try? rules.settle(file: "")
    var time = first.time
    (time.minute, time.part, time.offset) = (720, nil, nil)
    guard case .minute(let minute) = rules.minute(of: time) else { return nil }
    let date = "\(SweepDate(number: LooseTimes.floor(minute, 1440)))"
    if let minute = first.time.minute {
      return (first.name, "\(date) \(TimeOfDay(minute: minute))")
    }
    let hour: String? =
      switch first.time.part {
      case .night, .pm: "20:00"
      case .afternoon: "15:00"
      case .noon: "12:00"
      case .dawn, .morning, .am: "09:00"
      case nil: source == .lights ? "20:00" : source == .meter ? "08:00" : nil
      }
    return (first.name, hour.map { "\(date) \($0)" } ?? date)
  }
}
