/// What people often get wrong in a manifest that is no JSON: told in words, with its line.
enum ManifestSlip: Equatable {
  /// The first line with bytes that are no UTF-8.
  case noUTF8(line: Int)
  case quotes(line: Int)
  /// A full-width comma, colon or bracket.
  case mark(Character, line: Int)
  /// A value, and behind it something else with no comma between.
  case missingComma(afterLine: Int)

  private static let quotes: Set<Character> = ["“", "”", "„", "‟", "＂", "‘", "’"]
  private static let marks: Set<Character> = ["，", "：", "、", "；", "｛", "｝", "［", "］", "【", "】"]

  /// All slips, a line each, as far as the text can be read when those before are mended. O(slips · bytes).
  static func all(in bytes: [UInt8]) -> [ManifestSlip] {
    var slips: [ManifestSlip] = []
    var bytes = bytes
    while slips.count < 20, let slip = ManifestSlip(in: bytes) {
      slips.append(slip)
      var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      switch slip {
      case .noUTF8: return slips
      case .quotes(let line), .mark(_, let line):
        lines[line - 1] = String(lines[line - 1].map { plain[$0] ?? $0 })
      case .missingComma(let line): lines[line - 1] += ","
      }
      let mended = Array(lines.joined(separator: "\n").utf8)
      if mended == bytes { break }
      bytes = mended
    }
    return slips
  }

  /// What should stand in the place of quotes and marks.
  private static let plain: [Character: Character] = {
    var plain: [Character: Character] = [
      "，": ",", "、": ",", "；": ",", "：": ":", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[",
      "】": "]",
    ]
    for quote in quotes { plain[quote] = "\"" }
    return plain
  }()

  /// Finds the first slip in a manifest that could not be read; nil where it is something else. O(bytes).
  init?(in bytes: [UInt8]) {
    // A zero is of UTF-16, which is read, too.
    if bytes.contains(0) { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
      self = .noUTF8(line: (bad ?? 0) + 1)
      return
    }
    var line = 1
    /// The line on which a value ended that nothing has followed yet.
    var valueEnd: Int?
    var isInside = false
    var isEscaped = false
    var hasOddQuote = false
    for character in text {
      if isInside {
        if character.isNewline {
          // No text goes beyond its line: its end was typed as another quote.
          guard hasOddQuote else { return nil }
          self = .quotes(line: line)
          return
        }
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isInside = false
          valueEnd = line
        } else if Self.quotes.contains(character) {
          hasOddQuote = true
        }
        continue
      }
      switch character {
      case "\"", "{", "[":
        if let valueEnd {
          self = .missingComma(afterLine: valueEnd)
          return
        }
        isInside = character == "\""
        hasOddQuote = false
      case ",", ":": valueEnd = nil
      case "}", "]": valueEnd = line
      case _ where Self.quotes.contains(character):
        self = .quotes(line: line)
        return
      case _ where Self.marks.contains(character):
        self = .mark(character, line: line)
        return
      case _ where character.isNewline: line += 1
      case _ where character.isWhitespace: break
      default: valueEnd = line
      }
    }
    return nil
  }
}
