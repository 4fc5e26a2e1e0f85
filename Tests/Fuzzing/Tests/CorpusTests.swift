import Foundation
import Testing

@Suite("What fuzzing has found stays found")
struct CorpusTests {
  @Test("every input ends in values or an error", arguments: FuzzTarget.allCases)
  func corpus(target: FuzzTarget) throws {
    let folder = try #require(Bundle.module.resourcePath) + "/Corpus/" + target.rawValue
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count > 3)
    for name in names {
      target.run(Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))))
    }
  }
}
