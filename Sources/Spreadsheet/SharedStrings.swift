/// The texts that cells refer to by number.
///
/// They lie in one array, four bytes more than their UTF-8 each: a list of a million empty texts
/// takes no more memory than it took in the file. A text is made when a cell asks for it.
struct SharedStrings: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends. The parts of a file have at most 1 GiB, so 32 bits are enough.
  private var ends: [UInt32] = []

  init() {}

  init(_ part: ZipArchive.Part, of archive: ZipArchive) throws(SpreadsheetError) {
    let reading = Reading()
    try PartEvents.read(part, of: archive, reading)
    self = reading.texts
  }

  fileprivate mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
  }

  /// Nil if there is no such text.
  subscript(index: Int) -> String? {
    guard ends.indices.contains(index) else { return nil }
    let start = index == 0 ? 0 : Int(ends[index - 1])
    return String(decoding: bytes[start..<Int(ends[index])], as: UTF8.self)
  }

  private final class Reading: PartHandler {
    var texts = SharedStrings()
    private var text = ""
    private var isText = false

    func start(_ name: String, _ attributes: [String: String]) -> Bool {
      // Runs of rich text (`r`) count; phonetic guides (`rPh`) are said no to.
      switch name {
      case "sst", "r": return true
      case "si":
        text = ""
        return true
      case "t":
        isText = true
        return true
      default: return false
      }
    }

    func end(_ name: String) {
      if name == "t" { isText = false }
      if name == "si" { texts.append(EscapedText.decoded(text)) }
    }

    func text(_ text: String) {
      if isText { self.text += text }
    }
  }
}
