import DelimitedText

/// A meter's id in eight bytes, of four kinds by the two highest bits: up to fifteen digits; up to
/// ten letters and digits; 62 bits of a hash, whose text is kept beside it; a letter and up to
/// thirteen digits. Zero is no id.
package struct MeterKey: Hashable, ZeroIsEmpty {
  package let bits: UInt64

  static let none = MeterKey(bits: 0)

  var isNone: Bool { bits == 0 }
  var isHashed: Bool { bits >> 62 == 2 }

  /// The digits of an id that is digits, or a letter and digits; nil for others.
  var digitCount: Int? {
    switch bits >> 62 {
    case 0: (67 - bits.leadingZeroBitCount) / 4
    case 3: (67 - (bits & (1 << 52 - 1)).leadingZeroBitCount) / 4
    default: nil
    }
  }

  init(bits: UInt64) { self.bits = bits }

  init(_ field: Field) {
    let hasLetter = field.count > 1 && field[0] &- 48 > 9 && field[0] < 128
    let start = hasLetter ? 1 : 0
    var bits: UInt64 = 0
    guard field.count <= (hasLetter ? 14 : 15) else {
      self = MeterKey.hashed(field)
      return
    }
    // The last eight digits side by side, the others one by one.
    let isLong = field.count - start >= 8
    for index in start..<(isLong ? field.count - 8 : field.count) {
      let digit = field[index] &- 48
      if digit > 9 {
        self = MeterKey.lettered(field)
        return
      }
      bits = bits &<< 4 | UInt64(digit &+ 1)
    }
    if isLong {
      guard let packed = field.digitsPacked(at: field.count - 8) else {
        self = MeterKey.lettered(field)
        return
      }
      bits = bits &<< 32 | packed
    }
    self.bits = hasLetter ? bits | UInt64(field[0]) << 52 | 3 << 62 : bits
  }

  /// What ids of the same letter and number of digits have in common with this one, if they end in
  /// eight digits or more: the key without the last eight.
  var head: UInt64? {
    bits >> 62 != 1 && !isHashed && bits >> 28 & 15 != 0 ? bits & ~0xFFFF_FFFF : nil
  }

  /// The key with this head and these eight digits, as `Field.digitsPacked`.
  @inline(__always)
  init(head: UInt64, digits: UInt64) { bits = head | digits }

  private static func hashed(_ field: Field) -> MeterKey {
    MeterKey(bits: field.hash64 & (1 << 62 - 1) | 2 << 62)
  }

  private static func lettered(_ field: Field) -> MeterKey {
    guard field.count <= 10 else { return hashed(field) }
    var bits: UInt64 = 1
    for index in 0..<field.count {
      let symbol: UInt8
      switch field[index] {
      case 48...57: symbol = field[index] - 48
      case 65...90: symbol = field[index] - 65 + 10
      case 97...122: symbol = field[index] - 97 + 36
      case UInt8(ascii: "-"): symbol = 62
      default: return hashed(field)
      }
      bits = bits << 6 | UInt64(symbol)
    }
    return MeterKey(bits: bits | 1 << 62)
  }

  /// The id that the key stands for; empty for none and for hashed ones, whose texts are kept beside
  /// them.
  var text: String {
    if isHashed { return "" }
    let isLettered = bits >> 62 == 3
    var bits = self.bits
    var characters: [UInt8] = []
    if bits >> 62 == 1 {
      bits &= 1 << 62 - 1
      let symbols = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-".utf8)
      while bits > 1 {
        characters.append(symbols[Int(bits & 63)])
        bits >>= 6
      }
    } else {
      bits &= 1 << (isLettered ? 52 : 62) - 1
      while bits > 0 {
        characters.append(UInt8(bits & 15) - 1 + 48)
        bits >>= 4
      }
      if isLettered { characters.append(UInt8(self.bits >> 52 & 127)) }
    }
    return String(decoding: characters.reversed(), as: UTF8.self)
  }
}

/// A meter's id by its neighbour: of as many characters, and another only in the last eight digits.
struct MeterNeighbour: BitwiseCopyable {
  private var count = -1
  private var head: UInt64 = 0
  /// The characters in front of the last eight, and their bits in a word.
  private var front: UInt64 = 0
  private var mask: UInt64 = 0

  init() {}

  init(_ field: Field, _ key: MeterKey) {
    guard let head = key.head, field.count < 16 else { return }
    self.head = head
    count = field.count
    mask = 1 << (UInt64(field.count - 8) * 8) - 1
    front = field.word(at: 0) & mask
  }

  /// The key of a field, or none where it is no such neighbour.
  @inline(__always)
  func key(_ field: Field) -> MeterKey {
    guard field.count == count, field.word(at: 0) & mask == front,
      let digits = field.digitsPacked(at: field.count &- 8)
    else { return .none }
    return MeterKey(head: head, digits: digits)
  }
}
