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
struct ShapeReading: BitwiseCopyable {
  /// The digits that one number may have at most, and the others.
  static let longest = 6
  static let longestOthers = 4

  /// The key with zeros for the digits.
  private var base = AddressKey.none
  /// The longest number, and two others, which are worked out together.
  private var long = PlacedDigits()
  private var others = (PlacedDigits(), PlacedDigits())
  private(set) var traits: AddressTraits = []

  /// The reading of a shape that has not been read.
  init() {}

  /// Nil where the numbers are too long.
  /// - Parameters:
  ///   - field: an address of the shape, and `key` its key.
  ///   - parts: where the digits stand that are parts of the key; nil for parts without.
  init?(_ field: Field, _ key: AddressKey, _ traits: AddressTraits, parts: [Range<Int>?]) {
    self.traits = traits
    let placed = parts.enumerated().compactMap { part, range in range.map { ($0, part) } }
      .sorted { $0.0.count > $1.0.count }
    guard placed.allSatisfy({ $0.0.count <= ShapeReading.longest }),
      placed.dropFirst().allSatisfy({ $0.0.count <= ShapeReading.longestOthers })
    else { return nil }
    let digits = placed.map { PlacedDigits($0.0, of: field.count, part: $0.1) }
    if digits.count > 0 { long = digits[0] }
    if digits.count > 1 { others.0 = digits[1] }
    if digits.count > 2 { others.1 = digits[2] }
    base = AddressKey(bits: key.bits &- self.key(field).bits)
  }

  /// The reading of the shape of an address as it is written, where only digits in ASCII change;
  /// this is the reading of what `digits` made of it.
  func asWritten(_ field: Field, _ digits: borrowing DigitRuns) -> ShapeReading? {
    var parts: [Range<Int>?] = [nil, nil, nil]
    for placed in [long, others.0, others.1] {
      guard let run = digits.runs.first(where: { $0.digits == placed.range }),
        run.script == .ascii
      else { continue }
      parts[placed.part] = run.bytes
    }
    return ShapeReading(field, digits.withText { key($0) }, traits, parts: parts)
  }

  /// The key of an address of the shape.
  @inline(__always)
  func key(_ field: Field) -> AddressKey {
    guard field.count < 8 else { return key { field.word(at: $0) } }
    let word = field.firstWord
    return key { _ in word }
  }

  /// The same of a field of a row, without a guess whether it has eight bytes.
  @inline(__always)
  func key(inRow field: Field) -> AddressKey { key { field.wordInRow(at: $0) } }

  @inline(__always)
  private func key(_ word: (Int) -> UInt64) -> AddressKey {
    let number = Field.eightDigits(long.digits(word(Int(long.start))))
    let two = Field.fourDigits(
      others.0.digits(word(Int(others.0.start))) &>> 32
        | others.1.digits(word(Int(others.1.start))))
    return AddressKey(
      bits: base.bits &+ long.inPlace(number) &+ others.0.inPlace(two.first)
        &+ others.1.inPlace(two.last))
  }
}

/// Where the digits of one part stand.
private struct PlacedDigits: BitwiseCopyable {
  /// Where the eight bytes start that hold them; of a shorter address they are all of it.
  private(set) var start: UInt8 = 0
  /// The bits in front of the digits there, and half of those by which they rise to the end of a
  /// word: all of them where there are none.
  private var skip: UInt8 = 0
  private var halfRise: UInt8 = 32
  /// How far up in the key the part stands.
  private var shift: UInt8 = 0

  /// No digits, which are 0.
  init() {}

  /// - Parameters:
  ///   - range: of eight bytes at most.
  ///   - count: the bytes of the address.
  init(_ range: Range<Int>, of count: Int, part: Int) {
    let start = min(range.lowerBound, max(count - 8, 0))
    self.start = UInt8(start)
    skip = UInt8((range.lowerBound - start) * 8)
    halfRise = UInt8((8 - range.count) * 4)
    shift = UInt8(40 - 20 * part)
  }

  /// Where the digits are in the address, and which part they are.
  var range: Range<Int> {
    let lower = Int(start) + Int(skip) / 8
    return lower..<lower + 8 - Int(halfRise) / 4
  }
  var part: Int { (40 - Int(shift)) / 20 }

  /// The digits as numbers at the end of a word, behind zeros.
  @inline(__always)
  func digits(_ word: UInt64) -> UInt64 {
    let half = UInt64(halfRise)
    let digits = (word ^ 0x3030_3030_3030_3030) &>> UInt64(skip)
    return (digits &<< half) &<< half
  }

  @inline(__always)
  func inPlace(_ number: UInt64) -> UInt64 { number &<< UInt64(shift) }
}
