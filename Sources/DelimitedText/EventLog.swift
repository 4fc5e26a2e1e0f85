import Synchronization

/// Small records of a fixed size, to be sorted by their place in a partition, then by themselves.
public protocol PartitionedEvent: BitwiseCopyable, Sendable, Comparable {
  /// The index inside the partition, below `Partition.size`.
  var place: Int { get }
}

/// How units (or meters) are divided for parallel work: by the high bits of their numbers.
public enum Partition {
  public static let bits = 14
  public static let size = 1 << bits

  /// The partitions that `count` units make.
  public static func count(of units: Int) -> Int { (units + size - 1) >> bits }
}

/// The events of one source, by partition, in the blocks their writers filled.
///
/// `@unchecked Sendable`: blocks are written by one writer each, handed over under the lock when
/// the writer finishes, and only read from then on.
public final class EventLog<Event: PartitionedEvent>: @unchecked Sendable {
  /// Events of one partition from one file, in the order they were read.
  @usableFromInline
  struct Segment {
    @usableFromInline var base: UnsafeMutablePointer<Event>
    @usableFromInline var count: Int
    @usableFromInline var file: Int32

    @inlinable
    init(base: UnsafeMutablePointer<Event>, count: Int, file: Int32) {
      self.base = base
      self.count = count
      self.file = file
    }
  }

  fileprivate let pool: BlockPool
  private let state: Mutex<State>

  /// Partitions the log has room for.
  public var partitions: Int { state.withLock { $0.segments.count } }

  private struct State: @unchecked Sendable {
    var segments: [[Segment]]
    var blocks: [UInt] = []
  }

  public init(partitions: Int, pool: BlockPool) {
    self.pool = pool
    state = Mutex(State(segments: Array(repeating: [], count: partitions)))
  }

  deinit { pool.give(state.withLock { $0.blocks }) }

  /// Forgets all events: they were read in vain.
  public func removeAll() {
    state.withLock { state in
      pool.give(state.blocks)
      state.blocks = []
      for partition in state.segments.indices { state.segments[partition] = [] }
    }
  }

  /// Makes room for more partitions, for writers made from now on.
  public func grow(to partitions: Int) {
    state.withLock { state in
      let missing = partitions - state.segments.count
      if missing > 0 { state.segments += Array(repeating: [], count: missing) }
    }
  }

  fileprivate func add(_ segments: [[Segment]], blocks: [UInt]) {
    state.withLock { state in
      for partition in segments.indices { state.segments[partition] += segments[partition] }
      state.blocks += blocks
    }
  }

  /// The segments of a partition, those of earlier files first.
  @usableFromInline
  func segments(_ partition: Int) -> [Segment] {
    state.withLock { partition < $0.segments.count ? $0.segments[partition] : [] }
  }

  /// Runs `body` for each event of a partition, in no order that counts.
  @inlinable @inline(__always)
  public func forEach(in partition: Int, _ body: (Event) -> Void) {
    for segment in segments(partition) {
      for index in 0..<segment.count { body(segment.base[index]) }
    }
  }

  public var count: Int {
    state.withLock { $0.segments.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } } }
  }
}

/// Events of one worker on their way into a log.
///
/// Unsafe because forty million appends through an array of arrays would check uniqueness and
/// bounds twice each, and growing arrays would copy what is there.
public struct EventWriter<Event: PartitionedEvent>: ~Copyable {
  @usableFromInline
  struct Cursor {
    @usableFromInline var next: UnsafeMutablePointer<Event>
    @usableFromInline var end: UnsafeMutablePointer<Event>
    @usableFromInline var start: UnsafeMutablePointer<Event>
    @usableFromInline var file: Int32
  }

  @usableFromInline let cursors: UnsafeMutablePointer<Cursor>
  @usableFromInline let partitions: Int
  private let nothing: UnsafeMutablePointer<Event>
  private let log: EventLog<Event>
  private var segments: [[EventLog<Event>.Segment]]
  private var blocks: [UInt] = []
  /// The file that the next events come from.
  public var file: Int32 = 0

  public init(_ log: EventLog<Event>) {
    self.log = log
    partitions = log.partitions
    nothing = .allocate(capacity: 1)
    segments = Array(repeating: [], count: partitions)
    cursors = .allocate(capacity: partitions)
    let cursor = Cursor(next: nothing, end: nothing, start: nothing, file: -1)
    cursors.initialize(repeating: cursor, count: partitions)
  }

  deinit {
    cursors.deallocate()
    nothing.deallocate()
  }

  @inlinable @inline(__always)
  public mutating func append(_ event: Event, partition: Int) {
    precondition(partition >= 0 && partition < partitions)
    let cursor = cursors + partition
    if cursor.pointee.next == cursor.pointee.end || cursor.pointee.file != file { turn(partition) }
    cursor.pointee.next.initialize(to: event)
    cursor.pointee.next += 1
  }

  /// Ends a segment, and takes a new block where the old one is full.
  @usableFromInline
  mutating func turn(_ partition: Int) {
    close(partition)
    if cursors[partition].next == cursors[partition].end {
      let block = log.pool.take()
      blocks.append(UInt(bitPattern: block))
      let capacity = BlockPool.blockBytes / MemoryLayout<Event>.stride
      cursors[partition].next = block.bindMemory(to: Event.self, capacity: capacity)
      cursors[partition].end = cursors[partition].next + capacity
    }
    cursors[partition].start = cursors[partition].next
    cursors[partition].file = file
  }

