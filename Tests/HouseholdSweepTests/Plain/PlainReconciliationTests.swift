import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("The engine decides as the plain reconciliation does")
struct PlainReconciliationTests {
  /// For a longer look, more of them; each makes another sweep.
  static let seeds: Range<UInt64> = {
    let text = ProcessInfo.processInfo.environment["MESSY_SEEDS"] ?? ""
    let ends = text.split(separator: "-").compactMap { UInt64($0) }
    return ends.count == 2 ? ends[0]..<ends[1] : 0..<20
  }()

  @Test("every table, ledger and finding of messy sweeps")
  func messySweeps() throws {
    var met: Set<String> = []
    for seed in Self.seeds {
      let sweep = MessySweep(seed: seed).sweep
      let plain = try PlainReconciliation(sweep)
      let (tables, ledgers) = plain.tables()
      let folder = try TestFolder()
      try sweep.write(to: folder)
      let options = ReadingOptions(
        threads: 1 + Int(seed % 3), chunkSize: seed % 2 == 0 ? 200 : 1 << 18)
      let engine = try Sweep(reading: folder.path, options: options)
      let summary = try engine.publish(to: folder.path + "/results")
      for (name, table) in tables.sorted(by: { $0.key < $1.key }) {
        var result = try folder.read("results/" + name)
        if name == "unmatched.csv" { result = Self.withoutProposals(result) }
        let isEqual = result == table || PlainTables.agree(name, result, table)
        #expect(isEqual, "\(name), seed \(seed):\n\(PlainTables.difference(result, table))")
      }
      for ledger in engine.ledgers {
        let found = PlainLedger(
          rows: ledger.rows, accepted: ledger.accepted, duplicate: ledger.duplicate,
          outOfWindow: ledger.outOfWindow, rejected: ledger.rejectedTotal)
        #expect(found == ledgers[ledger.file], "\(ledger.file), seed \(seed)")
      }
      let findings = summary.findings.map { ($0.name, $0.count) }
      #expect(Dictionary(uniqueKeysWithValues: findings) == plain.findings, "seed \(seed)")
      let told = Dictionary(
        uniqueKeysWithValues: engine.findings.filter { plain.told[$0.name] != nil }
          .map { ($0.name, $0.places) })
      let wanted = plain.told.map { name, places in
        // Of meters twenty at most are told, of walks and workers all.
        (name, name.hasPrefix("im") ? Array(places.prefix(20)) : places)
      }
      #expect(told == Dictionary(uniqueKeysWithValues: wanted), "seed \(seed)")
      met.formUnion(Self.learned(plain, summary, seed))
      met.formUnion(plain.findings.keys.map { "finding \($0)" })
      met.formUnion(Self.words(tables))
      met.insert("model \(summary.model)")
    }
    #expect(Self.wanted.subtracting(met) == [], "the sweeps are no longer messy enough")
  }

  /// What must come up in the sweeps, or they prove little; open quotes and bad bytes are the
  /// reader's, and are held against the plain reader.
  private static let wanted: Set<String> = {
    // Those of untidy tables have tests of their own (TablesTests).
    let untidy: Set<RejectReason> = [
      .ambiguousDate, .ambiguousAddress, .spreadsheetDate, .spreadsheetNumber, .notAUnit,
      .noAddress, .unknownCompound, .looksPersonal, .noHeader,
    ]
    let reasons = RejectReason.allCases.filter {
      $0 != .badEncoding && $0 != .unterminatedQuote && !untidy.contains($0)
    }
    return Set(
      UnitStatus.allCases.map { "\($0.name)" } + UnitAction.allCases.map { "\($0.name)" }
        + reasons.map(\.rawValue) + ["idle", "standby", "active"].map { "meter \($0)" }
        + [
          "model fixed", "model learned", "a concentration is learned", "a sample is learned from",
          "the forms of the last release",
        ]
        + [
          "no_list", "unregistered_place", "count_exceeds_units", "count_below_known",
          "shared_meter", "ambiguous_meter", "meter_resets", "implausible_reading",
          "impossible_rise", "dark_walk", "doubtful_worker", "hurried_worker",
        ].map { "finding \($0)" }
        + [
          "not in the register", "not on the list", "persons seen", "answered", "refused", "lit",
          "meter active", "counted with its building", "listed nearby",
        ])
  }()

  /// Statuses, actions, meter classes and reasons in the tables.
  private static func words(_ tables: [String: String]) -> Set<String> {
    var words: Set<String> = []
    for (name, table) in tables {
      for row in table.split(separator: "\n").dropFirst() {
        let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        switch name {
        case "units.csv": words.formUnion([fields[5], "meter \(fields[12])", fields[19]])
        case "rejects.csv": words.insert(fields[3])
        case "flags.csv": words.formUnion(wanted.filter { row.contains($0) })
        default: continue
        }
      }
    }
    return words
  }

  /// What was learned is what the plain fit learns, and what came up in it.
  private static func learned(
    _ plain: PlainReconciliation, _ summary: RunSummary, _ seed: UInt64
  ) -> Set<String> {
    var met: Set<String> = []
    let given = PlainKinds(summary.parametersBefore)
    if given.listed[0].count == 2 { met.insert("the forms of the last release") }
    guard let learning = plain.learning, let fit = summary.fit else {
      #expect(plain.learning == nil && summary.fit == nil, "seed \(seed)")
      return met
    }
    #expect(fit.rounds == learning.rounds, "seed \(seed)")
    #expect(fit.converged == learning.hasConverged, "seed \(seed)")
    let failures = fit.warnings.filter { ["too_few_units", "classes_reversed"].contains($0) }
    #expect(failures == [learning.failure].compactMap { $0 }, "seed \(seed)")
    let kinds = PlainKinds(summary.parametersAfter)
    for (value, wanted) in zip(kinds.values, learning.kinds.values) {
      #expect(abs(value - wanted) < 1e-8, "seed \(seed)")
    }
    let (found, wanted) = (
      [kinds.concentration] + kinds.listedConcentration,
      [learning.kinds.concentration] + learning.kinds.listedConcentration
    )
    for (value, wanted) in zip(found, wanted) {
      #expect(abs(value - wanted) < 1e-6 * wanted, "seed \(seed)")
    }
    if found[0] != given.concentration { met.insert("a concentration is learned") }
    if fit.compounds < summary.compounds { met.insert("a sample is learned from") }
    return met
  }

  /// The first four columns, which hold no comma in these sweeps.
  private static func withoutProposals(_ table: String) -> String {
    table.split(separator: "\n").map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).prefix(4).joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }
}
