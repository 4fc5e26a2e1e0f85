import Foundation
import SweepReport

/// What several cities came to, by policy and day: mean and spread.
struct SimulationTable {
  struct Figure: Encodable {
    var mean: Double
    /// The deviation from city to city; 0 for one city.
    var spread: Double

    init(_ values: [Double]) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / max(count, 1)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      spread = values.count > 1 ? (squares / (count - 1)).squareRoot() : 0
    }

    /// To the tenth, for programs.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode([mean, spread].map { ($0 * 10).rounded() / 10 })
    }
  }

  struct Row: Encodable {
    var policy: String
    var day: Int
    /// By measure, mean and spread.
    var figures: [String: Figure]
  }

  let rows: [Row]
  let cities: Int
  let units: Figure
  let unlisted: Figure

  /// - Parameter courses: of each city, all policies in the same order.
  init(_ courses: [[Simulation.Course]]) {
    cities = courses.count
    units = Figure(courses.compactMap { $0.first.map { Double($0.units) } })
    unlisted = Figure(courses.compactMap { $0.first.map { Double($0.unlisted) } })
    let first = courses.first ?? []
    rows = first.indices.flatMap { place in
      first[place].days.indices.map { day in
        let days = courses.map { $0[place].days[day] }
        let figures = Simulation.Day.measures.map { measure in
          (measure.name, Figure(days.map { $0[keyPath: measure.path] }))
        }
        return Row(
          policy: first[place].policy.rawValue, day: day + 1,
          figures: Dictionary(uniqueKeysWithValues: figures))
      }
    }
  }
}
