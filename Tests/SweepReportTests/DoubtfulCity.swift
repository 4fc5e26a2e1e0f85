import Foundation
import HouseholdSweep

@testable import SweepReport

/// A small city where not everything that was written down can have been gathered.
///
/// Every compound has two buildings of 24 flats, all listed, with busy meters. On the first night nobody
/// counts building 1; one worker calls all of building 2 vacant, and another runs from door to door.
struct DoubtfulCity {
  var names = ["Lotus Garden", "Jade Court"]
  var language = "en"
  /// Whether anything is amiss.
  var isDoubtful = true

  static let days = ["2020-02-17", "2020-02-18", "2020-02-19"]

  func results() throws -> TestResults {
    let manifest: [String: Any] = [
      "first_day": Self.days[0], "name": "Doubts", "language": language, "model": "fixed",
    ]
    return try TestResults(of: manifest, files)
  }

  private var files: [String: [String]] {
    var compounds = ["compound,name"]
    var units = ["compound,unit,meter"]
    var residents = ["compound,unit,resident"]
    var meter = ["meter,time,kwh"]
    var lights = ["compound,place,time,lit,worker"]
    var knocks = ["compound,unit,time,outcome,persons,worker"]
    for (number, raw) in names.enumerated() {
      let (id, name) = ("C\(number + 1)", TestResults.quoted(raw))
      compounds.append("\(id),\(name)")
      for building in 1...2 {
        for room in 0..<24 {
          let unit = "\(building)-1-\(room / 4 + 1)0\(room % 4 + 1)"
          let key = "\(id)-\(unit)"
          units.append("\(id),\(unit),M\(key)")
          residents.append("\(id),\(unit),P\(key)")
          meter += ["M\(key),2020-02-17 06:00,100", "M\(key),2020-02-20 04:00,118"]
          for (night, day) in Self.days.enumerated() {
            let isWritten = isDoubtful && building == 1 && night == 0
            let lit = isWritten || (room + night) % 5 == 0 ? 0 : 1
            lights.append("\(id),\(unit),\(day) 20:30,\(lit),\(name)")
          }
          guard isDoubtful else { continue }
          if building == 2 {
            knocks.append("\(id),\(unit),2020-02-17 10:\(10 + room),vacant,,\(name)")
          }
          knocks.append("\(id),\(unit),2020-02-18 10:0\(room / 12),answered,1,runner \(number)")
        }
      }
    }
    return [
      "compounds.csv": compounds, "units.csv": units, "residents.csv": residents,
      "meter.csv": meter, "lights.csv": lights, "knocks.csv": knocks,
    ]
  }
}
