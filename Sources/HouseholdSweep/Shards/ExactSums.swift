import DelimitedText

/// What the tables of a results folder round or cut, whole: so that results of shards add up to what their city would
/// have come to. This is `exact.json`.
struct ExactSums: Sendable, Equatable, Codable {
  static let name = "exact.json"
  static let productName = "household-sweep exact sums"

  /// The sums of probabilities over an area above compounds, in millionths.
  struct Area: Sendable, Equatable, Codable {
    var level: String
    var area: String
    var expectedOccupied: Int
    var expectedUnlistedOccupied: Int
  }

  /// All places of a finding, in natural order.
  struct Places: Sendable, Equatable, Codable {
    var name: String
    var places: [String]
  }

  var product = ExactSums.productName
  var schema = RunSummary.currentSchema
  var areas: [Area]
  var findings: [Places]
  /// Distinct patterns of what was looked at, each as a number in base 16.
  private var looks: [String]

  init(areas: [Area], findings: FindingList, looks: Set<UInt64>) {
    self.areas = areas
    self.findings = findings.whole.map { Places(name: $0.name, places: $0.places) }
    self.looks = looks.sorted().map { String($0, radix: 16) }
  }

  /// The patterns of what was looked at; nil where one is no number.
  var lookPatterns: Set<UInt64>? {
    let patterns = looks.compactMap { UInt64($0, radix: 16) }
    return patterns.count == looks.count ? Set(patterns) : nil
  }

  func write(to files: ResultsFiles) throws(SweepError) {
    var buffer = OutputBuffer()
    buffer.append(text: ShardJSON.text(self))
    try files.write(buffer, to: Self.name)
  }
}
