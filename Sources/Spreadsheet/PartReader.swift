/// The bytes of one part of an archive, unpacked piece by piece: one piece in memory.
///
/// Exactly as many bytes come out as the archive promised, with the promised checksum; else the
/// last piece is an error.
struct PartReader {
  let name: String
  private let archive: ZipArchive
  private let part: ZipArchive.Part
  private let inflater: Inflater?
  private var room: [UInt8] = []
  private var position: Int
  private let end: Int
  private var delivered = 0
  private var checksum: UInt = 0
  private var isEnded = false

  private static let piece = 1 << 16

  init(_ part: ZipArchive.Part, of archive: ZipArchive) throws(SpreadsheetError) {
    guard !part.isEncrypted else { throw .encrypted }
    guard part.method == 0 || part.method == 8 else {
      throw .unknownMethod(part: part.name, method: part.method)
    }
    name = part.name
    self.archive = archive
    self.part = part
    position = try archive.start(of: part)
    end = position + part.packed
    inflater = part.method == 8 ? Inflater() : nil
    // One byte more than was promised is seen, and is an error.
    if inflater != nil { room = Array(repeating: 0, count: min(part.unpacked + 1, Self.piece)) }
    guard inflater != nil || part.packed == part.unpacked else { throw .badData(part: name) }
  }

  /// Appends the next bytes to `bytes`; false if there are no more.
  mutating func append(to bytes: inout [UInt8]) throws(SpreadsheetError) -> Bool {
    guard !isEnded else { return false }
    let count = bytes.count
    if let inflater {
      let (outcome, count) = inflater.inflate(archive.bytes, &position, upTo: end, into: &room)
      switch outcome {
      case .more: break
      case .ended: isEnded = true
      case .bad: throw .badData(part: name)
      }
      bytes.append(contentsOf: room[..<count])
    } else {
      let next = min(position + Self.piece, end)
      bytes.append(contentsOf: archive.bytes[position..<next])
      position = next
      isEnded = next == end
    }
    delivered += bytes.count - count
    checksum = Inflater.checksum(bytes[count...], after: checksum)
    guard delivered <= part.unpacked,
      !isEnded || delivered == part.unpacked && checksum == part.checksum
    else { throw .badData(part: name) }
    return true
  }
}
