import DelimitedText

/// All that runs have written at one place: results, the results before them, and what a dead run left.
/// No run can write there as long as a value of this type lives.
///
/// Nothing is taken for ours by its name alone: every file must be one that a run writes, and a folder
/// of results needs its `summary.json`. One file more, and nothing is removed. Links are not followed.
package struct HeldResults: ~Copyable {
  /// A folder to be removed.
  package struct Folder: Sendable {
    package var path: String
    package var files: [String]
  }

  private let place: ResultsPlace
  private let fileSystem: FileSystem
  private let lock: FileLock
  package let folders: [Folder]

  /// What runs write into a folder of results.
  private static let names: Set<String> = [
    ResultsFolder.summaryName, UnitsTable.name, FlagsTable.name, AreaTables.areasName,
    AreaTables.coverageName, RowTables.unmatchedName, RowTables.rejectsName, ExactSums.name,
    String(ResultsPlace.mark.dropFirst()),
  ]

  /// Looks at what is at `path`; `additions` are the names of files that runs add to their tables.
  ///
  /// Throws where there is nothing, something that is not ours, or a run is writing there.
  package init(
    at path: String, additions: [String], _ fileSystem: FileSystem = .current
  ) throws(SweepError) {
    var bare = path
    while bare.count > 1 && bare.hasSuffix("/") { bare.removeLast() }
    let place = try ResultsPlace(bare, fileSystem)
    do {
      if try fileSystem.isLink(bare) { throw SweepError.link(path) }
      // Nothing is made, not even a lock, where there is nothing of ours.
      let paths = [place.results] + place.companions
      guard try paths.contains(where: { try fileSystem.status(at: $0) != nil }) else {
        throw SweepError.nothingHere(place.name)
      }
      guard let lock = try fileSystem.lock(place.lock) else {
        throw SweepError.runWriting(place.name)
      }
      do {
        folders = try paths.compactMap { path in
          try Self.folder(at: path, place, additions, fileSystem)
        }
      } catch {
        try? fileSystem.removeFile(place.lock)
        throw error
      }
      self.place = place
      self.fileSystem = fileSystem
      self.lock = lock
    } catch {
      throw Self.explained(error, place)
    }
  }

  deinit { try? fileSystem.removeFile(place.lock) }

  /// Removes all of it. A folder's summary goes last: until then the folder is known as ours.
  package consuming func remove() throws(SweepError) {
    do {
      for folder in folders {
        for name in folder.files where name != ResultsFolder.summaryName {
          try fileSystem.removeFile(folder.path + "/" + name)
        }
        if folder.files.contains(ResultsFolder.summaryName) {
          try fileSystem.removeFile(folder.path + "/" + ResultsFolder.summaryName)
        }
        try fileSystem.removeFolder(folder.path)
      }
      // What is said to be gone does not come back when the power is cut.
      try fileSystem.syncFolder(place.parent)
    } catch {
      throw Self.explained(error, place)
    }
  }

  // MARK: Refusals

  /// The folder at a path; nil where there is none. Throws where it is not ours.
  private static func folder(
    at path: String, _ place: ResultsPlace, _ additions: [String], _ fileSystem: FileSystem
  ) throws -> Folder? {
    let name = PathParts.split(path).name
    if try fileSystem.isLink(path) { throw SweepError.notRemoved(name, SweepError.isLink) }
    guard let status = try fileSystem.status(at: path) else { return nil }
    guard status.isFolder else { throw SweepError.notRemoved(name, SweepError.isNoFolder) }
    let files = try fileSystem.names(in: path).sorted()
    // A report is written beside its place first.
    let known = names.union(additions).union(additions.map { ".\($0).tmp" })
    let isRunsOwn = path == place.results || path == place.previous
    if isRunsOwn, !files.isEmpty,
      try !RunSummary.isSummary(path + "/" + ResultsFolder.summaryName, fileSystem)
    {
      throw ResultsFolder.sweepError(path) ?? .notResults(name)
    }
    for file in files {
      let isFile = try fileSystem.status(at: path + "/" + file)?.isFolder == false
      guard known.contains(file), isFile, try !fileSystem.isLink(path + "/" + file) else {
        throw SweepError.notRemoved(name, SweepError.holdsOther(file))
      }
    }
    return Folder(path: path, files: files)
  }

  private static func explained(_ error: any Error, _ place: ResultsPlace) -> SweepError {
    (error as? SystemError).map { .unremovable($0) } ?? .inWords(error, at: place.name)
  }
}
