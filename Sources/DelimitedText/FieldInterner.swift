/// A set of byte strings numbered from 0 in the order they came.
public struct FieldInterner: Sendable {
  @usableFromInline var arena: [UInt8] = []
  @usableFromInline var ends: [Int] = []
  @usableFromInline var hashes: [UInt64] = []
  // Open addressing: number + 1, 0 where free; the size is a power of two.
  @usableFromInline var slots = [UInt32](repeating: 0, count: 64)

  public init() {}

  public var count: Int { ends.count }

  /// The number of the field, if it is in the set. O(1) expected.
  @inlinable
  public func find(_ field: Field) -> Int? {
    let hash = field.hash64
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash && equals(number, field) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The number of the field, which is added if it is new. O(1) expected.
  public mutating func intern(_ field: Field) -> Int {
    if let number = find(field) { return number }
    if (ends.count + 1) * 2 > slots.count { rehash() }
    for index in 0..<field.count { arena.append(field[index]) }
    ends.append(arena.count)
    hashes.append(field.hash64)
    place(ends.count - 1)
    return ends.count - 1
  }

  private mutating func rehash() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for number in ends.indices { place(number) }
  }

  private mutating func place(_ number: Int) {
    var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(number + 1)
  }

  @inlinable
  func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  /// Whether the byte string of a number is the field.
  @inlinable
  public func equals(_ number: Int, _ field: Field) -> Bool {
    let range = range(number)
    guard range.count == field.count else { return false }
    for index in 0..<field.count where arena[range.lowerBound + index] != field[index] {
      return false
    }
    return true
  }

  /// Calls `body` with the bytes of a number.
  @inlinable
  public func withField<Result>(_ number: Int, _ body: (Field) throws -> Result) rethrows
    -> Result
  {
    let range = range(number)
    return try arena.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return try Field.of("", body) }
      return try body(Field(base + range.lowerBound, count: range.count))
    }
  }

  public func text(_ number: Int) -> String { withField(number) { $0.text } }
}
