import DelimitedText

/// What an address tells besides its key.
struct AddressTraits: OptionSet, BitwiseCopyable {
  let rawValue: UInt8

  /// It named an entrance and no building.
  static let omitsBuilding = AddressTraits(rawValue: 1)
  /// It ended in a building or an entrance.
  static let omitsRoom = AddressTraits(rawValue: 2)
  /// It had a designator or a label.
  static let isInWords = AddressTraits(rawValue: 4)
  /// It starts with a dash, as if something were lost in front.
  static let startsWithDash = AddressTraits(rawValue: 8)
}

/// How the addresses of one shape are read: which digits are which part of the key.
///
/// The four traits stand above the key, whose numbers leave four bits.
struct ShapeReading: BitwiseCopyable {
  /// The digits that one number may have at most.
  static let longest = DigitReading.longest
  private static let keyBits: UInt64 = 60

  let digits: DigitReading

  init(_ digits: DigitReading) { self.digits = digits }

  /// Nil where a number is too long.
  /// - Parameters:
  ///   - field: an address of the shape, and `key` its key.
  ///   - parts: where the digits stand that are parts of the key; nil for parts without.
  init?(_ field: Field, _ key: AddressKey, _ traits: AddressTraits, parts: [Range<Int>?]) {
    guard parts.allSatisfy({ $0.map { $0.count <= ShapeReading.longest } ?? true }) else {
      return nil
    }
    let numbers = parts.enumerated().map { part, range in
      let number = (range ?? 0..<0).reduce(0) { $0 * 10 + UInt64(field[$1] &- 48) }
      return number << UInt64(40 - 20 * part)
    }
    let base = key.bits &- numbers.reduce(0, +) | UInt64(traits.rawValue) << Self.keyBits
    digits = DigitReading(numbers: parts, base: base)
  }

  /// Key and traits, of what the numbers of an address come to; nil where they were not read.
  @inline(__always)
  static func parts(of sum: UInt64) -> (AddressKey, AddressTraits)? {
    if sum == DigitShapes.unread { return nil }
    return (
      AddressKey(bits: sum & (1 << keyBits - 1)),
      AddressTraits(rawValue: UInt8(truncatingIfNeeded: sum >> keyBits))
    )
  }

  /// The reading of the shape of an address as it is written, where only digits in ASCII change;
  /// this is the reading of what `runs` made of it.
  /// - Parameters:
  ///   - field: an address of the shape, and `key` and `traits` what it is read as.
  func asWritten(
    _ field: Field, _ runs: borrowing DigitRuns, _ key: AddressKey, _ traits: AddressTraits
  ) -> ShapeReading? {
    let parts = digits.numbers.map { number in
      runs.runs.first { $0.digits == number && $0.script == .ascii }?.bytes
    }
    return ShapeReading(field, key, traits, parts: parts)
  }
}
