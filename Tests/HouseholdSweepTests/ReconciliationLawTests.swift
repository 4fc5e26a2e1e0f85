import Foundation
import Testing

@testable import HouseholdSweep

@Suite("Reconciliation keeps its laws")
struct ReconciliationLawTests {
  static let tables = ["units.csv", "flags.csv", "areas.csv", "coverage.csv", "unmatched.csv"]

  @Test("threads and chunks change no byte", arguments: [1, 2, 3])
  func threads(seed: UInt64) throws {
    let sweep = TestSweep.random(seed: seed)
    let plain = try sweep.results()
    // With what was learned, and with counts over buildings and entrances, used and left out.
    for part in ["\"model\" : \"learned\"", "count_exceeds_units", "count_below_known"] {
      #expect(plain["summary.json"]!.contains(part), "\(part)")
    }
    #expect(plain["flags.csv"]!.contains("counted with its building"))
    for (threads, chunkSize) in [(2, 1 << 18), (8, 97), (1, 1), (3, 1000)] {
      #expect(try sweep.results(threads: threads, chunkSize: chunkSize) == plain)
    }
  }

  @Test("rows in another order give the same tables", arguments: [4, 5, 6])
  func shuffling(seed: UInt64) throws {
    var sweep = TestSweep.random(seed: seed)
    let plain = try sweep.results()
    var random = SeededGenerator(seed: seed)
    for name in sweep.files.keys.sorted() { sweep.files[name]!.rows.shuffle(using: &random) }
    let shuffled = try sweep.results(threads: 2)
    for name in Self.tables { #expect(shuffled[name] == plain[name], "\(name)") }
    #expect(
      Self.withoutLedger(shuffled["summary.json"]!) == Self.withoutLedger(plain["summary.json"]!))
    #expect(
      shuffled["rejects.csv"]!.split(separator: "\n").count
        == plain["rejects.csv"]!.split(separator: "\n").count)
  }

  @Test("rows in several files give the same tables", arguments: [7, 8])
  func splitting(seed: UInt64) throws {
    let sweep = TestSweep.random(seed: seed)
    let plain = try sweep.results()
    var split = sweep
    for (name, file) in sweep.files {
      split.files[name] = nil
      let folder = String(name.dropLast(4))
      for part in 0..<3 {
        let rows = file.rows.enumerated().filter { $0.offset % 3 == part }.map(\.element)
        split.files["\(folder)/part \(part)/\(part).CSV"] = (file.header, rows)
      }
    }
    let whole = try split.results(threads: 2)
    for name in Self.tables { #expect(whole[name] == plain[name], "\(name)") }
    #expect(
      Self.withoutLedger(whole["summary.json"]!) == Self.withoutLedger(plain["summary.json"]!))
  }

  @Test("every row is accounted for, file by file", arguments: [9, 10])
  func ledger(seed: UInt64) throws {
    let sweep = TestSweep.random(seed: seed)
    let folder = try TestFolder()
    try sweep.write(to: folder)
    let read = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 2))
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

  /// The summary but for the ledger and the notes, which name files.
  static func withoutLedger(_ summary: String) -> RunSummary? {
    let folder = try? TestFolder()
    try? folder?.write(summary, to: "summary.json")
    guard let folder, var parsed = try? RunSummary(contentsOf: folder.path + "/summary.json") else {
      return nil
    }
    parsed.ledger = []
    parsed.notes = []
    return parsed
  }
}
