import Foundation

/// What a sweep is: its days, its hours, its language, and the model's numbers. This is `sweep.json`.
public struct Manifest: Sendable, Equatable {
  /// The language of what people read: English or Chinese.
  public enum Language: String, Sendable, CaseIterable {
    /// English.
    case en
    /// Chinese.
    case zh

    /// The language that a manifest names: by its code, with or without a country, or by its name in either
    /// language.
    public init?(named name: String) {
      let folded = name.trimmingCharacters(in: .whitespaces).lowercased()
      let code = folded.prefix { $0 != "-" && $0 != "_" }
      if let known = Self(rawValue: String(code)) {
        self = known
      } else if ["中文", "汉语", "普通话", "简体中文", "chinese", "cn"].contains(folded) {
        self = .zh
      } else if ["english", "英文", "英语"].contains(folded) {
        self = .en
      } else {
        return nil
      }
    }
  }
  /// Whether the model's parameters are learned from the sweep, or used as they are given.
  public enum Model: String, Sendable, CaseIterable {
    /// Learned from the sweep.
    case learned
    /// Used as they are given.
    case fixed
  }

  /// The title of reports.
  public var name: String
  /// The date of the first day.
  public var firstDay: SweepDate
  /// 1 to 31.
  public var days: Int
  /// When a sweep day starts: a count after midnight belongs to the evening before.
  public var dayStartsAt: TimeOfDay
  /// The hours in which a light count counts.
  public var lightHours: LightHours
  /// That of reports, reasons and messages.
  public var language: Language
  /// Nil where the manifest names none.
  public var model: Model?
  /// Where the model's numbers become decisions.
  public var thresholds: Thresholds
  /// What the model begins with.
  public var parameters: Parameters
  /// A file with the parameters of another night, relative to the manifest, where learning starts and
  /// what it holds on to.
  public var parametersFrom: String?
  /// The zone that times with an offset are turned into.
  public var timeZone: SweepZone?
  /// The longest time, in minutes, that one row of a usage is about.
  public var intervalMinutes = 1440
  /// What is said of tables that are not tidy.
  public var tables: [TableRule] = []
  /// What a plan reckons with; nil where the manifest says nothing of it.
  public var plan: PlanSettings?

  /// A manifest; what is left out has the value that a manifest without the key has.
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
  /// A unit with p at most this is vacant.
  public var vacant = 0.1
  /// kWh a day below which a meter is idle, and from which it is active.
  public var meterIdle = 0.1
  /// kWh a day from which a meter is active.
  public var meterActive = 1.0
  /// Hours of readings inside the sweep below which a meter says nothing.
  public var meterMinHours = 12.0
  /// kWh a day above which no dwelling draws: a faster rise is a slip, and so is a reading outside its
  /// neighbours where they rise no faster. 0 switches both rules off.
  public var meterMax = 200.0
  /// The probability below which a count or a worker's reports are not believed: nobody went there. 0
  /// switches the check off.
  public var doubtful = 1e-6

  /// The thresholds of a manifest that names none.
  public init() {}
}
