import DelimitedText

/// The sums of one compound, as the area tables want them.
struct CompoundSums: Sendable {
  var compound: Compound
  var tally: AreaTally
  /// One a day of the sweep.
  var days: [CoverageTally]
}

/// `areas.csv` and `coverage.csv`: city, districts, subdistricts, communities, compounds.
struct AreaTables {
  static let areasName = "areas.csv"
  static let coverageName = "coverage.csv"

  private struct Area {
    var level: String
    var path: String
    var name: String
    var tally = AreaTally()
    var days: [CoverageTally]

    mutating func add(_ sums: CompoundSums) {
      tally += sums.tally
      for day in days.indices { days[day] += sums.days[day] }
    }
  }

  /// The areas that a compound lies in, the largest first.
  private struct Parents: Equatable {
    static let levels = ["district", "subdistrict", "community"]

    private let names: [String]

    /// Of nothing, without a compound.
    init(of compound: Compound?) {
      names = compound.map { [$0.district, $0.subdistrict, $0.community] } ?? []
    }

    /// Empty areas, from the district down; a parent that is missing in between leaves no gap.
    func areas(_ days: [CoverageTally]) -> [Area] {
      names.indices.filter { !names[$0].isEmpty }.map { level in
        let path = names[...level].filter { !$0.isEmpty }.joined(separator: "/")
        return Area(level: Self.levels[level], path: path, name: names[level], days: days)
      }
    }
  }

  private var areas: [Area]

  var city: AreaTally { areas[0].tally }
  var cityDays: [CoverageTally] { areas[0].days }

  /// Takes the compounds in natural order.
  init(_ compounds: [CompoundSums], manifest: Manifest) {
    let none = Array(repeating: CoverageTally(), count: manifest.days)
    var city = Area(level: "city", path: "city", name: manifest.name, days: none)
    var parents: [Area] = []
    // Compounds of one community mostly follow each other.
    var last = Parents(of: nil)
    var places: [Int] = []
    var known: [String: Int] = [:]
    for sums in compounds {
      city.add(sums)
      let those = Parents(of: sums.compound)
      if those != last {
        (last, places) = (those, [])
        for area in those.areas(none) {
          let place = known[area.level + "/" + area.path] ?? parents.count
          if place == parents.count {
            known[area.level + "/" + area.path] = place
            parents.append(area)
          }
          places.append(place)
        }
      }
      for place in places { parents[place].add(sums) }
    }
    areas = [city]
    for level in Parents.levels {
      areas += parents.filter { $0.level == level }
        .sorted { NaturalOrder.precedes($0.path, $1.path) }
    }
    areas += compounds.map { sums in
      Area(
        level: "compound", path: sums.compound.id, name: sums.compound.name, tally: sums.tally,
        days: sums.days)
    }
  }

  func areasTable() -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(
      "level,area,name,units,observed,contacted,listed_persons,persons_seen,confirmed,unlisted_occupied,undercounted,listed_absent,vacant,uncertain,unobserved,list_missing,conflicts,unregistered_flags,expected_occupied,expected_unlisted_occupied\n"
    )
    let order: [UnitStatus] = [
      .confirmed, .unlistedOccupied, .undercounted, .listedAbsent, .vacant, .uncertain,
      .unobserved, .listMissing,
    ]
    for area in areas {
      appendHead(area, to: &buffer)
      buffer.append(csv: area.name)
      let tally = area.tally
      let numbers =
        [tally.units, tally.observed, tally.contacted, tally.listedPersons, tally.personsSeen]
        + order.map(tally.count) + [tally.conflicts, tally.unregisteredFlags]
      for number in numbers {
        buffer.append(UInt8(ascii: ","))
        buffer.append(number: number)
      }
      for millionths in [tally.expectedOccupied, tally.expectedUnlistedOccupied] {
        buffer.append(UInt8(ascii: ","))
        buffer.append(scaled: Decimals.scaled(Double(millionths) / 1e6, places: 1), places: 1)
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return buffer
  }

  func coverageTable(firstDay: SweepDate) -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append("level,area,day,units,units_observed,units_contacted,persons_seen\n")
    let dates = areas[0].days.indices.map { "\(firstDay.advanced(by: $0))" }
    for area in areas {
      for (day, tally) in area.days.enumerated() {
        appendHead(area, to: &buffer)
        buffer.append(text: dates[day])
        for number in [area.tally.units, tally.observed, tally.contacted, tally.persons] {
          buffer.append(UInt8(ascii: ","))
          buffer.append(number: number)
        }
        buffer.append(UInt8(ascii: "\n"))
      }
    }
    return buffer
  }

  private func appendHead(_ area: Area, to buffer: inout OutputBuffer) {
    buffer.append(text: area.level)
    buffer.append(UInt8(ascii: ","))
    buffer.append(csv: area.path)
    buffer.append(UInt8(ascii: ","))
  }
}

/// `rejects.csv` and `unmatched.csv`.
enum RowTables {
  static let rejectsName = "rejects.csv"
  static let unmatchedName = "unmatched.csv"

  /// The rejected rows by file, in the order the files are read, and line.
  static func rejects(_ rejects: [Reject]) -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append("file,line,column,reason,value\n")
    for reject in rejects {
      buffer.append(csv: reject.file)
      buffer.append(UInt8(ascii: ","))
      buffer.append(number: reject.line)
      buffer.append(UInt8(ascii: ","))
      buffer.append(text: reject.column)
      buffer.append(UInt8(ascii: ","))
      buffer.append(text: reject.reason.rawValue)
      buffer.append(UInt8(ascii: ","))
      buffer.append(csv: reject.value)
      buffer.append(UInt8(ascii: "\n"))
    }
    return buffer
  }

  /// The addresses outside the register of compounds that have one.
  static func unmatched(_ addresses: [UnmatchedAddress]) -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append("compound,address,seen_in,rows,suggestion_1,suggestion_2,suggestion_3\n")
    for address in addresses {
      buffer.append(csv: address.compound)
      buffer.append(UInt8(ascii: ","))
      buffer.append(csv: address.address)
      buffer.append(UInt8(ascii: ","))
      buffer.append(csv: address.seenIn.map(\.rawValue).joined(separator: " "))
      buffer.append(UInt8(ascii: ","))
      buffer.append(number: address.rows)
      for place in 0..<3 {
        buffer.append(UInt8(ascii: ","))
        if place < address.suggestions.count { buffer.append(csv: address.suggestions[place]) }
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return buffer
  }
}
