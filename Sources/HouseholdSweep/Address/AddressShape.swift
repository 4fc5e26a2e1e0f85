import DelimitedText

/// An address but for the values of its digits: all its bytes, those of digits as zeros.
///
/// Addresses of one shape differ in their digits alone: `3栋2单元501` and `4栋1单元302`, but not
/// `12栋2单元501`.
struct AddressShape: Equatable, BitwiseCopyable {
  /// Longer addresses have none.
  static let longest = 32
  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// Eight bytes each: the first, the last, and those between, which overlap where there are fewer
  /// than 32. With the count they are all of the address.
  private var words: (UInt64, UInt64, UInt64, UInt64)
  private var count: UInt8

  /// The shape of no bytes.
  init() {
    words = (0, 0, 0, 0)
    count = 0
  }

  /// - Parameters:
  ///   - field: no longer than `longest`.
  ///   - isTranslated: whether it is what `DigitRuns` made of an address.
  @inline(__always)
  init(_ field: Field, isTranslated: Bool = false) {
    count = UInt8(truncatingIfNeeded: field.count) | (isTranslated ? 0x80 : 0)
    guard field.count >= 8 else {
      let word = AddressShape.withoutDigits(field.firstWord)
      words = (word, word, word, word)
      return
    }
    let last = field.count &- 8
    words = (
      AddressShape.withoutDigits(field.word(at: 0)),
      AddressShape.withoutDigits(field.word(at: min(8, last))),
      AddressShape.withoutDigits(field.word(at: min(16, last))),
      AddressShape.withoutDigits(field.word(at: last))
    )
  }

  /// The same of a field of a row, without a guess whether it has eight bytes.
  @inline(__always)
  init(inRow field: Field) {
    count = UInt8(truncatingIfNeeded: field.count)
    let last = max(field.count &- 8, 0)
    let kept = UInt64.max >> UInt64(max(64 &- field.count &* 8, 0))
    words = (
      AddressShape.withoutDigits(field.wordInRow(at: 0) & kept),
      AddressShape.withoutDigits(field.wordInRow(at: min(8, last)) & kept),
      AddressShape.withoutDigits(field.wordInRow(at: min(16, last)) & kept),
      AddressShape.withoutDigits(field.wordInRow(at: last) & kept)
    )
  }

  /// The bytes of a word moved so that digits could be zeros, and those of digits made zeros.
  @inline(__always)
  private static func withoutDigits(_ word: UInt64) -> UInt64 {
    let moved = word ^ zeros
    let others =
      (((moved & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | moved) & 0x8080_8080_8080_8080
    return moved & ((others &<< 1) &- (others &>> 7))
  }

  /// Spread well in the highest bits.
  @inline(__always)
  var hash: UInt64 {
    let even = words.0 &* 0x9E37_79B9_7F4A_7C15 &+ words.2 &* 0xD6E8_FEB8_6659_FD93
    let odd = words.1 &* 0xA076_1D64_78BD_642F &+ words.3 &* 0xE703_7ED1_A0B4_28DB
    return even &+ odd &+ UInt64(count) &<< 52
  }

  @inline(__always)
  static func == (a: AddressShape, b: AddressShape) -> Bool {
    let differences =
      (a.words.0 ^ b.words.0) | (a.words.1 ^ b.words.1) | (a.words.2 ^ b.words.2)
      | (a.words.3 ^ b.words.3) | UInt64(a.count ^ b.count)
    return differences == 0
  }
}
