import Foundation

@testable import HouseholdSweep

extension PlainGathering {
  /// Takes out of the evidence what cannot have been gathered, and tells of it, by the parameters of the
  /// manifest.
  mutating func leaveOut() {
    tellHurried()
    guard manifest.thresholds.doubtful > 0 else { return }
    let byCompound = Dictionary(grouping: units.keys, by: \.compound)
    for (compound, units) in byCompound { leaveOutWalks(of: compound, units) }
    for (compound, units) in byCompound { leaveOutWorkers(of: compound, units) }
  }

  /// What the model sees of a unit.
  func look(_ unit: PlainUnit) -> PlainLook {
    let evidence = units[unit]!
    var look = PlainLook()
    if listedCompounds.contains(unit.compound) {
      look.level =
        evidence.listed > 0 ? 3 : evidence.away > 0 ? 2 : evidence.hasMoved ? 1 : 0
    }
    if let usage = evidence.usage {
      let edges =
        manifest.parameters.meterEdges
        ?? [manifest.thresholds.meterIdle, manifest.thresholds.meterActive]
      look.bin = edges.count { $0 <= usage }
    }
    look.seen = evidence.nights.count
    look.lit = evidence.litNights.count
    look.knocks = ["answered", "refused", "no_answer", "vacant"].map(evidence.count)
    return look
  }

  /// A compound as it stands now, with all counts that were not left out.
  private func compoundCase(_ compound: String, _ units: [PlainUnit]) -> PlainCompoundCase {
    PlainCompoundCase(
      kinds: PlainKinds(manifest.parameters),
      looks: Dictionary(uniqueKeysWithValues: units.map { ($0, look($0)) }),
      places: places.filter { $0.key.compound == compound && !$0.value.isEmpty }.map {
        (dwellings(of: $0.key), Array($0.value.values))
      })
  }

  private func date(_ day: Int) -> String { "\(manifest.firstDay.advanced(by: day))" }

  // MARK: Walks

  /// The first part of an address; empty for one of one part, and in villages.
  private func building(_ unit: PlainUnit) -> String {
    let kind = compoundKinds[unit.compound] ?? ""
    let parts = unit.key.split(separator: "-")
    return kind == "village" || parts.count == 1 ? "" : String(parts[0])
  }

  private mutating func leaveOutWalks(of compound: String, _ units: [PlainUnit]) {
    let compoundCase = compoundCase(compound, units)
    let lit = compoundCase.kinds.lit
    let doubtful = manifest.thresholds.doubtful
    /// The expected number, if so few cannot be.
    func expectedIfDark(_ count: Int, _ counted: [PlainUnit], _ home: [PlainUnit]) -> Double? {
      // Settles nearly all, says the contract.
      guard counted.count >= 6, Double(count) < 0.2 * Double(counted.count) * lit.max()!,
        let weights = compoundCase.weights(outside: Set(home))
      else { return nil }
      let expected = compoundCase.expectation(counted, weights) { _ in lit }
      let tail = expected.distribution[...count].reduce(0, +)
      let isDark = Double(count) < 0.2 * expected.mean && tail < doubtful
      return isDark ? expected.mean : nil
    }
    var dark: [(units: [PlainUnit], day: Int)] = []
    for (building, home) in Dictionary(grouping: units, by: building) {
      for day in 0..<manifest.days {
        let counted = home.filter { self.units[$0]!.nights.contains(day) }
        let lit = counted.count { self.units[$0]!.litNights.contains(day) }
        guard let expected = expectedIfDark(lit, counted, home) else { continue }
        dark.append((counted, day))
        tellWalk(compound, building, day, lit, counted.count, expected)
      }
    }
    var darkPlaces: [(place: PlainUnit, day: Int)] = []
    for (place, counts) in places where place.compound == compound {
      let dwellings = dwellings(of: place)
      for (day, count) in counts {
        guard let expected = expectedIfDark(count, dwellings, dwellings) else { continue }
        darkPlaces.append((place, day))
        tellWalk(compound, place.key, day, count, dwellings.count, expected)
      }
    }
    // All are judged by what was written, before any is left out.
    for (counted, day) in dark {
      for unit in counted {
        self.units[unit]!.nights.remove(day)
        self.units[unit]!.litNights.remove(day)
      }
    }
    for (place, day) in darkPlaces { places[place]![day] = nil }
  }

  private mutating func tellWalk(
    _ compound: String, _ place: String, _ day: Int, _ lit: Int, _ dwellings: Int,
    _ expected: Double
  ) {
    let name = [compound, place].filter { !$0.isEmpty }.joined(separator: " ")
    tell(
      "dark_walk",
      "\(name) \(date(day)): \(lit) of \(dwellings) lit, \(Int(expected.rounded())) expected")
  }

  // MARK: Workers

  private struct Round: Hashable {
    var worker: String
    var day: Int
  }

  private mutating func leaveOutWorkers(of compound: String, _ units: [PlainUnit]) {
    let workers = Set(units.flatMap { self.units[$0]!.attempts.map(\.worker) })
    let compoundCase = compoundCase(compound, units)
    var lazy: Set<String> = []
    for worker in workers where !worker.isEmpty {
      let reports = Dictionary(
        uniqueKeysWithValues: units.map { unit in
          (unit, self.units[unit]!.attempts.filter { $0.worker == worker })
        }
      ).filter { !$0.value.isEmpty }
      let vacant = reports.values.count { $0.contains { $0.outcome == "vacant" } }
      guard reports.count >= 10, vacant > 0, let weights = compoundCase.weights(outside: [])
      else { continue }
      let expected = compoundCase.expectation(Array(reports.keys), weights) { unit in
        let attempts = Double(PlainEvidence.distinct(reports[unit]!).count)
        return (0..<5).map { kind in
          let row = compoundCase.kinds.knock[PlainKinds.rowOfKind[kind]]
          return PlainKinds.isOccupied[kind] ? 1 - pow(1 - row[3], attempts) : 1
        }
      }
      let tail = expected.distribution[vacant...].reduce(0, +)
      guard Double(vacant) > 1.5 * expected.mean, tail < manifest.thresholds.doubtful else {
        continue
      }
      lazy.insert(worker)
      tell(
        "doubtful_worker",
        "\(compound) \(worker.prefix(40)): \(vacant) of \(reports.count) doors vacant, "
          + "\(Int(expected.mean.rounded())) expected at most")
    }
    for unit in units {
      self.units[unit]!.attempts.removeAll {
        lazy.contains($0.worker) && ["vacant", "no_answer"].contains($0.outcome)
      }
    }
  }

  private mutating func tellHurried() {
    for (compound, units) in Dictionary(grouping: units.keys, by: \.compound) {
      var doors: [Round: Set<PlainUnit>] = [:]
      var minutes: [Round: [Int]] = [:]
      for unit in units {
        for attempt in self.units[unit]!.attempts where !attempt.worker.isEmpty {
          let round = Round(worker: attempt.worker, day: attempt.day)
          doors[round, default: []].insert(unit)
          minutes[round, default: []].append(attempt.time)
        }
      }
      for (round, doors) in doors where doors.count >= 20 {
        let span = minutes[round]!.max()! - minutes[round]!.min()!
        guard span * 60 < doors.count * 10 else { continue }
        // A date without a time is put at noon.
        if minutes[round]!.allSatisfy({ $0 % 1440 == 12 * 60 }) { continue }
        tell(
          "hurried_worker",
          "\(compound) \(round.worker.prefix(40)) \(date(round.day)): \(doors.count) doors in "
            + "\(span) minutes")
      }
    }
  }
}
