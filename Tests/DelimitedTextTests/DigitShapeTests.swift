import Foundation
import Testing

@testable import DelimitedText

@Suite("Texts of one shape")
struct DigitShapeTests {
  private static let pieces = ["栋", "-", "单元", "A", " ", "〇", "０", "/", "\u{0}", "x"]

  /// A text with up to three numbers, and where they stand.
  private static func text(_ random: inout SystemRandomNumberGenerator) -> ([UInt8], [Range<Int>]) {
    var bytes: [UInt8] = []
    var numbers: [Range<Int>] = []
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      bytes += Array(pieces.randomElement(using: &random)!.utf8)
      let start = bytes.count
      let digits = Int.random(in: 1...DigitReading.longest, using: &random)
      bytes += (0..<digits).map { _ in UInt8.random(in: 48...57, using: &random) }
      numbers.append(start..<bytes.count)
    }
    bytes += Array(pieces.randomElement(using: &random)!.utf8)
    return (bytes, numbers)
  }

  private static func sum(_ text: [UInt8], _ numbers: [Range<Int>]) -> UInt64 {
    zip(numbers, [40, 20, 0]).reduce(0) { sum, number in
      sum + UInt64(String(decoding: text[number.0], as: UTF8.self))! << UInt64(number.1)
    }
  }

  @Test("differ in their digits, wherever they lie in memory")
  func sums() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let (text, numbers) = Self.text(&random)
      guard text.count <= DigitShape.longest else { continue }
      let shapes = DigitShapes()
      let shape = Field.of(text) { DigitShape($0) }
      let isCommon = Bool.random(using: &random)
      let (first, second) = shapes.places(of: shape.hash, isCommon: isCommon)
      let base = UInt64.random(in: 0...1000, using: &random)
      let reading = DigitReading(
        numbers: numbers + Array(repeating: nil, count: 3 - numbers.count), base: base)
      shapes.put(shape, reading, at: Bool.random(using: &random) ? first : second)
      #expect(reading.numbers.compactMap { $0 } == numbers)

      let other = text.map {
        (48...57).contains($0) ? UInt8.random(in: 48...57, using: &random) : $0
      }
      // Up to and over the end of a page.
      var memory = [UInt8](repeating: 0x35, count: 3 * 4096)
      let at = Int.random(in: 4000...8200, using: &random)
      memory.replaceSubrange(at..<at + other.count, with: other)
      Field.of(memory) { memory in
        let field = memory.dropFirst(at).prefix(other.count)
        #expect(shapes.sum(field) == base + Self.sum(other, numbers), "\(field.text)")
        #expect(DigitShape(field) == shape)
        #expect(shapes.sum(field, isMarked: true) == DigitShapes.unread)
        // One byte more, fewer, or another is another shape.
        #expect(shapes.sum(memory.dropFirst(at).prefix(other.count + 1)) == DigitShapes.unread)
        if other.count > 1 {
          #expect(shapes.sum(field.prefix(other.count - 1)) == DigitShapes.unread)
        }
      }
      var changed = other
      changed[Int.random(in: 0..<other.count, using: &random)] ^= 0x40
      #expect(Field.of(changed) { shapes.sum($0) } == DigitShapes.unread)
    }
  }

  /// Sums a column with the rows to come, and each field by itself.
  private struct SummingSink: RowSink, ~Copyable {
    var shapes = DigitShapes()
    var differences: [String] = []
    var rows = 0
    let column: Int

    init(column: Int, learning texts: [String]) {
      self.column = column
      for text in texts {
        let shape = Field.of(text) { DigitShape($0) }
        let digits = text.utf8.enumerated().filter { (48...57).contains($0.element) }.map(\.offset)
        let range = digits.first.map { $0..<digits.last! + 1 }
        shapes.put(
          shape, DigitReading(numbers: [nil, nil, range], base: 7),
          at: shapes.places(of: shape.hash, isCommon: true).0)
      }
    }

    mutating func begin(file: Int, chunk: Int) { shapes.forgetRows() }
    mutating func row(_ row: Row) {
      rows += 1
      // Not every row is asked for.
      if rows % 11 == 5 { return }
      let field = row.field(column)
      let alone =
        field.isEmpty || field.count > DigitShape.longest ? DigitShapes.unread : shapes.sum(field)
      if shapes.sum(row, column: column, of: 3) != alone { differences.append(field.text) }
    }
    mutating func fault(_ fault: RowFault, line: Int) {}
  }

  @Test("are read with the rows behind them as each for itself", arguments: 0..<3)
  func rows(column: Int) throws {
    var random = SystemRandomNumberGenerator()
    let known = ["301", "12栋", "x1"]
    let texts = [
      "999", "  77", "45栋 ", "x8", "x", "", String(repeating: "1", count: 32), "\"5,5\"", "B",
    ]
    let rows = (0..<3000).map { _ in
      (0..<(Int.random(in: 0..<20, using: &random) == 0 ? 2 : 3)).map { _ in
        texts.randomElement(using: &random)!
      }.joined(separator: ",")
    }
    // With quotes and without: the rows of a chunk with quotes are found in another way.
    for rows in [rows, rows.filter { !$0.contains("\"") }] {
      let path = NSTemporaryDirectory() + "shapes-\(UInt64.random(in: 0 ... .max)).csv"
      try Data("a,b,c\n\(rows.joined(separator: "\n"))\n".utf8).write(
        to: URL(fileURLWithPath: path))
      defer { try? FileManager.default.removeItem(atPath: path) }
      for size in [1 << 18, 1000, 64] {
        let files = try DelimitedFiles([DelimitedFile.open(path, chunkSize: size)])
        let feed = files.feed()
        var sink = SummingSink(column: column, learning: known)
        try feed.drain(into: &sink)
        _ = feed.finish()
        #expect(sink.rows > 1000)
        #expect(sink.differences == [])
      }
    }
  }
}
