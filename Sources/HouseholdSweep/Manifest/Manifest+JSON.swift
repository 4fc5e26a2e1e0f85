import DelimitedText
import Foundation

extension Manifest {
  /// Reads `sweep.json`. All that is wrong with it is told at once.
  public init(contentsOf path: String) throws(SweepError) {
    let data: Data
    do {
      data = Data(try FileSystem.current.contents(of: path))
    } catch {
      throw .unreadableManifest(error)
    }
    try self.init(json: data)
  }

  /// Reads the bytes of a `sweep.json`.
  public init(json data: Data) throws(SweepError) {
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: data)
    } catch {
      let detail = (error as NSError).userInfo["NSDebugDescription"] as? String ?? "\(error)"
      throw .noJSON(detail, in: data)
    }
    guard let top = object as? [String: Any] else { throw .noObject }
    var reader = ManifestReader(top)
    self = reader.manifest()
    guard reader.problems.isEmpty else { throw .manifest(reader.problems) }
  }

  /// The manifest as JSON: fixed order, the same bytes everywhere. Reading it gives it back.
  public func json() -> String {
    func quoted(_ text: String) -> String { TableRule.quoted(text) }
    let t = thresholds
    let zoneLine = timeZone.map { "  \"time_zone\": \(quoted($0.name)),\n" } ?? ""
    let intervalLine =
      intervalMinutes == 1440 ? "" : "  \"interval_minutes\": \(intervalMinutes),\n"
    let modelLine = model.map { "  \"model\": \"\($0.rawValue)\",\n" } ?? ""
    let fromLine = parametersFrom.map { "  \"parameters_from\": \(quoted($0)),\n" } ?? ""
    let rules = tables.map { "\n    \($0.json)" }.joined(separator: ",")
    let tablesLine = tables.isEmpty ? "" : "  \"tables\": [\(rules)\n  ],\n"
    let planLine = plan.map { "  \"plan\": \($0.json()),\n" } ?? ""
    return """
      {
        "name": \(quoted(name)),
        "first_day": "\(firstDay)",
        "days": \(days),
        "day_starts_at": "\(dayStartsAt)",
        "light_hours": "\(lightHours)",
        "language": "\(language.rawValue)",
      \(zoneLine)\(intervalLine)\(modelLine)\(fromLine)\(tablesLine)\(planLine)  "thresholds": {
          "occupied": \(t.occupied),
          "vacant": \(t.vacant),
          "meter_idle_kwh_per_day": \(t.meterIdle),
          "meter_active_kwh_per_day": \(t.meterActive),
          "meter_min_hours": \(t.meterMinHours),
          "meter_max_kwh_per_day": \(t.meterMax),
          "doubtful": \(t.doubtful)
        },
        "parameters": {
      \(parameters.json(indent: "    "))
        }
      }

      """
  }
}

/// Takes a manifest's object apart, and gathers what is wrong.
struct ManifestReader {
  private let top: [String: Any]
  var problems: [BothLanguages] = []

  init(_ top: [String: Any]) { self.top = top }

  mutating func manifest() -> Manifest {
    checkKeys(
      top, "",
      [
        "name", "first_day", "days", "day_starts_at", "light_hours", "language", "model",
        "thresholds", "parameters", "parameters_from", "time_zone", "tables", "interval_minutes",
        "plan",
      ])
    var manifest = Manifest(firstDay: SweepDate(number: 0))
    if let day = text("first_day", ManifestWords.date, SweepDate.init(_:)) {
      manifest.firstDay = day
    } else if top["first_day"] == nil {
      problems.append(ManifestWords.firstDayMissing)
    }
    if let name = text("name", ManifestWords.text, { $0 }) { manifest.name = name }
    if let days = number(
      top, "", "days", ManifestWords.days,
      { $0 == $0.rounded() && (1...31).contains($0) })
    {
      manifest.days = Int(days)
    }
    if let time = text("day_starts_at", ManifestWords.time, { TimeOfDay($0) }) {
      manifest.dayStartsAt = time
    }
    if let hours = text("light_hours", ManifestWords.hours, LightHours.init(_:)) {
      manifest.lightHours = hours
    }
    if let language = text("language", ManifestWords.language, Manifest.Language.init(named:)) {
      manifest.language = language
    }
    manifest.model = text(
      "model", ManifestWords.either(Manifest.Model.allCases.map(\.rawValue)),
      Manifest.Model.init(rawValue:))
    manifest.parametersFrom = text(
      "parameters_from", ManifestWords.path, { $0.isEmpty ? nil : $0 })
    manifest.timeZone = text(
      "time_zone", ManifestWords.zone,
      { SweepZone($0) })
    if let minutes = number(
      top, "", "interval_minutes", ManifestWords.minutes,
      { $0 == $0.rounded() && (1...44640).contains($0) })
    {
      manifest.intervalMinutes = Int(minutes)
    }
    manifest.tables = tableRules(top["tables"])
    manifest.plan = planSettings()
    readThresholds(&manifest.thresholds)
    readParameters(&manifest.parameters)
    return manifest
  }

