import DelimitedText

/// One worker's memory of shapes and their readings: people write in some hundred shapes, so that
/// nearly every address is read by the places of its digits alone.
struct ShapeTable: ~Copyable {
  /// Which table a shape stands in.
  enum Kind {
    case common
    /// With numerals, as it is written: there are so many that come once.
    case written
  }

  /// Each shape has two slots that it may be in. It is kept when it has been missed twice in a row:
  /// in the first if nobody is there, and else in the second, whoever is.
  private var slots = DigitShapes()
  /// What is left of the hash of the shape that was missed last in each slot.
  private var missed = [UInt32](repeating: 0, count: DigitShapes.slots)

  /// The key of an address that has a shape, and its traits; nil where the shape has no reading.
  @inline(__always)
  func read(_ address: Field, isTranslated: Bool = false) -> (AddressKey, AddressTraits)? {
    ShapeReading.parts(of: slots.sum(address, isMarked: isTranslated))
  }

  /// The same for the address of a row; nil, too, where it has no shape.
  @inline(__always)
  mutating func read(_ row: Row, column: Int, of columns: Int) -> (AddressKey, AddressTraits)? {
    ShapeReading.parts(of: slots.sum(row, column: column, of: columns))
  }

  /// The rows of another chunk come next.
  mutating func forgetRows() { slots.forgetRows() }

  /// The reading of a common shape, if it is known.
  func reading(of shape: DigitShape) -> ShapeReading? {
    let (first, second) = slots.places(of: shape.hash, isCommon: true)
    guard let place = [first, second].first(where: { slots.shape(at: $0) == shape }) else {
      return nil
    }
    let reading = slots.reading(at: place)
    return reading.base == DigitShapes.unread ? nil : ShapeReading(reading)
  }

  /// Takes note of a shape that has no reading; whether it is time to find one.
  mutating func miss(_ shape: DigitShape, _ kind: Kind) -> Bool {
    let hash = shape.hash
    let (first, second) = slots.places(of: hash, isCommon: kind == .common)
    if slots.shape(at: first) == shape || slots.shape(at: second) == shape { return false }
    let rest = UInt32(truncatingIfNeeded: hash)
    if missed[first] == rest { return true }
    missed[first] = rest
    return false
  }

  /// Keeps the reading of a shape, or that it has none.
  func keep(_ shape: DigitShape, _ reading: ShapeReading?, _ kind: Kind) {
    let (first, second) = slots.places(of: shape.hash, isCommon: kind == .common)
    slots.put(shape, reading?.digits, at: slots.shape(at: first) == nil ? first : second)
  }
}
