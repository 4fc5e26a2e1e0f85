import Foundation
import Testing

@testable import HouseholdSweep

@Suite("Parameters in the manifest")
struct ParameterFormTests {
  private func manifest(_ members: String) throws(SweepError) -> Manifest {
    try Manifest(json: Data(#"{"first_day": "2020-02-17", \#(members)}"#.utf8))
  }

  private func parameters(_ members: String) throws(SweepError) -> Parameters {
    try manifest("\"parameters\": {\(members)}").parameters
  }

  @Test(
    "what is out of range, or is no distribution, is told with its name",
    arguments: [
      (#""occupied": 1"#, "parameters.occupied"), (#""occupied": 1e-7"#, "parameters.occupied"),
      (#""occupied": true"#, "parameters.occupied"), (#""occupied": "0.8""#, "parameters.occupied"),
      (#""occupied_concentration": 0.09"#, "parameters.occupied_concentration"),
      (#""occupied_concentration": 1e10"#, "parameters.occupied_concentration"),
      (#""listed_concentration": 0"#, "parameters.listed_concentration"),
      (#""listed_concentration": [40]"#, "parameters.listed_concentration"),
      (#""listed_concentration": [40, 20, 3]"#, "parameters.listed_concentration"),
      (#""listed_concentration": [40, "x"]"#, "parameters.listed_concentration"),
      (#""listed_concentration": null"#, "parameters.listed_concentration"),
      (#""listed": [0.9]"#, "parameters.listed"), (#""listed": [0.9, 1]"#, "parameters.listed"),
      (#""listed": "much""#, "parameters.listed"), (#""listed": {}"#, "parameters.listed.occupied"),
      (
        #""listed": {"occupied": [0.1, 0.9], "vacant": [0.9, 0.1]}"#, "parameters.listed.occupied"
      ),
      (
        #""listed": {"occupied": [0.1, 0.1, 0.1, 0.6], "vacant": [0.25, 0.25, 0.25, 0.25]}"#,
        "sums to"
      ),
      (#""lit": [0.8]"#, "parameters.lit"), (#""lit": [0.8, 0]"#, "parameters.lit"),
      (#""lit": {"occupied": 0.8}"#, "parameters.lit"),
      (#""hidden_windows": {"share": 0.51}"#, "parameters.hidden_windows.share"),
      (#""hidden_windows": {"share": -0.1}"#, "parameters.hidden_windows.share"),
      (#""seldom_home": {"lit": 1}"#, "parameters.seldom_home.lit"),
      (#""seldom_home": {"sahre": 0.1}"#, "did you mean 'share'"),
      (#""left_on": 0.1"#, "parameters.left_on"),
      (#""left_on": {"share": 0.6}"#, "parameters.left_on.share"),
      (
        #""hidden_windows": {"share": 0.5}, "seldom_home": {"share": 0.5}"#,
        "nothing is left"
      ),
      (
        #""meter": {"occupied": [0.2, 0.3], "vacant": [0.5, 0.5]}"#, "parameters.meter.occupied"
      ),
      (#""meter": {"occupied": [0.2, 0.3, 0.5]}"#, "parameters.meter.vacant"),
      (
        #""meter": {"edges": [1, 1], "occupied": [0.2, 0.3, 0.5], "vacant": [0.5, 0.3, 0.2]}"#,
        "parameters.meter.edges"
      ),
      (
        #""meter": {"edges": [2, 1], "occupied": [0.2, 0.3, 0.5], "vacant": [0.5, 0.3, 0.2]}"#,
        "parameters.meter.edges"
      ),
      (
        #""meter": {"edges": [], "occupied": [0.2, 0.8], "vacant": [0.5, 0.5]}"#,
        "parameters.meter.edges"
      ),
      (
        #""meter": {"edges": [1, 2, 3], "occupied": [0.2, 0.3, 0.5], "vacant": [0.5, 0.3, 0.2]}"#,
        "parameters.meter.occupied"
      ),
      (
        #""meter": {"edges": [1, "2"], "occupied": [0.2, 0.3, 0.5], "vacant": [0.5, 0.3, 0.2]}"#,
        "parameters.meter.edges"
      ),
      (
        #""meter": {"egdes": [1, 2], "occupied": [0.2, 0.3, 0.5], "vacant": [0.5, 0.3, 0.2]}"#,
        "did you mean 'edges'"
      ),
      (
        #""knock": {"occupied": [0.6, 0.05, 0.34, 0.01], "vacant": [0.1, 0.1, 0.4, 0.3]}"#,
        "'parameters.knock.vacant' sums to"
      ),
      (
        #""knock": {"occupied": [0.6, 0.05, 0.34, 0.01], "vacant": [0.1, 0.2, 0.4, 0.3], "seldom_home": [1]}"#,
        "parameters.knock.seldom_home"
      ),
      (#""prior_strength": -1"#, "parameters.prior_strength"),
      (#""kind_strength": 2e9"#, "parameters.kind_strength"),
      (#""learn_min_units": 0"#, "parameters.learn_min_units"),
      (#""learn_max_units": 0.5"#, "parameters.learn_max_units"),
      (#""ocupied": 0.8"#, "did you mean 'occupied'"),
      (#""hidden": {"share": 0.1}"#, "parameters.hidden"),
    ])
  func faults(members: String, word: String) throws {
    let error = #expect(throws: SweepError.self, "\(members)") { try parameters(members) }
    #expect(error?.code == .badData && error?.place?.file == "sweep.json")
    #expect(error?.problem.contains(word) == true, "\(members): \(error?.problem ?? "")")
  }

  @Test("sixteen edges are one too many")
  func edges() throws {
    func meter(_ count: Int) -> String {
      let edges = (1...count).map { "\($0)" }.joined(separator: ", ")
      let row = Array(repeating: "0.0625", count: count).joined(separator: ", ")
      return """
        "meter": {"edges": [\(edges)], "occupied": [\(row), \(1 - 0.0625 * Double(count))],
          "vacant": [\(row), \(1 - 0.0625 * Double(count))]}
        """
    }
    #expect(try parameters(meter(15)).meterEdges?.count == 15)
    let error = #expect(throws: SweepError.self) { try parameters(meter(16)) }
    #expect(error?.problem.contains("1 to 15") == true)
  }

  @Test(
    "thresholds of what is left out have their ranges",
    arguments: [
      (#""doubtful": 0.011"#, false), (#""doubtful": -1e-9"#, false), (#""doubtful": 0.01"#, true),
      (#""doubtful": 0"#, true), (#""meter_max_kwh_per_day": -1"#, false),
      (#""meter_max_kwh_per_day": 0"#, true), (#""meter_max_kwh_per_day": "many""#, false),
      (#""doubtfull": 0"#, false),
    ])
  func thresholds(member: String, isRight: Bool) {
    let read = try? manifest("\"thresholds\": {\(member)}")
    #expect((read != nil) == isRight, "\(member)")
  }

  @Test("all that is wrong is told at once")
  func atOnce() throws {
    let error = #expect(throws: SweepError.self) {
      try parameters(
        #""occupied": 2, "lit": [0, 0.5], "left_on": {"share": 3}, "knock": {"occupied": [1]}"#)
    }
    let problem = try #require(error?.problem)
    for word in ["occupied", "lit", "left_on.share", "knock.occupied", "knock.vacant"] {
      #expect(problem.contains("parameters.\(word)"), "\(word)")
    }
  }

  @Test("the forms of the last release are today's with less said")
  func oldForms() throws {
    let old = try parameters(
      """
      "listed": [0.93, 0.07], "meter": {"occupied": [0.05, 0.15, 0.8], "vacant": [0.6, 0.3, 0.1]},
      "knock": {"occupied": [0.5, 0.1, 0.37, 0.03], "vacant": [0.01, 0.01, 0.78, 0.2]},
      "listed_concentration": 12
      """)
    #expect(old.listed.chances == .init(0.93, 0.07) && old.listed.occupied.count == 2)
    #expect(old.meterEdges == nil && old.usageEdges(Thresholds()) == [0.1, 1])
    #expect(old.meter.seldomHome == old.meter.occupied)
    #expect(old.knock.seldomHome == old.knock.occupied)
    #expect(old.listedConcentration == .init(12, 12))
    // What is not named stays as it is by default, in its form of today.
    #expect(old.hiddenWindows == Parameters().hiddenWindows)
    let edges = try parameters(
      #""meter": {"edges": [0.5], "occupied": [0.1, 0.9], "vacant": [0.9, 0.1]}"#)
    #expect(edges.meterEdges == [0.5] && edges.meter.seldomHome == [0.1, 0.9])
  }

  /// Parameters in every form there is.
  private static var forms: [Parameters] {
    var learned = Parameters()
    learned.occupied = 0.1 + 0.2
    learned.occupiedConcentration = 4.130215541
    learned.listed = .init(
      occupied: [0.06, 0.01, 0.03, 0.90].map { $0 / 1.0000000001 },
      vacant: [0.73, 0.10, 0.07, 0.10])
    learned.listedConcentration = .init(500, 2)
    learned.hiddenWindows = .init(share: 1.0 / 3, lit: 1e-6)
    learned.leftOn = .init(share: 0, lit: 0.85)
    learned.priorStrength = 0
    learned.kindStrength = 1e9
    learned.learnMinUnits = 1
    learned.learnMaxUnits = 1_000_000_000
    var fewBins = Parameters()
    fewBins.meterEdges = [0.25]
    fewBins.meter = .init(occupied: [0.1, 0.9], seldomHome: [0.4, 0.6], vacant: [0.8, 0.2])
    fewBins.listed = .init(occupied: [0.125, 0.875], vacant: [0.75, 0.25])
    var alike = Parameters()
    alike.occupiedConcentration = Parameters.alike
    alike.listedConcentration = .init(Parameters.alike, 0.1)
    return [Parameters(), .twoClasses, learned, fewBins, alike]
  }

  @Test("parameters written are parameters read, in the manifest and in a summary")
  func roundTrip() throws {
    for form in Self.forms {
      var manifest = Manifest(firstDay: SweepDate("2020-02-17")!, parameters: form)
      manifest.thresholds.doubtful = 1e-9
      manifest.thresholds.meterMax = 0
      manifest.parametersFrom = "nights/one \"two\".json"
      #expect(try Manifest(json: Data(manifest.json().utf8)) == manifest)
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let copy = try decoder.decode(Parameters.self, from: encoder.encode(form))
      #expect(copy == form)
      // A manifest can be made of what a summary says.
      let text = String(decoding: try encoder.encode(form), as: UTF8.self)
      #expect(try self.manifest("\"parameters\": \(text)").parameters == form)
    }
  }
}
