/// The fast path for rows: one that has been read is the template for those that follow.
///
/// Most rows of a file are like the one before. Somebody walked from door to door, and rows differ in the
/// number of the room, the time of day and what was found. Whoever has read one such row in full need not
/// take the next one apart: if it is the same in all bytes but some, and its fields end at the same places,
/// then what differs can be read at its place, at a third of the price.
///
/// Worked example, lights. Like rows are the same in compound, place, time, count and worker, but that the
/// address has other numbers, the clock shows another time of day, and the count is another digit:
///
///     C0001,3-2-501,2020-02-17T20:30,1,W7     read in full, then learned
///     ^^^^^^^^^^---^^^^^^^^^^^^^^--^--^-^^^    what must be the same
///     C0001,3-2-502,2020-02-17T20:31,0,W7     matches: numbers 3-2-502, time of day 20:31, digit 0
///     C0001,4-1-502,2020-02-17T20:33,1,W7     matches, too: all numbers of the address may be others
///     C0001,4-1-502,2020-02-17T25:99,1,W7     matches; its time of day is nil, so it is read in full
///     C0001,4-1-1102,2020-02-17T20:34,1,W7    does not: fields end elsewhere. Read in full, then learned
///     C0002,4-1-502,2020-02-17T20:35,1,W7     does not: another compound
///
/// Where addresses are spelt in words (`3栋2单元501`), or each in its way, numbers stand at no place. Then
/// what stands before the address and what stands behind it are compared each for itself, and the address
/// is left to the caller (`isAddressOpen`).
///
/// Three operations:
/// - `learn`: a row that has been read in full becomes the template;
/// - `matches`: whether a row is like it;
/// - the values at the places of a row that matches: `numbers`, `timeOfDay`, `time`, `digit`. Nil where
///   there is something else than a value; then the row is to be read in full. All other fields of a
///   row that matches are where the row says.
///
/// A template never decides anything: with none, every row is read in full, and the results are the same.
/// What a template knows beside the bytes (the unit looked up last, say) is the caller's, who must call
/// `forget` when it holds no longer.
public struct RowTemplate: ~Copyable {
  /// How rows are compared with the template.
  @usableFromInline
  enum Comparison: UInt8, BitwiseCopyable {
    /// Not at all.
    case none
    /// All of them, but for the places.
    case wholeRow
    /// What is before the address, and what is behind it.
    case aroundAddress
  }

  public private(set) var columns = TemplateColumns.none
  @usableFromInline var comparison = Comparison.none

  /// The template of whole rows in which the last number varies, and the one in which all do, if any.
  @usableFromInline var lastNumberMask = RowMask()
  @usableFromInline var allNumbersMask = RowMask()
  @usableFromInline var lastNumber = DigitPlace()
  @usableFromInline var allNumbers: NumberPlaces?
  /// What the last number is added to, and how far up it stands.
  @usableFromInline var base: UInt64 = 0
  @usableFromInline var shift: UInt64 = 0

  /// The templates of what is before the address, and of what is behind it.
  @usableFromInline var before = RowMask()
  @usableFromInline var behind = RowMask()

  /// The column behind which the places are counted: −1 for the row's start.
  @usableFromInline var origin = -1
  @usableFromInline var clock = ClockPlace()
  @usableFromInline var moment = TimePlace()
  @usableFromInline var digitOffset = 0

  @usableFromInline var wholeRowCredit = TemplateCredit()
  @usableFromInline var aroundCredit = TemplateCredit()

  /// Matches no row.
  public init() {}

  /// Rows of these columns come next. Matches no row until it has learned one.
  public mutating func begin(_ columns: TemplateColumns) {
    forget()
    guard columns != self.columns else { return }
    self.columns = columns
    lastNumberMask.clear()
    before.clear()
    behind.clear()
  }

  /// Matches no row until it has learned one.
  public mutating func forget() { comparison = .none }

