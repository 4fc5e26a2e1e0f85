import Foundation
import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("The model in words")
struct ModelWordsTests {
  private static func set(_ parameters: Parameters) throws -> ParameterSet {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return ParameterSet(try JSONSerialization.jsonObject(with: encoder.encode(parameters)))
  }

  @Test("hidden windows, people seldom at home and lamps are spoken of where the model has them")
  func kinds() throws {
    let all = try Self.set(Parameters())
    let plain = try Self.set(.twoClasses)
    for (language, phrases) in [
      (Manifest.Language.en, ["cannot be seen", "seldom at home", "lamp"]),
      (.zh, ["看不到", "很少在家", "留着灯"]),
    ] {
      let wording = Wording(language)
      for phrase in phrases {
        #expect(wording.sentences(all).contains { $0.contains(phrase) }, "\(phrase)")
        #expect(!wording.sentences(plain).contains { $0.contains(phrase) }, "\(phrase)")
      }
    }
    let exchanged = Wording(.en).sentences(all, areKindsExchanged: true)
    #expect(exchanged.count { $0.contains("seldom at home") } == 1)
    #expect(exchanged.contains { $0.contains("changed places") })
  }

  @Test("bins of usage are spoken of by their edges, the list by its levels")
  func bins() throws {
    let sentences = Wording(.en).sentences(try Self.set(Parameters()))
    #expect(sentences.contains { $0.hasPrefix("Meters tell most at 0.6 kWh a day") })
    #expect(sentences.contains { $0.contains("8 kWh a day or more in occupied flats") })
    #expect(sentences.contains { $0.contains("only people who moved in 1 in 100 and one in ten") })
    let plain = Wording(.en).sentences(try Self.set(.twoClasses))
    #expect(plain.contains { $0.hasPrefix("The meter is active in") })
  }

  @Test("every number has a name of its own in both languages, in the order in which they are read")
  func names() throws {
    for parameters in [Parameters(), Parameters.twoClasses] {
      let set = try Self.set(parameters)
      for language in [Manifest.Language.en, .zh] {
        let words = set.names.map { Wording(language).parameter($0) }
        #expect(Set(words).count == words.count)
        #expect(!words.contains { $0.contains("_") })
      }
    }
    let names = try Self.set(Parameters()).names
    #expect(names.first == "occupied" && names.contains("lit.seen"))
    #expect(
      names.filter { $0.hasPrefix("meter.vacant") }.map { $0.dropFirst(13) }
        == ["0-0.03", "0.03-0.1", "0.1-0.3", "0.3-0.6", "0.6-1", "1-2", "2-4", "4-8", "8+"])
    #expect(
      names.filter { $0.hasPrefix("listed.occupied") }.map { $0.dropFirst(16) }
        == ["nobody", "moved", "away", "present"])
    let wording = Wording(.en)
    #expect(wording.parameter("meter.vacant.0.3-0.6") == "meter · vacant · 0.3 to 0.6 kWh a day")
    #expect(wording.value(1e9, of: "occupied_concentration") == "all alike")
  }

  @Test("the compounds that stand out are named, small ones are not")
  func extremes() throws {
    let results = try TestCity().results()
    #expect(!(try results.page().words.contains("Compounds that stand out")))
    var areas = try results.read("results/areas.csv")
    for number in 0..<40 {
      let units = number < 2 ? 19 : 100
      let rate = number < 2 ? "0.0\(number)00" : "0.\(40 + number)00"
      areas +=
        "compound,X\(number),Garden \(number),\(units),\(units),0,0,0,\(units),0,0,0,0,0,0,0,0,0,9.0,0.0,\(rate),0.9\(number % 10)00,0.10\(10 + number)\n"
    }
    try results.write(areas, to: "results/areas.csv")
    let page = try results.page()
    let words = page.words
    #expect(page.faults.isEmpty && words.contains("Compounds that stand out"))
    let boxes = page.all("div").filter { $0.attributes["class"] == "box" }
    func box(_ title: String) -> String { boxes.first { $0.text.hasPrefix(title) }?.text ?? "" }
    #expect(box("Emptiest").contains("Garden 2 (X2)") && box("Emptiest").contains("42%"))
    #expect(box("Fullest").contains("Garden 39 (X39)"))
    #expect(!words.contains("Garden 0 (X0)") && !words.contains("Garden 1 (X1)"))
    #expect(box("Least complete lists").contains("90%"))
    // They lie within a hundredth of each other.
    #expect(box("Oldest lists").isEmpty)
    #expect(words.contains("leaving out a tenth at each end, 45% to 76% of the flats are occupied"))
  }
}
