import DelimitedText
import Foundation

/// Finds workers whose reports cannot all be true: more doors of a compound vacant than list, meter and
/// lights allow, or doors faster than feet (docs/model.md).
struct WorkerCheck: Sendable {
  /// What the counts say; dark walks are already taken out of it.
  let walks: WalkCheck
  let knocks: EventLog<KnockEvent>

  /// Doors below which a worker's vacant reports, and pace, are not looked at.
  private static let leastDoors = 10
  fileprivate static let leastHurriedDoors = 20
  fileprivate static let leastSecondsADoor = 10
  /// How many times as many as expected must be reported vacant to be looked at.
  fileprivate static let mostShare = 1.5

  /// A worker in a compound.
  fileprivate struct Post: Hashable {
    var compound: Int
    var worker: UInt64
  }

  /// What a worker reported from a compound, as far as it tells whether to look closer.
  fileprivate struct Reports {
    var worker: UInt64
    var vacant = 0
    /// The least number of doors that can be vacant, and the logarithm of the least probability that all
    /// those reported so are.
    var least = 0.0
    var logLeast = 0.0
  }

  /// A worker's doors of one day in a compound.
  fileprivate struct Round {
    var worker: UInt64
    var day: Int
    var doors = 0
    var first = Int.max
    var last = Int.min
  }

  /// What was found out about the workers of a part of the city.
  fileprivate struct Found: Sendable {
    var suspects: [Post] = []
    var hurried: [LeftOut.HurriedWorker] = []
    /// Of compounds that lie in several partitions, for each of them.
    var parts: [(compound: Int, post: CompoundPost)] = []
  }

  /// The doubtful and the hurried workers.
  func workers(threads: Int) -> (
    doubtful: [LeftOut.DoubtfulWorker], hurried: [LeftOut.HurriedWorker]
  ) {
    let frame = walks.frame
    let partitions = Partition.count(of: frame.unitCount)
    let work = WorkList(count: partitions)
    let found = parallelMap(workers: threads) { _ in
      var found = Found()
      var sorter = EventSorter<KnockEvent>()
      while let partition = work.take() {
        sorter.sort(knocks, partition: partition)
        look(at: sorter, partition, &found)
      }
      return found
    }
    var suspects = Set(found.flatMap(\.suspects))
    var hurried = found.flatMap(\.hurried)
    var whole: [Int: CompoundPost] = [:]
    for (compound, part) in found.flatMap(\.parts) {
      whole[compound, default: CompoundPost()].add(part)
    }
    for (compound, post) in whole {
      var found = Found()
      post.judge(compound, walks.manifest.thresholds.doubtful, &found)
      suspects.formUnion(found.suspects)
      hurried += found.hurried
    }
    hurried.sort {
      ($0.compound, $0.worker, $0.day) < ($1.compound, $1.worker, $1.day)
    }
    return (doubtful(among: suspects, threads: threads), hurried)
  }

  private func look(
    at sorter: borrowing EventSorter<KnockEvent>, _ partition: Int, _ found: inout Found
  ) {
    let frame = walks.frame
    let firstUnit = partition << Partition.bits
    var hint = 0
    var compound = -1
    var hasList = false
    var post = CompoundPost()
    var units = 0..<0
    var start = 0
    while start < sorter.events.count {
      let unit = firstUnit + sorter.events[start].place
      if !units.contains(unit) {
        let next = frame.compound(of: unit, near: &hint)
        if next != compound {
          finish(compound, post, partition, &found)
          post.removeAll()
          compound = next
          hasList = walks.listed.contains(next)
        }
        units =
          unit < frame.registeredCount ? frame.register.index.units(of: next) : unit..<unit + 1
      }
      var end = start + 1
      while end < sorter.events.count && sorter.events[end].place == sorter.events[start].place {
        end += 1
      }
      let evidence = walks.evidence[unit]
      let cell = CompoundAssumptions.cell(
        hasList ? evidence.listLevel : nil, bin: Int(evidence.usageBin))
      post.add(sorter, start..<end, least: walks.assumptions.leastChanceOfVacant(cell))
      start = end
    }
    finish(compound, post, partition, &found)
  }

