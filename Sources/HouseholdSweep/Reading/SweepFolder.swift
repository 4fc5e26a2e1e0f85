import DelimitedText
import Foundation

/// What lies in a sweep folder: its manifest and the files of each source, in path order.
public struct SweepFolder: Sendable {
  /// The folder's path, as given.
  public let path: String
  /// Paths inside the folder, by source, in the order they are read.
  public let files: [Source: [String]]
  /// What is worth telling of the files, before any is read.
  public let notes: [Note]

  /// The name of the manifest.
  public static let manifestName = "sweep.json"

  /// Looks into a folder. Reads no file.
  ///
  /// Throws where there is no manifest, neither a resident list nor a register, a spreadsheet stands where
  /// its CSV should be, or any folder in it cannot be listed: what a share that stutters does not tell must
  /// not be taken for an office that sent nothing.
  public init(path: String) throws(SweepError) { try self.init(path: path, .current) }

  init(path: String, _ fileSystem: FileSystem) throws(SweepError) {
    self.path = path
    let look = FolderLook(fileSystem)
    guard let isFolder = try look.isFolder(path) else {
      throw .noSweepFolder(path)
    }
    guard isFolder else { throw .noFolder(path) }
    let names = try look.names(path)
    guard names.contains(Self.manifestName) else {
      throw .noManifest(in: path, meant: names.sorted().first(where: Self.isAlmostManifest))
    }
    var files: [Source: [String]] = [:]
    var notes: [Note] = []
    for source in Source.allCases {
      let found = try Self.files(of: source, in: path, names, look, &notes)
      if !found.isEmpty { files[source] = found }
    }
    for name in names.sorted() where !Self.isExpected(name) {
      if let note = try Self.stray(name, in: path, names, look) { notes.append(note) }
    }
    guard files[.units] != nil || files[.residents] != nil else {
      throw .noLists(in: path, notes)
    }
    self.files = files
    self.notes = notes
  }

  /// Whether a file was probably meant for the manifest: Windows hides endings, and adds one.
  private static func isAlmostManifest(_ name: String) -> Bool {
    let folded = name.lowercased().replacing(" ", with: "")
    return [manifestName, manifestName + ".txt", manifestName + ".json", "sweep.txt", "sweep"]
      .contains(folded)
  }

  /// The name of a table behind which stands an ending that Windows hides: `residents.csv.txt`.
  private static func meantName(_ name: String) -> String? {
    guard name.lowercased().hasSuffix(".txt") else { return nil }
    let meant = String(name.dropLast(4))
    return tableStem(meant) == nil ? nil : meant
  }

  private static func isCSV(_ name: String) -> Bool { name.lowercased().hasSuffix(".csv") }

  /// The name of a table without its ending; nil where it is none that can be read. What a file is, its
  /// bytes say.
  private static func tableStem(_ name: String) -> Substring? {
    guard let dot = name.lastIndex(of: "."),
      [".csv", ".xlsx", ".xlsm", ".ods", ".xls"].contains(name[dot...].lowercased())
    else { return nil }
    return name[..<dot]
  }

  /// Whether a file is a table to be read: a spreadsheet of the old form only where no CSV lies beside it.
  private static func isTable(_ name: String, beside names: [String]) -> Bool {
    guard let stem = tableStem(name) else { return false }
    return !name.lowercased().hasSuffix(".xls")
      || !names.contains { isCSV($0) && $0.dropLast(4) == stem }
  }

  private static func isSkipped(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("~$")
  }

