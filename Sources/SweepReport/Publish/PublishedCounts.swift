import HouseholdSweep

/// The counts of the areas that are published, from the city down to the communities, as a tree.
///
/// What an area has beyond the areas inside it (compounds that belong to it and to nothing smaller) is
/// one more leaf, so that every count of an area is the sum of what is inside it.
struct PublishedCounts {
  struct Area {
    var level: AreaLevel
    var path: String
    /// Nil for what an area has beyond those inside it.
    var name: String?
  }

  /// Where each count of an area stands.
  enum Column {
    static let units = 0
    static let listedPersons = 1
    static let personsSeen = 2

    /// The statuses in the order in which one is looked for that may be left open.
    static let statuses: [UnitStatus] = [
      .confirmed, .unobserved, .listMissing, .vacant, .listedAbsent, .uncertain,
      .unlistedOccupied, .undercounted,
    ]

    static func status(_ status: UnitStatus) -> Int { 3 + statuses.firstIndex(of: status)! }

    /// Of each day: observed and not contacted, not observed, contacted, persons seen.
    static func days(_ day: Int) -> Range<Int> {
      let start = 3 + statuses.count + 4 * day
      return start..<start + 4
    }
  }

  private(set) var areas: [Area] = []
  private(set) var tree: CountTree
  /// The dates that are published; none of a sweep of one day, which the areas tell of already.
  let days: [String]
  /// The city's sums of probabilities in millionths.
  let expectedOccupied: Int
  let expectedUnlistedOccupied: Int

  /// Throws where the sums do not hold, or where it cannot be told what an area lies in.
  init(areas rows: [AreaRow], coverage: [CoverageRow]) throws(SweepError) {
    let rows = rows.filter { $0.level != .compound }
    guard let city = rows.first(where: { $0.level == .city }) else {
      throw Self.fault(PublishWords.noCity)
    }
    let dates = coverage.filter { $0.level == .city }.map(\.day)
    days = dates.count > 1 ? dates : []
    expectedOccupied = city.tally.expectedOccupied
    expectedUnlistedOccupied = city.tally.expectedUnlistedOccupied
    let splits =
      [Column.statuses.map(Column.status)]
      + days.indices.map { Array(Column.days($0).prefix(3)) }
    let singles =
      [Column.listedPersons, Column.personsSeen] + days.indices.map { Column.days($0).last! }
    tree = CountTree(
      parents: [], counts: [], units: Column.units, splits: splits, singles: singles,
      bound: (Column.statuses.firstIndex(of: .unobserved)!, 1))

    let ranks = Dictionary(
      uniqueKeysWithValues: AreaLevel.allCases.enumerated().map { ($1, $0) })
    // An area comes after the one it lies in.
    let ordered = rows.enumerated().sorted {
      (ranks[$0.element.level]!, $0.offset) < (ranks[$1.element.level]!, $1.offset)
    }.map(\.element)
    let numbers = try Self.numbers(ordered)
    let coverage = try Self.byArea(coverage, numbers)
    for (number, row) in ordered.enumerated() {
      areas.append(Area(level: row.level, path: row.path, name: row.name))
      tree.parents.append(try Self.parent(of: row, numbers))
      tree.counts.append(try Self.counts(row, days, coverage[number]))
    }
    try addWhatIsBeside()
  }

  // MARK: Areas in areas

  private struct Key: Hashable {
    var level: AreaLevel
    var path: String
  }

  private static func numbers(_ rows: [AreaRow]) throws(SweepError) -> [Key: Int] {
    var numbers: [Key: Int] = [:]
    for (number, row) in rows.enumerated() {
      // There is one city, whatever its path.
      let key = Key(level: row.level, path: row.level == .city ? "" : row.path)
      guard numbers.updateValue(number, forKey: key) == nil else {
        throw fault(PublishWords.twice(row.level.rawValue, Visible.text(row.path)))
      }
    }
    return numbers
  }

