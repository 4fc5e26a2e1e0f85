import DelimitedText
import Synchronization

/// The registered units of all compounds, numbered in output order, found by compound and key.
///
/// Addresses that are numbers stand in order, and one that is not beside the last is found by
/// halving. A table is made only where that does not do: where some address is no number, or rows jump
/// about so much that each step would be a cache miss.
package final class UnitIndex: Sendable {
  /// The key of each unit.
  package let keys: UnitColumn<AddressKey>
  /// The first unit of each compound, and the number of units at the end.
  package let starts: [Int]
  /// The texts of hashed keys, and which text each such unit has.
  package let texts: FieldInterner
  private let textOfUnit: [Int: Int]
  private let threads: Int
  /// Made at once where some key is no number, else when somebody asks.
  private let madeTable: UnitTable?
  private let askedTable = Mutex<UnitTable?>(nil)

  /// Takes the keys in output order, and whether all are numbers. O(units) where they are not, on all
  /// workers.
  init(
    keys: UnitColumn<AddressKey>, starts: [Int], texts: FieldInterner, textOfUnit: [Int: Int],
    areNumbers: Bool, threads: Int
  ) {
    self.keys = keys
    self.starts = starts
    self.texts = texts
    self.textOfUnit = textOfUnit
    self.threads = threads
    madeTable = areNumbers ? nil : UnitTable(keys, starts: starts, threads: threads)
  }

  /// The table of all units. The first who asks makes it, in O(units) on all workers.
  func table() -> UnitTable {
    if let madeTable { return madeTable }
    return askedTable.withLock { table in
      let made = table ?? UnitTable(keys, starts: starts, threads: threads)
      table = made
      return made
    }
  }

  package var count: Int { keys.count }

  package func units(of compound: Int) -> Range<Int> {
    compound < starts.count - 1 ? starts[compound]..<starts[compound + 1] : 0..<0
  }

  /// The registered unit of a compound with this key, or −1. A hashed key needs its text, too.
  func find(_ compound: Int, _ key: AddressKey, text: () -> Int?) -> Int {
    guard let madeTable else { return key.isNumeric ? search(units(of: compound), key) : -1 }
    return madeTable.find(compound, key) { unit in
      guard key.isHashed else { return true }
      let text = text()
      return text != nil && textOfUnit[unit] == text
    }
  }

  /// Whether keys ascend in each compound, so that one may be looked for from another on.
  var isAscending: Bool { madeTable == nil }

  /// The unit of a range of ascending numeric keys, or −1.
  fileprivate func search(_ units: Range<Int>, _ key: AddressKey) -> Int {
    let unit = first(of: units, from: key)
    return unit < units.upperBound && keys[unit] == key ? unit : -1
  }

  /// The first unit of a range of ascending numeric keys that has none below `key`.
  func first(of units: Range<Int>, from key: AddressKey) -> Int {
    var low = units.lowerBound
    var high = units.upperBound
    while low < high {
      let middle = (low + high) / 2
      if keys[middle].bits < key.bits { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Appends the address of a unit.
  package func appendText(of unit: Int, to buffer: inout OutputBuffer) {
    let key = keys[unit]
    if key.isHashed, let text = textOfUnit[unit] {
      texts.withField(text) { buffer.append($0) }
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
  private let keys: UnitColumn<AddressKey>
  /// The unit found last, and where its compound ends.
  private var last = 0
  private var end = 0
  private(set) var compound = -1
  /// Rows in a row that were about a unit far from that of the row before.
  private(set) var farJumps = 0
  private static let nearby = 16
  /// What is no further away is in the cache, about.
  static let far = 512

  init(_ index: UnitIndex) {
    self.index = index
    keys = index.keys
  }

  /// The unit of `compound` with `key`, or −1; `text` numbers a hashed key's text in the index.
  @inline(__always)
  mutating func find(_ compound: Int, _ key: AddressKey, text: () -> Int?) -> Int {
    let unit = near(compound, key)
    return unit >= 0 ? unit : jump(compound, key, text: text)
  }

  /// The same if it is one of the next few units, else −1.
  @inline(__always)
  mutating func near(_ compound: Int, _ key: AddressKey) -> Int {
    if compound == self.compound && !key.isHashed {
      let unit = findNear(key)
      if unit >= 0 { return unit }
    }
    return -1
  }

  /// The unit with a key that is not hashed, in the compound of the row before: the unit of that row,
  /// or one soon after it, or where the key says building, entrance and room, any; −1 if it is none of
  /// these.
  @inline(__always)
  mutating func findNear(_ key: AddressKey) -> Int {
    guard last < end else { return -1 }
    // Whether it is the same unit again is not to be guessed: a choice, not a branch.
    let next = min(last &+ 1, end &- 1)
    let unit = keys[next] == key ? next : last
    guard keys[unit] == key else { return findElsewhere(key) }
    last = unit
    farJumps = 0
    return unit
  }

  /// The same for other units than that of the row before and the next: not every unit has a row in
  /// every file.
  @inline(never)
  private mutating func findElsewhere(_ key: AddressKey) -> Int {
    // Which of them it is cannot be guessed either, so all are looked at.
    var found = 0
    for step in 2..<max(2, min(Self.nearby, end - last)) {
      found = keys[last + step] == key ? step : found
    }
    if found > 0 {
      last += found
      farJumps = 0
      return last
    }
    // Of shorter keys, other readings come first.
    return key.isWhole && index.isAscending ? skip(to: key) : -1
  }

  /// The unit with a numeric key in the compound of the row before, where keys ascend; −1 if there is
  /// none.
  private mutating func skip(to key: AddressKey) -> Int {
    let unit = index.search(around(key), key)
    guard unit >= 0 else { return -1 }
    farJumps = isFar(unit) ? farJumps + 1 : 0
    last = unit
    return unit
  }

  /// The unit of a key that is none of the next few.
  @inline(never)
  mutating func jump(_ compound: Int, _ key: AddressKey, text: () -> Int?) -> Int {
    if compound == self.compound, key.isNumeric, index.isAscending { return skip(to: key) }
    let unit = index.find(compound, key, text: text)
    guard unit >= 0 else { return -1 }
    let jumps = isFar(unit) ? farJumps + 1 : 0
    settle(at: unit, in: compound)
    farJumps = jumps
    return unit
  }

  /// Whether a unit is far from the last one.
  func isFar(_ unit: Int) -> Bool { abs(unit - last) > Self.far }

  /// A range of the compound's units that a key must be in, found in steps that double.
  private func around(_ key: AddressKey) -> Range<Int> {
    if keys[last].bits > key.bits { return index.starts[compound]..<last }
    var low = last
    var step = Self.nearby
    while low + step < end && keys[low + step].bits <= key.bits {
      low += step
      step *= 2
    }
    return low..<min(low + step, end)
  }

  /// Goes on from a unit, as if rows had never jumped about.
  mutating func settle(at unit: Int, in compound: Int) {
    last = unit
    self.compound = compound
    end = index.units(of: compound).upperBound
    farJumps = 0
  }
}
