import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// Cities that the model was not made for: each gives an answer.
@Suite("Odd cities have an answer too")
struct OddCityTests {
  /// Runs a sweep, learned and as given; every p is a probability, and so is all else that was reckoned.
  @discardableResult
  private func run(_ city: TestSweep, _ about: Comment) throws -> RunSummary {
    var summary: RunSummary?
    for model in ["fixed", "learned"] {
      var sweep = city
      sweep.manifest = sweep.manifest.replacing("MODEL", with: model)
      let folder = try TestFolder()
      try sweep.write(to: folder)
      let tables = try TestSweep.run(folder, threads: 2)
      for row in tables["units.csv"]!.split(separator: "\n").dropFirst() {
        let fields = row.split(separator: ",", omittingEmptySubsequences: false)
        let p = try #require(Double(fields[7]), "\(row)")
        #expect(p >= 0 && p <= 1, "\(about): \(row)")
      }
      for row in tables["areas.csv"]!.split(separator: "\n").dropFirst() {
        let fields = row.split(separator: ",", omittingEmptySubsequences: false)
        for field in fields[18...] where !field.isEmpty {
          let value = try #require(Double(field), "\(row)")
          #expect(value >= 0 && value <= 1e6, "\(about): \(row)")
        }
        #expect(fields[0] == "compound" || fields[20...] == ["", "", ""], "\(row)")
      }
      summary = try RunSummary(contentsOf: folder.path + "/results/summary.json")
      let after = PlainKinds(try #require(summary).parametersAfter)
      #expect(after.values.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(about)")
      #expect(summary?.fit?.logLikelihood.isFinite ?? true, "\(about)")
    }
    return try #require(summary)
  }

  private func city(_ compounds: Int, _ change: (inout ReferenceCity.Dwelling) -> Void = { _ in })
    -> TestSweep
  {
    var city = ReferenceCity.formula(compounds: compounds, seed: 3)
    city.change(change)
    return city.sweep(model: "MODEL")
  }

  @Test("one compound, 7 of which nothing is learned how they differ, and 8")
  func compounds() throws {
    for (count, isLearned) in [(1, false), (7, false), (8, true)] {
      let summary = try run(city(count), "\(count) compounds")
      #expect(summary.model == "learned" && summary.fit?.compounds == count)
      let concentration = summary.parametersAfter.occupiedConcentration
      #expect((concentration != 8) == isLearned)
    }
  }

  @Test("a compound with one unit, and one with a list and nothing else")
  func oneUnit() throws {
    var one = city(2)
    one.files["units.csv"]!.rows.append("C77,1-1-1,X1")
    one.files["residents.csv"]!.rows.append("C78,1-1-1,a,present")
    try run(one, "one unit")
    var alone = TestSweep()
    alone.manifest = #"{"first_day": "2020-02-17", "model": "MODEL"}"#
    alone.files = ["units.csv": ("compound,unit", ["C1,1"])]
    #expect(try run(alone, "one unit alone").fit?.warnings == ["too_few_units"])
    alone.files["knocks.csv"] = ("compound,unit,time,outcome", ["C1,1,2020-02-17T10:00,answered"])
    try run(alone, "one answered door")
    alone.manifest =
      #"{"first_day": "2020-02-17", "model": "MODEL", "parameters": {"learn_min_units": 1}}"#
    alone.files["knocks.csv"]!.rows += [11, 12].map { "C1,1,2020-02-17T\($0):00,answered" }
    #expect(try run(alone, "learned from one unit").model == "learned")
  }

  @Test("no meters, no lights, no knocks, no lists, and none of them")
  func silentSources() throws {
    let sources = ["meter.csv", "lights.csv", "knocks.csv", "residents.csv"]
    for source in sources {
      var sweep = city(9)
      sweep.files[source] = nil
      try run(sweep, "no \(source)")
    }
    var sweep = city(9)
    for source in sources { sweep.files[source] = nil }
    #expect(try run(sweep, "nothing").fit?.warnings == ["too_few_units"])
  }

  @Test("everything dark, everything lit, nobody or everybody uses power or answers")
  func extremes() throws {
    for lit in ["0", "1"] {
      try run(city(9) { $0.nights = String(repeating: lit, count: 3) }, "all lit \(lit)")
      try run(
        city(9) {
          $0.nights = String(repeating: lit, count: 3)
          ($0.usage, $0.knocks) = ("-", "-")
        }, "nothing but lights, all \(lit)")
    }
    for usage in ["0", "30"] { try run(city(9) { $0.usage = usage }, "\(usage) kWh") }
    for outcome in ["aa", "nn", "rr", "v"] {
      try run(city(9) { $0.knocks = outcome }, "all doors \(outcome)")
    }
    for level in ["0", "1", "2", "3"] {
      try run(city(9) { $0.level = level }, "all of level \(level)")
    }
  }

  @Test("one worker for all doors, and a list of nothing but people who moved")
  func oneWorker() throws {
    let one = try run(city(9) { $0.worker = "W1" }, "one worker")
    #expect(!one.findings.contains { $0.name == "doubtful_worker" })
    let lazy = try run(
      city(9) { ($0.knocks, $0.worker) = ("v", "W1") }, "one worker, all vacant")
    #expect(lazy.findings.contains { $0.name == "doubtful_worker" && $0.count > 4 })
    let moved = try run(city(9) { $0.level = "1" }, "all moved")
    #expect(!moved.findings.contains { $0.name == "no_list" })
    #expect(moved.status["confirmed"] == 0 && moved.status["undercounted"] == 0)
  }

  @Test("parameters at the ends of their ranges")
  func parameters() throws {
    let ends = [
      #""occupied": 1e-6, "lit": [0.999999, 1e-6]"#, #""occupied": 0.999999, "prior_strength": 0"#,
      #""occupied_concentration": 0.1, "listed_concentration": [0.1, 0.1]"#,
      #""prior_strength": 0, "kind_strength": 0"#, #""prior_strength": 1e9, "kind_strength": 1e9"#,
      #""hidden_windows": {"share": 0.5, "lit": 1e-6}, "left_on": {"share": 0.5, "lit": 0.999999}"#,
      #""listed": [0.999999, 1e-6]"#, #""listed": [1e-6, 0.999999]"#,
      #""listed": {"occupied": [1e-6, 1e-6, 1e-6, 0.999997], "vacant": [0.999997, 1e-6, 1e-6, 1e-6]}"#,
    ]
    for end in ends {
      var sweep = city(9)
      sweep.manifest = sweep.manifest.replacing(
        "\"learn_min_units\": 1", with: "\"learn_min_units\": 1, \(end)")
      sweep.files["lights.csv"]!.rows += [
        "C1,1,2020-02-17T21:00,20", "C1,2,2020-02-17T21:00,3", "C2,1-1,2020-02-18T21:00,10",
      ]
      try run(sweep, "\(end)")
    }
  }
}
