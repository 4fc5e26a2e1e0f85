import DelimitedText

/// Where the numbers of a plain address stand in every row of a pattern, up to three of up to six digits.
///
/// Worked example: in `C0001,1-2-301,…` they are the byte at 6, that at 8, and three from 10 on; a row
/// `C0001,3-1-402,…` has the key of 3-1-402.
struct NumberPlaces: BitwiseCopyable, Equatable {
  private var count = 0
  private var first = DigitPlace()
  private var second = DigitPlace()
  private var third = DigitPlace()

  /// The numbers of an address with this key; nil where they cannot be told from its digits alone.
  init?(_ address: Field, in row: Row, _ key: AddressKey) {
    // Of these and no others a key follows from the numbers (`AddressKey.plain`).
    guard AddressKey.plain(address, FieldWords(address)) == key else { return nil }
    var start = 0
    for index in 0...address.count
    where index == address.count || address[index] &- 48 > 9 {
      let place = DigitPlace(last: index - start, of: address.prefix(index), in: row)
      switch count {
      case 0: first = place
      case 1: second = place
      default: third = place
      }
      count += 1
      start = index + 1
    }
  }

  /// Lets the numbers vary in a pattern.
  func free(in pattern: inout RowPattern) {
    first.free(in: &pattern)
    if count > 1 { second.free(in: &pattern) }
    if count > 2 { third.free(in: &pattern) }
  }

  /// The key of a row; nil where there are other bytes than digits.
  @inline(__always)
  func key(in row: Row) -> AddressKey? {
    guard let one = first.number(in: row) else { return nil }
    var bits = (one &+ 1) &<< 40
    if count > 1 {
      guard let two = second.number(in: row) else { return nil }
      bits |= (two &+ 1) &<< 20
    }
    if count > 2 {
      guard let three = third.number(in: row) else { return nil }
      bits |= three &+ 1
    }
    return AddressKey(bits: bits)
  }
}
