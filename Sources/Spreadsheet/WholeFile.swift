import CLibrary
import DelimitedText

/// The bytes of a file of at most so many bytes.
func wholeFile(_ path: String, atMost limit: Int) throws(SpreadsheetError) -> [UInt8] {
  let source: ByteSource
  var bytes: [UInt8] = []
  do throws(ReadError) {
    source = try ByteSource(path: path)
    if source.size <= limit { bytes = try source.wholeBytes() }
  } catch {
    switch error {
    case .system(let call, _, let code): throw .system(call: call, errno: code)
    case .noFile, .silentPipe: throw .system(call: "open", errno: EINVAL)
    default: throw .cutShort
    }
  }
  guard source.size <= limit else { throw .tooLarge(bytes: source.size) }
  return bytes
}
