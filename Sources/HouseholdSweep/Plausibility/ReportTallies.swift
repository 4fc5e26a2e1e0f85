import DelimitedText

/// What each worker reported from each compound, summed up as it comes: enough to pass nearly all compounds
/// over without looking at their doors one by one.
///
/// Where the order of reports would matter, a tally errs on the side that makes a worker look worse. So who
/// is passed over is nobody whom a closer look would find.
struct ReportTallies: ~Copyable {
  /// What one worker reported from one compound on one day.
  struct Tally: Sendable {
    let compound: Int
    let worker: UInt32
    let day: Int
    let hasList: Bool
    /// At least as many as doors.
    var attempts = 0
    /// At least as many as doors reported vacant.
    var vacant = 0
    /// At most as many doors as must be vacant in the mean.
    var least = 0.0
    var first = Int.max
    var last = Int.min
    /// The last door that may well be vacant, in `likely`; −1 where there is none.
    fileprivate var lastLikely = -1

    @inline(__always)
    fileprivate func isOf(_ compound: Int, _ event: KnockEvent) -> Bool {
      worker == event.worker && self.compound == compound && day == event.minute / 1440
    }

    fileprivate mutating func add(_ other: Tally) {
      attempts += other.attempts
      vacant += other.vacant
      least += other.least
      first = min(first, other.first)
      last = max(last, other.last)
    }
  }

  private struct Key: Hashable {
    var compound: Int
    var worker: UInt32
    var day: Int
  }

  /// A door that may well be vacant, and the one before it in the same tally.
  private struct LikelyDoor {
    var least: Double
    var before: Int
  }

  /// The first two workers at a door, 0 where there is none. The highest bit is set once they reported it
  /// vacant.
  private struct Visitors: BitwiseCopyable {
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    private static let vacant: UInt32 = 1 << 31

    /// Notes a visit. Whether the worker is new at the door, and reports it vacant for the first time: of a
    /// third worker the one is denied, and the other believed.
    @inline(__always)
    mutating func note(_ worker: UInt32, isVacant: Bool) -> (isNew: Bool, isNewlyVacant: Bool) {
      let mark = isVacant ? Self.vacant : 0
      if first == 0 || first & ~Self.vacant == worker {
        defer { first |= worker | mark }
        return (first == 0, isVacant && first & Self.vacant == 0)
      }
      if second == 0 || second & ~Self.vacant == worker {
        defer { second |= worker | mark }
        return (second == 0, isVacant && second & Self.vacant == 0)
      }
      return (false, isVacant)
    }
  }

  /// Doors less likely than this to be vacant are left out of the tail, which makes it smaller.
  private static let leastLikely = 0.002

  private let check: WorkerCheck
  private var tallies: [Tally] = []
  private var likely: [LikelyDoor] = []
  private var numbers: [Key: Int] = [:]
  /// Tallies found before, by a few bits of their keys: a look here nearly always spares the dictionary.
  private var recent = Array(repeating: 0, count: 1024)
  /// The tally at hand, which `tallies` has as it was before; −1 where there is none.
  private var current = Tally(compound: -1, worker: 0, day: 0, hasList: false)
  private var currentNumber = -1
  private var visitors = PartitionTable(Visitors())
  private var compounds = PartitionTable<UInt32>(0)

  init(_ check: WorkerCheck) { self.check = check }

  /// The compounds of a partition at whose doors somebody's reports cannot be passed over; those that go on
  /// in another partition are among them. `outside` has the tallies of doors outside the register, by
  /// compound. O(knocks + units).
  mutating func suspects(in partition: Int, _ outside: [Int: [Tally]]) -> Set<Int> {
    let frame = check.frame
    let first = partition << Partition.bits
    let units = first..<min(first + Partition.size, frame.registeredCount)
    var suspects: Set<Int> = []
    var more: [Tally] = []
    var hint = 0
    var unit = units.lowerBound
    while unit < units.upperBound {
      let compound = frame.compound(of: unit, near: &hint)
      let all = frame.register.index.units(of: compound)
      let own = all.clamped(to: units)
      if own != all { suspects.insert(compound) }
      for unit in own { compounds[unit - first] = UInt32(compound) }
      if let tallies = outside[compound] { more += tallies }
      unit = own.upperBound
    }
    begin()
    let count = units.count
    check.knocks.forEach(in: partition) { event in
      if event.place < count {
        add(event, unit: first + event.place, compound: Int(compounds[event.place]))
      }
    }
    putBack()
    suspects.formUnion(self.suspects(tallies + more))
    return suspects
  }

