import CSupport

/// Receives the rows of a file, chunk by chunk, in order inside a chunk.
public protocol RowSink: ~Copyable {
  /// The rows of `chunk` of file number `file` come next.
  mutating func begin(file: Int, chunk: Int)
  /// One row that has as many fields as the header.
  mutating func row(_ row: Row)
  /// A row that cannot be taken apart.
  mutating func fault(_ fault: RowFault, line: Int)
  /// A row that ends early: it has `count` fields, fewer than the header.
  mutating func short(_ row: Row, count: Int)
  /// The chunk has no more rows; what rows lent of it is still there.
  mutating func end()
}

extension RowSink where Self: ~Copyable {
  public mutating func end() {}
  public mutating func short(_ row: Row, count: Int) { fault(.tooFewFields, line: row.line) }
}

/// Why a row has no fields to speak of.
public enum RowFault: Sendable, Equatable {
  case tooManyFields, tooFewFields, badEncoding, unterminatedQuote
}

/// One row of a chunk: the fields, and the line it starts on, from 0 at the start of the chunk.
///
/// Unsafe because it borrows the scanner's buffers, until the sink's `end()` has returned. `ends[-1]`
/// is where the row before ended (−1 if there is none), and a byte in front of the row may be read.
public struct Row {
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let ends: UnsafePointer<UInt32>
  public let line: Int

  @inlinable
  init(base: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>, line: Int) {
    self.base = base
    self.ends = ends
    self.line = line
  }

  /// Where the row starts.
  @inlinable var start: Int { Int(ends[-1] &+ 1) }

  /// The field of a column without the spaces around it; quotes are gone already. `column` must be
  /// a column of the header.
  @inlinable @inline(__always)
  public func field(_ column: Int) -> Field {
    let begin = Int(ends[column &- 1] &+ 1)
    let end = Int(ends[column])
    let field = Field(base + begin, count: end &- begin)
    // Spaces are rare. (Of an empty field, the bytes looked at are the delimiters around it.)
    return base[begin] > 32 && base[end &- 1] > 32 ? field : trimmed(field)
  }

  @usableFromInline
  func trimmed(_ field: Field) -> Field {
    var (begin, end) = (0, field.count)
    while begin < end && Row.isSpace(field[begin]) { begin &+= 1 }
    while end > begin && Row.isSpace(field[end &- 1]) { end &-= 1 }
    return Field(field.base + begin, count: end &- begin)
  }

  /// The field of a column, or an empty one where the file has no such column (−1).
  @inlinable @inline(__always)
  public func field(ifAny column: Int) -> Field {
    column < 0 ? Field(base, count: 0) : field(column)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte <= 32 && (byte == 32 || byte == 9 || byte == 13)
  }
}

/// How the bytes of a file are read.
public enum TextEncoding: String, Sendable {
  /// UTF-8, and the file is given up for another encoding where it is not.
  case utf8 = "UTF-8"
  case gb18030 = "GB18030"
  /// UTF-8 for want of anything better: rows with bad bytes are faults.
  case utf8WithFaults = "UTF-8 (faulty)"
  /// The header is GB18030 and no UTF-8, so that nothing else is left: rows with bad bytes are
  /// faults.
  case gb18030WithFaults = "GB18030 (faulty)"
  /// UTF-8 by its mark: rows with bad bytes are faults.
  case utf8Marked = "UTF-8 (marked)"
  /// UTF-16 by its mark. Made into UTF-8 when the file was opened; rows with halves of characters
  /// are faults.
  case utf16 = "UTF-16"

  var isGB18030: Bool { self == .gb18030 || self == .gb18030WithFaults }
}

/// What a scan of one chunk found.
public struct ChunkOutcome: Sendable {
  /// Where the first row of the chunk starts and where the next chunk's first row must start; nil
  /// where no row starts in the chunk.
  public var span: Range<Int>?
  public var rows = 0
  public var lines = 0
  /// The bytes are not of the encoding tried; the rows were not delivered.
  public var wrongEncoding = false
  /// The line, from 0 in the chunk, of a quote that never ends, and the lines it swallowed.
  public var unterminated: (line: Int, swallowed: Int)?
}

