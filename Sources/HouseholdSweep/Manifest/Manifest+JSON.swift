import Foundation

extension Manifest {
  /// Reads `sweep.json`. All that is wrong with it is told at once.
  public init(contentsOf path: String) throws(SweepError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw SweepError(
        .system, at: .init(file: SweepFolder.manifestName),
        "the manifest cannot be read: \(systemReason(error))",
        advice: "check its permissions")
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
      throw SweepError(
        .badData, at: .init(file: SweepFolder.manifestName), "this is not valid JSON: \(detail)",
        advice: "check commas, quotes and braces")
    }
    guard let top = object as? [String: Any] else {
      throw SweepError(
        .badData, at: .init(file: SweepFolder.manifestName),
        "the manifest must be an object in braces")
    }
    var reader = ManifestReader(top)
    self = reader.manifest()
    guard reader.problems.isEmpty else {
      throw SweepError(
        .badData, at: .init(file: SweepFolder.manifestName),
        reader.problems.joined(separator: "\n"),
        advice: "mend the manifest; docs/formats.md lists its keys")
    }
  }

  /// The manifest as JSON: fixed order, the same bytes everywhere. Reading it gives it back.
  public func json() -> String {
    func quoted(_ text: String) -> String {
      let data = try? JSONEncoder().encode(text)
      return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
    func list(_ values: [Double]) -> String {
      "[" + values.map { "\($0)" }.joined(separator: ", ") + "]"
    }
    let p = parameters
    let t = thresholds
    let modelLine = model.map { "  \"model\": \"\($0.rawValue)\",\n" } ?? ""
    return """
      {
        "name": \(quoted(name)),
        "first_day": "\(firstDay)",
        "days": \(days),
        "day_starts_at": "\(dayStartsAt)",
        "light_hours": "\(lightHours)",
        "language": "\(language.rawValue)",
      \(modelLine)  "thresholds": {
          "occupied": \(t.occupied),
          "vacant": \(t.vacant),
          "meter_idle_kwh_per_day": \(t.meterIdle),
          "meter_active_kwh_per_day": \(t.meterActive),
          "meter_min_hours": \(t.meterMinHours)
        },
        "parameters": {
          "occupied": \(p.occupied),
          "listed": \(list([p.listed.occupied, p.listed.vacant])),
          "meter": {
            "occupied": \(list(p.meter.occupied)),
            "vacant": \(list(p.meter.vacant))
          },
          "lit": \(list([p.lit.occupied, p.lit.vacant])),
          "knock": {
            "occupied": \(list(p.knock.occupied)),
            "vacant": \(list(p.knock.vacant))
          },
          "prior_strength": \(p.priorStrength),
          "learn_min_units": \(p.learnMinUnits)
        }
      }

      """
  }
}

/// Takes a manifest's object apart, and gathers what is wrong.
private struct ManifestReader {
  private let top: [String: Any]
  private(set) var problems: [String] = []

  init(_ top: [String: Any]) { self.top = top }

  mutating func manifest() -> Manifest {
    checkKeys(
      top, "",
      [
        "name", "first_day", "days", "day_starts_at", "light_hours", "language", "model",
        "thresholds", "parameters",
      ])
    var manifest = Manifest(firstDay: SweepDate(number: 0))
    if let day = text("first_day", "a date such as 2020-02-17", SweepDate.init(_:)) {
      manifest.firstDay = day
    } else if top["first_day"] == nil {
      problems.append("'first_day' is missing: the date of the first day, such as \"2020-02-17\"")
    }
    if let name = text("name", "text", { $0 }) { manifest.name = name }
    if let days = number(
      top, "", "days", "a whole number from 1 to 31",
      { $0 == $0.rounded() && (1...31).contains($0) })
    {
      manifest.days = Int(days)
    }
    if let time = text("day_starts_at", "a time such as \"05:00\"", { TimeOfDay($0) }) {
      manifest.dayStartsAt = time
    }
    if let hours = text("light_hours", "hours such as \"18:00-01:00\"", LightHours.init(_:)) {
      manifest.lightHours = hours
    }
    if let language = text("language", "\"en\" or \"zh\"", Manifest.Language.init(rawValue:)) {
      manifest.language = language
    }
    manifest.model = text("model", "\"learned\" or \"fixed\"", Manifest.Model.init(rawValue:))
    readThresholds(&manifest.thresholds)
    readParameters(&manifest.parameters)
    return manifest
  }

  private mutating func readThresholds(_ thresholds: inout Thresholds) {
    guard let object = object("thresholds") else { return }
    let names = [
      "occupied", "vacant", "meter_idle_kwh_per_day", "meter_active_kwh_per_day", "meter_min_hours",
    ]
    let path = "thresholds."
    checkKeys(object, path, names)
    let share = "a number between 0 and 1"
    let inside = { (value: Double) in value > 0 && value < 1 }
    if let value = number(object, path, names[0], share, inside) { thresholds.occupied = value }
    if let value = number(object, path, names[1], share, inside) { thresholds.vacant = value }
    let usage = "a number of kWh a day from 0 to 1000"
    let isUsage = { (value: Double) in value >= 0 && value <= 1000 }
    if let value = number(object, path, names[2], usage, isUsage) { thresholds.meterIdle = value }
    if let value = number(object, path, names[3], usage, isUsage) { thresholds.meterActive = value }
    if let value = number(
      object, path, names[4], "a number of hours from 0 to 744", { $0 >= 0 && $0 <= 744 })
    {
      thresholds.meterMinHours = value
    }
    if thresholds.vacant >= thresholds.occupied {
      problems.append(
        "'thresholds.vacant' (\(thresholds.vacant)) must be below 'thresholds.occupied' (\(thresholds.occupied))"
      )
    }
    if thresholds.meterIdle > thresholds.meterActive {
      problems.append(
        "'thresholds.meter_idle_kwh_per_day' (\(thresholds.meterIdle)) must not be above 'thresholds.meter_active_kwh_per_day' (\(thresholds.meterActive))"
      )
    }
  }

