import CSupport

/// A short text but for the values of its digits: `3栋2单元501` and `4栋1单元302` are of one shape, but
/// not `12栋2单元501`.
public struct DigitShape: BitwiseCopyable, Equatable {
  /// Longer texts have none.
  public static let longest = Int(DIGIT_SHAPE_LONGEST)

  @usableFromInline let shape: digit_shape_t

  /// The shape of a text of one to `longest` bytes. Marked ones differ from all others.
  public init(_ text: Field, isMarked: Bool = false) {
    precondition(text.count > 0 && text.count <= Self.longest)
    shape = digit_shape(text.base, text.count, isMarked ? 128 : 0)
  }

  fileprivate init(_ shape: digit_shape_t) { self.shape = shape }

  /// Well mixed; of this process alone.
  public var hash: UInt64 { digit_shape_hash(shape) }

  public static func == (a: DigitShape, b: DigitShape) -> Bool { a.shape.words == b.shape.words }
}

/// Where up to three numbers stand in the texts of a shape, and what they are added to, in 20 bits each.
public struct DigitReading: BitwiseCopyable {
  /// The digits that a number may have at most.
  public static let longest = 6

  /// The places of eight digits of each number, a byte each, the first one lowest.
  fileprivate var picks: (UInt64, UInt64, UInt64) = (none, none, none)
  /// The sum without the numbers.
  public var base: UInt64

  /// No digits.
  private static let none = UInt64(DIGIT_SHAPE_LONGEST) &* 0x0101_0101_0101_0101

  /// - Parameter numbers: where the digits of three numbers stand, of the highest one first; nil for none.
  public init(numbers: [Range<Int>?], base: UInt64) {
    precondition(numbers.count == 3)
    picks = (Self.picks(numbers[0]), Self.picks(numbers[1]), Self.picks(numbers[2]))
    self.base = base
  }

  private static func picks(_ digits: Range<Int>?) -> UInt64 {
    guard let digits else { return none }
    precondition(digits.count <= longest && digits.upperBound <= DigitShape.longest)
    return digits.reduce(none) { $0 >> 8 | UInt64($1) << 56 }
  }

  fileprivate init(_ slot: digit_slot_t) {
    picks = slot.picks
    base = slot.base
  }

  /// Where the digits of the numbers stand; nil for none.
  public var numbers: [Range<Int>?] {
    [picks.0, picks.1, picks.2].map { picks in
      let last = Int(picks >> 56)
      if last == DigitShape.longest { return nil }
      let others = (0..<8).count { picks >> UInt64($0 * 8) & 0xFF == UInt64(DigitShape.longest) }
      return last + others - 7..<last + 1
    }
  }
}

/// Two tables of shapes and how their numbers are read: common ones, and others, of which there are so
/// many that they would drive these out.
///
/// Unsafe because a text is compared in one register, and past its end, with slots that are lines of the
/// cache each, which those of an array are not; and because rows to come are looked at.
public struct DigitShapes: ~Copyable {
  /// Slots of both tables.
  public static let slots = 2 * tableSlots
  private static let tableSlots = Int(DIGIT_SHAPE_SLOTS)
  /// The base of shapes without a reading.
  public static let unread = UInt64.max

  private static let bytes = slots * MemoryLayout<digit_slot_t>.stride
  @usableFromInline let storage: UnsafeMutablePointer<digit_slot_t>

  /// The sums of a column of some rows, the ends of the first one, and its line.
  @usableFromInline let sums: UnsafeMutablePointer<UInt64>
  @usableFromInline var first: UnsafePointer<UInt32>?
  @usableFromInline var line = 0
  @usableFromInline var rows = 0
  /// Enough that they overlap, and few where rows are read otherwise.
  private static let ahead = 32

  /// All slots are free.
  public init() {
    storage = LargeMemory.allocate(Self.bytes)
      .bindMemory(to: digit_slot_t.self, capacity: Self.slots)
    sums = .allocate(capacity: Self.ahead)
  }

  deinit {
    LargeMemory.free(storage, bytes: Self.bytes)
    sums.deallocate()
  }

  /// The sum of the numbers of a text, which has a shape, and of their base; `unread` where the shape is not
  /// known, or has no reading.
  @inlinable @inline(__always)
  public func sum(_ text: Field, isMarked: Bool = false) -> UInt64 {
    digit_shapes_find(storage, text.base, text.count, isMarked ? 128 : 0)
  }

  /// The same for a field of a row; `unread`, too, where it has no shape. Those of the rows behind it are
  /// found with it, so that they do not wait for each other.
  ///
  /// Always of the same column, and `columns` is how many a row has. `forgetRows` must be called when the
  /// rows of another chunk come.
  @inlinable @inline(__always)
  public mutating func sum(_ row: Row, column: Int, of columns: Int) -> UInt64 {
    let place = row.line &- line
    if place >= 0 && place < rows && row.ends == first.map({ $0 + place &* columns }) {
      return sums[place]
    }
    return lookAhead(row, column, columns)
  }

  @usableFromInline
  mutating func lookAhead(_ row: Row, _ column: Int, _ columns: Int) -> UInt64 {
    guard columns <= ChunkScanner.endsBehind else { return sumAlone(row.field(column)) }
    first = row.ends
    line = row.line
    rows = digit_shapes_find_rows(
      storage, row.base, row.ends, columns, column, Self.ahead, sums)
    return rows > 0 ? sums[0] : Self.unread
  }

  /// The sum of a field of a row too wide to look at those behind it.
  private func sumAlone(_ text: Field) -> UInt64 {
    text.count > 0 && text.count <= DigitShape.longest ? sum(text) : Self.unread
  }

  /// Forgets the sums of rows to come.
  public mutating func forgetRows() { rows = 0 }

  /// The slots that a shape may stand in.
  public func places(of hash: UInt64, isCommon: Bool) -> (Int, Int) {
    let table = isCommon ? 0 : Self.tableSlots
    return (table + Int(hash >> 52), table + Int(hash >> 40) & (Self.tableSlots - 1))
  }

  /// The shape in a slot; nil where that is free.
  public func shape(at place: Int) -> DigitShape? {
    precondition(place >= 0 && place < Self.slots)
    return storage[place].shape.words.3 == 0 ? nil : DigitShape(storage[place].shape)
  }

  public func reading(at place: Int) -> DigitReading {
    precondition(place >= 0 && place < Self.slots)
    return DigitReading(storage[place])
  }

  /// Puts a shape into a slot, whoever is there; without a reading where it has none.
  public func put(_ shape: DigitShape, _ reading: DigitReading?, at place: Int) {
    precondition(place >= 0 && place < Self.slots)
    let reading = reading ?? DigitReading(numbers: [nil, nil, nil], base: Self.unread)
    storage[place] = digit_slot_t(shape: shape.shape, picks: reading.picks, base: reading.base)
  }
}
