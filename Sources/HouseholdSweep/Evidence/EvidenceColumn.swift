import DelimitedText
import Synchronization

/// The evidence of all units, written by several workers at once, each its own partition.
///
/// A city's evidence is the largest table there is, and it is gone through half a dozen times. So a
/// unit takes sixteen bytes as long as what is known of it fits in there, which it nearly always does;
/// others are kept beside the table, and sweeps of more than eight days in full.
package final class EvidenceColumn: Sendable {
  private let packed: UnitColumn<PackedEvidence>
  private let whole: UnitColumn<UnitEvidence>
  private let isWhole: Bool
  package let scale: UsageScale
  /// The units that do not fit, by number.
  private let others = Mutex<[Int: UnitEvidence]>([:])

  init(count: Int, days: Int, scale: UsageScale) {
    self.scale = scale
    isWhole = days > PackedEvidence.days
    packed = UnitColumn(count: isWhole ? 0 : count)
    whole = UnitColumn(count: isWhole ? count : 0)
  }

  /// Appends units of which nothing is known, up to `newCount`. Not while others read or write.
  func grow(to newCount: Int) {
    if isWhole { whole.grow(to: newCount) } else { packed.grow(to: newCount) }
  }

  @inline(__always)
  package subscript(unit: Int) -> UnitEvidence {
    get {
      if isWhole { return whole[unit] }
      return packed[unit].unpacked(scale) ?? others.withLock { $0[unit]! }
    }
    set {
      if isWhole {
        whole[unit] = newValue
      } else if let small = PackedEvidence(newValue, scale) {
        packed[unit] = small
      } else {
        others.withLock { $0[unit] = newValue }
        packed[unit] = .elsewhere
      }
    }
  }

  /// Adds nights with a light count, and those lit of them, to what is known of a unit.
  @inline(__always)
  func add(seen: UInt32, lit: UInt32, to unit: Int) {
    if !isWhole, let more = packed[unit].adding(seen: seen, lit: lit) {
      packed[unit] = more
      return
    }
    self[unit].seenNights |= seen
    self[unit].litNights |= lit
  }

  /// The nights with a light count of a unit, and those lit of them.
  @inline(__always)
  func nights(of unit: Int) -> (seen: UInt32, lit: UInt32) {
    if !isWhole, let nights = packed[unit].nights { return nights }
    let whole = self[unit]
    return (whole.seenNights, whole.litNights)
  }

  /// What the list says of a unit, and the bin of its usage, from 1; 0 where there is none.
  @inline(__always)
  func listAndUsage(of unit: Int) -> (level: ListLevel, bin: Int) {
    if !isWhole, let facts = packed[unit].listAndUsage {
      return (facts.level, Int(scale.bin(ofStep: facts.step)))
    }
    let whole = self[unit]
    return (whole.listLevel, Int(whole.usageBin))
  }

  /// Leaves out nights of a unit, as if nobody had counted.
  func remove(nights: UInt32, of unit: Int) {
    self[unit].seenNights &= ~nights
    self[unit].litNights &= ~nights
  }

  /// Adds the only attempt at a door, of which nothing was known, and at which somebody met `persons`.
  @inline(__always)
  func add(_ outcome: KnockOutcome, day: Int, persons: Int, to unit: Int) -> Bool {
    guard !isWhole, let more = packed[unit].adding(outcome, day: day, persons: persons) else {
      return false
    }
    packed[unit] = more
    return true
  }

  /// Adds days with a reading, and the usage, of which nothing was known, unless its step is 0.
  @inline(__always)
  func add(usageStep step: Int, milliKwhPerDay: UInt32, days: UInt32, to unit: Int) {
    if !isWhole, let more = packed[unit].adding(usageStep: step, milliKwhPerDay, days: days) {
      packed[unit] = more
      return
    }
    var evidence = self[unit]
    evidence.visitedDays |= days
    if step != 0 {
      evidence.meterClass = scale.meterClass(ofStep: step)
      evidence.usageBin = scale.bin(ofStep: step)
      evidence.milliKwhPerDay = milliKwhPerDay
    }
    // In one go: a class without its bin has no step, and would be lost.
    self[unit] = evidence
  }

  /// What decides about a unit.
  @inline(__always)
  package func digest(of unit: Int) -> EvidenceDigest {
    if !isWhole, let digest = packed[unit].digest { return digest }
    return wholeDigest(of: unit)
  }

  @inline(never)
  private func wholeDigest(of unit: Int) -> EvidenceDigest { EvidenceDigest(self[unit], scale) }
}

