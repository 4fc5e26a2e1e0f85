/// A small table of text, its columns as wide as they must be.
package struct TextTable {
  package enum Alignment: Sendable { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  package init(_ header: [String], _ alignments: [Alignment]) {
    self.alignments = alignments
    rows = [header]
  }

  package mutating func add(_ row: [String]) { rows.append(row) }

  /// The table, each row at most `width` columns wide. One long name takes nothing from the numbers
  /// behind it: the widest column of words gives way, and what does not fit into it is cut.
  package func text(width: Int) -> String {
    let widths = widths(within: width)
    return rows.map { row in
      var line = ""
      for (column, whole) in row.enumerated() {
        let value = Self.cut(whole, to: widths[column])
        let padding = String(repeating: " ", count: widths[column] - Self.width(of: value))
        line += column > 0 ? "  " : ""
        line += alignments[column] == .left ? value + padding : padding + value
      }
      while line.last == " " { line.removeLast() }
      return Self.cut(line, to: width) + "\n"
    }.joined()
  }

  /// A column of words gives way down to this.
  private static let narrowest = 12

  private func widths(within limit: Int) -> [Int] {
    var widths = alignments.indices.map { column in
      rows.map { Self.width(of: $0[column]) }.max() ?? 0
    }
    let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
    let words = widths.indices.filter { alignments[$0] == .left }
    if excess > 0, let widest = words.max(by: { widths[$0] < widths[$1] }) {
      widths[widest] = min(widths[widest], max(Self.narrowest, widths[widest] - excess))
    }
    return widths
  }

  /// The table with lines below each row, indented, for what would make a column too wide.
  package func text(width: Int, notes: [String]) -> String {
    let lines = text(width: width).split(separator: "\n").map(String.init)
    return zip(lines, [""] + notes).map { line, note in
      line + "\n" + (note.isEmpty ? "" : Self.wrap(note, to: width, indent: 4))
    }.joined()
  }

  /// A text on lines of at most `width` columns, broken at blanks; a Chinese sentence, which has none, is
  /// broken between its characters. Ends with a line end. O(n).
  package static func wrap(_ text: String, to width: Int, indent: Int = 0) -> String {
    let room = max(width - indent, 8)
    let margin = String(repeating: " ", count: indent)
    var lines = [""]
    var used = 0
    for piece in text.split(separator: " ").flatMap({ pieces(of: $0, room: room) }) {
      let length = self.width(of: piece.text)
      let gap = piece.isWord && used > 0 ? " " : ""
      if used > 0 && used + gap.count + length <= room {
        lines[lines.endIndex - 1] += gap + piece.text
        used += gap.count + length
        continue
      }
      if used > 0 { lines.append("") }
      used = 0
      for character in piece.text {
        let columns = self.width(of: String(character))
        if used + columns > room {
          lines.append("")
          used = 0
        }
        lines[lines.endIndex - 1].append(character)
        used += columns
      }
    }
    return lines.map { margin + $0 + "\n" }.joined()
  }

  /// The parts of a word between which a line may end. A word that has room on a line stays whole; of a longer
  /// one each Chinese character is a part, with the marks that belong to it. The first begins the word.
  private static func pieces(of word: Substring, room: Int) -> [(text: String, isWord: Bool)] {
    guard width(of: String(word)) > room else { return [(String(word), true)] }
    var pieces: [(text: String, isWord: Bool)] = []
    var isOpen = false
    var wasWide = false
    for character in word {
      let isWide = width(of: String(character)) > 1 || "“”‘’".contains(character)
      let isNew = !isOpen && (isWide || wasWide) && !closing.contains(character)
      if pieces.isEmpty || isNew {
        pieces.append((String(character), pieces.isEmpty))
      } else {
        pieces[pieces.endIndex - 1].text.append(character)
      }
      isOpen = opening.contains(character)
      wasWide = isWide
    }
    return pieces
  }

  /// Marks that no line begins with, and those that none ends with.
  private static let closing = Set("，。；：、？！）”’》…")
  private static let opening = Set("（“‘《")

  /// The columns that a text takes on a terminal: Chinese characters take two.
  package static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  /// A line that takes at most `limit` columns; one that was cut ends with `…`.
  package static func cut(_ line: String, to limit: Int) -> String {
    guard width(of: line) > limit else { return line }
    var result = ""
    var used = 0
    for character in line {
      let next = width(of: String(character))
      if used + next > limit - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…"
  }
}
