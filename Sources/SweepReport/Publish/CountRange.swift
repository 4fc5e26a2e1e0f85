/// The whole numbers from one to another, both included: what is shown in place of a count.
package struct CountRange: Sendable, Equatable {
  package var from: Int
  package var to: Int

  package init(_ from: Int, _ to: Int) {
    self.from = from
    self.to = to
  }

  /// What sums begin with.
  static let zero = CountRange(0, 0)

  /// How many values a count may have.
  package var values: Int { to - from + 1 }

  package func contains(_ count: Int) -> Bool { from <= count && count <= to }

  static func += (sum: inout CountRange, other: CountRange) {
    sum.from += other.from
    sum.to += other.to
  }

  /// Where a count lies that is this one without `other`; no count is under 0.
  func without(_ other: CountRange) -> CountRange {
    CountRange(max(0, from - other.to), to - other.from)
  }
}

/// Areas inside areas, with counts that are to be shown as ranges.
package struct CountTree: Sendable {
  /// The number of the area that each lies in, which is smaller than its own; −1 for the first.
  package var parents: [Int]
  /// The counts of each area, by column. A parent's are the sums of its children's.
  package var counts: [[Int]]
  package var units: Int
  /// Columns that add up to the units. The units are shown by the classes of the first split.
  package var splits: [[Int]]
  /// Columns that add up to nothing.
  package var singles: [Int]
  /// The place of the part of the first split, and of each other one, of which the former is never more
  /// than the latter: units never looked at, and units not looked at on a day.
  package var bound: (first: Int, others: Int)?

  package init(
    parents: [Int], counts: [[Int]], units: Int, splits: [[Int]], singles: [Int] = [],
    bound: (first: Int, others: Int)? = nil
  ) {
    self.parents = parents
    self.counts = counts
    self.units = units
    self.splits = splits
    self.singles = singles
    self.bound = bound
  }

  package var areas: Range<Int> { parents.indices }

  /// For each area whether nothing lies inside it.
  package var leaves: [Bool] {
    var leaves = Array(repeating: true, count: parents.count)
    for parent in parents where parent >= 0 { leaves[parent] = false }
    return leaves
  }
}