/// What is known of a unit in sixteen bytes: counts below 256, the bits of eight days, and less than
/// 67,000 kWh a day. Zero where nothing is known.
private struct PackedEvidence: ZeroIsEmpty {
  static let days = 8

  /// Eight counts, a byte each.
  private let counts: UInt64
  /// From the highest bit: usage 26, its step 5, whether somebody has moved 1, then days with a reading
  /// or an attempt, nights seen and nights lit, 8 each, the day answered and the day refused, 4 each.
  private let rest: UInt64

  private static let mostMilliKwh: UInt32 = 1 << 26

  @inline(__always)
  private init(counts: UInt64, rest: UInt64) {
    self.counts = counts
    self.rest = rest
  }

  /// Stands for evidence that does not fit; no day has that number.
  static let elsewhere = PackedEvidence(counts: 0, rest: 0xFF)

  @inline(__always)
  private var isElsewhere: Bool { rest & 0xFF == 0xFF }

  /// Nil where the evidence does not fit.
  @inline(__always)
  init?(_ unit: UnitEvidence, _ scale: UsageScale) {
    let high = unit.listed | unit.away | unit.personsSeen | unit.answeredPersons
    let low = unit.answered | unit.refused | unit.noAnswer | unit.vacant
    guard (high | low) >> 8 == 0, unit.milliKwhPerDay < Self.mostMilliKwh else { return nil }
    var counts = UInt64(unit.listed) << 56 | UInt64(unit.away) << 48
    counts |= UInt64(unit.personsSeen) << 40 | UInt64(unit.answeredPersons) << 32
    counts |= UInt64(unit.answered) << 24 | UInt64(unit.refused) << 16
    self.counts = counts | UInt64(unit.noAnswer) << 8 | UInt64(unit.vacant)
    let step = unit.usageBin == 0 ? 0 : scale.step(of: unit.meterClass, bin: unit.usageBin)
    var rest = UInt64(unit.milliKwhPerDay) << 38 | UInt64(step) << 33
    rest |= (unit.hasMoved ? 1 : 0) << 32
    rest |= UInt64(unit.visitedDays) << 24 | UInt64(unit.seenNights) << 16
    rest |= UInt64(unit.litNights) << 8
    self.rest = rest | UInt64(unit.answeredOn) << 4 | UInt64(unit.refusedOn)
  }

  /// With more nights; nil where the evidence is elsewhere. No night is later than the days it can hold.
  @inline(__always)
  func adding(seen: UInt32, lit: UInt32) -> PackedEvidence? {
    guard !isElsewhere else { return nil }
    return PackedEvidence(counts: counts, rest: rest | UInt64(seen) << 16 | UInt64(lit) << 8)
  }

  /// Nil where the evidence is elsewhere.
  @inline(__always)
  var nights: (seen: UInt32, lit: UInt32)? {
    isElsewhere ? nil : (UInt32(rest >> 16 & 0xFF), UInt32(rest >> 8 & 0xFF))
  }

  /// Nil where the evidence is elsewhere.
  @inline(__always)
  var listAndUsage: (level: ListLevel, step: Int)? {
    if isElsewhere { return nil }
    let hasMoved = rest >> 32 & 1 == 1
    let level: ListLevel =
      counts >> 56 != 0
      ? .present : counts >> 48 & 0xFF != 0 ? .away : hasMoved ? .moved : .nobody
    return (level, Int(rest >> 33 & 31))
  }

