import TestSupport

@testable import HouseholdSweep

/// A building of a dozen or two dwellings, with what was written down of them: by people who went there,
/// and by some who did not.
struct MessyHouse {
  struct Dwelling {
    var address: String
    /// On the list, if at all.
    var state: String?
    /// By day of February, in kWh.
    var readings: [(day: Int, kwh: String)] = []
    var nights: [(day: Int, lit: Int)] = []
    var knocks: [(time: String, outcome: String, worker: String)] = []
  }

  private(set) var dwellings: [Dwelling] = []
  private(set) var counts: [(place: String, day: Int, lit: Int)] = []

  init(days: Int, _ random: inout SeededGenerator) {
    let building = random.one(of: ["30", "31", "B"])
    let rooms = random.number(7...12)
    let isFull = !random.chance(4)
    /// What is written down of a night: the lights one by one, a place's, nothing, or zeros.
    let nights = (0..<days).map { _ in
      random.one(of: ["lights", "lights", "zeros", "count", "zero count", "few", ""])
    }
    let knocking = random.one(of: ["honest", "honest", "lazy", "hurried", "knowing", ""])
    let isMetered = !random.chance(3)
    var isHome: [Bool] = []
    for entrance in 1...2 {
      for room in 1...rooms {
        isHome.append(random.chance(isFull ? 12 : 2) != isFull)
        var dwelling = Dwelling(address: "\(building)-\(entrance)-\(room)")
        dwelling.state =
          isHome.last!
          ? random.one(of: ["present", "present", "present", "present", "away", nil])
          : random.one(of: [nil, nil, nil, "moved", "present", "away"])
        if isMetered {
          let start = random.number(100...900)
          let rise = isHome.last! ? random.number(1...12) : 0
          dwelling.readings = [(16, "\(start)"), (22, "\(start + 6 * rise).05")]
        }
        let isLit = isHome.last! && !random.chance(5)
        for (night, kind) in nights.enumerated() {
          switch kind {
          case "lights": dwelling.nights.append((17 + night, isLit ? 1 : 0))
          case "zeros": dwelling.nights.append((17 + night, 0))
          case "few" where room < 4: dwelling.nights.append((17 + night, 0))
          default: continue
          }
        }
        let clock = "\(10 + room / 6):\(10 + room)"
        switch knocking {
        case "honest":
          let outcome =
            isHome.last! ? ["answered", "answered", "no_answer"] : ["no_answer", "vacant"]
          dwelling.knocks = [("2020-02-17T\(clock)", random.one(of: outcome), "w5")]
        case "lazy":
          let outcome = random.chance(8) ? "no_answer" : random.chance(9) ? "answered" : "vacant"
          dwelling.knocks = [("2020-02-17T\(clock)", outcome, "w9")]
          if random.chance(4) { dwelling.knocks.append(("2020-02-17T09:00", "vacant", "w9")) }
        case "hurried":
          let outcome = isHome.last! ? "answered" : "no_answer"
          dwelling.knocks = [("2020-02-17T11:0\(random.number(0...2))", outcome, "w7")]
        case "knowing":
          let outcome = isHome.last! ? "no_answer" : "vacant"
          dwelling.knocks = [("2020-02-17T\(clock)", outcome, "w6")]
        default: break
        }
        dwellings.append(dwelling)
      }
    }
    for (night, kind) in nights.enumerated() where kind.hasSuffix("count") {
      let place = random.one(of: [building, building + "-1"])
      let inside = zip(dwellings, isHome).filter { $0.0.address.hasPrefix(place + "-") }
      counts.append((place, 17 + night, kind == "zero count" ? 0 : inside.count { $0.1 }))
    }
  }
}
