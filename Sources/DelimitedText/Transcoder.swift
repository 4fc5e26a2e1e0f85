import Foundation
import Glibc

/// Bytes of other encodings into UTF-8 and back, by the C library.
///
/// Unsafe because `iconv` speaks pointers.
public enum Transcoder {
  public enum Charset: String {
    case gb18030 = "GB18030"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
  }

  /// The bytes in UTF-8, or nil where they are not of that encoding. O(n).
  public static func utf8(_ bytes: [UInt8], from charset: Charset) -> [UInt8]? {
    convert(bytes, from: charset.rawValue, to: "UTF-8")
  }

  /// Bytes of UTF-8 in another encoding, or nil where it lacks a character. O(n).
  public static func bytes(_ utf8: [UInt8], in charset: Charset) -> [UInt8]? {
    convert(utf8, from: "UTF-8", to: charset.rawValue)
  }

  private static func convert(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
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
        let failed = iconv(converter, &from, &left, &to, &free) == Int(bitPattern: UInt.max)
        count = failed || left > 0 ? 0 : room - free
      }
      return target.isEmpty && !source.isEmpty ? nil : target
    }
  }

  /// Whether the bytes are valid UTF-8. O(n).
  public static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
  }
}