  /// With the only attempt at a door; nil where the evidence is elsewhere, or would not fit any more, or
  /// something of the door was known. Which outcome it is cannot be guessed: no branch depends on it.
  @inline(__always)
  func adding(_ outcome: KnockOutcome, day: Int, persons: Int) -> PackedEvidence? {
    guard rest & 0xFF == 0, counts & 0xFFFF_FFFF_FFFF == 0, persons < 256 else { return nil }
    let isAnswered: UInt64 = outcome == .answered ? 1 : 0
    let isRefused: UInt64 = outcome == .refused ? 1 : 0
    let persons = UInt64(persons)
    let one = (1 as UInt64) << (24 - 8 * UInt64(outcome.rawValue))
    let number = UInt64(day + 1)
    return PackedEvidence(
      counts: counts | persons << 40 | (persons &* isAnswered) << 32 | one,
      rest: rest | 1 << UInt64(24 + day) | (number &* isAnswered) << 4 | number &* isRefused)
  }

  /// With days and a usage, of which nothing was known; nil where the evidence is elsewhere, or would
  /// not fit any more.
  @inline(__always)
  func adding(usageStep step: Int, _ milliKwhPerDay: UInt32, days: UInt32) -> PackedEvidence? {
    guard !isElsewhere, rest >> 33 == 0, milliKwhPerDay < Self.mostMilliKwh else { return nil }
    let usage = UInt64(milliKwhPerDay) << 38 | UInt64(step) << 33
    return PackedEvidence(counts: counts, rest: rest | usage | UInt64(days) << 24)
  }

  /// Nil where the evidence is elsewhere.
  @inline(__always)
  func unpacked(_ scale: UsageScale) -> UnitEvidence? {
    if isElsewhere { return nil }
    var unit = UnitEvidence()
    unit.listed = UInt16(counts >> 56)
    unit.away = UInt16(counts >> 48 & 0xFF)
    unit.personsSeen = UInt16(counts >> 40 & 0xFF)
    unit.answeredPersons = UInt16(counts >> 32 & 0xFF)
    unit.answered = UInt16(counts >> 24 & 0xFF)
    unit.refused = UInt16(counts >> 16 & 0xFF)
    unit.noAnswer = UInt16(counts >> 8 & 0xFF)
    unit.vacant = UInt16(counts & 0xFF)
    unit.milliKwhPerDay = UInt32(rest >> 38)
    let step = Int(rest >> 33 & 31)
    unit.meterClass = scale.meterClass(ofStep: step)
    unit.usageBin = scale.bin(ofStep: step)
    unit.hasMoved = rest >> 32 & 1 == 1
    unit.visitedDays = UInt32(rest >> 24 & 0xFF)
    unit.seenNights = UInt32(rest >> 16 & 0xFF)
    unit.litNights = UInt32(rest >> 8 & 0xFF)
    unit.answeredOn = UInt8(rest >> 4 & 15)
    unit.refusedOn = UInt8(rest & 15)
    return unit
  }

  /// Nil where the evidence is elsewhere.
  @inline(__always)
  var digest: EvidenceDigest? {
    if isElsewhere { return nil }
    let nights = Self.bitCounts(rest >> 8 & 0xFFFF)
    var persons = Self.spread(counts >> 32) & ~0xFFFF
    persons |= (nights & 0xFF00) << 3 | (nights & 0xFF) << 6 | rest >> 32 & 0x3F
    // The step stands above the bit of who has moved in both words.
    return EvidenceDigest(
      persons: persons, knocks: Self.spread(counts & 0xFFFF_FFFF),
      observedDays: UInt32(rest >> 24 & 0xFF | rest >> 16 & 0xFF),
      milliKwhPerDay: UInt32(rest >> 38))
  }

  /// Four bytes in sixteen bits each.
  @inline(__always)
  private static func spread(_ bytes: UInt64) -> UInt64 {
    let halves = (bytes | bytes << 16) & 0x0000_FFFF_0000_FFFF
    return (halves | halves << 8) & 0x00FF_00FF_00FF_00FF
  }

  /// How many bits are set in each of two bytes.
  @inline(__always)
  private static func bitCounts(_ bytes: UInt64) -> UInt64 {
    let pairs = bytes &- (bytes >> 1 & 0x5555)
    let fours = (pairs & 0x3333) &+ (pairs >> 2 & 0x3333)
    return (fours &+ fours >> 4) & 0x0F0F
  }
}
