import DelimitedText

/// What stands beside `evidence.csv`: which sweep it is of, and how long it is. This is `evidence.json`.
struct EvidenceHead: Sendable, Equatable, Codable {
  static let productName = "household-sweep evidence"
  static let currentSchema = 1

  var product = EvidenceHead.productName
  var schema = EvidenceHead.currentSchema
  var sweep: SweepIdentity
  var compounds = 0
  var units = 0
  /// Of the table, so that one which is cut short, or of another run, is not taken for whole.
  var bytes = 0
  var fingerprint = Fingerprint()

  /// The place of this file, by that of the table.
  static func path(beside table: String) -> String {
    (table.hasSuffix(".csv") ? String(table.dropLast(4)) : table) + ".json"
  }

  /// Reads what stands beside a table. Throws where nothing does, or another version of it.
  init(beside table: String) throws(SweepError) {
    let path = Self.path(beside: table)
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.current.contents(of: path)
    } catch {
      throw .unreadableEvidence(.init(file: path), error)
    }
    guard let kind = ShardJSON.value(ShardFileKind.self, bytes), kind.product == Self.productName
    else { throw .noEvidence(.init(file: path)) }
    guard kind.schema == Self.currentSchema else {
      throw .evidenceOfOtherVersion(.init(file: path), schema: kind.schema)
    }
    guard let head = ShardJSON.value(EvidenceHead.self, bytes) else {
      throw .noEvidence(.init(file: path))
    }
    self = head
  }

  init(sweep: SweepIdentity) { self.sweep = sweep }
}

/// A short number for many bytes: other bytes have another, but for chance (64-bit FNV-1a, eight bytes at a time).
struct Fingerprint: Sendable, Equatable, Codable {
  private var value: UInt64 = 0xcbf2_9ce4_8422_2325

  init() {}

  mutating func add(_ field: Field) {
    var at = 0
    while at + 8 <= field.count {
      value = (value ^ field.word(at: at)) &* 0x100_0000_01b3
      value ^= value >> 29
      at += 8
    }
    for index in at..<field.count { value = (value ^ UInt64(field[index])) &* 0x100_0000_01b3 }
  }

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = UInt64(text, radix: 16) else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: text))
    }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(String(value, radix: 16))
  }
}
