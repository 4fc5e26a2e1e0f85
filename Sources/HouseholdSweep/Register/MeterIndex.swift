import DelimitedText

/// The meters of the register, found by id.
///
/// A meter is one id in one compound; it may serve several units, and a unit may have several. Most
/// units have one of their own, and its number is the unit's; the further meters of units come
/// behind all of these. Where the sweep has readings by unit, the number of a unit without a meter
/// stands for one that only it has.
final class MeterIndex: Sendable {
  /// The id of each meter; none where a unit has no meter, or shares another unit's.
  let keys: UnitColumn<MeterKey>
  /// The meters of those units that have others than just the one with their number.
  let exceptions: [Int: [Int]]
  /// The meters that serve several units.
  let shared: Set<Int>
  /// Ids that stand for meters in several compounds.
  let ambiguous: Set<MeterKey>
  let texts: FieldInterner
  private let textOfMeter: [Int: Int]
  private let unitsOfFurther: [Int]
  private let starts: [Int]
  /// Open addressing, in buckets by the high bits of the hash; a slot holds a meter plus one.
  private let buckets: [Range<Int>]
  private let slots: UnitColumn<UInt32>
  private let format: SlotEntry

  /// A meter of a unit that has one before.
  struct Further: Sendable {
    var unit: Int
    var key: MeterKey
    /// The id's text in `texts`, where the key is hashed.
    var text: Int?
  }

  /// Takes the first meter of each unit, `keys`, and the further ones. O(units), on all workers.
  /// - Parameter textOfMeter: the texts of hashed keys by unit.
  init(
    _ keys: UnitColumn<MeterKey>, _ further: [Further], texts: FieldInterner,
    textOfMeter: [Int: Int], starts: [Int], threads: Int
  ) {
    let unitCount = keys.count
    keys.grow(to: unitCount + further.count)
    var textOfMeter = textOfMeter
    var exceptions: [Int: [Int]] = [:]
    for (number, meter) in further.enumerated() {
      keys[unitCount + number] = meter.key
      textOfMeter[unitCount + number] = meter.text
      exceptions[meter.unit, default: [meter.unit]].append(unitCount + number)
    }
    self.keys = keys
    self.texts = texts
    self.textOfMeter = textOfMeter
    self.starts = starts
    unitsOfFurther = further.map(\.unit)
    let sorted = MetersByHash(keys, threads: threads)
    buckets = sorted.slots
    slots = UnitColumn(count: sorted.slots.last!.upperBound)
    format = SlotEntry(count: keys.count)
    let filler = MeterFiller(
      keys: keys, slots: slots, format: format, textOfMeter: textOfMeter, starts: starts,
      unitsOfFurther: unitsOfFurther)
    let found = sorted.fill(filler, threads: threads)
    ambiguous = found.reduce(into: []) { $0.formUnion($1.ambiguous) }
    for (meter, first) in found.flatMap(\.shared) {
      let unit = meter < unitCount ? meter : unitsOfFurther[meter - unitCount]
      exceptions[unit] = (exceptions[unit] ?? [unit]).map { $0 == meter ? first : $0 }
      keys[meter] = .none
    }
    self.exceptions = exceptions
    shared = Set(found.flatMap(\.shared).map(\.first))
  }

  /// The numbers there are.
  var count: Int { keys.count }

  @inline(__always)
  static func hash(_ key: MeterKey) -> UInt64 { Field.mix(key.bits, 0x9E37_79B9_7F4A_7C15) }

  enum Found {
    case meter(Int)
    case unknown, ambiguous
  }

