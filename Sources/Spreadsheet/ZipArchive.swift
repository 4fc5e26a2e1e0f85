/// The list of parts of a zip archive, and where their packed bytes lie.
///
/// Only what a spreadsheet needs of the format (PKWARE's APPNOTE.TXT): the central directory at the
/// end is the truth, with its 64-bit form, which some writers use for the smallest files; parts are
/// stored or deflated. Nothing is ever written to disk, so a part's name can do no harm.
///
/// Reading the list is O(parts), in memory too. Parts are found by name as the standard of office
/// files compares them: letter case of ASCII does not count, nor does a `/` in front; `\`, which
/// some writers use, is `/`.
struct ZipArchive: Sendable {
  struct Part: Sendable, Equatable {
    /// As written.
    var name: String
    var method: Int
    var checksum: UInt
    var packed: Int
    var unpacked: Int
    /// Of the header in front of the packed bytes.
    var offset: Int
    var isEncrypted: Bool
    /// Whether several parts have this name.
    var isRepeated = false
  }

  let bytes: [UInt8]
  private var parts: [String: Part] = [:]

  init(_ bytes: [UInt8], limits: Limits) throws(SpreadsheetError) {
    self.bytes = bytes
    let end = try Self.directory(in: bytes)
    guard end.count <= limits.parts else { throw .tooManyParts(end.count) }
    var at = end.offset
    var total = 0
    for _ in 0..<end.count {
      let (part, next) = try part(at: at, shift: end.shift)
      at = next
      // Each is at most 2^62, and the sum is looked at each time: no overflow.
      total += part.unpacked
      guard total <= limits.unpacked else { throw .tooLarge(bytes: total) }
      let key = Self.key(part.name)
      if parts[key] == nil { parts[key] = part } else { parts[key]?.isRepeated = true }
    }
    guard total <= limits.harmless || total / limits.ratio <= bytes.count else {
      throw .bomb(bytes: total, packed: bytes.count)
    }
  }

  static func key(_ name: String) -> String {
    let key = name.replacing("\\", with: "/").lowercased()
    return key.hasPrefix("/") ? String(key.dropFirst()) : key
  }

  /// All parts, in no order.
  var allParts: some Collection<Part> { parts.values }

  /// The part of a name; nil if there is none.
  func find(_ name: String) -> Part? { parts[Self.key(name)] }

  /// The part that must be there, once.
  func part(_ name: String) throws(SpreadsheetError) -> Part {
    guard let part = find(name) else { throw .missingPart(name) }
    guard !part.isRepeated else { throw .repeatedPart(part.name) }
    return part
  }

  /// Where a part's packed bytes begin; they are all inside the file.
  func start(of part: Part) throws(SpreadsheetError) -> Int {
    guard let signature = bytes.littleEndian(part.offset, 4), signature == 0x0403_4B50,
      let name = bytes.littleEndian(part.offset + 26, 2),
      let extra = bytes.littleEndian(part.offset + 28, 2)
    else { throw .badData(part: part.name) }
    let start = part.offset + 30 + name + extra
    guard start <= bytes.count, part.packed <= bytes.count - start else {
      throw .badData(part: part.name)
    }
    return start
  }
}

// MARK: - The central directory

extension ZipArchive {
  /// What the record at the end says of the directory.
  fileprivate struct End {
    var count: Int
    var offset: Int
    /// So many bytes stand in front of the archive: of an offset inside it the place in the file.
    var shift: Int
  }

