import DelimitedText
import Foundation
import HouseholdSweep

/// Readings of the electricity meters: one early on the first day, then one a day, the last in the
/// evening of the last day.
///
/// All lie inside the sweep, so that what is used between the first and the last is the usage that
/// the engine finds, to the thousandth.
extension CompoundDraft {
  /// Of the meters: never read; read on the first day only; read on the first and the last day.
  static let unreadShare = 0.01
  static let readOnceShare = 0.02
  static let readTwiceShare = 0.04

  private enum Reading { case none, once, twice, daily, reset }

  /// What one meter says: kWh in thousandths at the first reading and used until the last before
  /// a reset.
  private struct Meter {
    var reading: Reading
    var start = 0
    var used = 0
  }

  mutating func writeReadings(_ rows: inout TableRows) {
    var random = stream(.meters)
    var usage = stream(.usage)
    var slips = stream(.meterSlips)
    let rounds = meterRounds(&random)
    let meters = dwellings.indices.map { index in
      draw(dwellings[index], rounds, &random, &usage)
    }
    for (number, round) in rounds.enumerated() {
      let isLast = number == rounds.count - 1
      for index in 0..<plan.registered {
        let meter = meters[index]
        var kwh: Int
        switch meter.reading {
        case .none:
          if number == 0 && dwellings[index].hasMeter { writeOldReading(index, &rows) }
          continue
        case .once where number > 0, .twice where number > 0 && !isLast: continue
        case .reset where isLast: kwh = meter.used / 2
        default:
          let end = meter.reading == .reset ? rounds[rounds.count - 2] : rounds[rounds.count - 1]
          kwh = meter.start + share(meter.used, at: round, from: rounds[0], to: end, index)
        }
        if city.options.broken.contains(.meterSlips) && slips.chance(Self.slipShare) {
          kwh = Self.slipped(kwh, &slips)
          meterSlips.append((index, round.day))
        }
        rows.appendMeter(plan.firstDwelling + index)
        rows.bytes.append(UInt8(ascii: ","))
        rows.append(readingTime(round, dwellings[index]), city.clock)
        rows.bytes.append(UInt8(ascii: ","))
        rows.bytes.append(scaled: kwh, places: 3)
        rows.endRow(&noise, city.faults.meter)
      }
    }
  }

  private func meterRounds(_ random: inout RandomStream) -> [CityClock.Moment] {
    let days = city.options.days
    var rounds = [CityClock.Moment(day: 0, minute: random.within(330...390))]
    for day in 1..<max(days - 1, 1) {
      rounds.append(.init(day: day, minute: random.within(600...960)))
    }
    rounds.append(.init(day: days - 1, minute: random.within(1230...1269)))
    return rounds
  }

  /// A round takes an hour at most, and every round goes the same way.
  private func readingTime(_ round: CityClock.Moment, _ dwelling: Dwelling) -> CityClock.Moment {
    .init(
      day: round.day,
      minute: round.minute + (dwelling.building * 3 + dwelling.entrance + dwelling.room / 20) % 60)
  }

  private mutating func draw(
    _ dwelling: Dwelling, _ rounds: [CityClock.Moment], _ random: inout RandomStream,
    _ usage: inout RandomStream
  ) -> Meter {
    guard dwelling.hasMeter else { return Meter(reading: .none) }
    var kind = Reading.daily
    let draw = random.unit()
    if draw < Self.unreadShare { return Meter(reading: .none) }
    if draw < Self.unreadShare + Self.readOnceShare {
      kind = .once
    } else if draw < Self.unreadShare + Self.readOnceShare + Self.readTwiceShare {
      kind = .twice
    } else if city.options.resetShare > 0 && random.chance(city.options.resetShare) {
      kind = .reset
    }
    var meter = Meter(reading: kind, start: random.within(1_000_000...40_000_000))
    let last = kind == .reset ? rounds[rounds.count - 2] : rounds[rounds.count - 1]
    let minutes = (last.day - rounds[0].day) * 1440 + last.minute - rounds[0].minute
    guard kind != .once && minutes > 0 else { return meter }
    meter.used = use(dwelling, minutes, &random)
    if city.options.broken.contains(.oddUsage) {
      meter.used = Int(Self.oddUsage(dwelling, &usage) * 1000 * Double(minutes) / 1440)
    }
    census.addUsage(dwelling, Double(meter.used * 1440) / Double(1000 * minutes))
    return meter
  }

  /// Thousandths of a kWh used in `minutes`, inside the class drawn and never on a threshold, where
  /// a reader that divides doubles might go astray.
  private func use(_ dwelling: Dwelling, _ minutes: Int, _ random: inout RandomStream) -> Int {
    let meter = city.habits.meter
    // In thousandths of a kWh a day.
    let daily: Double
    let idle = 100 * minutes / 1440
    let active = 1000 * minutes / 1440
    let range: ClosedRange<Int>
    switch random.answer(dwelling.isOccupied ? meter.occupied : meter.vacant) {
    case 0:
      // A third has pulled the plug.
      daily = random.chance(0.33) ? 0 : random.unit() * 95
      range = 0...max(idle - 1, 0)
    case 1:
      // Standby of an empty dwelling in China: 0.14 to 0.55 kWh a day.
      daily = dwelling.isOccupied ? 200 + random.unit() * 790 : 140 + random.unit() * 410
      range = idle + 1...active - 1
    default:
      // Three people use 11 kWh a day on average: 9.2 · exp(0.6² / 2).
      let median = dwelling.isOccupied ? 3_200 + 2_000 * Double(dwelling.persons) : 2_500
      daily = median * exp(0.6 * random.normal())
      range = active + 1...Int.max
    }
    if city.options.broken.contains(.meterThreshold) {
      return Int(2.5 * daily * Double(minutes) / 1440)
    }
    return min(max(Int(daily * Double(minutes) / 1440), range.lowerBound), range.upperBound)
  }

  /// How much of `used` a meter shows at `round`: even use, but up to a tenth early or late.
  private func share(
    _ used: Int, at round: CityClock.Moment, from first: CityClock.Moment,
    to end: CityClock.Moment, _ index: Int
  ) -> Int {
    func minutes(_ moment: CityClock.Moment) -> Int {
      (moment.day - first.day) * 1440 + moment.minute - first.minute
    }
    let (done, all) = (minutes(round), minutes(end))
    guard all > 0, done < all else { return used }
    // One in 31 dwellings after the other, so that it never falls between two readings of a day.
    let shift = min(done, all - done) * (index % 31 - 15) / 150
    return used * (done + shift) / all
  }

  private mutating func writeOldReading(_ index: Int, _ rows: inout TableRows) {
    guard noise.isOn, noise.isOldReadingDue() else { return }
    rows.appendMeter(plan.firstDwelling + index)
    rows.bytes.append(",2001-01-01T08:00,")
    rows.bytes.append(scaled: 1_000_000 + index, places: 3)
    rows.endFaultyRow(nil)
  }
}
