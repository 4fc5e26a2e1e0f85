// Where values stand in all rows that match a template.

/// Up to eight digits that stand at one place of every row that matches.
@usableFromInline
struct DigitPlace: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline var offset = 0
  /// The bits that eight bytes from there have too many.
  @usableFromInline var surplus: UInt64 = 0

  @usableFromInline init() {}

  /// The last `count` bytes of a field of `row`, at most eight.
  init(last count: Int, of field: Field, in row: Row) {
    precondition(count > 0 && count <= min(8, field.count))
    offset = row.offset(of: field) + field.count - count
    surplus = UInt64(64 - 8 * count)
  }

  /// Lets the digits vary in rows that match.
  func free(in mask: inout RowMask) {
    mask.free(offset..<offset + 8 - Int(surplus) / 8)
  }

  /// The digits' values, a byte each, the last one highest; nil where they are no digits.
  @inlinable @inline(__always)
  func digits(in row: Row) -> UInt64? {
    let digits = (row.word(atByte: offset) ^ 0x3030_3030_3030_3030) &<< surplus
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    return digits
  }

  /// The number, or nil where the bytes are no digits.
  @inlinable @inline(__always)
  func number(in row: Row) -> UInt64? { digits(in: row).map(Field.eightDigits) }

  /// The digits plus one in half a byte each, the first highest, as `Field.digitsPacked`.
  @inlinable @inline(__always)
  func packed(in row: Row) -> UInt64? {
    digits(in: row).map { Field.packed($0.byteSwapped &+ 0x0101_0101_0101_0101) }
  }
}

/// The time of day in `yyyy-mm-ddThh:mm`, on one date and at one place of every row that matches.
@usableFromInline
struct ClockPlace: BitwiseCopyable, Sendable {
  /// Where the last eight bytes begin.
  @usableFromInline var offset = 0
  /// The date, in minutes since 1970.
  @usableFromInline var midnight = 0

  @usableFromInline init() {}

  /// The time in a field of `row`, which was read as `minute`; nil where it is not of that form.
  init?(_ field: Field, minute: Int, in row: Row) {
    // It is a time, so that what stands between these marks are numbers.
    guard field.count == 16, field[4] == field[7],
      field[10] == UInt8(ascii: "T") || field[10] == 32, field[13] == UInt8(ascii: ":")
    else { return nil }
    offset = row.offset(of: field) + 8
    midnight = minute - minute % 1440
  }

  /// Lets the time of day vary in rows that match.
  func free(in mask: inout RowMask) {
    mask.free(offset + 3..<offset + 5)
    mask.free(offset + 6..<offset + 8)
  }

  /// The time in minutes since midnight; nil where it is none.
  @inlinable @inline(__always)
  func timeOfDay(in row: Row) -> Int? {
    Field.timeOfDay(row.word(atByte: offset))
  }
}

/// A time of the form `yyyy-mm-ddThh:mm` at one place of every row that matches.
@usableFromInline
struct TimePlace: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline var offset = 0

  @usableFromInline init() {}

  /// The place of a field of `row`; nil where it is not as long.
  init?(_ field: Field, in row: Row) {
    guard field.count == 16 else { return nil }
    offset = row.offset(of: field)
  }

  /// Lets the time vary in rows that match.
  func free(in mask: inout RowMask) { mask.free(offset..<offset + 16) }

  /// The time in minutes since 1970, if it is on a date that `times` has read before.
  @inlinable @inline(__always)
  func minute(in row: Row, _ times: TimeReader) -> Int? {
    times.minute(row.word(atByte: offset), row.word(atByte: offset &+ 8))
  }
}

/// Where the numbers of an address stand: up to three of up to six digits, with a byte between them.
///
/// Worked example: in `C0001,1-2-301,…` they are the byte at 6, that at 8, and three from 10 on; the row
/// `C0001,3-1-402,…` has the numbers 3, 1 and 402 there.
@usableFromInline
struct NumberPlaces: BitwiseCopyable, Equatable {
  private var count = 0
  private var first = DigitPlace()
  private var second = DigitPlace()
  private var third = DigitPlace()

  /// Nil where there are other or longer numbers.
  init?(_ address: Field, in row: Row) {
    var start = 0
    for index in 0...address.count
    where index == address.count || address[index] &- 48 > 9 {
      guard (1...6).contains(index - start) else { return nil }
      let place = DigitPlace(last: index - start, of: address.prefix(index), in: row)
      switch count {
      case 0: first = place
      case 1: second = place
      case 2: third = place
      default: return nil
      }
      count += 1
      start = index + 1
    }
  }

  /// Lets the numbers vary in rows that match.
  func free(in mask: inout RowMask) {
    first.free(in: &mask)
    if count > 1 { second.free(in: &mask) }
    if count > 2 { third.free(in: &mask) }
  }

  /// The numbers of a row that matches, as in `TemplateNumbers.bits`; nil where there are other bytes than
  /// digits.
  func bits(in row: Row) -> UInt64? {
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
    return bits
  }
}
