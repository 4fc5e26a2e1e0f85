import CZlib
import Foundation

/// Writes zip archives, right ones and wrong ones.
package struct TestArchive {
  package struct Part {
    package var name: String
    package var bytes: [UInt8]
    /// What lies in the archive, and how; else the bytes, stored.
    package var packed: [UInt8]?
    package var method = 0
    package var flags = 0
    package var checksum: UInt32?
    package var size: Int?

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  package var parts: [Part] = []
  /// Sizes and places in 64 bits.
  package var isLarge = false

  package init(_ texts: KeyValuePairs<String, String> = [:]) {
    parts = texts.map { Part(name: $0.key, bytes: Array($0.value.utf8)) }
  }

  package subscript(name: String) -> String {
    get {
      let part = parts.first { $0.name == name }
      return String(decoding: part?.bytes ?? [], as: UTF8.self)
    }
    set {
      parts.removeAll { $0.name == name }
      parts.append(Part(name: name, bytes: Array(newValue.utf8)))
    }
  }

  package var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for part in parts {
      let packed = part.packed ?? part.bytes
      let size = part.size ?? part.bytes.count
      let checksum = part.checksum ?? UInt32(crc32(0, part.bytes, UInt32(part.bytes.count)))
      let offset = file.count
      let large: [UInt8] =
        isLarge ? le(1, 2) + le(24, 2) + le(size, 8) + le(packed.count, 8) + le(offset, 8) : []
      // Both headers have these from some place on; the local sizes are nothing that is read.
      let common =
        le(20, 2) + le(part.flags, 2) + le(part.method, 2) + le(0, 4) + le(Int(checksum), 4)
        + le(isLarge ? 0xFFFF_FFFF : packed.count, 4) + le(isLarge ? 0xFFFF_FFFF : size, 4)
        + le(part.name.utf8.count, 2)
      directory += le(0x0201_4B50, 4) + le(20, 2) + common + le(large.count, 2) + le(0, 10)
      directory += le(isLarge ? 0xFFFF_FFFF : offset, 4) + Array(part.name.utf8) + large
      file += le(0x0403_4B50, 4) + common + le(0, 2) + Array(part.name.utf8) + packed
    }
    let start = file.count
    file += directory
    if isLarge {
      let record = file.count
      file += le(0x0606_4B50, 4) + le(44, 8) + le(0, 12) + le(parts.count, 8) + le(parts.count, 8)
      file += le(directory.count, 8) + le(start, 8)
      file += le(0x0706_4B50, 4) + le(0, 4) + le(record, 8) + le(1, 4)
    }
    file += le(0x0605_4B50, 4) + le(0, 4) + le(min(parts.count, 65_535), 2)
    file += le(min(parts.count, 65_535), 2)
    file += le(directory.count, 4) + le(isLarge ? 0xFFFF_FFFF : start, 4) + le(0, 2)
    return file
  }

  private func le(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  /// Raw deflate data of bytes that come in pieces.
  package static func deflated(
    _ pieces: some Sequence<[UInt8]>, flush: Int32 = Z_NO_FLUSH, isEnded: Bool = true
  ) -> (packed: [UInt8], checksum: UInt32) {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var packed: [UInt8] = []
    var sum: UInt = 0
    var room = [UInt8](repeating: 0, count: 1 << 16)
    func run(_ piece: [UInt8], _ flush: Int32) {
      var piece = piece
      piece.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        repeat {
          room.withUnsafeMutableBufferPointer { target in
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            CZlib.deflate(&stream, flush)
          }
          packed += room[..<(room.count - Int(stream.avail_out))]
        } while stream.avail_out == 0
      }
    }
    for piece in pieces {
      sum = crc32(sum, piece, UInt32(piece.count))
      run(piece, flush)
    }
    if isEnded { run([], Z_FINISH) }
    return (packed, UInt32(sum))
  }

  /// Deflates a part.
  package mutating func deflate(_ name: String) {
    guard let index = parts.firstIndex(where: { $0.name == name }) else { return }
    parts[index].packed = Self.deflated([parts[index].bytes]).packed
    parts[index].method = 8
  }
}

