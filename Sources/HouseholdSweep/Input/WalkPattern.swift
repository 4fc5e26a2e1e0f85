import DelimitedText

/// Rows about units that follow each other as somebody went from door to door: of one compound, and
/// their addresses alike up to the last part.
///
/// Nearly all rows of a file in order are such. They are known by comparing a few words with the row
/// before (`RowPattern`), and need not be taken apart. What else a source lets vary, and how it reads
/// that, is its own affair. Where the walk turns to another entrance, rows differ in all numbers of the
/// address; then a second pattern says whether they differ in nothing else.
struct WalkPattern: ~Copyable {
  private var pattern = RowPattern()
  private var tail = PlainTail()
  private var room = DigitPlace()
  /// Matches what `pattern` does, whatever the numbers of the address are.
  private var turning = RowPattern()
  /// Nil where `turning` matches nothing.
  private var numbers: NumberPlaces?
  private var patience = PatternPatience()

  /// Matches no row.
  init() {}

  @inline(__always)
  func matches(_ row: Row) -> Bool { pattern.matches(row) }

  /// Whether a row that does not match differs from those that do in the numbers of its address only; it
  /// matches then, and its like. The row is to be taken, or learned from.
  mutating func turns(to row: Row) -> Bool {
    guard turning.matches(row), let key = numbers?.key(in: row) else { return false }
    pattern.follow(row)
    tail = PlainTail(key, digits: tail.digits)
    return true
  }

  /// The key of a row that matches, if it is one of the addresses meant.
  @inline(__always)
  func key(in row: Row) -> AddressKey? { room.number(in: row).map(tail.key) }

  /// A row that matches has been read.
  @inline(__always)
  mutating func hit() { patience.hit() }

  /// Takes `row` for an example, unless examples have been no good lately. What else may vary is to be
  /// freed, where the answer says that its places are new ones.
  ///
  /// - Parameters:
  ///   - columns: bits of those in which rows must be alike.
  ///   - tail: what the address is the start of, if anything.
  mutating func learn(
    _ row: Row, columns: UInt64, address: Field, _ tail: PlainTail?
  ) -> Lesson {
    guard let tail, patience.allows else {
      // The row may lie in another compound, so that those like the last example are none any more.
      forget()
      return .none
    }
    let room = DigitPlace(last: tail.digits, of: address, in: row)
    let numbers = room.number(in: row).flatMap { NumberPlaces(address, in: row, tail.key($0)) }
    self.tail = tail
    // Mostly another compound, or another day: the same places with other bytes.
    if room == self.room && numbers == self.numbers && pattern.hasShape(of: row) {
      pattern.follow(row)
      turning.follow(row)
      return .otherBytes
    }
    forget()
    guard pattern.learn(row, columns: columns) else { return .none }
    room.free(in: &pattern)
    if let numbers, turning.learn(row, columns: columns) { numbers.free(in: &turning) }
    self.room = room
    self.numbers = numbers
    return .otherPlaces
  }

  /// What came of an example.
  enum Lesson {
    case none, otherBytes, otherPlaces
  }

  /// Matches no row from now on.
  mutating func forget() {
    pattern.forget()
    turning.forget()
  }

  /// Lets more vary in the rows that match.
  mutating func free(_ change: (inout RowPattern) -> Void) {
    change(&pattern)
    change(&turning)
  }
}

/// Whether to make another pattern: not where the last ones have not paid for being made.
struct PatternPatience: BitwiseCopyable {
  /// What the rows that matched have saved, less what patterns cost; of more than a few patterns it is cut.
  private var credit = most
  /// Rows to let go by.
  private var pause = 0

  /// A pattern costs what two matches save. Some for nothing are common where a walk skips doors.
  private static let price = 2
  private static let most = 16

  @inline(__always)
  mutating func hit() { credit &+= 1 }

  /// To be asked once a row that no pattern matched.
  var allows: Bool {
    mutating get {
      if pause > 0 {
        pause -= 1
        return false
      }
      credit = min(credit, Self.most) - Self.price
      if credit <= 0 { (credit, pause) = (Self.most, 64) }
      return true
    }
  }
}

extension ColumnMap {
  /// A bit for each of these columns that the file has; 0 where one is too far right for a word.
  func bits(_ columns: Column...) -> UInt64 {
    var bits: UInt64 = 0
    for column in columns where self[column] >= 0 {
      guard self[column] < 64 else { return 0 }
      bits |= 1 << UInt64(self[column])
    }
    return bits
  }
}
