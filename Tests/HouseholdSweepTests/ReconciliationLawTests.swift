import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Reconciliation keeps its laws")
struct ReconciliationLawTests {
  /// Sweeps of every kind of row, and such as are hardly more than mess.
  private static func sweeps(_ seed: UInt64) -> [TestSweep] {
    [TestSweep.random(seed: seed), MessySweep(seed: 100 + seed).sweep]
  }

  static let tables = ["units.csv", "flags.csv", "areas.csv", "coverage.csv", "unmatched.csv"]

  @Test("threads and chunks change no byte", arguments: [1, 2, 3])
  func threads(seed: UInt64) throws {
    let told = try TestSweep.random(seed: seed).results()
    // With what was learned, and with counts over buildings and entrances, used and left out.
    for part in ["\"model\" : \"learned\"", "count_exceeds_units", "count_below_known"] {
      #expect(told["summary.json"]!.contains(part), "\(part)")
    }
    #expect(told["flags.csv"]!.contains("counted with its building"))
    for sweep in Self.sweeps(seed) {
      let plain = try sweep.results()
      #expect(!plain["flags.csv"]!.isEmpty)
      for (threads, chunkSize) in [(8, 97), (1, 1), (3, 1000)] {
        let results = try sweep.results(threads: threads, chunkSize: chunkSize)
        for (name, bytes) in plain { #expect(results[name] == bytes, "\(name), \(threads)") }
      }
    }
  }

  @Test("rows in another order give the same tables", arguments: [4, 5, 6])
  func shuffling(seed: UInt64) throws {
    for var sweep in Self.sweeps(seed) {
      let plain = try sweep.results()
      var random = SeededGenerator(seed: seed)
      for name in sweep.files.keys.sorted() { sweep.files[name]!.rows.shuffle(using: &random) }
      let shuffled = try sweep.results(threads: 2)
      for name in Self.tables { #expect(shuffled[name] == plain[name], "\(name)") }
      #expect(
        Self.withoutLines(shuffled["summary.json"]!) == Self.withoutLines(plain["summary.json"]!))
      #expect(
        shuffled["rejects.csv"]!.split(separator: "\n").count
          == plain["rejects.csv"]!.split(separator: "\n").count)
    }
  }

  @Test("a long grid changes its own cells and no other", arguments: [4, 5])
  func longCells(seed: UInt64) throws {
    for sweep in Self.sweeps(seed) {
      var long = sweep
      let grid = "a grid, as people call it, of more bytes than go into a row in one go"
      let rows = long.files["units.csv"]?.rows ?? []
      guard let place = rows.firstIndex(where: { $0.hasSuffix(",G1") }) else { continue }
      long.files["units.csv"]!.rows[place] = rows[place].dropLast(2) + "\"\(grid)\""
      let before = try sweep.results()["units.csv"]!.split(separator: "\n")
      let after = try long.results()["units.csv"]!.split(separator: "\n")
      #expect(before.count == after.count)
      let changed = zip(before, after).filter { $0 != $1 }
      #expect(changed.count == 1)
      for (row, other) in changed {
        #expect(other == row.replacing(",G1,", with: ",\"\(grid)\",", maxReplacements: 1))
      }
    }
  }

  @Test("rows in several files give the same tables", arguments: [7, 8])
  func splitting(seed: UInt64) throws {
    for sweep in Self.sweeps(seed) {
      let plain = try sweep.results()
      var split = sweep
      for (number, name) in sweep.files.keys.sorted().enumerated() {
        let file = sweep.files[name]!
        split.files[name] = nil
        let folder = name.prefix { $0 != "." && $0 != "/" }
        for part in 0..<3 {
          let rows = file.rows.enumerated().filter { $0.offset % 3 == part }.map(\.element)
          split.files["\(folder)/part \(part)/\(number).CSV"] = (file.header, rows)
        }
      }
      let whole = try split.results(threads: 2)
      for name in Self.tables { #expect(whole[name] == plain[name], "\(name)") }
      // Notes name files.
      var (summary, wanted) = (
        Self.withoutLedger(whole["summary.json"]!), Self.withoutLedger(plain["summary.json"]!)
      )
      summary?.notes = []
      wanted?.notes = []
      #expect(summary == wanted)
    }
  }

  @Test(
    "the same rows in another encoding, with other line ends, separators and quotes, give the same",
    arguments: [11, 12])
  func dialects(seed: UInt64) throws {
    for sweep in Self.sweeps(seed) {
      let plain = try sweep.results()
      let dialects: [(name: String, spelling: (String) -> [UInt8]?)] = [
        ("marked, CRLF", { Array("\u{FEFF}\($0.replacing("\n", with: "\r\n"))".utf8) }),
        ("tabs", { Array($0.replacing(",", with: "\t").dropLast().utf8) }),
        ("GB18030", { Transcoder.bytes(Array($0.utf8), in: .gb18030) }),
        ("UTF-16", { [0xFF, 0xFE] + $0.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }),
        ("quotes", { Array(Self.quoted($0).utf8) }),
      ]
      for dialect in dialects {
        let folder = try TestFolder()
        try folder.write(sweep.manifest, to: "sweep.json")
        for (name, file) in sweep.files {
          let text = ([file.header] + file.rows).joined(separator: "\n") + "\n"
          try folder.write(#require(dialect.spelling(text)), to: name)
        }
        let results = try TestSweep.run(folder, threads: 2, chunkSize: 500)
        for name in Self.tables + ["rejects.csv"] {
          #expect(results[name] == plain[name], "\(name), \(dialect.name)")
        }
      }
    }
  }

  /// Every field in quotes.
  private static func quoted(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { field in
        let bare = field.hasPrefix("\"") ? field.dropFirst().dropLast() : field
        return bare.isEmpty ? "" : "\"\(bare)\""
      }.joined(separator: ",")
    }.joined(separator: "\n")
  }

  @Test("every row is accounted for, file by file", arguments: [9, 10])
  func ledger(seed: UInt64) throws {
    let sweep = TestSweep.random(seed: seed)
    let folder = try TestFolder()
    try sweep.write(to: folder)
    let read = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
    for ledger in read.ledgers {
      #expect(ledger.rows == sweep.files[ledger.file]!.rows.count)
      #expect(
        ledger.rows
          == ledger.accepted + ledger.duplicate + ledger.outOfWindow + ledger.rejectedTotal)
      #expect(read.rejects.filter { $0.file == ledger.file }.count == ledger.rejectedTotal)
    }
    for reject in read.rejects where !reject.value.isEmpty {
      let row = sweep.files[reject.file]!.rows[reject.line - 2]
      #expect(row.contains(reject.value), "\(reject) against \(row)")
    }
  }

  /// The summary but for the ledger and the lines that notes name.
  static func withoutLines(_ summary: String) -> RunSummary? {
    var parsed = withoutLedger(summary)
    for index in parsed?.notes.indices ?? 0..<0 {
      parsed!.notes[index].note.replace(#/ \(line \d+\)/#, with: "")
    }
    return parsed
  }

  /// The summary but for the ledger.
  static func withoutLedger(_ summary: String) -> RunSummary? {
    let folder = try? TestFolder()
    try? folder?.write(summary, to: "summary.json")
    guard let folder, var parsed = try? RunSummary(contentsOf: folder.path + "/summary.json") else {
      return nil
    }
    parsed.ledger = []
    return parsed
  }
}
