/// A whole file in memory taken apart, for readers that must see all of it: rows of fields, each row with
/// the line it starts on.
///
/// It reads quotes as the chunk scanner does. Blank rows are rows here: they separate what is above them
/// from what is below.
///
/// Unchecked because of the buffers, which nobody writes after they have been filled.
public final class TextRows: @unchecked Sendable {
  private let bytes: UnsafeMutablePointer<UInt8>
  private let positions: UnsafeMutablePointer<UInt32>
  private let rowEnds: UnsafeMutablePointer<UInt32>
  private let rowLines: UnsafeMutablePointer<UInt32>
  public let count: Int
  /// The row whose quote is never closed, if there is one: the last.
  public let isUnterminated: Bool

  /// Takes UTF-8 text apart, at most `limit` bytes of it. O(bytes).
  ///
  /// `text` is below 4 GiB.
  public init(_ text: [UInt8], delimiter: UInt8, limit: Int = .max) {
    let size = min(text.count, limit)
    var fields = 1
    var lines = 1
    for index in 0..<size {
      let byte = text[index]
      if byte == delimiter || byte == 10 { fields += 1 }
      if byte == 10 { lines += 1 }
    }
    // A byte in front, which rows look at, and a line end behind.
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: size + 66) + 1
    self.bytes = bytes
    bytes[-1] = 10
    text.withUnsafeBufferPointer { text in
      if let base = text.baseAddress { bytes.update(from: base, count: size) }
    }
    (bytes + size).update(repeating: 0, count: 64)
    let hasEnd = size == 0 || text[size - 1] == 10
    if !hasEnd { bytes[size] = 10 }
    positions = UnsafeMutablePointer<UInt32>.allocate(capacity: fields + 3) + 1
    positions[-1] = .max
    rowEnds = .allocate(capacity: lines + 2)
    rowLines = .allocate(capacity: lines + 2)
    let total = hasEnd ? size : size + 1
    let outcome = QuoteMachine(delimiter: delimiter).run(
      bytes, from: 0, to: total, limit: total, positions: positions, rowEnds: rowEnds,
      rowLines: rowLines)
    count = outcome.rows
    isUnterminated = outcome.unfinished
  }

  deinit {
    (bytes - 1).deallocate()
    (positions - 1).deallocate()
    rowEnds.deallocate()
    rowLines.deallocate()
  }

  /// The line a row starts on, from 1.
  public func line(_ row: Int) -> Int { Int(rowLines[row]) + 1 }

  @inline(__always)
  private func firstField(_ row: Int) -> Int { row == 0 ? 0 : Int(rowEnds[row - 1]) + 1 }

  /// The fields of a row, empty ones at the end included.
  public func fieldCount(_ row: Int) -> Int { Int(rowEnds[row]) - firstField(row) + 1 }

  /// A field without the blanks around it; an empty one where the row has ended before.
  public func field(_ row: Int, _ column: Int) -> Field {
    guard column < fieldCount(row) else { return Field(bytes, count: 0) }
    return Row(base: bytes, ends: positions + firstField(row), line: 0).field(column)
  }
}

extension Transcoder {
  /// The text of a file in UTF-8, by its mark, or else by what all of it can be; `isFaulty` where some of
  /// it is of no encoding. The mark goes. O(n).
  public static func decoded(_ bytes: [UInt8]) -> (text: [UInt8], encoding: TextEncoding) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (Array(bytes.dropFirst(3)), .utf8Marked) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let text = utf8(fromUTF16: Array(bytes.dropFirst(2)), littleEndian: bytes[0] == 0xFF)
      return (text, .utf16)
    }
    if bytes.withUnsafeBufferPointer({ isUTF8($0) }) { return (bytes, .utf8) }
    guard let text = utf8(bytes, from: .gb18030) else { return decodedWithFaults(bytes) }
    switch linesOfUTF8(bytes) {
    case .none: return (text, .gb18030)
    case .few(let rest): return (utf8WithFaults(rest, from: .gb18030) ?? text, .gb18030WithFaults)
    case .most: return (bytes, .utf8WithFaults)
    }
  }

  /// The text of a file that is neither all UTF-8 nor all GB18030, by what most of its lines are: a byte that
  /// was cut off at its end makes no other encoding of it.
  private static func decodedWithFaults(_ bytes: [UInt8]) -> (text: [UInt8], encoding: TextEncoding)
  {
    switch linesOfUTF8(bytes) {
    case .most: return (bytes, .utf8WithFaults)
    case .few(let rest):
      if let text = utf8WithFaults(rest, from: .gb18030) { return (text, .gb18030WithFaults) }
    case .none:
      let lines = bytes.split(separator: 10).lazy.filter { $0.contains { $0 > 127 } }.prefix(1000)
      let read = lines.filter { utf8(Array($0), from: .gb18030) != nil }.count
      if read * 2 > lines.count, let text = utf8WithFaults(bytes, from: .gb18030) {
        return (text, .gb18030WithFaults)
      }
    }
    return (bytes, .utf8WithFaults)
  }
}
