import DelimitedText

/// Learns from the evidence of all shards what their city would have learned by itself.
///
/// Shards are read side by side, compound by compound in natural order, so that a compound that two of them have is
/// found, and no more is kept than what is learned from.
public struct ShardFit: Sendable, Equatable {
  public let parameters: FittedParameters

  /// Reads evidence, one table a shard, and fits. O(bytes read + rounds · pairs of the sample).
  ///
  /// Throws where a table is cut short or of another version, a shard is of another sweep than the first, or two
  /// have the same compound.
  public init(evidence paths: [String], threads: Int) throws(SweepError) {
    var readers = try Readers(paths)
    let sweep = readers.sweep
    var sample = LearningSample(units: sweep.parametersBefore.learnMaxUnits)
    var looks: Set<UInt64> = []
    var counts = (compounds: 0, units: 0)
    while let (compound, patterns) = try readers.next() {
      counts.compounds += 1
      for (pattern, units) in patterns.counts {
        counts.units += units
        looks.insert(pattern.look.bits)
      }
      sample.add(compound, patterns)
    }
    let given = SweepModel(sweep.parametersBefore)
    var fit: ModelFit?
    if sweep.model == Manifest.Model.learned.rawValue {
      fit = given.learned(from: sample.compounds(), threads: threads)
      fit?.compoundsInAll = counts.compounds
    }
    parameters = FittedParameters(
      sweep: sweep, fit: fit, shards: paths.count, compounds: counts.compounds,
      units: counts.units, patterns: looks.count)
  }
}

/// The tables of all shards, read side by side.
private struct Readers {
  /// A reader where it can be in an array.
  private final class Shard {
    var reader: EvidenceReader

    init(_ path: String) throws(SweepError) { reader = try EvidenceReader.open(path) }
  }

  let sweep: SweepIdentity
  private let shards: [Shard]
  private var order = ShardOrder()
  private var last: (shard: Int, compound: String)?

  init(_ paths: [String]) throws(SweepError) {
    var shards: [Shard] = []
    for path in paths { shards.append(try Shard(path)) }
    self.shards = shards
    sweep = shards[0].reader.head.sweep
    for (number, shard) in shards.enumerated() {
      let differences = sweep.differences(from: shard.reader.head.sweep)
      guard differences.isEmpty else {
        throw .evidenceOfOtherSweep(
          shard.reader.path, than: shards[0].reader.path, differences)
      }
      if let compound = shard.reader.compound { order.add(number, compound) }
    }
  }

  /// The next compound in natural order.
  mutating func next() throws(SweepError) -> (compound: String, patterns: CompoundPatterns)? {
    guard let (number, compound) = order.first else { return nil }
    if let last, last.compound == compound {
      throw .compoundTwice(
        compound, shards[last.shard].reader.path, shards[number].reader.path)
    }
    last = (number, compound)
    order.removeFirst()
    let patterns = try shards[number].reader.takePatterns()
    if let next = shards[number].reader.compound { order.add(number, next) }
    return (compound, patterns)
  }
}

/// The compounds that parameters are learned from: in the order of a hash of their ids, until enough of their units are
/// reached (`EvidenceBuilder.sample`). What cannot be among them any more is let go.
struct LearningSample {
  private struct Entry {
    var hash: UInt64
    var compound: String
    var units: Int
    /// As it came, in natural order.
    var place: Int
    var patterns: CompoundPatterns
  }

  private let limit: Int
  private var entries: [Entry] = []
  private var held = 0
  private var count = 0
  /// Once enough is known, the last hash that may still be among them.
  private var last: UInt64 = .max

  init(units limit: Int) { self.limit = limit }

  /// Takes the compounds in natural order.
  mutating func add(_ compound: String, _ patterns: CompoundPatterns) {
    defer { count += 1 }
    let hash = EvidenceBuilder.hash(compound)
    guard hash <= last else { return }
    let units = patterns.counts.reduce(0) { $0 + $1.units }
    entries.append(
      Entry(hash: hash, compound: compound, units: units, place: count, patterns: patterns))
    held += units
    // Sorting at twice what is wanted costs little a compound.
    if held / 2 > limit { settle() }
  }

  /// Lets go of what comes after enough.
  private mutating func settle() {
    entries.sort { a, b in a.hash == b.hash ? a.compound < b.compound : a.hash < b.hash }
    var sum = 0
    let taken = entries.prefix { entry in
      defer { sum += entry.units }
      return sum < limit
    }.count
    entries.removeSubrange(taken...)
    held = entries.reduce(0) { $0 + $1.units }
    if held >= limit, let entry = entries.last { last = entry.hash }
  }

  /// The compounds taken, in natural order.
  mutating func compounds() -> [CompoundPatterns] {
    settle()
    return entries.sorted { $0.place < $1.place }.map(\.patterns)
  }
}
