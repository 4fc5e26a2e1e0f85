/// What the model begins with: how common each kind of dwelling is, and how often it gives each answer.
///
/// A dwelling is occupied or vacant, and of one of the kinds of its side: occupied ones are `seen`,
/// `hidden` or `seldom_home`, vacant ones `dark` or `left_on` (docs/model.md).
public struct Parameters: Sendable, Equatable {
  /// A number for each side, or for each of two kinds.
  public struct Pair: Sendable, Equatable {
    /// The number of occupied dwellings.
    public var occupied: Double
    /// The number of vacant dwellings.
    public var vacant: Double

    /// A number for occupied, and one for vacant dwellings.
    public init(_ occupied: Double, _ vacant: Double) {
      self.occupied = occupied
      self.vacant = vacant
    }
  }

  /// The distribution of several answers given occupied and given vacant; each sums to 1.
  public struct Rows: Sendable, Equatable {
    /// In occupied dwellings, where people are at home.
    public var occupied: [Double]
    /// In vacant dwellings.
    public var vacant: [Double]

    /// The distributions as they are given.
    public init(occupied: [Double], vacant: [Double]) {
      self.occupied = occupied
      self.vacant = vacant
    }
  }

  /// The distribution of several answers in a dwelling where people are at home, in one where they
  /// seldom are, and in a vacant one; each sums to 1.
  public struct HomeRows: Sendable, Equatable {
    /// In occupied dwellings, where people are at home.
    public var occupied: [Double]
    /// In occupied dwellings where people seldom are at home.
    public var seldomHome: [Double]
    /// In vacant dwellings.
    public var vacant: [Double]

    /// The distributions as they are given.
    public init(occupied: [Double], seldomHome: [Double], vacant: [Double]) {
      self.occupied = occupied
      self.seldomHome = seldomHome
      self.vacant = vacant
    }
  }

  /// A kind of dwellings: its share of its side, 0 to 0.5, and how often it is lit on a night.
  public struct Kind: Sendable, Equatable {
    /// The share of its side, 0 to 0.5.
    public var share: Double
    /// How often it is lit on a night, 0 to 1.
    public var lit: Double

    /// A kind by its share and how often it is lit.
    public init(share: Double, lit: Double) {
      self.share = share
      self.lit = lit
    }
  }

  /// The mean over compounds of the share of dwellings that are occupied, and how alike compounds are:
  /// the concentration of a Beta distribution. From `alike` on, all have the mean itself.
  public var occupied = 0.80
  /// How alike compounds are in it: the concentration of a Beta distribution.
  public var occupiedConcentration = 8.0
  /// The resident list: nobody, only people who moved, somebody away, somebody present. With two
  /// numbers a row: nobody present, somebody present.
  public var listed = Rows(
    occupied: [0.06, 0.01, 0.03, 0.90], vacant: [0.73, 0.10, 0.07, 0.10])
  /// How alike compounds are in the share of occupied, and of vacant, dwellings with somebody present.
  public var listedConcentration = Pair(40, 20)
  /// kWh a day between which the bins of usage lie, rising; usage on an edge belongs to the bin above.
  /// Nil: the two thresholds of the meter's classes.
  public var meterEdges: [Double]? = [0.03, 0.1, 0.3, 0.6, 1, 2, 4, 8]
  /// The bins of usage, one more than edges.
  public var meter = HomeRows(
    occupied: [0.01, 0.01, 0.03, 0.04, 0.06, 0.12, 0.20, 0.25, 0.28],
    seldomHome: [0.02, 0.02, 0.06, 0.08, 0.12, 0.20, 0.20, 0.18, 0.12],
    vacant: [0.50, 0.20, 0.12, 0.10, 0.03, 0.02, 0.015, 0.010, 0.005])
  /// Light on a night: in occupied dwellings whose windows can be seen, and in vacant ones where
  /// nothing burns.
  public var lit = Pair(0.80, 0.02)
  /// Occupied, but the windows cannot be seen from where wardens count.
  public var hiddenWindows = Kind(share: 0.08, lit: 0.03)
  /// Occupied, but out at night, away for days, or never opening.
  public var seldomHome = Kind(share: 0.06, lit: 0.25)
  /// Vacant, but a lamp burns.
  public var leftOn = Kind(share: 0.02, lit: 0.85)
  /// Answered, refused, no answer, reported vacant.
  public var knock = HomeRows(
    occupied: [0.60, 0.05, 0.34, 0.01], seldomHome: [0.10, 0.04, 0.85, 0.01],
    vacant: [0.005, 0.001, 0.694, 0.30])
  /// The observations that each value above is worth in a fit, and those that each share of a kind is.
  public var priorStrength = 100.0
  /// The observations that each share of a kind is worth in a fit.
  public var kindStrength = 20.0
  /// Units with three looks below which nothing is learned.
  public var learnMinUnits = 1000
  /// Units of the compounds that are learned from, about.
  public var learnMaxUnits = 200_000

  /// The concentration from which on all compounds are taken to be alike.
  public static let alike = 1e9