  private mutating func readThresholds(_ thresholds: inout Thresholds) {
    guard let object = object("thresholds") else { return }
    let names = [
      "occupied", "vacant", "meter_idle_kwh_per_day", "meter_active_kwh_per_day", "meter_min_hours",
      "meter_max_kwh_per_day", "doubtful",
    ]
    let path = "thresholds."
    checkKeys(object, path, names)
    let share = ManifestWords.betweenZeroAndOne
    let inside = { (value: Double) in value > 0 && value < 1 }
    if let value = number(object, path, names[0], share, inside) { thresholds.occupied = value }
    if let value = number(object, path, names[1], share, inside) { thresholds.vacant = value }
    let usage = ManifestWords.usage
    let isUsage = { (value: Double) in value >= 0 && value <= 1000 }
    if let value = number(object, path, names[2], usage, isUsage) { thresholds.meterIdle = value }
    if let value = number(object, path, names[3], usage, isUsage) { thresholds.meterActive = value }
    if let value = number(
      object, path, names[4], ManifestWords.hoursOfReading, { $0 >= 0 && $0 <= 744 })
    {
      thresholds.meterMinHours = value
    }
    if let value = number(
      object, path, names[5], ManifestWords.mostUsage, { $0 >= 0 && $0 <= 1e6 })
    {
      thresholds.meterMax = value
    }
    if let value = number(
      object, path, names[6], ManifestWords.doubtful, { $0 >= 0 && $0 <= 0.01 })
    {
      thresholds.doubtful = value
    }
    if thresholds.vacant >= thresholds.occupied {
      problems.append(
        ManifestWords.notBelow(
          "thresholds.vacant", thresholds.vacant, "thresholds.occupied", thresholds.occupied))
    }
    if thresholds.meterIdle > thresholds.meterActive {
      problems.append(
        ManifestWords.above(
          "thresholds.meter_idle_kwh_per_day", thresholds.meterIdle,
          "thresholds.meter_active_kwh_per_day", thresholds.meterActive))
    }
  }

  mutating func object(_ key: String) -> [String: Any]? {
    guard let value = top[key] else { return nil }
    guard let object = value as? [String: Any] else {
      problems.append(ManifestWords.isNot(key, Self.show(value), ManifestWords.object))
      return nil
    }
    return object
  }

  private mutating func text<Value>(
    _ key: String, _ expected: BothLanguages, _ make: (String) -> Value?
  ) -> Value? {
    guard let value = top[key] else { return nil }
    if let text = value as? String, let made = make(text) { return made }
    problems.append(ManifestWords.isNot(key, Self.show(value), expected))
    return nil
  }

  mutating func number(
    _ object: [String: Any], _ path: String, _ key: String, _ expected: BothLanguages,
    _ isAllowed: (Double) -> Bool
  ) -> Double? {
    guard let value = object[key] else { return nil }
    if let number = Self.double(value), isAllowed(number) { return number }
    problems.append(ManifestWords.isNot("\(path)\(key)", Self.show(value), expected))
    return nil
  }

  mutating func checkKeys(
    _ object: [String: Any], _ path: String, _ known: [String]
  ) {
    for key in object.keys.sorted() where !known.contains(key) {
      let nearest = known.map { ($0, editDistance(key, $0)) }.min { $0.1 < $1.1 }
      problems.append(
        ManifestWords.unknown(
          "\(path)\(key)", nearest: nearest.flatMap { $0.1 <= min(3, key.count / 2) ? $0.0 : nil }))
    }
  }

  /// A JSON number. Foundation makes numbers of true and false, too; those are of one byte.
  static func double(_ value: Any) -> Double? {
    guard let number = value as? NSNumber, String(cString: number.objCType) != "c" else {
      return nil
    }
    // The number as written: Foundation reads it as a decimal, which it turns into another double than the
    // nearest for most that have more than fifteen digits, as all learned ones do.
    return Double(number.description) ?? number.doubleValue
  }

  /// A value as it is told: a text or a number as it stands, a list or an object by what it is.
  static func show(_ value: Any) -> BothLanguages {
    switch value {
    case let text as String: .init(same: " \"\(Masking.shown(text).prefix(40))\"")
    case let number as NSNumber:
      .init(
        same: String(cString: number.objCType) == "c"
          ? " \(number.boolValue)" : " \(number.description.prefix(40))")
    case is [Any]: .init(" a list in brackets", "方括号中的列表")
    case is [String: Any]: .init(" an object in braces", "花括号中的内容")
    default: .init(same: " null")
    }
  }
}
