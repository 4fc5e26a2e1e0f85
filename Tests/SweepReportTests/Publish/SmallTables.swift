@testable import SweepReport

/// Numbers that look drawn and are the same every time.
struct Draws {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func number(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  mutating func one<Value>(of values: [Value]) -> Value { values[number(below: values.count)] }
}

/// Small trees of counts: units, three parts that add up to them, and a day of three more.
enum SmallTables {
  static let units = 0
  static let parts = [1, 2, 3]
  static let day = [4, 5, 6]

  /// A tree over leaves, each given by its parts and, if there is a day, its day's.
  static func tree(_ groups: [[[Int]]], hasDay: Bool) -> CountTree {
    let columns = hasDay ? 7 : 4
    var parents = [-1]
    var counts = [Array(repeating: 0, count: columns)]
    for group in groups {
      let parent = parents.count
      parents.append(0)
      counts.append(Array(repeating: 0, count: columns))
      for leaf in group {
        parents.append(parent)
        counts.append([leaf.prefix(3).reduce(0, +)] + leaf)
      }
    }
    for area in parents.indices.reversed() where parents[area] >= 0 {
      for column in 0..<columns { counts[parents[area]][column] += counts[area][column] }
    }
    return CountTree(
      parents: parents, counts: counts, units: units, splits: hasDay ? [parts, day] : [parts],
      bound: (1, 1))
  }

  /// A tree of one to four leaves, of counts at and beside the edges of cells of three.
  static func random(_ seed: Int, hasDay: Bool) -> CountTree {
    var draws = Draws(seed)
    let shapes = hasDay ? [[1], [2], [1, 1]] : [[1], [2], [3], [1, 1], [2, 1], [2, 2]]
    let groups = draws.one(of: shapes).map { leaves in
      (0..<leaves).map { _ in leaf(&draws, hasDay: hasDay) }
    }
    return tree(groups, hasDay: hasDay)
  }

  private static func leaf(_ draws: inout Draws, hasDay: Bool) -> [Int] {
    let edges = [0, 0, 1, 2, 3, 5, 6, 8]
    var parts =
      switch draws.number(below: 4) {
      // All alike; half empty; anything.
      case 0: [0, draws.one(of: [1, 2, 3, 6, 9, 11]), 0]
      case 1: [draws.one(of: [0, 2, 3]), 0, draws.one(of: [6, 8, 9])]
      default: [draws.one(of: edges + [9, 12, 14]), draws.one(of: edges), draws.one(of: edges)]
      }
    guard hasDay else { return parts }
    let units = parts.reduce(0, +)
    // Whoever is never seen is not seen on the day.
    let missed = draws.one(of: [parts[1], units, (parts[1] + units) / 2])
    let contacted = draws.one(of: [0, units - missed, (units - missed) / 2])
    parts += [units - missed - contacted, missed, contacted]
    return parts
  }
}

/// Tries all tables that fit what is shown: for small trees, least 3.
///
/// A table of one area is one number, a byte a column but the units, so that tables add up as numbers
/// do. Upwards, the tables that an area may have are the sums of those inside it that fit what is shown
/// of it; downwards, those stay that are part of a table of the whole.
struct BruteForce {
  let tree: CountTree
  /// What is shown; nil for a column that is not.
  let shown: [[CountRange?]]
  /// The bytes that add up to each column.
  let bytes: [[Int]]
  private let tables: (Int) -> [Int]

  init(tree: CountTree, shown: [[CountRange?]]) {
    self.tree = tree
    self.shown = shown
    bytes = [[0, 1, 2], [0], [1], [2], [3], [4], [5]]
    tables = { Self.leaf($0, tree, shown) }
  }

  /// Two nights, of which it is known in which leaves nothing changed; the columns of the second stand
  /// behind those of the first.
  init(_ tree: CountTree, _ first: [[CountRange?]], _ second: [[CountRange?]], same: Set<Int>) {
    self.tree = tree
    shown = zip(first, second).map { $0 + $1 }
    bytes = [[0, 1, 2], [0], [1], [2], [3, 4, 5], [3], [4], [5]]
    tables = { leaf in
      let (before, after) = (Self.leaf(leaf, tree, first), Self.leaf(leaf, tree, second))
      if same.contains(leaf) { return before.map { $0 | $0 << 24 } }
      return before.flatMap { before in after.map { before | $0 << 24 } }
    }
  }

  private func value(_ table: Int, _ column: Int) -> Int {
    bytes[column].reduce(0) { $0 + (table >> (8 * $1) & 255) }
  }

  private func isFitting(_ table: Int, _ area: Int) -> Bool {
    for (column, range) in shown[area].enumerated() {
      if let range, !range.contains(value(table, column)) { return false }
    }
    return true
  }

  /// For each area and column, how many values it can take.
  func values() -> [[Int]] {
    let isLeaf = tree.leaves
    var possible = tree.areas.map { isLeaf[$0] ? tables($0) : [] }
    let children = tree.areas.map { area in
      tree.areas.filter { tree.parents[$0] == area }
    }
    for area in tree.areas.reversed() where !isLeaf[area] {
      possible[area] = sums(children[area].map { possible[$0] }).filter { isFitting($0, area) }
    }
    for area in tree.areas {
      let whole = Set(possible[area])
      let before = children[area].map { possible[$0] }
      for (place, child) in children[area].enumerated() {
        let others = sums(before.indices.filter { $0 != place }.map { before[$0] })
        possible[child] = before[place].filter { table in
          others.contains { whole.contains(table + $0) }
        }
      }
    }
    return tree.areas.map { area in
      shown[area].indices.map { column in
        Set(possible[area].map { value($0, column) }).count
      }
    }
  }

  private func sums(_ tables: [[Int]]) -> [Int] {
    tables.reduce([0]) { sums, tables in
      var all: Set<Int> = []
      for sum in sums {
        for table in tables { all.insert(sum + table) }
      }
      return Array(all)
    }
  }

  /// The tables of one leaf that fit what is shown of it, and its units where those are known.
  private static func leaf(_ area: Int, _ tree: CountTree, _ shown: [[CountRange?]]) -> [Int] {
    func range(_ column: Int) -> ClosedRange<Int> {
      let range = shown[area][column]!
      return range.from...range.to
    }
    let known = tree.counts[area][tree.units]
    let units = shown[area][tree.units] ?? CountRange(known, known)
    var tables: [Int] = []
    for a in range(1) {
      for b in range(2) {
        for c in range(3) where units.contains(a + b + c) {
          let parts = a | b << 8 | c << 16
          guard tree.splits.count > 1 else {
            tables.append(parts)
            continue
          }
          // The second part is never looked at, and so not on the day.
          for missed in range(5) where missed >= b {
            for contacted in range(6) where missed + contacted <= a + b + c {
              let rest = a + b + c - missed - contacted
              tables.append(parts | rest << 24 | missed << 32 | contacted << 40)
            }
          }
        }
      }
    }
    return tables
  }
}
