/// A set of byte strings numbered from 0 in the order they came.
public struct FieldInterner: Sendable {
  @usableFromInline var arena: [UInt8] = []
  /// Where each string begins in the arena, and the next one will.
  @usableFromInline var starts = [0]
  // Open addressing: the number plus one, 0 where free, under 32 bits of the hash; the size is a
  // power of two.
  @usableFromInline var slots = [UInt64](repeating: 0, count: 64)

  public init() {}

  public var count: Int { starts.count - 1 }

  /// The number of the field, if it is in the set. O(1) expected.
  @inlinable
  public func find(_ field: Field) -> Int? { find(field, field.hash64) }

  @inlinable
  func find(_ field: Field, _ hash: UInt64) -> Int? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32 {
        let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
        if equals(number, field) { return number }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The number of the field, which is added if it is new. O(1) expected.
  public mutating func intern(_ field: Field) -> Int {
    let hash = field.hash64
    if let number = find(field, hash) { return number }
    if starts.count * 2 > slots.count { rehash() }
    for index in 0..<field.count { arena.append(field[index]) }
    starts.append(arena.count)
    place(count - 1, hash)
    return count - 1
  }

  private mutating func rehash() {
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    for number in 0..<count { place(number, withField(number) { $0.hash64 }) }
  }

  private mutating func place(_ number: Int, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = hash & (0xFFFF_FFFF << 32) | UInt64(number + 1)
  }

  /// Whether the byte string of a number is the field.
  @inlinable
  public func equals(_ number: Int, _ field: Field) -> Bool {
    starts[number + 1] - starts[number] == field.count && withField(number) { $0.equals(field) }
  }

  /// Calls `body` with the bytes of a number.
  @inlinable @inline(__always)
  public func withField<Result>(_ number: Int, _ body: (Field) throws -> Result) rethrows
    -> Result
  {
    let start = starts[number]
    let count = starts[number + 1] - start
    return try arena.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return try Field.of("", body) }
      return try body(Field(base + start, count: count))
    }
  }

  public func text(_ number: Int) -> String { withField(number) { $0.text } }
}
