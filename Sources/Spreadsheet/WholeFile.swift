import Glibc

/// The bytes of a file of at most so many bytes.
func wholeFile(_ path: String, atMost limit: Int) throws(SpreadsheetError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw .system(call: "open", errno: errno) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw .system(call: "fstat", errno: errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .system(call: "open", errno: EINVAL) }
  guard status.st_size <= limit else { throw .tooLarge(bytes: Int(status.st_size)) }
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  var done = 0
  while done < bytes.count {
    let got = bytes[done...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if got == 0 { throw .cutShort }
    if got < 0 {
      if errno == EINTR { continue }
      throw .system(call: "read", errno: errno)
    }
    done += got
  }
  return bytes
}
