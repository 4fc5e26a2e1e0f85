import Foundation

/// What lies in a sweep folder: its manifest and the files of each source, in path order.
public struct SweepFolder: Sendable {
  /// The folder's path, as given.
  public let path: String
  /// Paths inside the folder, by source, in the order they are read.
  public let files: [Source: [String]]
  public let notes: [Note]

  public static let manifestName = "sweep.json"

  /// Looks into a folder. Reads no file.
  ///
  /// Throws where there is no manifest, neither a resident list nor a register, or a spreadsheet
  /// stands where its CSV should be.
  public init(path: String) throws(SweepError) {
    self.path = path
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SweepError(
        .badData, at: .init(file: path), "there is no such folder",
        advice: "'sweep init FOLDER' makes one that is ready to fill")
    }
    guard isFolder.boolValue else {
      throw SweepError(
        .badData, at: .init(file: path), "this is a file, not a sweep folder",
        advice: "give the folder that holds \(Self.manifestName)")
    }
    let names = try Self.list(path)
    guard names.contains(Self.manifestName) else {
      throw SweepError(
        .badData, at: .init(file: path), "the folder has no \(Self.manifestName)",
        advice: "'sweep init FOLDER' makes a folder with a manifest that is ready to fill")
    }
    var files: [Source: [String]] = [:]
    var notes: [Note] = []
    for source in Source.allCases {
      var strays: [String] = []
      let found = try Self.files(of: source, in: path, names, &strays)
      if !found.isEmpty { files[source] = found }
      for stray in strays.sorted() {
        try Self.refuseSpreadsheet(stray, besides: found)
        notes.append(Note(file: stray, text: "is no CSV file and was not read"))
      }
    }
    for name in names.sorted() where !Self.isExpected(name) {
      if let note = try Self.stray(name, in: path, names) { notes.append(note) }
    }
    guard files[.units] != nil || files[.residents] != nil else {
      throw SweepError(
        .badData, at: .init(file: path), "neither residents.csv nor units.csv is there",
        advice: (["a sweep needs a resident list or a register of units; both is best"]
          + notes.map { "\($0.file) \($0.text)" }).joined(separator: "\n  "))
    }
    self.files = files
    self.notes = notes
  }

  private static func list(_ path: String) throws(SweepError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw SweepError(
        .system, at: .init(file: path), "the folder cannot be read: \(systemReason(error))",
        advice: "check its permissions")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder = ObjCBool(false)
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func isCSV(_ name: String) -> Bool { name.lowercased().hasSuffix(".csv") }

  private static func isSkipped(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("~$")
  }

  /// `NAME.csv` and what is in `NAME/`, in path order; there may be strays in the folder.
  private static func files(
    of source: Source, in folder: String, _ names: [String], _ strays: inout [String]
  ) throws(SweepError) -> [String] {
    var found = names.filter {
      isCSV($0) && $0.dropLast(4) == source.rawValue
    }
    if names.contains(source.rawValue), isFolder(folder + "/" + source.rawValue) {
      try collect(source.rawValue, in: folder, into: &found, &strays)
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func collect(
    _ inner: String, in folder: String, into found: inout [String], _ strays: inout [String]
  ) throws(SweepError) {
    for name in try list(folder + "/" + inner) where !isSkipped(name) {
      let path = inner + "/" + name
      if isFolder(folder + "/" + path) {
        // A folder called `a.csv` is where a file should be; opening it will say so.
        if isCSV(name) {
          found.append(path)
        } else {
          try collect(path, in: folder, into: &found, &strays)
        }
      } else if isCSV(name) {
        found.append(path)
      } else {
        strays.append(path)
      }
    }
  }

  private static func isExpected(_ name: String) -> Bool {
    if isSkipped(name) || name == manifestName { return true }
    let stem = isCSV(name) ? String(name.dropLast(4)) : name
    return Source(rawValue: stem) != nil || ["truth.csv", "truth.json"].contains(name)
  }

  /// Says what a file that is no source might have been meant for.
  private static func stray(_ name: String, in folder: String, _ names: [String])
    throws(SweepError) -> Note?
  {
    try refuseSpreadsheet(name, besides: names)
    let isFolder = isFolder(folder + "/" + name)
    let stem = name.prefix { $0 != "." }.lowercased()
    let nearest = Source.allCases.map { ($0.rawValue, editDistance(stem, $0.rawValue)) }
      .min { $0.1 < $1.1 }!
    // Other folders may be anything: results, what was sent in.
    if nearest.1 > (isCSV(name) ? 3 : 2) {
      return isFolder ? nil : Note(file: name, text: "is no source and was not read")
    }
    let meant = isFolder && !isCSV(name) ? "\(nearest.0)/" : "\(nearest.0).csv"
    return Note(file: name, text: "is no source and was not read; did you mean \(meant)?")
  }

  /// Throws for a spreadsheet with no CSV beside it.
  private static func refuseSpreadsheet(_ path: String, besides names: [String])
    throws(SweepError)
  {
    let lower = path.lowercased()
    guard lower.hasSuffix(".xlsx") || lower.hasSuffix(".xls") else { return }
    let stem = path[..<path.lastIndex(of: ".")!]
    if names.contains(where: { isCSV($0) && $0.dropLast(4) == stem }) { return }
    throw SweepError(
      .badData, at: .init(file: path), "a spreadsheet cannot be read",
      advice: "open it, choose 'Save as', the type 'CSV UTF-8', and the name \(stem).csv")
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

/// The system's words for an error from Foundation, without paths.
func systemReason(_ error: any Error) -> String {
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
  if let code = underlying?.code, underlying?.domain == NSPOSIXErrorDomain {
    return String(cString: strerror(Int32(code)))
  }
  return (error as NSError).localizedDescription
}

extension SweepFolder {
  /// Makes a new folder with a manifest and header-only files. Throws where something is there.
  public static func create(at path: String, _ manifest: Manifest) throws(SweepError) {
    let files = FileManager.default
    let place = SweepError.Place(file: path)
    let names = (try? files.contentsOfDirectory(atPath: path)) ?? []
    guard !files.fileExists(atPath: path) || (isFolder(path) && names.isEmpty) else {
      throw SweepError(
        .badRequest, at: place, "something is there already, and it is not touched",
        advice: "give the name of a new folder")
    }
    do {
      try files.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try write(manifest.json(), to: path + "/" + manifestName)
      for source in Source.allCases where source != .aliases {
        let columns = (source.columns.required + source.columns.optional).map(\.name)
        try write(
          headerOrder(source, columns).joined(separator: ",") + "\n",
          to: path + "/\(source.rawValue).csv")
      }
    } catch {
      throw SweepError(.system, at: place, "the folder cannot be made: \(systemReason(error))")
    }
  }

  /// The columns of a new file: a meter file names meters, not units.
  private static func headerOrder(_ source: Source, _ columns: [String]) -> [String] {
    source == .meter ? ["meter", "time", "kwh"] : columns
  }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}
