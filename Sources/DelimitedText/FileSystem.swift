import CSupport
import Glibc

/// The calls on names and folders that putting results in place needs: one thin function a call,
/// `errno` to `SystemError` in one place.
///
/// It is a value, so that a test can hand the code above it a file system that fails, or a process
/// that dies, at any call.
package struct FileSystem: Sendable {
  /// Asked before every call with its name and path; a number it returns is the call's `errno`, and
  /// the call is not made. For tests; nil in real use.
  private let failure: (@Sendable (_ call: String, _ path: String) -> Int32?)?

  package init(failure: (@Sendable (_ call: String, _ path: String) -> Int32?)? = nil) {
    self.failure = failure
  }

  /// What is at `path`, links followed; nil if nothing is there.
  package func status(at path: String) throws(SystemError) -> FileStatus? {
    var status = stat()
    do {
      try call("stat", path) { stat(path, &status) }
    } catch  where error.code == ENOENT || error.code == ENOTDIR {
      return nil
    }
    return FileStatus(status)
  }

  /// The bytes of a file; nil if none is there, or it cannot be asked.
  package func size(at path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether the last part of a path is a link, wherever it leads.
  package func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Makes a folder that only its owner may enter.
  package func makeFolder(_ path: String) throws(SystemError) {
    try call("mkdir", path) { mkdir(path, 0o700) }
  }

  /// Makes an empty file that only its owner may read; it must not exist.
  package func makeFile(_ path: String) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    close(try call("open", path) { open(path, flags, 0o600) })
  }

  package func removeFile(_ path: String) throws(SystemError) {
    try call("unlink", path) { unlink(path) }
  }

  /// Removes an empty folder.
  package func removeFolder(_ path: String) throws(SystemError) {
    try call("rmdir", path) { rmdir(path) }
  }

  /// Says who may read and write a file, or enter a folder.
  package func setMode(_ path: String, _ mode: mode_t) throws(SystemError) {
    try call("chmod", path) { chmod(path, mode) }
  }

  /// Removes a folder and everything in it, links themselves and not what they lead to; does
  /// nothing if there is nothing.
  package func removeTree(_ path: String) throws(SystemError) {
    do {
      try removeFile(path)
    } catch  where error.code == ENOENT {
      return
    } catch  where error.code == EISDIR || error.code == EPERM {
      for name in try names(in: path) { try removeTree(path + "/" + name) }
      try removeFolder(path)
    }
  }

  /// Puts a file or folder at `target`; replaces a file there, or an empty folder.
  package func rename(_ path: String, to target: String) throws(SystemError) {
    try call("rename", path) { Glibc.rename(path, target) }
  }

  /// Puts two folders in each other's place in one step; false where the file system cannot.
  package func exchange(_ first: String, _ second: String) throws(SystemError) -> Bool {
    let code = failure?("renameat2", first) ?? exchange_paths(first, second)
    if [ENOSYS, EINVAL, EOPNOTSUPP].contains(code) { return false }
    guard code == 0 else { throw SystemError(call: "renameat2", path: first, code: code) }
    return true
  }

  /// The names in a folder but `.` and `..`, in no order.
  package func names(in folder: String) throws(SystemError) -> [String] {
    var stream: OpaquePointer!
    try call("opendir", folder) {
      stream = opendir(folder)
      return stream == nil ? -1 : 0
    }
    defer { closedir(stream) }
    if let code = failure?("readdir", folder) {
      throw SystemError(call: "readdir", path: folder, code: code)
    }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    let code = errno
    guard code == 0 else { throw SystemError(call: "readdir", path: folder, code: code) }
    return names
  }

  /// The absolute path of an existing file or folder with every link resolved.
  package func resolved(_ path: String) throws(SystemError) -> String {
    var absolute: UnsafeMutablePointer<CChar>?
    try call("realpath", path) {
      absolute = realpath(path, nil)
      return absolute == nil ? -1 : 0
    }
    defer { free(absolute) }
    return absolute.map { String(cString: $0) } ?? path
  }

  /// Takes the lock at `path`, made if absent; nil while another process or lock has it.
  package func lock(_ path: String) throws(SystemError) -> FileLock? {
    while true {
      let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
      let lock = FileLock(try call("open", path) { open(path, flags, 0o600) })
      do {
        try call("flock", path) { flock(lock.descriptor, LOCK_EX | LOCK_NB) }
      } catch  where error.code == EWOULDBLOCK {
        return nil
      }
      var status = stat()
      try call("fstat", path) { fstat(lock.descriptor, &status) }
      // The run that held the lock may have removed its name since it was opened here.
      if try self.status(at: path) == FileStatus(status) { return lock }
    }
  }

  /// Makes a call until no signal cuts it short, and turns −1 into the error in `errno`.
  @discardableResult
  private func call(_ name: String, _ path: String, _ body: () -> Int32) throws(SystemError)
    -> Int32
  {
    if let code = failure?(name, path) { throw SystemError(call: name, path: path, code: code) }
    while true {
      let result = body()
      if result != -1 { return result }
      let code = errno
      if code != EINTR { throw SystemError(call: name, path: path, code: code) }
    }
  }
}

/// A lock that goes with the last reference to it, or with the process, whatever becomes of it.
package final class FileLock: Sendable {
  fileprivate let descriptor: Int32

  fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}

/// What the system knows of a file or folder; equal for one and the same, whatever its path.
package struct FileStatus: Sendable, Equatable {
  package let isFolder: Bool
  private let device: UInt64
  private let number: UInt64

  init(_ status: stat) {
    isFolder = status.st_mode & S_IFMT == S_IFDIR
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}
