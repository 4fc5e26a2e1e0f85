/// A value whose bytes are all zero where it is empty, so that a table of empty ones need not be
/// filled in: the system's pages are zero when they come.
public protocol ZeroIsEmpty: BitwiseCopyable, Sendable {}

extension UInt32: ZeroIsEmpty {}

/// One fixed-size value a unit, written by several workers at once, each its own partition.
///
/// `@unchecked Sendable`: workers write disjoint parts, each partition one of them at a time by the
/// caller's work list; growing happens between the parallel steps.
/// Unsafe because an array can be written by one thread only.
public final class UnitColumn<Element: ZeroIsEmpty>: @unchecked Sendable {
  // Exclusive by construction, see above; checking it at run time costs more than the access.
  @exclusivity(unchecked) @usableFromInline var storage: UnsafeMutablePointer<Element>
  private var capacity: Int
  @exclusivity(unchecked) @usableFromInline var length: Int

  @inlinable public var count: Int { length }

  /// `count` empty values. O(1): they are made when they are first touched.
  public init(count: Int) {
    length = count
    // Room for the addresses that turn up outside the register.
    capacity = count + count / 64 + 1024
    storage = Self.allocate(capacity)
  }

  deinit { Self.free(storage, capacity) }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    LargeMemory.allocate(capacity * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: capacity)
  }

  private static func free(_ storage: UnsafeMutablePointer<Element>, _ capacity: Int) {
    LargeMemory.free(storage, bytes: capacity * MemoryLayout<Element>.stride)
  }

  /// Appends empty values up to `newCount`.
  public func grow(to newCount: Int) {
    guard newCount > count else { return }
    if newCount > capacity {
      let larger = newCount + newCount / 2
      let moved = Self.allocate(larger)
      moved.update(from: storage, count: count)
      Self.free(storage, capacity)
      storage = moved
      capacity = larger
    }
    length = newCount
  }

  /// Forgets the values from `newCount` on.
  public func shrink(to newCount: Int) {
    guard newCount < count else { return }
    let bytes = (count - newCount) * MemoryLayout<Element>.stride
    UnsafeMutableRawPointer(storage + newCount).initializeMemory(
      as: UInt8.self, repeating: 0, count: bytes)
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
}
