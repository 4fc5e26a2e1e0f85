/// The last field of a column and what it came to: rows that follow each other mostly have the same
/// compound, worker and state.
public struct FieldMemo<Value: BitwiseCopyable & Sendable>: Sendable {
  @usableFromInline var count = -1
  @usableFromInline var first: UInt64 = 0
  @usableFromInline var last: UInt64 = 0
  @usableFromInline var value: Value

  /// - Parameter value: any; nothing is remembered yet.
  @inlinable
  public init(_ value: Value) { self.value = value }

  /// What a field comes to: worked out by `make`, where it is not that of the row before.
  @inlinable @inline(__always)
  public mutating func value(of field: Field, _ make: (Field) -> Value) -> Value {
    let (first, last) = field.ends
    if field.count == count && first == self.first && last == self.last { return value }
    value = make(field)
    // The ends of a longer one do not tell it apart.
    count = field.count <= 16 ? field.count : -1
    (self.first, self.last) = (first, last)
    return value
  }
}
