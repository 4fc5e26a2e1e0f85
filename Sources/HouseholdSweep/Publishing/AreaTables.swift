import DelimitedText
import LatentClass

/// The sums of one compound, as the area tables want them.
struct CompoundSums: Sendable {
  var compound: Compound
  var tally: AreaTally
  /// One a day of the sweep.
  var days: [CoverageTally]
  /// What the model settled on for it.
  var own: LatentClassModel.Own?
  var hasList = false
}

/// `areas.csv` and `coverage.csv`: city, districts, subdistricts, communities, compounds.
struct AreaTables {
  static let areasName = "areas.csv"
  static let coverageName = "coverage.csv"

  /// An area above compounds.
  struct Area: Sendable {
    var level: String
    var path: String
    var name: String
    var tally = AreaTally()
    var days: [CoverageTally]

    fileprivate mutating func add(_ sums: CompoundSums) {
      tally += sums.tally
      for day in days.indices { days[day] += sums.days[day] }
    }
  }

  /// The levels between city and compound, from the top.
  private static let levels = ["district", "subdistrict", "community"]

  /// City, districts, subdistricts, communities.
  private var areas: [Area]
  private let compounds: [CompoundSums]

  var city: AreaTally { areas[0].tally }
  var cityDays: [CoverageTally] { areas[0].days }

  /// Takes the compounds in natural order.
  init(_ compounds: [CompoundSums], manifest: Manifest) {
    self.compounds = compounds
    let none = Array(repeating: CoverageTally(), count: manifest.days)
    var city = Area(level: "city", path: "city", name: manifest.name, days: none)
    var parents: [Area] = []
    var places: [Int] = []
    var known: [String: Int] = [:]
    for number in compounds.indices {
      city.add(compounds[number])
      // Compounds of one community mostly follow each other.
      let isBeside =
        number > 0 && Self.areBeside(compounds[number].compound, compounds[number - 1].compound)
      if !isBeside {
        places = []
        for area in Self.parents(of: compounds[number].compound, none) {
          let place = known[area.level + "/" + area.path] ?? parents.count
          if place == parents.count {
            known[area.level + "/" + area.path] = place
            parents.append(area)
          }
          places.append(place)
        }
      }
      for place in places { parents[place].add(compounds[number]) }
    }
    areas = [city] + Self.sorted(parents)
  }

  /// Takes areas that are known whole, the city first; the rows of compounds are written elsewhere.
  init(city: Area, parents: [Area]) {
    areas = [city] + Self.sorted(parents)
    compounds = []
  }

  /// Areas between city and compounds in the order of the tables.
  private static func sorted(_ parents: [Area]) -> [Area] {
    levels.flatMap { level in
      // Areas are large; their numbers are sorted instead.
      parents.indices.filter { parents[$0].level == level }
        .sorted { NaturalOrder.precedes(parents[$0].path, parents[$1].path) }
        .map { parents[$0] }
    }
  }

  /// What the tables round, by area above compounds.
  var exactSums: [ExactSums.Area] {
    areas.map {
      ExactSums.Area(
        level: $0.level, area: $0.path, expectedOccupied: $0.tally.expectedOccupied,
        expectedUnlistedOccupied: $0.tally.expectedUnlistedOccupied)
    }
  }

  /// Whether two compounds lie in the same areas.
  private static func areBeside(_ a: Compound, _ b: Compound) -> Bool {
    a.community == b.community && a.subdistrict == b.subdistrict && a.district == b.district
  }

  /// The areas that a compound lies in, empty yet, from the district down; a parent that is missing in
  /// between leaves no gap.
  private static func parents(of compound: Compound, _ days: [CoverageTally]) -> [Area] {
    let names = [compound.district, compound.subdistrict, compound.community]
    return names.indices.filter { !names[$0].isEmpty }.map { level in
      let path = names[...level].filter { !$0.isEmpty }.joined(separator: "/")
      return Area(level: levels[level], path: path, name: names[level], days: days)
    }
  }

  /// All areas and compounds, in the order of the table.
  func decided(from firstDay: SweepDate) -> [DecidedArea] {
    areas.map {
      DecidedArea(level: $0.level, path: $0.path, name: $0.name, $0.tally, $0.days, from: firstDay)
    } + compounds.map { DecidedArea(compound: $0, from: firstDay) }
  }

