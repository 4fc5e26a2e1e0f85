import DelimitedText

/// Recognises what spreadsheets make of addresses: `03-2-5` comes back as `2003/2/5`.
///
/// A year comes first or not at all: `3/2/2003` may be room 2003, and stays an address.
enum AddressDate {
  static func isDate(year: Int, month: Int, day: Int) -> Bool {
    (1900...2099).contains(year) && (1...12).contains(month) && (1...31).contains(day)
  }

  /// False of most addresses as written, at the price of a look: a date has a month's name or
  /// character, or begins with a year.
  static func mayBe(_ address: Field) -> Bool {
    var letters = 0
    for index in 0..<address.count {
      let byte = address[index]
      letters = (byte | 32) &- 97 < 26 ? letters + 1 : 0
      // 月 is E6 9C 88; EF begins the full-width forms.
      if letters == 3 || byte == 0xE6 || byte == 0xEF { return true }
    }
    return address.count > 4 && (address[0] == 49 || address[0] == 50)
  }

  /// Whether a canonical text is a date with a month's name or characters, or with a time.
  static func isDate(_ text: Field) -> Bool {
    guard mayBeDate(text) else { return false }
    let pieces = text.bytes.split(separator: UInt8(ascii: "-")).map {
      String(decoding: $0, as: UTF8.self)
    }
    switch pieces.count {
    case 1: return isChineseDate(pieces[0])
    case 2, 3: return isMonthDate(pieces)
    case 5...6:
      let numbers = pieces.compactMap { Int($0) }
      return numbers.count == pieces.count
        && isDate(year: numbers[0], month: numbers[1], day: numbers[2])
    default: return false
    }
  }

  /// Whether one of several parts of a canonical text is a date: `3-2月1日`.
  static func isInPart(_ text: Field) -> Bool {
    var hasCharacter = false
    for index in 0..<text.count where text[index] == 0xE6 { hasCharacter = true }
    guard hasCharacter else { return false }
    return text.bytes.split(separator: UInt8(ascii: "-")).contains {
      isChineseDate(String(decoding: $0, as: UTF8.self))
    }
  }

  /// A quick look: whether there are three Latin letters in a row, a character, or a time.
  private static func mayBeDate(_ text: Field) -> Bool {
    guard text.count <= 24 else { return false }
    var letters = 0
    var dashes = 0
    for index in 0..<text.count {
      if text[index] >= 0x80 { return true }
      letters = text[index] &- 65 < 26 ? letters + 1 : 0
      dashes += text[index] == UInt8(ascii: "-") ? 1 : 0
      if letters == 3 || dashes == 4 { return true }
    }
    return false
  }

  /// `5-FEB`, `FEB-5`, `FEB-2003`, `5-FEB-2003`.
  private static func isMonthDate(_ pieces: [String]) -> Bool {
    let months = AddressVocabulary.months
    guard let at = pieces.firstIndex(where: { months.contains($0) }), at < 2 else { return false }
    for (position, piece) in pieces.enumerated() where position != at {
      guard let number = Int(piece), number <= 2099 else { return false }
    }
    return true
  }

  /// `2月5日`, `2003年2月5日`, `2003年2月`; 号 for 日 has gone from the canonical text.
  private static func isChineseDate(_ text: String) -> Bool {
    var numbers: [Int] = []
    var units = ""
    var isInNumber = false
    for character in text.unicodeScalars {
      let digit = Int(character.value) - 48
      if (0...9).contains(digit) {
        if !isInNumber { numbers.append(0) }
        numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + digit, 10_000)
        isInNumber = true
      } else {
        units.unicodeScalars.append(character)
        isInNumber = false
      }
    }
    // A unit in front of its number would pass as well, but 月2日5 is nobody's address.
    switch units {
    case "月日", "月": return numbers.count == 2 && isDate(year: 2000, numbers[...])
    case "年月日": return numbers.count == 3 && isDate(year: numbers[0], numbers[1...])
    case "年月": return numbers.count == 2 && isDate(year: numbers[0], month: numbers[1], day: 1)
    default: return false
    }
  }

  private static func isDate(year: Int, _ monthAndDay: ArraySlice<Int>) -> Bool {
    isDate(year: year, month: monthAndDay.first!, day: monthAndDay.last!)
  }
}
