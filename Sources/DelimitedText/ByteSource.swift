import Glibc

/// Why a file could not be read. The wording is the caller's.
public enum ReadError: Error, Sendable, Equatable {
  /// A system call failed: its name, the path, and `errno`.
  case system(call: String, path: String, errno: Int32)
  /// The file became shorter while it was read.
  case shrunk(String)
  /// A row that starts at this byte is too long to be one.
  case rowTooLong(String, Int)
  /// No row at all.
  case noHeader(String)
  /// The first row is in no encoding we know.
  case unreadableHeader(String)
}

/// The bytes of a file, to be read from any place by several threads at once.
///
/// A file is read with `pread`, not mapped: a mapped file that shrinks kills the process. What has
/// no size (a pipe) is read into memory when it is opened.
public final class ByteSource: Sendable {
  public let path: String
  public let size: Int
  /// −1 where the bytes are in memory.
  private let descriptor: Int32
  private let memory: [UInt8]

  public init(path: String) throws(ReadError) {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(call: "fstat", path: path, errno: code)
    }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR {
      close(descriptor)
      throw .system(call: "open", path: path, errno: EISDIR)
    }
    if kind == S_IFREG {
      self.descriptor = descriptor
      size = Int(status.st_size)
      memory = []
    } else {
      defer { close(descriptor) }
      memory = try Self.drain(descriptor, path)
      size = memory.count
      self.descriptor = -1
    }
  }

  private init(path: String, memory: [UInt8]) {
    self.path = path
    self.memory = memory
    size = memory.count
    descriptor = -1
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Reads `count` bytes from `offset`; fewer only where the file has become shorter.
  func read(at offset: Int, count: Int, into buffer: UnsafeMutablePointer<UInt8>)
    throws(ReadError) -> Int
  {
    if descriptor < 0 {
      let available = max(0, min(count, size - offset))
      memory.withUnsafeBufferPointer { bytes in
        if let base = bytes.baseAddress { buffer.update(from: base + offset, count: available) }
      }
      return available
    }
    var done = 0
    while done < count {
      let got = pread(descriptor, buffer + done, count - done, off_t(offset + done))
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw .system(call: "read", path: path, errno: errno)
      }
      done += got
    }
    return done
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

  /// The first bytes, at most `count`.
  func prefix(_ count: Int) throws(ReadError) -> [UInt8] {
    try bytes(at: 0, count: min(count, size))
  }

  /// The same text in UTF-8, in memory; the mark goes. Halves of characters become bad bytes.
  func decodedFromUTF16(littleEndian: Bool) throws(ReadError) -> ByteSource {
    let text = try bytes(at: 2, count: size - 2)
    return ByteSource(
      path: path, memory: Transcoder.utf8(fromUTF16: text, littleEndian: littleEndian))
  }

  private static func drain(_ descriptor: Int32, _ path: String) throws(ReadError) -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(descriptor, &piece, piece.count)
      if got == 0 { return all }
      if got < 0 {
        if errno == EINTR { continue }
        throw .system(call: "read", path: path, errno: errno)
      }
      all.append(contentsOf: piece[..<got])
    }
  }
}
