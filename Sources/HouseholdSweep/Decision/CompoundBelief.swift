import DelimitedText

/// What is believed of the units of one compound after another, for one worker: what the compound has of
/// its own, and the posterior of each pattern of evidence.
struct CompoundBelief: ~Copyable {
  /// What is believed of units with one pattern of evidence in the compound at hand.
  struct Entry {
    var posterior: Posterior
    /// p rounded as printed.
    var tenThousandths: Int
    /// p rounded as summed.
    var millionths: Int

    init(_ posterior: Posterior) {
      self.posterior = posterior
      tenThousandths = Decimals.scaled(posterior.occupied, places: 4)
      millionths = Decimals.scaled(posterior.occupied, places: 6)
    }

    var p: Double { posterior.occupied }
  }

  let model: SweepModel
  private var settler: CompoundSettler
  private(set) var profiles: ProfileTable
  /// The profile of each unit of the compound at hand, by its number in the compound.
  private(set) var numbers: [UInt32] = []
  private(set) var own: LatentClassModel.Own
  private var hasList = false
  /// A slot is a look with a level of the list, or none. Of each slot: the units of the compound at hand,
  /// and what is believed of them; nothing where the compound has no such unit.
  private var units: [Int] = []
  private var entries: [Entry] = []
  /// The slots of the compound at hand, in the order in which its units, which are in output order, come
  /// to them: sums over them are the same whoever decides.
  private var slots: [Int] = []
  private let levels = ListLevel.allCases.count + 1

  init(_ model: SweepModel) {
    self.model = model
    settler = CompoundSettler(model)
    profiles = ProfileTable(model)
    own = model.latent.means
  }

  @inline(__always)
  private func slot(_ profile: Int) -> Int {
    let level = hasList ? profiles.profiles[profile].level.rawValue + 1 : 0
    return profiles.profiles[profile].look * levels + level
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
      entries += Array(
        repeating: Entry(Posterior(weights: KindVector(1, 0, 0, 1, 0, 0, 0, 0))),
        count: all - entries.count)
    }
    for profile in numbers {
      let slot = slot(Int(profile))
      if units[slot] == 0 { slots.append(slot) }
      units[slot] += 1
    }
    settler.begin()
    for slot in slots where profiles.isObserved[slot / levels] {
      let level = level(slot)
      settler.add(
        units: units[slot], level,
        odds: model.odds(profiles.weights[slot / levels], level))
    }
    own = settler.settle()
    for slot in slots {
      entries[slot] = Entry(
        model.posterior(profiles.weights[slot / levels], level(slot), own))
    }
  }

  private func level(_ slot: Int) -> ListLevel? { ListLevel(rawValue: slot % levels - 1) }

  /// What is believed of units with a profile in the compound at hand.
  @inline(__always)
  func entry(ofProfile profile: Int) -> Entry { entries[slot(profile)] }

  /// The posteriors of all units of the compound at hand, by their number in it.
  func posteriors() -> [Posterior] { numbers.map { entry(ofProfile: Int($0)).posterior } }
}
