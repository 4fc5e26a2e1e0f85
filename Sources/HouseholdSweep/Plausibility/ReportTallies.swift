import DelimitedText

/// What workers reported from compounds, in sums: enough to pass nearly all of them over without looking at
/// their doors one by one.
///
/// Where the order of reports would matter, a sum errs on the side that makes a worker look worse. So who
/// is passed over is nobody whom a closer look would find.
struct ReportSums: Sendable {
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
    /// The last door that may well be vacant, among `doors`; −1 where there is none.
    fileprivate var lastDoor = -1

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

  /// The least probability of a door's being vacant, and the door before it in the same tally.
  fileprivate struct Door {
    var least: Double
    var before: Int
  }

  /// Doors less likely than this to be vacant are left out of the tail, which makes it smaller.
  fileprivate static let leastOfDoor = 0.002

  private(set) var tallies: [Tally] = []
  fileprivate private(set) var doors: [Door] = []

  var isEmpty: Bool { tallies.isEmpty }

  mutating func removeAll() {
    tallies.removeAll(keepingCapacity: true)
    doors.removeAll(keepingCapacity: true)
  }

  fileprivate mutating func append(_ tally: Tally) { tallies.append(tally) }

  fileprivate mutating func put(_ tally: Tally, at number: Int) { tallies[number] = tally }

  @inline(__always)
  fileprivate mutating func addDoor(_ least: Double, to tally: inout Tally) {
    doors.append(Door(least: least, before: tally.lastDoor))
    tally.lastDoor = doors.count - 1
  }

  /// Adds a tally of other sums, with its doors.
  mutating func add(_ tally: Tally, of other: ReportSums) {
    var own = tally
    own.lastDoor = -1
    other.forEachDoor(of: tally) { addDoor($0, to: &own) }
    tallies.append(own)
  }

  private func forEachDoor(of tally: Tally, _ body: (Double) -> Void) {
    var door = tally.lastDoor
    while door >= 0 {
      body(doors[door].least)
      door = doors[door].before
    }
  }

  /// The compounds from which somebody's reports cannot be passed over. All that was reported from a compound
  /// must be there, in whatever order.
  func suspects(_ check: WorkerCheck) -> Set<Int> {
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
      if isSuspect(tallies[start..<end], check) { suspects.insert(compound) }
      start = end
    }
    return suspects
  }

  /// Whether one worker's reports from a compound, by day, are to be looked at door by door.
  private func isSuspect(_ tallies: ArraySlice<Tally>, _ check: WorkerCheck) -> Bool {
    var all = tallies.first!
    var round = all
    for tally in tallies.dropFirst() {
      all.add(tally)
      if tally.day == round.day {
        round.add(tally)
      } else {
        if check.isHurried(round.attempts, round.first, round.last) { return true }
        round = tally
      }
    }
    if check.isHurried(round.attempts, round.first, round.last) { return true }
    return check.mayBeDoubtful(all.attempts, vacant: all.vacant, least: all.least) {
      var chances: [Double] = []
      for tally in tallies { forEachDoor(of: tally) { chances.append($0) } }
      return chances
    }
  }
}

/// Sums up the knocks of one partition after another.
struct ReportTallies: ~Copyable {
  private struct Key: Hashable {
    var compound: Int
    var worker: UInt32
    var day: Int
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

  private let check: WorkerCheck
  /// The partition at hand.
  private var sums = ReportSums()
  private var numbers: [Key: Int] = [:]
  /// Tallies found before, by a few bits of their keys: a look here nearly always spares the dictionary.
  private var recent = Array(repeating: 0, count: 1024)
  /// The tally at hand, and its number; −1 where there is none.
  private var current: ReportSums.Tally
  private var currentNumber = -1
  private var visitors = PartitionTable(Visitors())
  private var compounds = PartitionTable<UInt32>(0)
  /// The compounds at whose doors somebody's reports cannot be passed over, as far as they are known.
  private(set) var suspects: Set<Int> = []
  /// What was reported from compounds that go on in another partition.
  private(set) var open = ReportSums()

