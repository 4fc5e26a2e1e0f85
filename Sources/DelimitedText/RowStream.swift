import CLibrary

/// The rows of a table that we wrote ourselves, one after the other and as the bytes they are.
///
/// Where tables are put together, rows are copied and not understood: what it takes is where a row ends, and what its
/// first cells say. A piece of the file is in memory at a time, so that a hundred tables can be read at once.
///
/// Unsafe only in that bytes are searched and handed on by pointer.
package struct RowStream: ~Copyable {
  private let source: ByteSource
  private var piece: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes in the piece, and where the piece starts in the file.
  private var count = 0
  private var start = 0
  /// The row at hand, in the piece.
  private var row = 0..<0
  /// The line on which the row at hand starts, from 1; 0 before the first.
  package private(set) var line = 0
  private var lines = 0
  /// Whether a row so far had line ends inside of quotes.
  package private(set) var hasInnerLines = false

  package init(path: String, pieceSize: Int = 1 << 17) throws(ReadError) {
    source = try ByteSource(path: path)
    capacity = max(1, min(pieceSize, source.size))
    piece = .allocate(capacity: capacity)
  }

  deinit { piece.deallocate() }

  /// The bytes of the whole file.
  package var size: Int { source.size }

  /// Where the row at hand starts in the file.
  package var offset: Int { start + row.lowerBound }

  /// Goes to the next row; false where there is none. A row whose line end is missing is one, too.
  package mutating func next() throws(ReadError) -> Bool {
    var end = self.end(from: row.upperBound)
    while end == nil && start + count < source.size {
      try fill()
      end = self.end(from: row.upperBound)
    }
    let from = row.upperBound
    guard end != nil || from < count else {
      row = from..<from
      return false
    }
    line = lines + 1
    row = from..<(end ?? count)
    lines += 1
    // A quote that is never closed swallows the lines below it.
    if end == nil, memchr(piece + from, 10, count - 1 - from) != nil { hasInnerLines = true }
    return true
  }

  /// Whether the row at hand ends with a line end, as all of ours do.
  package var isWhole: Bool { !row.isEmpty && piece[row.upperBound - 1] == 10 }

  /// Where the row that starts at a place of the piece ends, its line end included; nil where that is not in the piece.
  /// Line ends inside of quotes belong to the row.
  private mutating func end(from place: Int) -> Int? {
    var at = place
    var quotes = 0
    var inner = 0
    while let found = memchr(piece + at, 10, count - at) {
      let end = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - UnsafePointer(piece) + 1
      quotes += Self.quotes(in: piece + at, count: end - at)
      if quotes & 1 == 0 {
        lines += inner
        hasInnerLines = hasInnerLines || inner > 0
        return end
      }
      inner += 1
      at = end
    }
    return nil
  }

  private static func quotes(in bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    var quotes = 0
    var at = 0
    while let found = memchr(bytes + at, 34, count - at) {
      quotes += 1
      at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - bytes + 1
    }
    return quotes
  }

  /// Reads on. What is left of the piece goes to its front; a row that fills all of it gets twice the room.
  private mutating func fill() throws(ReadError) {
    let rest = count - row.upperBound
    if rest == capacity {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity)
      larger.update(from: piece + row.upperBound, count: rest)
      piece.deallocate()
      piece = larger
      capacity *= 2
    } else {
      memmove(piece, piece + row.upperBound, rest)
    }
    start += row.upperBound
    row = 0..<0
    let read = try source.read(
      at: start + rest, count: min(capacity - rest, source.size - start - rest), into: piece + rest)
    guard read > 0 else { throw .shrunk(source.path) }
    count = rest + read
  }

  /// Calls `body` with the row at hand, its line end included.
  package func withRow<Result>(_ body: (Field) throws -> Result) rethrows -> Result {
    try body(Field(piece + row.lowerBound, count: row.count))
  }

  /// Whether the row at hand starts with these bytes.
  package func starts(with head: [UInt8]) -> Bool {
    head.withUnsafeBufferPointer { head in
      row.count >= head.count
        && memcmp(piece + row.lowerBound, head.baseAddress ?? UnsafePointer(piece), head.count) == 0
    }
  }
}

/// The cells of a row of our own, from the left.
package struct CellReader {
  private var rest: Field

  /// - Parameter row: with its line end or without.
  package init(_ row: Field) {
    let isEnded = row.count > 0 && row[row.count - 1] == 10
    rest = isEnded ? row.prefix(row.count - 1) : row
  }

  /// Whether there is another cell; not after the last.
  package private(set) var hasMore = true

  /// The next cell as it stands, its quotes included; empty behind the last.
  package mutating func raw() -> Field {
    var at = 0
    var isQuoted = false
    while at < rest.count && (isQuoted || rest[at] != UInt8(ascii: ",")) {
      if rest[at] == UInt8(ascii: "\"") { isQuoted.toggle() }
      at += 1
    }
    let cell = rest.prefix(at)
    hasMore = at < rest.count
    rest = rest.dropFirst(min(at + 1, rest.count))
    return cell
  }

  /// The text of the next cell.
  package mutating func text() -> String {
    let cell = raw()
    guard cell.count >= 2, cell[0] == UInt8(ascii: "\"") else { return cell.text }
    return cell.dropFirst(1).prefix(cell.count - 2).text.replacing("\"\"", with: "\"")
  }

  /// The whole number in the next cell; nil where there is something else.
  package mutating func number() -> Int? { Self.number(raw(), point: -1) }

  /// The number in the next cell times ten to the power of `places`; nil where it has not as many behind its point.
  package mutating func scaled(places: Int) -> Int? {
    let cell = raw()
    let point = cell.count - places - 1
    guard point > 0, cell[point] == UInt8(ascii: ".") else { return nil }
    return Self.number(cell, point: point)
  }

  private static func number(_ cell: Field, point: Int) -> Int? {
    guard (1..<19).contains(cell.count) else { return nil }
    var value = 0
    for index in 0..<cell.count where index != point {
      let digit = cell[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
