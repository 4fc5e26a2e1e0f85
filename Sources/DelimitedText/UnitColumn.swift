/// One fixed-size value a unit, written by several workers at once, each its own partition.
///
/// `@unchecked Sendable`: `withPartition` hands disjoint parts to the workers, each partition to one
/// at a time by the caller's work list; growing happens between the parallel steps.
/// Unsafe because an array can be written by one thread only.
public final class UnitColumn<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Exclusive by construction, see above; checking it at run time costs more than the access.
  @exclusivity(unchecked) @usableFromInline var storage: UnsafeMutablePointer<Element>
  private var capacity: Int
  @exclusivity(unchecked) @usableFromInline var length: Int
  private let empty: Element

  @inlinable public var count: Int { length }

  public init(count: Int, repeating empty: Element) {
    length = count
    self.empty = empty
    // Room for the addresses that turn up outside the register.
    capacity = count + count / 64 + 1024
    storage = Self.allocate(capacity)
    storage.initialize(repeating: empty, count: count)
  }

  deinit { LargeMemory.free(storage) }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    LargeMemory.allocate(capacity * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: capacity)
  }

  /// Appends empty values up to `newCount`.
  public func grow(to newCount: Int) {
    guard newCount > count else { return }
    if newCount > capacity {
      capacity = newCount + newCount / 2
      let larger = Self.allocate(capacity)
      larger.initialize(from: storage, count: count)
      LargeMemory.free(storage)
      storage = larger
    }
    (storage + count).initialize(repeating: empty, count: newCount - count)
    length = newCount
  }

  @inlinable
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      return storage[index]
    }
    set {
      precondition(index >= 0 && index < count)
      storage[index] = newValue
    }
  }

  /// Puts `values` in place from `start` on.
  public func put(_ values: [Element], at start: Int) {
    precondition(start >= 0 && start + values.count <= count)
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      (storage + start).update(from: base, count: values.count)
    }
  }

  /// The values of one partition, by place.
  @inlinable
  public func withPartition<Result>(
    _ partition: Int, _ body: (inout MutableSpan<Element>) throws -> Result
  ) rethrows -> Result {
    let start = partition << Partition.bits
    precondition(start < count)
    var span = MutableSpan(
      _unsafeStart: storage + start, count: min(Partition.size, count - start))
    return try body(&span)
  }
}
