import DelimitedText
import Foundation

/// Turns the spelling of an address into its canonical key. One for each worker: it keeps scratch
/// memory.
///
/// It reads the plain forms: up to three parts of letters and digits, in any width, between dashes
/// of any kind, slashes, dots or blanks. Anything else is kept as its folded text, which works as a
/// key all the same.
package struct AddressParser: ~Copyable {
  private var canonical = OutputBuffer(capacity: 64)

  package init() {}

  /// The key of a field, `.none` where it folds to nothing. O(bytes).
  @inline(__always)
  package mutating func parse(_ field: Field) -> AddressKey {
    let key = Self.parsePlain(field)
    return key.isNone ? parseAny(field) : key
  }

  /// Calls `body` with the canonical text of the key parsed last, if that key was hashed.
  package func withText<Result>(_ body: (Field) -> Result) -> Result {
    canonical.withField(0..<canonical.length, body)
  }

  /// The form nearly all addresses have: digits between single dashes or slashes. `.none` where it
  /// is another.
  @inline(__always)
  private static func parsePlain(_ field: Field) -> AddressKey {
    var done: UInt64 = 0
    var parts = 0
    var value: UInt64 = 0
    var digits = 0
    for index in 0..<field.count {
      let byte = field[index] &- 48
      if byte < 10 {
        value = value &* 10 &+ UInt64(byte)
        digits &+= 1
      } else if field[index] == UInt8(ascii: "-") || field[index] == UInt8(ascii: "/") {
        guard digits > 0, parts < 2, value <= UInt64(AddressKey.largestPart) else { return .none }
        done = (done &<< 20) | (value &+ 1)
        parts &+= 1
        value = 0
        digits = 0
      } else {
        return .none
      }
      guard digits < 16 else { return .none }
    }
    guard digits > 0, value <= UInt64(AddressKey.largestPart) else { return .none }
    done = (done &<< 20) | (value &+ 1)
    return AddressKey(bits: done &<< UInt64(20 &* (2 &- parts)))
  }

  /// Folds width, case, separators and leading zeros.
  private mutating func parseAny(_ field: Field) -> AddressKey {
    canonical.removeAll()
    var pendingSeparator = false
    var numberStart = -1
    let text = field.text.precomposedStringWithCompatibilityMapping.uppercased()
    for scalar in text.unicodeScalars {
      if Self.isSeparator(scalar) {
        pendingSeparator = canonical.length > 0
        numberStart = -1
        continue
      }
      if pendingSeparator {
        canonical.append(UInt8(ascii: "-"))
        pendingSeparator = false
      }
      if let digit = scalar.isASCII && (48...57).contains(scalar.value) ? UInt8(scalar.value) : nil
      {
        if numberStart < 0 { numberStart = canonical.length }
        // A zero stands only where another digit of the number stands before it, or alone.
        if canonical.length == numberStart + 1 && canonical.last == 48 { canonical.removeLast() }
        canonical.append(digit)
      } else {
        numberStart = -1
        canonical.append(text: String(scalar))
      }
    }
    guard canonical.length > 0 else { return .none }
    return canonical.withField(0..<canonical.length) { AddressKey(canonical: $0) }
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "/", "\\", "_", "~", ".", "·", ",", "、", "−", "‧", "・": true
    case "【", "】", "(", ")", "[", "]", "{", "}", "「", "」", "《", "》", "<", ">", "〔", "〕": true
    default: scalar.properties.generalCategory == .dashPunctuation || scalar.properties.isWhitespace
    }
  }
}