  func areasTable() -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(Self.areasHeader)
    for area in areas {
      append(level: area.level, area.path, to: &buffer)
      append(area.name, area.tally, to: &buffer)
      buffer.append(",,,\n")
    }
    for sums in compounds {
      append(level: "compound", sums.compound.id, to: &buffer)
      append(sums.compound.name, sums.tally, to: &buffer)
      appendOwn(sums, to: &buffer)
    }
    return buffer
  }

  static let areasHeader: StaticString =
    "level,area,name,units,observed,contacted,listed_persons,persons_seen,confirmed,unlisted_occupied,undercounted,listed_absent,vacant,uncertain,unobserved,list_missing,conflicts,unregistered_flags,expected_occupied,expected_unlisted_occupied,occupancy_rate,list_completeness,list_staleness\n"
  static let coverageHeader: StaticString =
    "level,area,day,units,units_observed,units_contacted,persons_seen\n"

  private func append(_ name: String, _ tally: AreaTally, to buffer: inout OutputBuffer) {
    buffer.append(csv: name)
    buffer.append(commaAnd: tally.units)
    buffer.append(commaAnd: tally.observed)
    buffer.append(commaAnd: tally.contacted)
    buffer.append(commaAnd: tally.listedPersons)
    buffer.append(commaAnd: tally.personsSeen)
    for status in UnitStatus.allCases { buffer.append(commaAnd: tally.count(status)) }
    buffer.append(commaAnd: tally.conflicts)
    buffer.append(commaAnd: tally.unregisteredFlags)
    for millionths in [tally.expectedOccupied, tally.expectedUnlistedOccupied] {
      buffer.append(UInt8(ascii: ","))
      buffer.append(scaled: Decimals.scaled(Double(millionths) / 1e6, places: 1), places: 1)
    }
  }

  /// Appends what a compound has of its own, and ends the row. Where it has no list, there is nothing to
  /// say of one.
  private func appendOwn(_ sums: CompoundSums, to buffer: inout OutputBuffer) {
    let list = sums.hasList ? sums.own?.top : nil
    for chance in [sums.own?.share, list?[0], list?[1]] {
      buffer.append(UInt8(ascii: ","))
      guard let chance else { continue }
      buffer.append(scaled: Decimals.scaled(chance, places: 4), places: 4)
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  func coverageTable(firstDay: SweepDate) -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(Self.coverageHeader)
    let dates = areas[0].days.indices.map { "\(firstDay.advanced(by: $0))" }
    func append(
      level: String, _ path: String, units: Int, _ days: [CoverageTally],
      to buffer: inout OutputBuffer
    ) {
      for (date, tally) in zip(dates, days) {
        self.append(level: level, path, to: &buffer)
        buffer.append(text: date)
        buffer.append(commaAnd: units)
        buffer.append(commaAnd: tally.observed)
        buffer.append(commaAnd: tally.contacted)
        buffer.append(commaAnd: tally.persons)
        buffer.append(UInt8(ascii: "\n"))
      }
    }
    for area in areas {
      append(level: area.level, area.path, units: area.tally.units, area.days, to: &buffer)
    }
    for sums in compounds {
      append(
        level: "compound", sums.compound.id, units: sums.tally.units, sums.days, to: &buffer)
    }
    return buffer
  }

  private func append(level: String, _ path: String, to buffer: inout OutputBuffer) {
    buffer.append(text: level)
    buffer.append(UInt8(ascii: ","))
    buffer.append(csv: path)
    buffer.append(UInt8(ascii: ","))
  }
}

extension DecidedArea {
  init(compound sums: CompoundSums, from firstDay: SweepDate) {
    self.init(
      level: "compound", path: sums.compound.id, name: sums.compound.name, sums.tally, sums.days,
      from: firstDay)
  }
}

/// `rejects.csv` and `unmatched.csv`.
enum RowTables {
  static let rejectsName = "rejects.csv"
  static let unmatchedName = "unmatched.csv"
  static let rejectsHeader: StaticString = "file,line,column,reason,value\n"
  static let unmatchedHeader: StaticString =
    "compound,address,seen_in,rows,suggestion_1,suggestion_2,suggestion_3\n"

  /// The rejected rows by file, in the order the files are read, and line.
  static func rejects(_ rejects: [Reject]) -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(rejectsHeader)
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
    buffer.append(unmatchedHeader)
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
