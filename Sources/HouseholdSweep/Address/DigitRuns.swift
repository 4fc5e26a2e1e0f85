import DelimitedText

/// The runs of digits of one address, and the address with all of them in ASCII: `三栋2单元五〇一` is
/// `•3栋2单元•501`, where the marks keep scripts apart.
///
/// Only where digits count as digits alone, whatever they are, may addresses be told apart by their
/// shapes. Zeros among numerals, and a numeral that may be a dash, have a digit, a Latin letter or a
/// wide form beside them; so such neighbours are not taken.
struct DigitRuns: ~Copyable {
  struct Run {
    var script: Script
    /// The bytes in the address.
    var bytes: Range<Int>
    /// The digits in the text.
    var digits: Range<Int>
  }

  enum Script: UInt8 {
    case ascii, wide, numeral

    /// A digit in the script.
    func spelt(_ digit: Int) -> [UInt8] {
      switch self {
      case .ascii: [48 + UInt8(digit)]
      case .wide: [0xEF, 0xBC, 0x90 + UInt8(digit)]
      case .numeral: Array(String(AddressVocabulary.digits[digit].first!).utf8)
      }
    }
  }

  /// What may stand beside a run.
  private enum Neighbour {
    /// The border of a part, or a character: any run.
    case border
    /// Latin letters, and what vanishes between a run and what is in front: a run in ASCII.
    case other
    /// What may be read with a digit behind it.
    case joining
  }

  private(set) var runs: [Run] = []
  /// Whether some run is not in ASCII, so that the text is not the address.
  private(set) var isTranslated = false
  private var text = OutputBuffer(capacity: 256)

  /// Calls `body` with the text.
  func withText<Result>(_ body: (Field) -> Result) -> Result {
    text.withField(0..<text.count, body)
  }

  /// Takes an address; false where a run has a neighbour that it must not have.
  mutating func read(_ field: Field, _ table: AddressTable) -> Bool {
    runs.removeAll(keepingCapacity: true)
    text.removeAll()
    isTranslated = false
    var before = Neighbour.border
    /// The script of the run that ends here.
    var ended: Script?
    var copied = 0
    var index = 0
    while index < field.count {
      let scalar = AddressScalar(field, index)
      guard let (_, script) = DigitRuns.digit(scalar.value, table) else {
        before = DigitRuns.neighbour(scalar.value, table)
        if before != .border && ended != nil && ended != .ascii { return false }
        ended = nil
        index &+= scalar.width
        continue
      }
      guard ended == nil, before == .border || before == .other && script == .ascii else {
        return false
      }
      let start = index
      if script == .ascii {
        while index < field.count && field[index] &- 48 < 10 { index &+= 1 }
        let digits = text.count + start - copied
        runs.append(
          Run(script: script, bytes: start..<index, digits: digits..<digits + index - start))
      } else {
        text.append(field.dropFirst(copied).prefix(start &- copied))
        index = translate(script, field, start, table)
        copied = index
      }
      ended = script
    }
    text.append(field.dropFirst(copied))
    return true
  }

  /// Takes a run that is not in ASCII; where it ends.
  private mutating func translate(
    _ script: Script, _ field: Field, _ start: Int, _ table: AddressTable
  ) -> Int {
    isTranslated = true
    // No character of UTF-8 has such a byte.
    text.append(0xF8 | script.rawValue)
    let digits = text.count
    var index = start
    while index < field.count {
      let scalar = AddressScalar(field, index)
      guard let (digit, its) = DigitRuns.digit(scalar.value, table), its == script else { break }
      text.append(48 &+ digit)
      index &+= scalar.width
    }
    runs.append(Run(script: script, bytes: start..<index, digits: digits..<text.count))
    return index
  }

  @inline(__always)
  private static func digit(_ scalar: UInt32, _ table: AddressTable) -> (UInt8, Script)? {
    if scalar &- 48 < 10 { return (UInt8(truncatingIfNeeded: scalar &- 48), .ascii) }
    guard scalar >= 0x80 else { return nil }
    let symbol = table.symbol(scalar)
    if symbol.rawValue <= AddressSymbol.nine.rawValue { return (symbol.rawValue, .numeral) }
    let wide = scalar &- 0xFF10
    return wide < 10 ? (UInt8(truncatingIfNeeded: wide), .wide) : nil
  }

  @inline(__always)
  private static func neighbour(_ scalar: UInt32, _ table: AddressTable) -> Neighbour {
    if scalar & ~0x20 == 0x4F { return .joining }  // O for a zero
    let symbol = table.symbol(scalar)
    switch symbol {
    case .separator, .gap, .word: return .border
    case .letter, .marker: return scalar < 0x80 ? .other : .border
    case .wide, .rare: return .joining
    default: return symbol.isNumeral ? .joining : .other
    }
  }
}
