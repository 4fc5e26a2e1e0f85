/// How counts become ranges from which no arithmetic gives a count back more closely than to `least`
/// values.
///
/// A leaf's counts are shown as cells, 0–9, 10–19 and so on, whatever is around it: a night in which it
/// stays as it is shows it as it was. What is left is to keep sums from saying more than that. Four
/// leaves of 14 units are four times 10–19. Their sum lies in 40–76, and 56 could be shown as 50–59; but
/// with four of 19 units, 76 shown as 70–79 says that each has 13 at least: seven values. So a sum is
/// cut nowhere within the width of its widest part of either end, which here leaves 50 and 60, and over
/// few leaves not at all.
///
/// A split is counts that add up to the units. Were all of them cells, the last would be a subtraction
/// away. So one is left open in each leaf, the one with room enough, and shown as what the others leave
/// of the units. Leaves of which different parts are open cannot be summed together before they are
/// shown, so each class is summed alone and the sums are added. Where two splits say too much of each
/// other (`LeafSplit.leavesRoom`), all parts of the second are left open.
///
/// The steps that the guarantee stands on are values, so that tests can show what comes of others.
package struct RangeRules: Sendable {
  package let least: Int
  /// Sums over fewer leaves are never cut.
  package var leavesToCut: Int
  /// The range of a leaf's count.
  var cell: @Sendable (Int) -> CountRange
  /// How far from either end a sum may be cut, by the width of its widest part.
  var margin: @Sendable (Int) -> Int = { $0 }
  /// Whether the other parts' upper ends leave an open part room within the units' lower end.
  var hasRoom: @Sendable (_ others: Int, _ units: Int) -> Bool = { $0 <= $1 }

  /// Whether what two splits say of each other is looked at.
  var heedsBound = true

  package init(least: Int) {
    self.least = least
    leavesToCut = 2 * least
    cell = { count in
      let from = count - count % least
      return CountRange(from, from + least - 1)
    }
  }

  // MARK: Leaves

  /// A leaf's split with one part left open: the first one, or the largest, where it has room.
  private func split(_ counts: [Int], units: CountRange) -> LeafSplit {
    let cells = counts.map(cell)
    let total = cells.reduce(0) { $0 + $1.to }
    let largest = cells.indices.reduce(0) { cells[$1].from > cells[$0].from ? $1 : $0 }
    let open = [0, largest].first { hasRoom(total - cells[$0].to, units.from) }
    return LeafSplit(cells: cells, open: open)
  }

  /// For each split of a leaf, the place of the part that is left open; nil where none is.
  private func openParts(_ tree: CountTree, _ leaf: Int, units: CountRange) -> [Int?] {
    let splits = tree.splits.map { columns in
      split(columns.map { tree.counts[leaf][$0] }, units: units)
    }
    return splits.enumerated().map { number, split in
      guard number > 0, split.open != nil, let bound = tree.bound else { return split.open }
      let leavesRoom = splits[0].leavesRoom(
        bound.first, atMost: split, bound.others, units: units, least)
      return leavesRoom || !heedsBound ? split.open : nil
    }
  }

  // MARK: Sums

  /// A sum on its way up.
  private struct Sum {
    var range = CountRange.zero
    var count = 0
    var leaves = 0
    /// `to` − `from` of the widest part that was not put together.
    var width = 0

    mutating func add(_ part: Sum) {
      range += part.range
      count += part.count
      leaves += part.leaves
      width = max(width, part.width)
    }
  }

  /// The sums of a column over some of the leaves, from the bottom up. O(areas).
  private func sums(
    _ tree: CountTree, _ column: Int, isCut: Bool = true, _ leaf: (Int) -> CountRange?
  ) -> [CountRange] {
    var sums = Array(repeating: Sum(), count: tree.parents.count)
    let isLeaf = tree.leaves
    for area in tree.areas.reversed() {
      if isLeaf[area] {
        guard let range = leaf(area) else { continue }
        let count = tree.counts[area][column]
        sums[area] = Sum(range: range, count: count, leaves: 1, width: range.to - range.from)
      } else if isCut && sums[area].leaves >= leavesToCut {
        sums[area] = cut(sums[area])
      }
      if tree.parents[area] >= 0 { sums[tree.parents[area]].add(sums[area]) }
    }
    return sums.map(\.range)
  }

  /// Narrows a sum to the piece that holds its count. It is cut before multiples of `least`, of which
  /// none lies within the margin of either end.
  private func cut(_ sum: Sum) -> Sum {
    var sum = sum
    let margin = margin(sum.width)
    let first = (sum.range.from + margin) / least * least + least
    let last = (sum.range.to - margin) / least * least
    if first <= last {
      if sum.count < first {
        sum.range.to = first - 1
      } else if sum.count >= last {
        sum.range.from = last
      } else {
        sum.range.from = sum.count / least * least
        sum.range.to = sum.range.from + least - 1
      }
    }
    sum.width = sum.range.to - sum.range.from
    return sum
  }

  // MARK: All

  /// The range of every count, by area and column. O(areas · columns · parts of a split).
  package func ranges(of tree: CountTree) -> [[CountRange]] {
    var shown = tree.counts.map { Array(repeating: CountRange.zero, count: $0.count) }
    func add(_ ranges: [CountRange], to column: Int) {
      for area in tree.areas { shown[area][column] += ranges[area] }
    }
    for column in tree.singles {
      add(sums(tree, column) { cell(tree.counts[$0][column]) }, to: column)
    }
    let isLeaf = tree.leaves
    let units = tree.counts.map { cell($0[tree.units]) }
    let open = tree.areas.map { area in
      isLeaf[area] ? openParts(tree, area, units: units[area]) : tree.splits.map { _ in nil }
    }
    for (number, split) in tree.splits.enumerated() {
      for part in [nil] + split.indices.map(Optional.some) {
        let isIn = tree.areas.map { isLeaf[$0] && open[$0][number] == part }
        guard isIn.contains(true) else { continue }
        let whole = sums(tree, tree.units, isCut: number == 0) { isIn[$0] ? units[$0] : nil }
        if number == 0 { add(whole, to: tree.units) }
        var others = Array(repeating: CountRange.zero, count: tree.parents.count)
        for (place, column) in split.enumerated() where place != part {
          let ranges =
            part == nil
            ? sums(tree, column, isCut: false) { isIn[$0] ? CountRange(0, units[$0].to) : nil }
            : sums(tree, column) { isIn[$0] ? cell(tree.counts[$0][column]) : nil }
          add(ranges, to: column)
          for area in tree.areas { others[area] += ranges[area] }
        }
        if let part {
          add(zip(whole, others).map { $0.without($1) }, to: split[part])
        }
      }
    }
    return shown
  }
}
