import Foundation

/// A stream of pseudo-random numbers, the same on every machine.
///
/// The generator is xoshiro256** by Blackman and Vigna ("Scrambled Linear Pseudorandom Number
/// Generators", ACM TOMS 47, 2021), its state filled by SplitMix64 (Steele, Lea and Flood, OOPSLA
/// 2014), as its authors advise. Each compound has a stream of its own for each purpose, so that
/// neither the number of threads nor a change to one table moves a draw of another.
struct RandomStream: Sendable {
  enum Purpose: UInt64 {
    case plan = 1
    case households, meters, lights, knocks, faults, shuffle, peculiarities, spelling
    // Broken assumptions, one each; `Peculiarities.swift` tells why some have `peculiarities`.
    case litEmpty, awayOneDay, closedDoors, knowingWardens, emptyEstates, listedShares, patchyLists
    case oldLists, writtenZeros, powerCuts, usage, meterSlips
    // Visits of a simulation: a stream for each door and day.
    case visits
  }

  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64, _ purpose: Purpose, _ item: Int = 0) {
    var filler = seed
    filler = Self.splitMix(&filler) ^ (purpose.rawValue << 56 | UInt64(item))
    state = (
      Self.splitMix(&filler), Self.splitMix(&filler), Self.splitMix(&filler),
      Self.splitMix(&filler)
    )
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ by: UInt64) -> UInt64 { (x &<< by) | (x &>> (64 &- by)) }
    let result = rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// Uniform in [0, 1), in steps of 2^−53.
  mutating func unit() -> Double { Double(next() &>> 11) * 0x1p-53 }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// Uniform in `0..<bound`, `bound` from 1 to 2^32. The bias is below bound / 2^64.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// Drawn from the Beta distribution of `a` and `b`, both more than 1: by rejection, from under the
  /// highest point of its density.
  mutating func beta(_ a: Double, _ b: Double) -> Double {
    func height(_ x: Double) -> Double { pow(x, a - 1) * pow(1 - x, b - 1) }
    let top = height((a - 1) / (a + b - 2))
    while true {
      let x = unit()
      if unit() * top < height(x) { return x }
    }
  }

  /// The number of an answer drawn from a distribution that sums to 1.
  mutating func answer(_ distribution: [Double]) -> Int {
    var rest = unit()
    for (number, share) in distribution.enumerated() {
      if rest < share { return number }
      rest -= share
    }
    return distribution.count - 1
  }

  /// Nearly normal with mean 0 and deviation 1: the sum of twelve uniform numbers less six. No
  /// logarithm, so no machine rounds it otherwise.
  mutating func normal() -> Double {
    var sum: UInt64 = 0
    for _ in 0..<6 {
      let bits = next()
      sum &+= (bits &>> 32) &+ (bits & 0xFFFF_FFFF)
    }
    return Double(sum) * 0x1p-32 - 6
  }
}
