import DelimitedText

/// Where the meters are, a bit for each id there could be, where ids are dense numbers that ascend with
/// the units, as those of one delivery do.
///
/// A word has the bits of 32 ids, and the meter of the lowest one that is set. Mostly ids are left out
/// just where units have no meter, or neither is, and the meters of a word keep step with its ids; that of
/// each id is written down only where they do not. That is two bits a meter and exact: the key of a meter
/// need not be looked at. So all of it stays in the processor's cache, where a table of slots and the
/// keys would be two misses a row.
struct MeterBits: Sendable {
  private struct Word: ZeroIsEmpty {
    var ids: UInt32 = 0
    /// The first meter, and the highest bit where the meters keep no step with the ids.
    var start: UInt32 = 0

    static let outOfStep: UInt32 = 1 << 31

    var isOutOfStep: Bool { start & Self.outOfStep != 0 }
    var firstMeter: Int { Int(start & ~Self.outOfStep) }
  }

  private let form: NumberForm
  private let least: UInt64
  private let words: UnitColumn<Word>
  /// The meter of each id of words that are out of step.
  private let meters: UnitColumn<UInt32>

  /// Takes keys that ascend, none of them hashed; nil where they are not of one form, or so far apart that
  /// a table of slots would be no larger.
  /// O(meters).
  init?(ascending keys: UnitColumn<MeterKey>) {
    guard let first = (0..<keys.count).first(where: { !keys[$0].isNone }),
      let last = (0..<keys.count).last(where: { !keys[$0].isNone }),
      let form = NumberForm(of: keys[first]), let least = form.number(keys[first]),
      let most = form.number(keys[last]), (most - least) / 16 <= UInt64(keys.count)
    else { return nil }
    self.form = form
    self.least = least
    words = UnitColumn(count: Int(most - least) / 32 + 1)
    var isInStep = true
    for meter in first...last where !keys[meter].isNone {
      guard let place = form.number(keys[meter]).map({ Int($0 - least) }) else { return nil }
      var word = words[place / 32]
      if word.ids == 0 { word.start = UInt32(meter) }
      word.ids |= 1 << UInt32(place % 32)
      if word.firstMeter + place % 32 - word.ids.trailingZeroBitCount != meter {
        word.start |= Word.outOfStep
        isInStep = false
      }
      words[place / 32] = word
    }
    guard isInStep || words.count * 8 <= keys.count else { return nil }
    meters = UnitColumn(count: isInStep ? 0 : words.count * 32)
    for meter in first...last where !isInStep && !keys[meter].isNone {
      guard let place = form.number(keys[meter]).map({ Int($0 - least) }) else { return nil }
      if words[place / 32].isOutOfStep { meters[place] = UInt32(meter) }
    }
  }

  /// The meter with a key, or −1.
  @inline(__always)
  func find(_ key: MeterKey) -> Int {
    guard let number = form.number(key) else { return -1 }
    let place = number &- least
    guard place >> 5 < UInt64(words.count) else { return -1 }
    let word = words[Int(truncatingIfNeeded: place >> 5)]
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: place)
    guard word.ids & bit != 0 else { return -1 }
    if word.isOutOfStep { return Int(meters[Int(truncatingIfNeeded: place)]) }
    return Int(word.start) &+ Int(truncatingIfNeeded: place & 31) &- word.ids.trailingZeroBitCount
  }
}

/// What is the same in keys of as many digits behind the same letter, or none.
private struct NumberForm: Sendable {
  /// The key of the least of them, all zeros.
  private let zero: UInt64
  private let limit: UInt64

  /// The form of a key; nil where it is none of digits.
  init?(of key: MeterKey) {
    guard let digits = key.digitCount, digits > 0 else { return nil }
    let mask = UInt64(1) << UInt64(digits * 4) - 1
    zero = key.bits & ~mask | 0x1111_1111_1111_1111 & mask
    limit = mask
  }

  /// The number of a key of this form, or nil.
  @inline(__always)
  func number(_ key: MeterKey) -> UInt64? {
    // A digit in half a byte; one that is missing, and another letter, come out above all of them.
    let digits = key.bits &- zero
    guard digits <= limit else { return nil }
    let pairs = digits &- (digits &>> 4 & 0x0F0F_0F0F_0F0F_0F0F) &* 6
    let fours = pairs &- (pairs &>> 8 & 0x00FF_00FF_00FF_00FF) &* 156
    let eights = fours &- (fours &>> 16 & 0x0000_FFFF_0000_FFFF) &* 55_536
    return eights &- (eights &>> 32) &* 4_194_967_296
  }
}
