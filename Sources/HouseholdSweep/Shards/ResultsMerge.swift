import DelimitedText

/// The results of all shards of a sweep as those of one.
///
/// Tables of units are merged by compounds in natural order, each from one shard, and rows are copied as they are; so
/// memory does not grow with units. What is above compounds is added up from exact sums.
public struct ResultsMerge: Sendable {
  private let shards: [ShardResults]
  private let options: ReadingOptions

  /// Puts the results in `folders` together, and in place at `output` in one step, or not at all.
  ///
  /// Throws where one is no results folder or lacks a file, two are of different sweeps or were decided by different
  /// parameters, two have the same compound, or `output` is no place for results.
  public static func run(
    _ folders: [String], to output: String, options: ReadingOptions,
    adding additions: [ResultsAddition] = [], waitsForDisk: Bool = true
  ) throws(SweepError) -> RunSummary {
    let shards = try ShardResults.all(in: folders)
    let results = try ResultsFolder.prepare(
      at: output, merging: shards.map(\.path),
      waitsForDisk ? .current : FileSystem.current.withoutSync)
    let files = results.files
    let summary = try ResultsMerge(shards: shards, options: options).write(to: files, additions)
    try results.publish()
    return summary
  }

  /// A day that is none of the calendar is in no summary of ours.
  private var firstDay: SweepDate {
    SweepDate(shards[0].summary.manifest.firstDay) ?? SweepDate(number: 0)
  }

  private var looks: Set<UInt64> { shards.reduce(into: []) { $0.formUnion($1.looks) } }

  private func write(to files: ResultsFiles, _ additions: [ResultsAddition]) throws(SweepError)
    -> RunSummary
  {
    try options.begin("writing")
    // Areas come first: they have every compound, and so tell one that is in two shards.
    let areas = try MergedAreas(shards)
    try areas.write(firstDay: firstDay, to: files)
    var findings = FindingList()
    for finding in shards.lazy.flatMap(\.exact.findings) {
      for place in finding.places { findings.add(finding.name, place) }
    }
    let summary = RunSummary(merging: shards, findings: findings)
    var json = OutputBuffer()
    json.append(text: summary.json())
    try files.write(json, to: ResultsFolder.summaryName)
    try areas.exactSums(findings, looks).write(to: files)
    let work = WorkList(count: 4)
    _ = try parallelMap(workers: min(2, options.threads)) { _ throws(SweepError) in
      while let task = work.take() {
        switch task {
        case 0: try writeByCompound(UnitsTable.name, UnitsTable.header, to: files)
        case 1: try writeFlags(to: files)
        case 2:
          try writeByCompound(RowTables.unmatchedName, RowTables.unmatchedHeader, to: files)
        default: try writeRejects(to: files)
        }
      }
    }
    for addition in additions { try files.add(addition) }
    return summary
  }

  private func tables(_ name: String, _ header: StaticString) throws(SweepError) -> [ShardTable] {
    var tables: [ShardTable] = []
    for shard in shards { tables.append(try ShardTable(name, of: shard, header: header)) }
    return tables
  }

  /// Merges a table whose rows stand by compounds in natural order.
  private func writeByCompound(
    _ name: String, _ header: StaticString, to files: ResultsFiles
  ) throws(SweepError) {
    var merged = try MergedTable(name, header, in: files)
    try ShardTable.forEachRow(in: tables(name, header), behind: 0) { table throws(SweepError) in
      try merged.append { table.appendRow(to: &$0) }
    }
    try merged.finish()
  }

  /// Merges the flags: registered units first, the likeliest first, then in natural order.
  private func writeFlags(to files: ResultsFiles) throws(SweepError) {
    let tables = try tables(FlagsTable.name, FlagsTable.header)
    var merged = try MergedTable(FlagsTable.name, FlagsTable.header, in: files)
    var order = ShardOrder()
    func add(_ number: Int) throws(SweepError) {
      guard !tables[number].isAtEnd else { return }
      guard let key = tables[number].withCells(FlagsTable.Entry.key) else {
        throw .badShardTable(at: tables[number].place)
      }
      order.add(number, key.compound, rank: key.rank)
    }
    for number in tables.indices { try add(number) }
    while let (number, _) = order.first {
      try merged.append { tables[number].appendRow(to: &$0) }
      try tables[number].advance()
      order.removeFirst()
      try add(number)
    }
    try merged.finish()
  }

  /// Puts the rejected rows of one shard behind those of the other: which file of which shard, and its line.
  private func writeRejects(to files: ResultsFiles) throws(SweepError) {
    let header = RowTables.rejectsHeader
    var merged = try MergedTable(RowTables.rejectsName, header, in: files)
    for (shard, table) in zip(shards, try tables(RowTables.rejectsName, header)) {
      let front = shard.label.isEmpty ? "" : shard.label + "/"
      while !table.isAtEnd {
        try merged.append { table.appendRow(behind: front, to: &$0) }
        try table.advance()
      }
    }
    try merged.finish()
  }
}

extension ShardTable {
  /// Goes through the compounds of all tables in natural order, and hands on each row.
  /// - Parameter cells: how many stand in front of the compound.
  static func forEachRow(
    in tables: [ShardTable], behind cells: Int,
    _ body: (ShardTable) throws(SweepError) -> Void
  ) throws(SweepError) {
    var order = ShardOrder()
    for (number, table) in tables.enumerated() where !table.isAtEnd {
      order.add(number, table.compound(behind: cells))
    }
    var last: (table: ShardTable, compound: String)?
    while let (number, compound) = order.first {
      let table = tables[number]
      if let last, last.compound == compound, last.table !== table {
        throw .compoundTwice(compound, last.table.shard, table.shard)
      }
      if let last, !NaturalOrder.precedes(last.compound, compound) {
        throw .badShardTable(at: table.place)
      }
      last = (table, compound)
      while table.isOfSame {
        try body(table)
        try table.advance()
      }
      order.removeFirst()
      if !table.isAtEnd { order.add(number, table.compound(behind: cells)) }
    }
  }
}
