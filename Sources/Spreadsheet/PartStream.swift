import CSupport
import Foundation

/// A part as the stream that `XMLParser` reads it from, made safe for it.
///
/// On Linux that parser stands on whatever libxml2 the machine has, in the mode that goes on after
/// errors, and forces every name it is given to be text. So nothing gets there but well-formed
/// UTF-8:
/// - UTF-16 is turned into it; a part that says it is in anything else is an error;
/// - bytes that are no UTF-8 are an error;
/// - what stands in front of the root element (declaration, comments) is looked through here and
///   replaced by blanks. A document type there is an error: without one there are no entities, no
///   other files, and nothing that grows. Behind the root's beginning the parser takes none;
/// - an element with thousands of attributes, for each of which the parser looks at all others, is
///   an error;
/// - pieces end behind a tag where there is one, so that no character or tag is ever cut in two.
///
/// This is the one use of pointers beside zlib's: a stream is handed the place to write to.
final class PartStream: InputStream {
  /// Why the stream ended early.
  private(set) var failure: SpreadsheetError?

  private var reader: PartReader
  private var decoder: UTF16Decoder?
  private var hasBegun = false
  private var isEnded = false
  /// Bytes that were read, of which those before `start` were delivered.
  private var pending: [UInt8] = []
  private var start = 0
  private var attributes = AttributeCount()

  init(_ reader: PartReader) {
    self.reader = reader
    super.init(data: Data())
  }

  override func open() {}
  override func close() {}
  /// Asked for when `read` fails; the superclass has none to give and stops the process.
  override var streamError: (any Error)? { failure }
  override var hasBytesAvailable: Bool { !isEnded || start < pending.count }

  override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
    do throws(SpreadsheetError) {
      if !hasBegun { try begin() }
      let next = try nextPiece(length)
      pending.withUnsafeBufferPointer { bytes in
        if let first = bytes.baseAddress { buffer.update(from: first, count: next.count) }
      }
      start = next.upperBound
      return next.count
    } catch {
      failure = error
      return -1
    }
  }

  /// The next bytes to deliver, at most `length`: valid, and ending behind a tag if they have one.
  private func nextPiece(_ length: Int) throws(SpreadsheetError) -> Range<Int> {
    pending.removeFirst(start)
    start = 0
    try fill(length)
    var end = min(length, pending.count)
    if !isEnded || end < pending.count {
      if let tag = pending[..<end].lastIndex(of: UInt8(ascii: ">")) {
        end = tag + 1
      } else {
        // Not into a character: its bytes after the first are 10xxxxxx.
        var cut = end
        while cut > end - 4, cut > 0, cut < pending.count, pending[cut] & 0xC0 == 0x80 { cut -= 1 }
        end = cut
      }
    }
    let isValid = pending.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { utf8_is_valid($0, end) != 0 } ?? true
    }
    guard isValid, end > 0 || pending.isEmpty else { throw .badEncoding(part: reader.name) }
    for byte in pending[..<end] {
      guard attributes.count(byte) <= Limits.attributes else {
        throw .tooManyNames(part: reader.name)
      }
    }
    return 0..<end
  }

  /// Reads until there are more than `count` bytes, or no more.
  private func fill(_ count: Int) throws(SpreadsheetError) {
    while pending.count <= count && !isEnded {
      if decoder == nil {
        isEnded = try !reader.append(to: &pending)
      } else {
        var units: [UInt8] = []
        isEnded = try !reader.append(to: &units)
        guard let decoder, decoder.decode(units, isLast: isEnded, into: &pending) else {
          throw .badEncoding(part: reader.name)
        }
      }
    }
  }
}

// MARK: - In front of the root element

extension PartStream {
  /// Finds the encoding and the root element, and blanks what is in front of it.
  private func begin() throws(SpreadsheetError) {
    hasBegun = true
    try fill(Limits.prolog)
    if let order = UTF16Decoder(start: pending) {
      decoder = order
      let units = pending
      pending = []
      guard order.decode(units, isLast: isEnded, into: &pending) else {
        throw .badEncoding(part: reader.name)
      }
      try fill(Limits.prolog)
    }
    let root = try skipProlog()
    for index in 0..<root where pending[index] != UInt8(ascii: "\n") {
      pending[index] = UInt8(ascii: " ")
    }
    // The parser wants four bytes before it begins, and loses them if they come in parts.
    pending.insert(contentsOf: repeatElement(UInt8(ascii: " "), count: 16), at: 0)
  }

