import DelimitedText
import LatentClass

/// What is believed of the units of one compound after another, for one worker: what the compound has of
/// its own, and the posterior of each pattern of evidence.
struct CompoundBelief: ~Copyable {
  /// The probability of being occupied, as far as tables need it.
  struct Rounded: BitwiseCopyable {
    /// As summed, and as printed.
    var millionths: Int32
    var tenThousandths: Int16
    /// 0 likely vacant, 1 uncertain, 2 likely occupied.
    var side: Int8

    init(_ p: Double, _ thresholds: Thresholds) {
      millionths = Int32(Decimals.scaled(p, places: 6))
      tenThousandths = Int16(Decimals.scaled(p, places: 4))
      side = p >= thresholds.occupied ? 2 : p <= thresholds.vacant ? 0 : 1
    }
  }

  let model: SweepModel
  private let thresholds: Thresholds
  private var settler: CompoundSettler
  private(set) var profiles: ProfileTable
  /// The profile of each unit of the compound at hand, by its number in the compound.
  private(set) var numbers: [UInt32] = []
  private(set) var own: LatentClassModel.Own
  private var hasList = false
  /// A slot is a look with a level of the list, or none. Of each slot: the units of the compound at hand,
  /// and what is believed of them; nothing where the compound has no such unit.
  private var units: [Int] = []
  private var rounded: [Rounded] = []
  private var beliefs: [Posterior] = []
  /// The slots of the compound at hand, in the order in which its units, which are in output order, come
  /// to them: sums over them are the same whoever decides.
  private var slots: [Int] = []
  private static let levels: [ListLevel?] = [nil] + ListLevel.allCases
  private var levels: Int { 5 }
  /// What to multiply the odds with for each level, and whether it is the top one.
  private let listOdds: [Double]

  init(_ model: SweepModel, _ thresholds: Thresholds) {
    self.model = model
    self.thresholds = thresholds
    settler = CompoundSettler(model)
    profiles = ProfileTable(model, thresholds)
    own = model.latent.means
    listOdds = Self.levels.map { model.listOdds($0) }
  }

  @inline(__always)
  private func slot(_ facts: ProfileTable.Facts) -> Int {
    Int(facts.look) * levels + (hasList ? Int(facts.level) : 0)
  }

  /// Settles on another compound.
  mutating func settle(
    registered: Range<Int>, extras: [Int], hasList: Bool, _ evidence: EvidenceColumn
  ) {
    for slot in slots { units[slot] = 0 }
    slots.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    self.hasList = hasList
    profiles.begin()
    for start in stride(
      from: registered.lowerBound, to: registered.upperBound, by: ProfileTable.batch)
    {
      profiles.append(
        start..<min(start + ProfileTable.batch, registered.upperBound), evidence, to: &numbers)
    }
    for unit in extras { profiles.append(unit..<unit + 1, evidence, to: &numbers) }
    let all = profiles.weights.count * levels
    if units.count < all {
      units += Array(repeating: 0, count: all - units.count)
      rounded += Array(
        repeating: Rounded(0, thresholds), count: all - rounded.count)
      beliefs += Array(
        repeating: Posterior(weights: KindVector(1, 0, 0, 1, 0, 0, 0, 0)),
        count: all - beliefs.count)
    }
    for profile in numbers {
      let slot = slot(profiles.facts[Int(profile)])
      if units[slot] == 0 { slots.append(slot) }
      units[slot] += 1
    }
    settler.begin()
    for slot in slots where profiles.isObserved[slot / levels] {
      let weights = profiles.weights[slot / levels]
      settler.add(
        units: units[slot], level: slot % levels,
        odds: weights.vacant / weights.occupied * listOdds[slot % levels])
    }
    own = settler.settle()
    let sides = Self.levels.map { model.sides($0, own) }
    for slot in slots {
      beliefs[slot] = Posterior(
        weights: profiles.weights[slot / levels] * sides[slot % levels])
      rounded[slot] = Rounded(beliefs[slot].occupied, thresholds)
    }
  }

  /// The probability of being occupied of units with these facts in the compound at hand.
  @inline(__always)
  func probability(_ facts: ProfileTable.Facts) -> Rounded { rounded[slot(facts)] }

  /// The same as the model sees it.
  func posterior(_ facts: ProfileTable.Facts) -> Posterior { beliefs[slot(facts)] }

  /// The posteriors of all units of the compound at hand, by their number in it.
  func posteriors() -> [Posterior] { numbers.map { posterior(profiles.facts[Int($0)]) } }
}
