import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Which parameters a run decides by, and what it says of them")
struct ModelChoiceTests {
  /// Runs a small city with keys of the manifest put in.
  private func run(_ keys: String) throws -> (tables: [String: String], summary: RunSummary) {
    try run(manifest: #"{"first_day": "2020-02-17", "name": "Test", \#(keys)}"#)
  }

  private func run(manifest: String) throws -> (tables: [String: String], summary: RunSummary) {
    var sweep = TestSweep.random(seed: 11, compounds: 8)
    sweep.manifest = manifest
    let folder = try TestFolder()
    try sweep.write(to: folder)
    var tables = try TestSweep.run(folder)
    let summary = try RunSummary(contentsOf: folder.path + "/results/summary.json")
    tables["summary.json"] = nil
    return (tables, summary)
  }

  @Test("the model is learned where the manifest names none")
  func byDefault() throws {
    let parameters = #""parameters": {"learn_min_units": 50}"#
    let unnamed = try run(parameters)
    let named = try run(parameters + #", "model": "learned""#)
    #expect(unnamed.tables == named.tables && unnamed.summary == named.summary)
    #expect(unnamed.summary.model == "learned")
    let fit = try #require(unnamed.summary.fit)
    #expect(fit.rounds > 1 && fit.rounds <= 300 && fit.converged && fit.warnings.isEmpty)
    #expect(fit.wellObserved >= 50 && fit.units >= fit.wellObserved && fit.logLikelihood < 0)
    var given = Parameters()
    given.learnMinUnits = 50
    #expect(unnamed.summary.parametersBefore == given)
    let learned = unnamed.summary.parametersAfter
    #expect(learned != given)
    #expect(learned.priorStrength == 100 && learned.learnMinUnits == 50)
    for row in [
      learned.meter.occupied, learned.meter.vacant, learned.knock.occupied, learned.knock.vacant,
    ] {
      #expect(abs(row.reduce(0, +) - 1) < 1e-9)
    }
    // Deciding by what was learned, given as fixed, comes to the same.
    var manifest = try Manifest(json: Data(#"{"first_day": "2020-02-17", "name": "Test"}"#.utf8))
    manifest.model = .fixed
    manifest.parameters = learned
    let fixed = try run(manifest: manifest.json())
    #expect(fixed.tables == unnamed.tables)
    #expect(fixed.summary.model == "fixed" && fixed.summary.fit == nil)
    #expect(fixed.summary.parametersBefore == fixed.summary.parametersAfter)
  }

  @Test("with too few units, or classes the wrong way round, it is as if fixed were asked for")
  func fallbacks() throws {
    let reversed = """
      "lit": [0.02, 0.8], "meter": {"occupied": [0.85, 0.1, 0.05], "vacant": [0.05, 0.1, 0.85]},
      "hidden_windows": {"share": 0}, "left_on": {"share": 0}
      """
    for (parameters, warning) in [
      (#""learn_min_units": 100000"#, "too_few_units"),
      (#""learn_min_units": 50, "prior_strength": 100000, \#(reversed)"#, "classes_reversed"),
    ] {
      let learned = try run("\"parameters\": {\(parameters)}")
      let fixed = try run("\"parameters\": {\(parameters)}, \"model\": \"fixed\"")
      #expect(learned.tables == fixed.tables)
      #expect(learned.summary.model == "fixed")
      #expect(learned.summary.fit?.warnings == [warning])
      #expect(learned.summary.parametersAfter == learned.summary.parametersBefore)
    }
  }
}
