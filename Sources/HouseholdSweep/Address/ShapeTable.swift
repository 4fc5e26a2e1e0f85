import DelimitedText

/// One worker's memory of shapes and their readings: people write in some hundred shapes, so that
/// nearly every address is read by the places of its digits alone.
struct ShapeTable: ~Copyable {
  /// Each shape has two slots that it may be in. It is kept when it has been missed twice in a row:
  /// in the first if nobody is there, and else in the second, whoever is.
  private let slots = DigitShapes()
  /// What is left of the hash of the shape that was missed last in each slot.
  private var missed = [UInt32](repeating: 0, count: DigitShapes.slots)

  /// The key of an address that has a shape, and its traits; nil where the shape has no reading.
  @inline(__always)
  func read(_ address: Field, isTranslated: Bool = false) -> (AddressKey, AddressTraits)? {
    let sum = slots.sum(address, isMarked: isTranslated)
    return sum == DigitShapes.unread ? nil : ShapeReading.parts(of: sum)
  }

  /// The reading of a shape, if it is known.
  func reading(of shape: DigitShape) -> ShapeReading? {
    let (first, second) = slots.places(of: shape.hash)
    guard let place = [first, second].first(where: { slots.shape(at: $0) == shape }) else {
      return nil
    }
    let reading = slots.reading(at: place)
    return reading.base == DigitShapes.unread ? nil : ShapeReading(reading)
  }

  /// Takes note of a shape that has no reading; whether it is time to find one.
  mutating func miss(_ shape: DigitShape) -> Bool {
    let hash = shape.hash
    let (first, second) = slots.places(of: hash)
    if slots.shape(at: first) == shape || slots.shape(at: second) == shape { return false }
    let rest = UInt32(truncatingIfNeeded: hash)
    if missed[first] == rest { return true }
    missed[first] = rest
    return false
  }

  /// Keeps the reading of a shape, or that it has none.
  func keep(_ shape: DigitShape, _ reading: ShapeReading?) {
    let (first, second) = slots.places(of: shape.hash)
    slots.put(shape, reading?.digits, at: slots.shape(at: first) == nil ? first : second)
  }
}