  /// Whether a row is like the one learned last.
  ///
  /// One in which other numbers of the address than the last differ, or more than that, takes its place.
  @inlinable @inline(__always)
  public mutating func matches(_ row: Row) -> Bool {
    switch comparison {
    case .none: return false
    case .wholeRow:
      guard lastNumberMask.matches(row) || follow(row) else { return false }
      wholeRowCredit.matched()
      return true
    case .aroundAddress:
      guard before.matchesAll || before.matches(row),
        behind.matchesAll || behind.matches(row.behind(origin))
      else { return false }
      aroundCredit.matched()
      return true
    }
  }

  /// Whether the address of a row that matches may be spelt in any way, so that it is the caller's to read.
  @inlinable public var isAddressOpen: Bool {
    @inline(__always) get { comparison == .aroundAddress }
  }

  /// The numbers of a row that matches, as in `TemplateNumbers.bits`. Not where the address is open.
  @inlinable @inline(__always)
  public func numbers(in row: Row) -> UInt64? {
    lastNumber.number(in: row).map { base &+ $0 &<< shift }
  }

  /// The last digits of a row that matches, plus one each, in half a byte each, as `Field.digitsPacked`.
  @inlinable @inline(__always)
  public func lastDigits(in row: Row) -> UInt64? { lastNumber.packed(in: row) }

  /// The minutes since midnight of a row that matches.
  @inlinable @inline(__always)
  public func timeOfDay(in row: Row) -> Int? { clock.timeOfDay(in: row.behind(origin)) }

  /// The date of all rows that match, where times of day vary, in minutes since 1970.
  @inlinable public var midnight: Int { clock.midnight }

  /// The time of a row that matches, in minutes since 1970, if it is on a date that `times` has read.
  @inlinable @inline(__always)
  public func time(in row: Row, _ times: TimeReader) -> Int? {
    moment.minute(in: row.behind(origin), times)
  }

  /// The digit of a row that matches.
  @inlinable @inline(__always)
  public func digit(in row: Row) -> Int? {
    let digit = row.behind(origin).byte(digitOffset) &- UInt8(ascii: "0")
    return digit < 10 ? Int(digit) : nil
  }
}

/// How rows of a file that are like each other may differ.
public struct TemplateColumns: Equatable, Sendable {
  /// A bit for each column in which like rows are the same, but for what is said below.
  @usableFromInline let same: UInt64
  /// The column whose numbers vary, of an address or an id.
  @usableFromInline let numbers: Int
  /// Whether it may also be spelt in any way.
  let isSpelt: Bool
  /// The columns of which the time of day varies, the whole time, and the only digit; −1 for none.
  let timeOfDay: Int
  let time: Int
  let digit: Int

  /// No rows are like each other.
  public static let none = TemplateColumns(same: [], numbers: 0, isSpelt: false)

  /// - Parameters:
  ///   - same: columns in which like rows are the same but for what the others say; −1 for those that
  ///     the file has not. All others may hold anything of the same length, those behind the last of
  ///     them anything at all.
  public init(
    same: [Int], numbers: Int, isSpelt: Bool, timeOfDay: Int = -1, time: Int = -1, digit: Int = -1
  ) {
    // One too far to the right for a bit: no rows are like each other.
    let isNear = same.allSatisfy { $0 < 64 }
    self.same = isNear ? same.reduce(0) { $1 < 0 ? $0 : $0 | 1 << UInt64($1) } : 0
    self.numbers = numbers
    // What is before the address has no places.
    self.isSpelt = isSpelt && [timeOfDay, time, digit].allSatisfy { $0 < 0 || $0 > numbers }
    self.timeOfDay = timeOfDay
    self.time = time
    self.digit = digit
  }
}

/// The numbers of an address, or the last digits of an id, in the row that a template learns.
public struct TemplateNumbers: BitwiseCopyable, Sendable {
  /// One to three numbers plus one, in twenty bits each, the first one highest.
  public var bits: UInt64
  /// How many digits the last number has, and how far up it stands in the bits.
  public var lastDigits: Int
  public var lastShift: Int
  /// Whether the bits follow from the digits alone, so that all numbers may vary.
  public var areAllPlain: Bool

  public init(bits: UInt64 = 0, lastDigits: Int, lastShift: Int = 0, areAllPlain: Bool = false) {
    self.bits = bits
    self.lastDigits = lastDigits
    self.lastShift = lastShift
    self.areAllPlain = areAllPlain
  }
}
