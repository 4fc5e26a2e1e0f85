/// Texts in which characters that XML cannot hold are written `_x000D_`.
enum EscapedText {
  /// The text that is meant: `_xHHHH_` is the UTF-16 unit HHHH, so `_x005F_` is the `_` of a text
  /// that looks like one of these. What would come to no character stays as it is. O(n).
  static func decoded(_ text: String) -> String {
    guard mayHaveEscapes(text) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let units = units(bytes, at)
      if units.isEmpty {
        result.append(bytes[at])
        at += 1
      } else {
        result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
        at += 7 * units.count
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func mayHaveEscapes(_ text: String) -> Bool {
    var last: UInt8 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "x") && last == UInt8(ascii: "_") { return true }
      last = byte
    }
    return false
  }

  /// The units of the character that is written here: one, two, or none.
  private static func units(_ bytes: [UInt8], _ at: Int) -> [UInt16] {
    guard let first = unit(bytes, at) else { return [] }
    guard UTF16.isSurrogate(first) else { return [first] }
    guard UTF16.isLeadSurrogate(first), let second = unit(bytes, at + 7),
      UTF16.isTrailSurrogate(second)
    else { return [] }
    return [first, second]
  }

  private static func unit(_ bytes: [UInt8], _ at: Int) -> UInt16? {
    guard at + 7 <= bytes.count, bytes[at] == UInt8(ascii: "_"),
      bytes[at + 1] == UInt8(ascii: "x"), bytes[at + 6] == UInt8(ascii: "_")
    else { return nil }
    var value: UInt16 = 0
    for byte in bytes[at + 2..<at + 6] {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
