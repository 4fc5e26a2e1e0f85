import Foundation
import TestSupport

@testable import HouseholdSweep

/// A small city in a few words a dwelling (`ReferenceValues`), as a sweep folder and as values to expect.
struct ReferenceCity {
  struct Dwelling {
    var compound: String
    var address: String
    var level: String
    var usage: String
    var nights: String
    var knocks: String
    var worker: String
    /// p, and the probability of a window that cannot be seen; empty where nothing is said of them.
    var expected: [Double]
  }

  private(set) var dwellings: [Dwelling] = []
  private var counts: [(compound: String, place: String, night: Int, lit: Int)] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words[0] == "count" {
        counts.append((words[1], words[2], Int(words[3])!, Int(words[4])!))
      } else {
        dwellings.append(
          Dwelling(
            compound: words[0], address: words[1], level: words[2], usage: words[3],
            nights: words[4], knocks: words[5], worker: words[6],
            expected: words.dropFirst(7).map { Double($0)! }))
      }
    }
  }

  mutating func change(_ change: (inout Dwelling) -> Void) {
    for number in dwellings.indices { change(&dwellings[number]) }
  }

  /// The dwellings as files. Usage is that of one pair of readings over the whole sweep.
  func sweep(model: String, parameters: String = "") -> TestSweep {
    let days = dwellings[0].nights.count
    var sweep = TestSweep()
    sweep.manifest = """
      {"first_day": "2020-02-17", "days": \(days), "model": "\(model)",
       "parameters": {"learn_min_units": 1\(parameters)}}
      """
    var rows: [String: [String]] = [:]
    for (number, dwelling) in dwellings.enumerated() {
      let unit = "\(dwelling.compound),\(dwelling.address)"
      rows["units", default: []].append("\(unit),M\(number)")
      if let level = Int(dwelling.level), level > 0 {
        rows["residents", default: []].append(
          "\(unit),a,\(["", "moved", "away", "present"][level])")
      }
      if let usage = Double(dwelling.usage) {
        let rise = Int((usage * 1000).rounded()) * days
        let text = "\(rise / 1000).\(String(rise % 1000 + 1000).dropFirst())"
        rows["meter", default: []].append("M\(number),2020-02-17T05:00,0")
        rows["meter", default: []].append("M\(number),2020-02-\(17 + days)T05:00,\(text)")
      }
      for (night, character) in dwelling.nights.enumerated() where character != "-" {
        rows["lights", default: []].append("\(unit),2020-02-\(17 + night)T20:00,\(character)")
      }
      let outcomes = ["a": "answered", "r": "refused", "n": "no_answer", "v": "vacant"]
      for (attempt, character) in dwelling.knocks.enumerated() where character != "-" {
        let worker = dwelling.worker == "-" ? "" : dwelling.worker
        let clock = "\(10 + number % 10):\(10 + number / 10 % 50)"
        rows["knocks", default: []].append(
          "\(unit),2020-02-\(17 + attempt)T\(clock),\(outcomes[String(character)]!),\(worker)")
      }
    }
    for (compound, place, night, lit) in counts {
      rows["lights", default: []].append("\(compound),\(place),2020-02-\(17 + night)T21:00,\(lit)")
    }
    let headers = [
      "units": "compound,unit,meter", "residents": "compound,unit,resident,state",
      "meter": "meter,time,kwh", "lights": "compound,place,time,lit",
      "knocks": "compound,unit,time,outcome,worker",
    ]
    for (source, header) in headers { sweep.files[source + ".csv"] = (header, rows[source] ?? []) }
    return sweep
  }

  /// Compounds of 40 dwellings drawn by the model itself, the same as in Python: their rates differ, and
  /// some lists have lost people.
  static func formula(compounds: Int, seed: UInt64) -> ReferenceCity {
    let rates = [0.95, 0.9, 0.3, 0.8, 0.85, 0.6, 1, 0.75, 0.9, 0.5]
    let usages = ["0.01", "0.05", "0.2", "0.5", "0.8", "1.5", "3", "6", "12"]
    let model = PlainKinds(Parameters())
    var lines: [String] = []
    for compound in 0..<compounds {
      var random = SeededGenerator(seed: seed + UInt64(compound))
      func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }
      func draw(_ chances: [Double]) -> Int {
        var rest = uniform()
        for (answer, chance) in chances.enumerated() {
          if rest < chance { return answer }
          rest -= chance
        }
        return chances.count - 1
      }
      for number in 0..<40 {
        let isOccupied = uniform() < rates[compound % 10]
        let kind =
          isOccupied ? draw(Array(model.shares[..<3])) : 3 + draw(Array(model.shares[3...]))
        let row = PlainKinds.rowOfKind[kind]
        var level = draw(model.listed[isOccupied ? 0 : 1])
        if compound % 4 == 2 && uniform() < 0.2 { level = 0 }
        var usage = usages[draw(model.meter[row])]
        if uniform() < 0.1 { usage = "-" }
        var nights = ""
        for _ in 0..<3 { nights += uniform() < 0.1 ? "-" : uniform() < model.lit[kind] ? "1" : "0" }
        var knocks = ""
        for _ in 0..<draw([0.3, 0.5, 0.2]) {
          knocks += ["a", "r", "n", "v"][draw(model.knock[row])]
        }
        lines.append(
          "C\(compound) \(number / 20 + 1)-\(number % 20 / 10 + 1)-\(number % 10 + 1) \(level) "
            + "\(usage) \(nights) \(knocks.isEmpty ? "-" : knocks) -")
      }
    }
    return ReferenceCity(lines.joined(separator: "\n"))
  }
}

/// A sweep that was read, and what it believes of its units, in full precision.
struct ReadCity {
  let sweep: Sweep
  let belief: Belief
  private let folder: TestFolder

  init(_ files: TestSweep, threads: Int = 1) throws {
    folder = try TestFolder()
    try files.write(to: folder)
    sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: threads))
    belief = sweep.believe()
  }

  /// What is believed of a registered unit; nil where it is none.
  func view(_ compound: String, _ address: String) -> UnitView? {
    guard let number = sweep.directory.find(compound) else { return nil }
    let frame = sweep.builder.frame
    let unit = frame.register.index.units(of: number).first { frame.text(of: $0) == address }
    return unit.map { UnitView(sweep, $0, in: number, belief.model) }
  }
}
