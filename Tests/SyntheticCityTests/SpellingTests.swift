import DelimitedText
import Foundation
import Testing

@testable import HouseholdSweep
@testable import SyntheticCity

@Suite("Addresses as offices spell them")
struct SpellingTests {
  private static let tables = ["units.csv", "flags.csv", "areas.csv", "coverage.csv"]

  private func city(_ change: (inout CityOptions) -> Void) throws -> String {
    var options = CityOptions()
    options.compounds = 16
    options.seed = 5
    options.model = .fixed
    options.placeCountShare = 0.3
    change(&options)
    let path = NSTemporaryDirectory() + "city-\(UUID().uuidString)"
    _ = try SyntheticCity(options).write(to: path)
    return path
  }

  private func results(_ path: String) throws -> (tables: [String: String], sweep: Sweep) {
    let sweep = try Sweep(reading: path, options: ReadingOptions(threads: 2))
    _ = try sweep.publish(to: path + "/results")
    var tables: [String: String] = [:]
    for name in Self.tables {
      tables[name] = try String(contentsOfFile: path + "/results/" + name, encoding: .utf8)
    }
    return (tables, sweep)
  }

  @Test("mixed spelling in GB18030 with Chinese headers gives the same bytes as the plain city")
  func mixed() throws {
    let plain = try city { _ in }
    let mixed = try city {
      $0.spelling = .mixed
      $0.isChinese = true
    }
    defer {
      for path in [plain, mixed] { try? FileManager.default.removeItem(atPath: path) }
    }
    let a = try results(plain)
    let b = try results(mixed)
    for name in Self.tables where name != "areas.csv" {
      #expect(a.tables[name] == b.tables[name], "\(name)")
    }
    #expect(a.tables["areas.csv"] == b.tables["areas.csv"])
    #expect(b.sweep.ledgers.contains { $0.encoding == "GB18030" })
    let left = b.sweep.ledgers.reduce(0) { $0 + ($1.matched[.entranceLeftOut] ?? 0) }
    #expect(left > 1000)
  }

  @Test("typing errors: no other unit is taken but where the error spells one")
  func typingErrors() throws {
    let plain = try city { $0.compounds = 24 }
    let wrong = try city {
      $0.compounds = 24
      $0.typingErrorShare = 0.01
    }
    defer {
      for path in [plain, wrong] { try? FileManager.default.removeItem(atPath: path) }
    }
    let register = try results(wrong).sweep
    let index = register.builder.frame.register.index
    var (errors, byRule, unmatched, proposed) = (0, 0, 0, 0)
    for file in ["residents.csv", "knocks.csv", "lights.csv"] {
      let right = try String(contentsOfFile: plain + "/" + file, encoding: .utf8).split(
        separator: "\n")
      let typed = try String(contentsOfFile: wrong + "/" + file, encoding: .utf8).split(
        separator: "\n")
      #expect(right.count == typed.count)
      for (meant, row) in zip(right, typed) where meant != row {
        errors += 1
        let fields = row.split(separator: ",", omittingEmptySubsequences: false)
        let compound = try #require(register.directory.find(String(fields[0])))
        let units = index.units(of: compound)
        let addresses = CompoundAddresses(index, units)
        let unit = String(meant.split(separator: ",")[1])
        var parser = AddressParser()
        let key = Field.of(String(fields[1])) { parser.parse($0) }
        let text = parser.withText { $0.text }
        let omits = parser.omitsBuilding
        // It spells another registered address: nobody can know.
        if index.find(compound, key, text: { nil }) >= 0 { continue }
        if let found = Field.of(text, { addresses.resolve(key, text: $0, omitsBuilding: omits) }) {
          byRule += index.text(of: units.lowerBound + found.position) == unit ? 0 : 1
        } else if units.contains(where: { index.text(of: $0) == unit }) {
          unmatched += 1
          var proposals = AddressProposals(addresses)
          let nearest = proposals.nearest(to: Array(text.utf8))
          if nearest.contains(where: { index.text(of: units.lowerBound + $0.position) == unit }) {
            proposed += 1
          }
        }
      }
    }
    #expect(errors > 300)
    #expect(Double(byRule) <= 0.001 * Double(errors))
    #expect(Double(proposed) >= 0.9 * Double(unmatched))
  }
}
