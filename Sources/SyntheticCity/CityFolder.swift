import CLibrary
import DelimitedText
import HouseholdSweep

/// The folder of a made-up city while it is written.
///
/// A file `.generating` in it is locked by the run that writes there. A run that fails removes what it has
/// made; what one that died has left is known by that file, and the next one replaces it without being told
/// to.
struct CityFolder: ~Copyable {
  private static let lockName = ".generating"

  private let path: String
  private let fileSystem: FileSystem
  private let lock: FileLock
  /// The folders that were made for it, the topmost first.
  private let made: [String]
  private var isFinished = false

  private init(_ path: String, _ fileSystem: FileSystem, _ lock: FileLock, made: [String]) {
    self.path = path
    self.fileSystem = fileSystem
    self.lock = lock
    self.made = made
  }

  private static var names: [String] {
    CityTable.allCases.map(\.fileName)
      + [SweepFolder.manifestName, SyntheticCity.truthParametersName]
  }

  /// Makes the folder, or clears it of a city.
  ///
  /// Throws where something else is there, or a whole city and `overwrite` is not wanted.
  static func prepare(_ path: String, overwrite: Bool) throws(SweepError) -> CityFolder {
    let fileSystem = FileSystem.current
    var made: [String] = []
    do {
      try fileSystem.makeFolders(path, &made)
      let names = try fileSystem.names(in: path)
      let isUnfinished = names.contains(lockName)
      if !names.isEmpty && !isUnfinished {
        let isCity = names.contains(SyntheticCity.truthParametersName)
        guard isCity, overwrite else {
          throw isCity ? SweepError.cityThere(path) : SweepError.folderNotEmpty(path)
        }
      }
      guard let lock = try fileSystem.lock(path + "/" + lockName) else {
        throw SweepError.cityInTheMaking(path)
      }
      let folder = CityFolder(path, fileSystem, lock, made: made)
      for name in Self.names where names.contains(name) { try folder.remove(name) }
      return folder
    } catch {
      guard let error = error as? SystemError else {
        throw error as? SweepError ?? .unexpected(error, at: path)
      }
      if made.last == path || made.last?.hasSuffix("/" + path) == true {
        try? fileSystem.removeFile(path + "/" + lockName)
      }
      for folder in made.reversed() { try? fileSystem.removeFolder(folder) }
      throw .cityNotWritten(path, error)
    }
  }

  deinit {
    if !isFinished {
      for name in Self.names { try? fileSystem.removeFile(path + "/" + name) }
    }
    // The lock's name goes while it is held.
    try? fileSystem.removeFile(path + "/" + Self.lockName)
    if !isFinished {
      for folder in made.reversed() { try? fileSystem.removeFolder(folder) }
    }
  }

  /// Leaves the city where it is. Without this it goes.
  consuming func finish() throws(SystemError) {
    try fileSystem.removeFile(path + "/" + Self.lockName)
    isFinished = true
  }

  func create(_ name: String) throws(SystemError) -> OutputFile {
    try OutputFile(creating: path + "/" + name, fileSystem.withoutSync)
  }

  func write(_ text: String, to name: String) throws(SystemError) {
    var buffer = OutputBuffer()
    buffer.append(text: text)
    try fileSystem.withoutSync.makeFile(path + "/" + name, buffer)
  }

  func read(_ name: String) throws(SystemError) -> [UInt8] {
    try fileSystem.contents(of: path + "/" + name)
  }

  func remove(_ name: String) throws(SystemError) { try fileSystem.removeFile(path + "/" + name) }
}
