import CLibrary
import DelimitedText

/// A new results folder in the making. It is put in place in one step, or not at all.
///
/// For an output folder `results` the names beside it are:
///
///     results            what everybody reads: the old results, then the new
///     results.previous   the results before those
///     .results.tmp       the new results while they are written; after the exchange, the old ones
///     .results.old       the former `results.previous` on its way out
///     .results.lock      locked by the run that may touch all of these
///
/// Files are written into `.results.tmp`. When all are there, the folder gets a mark, an empty file
/// `.publishing`, and trades places with `results` in one step of the file system: before it
/// everybody reads the old results, after it the new. Then the old become `results.previous`, and
/// the mark goes. A run that dies anywhere in between leaves a state that the next one can tell from
/// the names and the mark, and brings to its end.
///
/// So it is where the power is cut: the files, their names and the folder above are on the disk before the
/// exchange, and the exchange is before anybody is told of it.
///
/// A value of this type that goes without `publish` removes what it wrote; the old results stay.
package struct ResultsFolder: ~Copyable {
  private let fileSystem: FileSystem
  private let place: ResultsPlace
  private let lock: FileLock

  /// The file by which a folder is known as results of ours.
  package static let summaryName = "summary.json"

  /// Prepares a folder for results at `path` for a sweep in `folder`, and clears up after a run that
  /// died there.
  ///
  /// Throws where `path` holds something else than results, is the sweep folder, one above it or one
  /// of its sources, or another run is writing there.
  package static func prepare(
    at path: String, for folder: String, _ fileSystem: FileSystem = .current,
    kind: OutputKind = .results
  ) throws(SweepError) -> ResultsFolder {
    try prepare(at: path, fileSystem, kind) { place in try place.refuseInput(of: folder, fileSystem)
    }
  }

  /// The same for results that are put together from those in `shards`. Throws where `path` is one of them, in one
  /// or above it.
  static func prepare(
    at path: String, merging shards: [String], _ fileSystem: FileSystem
  ) throws(SweepError) -> ResultsFolder {
    try prepare(at: path, fileSystem, .results) { place in
      for shard in shards { try place.refuseShard(ResultsPlace(shard, fileSystem), fileSystem) }
    }
  }

  private static func prepare(
    at path: String, _ fileSystem: FileSystem, _ kind: OutputKind,
    refusing: (ResultsPlace) throws -> Void
  ) throws(SweepError) -> ResultsFolder {
    let place = try ResultsPlace(path, fileSystem, kind)
    let lock: FileLock?
    do {
      try refusing(place)
      lock = try fileSystem.lock(place.lock)
    } catch {
      throw place.explained(error)
    }
    guard let lock else {
      throw .otherRun(place.name)
    }
    do {
      try place.recover(fileSystem)
      try place.refuseForeign(fileSystem)
      try fileSystem.makeFolder(place.temporary)
    } catch {
      try? fileSystem.removeFile(place.lock)
      throw place.explained(error)
    }
    return ResultsFolder(fileSystem: fileSystem, place: place, lock: lock)
  }

  deinit {
    // What cannot be cleared up now, the next run clears up. The lock's name goes while it is held.
    try? place.recover(fileSystem)
    try? fileSystem.removeFile(place.lock)
  }

  /// Where the new results are written.
  package var files: ResultsFiles { ResultsFiles(place: place, fileSystem: fileSystem) }

  /// Puts the results in place. Whoever looks sees the old ones or the new ones.
  package consuming func publish() throws(SweepError) {
    do {
      try fileSystem.makeFile(place.temporary + ResultsPlace.mark)
      try place.putInPlace(fileSystem)
    } catch {
      throw place.explained(error)
    }
  }
}

/// The files of a results folder in the making. Several threads may write at once, each its own file.
package struct ResultsFiles: Sendable {
  fileprivate let place: ResultsPlace
  fileprivate let fileSystem: FileSystem

  /// Makes a file of the new results, to be finished by whoever writes it.
  package func create(_ name: String) throws(SweepError) -> OutputFile {
    do {
      return try OutputFile(creating: place.temporary + "/" + name, fileSystem)
    } catch {
      throw place.explained(error)
    }
  }

  /// Makes a folder in the new results.
  package func makeFolder(_ name: String) throws(SweepError) {
    do {
      try fileSystem.makeFolder(place.temporary + "/" + name)
    } catch {
      throw place.explained(error)
    }
  }

  /// Brings the names in a folder of the new results to the disk.
  package func finishFolder(_ name: String) throws(SweepError) {
    do {
      try fileSystem.syncFolder(place.temporary + "/" + name)
    } catch {
      throw place.explained(error)
    }
  }

  /// Brings a file of the new results, which is written whole, to the disk.
  package func finish(_ file: OutputFile) throws(SweepError) {
    do {
      try file.finish()
    } catch {
      throw place.explained(error)
    }
  }

  /// Writes bytes at a place of a file of the new results.
  func write(_ buffer: borrowing OutputBuffer, to file: OutputFile, at offset: Int)
    throws(SweepError)
  {
    do {
      try file.write(buffer, at: offset)
    } catch {
      throw place.explained(error)
    }
  }

  /// Makes a file of the new results with these bytes.
  package func write(_ buffer: borrowing OutputBuffer, to name: String) throws(SweepError) {
    do {
      try fileSystem.makeFile(place.temporary + "/" + name, buffer)
    } catch {
      throw place.explained(error)
    }
  }

  /// Makes a file of the new results with what `body` writes.
  package func write(
    to name: String, _ body: (OutputFile) throws(SystemError) -> Void
  ) throws(SweepError) {
    let file = try create(name)
    do {
      try body(file)
      try file.finish()
    } catch {
      throw place.explained(error)
    }
  }

  /// Makes a file of the new results out of those that are there.
  package func add(_ addition: ResultsAddition) throws(SweepError) {
    var buffer = OutputBuffer()
    buffer.append(text: try addition.make(place.temporary))
    try write(buffer, to: addition.name)
  }
}

/// A further file of results, made of the tables before they are in place, so that it appears with
/// them in one step and never tells of other results than those beside it.
public struct ResultsAddition: Sendable {
  /// The name of the file.
  public var name: String
  /// Makes the file's text; it is given the folder where the tables are, for the time of the call.
  /// `unmatched.csv` may still be under way.
  public var make: @Sendable (_ folder: String) throws(SweepError) -> String

  /// A file with this name, made by this function.
  public init(
    name: String, make: @escaping @Sendable (_ folder: String) throws(SweepError) -> String
  ) {
    self.name = name
    self.make = make
  }
}

extension ResultsFolder {
  /// The error of a folder in which no summary could be read.
  package static func error(of folder: String, _ place: SweepError.Place, _ error: any Error)
    -> SweepError
  {
    let isMissing = (error as? SystemError)?.code == ENOENT
    return (isMissing ? sweepError(folder) : nil) ?? .unreadableResults(place, error)
  }

  /// The error of a sweep folder that is given for its results, which are not far; nil for other folders.
  static func sweepError(_ folder: String) -> SweepError? {
    let fileSystem = FileSystem.current
    func isThere(_ path: String) -> Bool { (try? fileSystem.status(at: path)) ?? nil != nil }
    guard isThere(folder + "/" + SweepFolder.manifestName) else { return nil }
    var bare = folder
    while bare.count > 1 && bare.hasSuffix("/") { bare.removeLast() }
    let results = bare + "/results"
    let hasResults = isThere(results + "/" + ResultsFolder.summaryName)
    return .sweepInsteadOfResults(bare, results: hasResults ? results : nil)
  }
}
