import DelimitedText

/// Rows about units of one compound that are alike but for their addresses, in whatever spelling.
///
/// Where spellings have words, or change from row to row, the numbers of an address stand at no place of
/// the row. So what is in front of the address is compared with the row before, and what is behind it,
/// and the address is read by its shape. What else a source lets vary behind it, and how it reads that,
/// is its own affair.
struct SpeltWalk: ~Copyable {
  /// What is in front of the address, and what is behind it, a row of its own (`Row.behind`).
  private var front = RowPattern()
  private var rest = RowPattern()
  /// The columns of each that must be alike.
  private var frontColumns: UInt64 = 0
  private var restColumns: UInt64 = 0
  /// The column of the address.
  private var address = -1
  /// Whether any row matches.
  private var isOn = false
  private var patience = PatternPatience()

  /// Matches no row.
  init() {}

  @inline(__always)
  func matches(_ row: Row) -> Bool {
    isOn && (frontColumns == 0 || front.matches(row))
      && (restColumns == 0 || rest.matches(rest(of: row)))
  }

  /// What is behind the address.
  @inline(__always)
  func rest(of row: Row) -> Row { row.behind(address) }

  /// A row that matches has been read.
  @inline(__always)
  mutating func hit() { patience.hit() }

  /// Takes `row` for an example, unless examples have been no good lately. What else may vary behind the
  /// address is to be freed, where the answer says that its places are new ones.
  ///
  /// - Parameters:
  ///   - columns: bits of those in which rows must be alike.
  ///   - address: the column of the address.
  mutating func learn(_ row: Row, columns: UInt64, address: Int) -> WalkPattern.Lesson {
    forget()
    // No columns stand for one too far right; without any to compare, all rows would match.
    guard columns != 0, address < 64, patience.allows else { return .none }
    let front = columns & (1 << UInt64(address) - 1)
    let rest = (columns >> UInt64(address)) >> 1
    let isLikeLast =
      address == self.address && front == frontColumns && rest == restColumns
      && (front == 0 || self.front.hasShape(of: row))
      && (rest == 0 || self.rest.hasShape(of: row.behind(address)))
    (self.address, frontColumns, restColumns) = (address, front, rest)
    if isLikeLast {
      if front != 0 { self.front.follow(row) }
      if rest != 0 { self.rest.follow(row.behind(address)) }
    } else {
      guard front == 0 || self.front.learn(row, columns: front),
        rest == 0 || self.rest.learn(row.behind(address), columns: rest)
      else { return .none }
    }
    isOn = true
    return isLikeLast ? .otherBytes : .otherPlaces
  }

  /// Lets more vary behind the address in the rows that match.
  mutating func free(_ change: (inout RowPattern) -> Void) { change(&rest) }

  /// Matches no row from now on.
  mutating func forget() { isOn = false }
}
