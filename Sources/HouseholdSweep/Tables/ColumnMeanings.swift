import DelimitedText
import Foundation

/// What a column of an untidy table holds: one of our columns, or a part of one.
enum Meaning: Hashable, Sendable {
  case column(Column)
  case building, entrance, room, wholeAddress
  case date, clock
  case awayPersons
  case usage, peak, shoulder, valley
  /// Looked at for whether they are empty, and never kept.
  case name, serial, householder, relation

  /// The name that `columns` in the manifest and what is told call it by.
  var name: String {
    switch self {
    case .column(let column): column.name
    case .wholeAddress: "unit"
    case .awayPersons: "away_persons"
    default: "\(self)"
    }
  }

  /// A small number of its own.
  var number: Int {
    switch self {
    case .column(let column): column.rawValue
    case .building: Self.columns
    case .entrance: Self.columns + 1
    case .room: Self.columns + 2
    case .wholeAddress: Self.columns + 3
    case .date: Self.columns + 4
    case .clock: Self.columns + 5
    case .awayPersons: Self.columns + 6
    case .usage: Self.columns + 7
    case .peak: Self.columns + 8
    case .shoulder: Self.columns + 9
    case .valley: Self.columns + 10
    case .name: Self.columns + 11
    case .serial: Self.columns + 12
    case .householder: Self.columns + 13
    case .relation: Self.columns + 14
    }
  }

  private static let columns = Column.allCases.count
  static let count = columns + 15

  /// Whether it is a part of an address.
  var isPart: Bool { self == .building || self == .entrance || self == .room }
}

/// The names that columns go by in untidy tables.
enum ColumnNames {
  /// Width, case and blanks do not matter in a header.
  static func fold(_ name: String) -> String {
    if let plain = foldPlain(name) { return plain }
    var folded = ""
    for scalar in name.prefix(200).precomposedStringWithCompatibilityMapping.lowercased()
      .unicodeScalars
    where !scalar.properties.isWhitespace && scalar != "_" {
      folded.unicodeScalars.append(scalar)
    }
    return folded
  }

