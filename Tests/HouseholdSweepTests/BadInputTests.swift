import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Bad input")
struct BadInputTests {
  /// Reads a folder; an error must say where and what to do. Rows are always accounted for.
  static func survive(_ folder: TestFolder) -> String {
    do {
      let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
      checkLedger(of: sweep, "")
      return "read"
    } catch {
      #expect(!error.problem.isEmpty)
      #expect(error.place != nil)
      return error.description
    }
  }

  /// Every row has an end, every rejected row a reason at a place in its file, and every row with
  /// something in it is there.
  static func checkLedger(of sweep: Sweep, _ context: Comment) {
    for ledger in sweep.ledgers {
      #expect(
        ledger.rows
          == ledger.accepted + ledger.duplicate + ledger.outOfWindow + ledger.rejectedTotal,
        "\(context)")
      let rejects = sweep.rejects.filter { $0.file == ledger.file }
      #expect(rejects.count == ledger.rejectedTotal, "\(context)")
      #expect(Set(rejects.map(\.line)).count == rejects.count, "\(context)")
      #expect(rejects.allSatisfy { $0.line > 1 && $0.value.count <= 40 }, "\(context)")
    }
  }

  /// A seed to repeat a run with, from the environment, or a new one.
  static func seed() -> UInt64 {
    ProcessInfo.processInfo.environment["BAD_INPUT_SEED"].flatMap(UInt64.init)
      ?? UInt64.random(in: 0 ... .max)
  }

  /// All that a run says and writes, or its error.
  static func outcome(
    _ folder: TestFolder, threads: Int, chunkSize: Int, _ context: Comment
  ) throws -> [String: String] {
    let results = folder.path + "/results"
    do {
      let sweep = try Sweep(
        reading: folder.path, options: ReadingOptions(threads: threads, chunkSize: chunkSize))
      checkLedger(of: sweep, context)
      _ = try sweep.publish(to: results)
    } catch {
      #expect(error.code == .badData, "\(context)")
      #expect(!error.problem.isEmpty && error.place != nil && error.advice != nil, "\(context)")
      return ["error": error.description]
    }
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: results) {
      files[name] = try folder.read("results/" + name)
    }
    return files
  }

  /// Spoils files of a valid sweep. Whatever becomes of it, it is the same for any number of threads
  /// and any chunks. The seed is printed before the run, which may be its last word; give it back as
  /// BAD_INPUT_SEED to see the same again.
  @Test("random bytes, cuts and edits of valid files are told of, and no row is lost")
  func randomEdits() throws {
    let seed = Self.seed()
    print("bad input: BAD_INPUT_SEED=\(seed)")
    var random = SeededGenerator(seed: seed)
    var read = 0
    var round = 0
    // Chance may spoil the headers of nearly all: then go on for a while.
    while round < 24 || read <= 4 && round < 240 {
      defer { round += 1 }
      let context: Comment = "BAD_INPUT_SEED=\(seed), round \(round)"
      let sweep = TestSweep.random(seed: random.next(), compounds: 1)
      let folder = try TestFolder()
      try sweep.write(to: folder)
      for name in sweep.files.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
        let bytes = Array(try folder.read(name).utf8)
        try folder.write(Self.spoil(bytes, &random), to: name)
      }
      let first = try Self.outcome(folder, threads: 1, chunkSize: 1 << 18, context)
      let chunkSize = Int.random(in: 1...5000, using: &random)
      let second = try Self.outcome(folder, threads: 2, chunkSize: chunkSize, context)
      #expect(first == second, "\(context), chunks of \(chunkSize)")
      if first["error"] == nil { read += 1 }
    }
    // Most of what is spoilt must still be read, or nothing is tried but headers.
    #expect(read > 4, "BAD_INPUT_SEED=\(seed)")
  }

  static func spoil(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return [] }
    let (a, b, c) = (
      Int.random(in: bytes.indices, using: &random), Int.random(in: bytes.indices, using: &random),
      Int.random(in: bytes.indices, using: &random)
    )
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      return (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1:
      return Array(bytes.prefix(a))
    case 2:
      // The header stays, the rows are noise.
      let header = bytes.prefix { $0 != 10 } + [10]
      return header + (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 3:
      bytes.removeSubrange(min(a, b)..<max(a, b))
      return bytes
    case 4:
      bytes.insert(contentsOf: bytes[min(a, b)..<max(a, b)], at: c)
      return bytes
    default:
      for _ in 0..<Int.random(in: 1...30, using: &random) where !bytes.isEmpty {
        let candidates: [UInt8] = [0, 9, 10, 13, 32, 34, 34, 44, 255, 0xE4, 0x81, 45, 57, 65]
        let byte = candidates.randomElement(using: &random)!
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        default: bytes.remove(at: place)
        }
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

  @Test("a row of 3 MB is read, and so are those after it")
  func longRow() throws {
    let rows =
      Array("compound,unit\nC1,".utf8) + [UInt8](repeating: 65, count: 3_000_000)
      + Array("\nC1,1-1-102\n".utf8)
    let folder = try Self.folder(residents: rows)
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
    #expect(sweep.ledgers.first?.accepted == 2)
  }

  @Test("many columns are read past")
  func manyColumns() throws {
    let header = "compound,unit," + (0..<50_000).map { "x\($0)" }.joined(separator: ",")
    let row = "C1,1-1-101" + String(repeating: ",", count: 50_000)
    let folder = try Self.folder(residents: Array("\(header)\n\(row)\n".utf8))
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.ledgers.first?.accepted == 1)
  }

  @Test("a quote that never closes says how many lines it swallowed")
  func openQuote() throws {
    let rows = "compound,unit\nC1,1-1-101\nC1,\"1-1-102\nC1,1-1-103\nC1,1-1-104\n"
    let folder = try Self.folder(residents: Array(rows.utf8))
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.rejects.map(\.reason) == [.unterminatedQuote])
    #expect(sweep.rejects.first?.line == 3)
    #expect(sweep.notes.contains { $0.text.contains("line 3") && $0.text.contains("2 lines") })
    let last = try Self.folder(residents: Array("compound,unit\nC1,\"1-1-101".utf8))
    let end = try Sweep(reading: last.path, options: ReadingOptions(threads: 1))
    #expect(end.notes.map(\.text) == ["the quote opened in the row of line 2 is never closed"])
  }

  @Test("a quote that swallows megabytes is told of like any other", arguments: [0, 20_000])
  func openQuoteOfMegabytes(before: Int) throws {
    let row = "C1,1-1-101,某人\n"
    let lines = 70_000
    let text =
      "compound,unit,state\n" + String(repeating: row, count: before) + "C1,\""
      + String(repeating: row, count: lines)
    for encoding in ["UTF-8", "GB18030"] {
      let bytes =
        encoding == "UTF-8"
        ? Array(text.utf8) : try #require(Transcoder.bytes(Array(text.utf8), in: .gb18030))
      let folder = try Self.folder(residents: bytes)
      let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
      #expect(sweep.ledgers.map(\.rows) == [before + 1])
      #expect(sweep.ledgers.map(\.encoding) == [encoding])
      #expect(sweep.rejects.map(\.line) == [before + 2])
      #expect(sweep.rejects.map(\.reason) == [.unterminatedQuote])
      #expect(
        sweep.notes.contains {
          $0.text.contains("line \(before + 2) ") && $0.text.contains(" \(lines - 1) lines")
        })
    }
  }

  @Test("a missing column and a column twice are errors that show the header; a title is none")
  func headers() throws {
    let missing = Self.survive(try Self.folder(residents: Array("compound,unti\n".utf8)))
    #expect(missing.contains("'unit'") && missing.contains("'unti' looks like 'unit'"))
    let twice = Self.survive(try Self.folder(residents: Array("compound,unit,Unit \n".utf8)))
    #expect(twice.contains("twice"))
    // What is not read may stand as often as it likes, and is named once.
    let remarks = try Self.folder(residents: Array("备注,compound,unit,备注\nx,C1,1,y\n".utf8))
    let read = try Sweep(reading: remarks.path, options: ReadingOptions(threads: 1))
    #expect(read.notes.map(\.text) == ["columns not read: '备注'"])
    let title = Self.survive(
      try Self.folder(residents: Array("List of February\ncompound,unit\n".utf8)))
    #expect(title == "read")
  }

  @Test("a folder in a file's place, a spreadsheet, a misspelt name")
  func folderContents() throws {
    let folder = try Self.folder(residents: Array("compound,unit\n".utf8))
    try folder.write("x", to: "meters.csv")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.notes.contains { $0.text.contains("did you mean meter.csv?") })
    try folder.write("x", to: "knocks.xlsx")
    // By its bytes it is no spreadsheet.
    #expect(Self.survive(folder).contains("the header lacks"))
    let other = try TestFolder()
    try other.write(TestSweep().manifest, to: "sweep.json")
    try other.write("x", to: "residents/a.csv/b.txt")
    #expect(Self.survive(other).contains("folder"))
  }

  @Test("what lies beside the sources or in their folders is not passed over in silence")
  func strayFiles() throws {
    let folder = try Self.folder(residents: Array("compound,unit\nC1,1-1-101\n".utf8))
    let header = "compound,unit,time,outcome\n"
    try folder.write(header, to: "敲门记录.csv")
    try folder.write("compound,unit\n", to: "小区居民名单.csv")
    try folder.write("meter,time,kwh\n", to: "meters/a.csv")
    try folder.write("x", to: "lights/notes.txt")
    try folder.write("x", to: "community.csv")
    try folder.write("x", to: "knocks/~$day1.xlsx")
    try folder.write(header, to: "knocks/day1.csv")
    try folder.write("x", to: "knocks/day1.et")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    let notes = Set(sweep.notes.map { "\($0.file): \($0.text)" })
    #expect(
      notes == [
        "敲门记录.csv: is no source and was not read; did you mean knocks.csv?",
        "小区居民名单.csv: is no source and was not read; did you mean residents.csv?",
        "meters/: is no source and was not read; did you mean meter/?",
        "lights/notes.txt: is no CSV file and was not read",
        "community.csv: is no source and was not read",
      ])
    try folder.write("x", to: "knocks/east/day2.et")
    let outcome = Self.survive(folder)
    #expect(outcome.contains("knocks/east/day2.et") && outcome.contains("day2.csv"))
  }

  @Test("links back to a folder above are not followed for ever")
  func linkLoop() throws {
    let folder = try Self.folder(residents: Array("compound,unit\n".utf8))
    try folder.write("compound,unit\nC1,1-1-101\n", to: "residents/north/a.csv")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/residents/north/back", withDestinationPath: "..")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.ledgers.reduce(0) { $0 + $1.rows } == 1)
  }

  @Test("a file for each compound: more files than a process may hold open")
  func manyFiles() throws {
    let folder = try TestFolder()
    try folder.write(TestSweep().manifest, to: "sweep.json")
    let count = 1200
    for number in 0..<count {
      try folder.write("compound,unit\nC\(number),1-1-101\n", to: "residents/\(number).csv")
    }
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 2))
    #expect(sweep.ledgers.reduce(0) { $0 + $1.accepted } == count)
  }

  @Test("a pipe is read where somebody writes, in any encoding; a device is no file")
  func pipesAndDevices() throws {
    let folder = try Self.folder(residents: Array("compound,unit\nC1,1-1-101\n".utf8))
    #expect(mkfifo(folder.path + "/units.csv", 0o600) == 0)
    let text = try #require(
      Transcoder.bytes(Array("小区,房号,网格\nC1,1栋1单元101,北\n".utf8), in: .gb18030))
    let path = folder.path + "/units.csv"
    let writer = Thread {
      try? FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: Data(text))
    }
    writer.start()
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.ledgers.map(\.accepted) == [1, 1])
    #expect(sweep.ledgers.first?.encoding == "GB18030")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/knocks.csv", withDestinationPath: "/dev/zero")
    try FileManager.default.removeItem(atPath: path)
    #expect(Self.survive(folder).contains("knocks.csv: this is a device"))
  }

  @Test("of a first line that is a person's row, nothing is shown")
  func noHeaderLine() throws {
    let outcome = Self.survive(
      try Self.folder(residents: Array("张三,420106199001010011,花园,1-1-101\n".utf8)))
    #expect(outcome.contains("looks like a row of data"))
    #expect(!outcome.contains("张三") && !outcome.contains("420106"))
    let oldMac = Self.survive(
      try Self.folder(residents: Array("compound,unit\rC1,1-1-101\r".utf8)))
    #expect(oldMac.contains("carriage return"))
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
