import DelimitedText

/// How a table lies in its file, as this engine reads it: for programs that hand its rows on without a change.
public struct TableColumns: Sendable, Equatable, Encodable {
  /// The file's name.
  public var file: String
  /// What it is a table of, by its name or that of a folder above it.
  public var source: String
  public var encoding: String
  /// A comma or a tab.
  public var separator: String
  /// The names in the header as they stand, and the line that it starts on.
  public var header: [String]
  public var headerLine: Int
  /// Where each column that is read stands, counted from 0, by this engine's name for it.
  public var columns: [String: Int]
  /// Bytes up to the first row, and in all.
  public var headerBytes: Int
  public var bytes: Int
  public var rows: Int
  /// Whether each row is one line: no line end stands inside of quotes.
  public var rowsAreLines: Bool
  /// Whether rows can be handed on as they are: a tidy header, UTF-8, a row a line.
  public var isTidy: Bool

  private enum CodingKeys: String, CodingKey {
    case file, source, encoding, separator, header, headerLine, columns, headerBytes, bytes, rows
    case rowsAreLines
    case isTidy = "tidy"
  }

  /// Reads a table to its end. O(bytes).
  ///
  /// Throws where it cannot be read, is of no source, or lacks a column.
  public init(of path: String, threads: Int) throws(SweepError) {
    let (folder, name) = PathParts.split(path)
    guard let source = Self.source(of: path) else { throw .noSource(name) }
    var found: DelimitedFiles
    var outcomes: DelimitedFiles.Outcomes
    do throws(ReadError) {
      found = DelimitedFiles([try DelimitedFile.open(path, chunkSize: 1 << 18)])
      repeat {
        let feed = found.feed()
        _ = try parallelMap(workers: threads) { _ throws(ReadError) in
          var sink = NoRows()
          try feed.drain(into: &sink)
        }
        outcomes = feed.finish()
      } while try !found.settle(outcomes)
    } catch {
      throw error.explained(in: folder)
    }
    let table = found.files[0]
    let map = try ColumnMap(source: source, header: table.header, file: name) {
      table.rowsBelowHeader(3)
    }
    file = name
    self.source = source.rawValue
    encoding = table.encoding.rawValue
    separator = table.header.delimiter == UInt8(ascii: "\t") ? "\t" : ","
    header = table.header.columns
    headerLine = table.header.line
    columns = [:]
    for column in source.columns.required + source.columns.optional where map[column] >= 0 {
      columns[column.name] = map[column]
    }
    headerBytes = table.header.dataStart
    bytes = table.source.size
    rows = outcomes[0].reduce(0) { $0 + $1.rows }
    var lines = try RowStream.ofOurs(path)
    do throws(ReadError) {
      while try lines.next() {}
    } catch {
      throw error.explained(in: folder)
    }
    rowsAreLines = !lines.hasInnerLines
    let names = header.map(ColumnNames.fold)
    isTidy =
      table.encoding == .utf8 && rowsAreLines && headerLine == 1
      && !names.contains { ColumnNames.isUntidy($0, in: source) }
  }

  /// The source that the nearest name in a path is one of.
  private static func source(of path: String) -> Source? {
    path.split(separator: "/").reversed().lazy.compactMap { part in
      Source(rawValue: part.hasSuffix(".csv") ? String(part.dropLast(4)) : String(part))
    }.first
  }

  /// Takes rows and keeps none.
  private struct NoRows: RowSink {
    mutating func begin(file: Int, chunk: Int) {}
    mutating func row(_ row: Row) {}
    mutating func fault(_ fault: RowFault, line: Int) {}
  }
}
