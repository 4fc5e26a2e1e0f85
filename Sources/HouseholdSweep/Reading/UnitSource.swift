import DelimitedText

/// A source whose rows are each about one unit: what `UnitRowReader` must be told to read it.
///
/// The reader does all that such sources share: it finds the unit, reads the time, sees to rows of other
/// days, rejects rows, and reads most rows by the template of the row before. A source says which columns
/// there are, and what their values mean. A value of the type belongs to one worker, who may keep in it
/// what rows often repeat.
protocol UnitSource: SourceRules {
  /// What a row says, but for its unit and its time.
  associatedtype Observation
  /// The same in a few bytes, with its time.
  associatedtype Event: UnitEvent

  static var source: Source { get }
  /// The column of the time, if rows have one: what is not of the sweep's days counts for nothing.
  static var time: Column? { get }
  /// The column whose value is one digit that `observation(like:)` reads at its place, if there is one.
  static var digit: Column? { get }
  /// Other columns in which like rows are the same, so that `observation(like:)` need not look at them.
  static var sameColumns: [Column] { get }
  /// Whether an address may also be a place that units lie under, such as a building.
  static var mayNamePlaces: Bool { get }

  /// Why the value of one of the source's own columns cannot be read; nil where it can. The reader sees to
  /// compound, address, time, and columns that are empty and must not be.
  static func fault(_ value: Field, in column: Column) -> RejectReason?

  /// What a row says, read in full; nil where a column has a fault.
  mutating func observation(_ row: Row, _ columns: ColumnMap) -> Observation?

  /// Whether rows of a time of day, in minutes since midnight, count for anything.
  func counts(timeOfDay: Int) -> Bool

  /// Adds what is worked out for rows of the sweep only, and notes what is odd about them.
  mutating func complete(_ observation: inout Observation, _ row: Row, _ state: inout SinkState)

  /// What a row of the sweep says that is like the one completed last (`RowTemplate`); nil where it cannot
  /// be told so simply. Then the row is read in full.
  mutating func observation(
    like row: Row, _ template: borrowing RowTemplate, _ columns: ColumnMap
  ) -> Observation?

  /// What stays of an observation: the event, without its unit.
  static func event(_ observation: Observation, minute: Int) -> Event
  /// What is kept beside the event while nobody knows the unit of an address, and the event made of both.
  static func beside(_ observation: Observation) -> UInt64
  static func event(bits: UInt64, beside: UInt64) -> Event

  /// Whether a row that waited, of which this is kept, says something of one unit.
  static func isOfUnit(beside: UInt64) -> Bool

  /// Whether the fate of a row depends on whether its address is a unit of the register; and then its fate.
  func dependsOnUnit(_ observation: Observation) -> Bool
  func fate(of observation: Observation, unit: Int) -> RowFate
}

/// What becomes of a row whose unit is known, or is not in the register (−1).
enum RowFate {
  /// It goes to its unit.
  case taken
  /// It waits until all of its source's rows have been read.
  case postponed
  case rejected(Column, RejectReason)
}

/// What holds of most sources.
extension UnitSource {
  static var time: Column? { nil }
  static var digit: Column? { nil }
  static var sameColumns: [Column] { [] }
  static var mayNamePlaces: Bool { false }

  static func fault(_ value: Field, in column: Column) -> RejectReason? { nil }

  @inline(__always)
  func counts(timeOfDay: Int) -> Bool { true }

  static func beside(_ observation: Observation) -> UInt64 { 0 }
  static func isOfUnit(beside: UInt64) -> Bool { true }

  @inline(__always)
  func dependsOnUnit(_ observation: Observation) -> Bool { false }

  func fate(of observation: Observation, unit: Int) -> RowFate { unit < 0 ? .postponed : .taken }
}
