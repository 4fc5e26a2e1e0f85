import DelimitedText

/// A canonical address inside its compound (`3-2-501`) in eight bytes.
///
/// Three kinds, told apart by the two highest bits:
/// - `00` numbers only: up to three parts below 2^20 − 1, each stored plus one, the building
///   highest, so that the order of the integers is the natural order of the addresses;
/// - `01` up to ten characters of `0-9 A-Z -`, six bits each, the first highest;
/// - `10` anything else: 62 bits of a hash. Two texts may share it, so whoever keeps such a key
///   keeps its text beside it and compares both.
///
/// Zero is no address. The kind follows from the text, so that equal texts have equal keys.
package struct AddressKey: Hashable, ZeroIsEmpty {
  package let bits: UInt64

  @inlinable package init(bits: UInt64) { self.bits = bits }

  package static let none = AddressKey(bits: 0)

  @inlinable package var isNone: Bool { bits == 0 }
  @inlinable package var isNumeric: Bool { bits >> 62 == 0 }
  /// Whether it is of three numbers: building, entrance and room.
  var isWhole: Bool { isNumeric && bits & (1 << 20 - 1) != 0 }
  /// Whether the text must be kept beside the key.
  @inlinable package var isHashed: Bool { bits >> 62 == 2 }

  /// The largest number a part of a numeric key may hold.
  package static let largestPart = (1 << 20) - 2

  /// A numeric key of one to three parts; absent parts are −1. Parts ≤ `largestPart`.
  @inlinable
  package init(_ first: Int, _ second: Int = -1, _ third: Int = -1) {
    let high = UInt64(truncatingIfNeeded: first + 1) << 40
    let middle = UInt64(truncatingIfNeeded: second + 1) << 20
    bits = high | middle | UInt64(truncatingIfNeeded: third + 1)
  }

  /// The parts of a numeric key; absent ones are −1.
  @inlinable
  package var parts: (first: Int, second: Int, third: Int) {
    let mask: UInt64 = (1 << 20) - 1
    return (
      Int((bits >> 40) & mask) - 1, Int((bits >> 20) & mask) - 1, Int(bits & mask) - 1
    )
  }

  /// The key of a canonical text: already folded, without leading zeros in its numbers.
  package init(canonical text: Field) {
    if let numeric = AddressKey.numeric(text) {
      self = numeric
    } else if let packed = AddressKey.packed(text) {
      self = packed
    } else {
      self.init(bits: (text.hash64 & (1 << 62 - 1)) | 2 << 62)
    }
  }

  private static func numeric(_ text: Field) -> AddressKey? {
    var numbers = (-1, -1, -1)
    var part = 0
    var value = -1
    for index in 0...text.count {
      if index == text.count || text[index] == UInt8(ascii: "-") {
        guard value >= 0, value <= largestPart else { return nil }
        switch part {
        case 0: numbers.0 = value
        case 1: numbers.1 = value
        case 2: numbers.2 = value
        default: return nil
        }
        part += 1
        value = -1
      } else {
        let digit = text[index] &- 48
        // A zero in front of another digit is not canonical.
        guard digit < 10, value != 0 else { return nil }
        value = max(value, 0) * 10 + Int(digit)
        guard value <= largestPart else { return nil }
      }
    }
    return AddressKey(numbers.0, numbers.1, numbers.2)
  }

  private static func packed(_ text: Field) -> AddressKey? {
    guard (1...10).contains(text.count) else { return nil }
    var bits: UInt64 = 1 << 62
    for index in 0..<text.count {
      let symbol: UInt8
      switch text[index] {
      case 48...57: symbol = text[index] - 48 + 1
      case 65...90: symbol = text[index] - 65 + 11
      case UInt8(ascii: "-"): symbol = 37
      default: return nil
      }
      bits |= UInt64(symbol) << UInt64(54 - 6 * index)
    }
    return AddressKey(bits: bits)
  }

  /// Appends the text of a key that is not hashed.
  @inlinable
  package func append(to buffer: inout OutputBuffer) {
    if isNumeric {
      let (first, second, third) = parts
      buffer.append(number: first)
      guard second >= 0 else { return }
      buffer.append(UInt8(ascii: "-"))
      buffer.append(number: second)
      guard third >= 0 else { return }
      buffer.append(UInt8(ascii: "-"))
      buffer.append(number: third)
    } else {
      appendPacked(to: &buffer)
    }
  }

  @usableFromInline
  func appendPacked(to buffer: inout OutputBuffer) {
    precondition(!isHashed, "the text of a hashed key is kept beside it")
    for index in 0..<10 {
      let symbol = UInt8(truncatingIfNeeded: bits >> UInt64(54 - 6 * index)) & 63
      switch symbol {
      case 0: return
      case 1...10: buffer.append(symbol - 1 + 48)
      case 37: buffer.append(UInt8(ascii: "-"))
      default: buffer.append(symbol - 11 + 65)
      }
    }
  }

  /// The text of a key that is not hashed.
  package var text: String {
    var buffer = OutputBuffer(capacity: 64)
    append(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}
