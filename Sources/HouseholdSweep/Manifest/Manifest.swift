import Foundation

/// What a sweep is: its days, its hours, its language, and the model's numbers. This is `sweep.json`.
public struct Manifest: Sendable, Equatable {
  public enum Language: String, Sendable, CaseIterable { case en, zh }
  public enum Model: String, Sendable, CaseIterable { case learned, fixed }

  public var name: String
  public var firstDay: SweepDate
  /// 1 to 31.
  public var days: Int
  /// When a sweep day starts: a count after midnight belongs to the evening before.
  public var dayStartsAt: TimeOfDay
  public var lightHours: LightHours
  public var language: Language
  /// Nil where the manifest names none.
  public var model: Model?
  public var thresholds: Thresholds
  public var parameters: Parameters

  public init(
    name: String = "", firstDay: SweepDate, days: Int = 3,
    dayStartsAt: TimeOfDay = TimeOfDay(minute: 300),
    lightHours: LightHours = LightHours(
      from: TimeOfDay(minute: 1080), to: TimeOfDay(minute: 60)),
    language: Language = .en, model: Model? = nil, thresholds: Thresholds = Thresholds(),
    parameters: Parameters = Parameters()
  ) {
    self.name = name
    self.firstDay = firstDay
    self.days = days
    self.dayStartsAt = dayStartsAt
    self.lightHours = lightHours
    self.language = language
    self.model = model
    self.thresholds = thresholds
    self.parameters = parameters
  }

  package var window: SweepWindow {
    let start = firstDay.number * 1440 + dayStartsAt.minute
    return SweepWindow(start: start, end: start + days * 1440, days: days, lightHours: lightHours)
  }
}

/// Where the model's numbers become decisions.
public struct Thresholds: Sendable, Equatable, Codable {
  /// A unit with p at least this is occupied, one with p at most `vacant` is vacant.
  public var occupied = 0.9
  public var vacant = 0.1
  /// kWh a day below which a meter is idle, and from which it is active.
  public var meterIdle = 0.1
  public var meterActive = 1.0
  /// Hours of readings inside the sweep below which a meter says nothing.
  public var meterMinHours = 12.0

  public init() {}
}

/// The probabilities of each answer of each source, for occupied and for vacant units.
public struct Parameters: Sendable, Equatable, Codable {
  /// A probability of one answer given occupied and given vacant.
  public struct Pair: Sendable, Equatable, Codable {
    public var occupied: Double
    public var vacant: Double

    public init(_ occupied: Double, _ vacant: Double) {
      self.occupied = occupied
      self.vacant = vacant
    }
  }

  /// The distribution of several answers given occupied and given vacant; each sums to 1.
  public struct Rows: Sendable, Equatable, Codable {
    public var occupied: [Double]
    public var vacant: [Double]

    public init(occupied: [Double], vacant: [Double]) {
      self.occupied = occupied
      self.vacant = vacant
    }
  }

  /// The prior probability that a unit is occupied.
  public var occupied = 0.80
  /// At least one person `present` on the list.
  public var listed = Pair(0.90, 0.10)
  /// Idle, standby, active.
  public var meter = Rows(occupied: [0.02, 0.13, 0.85], vacant: [0.70, 0.25, 0.05])
  /// Light in one night.
  public var lit = Pair(0.80, 0.02)
  /// Answered, refused, no answer, reported vacant.
  public var knock = Rows(
    occupied: [0.60, 0.05, 0.34, 0.01], vacant: [0.005, 0.001, 0.694, 0.30])
  /// The observations the values above are worth in a fit.
  public var priorStrength = 100.0
  /// Units with three looks below which nothing is fitted.
  public var learnMinUnits = 1000

  public init() {}
}
