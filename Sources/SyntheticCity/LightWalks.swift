/// The evening walks of a compound and what is wrong with them.
///
/// A walk is what the engine holds to be one: the dwellings of a building that are counted one by one
/// on a night (a village is one building), or the count over a building or an entrance.
struct LightWalks: Sendable {
  static let writtenZerosShare = 0.05
  static let powerCutShare = 1.0 / 300

  private let days: Int
  private let buildings: Int
  private let entrancesPerBuilding: Int
  private let isByEntrance: Bool
  /// Buildings, or entrances where those are counted.
  private let places: Int
  /// Dwellings of which something was written down, by night and place.
  private var units: [Int]
  /// By night and place; empty where nobody does so.
  private var writtenZeros: [Bool] = []
  /// By night and building; empty where there are none.
  private var powerCuts: [Bool] = []

  init(_ plan: CompoundPlan, days: Int) {
    self.days = days
    isByEntrance = plan.placeCounts == .entrance
    entrancesPerBuilding = plan.entrancesPerBuilding
    buildings = plan.isVillage ? 1 : plan.buildings
    places = isByEntrance ? plan.entrances : buildings
    units = Array(repeating: 0, count: days * places)
  }

  mutating func drawWrittenZeros(_ random: inout RandomStream) {
    writtenZeros = units.map { _ in random.chance(Self.writtenZerosShare) }
  }

  mutating func drawPowerCuts(_ random: inout RandomStream) {
    powerCuts = (0..<days * buildings).map { _ in random.chance(Self.powerCutShare) }
  }

  private func building(_ dwelling: Dwelling) -> Int { max(dwelling.building - 1, 0) }

  private func walk(_ dwelling: Dwelling, _ night: Int) -> Int {
    let place =
      isByEntrance
      ? building(dwelling) * entrancesPerBuilding + dwelling.entrance - 1 : building(dwelling)
    return night * places + place
  }

  mutating func add(_ dwelling: Dwelling, _ night: Int, dwellings: Int = 1) {
    units[walk(dwelling, night)] += dwellings
  }

  /// Whether the walk around a dwelling was written down as zeros without going.
  func isWritten(_ dwelling: Dwelling, _ night: Int) -> Bool {
    !writtenZeros.isEmpty && writtenZeros[walk(dwelling, night)]
  }

  func isCut(_ dwelling: Dwelling, _ night: Int) -> Bool {
    !powerCuts.isEmpty && powerCuts[night * buildings + building(dwelling)]
  }

  /// A walk of which something was written down.
  struct Walk {
    var night: Int
    /// From 1; a walk through a whole building has no entrance.
    var building: Int
    var entrance: Int?
    var units: Int
    var isWritten: Bool
    var isCut: Bool
  }

  /// All walks, night by night.
  var all: [Walk] {
    units.indices.filter { units[$0] > 0 }.map { index in
      let (night, place) = index.quotientAndRemainder(dividingBy: places)
      let building = isByEntrance ? place / entrancesPerBuilding : place
      return Walk(
        night: night, building: building + 1,
        entrance: isByEntrance ? place % entrancesPerBuilding + 1 : nil, units: units[index],
        isWritten: !writtenZeros.isEmpty && writtenZeros[index],
        isCut: !powerCuts.isEmpty && powerCuts[night * buildings + building])
    }
  }
}
