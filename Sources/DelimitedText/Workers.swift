import Glibc
import Synchronization

/// Runs `body(worker)` for each worker at once and returns what they return, by worker. The first
/// error by worker number is thrown after all have ended.
///
/// The caller is one of them. Where the system refuses a thread, the caller does that one's work after its
/// own: slower, and with the same results.
public func parallelMap<Result: Sendable, Failure: Error>(
  workers: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let slots = Mutex<[Swift.Result<Result, Failure>?]>(Array(repeating: nil, count: workers))
  let fileSystem = FileSystem.current
  withoutActuallyEscaping(body) { body in
    let work: @Sendable (Int) -> Void = { worker in
      let result = FileSystem.$current.withValue(fileSystem) {
        Swift.Result { () throws(Failure) in try body(worker) }
      }
      slots.withLock { $0[worker] = result }
    }
    var threads: [WorkerThread] = []
    for worker in 1..<max(workers, 1) {
      guard let thread = WorkerThread(fileSystem, { work(worker) }) else { break }
      threads.append(thread)
    }
    if workers > 0 { work(0) }
    for worker in threads.count + 1..<max(workers, threads.count + 1) { work(worker) }
    for thread in threads { thread.join() }
  }
  var results: [Result] = []
  for slot in slots.withLock({ $0 }) { results.append(try slot!.get()) }
  return results
}

/// A thread that does one thing and ends.
///
/// Threads of our own, not Dispatch's: those want descriptors, and where a thread is refused they wait for
/// one without end. Unsafe in that what a thread does goes to it by pointer.
private struct WorkerThread {
  private final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private let thread: pthread_t

  /// Nil where the system gives no thread.
  init?(_ fileSystem: FileSystem, _ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    do {
      try fileSystem.call("pthread_create", "") {
        errno = pthread_create(
          &thread, nil,
          { work in
            Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
            return nil
          }, work.toOpaque())
        return errno == 0 ? 0 : -1
      }
    } catch {
      work.release()
      return nil
    }
    self.thread = thread
  }

  func join() { pthread_join(thread, nil) }
}