/// Reads one chunk of a file at a time into a buffer of its own and takes it apart.
///
/// A row belongs to the chunk it starts in. Where a chunk begins is guessed: after the first line
/// feed at or after the byte before it. That guess is wrong only inside a quoted line break, and
/// then the row before ends elsewhere than this chunk begins; `DelimitedFiles` compares the two and
/// reads the file again with exact starts. So the guess needs no pass of its own, and what is
/// delivered in the end is exactly the sequential reading whatever the quotes.
///
/// Worked example, chunks of 8 bytes, `a,b␊1,2␊3,4␊` with data from byte 4: chunk 0 owns the rows
/// that start in 4..<12, which are those at 4 and 8; it reads on to the end of the row at 8, byte
/// 12. Chunk 1 looks for a line feed from byte 11, finds it there, and starts at 12.
public struct ChunkScanner: ~Copyable {
  /// Bytes read past a chunk's end in the first go, to finish its last row.
  static let slack = 4096
  /// Ends behind that of the last row, all zeros, so that who looks at rows to come sees where to stop.
  static let endsBehind = 32
  /// A longer row than this cannot be indexed with 32 bits.
  static let longestRow = 3 << 30

  @usableFromInline var bytes: UnsafeMutablePointer<UInt8>
  @usableFromInline var positions: UnsafeMutablePointer<UInt32>
  @usableFromInline var rowEnds: UnsafeMutablePointer<UInt32>
  @usableFromInline var rowLines: UnsafeMutablePointer<UInt32>
  private var capacity: Int

  public init(chunkSize: Int) {
    capacity = chunkSize + Self.slack + 64
    bytes = .allocate(capacity: capacity + 1) + 1
    positions = .allocate(capacity: capacity + 65) + 1
    rowEnds = .allocate(capacity: capacity + 64)
    rowLines = .allocate(capacity: capacity + 64)
    // What stands in front of the first byte is looked at, and counts for nothing.
    bytes[-1] = 0
  }

  deinit {
    (bytes - 1).deallocate()
    (positions - 1).deallocate()
    rowEnds.deallocate()
    rowLines.deallocate()
  }

  /// The old contents are not kept: whoever grows the buffer reads it anew.
  private mutating func grow(to needed: Int) {
    guard needed > capacity else { return }
    self = ChunkScanner(chunkSize: needed)
  }

  /// A chunk taken apart: rows `0..<rowCount` of the index, the first at `start`.
  @usableFromInline
  struct Indexed {
    @usableFromInline var start = 0
    @usableFromInline var rowCount = 0
    /// Row lines come from `rowLines`; without quotes the line is the row's number.
    @usableFromInline var hasQuotes = false
    @usableFromInline var checkEncoding = false
    @usableFromInline var outcome = ChunkOutcome()
  }

  /// Delivers the rows of a chunk to `sink` and says what was found. O(bytes of the chunk).
  @inlinable
  public mutating func scan<Sink: RowSink & ~Copyable>(
    _ file: DelimitedFile, number: Int, chunk: Int, into sink: inout Sink
  ) throws(ReadError) -> ChunkOutcome {
    let indexed = try load(file, chunk: chunk)
    var outcome = indexed.outcome
    guard !outcome.wrongEncoding, outcome.span != nil else { return outcome }
    sink.begin(file: number, chunk: chunk)
    let columns = file.header.columns.count
    var first = 0
    var rows = 0
    if indexed.rowCount > 0 { endRows(Int(rowEnds[indexed.rowCount - 1])) }
    positions[-1] = UInt32(truncatingIfNeeded: indexed.start &- 1)
    for index in 0..<indexed.rowCount {
      let last = Int(rowEnds[index])
      let row = Row(
        base: bytes, ends: positions + first,
        line: indexed.hasQuotes ? Int(rowLines[index]) : index)
      let count = last &- first &+ 1
      if count == columns && bytes[row.start] > 44 && !indexed.checkEncoding {
        rows &+= 1
        sink.row(row)
      } else if let fault = examine(row, count: count, columns: columns, indexed) {
        rows &+= 1
        switch fault {
        case nil: sink.row(row)
        case .tooFewFields: sink.short(row, count: count)
        case .some(let fault): sink.fault(fault, line: row.line)
        }
      }
      first = last &+ 1
    }
    if let unterminated = outcome.unterminated {
      rows &+= 1
      sink.fault(.unterminatedQuote, line: unterminated.line)
    }
    sink.end()
    outcome.rows = rows
    return outcome
  }

