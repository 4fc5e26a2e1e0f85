import Foundation
import Testing

@testable import DelimitedText

/// Collects rows with their place, for comparison with the plain reader.
struct CollectingSink: RowSink {
  let columns: Int
  var chunks: [(chunk: Int, rows: [PlainReader.Row])] = []

  mutating func begin(file: Int, chunk: Int) { chunks.append((chunk, [])) }
  mutating func row(_ row: Row) {
    let fields = (0..<columns).map { row.field($0).text }
    chunks[chunks.count - 1].rows.append(PlainReader.Row(line: row.line, fields: fields))
  }
  mutating func fault(_ fault: RowFault, line: Int) {
    chunks[chunks.count - 1].rows.append(PlainReader.Row(line: line, fault: fault))
  }
}

/// Reads a text through the fast reader with chunks of a given size.
func read(_ text: [UInt8], chunkSize: Int, workers: Int = 1) throws -> [PlainReader.Row] {
  let path = NSTemporaryDirectory() + "reading-\(UInt64.random(in: 0 ... .max)).csv"
  try Data(text).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  var files = try DelimitedFiles([DelimitedFile.open(path, chunkSize: chunkSize)])
  while true {
    let feed = files.feed()
    let columns = files.files[0].header.columns.count
    let sinks = try parallelMap(workers: workers) { _ in
      var sink = CollectingSink(columns: columns)
      try feed.drain(into: &sink)
      return sink
    }
    let outcomes = feed.finish()
    guard try files.settle(outcomes) else { continue }
    let firstLines = files.firstLines(ofFile: 0, outcomes)
    #expect(
      outcomes[0].reduce(0) { $0 + $1.rows }
        == sinks.flatMap(\.chunks).reduce(0) { $0 + $1.rows.count })
    return sinks.flatMap(\.chunks).sorted { $0.chunk < $1.chunk }.flatMap { chunk in
      chunk.rows.map { row in
        var row = row
        row.line += firstLines[chunk.chunk]
        return row
      }
    }
  }
}

@Suite("Reading delimited text")
struct ReadingTests {
  static let hard =
    "a,b,c\n1,2,3\r\n\"x\ny\",\"q\"\"q\",\" sp \"\n\n,,\n \"in\" ,5\"6,7\n1,2\n1,2,3,4\n1,2,3,,\n"
    + "\"line one\n\nline \"\"three\"\"\",\"a,b\",c\n\"joined\"tail,\"\",z\nlast,row,here"

  @Test("every chunk size gives what the plain reader gives")
  func everySplitPoint() throws {
    let text = Array(Self.hard.utf8)
    let expected = PlainReader.rows(text, columns: 3, delimiter: UInt8(ascii: ","))
    for size in 1...text.count {
      #expect(try read(text, chunkSize: size) == expected, "chunks of \(size) bytes")
    }
  }

  @Test("random texts, random chunks, several workers", arguments: 0..<6)
  func randomTexts(seed: Int) throws {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array("ab1 ,,,\"\"\n\n\r\t;".utf8)
    for _ in 0..<60 {
      let body = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        alphabet.randomElement(using: &random)!
      }
      let text = Array("a,b,c\n".utf8) + body
      let expected = PlainReader.rows(text, columns: 3, delimiter: UInt8(ascii: ","))
      let size = Int.random(in: 1...80, using: &random)
      let rows = try read(text, chunkSize: size, workers: 1 + seed % 3)
      #expect(
        rows == expected,
        "chunks of \(size): \(String(decoding: text, as: UTF8.self).debugDescription)")
    }
  }

  @Test("a long plain text crosses the 64-byte blocks rightly")
  func longText() throws {
    var text = Array("h1,h2\n".utf8)
    for row in 0..<5000 {
      text += Array("\(row),\(String(repeating: "x", count: row % 150))\n".utf8)
    }
    let expected = PlainReader.rows(text, columns: 2, delimiter: UInt8(ascii: ","))
    for size in [100, 1000, 4096, 65536, 1 << 20] {
      #expect(try read(text, chunkSize: size, workers: 2) == expected)
    }
  }

  @Test("GB18030 and UTF-16 give the rows that UTF-8 gives")
  func encodings() throws {
    let text = "小区,房号,c\nC1,三栋二单元五〇一,𠀀\nC2,\"3号\n楼\",乙\n"
    let expected = PlainReader.rows(Array(text.utf8), columns: 3, delimiter: UInt8(ascii: ","))
    let gb = try #require(Self.encode(text, "GB18030"))
    let utf16 = try #require(Self.encode(text, "UTF-16LE"))
    for size in [1, 7, 16, 100, 1000] {
      #expect(try read(gb, chunkSize: size) == expected)
      #expect(try read([0xFF, 0xFE] + utf16, chunkSize: size) == expected)
      #expect(try read([0xEF, 0xBB, 0xBF] + Array(text.utf8), chunkSize: size) == expected)
    }
  }

  @Test("rows with bytes of no encoding are faults, the others are read")
  func badBytes() throws {
    let text = Array("a,b\n1,2\n".utf8) + [0xFF, 0xFF, 0x2C, 0x31, 10] + Array("3,4\n".utf8)
    for size in 1...text.count {
      let rows = try read(text, chunkSize: size)
      #expect(rows.map(\.fault) == [nil, .badEncoding, nil])
      #expect(rows.map(\.line) == [2, 3, 4])
    }
  }

  @Test("a tab separates where the header has tabs and no comma")
  func tabs() throws {
    let rows = try read(Array("a\tb\n1,5\t2\n".utf8), chunkSize: 64)
    #expect(rows.map(\.fields) == [["1,5", "2"]])
  }

  static func encode(_ text: String, _ charset: String) -> [UInt8]? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["iconv", "-f", "UTF-8", "-t", charset]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    input.fileHandleForWriting.write(Data(text.utf8))
    input.fileHandleForWriting.closeFile()
    return Array(output.fileHandleForReading.readDataToEndOfFile())
  }
}
