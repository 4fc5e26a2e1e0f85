import Foundation
import Testing

@testable import DelimitedText

@Suite("Words")
struct WordTests {
  @Test("are numbered in the order they came, and found again", arguments: [1, 7, 1 << 40])
  func numbers(step: UInt64) {
    var random = SystemRandomNumberGenerator()
    var numbers = WordNumbers()
    var known: [UInt64: Int] = [:]
    for _ in 0..<20_000 {
      let word = UInt64.random(in: 0..<6000, using: &random) &* step
      #expect(numbers.find(word) == known[word])
      let number = numbers.intern(word)
      #expect(number == known[word, default: known.count])
      known[word] = number
    }
    #expect(numbers.words.count == known.count)
    for (number, word) in numbers.words.enumerated() { #expect(known[word] == number) }
  }

  /// Looks at fields in their rows and by themselves.
  private struct LookingSink: RowSink, ~Copyable {
    var choices = FieldCache<UInt64>(0)
    var differences: [String] = []
    var fields = 0

    mutating func begin(file: Int, chunk: Int) {}
    mutating func row(_ row: Row) {
      for column in 0..<3 {
        let field = row.field(column)
        fields += 1
        let isSame =
          (field.count > 16 || row.words(of: field) == FieldWords(field))
          && choices.value(of: row, column) { $0.hash64 } == field.hash64
        if !isSame { differences.append(field.text) }
      }
    }
    mutating func fault(_ fault: RowFault, line: Int) {}
  }

  @Test("of a field are the same in its row and by itself, whatever stands behind it")
  func fields() throws {
    var random = SystemRandomNumberGenerator()
    let rows = (0..<4000).map { _ in
      (0..<3).map { _ in
        String("0123456789abcdefghi".prefix(Int.random(in: 0...19, using: &random)))
      }.joined(separator: ",")
    }
    let path = NSTemporaryDirectory() + "words-\(UInt64.random(in: 0 ... .max)).csv"
    try Data("a,b,c\n\(rows.joined(separator: "\n"))".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    for size in [1 << 18, 64] {
      let files = try DelimitedFiles([DelimitedFile.open(path, chunkSize: size)])
      let feed = files.feed()
      var sink = LookingSink()
      try feed.drain(into: &sink)
      _ = feed.finish()
      #expect(sink.fields > 11_000)
      #expect(sink.differences == [])
    }
  }
}
