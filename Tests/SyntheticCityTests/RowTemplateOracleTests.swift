import Foundation
import HouseholdSweep
import Testing

@testable import SyntheticCity

/// Reading rows by the row before makes the engine fast, and nothing else: without it the results are the
/// same.
@Suite("Without row templates")
struct RowTemplateOracleTests {
  enum Kind: CaseIterable { case plain, shuffled, messy, real }

  private static func options(_ kind: Kind) -> CityOptions {
    var options = CityOptions()
    options.compounds = 5
    options.seed = 71
    switch kind {
    case .plain: break
    case .shuffled: options.shuffled = true
    case .messy:
      options.spelling = .mixed
      options.badRowShare = 0.03
      options.duplicateShare = 0.03
      options.resetShare = 0.02
      options.typingErrorShare = 0.02
    case .real:
      options.broken = Set(BrokenAssumption.allCases)
      options.placeCountShare = 0.4
    }
    return options
  }

  /// All files of results, by name.
  private static func results(_ city: String, usesTemplates: Bool) throws -> [String: Data] {
    let output = "\(city)-\(usesTemplates)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    var options = ReadingOptions(threads: 2)
    options.usesTemplates = usesTemplates
    _ = try Sweep.run(
      reading: city, to: output, options: options, waitsForDisk: false)
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: output) {
      files[name] = FileManager.default.contents(atPath: output + "/" + name)
    }
    return files
  }

  @Test("every byte of the results is the same", arguments: Kind.allCases)
  func sameResults(kind: Kind) throws {
    let city = NSTemporaryDirectory() + "templates-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: city) }
    _ = try SyntheticCity(Self.options(kind)).write(to: city)
    let (with, without) = (
      try Self.results(city, usesTemplates: true), try Self.results(city, usesTemplates: false)
    )
    #expect(with.count > 6 && with.keys.sorted() == without.keys.sorted())
    for (name, bytes) in with { #expect(bytes == without[name], "\(name)") }
  }
}