  private static func directory(in bytes: [UInt8]) throws(SpreadsheetError) -> End {
    // 22 bytes, and a comment of at most 65,535 behind them.
    let first = max(0, bytes.count - 22 - 65_535)
    guard
      let record = stride(from: bytes.count - 22, through: first, by: -1).first(where: {
        bytes[$0] == 0x50 && bytes.littleEndian($0, 4) == 0x0605_4B50
      }), let count = bytes.littleEndian(record + 10, 2),
      let size = bytes.littleEndian(record + 12, 4), let offset = bytes.littleEndian(record + 16, 4)
    else { throw bytes.starts(with: [0x50, 0x4B, 3, 4]) ? .cutShort : .notZip }

    // The 64-bit record, if there is one, is pointed to by 20 bytes before this one.
    if let locator = bytes.littleEndian(record - 20, 4), locator == 0x0706_4B50,
      let large = bytes.littleEndian(record - 12, 8), bytes.littleEndian(large, 4) == 0x0606_4B50,
      let count = bytes.littleEndian(large + 32, 8), let offset = bytes.littleEndian(large + 48, 8)
    {
      return try End(count: count, offset: offset, shift: 0).checked(in: bytes)
    }
    // The directory ends where its record begins.
    let place = record - size
    guard place >= offset else { throw .badArchive }
    return try End(count: count, offset: place, shift: place - offset).checked(in: bytes)
  }

  private func part(at start: Int, shift: Int) throws(SpreadsheetError) -> (Part, next: Int) {
    guard bytes.littleEndian(start, 4) == 0x0201_4B50,
      let flags = bytes.littleEndian(start + 8, 2), let method = bytes.littleEndian(start + 10, 2),
      let checksum = bytes.littleEndian(start + 16, 4),
      var packed = bytes.littleEndian(start + 20, 4),
      var unpacked = bytes.littleEndian(start + 24, 4),
      let nameLength = bytes.littleEndian(start + 28, 2),
      let extraLength = bytes.littleEndian(start + 30, 2),
      let commentLength = bytes.littleEndian(start + 32, 2),
      var offset = bytes.littleEndian(start + 42, 4)
    else { throw .badArchive }
    let extra = start + 46 + nameLength
    let next = extra + extraLength + commentLength
    guard next <= bytes.count else { throw .badArchive }

    // Numbers that do not fit stand in an extra field, in this order, those that fit left out.
    if var field = extraField(1, in: extra..<extra + extraLength) {
      func large(_ value: inout Int) throws(SpreadsheetError) {
        guard value == 0xFFFF_FFFF else { return }
        guard field.count >= 8, let number = bytes.littleEndian(field.lowerBound, 8) else {
          throw SpreadsheetError.badArchive
        }
        value = number
        field = field.lowerBound + 8..<field.upperBound
      }
      try large(&unpacked)
      try large(&packed)
      try large(&offset)
    }
    guard offset <= bytes.count, packed <= bytes.count else { throw .badArchive }
    let name = String(decoding: bytes[start + 46..<extra], as: UTF8.self)
    let part = Part(
      name: name, method: method, checksum: UInt(checksum), packed: packed, unpacked: unpacked,
      offset: offset + shift, isEncrypted: flags & 1 != 0)
    return (part, next)
  }

  /// The content of one of a directory entry's extra fields.
  private func extraField(_ wanted: Int, in range: Range<Int>) -> Range<Int>? {
    var at = range.lowerBound
    while at + 4 <= range.upperBound {
      guard let id = bytes.littleEndian(at, 2), let size = bytes.littleEndian(at + 2, 2),
        at + 4 + size <= range.upperBound
      else { return nil }
      if id == wanted { return at + 4..<at + 4 + size }
      at += 4 + size
    }
    return nil
  }
}

extension ZipArchive.End {
  /// An entry takes at least 46 bytes: a number that cannot be is not counted to.
  fileprivate func checked(in bytes: [UInt8]) throws(SpreadsheetError) -> Self {
    guard offset <= bytes.count, count <= (bytes.count - offset) / 46 else { throw .badArchive }
    return self
  }
}

extension [UInt8] {
  /// The number in `size` bytes from `offset`, the lowest first; nil if they are not all there, or
  /// it is over 2^62.
  func littleEndian(_ offset: Int, _ size: Int) -> Int? {
    guard offset >= 0, offset <= count - size else { return nil }
    var value: UInt64 = 0
    for index in (0..<size).reversed() { value = value << 8 | UInt64(self[offset + index]) }
    return value < 1 << 62 ? Int(value) : nil
  }
}
