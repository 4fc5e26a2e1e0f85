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
  /// A picture, such as a photograph of a list.
  case picture
  case pdf
  /// An archive that is no zip: RAR, 7z, gzip.
  case archive
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
    } else if let kind = Self.beginnings.first(where: { start.starts(with: $0.bytes) })?.kind {
      self = kind
    } else if start.starts(with: Array("RIFF".utf8)),
      start.dropFirst(8).starts(with: Array("WEBP".utf8))
    {
      self = .picture
    } else if start.dropFirst(4).starts(with: Array("ftyphei".utf8)) {
      // As telephones take them.
      self = .picture
    } else {
      self = Self.ofText(start)
    }
  }

  private static let beginnings: [(bytes: [UInt8], kind: FileKind)] = [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .picture), ([0xFF, 0xD8, 0xFF], .picture),
    (Array("GIF8".utf8), .picture), (Array("%PDF-".utf8), .pdf),
    (Array("Rar!".utf8) + [0x1A, 7], .archive),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .archive), ([0x1F, 0x8B, 8], .archive),
  ]

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
    holds(bytes, stream: "EncryptedPackage")
  }

  /// Whether it is a text document of the old form (`.doc`, `.wps`). O(bytes).
  static func isDocument(_ bytes: [UInt8]) -> Bool {
    holds(bytes, stream: "WordDocument") && !holds(bytes, stream: "Workbook")
  }

  private static func holds(_ bytes: [UInt8], stream: String) -> Bool {
    let name: [UInt8] = stream.utf8.flatMap { [$0, UInt8(0)] }
    // Directory entries begin at multiples of 128 bytes.
    return stride(from: 0, through: bytes.count - name.count, by: 128).contains { start in
      bytes[start] == name[0] && bytes[start...].starts(with: name)
    }
  }
}
