import DelimitedText
import Foundation

/// A new results folder in the making. It is put in place in one step, or not at all.
///
/// Everything is written to `.NAME.tmp` beside the results; then the two are exchanged, and what was
/// there becomes `NAME.previous`. A lock beside them, which the system releases with the process,
/// keeps a second run out; so a `.NAME.tmp` that the next run finds belongs to a run that died.
package struct ResultsFolder: ~Copyable {
  package let path: String
  private let temporary: String
  private let lock: FileLock
  private var isDone = false

  package static let summaryName = "summary.json"

  /// Prepares a folder for results at `path` for a sweep in `folder`.
  ///
  /// Throws where `path` holds something else than results, is the sweep folder, one above it or one
  /// of its sources, or another run is writing there.
  package static func prepare(at path: String, for folder: String) throws(SweepError)
    -> ResultsFolder
  {
    let target = URL(fileURLWithPath: path).standardizedFileURL.path
    let parent = (target as NSString).deletingLastPathComponent
    let name = (target as NSString).lastPathComponent
    let temporary = parent + "/." + name + ".tmp"
    try checkPlace(target, folder)
    let lock: FileLock?
    do {
      lock = try FileLock(path: parent + "/." + name + ".lock")
    } catch {
      throw explained(error, name)
    }
    guard let lock else {
      throw SweepError(
        .badRequest, at: .init(file: name), "another run is writing its results there",
        advice: "wait for it, or give another folder with --output")
    }
    try checkContents(target)
    try checkContents(target + ".previous")
    remove(temporary)
    do {
      try FolderCalls.make(temporary)
    } catch {
      throw explained(error, name)
    }
    return ResultsFolder(path: target, temporary: temporary, lock: lock)
  }

  private init(path: String, temporary: String, lock: FileLock) {
    self.path = path
    self.temporary = temporary
    self.lock = lock
  }

  deinit {
    if !isDone { Self.remove(temporary) }
  }

  /// Makes a file of the new results.
  package func create(_ name: String) throws(SweepError) -> OutputFile {
    do {
      return try OutputFile(creating: temporary + "/" + name)
    } catch {
      throw Self.explained(error, name)
    }
  }

  /// Makes a file of the new results with these bytes.
  package func write(_ buffer: borrowing OutputBuffer, to name: String) throws(SweepError) {
    let file = try create(name)
    do {
      try file.write(buffer, at: 0)
    } catch {
      throw Self.explained(error, name)
    }
  }

  /// Puts the results in place. Whoever looks sees the old ones or the new ones.
  package consuming func publish() throws(SweepError) {
    do {
      try exchange()
    } catch {
      throw Self.explained(error, path)
    }
    isDone = true
  }

  private func exchange() throws(SystemError) {
    let previous = path + ".previous"
    guard FileManager.default.fileExists(atPath: path) else {
      return try FolderCalls.rename(temporary, to: path)
    }
    let isOurs = FileManager.default.fileExists(atPath: path + "/" + Self.summaryName)
    if try FolderCalls.exchange(temporary, path) {
      // The old results are where the new ones were made.
      Self.remove(previous)
      if isOurs {
        try FolderCalls.rename(temporary, to: previous)
      } else {
        Self.remove(temporary)
      }
    } else {
      Self.remove(previous)
      try FolderCalls.rename(path, to: previous)
      try FolderCalls.rename(temporary, to: path)
    }
  }

  private static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Refuses places where results would bury or mix with the sweep's own files.
  private static func checkPlace(_ target: String, _ folder: String) throws(SweepError) {
    let sweep = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    let place = URL(fileURLWithPath: target).resolvingSymlinksInPath().path
    let name = (target as NSString).lastPathComponent
    if sweep == place || sweep.hasPrefix(place.hasSuffix("/") ? place : place + "/") {
      throw SweepError(
        .badRequest, at: .init(file: name),
        "results cannot take the place of the sweep folder or of one above it",
        advice: "give another folder with --output")
    }
    for source in Source.allCases where (place + "/").hasPrefix(sweep + "/\(source.rawValue)/") {
      throw SweepError(
        .badRequest, at: .init(file: name),
        "results cannot go into \(source.rawValue)/, where the next run would read them",
        advice: "give another folder with --output")
    }
    let parent = (target as NSString).deletingLastPathComponent
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw SweepError(
        .badRequest, at: .init(file: name), "the folder it should lie in does not exist",
        advice: "make that folder first")
    }
  }

  /// Refuses a folder that holds something else than results.
  private static func checkContents(_ target: String) throws(SweepError) {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []
    let isOurs = (try? RunSummary(contentsOf: target + "/" + summaryName)) != nil
    guard isFolder.boolValue, names.isEmpty || isOurs else {
      throw SweepError(
        .badRequest, at: .init(file: (target as NSString).lastPathComponent),
        "there is something else than results of a sweep, and it is not touched",
        advice: "give another folder with --output, or move this one away")
    }
  }

  private static func explained(_ error: SystemError, _ name: String) -> SweepError {
    SweepError(
      .system, at: .init(file: (name as NSString).lastPathComponent),
      "\(error.call) failed: \(error.reason)",
      advice: error.code == ENOSPC
        ? "make room on the disk, then run again; the old results are untouched"
        : "check the folder's permissions; the old results are untouched")
  }
}