  /// The meter with an id, in `compound` where one is named (−1 if not). O(1) expected.
  func find(_ key: MeterKey, compound: Int, text: () -> Int?) -> Found {
    let hash = Self.hash(key)
    let bucket = buckets[MetersByHash.bucket(hash)]
    guard !bucket.isEmpty else { return .unknown }
    let mask = bucket.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    var found = -1
    while true {
      let entry = slots[bucket.lowerBound + slot]
      if entry == 0 { break }
      let meter = format.number(entry, ifOf: hash)
      if meter >= 0 && keys[meter] == key && (!key.isHashed || text() == textOfMeter[meter]) {
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

  /// The first meter that may have a key, or −1: nearly always the one that has it. To ask for many
  /// before looking at any lets the cache misses overlap.
  @inline(__always)
  func candidate(_ key: MeterKey) -> Int {
    let hash = Self.hash(key)
    let bucket = buckets[MetersByHash.bucket(hash)]
    guard !bucket.isEmpty else { return -1 }
    var slot = Int(truncatingIfNeeded: hash) & (bucket.count - 1)
    while true {
      let entry = slots[bucket.lowerBound + slot]
      if entry == 0 { return -1 }
      let meter = format.number(entry, ifOf: hash)
      if meter >= 0 { return meter }
      slot = (slot + 1) & (bucket.count - 1)
    }
  }

  /// Whether a meter serves units of a compound.
  private func isIn(_ compound: Int, _ meter: Int) -> Bool {
    guard compound < starts.count - 1 else { return false }
    let unit = meter < starts.last! ? meter : unitsOfFurther[meter - starts.last!]
    return unit >= starts[compound] && unit < starts[compound + 1]
  }

  /// The meters of a unit, in natural order of their ids.
  func meters(of unit: Int) -> [Int] {
    guard let meters = exceptions[unit] else { return [unit] }
    return meters.sorted { NaturalOrder.precedes(text(of: $0), text(of: $1)) }
  }

  /// The id of a meter; empty where there is none.
  func text(of meter: Int) -> String {
    textOfMeter[meter].map(texts.text) ?? keys[meter].text
  }

  /// The id that a key stands for.
  func text(ofKey key: MeterKey) -> String {
    guard key.isHashed else { return key.text }
    return (0..<count).first { keys[$0] == key }.map(text(of:)) ?? ""
  }
}

/// The meters sorted by the high bits of their hashes: what lies together there, lies together in
/// the table of slots, so that a bucket is filled inside the processor's cache, by one worker.
private struct MetersByHash {
  private static let bits = 8

  /// The meters of all buckets, ascending in each.
  private let meters: UnitColumn<UInt32>
  private let ranges: [Range<Int>]
  /// The slots of each bucket.
  let slots: [Range<Int>]

  static func bucket(_ hash: UInt64) -> Int { Int(hash >> UInt64(64 - bits)) }

  init(_ keys: UnitColumn<MeterKey>, threads: Int) {
    let share = (keys.count + threads - 1) / threads
    let counts = parallelMap(workers: threads) { worker in
      var counts = [Int](repeating: 0, count: 1 << Self.bits)
      for meter in min(worker * share, keys.count)..<min((worker + 1) * share, keys.count)
      where !keys[meter].isNone {
        counts[Self.bucket(MeterIndex.hash(keys[meter]))] += 1
      }
      return counts
    }
    var ranges: [Range<Int>] = []
    var slots: [Range<Int>] = []
    var places = counts
    for bucket in 0..<1 << Self.bits {
      let start = ranges.last?.upperBound ?? 0
      var end = start
      for worker in counts.indices {
        places[worker][bucket] = end
        end += counts[worker][bucket]
      }
      ranges.append(start..<end)
      let firstSlot = slots.last?.upperBound ?? 0
      slots.append(firstSlot..<firstSlot + UnitIndex.slotCount(end - start))
    }
    let meters = UnitColumn<UInt32>(count: ranges.last!.upperBound)
    let firstPlaces = places
    _ = parallelMap(workers: threads) { worker in
      var places = firstPlaces[worker]
      for meter in min(worker * share, keys.count)..<min((worker + 1) * share, keys.count)
      where !keys[meter].isNone {
        let bucket = Self.bucket(MeterIndex.hash(keys[meter]))
        meters[places[bucket]] = UInt32(meter)
        places[bucket] += 1
      }
    }
    self.meters = meters
    self.ranges = ranges
    self.slots = slots
  }

  func fill(_ filler: MeterFiller, threads: Int) -> [MeterFiller.Found] {
    let work = WorkList(count: ranges.count)
    let (meters, ranges, slots) = (meters, ranges, slots)
    return parallelMap(workers: threads) { _ in
      var found = MeterFiller.Found()
      while let bucket = work.take() {
        filler.fill(slots[bucket], with: ranges[bucket].lazy.map { Int(meters[$0]) }, &found)
      }
      return found
    }
  }
}

/// Puts meters into slots, and finds out which are the same.
private struct MeterFiller: Sendable {
  let keys: UnitColumn<MeterKey>
  let slots: UnitColumn<UInt32>
  let format: SlotEntry
  let textOfMeter: [Int: Int]
  let starts: [Int]
  let unitsOfFurther: [Int]

  struct Found: Sendable {
    /// Meters that are an earlier one of the same compound.
    var shared: [(meter: Int, first: Int)] = []
    var ambiguous: Set<MeterKey> = []
  }

  func fill(_ range: Range<Int>, with meters: some Sequence<Int>, _ found: inout Found) {
    for meter in meters {
      let hash = MeterIndex.hash(keys[meter])
      var slot = Int(truncatingIfNeeded: hash) & (range.count - 1)
      var first = -1
      while slots[range.lowerBound + slot] != 0 {
        let other = format.number(slots[range.lowerBound + slot], ifOf: hash)
        if other >= 0 && isSame(other, meter) {
          if compound(of: other) == compound(of: meter) {
            first = other
            break
          }
          found.ambiguous.insert(keys[meter])
        }
        slot = (slot + 1) & (range.count - 1)
      }
      if first >= 0 {
        found.shared.append((meter, first))
      } else {
        slots[range.lowerBound + slot] = format.entry(meter, hash)
      }
    }
  }

  private func isSame(_ a: Int, _ b: Int) -> Bool {
    keys[a] == keys[b] && (!keys[a].isHashed || textOfMeter[a] == textOfMeter[b])
  }

  private func compound(of meter: Int) -> Int {
    let unit = meter < starts.last! ? meter : unitsOfFurther[meter - starts.last!]
    var low = 0
    var high = starts.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= unit { low = middle } else { high = middle }
    }
    return low
  }
}
