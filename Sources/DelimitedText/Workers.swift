import CLibrary
import CSupport
import Dispatch
import Synchronization

/// Runs `body(worker)` for each worker at once and returns what they return, by worker. The first
/// error by worker number is thrown after all have ended.
///
/// The caller is one of them. Where the system gives Dispatch no threads, the caller does the work of all,
/// one after the other: slower, and with the same results.
public func parallelMap<Result: Sendable, Failure: Error>(
  workers: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let slots = Mutex<[Swift.Result<Result, Failure>?]>(Array(repeating: nil, count: workers))
  let fileSystem = FileSystem.current
  @Sendable func work(_ worker: Int) {
    let result = FileSystem.$current.withValue(fileSystem) {
      Swift.Result { () throws(Failure) in try body(worker) }
    }
    slots.withLock { $0[worker] = result }
  }
  if workers > 1 && DispatchSupport.isGiven(fileSystem) {
    DispatchQueue.concurrentPerform(iterations: workers, execute: work)
  } else {
    for worker in 0..<workers { work(worker) }
  }
  var results: [Result] = []
  for slot in slots.withLock({ $0 }) { results.append(try slot!.get()) }
  return results
}

/// Lets go of a value while the caller goes on: to give much memory back takes a while, and nobody needs to
/// wait for it.
public func discardInBackground(_ value: consuming some Sendable) {
  guard DispatchSupport.isGiven(.current) else { return }
  DispatchQueue.global().async { [value] in withExtendedLifetime(value) {} }
}

/// What Dispatch needs of the system: it waits without end where a thread is refused, and crashes where a
/// descriptor is. So the system is asked first, once.
private enum DispatchSupport {
  private static let isThere = has_thread() != 0 && hasDescriptors()

  static func isGiven(_ fileSystem: FileSystem) -> Bool {
    let answer = try? fileSystem.call("pthread_create", "") {
      errno = EAGAIN
      return isThere ? 0 : -1
    }
    return answer != nil
  }

  /// On Linux, Dispatch takes an epoll, an event and a timer.
  private static func hasDescriptors() -> Bool {
    let descriptors = (0..<3).map { _ in open("/dev/null", O_RDONLY) }
    for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
    return descriptors.allSatisfy { $0 >= 0 }
  }
}