  /// `NAME.csv` and what is in `NAME/`, in path order.
  private static func files(
    of source: Source, in folder: String, _ names: [String], _ look: FolderLook,
    _ notes: inout [Note]
  ) throws(SweepError) -> [String] {
    var found = names.filter {
      isTable($0, beside: names) && tableStem($0).map { $0 == source.rawValue } ?? false
    }
    if names.contains(source.rawValue),
      try look.isFolder(listed: folder + "/" + source.rawValue)
    {
      try collect(source.rawValue, in: folder, look, above: [], into: &found, &notes)
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Finds the CSV files in a folder of a source, at any depth. `above` are the folders it lies in:
  /// a link back to one of them would be followed without end, and is left.
  private static func collect(
    _ inner: String, in folder: String, _ look: FolderLook, above: [FileStatus],
    into found: inout [String], _ notes: inout [Note]
  ) throws(SweepError) {
    let status = try look.status(listed: folder + "/" + inner)
    if above.contains(status) { return }
    let names = try look.names(folder + "/" + inner)
    for name in names where !isSkipped(name) {
      let path = inner + "/" + name
      if try look.isFolder(listed: folder + "/" + path) {
        // A folder called `a.csv` is where a file should be; opening it will say so.
        if isCSV(name) {
          found.append(path)
        } else {
          try collect(
            path, in: folder, look, above: above + [status], into: &found, &notes)
        }
      } else if isTable(name, beside: names) {
        found.append(path)
      } else if try !isSpreadsheetWithCSV(name, at: path, beside: names) {
        let words = meantName(name).map(Note.unread(renamed:)) ?? Note.otherKind(name)
        notes.append(Note(file: path, text: (words ?? Note.noCSV).english))
      }
    }
  }

  private static func isExpected(_ name: String) -> Bool {
    if isSkipped(name) || name == manifestName { return true }
    let stem = tableStem(name).map(String.init) ?? name
    return Source(rawValue: stem) != nil || others.contains(name)
  }

  /// What else may lie there: the truth of a city that was made up, the teams of a plan, and what belongs to a shard.
  private static let others: Set = [
    "truth.csv", "truth.json", "truth-faults.csv", "teams.csv", CityDirectory.name, "evidence.csv",
    "evidence.json", "parameters.json",
  ]

  /// Whether a file is a spreadsheet whose CSV lies beside it. Throws where it does not.
  private static func isSpreadsheetWithCSV(
    _ name: String, at path: String, beside names: [String]
  ) throws(SweepError) -> Bool {
    guard let dot = name.lastIndex(of: "."),
      [".xls", ".et", ".numbers"].contains(name[dot...].lowercased())
    else { return false }
    let stem = String(name[..<dot])
    guard !names.contains(where: { isCSV($0) && $0.dropLast(4) == stem }) else { return true }
    throw .spreadsheetForm(path, stem: stem)
  }

  /// Says what a file or folder that is no source might have been meant for.
  private static func stray(
    _ name: String, in folder: String, _ names: [String], _ look: FolderLook
  ) throws(SweepError) -> Note? {
    if try look.isFolder(folder + "/" + name) == true {
      let inner: [String]
      do throws(SweepError) {
        inner = try look.names(folder + "/" + name)
      } catch {
        return Note(file: name + "/", text: "\(Note.unread.english); \(error.problem)")
      }
      guard inner.contains(where: { tableStem($0) != nil }),
        !inner.contains(ResultsFolder.summaryName),
        let meant = Source.meant(by: name)
      else { return nil }
      return Note(file: name + "/", text: Note.unread(butMeant: "\(meant.rawValue)/").english)
    }
    guard try !isSpreadsheetWithCSV(name, at: name, beside: names) else { return nil }
    if let meant = meantName(name) {
      return Note(file: name, text: Note.unread(renamed: meant).english)
    }
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    let meant = Source.meant(by: stem).map {
      Note.otherKind(name) ?? Note.unread(butMeant: "\($0.rawValue).csv")
    }
    return Note(file: name, text: (meant ?? Note.unread).english)
  }
}

/// What is in folders, with errors that say which.
private struct FolderLook {
  private let fileSystem: FileSystem

  init(_ fileSystem: FileSystem) { self.fileSystem = fileSystem }

  func names(_ folder: String) throws(SweepError) -> [String] {
    do throws(SystemError) {
      return try fileSystem.names(in: folder)
    } catch {
      throw .unreadableFolder(folder, .systemReason(error.code))
    }
  }

  /// What is at a path, links followed; nil where there is nothing.
  func status(_ path: String) throws(SweepError) -> FileStatus? {
    do throws(SystemError) {
      return try fileSystem.status(at: path)
    } catch {
      throw .unseen(path, .systemReason(error.code))
    }
  }

  /// What is at a path that its folder has named.
  func status(listed path: String) throws(SweepError) -> FileStatus {
    if let status = try status(path) { return status }
    throw .nothingBehind(path)
  }

  /// Whether a folder is at a path; nil where there is nothing.
  func isFolder(_ path: String) throws(SweepError) -> Bool? { try status(path)?.isFolder }

  func isFolder(listed path: String) throws(SweepError) -> Bool {
    try status(listed: path).isFolder
  }
}

extension Source {
  /// The source that a name of a file or folder, its ending aside, was probably meant for.
  static func meant(by stem: String) -> Source? {
    let folded = stem.lowercased()
    let nearest = allCases.map { ($0, editDistance(folded, $0.rawValue)) }.min { $0.1 < $1.1 }
    if let nearest, nearest.1 <= 2 { return nearest.0 }
    let parts = folded.split { !$0.isLetter }
    return byFileWords.first { source in
      source.fileWords.contains { word in
        // An English word begins a part of the name: no unit in `community`.
        word.utf8.first! < 0x80
          ? parts.contains { $0.hasPrefix(word) } : folded.contains(word)
      }
    }
  }
}

/// The number of letters to change, add or drop to make one word of the other. O(n·m).
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.unicodeScalars)
  let b = Array(b.unicodeScalars)
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let above = row[j + 1]
      row[j + 1] = min(diagonal + (left == right ? 0 : 1), above + 1, row[j] + 1)
      diagonal = above
    }
  }
  return row[b.count]
}

