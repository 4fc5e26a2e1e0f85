import Foundation

/// What all shards of a sweep have in common: its days, its thresholds, and what learning starts from.
struct SweepIdentity: Sendable, Equatable, Codable {
  var manifest: RunSummary.ManifestEntry
  /// What the manifest asks for: `learned` or `fixed`.
  var model: String
  var parametersBefore: Parameters

  init(_ manifest: Manifest, given: Parameters) {
    self.manifest = .init(manifest)
    model = (manifest.model ?? .learned).rawValue
    parametersBefore = given
  }

  /// In what another one differs from this, by the names that the manifest has for it. Not the language, in which
  /// nothing is decided.
  func differences(from other: SweepIdentity) -> [ValueDifference] {
    var (mine, theirs) = (self, other)
    mine.manifest.language = ""
    theirs.manifest.language = ""
    return ValueDifference.between(mine, theirs)
  }
}

/// A number or text that two values of one kind have not in common.
struct ValueDifference: Sendable, Equatable {
  /// The path that leads to it, as the manifest calls it.
  var name: String
  var value: String
  var other: String

  /// All of them, in the order of their names.
  static func between<Value: Encodable>(_ one: Value, _ other: Value) -> [ValueDifference] {
    let (mine, theirs) = (leaves(of: one), leaves(of: other))
    return Set(mine.keys).union(theirs.keys).sorted().filter { mine[$0] != theirs[$0] }.map {
      ValueDifference(name: $0, value: mine[$0] ?? "–", other: theirs[$0] ?? "–")
    }
  }

  /// The numbers and texts of a value, by the path that leads to each.
  private static func leaves(of value: some Encodable) -> [String: String] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(value),
      let top = try? JSONSerialization.jsonObject(with: data)
    else { return [:] }
    var found: [String: String] = [:]
    func walk(_ value: Any, _ path: [String]) {
      switch value {
      case let object as [String: Any]:
        for (key, value) in object {
          let inner = names[key] ?? [key]
          walk(value, path + inner)
        }
      case let list as [Any]:
        found[path.joined(separator: ".")] =
          "[" + list.map { "\($0)" }.joined(separator: ", ") + "]"
      default: found[path.joined(separator: ".")] = "\(value)"
      }
    }
    walk(top, [])
    return found
  }

  /// What the manifest calls otherwise than our files do.
  private static let names = [
    "manifest": [], "parameters_before": ["parameters"],
    "meter_idle": ["meter_idle_kwh_per_day"], "meter_active": ["meter_active_kwh_per_day"],
    "meter_max": ["meter_max_kwh_per_day"],
  ]
}

/// Texts of our own JSON files: sorted keys, the same bytes everywhere.
enum ShardJSON {
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("these files hold nothing that JSON cannot")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  static func value<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(type, from: Data(bytes))
  }
}

/// What tells a file of ours, and its version.
struct ShardFileKind: Decodable {
  var product: String
  var schema: Int
}
