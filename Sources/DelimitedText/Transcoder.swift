import Foundation
import Glibc

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
    guard let converter = iconv_open("UTF-8", charset.rawValue),
      converter != iconv_t(bitPattern: -1)
    else { return false }
    iconv_close(converter)
    return true
  }

  /// The bytes in UTF-8, or nil where they are not of that encoding. O(n).
  public static func utf8(_ bytes: [UInt8], from charset: Charset) -> [UInt8]? {
    convert(bytes, from: charset.rawValue, to: "UTF-8")
  }

  /// The bytes of UTF-16 in UTF-8, or nil where they are none. O(n).
  static func utf8(fromUTF16 bytes: [UInt8], littleEndian: Bool) -> [UInt8]? {
    guard bytes.count.isMultiple(of: 2) else { return nil }
    let (low, high) = littleEndian ? (0, 1) : (1, 0)
    let units = stride(from: 0, to: bytes.count, by: 2).lazy.map {
      UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + high]) << 8
    }
    return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
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
