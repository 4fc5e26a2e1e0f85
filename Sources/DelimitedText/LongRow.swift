/// The last row of a chunk where it is very long, found without keeping its bytes.
///
/// To index a row takes up to thirteen times its bytes. That is well spent on a row, but not on the
/// hundreds of megabytes that one stray quote may swallow, of which only their number is told.
struct LongRow {
  /// Longer rows are looked for with this type, shorter ones by reading on.
  static let size = 1 << 20
  private static let pieceSize = 1 << 18

  private(set) var start: Int
  /// The byte after its line end, or the end of the file.
  private(set) var end: Int
  /// The lines that it swallows if its quote is never closed; nil where it ends.
  private(set) var swallowed: Int?
  /// Whether its bytes are of the file's encoding; only told of a row that swallows all.
  private(set) var isValid = true

  /// Finds the row that is the first to end at or past `limit`, of those that start at `known`, or
  /// after the first line feed from `from`. O(bytes passed), in memory of a piece and its last line.
  init(in file: DelimitedFile, from: Int, known: Int?, limit: Int) throws(ReadError) {
    let size = file.source.size
    var tracker = QuoteMachine.Tracker(delimiter: file.header.delimiter)
    var isFound = known != nil
    var lines = 0
    var last: UInt8 = 10
    var at = from
    start = known ?? from
    end = size
    while at < size {
      let bytes = try file.source.bytes(at: at, count: min(Self.pieceSize, size - at))
      for index in bytes.indices {
        let byte = bytes[index]
        guard isFound else {
          isFound = byte == 10
          start = at + index + 1
          continue
        }
        if byte == 10 { lines += 1 }
        guard tracker.endsRow(byte) else { continue }
        lines = 0
        if at + index + 1 >= limit {
          end = at + index + 1
          return
        }
        start = at + index + 1
      }
      last = bytes[bytes.count - 1]
      at += bytes.count
    }
    guard tracker.isInQuotes else { return }
    swallowed = lines - (last == 10 ? 1 : 0)
    isValid = try Self.isValid(file, from: start)
  }

  /// Whether the bytes to the end of the file are of its encoding. No character of one that is
  /// holds a line feed, so that lines can be looked at one piece after the other.
  private static func isValid(_ file: DelimitedFile, from start: Int) throws(ReadError) -> Bool {
    var rest: [UInt8] = []
    var at = start
    while at < file.source.size {
      let bytes = try file.source.bytes(
        at: at, count: min(pieceSize, file.source.size - at))
      at += bytes.count
      rest += bytes
      let isEnd = at == file.source.size
      guard let whole = isEnd ? rest.count : rest.lastIndex(of: 10).map({ $0 + 1 }) else {
        continue
      }
      let piece = Array(rest[..<whole])
      let isValid =
        file.encoding == .gb18030
        ? Transcoder.utf8(piece, from: .gb18030) != nil
        : piece.withUnsafeBufferPointer { Transcoder.isUTF8($0) }
      if !isValid { return false }
      rest.removeFirst(whole)
    }
    return true
  }
}
