import Synchronization

/// Hands out the numbers `0..<count`, or those from another on, to several workers, each once, in
/// ascending order.
public final class WorkList: Sendable {
  private let next: Atomic<Int>
  private let count: Int

  public init(from first: Int = 0, count: Int) {
    next = Atomic(first)
    self.count = count
  }

  /// The next number, or nil when there is none left or the work was stopped.
  public func take() -> Int? {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }

  /// Lets nobody take another number.
  public func stop() { next.store(count, ordering: .relaxed) }
}

/// Several files with headers, read as one list of chunks by several workers.
///
/// Reading is an attempt: each chunk guesses where its first row starts, and UTF-8 is taken for
/// granted. After all chunks are read, `settle` holds the guesses against each other. Where one was
/// wrong it changes how those files are read, and the caller throws away what it got and reads
/// again. Ordinary files are read once.
public struct DelimitedFiles: Sendable {
  public private(set) var files: [DelimitedFile]
  /// The first chunk of each file in the list of all chunks, and their number at the end.
  private var firstChunk: [Int] = []

  public init(_ files: [DelimitedFile]) {
    self.files = files
    countChunks()
  }

  private mutating func countChunks() {
    firstChunk = [0]
    for file in files { firstChunk.append(firstChunk.last! + file.chunkCount) }
  }

  public var chunkCount: Int { firstChunk.last! }

  /// What the workers found, by file and chunk.
  public typealias Outcomes = [[ChunkOutcome]]

  /// The chunks still to be read, shared by the workers of one attempt.
  public final class Feed: Sendable {
    fileprivate let files: [DelimitedFile]
    @usableFromInline let firstChunk: [Int]
    @usableFromInline let work: WorkList
    @usableFromInline let outcomes: Mutex<Outcomes>
    @usableFromInline let progress: (@Sendable (Int) -> Bool)?

    fileprivate init(
      _ files: DelimitedFiles, from first: Int, _ progress: (@Sendable (Int) -> Bool)?
    ) {
      self.files = files.files
      firstChunk = files.firstChunk
      work = WorkList(from: files.firstChunk[first], count: files.chunkCount)
      outcomes = Mutex(files.files.map { Array(repeating: ChunkOutcome(), count: $0.chunkCount) })
      self.progress = progress
    }

    @usableFromInline func file(_ number: Int) -> DelimitedFile { files[number] }

    /// Reads chunks into `sink` until none is left. Call it once on each worker.
    @inlinable
    public func drain<Sink: RowSink & ~Copyable>(into sink: inout Sink) throws(ReadError) {
      var scanner = ChunkScanner(chunkSize: largestChunk)
      var number = 0
      while let item = work.take() {
        while firstChunk[number + 1] <= item { number += 1 }
        let chunk = item - firstChunk[number]
        let file = file(number)
        do throws(ReadError) {
          let outcome = try scanner.scan(file, number: number, chunk: chunk, into: &sink)
          outcomes.withLock { $0[number][chunk] = outcome }
        } catch {
          work.stop()
          throw error
        }
        if let progress, !progress(file.chunkSize) { work.stop() }
      }
    }

    /// A buffer of this size does for most chunks.
    @usableFromInline
    var largestChunk: Int {
      files.map { min($0.chunkSize, $0.dataSize) }.max() ?? 0
    }

    public func finish() -> Outcomes { outcomes.withLock { $0 } }
  }

  /// Begins an attempt at the files from number `first` on. `progress` is told the bytes of each chunk
  /// done, and stops the reading by returning false.
  public func feed(from first: Int = 0, progress: (@Sendable (Int) -> Bool)? = nil) -> Feed {
    Feed(self, from: first, progress)
  }

  /// Checks the guesses of an attempt. Returns false, having changed how the files at fault are
  /// read, if the rows delivered must be thrown away and read again.
  public mutating func settle(_ outcomes: Outcomes) throws(ReadError) -> Bool {
    var isSettled = true
    for number in files.indices {
      let file = files[number]
      if outcomes[number].contains(where: \.wrongEncoding) {
        files[number] = try file.reopened(
          as: file.encoding == .utf8 ? .gb18030 : .utf8WithFaults)
        isSettled = false
      } else if file.exactStarts == nil, !Self.agree(file, outcomes[number]) {
        files[number] = try file.findingExactStarts()
        isSettled = false
      }
    }
    if !isSettled { countChunks() }
    return isSettled
  }

  /// Whether each chunk starts where the rows of those before it end.
  private static func agree(_ file: DelimitedFile, _ chunks: [ChunkOutcome]) -> Bool {
    var expected = file.header.dataStart
    for (chunk, outcome) in chunks.enumerated() {
      if let span = outcome.span {
        guard span.lowerBound == expected else { return false }
        expected = span.upperBound
      } else if expected < file.bounds(ofChunk: chunk).1 {
        return false
      }
    }
    return true
  }

  /// The line, from 1, that line 0 of each chunk of a file is.
  public func firstLines(ofFile number: Int, _ outcomes: Outcomes) -> [Int] {
    var line = files[number].header.lines + 1
    return outcomes[number].map { outcome in
      defer { line += outcome.lines }
      return line
    }
  }
}