  /// The tallies of a partition's knocks at doors outside the register.
  mutating func outside(_ partition: Int) -> [Tally] {
    let frame = check.frame
    let first = partition << Partition.bits
    begin()
    check.knocks.forEach(in: partition) { event in
      let extra = first + event.place - frame.registeredCount
      if extra >= 0 {
        add(event, unit: first + event.place, compound: frame.extras[extra].compound)
      }
    }
    putBack()
    for index in tallies.indices { tallies[index].lastLikely = -1 }
    return tallies
  }

  private mutating func begin() {
    tallies.removeAll(keepingCapacity: true)
    likely.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    visitors.clear()
    current = Tally(compound: -1, worker: 0, day: 0, hasList: false)
    currentNumber = -1
  }

  /// Puts the tally at hand back to the others.
  private mutating func putBack() {
    if currentNumber >= 0 { tallies[currentNumber] = current }
  }

  @inline(__always)
  private mutating func add(_ event: KnockEvent, unit: Int, compound: Int) {
    // Who is not named accuses nobody.
    guard event.worker != 0 else { return }
    if !current.isOf(compound, event) { turn(to: compound, event) }
    let minute = event.minute
    let (isNew, isNewlyVacant) = visitors[event.place].note(
      event.worker, isVacant: event.outcome == .vacant)
    current.attempts += 1
    current.vacant += isNewlyVacant ? 1 : 0
    current.first = min(current.first, minute)
    current.last = max(current.last, minute)
    if isNew {
      let least = check.leastChance(unit, hasList: current.hasList)
      current.least += least
      if least >= Self.leastLikely {
        likely.append(LikelyDoor(least: least, before: current.lastLikely))
        current.lastLikely = likely.count - 1
      }
    }
  }

  /// Goes on to the tally of another worker, compound or day.
  private mutating func turn(to compound: Int, _ event: KnockEvent) {
    putBack()
    currentNumber = number(compound, event)
    current = tallies[currentNumber]
  }

  private mutating func number(_ compound: Int, _ event: KnockEvent) -> Int {
    let day = event.minute / 1440
    let slot = (compound &* 61 &+ Int(event.worker) &* 7 &+ day) & 1023
    let found = recent[slot]
    if found < tallies.count && tallies[found].isOf(compound, event) { return found }
    let key = Key(compound: compound, worker: event.worker, day: day)
    let number = numbers[key] ?? tallies.count
    if number == tallies.count {
      numbers[key] = number
      tallies.append(
        Tally(
          compound: compound, worker: event.worker, day: day,
          hasList: check.walks.listed.contains(compound)))
    }
    recent[slot] = number
    return number
  }

  /// The compounds from which somebody's reports cannot be passed over, of tallies of whole compounds.
  func suspects(_ tallies: [Tally]) -> Set<Int> {
    let tallies = tallies.sorted {
      ($0.compound, $0.worker, $0.day) < ($1.compound, $1.worker, $1.day)
    }
    var suspects: Set<Int> = []
    var start = 0
    while start < tallies.count {
      let (compound, worker) = (tallies[start].compound, tallies[start].worker)
      var end = start + 1
      while end < tallies.count && tallies[end].compound == compound
        && tallies[end].worker == worker
      {
        end += 1
      }
      if isSuspect(tallies[start..<end]) { suspects.insert(compound) }
      start = end
    }
    return suspects
  }

  /// Whether one worker's reports from a compound, by day, are to be looked at door by door.
  private func isSuspect(_ tallies: ArraySlice<Tally>) -> Bool {
    var all = tallies.first!
    var round = all
    for tally in tallies.dropFirst() {
      all.add(tally)
      if tally.day == round.day {
        round.add(tally)
      } else {
        if WorkerCheck.isHurried(round.attempts, round.first, round.last) { return true }
        round = tally
      }
    }
    if WorkerCheck.isHurried(round.attempts, round.first, round.last) { return true }
    return check.mayBeDoubtful(all.attempts, vacant: all.vacant, least: all.least) {
      var chances: [Double] = []
      for tally in tallies {
        var door = tally.lastLikely
        while door >= 0 {
          chances.append(likely[door].least)
          door = likely[door].before
        }
      }
      return chances
    }
  }
}
