import DelimitedText

/// A table of one shard's results, read row by row.
///
/// A class, so that the tables of all shards can be in one array; only one thread reads it.
final class ShardTable {
  /// The path of the results, as it was given.
  let shard: String
  private let path: String
  private var rows: RowStream
  private(set) var isAtEnd = false
  /// The cells up to the compound of the row at hand, with the comma behind them: all rows of the compound start so.
  private var head: [UInt8] = []

  /// Opens a table and goes to its first row. Throws where its header is another.
  init(_ name: String, of shard: ShardResults, header: StaticString) throws(SweepError) {
    self.shard = shard.path
    path = shard.path + "/" + name
    rows = try RowStream.ofOurs(path)
    try advance()
    guard !isAtEnd, rows.withRow({ $0.equals(header) }) else {
      throw .badShardTable(at: .init(file: path, line: 1))
    }
    try advance()
  }

  var place: SweepError.Place { .init(file: path, line: rows.line) }

  func advance() throws(SweepError) {
    do throws(ReadError) {
      isAtEnd = try !rows.next()
    } catch {
      throw error.explained(in: "")
    }
    guard isAtEnd || rows.isWhole else { throw .badShardTable(at: place) }
  }

  /// Calls `body` with the cells of the row at hand.
  func withCells<Result>(_ body: (inout CellReader) -> Result) -> Result {
    rows.withRow { row in
      var cells = CellReader(row)
      return body(&cells)
    }
  }

  /// The compound of the row at hand, which is the cell behind so many others.
  func compound(behind cells: Int) -> String {
    rows.withRow { row in
      var reader = CellReader(row)
      var length = 0
      for _ in 0..<cells { length += reader.raw().count + 1 }
      let start = reader
      length += reader.raw().count + 1
      head = row.prefix(min(length, row.count)).bytes
      reader = start
      return reader.text()
    }
  }

  /// Whether the row at hand is of the compound that was last asked for.
  var isOfSame: Bool { !isAtEnd && rows.starts(with: head) }

  /// Appends the row at hand as it stands.
  func appendRow(to buffer: inout OutputBuffer) { rows.withRow { buffer.append($0) } }

  /// Appends the row at hand with a text in front of its first cell, which it may need quotes for.
  func appendRow(behind text: String, to buffer: inout OutputBuffer) {
    rows.withRow { row in
      var cells = CellReader(row)
      let length = cells.raw().count
      cells = CellReader(row)
      buffer.append(csv: text + cells.text())
      buffer.append(row.dropFirst(length))
    }
  }
}

/// Rows of all shards on their way into one table.
struct MergedTable: ~Copyable {
  private let files: ResultsFiles
  private let file: OutputFile
  private var buffer = OutputBuffer(capacity: 1 << 18)
  private var offset = 0

  init(_ name: String, _ header: StaticString, in files: ResultsFiles) throws(SweepError) {
    self.files = files
    file = try files.create(name)
    buffer.append(header)
  }

  mutating func append(_ body: (inout OutputBuffer) -> Void) throws(SweepError) {
    body(&buffer)
    if buffer.count >= 1 << 17 { try flush() }
  }

  private mutating func flush() throws(SweepError) {
    try files.write(buffer, to: file, at: offset)
    offset += buffer.count
    buffer.removeAll()
  }

  mutating func finish() throws(SweepError) {
    try flush()
    try files.finish(file)
  }
}
