import CLibrary

/// Calls on open files. Unsafe only in that bytes come and go by pointer.
extension FileSystem {
  /// Opens a file; its number must be given back with `close`.
  package func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemError) -> Int32 {
    try call(SystemCall(name: "open", path: path, flags: flags)) { _ in
      CLibrary.open(path, flags | O_CLOEXEC, mode)
    }
  }

  /// Gives back an open file, which is gone whatever this throws: what a server still had to be sent may
  /// be refused only now.
  package func close(_ descriptor: Int32, _ path: String) throws(SystemError) {
    var isOpen = true
    defer { if isOpen { CLibrary.close(descriptor) } }
    try call("close", path) {
      // The second time it would be another's number.
      guard isOpen else { return Int32(0) }
      isOpen = false
      return CLibrary.close(descriptor)
    }
  }

  /// What an open file is.
  func status(of descriptor: Int32, _ path: String) throws(SystemError) -> stat {
    var status = stat()
    try call("fstat", path) { fstat(descriptor, &status) }
    return status
  }

  /// Reads bytes from a place in a file; fewer where it ends, and then none.
  func read(
    _ descriptor: Int32, _ path: String, at offset: Int, count: Int,
    into buffer: UnsafeMutablePointer<UInt8>
  ) throws(SystemError) -> Int {
    try call(SystemCall(name: "read", path: path, offset: offset)) { isShort in
      pread(descriptor, buffer, isShort ? (count + 1) / 2 : count, off_t(offset))
    }
  }

  /// Reads what comes next, also of what has no places; none at its end.
  func read(
    _ descriptor: Int32, _ path: String, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) throws(SystemError) -> Int {
    try call(SystemCall(name: "read", path: path)) { isShort in
      CLibrary.read(descriptor, buffer.baseAddress, isShort ? (buffer.count + 1) / 2 : buffer.count)
    }
  }

  /// Whether there is something to read within some milliseconds; −1 for ever.
  func isReadable(_ descriptor: Int32, _ path: String, within milliseconds: Int32)
    throws(SystemError) -> Bool
  {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return try call("poll", path) { poll(&wanted, 1, milliseconds) } > 0
  }

  /// Writes bytes at a place in a file. Returns how many the system took.
  func write(_ descriptor: Int32, _ path: String, _ bytes: UnsafeRawBufferPointer, at offset: Int)
    throws(SystemError) -> Int
  {
    try call(SystemCall(name: "write", path: path, bytes: Array(bytes), offset: offset)) {
      pwrite(
        descriptor, bytes.baseAddress, $0 ? (bytes.count + 1) / 2 : bytes.count, off_t(offset))
    }
  }

  /// The bytes of a file, or of a pipe to its end.
  package func contents(of path: String) throws(SystemError) -> [UInt8] {
    let descriptor = try open(path, O_RDONLY)
    defer { try? close(descriptor, path) }
    // One byte more than there should be, to see the end.
    let expected = Int(try status(of: descriptor, path).st_size) + 1
    var all: [UInt8] = []
    while true {
      var failure: SystemError?
      let room = all.isEmpty ? expected : 1 << 16
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        do throws(SystemError) {
          count = try read(descriptor, path, into: buffer)
        } catch { failure = error }
      }
      if let failure { throw failure }
      if piece.isEmpty { return all }
      all += piece
    }
  }

  /// Makes a file with these bytes that only its owner may read, unless `mode` says otherwise, and brings
  /// it to the disk; it must not exist.
  package func makeFile(_ path: String, _ bytes: borrowing OutputBuffer, mode: mode_t? = nil)
    throws(SystemError)
  {
    let file = try OutputFile(creating: path, self)
    try file.write(bytes, at: 0)
    if let mode { try setMode(path, mode) }
    try file.finish()
  }

  /// Makes an empty file that only its owner may read; it must not exist. It is no more than its name,
  /// which its folder brings to the disk.
  package func makeFile(_ path: String) throws(SystemError) {
    try close(open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600), path)
  }

  /// Takes the lock at `path`, made if absent; nil while another process or lock has it.
  package func lock(_ path: String) throws(SystemError) -> FileLock? {
    while true {
      let descriptor = try open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
      let lock = FileLock(descriptor, path, self)
      do {
        try call("flock", path) { flock(descriptor, LOCK_EX | LOCK_NB) }
      } catch  where error.code == EWOULDBLOCK {
        return nil
      }
      do throws(SystemError) {
        // The run that held the lock may have removed its name since it was opened here.
        if try status(at: path) == FileStatus(status(of: descriptor, path)) { return lock }
      } catch {
        try? removeFile(path)
        throw error
      }
    }
  }
}

/// A lock that goes with the last reference to it, or with the process, whatever becomes of it.
package final class FileLock: Sendable {
  private let descriptor: Int32
  private let path: String
  private let fileSystem: FileSystem

  fileprivate init(_ descriptor: Int32, _ path: String, _ fileSystem: FileSystem) {
    self.descriptor = descriptor
    self.path = path
    self.fileSystem = fileSystem
  }

  deinit { try? fileSystem.close(descriptor, path) }
}

/// What the system knows of a file or folder; equal for one and the same, whatever its path.
package struct FileStatus: Sendable, Equatable {
  package let isFolder: Bool
  private let device: UInt64
  private let number: UInt64

  init(_ status: stat) {
    isFolder = status.st_mode & S_IFMT == S_IFDIR
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}
