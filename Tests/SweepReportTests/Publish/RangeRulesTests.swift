import Testing

@testable import SweepReport

@Suite("Counts as ranges")
struct RangeRulesTests {
  /// What is shown of a small tree: the units, the parts, and of a day all but its first part.
  private func shown(_ tree: CountTree, _ rules: RangeRules, knowsUnits: Bool = false)
    -> [[CountRange?]]
  {
    let isLeaf = tree.leaves
    return rules.ranges(of: tree).enumerated().map { area, ranges in
      ranges.enumerated().map { column, range in
        if knowsUnits && column == tree.units && isLeaf[area] { return nil }
        return column == SmallTables.day[0] ? nil : range
      }
    }
  }

  /// How many counts of how many can take fewer than `least` values, over many small trees.
  private func narrow(
    _ seeds: Range<Int>, hasDay: Bool = false, knowsUnits: Bool = false, least: Int = 3,
    _ change: (inout RangeRules) -> Void = { _ in }
  ) -> (narrow: Int, of: Int) {
    var rules = RangeRules(least: least)
    rules.leavesToCut = 1
    change(&rules)
    var (narrow, all) = (0, 0)
    for seed in seeds {
      let tree = SmallTables.random(seed, hasDay: hasDay)
      // Where so few are known to live there, a part cannot have so many values.
      if knowsUnits {
        let isLeaf = tree.leaves
        if tree.areas.contains(where: { isLeaf[$0] && tree.counts[$0][tree.units] < least }) {
          continue
        }
      }
      let audit = BruteForce(
        tree: tree, shown: shown(tree, rules, knowsUnits: knowsUnits))
      for (area, values) in audit.values().enumerated() {
        for (column, values) in values.enumerated() where audit.shown[area][column] != nil {
          if knowsUnits && column == tree.units { continue }
          all += 1
          if values < least { narrow += 1 }
        }
      }
    }
    return (narrow, all)
  }

  @Test("all tables that fit what is shown leave every count three values, cut from one leaf up")
  func bruteForce() {
    let audit = narrow(0..<150)
    #expect(audit.narrow == 0)
    #expect(audit.of > 1000)
  }

  @Test("also with every community's units known")
  func knownUnits() {
    let audit = narrow(0..<150, knowsUnits: true)
    #expect(audit.narrow == 0)
    #expect(audit.of > 300)
  }

  @Test("also over two files: with a day beside the statuses")
  func twoFiles() {
    #expect(narrow(0..<40, hasDay: true).narrow == 0)
    #expect(narrow(0..<40, hasDay: true, knowsUnits: true).narrow == 0)
  }

  @Test("also over two nights, where it is known which communities stayed as they were")
  func twoNights() {
    var rules = RangeRules(least: 3)
    rules.leavesToCut = 1
    var count = 0
    for seed in 0..<25 {
      let first = SmallTables.random(seed, hasDay: false)
      let other = SmallTables.random(seed + 500, hasDay: false)
      let isLeaf = first.leaves
      let leaves = first.areas.filter { isLeaf[$0] }
      guard leaves.count < 4 else { continue }
      // The last leaf becomes the first one of another tree.
      var second = first
      second.counts[leaves.last!] = other.counts.last!
      Self.total(&second)
      let audit = BruteForce(
        first, shown(first, rules), shown(second, rules), same: Set(leaves.dropLast()))
      for values in audit.values().joined() {
        count += 1
        #expect(values >= 3)
      }
    }
    #expect(count > 150)
  }

  @Test("the audit catches sums cut too near their ends, a part open without room, and rounding")
  func wrongRules() {
    #expect(narrow(0..<150) { $0.margin = { _ in 0 } }.narrow > 0)
    #expect(narrow(0..<150, knowsUnits: true) { $0.hasRoom = { _, _ in true } }.narrow > 0)
    let nearest = narrow(0..<150) { rules in
      rules.cell = { CountRange(max(0, ($0 + 1) / 3 * 3 - 1), ($0 + 1) / 3 * 3 + 1) }
    }
    #expect(nearest.narrow > 0)
  }

  @Test("the audit catches two files that say too much of each other")
  func unheededBound() {
    #expect(narrow(0..<40, hasDay: true) { $0.heedsBound = false }.narrow > 0)
  }

