import DelimitedText

/// The registered units of all compounds, numbered in output order, found by compound and key.
///
/// The slots of a compound lie together, so that a file in the order of the register stays in the
/// cache. A slot holds the unit's index in its compound plus one.
package final class UnitIndex: Sendable {
  /// The key of each unit.
  package let keys: UnitColumn<AddressKey>
  /// The first unit of each compound, and the number of units at the end.
  package let starts: [Int]
  /// The texts of hashed keys, and which text each such unit has.
  package let texts: FieldInterner
  private let textOfUnit: [Int: Int]
  /// Where the units and the slots of each compound are; one look finds both.
  private let spans: [Span]
  private let slots: UnitColumn<UInt32>

  private struct Span {
    var firstUnit: UInt32
    var firstSlot: UInt32
    /// Slots less one; −1 where there are no units.
    var mask: Int32
  }

  /// Takes the keys in output order. O(units), on all workers.
  init(
    keys: UnitColumn<AddressKey>, starts: [Int], texts: FieldInterner, textOfUnit: [Int: Int],
    threads: Int
  ) {
    self.keys = keys
    self.starts = starts
    self.texts = texts
    self.textOfUnit = textOfUnit
    var spans: [Span] = []
    var slotCount = 0
    for compound in 0..<starts.count - 1 {
      let count = Self.slotCount(starts[compound + 1] - starts[compound])
      spans.append(
        Span(
          firstUnit: UInt32(starts[compound]), firstSlot: UInt32(slotCount),
          mask: Int32(count - 1)))
      slotCount += count
    }
    self.spans = spans
    slots = UnitColumn(count: slotCount)
    let work = WorkList(count: starts.count - 1)
    let index = self
    _ = parallelMap(workers: threads) { _ in
      while let compound = work.take() { index.fill(compound) }
    }
  }

  /// Puts the units of a compound into its slots.
  private func fill(_ compound: Int) {
    let first = Int(spans[compound].firstSlot)
    let mask = Int(spans[compound].mask)
    let format = SlotEntry(mask: spans[compound].mask)
    for unit in units(of: compound) {
      let hash = Self.hash(keys[unit])
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[first + slot] != 0 { slot = (slot + 1) & mask }
      slots[first + slot] = format.entry(unit - starts[compound], hash)
    }
  }

  /// A power of two that leaves at least three slots in seven free.
  static func slotCount(_ units: Int) -> Int {
    guard units > 0 else { return 0 }
    var size = 4
    while size * 4 < units * 7 { size *= 2 }
    return size
  }

  @inline(__always)
  private static func hash(_ key: AddressKey) -> UInt64 {
    Field.mix(key.bits, 0x9E37_79B9_7F4A_7C15)
  }

  package var count: Int { keys.count }

  package func units(of compound: Int) -> Range<Int> {
    compound < starts.count - 1 ? starts[compound]..<starts[compound + 1] : 0..<0
  }

  /// The registered unit of a compound with this key, or −1. A hashed key needs its text, too.
  func find(_ compound: Int, _ key: AddressKey, text: () -> Int?) -> Int {
    guard compound < spans.count, spans[compound].mask >= 0 else { return -1 }
    let span = spans[compound]
    let format = SlotEntry(mask: span.mask)
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & Int(span.mask)
    while true {
      let entry = slots[Int(span.firstSlot) + slot]
      if entry == 0 { return -1 }
      let place = format.number(entry, ifOf: hash)
      if place >= 0 {
        let unit = Int(span.firstUnit) + place
        if keys[unit] == key {
          if !key.isHashed { return unit }
          if let text = text(), textOfUnit[unit] == text { return unit }
        }
      }
      slot = (slot + 1) & Int(span.mask)
    }
  }

  /// The first unit that may have a key, or −1: nearly always the one that has it. To ask for many
  /// before looking at any lets the cache misses overlap.
  @inline(__always)
  func candidate(_ compound: Int, _ key: AddressKey) -> Int {
    guard compound < spans.count, spans[compound].mask >= 0 else { return -1 }
    let span = spans[compound]
    let format = SlotEntry(mask: span.mask)
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & Int(span.mask)
    while true {
      let entry = slots[Int(span.firstSlot) + slot]
      if entry == 0 { return -1 }
      let place = format.number(entry, ifOf: hash)
      if place >= 0 { return Int(span.firstUnit) + place }
      slot = (slot + 1) & Int(span.mask)
    }
  }

  /// Appends the address of a unit.
  package func appendText(of unit: Int, to buffer: inout OutputBuffer) {
    let key = keys[unit]
    if key.isHashed, let text = textOfUnit[unit] {
      texts.withField(text) { buffer.append(csv: $0) }
    } else {
      key.append(to: &buffer)
    }
  }

  /// The address of a unit.
  package func text(of unit: Int) -> String {
    if keys[unit].isHashed, let text = textOfUnit[unit] { return texts.text(text) }
    return keys[unit].text
  }
}

/// One worker's way to units: rows of one unit, or of the next, mostly follow each other.
struct UnitLocator {
  private let index: UnitIndex
  private var last = 0
  /// Rows since the last one that was about the unit of the row before, or one soon after it.
  private(set) var farJumps = 0
  private static let nearby = 8

  init(_ index: UnitIndex) { self.index = index }

  /// The unit of `compound` with `key`, or −1; `text` numbers a hashed key's text in the index.
  @inline(__always)
  mutating func find(_ compound: Int, _ key: AddressKey, text: () -> Int?) -> Int {
    if !key.isHashed && compound < index.starts.count - 1 && last >= index.starts[compound] {
      let end = index.starts[compound + 1]
      // Not every unit has a row in every file.
      for unit in last..<max(last, min(last + Self.nearby, end)) where index.keys[unit] == key {
        last = unit
        farJumps = 0
        return unit
      }
    }
    return jump(compound, key, text: text)
  }

  @inline(never)
  private mutating func jump(_ compound: Int, _ key: AddressKey, text: () -> Int?) -> Int {
    let unit = index.find(compound, key, text: text)
    if unit >= 0 {
      last = unit
      farJumps += 1
    }
    return unit
  }

  /// Begins anew at a unit.
  mutating func settle(at unit: Int) {
    last = unit
    farJumps = 0
  }
}
