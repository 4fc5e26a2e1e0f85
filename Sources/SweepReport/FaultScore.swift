import DelimitedText
import Foundation
import HouseholdSweep

/// What is truly wrong with the walks and workers of a sweep: a table with `kind`, `compound`, `place`,
/// `day`, `worker` and `units`. Generated cities bring theirs.
package struct FaultsTruth: Sendable {
  static let columns = ["kind", "compound", "place", "day", "worker", "units"]

  enum Kind: String {
    /// How many walks, and workers, of a compound may be accused.
    case walks, workers
    case writtenZeros = "written_zeros"
    case powerCut = "power_cut"
    case lazyWarden = "lazy_warden"
  }

  /// Walks and workers that could be accused.
  private(set) var walks = 0
  private(set) var workers = 0
  /// Dwellings of a walk, by its compound, place and day: `C0012 3 2020-02-18`.
  private(set) var writtenZeros: [String: Int] = [:]
  private(set) var powerCuts: [String: Int] = [:]
  /// Doors of a worker in a compound: `C0012 W00017`.
  private(set) var lazyWardens: [String: Int] = [:]

  /// Reads the table; kinds that nobody is accused of are passed over. Throws where a column is missing,
  /// and where a number is none. O(rows).
  package init(contentsOf path: String) throws(SweepError) {
    let file = PathParts.split(path).name
    let reader = try TableReader(path: path)
    if let missing = Self.columns.first(where: { !reader.has($0) }) {
      throw .noTruthColumn(missing, in: file, of: Self.columns)
    }
    var truth = FaultsTruth()
    var wrong: String?
    try reader.forEachRow { row in
      guard let kind = Kind(rawValue: row("kind")) else { return }
      guard let units = Int(row("units")), units >= 0 else {
        wrong = wrong ?? row("units")
        return
      }
      truth.add(kind, FaultsTruth.key(row), units)
    }
    if let wrong { throw .noNumberOfUnits(Visible.text(wrong), in: file) }
    self = truth
  }

  private init() {}

  /// As findings name a walk or a worker. What is empty is left out: a village is one walk.
  private static func key(_ row: (String) -> String) -> String {
    [Compound.fold(row("compound")), row("place"), row("day"), row("worker")]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  private mutating func add(_ kind: Kind, _ key: String, _ units: Int) {
    switch kind {
    case .walks: walks += units
    case .workers: workers += units
    case .writtenZeros: writtenZeros[key] = units
    case .powerCut: powerCuts[key] = units
    case .lazyWarden: lazyWardens[key] = units
    }
  }
}

/// How right a run is about walks that did not take place, and about workers who did not look.
package struct FaultScore: Sendable, Equatable, Encodable {
  /// Walks of so many dwellings, and workers with so many doors in a compound, should be found.
  package static let dwellings = 20
  package static let doors = 10
  /// `walks` counts those of so many dwellings; smaller ones are never accused.
  private static let countedDwellings = 6

  /// Walks that may be accused, and those of them that are as they should be.
  package var walks: Int
  package var trueWalks: Int
  /// Walks of 20 dwellings or more that were written down as zeros without going.
  package var writtenZeros: Int
  package var writtenZerosFound: Int
  /// Buildings that were dark, by the walks that found them so. To find one is no mistake.
  package var powerCuts: Int
  package var powerCutsFound: Int
  package var trueWalksAccused: Int
  /// Workers, one in each compound, who may be accused, and those of them who look.
  package var workers: Int
  package var trueWorkers: Int
  /// Workers with 10 doors or more who report every one as vacant.
  package var lazyWorkers: Int
  package var lazyWorkersFound: Int
  package var trueWorkersAccused: Int

  init(_ summary: RunSummary, _ truth: FaultsTruth) {
    let dark = Self.named("dark_walk", summary)
    let doubtful = Self.named("doubtful_worker", summary)
    let zeros = truth.writtenZeros.filter { $0.value >= Self.dwellings }
    let lazy = truth.lazyWardens.filter { $0.value >= Self.doors }
    walks = truth.walks
    let cuts = truth.powerCuts.filter { $0.value >= Self.countedDwellings }
    let allZeros = truth.writtenZeros.filter { $0.value >= Self.countedDwellings }
    trueWalks = max(truth.walks - allZeros.count - cuts.count, 0)
    writtenZeros = zeros.count
    writtenZerosFound = zeros.count { dark.contains($0.key) }
    powerCuts = truth.powerCuts.count
    powerCutsFound = truth.powerCuts.count { dark.contains($0.key) }
    trueWalksAccused = dark.count {
      truth.writtenZeros[$0] == nil && truth.powerCuts[$0] == nil
    }
    workers = truth.workers
    trueWorkers = max(truth.workers - lazy.count, 0)
    lazyWorkers = lazy.count
    lazyWorkersFound = lazy.count { doubtful.contains($0.key) }
    trueWorkersAccused = doubtful.count { truth.lazyWardens[$0] == nil }
  }

  /// Whom findings of a name accuse: `C0012 3 2020-02-18` of
  /// `C0012 3 2020-02-18: 0 of 41 lit, 29 expected`.
  private static func named(_ name: String, _ summary: RunSummary) -> Set<String> {
    let places = summary.findings.filter { $0.name == name }.flatMap(\.places)
    return Set(
      places.map { place in
        place.range(of: ": ", options: .backwards).map { String(place[..<$0.lowerBound]) } ?? place
      })
  }
}
