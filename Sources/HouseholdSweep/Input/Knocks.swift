import DelimitedText
import Synchronization

/// An attempt at a door in ten bytes: place, outcome and minute, then the worker, then the persons.
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
  /// Persons met at the door, at least one where somebody answered.
  @inline(__always)
  var met: Int {
    let asked = outcome.rawValue < KnockOutcome.noAnswer.rawValue ? persons : 0
    return max(asked, outcome == .answered ? 1 : 0)
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

/// Reads `knocks.csv`.
struct KnockSink: SourceSink, ~Copyable {
  var state: SinkState
  private let window: SweepWindow
  private var router: UnitRouter<KnockEvent>
  private var times = TimeReader()
  private var outcomes = FieldCache<KnockOutcome?>(nil)
  private var workers: SpellingNumbers<WorkerDirectory>
  private var template = RowTemplate()

  init(
    _ maps: [ColumnMap], _ window: SweepWindow, _ book: AddressBook, _ log: EventLog<KnockEvent>,
    _ workers: WorkerDirectory
  ) {
    self.workers = SpellingNumbers(workers)
    state = SinkState(maps: maps)
    self.window = window
    router = UnitRouter(book, log)
  }

  mutating func chunkChanged() {
    router.begin(state)
    template.begin(
      state.templateColumns(same: [.compound, .unit, .time], address: .unit, timeOfDay: .time))
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
    guard let key = template.numbers(in: row), let event = event(row),
      router.routeNear(event, AddressKey(bits: key), &state)
    else { return false }
    return true
  }

  /// The same where addresses are spelt in words, or each in its way.
  @inline(never)
  private mutating func takeNext(spelt row: Row) -> Bool {
    guard let event = event(row),
      router.routeNear(event, spelt: row, column: state.columns[.unit], &state)
    else { return false }
    return true
  }

  /// The attempt that a row like the one before tells of; nil where there is something else about it.
  @inline(__always)
  private mutating func event(_ row: Row) -> KnockEvent? {
    let persons = row.field(ifAny: state.columns[.persons])
    guard let time = template.timeOfDay(in: row),
      let minute = window.offset(template.midnight &+ time), let outcome = outcome(row),
      let persons = persons.isEmpty ? 0 : try? persons.wholeNumber()
    else { return nil }
    return KnockEvent(outcome, minute: minute, persons: persons, worker: worker(row))
  }

  @inline(never)
  private mutating func take(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    let address = row.field(state.columns[.unit])
    let personsField = row.field(ifAny: state.columns[.persons])
    guard router.parse(address, in: row), !compound.isEmpty,
      let time = times.read(row.field(state.columns[.time])),
      let outcome = outcome(row),
      let persons = personsField.isEmpty ? 0 : try? personsField.wholeNumber()
    else {
      state.reject(row, faults(row))
      return
    }
    if time.hadZone && !state.columns.isTidied {
      return state.lookAgain(row, count: state.columns.count)
    }
    guard let minute = window.offset(time.minute) else {
      state.leaveOut(time.minute)
      return
    }
    let event = KnockEvent(outcome, minute: minute, persons: persons, worker: worker(row))
    let isNear = router.route(
      event, extra: UInt64(event.worker), compound: compound, address: address, line: row.line,
      &state)
    if isNear {
      template.learn(row, router.numbers(of: address), minute: time.minute)
    } else {
      template.forget()
    }
  }

  @inline(__always)
  private mutating func outcome(_ row: Row) -> KnockOutcome? {
    outcomes.value(of: row, state.columns[.outcome]) { KnockOutcome($0) }
  }

  /// The number of whoever knocked, 0 where nobody is named.
  @inline(__always)
  private mutating func worker(_ row: Row) -> UInt32 {
    let worker = row.field(ifAny: state.columns[.worker])
    return worker.isEmpty ? 0 : UInt32(workers.number(of: worker))
  }

  private func faults(_ row: Row) -> [(Column, RejectReason)] {
    var faults: [(Column, RejectReason)] = []
    for column in [Column.compound, .unit, .time, .outcome]
    where row.field(state.columns[column]).isEmpty {
      faults.append((column, .missingColumnValue))
    }
    let named = Set(faults.map(\.0))
    if router.finder.key.isNone && !named.contains(.unit) {
      faults.append((.unit, .missingColumnValue))
    }
    if !named.contains(.time) && row.field(state.columns[.time]).time() == nil {
      faults.append((.time, .badTime))
    }
    if !named.contains(.outcome) && KnockOutcome(row.field(state.columns[.outcome])) == nil {
      faults.append((.outcome, .unknownOutcome))
    }
    let persons = row.field(ifAny: state.columns[.persons])
    if !persons.isEmpty, let reason = persons.numberFault { faults.append((.persons, reason)) }
    return faults
  }

  consuming func finish() -> (SinkState, DeferredRows) { (state, router.finish()) }
}

/// The workers who knocked, numbered from 1 in the order they came up, by their names as written.
///
/// Readers ask it only for spellings they have not met before, so that its lock is no matter.
final class WorkerDirectory: SpellingDirectory {
  private struct State {
    var names: [String] = []
    var numbers: [String: Int] = [:]
  }

  private let state = Mutex(State())

  func number(of spelling: Field) -> Int {
    let name = spelling.text
    return state.withLock { state in
      if let number = state.numbers[name] { return number }
      state.names.append(name)
      state.numbers[name] = state.names.count
      return state.names.count
    }
  }

  /// What stands for workers whose names look like numbers of persons: masked, and told apart by a number
  /// behind, in the order of the names.
  var shownNames: [String: String] {
    let names = state.withLock { $0.names }
    return Dictionary(
      Masking.numbered(names).map { (String($0.key.prefix(40)), $0.value) },
      uniquingKeysWith: { $1 })
  }

  /// The name of a worker, cut at 40 characters.
  func name(_ number: UInt32) -> String {
    state.withLock { String($0.names[Int(number) - 1].prefix(40)) }
  }
}

extension Field {
  /// Why the field is no whole number, or nil if it is one.
  var numberFault: RejectReason? {
    do throws(NumberFault) {
      _ = try wholeNumber()
      return nil
    } catch {
      return error == .negative ? .negativeNumber : .badNumber
    }
  }

  /// Why the field is no decimal, or nil if it is one.
  var decimalFault: RejectReason? {
    do throws(NumberFault) {
      _ = try thousandths()
      return nil
    } catch {
      return error == .negative ? .negativeNumber : .badNumber
    }
  }
}
