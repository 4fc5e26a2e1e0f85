import DelimitedText
import Foundation
import HouseholdSweep

/// The parts that take texts apart, over the texts of a city.
enum TextParts {
  /// Less is over before a clock can tell.
  private static let leastBytes = 16 << 20

  /// Reads a file from the page cache and finds its rows and fields.
  static func scanner(_ city: String) throws -> Part {
    let file = try DelimitedFile.open(city + "/meter.csv", chunkSize: 1 << 18)
    let files = DelimitedFiles([file])
    let rows = try count(files)
    return Part(name: "scanner", bytes: file.source.size, items: rows) {
      UInt64(try count(files))
    }.repeated(toBytes: leastBytes)
  }

  private static func count(_ files: DelimitedFiles) throws(ReadError) -> Int {
    var counter = RowCounter()
    try files.feed().drain(into: &counter)
    return counter.rows
  }

  /// Meter readings to whole thousandths.
  static func numbers(_ city: String) throws -> Part {
    let texts = try FieldTexts(of: "kwh", in: city + "/meter.csv", atMost: leastBytes)
    return part("numbers", texts) { field, sum in
      sum &+= UInt64((try? field.thousandths()) ?? 0)
    }
  }

  /// Times to minutes, the last date remembered.
  static func times(_ city: String) throws -> Part {
    let texts = try FieldTexts(of: "time", in: city + "/meter.csv", atMost: leastBytes)
    return Part(name: "times", bytes: texts.bytes.count, items: texts.count) {
      var reader = TimeReader()
      var sum: UInt64 = 0
      texts.visit { sum &+= UInt64(reader.read($0)?.minute ?? 0) }
      return sum
    }.repeated(toBytes: leastBytes)
  }

  /// Addresses to keys: as the register writes them, and spelt out in words.
  ///
  /// Called from another module than the engine's, which costs plain ones a call each.
  static func addresses(_ city: String) throws -> [Part] {
    let plain = try FieldTexts(of: "unit", in: city + "/residents.csv", atMost: leastBytes)
    let spelt = plain.mapped { text in
      let parts = text.split(separator: "-")
      guard parts.count == 3 else { return text + "号" }
      return "\(parts[0])栋\(parts[1])单元\(parts[2])室"
    }
    return [("addresses", plain), ("addresses in words", spelt)].map { name, texts in
      Part(name: name, bytes: texts.bytes.count, items: texts.count) {
        var parser = AddressParser()
        var sum: UInt64 = 0
        texts.visit { sum = sum &* 31 &+ parser.parse($0).bits }
        return sum
      }.repeated(toBytes: leastBytes)
    }
  }

  private static func part(
    _ name: String, _ texts: FieldTexts, _ body: @escaping @Sendable (Field, inout UInt64) -> Void
  ) -> Part {
    Part(name: name, bytes: texts.bytes.count, items: texts.count) {
      var sum: UInt64 = 0
      texts.visit { body($0, &sum) }
      return sum
    }.repeated(toBytes: leastBytes)
  }
}

/// The values of one column one after the other, without anything between them.
struct FieldTexts: Sendable {
  private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  /// Takes values until there are `limit` bytes of them, or the file ends.
  init(of column: String, in path: String, atMost limit: Int) throws {
    // Chunks are read in order by one worker, which is told to stop.
    let file = try DelimitedFile.open(path, chunkSize: 1 << 18)
    guard let place = file.header.columns.firstIndex(of: column) else {
      throw SweepBenchmark.Failure("\(path) has no column '\(column)'")
    }
    var collector = Collector(column: place, limit: limit)
    try DelimitedFiles([file]).feed().drain(into: &collector)
    self = collector.texts
  }

  private init() {}

  /// Calls `body` with one value after the other. No sequence: a field is valid during a call only.
  func visit(_ body: (Field) -> Void) {
    Field.of(bytes) { all in
      var start = 0
      for end in ends {
        body(all.dropFirst(start).prefix(end - start))
        start = end
      }
    }
  }

  func mapped(_ transform: (String) -> String) -> FieldTexts {
    var result = FieldTexts()
    visit { result.append(Array(transform($0.text).utf8)) }
    return result
  }

  private mutating func append(_ text: [UInt8]) {
    bytes += text
    ends.append(bytes.count)
  }

  private struct Collector: RowSink, ~Copyable {
    let column: Int
    let limit: Int
    var texts = FieldTexts()

    init(column: Int, limit: Int) {
      self.column = column
      self.limit = limit
    }

    mutating func begin(file: Int, chunk: Int) {}
    mutating func fault(_ fault: RowFault, line: Int) {}
    mutating func row(_ row: Row) {
      if texts.bytes.count < limit { texts.append(row.field(column).bytes) }
    }
  }
}
