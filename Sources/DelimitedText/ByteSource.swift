import CLibrary

/// Why a file could not be read. The wording is the caller's.
public enum ReadError: Error, Sendable, Equatable {
  /// A system call failed: its name, the path, and `errno`.
  case system(call: String, path: String, errno: Int32)
  /// The file became shorter while it was read.
  case shrunk(String)
  /// Another file has taken its name while it was read.
  case replaced(String)
  /// Nobody writes into this pipe.
  case silentPipe(String)
  /// A device or a socket.
  case noFile(String)
  /// A row that starts at this byte is too long to be one.
  case rowTooLong(String, Int)
  /// No row at all.
  case noHeader(String)
  /// The first row is in no encoding we know.
  case unreadableHeader(String)
  /// The file is no UTF-8, and the C library cannot read GB18030.
  case noGB18030(String)
  /// The file's first bytes say that it is no delimited text: an archive, an old spreadsheet, a page.
  case noText(String)
}

/// The bytes of a file, to be read from any place by several threads at once.
///
/// A file is read with `pread`, not mapped: a mapped file that shrinks kills the process. What has
/// no size (a pipe) is read into memory when it is opened.
///
/// A source may come as a file for each compound of a city, more than a process may hold open. So a
/// small file is opened anew for each of its few reads.
public final class ByteSource: Sendable {
  public let path: String
  public let size: Int
  /// −1 where the bytes are in memory, or the file is opened for each read.
  private let descriptor: Int32
  private let memory: [UInt8]
  /// Of a file that is opened for each read.
  private let identity: FileStatus?
  private let fileSystem: FileSystem

  /// Files below this size are not held open: 1.6 GB of larger ones are at most 400.
  private static let heldSize = 4 << 20
  /// How long a pipe may be silent before its first byte, in milliseconds.
  private static let patience: Int32 = 10_000

  public init(path: String) throws(ReadError) {
    let fileSystem = FileSystem.current
    self.path = path
    self.fileSystem = fileSystem
    let (descriptor, status) = try Self.open(path, fileSystem)
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      size = Int(status.st_size)
      memory = []
      if size < Self.heldSize {
        try? fileSystem.close(descriptor, path)
        self.descriptor = -1
        identity = FileStatus(status)
      } else {
        self.descriptor = descriptor
        identity = nil
      }
    case S_IFIFO:
      defer { try? fileSystem.close(descriptor, path) }
      memory = try Self.drain(descriptor, path, fileSystem)
      size = memory.count
      self.descriptor = -1
      identity = nil
    case let kind:
      try? fileSystem.close(descriptor, path)
      throw kind == S_IFDIR ? .system(call: "open", path: path, errno: EISDIR) : .noFile(path)
    }
  }

  /// Bytes that are in memory already; `path` only names them.
  public init(path: String, memory: [UInt8]) {
    self.path = path
    self.memory = memory
    fileSystem = .current
    size = memory.count
    descriptor = -1
    identity = nil
  }

  /// Opens without waiting for somebody to write, which for a pipe may be never.
  private static func open(_ path: String, _ fileSystem: FileSystem) throws(ReadError)
    -> (Int32, stat)
  {
    try told { () throws(SystemError) in
      let descriptor = try fileSystem.open(path, O_RDONLY | O_NONBLOCK)
      do throws(SystemError) {
        return (descriptor, try fileSystem.status(of: descriptor, path))
      } catch {
        try? fileSystem.close(descriptor, path)
        throw error
      }
    }
  }

  private static func told<Result>(_ body: () throws(SystemError) -> Result) throws(ReadError)
    -> Result
  {
    do throws(SystemError) {
      return try body()
    } catch {
      throw .system(call: error.call, path: error.path, errno: error.code)
    }
  }

  deinit {
    if descriptor >= 0 { try? fileSystem.close(descriptor, path) }
  }

  /// Reads `count` bytes from `offset`; fewer only where the file has become shorter.
  func read(at offset: Int, count: Int, into buffer: UnsafeMutablePointer<UInt8>)
    throws(ReadError) -> Int
  {
    if let identity {
      let (descriptor, status) = try Self.open(path, fileSystem)
      defer { try? fileSystem.close(descriptor, path) }
      guard FileStatus(status) == identity else { throw .replaced(path) }
      return try read(descriptor, at: offset, count: count, into: buffer)
    }
    if descriptor < 0 {
      let available = max(0, min(count, size - offset))
      memory.withUnsafeBufferPointer { bytes in
        if let base = bytes.baseAddress { buffer.update(from: base + offset, count: available) }
      }
      return available
    }
    return try read(descriptor, at: offset, count: count, into: buffer)
  }

  private func read(
    _ descriptor: Int32, at offset: Int, count: Int, into buffer: UnsafeMutablePointer<UInt8>
  ) throws(ReadError) -> Int {
    try Self.told { () throws(SystemError) in
      var done = 0
      while done < count {
        let got = try fileSystem.read(
          descriptor, path, at: offset + done, count: count - done, into: buffer + done)
        if got == 0 { break }
        done += got
      }
      return done
    }
  }

  /// The bytes from `offset`.
  func bytes(at offset: Int, count: Int) throws(ReadError) -> [UInt8] {
    var failure: ReadError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      do throws(ReadError) {
        initialized = try read(at: offset, count: count, into: base)
      } catch { failure = error }
    }
    if let failure { throw failure }
    guard bytes.count == count else { throw .shrunk(path) }
    return bytes
  }

  /// All bytes.
  public func wholeBytes() throws(ReadError) -> [UInt8] { try bytes(at: 0, count: size) }

  /// The first bytes, at most `count`.
  public func prefix(_ count: Int) throws(ReadError) -> [UInt8] {
    try bytes(at: 0, count: min(count, size))
  }

  /// The same text in UTF-8, in memory; the mark goes. Halves of characters become bad bytes.
  func decodedFromUTF16(littleEndian: Bool) throws(ReadError) -> ByteSource {
    let text = try bytes(at: 2, count: size - 2)
    return ByteSource(
      path: path, memory: Transcoder.utf8(fromUTF16: text, littleEndian: littleEndian))
  }

  /// Reads a pipe to its end. Waits for the first byte only so long; then as long as it takes.
  private static func drain(_ descriptor: Int32, _ path: String, _ fileSystem: FileSystem)
    throws(ReadError) -> [UInt8]
  {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let wait = all.isEmpty ? patience : -1
      let isReady = try told { () throws(SystemError) in
        try fileSystem.isReadable(descriptor, path, within: wait)
      }
      guard isReady else { throw .silentPipe(path) }
      do throws(SystemError) {
        let got = try piece.withUnsafeMutableBufferPointer { room throws(SystemError) in
          try fileSystem.read(descriptor, path, into: room)
        }
        if got == 0 { return all }
        all.append(contentsOf: piece[..<got])
      } catch  where error.code == EAGAIN {
        continue
      } catch {
        throw .system(call: error.call, path: error.path, errno: error.code)
      }
    }
  }
}
