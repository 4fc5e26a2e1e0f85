import Synchronization

/// Memory in pieces of one size that goes round between logs and lists: what a source gives back,
/// the next one takes, so that the kernel need not clear new pages.
///
/// `@unchecked Sendable`: the pointers are only touched under the lock, and a piece belongs to one
/// owner at a time.
public final class BlockPool: @unchecked Sendable {
  public static let blockBytes = 1 << 14

  private static let slabBytes = 1 << 22

  private struct State {
    var free: [UInt] = []
    var slabs: [UInt] = []
  }

  private let state = Mutex(State())

  public init() {}

  deinit {
    for slab in state.withLock({ $0.slabs }) {
      guard let memory = UnsafeMutableRawPointer(bitPattern: slab) else { continue }
      LargeMemory.free(memory, bytes: Self.slabBytes)
    }
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

  func give(_ blocks: [UInt]) { state.withLock { $0.free += blocks } }
}

/// Values in the blocks of a pool, in the order they came. The blocks go back with the list.
///
/// `@unchecked Sendable`: one worker fills a list, and it is only read from then on.
/// Unsafe because an array would take new memory from the system, and copy what it has whenever it
/// grows.
public final class BlockList<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let pool: BlockPool
  private var blocks: [UnsafeMutablePointer<Element>] = []
  private var next: UnsafeMutablePointer<Element>?
  private var end: UnsafeMutablePointer<Element>?
  public private(set) var count = 0

  private static var perBlock: Int { BlockPool.blockBytes / MemoryLayout<Element>.stride }

  public init(_ pool: BlockPool) { self.pool = pool }

  deinit { pool.give(blocks.map { UInt(bitPattern: $0) }) }

  public func append(_ element: Element) {
    if next == end {
      let block = pool.take().bindMemory(to: Element.self, capacity: Self.perBlock)
      blocks.append(block)
      next = block
      end = block + Self.perBlock
    }
    next!.initialize(to: element)
    next! += 1
    count += 1
  }

  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count)
    return blocks[index / Self.perBlock][index % Self.perBlock]
  }

  /// Calls `body` with each value in order, and its index.
  @inline(__always)
  public func forEach(_ body: (Int, Element) -> Void) {
    for (number, block) in blocks.enumerated() {
      let first = number * Self.perBlock
      for place in 0..<min(Self.perBlock, count - first) { body(first + place, block[place]) }
    }
  }
}
