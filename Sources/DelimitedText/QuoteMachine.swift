/// Takes apart rows that hold quotes, byte by byte, and takes the quotes away in place.
///
/// A quoted field is rewritten where it stands: what was inside moves left over the doubled quotes,
/// and blanks fill up to the delimiter. `"5"" pipe, old",x` becomes ` 5" pipe, old  ,x`. Since
/// blanks around a field never count, a row looks the same afterwards whether it had quotes or not,
/// and only this type knows of them.
///
/// A quote opens a field only at its start (blanks before it aside); elsewhere it is a character
/// like any other, and so is text between a closing quote and the delimiter.
///
/// Unsafe because it rewrites the scanner's buffer.
struct QuoteMachine {
  let delimiter: UInt8

  struct Outcome {
    var rows = 0
    /// Line feeds passed, those inside quotes included.
    var lines = 0
    /// Where the last row ends.
    var end = 0
    /// The bytes ended inside a row.
    var unfinished = false
  }

  /// Finds the rows that start in `from..<limit`. Where the bytes end inside a quoted field, the
  /// last row reaches to their end and `unfinished` is set.
  func run(
    _ bytes: UnsafeMutablePointer<UInt8>, from: Int, to end: Int, limit: Int,
    positions: UnsafeMutablePointer<UInt32>, rowEnds: UnsafeMutablePointer<UInt32>,
    rowLines: UnsafeMutablePointer<UInt32>
  ) -> Outcome {
    var outcome = Outcome()
    var at = from
    var found = 0
    outcome.end = from
    while at < min(limit, end) {
      rowLines[outcome.rows] = UInt32(outcome.lines)
      var inRow = true
      while inRow {
        at = passField(bytes, at, end, &outcome.lines)
        if at == end {
          // Cut off: the row ends with the bytes.
          outcome.unfinished = true
          at -= 1
        }
        positions[found] = UInt32(at)
        if outcome.unfinished || bytes[at] == 10 {
          rowEnds[outcome.rows] = UInt32(found)
          outcome.rows += 1
          if !outcome.unfinished { outcome.lines += 1 }
          inRow = false
        }
        found += 1
        at += 1
      }
      outcome.end = at
    }
    return outcome
  }

  /// The index of the delimiter or line feed that ends the field at `start`, or `end`.
  private func passField(
    _ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int, _ lines: inout Int
  ) -> Int {
    var at = start
    while at < end && bytes[at] != delimiter && (bytes[at] == 32 || bytes[at] == 9) { at += 1 }
    guard at < end, bytes[at] == UInt8(ascii: "\"") else {
      while at < end && bytes[at] != delimiter && bytes[at] != 10 { at += 1 }
      return at
    }
    bytes[at] = 32
    at += 1
    var write = at
    var inQuotes = true
    while at < end {
      let byte = bytes[at]
      if inQuotes {
        if byte == UInt8(ascii: "\"") {
          if at + 1 < end && bytes[at + 1] == byte {
            at += 1
          } else {
            inQuotes = false
            at += 1
            continue
          }
        } else if byte == 10 {
          lines += 1
        }
      } else if byte == delimiter || byte == 10 {
        break
      }
      bytes[write] = byte
      write += 1
      at += 1
    }
    for index in write..<at { bytes[index] = 32 }
    return at
  }

  /// Where rows end, for a reader that takes one byte after another.
  struct Tracker {
    let delimiter: UInt8
    private var atFieldStart = true
    private var inQuotes = false
    private var quotePending = false

    /// Whether the bytes so far end inside quotes.
    var isInQuotes: Bool { inQuotes && !quotePending }

    init(delimiter: UInt8) { self.delimiter = delimiter }

    /// Takes one byte and says whether it ends a row.
    mutating func endsRow(_ byte: UInt8) -> Bool {
      if inQuotes {
        if quotePending {
          quotePending = false
          if byte == UInt8(ascii: "\"") { return false }
          inQuotes = false
        } else {
          quotePending = byte == UInt8(ascii: "\"")
          return false
        }
      }
      if byte == 10 || byte == delimiter {
        atFieldStart = true
        return byte == 10
      }
      if atFieldStart && byte == UInt8(ascii: "\"") {
        inQuotes = true
        atFieldStart = false
      } else if byte != 32 && byte != 9 {
        atFieldStart = false
      }
      return false
    }
  }
}
