import DelimitedText
import LatentClass

/// Finds workers whose reports cannot all be true: more doors of a compound vacant than list, meter and
/// lights allow, or doors faster than feet (docs/model.md).
struct WorkerCheck: Sendable {
  /// What the counts say; dark walks are already taken out of it.
  let walks: WalkCheck
  let knocks: EventLog<KnockEvent>
  var frame: Frame { walks.frame }

  /// Doors below which a worker's vacant reports, and pace, are not looked at.
  private static let leastDoors = 10
  private static let leastHurriedDoors = 20
  private static let leastSecondsADoor = 10
  /// How many times as many as expected must be reported vacant to be looked at.
  private static let mostShare = 1.5

  /// What was found out about workers.
  struct Found: Sendable {
    var doubtful: [LeftOut.DoubtfulWorker] = []
    var hurried: [LeftOut.HurriedWorker] = []
  }

  init(_ walks: WalkCheck, _ knocks: EventLog<KnockEvent>) {
    self.walks = walks
    self.knocks = knocks
  }

  /// What one thread has found, and what it cannot judge alone: the reports from compounds that go on in
  /// another partition.
  private struct Part: Sendable {
    var found = Found()
    var open: [Int: CompoundReports] = [:]
    /// Compounds with doors outside the register that were judged together with those in it.
    var joined: Set<Int> = []
  }

  /// The doubtful and the hurried workers. O(knocks + units) where nobody is under suspicion.
  func workers(threads: Int) -> Found {
    let suspects = suspectCompounds(threads: threads)
    let units = suspects.map { frame.register.index.units(of: $0) }
    let partitions = Set(
      units.flatMap {
        $0.isEmpty
          ? [] : Array($0.lowerBound >> Partition.bits...($0.upperBound - 1) >> Partition.bits)
      }
    ).sorted()
    guard !suspects.isEmpty else { return Found() }
    // Doors outside the register come first: they are few, and belong to compounds anywhere.
    let outside = reportsOutsideRegister(of: suspects)
    let work = WorkList(count: partitions.count)
    let parts = parallelMap(workers: threads) { _ in
      var part = Part()
      var cache = LogChances()
      var sorter = EventSorter<KnockEvent>()
      var wanted = PartitionTable<Bool>(false)
      while let number = work.take() {
        let partition = partitions[number]
        let first = partition << Partition.bits
        let range = first..<min(first + Partition.size, frame.registeredCount)
        wanted.clear()
        for units in units {
          for unit in units.clamped(to: range) { wanted[unit - first] = true }
        }
        sorter.sort(knocks, partition: partition, wanted: wanted)
        look(at: sorter, range, outside, &part, &cache)
      }
      return part
    }
    var found = Found()
    // Nobody may have knocked at a registered door of their compound.
    let joined = parts.reduce(into: Set<Int>()) { $0.formUnion($1.joined) }
    var open = outside.filter { !joined.contains($0.key) }
    for part in parts {
      found.doubtful += part.found.doubtful
      found.hurried += part.found.hurried
      for (compound, reports) in part.open {
        open[compound, default: CompoundReports()].add(reports)
      }
    }
    var cache = LogChances()
    for (compound, reports) in open { judge(reports, compound, &found, &cache) }
    return found
  }

  /// The compounds to look at door by door.
  private func suspectCompounds(threads: Int) -> Set<Int> {
    let outside = ReportTallies.outside(self)
    let outsideOf = Dictionary(grouping: outside.tallies, by: \.compound)
    let work = WorkList(count: Partition.count(of: frame.registeredCount))
    let parts = parallelMap(workers: threads) { _ in
      var tallies = ReportTallies(self)
      while let partition = work.take() { tallies.add(partition, outside, outsideOf) }
      return (tallies.suspects, tallies.open)
    }
    var open = outside
    for (_, more) in parts {
      for tally in more.tallies { open.add(tally, of: more) }
    }
    return parts.reduce(open.suspects(self)) { $0.union($1.0) }
  }

  /// Whether a worker was faster from door to door than feet are: so many doors of a day, the first and the
  /// last at these minutes of the sweep.
  ///
  /// A date without a time is put at noon, so who is said to have been everywhere at noon tells no pace.
  func isHurried(_ doors: Int, _ first: Int, _ last: Int) -> Bool {
    let noon = (12 * 60 - walks.manifest.dayStartsAt.minute + 1440) % 1440
    if first == last && first % 1440 == noon { return false }
    return doors >= Self.leastHurriedDoors
      && (last - first) * 60 < doors * Self.leastSecondsADoor
  }