  @usableFromInline
  func endRows(_ last: Int) {
    (positions + last + 1).update(repeating: 0, count: Self.endsBehind)
  }

  /// The slow look at a row that is not plainly in order: nil for an empty row, which is none,
  /// `.some(nil)` for a good one.
  @usableFromInline
  func examine(_ row: Row, count: Int, columns: Int, _ indexed: Indexed) -> RowFault?? {
    let filled = (0..<count).last { !row.field($0).isEmpty }
    guard let filled else { return nil }
    if indexed.checkEncoding {
      let end = Int(row.ends[count - 1])
      let text = UnsafeBufferPointer(start: row.base + row.start, count: end - row.start)
      if !Transcoder.isUTF8(text) { return .some(.badEncoding) }
    }
    if filled >= columns { return .some(.tooManyFields) }
    return count < columns ? .some(.tooFewFields) : .some(nil)
  }

  /// Reads a chunk and finds its rows.
  @usableFromInline
  mutating func load(_ file: DelimitedFile, chunk: Int) throws(ReadError) -> Indexed {
    let (lower, upper) = file.bounds(ofChunk: chunk)
    let known = file.exactStarts?[chunk] ?? (chunk == 0 ? lower : nil)
    if let known, known >= upper { return Indexed() }
    // One byte before, so that a line feed there makes `lower` itself a start.
    let from = known ?? lower - 1
    var reach = min(upper + Self.slack, file.source.size)
    while true {
      grow(to: reach - from + 64)
      let count = try file.source.read(at: from, count: reach - from, into: bytes)
      let atEnd = reach == file.source.size
      guard count == reach - from else { throw .shrunk(file.source.path) }
      guard
        let indexed = index(
          file, from: from, count: count, known: known, limit: upper - from, atEnd: atEnd)
      else {
        guard reach - from >= LongRow.size else {
          reach = min(from + (reach - from) * 2, file.source.size)
          continue
        }
        let row = try LongRow(in: file, from: from, known: known, limit: upper)
        if let swallowed = row.swallowed {
          return try load(file, from: from, known: known, upTo: row.start, swallowed, row.isValid)
        }
        guard row.end - from < Self.longestRow else { throw .rowTooLong(file.source.path, from) }
        reach = row.end
        continue
      }
      return indexed
    }
  }

  /// Reads a chunk whose last row, at `end`, swallows the rest of the file by a quote that is never
  /// closed: all but that row, of which nobody needs the bytes.
  private mutating func load(
    _ file: DelimitedFile, from: Int, known: Int?, upTo end: Int, _ swallowed: Int,
    _ isValid: Bool
  ) throws(ReadError) -> Indexed {
    grow(to: end - from + 64)
    let count = try file.source.read(at: from, count: end - from, into: bytes)
    guard count == end - from else { throw .shrunk(file.source.path) }
    var indexed = Indexed()
    if count > 0, end != known,
      let before = index(
        file, from: from, count: count, known: known, limit: count, atEnd: true)
    {
      indexed = before
    }
    indexed.outcome.unterminated = (indexed.outcome.lines, swallowed)
    indexed.outcome.lines += 1 + swallowed
    indexed.outcome.span = (indexed.outcome.span?.lowerBound ?? end)..<file.source.size
    if !isValid && file.encoding != .utf8WithFaults { indexed.outcome.wrongEncoding = true }
    return indexed
  }