  private mutating func close(_ partition: Int) {
    let cursor = cursors[partition]
    guard cursor.next > cursor.start else { return }
    segments[partition].append(
      EventLog.Segment(base: cursor.start, count: cursor.next - cursor.start, file: cursor.file))
    cursors[partition].start = cursor.next
  }

  /// Hands everything over to the log; the writer is not used any more.
  public mutating func finish() {
    for partition in 0..<partitions { close(partition) }
    log.add(segments, blocks: blocks)
    segments = []
    blocks = []
  }
}

/// Sorts the events of one partition after another, reusing its memory.
public struct EventSorter<Event: PartitionedEvent>: ~Copyable {
  /// The events of the partition sorted by place, then by themselves.
  public var events: [Event] = []
  /// The file of each event, or empty where all come from one file.
  public var files: [Int32] = []
  /// The one file they all come from.
  public var onlyFile: Int32 = 0
  @usableFromInline var starts = [UInt32](repeating: 0, count: Partition.size + 1)
  /// Events of the places wanted.
  @usableFromInline var kept: [Event] = []

  @inlinable public init() {}

  /// The file of the event at `index`.
  @inlinable
  public func file(_ index: Int) -> Int { Int(files.isEmpty ? onlyFile : files[index]) }

  /// Fills `events` with a partition. Equal events stay in the order of their files.
  /// O(n) where units have few events each, as they do.
  @inlinable
  public mutating func sort(_ log: EventLog<Event>, partition: Int) {
    sort(log.segments(partition).sorted { $0.file < $1.file })
  }

  /// Fills `events` with those of a partition whose places are wanted, in the same order.
  @inlinable
  public mutating func sort(
    _ log: EventLog<Event>, partition: Int, wanted: borrowing PartitionTable<Bool>
  ) {
    let segments = log.segments(partition).sorted { $0.file < $1.file }
    kept.removeAll(keepingCapacity: true)
    var ends: [Int] = []
    for segment in segments {
      for index in 0..<segment.count where wanted[segment.base[index].place] {
        kept.append(segment.base[index])
      }
      ends.append(kept.count)
    }
    let events = kept
    // Unsafe: segments point into memory; what these point to stays where it is in here.
    events.withUnsafeBufferPointer { events in
      var start = 0
      var parts: [EventLog<Event>.Segment] = []
      for (segment, end) in zip(segments, ends) where end > start {
        let base = UnsafeMutablePointer(mutating: events.baseAddress! + start)
        parts.append(.init(base: base, count: end - start, file: segment.file))
        start = end
      }
      sort(parts)
    }
  }

  /// Sorts the events of segments in the order of their files.
  @inlinable
  mutating func sort(_ segments: [EventLog<Event>.Segment]) {
    onlyFile = segments.first?.file ?? 0
    countPlaces(segments)
    scatter(segments)
    let total = events.count
    var start = 0
    while start < total {
      var last = events[start]
      let place = last.place
      var isSorted = true
      var end = start + 1
      while end < total {
        let event = events[end]
        if event.place != place { break }
        isSorted = isSorted && !(event < last)
        last = event
        end += 1
      }
      if !isSorted { sortGroup(start, end) }
      start = end
    }
  }

  @inlinable
  mutating func countPlaces(_ segments: [EventLog<Event>.Segment]) {
    starts.withUnsafeMutableBufferPointer { starts in
      starts.update(repeating: 0)
      for segment in segments {
        for index in 0..<segment.count { starts[segment.base[index].place + 1] &+= 1 }
      }
      for place in 0..<Partition.size { starts[place + 1] &+= starts[place] }
    }
  }

  @inlinable
  mutating func scatter(_ segments: [EventLog<Event>.Segment]) {
    let total = Int(starts[Partition.size])
    let manyFiles = segments.contains { $0.file != onlyFile }
    files = manyFiles ? [Int32](repeating: 0, count: total) : []
    var nextFiles = files
    files = []
    starts.withUnsafeMutableBufferPointer { starts in
      // Unsafe: each of the `total` elements is written exactly once by the counting sort.
      events = [Event](unsafeUninitializedCapacity: total) { events, initialized in
        for segment in segments {
          for index in 0..<segment.count {
            let event = segment.base[index]
            let at = Int(starts[event.place])
            starts[event.place] &+= 1
            (events.baseAddress! + at).initialize(to: event)
            if manyFiles { nextFiles[at] = segment.file }
          }
        }
        initialized = total
      }
    }
    files = nextFiles
  }

  /// Sorts some events of one place: an insertion sort for the usual handful, the library's for more.
  @inlinable
  mutating func sortGroup(_ start: Int, _ end: Int) {
    if end - start > 40 {
      let order = (start..<end).sorted { a, b in
        events[a] == events[b] ? a < b : events[a] < events[b]
      }
      let sorted = order.map { events[$0] }
      let sortedFiles = files.isEmpty ? [] : order.map { files[$0] }
      for index in start..<end {
        events[index] = sorted[index - start]
        if !files.isEmpty { files[index] = sortedFiles[index - start] }
      }
      return
    }
    for index in start + 1..<end {
      let event = events[index]
      guard event < events[index - 1] else { continue }
      let file = files.isEmpty ? 0 : files[index]
      var at = index
      while at > start && event < events[at - 1] {
        events[at] = events[at - 1]
        if !files.isEmpty { files[at] = files[at - 1] }
        at -= 1
      }
      events[at] = event
      if !files.isEmpty { files[at] = file }
    }
  }
}
