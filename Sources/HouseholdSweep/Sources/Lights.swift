import DelimitedText
import LatentClass

/// Light counts, `lights.csv`: somebody looked at windows in the evening. Either at those of one unit,
/// which are lit or not, or at those of a building or an entrance, of which so many are lit.
struct Lights: UnitSource, EvidenceSource, DaySource, ModelSource {
  // MARK: Columns and words

  static let source = Source.lights
  static let columns: SourceColumns = (
    required: [.compound, .place, .time, .lit], optional: [.worker]
  )
  static let placeHeaders = ["地点", "位置"]
  static let litHeaders = ["亮灯数", "亮灯"]
  /// Every name of a unit names a place, too.
  static func moreHeaders(of column: Column) -> [String] {
    column == .place ? [Column.unit.name] + Column.unit.aliases : []
  }
  /// Words by which a file's name shows that it holds light counts.
  static let fileWords = ["light", "灯"]

  // MARK: A row

  /// What a row says beside its place and its time.
  struct Observation {
    var lit: Int
    /// A hash, 0 where nobody is named.
    var worker: UInt64 = 0
  }

  static let address = Column.place
  static let mayNamePlaces = true
  static let time: Column? = .time
  static let digit: Column? = .lit
  static let sameColumns = [Column.worker]

  private let hours: LightHours
  /// Units without a register that others lie under: what is counted there is a place.
  private let outerUnits: Set<Int>
  /// The worker of the row completed last.
  private var worker: UInt64 = 0

  init(_ hours: LightHours, outerUnits: Set<Int>) {
    self.hours = hours
    self.outerUnits = outerUnits
  }

  static func fault(_ value: Field, in column: Column) -> RejectReason? {
    column == .lit ? value.numberFault : nil
  }

  @inline(__always)
  func observation(_ row: Row, _ columns: ColumnMap) -> Observation? {
    (try? row.field(columns[.lit]).wholeNumber()).map { Observation(lit: $0) }
  }

  /// By day no window tells anything.
  @inline(__always)
  func counts(timeOfDay: Int) -> Bool { hours.contains(timeOfDay: timeOfDay) }

  @inline(__always)
  mutating func complete(_ count: inout Observation, _ row: Row, _ state: inout SinkState) {
    let field = row.field(ifAny: state.columns[.worker])
    worker = field.isEmpty ? 0 : field.hash64
    count.worker = worker
  }

  @inline(__always)
  func observation(like row: Row, _ template: borrowing RowTemplate, _ columns: ColumnMap)
    -> Observation?
  {
    guard let lit = template.digit(in: row), lit < 2 else { return nil }
    return Observation(lit: lit, worker: worker)
  }

  // MARK: A unit, or a place

  /// More than one light is no unit's; and without a register an address may be both.
  @inline(__always)
  func dependsOnUnit(_ count: Observation) -> Bool { count.lit > 1 || !outerUnits.isEmpty }

  /// What is no unit waits, since it may be a place. More than one light in a unit is a slip.
  func fate(of count: Observation, unit: Int) -> RowFate {
    if unit < 0 || outerUnits.contains(unit) { return .postponed }
    return count.lit > 1 ? .rejected(.lit, .badLit) : .taken
  }

  // MARK: What it adds to the model

  /// Each night on which somebody looked is an answer: lit or dark. Nights of one unit resemble each other.
  static func statement(_ pattern: EvidencePattern, _ parameters: Parameters)
    -> LatentClassModel.Statement?
  {
    guard pattern.nightsSeen > 0 else { return nil }
    let weight = SweepModel.weight(pattern.nightsSeen)
    let lit = Double(pattern.nightsLit)
    return .init(weights: [weight * lit, weight * (Double(pattern.nightsSeen) - lit)])
  }

  /// Every kind of dwellings is lit as often as it is.
  static func answers(_ parameters: Parameters) -> LatentClassModel.Source {
    let lit = [
      parameters.lit.occupied, parameters.hiddenWindows.lit, parameters.seldomHome.lit,
      parameters.lit.vacant, parameters.leftOn.lit,
    ]
    return .init(rows: lit.map { [$0, 1 - $0] }, rowOfKind: Array(lit.indices))
  }

  static func take(_ rows: [[Double]], into parameters: inout Parameters) {
    func lit(_ kind: DwellingKind) -> Double { rows[kind.rawValue][0] }
    parameters.lit = .init(lit(.seen), lit(.dark))
    parameters.hiddenWindows.lit = lit(.hidden)
    parameters.seldomHome.lit = lit(.seldomHome)
    parameters.leftOn.lit = lit(.leftOn)
  }

  // MARK: How it reads

  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages] {
    guard unit.nightsSeen > 0 else { return [] }
    return [
      .init(
        "lit \(unit.nightsLit) of \(unit.nightsSeen) nights",
        "\(unit.nightsSeen)晚中\(unit.nightsLit)晚亮灯")
    ]
  }

  static func addReasons(
    _ unit: UnitEvidence, _ situation: Decision.Situation, to reasons: inout Reasons
  ) {
    guard unit.nightsLit > 0 else { return }
    reasons.begin("lit ", "")
    reasons.say(english: unit.nightsLit, chinese: unit.nightsSeen)
    reasons.say(" of ", "晚中")
    reasons.say(english: unit.nightsSeen, chinese: unit.nightsLit)
    reasons.say(" nights", "晚亮灯")
  }

  static func whyLeftOut(
    _ row: Row, minute: Int, _ address: String, _ columns: ColumnMap, _ window: SweepWindow,
    _ target: TraceSink.Target
  ) -> String? {
    if !window.lightHours.contains(window.start + minute) { return "outside light_hours" }
    let darkDays = target.darkPlaces[address] ?? target.darkNights
    return darkDays >> UInt32(minute / 1440) & 1 == 1 ? TraceSink.darkWalk : nil
  }

  // MARK: What stays of it

  @inline(__always)
  static func event(_ count: Observation, minute: Int) -> LightEvent {
    LightEvent(minute: minute, isLit: count.lit > 0, worker: count.worker)
  }

  @inline(__always)
  static func beside(_ count: Observation) -> UInt64 { UInt64(count.lit) }

  static func event(bits: UInt64, beside lit: UInt64) -> LightEvent { LightEvent(bits: bits) }

  /// A row that waited says something of a unit only if it counts one light at most.
  static func isOfUnit(beside lit: UInt64) -> Bool { lit <= 1 }
}

// MARK: - In eight bytes

/// A light count of one unit: place, minute of the sweep, lit or not, and 33 bits of the worker.
///
/// The worker only tells repeated rows from second opinions; two workers at one unit in one minute
/// share the bits once in 10^10 times, and then the ledger counts one row more as a duplicate.
struct LightEvent: UnitEvent {
  var bits: UInt64

  static func < (a: LightEvent, b: LightEvent) -> Bool { a.bits < b.bits }

  @inline(__always) var place: Int { Int(bits >> 50) }
  @inline(__always) var minute: Int { Int(bits >> 34 & 0xFFFF) }
  @inline(__always) var isLit: Bool { bits >> 33 & 1 == 1 }

  init(bits: UInt64) { self.bits = bits }

  /// - Parameter worker: a hash, 0 where nobody is named.
  @inline(__always)
  init(minute: Int, isLit: Bool, worker: UInt64) {
    bits = UInt64(minute) << 34 | (isLit ? 1 << 33 : 0) | worker >> 31
  }

  func moved(to place: Int) -> LightEvent {
    LightEvent(bits: UInt64(place) << 50 | bits & (1 << 50 - 1))
  }
}
