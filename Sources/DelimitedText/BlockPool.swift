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

/// Several lists that grow side by side in the blocks of a pool. The blocks go back with them.
///
/// `@unchecked Sendable`: one worker fills the lists, and they are only read from then on.
/// Unsafe because an append to one of many arrays would count its references and check that it is the
/// only one, which costs more than the append.
public final class BlockLists<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline
  struct Cursor {
    @usableFromInline var next: UnsafeMutablePointer<Element>?
    @usableFromInline var end: UnsafeMutablePointer<Element>?
  }

  private let pool: BlockPool
  @usableFromInline let lists: Int
  @usableFromInline let cursors: UnsafeMutablePointer<Cursor>
  private var blocks: [[UnsafeMutablePointer<Element>]]

  public init(_ lists: Int, pool: BlockPool) {
    self.pool = pool
    self.lists = lists
    cursors = .allocate(capacity: lists)
    cursors.initialize(repeating: Cursor(next: nil, end: nil), count: lists)
    blocks = Array(repeating: [], count: lists)
  }

  deinit {
    cursors.deallocate()
    pool.give(blocks.joined().map { UInt(bitPattern: $0) })
  }

  @inlinable @inline(__always)
  public func append(_ element: Element, to list: Int) {
    precondition(list >= 0 && list < lists)
    let cursor = cursors + list
    if cursor.pointee.next == cursor.pointee.end { takeBlock(list) }
    cursor.pointee.next!.initialize(to: element)
    cursor.pointee.next! += 1
  }

  @usableFromInline
  func takeBlock(_ list: Int) {
    let perBlock = BlockPool.blockBytes / MemoryLayout<Element>.stride
    let block = pool.take().bindMemory(to: Element.self, capacity: perBlock)
    blocks[list].append(block)
    cursors[list] = Cursor(next: block, end: block + perBlock)
  }

  public func count(_ list: Int) -> Int {
    guard let last = blocks[list].last, let next = cursors[list].next else { return 0 }
    let perBlock = BlockPool.blockBytes / MemoryLayout<Element>.stride
    return (blocks[list].count - 1) * perBlock + (next - last)
  }

  /// One of the lists, as long as it is now.
  public subscript(list: Int) -> List { List(self, blocks[list], count: count(list)) }

  public struct List: @unchecked Sendable {
    private let owner: BlockLists
    @usableFromInline let blocks: [UnsafeMutablePointer<Element>]
    public let count: Int

    fileprivate init(_ owner: BlockLists, _ blocks: [UnsafeMutablePointer<Element>], count: Int) {
      self.owner = owner
      self.blocks = blocks
      self.count = count
    }

    @inlinable @inline(__always)
    public subscript(index: Int) -> Element {
      precondition(index >= 0 && index < count)
      let perBlock = BlockPool.blockBytes / MemoryLayout<Element>.stride
      return blocks[index / perBlock][index % perBlock]
    }
  }
}
