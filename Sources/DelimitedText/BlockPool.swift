import Synchronization

/// Memory in pieces of one size that goes round between logs and lists: what a source gives back,
/// the next one takes, so that the kernel need not clear new pages.
///
/// `@unchecked Sendable`: the pointers are only touched under the lock, and a piece belongs to one
/// owner at a time.
public final class BlockPool: @unchecked Sendable {
  public static var blockBytes: Int { 1 << 14 }

  private static let slabBytes = 1 << 22

  private struct State {
    var free: [UInt] = []
    var slabs: [UInt] = []
  }

  private let state = Mutex(State())

  public init() {}

  deinit {
    Self.free(state.withLock { $0.slabs })
  }

  func take() -> UnsafeMutableRawPointer {
    let block = state.withLock { state in
      if let block = state.free.popLast() { return block }
      let slab = UInt(bitPattern: LargeMemory.allocate(Self.slabBytes))
      state.slabs.append(slab)
      // The first block goes to the caller, the others wait, the lowest on top.
      for offset in stride(from: Self.slabBytes - Self.blockBytes, to: 0, by: -Self.blockBytes) {
        state.free.append(slab + UInt(offset))
      }
      return slab
    }
    return UnsafeMutableRawPointer(bitPattern: block)!
  }

  /// Gives all memory back to the system, if no block is in use.
  public func trim() {
    let slabs = state.withLock { state -> [UInt] in
      guard state.free.count == state.slabs.count * (Self.slabBytes / Self.blockBytes) else {
        return []
      }
      defer { state = State() }
      return state.slabs
    }
    Self.free(slabs)
  }

  private static func free(_ slabs: [UInt]) {
    for slab in slabs {
      guard let memory = UnsafeMutableRawPointer(bitPattern: slab) else { continue }
      LargeMemory.free(memory, bytes: slabBytes)
    }
  }

  func give(_ blocks: [UInt]) { state.withLock { $0.free += blocks } }
}

/// Values in the blocks of a pool, in the order they came. The blocks go back with the list.
///
/// `@unchecked Sendable`: one worker fills a list, and it is only read from then on.
/// Unsafe because an array would take new memory from the system, and copy what it has whenever it
/// grows.
public final class BlockList<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let pool: BlockPool
  // Exclusive by construction, see above; checking it at run time costs more than an append.
  @exclusivity(unchecked) @usableFromInline
  private(set) var blocks: [UnsafeMutablePointer<Element>] = []
  @exclusivity(unchecked) @usableFromInline var next: UnsafeMutablePointer<Element>?
  @exclusivity(unchecked) @usableFromInline var end: UnsafeMutablePointer<Element>?
  @exclusivity(unchecked) @usableFromInline var length = 0

  @inlinable public var count: Int { length }

  @inlinable static var perBlock: Int { BlockPool.blockBytes / MemoryLayout<Element>.stride }

  public init(_ pool: BlockPool) { self.pool = pool }

  deinit { pool.give(blocks.map { UInt(bitPattern: $0) }) }

  @inlinable @inline(__always)
  public func append(_ element: Element) {
    if next == end { takeBlock() }
    next!.initialize(to: element)
    next! += 1
    length += 1
  }

  @usableFromInline
  func takeBlock() {
    let block = pool.take().bindMemory(to: Element.self, capacity: Self.perBlock)
    blocks.append(block)
    next = block
    end = block + Self.perBlock
  }

  @inlinable @inline(__always)
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < length)
    return blocks[index / Self.perBlock][index % Self.perBlock]
  }
}
