/// What the fields of a column come to that has few different texts, such as states: each is worked out
/// once, and found again without guesses at its length or at which of them it is.
///
/// Unsafe because sixteen bytes are read whatever the length of the field: of a row there are always so
/// many, the scanner's buffer being that much longer.
public struct FieldChoices<Value: BitwiseCopyable & Sendable>: Sendable {
  @usableFromInline
  struct Slot: Sendable {
    @usableFromInline var count: Int
    @usableFromInline var first: UInt64
    @usableFromInline var last: UInt64
    @usableFromInline var value: Value

    @usableFromInline
    init(count: Int, first: UInt64, last: UInt64, value: Value) {
      self.count = count
      self.first = first
      self.last = last
      self.value = value
    }
  }

  /// One for each text that has come, unless it shares its place with another or is too long.
  @usableFromInline var slots: [Slot]

  /// - Parameter value: any; nothing is known yet.
  public init(_ value: Value) {
    slots = Array(repeating: Slot(count: -1, first: 0, last: 0, value: value), count: 64)
  }

  /// What the field of a column comes to, worked out by `make` where it has not been met; of an empty
  /// field where there is no such column (−1).
  @inlinable @inline(__always)
  public mutating func value(of row: Row, _ column: Int, _ make: (Field) -> Value) -> Value {
    let field = row.field(ifAny: column)
    let base = UnsafeRawPointer(field.base)
    // Both halves overlap, or are the same where there are no more than eight bytes.
    let kept = UInt64.max >> UInt64(max(0, 64 &- field.count &* 8))
    let first = base.loadUnaligned(as: UInt64.self) & kept
    let last = base.loadUnaligned(fromByteOffset: max(0, field.count &- 8), as: UInt64.self) & kept
    let place = Int(truncatingIfNeeded: ((first ^ last &<< 1) &* 0x8EBC_6AF0_9C88_C6E3) &>> 58)
    let slot = slots[place]
    if slot.count == field.count && slot.first == first && slot.last == last { return slot.value }
    let value = make(field)
    if field.count <= 16 {
      slots[place] = Slot(count: field.count, first: first, last: last, value: value)
    }
    return value
  }
}
