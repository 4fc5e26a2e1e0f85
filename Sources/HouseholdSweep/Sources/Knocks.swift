import DelimitedText
import LatentClass

/// Knocks at doors, `knocks.csv`: somebody went to a unit, and wrote down what came of it.
struct Knocks: UnitSource, EvidenceSource, DaySource, ModelSource {
  // MARK: Columns and words

  static let source = Source.knocks
  static let columns: SourceColumns = (
    required: [.compound, .unit, .time, .outcome], optional: [.persons, .worker]
  )
  static let outcomeHeaders = ["敲门结果", "结果"]
  static let personsHeaders = [
    "在家人数", "人数", "见到人数", "应门人数", "实际人数", "家中人数",
  ]
  /// Who knocked was at a dwelling.
  static let namesDwellings = true
  /// Words by which a file's name shows that it holds knocks.
  static let fileWords = ["knock", "敲门", "入户", "走访", "排查"]

  // MARK: A row

  /// What a row says beside its unit and its time.
  struct Observation {
    var outcome: KnockOutcome
    var persons: Int
    /// The number of whoever knocked, 0 where nobody is named.
    var worker: UInt32 = 0
  }

  static let time: Column? = .time

  private var outcomes = FieldCache<KnockOutcome?>(nil)
  private var workers: SpellingNumbers<WorkerDirectory>

  init(_ workers: WorkerDirectory) { self.workers = SpellingNumbers(workers) }

  static func fault(_ value: Field, in column: Column) -> RejectReason? {
    switch column {
    case .outcome: KnockOutcome(value) == nil ? .unknownOutcome : nil
    case .persons: value.numberFault
    default: nil
    }
  }

  /// An outcome must be known; without a number of persons nobody was counted.
  @inline(__always)
  mutating func observation(_ row: Row, _ columns: ColumnMap) -> Observation? {
    let persons = row.field(ifAny: columns[.persons])
    guard let outcome = outcomes.value(of: row, columns[.outcome], { KnockOutcome($0) }),
      let persons = persons.isEmpty ? 0 : try? persons.wholeNumber()
    else { return nil }
    return Observation(outcome: outcome, persons: persons)
  }

  @inline(__always)
  mutating func complete(_ knock: inout Observation, _ row: Row, _ state: inout SinkState) {
    knock.worker = worker(row, state.columns)
  }

  @inline(__always)
  mutating func observation(
    like row: Row, _ template: borrowing RowTemplate, _ columns: ColumnMap
  ) -> Observation? {
    guard var knock = observation(row, columns) else { return nil }
    knock.worker = worker(row, columns)
    return knock
  }

  @inline(__always)
  private mutating func worker(_ row: Row, _ columns: ColumnMap) -> UInt32 {
    let worker = row.field(ifAny: columns[.worker])
    return worker.isEmpty ? 0 : UInt32(workers.number(of: worker))
  }

  // MARK: What it adds to the model

  /// Each attempt is an answer: answered, refused, no answer, or reported vacant. Attempts at one door
  /// resemble each other.
  static func statement(_ pattern: EvidencePattern, _ parameters: Parameters)
    -> LatentClassModel.Statement?
  {
    guard pattern.attempts > 0 else { return nil }
    let weight = SweepModel.weight(pattern.attempts)
    return .init(weights: (0..<4).map { weight * Double(pattern.knocks($0)) })
  }

  static func answers(_ parameters: Parameters) -> LatentClassModel.Source {
    parameters.knock.answers
  }

  static func take(_ rows: [[Double]], into parameters: inout Parameters) {
    parameters.knock = .init(learned: rows)
  }

  // MARK: How it reads

  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages] {
    guard unit.attempts > 0 else { return [] }
    return [
      .init(
        "answered \(unit.answered), refused \(unit.refused), no answer \(unit.noAnswer), reported vacant \(unit.vacant)",
        "敲门：应答\(unit.answered)次，拒访\(unit.refused)次，无人应答\(unit.noAnswer)次，称空置\(unit.vacant)次"),
      .init("persons seen \(unit.personsSeen)", "见到\(unit.personsSeen)人"),
    ]
  }

  static func addReasons(
    _ unit: UnitEvidence, _ situation: Decision.Situation, to reasons: inout Reasons
  ) {
    if let day = unit.answeredDay {
      reasons.begin("answered ", "")
      reasons.say(day: day)
      reasons.say(", ", "有人应门，")
      reasons.say(unit.answeredPersons)
      reasons.say(unit.answeredPersons == 1 ? " person" : " persons", "人")
    }
    if let day = unit.refusedDay {
      reasons.begin("refused ", "")
      reasons.say(day: day)
      reasons.say("", "拒访")
    }
  }

  /// Somebody met speaks for itself, whoever wrote it down; nobody met, of a doubtful worker, does not.
  static func whyLeftOut(
    _ row: Row, minute: Int, _ address: String, _ columns: ColumnMap, _ window: SweepWindow,
    _ target: TraceSink.Target
  ) -> String? {
    let worker = row.field(ifAny: columns[.worker])
    guard target.doubtful.contains(String(worker.text.prefix(40))) else { return nil }
    let outcome = KnockOutcome(row.field(columns[.outcome]))
    return outcome == .noAnswer || outcome == .vacant ? TraceSink.doubtfulWorker : nil
  }

  // MARK: What stays of it

  @inline(__always)
  static func event(_ knock: Observation, minute: Int) -> KnockEvent {
    KnockEvent(knock.outcome, minute: minute, persons: knock.persons, worker: knock.worker)
  }

  @inline(__always)
  static func beside(_ knock: Observation) -> UInt64 { UInt64(knock.worker) }

  static func event(bits: UInt64, beside worker: UInt64) -> KnockEvent {
    KnockEvent(bits: bits, worker: UInt32(worker))
  }
}

