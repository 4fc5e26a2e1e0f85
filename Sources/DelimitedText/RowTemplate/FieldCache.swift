/// A cache of what the fields of a column mean that has few different texts, such as outcomes and states.
///
/// Each text is worked out once. Finding it again takes no branch on its length, or on which of them it is:
/// the processor could not guess those.
public struct FieldCache<Value: BitwiseCopyable & Sendable>: Sendable {
  @usableFromInline
  struct Slot: Sendable {
    @usableFromInline var count: Int
    @usableFromInline var words: FieldWords
    @usableFromInline var value: Value

    @usableFromInline
    init(count: Int, words: FieldWords, value: Value) {
      self.count = count
      self.words = words
      self.value = value
    }
  }

  /// One for each text that has come, unless it shares its place with another or is too long.
  @usableFromInline var slots: [Slot]

  /// - Parameter value: any; nothing is known yet.
  public init(_ value: Value) {
    let none = Slot(count: -1, words: FieldWords(low: 0, high: 0), value: value)
    slots = Array(repeating: none, count: 64)
  }

  /// What the field of a column comes to, worked out by `make` where it has not been met; of an empty
  /// field where there is no such column (−1).
  @inlinable @inline(__always)
  public mutating func value(of row: Row, _ column: Int, _ make: (Field) -> Value) -> Value {
    let field = row.field(ifAny: column)
    let words = row.words(of: field)
    let hash = (words.low ^ words.high &<< 1) &* 0x8EBC_6AF0_9C88_C6E3
    let place = Int(truncatingIfNeeded: hash &>> 58)
    let slot = slots[place]
    if slot.count == field.count && slot.words == words { return slot.value }
    let value = make(field)
    if field.count <= 16 { slots[place] = Slot(count: field.count, words: words, value: value) }
    return value
  }
}
