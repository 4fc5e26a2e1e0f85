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

/// A plain address by its neighbour: where all but the digits of the last part are those of the
/// address before, as in one entrance, the key follows from them.
struct PlainNeighbour: BitwiseCopyable {
  private var count = -1
  /// The ends of the address (`Field.ends`) without the last part.
  private var first: UInt64 = 0
  private var last: UInt64 = 0
  /// What is left of `first` without it.
  private var mask: UInt64 = 0
  /// The bits of a word in front of it, where the address ends with the word.
  private var place: UInt64 = 0
  /// Moves the last end to the end of a word.
  private var rise: UInt64 = 0
  private var tail = PlainTail()

  init() {}

  init(_ field: Field, _ key: AddressKey) {
    guard field.count >= 4, field.count <= 16, let tail = PlainTail(field, key) else { return }
    let width = field.count >= 8 ? 8 : 4
    // The separator in front of the last part lies in the last word, too.
    guard tail.digits < width else { return }
    self.tail = tail
    count = field.count
    rise = UInt64(8 - width) * 8
    place = UInt64(8 - tail.digits) * 8
    let kept = field.count - tail.digits
    mask = kept >= width ? .max : 1 << (UInt64(kept) * 8) - 1
    let (first, last) = field.ends
    self.first = first & mask
    self.last = last << rise & (1 << place - 1)
  }

  /// The key of a field, or `.none` where it is no such neighbour.
  @inline(__always)
  func key(_ field: Field) -> AddressKey {
    guard field.count == count else { return .none }
    let (first, last) = field.ends
    let end = last &<< rise
    let digits = ((end ^ 0x3030_3030_3030_3030) &>> place) &<< place
    let areDigits = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0
    guard first & mask == self.first, end & ((1 &<< place) &- 1) == self.last, areDigits
    else { return .none }
    return tail.key(Field.eightDigits(digits))
  }
}
