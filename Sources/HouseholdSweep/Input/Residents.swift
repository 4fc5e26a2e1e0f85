import DelimitedText

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

/// Reads `residents.csv`.
struct ResidentSink: SourceSink, ~Copyable {
  var state: SinkState
  private var router: UnitRouter<ResidentEvent>
  private var states = FieldCache<ResidentState?>(.present)
  private var template = RowTemplate()

  init(
    _ maps: [ColumnMap], _ book: AddressBook,
    _ log: EventLog<ResidentEvent>
  ) {
    state = SinkState(maps: maps)
    router = UnitRouter(book, log)
  }

  mutating func chunkChanged() {
    router.begin(state)
    template.begin(state.templateColumns(same: [.compound, .unit], address: .unit))
  }

  mutating func end() { router.flush(&state) }

  @inline(__always)
  mutating func row(_ row: Row) {
    let isRead =
      template.matches(row) && (template.isAddressOpen ? takeNext(spelt: row) : takeNext(row))
    if !isRead { take(row) }
  }

  /// Takes a row like the one before, unless there is something else about it.
  @inline(__always)
  private mutating func takeNext(_ row: Row) -> Bool {
    guard let key = template.numbers(in: row), let event = event(row) else { return false }
    return router.routeNear(event, AddressKey(bits: key), &state)
  }

  /// The same where addresses are spelt in words, or each in its way.
  @inline(never)
  private mutating func takeNext(spelt row: Row) -> Bool {
    guard let event = event(row) else { return false }
    return router.routeNear(event, spelt: row, column: state.columns[.unit], &state)
  }

  /// What a row like the one before says; nil where there is something else about it.
  @inline(__always)
  private mutating func event(_ row: Row) -> ResidentEvent? {
    guard let residentState = knownState(row), let person = knownPerson(row) else { return nil }
    return ResidentEvent(person: person, residentState)
  }

  @inline(never)
  private mutating func take(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    let address = row.field(state.columns[.unit])
    guard router.parse(address, in: row), !compound.isEmpty else {
      state.reject(row, missing(row))
      return
    }
    let (person, residentState) = (knownPerson(row), knownState(row))
    if person == nil { state.note(.scientificResident) }
    if residentState == nil { state.noteUnknownState(row.field(ifAny: state.columns[.state])) }
    let event = ResidentEvent(person: person ?? 0, residentState ?? .present)
    let isNear = router.route(
      event, compound: compound, address: address, line: row.line, &state)
    if isNear { template.learn(row, router.numbers(of: address)) } else { template.forget() }
  }

  /// The state of a row, if it is one that is in a list.
  @inline(__always)
  private mutating func knownState(_ row: Row) -> ResidentState? {
    states.value(of: row, state.columns[.state]) { ResidentState($0) }
  }

  /// The hash of a row's id, 0 where there is none; nil where a spreadsheet has destroyed it.
  @inline(__always)
  private func knownPerson(_ row: Row) -> UInt64? {
    let id = row.field(ifAny: state.columns[.resident])
    if id.isEmpty { return 0 }
    if id.count > 4 && id[0] < 58 && id.isScientific { return nil }
    return max(id.hash64 >> 16, 1)
  }

  private func missing(_ row: Row) -> [(Column, RejectReason)] {
    [Column.compound, .unit].filter { column in
      row.field(state.columns[column]).isEmpty || column == .unit && router.finder.key.isNone
    }.map { ($0, .missingColumnValue) }
  }

  consuming func finish() -> (SinkState, DeferredRows) {
    (state, router.finish())
  }
}
