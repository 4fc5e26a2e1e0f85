/// What the first row of a file says.
public struct DelimitedHeader: Sendable {
  /// The names as written, without quotes and surrounding blanks.
  public var columns: [String]
  /// A comma, or a tab where the header has tabs and no comma.
  public var delimiter: UInt8
  /// The byte after the header row, in the source's bytes.
  public var dataStart: Int
  /// Lines up to there.
  public var lines: Int
  /// The line the header starts on, from 1.
  public var line: Int
  /// The first bytes below the header, a few hundred at most, as they are in the file.
  public var sample: [UInt8] = []
}

/// A file with a header, ready to be read in chunks.
public struct DelimitedFile: Sendable {
  public let source: ByteSource
  public let header: DelimitedHeader
  public let encoding: TextEncoding
  public let chunkSize: Int
  /// Where the first row at or after each chunk's lower bound starts, once the guess has failed.
  public var exactStarts: [Int]?

  /// The bytes of data, the header aside.
  public var dataSize: Int { source.size - header.dataStart }
  public var chunkCount: Int { (dataSize + chunkSize - 1) / chunkSize }

  @usableFromInline
  func bounds(ofChunk chunk: Int) -> (Int, Int) {
    let lower = header.dataStart + chunk * chunkSize
    return (lower, min(lower + chunkSize, source.size))
  }

  /// Opens a file: encoding by its mark, header, delimiter.
  ///
  /// A byte-order mark decides the encoding; else UTF-8 is tried first, unless `encoding` says
  /// what an earlier reading found out.
  public static func open(
    _ path: String, chunkSize: Int, encoding: TextEncoding? = nil
  ) throws(ReadError) -> DelimitedFile {
    try open(ByteSource(path: path), chunkSize: chunkSize, encoding: encoding)
  }

  /// A source that is open stays so: a pipe cannot be read twice.
  private static func open(
    _ opened: ByteSource, chunkSize: Int, encoding: TextEncoding?
  ) throws(ReadError) -> DelimitedFile {
    var source = opened
    let path = source.path
    let mark = try source.prefix(16)
    if isNoText(mark) { throw .noText(path) }
    var start = 0
    var chosen = encoding ?? .utf8
    if mark.starts(with: [0xEF, 0xBB, 0xBF]) {
      start = 3
      chosen = .utf8Marked
    } else if mark.starts(with: [0xFF, 0xFE]) || mark.starts(with: [0xFE, 0xFF]) {
      source = try source.decodedFromUTF16(littleEndian: mark[0] == 0xFF)
      chosen = .utf16
    }
    if chosen.isGB18030 && !Transcoder.isAvailable(.gb18030) { throw .noGB18030(path) }
    let header = try header(of: source, from: start, gb18030: chosen.isGB18030)
    if header == nil && encoding == nil && chosen == .utf8 {
      // The header itself is no UTF-8.
      return try open(source, chunkSize: chunkSize, encoding: .gb18030)
    }
    if header == nil && encoding == .utf8WithFaults {
      return try open(source, chunkSize: chunkSize, encoding: .gb18030WithFaults)
    }
    guard let header else { throw .unreadableHeader(path) }
    return DelimitedFile(
      source: source, header: header, encoding: chosen, chunkSize: chunkSize)
  }

  /// A file of bytes in memory, in UTF-8 with commas; `path` only names it.
  public static func inMemory(_ bytes: [UInt8], path: String, chunkSize: Int) throws(ReadError)
    -> DelimitedFile
  {
    try open(ByteSource(path: path, memory: bytes), chunkSize: chunkSize, encoding: nil)
  }