  /// Judges the workers of a compound, if all of its doors have been seen.
  private func finish(
    _ compound: Int, _ post: CompoundPost, _ partition: Int, _ found: inout Found
  ) {
    guard compound >= 0, !post.isEmpty else { return }
    let units = walks.frame.register.index.units(of: compound)
    let isHere =
      !units.isEmpty && units.lowerBound >> Partition.bits == partition
      && (units.upperBound - 1) >> Partition.bits == partition
    if isHere && !hasExtras.contains(compound) {
      post.judge(compound, walks.manifest.thresholds.doubtful, &found)
    } else {
      found.parts.append((compound, post))
    }
  }

  /// Compounds with addresses outside the register that were knocked at: these lie in a partition of their
  /// own.
  private let hasExtras: Set<Int>

  init(_ walks: WalkCheck, _ knocks: EventLog<KnockEvent>) {
    self.walks = walks
    self.knocks = knocks
    hasExtras = Set(walks.frame.extras.filter { $0.seenIn.contains(.knocks) }.map(\.compound))
  }

  /// A door in the reports of one worker.
  fileprivate struct Door {
    var unit: Int
    var attempts = 0
    var isVacant = false
  }

  /// Looks closer at the workers under suspicion.
  private func doubtful(among suspects: Set<Post>, threads: Int) -> [LeftOut.DoubtfulWorker] {
    guard walks.manifest.thresholds.doubtful > 0, !suspects.isEmpty else { return [] }
    let doors = doors(of: suspects, threads: threads)
    let compounds = Set(suspects.map(\.compound)).sorted()
    let extras = walks.frame.extrasByCompound()
    let work = WorkList(count: compounds.count)
    let found = parallelMap(workers: threads) { _ in
      var found: [LeftOut.DoubtfulWorker] = []
      var cache = LogChances()
      while let number = work.take() {
        let compound = compounds[number]
        let units = CompoundUnits(
          registered: walks.frame.register.index.units(of: compound),
          extras: extras[compound] ?? [])
        var examined = walks.compoundCase(compound, units, cache)
        let weights = examined.weights(outside: [])
        for post in suspects.filter({ $0.compound == compound }) {
          if let worker = judge(post, doors[post] ?? [], units, examined, weights) {
            found.append(worker)
          }
        }
        cache = examined.takeCache()
      }
      return found
    }
    return found.flatMap { $0 }.sorted { ($0.compound, $0.worker) < ($1.compound, $1.worker) }
  }

  private func judge(
    _ post: Post, _ doors: [Door], _ units: CompoundUnits, _ examined: CompoundCase,
    _ weights: [CompoundCase.WeightedPoint]
  ) -> LeftOut.DoubtfulWorker? {
    guard doors.count >= Self.leastDoors else { return nil }
    let vacant = doors.count(where: \.isVacant)
    let numbers = doors.map { units.number($0.unit) }
    let expected = examined.expect(vacant, .orMore, of: numbers, weights) { door, point in
      walks.assumptions.chanceOfVacant(
        examined.cells[numbers[door]], attempts: doors[door].attempts, at: point)
    }
    guard Double(vacant) > Self.mostShare * expected.mean,
      expected.tail < walks.manifest.thresholds.doubtful
    else { return nil }
    return .init(
      compound: post.compound, worker: post.worker, vacant: vacant, doors: doors.count,
      expected: expected.mean)
  }

  /// The doors of the workers under suspicion, in the order of units.
  private func doors(of suspects: Set<Post>, threads: Int) -> [Post: [Door]] {
    let frame = walks.frame
    let compounds = Set(suspects.map(\.compound))
    let work = WorkList(count: Partition.count(of: frame.unitCount))
    let found = parallelMap(workers: threads) { _ in
      var found: [Post: [Door]] = [:]
      var sorter = EventSorter<KnockEvent>()
      var hint = 0
      while let partition = work.take() {
        guard hasUnits(of: compounds, partition) else { continue }
        sorter.sort(knocks, partition: partition)
        var last = sorter.events.first
        for index in sorter.events.indices {
          let event = sorter.events[index]
          let unit = partition << Partition.bits + event.place
          let isRepeated =
            index > 0 && last?.place == event.place && last?.attempt == event.attempt
            && last?.worker == event.worker
          last = event
          guard !isRepeated else { continue }
          let post = Post(compound: frame.compound(of: unit, near: &hint), worker: event.worker)
          guard suspects.contains(post) else { continue }
          if found[post]?.last?.unit != unit { found[post, default: []].append(Door(unit: unit)) }
          found[post]![found[post]!.count - 1].add(event)
        }
      }
      return found
    }
    return found.reduce(into: [:]) { all, part in
      all.merge(part) { ($0 + $1).sorted { $0.unit < $1.unit } }
    }
  }