  /// The same for names of ASCII and of common Chinese characters, which have one form; nil for others.
  private static func foldPlain(_ name: String) -> String? {
    var bytes: [UInt8] = []
    for byte in name.utf8.prefix(600) {
      switch byte {
      case 0...32, UInt8(ascii: "_"): continue
      case 65...90: bytes.append(byte | 32)
      // U+4000 to U+9FFF begin with E4 to E9, and what follows is 80 to BF.
      case 33..<0xC0, 0xE4...0xE9: bytes.append(byte)
      default: return nil
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a cell may name a column of a source.
  static func isName(_ cell: String, in source: Source) -> Bool {
    if !meanings(of: fold(cell), in: source).isEmpty { return true }
    guard let last = lastPart(cell) else { return false }
    return !meanings(of: last, in: source).isEmpty
  }

  /// The meanings of a folded name in a source, each with its rank: the smaller goes first.
  static func meanings(of folded: String, in source: Source) -> [(meaning: Meaning, rank: Int)] {
    if let known = tables[source]?[folded] { return known }
    guard source == .meter, let bare = withoutUnit(folded) else { return [] }
    return tables[source]?[bare] ?? []
  }

  /// A folded name without the unit of what a meter shows, in parentheses behind it; nil where it has none.
  private static func withoutUnit(_ folded: String) -> String? {
    guard folded.hasSuffix(")") else { return nil }
    let unit = ["(度)", "(kwh)", "(kw·h)", "(kw.h)", "(千瓦时)"].first { folded.hasSuffix($0) }
    return unit.map { String(folded.dropLast($0.count)) }
  }

  private typealias Table = [String: [(meaning: Meaning, rank: Int)]]

  private static let tables: [Source: Table] = {
    var tables: [Source: Table] = [:]
    for source in Source.allCases { tables[source] = table(of: source) }
    return tables
  }()

  private static func table(of source: Source) -> Table {
    var table = Table()
    func add(_ meaning: Meaning, _ names: [String]) {
      for (rank, name) in names.enumerated() {
        table[fold(name), default: []].append((meaning, rank))
      }
    }
    let (required, optional) = source.columns
    for column in required + optional where column != .persons {
      add(.column(column), column.headers(in: source))
    }
    guard source != .compounds else { return table }
    add(
      .building,
      ["building", "楼栋", "楼栋号", "栋", "栋号", "幢", "座", "楼号", "楼", "block", "tower"])
    add(.entrance, ["entrance", "单元", "单元号", "门洞", "梯", "staircase"])
    add(.room, ["room", "房号", "房间号", "室", "室号", "户号", "门牌号", "flat", "apartment"])
    add(.wholeAddress, ["住址", "家庭住址", "详细地址", "现住址", "address"])
    add(.column(.floor), ["floor", "楼层"])
    add(.name, ["姓名", "户主", "住户姓名", "name"])
    add(.householder, ["户主"])
    add(.serial, ["序号"])
    add(.relation, ["与户主关系"])
    switch source {
    case .residents:
      add(.column(.persons), householdNames)
      add(.awayPersons, ["away_persons", "外出人数", "在外人数"])
    case .knocks:
      add(.column(.persons), Column.persons.headers(in: source))
    case .meter:
      add(.column(.kwh), ["kwh", "电表读数", "读数", "示数", "表码", "止码", "本次示数", "表底", "抄表示数", "抄见示数"])
      add(.usage, ["usage", "用电量", "日用电量", "抄见电量", "kwh_used", "consumption"])
      add(.peak, ["峰"])
      add(.shoulder, ["平"])
      add(.valley, ["谷"])
    default: break
    }
    if source == .knocks || source == .lights || source == .meter {
      add(.date, ["date", "日期"])
      add(.clock, ["时段", "时间", "time"])
    }
    return table
  }

  /// All folded names of a source's columns.
  static func allNames(of source: Source) -> some Sequence<String> { (tables[source] ?? [:]).keys }

  /// Names of the persons of a household, the better ones first.
  private static let householdNames = [
    "persons", "现住人数", "住几人", "常住人数", "在家人数", "人数", "家庭人数", "人口数",
  ]
  /// Those of them that may count who is away as well.
  static let totals: Set<String> = ["人数", "家庭人数", "人口数"]

  /// Columns of identity numbers. They are looked at for whether they are empty, and never kept.
  static let identities: Set<String> = [
    "身份证", "身份证号", "身份证号码", "证件号", "证件号码", "idnumber", "idcard", "identitynumber",
  ]

  /// The part of a form tool's header that counts: `group/unit`, `visit:outcome`, `data-time`; nil where
  /// there are no parts.
  static func lastPart(_ name: String) -> String? {
    let marks: Set<Character> = ["/", ":", "-"]
    guard name.contains(where: marks.contains) else { return nil }
    return name.split(whereSeparator: marks.contains).last.map { fold(String($0)) }
  }

  /// Whether a name, in a header that is tidy otherwise, says that the table is none of ours.
  static func isUntidy(_ name: String, in source: Source) -> Bool {
    let known = meanings(of: name, in: source)
    return known.contains { meaning, _ in
      switch meaning {
      case .building, .entrance, .awayPersons, .date: true
      case .column(.persons): source == .residents
      default: false
      }
    }
  }
}

/// Which column of a table is which of ours.
struct ColumnPlan: Sendable {
  let source: Source
  /// The header as it was understood, by column.
  let names: [String]
  private(set) var places: [Meaning: Int] = [:]
  /// All columns with names of persons.
  private(set) var nameColumns: [Int] = []
  /// All columns with identity numbers.
  private(set) var identityColumns: [Int] = []
  /// Columns that nobody reads.
  private(set) var unknown: [Int] = []
  /// Names whose last part counts.
  private(set) var groups: [String] = []
  /// Columns that hold an address as well, and do not count.
  private(set) var otherAddresses: [Int] = []
  /// What the manifest names was found.
  private(set) var isNamed: Set<Meaning> = []

  /// The same by the meaning's number, −1 where there is none: asked many times a row.
  private var slots: [Int32] = []
  /// The columns of the address, in the order in which they stand.
  private(set) var addressPlaces: [Int] = []
  /// The columns of compound, address and what else a row must have.
  private(set) var neededPlaces: [Int] = []

  subscript(meaning: Meaning) -> Int? {
    let place = slots[meaning.number]
    return place < 0 ? nil : Int(place)
  }

  subscript(column: Column) -> Int? {
    let place = slots[column.rawValue]
    return place < 0 ? nil : Int(place)
  }

  /// Names of one meaning that stand twice.
  struct Twice: Error {
    var meaning: Meaning
    var first: Int
    var second: Int
  }

  /// Understands a header; what is missing is told by `missing`.
  init(_ source: Source, _ names: [String], _ rule: TableRule) throws(Twice) {
    self.source = source
    self.names = names
    let folded = names.map(ColumnNames.fold)
    let ignored = Set(rule.ignore.map(ColumnNames.fold))
    var candidates: [Meaning: [(place: Int, rank: Int)]] = [:]
    let lastParts = names.map { ColumnNames.lastPart($0) }
    var lastCounts: [String: Int] = [:]
    for part in lastParts { if let part { lastCounts[part, default: 0] += 1 } }
    for name in folded where lastCounts[name] != nil { lastCounts[name]! += 1 }
    for (place, name) in folded.enumerated() where !name.isEmpty && !ignored.contains(name) {
      var known = ColumnNames.meanings(of: name, in: source)
      if known.isEmpty, let last = lastParts[place], lastCounts[last] == 1 {
        known = ColumnNames.meanings(of: last, in: source)
        if !known.isEmpty { groups.append(names[place]) }
      }
      for (meaning, rank) in known { candidates[meaning, default: []].append((place, rank)) }
    }
    var taken = Set<Int>()
    var isGiven = false
    for (meaning, names) in rule.columns {
      let choices = ([names] + (rule.otherColumns[meaning] ?? [])).map { wanted in
        wanted.map { name in folded.firstIndex(of: ColumnNames.fold(name)) }
      }
      guard let choice = choices.first(where: { !$0.contains(nil) }) else { continue }
      let found = choice.compactMap(\.self)
      let parts: [Meaning] = [.building, .entrance, .room]
      if meaning == .wholeAddress && found.count > 1 {
        for (part, place) in zip(parts.suffix(found.count), found) {
          places[part] = place
          isNamed.insert(part)
        }
        if found.count == 2 {
          // Building and room, as two parts of an address are.
          places[.building] = places[.entrance]
          places[.entrance] = nil
        }
      } else {
        places[meaning == .wholeAddress ? Self.address(source) : meaning] = found[0]
      }
      isNamed.insert(meaning)
      taken.formUnion(found)
      isGiven = isGiven || meaning == .wholeAddress
    }
    nameColumns = (candidates[.name] ?? []).map(\.place)
    identityColumns = folded.indices.filter { ColumnNames.identities.contains(folded[$0]) }
    try choose(candidates, taken: &taken, hasAddress: isGiven)
    unknown = folded.indices.filter { !folded[$0].isEmpty && !taken.contains($0) }
    if source != .compounds && source != .aliases && isNamed.isEmpty {
      let addresses = [Self.address(source), .wholeAddress, .room].flatMap { candidates[$0] ?? [] }
      otherAddresses = Set(addresses.map(\.place)).subtracting(taken).sorted()
    }
    slots = Array(repeating: -1, count: Meaning.count)
    for (meaning, place) in places { slots[meaning.number] = Int32(place) }
    let address: [Meaning] = [
      .column(.compound), .building, .entrance, .room, Self.address(source),
    ]
    addressPlaces = address.compactMap { places[$0] }.sorted()
    neededPlaces =
      addressPlaces + [Column.time, .outcome, .lit, .kwh].compactMap { places[.column($0)] }
  }

  /// The column of a source that an address goes into.
  static func address(_ source: Source) -> Meaning {
    .column(source == .lights ? .place : .unit)
  }

  private mutating func choose(
    _ candidates: [Meaning: [(place: Int, rank: Int)]], taken: inout Set<Int>, hasAddress: Bool
  ) throws(Twice) {
    func best(_ meaning: Meaning) -> Int? {
      candidates[meaning]?.filter { !taken.contains($0.place) }.min { $0.rank < $1.rank }?.place
    }
    func checkOnce(_ meaning: Meaning) throws(Twice) {
      guard isNamed.isDisjoint(with: [meaning]),
        let all = candidates[meaning]?.filter({ !taken.contains($0.place) })
      else { return }
      let first = all.min { $0.rank < $1.rank }
      if meaning.isPart, all.count > 1 {
        throw Twice(meaning: meaning, first: all[0].place, second: all[1].place)
      }
      if let first,
        let other = all.first(where: { $0.rank == first.rank && $0.place != first.place })
      {
        throw Twice(meaning: meaning, first: first.place, second: other.place)
      }
    }
    func take(_ meaning: Meaning, _ place: Int?) {
      guard let place, places[meaning] == nil else { return }
      places[meaning] = place
      taken.insert(place)
    }
    if !hasAddress && source != .compounds && source != .aliases {
      let address = Self.address(source)
      let hasBuilding = candidates[.building] != nil
      let hasEntrance = candidates[.entrance] != nil
      let units = (candidates[address] ?? []).filter { !taken.contains($0.place) }
      let unitName = units.first { ColumnNames.fold(names[$0.place]) == "unit" }?.place
      let rooms = (candidates[.room] ?? []).filter { !taken.contains($0.place) }
      if hasBuilding || hasEntrance || (unitName != nil && !rooms.isEmpty) {
        try checkOnce(.building)
        try checkOnce(.entrance)
        take(.building, best(.building))
        take(.entrance, best(.entrance))
        if !rooms.isEmpty {
          try checkOnce(.room)
          take(.room, best(.room))
          if let unitName, places[.entrance] == nil { take(.entrance, unitName) }
        } else if let unitName {
          take(.room, unitName)
        } else if let place = units.min(by: { $0.rank < $1.rank })?.place ?? best(.wholeAddress) {
          // A whole address, and no room beside it: the parts say nothing new.
          take(address, place)
          places[.building] = nil
          places[.entrance] = nil
        }
      } else {
        try checkOnce(address)
        take(address, best(address) ?? best(.room) ?? best(.wholeAddress))
      }
    }
    let (required, optional) = source.columns
    let isDated = candidates[.date] != nil
    for column in required + optional {
      let meaning = Meaning.column(column)
      if source != .compounds && source != .aliases && meaning == Self.address(source) { continue }
      if column == .time && isDated {
        take(.date, best(.date))
        take(.clock, best(.clock))
        if places[.clock] == nil, let date = places.removeValue(forKey: .date) {
          places[meaning] = date
        }
        continue
      }
      try checkOnce(meaning)
      take(meaning, best(meaning))
    }
    if source == .residents {
      take(.column(.persons), best(.column(.persons)))
      take(.awayPersons, best(.awayPersons))
    }
    if source == .meter && places[.column(.kwh)] == nil {
      take(.usage, best(.usage))
      for part in [Meaning.peak, .shoulder, .valley] { take(part, best(part)) }
    }
    if source != .units, places[.room] != nil { take(.column(.floor), best(.column(.floor))) }
    for meaning in [Meaning.serial, .relation, .householder, .name] {
      take(meaning, candidates[meaning]?.first?.place)
      for other in candidates[meaning] ?? [] { taken.insert(other.place) }
    }
  }

  /// Whether the table has persons of households.
  var hasPersons: Bool { source == .residents && self[.persons] != nil }

  /// Distinct columns and parts that are known.
  var known: Int {
    places.keys.filter { ![.name, .serial, .householder, .relation].contains($0) }.count
  }

  /// What the source needs and the header lacks; `hasCompound` where something else names it.
  func missing(hasCompound: Bool, constants: Set<Column>) -> [Column] {
    func has(_ column: Column) -> Bool { self[column] != nil || constants.contains(column) }
    let hasCompound = hasCompound || has(.compound)
    let hasAddress =
      places[Self.address(source)] != nil || places[.room] != nil
      || source == .lights && places[.building] != nil
    let hasTime = has(.time) || places[.date] != nil && places[.clock] != nil
    var missing: [Column] = []
    for column in source.columns.required {
      let isThere =
        switch column {
        case .compound: hasCompound
        case .unit, .place: source == .aliases ? has(column) : hasAddress
        case .time: hasTime
        case .kwh:
          has(.kwh) || places[.usage] != nil
            || places[.peak] != nil && places[.shoulder] != nil && places[.valley] != nil
        default: has(column)
        }
      if !isThere { missing.append(column) }
    }
    if source == .meter && !has(.meter) && !(hasCompound && hasAddress) { missing.append(.meter) }
    return missing
  }
}
