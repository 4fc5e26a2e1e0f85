/// What some rows come to that wait for each other, of one worker, so that what has to be fetched for them
/// is fetched for all at once.
///
/// Unsafe because an array is asked at each change of an element whether it is shared.
public struct RowBatch<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline let elements: UnsafeMutablePointer<Element>
  @usableFromInline let capacity: Int
  @usableFromInline var used = 0

  @inlinable public var count: Int { used }

  /// An empty batch.
  /// - Parameter capacity: the rows that there is room for.
  public init(capacity: Int) {
    self.capacity = capacity
    elements = .allocate(capacity: capacity)
  }

  deinit { elements.deallocate() }

  @inlinable public var isEmpty: Bool { used == 0 }
  @inlinable public var isFull: Bool { used == capacity }

  /// Adds an element; there must be room.
  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    precondition(used < capacity)
    (elements + used).initialize(to: element)
    used &+= 1
  }

  @inlinable
  public mutating func removeAll() { used = 0 }

  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < used)
      return elements[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < used)
      elements[index] = newValue
    }
  }
}