  private mutating func readParameters(_ parameters: inout Parameters) {
    guard let object = object("parameters") else { return }
    let path = "parameters."
    checkKeys(
      object, path,
      ["occupied", "listed", "meter", "lit", "knock", "prior_strength", "learn_min_units"])
    if let value = number(object, path, "occupied", Self.probability, Self.isProbability) {
      parameters.occupied = value
    }
    if let pair = probabilities(object, path, "listed", 2) {
      parameters.listed = .init(pair[0], pair[1])
    }
    if let pair = probabilities(object, path, "lit", 2) { parameters.lit = .init(pair[0], pair[1]) }
    if let rows = rows(object, "meter", 3) { parameters.meter = rows }
    if let rows = rows(object, "knock", 4) { parameters.knock = rows }
    if let value = number(
      object, path, "prior_strength", "a number from 0 to 1e9", { $0 >= 0 && $0 <= 1e9 })
    {
      parameters.priorStrength = value
    }
    if let value = number(
      object, path, "learn_min_units", "a whole number from 1 to 1e9",
      { $0 == $0.rounded() && $0 >= 1 && $0 <= 1e9 })
    {
      parameters.learnMinUnits = Int(value)
    }
  }

  private static let probability = "a probability from 0.000001 to 0.999999"
  private static let isProbability = { @Sendable (value: Double) in
    value >= 1e-6 && value <= 1 - 1e-6
  }

  private mutating func rows(_ object: [String: Any], _ key: String, _ count: Int)
    -> Parameters.Rows?
  {
    guard let value = object[key] else { return nil }
    let path = "parameters.\(key)."
    guard let inner = value as? [String: Any] else {
      problems.append("'parameters.\(key)' must be an object with 'occupied' and 'vacant'")
      return nil
    }
    checkKeys(inner, path, ["occupied", "vacant"])
    for name in ["occupied", "vacant"] where inner[name] == nil {
      problems.append("'\(path)\(name)' is missing")
    }
    guard let occupied = probabilities(inner, path, "occupied", count, isDistribution: true),
      let vacant = probabilities(inner, path, "vacant", count, isDistribution: true)
    else { return nil }
    return .init(occupied: occupied, vacant: vacant)
  }

  private mutating func probabilities(
    _ object: [String: Any], _ path: String, _ key: String, _ count: Int,
    isDistribution: Bool = false
  ) -> [Double]? {
    guard let value = object[key] else { return nil }
    let list = (value as? [Any])?.compactMap { Self.double($0) } ?? []
    guard list.count == count, (value as? [Any])?.count == count else {
      problems.append(
        "'\(path)\(key)' is \(Self.show(value)); it must be a list of \(count) numbers")
      return nil
    }
    for item in list where !Self.isProbability(item) {
      problems.append("'\(path)\(key)' holds \(item); each must be \(Self.probability)")
    }
    let sum = list.reduce(0, +)
    if isDistribution && abs(sum - 1) > 1e-9 {
      problems.append("'\(path)\(key)' sums to \(sum); it must sum to 1")
    }
    return list
  }

  private mutating func object(_ key: String) -> [String: Any]? {
    guard let value = top[key] else { return nil }
    guard let object = value as? [String: Any] else {
      problems.append("'\(key)' is \(Self.show(value)); it must be an object in braces")
      return nil
    }
    return object
  }

  private mutating func text<Value>(
    _ key: String, _ expected: String, _ make: (String) -> Value?
  ) -> Value? {
    guard let value = top[key] else { return nil }
    if let text = value as? String, let made = make(text) { return made }
    problems.append("'\(key)' is \(Self.show(value)); it must be \(expected)")
    return nil
  }

  private mutating func number(
    _ object: [String: Any], _ path: String, _ key: String, _ expected: String,
    _ isAllowed: (Double) -> Bool
  ) -> Double? {
    guard let value = object[key] else { return nil }
    if let number = Self.double(value), isAllowed(number) { return number }
    problems.append("'\(path)\(key)' is \(Self.show(value)); it must be \(expected)")
    return nil
  }

  private mutating func checkKeys(
    _ object: [String: Any], _ path: String, _ known: [String]
  ) {
    for key in object.keys.sorted() where !known.contains(key) {
      let nearest = known.map { ($0, editDistance(key, $0)) }.min { $0.1 < $1.1 }
      let hint = nearest.flatMap { $0.1 <= 3 ? "; did you mean '\($0.0)'?" : nil }
      problems.append("'\(path)\(key)' is no key of the manifest" + (hint ?? ""))
    }
  }

  /// A JSON number. Foundation makes numbers of true and false, too; those are of one byte.
  private static func double(_ value: Any) -> Double? {
    guard let number = value as? NSNumber, String(cString: number.objCType) != "c" else {
      return nil
    }
    return number.doubleValue
  }

  private static func show(_ value: Any) -> String {
    switch value {
    case let text as String: "\"\(text.prefix(40))\""
    case is NSNull: "null"
    default: String("\(value)".prefix(40))
    }
  }
}
