import CLibrary
import Synchronization

/// A new file that several threads write at places of their own; only its owner may read it.
///
/// Unsafe only in that bytes go to the system by pointer.
public final class OutputFile: Sendable {
  private let fileSystem: FileSystem
  private let path: String
  /// −1 when it is finished.
  private let descriptor: Atomic<Int32>

  /// Makes the file; it must not exist.
  public convenience init(creating path: String) throws(SystemError) {
    try self.init(creating: path, .current)
  }

  package init(creating path: String, _ fileSystem: FileSystem) throws(SystemError) {
    self.path = path
    self.fileSystem = fileSystem
    descriptor = Atomic(
      try fileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600))
  }

  deinit {
    // A file that is not finished is given up.
    let descriptor = descriptor.load(ordering: .relaxed)
    if descriptor >= 0 { try? fileSystem.close(descriptor, path) }
  }

  /// Bytes that go to the system at a time. For larger pieces it looks for larger pages to keep them
  /// in, which cost it three times as long where it has none ready (see `docs/performance.md`).
  private static var piece: Int { 1 << 16 }

  /// Writes all bytes of a buffer at `offset`.
  public func write(_ buffer: borrowing OutputBuffer, at offset: Int) throws(SystemError) {
    let descriptor = descriptor.load(ordering: .relaxed)
    try buffer.withBytes { bytes throws(SystemError) in
      var done = 0
      while done < bytes.count {
        let piece = bytes[done..<min(done + Self.piece, bytes.count)]
        done += try fileSystem.write(
          descriptor, path, UnsafeRawBufferPointer(rebasing: piece), at: offset + done)
      }
    }
  }

  /// Brings all that was written to the disk and gives the file back. Only when this has not thrown is
  /// it there for good.
  public func finish() throws(SystemError) {
    let descriptor = descriptor.exchange(-1, ordering: .relaxed)
    do {
      try fileSystem.sync(descriptor, path)
    } catch {
      try? fileSystem.close(descriptor, path)
      throw error
    }
    try fileSystem.close(descriptor, path)
  }
}

/// The bytes of many tasks one after the other in one file, written as soon as it is known where they
/// go.
///
/// One worker writes at a time, what the others hand in meanwhile, too: two that write one file would
/// only wait for each other in the system.
public final class OrderedWriter: Sendable {
  /// The bytes of one task.
  ///
  /// `@unchecked Sendable`: it belongs to the worker that hands it in, then to the one that writes.
  private final class Piece: @unchecked Sendable {
    var buffer = OutputBuffer()
  }

  private struct State {
    /// The next task to be written, and where it goes.
    var next = 0
    var offset: Int
    var isWriting = false
    var failure: SystemError?
    var waiting: [Int: Piece] = [:]
    /// Those that have been written, for their memory.
    var spare: [Piece] = []
  }

  /// Tasks that may wait; whoever makes more has to wait himself.
  private static let mostWaiting = 32

  private let file: OutputFile
  private let state: Mutex<State>

  public init(_ file: OutputFile, from offset: Int) {
    self.file = file
    state = Mutex(State(offset: offset))
  }

  /// Takes the bytes of a task out of a buffer, and writes what there is to write unless another
  /// worker does. Tasks are numbered from 0; when all are handed in, all are written. Throws where the
  /// file cannot be written, whoever tried.
  public func write(_ buffer: inout OutputBuffer, task: Int) throws(SystemError) {
    let piece = state.withLock { $0.spare.popLast() } ?? Piece()
    swap(&piece.buffer, &buffer)
    state.withLock { $0.waiting[task] = piece }
    while let (piece, offset) = take() {
      do {
        try file.write(piece.buffer, at: offset)
      } catch {
        state.withLock { $0.failure = error }
      }
      piece.buffer.removeAll()
      state.withLock { state in
        state.isWriting = false
        state.spare.append(piece)
      }
    }
    while state.withLock({ $0.waiting.count > Self.mostWaiting && $0.failure == nil }) {
      sched_yield()
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The next task to be written and its place, unless it is not there yet, or somebody writes.
  private func take() -> (Piece, offset: Int)? {
    state.withLock { state in
      guard !state.isWriting, state.failure == nil,
        let piece = state.waiting.removeValue(forKey: state.next)
      else { return nil }
      state.isWriting = true
      state.next += 1
      defer { state.offset += piece.buffer.count }
      return (piece, state.offset)
    }
  }
}