  /// The parameters of a manifest that names none.
  public init() {}

  /// Whether people seldom at home open more often than those at home.
  public var areKindsExchanged: Bool {
    seldomHome.share > 0 && knock.seldomHome[0] > knock.occupied[0]
  }

  /// The plain two-class model: one kind a side, a list in two levels, the meter in its three classes,
  /// all compounds alike. Each answer depends on occupied or vacant alone.
  public static var twoClasses: Parameters {
    var plain = Parameters()
    plain.occupiedConcentration = alike
    plain.listed = Rows(chances: Pair(0.90, 0.10))
    plain.listedConcentration = Pair(alike, alike)
    plain.meterEdges = nil
    plain.meter = HomeRows(
      occupied: [0.02, 0.13, 0.85], seldomHome: [0.02, 0.13, 0.85], vacant: [0.70, 0.25, 0.05])
    plain.hiddenWindows.share = 0
    plain.seldomHome.share = 0
    plain.leftOn.share = 0
    plain.knock.seldomHome = plain.knock.occupied
    return plain
  }
}

extension Parameters: Codable {
  private enum CodingKeys: String, CodingKey {
    case occupied, occupiedConcentration, listed, listedConcentration, meter, lit
    case hiddenWindows, seldomHome, leftOn, knock
    case priorStrength, kindStrength, learnMinUnits, learnMaxUnits
  }

  /// The form of the object `meter` in files.
  private struct Meter: Codable {
    var edges: [Double]?
    var occupied: [Double]
    var seldomHome: [Double]
    var vacant: [Double]
  }

  /// Reads the form that files have.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    occupied = try values.decode(Double.self, forKey: .occupied)
    occupiedConcentration = try values.decode(Double.self, forKey: .occupiedConcentration)
    if let pair = try? values.decode(Pair.self, forKey: .listed) {
      listed = Rows(chances: pair)
    } else {
      listed = try values.decode(Rows.self, forKey: .listed)
    }
    listedConcentration = try values.decode(Pair.self, forKey: .listedConcentration)
    let meter = try values.decode(Meter.self, forKey: .meter)
    meterEdges = meter.edges
    self.meter = HomeRows(
      occupied: meter.occupied, seldomHome: meter.seldomHome, vacant: meter.vacant)
    lit = try values.decode(Pair.self, forKey: .lit)
    hiddenWindows = try values.decode(Kind.self, forKey: .hiddenWindows)
    seldomHome = try values.decode(Kind.self, forKey: .seldomHome)
    leftOn = try values.decode(Kind.self, forKey: .leftOn)
    knock = try values.decode(HomeRows.self, forKey: .knock)
    priorStrength = try values.decode(Double.self, forKey: .priorStrength)
    kindStrength = try values.decode(Double.self, forKey: .kindStrength)
    learnMinUnits = try values.decode(Int.self, forKey: .learnMinUnits)
    learnMaxUnits = try values.decode(Int.self, forKey: .learnMaxUnits)
  }

  /// Writes the form that files have.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(occupied, forKey: .occupied)
    try values.encode(occupiedConcentration, forKey: .occupiedConcentration)
    if let chances = listed.chances {
      try values.encode(chances, forKey: .listed)
    } else {
      try values.encode(listed, forKey: .listed)
    }
    try values.encode(listedConcentration, forKey: .listedConcentration)
    try values.encode(
      Meter(
        edges: meterEdges, occupied: meter.occupied, seldomHome: meter.seldomHome,
        vacant: meter.vacant), forKey: .meter)
    try values.encode(lit, forKey: .lit)
    try values.encode(hiddenWindows, forKey: .hiddenWindows)
    try values.encode(seldomHome, forKey: .seldomHome)
    try values.encode(leftOn, forKey: .leftOn)
    try values.encode(knock, forKey: .knock)
    try values.encode(priorStrength, forKey: .priorStrength)
    try values.encode(kindStrength, forKey: .kindStrength)
    try values.encode(learnMinUnits, forKey: .learnMinUnits)
    try values.encode(learnMaxUnits, forKey: .learnMaxUnits)
  }
}

extension Parameters.Rows: Codable {
  /// Two levels by the chance of the second: somebody is present.
  init(chances: Parameters.Pair) {
    occupied = [1 - chances.occupied, chances.occupied]
    vacant = [1 - chances.vacant, chances.vacant]
  }

  /// The chances of the second of two levels; nil where there are more.
  var chances: Parameters.Pair? {
    occupied.count == 2 ? Parameters.Pair(occupied[1], vacant[1]) : nil
  }
}

extension Parameters.HomeRows: Codable {}
extension Parameters.Kind: Codable {}

/// In files a list of two numbers.
extension Parameters.Pair: Codable {
  /// Reads the form that files have.
  public init(from decoder: any Decoder) throws {
    var values = try decoder.unkeyedContainer()
    self.init(try values.decode(Double.self), try values.decode(Double.self))
  }

  /// Writes the form that files have.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.unkeyedContainer()
    try values.encode(occupied)
    try values.encode(vacant)
  }
}
