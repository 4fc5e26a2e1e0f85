import DelimitedText
import LatentClass

/// The counts over places of one compound: which of them can be used, and how they move the units.
///
/// A count c over n dwellings says something about all of them at once: given the chance of each to be
/// lit, the number lit is Poisson-binomial, and unit i was lit with probability rᵢ
/// (`PoissonBinomial.outcomes`), so the probabilities of its kinds move as if it had been seen lit with
/// weight rᵢ, and dark with the rest. Counts are taken day by day, entrances before their buildings, each
/// starting from what the last one left. Counts that cannot have been gathered are not among them.
struct PlaceCounts: Sendable {
  /// Why a count cannot be used.
  enum Fault: String, Sendable {
    /// More lit windows than dwellings: a slip, or somebody lives where the register knows nobody.
    case exceedsUnits = "count_exceeds_units"
    /// Fewer than were seen lit one by one, or counted inside it.
    case belowKnown = "count_below_known"
  }

  /// One count taken.
  struct Step {
    var place: CountedPlace
    var day: Int
    /// Dwellings whose light was not known otherwise, and how many of them were lit.
    var dwellings: Int
    var lit: Int
    var fault: Fault?
  }

  /// What is believed of one unit.
  struct Belief {
    var posterior: Posterior
    /// Days with a used count of a place around the unit, as bits.
    var days: UInt32
  }

  /// What is believed of a compound's units, by their number in it.
  struct Beliefs {
    fileprivate(set) var posteriors: [Posterior]
    fileprivate(set) var days: [UInt32]

    init(_ posteriors: [Posterior]) {
      self.posteriors = posteriors
      days = Array(repeating: 0, count: posteriors.count)
    }

    subscript(number: Int) -> Belief { Belief(posterior: posteriors[number], days: days[number]) }
  }

  /// In the order in which they are taken.
  private let places: [CountedPlace]
  private let compound: CompoundUnits
  /// The units of each place, by their number in the compound.
  private let units: [[Int]]
  /// The nearest place around each, if there is one.
  private let around: [Int?]

  init(_ places: [CountedPlace], _ compound: CompoundUnits) {
    func depth(_ place: CountedPlace) -> Int { place.text.utf8.count { $0 == UInt8(ascii: "-") } }
    let ordered = places.sorted { a, b in
      depth(a) != depth(b) ? depth(a) > depth(b) : NaturalOrder.precedes(a.text, b.text)
    }
    // Of places that are all as deep, none lies around another.
    let isFlat = ordered.first.map(depth) == ordered.last.map(depth)
    let numbers = Dictionary(
      uniqueKeysWithValues: isFlat ? [] : ordered.enumerated().map { ($1.text, $0) })
    self.places = ordered
    self.compound = compound
    units = ordered.map { $0.units.map(compound.number) }
    around = ordered.map { place in
      var text = place.text[...]
      while !isFlat, let end = text.utf8.lastIndex(of: UInt8(ascii: "-")) {
        text = text[..<end]
        if let number = numbers[String(text)] { return number }
      }
      return nil
    }
  }

  /// Takes all counts, and tells of each what came of it, with what is believed then.
  /// O(units² of a place) for each count.
  func update(
    _ beliefs: inout Beliefs, days: Int, lit: KindVector,
    evidence: EvidenceColumn, visit: (Step, Beliefs) -> Void
  ) {
    var free = Free()
    for day in 0..<days {
      // Places inside each that were used today and lie in no other such place inside it.
      var inside: [[Int]] = Array(repeating: [], count: places.count)
      for place in places.indices {
        var isUsed = false
        if let count = places[place].count(on: day) {
          free.take(from: self, place, count, day, inside[place], evidence)
          if free.fault == nil {
            isUsed = true
            free.update(&beliefs, lit)
            for unit in units[place] { beliefs.days[unit] |= 1 << UInt32(day) }
          }
          visit(
            Step(
              place: places[place], day: day, dwellings: free.units.count, lit: free.lit,
              fault: free.fault), beliefs)
        }
        if let outer = around[place] { inside[outer] += isUsed ? [place] : inside[place] }
      }
    }
  }

