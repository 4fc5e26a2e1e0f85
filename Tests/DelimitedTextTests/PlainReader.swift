import DelimitedText

/// The dialect said as plainly as possible, one byte after another: the oracle of the fast reader.
enum PlainReader {
  struct Row: Equatable {
    var line: Int
    /// The fields, or why there are none.
    var fields: [String] = []
    var fault: RowFault?
  }

  /// The rows of a text after its header row, which must have `columns` fields.
  static func rows(_ text: [UInt8], columns: Int, delimiter: UInt8) -> [Row] {
    var rows: [Row] = []
    var at = 0
    var line = 1
    var isHeader = true
    while at < text.count {
      let start = line
      var fields: [[UInt8]] = []
      var unterminated = false
      var ended = false
      while !ended {
        var field: [UInt8] = []
        while at < text.count, text[at] != delimiter, text[at] == 32 || text[at] == 9 { at += 1 }
        if at < text.count, text[at] == UInt8(ascii: "\"") {
          at += 1
          var isOpen = true
          while at < text.count && isOpen {
            if text[at] == UInt8(ascii: "\"") {
              if at + 1 < text.count && text[at + 1] == UInt8(ascii: "\"") {
                field.append(text[at])
                at += 2
              } else {
                isOpen = false
                at += 1
              }
            } else {
              if text[at] == 10 { line += 1 }
              field.append(text[at])
              at += 1
            }
          }
          unterminated = isOpen
        }
        while at < text.count && text[at] != delimiter && text[at] != 10 {
          field.append(text[at])
          at += 1
        }
        fields.append(field)
        ended = at == text.count || text[at] == 10
        if at < text.count && text[at] == 10 { line += 1 }
        at += 1
      }
      if isHeader {
        isHeader = !fields.contains { !trimmed($0).isEmpty }
        continue
      }
      if unterminated {
        rows.append(Row(line: start, fault: .unterminatedQuote))
        continue
      }
      let texts = fields.map(trimmed)
      guard let filled = texts.lastIndex(where: { !$0.isEmpty }) else { continue }
      if filled >= columns {
        rows.append(Row(line: start, fault: .tooManyFields))
      } else if texts.count < columns {
        rows.append(Row(line: start, fault: .tooFewFields))
      } else {
        rows.append(
          Row(
            line: start, fields: texts.prefix(columns).map { String(decoding: $0, as: UTF8.self) }))
      }
    }
    return rows
  }

  static func trimmed(_ field: [UInt8]) -> [UInt8] {
    let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 13 }
    return Array(field.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