// MARK: - Workbooks

extension TestArchive {
  package static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  package static let relations = "http://schemas.openxmlformats.org/package/2006/relationships"
  package static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  package static func list(_ relations: [(id: String, type: String, target: String)]) -> String {
    let all = relations.map {
      "<Relationship Id=\"\($0.id)\" Type=\"\(office)/\($0.type)\" Target=\"\($0.target)\"/>"
    }
    return "<Relationships xmlns=\"\(self.relations)\">\(all.joined())</Relationships>"
  }

  /// A workbook of one sheet with these rows as XML, and shared texts and style formats by number.
  package static func book(
    _ rows: String, after: String = "", texts: [String] = [], formats: [Int] = [],
    customFormats: [Int: String] = [:], is1904: Bool = false
  ) -> TestArchive {
    let numFmts = customFormats.map { number, code in
      let quoted = code.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
      return "<numFmt numFmtId=\"\(number)\" formatCode=\"\(quoted)\"/>"
    }
    return TestArchive([
      "_rels/.rels": list([("r1", "officeDocument", "xl/workbook.xml")]),
      "xl/workbook.xml": """
      <workbook xmlns="\(main)" xmlns:r="\(office)"><workbookPr date1904="\(is1904 ? 1 : 0)"/>\
      <sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>
      """,
      "xl/_rels/workbook.xml.rels": list([
        ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml"),
        ("r3", "styles", "styles.xml"),
      ]),
      "xl/worksheets/sheet1.xml": """
      <worksheet xmlns="\(main)"><sheetData>\(rows)</sheetData>\(after)</worksheet>
      """,
      "xl/sharedStrings.xml":
        "<sst xmlns=\"\(main)\">\(texts.map { "<si>\($0)</si>" }.joined())</sst>",
      "xl/styles.xml": """
      <styleSheet xmlns="\(main)"><numFmts>\(numFmts.joined())</numFmts>\
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
      <cellXfs>\(formats.map { "<xf numFmtId=\"\($0)\"/>" }.joined())</cellXfs></styleSheet>
      """,
    ])
  }
}

extension TestArchive {
  /// A workbook of one sheet, called S, with these texts.
  package static func sheet(_ rows: [[String]]) -> TestArchive {
    let cells = rows.map { row in
      row.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
    }
    return book(cells.map { "<row>\($0)</row>" }.joined())
  }
}

// MARK: - Bombs

extension TestArchive {
  /// Deflate data that end at a whole byte and have no end yet.
  package static func flushed(_ bytes: [UInt8]) -> (packed: [UInt8], count: Int) {
    let (packed, _) = deflated([bytes], flush: Z_FULL_FLUSH, isEnded: false)
    return (packed, bytes.count)
  }

  /// An archive that lists so many parts, all at one place.
  package static func manyParts(_ count: Int) -> [UInt8] {
    var archive = TestArchive(["a": "a"])
    archive.isLarge = true
    let one = archive.bytes
    let entry = one[(30 + 1 + 1)..<(one.count - 22 - 20 - 56)]
    let start = one[..<entry.startIndex]
    var file = Array(start)
    file.reserveCapacity(count * entry.count + 1000)
    for _ in 0..<count { file += entry }
    // The same records at the end, but for the number of entries and where they are.
    let record = file.count
    var end = Array(one[entry.endIndex...])
    for index in 0..<8 {
      end[24 + index] = UInt8(truncatingIfNeeded: count >> (8 * index))
      end[32 + index] = end[24 + index]
      end[56 + 8 + index] = UInt8(truncatingIfNeeded: record >> (8 * index))
    }
    return file + end
  }
}
