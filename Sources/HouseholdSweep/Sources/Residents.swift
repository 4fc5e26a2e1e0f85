import DelimitedText

/// The resident list, `residents.csv`: who is registered in which unit.
struct Residents: UnitSource, EvidenceSource {
  // MARK: Columns and words

  static let source = Source.residents
  static let columns: SourceColumns = (
    required: [.compound, .unit], optional: [.resident, .state]
  )
  static let residentHeaders = ["人员编号", "居民编号"]
  static let stateHeaders = [
    "状态", "人员状态", "居住状态", "居住情况", "在住情况", "目前状态", "现状", "是否在住",
  ]
  /// Who is listed is listed in a dwelling.
  static let namesDwellings = true
  /// Words by which a file's name shows that it holds a resident list.
  static let fileWords = ["resident", "居民", "人员", "人口", "名单"]

  // MARK: A row

  /// What a row says beside its unit.
  struct Observation {
    /// A hash of the id, 0 where there is none; nil where a spreadsheet has destroyed it.
    var person: UInt64?
    /// Nil where the word is in no list.
    var state: ResidentState?
  }

  private var states = FieldCache<ResidentState?>(.present)

  init() {}

  @inline(__always)
  mutating func observation(_ row: Row, _ columns: ColumnMap) -> Observation? {
    Observation(person: Self.person(row, columns), state: knownState(row, columns))
  }

  @inline(__always)
  private static func person(_ row: Row, _ columns: ColumnMap) -> UInt64? {
    let id = row.field(ifAny: columns[.resident])
    if id.isEmpty { return 0 }
    if id.count > 4 && id[0] < 58 && id.isScientific { return nil }
    return max(id.hash64 >> 16, 1)
  }

  @inline(__always)
  private mutating func knownState(_ row: Row, _ columns: ColumnMap) -> ResidentState? {
    states.value(of: row, columns[.state]) { ResidentState($0) }
  }

  /// An id that is none, and a word that is in no list, are told of.
  mutating func complete(_ resident: inout Observation, _ row: Row, _ state: inout SinkState) {
    if resident.person == nil { state.note(.scientificResident) }
    if resident.state == nil {
      state.noteUnknownState(row.field(ifAny: state.columns[.state]), line: row.line)
    }
  }

  /// Rows of which there is something to tell are read in full.
  @inline(__always)
  mutating func observation(
    like row: Row, _ template: borrowing RowTemplate, _ columns: ColumnMap
  ) -> Observation? {
    guard let state = knownState(row, columns), let person = Self.person(row, columns) else {
      return nil
    }
    return Observation(person: person, state: state)
  }

  // MARK: How it reads

  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages] {
    [
      hasList
        ? .init("listed \(unit.listed), away \(unit.away)", "登记\(unit.listed)人，外出\(unit.away)人")
        : .init("the compound has no list", "小区没有名单")
    ]
  }

  static func addReasons(
    _ unit: UnitEvidence, _ situation: Decision.Situation, to reasons: inout Reasons
  ) {
    let known = Int(unit.listed) + Int(unit.away)
    if known == 0 {
      if situation.compoundHasList { reasons.begin("not on the list", "不在居民名单上") }
    } else if Int(unit.personsSeen) > known {
      reasons.begin("", "见到")
      reasons.say(unit.personsSeen)
      reasons.say(" persons seen, ", "人，名单上")
      reasons.say(known)
      reasons.say(" listed", "人")
    }
  }

  // MARK: What stays of it

  /// Without an id nobody can be told from others; who is listed in any other state is present.
  @inline(__always)
  static func event(_ resident: Observation, minute: Int) -> ResidentEvent {
    ResidentEvent(person: resident.person ?? 0, resident.state ?? .present)
  }

  static func event(bits: UInt64, beside: UInt64) -> ResidentEvent { ResidentEvent(bits: bits) }
}

/// States in the order in which they win where the rows of one person disagree.
enum ResidentState: UInt8, BitwiseCopyable, Sendable {
  case moved, away, present

  /// The state a field names, or nil if it names none we know.
  init?(_ field: Field) {
    if field.isEmpty || field.equals("present") || field.equals("在住") {
      self = .present
    } else if field.equals("away") || field.equals("外出") {
      self = .away
    } else if field.equals("moved") || field.equals("搬离") {
      self = .moved
    } else {
      switch Words.state(Words.fold(field)) {
      case "present": self = .present
      case "away": self = .away
      case "moved": self = .moved
      default: return nil
      }
    }
  }
}

// MARK: - The evidence of a unit

extension UnitEvidence {
  /// Counts a person who is listed in this state. Each is counted once, in the first of the states.
  @inline(__always)
  mutating func count(_ state: ResidentState) {
    switch state {
    case .present: listed.increment()
    case .away: away.increment()
    case .moved: hasMoved = true
    }
  }
}

// MARK: - In eight bytes

/// A resident row on its way to its unit: place, then 48 bits of a hash of the id (0 where there is
/// none), then the state.
///
/// Ids are compared by hash. Two persons of one unit share 48 bits once in 10^14 pairs; then one of
/// them would be taken for a repetition of the other.
struct ResidentEvent: UnitEvent {
  var bits: UInt64

  static func < (a: ResidentEvent, b: ResidentEvent) -> Bool { a.bits < b.bits }

  @inline(__always) var place: Int { Int(bits >> 50) }

  /// Whether the row has an id.
  @inline(__always) var hasPerson: Bool { bits & Self.personBits != 0 }
  /// Equal for rows of one person in one unit; the high bits are well mixed.
  @inline(__always) var personHash: UInt64 { (bits >> 2) &* 0x9E37_79B9_7F4A_7C15 }

  private static let personBits: UInt64 = 1 << 50 - 4

  /// Whether two rows of a unit are known to be about one person.
  @inline(__always)
  func isSamePerson(as other: ResidentEvent) -> Bool {
    (bits ^ other.bits) & Self.personBits == 0 && hasPerson
  }

  var state: ResidentState { ResidentState(rawValue: UInt8(bits & 3)) ?? .present }

  init(bits: UInt64) { self.bits = bits }

  @inline(__always)
  init(person: UInt64, _ state: ResidentState) { bits = person << 2 | UInt64(state.rawValue) }

  /// The event at another place; what is behind the place stays.
  func moved(to place: Int) -> ResidentEvent {
    ResidentEvent(bits: UInt64(place) << 50 | bits & (1 << 50 - 1))
  }
}
