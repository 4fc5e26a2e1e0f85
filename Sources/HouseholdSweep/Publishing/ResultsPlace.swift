import CLibrary
import DelimitedText

/// What a folder that is put in place in one step holds.
package enum OutputKind: Sendable {
  case results, plan

  /// By which its `summary.json` is known.
  package var product: String {
    switch self {
    case .results: RunSummary.productName
    case .plan: "household-sweep plan"
    }
  }
}

/// The absolute paths of an output folder and its companions, and the steps between their states.
struct ResultsPlace: Sendable {
  /// The file in a folder of new results that tells it from one of old results.
  static let mark = "/.publishing"

  let kind: OutputKind
  let name: String
  let parent: String
  let results: String
  let previous: String
  let temporary: String
  let lock: String
  let old: String

  /// What else may stand beside the folder.
  var companions: [String] { [previous, temporary, old] }

  /// Throws where the folder that it should lie in does not exist.
  init(_ output: String, _ fileSystem: FileSystem, _ kind: OutputKind = .results)
    throws(SweepError)
  {
    self.kind = kind
    var path = output
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    var (parent, name) = PathParts.split(path)
    guard !name.isEmpty || path == "/" else {
      throw .noOutputName
    }
    do {
      if try fileSystem.isLink(path), try fileSystem.status(at: path) == nil {
        throw SweepError.linkToNowhere(name)
      }
      if try fileSystem.status(at: path) != nil {
        // A link, `.` or `..` stands for the folder behind it.
        (parent, name) = PathParts.split(try fileSystem.resolved(path))
      } else {
        parent = try fileSystem.resolved(parent)
      }
    } catch let error as SystemError where error.code == ENOENT || error.code == ENOTDIR {
      throw .noParent(name)
    } catch let error as SystemError {
      throw .failedAtOutput(name, error)
    } catch {
      throw .inWords(error, at: name)
    }
    let prefix = parent == "/" ? "/" : parent + "/"
    self.name = name
    self.parent = parent
    results = prefix + name
    previous = results + ".previous"
    temporary = prefix + "." + name + ".tmp"
    old = prefix + "." + name + ".old"
    lock = prefix + "." + name + ".lock"
  }

  // MARK: Refusals

  /// Refuses places where results would bury or mix with the sweep's own files.
  func refuseInput(of folder: String, _ fileSystem: FileSystem) throws {
    let sweep = try fileSystem.resolved(folder)
    if let target = try fileSystem.status(at: results),
      try ResultsPlace.isAtOrAbove(sweep, target, fileSystem)
    {
      throw SweepError.refused(name, SweepError.ontoSweepFolder)
    }
    for source in Source.allCases {
      let input = sweep + "/" + source.rawValue
      var isInside = results.lowercased() == input.lowercased()
      if let status = try fileSystem.status(at: input) {
        isInside = try isInside || ResultsPlace.isAtOrAbove(results, status, fileSystem)
      }
      if isInside {
        throw SweepError.refused(name, SweepError.resultsIntoSource(source.rawValue))
      }
    }
  }

  /// Refuses places that are those of a shard's results, in them, or above them.
  func refuseShard(_ shard: ResultsPlace, _ fileSystem: FileSystem) throws {
    for mine in [results] + companions {
      for theirs in [shard.results] + shard.companions {
        if mine == theirs || mine.hasPrefix(theirs + "/") || theirs.hasPrefix(mine + "/") {
          throw SweepError.refused(name, SweepError.mergedOntoShard)
        }
      }
    }
  }

  /// Whether a folder is the one at `path`, which has no links in it, or one above it.
  static func isAtOrAbove(
    _ path: String, _ folder: FileStatus, _ fileSystem: FileSystem
  ) throws -> Bool {
    var path = path
    while try fileSystem.status(at: path) != folder {
      if path == "/" { return false }
      path = PathParts.split(path).parent
    }
    return true
  }

  /// Refuses to replace what is neither empty nor results.
  func refuseForeign(_ fileSystem: FileSystem) throws {
    for path in [results, previous] {
      guard let status = try fileSystem.status(at: path) else { continue }
      var isOurs = status.isFolder
      if isOurs, try !fileSystem.names(in: path).isEmpty {
        isOurs = try RunSummary.isSummary(
          path + "/" + ResultsFolder.summaryName, fileSystem, product: kind.product)
      }
      if !isOurs { throw SweepError.foreignFolder(PathParts.split(path).name, kind) }
    }
  }

  /// An error of the system in words; others are in words already.
  func explained(_ error: any Error) -> SweepError {
    (error as? SystemError).map { .unwritableResults(name, $0, kind) } ?? .inWords(error, at: name)
  }

  // MARK: Into place

  /// Puts the marked folder of new results in place and the old one aside.
  func putInPlace(_ fileSystem: FileSystem) throws {
    // No name of the new results may come to the disk before what is behind it.
    try fileSystem.syncFolder(temporary)
    try fileSystem.syncFolder(parent)
    var holdsOld = false
    if try fileSystem.status(at: results) != nil {
      holdsOld = try !fileSystem.names(in: results).isEmpty
    }
    if !holdsOld {
      // An empty folder is replaced like a free name.
      try fileSystem.rename(temporary, to: results)
    } else if try !fileSystem.exchange(temporary, results) {
      try clearPrevious(fileSystem)
      try fileSystem.rename(results, to: previous)
      do {
        try fileSystem.rename(temporary, to: results)
      } catch {
        try? fileSystem.rename(previous, to: results)
        throw error
      }
    }
    do {
      try fileSystem.syncFolder(parent)
    } catch {
      throw SweepError.unconfirmedResults(name, error)
    }
    // The new results are there for good: what fails from here on, the next run makes good.
    try? settle(fileSystem)
  }

  /// Brings the state after the exchange to its end.
  private func settle(_ fileSystem: FileSystem) throws {
    if try fileSystem.status(at: temporary) != nil {
      try clearPrevious(fileSystem)
      try fileSystem.rename(temporary, to: previous)
    }
    try fileSystem.removeFile(results + Self.mark)
    try fileSystem.removeTree(old)
  }

  /// Moves the former previous results out of the way.
  private func clearPrevious(_ fileSystem: FileSystem) throws {
    guard try fileSystem.status(at: previous) != nil else { return }
    try fileSystem.removeTree(old)
    try fileSystem.rename(previous, to: old)
  }

  /// Brings what a dead run left to its end, or takes it back:
  ///
  /// | `results` | `.results.tmp` | `results.previous` | it died | so |
  /// | --- | --- | --- | --- | --- |
  /// | marked | there or not | any | after the exchange | put the old ones aside |
  /// | missing | marked | there | between two renames | put the new ones in place |
  /// | any | there | any | before | remove what it wrote |
  ///
  /// After that, `.results.old` is `results.previous` if there is none, else it goes.
  func recover(_ fileSystem: FileSystem) throws {
    if try fileSystem.status(at: results + Self.mark) != nil {
      try settle(fileSystem)
    } else if try fileSystem.status(at: temporary + Self.mark) != nil,
      try fileSystem.status(at: results) == nil, try fileSystem.status(at: previous) != nil
    {
      try fileSystem.rename(temporary, to: results)
      try settle(fileSystem)
    }
    try fileSystem.removeTree(temporary)
    if try fileSystem.status(at: old) != nil, try fileSystem.status(at: previous) == nil {
      try fileSystem.rename(old, to: previous)
    }
    try fileSystem.removeTree(old)
  }
}