  /// Whether a file that begins so is an archive (`PK`), a compound file, or a page.
  private static func isNoText(_ start: [UInt8]) -> Bool {
    if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      return true
    }
    if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return true }
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
    return text.first { $0 > 32 } == UInt8(ascii: "<")
  }

  /// The rows below the header read as headers, at most `count`: for who must tell what is wrong
  /// with it.
  public func rowsBelowHeader(_ count: Int) -> [DelimitedHeader] {
    var rows: [DelimitedHeader] = []
    var above = header
    while rows.count < count {
      let row = try? Self.header(
        of: source, from: above.dataStart, gb18030: encoding.isGB18030)
      guard var row else { break }
      row.line += above.lines
      row.lines += above.lines
      rows.append(row)
      above = row
    }
    return rows
  }

  /// The header, or nil where its bytes are not of the encoding.
  private static func header(of source: ByteSource, from start: Int, gb18030: Bool)
    throws(ReadError) -> DelimitedHeader?
  {
    var length = 1 << 16
    while true {
      let bytes = try source.prefix(min(length, source.size))
      let whole = bytes.count == source.size
      guard let row = firstRow(bytes, from: start, whole: whole) else {
        if whole { throw .noHeader(source.path) }
        guard length < 1 << 28 else { throw .unreadableHeader(source.path) }
        length *= 4
        continue
      }
      var text = Array(bytes[row.range])
      if gb18030 {
        guard let decoded = Transcoder.utf8(text, from: .gb18030) else { return nil }
        text = decoded
      }
      guard String(validating: text, as: UTF8.self) != nil else { return nil }
      let comma = UInt8(ascii: ",")
      let tab = UInt8(ascii: "\t")
      let delimiter = text.contains(tab) && !text.contains(comma) ? tab : comma
      let dataStart = min(row.range.upperBound + 1, source.size)
      return DelimitedHeader(
        columns: QuoteMachine.fields(of: text, delimiter: delimiter), delimiter: delimiter,
        dataStart: dataStart, lines: row.lines, line: row.line,
        sample: Array(bytes.dropFirst(dataStart).prefix(512)))
    }
  }

  /// The first row that is not blank: its bytes without the line end, and the lines up to its end.
  private static func firstRow(_ bytes: [UInt8], from start: Int, whole: Bool)
    -> (range: Range<Int>, line: Int, lines: Int)?
  {
    var tracker = QuoteMachine.Tracker(delimiter: UInt8(ascii: ","))
    var rowStart = start
    var rowLine = 1
    var lines = 0
    for index in start..<bytes.count {
      if bytes[index] == 10 { lines += 1 }
      guard tracker.endsRow(bytes[index]) else { continue }
      if bytes[rowStart..<index].contains(where: { $0 > 32 && $0 != UInt8(ascii: ",") }) {
        return (rowStart..<index, rowLine, lines)
      }
      rowStart = index + 1
      rowLine = lines + 1
    }
    guard whole, bytes[rowStart...].contains(where: { $0 > 32 }) else { return nil }
    return (rowStart..<bytes.count, rowLine, lines)
  }

  /// Reads the whole file in order to learn where the rows at each chunk's border start.
  func findingExactStarts() throws(ReadError) -> DelimitedFile {
    var tracker = QuoteMachine.Tracker(delimiter: header.delimiter)
    var starts = [Int](repeating: source.size, count: chunkCount)
    starts[0] = header.dataStart
    var next = 1
    var at = header.dataStart
    while at < source.size && next < starts.count {
      let bytes = try source.bytes(at: at, count: min(1 << 20, source.size - at))
      for index in 0..<bytes.count where tracker.endsRow(bytes[index]) {
        let start = at + index + 1
        while next < starts.count && start >= header.dataStart + next * chunkSize {
          starts[next] = start
          next += 1
        }
      }
      at += bytes.count
    }
    var copy = self
    copy.exactStarts = starts
    return copy
  }

  /// The same file read in another encoding, its header too. A header in Chinese that is UTF-8 is nothing
  /// else: then the bad bytes are those of some rows.
  func reopened(as encoding: TextEncoding) throws(ReadError) -> DelimitedFile {
    let isSure = encoding == .gb18030 && header.columns.contains { $0.contains(where: \.isChinese) }
    return try Self.open(
      source, chunkSize: chunkSize, encoding: isSure ? .utf8WithFaults : encoding)
  }
}

extension Character {
  fileprivate var isChinese: Bool {
    unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }
}

extension QuoteMachine {
  /// The fields of one row without its line end.
  static func fields(of row: [UInt8], delimiter: UInt8) -> [String] {
    let count = row.count + 1
    // A byte in front, as every row has.
    var text = [10] + row + [10]
    return text.withUnsafeMutableBufferPointer { text in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3 * count + 4) { index in
        let bytes = text.baseAddress! + 1
        index[0] = .max
        let positions = index.baseAddress! + 1
        let outcome = QuoteMachine(delimiter: delimiter).run(
          bytes, from: 0, to: count, limit: 1, positions: positions,
          rowEnds: positions + count + 1, rowLines: positions + 2 * (count + 1))
        let last = Int(positions[count + 1])
        assert(outcome.rows == 1)
        let row = Row(base: bytes, ends: positions, line: 0)
        return (0...last).map { row.field($0).text }
      }
    }
  }
}
