import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Parameters carried from night to night")
struct CarriedParametersTests {
  /// A folder with a night's sweep in `night`, whose manifest has these members too.
  private func folder(_ members: String, seed: UInt64 = 21) throws -> TestFolder {
    let folder = try TestFolder()
    try write(members, seed: seed, to: folder)
    return folder
  }

  private func write(_ members: String, seed: UInt64 = 21, to folder: TestFolder) throws {
    let sweep = ReferenceCity.formula(compounds: 9, seed: seed).sweep(model: "learned")
    for (name, file) in sweep.files {
      try folder.write(
        ([file.header] + file.rows).joined(separator: "\n") + "\n", to: "night/" + name)
    }
    let manifest = sweep.manifest.replacing("\"days\"", with: "\(members), \"days\"")
    try folder.write(
      members.isEmpty ? sweep.manifest : manifest, to: "night/sweep.json")
  }

  private func run(_ folder: TestFolder) throws -> RunSummary {
    try Sweep.run(
      reading: folder.path + "/night", to: folder.path + "/results",
      options: ReadingOptions(threads: 1))
  }

  @Test("learning starts from another night's, and holds on to them")
  func carried() throws {
    let first = try folder("")
    let learned = try run(first).parametersAfter
    let second = try folder(
      "\"parameters_from\": \"../before.json\"", seed: 77)
    try second.write(try first.read("results/summary.json"), to: "before.json")
    let after = try run(second)
    #expect(after.parametersBefore == learned && after.model == "learned")
    #expect(after.parametersAfter != learned)
    let (before, found) = (PlainKinds(learned), PlainKinds(after.parametersAfter))
    // Nearer to the night before than to what the manifest gives.
    let fresh = try folder("", seed: 77)
    let alone = PlainKinds(try run(fresh).parametersAfter)
    func distance(_ a: PlainKinds, _ b: PlainKinds) -> Double {
      zip(a.values, b.values).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    #expect(distance(found, before) < distance(alone, before))
  }

  @Test("walks and workers are checked by the manifest's own, whatever is carried or given")
  func check() throws {
    var strange = Parameters()
    strange.lit = .init(0.06, 0.05)
    strange.hiddenWindows.lit = 0.04
    strange.seldomHome.lit = 0.05
    strange.leftOn.lit = 0.06
    let reading = ReadingOptions(threads: 1)
    var dark = ReferenceCity.formula(compounds: 9, seed: 21)
    dark.change { dwelling in
      if dwelling.compound == "C0" && dwelling.address.hasPrefix("1-") {
        dwelling.nights = "0" + dwelling.nights.dropFirst()
      }
    }
    let folder = try TestFolder()
    try dark.sweep(model: "learned").write(to: folder)
    let read = try Sweep(reading: folder.path, options: reading)
    #expect(read.leftOut.walks.count == 1)
    let decided = try read.decided(by: LearnedParameters(strange))
    #expect(decided.leftOut.walks == read.leftOut.walks)
    #expect(decided.believe().model.parameters.lit == strange.lit)
  }

  @Test(
    "a file of another kind, version or form, and this sweep's own results, are errors that say so")
  func faults() throws {
    let night = try folder("")
    // Twice, so that there are results of before.
    for _ in 0..<2 { _ = try run(night) }
    let summary = try night.read("results/summary.json")
    let cases: [(file: String, words: [String])] = [
      ("{", ["no parameters"]), ("{\"product\": \"other\", \"schema\": 2}", ["no parameters"]),
      (
        summary.replacing("\"schema\" : 2", with: "\"schema\" : 1"),
        ["another version", "schema 1"]
      ),
      (
        summary.replacing("\"parameters_after\"", with: "\"parameters_later\""),
        ["'parameters_after'"]
      ),
      (summary.replacing("\"occupied\" : 0.", with: "\"occupied\" : 7."), ["no probability"]),
      (summary.replacing(#/"lit" : 0\.\d+/#, with: "\"lit\" : 1e-300"), ["no probability"]),
    ]
    for (text, words) in cases {
      try write("\"parameters_from\": \"../before.json\"", to: night)
      try night.write(text, to: "before.json")
      let error = #expect(throws: SweepError.self) { try run(night) }
      for word in words {
        #expect(error?.problem.contains(word) == true, "\(word): \(error?.problem ?? "")")
      }
      #expect(error?.advice != nil)
    }
    // Other bins, or another list, than the manifest's.
    let forms = [
      ("\"listed\": [0.9, 0.1]", "levels"),
      (
        "\"meter\": {\"edges\": [1], \"occupied\": [0.2, 0.8], \"vacant\": [0.9, 0.1]}",
        "meter.edges"
      ),
    ]
    for (form, word) in forms {
      try write("\"parameters_from\": \"../before.json\"", to: night)
      try night.write(summary, to: "before.json")
      let manifest = try night.read("night/sweep.json")
      try night.write(
        manifest.replacing("\"learn_min_units\": 1", with: "\"learn_min_units\": 1, \(form)"),
        to: "night/sweep.json")
      let error = #expect(throws: SweepError.self) { try run(night) }
      #expect(error?.problem.contains(word) == true, "\(error?.problem ?? "")")
    }
    for path in ["../results/summary.json", "../results.previous/summary.json"] {
      try write("\"parameters_from\": \"\(path)\"", to: night)
      let error = #expect(throws: SweepError.self) { try run(night) }
      #expect(error?.problem.contains("own results") == true, "\(path): \(error?.problem ?? "")")
    }
    try write("\"parameters_from\": \"../nowhere.json\"", to: night)
    let error = #expect(throws: SweepError.self) { try run(night) }
    #expect(error?.place?.file == "../nowhere.json")
  }

  @Test("the night before's parameters come through the file to the last bit")
  func exact() throws {
    let night = try folder("")
    let learned = try run(night).parametersAfter
    let file = try LearnedParameters(contentsOf: night.path + "/results/summary.json")
    #expect(file.parameters == learned)
  }
}
