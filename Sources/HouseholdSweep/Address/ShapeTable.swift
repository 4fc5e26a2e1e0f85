import DelimitedText

/// One worker's memory of shapes and their readings: people write in some hundred shapes, so that
/// nearly every address is read by the places of its digits alone.
struct ShapeTable {
  private struct Slot: ZeroIsEmpty {
    var shape = AddressShape()
    /// What is left of the hash of the shape that was missed here last.
    var missed: UInt32 = 0
    var reading = ShapeReading()
    /// False of a shape whose addresses must be scanned.
    var isRead = false
  }

  /// Each shape has two slots that it may be in. It is kept when it has been missed twice in a row:
  /// in the first if nobody is there, and else in the second, whoever is.
  ///
  /// A column, because its slots of 64 bytes are cache lines, which those of an array are not.
  private let slots = UnitColumn<Slot>(count: 1 << 12)

  /// The reading of a shape, if it is known.
  @inline(__always)
  func reading(of shape: AddressShape) -> ShapeReading? {
    let hash = shape.hash
    var place = first(hash)
    if slots[place].shape != shape {
      place = second(hash)
      guard slots[place].shape == shape else { return nil }
    }
    return slots[place].isRead ? slots[place].reading : nil
  }

  @inline(__always)
  private func first(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 52) }

  @inline(__always)
  private func second(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 40 & 0xFFF) }

  /// Takes note of a shape that has no reading; whether it is time to find one.
  func miss(_ shape: AddressShape) -> Bool {
    let hash = shape.hash
    let place = first(hash)
    if slots[place].shape == shape || slots[second(hash)].shape == shape { return false }
    let rest = UInt32(truncatingIfNeeded: hash &>> 20)
    if slots[place].missed == rest { return true }
    slots[place].missed = rest
    return false
  }

  /// Keeps the reading of a shape, or that it has none.
  func keep(_ shape: AddressShape, _ reading: ShapeReading?) {
    let hash = shape.hash
    let place = slots[first(hash)].shape == AddressShape() ? first(hash) : second(hash)
    slots[place] = Slot(
      shape: shape, missed: slots[place].missed, reading: reading ?? ShapeReading(),
      isRead: reading != nil)
  }
}
