import DelimitedText

/// The first cells of a row of `units.csv`: the compound and the address. Units of one entrance
/// follow each other, so what they share is put into words once.
struct RowLead: ~Copyable {
  private var compound = OutputBuffer()
  private var words = OutputBuffer()
  /// The cells up to the last number of the address settled on, and that number.
  private var front = ShortText<SIMD64<UInt8>>()
  private var last: UInt32 = 0
  /// The building and the entrance that the front stands for, as in a key; no key's where it is that of
  /// one address only.
  private var entrance = noEntrance

  private static var noEntrance: UInt64 { .max }

  mutating func begin(_ id: String) {
    compound.removeAll()
    compound.append(csv: id)
    compound.append(UInt8(ascii: ","))
    entrance = Self.noEntrance
  }

  /// Makes ready for an address; false where it is not made of short numbers.
  @inline(__always)
  mutating func settle(on key: AddressKey) -> Bool {
    // Absent numbers wrap around, and are not short.
    let room = UInt32(truncatingIfNeeded: key.bits & 0xF_FFFF) &- 1
    guard key.bits >> 20 == entrance, room < 10_000 else { return settleAnew(on: key) }
    last = room
    return true
  }

  @inline(never)
  private mutating func settleAnew(on key: AddressKey) -> Bool {
    entrance = Self.noEntrance
    guard key.isNumeric, !key.isNone else { return false }
    let (first, second, third) = key.parts
    let number = third >= 0 ? third : second >= 0 ? second : first
    words.removeAll()
    words.append(compound, 0..<compound.count)
    if second >= 0 {
      (third >= 0 ? AddressKey(first, second) : AddressKey(first)).append(to: &words)
      words.append(UInt8(ascii: "-"))
    }
    guard number < 10_000, let front = ShortText<SIMD64<UInt8>>(words) else { return false }
    self.front = front
    last = UInt32(number)
    if third >= 0 { entrance = key.bits >> 20 }
    return true
  }

  /// Appends the cells of the address settled on.
  @inline(__always)
  func append(to row: inout OutputRow) {
    row.append(front)
    row.append(short: last)
  }

  /// Appends the cells of any address.
  func append(_ address: String, to buffer: inout OutputBuffer) {
    buffer.append(compound, 0..<compound.count)
    buffer.append(csv: address)
  }
}
