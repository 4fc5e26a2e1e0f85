import DelimitedText
import Foundation
import HouseholdSweep

/// A table of results, read from its start to its end by one thread, a chunk at a time.
///
/// Reading in order, the end of one chunk's rows is where the next begins, so nothing is guessed and
/// nothing has to be read again, whatever is quoted in it. A row with bad bytes is passed over: the
/// tables are ours, and such a row has been tampered with.
struct OrderedTable: ~Copyable {
  private(set) var file: DelimitedFile
  private var scanner: ChunkScanner
  private var nextChunk = 0
  private var nextByte: Int

  /// Opens `name` in a folder of results. Throws where it cannot be read or lacks a column.
  init(_ name: String, in folder: String, requiring columns: [String], chunkSize: Int = 1 << 18)
    throws(SweepError)
  {
    let opened = try Self.open(name, in: folder, requiring: columns, chunkSize: chunkSize)
    file = opened
    nextByte = opened.header.dataStart
    scanner = ChunkScanner(chunkSize: min(chunkSize, max(1, opened.dataSize)))
  }

  static func open(_ name: String, in folder: String, requiring columns: [String], chunkSize: Int)
    throws(SweepError) -> DelimitedFile
  {
    var file: DelimitedFile
    do {
      file = try DelimitedFile.open(
        folder + "/" + name, chunkSize: chunkSize, encoding: .utf8WithFaults)
    } catch {
      throw error.explained(in: folder)
    }
    for column in columns where !file.header.columns.contains(column) {
      throw .noColumn(column, in: name)
    }
    file.exactStarts = Array(repeating: file.source.size, count: max(1, file.chunkCount))
    return file
  }

  /// Where the columns of these names are; −1 for one that is not there.
  func places(of columns: [String]) -> [Int] {
    columns.map { file.header.columns.firstIndex(of: $0) ?? -1 }
  }

  /// Delivers the rows of the next chunk; false where there is none left.
  mutating func readChunk<Sink: RowSink & ~Copyable>(into sink: inout Sink) throws(SweepError)
    -> Bool
  {
    guard nextChunk < file.chunkCount else { return false }
    file.exactStarts![nextChunk] = nextByte
    do {
      let outcome = try scanner.scan(file, number: 0, chunk: nextChunk, into: &sink)
      if let span = outcome.span { nextByte = span.upperBound }
    } catch {
      throw error.explained(in: PathParts.split(file.source.path).parent)
    }
    nextChunk += 1
    return true
  }
}

/// The cells of one row, by the order in which columns were asked for.
struct Cells {
  let row: Row
  let places: [Int]

  func field(_ column: Int) -> Field { row.field(ifAny: places[column]) }
  func text(_ column: Int) -> String { field(column).text }

  /// A whole number ≥ 0; 0 for anything else.
  func number(_ column: Int) -> Int {
    let field = field(column)
    guard field.count < 19 else { return 0 }
    var value = 0
    for index in 0..<field.count {
      let digit = field[index] &- 48
      guard digit < 10 else { return 0 }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// A decimal in thousandths.
  func thousandths(_ column: Int) -> Int { (try? field(column).thousandths()) ?? 0 }
}

/// Makes a value of each row.
struct RowCollector<Value>: RowSink {
  let places: [Int]
  let make: (Cells) -> Value?
  var values: [Value] = []

  init(places: [Int], _ make: @escaping (Cells) -> Value?) {
    self.places = places
    self.make = make
  }

  mutating func begin(file: Int, chunk: Int) {}
  mutating func fault(_ fault: RowFault, line: Int) {}

  mutating func row(_ row: Row) {
    if let value = make(Cells(row: row, places: places)) { values.append(value) }
  }
}

extension OrderedTable {
  /// A value for each row of a whole table, or for its first rows if `limit` is given.
  static func values<Value>(
    of name: String, in folder: String, _ columns: [String], limit: Int = .max,
    _ make: @escaping (Cells) -> Value?
  ) throws(SweepError) -> [Value] {
    // Of a table of which only the first rows are wanted, little more is read.
    let chunkSize = limit < .max ? 1 << 14 : 1 << 18
    var table = try OrderedTable(name, in: folder, requiring: columns, chunkSize: chunkSize)
    var rows = RowCollector(places: table.places(of: columns), make)
    var isMore = true
    while isMore && rows.values.count < limit { isMore = try table.readChunk(into: &rows) }
    return rows.values.count > limit ? Array(rows.values.prefix(limit)) : rows.values
  }
}
