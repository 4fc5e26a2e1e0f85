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
  var person: UInt64 { (bits >> 2) & (1 << 48 - 1) }
  var state: ResidentState { ResidentState(rawValue: UInt8(bits & 3)) ?? .present }

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
      switch field.text.lowercased() {
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
  private var states = FieldMemo<ResidentState?>(.present)

  init(
    _ maps: [ColumnMap], _ book: AddressBook,
    _ log: EventLog<ResidentEvent>
  ) {
    state = SinkState(maps: maps)
    router = UnitRouter(book, log)
  }

  mutating func chunkChanged() { router.begin(state) }
  mutating func end() { router.flush(&state) }

  mutating func row(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    guard router.parse(row.field(state.columns[.unit])), !compound.isEmpty else {
      state.reject(row, missing(row))
      return
    }
    let id = row.field(ifAny: state.columns[.resident])
    let residentState = states.value(of: row.field(ifAny: state.columns[.state])) {
      ResidentState($0)
    }
    if residentState == nil { state.note(.unknownState) }
    let event = ResidentEvent(
      bits: person(id) << 2 | UInt64((residentState ?? .present).rawValue))
    router.route(
      event, compound: compound, address: row.field(state.columns[.unit]), line: row.line, &state)
  }

  /// The hash of an id, 0 where there is none or a spreadsheet has destroyed it.
  private mutating func person(_ id: Field) -> UInt64 {
    if id.isEmpty { return 0 }
    if id.count > 4 && id[0] < 58 && id.isScientific {
      state.note(.scientificResident)
      return 0
    }
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
