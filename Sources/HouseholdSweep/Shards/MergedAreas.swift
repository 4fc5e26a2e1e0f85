import DelimitedText

/// `areas.csv` and `coverage.csv` of all shards: the rows of compounds as they stand, and above them sums.
struct MergedAreas {
  private let shards: [ShardResults]
  private let tables: AreaTables

  private struct Place: Hashable {
    var level: String
    var area: String
  }

  /// Adds up what is above compounds. Throws where a table is none of ours, or does not fit the sums beside it.
  init(_ shards: [ShardResults]) throws(SweepError) {
    self.shards = shards
    var sums = Sums(days: shards[0].summary.manifest.days)
    for shard in shards {
      try sums.addAreas(of: shard)
      try sums.addCoverage(of: shard)
    }
    guard let city = sums.areas[Place(level: "city", area: "city")] else {
      throw .badShardTable(at: .init(file: shards[0].path + "/" + AreaTables.areasName))
    }
    tables = AreaTables(
      city: city, parents: sums.areas.values.filter { $0.level != "city" })
  }

  func exactSums(_ findings: FindingList, _ looks: Set<UInt64>) -> ExactSums {
    ExactSums(areas: tables.exactSums, findings: findings, looks: looks)
  }

  func write(firstDay: SweepDate, to files: ResultsFiles) throws(SweepError) {
    try write(AreaTables.areasName, AreaTables.areasHeader, tables.areasTable(), to: files)
    try write(
      AreaTables.coverageName, AreaTables.coverageHeader, tables.coverageTable(firstDay: firstDay),
      to: files)
  }

  /// Writes the rows above compounds, then those of compounds, each from its shard.
  private func write(
    _ name: String, _ header: StaticString, _ above: consuming OutputBuffer, to files: ResultsFiles
  ) throws(SweepError) {
    var merged = try MergedTable(name, header, in: files)
    let count = above.count
    try merged.append { $0.append(above, header.utf8CodeUnitCount..<count) }
    var compounds: [ShardTable] = []
    for shard in shards {
      let table = try ShardTable(name, of: shard, header: header)
      while !table.isAtEnd, !Self.isCompound(table) { try table.advance() }
      compounds.append(table)
    }
    try ShardTable.forEachRow(in: compounds, behind: 1) { table throws(SweepError) in
      guard Self.isCompound(table) else { throw .badShardTable(at: table.place) }
      try merged.append { table.appendRow(to: &$0) }
    }
    try merged.finish()
  }

  private static func isCompound(_ table: ShardTable) -> Bool {
    table.withCells { $0.raw().equals("compound") }
  }

  /// Sums by area above compounds.
  private struct Sums {
    let days: Int
    var areas: [Place: AreaTables.Area] = [:]

    init(days: Int) { self.days = days }

    mutating func addAreas(of shard: ShardResults) throws(SweepError) {
      let exact = Dictionary(
        shard.exact.areas.map { (Place(level: $0.level, area: $0.area), $0) },
        uniquingKeysWith: { first, _ in first })
      let table = try ShardTable(
        AreaTables.areasName, of: shard, header: AreaTables.areasHeader)
      while !table.isAtEnd, !MergedAreas.isCompound(table) {
        let row = table.withCells { cells in
          (Place(level: cells.text(), area: cells.text()), cells.text(), AreaTally(&cells))
        }
        guard var tally = row.2 else { throw .badShardTable(at: table.place) }
        guard let sums = exact[row.0] else { throw .noExactSums(row.0.area, shard.path) }
        tally.expectedOccupied = sums.expectedOccupied
        tally.expectedUnlistedOccupied = sums.expectedUnlistedOccupied
        let none = AreaTables.Area(
          level: row.0.level, path: row.0.area, name: row.1,
          days: Array(repeating: CoverageTally(), count: days))
        areas[row.0, default: none].tally += tally
        try table.advance()
      }
    }

    mutating func addCoverage(of shard: ShardResults) throws(SweepError) {
      let table = try ShardTable(
        AreaTables.coverageName, of: shard, header: AreaTables.coverageHeader)
      var last: (place: Place, day: Int)?
      while !table.isAtEnd, !MergedAreas.isCompound(table) {
        let row = table.withCells { cells in
          (Place(level: cells.text(), area: cells.text()), cells.text(), CoverageTally(&cells))
        }
        // Every day of every area stands there, in order.
        let day = last?.place == row.0 ? last!.day + 1 : 0
        guard let tally = row.2, day < days, areas[row.0] != nil else {
          throw .badShardTable(at: table.place)
        }
        areas[row.0]!.days[day] += tally
        last = (row.0, day)
        try table.advance()
      }
    }
  }
}

extension AreaTally {
  /// The whole numbers of a row of `areas.csv` behind the name; nil where they are none.
  fileprivate init?(_ cells: inout CellReader) {
    self.init()
    guard let units = cells.number(), cells.number() != nil, let contacted = cells.number(),
      let listed = cells.number(), let seen = cells.number()
    else { return nil }
    self.units = units
    self.contacted = contacted
    listedPersons = listed
    personsSeen = seen
    for status in UnitStatus.allCases {
      guard let count = cells.number() else { return nil }
      byStatus[status] = count
    }
    guard let conflicts = cells.number(), let flags = cells.number() else { return nil }
    self.conflicts = conflicts
    unregisteredFlags = flags
  }
}

extension CoverageTally {
  /// The numbers of a row of `coverage.csv` behind the day; nil where they are none.
  fileprivate init?(_ cells: inout CellReader) {
    self.init()
    guard let units = cells.number(), let observed = cells.number(),
      let contacted = cells.number(), let persons = cells.number(), !cells.hasMore
    else { return nil }
    self.units = units
    self.observed = observed
    self.contacted = contacted
    self.persons = persons
  }
}
