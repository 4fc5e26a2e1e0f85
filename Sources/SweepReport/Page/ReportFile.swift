import DelimitedText
import HouseholdSweep

/// The report as a file.
package enum ReportFile {
  package static let name = "report.html"

  /// The report as a file that every run adds to its results.
  package static func addition(threads: Int) -> ResultsAddition {
    ResultsAddition(name: name) { folder throws(SweepError) in
      try ReportPage(SweepResults(in: folder), .init(threads: threads)).html()
    }
  }

  /// Writes a page to `path` in one step: beside it first, then in its place. Only the owner may
  /// read it, like all results. It outlasts a cut of power, as they do.
  package static func write(_ page: String, to path: String) throws(SweepError) {
    let fileSystem = FileSystem.current
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name = parts.removeLast()
    let temporary = (parts + [".\(name).tmp"]).joined(separator: "/")
    var buffer = OutputBuffer(capacity: page.utf8.count + 1)
    buffer.append(text: page)
    // One that a killed run has left behind.
    try? fileSystem.removeFile(temporary)
    do {
      try fileSystem.makeFile(temporary, buffer)
      try fileSystem.rename(temporary, to: path)
      try fileSystem.syncFolder(parts.isEmpty ? "." : parts.joined(separator: "/") + "/")
    } catch {
      try? fileSystem.removeFile(temporary)
      throw .unwritableReport(name, .systemReason(error.code))
    }
  }
}
