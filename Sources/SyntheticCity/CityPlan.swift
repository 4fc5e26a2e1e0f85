/// What is settled of a compound before its dwellings are drawn.
struct CompoundPlan: Sendable {
  let number: Int
  /// A village has houses with one-part numbers, no buildings.
  let isVillage: Bool
  let floors: Int
  let roomsPerFloor: Int
  let entrances: Int
  let entrancesPerBuilding: Int
  /// Dwellings of the register.
  let registered: Int
  /// Dwellings that the register does not know.
  let extras: Int
  /// The share of dwellings where nobody lives.
  var vacancy: Double
  /// The share of occupied dwellings with somebody present on the list, where it differs from
  /// compound to compound.
  var listedShare: Double?
  /// Nearly empty, and the list tells of the people who left; there are no meters.
  var isAbandoned = false
  var placeCounts = PlaceCounts.none
  /// The numbers of the first dwelling and the first grid in the whole city.
  var firstDwelling = 0
  var firstGrid = 0
  var community = 0
  var subdistrict = 0
  var district = 0

  enum PlaceCounts: Sendable { case none, building, entrance }

  var buildings: Int { (entrances + entrancesPerBuilding - 1) / entrancesPerBuilding }

  /// Grids of some 300 dwellings; a building is not shared between two.
  var grids: Int {
    let wanted = max(1, (registered + 150) / 300)
    return isVillage ? wanted : min(wanted, buildings)
  }
}

/// The compounds of a city: sizes, numbers, parents.
///
/// Sizes and vacancies follow quantile curves read at evenly spread points (the golden-ratio
/// sequence), so that a city of a hundred compounds has the same mix as one of seven thousand.
/// Cost: a few hundred nanoseconds a compound.
struct CityPlan: Sendable {
  private(set) var compounds: [CompoundPlan] = []
  /// Dwellings, those outside the register too.
  private(set) var dwellings = 0

  /// Dwellings of a compound at each tenth; the mean is 619, with villages 588.
  static let compoundSizes: [Double] = [
    24, 90, 160, 240, 330, 430, 545, 690, 890, 1250, 3100,
  ]
  static let villageSizes: [Double] = [60, 420]
  /// The share of vacant dwellings at each tenth; the mean is 13 %, as in Wuhan in 2020.
  static let vacancies: [Double] = [
    0.01, 0.03, 0.045, 0.06, 0.08, 0.10, 0.125, 0.155, 0.19, 0.26, 0.55,
  ]
  /// 3,371 communities and villages to 7,148 compounds.
  static let compoundsPerCommunity = 7148.0 / 3371.0
  static let communitiesPerSubdistrict = 21
  static let villageShare = 0.08
  static let extraShare = 0.002

  init(_ options: CityOptions) {
    var start = RandomStream(seed: options.seed, .plan)
    let offsets = (start.unit(), start.unit(), start.unit(), start.unit())
    var grids = 0
    let count = options.compounds
    let communities = max(1, Int(Double(count) / Self.compoundsPerCommunity + 0.5))
    let subdistricts = max(1, communities / Self.communitiesPerSubdistrict)
    let districts = min(PlaceNames.districtCount, subdistricts)
    compounds.reserveCapacity(count)
    for number in 0..<count {
      // Four sequences whose steps are independent irrationals: no two of the traits go together.
      func spread(_ offset: Double, _ step: Double) -> Double {
        let value = offset + Double(number) * step
        return value - value.rounded(.down)
      }
      var random = RandomStream(seed: options.seed, .plan, number + 1)
      var plan = CompoundPlan(
        number: number, size: spread(offsets.0, 0.618_033_988_749_895),
        vacancy: spread(offsets.1, 0.414_213_562_373_095),
        isVillage: spread(offsets.2, 0.732_050_807_568_877) < Self.villageShare, &random)
      let counted = options.placeCountShare / (1 - Self.villageShare)
      if !plan.isVillage && spread(offsets.3, 0.236_067_977_499_790) < counted {
        plan.placeCounts = random.chance(0.2) ? .entrance : .building
      }
      plan.breakAssumptions(options)
      plan.firstDwelling = dwellings
      plan.firstGrid = grids + 1
      plan.community = number * communities / count
      plan.subdistrict = plan.community * subdistricts / communities
      plan.district = plan.subdistrict * districts / subdistricts
      dwellings += plan.registered + plan.extras
      grids += plan.grids
      compounds.append(plan)
    }
  }

  /// The value of a curve given at evenly spaced points of [0, 1].
  static func quantile(_ curve: [Double], at share: Double) -> Double {
    let place = share * Double(curve.count - 1)
    let lower = min(Int(place), curve.count - 2)
    return curve[lower] + (curve[lower + 1] - curve[lower]) * (place - Double(lower))
  }
}

extension CompoundPlan {
  /// A compound of about the size at `size` of its curve, `size` and `vacancy` in [0, 1).
  fileprivate init(
    number: Int, size: Double, vacancy: Double, isVillage: Bool, _ random: inout RandomStream
  ) {
    self.number = number
    self.isVillage = isVillage
    self.vacancy = CityPlan.quantile(CityPlan.vacancies, at: vacancy)
    let curve = isVillage ? CityPlan.villageSizes : CityPlan.compoundSizes
    let target = CityPlan.quantile(curve, at: size)
    if isVillage {
      (floors, roomsPerFloor, entrances, entrancesPerBuilding) = (0, 0, 0, 1)
      registered = Int(target)
    } else {
      let style = random.unit()
      if target < 200 || style < 0.5 {
        // Walk-ups without a lift.
        floors = random.within(5...7)
        roomsPerFloor = 2
        entrancesPerBuilding = random.within(2...5)
      } else if style < 0.75 {
        floors = random.within(9...12)
        roomsPerFloor = random.within(2...3)
        entrancesPerBuilding = random.within(1...3)
      } else {
        floors = random.within(18...33)
        roomsPerFloor = 4
        entrancesPerBuilding = random.within(1...2)
      }
      entrances = max(1, Int(target / Double(floors * roomsPerFloor) + random.unit()))
      registered = entrances * floors * roomsPerFloor
    }
    extras = Int(Double(registered) * CityPlan.extraShare + random.unit())
  }
}
