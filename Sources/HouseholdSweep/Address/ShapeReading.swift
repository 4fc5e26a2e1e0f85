import DelimitedText

/// What an address tells besides its key.
struct AddressTraits: OptionSet, BitwiseCopyable {
  let rawValue: UInt8

  /// It named an entrance and no building, or starts with a dash.
  static let omitsBuilding = AddressTraits(rawValue: 1)
  /// It ended in a building or an entrance.
  static let omitsRoom = AddressTraits(rawValue: 2)
  /// It had a designator or a label.
  static let isInWords = AddressTraits(rawValue: 4)
}

/// How the addresses of one shape are read: which digits are which part of the key.
struct ShapeReading: BitwiseCopyable {
  /// The key with zeros for the digits.
  private var base = AddressKey.none
  /// The digits of the parts, building first.
  private var digits = (PlacedDigits(), PlacedDigits(), PlacedDigits())
  private(set) var traits: AddressTraits = []

  /// The reading of a shape that has not been read.
  init() {}

  /// - Parameters:
  ///   - field: an address of the shape, and `key` its key.
  ///   - parts: where the digits stand that are parts of the key; nil for parts without.
  init(_ field: Field, _ key: AddressKey, _ traits: AddressTraits, parts: [Range<Int>?]) {
    self.traits = traits
    let all = (0..<3).map { part in
      (part < parts.count ? parts[part] : nil).map { PlacedDigits($0, of: field.count) }
        ?? PlacedDigits()
    }
    digits = (all[0], all[1], all[2])
    base = AddressKey(bits: key.bits &- self.key(field).bits)
  }

  /// The key of an address of the shape.
  @inline(__always)
  func key(_ field: Field) -> AddressKey {
    let first = digits.0.value(field) &<< 40
    let second = digits.1.value(field) &<< 20
    return AddressKey(bits: base.bits &+ first &+ second &+ digits.2.value(field))
  }
}

/// Where the digits of one part stand.
private struct PlacedDigits: BitwiseCopyable {
  /// Where the eight bytes start that hold them; of a shorter address they are all of it.
  private var start: UInt8 = 0
  /// The bits in front of the digits there, and by how many they rise to the end of a word.
  private var skip: UInt8 = 0
  private var rise: UInt8 = 64

  /// No digits, which are 0.
  init() {}

  /// - Parameters:
  ///   - range: of eight bytes at most.
  ///   - count: the bytes of the address.
  init(_ range: Range<Int>, of count: Int) {
    let start = min(range.lowerBound, max(count - 8, 0))
    self.start = UInt8(start)
    skip = UInt8((range.lowerBound - start) * 8)
    rise = UInt8((8 - range.count) * 8)
  }

  /// The number that they are in an address.
  @inline(__always)
  func value(_ field: Field) -> UInt64 {
    let word = field.count >= 8 ? field.word(at: Int(start)) : field.firstWord
    let digits = (word ^ 0x3030_3030_3030_3030) &>> UInt64(skip)
    return Field.eightDigits(digits << UInt64(rise))
  }
}
