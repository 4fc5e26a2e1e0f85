import Foundation

/// Numbers of a model by name: `lit.seen`, `knock.vacant.no_answer`, `meter.occupied.0.3-0.6`.
package struct ParameterSet: Sendable, Equatable {
  package private(set) var values: [String: Double] = [:]
  /// Where each number stands in the order in which people read them.
  private var places: [String: [Int]] = [:]
  /// kWh a day between which the bins of usage lie; empty where usage falls into classes.
  package private(set) var meterEdges: [Double] = []

  package init() {}

  /// Takes the numbers of a JSON value apart. A member of a list is named by what it stands for: bins of
  /// usage by the edges around them.
  init(_ json: Any?) {
    let meter = (json as? [String: Any])?["meter"] as? [String: Any]
    meterEdges = (meter?["edges"] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.doubleValue }
    add(json, at: [], [])
  }

  package subscript(name: String) -> Double? { values[name] }

  /// The numbers of a row by its name, in their order: `listed.occupied`.
  package func row(_ name: String) -> [Double] {
    names.filter { $0.hasPrefix(name + ".") }.compactMap { values[$0] }
  }

  /// The names in the order in which people read them.
  package var names: [String] { Self.names(of: [self]) }

  /// The names that any of several sets has.
  package static func names(of sets: [ParameterSet]) -> [String] {
    var places: [String: [Int]] = [:]
    for set in sets { places.merge(set.places) { first, _ in first } }
    return places.sorted { a, b in
      a.value == b.value ? a.key < b.key : a.value.lexicographicallyPrecedes(b.value)
    }.map(\.key)
  }

  // MARK: Names

  /// Members of objects in the order in which people read them; others follow by name.
  private static let order = [
    "occupied", "occupied_concentration", "listed", "listed_concentration", "meter", "share", "lit",
    "hidden_windows", "seldom_home", "left_on", "knock", "vacant",
  ]

  private mutating func add(_ json: Any?, at path: [String], _ place: [Int]) {
    switch json {
    case let object as [String: Any]:
      for (number, key) in object.keys.sorted().enumerated()
      where path + [key] != ["meter", "edges"] {
        let rank = Self.order.firstIndex(of: key) ?? Self.order.count + number
        add(object[key], at: path + [key], place + [rank])
      }
    case let list as [Any]:
      let names = members(of: path, list.count)
      for (number, value) in list.enumerated() {
        add(
          value, at: path + [number < names.count ? names[number] : "\(number)"], place + [number])
      }
    case let number as NSNumber:
      let name = path.joined(separator: ".")
      values[name] = number.doubleValue
      places[name] = place
    default: break
    }
  }

  /// What the members of a list stand for.
  private func members(of path: [String], _ count: Int) -> [String] {
    switch path.first {
    case "listed" where path.count > 1: ["nobody", "moved", "away", "present"]
    case "listed", "listed_concentration": ["occupied", "vacant"]
    case "lit": ["seen", "dark"]
    case "meter" where meterEdges.isEmpty: ["idle", "standby", "active"]
    case "meter": Self.bins(meterEdges)
    case "knock": ["answered", "refused", "no_answer", "vacant"]
    default: []
    }
  }

  /// `0-0.03`, `0.03-0.1` and so on, up to `8+`.
  private static func bins(_ edges: [Double]) -> [String] {
    let texts = edges.map { text($0) }
    return zip(["0"] + texts, texts).map { "\($0)-\($1)" } + texts.suffix(1).map { "\($0)+" }
  }

  /// `0.03`, `8`.
  package static func text(_ edge: Double) -> String {
    edge == edge.rounded() && abs(edge) < 1e15 ? "\(Int(edge))" : "\(edge)"
  }
}
