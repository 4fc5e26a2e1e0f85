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
    /// Nil where no unit has the status.
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

  package static let thresholds = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]

  /// Scores the results in a folder. O(units), in time and memory.
  ///
  /// Throws where the folder holds no results of ours.
  package init(results: String, truth: Truth) throws(SweepError) {
    let scored = try ScoredUnits(results: results, truth: truth)
    units = scored.units.count
    guard units > 0 else {
      throw SweepError(
        .badRequest, "the truth knows no unit of these results",
        advice: "give the truth of the same city")
    }
    unknown = scored.unknown
    missing = truth.units - units
    addProbabilities(scored.units)
    let unlisted = truth.occupiedUnits(missingFrom: scored)
    addStatuses(scored, missingUnlisted: unlisted)
    addThresholds(scored, missingUnlisted: unlisted)
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
  }

  private mutating func addStatuses(_ scored: ScoredUnits, missingUnlisted: Int) {
    var given: [UnitStatus: Int] = [:]
    var wanted: [UnitStatus: Int] = [.unlistedOccupied: missingUnlisted]
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
        precision: Self.share(right, of: units), recall: Self.share(right, of: truth))
    }
  }

  private mutating func addThresholds(_ scored: ScoredUnits, missingUnlisted: Int) {
    let unlisted = scored.units.filter {
      $0.known == 0 && scored.listed.contains($0.compound)
    }
    let wanted = missingUnlisted + unlisted.count { $0.persons > 0 }
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

/// Who really lives where: a table with `compound`, `unit`, `occupied` and `persons`.
package struct Truth: Sendable {
  /// Persons by compound and unit; 0 is vacant.
  private var persons: [String: [String: Int]] = [:]
  fileprivate private(set) var units = 0

  /// Reads the table. Throws where a column is missing.
  package init(contentsOf path: String) throws(SweepError) {
    let table = try TableReader(path: path)
    let place = SweepError.Place(file: (path as NSString).lastPathComponent)
    let advice = "it needs the columns compound, unit, occupied and persons"
    for column in ["compound", "unit", "occupied", "persons"] where !table.has(column) {
      throw SweepError(.badData, at: place, "there is no column '\(column)'", advice: advice)
    }
    var gathered: [String: [String: Int]] = [:]
    try table.forEachRow { row in
      let count = Int(row("persons")) ?? 0
      gathered[row("compound"), default: [:]][row("unit")] =
        row("occupied") == "1" ? max(count, 1) : 0
    }
    persons = gathered
    units = gathered.values.reduce(0) { $0 + $1.count }
    guard units > 0 else {
      throw SweepError(.badData, at: place, "it has no rows", advice: advice)
    }
  }

  fileprivate func persons(_ compound: String, _ unit: String) -> Int? { persons[compound]?[unit] }

  /// Occupied units that the results do not have: nobody listed or saw them.
  fileprivate func occupiedUnits(missingFrom scored: ScoredUnits) -> Int {
    persons.values.reduce(0) { $0 + $1.values.count { $0 > 0 } }
      - scored.units.count { $0.persons > 0 }
  }
}

/// A unit of the results with what is true of it.
private struct ScoredUnit {
  var compound: Int
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
  var units: [ScoredUnit] = []
  var unknown = 0
  /// Compounds that have a list.
  var listed: Set<Int> = []

  init(results: String, truth: Truth) throws(SweepError) {
    _ = try RunSummary(contentsOf: results + "/summary.json")
    var compounds: [String: Int] = [:]
    var gathered: [ScoredUnit] = []
    var unknown = 0
    var withList: Set<Int> = []
    try TableReader(path: results + "/units.csv").forEachRow { row in
      let name = row("compound")
      let compound = compounds[name] ?? compounds.count
      compounds[name] = compound
      let listed = Int(row("listed")) ?? 0
      let known = listed + (Int(row("away")) ?? 0)
      let status = UnitStatus(name: row("status")) ?? .uncertain
      if known > 0 || status == .unlistedOccupied { withList.insert(compound) }
      guard let persons = truth.persons(name, row("unit")) else {
        unknown += 1
        return
      }
      gathered.append(
        ScoredUnit(
          compound: compound, status: status, p: Double(row("p_occupied")) ?? 0, listed: listed,
          known: known, persons: persons))
    }
    units = gathered
    self.unknown = unknown
    listed = withList
  }
}
