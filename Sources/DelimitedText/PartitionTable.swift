/// One small value for each place of a partition, of one worker, used for one partition after another.
///
/// Unsafe because an array would be asked at each of a hundred million writes whether it is shared and
/// whether the place is inside it; here the place is cut to what a partition has.
public struct PartitionTable<Value: BitwiseCopyable & Sendable>: ~Copyable {
  @usableFromInline let values: UnsafeMutablePointer<Value>
  private let empty: Value

  /// A table of `empty` values.
  public init(_ empty: Value) {
    self.empty = empty
    values = .allocate(capacity: Partition.size)
    values.initialize(repeating: empty, count: Partition.size)
  }

  deinit { values.deallocate() }

  /// The value of a place, counted modulo the size of a partition.
  @inlinable
  public subscript(place: Int) -> Value {
    @inline(__always) get { values[place & (Partition.size - 1)] }
    @inline(__always) set { values[place & (Partition.size - 1)] = newValue }
  }

  /// Empties all places.
  public mutating func clear() { values.update(repeating: empty, count: Partition.size) }
}