extension SweepFolder {
  /// Makes a new folder with a manifest and header-only files. Throws where something is there.
  public static func create(at path: String, _ manifest: Manifest) throws(SweepError) {
    let fileSystem = FileSystem.current
    let look = FolderLook(fileSystem)
    let isThere = try look.isFolder(path)
    let isEmptyFolder = isThere == true ? try look.names(path).isEmpty : false
    guard isThere == nil || isEmptyFolder else {
      throw .somethingThere(path)
    }
    var made: [String] = []
    do throws(SystemError) {
      try fileSystem.makeFolders(path, &made)
      try write(manifest.json(), to: path + "/" + manifestName, fileSystem)
      for source in Source.allCases where source != .aliases {
        let columns = (source.columns.required + source.columns.optional).map(\.name)
        try write(
          headerOrder(source, columns).joined(separator: ",") + "\n",
          to: path + "/\(source.rawValue).csv", fileSystem)
      }
      try fileSystem.syncFolder(path)
      for folder in made { try fileSystem.syncFolder(folder + "/..") }
    } catch {
      // What stands there half made would be in the way of the next try. If it cannot be removed either,
      // the error that is told is the first one's.
      for name in [manifestName] + Source.allCases.map({ $0.rawValue + ".csv" }) {
        try? fileSystem.removeFile(path + "/" + name)
      }
      for folder in made.reversed() { try? fileSystem.removeFolder(folder) }
      throw .folderNotMade(path, error)
    }
  }

  /// The columns of a new file: a meter file names meters, not units.
  private static func headerOrder(_ source: Source, _ columns: [String]) -> [String] {
    source == .meter ? ["meter", "time", "kwh"] : columns
  }

  private static func write(_ text: String, to path: String, _ fileSystem: FileSystem)
    throws(SystemError)
  {
    var buffer = OutputBuffer()
    buffer.append(text: text)
    try fileSystem.makeFile(path, buffer)
  }
}