  @Test("truth in range, ranges of least values, wider areas within the sum of their parts")
  func laws() {
    for least in [3, 10, 17, 100] {
      for seed in 0..<30 {
        let tree = Self.city(seed)
        let ranges = RangeRules(least: least).ranges(of: tree)
        var sums = Array(
          repeating: Array(repeating: CountRange.zero, count: tree.counts[0].count),
          count: ranges.count)
        for area in tree.areas {
          for (column, range) in ranges[area].enumerated() {
            #expect(range.contains(tree.counts[area][column]))
            #expect(range.values >= least && range.from >= 0)
            if tree.parents[area] >= 0 { sums[tree.parents[area]][column] += range }
          }
        }
        let isLeaf = tree.leaves
        for area in tree.areas where !isLeaf[area] {
          for (range, sum) in zip(ranges[area], sums[area]) {
            #expect(sum.from <= range.from && range.to <= sum.to)
          }
        }
      }
    }
  }

  @Test("a leaf's ranges depend on that leaf alone, so nights without change show none")
  func leavesAlone() {
    for seed in 0..<20 {
      let first = Self.city(seed)
      var second = Self.city(seed + 1000)
      let isLeaf = first.leaves
      guard first.parents == second.parents else { continue }
      var draws = Draws(seed)
      let same = first.areas.filter { isLeaf[$0] && draws.number(below: 10) < 7 }
      for leaf in same { second.counts[leaf] = first.counts[leaf] }
      Self.total(&second)
      let rules = RangeRules(least: 10)
      let (a, b) = (rules.ranges(of: first), rules.ranges(of: second))
      for leaf in same { #expect(a[leaf] == b[leaf]) }
    }
  }

  @Test(
    "in a city of sixty communities the ranges of the whole are narrow, and all of it the same again"
  )
  func widths() {
    let tree = Self.city(7)
    let rules = RangeRules(least: 10)
    let ranges = rules.ranges(of: tree)
    #expect(ranges == rules.ranges(of: tree))
    let isLeaf = tree.leaves
    let leaves = tree.areas.filter { isLeaf[$0] }
    #expect(leaves.allSatisfy { ranges[$0][0].values == 10 })
    #expect(ranges[0][0].values < leaves.count * 10 / 2)
  }

  @Test("cells and open parts of one leaf, by hand")
  func byHand() {
    let rules = RangeRules(least: 10)
    // 1239 units: 1200 confirmed, which is open; 9 and 30 are cells.
    let roomy = SmallTables.tree([[[1200, 9, 30]]], hasDay: false)
    #expect(
      rules.ranges(of: roomy)[2]
        == [CountRange(1230, 1239), CountRange(1182, 1209), CountRange(0, 9), CountRange(30, 39)])
    // 109 of 109: the first has no room beside so many, the largest has.
    let alike = SmallTables.tree([[[0, 109, 0]]], hasDay: false)
    #expect(
      rules.ranges(of: alike)[2]
        == [CountRange(100, 109), CountRange(0, 9), CountRange(82, 109), CountRange(0, 9)])
    // Three tens in thirty units leave no room to anything.
    let tight = SmallTables.tree([[[10, 10, 10]]], hasDay: false)
    #expect(
      rules.ranges(of: tight)[2] == [CountRange(30, 39)]
        + Array(repeating: CountRange(0, 39), count: 3))
  }

  /// Sixty communities in six subdistricts: some tiny, some all alike, some half empty.
  private static func city(_ seed: Int) -> CountTree {
    var draws = Draws(seed)
    let groups = (0..<6).map { _ in
      (0..<10).map { _ in
        let units = draws.one(of: [0, 3, 9, 10, 99, 450, 620, 1239])
        let second = draws.one(of: [0, 0, 9, 10, units / 2, units])
        let third = min(draws.one(of: [0, 1, 10, 20]), units - min(second, units))
        let parts = [units - min(second, units) - third, min(second, units), third]
        let missed = draws.one(of: [parts[1], units])
        let contacted = (units - missed) / 2
        return parts + [units - missed - contacted, missed, contacted]
      }
    }
    return SmallTables.tree(groups, hasDay: true)
  }

  /// Sums anew what is above the leaves.
  private static func total(_ tree: inout CountTree) {
    let isLeaf = tree.leaves
    for area in tree.areas where !isLeaf[area] {
      tree.counts[area] = tree.counts[area].map { _ in 0 }
    }
    for area in tree.areas.reversed() where tree.parents[area] >= 0 {
      for column in tree.counts[area].indices {
        tree.counts[tree.parents[area]][column] += tree.counts[area][column]
      }
    }
  }
}