  private static var nobody: ReportSums.Tally {
    .init(compound: -1, worker: 0, day: 0, hasList: false)
  }

  init(_ check: WorkerCheck) {
    self.check = check
    current = Self.nobody
  }

  /// What was reported from the doors outside the register.
  static func outside(_ check: WorkerCheck) -> ReportSums {
    var tallies = ReportTallies(check)
    let frame = check.frame
    let count = frame.registeredCount
    for partition in count >> Partition.bits..<Partition.count(of: frame.unitCount) {
      let first = partition << Partition.bits
      tallies.begin()
      check.knocks.forEach(in: partition) { event in
        let unit = first + event.place
        if unit >= count {
          tallies.add(event, unit: unit, compound: frame.extras[unit - count].compound)
        }
      }
      tallies.putBack()
      for tally in tallies.sums.tallies { tallies.open.add(tally, of: tallies.sums) }
    }
    return tallies.open
  }

  /// Sums up a partition's knocks at registered units. `outside` has what was reported from doors outside
  /// the register, `outsideOf` its tallies of each compound; those of compounds that cross an edge of the
  /// partition are left to whoever judges `open`. O(knocks + units).
  mutating func add(
    _ partition: Int, _ outside: ReportSums, _ outsideOf: [Int: [ReportSums.Tally]]
  ) {
    let frame = check.frame
    let first = partition << Partition.bits
    let units = first..<min(first + Partition.size, frame.registeredCount)
    begin()
    var crossing: Set<Int> = []
    var hint = 0
    var unit = units.lowerBound
    while unit < units.upperBound {
      let compound = frame.compound(of: unit, near: &hint)
      let all = frame.register.index.units(of: compound)
      let own = all.clamped(to: units)
      for unit in own { compounds[unit - first] = UInt32(compound) }
      if own != all {
        crossing.insert(compound)
      } else {
        for tally in outsideOf[compound] ?? [] { sums.add(tally, of: outside) }
      }
      unit = own.upperBound
    }
    let count = units.count
    check.knocks.forEach(in: partition) { event in
      if event.place < count {
        add(event, unit: first + event.place, compound: Int(compounds[event.place]))
      }
    }
    putBack()
    for tally in sums.tallies where crossing.contains(tally.compound) {
      open.add(tally, of: sums)
    }
    // A compound that crosses the edge may be taken for a suspect by a part of it, which does no harm.
    suspects.formUnion(sums.suspects(check))
  }

  private mutating func begin() {
    sums.removeAll()
    numbers.removeAll(keepingCapacity: true)
    visitors.clear()
    current = Self.nobody
    currentNumber = -1
  }

  /// Puts the tally at hand back to the others.
  private mutating func putBack() {
    if currentNumber >= 0 { sums.put(current, at: currentNumber) }
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
      if least >= ReportSums.leastOfDoor { sums.addDoor(least, to: &current) }
    }
  }

  /// Goes on to the tally of another worker, compound or day.
  private mutating func turn(to compound: Int, _ event: KnockEvent) {
    putBack()
    currentNumber = number(compound, event)
    current = sums.tallies[currentNumber]
  }

  private mutating func number(_ compound: Int, _ event: KnockEvent) -> Int {
    let day = event.minute / 1440
    let slot = (compound &* 61 &+ Int(event.worker) &* 7 &+ day) & 1023
    let found = recent[slot]
    if found < sums.tallies.count && sums.tallies[found].isOf(compound, event) { return found }
    let key = Key(compound: compound, worker: event.worker, day: day)
    let number = numbers[key] ?? sums.tallies.count
    if number == sums.tallies.count {
      numbers[key] = number
      sums.append(
        .init(
          compound: compound, worker: event.worker, day: day,
          hasList: check.walks.listed.contains(compound)))
    }
    recent[slot] = number
    return number
  }
}
