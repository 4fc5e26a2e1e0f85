/// What a file is by its first bytes, whatever its name says.
package enum FileKind: Sendable, Equatable {
  /// A zip archive: `.xlsx`, `.xlsm`, `.ods`, and everything else that is one.
  case zip
  /// A compound file: `.xls`, `.et`, and any office file under a password.
  case compound
  /// A web page (also one in a MIME envelope), as many office systems export under the name `.xls`.
  case html
  /// XML that is no web page, such as the spreadsheets of 2003.
  case xml
  /// Text: a table, or nothing.
  case text
  /// None of these.
  case binary

  /// Looks at no more than this many bytes.
  package static let enough = 4096

  /// What a file that begins with these bytes is. O(1).
  package init(of bytes: some Collection<UInt8>) {
    let start = Array(bytes.prefix(Self.enough))
    if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .zip
    } else if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      self = .compound
    } else {
      self = Self.ofText(start)
    }
  }

  private static func ofText(_ start: [UInt8]) -> FileKind {
    let isUTF16 = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
    guard isUTF16 || !start.contains(0) else { return .binary }
    // The ASCII of it, in lower case: enough to know a tag, in whatever encoding.
    let letters = start.filter { $0 > 0 && $0 < 0x80 }.map { byte in
      (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
    let text = String(decoding: letters, as: UTF8.self)
    let begin = text.drop { $0.isWhitespace }
    if begin.hasPrefix("mime-version:") {
      return begin.contains("text/html") || begin.contains("multipart/related") ? .html : .text
    }
    guard begin.hasPrefix("<") else { return .text }
    let tags = ["html", "head", "body", "table", "meta", "style", "script", "div", "title"]
    let isPage = tags.contains { tag in
      begin.contains("<\(tag)>") || begin.contains("<\(tag) ") || begin.contains("<\(tag)\n")
        || begin.contains("<\(tag)\r")
    }
    if isPage || begin.contains("<!doctype html") { return .html }
    return begin.hasPrefix("<?xml") ? .xml : .text
  }
}

/// The container of old office files, and of new ones under a password.
enum CompoundFile {
  /// Whether it holds an encrypted office file: a stream of this name is in its directory, in
  /// UTF-16. O(bytes).
  static func isEncryptedPackage(_ bytes: [UInt8]) -> Bool {
    let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, UInt8(0)] }
    // Directory entries begin at multiples of 128 bytes.
    return stride(from: 0, to: bytes.count - name.count, by: 128).contains { start in
      bytes[start] == name[0] && bytes[start...].starts(with: name)
    }
  }
}
