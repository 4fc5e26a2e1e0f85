import DelimitedText

/// A meter's id in eight bytes: up to fifteen digits, up to ten letters and digits, or 62 bits of a
/// hash whose text is kept beside it. Zero is no id.
package struct MeterKey: Hashable, Sendable, BitwiseCopyable {
  package let bits: UInt64

  static let none = MeterKey(bits: 0)

  var isNone: Bool { bits == 0 }
  var isHashed: Bool { bits >> 62 == 2 }

  init(bits: UInt64) { self.bits = bits }

  init(_ field: Field) {
    var bits: UInt64 = 0
    if field.count <= 15 {
      for index in 0..<field.count {
        let digit = field[index] &- 48
        if digit > 9 {
          self = MeterKey.lettered(field)
          return
        }
        bits = bits &<< 4 | UInt64(digit &+ 1)
      }
      self.bits = bits
    } else {
      self.bits = field.hash64 & (1 << 62 - 1) | 2 << 62
    }
  }

  private static func lettered(_ field: Field) -> MeterKey {
    let hashed = MeterKey(bits: field.hash64 & (1 << 62 - 1) | 2 << 62)
    guard field.count <= 10 else { return hashed }
    var bits: UInt64 = 1
    for index in 0..<field.count {
      let symbol: UInt8
      switch field[index] {
      case 48...57: symbol = field[index] - 48
      case 65...90: symbol = field[index] - 65 + 10
      case 97...122: symbol = field[index] - 97 + 36
      case UInt8(ascii: "-"): symbol = 62
      default: return hashed
      }
      bits = bits << 6 | UInt64(symbol)
    }
    return MeterKey(bits: bits | 1 << 62)
  }
}

/// The meters of the register, found by id.
///
/// A meter is one id in one compound; it may serve several units, and a unit may have several.
/// Meters are numbered in the order of their first units; behind them, where the sweep has readings
/// by unit, each unit without a meter has one of its own.
struct MeterIndex: Sendable {
  private(set) var keys: [MeterKey] = []
  /// The first unit of each meter.
  private(set) var firstUnit: [UInt32] = []
  /// The further units of meters that serve several.
  private(set) var moreUnits: [Int: [UInt32]] = [:]
  /// The meter of each unit: `noMeter`, `severalMeters`, or its number.
  private(set) var meterOfUnit: [UInt32]
  private(set) var severalMeters: [Int: [Int]] = [:]
  /// Ids that stand for meters in several compounds.
  private(set) var ambiguous: Set<MeterKey> = []
  private(set) var texts: FieldInterner
  private var textOfMeter: [Int: Int] = [:]
  private let slots: UnitColumn<UInt32>
  private let starts: [Int]

  static let noMeter = UInt32.max
  static let several = UInt32.max - 1

  /// One meter of one unit, as the register has it.
  struct Entry: Sendable {
    var key: MeterKey
    var unit: UInt32
    /// The id's text in `texts` where the key is hashed.
    var text: Int32
  }

  /// Takes the entries in the order of their units. O(entries).
  init(_ entries: [Entry], texts: FieldInterner, starts: [Int], ownMeters: Bool) {
    self.texts = texts
    self.starts = starts
    let unitCount = starts.last ?? 0
    meterOfUnit = Array(repeating: Self.noMeter, count: unitCount)
    keys.reserveCapacity(entries.count)
    firstUnit.reserveCapacity(entries.count)
    var size = 16
    while size * 4 < entries.count * 7 { size *= 2 }
    slots = UnitColumn(count: size, repeating: 0)
    for entry in entries { add(entry) }
    guard ownMeters else { return }
    for unit in 0..<unitCount where meterOfUnit[unit] == Self.noMeter {
      meterOfUnit[unit] = UInt32(keys.count)
      keys.append(.none)
      firstUnit.append(UInt32(unit))
    }
  }

  var count: Int { keys.count }

