import Foundation
import TestSupport
import Testing

@testable import Spreadsheet

/// Whatever is done to a small spreadsheet, reading it ends in values or an error.
///
/// A run takes the first 2,000 seeds; `SPREADSHEET_MUTATIONS=20000 swift test --filter Mutation`
/// takes so many, `SPREADSHEET_MUTATION=1234` that one alone.
@Suite("Mutated spreadsheets")
struct MutationTests {
  /// Flips, cuts out, duplicates or swaps some bytes.
  private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let start = Int.random(in: 0..<bytes.count, using: &random)
      let longest = min(bytes.count - start, Bool.random(using: &random) ? 8 : 400)
      let range = start..<start + Int.random(in: 1...longest, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[start] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.removeSubrange(range)
      case 3: bytes.insert(contentsOf: bytes[range], at: start)
      case 4:
        let other = Int.random(in: 0..<bytes.count, using: &random)
        bytes.swapAt(start, other)
      default:
        let other = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: Array(bytes[range]), at: other)
      }
    }
  }

  /// The parts of a real file, to be changed and packed again with right sums: else nearly every
  /// change would end at the first sum that is wrong.
  private static func archive(_ bytes: [UInt8]) throws -> TestArchive {
    let zip = try ZipArchive(bytes, limits: Limits())
    var archive = TestArchive()
    for part in zip.allParts {
      var reader = try PartReader(part, of: zip)
      var content: [UInt8] = []
      while try reader.append(to: &content) {}
      archive.parts.append(TestArchive.Part(name: part.name, bytes: content))
    }
    return archive
  }

  @Test("end in values or an error")
  func mutations() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["SPREADSHEET_MUTATIONS"].flatMap { UInt64($0) } ?? 2000
    let seeds = environment["SPREADSHEET_MUTATION"].flatMap { UInt64($0) }.map { $0..<$0 + 1 }
    let files = try [
      "openpyxl.xlsx", "xlsxwriter.xlsx", "xlsxwriter-inline.xlsx", "libreoffice.xlsx",
      "libreoffice.ods", "encrypted.xlsx",
    ].map { try testFile($0) }
    let archives = try files.dropLast().map { try Self.archive($0) }
    var errors = 0
    var rows = 0
    for seed in seeds ?? 0..<count {
      var random = SeededGenerator(seed: seed)
      var bytes: [UInt8]
      if seed % 3 == 0 {
        bytes = files[Int(seed / 3) % files.count]
        Self.mutate(&bytes, &random)
      } else {
        var archive = archives[Int(seed / 3) % archives.count]
        // What is read most is changed most.
        let xml = archive.parts.indices.filter { index in
          let name = archive.parts[index].name
          return ["xl/", "_rels/", "content", "META-INF"].contains { name.hasPrefix($0) }
            && !name.contains("theme")
        }
        let index = xml.randomElement(using: &random) ?? 0
        Self.mutate(&archive.parts[index].bytes, &random)
        bytes = archive.bytes
      }
      do {
        let sheets = try Workbook(bytes: bytes).wholeSheets()
        rows += sheets.reduce(0) { $0 + $1.rows.count }
      } catch is SpreadsheetError { errors += 1 }
    }
    // Some must be read, and some refused, or nothing was tried.
    if seeds == nil { #expect(errors > count / 4 && rows > count / 4) }
  }
}
