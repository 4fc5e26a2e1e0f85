/// What several runs of one thing took, or came to.
///
/// The median, because a run that another process disturbed should not count for more than one; the
/// spread by quartiles for the same reason.
struct Samples: Sendable, Equatable {
  /// In the order of the runs; at least one when anything is asked of them.
  private(set) var values: [Double] = []

  init(_ values: [Double] = []) { self.values = values }

  mutating func add(_ value: Double) { values.append(value) }

  var isEmpty: Bool { values.isEmpty }

  var median: Double { quantile(0.5) }

  /// The middle half of the values, from quartile to quartile, as a share of the median.
  var spread: Double { median > 0 ? (quantile(0.75) - quantile(0.25)) / median : 0 }

  /// Between two values by their distance (R's seventh type, which is what most tools print).
  func quantile(_ share: Double) -> Double {
    precondition(!values.isEmpty, "nothing was measured")
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
}

/// Readers of the JSON want the median; we want the values, and work it out again.
extension Samples: Codable {
  private enum Key: String, CodingKey { case median, spread, values }

  init(from decoder: any Decoder) throws {
    values = try decoder.container(keyedBy: Key.self).decode([Double].self, forKey: .values)
    guard !values.isEmpty else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a measurement without a run"))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(median, forKey: .median)
    try container.encode(spread, forKey: .spread)
    try container.encode(values, forKey: .values)
  }
}