  /// Whether a partition may have doors of some compounds; those outside the register may be anywhere.
  private func hasUnits(of compounds: Set<Int>, _ partition: Int) -> Bool {
    let index = walks.frame.register.index
    let units = partition << Partition.bits..<(partition + 1) << Partition.bits
    return units.upperBound > index.count
      || compounds.contains { index.units(of: $0).overlaps(units) }
  }
}

extension WorkerCheck.Door {
  /// Counts an attempt; `vacant` counts once.
  fileprivate mutating func add(_ event: KnockEvent) {
    if event.outcome == .vacant {
      if !isVacant { attempts += 1 }
      isVacant = true
    } else {
      attempts += 1
    }
  }
}

/// What the workers of one compound reported.
private struct CompoundPost: Sendable {
  private var reports: [WorkerCheck.Reports] = []
  private var rounds: [WorkerCheck.Round] = []

  var isEmpty: Bool { reports.isEmpty }

  mutating func removeAll() {
    reports.removeAll(keepingCapacity: true)
    rounds.removeAll(keepingCapacity: true)
  }

  /// Adds the attempts at one door, which stand together. `least` is the least probability of its being
  /// vacant.
  mutating func add(
    _ sorter: borrowing EventSorter<KnockEvent>, _ events: Range<Int>, least: Double
  ) {
    for index in events {
      let event = sorter.events[index]
      // Who is not named accuses nobody.
      guard event.worker != 0 else { continue }
      let day = event.minute / 1440
      var (isNewDoor, isNewToday, isNewVacant) = (true, true, event.outcome == .vacant)
      for before in events.lowerBound..<index where sorter.events[before].worker == event.worker {
        isNewDoor = false
        if sorter.events[before].minute / 1440 == day { isNewToday = false }
        if sorter.events[before].outcome == .vacant { isNewVacant = false }
      }
      let number = report(of: event.worker)
      if isNewDoor { reports[number].least += least }
      if isNewVacant {
        reports[number].vacant += 1
        reports[number].logLeast += log(least)
      }
      let round = round(of: event.worker, day)
      if isNewToday { rounds[round].doors += 1 }
      rounds[round].first = min(rounds[round].first, event.minute)
      rounds[round].last = max(rounds[round].last, event.minute)
    }
  }

  /// Workers mostly go from door to door, so the last one is looked at first.
  private mutating func report(of worker: UInt64) -> Int {
    if let number = reports.lastIndex(where: { $0.worker == worker }) { return number }
    reports.append(.init(worker: worker))
    return reports.count - 1
  }

  private mutating func round(of worker: UInt64, _ day: Int) -> Int {
    if let number = rounds.lastIndex(where: { $0.worker == worker && $0.day == day }) {
      return number
    }
    rounds.append(.init(worker: worker, day: day))
    return rounds.count - 1
  }

  /// Finds those to look closer at, and those in a hurry, when all doors have been seen.
  ///
  /// Who reports so few vacant, or only such doors as are likely so, that it may be true whatever is
  /// assumed of the compound, is passed over: that settles nearly all.
  func judge(_ compound: Int, _ doubtful: Double, _ found: inout WorkerCheck.Found) {
    for report in reports
    where Double(report.vacant) > WorkerCheck.mostShare * report.least
      && report.logLeast < log(2 * doubtful)
    {
      found.suspects.append(.init(compound: compound, worker: report.worker))
    }
    for round in rounds where round.doors >= WorkerCheck.leastHurriedDoors {
      let minutes = round.last - round.first
      guard minutes * 60 < round.doors * WorkerCheck.leastSecondsADoor else { continue }
      found.hurried.append(
        .init(
          compound: compound, worker: round.worker, day: round.day, doors: round.doors,
          minutes: minutes))
    }
  }

  /// Adds what was reported from other doors of the compound.
  mutating func add(_ other: CompoundPost) {
    for part in other.reports {
      let number = report(of: part.worker)
      reports[number].vacant += part.vacant
      reports[number].least += part.least
      reports[number].logLeast += part.logLeast
    }
    for part in other.rounds {
      let number = round(of: part.worker, part.day)
      rounds[number].doors += part.doors
      rounds[number].first = min(rounds[number].first, part.first)
      rounds[number].last = max(rounds[number].last, part.last)
    }
  }
}