  /// What is left of a count when all that is known otherwise has been taken out. One for all counts of
  /// a compound, since to make the lists anew takes longer than to fill them.
  private struct Free {
    private(set) var units: [Int] = []
    private(set) var lit = 0
    /// Units that are believed the same are a group: what they are, and the group of each unit.
    private var values: [Posterior] = []
    private var trials: [PoissonBinomial.Trials] = []
    private var groups: [Int] = []
    /// Groups by the hash of their p, −1 where there is none.
    private var groupAt: [Int32] = []

    mutating func take(
      from counts: borrowing PlaceCounts, _ place: Int, _ count: Int, _ day: Int,
      _ inside: [Int], _ evidence: EvidenceColumn
    ) {
      lit = count
      var known: Set<Int> = []
      for inner in inside {
        known.formUnion(counts.units[inner])
        lit -= counts.places[inner].counts[day]
      }
      units.removeAll(keepingCapacity: true)
      for unit in counts.units[place] where known.isEmpty || !known.contains(unit) {
        let nights = evidence.nights(of: counts.compound.all[unit])
        if nights.seen >> UInt32(day) & 1 == 0 {
          units.append(unit)
        } else if nights.lit >> UInt32(day) & 1 == 1 {
          lit -= 1
        }
      }
    }

    var fault: Fault? { lit < 0 ? .belowKnown : lit > units.count ? .exceedsUnits : nil }

    /// Moves the units by the count. Units that were believed the same stay so, so each is worked out once.
    mutating func update(_ beliefs: inout Beliefs, _ chances: KindVector) {
      group(beliefs, chances)
      let outcomes = PoissonBinomial.outcomes(of: trials, given: lit)
      for group in values.indices {
        let lit = outcomes[group].success / trials[group].success
        let dark = outcomes[group].failure / trials[group].failure
        values[group] = Posterior(
          weights: values[group].kinds * (lit * chances + dark * (1 - chances)))
      }
      for (unit, group) in zip(units, groups) { beliefs.posteriors[unit] = values[group] }
    }

    private mutating func group(_ beliefs: Beliefs, _ chances: KindVector) {
      values.removeAll(keepingCapacity: true)
      trials.removeAll(keepingCapacity: true)
      groups.removeAll(keepingCapacity: true)
      let slots = 1 << (Int.bitWidth - units.count.leadingZeroBitCount + 1)
      if groupAt.count < slots { groupAt = Array(repeating: -1, count: slots) }
      for slot in 0..<slots { groupAt[slot] = -1 }
      for unit in units {
        let p = beliefs.posteriors[unit]
        // By its hash: to compare it with each of them would end in a wrong guess every time.
        let hash = Field.mix(p.kinds[0].bitPattern, p.kinds[3].bitPattern)
        var slot = Int(truncatingIfNeeded: hash) & (slots - 1)
        while groupAt[slot] >= 0 && values[Int(groupAt[slot])] != p {
          slot = (slot + 1) & (slots - 1)
        }
        if groupAt[slot] < 0 {
          groupAt[slot] = Int32(values.count)
          values.append(p)
          trials.append(
            .init(
              success: (p.kinds * chances).sum(), failure: (p.kinds * (1 - chances)).sum(),
              count: 0))
        }
        trials[Int(groupAt[slot])].count += 1
        groups.append(Int(groupAt[slot]))
      }
    }
  }
}

/// The units of a compound, numbered: those of the register, then the others in natural order.
struct CompoundUnits: Sendable {
  let all: [Int]
  private let registered: Range<Int>
  private let numberOfExtra: [Int: Int]

  init(registered: Range<Int>, extras: [Int]) {
    self.registered = registered
    all = Array(registered) + extras
    numberOfExtra = Dictionary(
      uniqueKeysWithValues: extras.enumerated().map { ($1, registered.count + $0) })
  }

  /// The number of a unit of this compound.
  func number(_ unit: Int) -> Int {
    registered.contains(unit) ? unit - registered.lowerBound : numberOfExtra[unit]!
  }
}
