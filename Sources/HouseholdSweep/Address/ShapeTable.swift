import DelimitedText

/// One worker's memory of shapes and their readings: people write in some hundred shapes, so that
/// nearly every address is read by the places of its digits alone.
struct ShapeTable {
  private struct Slot: BitwiseCopyable {
    var shape = AddressShape()
    /// What is left of the hash of the shape that was missed here last.
    var missed: UInt32 = 0
    var reading = ShapeReading()
    /// False of a shape whose addresses must be scanned.
    var isRead = false
  }

  /// Each shape has two slots that it may be in. The first stays with whoever comes first, the
  /// second goes to a shape that was missed twice in a row: what comes once drives nothing out.
  private var slots = [Slot](repeating: Slot(), count: 1 << 12)

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
  mutating func miss(_ shape: AddressShape) -> Bool {
    let hash = shape.hash
    let place = first(hash)
    if slots[place].shape == shape || slots[second(hash)].shape == shape { return false }
    let rest = UInt32(truncatingIfNeeded: hash &>> 20)
    if slots[place].missed == rest { return true }
    slots[place].missed = rest
    return false
  }

  /// Keeps the reading of a shape, or that it has none.
  mutating func keep(_ shape: AddressShape, _ reading: ShapeReading?) {
    let hash = shape.hash
    let place = slots[first(hash)].shape == AddressShape() ? first(hash) : second(hash)
    slots[place].shape = shape
    slots[place].isRead = reading != nil
    slots[place].reading = reading ?? ShapeReading()
  }
}
