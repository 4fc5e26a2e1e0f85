import DelimitedText
import Foundation
import Synchronization

@testable import HouseholdSweep
@testable import Spreadsheet

/// What reads bytes from outside. Each is given any bytes, and must end in values or an error; what must
/// hold of the values is held against them.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case tables, spreadsheets, addresses, values, manifest, parameters

  public func run(_ bytes: [UInt8]) {
    switch self {
    case .tables: Self.tables(bytes)
    case .spreadsheets: Self.spreadsheets(bytes)
    case .addresses: Self.addresses(bytes)
    case .values: Self.values(bytes)
    case .manifest: Self.manifest(bytes)
    case .parameters: Self.parameters(bytes)
    }
  }

  // MARK: Tables

  /// Chunks of any size give the rows that one chunk gives. The first byte is the size.
  private static func tables(_ bytes: [UInt8]) {
    guard let size = bytes.first else { return }
    let text = Array(bytes.dropFirst())
    let whole = rows(text, chunkSize: max(text.count, 1))
    let pieces = rows(text, chunkSize: Int(size) + 1)
    precondition(whole == pieces, "chunks of \(size) bytes give other rows")
  }

  /// The rows as text; nil where the file cannot be read.
  private static func rows(_ text: [UInt8], chunkSize: Int) -> [[String]]? {
    do throws(ReadError) {
      let file = try DelimitedFile.inMemory(text, path: "fuzz.csv", chunkSize: chunkSize)
      var files = DelimitedFiles([file])
      while true {
        var sink = RowTexts(columns: files.files[0].header.columns.count)
        let feed = files.feed()
        try feed.drain(into: &sink)
        if try files.settle(feed.finish()) { return sink.rows }
      }
    } catch {
      return nil
    }
  }

  private struct RowTexts: RowSink {
    let columns: Int
    var rows: [[String]] = []

    mutating func begin(file: Int, chunk: Int) {}
    mutating func row(_ row: Row) { rows.append((0..<columns).map { row.field($0).text }) }
    mutating func fault(_ fault: RowFault, line: Int) { rows.append(["\(fault)"]) }
  }

  // MARK: Spreadsheets

  private static func spreadsheets(_ bytes: [UInt8]) {
    // What a fuzzer finds must not be how long much memory takes.
    var limits = Limits()
    limits.unpacked = 4 << 20
    guard let book = try? Workbook(bytes: bytes, limits: limits) else { return }
    for sheet in book.sheets.prefix(8) {
      var rows = 0
      _ = try? book.forEachRow(of: sheet) { _ in
        rows += 1
        return rows < 100_000 ? .next : .stop
      }
    }
  }

  // MARK: Addresses and values

  /// One for all inputs: making its tables takes longer than a thousand addresses. What it remembers of
  /// those before must not matter.
  private static let parser = Mutex(AddressParser())

  /// The key of a key is the key.
  private static func addresses(_ bytes: [UInt8]) {
    parser.withLock { parser in
      for line in bytes.split(separator: 10, maxSplits: 20) {
        let key = field(Array(line)) { parser.parse($0) }
        let text = parser.withText { $0.text }
        let again = Field.of(text) { parser.parse($0) }
        // A row of other bytes is rejected before anybody reads its address.
        let isText = String(validating: line, as: UTF8.self) != nil
        precondition(key == again || !isText, "the key of \(text) is another")
      }
    }
  }

  /// Times and numbers, each as every kind.
  private static func values(_ bytes: [UInt8]) {
    var times = TimeReader()
    for line in bytes.split(separator: 10, maxSplits: 20) {
      field(Array(line)) { field in
        let time = times.read(field)
        precondition(time?.minute == field.time()?.minute, "a time is read in two ways")
        if let thousandths = try? field.thousandths() {
          precondition(thousandths >= 0)
        }
        if let number = try? field.wholeNumber() { precondition(number >= 0) }
      }
    }
  }

  private static func field<Result>(_ bytes: [UInt8], _ body: (Field) -> Result) -> Result {
    var buffer = OutputBuffer()
    buffer.append(bytes)
    // A field is read by words, also past its end.
    let count = buffer.count
    buffer.append([UInt8](repeating: 0, count: 64))
    return buffer.withField(0..<count) { body($0) }
  }

  // MARK: JSON

  /// A manifest that can be read can be written, and says the same again.
  private static func manifest(_ bytes: [UInt8]) {
    guard let manifest = try? Manifest(json: Data(bytes)) else { return }
    let text = manifest.json()
    guard let again = try? Manifest(json: Data(text.utf8)) else {
      preconditionFailure("a manifest of ours cannot be read: \(text)")
    }
    precondition(again.json() == text)
  }

  private static func parameters(_ bytes: [UInt8]) {
    guard let known = try? LearnedParameters(json: Data(bytes), named: "fuzz.json") else { return }
    _ = try? known.fitting(Manifest(firstDay: SweepDate("2020-02-17")!), from: "fuzz.json")
  }
}
