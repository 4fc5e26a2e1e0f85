import DelimitedText
import Foundation

/// Reads numbers as people write them: a unit behind (`3人`, `3388.2度`), full width, thousands commas.
enum LooseNumbers {
  /// What a comma between digits is.
  enum Comma { case thousands, decimalPoint, unknown }

  private static let units: [[UInt8]] = ["人", "口", "盏", "户", "度", "kwh", "千瓦时"].map {
    Array($0.utf8)
  }

  /// The number in plain digits with at most one point, or nil where it is none.
  static func plain(_ field: Field, comma: Comma = .thousands) -> [UInt8]? {
    guard field.count > 0, field.count <= 64 else { return nil }
    var text = folded(field)
    for unit in units where text.count > unit.count && text.suffix(unit.count).elementsEqual(unit) {
      text.removeLast(unit.count)
      break
    }
    while text.last == 32 { text.removeLast() }
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
