import DelimitedText
import Foundation

extension Sweep {
  /// Writes a sweep folder with every table tidy: the columns that are read and no others, so that names and
  /// phone numbers stay where they are. Rows that cannot be used are left out. Reconciling it gives the same
  /// tables.
  ///
  /// Returns what was taken for what, and how many rows were left out. Throws where `output` is something
  /// already.
  package static func tidy(reading path: String, to output: String, options: ReadingOptions)
    throws(SweepError) -> (sweep: Sweep, notWritten: Int)
  {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    guard there.isEmpty, !FileManager.default.fileExists(atPath: output) || isFolder(output) else {
      throw .somethingThere(output)
    }
    let sweep = try Sweep(reading: path, options: options, tidiesAll: true)
    do {
      let leftOut = try sweep.writeTidy(to: output)
      return (sweep, sweep.rejectedCount + leftOut)
    } catch {
      throw .folderNotWritten(output, error)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder = ObjCBool(false)
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Returns how many rows besides the rejected ones were left out.
  private func writeTidy(to output: String) throws -> Int {
    try Self.write(Array(tidyManifest().json().utf8), to: output + "/" + SweepFolder.manifestName)
    let all = Source.allCases.flatMap { tables.tables(of: $0) }
      .filter { $0.telling.header != nil || $0.rows > 0 }
    let masking = TidyMasking(all, rejects: rejects)
    var leftOut = 0
    for table in all {
      let file = masking.file(of: table)
      leftOut += file.leftOut
      try Self.write(file.text, to: output + "/" + table.tidyName)
    }
    return leftOut
  }

  /// The manifest of the tidy folder: what was said of untidy tables has been done.
  private func tidyManifest() -> Manifest {
    var manifest = manifest
    manifest.tables = []
    if let from = manifest.parametersFrom, !from.hasPrefix("/") {
      manifest.parametersFrom =
        URL(fileURLWithPath: folder.path + "/" + from).standardizedFileURL.path
    }
    return manifest
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try Data(bytes).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}

extension TidyTable {
  /// Where the table lies in a tidy folder: a CSV keeps its place, a sheet becomes a file of its source's
  /// folder.
  fileprivate var tidyName: String {
    if name == "\(source.rawValue).csv" { return name }
    let inner =
      name.hasPrefix(source.rawValue + "/")
      ? String(name.dropFirst(source.rawValue.count + 1)) : name
    let isFile = inner.lowercased().hasSuffix(".csv")
    return "\(source.rawValue)/\(inner)" + (isFile ? "" : ".csv")
  }
}