  /// Whether a worker's reports are to be looked at closer. Who reports no more vacant than is likely enough
  /// if every door is as unlikely vacant as it can be is passed over: that settles nearly all.
  func mayBeDoubtful(_ doors: Int, vacant: Int, least: Double, _ chances: () -> [Double]) -> Bool {
    let doubtful = walks.manifest.thresholds.doubtful
    guard doubtful > 0, doors >= Self.leastDoors, vacant > 0,
      Double(vacant) > Self.mostShare * least
    else { return false }
    let chances = chances()
    guard vacant <= chances.count else { return true }
    // Twice, so that no rounding decides.
    return PoissonBinomial.chance(ofAtLeast: vacant, of: chances) < 2 * doubtful
  }

  private func reportsOutsideRegister(of suspects: Set<Int>) -> [Int: CompoundReports] {
    let frame = walks.frame
    var reports: [Int: CompoundReports] = [:]
    var sorter = EventSorter<KnockEvent>()
    for partition in frame.registeredCount >> Partition.bits..<Partition.count(of: frame.unitCount)
    {
      sorter.sort(knocks, partition: partition)
      forEachDoor(sorter, partition << Partition.bits, from: frame.registeredCount) {
        unit, events in
        let compound = frame.extras[unit - frame.registeredCount].compound
        guard suspects.contains(compound) else { return }
        reports[compound, default: CompoundReports()]
          .add(sorter, events, unit, least: leastChance(unit, compound))
      }
    }
    return reports
  }

  /// The least probability of a door being vacant, whatever is assumed of its compound.
  @inline(__always)
  private func leastChance(_ unit: Int, _ compound: Int) -> Double {
    leastChance(unit, hasList: walks.listed.contains(compound))
  }

  @inline(__always)
  func leastChance(_ unit: Int, hasList: Bool) -> Double {
    let (level, bin) = walks.evidence.listAndUsage(of: unit)
    return walks.assumptions.leastChanceOfVacant(
      CompoundAssumptions.cell(hasList ? level : nil, bin: bin))
  }

  /// Calls `body` for each door from a unit on, with the events at it.
  @inline(__always)
  private func forEachDoor(
    _ sorter: borrowing EventSorter<KnockEvent>, _ firstUnit: Int, from start: Int,
    _ body: (Int, Range<Int>) -> Void
  ) {
    var index = 0
    while index < sorter.events.count {
      let place = sorter.events[index].place
      var end = index + 1
      while end < sorter.events.count && sorter.events[end].place == place { end += 1 }
      if firstUnit + place >= start { body(firstUnit + place, index..<end) }
      index = end
    }
  }

  /// Looks at the doors of registered units in one partition.
  private func look(
    at sorter: borrowing EventSorter<KnockEvent>, _ partition: Range<Int>,
    _ outside: [Int: CompoundReports], _ part: inout Part, _ cache: inout LogChances
  ) {
    let frame = walks.frame
    var hint = 0
    var compound = -1
    var hasList = false
    var units = 0..<0
    var reports = CompoundReports()
    func finish(_ part: inout Part) {
      guard !reports.isEmpty else { return }
      if units.clamped(to: partition) == units {
        if let more = outside[compound] {
          reports.add(more)
          part.joined.insert(compound)
        }
        judge(reports, compound, &part.found, &cache)
      } else {
        part.open[compound, default: CompoundReports()].add(reports)
      }
      reports.removeAll()
    }
    forEachDoor(sorter, partition.lowerBound, from: partition.lowerBound) { unit, events in
      // Units outside the register may share the last partition.
      if unit >= partition.upperBound { return }
      if !units.contains(unit) {
        finish(&part)
        compound = frame.compound(of: unit, near: &hint)
        units = frame.register.index.units(of: compound)
        hasList = walks.listed.contains(compound)
      }
      reports.add(sorter, events, unit, least: leastChance(unit, hasList: hasList))
    }
    finish(&part)
  }

  /// Judges the workers of a compound, all of whose doors are known.
  private func judge(
    _ reports: CompoundReports, _ compound: Int, _ found: inout Found, _ cache: inout LogChances
  ) {
    reports.addHurried(self, in: compound, to: &found.hurried)
    let doubtful = walks.manifest.thresholds.doubtful
    guard doubtful > 0 else { return }
    let suspects = reports.suspects(self)
    guard !suspects.isEmpty else { return }
    let units = CompoundUnits(
      registered: walks.frame.register.index.units(of: compound),
      extras: frame.extrasOf[compound] ?? [])
    var examined = walks.compoundCase(compound, units, &cache)
    guard let weights = examined.weights(outside: []) else { return }
    for suspect in suspects {
      // In one order, whatever the threads and the order of rows: sums depend on it.
      let numbered = suspect.map { (door: $0, number: units.number($0.unit)) }
        .sorted { $0.number < $1.number }
      let (doors, numbers) = (numbered.map(\.door), numbered.map(\.number))
      let vacant = doors.count(where: \.isVacant)
      func chance(_ door: Int, _ point: Int) -> Double {
        walks.assumptions.chanceOfVacant(
          examined.cells[numbers[door]], attempts: doors[door].attempts, at: point)
      }
      let expected = examined.expected(of: doors.indices, weights, chance: chance)
      guard Double(vacant) > Self.mostShare * expected,
        examined.isUnlikely(
          vacant, .orMore, of: doors.indices, weights, least: doubtful, chance: chance)
      else { continue }
      found.doubtful.append(
        .init(
          compound: compound, worker: doors[0].worker, vacant: vacant, doors: doors.count,
          expected: expected))
    }
  }
}

