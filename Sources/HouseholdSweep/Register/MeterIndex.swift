import DelimitedText
import Synchronization

/// The meters of the register, found by id.
///
/// A meter is one id in one compound; it may serve several units, and a unit may have several. Most
/// units have one of their own, and its number is the unit's; the further meters of units come
/// behind all of these. Where the sweep has readings by unit, the number of a unit without a meter
/// stands for one that only it has.
///
/// Ids that ascend with the units are all different, and one that is not near the last is found by
/// halving. Others need a table of slots. For rows in random order, that or a table of bits is made, too.
final class MeterIndex: Sendable {
  /// The id of each meter; none where a unit has no meter, or shares another unit's.
  let keys: UnitColumn<MeterKey>
  /// The meters of those units that have others than just the one with their number.
  let exceptions: [Int: [Int]]
  /// The meters that serve several units.
  let shared: Set<Int>
  /// Ids that stand for meters in several compounds.
  let ambiguous: Set<MeterKey>
  /// Those of them that are so in the whole city, some of its compounds being in other shards; and whether this one is
  /// to tell of them.
  private let elsewhere: [MeterKey: Bool]
  let texts: FieldInterner
  private let textOfMeter: [Int: Int]
  private let owners: MeterOwners
  private let threads: Int
  /// Made at once where ids do not ascend, else when somebody asks.
  private let madeSlots: MeterSlots?
  private let askedSlots = Mutex<MeterSlots?>(nil)
  private let askedBits = Mutex<MeterBits??>(nil)

  /// A meter of a unit that has one before.
  struct Further: Sendable {
    var unit: Int
    var key: MeterKey
    /// The id's text in `texts`, where the key is hashed.
    var text: Int?
  }

  /// Takes the first meter of each unit, `keys`, and the further ones. O(units), on all workers.
  /// - Parameters:
  ///   - textOfMeter: the texts of hashed keys by unit.
  ///   - elsewhere: the ids that serve several compounds of a city of which this is a shard, and whether it is to tell
  ///     of them.
  init(
    _ keys: UnitColumn<MeterKey>, _ further: [Further], texts: FieldInterner,
    textOfMeter: [Int: Int], starts: [Int], elsewhere: [MeterKey: Bool], threads: Int
  ) {
    self.elsewhere = elsewhere
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
    self.threads = threads
    owners = MeterOwners(starts: starts, unitsOfFurther: further.map(\.unit))
    guard !Self.ascend(keys, threads: threads) else {
      self.exceptions = exceptions
      ambiguous = Set(elsewhere.keys)
      shared = []
      madeSlots = nil
      return
    }
    let (slots, found) = MeterSlots.filled(keys, textOfMeter, owners, threads: threads)
    madeSlots = slots
    ambiguous = found.reduce(into: Set(elsewhere.keys)) { $0.formUnion($1.ambiguous) }
    for (meter, first) in found.flatMap(\.shared) {
      let unit = owners.unit(of: meter)
      exceptions[unit] = (exceptions[unit] ?? [unit]).map { $0 == meter ? first : $0 }
      keys[meter] = .none
    }
    self.exceptions = exceptions
    shared = Set(found.flatMap(\.shared).map(\.first))
  }

  /// Whether keys ascend, none is a hash, and few units have none. O(units), on all workers.
  private static func ascend(_ keys: UnitColumn<MeterKey>, threads: Int) -> Bool {
    let work = WorkList(count: Partition.count(of: keys.count))
    let found = parallelMap(workers: threads) { _ in
      var spans: [(partition: Int, span: AscendingSpan?)] = []
      while let partition = work.take() {
        let start = partition << Partition.bits
        spans.append(
          (partition, AscendingSpan(keys, start..<min(start + Partition.size, keys.count))))
      }
      return spans
    }
    var last = MeterKey.none
    var missing = 0
    for (_, span) in found.joined().sorted(by: { $0.partition < $1.partition }) {
      guard let span else { return false }
      missing += span.missing
      guard let ends = span.ends else { continue }
      guard ends.first.bits > last.bits else { return false }
      last = ends.last
    }
    return missing * 16 <= keys.count
  }

  /// The numbers there are.
  var count: Int { keys.count }

  enum Found {
    case meter(Int)
    case unknown, ambiguous
  }

  /// The table of bits, if ids are such that there can be one. The first who asks makes it, in O(meters).
  func bits() -> MeterBits? {
    guard madeSlots == nil else { return nil }
    return askedBits.withLock { bits in
      let made = bits ?? MeterBits(ascending: keys)
      bits = made
      return made
    }
  }

  /// The table of slots. The first who asks makes it, in O(meters) on all workers.
  func slots() -> MeterSlots {
    if let madeSlots { return madeSlots }
    return askedSlots.withLock { slots in
      let made = slots ?? MeterSlots.filled(keys, textOfMeter, owners, threads: threads).slots
      slots = made
      return made
    }
  }

  /// The meter with an id, in `compound` where one is named (−1 if not). O(1) expected, or
  /// O(log meters) where ids ascend.
  func find(_ key: MeterKey, compound: Int, text: () -> Int?) -> Found {
    if compound < 0, !elsewhere.isEmpty, elsewhere[key] != nil { return .ambiguous }
    if let madeSlots {
      return madeSlots.find(key, compound: compound) { meter in
        !key.isHashed || text() == textOfMeter[meter]
      }
    }
    let meter = search(key)
    return meter >= 0 && (compound < 0 || owners.compound(of: meter) == compound)
      ? .meter(meter) : .unknown
  }

  /// The meter with a key among ascending ones, or −1.
  private func search(_ key: MeterKey) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      var middle = (low + high) / 2
      let half = middle
      while middle < high && keys[middle].isNone { middle += 1 }
      if middle == high {
        high = half
      } else if keys[middle].bits < key.bits {
        low = middle + 1
      } else if keys[middle] == key {
        return middle
      } else {
        high = half
      }
    }
    return -1
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

  /// The ids of meters in several compounds that are to be told of.
  var ambiguousTexts: [String] {
    ambiguous.filter { elsewhere[$0] ?? true }.map(text(ofKey:))
  }

  /// The id that a key stands for.
  private func text(ofKey key: MeterKey) -> String {
    guard key.isHashed else { return key.text }
    return (0..<count).first { keys[$0] == key }.map(text(of:)) ?? ""
  }
}

/// Which unit a meter was first named for, and which compound that lies in.
struct MeterOwners: Sendable {
  /// The first unit of each compound, and the number of units at the end.
  let starts: [Int]
  /// The units of the meters behind those with a unit's number.
  let unitsOfFurther: [Int]

  func unit(of meter: Int) -> Int {
    meter < starts.last! ? meter : unitsOfFurther[meter - starts.last!]
  }

  /// O(log compounds).
  func compound(of meter: Int) -> Int {
    let unit = unit(of: meter)
    var low = 0
    var high = starts.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= unit { low = middle } else { high = middle }
    }
    return low
  }
}

/// Keys that ascend, none of them a hash.
private struct AscendingSpan {
  /// The first and the last, if there are any.
  var ends: (first: MeterKey, last: MeterKey)?
  /// Units that have none.
  var missing = 0

  /// Nil where they do not.
  init?(_ keys: UnitColumn<MeterKey>, _ range: Range<Int>) {
    var first = MeterKey.none
    var last = MeterKey.none
    for meter in range {
      let key = keys[meter]
      if key.isNone {
        missing += 1
        continue
      }
      guard key.bits > last.bits, !key.isHashed else { return nil }
      if first.isNone { first = key }
      last = key
    }
    if !first.isNone { ends = (first, last) }
  }
}
