import DelimitedText

/// The results of one shard, as far as they are in memory: the summary, and what the tables round or cut.
struct ShardResults: Sendable {
  /// As it was given.
  let path: String
  /// What tells this shard from the others in tables of all.
  var label = ""
  let summary: RunSummary
  let exact: ExactSums
  let looks: Set<UInt64>

  /// The tables that are put together from those of shards. A further one could not be left out in silence.
  private static let tables: Set = [
    UnitsTable.name, FlagsTable.name, AreaTables.areasName, AreaTables.coverageName,
    RowTables.unmatchedName, RowTables.rejectsName,
  ]

  /// Throws where the folder holds no results of ours, or not all of them.
  init(in folder: String) throws(SweepError) {
    var path = folder
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
    let fileSystem = FileSystem.current
    let names: [String]
    do {
      names = try fileSystem.names(in: path)
    } catch {
      throw .unreadableShard(.init(file: path), error)
    }
    guard names.contains(ResultsFolder.summaryName) else {
      throw ResultsFolder.sweepError(path) ?? .shardWithout(ResultsFolder.summaryName, path)
    }
    do {
      summary = try RunSummary(contentsOf: path + "/" + ResultsFolder.summaryName)
    } catch {
      var error = error
      error.place?.file = path + "/" + ResultsFolder.summaryName
      throw error
    }
    for name in Self.tables.union([ExactSums.name]).sorted() where !names.contains(name) {
      throw .shardWithout(name, path)
    }
    for name in names.sorted() where name.hasSuffix(".csv") && !Self.tables.contains(name) {
      throw .unknownTable(.init(file: path + "/" + name))
    }
    let place = SweepError.Place(file: path + "/" + ExactSums.name)
    let bytes: [UInt8]
    do {
      bytes = try fileSystem.contents(of: place.file)
    } catch {
      throw .unreadableShard(place, error)
    }
    guard let exact = ShardJSON.value(ExactSums.self, bytes), let looks = exact.lookPatterns,
      exact.product == ExactSums.productName, exact.schema == RunSummary.currentSchema
    else { throw .badExactSums(place) }
    self.exact = exact
    self.looks = looks
  }

  /// What must be the same in all shards.
  private struct Common: Encodable {
    var manifest: RunSummary.ManifestEntry
    var model: String
    var fit: RunSummary.Fit?
    var parametersBefore: Parameters
    var learned: Parameters

    init(_ summary: RunSummary) {
      manifest = summary.manifest
      model = summary.model
      fit = summary.fit
      parametersBefore = summary.parametersBefore
      learned = summary.parametersAfter
    }
  }

  /// The results of all shards. Throws where two are one folder, or one is of another sweep than the first, or was
  /// decided by other parameters.
  static func all(in folders: [String]) throws(SweepError) -> [ShardResults] {
    var shards: [ShardResults] = []
    var places: [(status: FileStatus, path: String)] = []
    for folder in folders {
      if let status = try? FileSystem.current.status(at: folder) {
        if let same = places.first(where: { $0.status == status }) {
          throw .shardTwice(folder, same.path)
        }
        places.append((status, folder))
      }
      let shard = try ShardResults(in: folder)
      if let first = shards.first {
        let differences = ValueDifference.between(
          Common(first.summary), Common(shard.summary))
        guard differences.isEmpty else {
          throw .resultsOfOtherSweep(shard.path, than: first.path, differences)
        }
      }
      shards.append(shard)
    }
    for (number, label) in labels(shards.map(\.path)).enumerated() {
      shards[number].label = label
    }
    return shards
  }

  /// The part of each path in which they differ: what all have in front and behind tells nothing, and what is in front
  /// is nobody's business. Empty where there is one.
  static func labels(_ paths: [String]) -> [String] {
    var parts = paths.map { $0.split(separator: "/").map(String.init) }
    guard paths.count > 1, let some = parts.first else { return paths.map { _ in "" } }
    let shortest = parts.map(\.count).min() ?? 0
    let front = (0..<shortest).prefix { at in parts.allSatisfy { $0[at] == some[at] } }.count
    parts = parts.map { Array($0.dropFirst(front)) }
    let rest = shortest - front
    let behind = (0..<rest).prefix { at in
      parts.allSatisfy { $0[$0.count - 1 - at] == parts[0][parts[0].count - 1 - at] }
    }.count
    return parts.map { $0.dropLast(behind).joined(separator: "/") }
  }
}