/// What the workers of one compound reported.
private struct CompoundReports: Sendable {
  /// A door in the reports of one worker.
  struct Door: Sendable {
    var worker: UInt32
    var unit: Int
    /// Repeated `vacant` reports are one attempt.
    var attempts = 0
    var isVacant = false
    /// The least probability of its being vacant.
    var least: Double
  }

  /// A worker's doors of one day.
  private struct Round {
    var worker: UInt32
    var day: Int
    var doors = 0
    var first = Int.max
    var last = Int.min
  }

  private var doors: [Door] = []
  private var rounds: [Round] = []
  /// Where the last round was found.
  private var lastRound = 0

  var isEmpty: Bool { doors.isEmpty }

  mutating func removeAll() {
    doors.removeAll(keepingCapacity: true)
    rounds.removeAll(keepingCapacity: true)
  }

  /// Adds the attempts at one door, which stand together.
  @inline(__always)
  mutating func add(
    _ sorter: borrowing EventSorter<KnockEvent>, _ events: Range<Int>, _ unit: Int, least: Double
  ) {
    let first = doors.count
    for index in events {
      let event = sorter.events[index]
      // Who is not named accuses nobody.
      guard event.worker != 0 else { continue }
      let isRepeated =
        index > events.lowerBound && sorter.events[index - 1].attempt == event.attempt
        && sorter.events[index - 1].worker == event.worker
      if isRepeated { continue }
      var door = first
      while door < doors.count && doors[door].worker != event.worker { door += 1 }
      if door == doors.count {
        doors.append(Door(worker: event.worker, unit: unit, least: least))
      }
      let isVacant = event.outcome == .vacant
      if !isVacant || !doors[door].isVacant { doors[door].attempts += 1 }
      doors[door].isVacant = doors[door].isVacant || isVacant
      addRound(event, isNewToday: !wasMet(sorter, events.lowerBound..<index, event))
    }
  }

  /// Whether the worker of an event was at the door before on that day.
  @inline(__always)
  private func wasMet(
    _ sorter: borrowing EventSorter<KnockEvent>, _ before: Range<Int>, _ event: KnockEvent
  ) -> Bool {
    for index in before
    where sorter.events[index].worker == event.worker
      && sorter.events[index].minute / 1440 == event.minute / 1440
    {
      return true
    }
    return false
  }

  @inline(__always)
  private mutating func addRound(_ event: KnockEvent, isNewToday: Bool) {
    let round = round(of: event.worker, event.minute / 1440)
    rounds[round].doors += isNewToday ? 1 : 0
    rounds[round].first = min(rounds[round].first, event.minute)
    rounds[round].last = max(rounds[round].last, event.minute)
  }

  /// Workers mostly go from door to door, so the last one is looked at first.
  @inline(__always)
  private mutating func round(of worker: UInt32, _ day: Int) -> Int {
    if lastRound < rounds.count && rounds[lastRound].worker == worker
      && rounds[lastRound].day == day
    {
      return lastRound
    }
    lastRound = rounds.firstIndex { $0.worker == worker && $0.day == day } ?? rounds.count
    if lastRound == rounds.count { rounds.append(Round(worker: worker, day: day)) }
    return lastRound
  }

  /// Adds what was reported from other doors of the compound.
  mutating func add(_ other: CompoundReports) {
    doors += other.doors
    for part in other.rounds {
      let number = round(of: part.worker, part.day)
      rounds[number].doors += part.doors
      rounds[number].first = min(rounds[number].first, part.first)
      rounds[number].last = max(rounds[number].last, part.last)
    }
  }

  /// The doors of each worker to look closer at.
  func suspects(_ check: WorkerCheck) -> [[Door]] {
    Dictionary(grouping: doors, by: \.worker).values.filter { doors in
      let least = doors.reduce(0) { $0 + $1.least }
      return check.mayBeDoubtful(doors.count, vacant: doors.count(where: \.isVacant), least: least)
      {
        doors.map(\.least)
      }
    }
  }

  func addHurried(
    _ check: WorkerCheck, in compound: Int, to hurried: inout [LeftOut.HurriedWorker]
  ) {
    for round in rounds where check.isHurried(round.doors, round.first, round.last) {
      hurried.append(
        .init(
          compound: compound, worker: round.worker, day: round.day, doors: round.doors,
          minutes: round.last - round.first))
    }
  }
}
