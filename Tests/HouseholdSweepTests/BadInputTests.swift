import Foundation
import Testing

@testable import HouseholdSweep

@Suite("Bad input")
struct BadInputTests {
  /// Reads a folder; an error must say where and what to do. Rows are always accounted for.
  static func survive(_ folder: TestFolder, chunkSize: Int = 1 << 18) -> String {
    do {
      let sweep = try Reconciliation(
        reading: folder.path, options: ReadingOptions(threads: 2, chunkSize: chunkSize))
      for ledger in sweep.ledgers {
        #expect(
          ledger.rows
            == ledger.accepted + ledger.duplicate + ledger.outOfWindow + ledger.rejectedTotal)
      }
      return "read"
    } catch {
      #expect(!error.problem.isEmpty)
      #expect(error.place != nil)
      return error.description
    }
  }

  @Test("random bytes, cuts and edits of valid files", arguments: 0..<8)
  func randomEdits(round: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededGenerator(seed: seed)
    let sweep = TestSweep.random(seed: seed, compounds: 2)
    for _ in 0..<6 {
      let folder = try TestFolder()
      try sweep.write(to: folder)
      for name in sweep.files.keys.sorted() where Bool.random(using: &random) {
        let bytes = Array(try folder.read(name).utf8)
        try folder.write(Self.spoil(bytes, &random), to: name)
      }
      let outcome = Self.survive(folder, chunkSize: Int.random(in: 1...5000, using: &random))
      #expect(!outcome.isEmpty, "seed \(seed)")
    }
  }

  static func spoil(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1: return Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
    default:
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let candidates: [UInt8] = [0, 10, 13, 34, 44, 255, 0xE4, 45, 57, 65]
        bytes[place] = candidates.randomElement(using: &random)!
      }
      return bytes
    }
  }

  static func folder(residents: [UInt8]) throws -> TestFolder {
    let folder = try TestFolder()
    try folder.write(TestSweep().manifest, to: "sweep.json")
    try folder.write(residents, to: "residents.csv")
    return folder
  }

  @Test("a header only is a sweep without rows")
  func headerOnly() throws {
    let folder = try Self.folder(residents: Array("compound,unit".utf8))
    #expect(try TestSweep.run(folder)["units.csv"]!.split(separator: "\n").count == 1)
  }

  @Test("an empty file is an error that names it")
  func emptyFile() throws {
    let outcome = Self.survive(try Self.folder(residents: []))
    #expect(outcome.contains("residents.csv") && outcome.contains("header"))
  }

  @Test("a NUL byte is a character like any other")
  func nul() throws {
    let rows = Array("compound,unit\nC1,1-1-1\u{0}01\nC1,1-1-102\n".utf8)
    #expect(Self.survive(try Self.folder(residents: rows)) == "read")
  }

  @Test("a row of 20 MB is read, and so are those after it")
  func longRow() throws {
    let rows =
      Array("compound,unit\nC1,".utf8) + [UInt8](repeating: 65, count: 20_000_000)
      + Array("\nC1,1-1-102\n".utf8)
    let folder = try Self.folder(residents: rows)
    let sweep = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 2))
    #expect(sweep.ledgers.first?.accepted == 2)
  }

  @Test("many columns are read past")
  func manyColumns() throws {
    let header = "compound,unit," + (0..<50_000).map { "x\($0)" }.joined(separator: ",")
    let row = "C1,1-1-101" + String(repeating: ",", count: 50_000)
    let folder = try Self.folder(residents: Array("\(header)\n\(row)\n".utf8))
    let sweep = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.ledgers.first?.accepted == 1)
  }

  @Test("a quote that never closes says how many lines it swallowed")
  func openQuote() throws {
    let rows = "compound,unit\nC1,1-1-101\nC1,\"1-1-102\nC1,1-1-103\nC1,1-1-104\n"
    let folder = try Self.folder(residents: Array(rows.utf8))
    let sweep = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.rejects.map(\.reason) == [.unterminatedQuote])
    #expect(sweep.rejects.first?.line == 3)
    #expect(sweep.notes.contains { $0.text.contains("line 3") && $0.text.contains("2 lines") })
    let last = try Self.folder(residents: Array("compound,unit\nC1,\"1-1-101".utf8))
    let end = try Reconciliation(reading: last.path, options: ReadingOptions(threads: 1))
    #expect(end.notes.map(\.text) == ["the quote opened in the row of line 2 is never closed"])
  }

  @Test("a missing column, a column twice and a title line are errors that show the header")
  func headers() throws {
    let missing = Self.survive(try Self.folder(residents: Array("compound,unti\n".utf8)))
    #expect(missing.contains("'unit'") && missing.contains("'unti' looks like 'unit'"))
    let twice = Self.survive(try Self.folder(residents: Array("compound,unit,Unit \n".utf8)))
    #expect(twice.contains("twice"))
    // What is not read may stand as often as it likes, and is named once.
    let remarks = try Self.folder(residents: Array("备注,compound,unit,备注\nx,C1,1,y\n".utf8))
    let read = try Reconciliation(reading: remarks.path, options: ReadingOptions(threads: 1))
    #expect(read.notes.map(\.text) == ["columns not needed and not read: '备注'"])
    let title = Self.survive(
      try Self.folder(residents: Array("List of February\ncompound,unit\n".utf8)))
    #expect(title.contains("List of February"))
  }

  @Test("a folder in a file's place, a spreadsheet, a misspelt name")
  func folderContents() throws {
    let folder = try Self.folder(residents: Array("compound,unit\n".utf8))
    try folder.write("x", to: "meters.csv")
    let sweep = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.notes.contains { $0.text.contains("did you mean meter.csv?") })
    try folder.write("x", to: "knocks.xlsx")
    #expect(Self.survive(folder).contains("CSV UTF-8"))
    let other = try TestFolder()
    try other.write(TestSweep().manifest, to: "sweep.json")
    try other.write("x", to: "residents/a.csv/b.txt")
    #expect(Self.survive(other).contains("folder"))
  }

  @Test("what is not read is named, at any depth; a spreadsheet stops the run there, too")
  func strays() throws {
    let folder = try Self.folder(residents: Array("compound,unit\n".utf8))
    for name in [
      "notes.txt", "lights.tsv", "foo.csv", "Knocks.CSV", "meters/a.csv", "meter/a/b.CSV",
      "meter/a/readme.txt", "meter/.hidden.xlsx", "meter/~$b.xlsx", "~$units.xlsx", ".x.csv",
      "results/units.csv", "meter/c.csv", "meter/c.xlsx", "truth.csv",
    ] {
      try folder.write("meter,time,kwh\n", to: name)
    }
    let sweep = try Reconciliation(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(
      sweep.notes.map { "\($0.file) \($0.text)" } == [
        "meter/a/readme.txt is no CSV file and was not read",
        "meter/c.xlsx is no CSV file and was not read",
        "Knocks.CSV is no source and was not read; did you mean knocks.csv?",
        "foo.csv is no source and was not read",
        "lights.tsv is no source and was not read; did you mean lights.csv?",
        "meters is no source and was not read; did you mean meter/?",
        "notes.txt is no source and was not read",
      ])
    #expect(sweep.ledgers.map(\.file) == ["residents.csv", "meter/a/b.CSV", "meter/c.csv"])
    try folder.write("x", to: "meter/a/d.xlsx")
    #expect(Self.survive(folder).contains("the name meter/a/d.csv"))
    let other = try TestFolder()
    try other.write(TestSweep().manifest, to: "sweep.json")
    try other.write("compound,unit\n", to: "RESIDENTS.CSV")
    #expect(Self.survive(other).contains("did you mean residents.csv?"))
  }

  @Test("a manifest tells all that is wrong with it at once")
  func manifest() throws {
    let text = """
      {"first_day": "2020-02-30", "days": 40, "modle": "fixed", "thresholds": {"occupied": true},
       "parameters": {"meter": {"occupied": [0.1, 0.1, 0.1], "vacant": [0.7, 0.25, 0.05]}}}
      """
    let error = #expect(throws: SweepError.self) { try Manifest(json: Data(text.utf8)) }
    let problem = try #require(error?.problem)
    for word in ["first_day", "days", "did you mean 'model'", "thresholds.occupied", "sums to"] {
      #expect(problem.contains(word), "\(word)")
    }
  }

  @Test("a manifest written is a manifest read")
  func manifestRoundTrip() throws {
    var manifest = Manifest(
      firstDay: SweepDate("2020-02-17")!, days: 5, language: .zh, model: .fixed)
    manifest.name = "三天 \"quoted\""
    manifest.thresholds.meterIdle = 0.25
    #expect(try Manifest(json: Data(manifest.json().utf8)) == manifest)
    let defaults = Manifest(firstDay: SweepDate("2020-02-17")!)
    #expect(try Manifest(json: Data(#"{"first_day": "2020-02-17"}"#.utf8)) == defaults)
  }
}
