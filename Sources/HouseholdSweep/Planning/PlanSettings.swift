/// What things cost a warden, and what they are worth: `plan` in the manifest.
public struct PlanSettings: Sendable, Equatable, Codable {
  /// In minutes; docs/planning.md says where each comes from.
  public struct Costs: Sendable, Equatable, Codable {
    /// A knock, and what an answer takes more.
    public var door = 1.5
    public var doorAnswered = 4.0
    /// The way to a door inside an entrance, into an entrance, a building, a compound.
    public var floor = 0.4
    public var entrance = 1.5
    public var building = 3.0
    public var compound = 15.0
    /// From house to house in a village.
    public var house = 1.0
    public var window = 0.3

    public init() {}
  }

  public var costs = Costs()
  /// What a household found counts, and a household set right.
  public var find = 1.0
  public var learn = 1.0
  /// Households an hour below which nobody is sent.
  public var least = 0.6

  public init() {}

  static var costNames: [(name: String, path: WritableKeyPath<Costs, Double>)] {
    [
      ("door", \.door), ("door_answered", \.doorAnswered), ("floor", \.floor),
      ("entrance", \.entrance), ("building", \.building), ("compound", \.compound),
      ("house", \.house), ("window", \.window),
    ]
  }
}

extension ManifestReader {
  /// Reads `plan`: costs side by side with `weights` and `least`.
  mutating func planSettings() -> PlanSettings? {
    guard let object = object("plan") else { return nil }
    let path = "plan."
    checkKeys(object, path, PlanSettings.costNames.map(\.name) + ["weights", "least"])
    var settings = PlanSettings()
    for (name, cost) in PlanSettings.costNames {
      let value = number(
        object, path, name, ManifestWords.costMinutes, { $0 >= 0.1 && $0 <= 1440 })
      if let value { settings.costs[keyPath: cost] = value }
    }
    let isWeight = { (value: Double) in value >= 0 && value <= 1000 }
    if let value = number(object, path, "least", ManifestWords.planWeight, isWeight) {
      settings.least = value
    }
    guard let given = object["weights"] else { return settings }
    guard let weights = given as? [String: Any] else {
      problems.append(
        ManifestWords.isNot("plan.weights", Self.show(given), ManifestWords.object))
      return settings
    }
    checkKeys(weights, "plan.weights.", ["find", "learn"])
    if let value = number(weights, "plan.weights.", "find", ManifestWords.planWeight, isWeight) {
      settings.find = value
    }
    if let value = number(weights, "plan.weights.", "learn", ManifestWords.planWeight, isWeight) {
      settings.learn = value
    }
    return settings
  }
}

extension PlanSettings {
  /// The value of `plan` in the manifest.
  func json() -> String {
    let lines = Self.costNames.map { "    \"\($0.name)\": \(costs[keyPath: $0.path])" }
    let rest = [
      "    \"weights\": {\"find\": \(find), \"learn\": \(learn)}", "    \"least\": \(least)",
    ]
    return "{\n" + (lines + rest).joined(separator: ",\n") + "\n  }"
  }
}