/// What came of a knock, in the order in which the model and the tables have them.
enum KnockOutcome: UInt8, Sendable, CaseIterable {
  case answered, refused, noAnswer, vacant

  var name: String { ["answered", "refused", "no_answer", "vacant"][Int(rawValue)] }

  init?(_ field: Field) {
    if field.equals("answered") || field.equals("有人") {
      self = .answered
    } else if field.equals("no_answer") || field.equals("无人应答") {
      self = .noAnswer
    } else if field.equals("refused") || field.equals("拒访") {
      self = .refused
    } else if field.equals("vacant") || field.equals("空置") {
      self = .vacant
    } else {
      let name = field.text.lowercased()
      guard let outcome = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = outcome
    }
  }
}

// MARK: - The evidence of a unit

extension UnitEvidence {
  /// Adds a knock. Those of one outcome come by time. One that is not new repeats another row, or is a
  /// second report of a vacant unit by the same worker: it raises no count.
  @inline(__always)
  mutating func add(_ knock: KnockEvent, isNew: Bool) {
    personsSeen = max(personsSeen, UInt16(saturating: knock.met))
    let day = knock.minute / 1440
    visitedDays |= 1 << UInt32(day)
    switch knock.outcome {
    case .answered:
      if isNew { answered.increment() }
      // An earlier day stands where the numbers are equal.
      if answeredDay == nil || knock.met > Int(answeredPersons) {
        answeredDay = day
        answeredPersons = UInt16(saturating: knock.met)
      }
    case .refused:
      if isNew { refused.increment() }
      if refusedDay == nil { refusedDay = day }
    case .noAnswer:
      if isNew { noAnswer.increment() }
    case .vacant:
      if isNew { vacant.increment() }
    }
  }
}

// MARK: - In ten bytes

/// A knock on its way to its unit: place, outcome and minute, then the worker, then the persons.
struct KnockEvent: UnitEvent {
  /// Place 14 bits, outcome 2; then the minute of the sweep.
  private let door: UInt16
  private let time: UInt16
  private let workerHigh: UInt16
  private let workerLow: UInt16
  /// They stop at 65,535, as all counts do.
  private let people: UInt16

  /// All of it but the worker.
  var bits: UInt64 { UInt64(attempt) << 32 | UInt64(people) }

  /// What makes two rows the same attempt, if the worker is the same.
  @inline(__always) var attempt: UInt32 { UInt32(door) << 16 | UInt32(time) }
  /// The number of whoever knocked (`WorkerDirectory`), 0 where nobody is named.
  @inline(__always) var worker: UInt32 { UInt32(workerHigh) << 16 | UInt32(workerLow) }
  @inline(__always) var place: Int { Int(door >> 2) }
  var outcome: KnockOutcome { KnockOutcome(rawValue: UInt8(door & 3)) ?? .noAnswer }
  var minute: Int { Int(time) }
  var persons: Int { Int(people) }
  /// Nobody was met: no answer, or reported vacant.
  @inline(__always)
  var isEmptyHanded: Bool { outcome.rawValue >= KnockOutcome.noAnswer.rawValue }
  /// Whether it counts as contacted in the coverage of its day.
  @inline(__always)
  var isContact: Bool { outcome == .answered }
  /// Persons met at the door, at least one where somebody answered.
  @inline(__always)
  var met: Int {
    let asked = outcome.rawValue < KnockOutcome.noAnswer.rawValue ? persons : 0
    return max(asked, isContact ? 1 : 0)
  }

  init(bits: UInt64, worker: UInt32) {
    door = UInt16(truncatingIfNeeded: bits >> 48)
    time = UInt16(truncatingIfNeeded: bits >> 32)
    people = UInt16(truncatingIfNeeded: bits)
    workerHigh = UInt16(worker >> 16)
    workerLow = UInt16(truncatingIfNeeded: worker)
  }

  @inline(__always)
  init(_ outcome: KnockOutcome, minute: Int, persons: Int, worker: UInt32) {
    door = UInt16(outcome.rawValue)
    time = UInt16(truncatingIfNeeded: minute)
    people = UInt16(clamping: persons)
    workerHigh = UInt16(worker >> 16)
    workerLow = UInt16(truncatingIfNeeded: worker)
  }

  /// Rows of one attempt stand together, whatever the persons.
  static func < (a: KnockEvent, b: KnockEvent) -> Bool {
    if a.attempt != b.attempt { return a.attempt < b.attempt }
    return a.worker == b.worker ? a.people < b.people : a.worker < b.worker
  }

  func moved(to place: Int) -> KnockEvent {
    KnockEvent(bits: UInt64(place) << 50 | bits & (1 << 50 - 1), worker: worker)
  }
}
