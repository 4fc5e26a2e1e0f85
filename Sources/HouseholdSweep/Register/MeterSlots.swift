import DelimitedText

/// A hash table of meters, in buckets by the high bits of the hash; a slot holds a meter plus one,
/// and a tag (`SlotEntry`).
struct MeterSlots: Sendable {
  private let keys: UnitColumn<MeterKey>
  private let owners: MeterOwners
  private let buckets: [Range<Int>]
  private let slots: UnitColumn<UInt32>
  private let format: SlotEntry

  /// The table of all meters, and what was found out while it was filled. O(meters), on all workers.
  static func filled(
    _ keys: UnitColumn<MeterKey>, _ textOfMeter: [Int: Int], _ owners: MeterOwners, threads: Int
  ) -> (slots: MeterSlots, found: [MeterFiller.Found]) {
    let sorted = MetersByHash(keys, threads: threads)
    let table = MeterSlots(keys, owners, buckets: sorted.slots)
    let filler = MeterFiller(
      keys: keys, slots: table.slots, format: table.format, textOfMeter: textOfMeter,
      owners: owners)
    return (table, sorted.fill(filler, threads: threads))
  }

  private init(_ keys: UnitColumn<MeterKey>, _ owners: MeterOwners, buckets: [Range<Int>]) {
    self.keys = keys
    self.owners = owners
    self.buckets = buckets
    slots = UnitColumn(count: buckets.last!.upperBound)
    format = SlotEntry(count: keys.count)
  }

  @inline(__always)
  static func hash(_ key: MeterKey) -> UInt64 { Field.mix(key.bits, 0x9E37_79B9_7F4A_7C15) }

  /// The meter with a key for which `isMeant` holds, in `compound` where one is named (−1 if not).
  func find(_ key: MeterKey, compound: Int, where isMeant: (Int) -> Bool) -> MeterIndex.Found {
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
      if meter >= 0 && keys[meter] == key && isMeant(meter) {
        if compound < 0 {
          if found >= 0 { return .ambiguous }
          found = meter
        } else if owners.compound(of: meter) == compound {
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
        counts[Self.bucket(MeterSlots.hash(keys[meter]))] += 1
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
      slots.append(firstSlot..<firstSlot + SlotEntry.slotCount(end - start))
    }
    let meters = UnitColumn<UInt32>(count: ranges.last!.upperBound)
    let firstPlaces = places
    _ = parallelMap(workers: threads) { worker in
      var places = firstPlaces[worker]
      for meter in min(worker * share, keys.count)..<min((worker + 1) * share, keys.count)
      where !keys[meter].isNone {
        let bucket = Self.bucket(MeterSlots.hash(keys[meter]))
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
struct MeterFiller: Sendable {
  let keys: UnitColumn<MeterKey>
  let slots: UnitColumn<UInt32>
  let format: SlotEntry
  let textOfMeter: [Int: Int]
  let owners: MeterOwners

  struct Found: Sendable {
    /// Meters that are an earlier one of the same compound.
    var shared: [(meter: Int, first: Int)] = []
    var ambiguous: Set<MeterKey> = []
  }

  func fill(_ range: Range<Int>, with meters: some Sequence<Int>, _ found: inout Found) {
    for meter in meters {
      let hash = MeterSlots.hash(keys[meter])
      var slot = Int(truncatingIfNeeded: hash) & (range.count - 1)
      var first = -1
      while slots[range.lowerBound + slot] != 0 {
        let other = format.number(slots[range.lowerBound + slot], ifOf: hash)
        if other >= 0 && isSame(other, meter) {
          if owners.compound(of: other) == owners.compound(of: meter) {
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
}