  /// The number of the area that one lies in: the one whose path is this one's without its name. By
  /// bytes, since a name may begin with what would join the `/` before it to another character.
  private static func parent(of row: AreaRow, _ numbers: [Key: Int]) throws(SweepError) -> Int {
    guard row.level != .city else { return -1 }
    let (path, name) = (Array(row.path.utf8), Array(row.name.utf8))
    if path == name { return 0 }
    var found: [Int] = []
    if path.count > name.count, Array(path.suffix(name.count + 1)) == [UInt8(ascii: "/")] + name {
      let above = String(decoding: path.dropLast(name.count + 1), as: UTF8.self)
      for level in [AreaLevel.district, .subdistrict, .community].prefix(while: { $0 != row.level })
      {
        if let number = numbers[Key(level: level, path: above)] { found.append(number) }
      }
    }
    guard found.count == 1 else {
      let path = Visible.text(row.path)
      throw fault(found.isEmpty ? PublishWords.noParent(path) : PublishWords.twoParents(path))
    }
    return found[0]
  }

  /// Adds a leaf to each area that has more than the areas inside it.
  private mutating func addWhatIsBeside() throws(SweepError) {
    var rests = tree.counts
    for (area, parent) in tree.parents.enumerated() where parent >= 0 {
      for column in rests[parent].indices { rests[parent][column] -= tree.counts[area][column] }
    }
    let isLeaf = tree.leaves
    var taken = Set(areas.map(\.path))
    for area in tree.areas where !isLeaf[area] {
      guard rests[area].allSatisfy({ $0 >= 0 }) else {
        throw Self.fault(PublishWords.lessThanParts(Visible.text(areas[area].path)))
      }
      guard rests[area].contains(where: { $0 > 0 }) else { continue }
      var path = areas[area].path + "/-"
      // Whoever calls a community `-` gets `--` beside it.
      while !taken.insert(path).inserted { path += "-" }
      areas.append(Area(level: .community, path: path, name: nil))
      tree.parents.append(area)
      tree.counts.append(rests[area])
    }
  }

  // MARK: Counts

  private static func byArea(_ rows: [CoverageRow], _ numbers: [Key: Int]) throws(SweepError)
    -> [Int: [CoverageRow]]
  {
    var areas: [Int: [CoverageRow]] = [:]
    for row in rows where row.level != .compound {
      let key = Key(level: row.level, path: row.level == .city ? "" : row.area)
      guard let number = numbers[key] else {
        throw fault(PublishWords.noArea(Visible.text(row.area)), "coverage.csv")
      }
      areas[number, default: []].append(row)
    }
    return areas
  }

  private static func counts(_ row: AreaRow, _ days: [String], _ coverage: [CoverageRow]?)
    throws(SweepError) -> [Int]
  {
    let path = Visible.text(row.path)
    let statuses = Column.statuses.map(row.tally.count)
    guard statuses.reduce(0, +) == row.tally.units else {
      throw fault(PublishWords.statusSum(path))
    }
    var counts = [row.tally.units, row.tally.listedPersons, row.tally.personsSeen] + statuses
    // Sums of no city come near what a whole number holds.
    guard (counts + [row.tally.expectedOccupied / 1_000_000]).allSatisfy({ $0 < 1 << 40 }) else {
      throw fault(PublishWords.tooLarge(path))
    }
    guard !days.isEmpty else { return counts }
    guard let coverage, coverage.map(\.day) == days else {
      throw fault(PublishWords.otherDays(path), "coverage.csv")
    }
    for day in coverage.map(\.tally) {
      guard day.units == row.tally.units, day.observed <= day.units, day.contacted <= day.observed,
        day.persons < 1 << 40
      else {
        throw fault(PublishWords.partsOfDay(path), "coverage.csv")
      }
      counts += [
        day.observed - day.contacted, day.units - day.observed, day.contacted, day.persons,
      ]
    }
    return counts
  }

  private static func fault(_ problem: BothLanguages, _ file: String = "areas.csv") -> SweepError {
    .changedTable(problem, file)
  }
}
