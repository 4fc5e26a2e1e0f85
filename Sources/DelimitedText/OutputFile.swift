import Glibc
import Synchronization

/// A system call that failed.
public struct SystemError: Error, Sendable, Equatable {
  public var call: String
  public var path: String
  public var code: Int32

  /// The system's words for it.
  public var reason: String { String(cString: strerror(code)) }
}

/// A new file that several threads write at places of their own; only its owner may read it.
///
/// Unsafe only in that bytes go to the system by pointer.
public final class OutputFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Makes the file; it must not exist.
  public init(creating path: String) throws(SystemError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError(call: "open", path: path, code: errno) }
  }

  deinit { close(descriptor) }

  /// Writes all bytes of a buffer at `offset`.
  public func write(_ buffer: borrowing OutputBuffer, at offset: Int) throws(SystemError) {
    try buffer.withBytes { bytes throws(SystemError) in
      var done = 0
      while done < bytes.count {
        let put = pwrite(
          descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
        if put < 0 {
          if errno == EINTR { continue }
          throw SystemError(call: "write", path: path, code: errno)
        }
        done += put
      }
    }
  }
}

/// The bytes of many tasks one after the other in one file, written by whoever made them as soon as
/// it is known where they go. O(1) a task besides the writing.
public final class OrderedWriter: Sendable {
  private struct State {
    var next = 0
    var offset = 0
    /// Lengths of tasks that are done before their turn.
    var waiting: [Int: Int] = [:]
    var offsets: [Int: Int] = [:]
  }

  private let file: OutputFile
  private let state = Mutex(State())

  public init(_ file: OutputFile, from offset: Int) {
    self.file = file
    state.withLock { $0.offset = offset }
  }

  /// Writes the bytes of a task. Tasks are numbered from 0; those of lower numbers must be under way
  /// on other threads or written, as they are when numbers are handed out in order.
  public func write(_ buffer: borrowing OutputBuffer, task: Int) throws(SystemError) {
    announce(task, length: buffer.count)
    while true {
      if let offset = state.withLock({ $0.offsets.removeValue(forKey: task) }) {
        return try file.write(buffer, at: offset)
      }
      // The task before this one is still being made on another thread.
      sched_yield()
    }
  }

  private func announce(_ task: Int, length: Int) {
    state.withLock { state in
      state.waiting[task] = length
      while let length = state.waiting.removeValue(forKey: state.next) {
        state.offsets[state.next] = state.offset
        state.offset += length
        state.next += 1
      }
    }
  }
}
