import DelimitedText
import HouseholdSweep

/// One dwelling of a compound and who lives there: the truth, and what the list says.
struct Dwelling: Sendable {
  /// 0 in a village.
  let building: Int
  let entrance: Int
  /// 0 in a village.
  let floor: Int
  /// The house number in a village.
  let room: Int
  let isRegistered: Bool
  let grid: Int

  /// People living there during the sweep; 0 is vacant.
  var persons = 0
  var hasMeter = false
  /// Rows of the resident list.
  var present = 0
  var away = 0
  var moved = 0
  /// Nights with a count of this dwelling alone, and those of them with light, by bit.
  var nightsSeen: UInt32 = 0
  var nightsLit: UInt32 = 0

  var peculiarities = Peculiarities()

  var isOccupied: Bool { persons > 0 }

  var key: AddressKey {
    building == 0 ? AddressKey(room) : AddressKey(building, entrance, room)
  }
}

/// What all compounds of a city share while they are drawn.
struct CityContext: Sendable {
  let options: CityOptions
  let plan: CityPlan
  let habits: CityHabits
  let clock: CityClock
  let faults: RowFaults
  /// `C0001`, or wider where there are more.
  let compoundDigits: Int

  init(_ options: CityOptions, firstDay: SweepDate) {
    self.options = options
    plan = CityPlan(options)
    habits = CityHabits(options)
    clock = CityClock(firstDay: firstDay, days: options.days)
    faults = RowFaults(firstDay: firstDay, days: options.days)
    compoundDigits = max(4, "\(options.compounds)".utf8.count)
  }
}

/// One compound being drawn: its dwellings, in the order of the register, then those outside it.
///
/// Each source draws from a stream of its own, in an extension of its own.
struct CompoundDraft {
  let city: CityContext
  let plan: CompoundPlan
  /// The compound's id and a comma, as every row of it starts.
  let prefix: [UInt8]
  var dwellings: [Dwelling] = []
  var noise: RowNoise
  var lightWalks: LightWalks
  /// Doors knocked on, by grid of the compound.
  var doors: [Int]
  /// Readings that were written down wrong: the dwelling's number, and the day.
  var meterSlips: [(dwelling: Int, day: Int)] = []
  var census = CompoundCensus()
  private var speller: AddressSpeller

  init(_ city: CityContext, compound: Int) {
    self.city = city
    plan = city.plan.compounds[compound]
    let number = "\(compound + 1)"
    let zeros = String(repeating: "0", count: city.compoundDigits - number.utf8.count)
    prefix = Array("C\(zeros)\(number),".utf8)
    noise = RowNoise(city.options, compound: compound)
    speller = AddressSpeller(city.options, compound: compound)
    lightWalks = LightWalks(plan, days: city.options.days)
    doors = Array(repeating: 0, count: plan.grids)
    dwellings.reserveCapacity(plan.registered + plan.extras)
    layOut()
  }

  func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
    RandomStream(seed: city.options.seed, purpose, plan.number)
  }

  private mutating func layOut() {
    if plan.isVillage {
      for house in 1...plan.registered + plan.extras {
        let grid = min(house - 1, plan.registered - 1) * plan.grids / plan.registered
        dwellings.append(
          Dwelling(
            building: 0, entrance: 0, floor: 0, room: house,
            isRegistered: house <= plan.registered, grid: plan.firstGrid + grid))
      }
      return
    }
    for entrance in 0..<plan.entrances {
      for floor in 1...plan.floors {
        for room in 1...plan.roomsPerFloor {
          append(entrance, floor: floor, room: room, isRegistered: true)
        }
      }
    }
    // Huts on the roof: the floor above the last, from the last entrance that has room for one.
    let roof = plan.roomsPerFloor * plan.entrances
    for extra in max(0, roof - plan.extras)..<roof {
      append(
        extra / plan.roomsPerFloor, floor: plan.floors + 1,
        room: extra % plan.roomsPerFloor + 1, isRegistered: false)
    }
  }

  private mutating func append(_ entrance: Int, floor: Int, room: Int, isRegistered: Bool) {
    let building = entrance / plan.entrancesPerBuilding
    dwellings.append(
      Dwelling(
        building: building + 1, entrance: entrance % plan.entrancesPerBuilding + 1, floor: floor,
        room: floor * 100 + room, isRegistered: isRegistered,
        grid: plan.firstGrid + building * plan.grids / plan.buildings))
  }
}

extension CompoundDraft {
  /// Starts a row with the compound and the address of a dwelling, and a comma behind both. In the
  /// register, which the others are held against, nobody errs or leaves anything out.
  mutating func startRow(_ rows: inout TableRows, _ dwelling: Dwelling, mayErr: Bool = true) {
    rows.bytes.append(prefix)
    let entrances = min(
      plan.entrancesPerBuilding,
      plan.entrances - (dwelling.building - 1) * plan.entrancesPerBuilding)
    speller.append(
      dwelling, isAlone: mayErr && entrances == 1, mayErr: mayErr, to: &rows.bytes)
    rows.bytes.append(UInt8(ascii: ","))
  }

  /// Starts a row with the compound and a building, or one of its entrances.
  mutating func startRow(_ rows: inout TableRows, building: Int, entrance: Int?) {
    rows.bytes.append(prefix)
    speller.append(building: building, entrance: entrance, to: &rows.bytes)
    rows.bytes.append(UInt8(ascii: ","))
  }
}
