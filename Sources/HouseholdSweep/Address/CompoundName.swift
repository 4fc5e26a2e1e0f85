import DelimitedText
import Foundation

/// How ids and names of compounds are compared: width, case and spaces do not count.
package enum CompoundName {
  /// Whether the bytes are their own folded form, by a look at them alone: ASCII without small
  /// letters, with single spaces inside at most. True of nearly every id.
  @inlinable
  package static func isFolded(_ field: Field) -> Bool {
    var before: UInt8 = 32
    for index in 0..<field.count {
      let byte = field[index]
      if byte &- 97 < 26 || byte >= 0x7F || byte < 32 || (byte == 32 && before == 32) {
        return false
      }
      before = byte
    }
    return field.count == 0 || before != 32
  }

  /// Appends the folded form: NFKC, upper case, runs of white space to one space, none at the ends.
  package static func fold(_ field: Field, into buffer: inout OutputBuffer) {
    if isFolded(field) {
      buffer.append(field)
      return
    }
    let words = String(decoding: normalized(field), as: UTF8.self).unicodeScalars
      .split { $0.value < 0x80 ? $0.value <= 32 : $0.properties.isWhitespace }
    for (position, word) in words.enumerated() {
      if position > 0 { buffer.append(32) }
      buffer.append(text: String(word))
    }
  }

  /// The folded form of a text.
  package static func folded(_ text: String) -> [UInt8] {
    var buffer = OutputBuffer(capacity: 64)
    Field.of(text) { fold($0, into: &buffer) }
    return buffer.bytes
  }

  /// The bytes in NFKC and upper case; bad UTF-8 becomes U+FFFD.
  static func normalized(_ field: Field) -> [UInt8] {
    var text = field.text
    if text.unicodeScalars.allSatisfy(hasOneForm) { return upperCase(field.bytes) }
    // Case mapping may undo the normal form, so it is made again; two rounds settle all of Unicode.
    for _ in 0..<2 {
      text = text.precomposedStringWithCompatibilityMapping.uppercased()
    }
    return Array(text.precomposedStringWithCompatibilityMapping.utf8)
  }

  /// Whether a character is of ASCII or an ideograph of every day: these stand for themselves but for
  /// their case, and the library need not be asked about a text of them, which takes it ten times as long.
  static func hasOneForm(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 || (0x4E00...0x9FFF).contains(scalar.value)
  }

  /// The bytes with ASCII letters in upper case.
  static func upperCase(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (97...122).contains($0) ? $0 - 32 : $0 }
  }
}

extension AddressTable {
  /// Whether `CompoundName.fold` would give the same bytes, by a look at the characters alone.
  func isFolded(_ field: Field) -> Bool {
    var index = 0
    while index < field.count {
      let scalar = AddressScalar(field, index)
      switch symbol(scalar.value) {
      case .wide, .rare: return false
      case .gap where scalar.value != 32, .separator where scalar.value >= 0x80: return false
      case .latin where scalar.value >= 97: return false
      default: index += scalar.width
      }
    }
    return true
  }

  /// Whether what `CompoundName.fold` makes of an address may begin with a byte, by a look at the
  /// first character. The address is not empty.
  func mayBegin(_ address: Field, with byte: UInt8) -> Bool {
    let scalar = AddressScalar(address, 0).value
    let symbol = symbol(scalar)
    switch symbol {
    case .digit: return byte == address[0]
    case .wide where scalar &- 0xFF10 < 10: return UInt32(byte) == scalar &- 0xFEE0
    case .gap:
      // A bracket remains one; a space goes, whatever comes then.
      let isSpace = Unicode.Scalar(scalar)?.properties.isWhitespace ?? true
      return isSpace || scalar < 0x20 || !AddressTable.isAlphanumeric(byte)
    case .word, .letter, .marker:
      // Ideographs have no other forms.
      return scalar < 0x3400 || byte == address[0]
    default: return !symbol.isNumeral || byte == address[0]
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || (byte & ~0x20) &- 65 < 26
  }

  /// Whether a name may go from the front of an address, as far as the two tell. Both are folded.
  func isDroppable(_ name: Field, from address: Field) -> Bool {
    guard !name.isEmpty, address.count > name.count, address.prefix(name.count).equals(name) else {
      return false
    }
    var characters = 0
    var isNumber = true
    var last = Run.none
    var index = 0
    while index < name.count {
      let scalar = AddressScalar(name, index)
      last = run(scalar.value)
      characters += 1
      isNumber = isNumber && last == .digits
      index += scalar.width
    }
    guard characters >= 2, !isNumber else { return false }
    return last == .none || last != run(AddressScalar(address, name.count).value)
  }

  /// What a character makes a run with. A Latin letter behind a Chinese one starts a new run
  /// (`阳光花园A座`), and so does what stands in front of a number (`阳光花园第3栋`).
  private enum Run { case none, digits, latin, letters }

  private func run(_ scalar: UInt32) -> Run {
    let symbol = symbol(scalar)
    switch symbol {
    case .latin: return .latin
    case .digit: return .digits
    case .letter, .marker, .rare, .wide: return scalar < 0x80 ? .none : .letters
    case .word: return scalar < 0x80 ? .none : .letters
    default: return symbol.isNumeral ? .digits : .none
    }
  }
}
