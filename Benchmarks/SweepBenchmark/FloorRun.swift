import DelimitedText
import Foundation
import HouseholdSweep

/// What no engine of this kind can do without: reading all bytes, finding all fields, and writing as
/// many bytes as the results have, to as many files; and nothing else.
///
/// What is written is the head of each result over and over: to the system all bytes are alike, and
/// those of an engine, too, come out of a small buffer that it has just filled.
struct FloorRun {
  private let inputs: [DelimitedFile]
  private let outputs: [Output]
  private let threads: Int

  private struct Output: Sendable {
    var name: String
    var bytes: Int
    var head: [UInt8]
  }

  private static let pieceSize = 1 << 20

  /// `results` are the results of reconciling `folder`.
  init(folder: String, results: String, threads: Int) throws {
    let sweep = try SweepFolder(path: folder)
    inputs = try Source.allCases.flatMap { sweep.files[$0] ?? [] }.map {
      try DelimitedFile.open(
        folder + "/" + $0, chunkSize: ReadingOptions(threads: threads).chunkSize)
    }
    outputs = try FileManager.default.contentsOfDirectory(atPath: results).sorted().map { name in
      let data = try Data(
        contentsOf: URL(fileURLWithPath: results + "/" + name), options: .alwaysMapped)
      return Output(name: name, bytes: data.count, head: Array(data.prefix(Self.pieceSize)))
    }
    self.threads = threads
  }

  func run(to folder: String) throws -> Measurement {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let clock = PhaseClock()
    clock.begin("floor: reading")
    let feed = DelimitedFiles(inputs).feed()
    let rows = try parallelMap(workers: threads) { _ throws(ReadError) in
      var counter = RowCounter()
      try feed.drain(into: &counter)
      return counter.rows
    }
    clock.begin("floor: writing")
    for output in outputs { try write(output, to: folder) }
    let (phases, seconds) = clock.finish()
    return Measurement(
      seconds: seconds, phases: phases, rows: rows.reduce(0, +),
      bytes: inputs.reduce(0) { $0 + $1.source.size }, units: 0)
  }

  private func write(_ output: Output, to folder: String) throws(SystemError) {
    let file = try OutputFile(creating: folder + "/" + output.name)
    let pieces = (output.bytes + Self.pieceSize - 1) / Self.pieceSize
    let work = WorkList(count: pieces)
    _ = try parallelMap(workers: min(threads, max(pieces, 1))) { _ throws(SystemError) in
      var buffer = OutputBuffer(capacity: output.head.count)
      buffer.append(output.head)
      while let piece = work.take() {
        let offset = piece * Self.pieceSize
        let count = min(Self.pieceSize, output.bytes - offset)
        if count < buffer.count {
          buffer.removeAll()
          buffer.append(output.head[..<count])
        }
        try file.write(buffer, at: offset)
      }
    }
  }
}

/// Counts rows, whose fields have been found.
struct RowCounter: RowSink, ~Copyable {
  private(set) var rows = 0

  mutating func begin(file: Int, chunk: Int) {}
  mutating func row(_ row: Row) { rows &+= 1 }
  mutating func fault(_ fault: RowFault, line: Int) { rows &+= 1 }
}
