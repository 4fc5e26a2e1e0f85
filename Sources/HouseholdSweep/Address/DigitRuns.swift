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
    /// The border of a part: any run.
    case border
    /// Any other character: a run in ASCII.
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
    var script: Script?
    var neighbour = Neighbour.border
    var index = 0
    while index < field.count {
      let scalar = AddressScalar(field, index)
      let end = index &+ scalar.width
      if let (digit, its) = DigitRuns.digit(scalar.value, table) {
        if its != script {
          guard script == nil, neighbour == .border || neighbour == .other && its == .ascii else {
            return false
          }
          begin(its, at: index)
          script = its
        }
        text.append(48 &+ digit)
        runs[runs.count &- 1].bytes = runs[runs.count &- 1].bytes.lowerBound..<end
        runs[runs.count &- 1].digits = runs[runs.count &- 1].digits.lowerBound..<text.count
      } else {
        neighbour = DigitRuns.neighbour(scalar.value, table)
        if script != nil && script != .ascii && neighbour != .border { return false }
        script = nil
        for byte in index..<end { text.append(field[byte]) }
      }
      index = end
    }
    return true
  }

  private mutating func begin(_ script: Script, at index: Int) {
    if script != .ascii {
      isTranslated = true
      // No character of UTF-8 has such a byte.
      text.append(0xF8 | script.rawValue)
    }
    runs.append(Run(script: script, bytes: index..<index, digits: text.count..<text.count))
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
    case .wide, .rare: return .joining
    default: return symbol.isNumeral ? .joining : .other
    }
  }
}
