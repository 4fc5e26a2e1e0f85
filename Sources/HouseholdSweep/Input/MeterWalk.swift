import DelimitedText

/// Readings that follow each other from meter to meter: of ids that differ in their last eight digits,
/// at any time. The kWh are not looked at.
struct MeterWalk: ~Copyable {
  private var pattern = RowPattern()
  private var head: UInt64 = 0
  private var digits = DigitPlace()
  private var time = TimePlace()
  private var patience = PatternPatience()

  @inline(__always)
  func matches(_ row: Row) -> Bool { pattern.matches(row) }

  /// The id of a row that matches, if it is one of those meant.
  @inline(__always)
  func key(in row: Row) -> MeterKey? {
    digits.packed(in: row).map { MeterKey(head: head, digits: $0) }
  }

  /// The time of a row that matches, in minutes since 1970, if it is on a date that `times` knows.
  @inline(__always)
  func minute(in row: Row, _ times: TimeReader) -> Int? { time.minute(in: row, times) }

  /// A row that matches has been read.
  @inline(__always)
  mutating func hit() { patience.hit() }

  /// Matches no row from now on.
  mutating func forget() { pattern.forget() }

  /// Takes `row` for an example, unless examples have been no good lately.
  mutating func learn(
    _ row: Row, columns: UInt64, _ id: Field, _ key: MeterKey, _ time: Field
  ) {
    guard let head = key.head, let time = TimePlace(time, in: row), patience.allows else { return }
    let digits = DigitPlace(last: 8, of: id, in: row)
    if digits == self.digits && time == self.time && pattern.hasShape(of: row) {
      pattern.follow(row)
    } else {
      guard pattern.learn(row, columns: columns) else { return }
      digits.free(in: &pattern)
      time.free(in: &pattern)
    }
    self.head = head
    self.digits = digits
    self.time = time
  }
}