  /// Where the root element begins.
  private func skipProlog() throws(SpreadsheetError) -> Int {
    var at = pending.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while at < min(pending.count, Limits.prolog) {
      let rest = pending[at...]
      if [0x20, 0x09, 0x0A, 0x0D].contains(pending[at]) {
        at += 1
      } else if rest.starts(with: "<?".utf8) {
        let end = try find("?>", from: at + 2)
        if rest.starts(with: "<?xml ".utf8) || rest.starts(with: "<?xml\t".utf8) {
          guard isUnicode(declaration: pending[at..<end]) else {
            throw .badEncoding(part: reader.name)
          }
        }
        at = end
      } else if rest.starts(with: "<!--".utf8) {
        at = try find("-->", from: at + 4)
      } else if rest.starts(with: "<!DOCTYPE".utf8) {
        throw .documentType(part: reader.name)
      } else if rest.starts(with: "<".utf8), !rest.starts(with: "<!".utf8) {
        return at
      } else {
        break
      }
    }
    let line = 1 + pending[..<min(at, pending.count)].count { $0 == UInt8(ascii: "\n") }
    throw .badXML(part: reader.name, line: line)
  }

  /// Where a text from some place on ends.
  private func find(_ text: String, from start: Int) throws(SpreadsheetError) -> Int {
    let wanted = Array(text.utf8)
    var at = start
    while at + wanted.count <= pending.count {
      if pending[at...].starts(with: wanted) { return at + wanted.count }
      at += 1
    }
    throw .badXML(part: reader.name, line: 1)
  }

  /// Whether an XML declaration names no encoding, or one that this stream reads. One that says
  /// "UTF-16" of what is UTF-8 after all is believed as little as its opposite.
  private func isUnicode(declaration: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: declaration, as: UTF8.self).lowercased()
    guard let name = text.range(of: "encoding") else { return true }
    let value = text[name.upperBound...].drop { !$0.isLetter }
      .prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    return ["utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "us-ascii", "ascii"]
      .contains(String(value))
  }
}

/// How many attributes an element has so far: `=` and a quote since the last `<`, which cannot be in
/// an attribute. Texts that look like it count too: they have fewer than is allowed.
private struct AttributeCount {
  private var count = 0
  private var isBehindEquals = false

  mutating func count(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "<"):
      count = 0
      isBehindEquals = false
    case UInt8(ascii: "="): isBehindEquals = true
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      count += isBehindEquals ? 1 : 0
      isBehindEquals = false
    case 0x20, 0x09, 0x0A, 0x0D: break
    default: isBehindEquals = false
    }
    return count
  }
}

/// UTF-16 in pieces to UTF-8.
final class UTF16Decoder {
  private let isLittleEndian: Bool
  /// A byte whose other half comes with the next piece.
  private var half: UInt8?
  /// The first half of a character of two units.
  private var high: UInt16?
  private var hasBegun = false

  /// Nil unless a text begins as UTF-16 does: with its mark, or with `<` and a zero.
  init?(start: [UInt8]) {
    switch start.prefix(2) {
    case [0xFF, 0xFE], [0x3C, 0x00]: isLittleEndian = true
    case [0xFE, 0xFF], [0x00, 0x3C]: isLittleEndian = false
    default: return nil
    }
  }

  /// Appends the text of `units` to `text`; false if they are no text.
  func decode(_ units: [UInt8], isLast: Bool, into text: inout [UInt8]) -> Bool {
    for byte in units {
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      let unit =
        isLittleEndian
        ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte)
      // The mark is no text.
      if !hasBegun {
        hasBegun = true
        if unit == 0xFEFF { continue }
      }
      guard append(unit, to: &text) else { return false }
    }
    return !isLast || half == nil && high == nil
  }

  private func append(_ unit: UInt16, to text: inout [UInt8]) -> Bool {
    var units = [unit]
    switch (high, unit) {
    case (nil, 0xD800...0xDBFF):
      high = unit
      return true
    case (nil, 0xDC00...0xDFFF): return false
    case (nil, _): break
    case (let first?, 0xDC00...0xDFFF):
      units = [first, unit]
      high = nil
    case (_?, _): return false
    }
    text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    return true
  }
}