  private mutating func add(_ entry: Entry) {
    let mask = slots.count - 1
    var slot = Self.hash(entry.key) & mask
    while slots[slot] != 0 {
      let meter = Int(slots[slot]) - 1
      if keys[meter] == entry.key && matches(meter, Int(entry.text)) {
        if compound(of: Int(firstUnit[meter])) == compound(of: Int(entry.unit)) {
          moreUnits[meter, default: []].append(entry.unit)
          connect(Int(entry.unit), meter)
          return
        }
        ambiguous.insert(entry.key)
      }
      slot = (slot + 1) & mask
    }
    let meter = keys.count
    slots[slot] = UInt32(meter + 1)
    keys.append(entry.key)
    firstUnit.append(entry.unit)
    if entry.key.isHashed { textOfMeter[meter] = Int(entry.text) }
    connect(Int(entry.unit), meter)
  }

  private mutating func connect(_ unit: Int, _ meter: Int) {
    switch meterOfUnit[unit] {
    case Self.noMeter: meterOfUnit[unit] = UInt32(meter)
    case Self.several: severalMeters[unit]!.append(meter)
    default:
      severalMeters[unit] = [Int(meterOfUnit[unit]), meter]
      meterOfUnit[unit] = Self.several
    }
  }

  private func matches(_ meter: Int, _ text: Int) -> Bool {
    !keys[meter].isHashed || textOfMeter[meter] == text
  }

  private func compound(of unit: Int) -> Int {
    var low = 0
    var high = starts.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= unit { low = middle } else { high = middle }
    }
    return low
  }

  @inline(__always)
  private static func hash(_ key: MeterKey) -> Int {
    Int(truncatingIfNeeded: Field.mix(key.bits, 0x9E37_79B9_7F4A_7C15))
  }

  enum Found {
    case meter(Int)
    case unknown, ambiguous
  }

  /// The meter with an id, in `compound` where one is named (−1 if not). O(1) expected.
  func find(_ key: MeterKey, compound: Int, text: () -> Int?) -> Found {
    let mask = slots.count - 1
    var slot = Self.hash(key) & mask
    var found = -1
    while slots[slot] != 0 {
      let meter = Int(slots[slot]) - 1
      if keys[meter] == key && (!key.isHashed || text() == textOfMeter[meter]) {
        if compound < 0 {
          if found >= 0 { return .ambiguous }
          found = meter
        } else if isIn(compound, meter) {
          return .meter(meter)
        }
      }
      slot = (slot + 1) & mask
    }
    return found >= 0 ? .meter(found) : .unknown
  }

  /// Whether a meter serves units of a compound.
  @inline(__always)
  func isIn(_ compound: Int, _ meter: Int) -> Bool {
    guard compound < starts.count - 1 else { return false }
    let unit = Int(firstUnit[meter])
    return unit >= starts[compound] && unit < starts[compound + 1]
  }

  /// The meters of a unit, in natural order of their ids.
  func meters(of unit: Int) -> [Int] {
    switch meterOfUnit[unit] {
    case Self.noMeter: []
    case Self.several:
      severalMeters[unit]!.sorted { NaturalOrder.precedes(text(of: $0), text(of: $1)) }
    default: [Int(meterOfUnit[unit])]
    }
  }

  /// The id of a meter; empty for a unit's own.
  func text(of meter: Int) -> String {
    if let text = textOfMeter[meter] { return texts.text(text) }
    return text(ofKey: keys[meter])
  }

  /// The id that a key stands for.
  func text(ofKey key: MeterKey) -> String {
    if key.isHashed {
      return keys.firstIndex(of: key).map { text(of: $0) } ?? ""
    }
    var bits = key.bits
    var characters: [UInt8] = []
    if bits >> 62 == 1 {
      bits &= 1 << 62 - 1
      let symbols = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-".utf8)
      while bits > 1 {
        characters.append(symbols[Int(bits & 63)])
        bits >>= 6
      }
    } else {
      while bits > 0 {
        characters.append(UInt8(bits & 15) - 1 + 48)
        bits >>= 4
      }
    }
    return String(decoding: characters.reversed(), as: UTF8.self)
  }
}
