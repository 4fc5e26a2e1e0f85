import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("What changed between two nights")
struct DiffTests {
  /// The first night, and the one after: an unlisted household was added, a door more was opened,
  /// an address has come and one has gone.
  private static func nights() throws -> (TestResults, TestResults) {
    var first = TestCity()
    first.lateKnocks = ["C1,9-9-901,2020-02-17 21:00,answered,2,w"]
    var second = TestCity()
    second.lateResidents = ["C1,1-2-102,new,present", "C1,1-2-102,newer,away"]
    second.lateKnocks = [
      "C2,8-8-801,2020-02-19 21:00,answered,2,w", "C1,1-1-301,2020-02-19 21:00,answered,4,w",
    ]
    return (try first.results(), try second.results())
  }

  private static func diff(_ a: TestResults, _ b: TestResults) throws -> ResultsDiff {
    try ResultsDiff(from: a.path + "/results", to: b.path + "/results")
  }

  @Test("equal results have no changes, in any form")
  func equal() throws {
    let (first, _) = try Self.nights()
    let (again, _) = try Self.nights()
    for diff in [try Self.diff(first, first), try Self.diff(first, again)] {
      #expect(diff.isEmpty)
      #expect(diff.rows(.en).isEmpty)
      #expect(diff.csv(.zh).split(separator: "\n").count == 1)
    }
  }

  @Test("backwards, everything happens the other way round")
  func mirrored() throws {
    let (first, second) = try Self.nights()
    let (there, back) = (try Self.diff(first, second), try Self.diff(second, first))
    let opposite: [(ResultsDiff.Event, ResultsDiff.Event)] = [
      (.flagged, .cleared), (.cleared, .flagged), (.new, .vanished), (.vanished, .new),
    ]
    for (event, other) in opposite {
      let (a, b) = (there.units(event), back.units(other))
      #expect(!a.isEmpty)
      #expect(a.map { "\($0.compound) \($0.unit)" } == b.map { "\($0.compound) \($0.unit)" })
      #expect(a.map(\.before) == b.map(\.after) && a.map(\.after) == b.map(\.before))
    }
    #expect(
      there.transitions
        == Dictionary(
          uniqueKeysWithValues: back.transitions.map { (.init(from: $0.to, to: $0.from), $1) }))
    #expect(there.areas.map(\.before) == back.areas.map(\.after))
    #expect(there.areas.map(\.flags) == back.areas.map { -$0.flags })
    #expect(there.parameters.map(\.before) == back.parameters.map(\.after))
  }

  @Test("a cleared unit tells by what")
  func evidence() throws {
    let (first, second) = try Self.nights()
    let diff = try Self.diff(first, second)
    let cleared = diff.units(.cleared)
    let listed = try #require(cleared.first { $0.unit == "1-2-102" })
    #expect(listed.before?.status.isFlag == true && listed.after?.status.isFlag == false)
    #expect(listed.evidence(Wording(.en)) == ["listed 0 → 1", "away 0 → 1"])
    let gone = try #require(cleared.first { $0.unit == "9-9-901" })
    #expect(gone.evidence(Wording(.en)).first == "the address is gone")
    let flagged = try #require(diff.units(.flagged).first { $0.unit == "8-8-801" })
    #expect(flagged.evidence(Wording(.en)).first == "a new address")
    for change in diff.units { #expect(!change.evidence(Wording(.en)).isEmpty) }
  }

  @Test("the city's numbers move by what its units do")
  func sums() throws {
    let (first, second) = try Self.nights()
    let diff = try Self.diff(first, second)
    let city = try #require(diff.areas.first)
    #expect(city.row?.level == .city)
    #expect(city.flags == diff.units(.flagged).count - diff.units(.cleared).count)
    let units = (city.after?.tally.units ?? 0) - (city.before?.tally.units ?? 0)
    #expect(units == diff.units(.new).count - diff.units(.vanished).count)
    // Every area that is called moved has a number that did.
    let moved = Set(diff.rows(.en).filter { $0[0] == "area" }.map { $0[1] + $0[2] })
    #expect(moved.count == diff.areas.count)
    for row in diff.rows(.en) { #expect(row.count == ResultsDiff.header.count) }
  }

  @Test("parameters that moved are told; other schemas and folders are refused by name")
  func summaries() throws {
    let (first, second) = try Self.nights()
    let summary = try first.read("results/summary.json")
    try first.write(
      summary.replacing("\"schema\" : 2", with: "\"schema\" : 1"),
      to: "results/summary.json")
    let error = try #require(
      throws: SweepError.self, performing: { try Self.diff(first, second) })
    #expect(error.description.contains(first.path))
    #expect(error.description.contains("another version (schema 1"))
    #expect(throws: SweepError.self) {
      try ResultsDiff(from: second.path, to: second.path + "/results")
    }
    let other = try second.read("results/summary.json")
    let (third, _) = try Self.nights()
    let changed = other.replacing(#/"occupied" : 0\.8\b/#, with: "\"occupied\" : 0.75")
    try #require(changed != other)
    try third.write(changed, to: "results/summary.json")
    let diff = try Self.diff(try Self.nights().0, third)
    #expect(diff.parameters.map(\.name) == ["occupied"] && diff.parameters[0].after == 0.75)
  }
}
