import CLibrary
import CSupport
import Foundation

/// Bytes of other encodings into UTF-8 and back: UTF-16 by the standard library, GB18030 by the C
/// library, where it has the tables.
///
/// Unsafe because `iconv` speaks pointers.
public enum Transcoder {
  public enum Charset: String {
    case gb18030 = "GB18030"
  }

  /// Whether the C library can read a charset. Some systems keep the tables in a package of their
  /// own, and without them nothing is known of the bytes.
  public static func isAvailable(_ charset: Charset) -> Bool {
    converts(from: charset.rawValue, to: "UTF-8")
  }

  /// Whether the C library can write a charset: Musl reads GB18030, and does not write it.
  public static func isWritable(_ charset: Charset) -> Bool {
    converts(from: "UTF-8", to: charset.rawValue)
  }

  private static func converts(from: String, to: String) -> Bool {
    guard let converter = iconv_open(to, from),
      converter != iconv_t(bitPattern: -1)
    else { return false }
    iconv_close(converter)
    return true
  }

  /// A byte that no UTF-8 holds, in the place of what could not be read.
  private static let fault: UInt8 = 0xFF

  /// The bytes in UTF-8, or nil where they are not of that encoding. O(n).
  public static func utf8(_ bytes: [UInt8], from charset: Charset) -> [UInt8]? {
    convert(bytes, from: charset.rawValue, to: "UTF-8", skippingFaults: false)
  }

  /// The bytes in UTF-8, with 0xFF for each that is not of that encoding; nil only where the C
  /// library does not know it. O(n).
  static func utf8WithFaults(_ bytes: [UInt8], from charset: Charset) -> [UInt8]? {
    convert(bytes, from: charset.rawValue, to: "UTF-8", skippingFaults: true)
  }

  /// Bytes of UTF-8 in another encoding, or nil where it lacks a character. O(n).
  public static func bytes(_ utf8: [UInt8], in charset: Charset) -> [UInt8]? {
    convert(utf8, from: "UTF-8", to: charset.rawValue, skippingFaults: false)
  }

  /// UTF-16 in UTF-8, with 0xFF for half a character. O(n).
  static func utf8(fromUTF16 bytes: [UInt8], littleEndian: Bool) -> [UInt8] {
    let high = littleEndian ? 1 : 0
    let units = stride(from: 0, to: bytes.count - 1, by: 2).map { at -> UInt16 in
      UInt16(bytes[at + high]) << 8 | UInt16(bytes[at + 1 - high])
    }
    var text: [UInt8] = []
    text.reserveCapacity(units.count * 3 + 1)
    var decoder = UTF16()
    var input = units.makeIterator()
    while true {
      switch decoder.decode(&input) {
      case .scalarValue(let scalar): text.append(contentsOf: UTF8.encode(scalar)!)
      case .error: text.append(fault)
      case .emptyInput:
        if bytes.count % 2 == 1 { text.append(fault) }
        return text
      }
    }
  }

  private static func convert(
    _ bytes: [UInt8], from: String, to: String, skippingFaults: Bool
  ) -> [UInt8]? {
    guard let converter = iconv_open(to, from),
      converter != iconv_t(bitPattern: -1)
    else { return nil }
    defer { iconv_close(converter) }
    // No character grows to more than twice its bytes.
    let room = bytes.count * 2 + 16
    var input = bytes
    return input.withUnsafeMutableBytes { source in
      let target = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var to: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(buffer.baseAddress!)
          .assumingMemoryBound(to: CChar.self)
        var left = source.count
        var free = room
        while iconv(converter, &from, &left, &to, &free) == Int(bitPattern: UInt.max) {
          guard skippingFaults, left > 0, free > 0 else {
            count = 0
            return
          }
          to?.pointee = CChar(bitPattern: fault)
          to = to.map { $0 + 1 }
          from = from.map { $0 + 1 }
          left -= 1
          free -= 1
        }
        count = left > 0 ? 0 : room - free
      }
      return target.isEmpty && !source.isEmpty ? nil : target
    }
  }

  /// Lines of UTF-8 among those of GB18030; the bytes, with 0xFF for what is not ASCII in those lines.
  enum LinesOfUTF8 {
    case none
    case few([UInt8])
    case most([UInt8])
  }

  /// Looks for lines of UTF-8, which GB18030 may read as other characters. A line is one if all in it that is
  /// not ASCII are two Chinese characters of UTF-8, or more: in GB18030 that would be three rare ones at
  /// certain places. O(n).
  static func linesOfUTF8(_ bytes: [UInt8]) -> LinesOfUTF8 {
    var found: [Range<Int>] = []
    var others = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      switch isUTF8Line(bytes[start..<end]) {
      case true?: found.append(start..<end)
      case false?: others += 1
      case nil: break
      }
      start = end + 1
    }
    guard !found.isEmpty else { return .none }
    var rest = bytes
    for line in found {
      for index in line where rest[index] > 127 { rest[index] = fault }
    }
    return found.count > others ? .most(rest) : .few(rest)
  }

  /// Whether a line is UTF-8 in Chinese; nil where it is all ASCII.
  private static func isUTF8Line(_ line: ArraySlice<UInt8>) -> Bool? {
    guard var at = line.firstIndex(where: { $0 > 127 }) else { return nil }
    var characters = 0
    while at < line.endIndex {
      let byte = line[at]
      if byte < 128 {
        at += 1
        continue
      }
      // U+3000 to U+9FFF, and the wide forms of U+FFxx.
      guard (0xE3...0xE9).contains(byte) || byte == 0xEF, at + 2 < line.endIndex,
        line[at + 1] & 0xC0 == 0x80, line[at + 2] & 0xC0 == 0x80
      else { return false }
      characters += 1
      at += 3
    }
    return characters > 1
  }

  /// Whether the bytes are valid UTF-8. O(n).
  public static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    return utf8_is_valid(base, bytes.count) != 0
  }
}
