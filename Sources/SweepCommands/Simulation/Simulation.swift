import DelimitedText
import Foundation
import HouseholdSweep
import SweepReport
import SyntheticCity

/// Plays the days of a sweep in a generated city by several policies: who is sent where, what the doors
/// answer, what the engine makes of it, and on the next day again.
///
/// At first there are the register, the list, the meters' readings of all days, and the lights of the first
/// evening; then only what is found at doors is added.
struct Simulation: Sendable {
  struct Options: Sendable {
    var city = CityOptions()
    var wardens = 1
    var minutes = 1
    /// Days on which doors are knocked on.
    var days = 3
    var policies = PlanPolicy.allCases
    /// Households an hour below which the plan sends nobody; nil for what is usual.
    var least: Double?
  }

  /// What was reached by the end of a day.
  struct Day: Sendable, Encodable {
    /// Households that are on no list, found at the door so far.
    var found = 0.0
    var undecided = 0.0
    var wrong = 0.0
    /// So far: persons met, minutes walked and talked, doors.
    var met = 0.0
    var minutes = 0.0
    var doors = 0.0

    static var measures: [(name: String, path: KeyPath<Day, Double>)] {
      [
        ("found", \.found), ("undecided", \.undecided), ("wrong", \.wrong), ("met", \.met),
        ("minutes", \.minutes), ("doors", \.doors),
      ]
    }
  }

  /// What one policy reached in one city, day by day; and what there was to be found.
  struct Course: Sendable {
    var policy: PlanPolicy
    var unlisted: Int
    var units: Int
    var days: [Day]
  }

  private let options: Options
  private let doors: CityDoors
  private let place: String

  /// - Parameter place: an empty folder to work in.
  init(_ options: Options, in place: String) throws(SweepError) {
    var options = options
    // Doors are first knocked on after the first evening.
    options.city.days = options.days + 1
    self.options = options
    self.place = place
    doors = try CityDoors(options.city)
  }

  /// Plays all policies. `progress` is told of each day done.
  func run(progress: (Double) -> Void) throws -> [Course] {
    let base = place + "/city"
    _ = try SyntheticCity(options.city).write(to: base)
    try forgetWhatComesLater(base)
    if let least = options.least {
      var manifest = try Manifest(contentsOf: base + "/" + SweepFolder.manifestName)
      var plan = PlanSettings()
      plan.least = least
      manifest.plan = plan
      try manifest.json().write(
        toFile: base + "/" + SweepFolder.manifestName, atomically: true, encoding: .utf8)
    }
    try reconcile(base)
    var courses: [Course] = []
    let all = options.policies.count * options.days
    for policy in options.policies {
      courses.append(
        try play(policy, base) { day in
          progress(Double(courses.count * options.days + day) / Double(all))
        })
    }
    return courses
  }

  private func reconcile(_ folder: String) throws(SweepError) {
    _ = try Sweep.run(
      reading: folder, to: folder + "/results",
      options: ReadingOptions(threads: options.city.threads), waitsForDisk: false)
  }

  /// Keeps the lights of the first evening, and no knocks.
  private func forgetWhatComesLater(_ folder: String) throws {
    let manager = FileManager.default
    try manager.removeItem(atPath: folder + "/knocks.csv")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/lights.csv"))
    let first = Array(",\(options.city.firstDay)T".utf8)
    var kept = Data()
    for (number, line) in bytes.split(separator: 10).enumerated()
    where number == 0 || line.firstRange(of: first) != nil {
      kept.append(line)
      kept.append(10)
    }
    try kept.write(to: URL(fileURLWithPath: folder + "/lights.csv"))
  }

  // MARK: One policy

  private func play(_ policy: PlanPolicy, _ base: String, _ tell: (Int) -> Void) throws -> Course {
    let folder = place + "/" + policy.rawValue
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: false)
    for name in [
      "sweep.json", "compounds.csv", "units.csv", "residents.csv", "meter.csv", "lights.csv",
    ] {
      try manager.createSymbolicLink(
        atPath: folder + "/" + name, withDestinationPath: base + "/" + name)
    }
    var rows = "compound,unit,time,outcome,persons,worker\n"
    var days: [Day] = []
    var sum = Day()
    var found = Set<String>()
    guard let firstDay = SweepDate(options.city.firstDay) else { return .init(policy, doors, days) }
    for day in 1...options.days {
      let results = (day == 1 ? base : folder) + "/results"
      var request = DayPlan.Request()
      request.day = firstDay.advanced(by: day)
      request.wardens = options.wardens
      request.minutes = options.minutes
      request.threads = options.city.threads
      let plan = try DayPlan(results: results, request)
      let date = "\(firstDay.advanced(by: day))"
      let visits = try plan.visits(
        by: policy, results: results, seed: options.city.seed &+ UInt64(day))
      for team in visits {
        knock(team, plan.settings.costs, day, date, &rows, &sum, &found)
      }
      sum.found = Double(found.count)
      try rows.write(toFile: folder + "/knocks.csv", atomically: false, encoding: .utf8)
      try reconcile(folder)
      try count(folder + "/results", &sum)
      days.append(sum)
      tell(day)
    }
    try manager.removeItem(atPath: folder)
    return .init(policy, doors, days)
  }

  /// A team's day: from nine on, door by door.
  private func knock(
    _ visits: [DayPlan.Visit], _ costs: PlanSettings.Costs, _ day: Int, _ date: String,
    _ rows: inout String, _ sum: inout Day, _ found: inout Set<String>
  ) {
    var minutes = 0.0
    for visit in visits {
      guard let door = doors[visit.compound, visit.unit] else { continue }
      minutes += Double(visit.way + visit.knock) / 100
      let answer = doors.answer(at: door, day: day)
      let clock = min(9 * 60 + Int(minutes), 23 * 60 + 59)
      let time = String(format: "%02d:%02d", clock / 60, clock % 60)
      let persons = answer.persons > 0 ? "\(answer.persons)" : ""
      rows +=
        "\(visit.compound),\(visit.unit),\(date)T\(time),\(answer.outcome),\(persons),\(door.worker)\n"
      sum.doors += 1
      guard answer.outcome == "answered" else { continue }
      minutes += costs.doorAnswered
      sum.met += Double(answer.persons)
      if door.isUnlisted { found.insert("\(visit.compound) \(visit.unit)") }
    }
    sum.minutes += minutes
  }

  /// What results leave undecided, and what they have wrong.
  private func count(_ results: String, _ sum: inout Day) throws(SweepError) {
    (sum.undecided, sum.wrong) = (0, 0)
    var cursor = try UnitsCursor(in: results)
    while let units = try cursor.next() {
      for unit in units {
        let isOccupied = doors[unit.compound, unit.unit]?.isOccupied ?? false
        switch unit.status {
        case .uncertain, .unobserved: sum.undecided += 1
        case .vacant, .listedAbsent: if isOccupied { sum.wrong += 1 }
        default: if !isOccupied { sum.wrong += 1 }
        }
      }
    }
  }
}

extension Simulation.Course {
  fileprivate init(_ policy: PlanPolicy, _ doors: CityDoors, _ days: [Simulation.Day]) {
    self.init(policy: policy, unlisted: doors.unlisted, units: doors.count, days: days)
  }
}
