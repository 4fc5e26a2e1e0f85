import DelimitedText
import Foundation

/// Reads numbers as people write them: a unit behind (`3人`, `3388.2度`), full width, thousands commas, and few
/// in Chinese (`两人`).
enum LooseNumbers {
  /// What a comma between digits is.
  enum Comma { case thousands, decimalPoint, unknown }

  private static let units: [[UInt8]] = [
    "口人", "个人", "人", "口", "盏", "户", "度", "kwh", "千瓦时",
  ].map { Array($0.utf8) }

  /// What stands in a column of persons where nobody was counted.
  private static let noCounts: Set<String> = ["-", "--", "—", "——", "–", "_", "/", "\\", "无"]

  /// The number in plain digits with at most one point, or nil where it is none.
  static func plain(_ field: Field, comma: Comma = .thousands) -> [UInt8]? {
    guard field.count > 0, field.count <= 64 else { return nil }
    var text = folded(field)
    var hasUnit = false
    for unit in units where text.count > unit.count && text.suffix(unit.count).elementsEqual(unit) {
      text.removeLast(unit.count)
      hasUnit = true
      break
    }
    while text.last == 32 { text.removeLast() }
    if let number = chinese(text, hasUnit: hasUnit) ?? scientific(text) { return number }
    let commas = text.indices.filter { text[$0] == UInt8(ascii: ",") }
    if let last = commas.last {
      switch comma {
      case .unknown: return nil
      case .decimalPoint:
        guard commas.count == 1, !text.contains(UInt8(ascii: ".")) else { return nil }
        text[last] = UInt8(ascii: ".")
      case .thousands:
        guard isGrouped(text) else { return nil }
        text.removeAll { $0 == UInt8(ascii: ",") }
      }
    }
    var digits = 0
    var points = 0
    for byte in text {
      if byte &- 48 < 10 {
        digits += 1
      } else if byte == UInt8(ascii: ".") {
        points += 1
      } else {
        return nil
      }
    }
    return digits > 0 && points < 2 ? text : nil
  }

  /// The persons in a cell in plain digits, none where it says that nobody was counted; nil where it says
  /// something else.
  static func persons(_ field: Field, comma: Comma = .thousands) -> [UInt8]? {
    if let number = plain(field, comma: comma) { return number }
    guard field.count <= 16 else { return nil }
    return noCounts.contains(field.text.precomposedStringWithCompatibilityMapping) ? [] : nil
  }

  /// Why a cell is no whole number, whatever its width.
  static func fault(_ field: Field) -> RejectReason {
    guard field.count <= 64 else { return .badNumber }
    let text = field.text.precomposedStringWithCompatibilityMapping.replacing("−", with: "-")
    return Field.of(text) { $0.numberFault } ?? .badNumber
  }

  /// 两, 十二, with a unit behind: a lone 一 may be a dash.
  private static func chinese(_ text: [UInt8], hasUnit: Bool) -> [UInt8]? {
    guard let first = text.first, first >= 0xE3, text.count <= 9 else { return nil }
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    guard let (number, length) = ChineseNumbers.first(in: scalars[...]), length == scalars.count,
      hasUnit || number != 1
    else { return nil }
    return Array("\(number)".utf8)
  }

  /// `1.2345E+4`, as spreadsheets write it, where all digits down to the ones are there. Of `1.2E+3` nobody
  /// knows the rest.
  private static func scientific(_ text: [UInt8]) -> [UInt8]? {
    guard let mark = text.firstIndex(of: UInt8(ascii: "e")), mark + 2 < text.count,
      text[mark + 1] == UInt8(ascii: "+"), let point = text.firstIndex(of: UInt8(ascii: ".")),
      point == 1,
      let exponent = Int(String(decoding: text[(mark + 2)...], as: UTF8.self)), exponent < 12
    else { return nil }
    let places = text[(point + 1)..<mark]
    guard places.count >= exponent, exponent > 0, text[0] &- 48 < 10,
      places.allSatisfy({ $0 &- 48 < 10 })
    else { return nil }
    let whole = [text[0]] + places.prefix(exponent)
    let rest = places.dropFirst(exponent)
    return rest.isEmpty ? whole : whole + [UInt8(ascii: ".")] + rest
  }

  /// Whether a comma of a number cannot be one of thousands: it has not three digits behind it.
  static func hasDecimalComma(_ field: Field) -> Bool? {
    let text = folded(field)
    guard let comma = text.lastIndex(of: UInt8(ascii: ",")) else { return nil }
    return text[(comma + 1)...].prefix { $0 &- 48 < 10 }.count != 3
  }

  /// Whether commas stand before groups of three digits, and one to three stand before the first.
  private static func isGrouped(_ text: [UInt8]) -> Bool {
    let whole = text.prefix { $0 != UInt8(ascii: ".") }
    let groups = whole.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count) else { return false }
    return groups.dropFirst().allSatisfy { $0.count == 3 }
      && !text[whole.count...].contains(UInt8(ascii: ","))
  }

  /// Width and case do not matter.
  private static func folded(_ field: Field) -> [UInt8] {
    var isPlain = true
    // Full-width forms begin with EF; other characters are no digits in any form.
    for index in 0..<field.count where field[index] == 0xEF || field[index] &- 65 < 26 {
      isPlain = false
    }
    if isPlain { return field.bytes }
    return Array(field.text.precomposedStringWithCompatibilityMapping.lowercased().utf8)
  }
}
