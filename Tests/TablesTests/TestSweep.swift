import Foundation
import HouseholdSweep
import TestSupport

/// A sweep of a few files, and what it comes to.
struct TestSweep {
  static let units = """
    compound,unit
    T,3-1-101
    T,3-1-102
    T,3-1-201
    T,3-1-202
    T,3-2-101
    T,3-2-102
    T,3-2-201
    T,3-2-202

    """
  var manifest = #"{"name": "t", "first_day": "2020-02-17", "model": "fixed"}"#
  var files: [String: String] = [
    "units.csv": units, "residents.csv": "compound,unit\nT,3-1-101\n",
  ]

  init(_ files: [String: String] = [:], manifest: String? = nil) {
    self.files.merge(files) { $1 }
    if let manifest { self.manifest = manifest }
  }

  func run(threads: Int = 1) throws -> TestResults {
    let folder = try TestFolder()
    try folder.write(manifest, to: "sweep.json")
    for (name, text) in files { try folder.write(text, to: name) }
    return try TestResults(folder, threads: threads)
  }

  /// The error that reading throws, as text; empty where it throws none.
  func error() -> String {
    do {
      _ = try run()
      return ""
    } catch {
      return "\(error)"
    }
  }
}

struct TestResults {
  let sweep: Sweep
  let units: [String: [String: String]]
  /// Everything written, together.
  let text: String

  init(_ folder: TestFolder, threads: Int = 1) throws {
    sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: threads))
    let output = folder.path + "-out"
    defer { try? FileManager.default.removeItem(atPath: output) }
    _ = try sweep.publish(to: output)
    var text = ""
    for name in try FileManager.default.contentsOfDirectory(atPath: output) {
      text += String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: output + "/" + name)), as: UTF8.self)
    }
    self.text = text
    let table = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: output + "/units.csv")), as: UTF8.self)
    var units: [String: [String: String]] = [:]
    let rows = table.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for row in rows.dropFirst() {
      units["\(row[0])|\(row[1])"] = Dictionary(
        uniqueKeysWithValues: zip(rows[0], row).map { ($0, $1) })
    }
    self.units = units
  }

  subscript(unit: String, column: String) -> String? { units["T|" + unit]?[column] }

  /// `residents.csv:3 missing_column_value`, in order.
  var rejects: [String] { sweep.rejects.map { "\($0.file):\($0.line) \($0.reason.rawValue)" } }

  func ledger(_ file: String) -> FileLedger? { sweep.ledgers.first { $0.file == file } }
}
