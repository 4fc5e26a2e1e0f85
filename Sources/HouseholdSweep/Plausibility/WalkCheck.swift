import DelimitedText

/// Finds the light counts that cannot have been gathered: too few windows lit for what list, meter and the
/// lights counted elsewhere in the compound say (docs/model.md).
struct WalkCheck: Sendable {
  let manifest: Manifest
  let frame: Frame
  let evidence: EvidenceColumn
  /// Compounds that have a list.
  let listed: Set<Int>
  let places: [CountedPlace]
  /// The places of each compound that has any.
  let placesOf: [Int: [Int]]
  let assumptions: CompoundAssumptions

  /// Dwellings below which a count is not looked at.
  static let leastDwellings = 6
  /// The share of the expected number below which a count is looked at.
  static let leastShare = 0.2

  init(
    _ manifest: Manifest, _ frame: Frame, _ evidence: EvidenceColumn, listed: Set<Int>,
    _ places: [CountedPlace]
  ) {
    self.manifest = manifest
    self.frame = frame
    self.evidence = evidence
    self.listed = listed
    self.places = places
    placesOf = Dictionary(grouping: places.indices) { places[$0].compound }
    assumptions = CompoundAssumptions(
      SweepModel(manifest.parameters),
      edges: manifest.parameters.usageEdges(manifest.thresholds).count)
  }

  /// Dwellings counted one by one on the walk of a night, and those of them lit.
  fileprivate struct Tally {
    var dwellings = 0
    var lit = 0
  }

  /// A count that is too low to be passed over at once.
  private struct Suspect {
    /// The number of a building, or of a place.
    var number: Int
    var isPlace: Bool
    var day: Int
    var tally: Tally
  }

  /// Compounds looked at by a worker at a time.
  private static let batch = 32

  /// All dark walks, in the order of compounds, buildings and days, then places. O(units) where there is
  /// no suspect.
  func darkWalks(_ compounds: Int, threads: Int) -> [LeftOut.DarkWalk] {
    guard manifest.thresholds.doubtful > 0 else { return [] }
    let work = WorkList(count: (compounds + Self.batch - 1) / Self.batch)
    let found = parallelMap(workers: threads) { _ in
      var found: [LeftOut.DarkWalk] = []
      var tallies = WalkTallies(days: manifest.days)
      var cache = LogChances()
      while let batch = work.take() {
        for compound in batch * Self.batch..<min((batch + 1) * Self.batch, compounds) {
          found += darkWalks(in: compound, &tallies, &cache)
        }
      }
      return found
    }
    // Compounds were shared out as it came; inside one the order is already right.
    return found.flatMap { $0 }.enumerated()
      .sorted { ($0.element.compound, $0.offset) < ($1.element.compound, $1.offset) }
      .map(\.element)
  }

  private func darkWalks(
    in compound: Int, _ tallies: inout WalkTallies, _ cache: inout LogChances
  ) -> [LeftOut.DarkWalk] {
    var buildings = WalkBuildings(frame, compound: compound)
    let units = frame.register.index.units(of: compound)
    tallies.begin()
    func add(_ unit: Int) {
      let nights = evidence.nights(of: unit)
      if nights.seen != 0 { tallies.add(nights, buildings.number(of: unit)) }
    }
    let extras = frame.extrasOf[compound] ?? []
    for unit in units { add(unit) }
    for unit in extras { add(unit) }
    let most = assumptions.litChances.max()
    func isLow(_ tally: Tally) -> Bool {
      tally.dwellings >= Self.leastDwellings
        && Double(tally.lit) < Self.leastShare * Double(tally.dwellings) * most
    }
    var suspects: [Suspect] = []
    tallies.visit { building, day, tally in
      if isLow(tally) {
        suspects.append(Suspect(number: building, isPlace: false, day: day, tally: tally))
      }
    }
    for place in placesOf[compound] ?? [] {
      for day in 0..<manifest.days where places[place].counts[day] >= 0 {
        let tally = Tally(dwellings: places[place].units.count, lit: places[place].counts[day])
        if isLow(tally) {
          suspects.append(Suspect(number: place, isPlace: true, day: day, tally: tally))
        }
      }
    }
    guard !suspects.isEmpty else { return [] }
    let compoundUnits = CompoundUnits(registered: units, extras: extras)
    var examined = compoundCase(compound, compoundUnits, &cache)
    let buildingOf = compoundUnits.all.map { buildings.number(of: $0) }
    return suspects.compactMap { suspect in
      let home =
        suspect.isPlace
        ? places[suspect.number].units.map(compoundUnits.number)
        : buildingOf.indices.filter { buildingOf[$0] == suspect.number }
      let counted =
        suspect.isPlace
        ? home
        : home.filter {
          evidence.nights(of: compoundUnits.all[$0]).seen >> UInt32(suspect.day) & 1 == 1
        }
      guard let expected = expectedIfDark(suspect.tally.lit, counted, home, &examined) else {
        return nil
      }
      return LeftOut.DarkWalk(
        compound: compound,
        place: suspect.isPlace ? places[suspect.number].text : buildings.name(suspect.number),
        isPlace: suspect.isPlace, day: suspect.day, lit: suspect.tally.lit,
        dwellings: suspect.tally.dwellings, expected: expected)
    }
  }

