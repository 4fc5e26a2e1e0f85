import DelimitedText
import HouseholdSweep

/// Wardens count lit windows on their evening round: night by night, in the order of the register.
extension CompoundDraft {
  /// Dwellings, or whole places, looked at in a night.
  static let nightSeenShare = 0.95

  mutating func writeLights(_ rows: inout TableRows) {
    var random = stream(.lights)
    for night in 0..<city.options.days {
      let start = random.within(1110...1210)
      if plan.placeCounts == .none {
        countDwellings(night, start, &rows, &random)
      } else {
        countPlaces(night, start, &rows, &random)
      }
    }
  }

  /// Draws what is wrong with the walks, from streams of their own.
  mutating func drawLightWalks() {
    if city.options.broken.contains(.writtenZeros) {
      var random = stream(.writtenZeros)
      lightWalks.drawWrittenZeros(&random)
    }
    if city.options.broken.contains(.powerCut) {
      var random = stream(.powerCuts)
      lightWalks.drawPowerCuts(&random)
    }
  }

  /// What is written down of a dwelling, or counted with its place.
  private mutating func isLit(
    _ index: Int, _ time: CityClock.Moment, _ random: inout RandomStream
  ) -> Bool {
    let dwelling = dwellings[index]
    let lit = random.chance(chanceOfLight(dwelling, night: time.day, minute: time.minute))
    if lightWalks.isWritten(dwelling, time.day) { return false }
    if !lightWalks.isCut(dwelling, time.day) { census.addLight(dwelling, isLit: lit) }
    return lit
  }

  /// Four windows a minute; the round ends before eleven.
  private func lightTime(_ night: Int, _ start: Int, _ step: Int) -> CityClock.Moment {
    .init(day: night, minute: min(start + step / 4, 22 * 60 + 59))
  }

  private mutating func countDwellings(
    _ night: Int, _ start: Int, _ rows: inout TableRows, _ random: inout RandomStream
  ) {
    var (grid, step) = (0, 0)
    for index in 0..<plan.registered {
      if dwellings[index].grid != grid { (grid, step) = (dwellings[index].grid, 0) }
      step += 1
      let time = lightTime(night, start, step)
      let lit = isLit(index, time, &random)
      guard random.chance(Self.nightSeenShare) else { continue }
      lightWalks.add(dwellings[index], night)
      dwellings[index].nightsSeen |= 1 << UInt32(night)
      if lit { dwellings[index].nightsLit |= 1 << UInt32(night) }
      startRow(&rows, dwellings[index])
      rows.append(time, city.clock)
      rows.bytes.append(lit ? ",1" : ",0")
      rows.appendWorker(grid)
      rows.endRow(&noise, city.faults.unitLights)
    }
  }

  /// A number for each building or entrance instead of each dwelling.
  private mutating func countPlaces(
    _ night: Int, _ start: Int, _ rows: inout TableRows, _ random: inout RandomStream
  ) {
    let byEntrance = plan.placeCounts == .entrance
    var first = 0
    var (grid, gridStart) = (0, 0)
    while first < plan.registered {
      let place = dwellings[first]
      if city.options.isReal && place.grid != grid { (grid, gridStart) = (place.grid, first) }
      let time = lightTime(night, start, first - gridStart)
      var lit = 0
      var next = first
      while next < plan.registered, dwellings[next].building == place.building,
        !byEntrance || dwellings[next].entrance == place.entrance
      {
        if isLit(next, time, &random) { lit += 1 }
        next += 1
      }
      if random.chance(Self.nightSeenShare) {
        lightWalks.add(place, night, dwellings: next - first)
        startRow(
          &rows, building: place.building, entrance: byEntrance ? place.entrance : nil)
        rows.append(time, city.clock)
        rows.bytes.append(UInt8(ascii: ","))
        rows.bytes.append(number: lit)
        rows.appendWorker(place.grid)
        rows.endRow(&noise, city.faults.placeLights)
      }
      first = next
    }
  }
}

extension TableRows {
  /// The warden of a grid, behind a comma: `,W00123`.
  mutating func appendWorker(_ grid: Int) {
    bytes.append(",W")
    bytes.append(number: grid, width: 5)
  }
}