  /// Finds the rows of the bytes read, or nil where the last row is not whole.
  private mutating func index(
    _ file: DelimitedFile, from: Int, count: Int, known: Int?, limit: Int, atEnd: Bool
  ) -> Indexed? {
    var indexed = Indexed()
    if known == nil {
      var at = 0
      while at < min(limit - 1, count) && bytes[at] != 10 { at += 1 }
      // No line feed before the last byte of the chunk: no row starts in it.
      if at >= limit - 1 || at >= count { return indexed }
      indexed.start = at + 1
    }
    guard indexed.start < count else { return indexed }
    var total = count
    if atEnd && bytes[count - 1] != 10 {
      bytes[count] = 10
      total += 1
    }
    // Finding rows takes quotes away in place, which must not happen before transcoding.
    let raw =
      file.encoding.isGB18030
      ? Array(UnsafeBufferPointer(start: bytes, count: total)) : []
    guard let end = findRows(&indexed, delimiter: file.header.delimiter, total, limit, atEnd)
    else { return nil }
    indexed.outcome.span = (from + indexed.start)..<min(from + end, file.source.size)
    let region = indexed.start..<end
    if file.encoding.isGB18030 {
      transcode(file, Array(raw[region]), &indexed)
    } else if highBytes {
      let text = UnsafeBufferPointer(start: bytes + region.lowerBound, count: region.count)
      let isValid = Transcoder.isUTF8(text)
      indexed.outcome.wrongEncoding = !isValid && file.encoding == .utf8
      indexed.checkEncoding = !isValid && file.encoding != .utf8
    }
    return indexed
  }

  /// Whether the last index met a byte above 127.
  private var highBytes = false

  /// Replaces the rows read by the same in UTF-8 and finds their fields again. In GB18030 no
  /// byte of a longer character is a comma, a quote, a tab or a line end, so that the rows could be
  /// told apart before.
  private mutating func transcode(
    _ file: DelimitedFile, _ raw: [UInt8], _ indexed: inout Indexed
  ) {
    var isFaulty = file.encoding == .gb18030WithFaults
    var text = isFaulty ? raw : Transcoder.utf8(raw, from: .gb18030)
    if text != nil {
      // Rows of UTF-8 among the others would be read as other characters.
      switch Transcoder.linesOfUTF8(raw) {
      case .none: if isFaulty { text = Transcoder.utf8WithFaults(raw, from: .gb18030) }
      case .most where !isFaulty: text = nil
      case .few(let rest), .most(let rest):
        text = Transcoder.utf8WithFaults(rest, from: .gb18030)
        isFaulty = true
      }
    }
    guard let text else {
      indexed.outcome.wrongEncoding = true
      return
    }
    let span = indexed.outcome.span
    grow(to: text.count + 64)
    text.withUnsafeBufferPointer { bytes.update(from: $0.baseAddress!, count: $0.count) }
    indexed = Indexed()
    _ = findRows(&indexed, delimiter: file.header.delimiter, text.count, .max, true)
    indexed.outcome.span = span
    indexed.checkEncoding = isFaulty
  }

  /// Fills the index for the rows that start before `limit`; the end of the last, or nil if it is
  /// not whole.
  private mutating func findRows(
    _ indexed: inout Indexed, delimiter: UInt8, _ count: Int, _ limit: Int, _ atEnd: Bool
  ) -> Int? {
    let start = indexed.start
    let found = byte_masks_index(
      bytes + start, count - start, UInt32(start), delimiter, positions, rowEnds)
    highBytes = found.has_high != 0
    if found.has_quote != 0 {
      return findQuotedRows(&indexed, delimiter: delimiter, count, limit, atEnd)
    }
    var rows = Int(found.rows)
    guard rows > 0 else { return nil }
    // Rows that start at or past the limit belong to the next chunk: at most a few.
    while rows > 1 && Int(positions[Int(rowEnds[rows - 2])]) + 1 >= limit { rows -= 1 }
    let end = Int(positions[Int(rowEnds[rows - 1])]) + 1
    guard end >= limit || atEnd else { return nil }
    indexed.rowCount = rows
    indexed.outcome.lines = rows
    return end
  }

  private mutating func findQuotedRows(
    _ indexed: inout Indexed, delimiter: UInt8, _ count: Int, _ limit: Int, _ atEnd: Bool
  ) -> Int? {
    let machine = QuoteMachine(delimiter: delimiter)
    let outcome = machine.run(
      bytes, from: indexed.start, to: count, limit: limit, positions: positions,
      rowEnds: rowEnds, rowLines: rowLines)
    if outcome.unfinished {
      guard atEnd else { return nil }
      let line = Int(rowLines[outcome.rows - 1])
      indexed.outcome.unterminated = (line, outcome.lines - line - 1)
    }
    guard outcome.end >= limit || atEnd else { return nil }
    indexed.rowCount = outcome.rows - (outcome.unfinished ? 1 : 0)
    indexed.hasQuotes = true
    indexed.outcome.lines = outcome.lines
    return outcome.end
  }
}
