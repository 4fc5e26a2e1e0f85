import DelimitedText
import HouseholdSweep

/// Who lives where, and what the register and the resident list say of it.
extension CompoundDraft {
  /// Persons in an occupied dwelling, from one; the mean is 2.9. With the vacant ones that makes
  /// 10.6 M residents in 4.2 M units.
  static let householdSizes = [0.14, 0.27, 0.31, 0.16, 0.08, 0.04]
  static let meteredShare = 0.97
  /// Of the occupied units nobody of which is listed: former tenants are, as moved.
  static let formerTenantsShare = 0.1
  /// Of the listed households: not everybody is listed; somebody else is, as away; as moved.
  static let undercountedShare = 0.06
  static let memberAwayShare = 0.06
  static let memberMovedShare = 0.03
  /// Of the vacant units: residents listed as away, or as moved, and none as present.
  static let vacantAwayShare = 0.05
  static let vacantMovedShare = 0.10

  mutating func drawHouseholds() {
    var random = stream(.households)
    for index in dwellings.indices {
      let isRegistered = dwellings[index].isRegistered
      // Nobody reports a dwelling outside the register where nobody lives.
      let isVacant = random.chance(plan.vacancy) && isRegistered
      let hasMeter = random.chance(Self.meteredShare) && isRegistered
      dwellings[index].hasMeter = hasMeter && !plan.isAbandoned
      if isVacant {
        listVacant(&dwellings[index], &random)
      } else {
        dwellings[index].persons = random.answer(Self.householdSizes) + 1
        listOccupied(&dwellings[index], &random)
      }
    }
    if let share = plan.listedShare { listAnew(share) }
  }

  /// Draws the list of occupied dwellings once more, with somebody present in another share of them.
  /// Who lives where stays as it was, and who is not listed as present is so for the same reasons.
  private mutating func listAnew(_ share: Double) {
    var random = stream(.patchyLists)
    let absent = city.options.unlistedShare + CityHabits.allAwayShare
    for index in dwellings.indices where dwellings[index].isOccupied {
      (dwellings[index].present, dwellings[index].away, dwellings[index].moved) = (0, 0, 0)
      listOccupied(&dwellings[index], &random, scale: absent / (1 - share))
    }
  }

  private func listOccupied(
    _ dwelling: inout Dwelling, _ random: inout RandomStream, scale: Double = 1
  ) {
    let unlisted = city.options.unlistedShare
    let draw = random.unit() * scale
    if draw < unlisted {
      if draw < unlisted * Self.formerTenantsShare { dwelling.moved = random.within(1...3) }
    } else if draw < unlisted + CityHabits.allAwayShare {
      dwelling.away = dwelling.persons
    } else {
      dwelling.present = dwelling.persons
      if dwelling.persons > 1 && random.chance(Self.undercountedShare) {
        dwelling.present = random.within(1...dwelling.persons - 1)
      }
      if random.chance(Self.memberAwayShare) { dwelling.away = 1 }
      if random.chance(Self.memberMovedShare) { dwelling.moved = 1 }
    }
  }

  private func listVacant(_ dwelling: inout Dwelling, _ random: inout RandomStream) {
    let listed = plan.isAbandoned ? CompoundPlan.staleShare : city.habits.listed.vacant
    let draw = random.unit()
    if draw < listed {
      dwelling.present = random.within(1...4)
    } else if draw < listed + Self.vacantAwayShare {
      dwelling.away = random.within(1...3)
    } else if draw < listed + Self.vacantAwayShare + Self.vacantMovedShare {
      dwelling.moved = random.within(1...4)
    }
  }

  mutating func writeCompound(_ rows: inout TableRows) {
    rows.bytes.append(prefix)
    rows.bytes.append(text: PlaceNames.compound(plan.number, isVillage: plan.isVillage))
    rows.bytes.append(text: plan.isVillage ? ",village," : ",compound,")
    rows.bytes.append(text: PlaceNames.community(plan.community))
    rows.bytes.append(UInt8(ascii: ","))
    rows.bytes.append(text: PlaceNames.subdistrict(plan.subdistrict))
    rows.bytes.append(UInt8(ascii: ","))
    rows.bytes.append(text: PlaceNames.district(plan.district))
    rows.endRow(&noise, city.faults.compounds)
  }

  mutating func writeRegister(_ rows: inout TableRows) {
    for index in 0..<plan.registered {
      let dwelling = dwellings[index]
      startRow(&rows, dwelling, mayErr: false)
      if dwelling.floor > 0 { rows.bytes.append(number: dwelling.floor) }
      rows.bytes.append(UInt8(ascii: ","))
      if dwelling.hasMeter { rows.appendMeter(plan.firstDwelling + index) }
      rows.bytes.append(",G")
      rows.bytes.append(number: dwelling.grid, width: 5)
      rows.endRow(&noise, city.faults.units)
    }
  }

  mutating func writeResidents(_ rows: inout TableRows) {
    for (index, dwelling) in dwellings.enumerated() {
      let listed = dwelling.present + dwelling.away
      for person in 0..<listed + dwelling.moved {
        startRow(&rows, dwelling)
        rows.bytes.append(UInt8(ascii: "R"))
        rows.bytes.append(number: (plan.firstDwelling + index) * 10 + person, width: 9)
        if person < dwelling.present {
          rows.bytes.append(",present")
        } else if person < listed {
          rows.bytes.append(",away")
        } else {
          rows.bytes.append(",moved")
        }
        rows.endRow(&noise, city.faults.residents)
      }
    }
  }

  func writeTruth(_ rows: inout TableRows) {
    for dwelling in dwellings {
      rows.bytes.append(prefix)
      dwelling.key.append(to: &rows.bytes)
      rows.bytes.append(UInt8(ascii: ","))
      rows.bytes.append(dwelling.isOccupied ? "1," : "0,")
      rows.bytes.append(number: dwelling.persons)
      rows.endPlainRow()
    }
  }
}

extension TableRows {
  /// The id of the meter of the dwelling with this number in the city: `M10000042`.
  mutating func appendMeter(_ dwelling: Int) {
    bytes.append(UInt8(ascii: "M"))
    bytes.append(number: 10_000_000 + dwelling)
  }
}
