import DelimitedText

/// An address key in words, which no spreadsheet takes for a date.
package enum AddressWords {
  /// `3栋2单元501`, or `Bldg 3 Ent 2 Room 501`; two parts are building and room, one is a house.
  package static func words(for key: String, in language: Manifest.Language) -> String {
    let number = Field.of(key) { AddressKey(canonical: $0) }
    if number.isNumeric && !number.isNone {
      var buffer = OutputBuffer(capacity: 64)
      append(number, in: language, to: &buffer)
      return buffer.withField(0..<buffer.count) { $0.text }
    }
    let parts = key.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    let isKey = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }
    guard isKey else { return key }
    switch (parts.count, language) {
    case (1, .en): return "No. \(parts[0])"
    case (1, .zh): return "\(parts[0])号"
    case (2, .en): return "Bldg \(parts[0]) Room \(parts[1])"
    case (2, .zh): return "\(parts[0])栋\(parts[1])"
    case (3, .en): return "Bldg \(parts[0]) Ent \(parts[1]) Room \(parts[2])"
    case (3, .zh): return "\(parts[0])栋\(parts[1])单元\(parts[2])"
    default: return key
    }
  }

  /// The same for a numeric key, without making a string.
  package static func append(
    _ key: AddressKey, in language: Manifest.Language, to buffer: inout OutputBuffer
  ) {
    let (first, second, third) = key.parts
    let isChinese = language == .zh
    if second < 0 {
      if !isChinese { buffer.append("No. ") }
      buffer.append(number: first)
      if isChinese { buffer.append("号") }
      return
    }
    if !isChinese { buffer.append("Bldg ") }
    buffer.append(number: first)
    buffer.append(isChinese ? "栋" : third < 0 ? " Room " : " Ent ")
    buffer.append(number: second)
    guard third >= 0 else { return }
    buffer.append(isChinese ? "单元" : " Room ")
    buffer.append(number: third)
  }
}
