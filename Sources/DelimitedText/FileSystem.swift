import CLibrary
import CSupport

/// The edge to the system: one thin function a call, and `errno` to an error in one place. All that the
/// engine reads, writes, makes, moves and removes goes through here.
///
/// It is a value, so that a test can hand the code above it a file system that fails, that writes down
/// what is done, or a process that dies, at any call. In real use it costs a look at nil.
package struct FileSystem: Sendable {
  /// The one in use. A test puts its own in its place for all it calls, on whatever thread.
  @TaskLocal package static var current = FileSystem()

  /// Whether what is written is brought to the disk before anybody is told that it is there.
  private let syncs: Bool
  /// Asked before every call what becomes of it; nil, and it is made. For tests; nil in real use.
  private let driver: (@Sendable (SystemCall) -> SystemFault?)?

  package init(
    syncs: Bool = true, driver: (@Sendable (SystemCall) -> SystemFault?)? = nil
  ) {
    self.syncs = syncs
    self.driver = driver
  }

  /// The same one that does not wait for the disk.
  package var withoutSync: FileSystem { FileSystem(syncs: false, driver: driver) }

  // MARK: Names

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
  package func isLink(_ path: String) throws(SystemError) -> Bool {
    var status = stat()
    do {
      try call("lstat", path) { lstat(path, &status) }
    } catch  where error.code == ENOENT || error.code == ENOTDIR {
      return false
    }
    return status.st_mode & S_IFMT == S_IFLNK
  }

  /// The absolute path of an existing file or folder with every link resolved.
  package func resolved(_ path: String) throws(SystemError) -> String {
    let absolute = try pointer("realpath", path) { realpath(path, nil) }
    defer { free(absolute) }
    return String(cString: absolute)
  }

  /// Puts a file or folder at `target`; replaces a file there, or an empty folder.
  package func rename(_ path: String, to target: String) throws(SystemError) {
    try call("rename", path, target: target) { CLibrary.rename(path, target) }
  }

  /// Puts two folders in each other's place in one step; false where the file system cannot.
  package func exchange(_ first: String, _ second: String) throws(SystemError) -> Bool {
    do {
      try call("renameat2", first, target: second) {
        let code = exchange_paths(first, second)
        errno = code
        return code == 0 ? 0 : -1
      }
    } catch  where [ENOSYS, EINVAL, EOPNOTSUPP].contains(error.code) {
      return false
    }
    return true
  }

  /// Says who may read and write a file, or enter a folder.
  package func setMode(_ path: String, _ mode: mode_t) throws(SystemError) {
    try call("chmod", path) { chmod(path, mode) }
  }

  package func removeFile(_ path: String) throws(SystemError) {
    try call("unlink", path) { unlink(path) }
  }

  // MARK: Folders

  /// Makes a folder that only its owner may enter.
  package func makeFolder(_ path: String) throws(SystemError) {
    try call("mkdir", path) { mkdir(path, 0o700) }
  }

  /// Makes a folder and those above it that are missing; `made` are those that were, the topmost first, also
  /// where it throws.
  package func makeFolders(_ path: String, _ made: inout [String]) throws(SystemError) {
    var folder = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      folder += "/" + part
      if let status = try status(at: folder) {
        if !status.isFolder { throw SystemError(call: "mkdir", path: folder, code: ENOTDIR) }
      } else {
        try makeFolder(folder)
        made.append(folder)
      }
    }
  }

  /// Removes an empty folder.
  package func removeFolder(_ path: String) throws(SystemError) {
    try call("rmdir", path) { rmdir(path) }
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

  /// The names in a folder but `.` and `..`, in no order.
  package func names(in folder: String) throws(SystemError) -> [String] {
    let stream = try pointer("opendir", folder) { opendir(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    try call("readdir", folder) {
      while true {
        errno = 0
        guard let entry = readdir(stream) else { return errno == 0 ? 0 : -1 }
        let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
          String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
        }
        if name != "." && name != ".." { names.append(name) }
      }
    }
    return names
  }

  // MARK: Durability

  /// Brings an open file or folder to the disk, whatever may happen to the machine after it.
  func sync(_ descriptor: Int32, _ path: String) throws(SystemError) {
    guard syncs else { return }
    do {
      try call("fsync", path) { sync_to_disk(descriptor) }
    } catch  where [EINVAL, ENOSYS, EOPNOTSUPP].contains(error.code) {
      // There are file systems that cannot promise it, and do not take the question.
    }
  }

  /// Brings the names in a folder to the disk.
  package func syncFolder(_ path: String) throws(SystemError) {
    guard syncs else { return }
    let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
    defer { try? close(descriptor, path) }
    try sync(descriptor, path)
  }

  // MARK: Making calls

  /// Makes a call until no signal cuts it short, and turns −1 into the error in `errno`.
  @discardableResult
  func call<Result: SignedInteger>(
    _ name: String, _ path: String, target: String = "", _ body: () -> Result
  ) throws(SystemError) -> Result {
    try call(SystemCall(name: name, path: path, target: target)) { _ in body() }
  }

  /// The same for a call that returns a pointer, and nil where it fails. What it points to has another type in
  /// each C library.
  func pointer<Pointer>(_ name: String, _ path: String, _ body: () -> Pointer?)
    throws(SystemError) -> Pointer
  {
    var pointer: Pointer?
    try call(name, path) {
      pointer = body()
      return pointer == nil ? -1 : 0
    }
    return pointer!
  }

  /// The same with all that a test may want to know; `isShort` where it wants the call to do only half.
  @discardableResult
  func call<Result: SignedInteger>(
    _ call: @autoclosure () -> SystemCall, _ body: (_ isShort: Bool) -> Result
  ) throws(SystemError) -> Result {
    while true {
      let fault = driver?(call())
      var code: Int32
      if case .error(let number) = fault {
        code = number
      } else {
        let result = body(fault == .short)
        if result != -1 { return result }
        code = errno
      }
      if code != EINTR {
        let call = call()
        throw SystemError(call: call.name, path: call.path, code: code)
      }
    }
  }
}
