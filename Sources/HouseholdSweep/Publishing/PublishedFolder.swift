import CLibrary
import DelimitedText

/// A folder of tables that may be shown to anyone. It is put in place in one step, or not at all, and
/// the tables before it are not kept: two nights side by side say more than one.
///
/// For a folder `tables` the names beside it are `.tables.tmp` (while it is written), `.tables.old`
/// (on its way out, where the file system cannot exchange two folders) and `.tables.lock`.
package struct PublishedFolder {
  package static let areasName = "areas.csv"
  package static let coverageName = "coverage.csv"
  package static let readmeName = "README.txt"
  /// The first line of the readme, by which a folder is known as ours.
  package static let mark = "household-sweep published tables"

  private static let names = [areasName, coverageName, readmeName]

  private let place: ResultsPlace
  private let fileSystem: FileSystem

  /// Writes files into the folder `output`, made of the results in `results`.
  ///
  /// Throws where `output` holds anything else than published tables, is, holds or lies in the results or
  /// what belongs to them, or lies where a sweep reads its sources.
  package static func write(
    _ files: [(name: String, text: String)], to output: String, from results: String,
    _ fileSystem: FileSystem = .current
  ) throws(SweepError) {
    let folder = PublishedFolder(
      place: try ResultsPlace(output, fileSystem), fileSystem: fileSystem)
    do {
      try folder.refuseResults(ResultsPlace(results, fileSystem))
      try folder.refuseSources()
      guard let lock = try fileSystem.lock(folder.place.lock) else {
        throw SweepError.refused(folder.place.name, SweepError.otherRunWriting)
      }
      // Its name goes while it is held.
      defer { withExtendedLifetime(lock) { try? fileSystem.removeFile(folder.place.lock) } }
      try folder.write(files)
    } catch {
      throw folder.explained(error)
    }
  }

  private func write(_ files: [(name: String, text: String)]) throws {
    for path in [place.results, place.temporary, place.old] {
      let isPlace = path == place.results
      guard try isOurs(path, needsMark: isPlace) else {
        throw SweepError.foreignTables(PathParts.split(path).name)
      }
    }
    // What a dead run left.
    if try fileSystem.status(at: place.results) == nil, try fileSystem.status(at: place.old) != nil
    {
      try fileSystem.rename(place.old, to: place.results)
    }
    try fileSystem.removeTree(place.old)
    try fileSystem.removeTree(place.temporary)
    do {
      try fileSystem.makeFolder(place.temporary)
      for file in files {
        let path = place.temporary + "/" + file.name
        var buffer = OutputBuffer(capacity: file.text.utf8.count + 1)
        buffer.append(text: file.text)
        try fileSystem.makeFile(path, buffer, mode: 0o644)
      }
      try fileSystem.setMode(place.temporary, 0o755)
      // No name of the new tables may come to the disk before what is behind it.
      try fileSystem.syncFolder(place.temporary)
      try fileSystem.syncFolder(place.parent)
      try putInPlace()
    } catch {
      try? fileSystem.removeTree(place.temporary)
      throw error
    }
    do {
      try fileSystem.syncFolder(place.parent)
    } catch {
      throw SweepError.unconfirmedTables(place.name, error)
    }
    // The new tables are there for good: what fails from here on, the next run makes good.
    try? fileSystem.removeTree(place.temporary)
    try? fileSystem.removeTree(place.old)
  }

  private func putInPlace() throws {
    var holdsOld = false
    if try fileSystem.status(at: place.results) != nil {
      holdsOld = try !fileSystem.names(in: place.results).isEmpty
    }
    if !holdsOld {
      // An empty folder is replaced like a free name.
      try fileSystem.rename(place.temporary, to: place.results)
    } else if try !fileSystem.exchange(place.temporary, place.results) {
      try fileSystem.rename(place.results, to: place.old)
      do {
        try fileSystem.rename(place.temporary, to: place.results)
      } catch {
        try? fileSystem.rename(place.old, to: place.results)
        throw error
      }
    }
  }

  // MARK: Refusals

  /// Whether a folder is free, empty, or holds files of ours and nothing else.
  private func isOurs(_ path: String, needsMark: Bool) throws -> Bool {
    guard try !fileSystem.isLink(path) else { return false }
    guard let status = try fileSystem.status(at: path) else { return true }
    guard status.isFolder else { return false }
    let names = try fileSystem.names(in: path)
    for name in names {
      let file = path + "/" + name
      guard Self.names.contains(name), try !fileSystem.isLink(file),
        try fileSystem.status(at: file)?.isFolder == false
      else { return false }
    }
    return try !needsMark || names.isEmpty || hasMark(path + "/" + Self.readmeName)
  }

  private func hasMark(_ path: String) throws -> Bool {
    guard try fileSystem.status(at: path) != nil else { return false }
    return try fileSystem.contents(of: path).starts(with: (Self.mark + "\n").utf8)
  }

  /// Refuses a folder that is, holds or lies in results, or in what stands beside them.
  private func refuseResults(_ results: ResultsPlace) throws {
    for mine in [place.results] + place.companions {
      for theirs in [results.results] + results.companions {
        if mine == theirs || mine.hasPrefix(theirs + "/") || theirs.hasPrefix(mine + "/") {
          throw SweepError.refused(place.name, SweepError.tablesAboveResults)
        }
      }
    }
    // One folder may have two paths, where it is mounted twice.
    if let status = try fileSystem.status(at: results.results) {
      if try ResultsPlace.isAtOrAbove(place.results, status, fileSystem) {
        throw SweepError.refused(place.name, SweepError.tablesOntoResults)
      }
    }
  }

  /// Refuses a folder that the next run would read its rows from.
  private func refuseSources() throws {
    var path = place.results
    while path != "/" {
      let (parent, name) = PathParts.split(path)
      if Source.allCases.contains(where: { $0.rawValue == name.lowercased() }),
        try fileSystem.status(at: parent + "/sweep.json") != nil
      {
        throw SweepError.refused(place.name, SweepError.tablesIntoSource(name))
      }
      path = parent
    }
  }

  /// An error of the system in words; others are in words already.
  private func explained(_ error: any Error) -> SweepError {
    (error as? SystemError).map { .unwritableTables($0) } ?? .inWords(error, at: place.name)
  }
}
