import DelimitedText
import Foundation
import HouseholdSweep

/// How right the results of a run are, held against the truth.
package struct Score: Sendable, Equatable, Encodable {
  /// How right one status is: of the units that have it, and of those that should.
  package struct StatusScore: Sendable, Equatable, Encodable {
    package var status: String
    package var units: Int
    package var truth: Int
    package var correct: Int
    /// Nil where no unit has the status, and for `uncertain` and `unobserved`, which leave the
    /// question open: no unit is truly either.
    package var precision: Double?
    /// Nil where no unit should have it.
    package var recall: Double?
  }

  /// Unlisted occupied units found where p must be at least `threshold`.
  package struct ThresholdScore: Sendable, Equatable, Encodable {
    package var threshold: Double
    package var found: Int
    package var correct: Int
    package var precision: Double?
    package var recall: Double?
  }

  /// Units with p in one tenth, and the share of them that is occupied.
  package struct Tenth: Sendable, Equatable, Encodable {
    package var from: Double
    package var units = 0
    package var meanP: Double?
    package var occupied: Double?
  }

  /// Units scored, and those of the truth that the results do not have.
  package private(set) var units = 0
  package private(set) var missing = 0
  /// Units of the results of which the truth says nothing; they are not scored.
  package private(set) var unknown = 0
  /// Mean of −ln of the probability given to what is true. p is printed with four places, so it is
  /// taken as at least half a unit of the last from 0 and 1.
  package private(set) var logLoss = 0.0
  /// Mean of (p − truth)².
  package private(set) var brier = 0.0
  package private(set) var statuses: [StatusScore] = []
  package private(set) var unlistedOccupied: [ThresholdScore] = []
  package private(set) var calibration: [Tenth] = []
  /// The largest difference between mean p and the share of occupied units, among tenths with 100
  /// units or more.
  package private(set) var worstTenth: Double?
  /// Occupied units, and those of them that are called vacant: `vacant` or `listed_absent`.
  package private(set) var occupied = 0
  package private(set) var occupiedCalledVacant = 0
  package private(set) var occupiedCalledVacantShare: Double?
  /// Of walks and workers; nil where nobody knows what is wrong with them.
  package private(set) var faults: FaultScore?

  package static let thresholds = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]

  /// Scores the results in a folder. O(units), in time and memory.
  ///
  /// Throws where the folder holds no results of ours.
  package init(results: String, truth: Truth, faults: FaultsTruth? = nil) throws(SweepError) {
    let summary = try RunSummary(contentsOf: results + "/summary.json")
    let scored = try ScoredUnits(results: results, truth: truth)
    units = scored.units.count
    guard units > 0 else { throw .otherCity }
    unknown = scored.unknown
    missing = truth.units - units
    addProbabilities(scored.units)
    addStatuses(scored)
    addThresholds(scored)
    addVacant(scored.units)
    self.faults = faults.map { FaultScore(summary, $0) }
  }

  private mutating func addProbabilities(_ units: [ScoredUnit]) {
    guard !units.isEmpty else { return }
    var sums = Array(repeating: (units: 0, p: 0.0, occupied: 0), count: 10)
    for unit in units {
      let isOccupied = unit.persons > 0
      let p = min(max(unit.p, 0.00005), 0.99995)
      logLoss -= log(isOccupied ? p : 1 - p)
      brier += (unit.p - (isOccupied ? 1 : 0)) * (unit.p - (isOccupied ? 1 : 0))
      let tenth = min(Int(unit.p * 10), 9)
      sums[tenth].units += 1
      sums[tenth].p += unit.p
      sums[tenth].occupied += isOccupied ? 1 : 0
    }
    logLoss /= Double(units.count)
    brier /= Double(units.count)
    calibration = sums.enumerated().map { number, sum in
      var tenth = Tenth(from: Double(number) / 10, units: sum.units)
      if sum.units > 0 {
        tenth.meanP = sum.p / Double(sum.units)
        tenth.occupied = Double(sum.occupied) / Double(sum.units)
      }
      return tenth
    }
    worstTenth = calibration.filter { $0.units >= 100 }.map { abs($0.meanP! - $0.occupied!) }.max()
  }

  private mutating func addVacant(_ units: [ScoredUnit]) {
    let homes = units.filter { $0.persons > 0 }
    occupied = homes.count
    occupiedCalledVacant = homes.count { $0.status == .vacant || $0.status == .listedAbsent }
    occupiedCalledVacantShare = Self.share(occupiedCalledVacant, of: occupied)
  }

  private mutating func addStatuses(_ scored: ScoredUnits) {
    var given: [UnitStatus: Int] = [:]
    var wanted = scored.missing
    var correct: [UnitStatus: Int] = [:]
    for unit in scored.units {
      let truth = unit.trueStatus(hasList: scored.listed.contains(unit.compound))
      given[unit.status, default: 0] += 1
      wanted[truth, default: 0] += 1
      if unit.status == truth { correct[truth, default: 0] += 1 }
    }
    statuses = UnitStatus.allCases.map { status in
      let (units, truth) = (given[status] ?? 0, wanted[status] ?? 0)
      let right = correct[status] ?? 0
      return StatusScore(
        status: "\(status.name)", units: units, truth: truth, correct: right,
        precision: status.isOpen ? nil : Self.share(right, of: units),
        recall: Self.share(right, of: truth))
    }
  }

  private mutating func addThresholds(_ scored: ScoredUnits) {
    let unlisted = scored.units.filter {
      $0.known == 0 && scored.listed.contains($0.compound)
    }
    let wanted = (scored.missing[.unlistedOccupied] ?? 0) + unlisted.count { $0.persons > 0 }
    unlistedOccupied = Self.thresholds.map { threshold in
      let found = unlisted.filter { $0.p >= threshold && $0.status != .unobserved }
      let correct = found.count { $0.persons > 0 }
      return ThresholdScore(
        threshold: threshold, found: found.count, correct: correct,
        precision: Self.share(correct, of: found.count), recall: Self.share(correct, of: wanted))
    }
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

extension UnitStatus {
  /// Whether the status says neither occupied nor vacant.
  fileprivate var isOpen: Bool { self == .uncertain || self == .unobserved }
}

/// A unit of the results with what is true of it.
private struct ScoredUnit {
  var compound: String
  var status: UnitStatus
  var p: Double
  var listed: Int
  var known: Int
  var persons: Int

  /// The status that a unit should have if everything were known of it.
  func trueStatus(hasList: Bool) -> UnitStatus {
    guard persons > 0 else { return listed > 0 ? .listedAbsent : .vacant }
    if !hasList { return .listMissing }
    if known == 0 { return .unlistedOccupied }
    return persons > known ? .undercounted : .confirmed
  }
}

/// The units of a results folder that the truth knows.
private struct ScoredUnits {
  private(set) var units: [ScoredUnit] = []
  private(set) var unknown = 0
  /// Compounds that have a list.
  private(set) var listed: Set<String> = []
  /// What the units of the truth that the results do not have should be: nobody listed them.
  private(set) var missing: [UnitStatus: Int] = [:]

  init(results: String, truth: Truth) throws(SweepError) {
    var gathered = ScoredUnits()
    var rest = truth.persons.mapValues { units in
      (occupied: units.values.count { $0 > 0 }, vacant: units.values.count { $0 == 0 })
    }
    try TableReader(path: results + "/units.csv").forEachRow { row in
      let compound = row("compound")
      let listed = Int(row("listed")) ?? 0
      let known = listed + (Int(row("away")) ?? 0)
      let status = UnitStatus(name: row("status")) ?? .uncertain
      if known > 0 || status == .unlistedOccupied { gathered.listed.insert(compound) }
      guard let persons = truth.persons[compound]?[row("unit")] else {
        gathered.unknown += 1
        return
      }
      if persons > 0 { rest[compound]!.occupied -= 1 } else { rest[compound]!.vacant -= 1 }
      gathered.units.append(
        ScoredUnit(
          compound: compound, status: status, p: Double(row("p_occupied")) ?? 0, listed: listed,
          known: known, persons: persons))
    }
    for (compound, units) in rest {
      let status = gathered.listed.contains(compound) ? UnitStatus.unlistedOccupied : .listMissing
      gathered.missing[status, default: 0] += units.occupied
      gathered.missing[.vacant, default: 0] += units.vacant
    }
    self = gathered
  }

  private init() {}
}
