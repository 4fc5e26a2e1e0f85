import DelimitedText

/// The last part of a plain address, and the key of those that differ in it.
struct PlainTail: BitwiseCopyable {
  /// Digits of the last part, one to six: such are less than the largest part.
  let digits: Int
  /// The key without its last part, plus one in its place, and how far up that stands.
  private let bits: UInt64
  private let shift: UInt64

  /// Of nothing.
  init() { (digits, bits, shift) = (0, 0, 0) }

  /// Nil where the last part is longer than six digits.
  init?(_ field: Field, _ key: AddressKey) {
    var digits = 0
    while digits < field.count && field[field.count - 1 - digits] &- 48 < 10 { digits += 1 }
    guard digits > 0, digits <= 6 else { return nil }
    self.init(key, digits: digits)
  }

  /// Of an address with this key, whose last part has `digits` digits.
  init(_ key: AddressKey, digits: Int) {
    let (_, second, third) = key.parts
    shift = third >= 0 ? 0 : second >= 0 ? 20 : 40
    bits = key.bits & ~((1 << 20 - 1) << shift) | 1 << shift
    self.digits = digits
  }

  /// Of numbers with single separators between them; nil of other addresses, too.
  init?(plain field: Field, _ key: AddressKey) {
    var isSeparated = true
    for index in 0..<field.count {
      let byte = field[index]
      let isDigit = byte &- 48 < 10
      guard
        isDigit
          || !isSeparated && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == 32)
      else { return nil }
      isSeparated = !isDigit
    }
    guard key.isNumeric else { return nil }
    self.init(field, key)
  }

  /// The key with another number of as many digits in the last part.
  @inline(__always)
  func key(_ number: UInt64) -> AddressKey { AddressKey(bits: bits &+ number &<< shift) }
}
