/// The list of sources: the files of a sweep, in the order they are read.
///
/// A new one gets a case here, its columns get cases in `Column`, and all else that is peculiar to it stands
/// in a file of its own in this folder.
public enum Source: String, Sendable, CaseIterable {
  /// The compounds and villages, with the areas they lie in.
  case compounds
  /// The register of dwelling units.
  case units
  /// Spellings of addresses that somebody has confirmed.
  case aliases
  /// The resident list.
  case residents
  /// Knocks at doors.
  case knocks
  /// Meter readings.
  case meter
  /// Counts of lit windows.
  case lights

  /// What is peculiar to it.
  fileprivate var rules: any SourceRules.Type {
    switch self {
    case .compounds: CompoundList.self
    case .units: UnitList.self
    case .aliases: AliasList.self
    case .residents: Residents.self
    case .knocks: Knocks.self
    case .meter: Meters.self
    case .lights: Lights.self
    }
  }

  /// The sources of which a unit that only they name is a dwelling, of those that are counted with a place.
  static let namingDwellings = Set(allCases.filter { $0.rules.namesDwellings })

  /// The sources of evidence, in the order in which an explanation tells what they say.
  static let inFacts: [any EvidenceSource.Type] = [
    Residents.self, Meters.self, Lights.self, Knocks.self,
  ]

  /// The same, in the order of the reasons of a flag.
  static let inReasons: [any EvidenceSource.Type] = [
    Residents.self, Knocks.self, Lights.self, Meters.self,
  ]

  /// The order in which words are looked for in the name of a file: a list of a compound's residents is
  /// first of all a list of residents.
  static let byFileWords: [Source] = [
    .aliases, .lights, .knocks, .meter, .residents, .units, .compounds,
  ]
}

extension Source {
  /// The columns the engine reads, required ones first.
  var columns: SourceColumns { rules.columns }

  /// Words in the names of files that hold this source, in either language.
  var fileWords: [String] { rules.fileWords }

  /// Those of the required columns, and of such as may stand in for each other, that are missing.
  func missing(where has: (Column) -> Bool) -> [Column] { rules.missing(where: has) }

  /// The column that names the unit, or what it lies in.
  var address: Column { rules.address }

  /// Which of its rows count, if they count one by one.
  var dayRules: (any DaySource.Type)? { rules as? any DaySource.Type }

  /// What is done with its rows when all are read.
  var phaseAfterReading: String {
    rules.isOfRegister ? "building the register" : "evidence from \(rawValue)"
  }
}

typealias SourceColumns = (required: [Column], optional: [Column])

/// The sources whose answers the model weighs, in its order. The list of residents is none of them: a
/// compound has its own rates for it.
enum ModelledSource: Int, CaseIterable {
  case meter, lights, knocks

  var rules: any ModelSource.Type {
    switch self {
    case .meter: Meters.self
    case .lights: Lights.self
    case .knocks: Knocks.self
    }
  }
}

/// What the engine must know of a source to find its files and their columns.
protocol SourceRules {
  static var columns: SourceColumns { get }
  /// The column that names the unit, or what it lies in.
  static var address: Column { get }
  /// Words by which a file's name shows what it holds, in either language.
  static var fileWords: [String] { get }
  /// Headers by which a column goes in this source only.
  static func moreHeaders(of column: Column) -> [String]
  static func missing(where has: (Column) -> Bool) -> [Column]
  /// Whether its rows say which compounds and units there are, and nothing else.
  static var isOfRegister: Bool { get }
  /// Whether units that only this source names are dwellings around which places may be counted.
  static var namesDwellings: Bool { get }
}

extension SourceRules {
  static var address: Column { .unit }
  static func moreHeaders(of column: Column) -> [String] { [] }
  static func missing(where has: (Column) -> Bool) -> [Column] {
    columns.required.filter { !has($0) }
  }
  static var isOfRegister: Bool { false }
  static var namesDwellings: Bool { false }
}

/// A column that some source has, by our name, with the other names it goes by.
enum Column: Int, CaseIterable, Sendable {
  case compound, unit, resident, state, meter, time, kwh, place, lit, outcome, persons, worker
  case floor, grid, title, kind, community, subdistrict, district, address

  /// Our name for it. (`title` is spelt `name` in files.)
  var name: String { self == .title ? "name" : "\(self)" }

  /// Other headers, the better ones first. Those of one source's columns stand in its file.
  var aliases: [String] {
    switch self {
    case .compound: ["小区编号", "小区"]
    case .unit: ["房号", "户号", "门牌", "地址"]
    case .time: ["抄表时间", "时间"]
    case .worker: ["网格员", "排查员", "走访人"]
    case .place: Lights.placeHeaders
    case .lit: Lights.litHeaders
    case .resident: Residents.residentHeaders
    case .state: Residents.stateHeaders
    case .meter: Meters.meterHeaders
    case .kwh: Meters.kwhHeaders
    case .outcome: Knocks.outcomeHeaders
    case .persons: Knocks.personsHeaders
    case .floor: ["楼层"]
    case .grid: ["网格"]
    case .title: ["名称", "小区名称", "小区名"]
    case .kind: ["类型"]
    case .community: ["社区"]
    case .subdistrict: ["街道"]
    case .district: ["区", "区县"]
    case .address: ["写法"]
    }
  }

  /// The headers of this column in a source, the best first.
  func headers(in source: Source) -> [String] {
    [name] + aliases + source.rules.moreHeaders(of: self)
  }
}