  /// How many of the dwellings counted should have been lit, if that few cannot be; nil if they can.
  private func expectedIfDark(
    _ lit: Int, _ counted: [Int], _ home: [Int], _ examined: inout CompoundCase
  ) -> Double? {
    guard let weights = examined.weights(outside: home) else { return nil }
    let cells = examined.cells
    func chance(_ unit: Int, _ point: Int) -> Double {
      assumptions.chanceOfLight(cells[counted[unit]], at: point)
    }
    let expected = examined.expected(of: counted.indices, weights, chance: chance)
    guard Double(lit) < Self.leastShare * expected,
      examined.isUnlikely(
        lit, .orFewer, of: counted.indices, weights, least: manifest.thresholds.doubtful,
        chance: chance)
    else { return nil }
    return expected
  }

  /// A compound with what is known of its units, and its places as far as they can be used.
  func compoundCase(
    _ compound: Int, _ units: CompoundUnits, _ cache: inout LogChances
  ) -> CompoundCase {
    let hasList = listed.contains(compound)
    let facts = units.all.map { unit in
      let (level, bin) = evidence.listAndUsage(of: unit)
      let nights = evidence.nights(of: unit)
      return CompoundCase.UnitFacts(
        cell: CompoundAssumptions.cell(hasList ? level : nil, bin: bin),
        seen: nights.seen, lit: nights.lit)
    }
    let counted = (placesOf[compound] ?? []).compactMap { place -> CompoundCase.CountedUnits? in
      let counts = (0..<manifest.days).compactMap { places[place].count(on: $0) }
      guard !counts.isEmpty, !places[place].units.isEmpty else { return nil }
      return .init(units: places[place].units.map(units.number), counts: counts)
    }
    return CompoundCase(assumptions, facts, counted, &cache)
  }
}

/// The walks of a compound: dwellings counted one by one and lit, by building and night.
private struct WalkTallies {
  private let days: Int
  private var numbers: [Int: Int] = [:]
  private var buildings: [Int] = []
  /// By building and night.
  private var tallies: [WalkCheck.Tally] = []
  /// The building of the unit before, whose units mostly follow each other.
  private var last = Int.min
  /// Its dwellings that are not yet in its tallies, and those lit of them: eight nights a word, a byte
  /// each.
  private var pending = 0
  private var dwellings = InlineArray<4, UInt64>(repeating: 0)
  private var lit = InlineArray<4, UInt64>(repeating: 0)

  init(days: Int) { self.days = days }

  mutating func begin() {
    numbers.removeAll(keepingCapacity: true)
    buildings.removeAll(keepingCapacity: true)
    tallies.removeAll(keepingCapacity: true)
    last = .min
  }

  @inline(__always)
  mutating func add(_ nights: (seen: UInt32, lit: UInt32), _ building: Int) {
    if building != last || pending == 255 { turn(to: building) }
    pending += 1
    dwellings[0] &+= Self.spread(nights.seen)
    lit[0] &+= Self.spread(nights.lit)
    if days > 8 {
      for group in 1..<(days + 7) / 8 {
        dwellings[group] &+= Self.spread(nights.seen >> UInt32(8 * group))
        lit[group] &+= Self.spread(nights.lit >> UInt32(8 * group))
      }
    }
  }

  /// Bit n of the lowest byte as 0 or 1 in byte n: 0b101 is 0x01_00_01.
  @inline(__always)
  private static func spread(_ bits: UInt32) -> UInt64 {
    // Each byte keeps its own bit; what is not 0 then carries into the byte's highest bit.
    let own = UInt64(bits & 0xFF) &* 0x0101_0101_0101_0101 & 0x8040_2010_0804_0201
    return (own &+ 0x7F7F_7F7F_7F7F_7F7F) >> 7 & 0x0101_0101_0101_0101
  }

  /// Goes on to the units of another building, or to more of the same: a byte holds no more than 255.
  @inline(never)
  private mutating func turn(to building: Int) {
    settle()
    last = building
  }

  /// Adds what is pending to the tallies of its building.
  private mutating func settle() {
    guard pending > 0 else { return }
    let number = numbers[last] ?? buildings.count
    if number == buildings.count {
      numbers[last] = number
      buildings.append(last)
      for _ in 0..<days { tallies.append(.init()) }
    }
    for day in 0..<days {
      let shift = UInt64(8 * (day % 8))
      tallies[number * days + day].dwellings += Int(dwellings[day / 8] >> shift & 0xFF)
      tallies[number * days + day].lit += Int(lit[day / 8] >> shift & 0xFF)
    }
    pending = 0
    dwellings = InlineArray(repeating: 0)
    lit = InlineArray(repeating: 0)
  }

  /// Buildings in the order they came.
  mutating func visit(_ body: (Int, Int, WalkCheck.Tally) -> Void) {
    settle()
    for (number, building) in buildings.enumerated() {
      for day in 0..<days { body(building, day, tallies[number * days + day]) }
    }
  }
}
