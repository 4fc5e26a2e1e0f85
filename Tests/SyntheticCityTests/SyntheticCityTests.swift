import Foundation
import Testing

@testable import HouseholdSweep
@testable import SyntheticCity

@Suite("Synthetic cities")
struct SyntheticCityTests {
  static let files = [
    "compounds.csv", "units.csv", "residents.csv", "meter.csv", "lights.csv", "knocks.csv",
    "truth.csv", "truth.json", "sweep.json",
  ]

  private func city(_ change: (inout CityOptions) -> Void) throws -> (
    files: [String: String], report: CityReport, path: String
  ) {
    var options = CityOptions()
    options.compounds = 4
    change(&options)
    let path = NSTemporaryDirectory() + "city-\(UUID().uuidString)"
    let report = try SyntheticCity(options).write(to: path)
    var files: [String: String] = [:]
    for name in Self.files {
      files[name] = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }
    return (files, report, path)
  }

  @Test("the same seed gives the same bytes whatever the threads; another seed gives others")
  func threads() throws {
    let one = try city { $0.threads = 1 }
    let two = try city { $0.threads = 2 }
    let other = try city { $0.seed = 2 }
    #expect(one.files == two.files)
    #expect(one.files["units.csv"] != other.files["units.csv"])
  }

  @Test("shuffling changes the order of rows and nothing else")
  func shuffling() throws {
    let plain = try city { _ in }
    let shuffled = try city { $0.shuffled = true }
    for name in Self.files {
      let lines = { (text: String?) in (text ?? "").split(separator: "\n") }
      #expect(lines(plain.files[name]).sorted() == lines(shuffled.files[name]).sorted())
      #expect(lines(plain.files[name]).first == lines(shuffled.files[name]).first)
    }
    #expect(plain.files["lights.csv"] != shuffled.files["lights.csv"])
  }

  @Test("the engine sets aside just the rows that were spoilt")
  func faults() throws {
    let bad = try city {
      $0.badRowShare = 0.02
      $0.duplicateShare = 0.01
      $0.placeCountShare = 0.4
      $0.resetShare = 0.01
    }
    let sweep = try Sweep(reading: bad.path, options: ReadingOptions(threads: 2))
    for ledger in sweep.ledgers {
      let counts = try #require(bad.report.tables.first { $0.name == ledger.file }?.counts)
      #expect(ledger.rows == counts.rows)
      #expect(ledger.duplicate == counts.duplicates, "\(ledger.file)")
      #expect(ledger.outOfWindow == counts.outOfWindow, "\(ledger.file)")
      #expect(ledger.rejected == counts.rejected, "\(ledger.file)")
    }
  }

  @Test("the truth names every unit, and most unlisted people are found")
  func truth() throws {
    let plain = try city { $0.compounds = 12 }
    let sweep = try Sweep(reading: plain.path, options: ReadingOptions(threads: 2))
    let summary = try sweep.publish(to: plain.path + "/results")
    let truth = plain.files["truth.csv"]!.split(separator: "\n").dropFirst()
    #expect(summary.units == truth.count)
    let occupied = truth.count { $0.split(separator: ",")[2] == "1" }
    #expect(Double(occupied) / Double(truth.count) > 0.75)
    #expect(summary.flags > 0)
  }
}
