import DelimitedText

extension AddressKey {
  /// The key of an address of up to sixteen bytes that is one to three numbers of up to six digits, with
  /// single dashes, slashes or blanks between them; `.none` for all others.
  ///
  /// All bytes at once, and without a branch that depends on them: where rows jump about, the lengths of
  /// the numbers do, too, and a loop over the digits is guessed wrong three times a row.
  @inline(__always)
  static func plain(_ field: Field, _ words: FieldWords) -> AddressKey {
    guard field.count > 0, field.count <= 16 else { return .none }
    // Without what makes digits of numbers; the last eight bytes at the end of a word.
    let low = words.low ^ digitZeros
    let high = words.high ^ digitZeros
    let both = UInt128(high) << 64 | UInt128(low)
    let last = UInt64(truncatingIfNeeded: (both &<< UInt128(128 - field.count * 8)) >> 64)
    // Bits of the bytes that are no digits, and of all past the end.
    let marks = others(low) | others(high) &<< 8 | .max << UInt64(field.count)
    let first = marks.trailingZeroBitCount
    if first == field.count { return first <= 6 ? AddressKey(number(last, first), -1, -1) : .none }
    let behindFirst = marks & (marks &- 1)
    let second = behindFirst.trailingZeroBitCount
    guard first > 0, first <= 6, isMark(field[first]) else { return .none }
    if second == field.count {
      let digits = second - first - 1
      return digits > 0 && digits <= 6
        ? AddressKey(number(low &<< UInt64(64 - first * 8), first), number(last, digits), -1)
        : .none
    }
    let middle = second - first - 1
    let digits = field.count - second - 1
    guard (behindFirst & (behindFirst &- 1)).trailingZeroBitCount == field.count, second < 8,
      middle > 0, digits > 0, digits <= 6, isMark(field[second])
    else { return .none }
    return AddressKey(
      number(low &<< UInt64(64 - first * 8), first),
      number(low &<< UInt64(64 - second * 8), middle), number(last, digits))
  }

  private static var digitZeros: UInt64 { 0x3030_3030_3030_3030 }

  @inline(__always)
  static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == 32
  }

  /// A bit for each byte that is above 9.
  @inline(__always)
  private static func others(_ bytes: UInt64) -> UInt64 {
    let high = ((bytes &+ 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080
    return ((high &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }

  /// The number of the last digits of eight, at least one.
  @inline(__always)
  private static func number(_ bytes: UInt64, _ digits: Int) -> Int {
    let others = UInt64(64 - digits * 8)
    return Int(truncatingIfNeeded: Field.eightDigits((bytes &>> others) &<< others))
  }
}
