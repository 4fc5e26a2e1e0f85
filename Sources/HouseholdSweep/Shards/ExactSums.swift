import DelimitedText

/// What the tables of a results folder round or cut, whole: so that results of shards add up to what their city would
/// have come to. This is `exact.json`.
struct ExactSums: Sendable, Equatable, Decodable {
  static let name = "exact.json"
  static let productName = "household-sweep exact sums"

  /// The sums of probabilities over an area above compounds, in millionths.
  struct Area: Sendable, Equatable, Decodable {
    var level: String
    var area: String
    var expectedOccupied: Int
    var expectedUnlistedOccupied: Int
  }

  /// All places of a finding, in natural order.
  struct Places: Sendable, Equatable, Decodable {
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
    try files.write(json(), to: Self.name)
  }

  /// The bytes of the file, an area or a finding a line: every run writes it, so it is written plainly.
  private func json() -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append("{\n  \"product\": ")
    buffer.append(json: product)
    buffer.append(",\n  \"schema\": ")
    buffer.append(number: schema)
    buffer.append(",\n  \"areas\": [")
    for (place, area) in areas.enumerated() {
      buffer.append(place > 0 ? ",\n    {\"level\": " : "\n    {\"level\": ")
      buffer.append(json: area.level)
      buffer.append(", \"area\": ")
      buffer.append(json: area.area)
      buffer.append(", \"expected_occupied\": ")
      buffer.append(number: area.expectedOccupied)
      buffer.append(", \"expected_unlisted_occupied\": ")
      buffer.append(number: area.expectedUnlistedOccupied)
      buffer.append("}")
    }
    buffer.append("\n  ],\n  \"findings\": [")
    for (place, finding) in findings.enumerated() {
      buffer.append(place > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ")
      buffer.append(json: finding.name)
      buffer.append(", \"places\": ")
      buffer.append(json: finding.places)
      buffer.append("}")
    }
    buffer.append("\n  ],\n  \"looks\": ")
    buffer.append(json: looks)
    buffer.append("\n}\n")
    return buffer
  }
}

extension OutputBuffer {
  /// Appends a text as JSON has it.
  fileprivate mutating func append(json text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<32:
        append("\\u00")
        append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  fileprivate mutating func append(json texts: [String]) {
    append("[")
    for (place, text) in texts.enumerated() {
      if place > 0 { append(", ") }
      append(json: text)
    }
    append("]")
  }
}
