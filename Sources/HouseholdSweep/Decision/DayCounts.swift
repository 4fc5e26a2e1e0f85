/// How many units were observed on each day: counted by eight days at a time, which is one step a unit
/// instead of one a day.
struct DayCounts {
  /// For each eight days of a sweep, and each pattern of them, the units.
  private var counts = InlineArray<1024, UInt32>(repeating: 0)

  /// Counts a unit observed on the days whose bits are set.
  @inline(__always)
  mutating func add(_ days: UInt32) {
    counts[Int(days & 255)] += 1
    var rest = days >> 8
    var start = 256
    while rest != 0 {
      counts[start + Int(rest & 255)] += 1
      rest >>= 8
      start += 256
    }
  }

  /// The units of each of the first days; none are left.
  mutating func take(days: Int) -> [Int] {
    var units = Array(repeating: 0, count: days)
    for place in 0..<(days + 7) / 8 * 256 where counts[place] > 0 {
      for bit in 0..<8 where place >> bit & 1 == 1 {
        units[place / 256 * 8 + bit] += Int(counts[place])
      }
      counts[place] = 0
    }
    return units
  }
}
