/// What was drawn, counted: of each kind of dwelling, how many there are and what its sources said.
///
/// Evidence that cannot have been gathered (zeros written at home, a lazy warden's word) and lights in
/// a power cut are left out: the engine is to leave them out, too.
struct CompoundCensus: Sendable, Equatable {
  /// The kinds of dwellings that the model knows, as far as the city has them.
  enum Kind: Int, CaseIterable, Sendable {
    case seen, hidden, seldomHome, dark, leftOn

    var isOccupied: Bool { self != .dark && self != .leftOn }

    init(_ dwelling: Dwelling) {
      let traits = dwelling.peculiarities
      self =
        if dwelling.isOccupied {
          traits.isHidden ? .hidden : traits.isClosed ? .seldomHome : .seen
        } else {
          // A lamp that nobody sees is none.
          traits.isLeftOn && !traits.isHidden ? .leftOn : .dark
        }
    }
  }

  /// kWh a day; usage on an edge belongs to the bin above.
  static let usageEdges = [0.03, 0.1, 0.3, 0.6, 1, 2, 4, 8]

  struct Counts: Sendable, Equatable {
    var units = 0
    /// Nobody on the list, only people who moved, somebody away, somebody present.
    var listed = [0, 0, 0, 0]
    var usage = Array(repeating: 0, count: usageEdges.count + 1)
    var nights = 0
    var nightsLit = 0
    /// Answered, refused, no answer, vacant.
    var outcomes = [0, 0, 0, 0]

    static func + (a: Counts, b: Counts) -> Counts {
      func sum(_ a: [Int], _ b: [Int]) -> [Int] { zip(a, b).map(+) }
      return Counts(
        units: a.units + b.units, listed: sum(a.listed, b.listed), usage: sum(a.usage, b.usage),
        nights: a.nights + b.nights, nightsLit: a.nightsLit + b.nightsLit,
        outcomes: sum(a.outcomes, b.outcomes))
    }
  }

  /// By kind.
  private(set) var counts = Array(repeating: Counts(), count: Kind.allCases.count)

  mutating func addUnit(_ dwelling: Dwelling) {
    let kind = Kind(dwelling).rawValue
    let level = dwelling.present > 0 ? 3 : dwelling.away > 0 ? 2 : dwelling.moved > 0 ? 1 : 0
    counts[kind].units += 1
    counts[kind].listed[level] += 1
  }

  mutating func addUsage(_ dwelling: Dwelling, _ kWhPerDay: Double) {
    let bin = Self.usageEdges.firstIndex { kWhPerDay < $0 } ?? Self.usageEdges.count
    counts[Kind(dwelling).rawValue].usage[bin] += 1
  }

  mutating func addLight(_ dwelling: Dwelling, isLit: Bool) {
    let kind = Kind(dwelling).rawValue
    counts[kind].nights += 1
    if isLit { counts[kind].nightsLit += 1 }
  }

  mutating func addKnock(_ dwelling: Dwelling, _ outcome: Int, isLazy: Bool) {
    if !isLazy { counts[Kind(dwelling).rawValue].outcomes[outcome] += 1 }
  }

  /// The counts of some kinds together.
  func sum(_ kinds: (Kind) -> Bool) -> Counts {
    Kind.allCases.filter(kinds).reduce(Counts()) { $0 + counts[$1.rawValue] }
  }
}

/// The census of a whole city: what is true of it, in the form of the model's parameters.
struct CityCensus: Sendable {
  typealias Kind = CompoundCensus.Kind

  /// In the order of the city, so that sums come out the same for any number of threads.
  private let compounds: [CompoundCensus]
  private let counts: [CompoundCensus.Counts]

  init(_ compounds: [CompoundCensus]) {
    self.compounds = compounds
    counts = Kind.allCases.map { kind in
      compounds.reduce(CompoundCensus.Counts()) { $0 + $1.counts[kind.rawValue] }
    }
  }

  private func sum(_ kinds: (Kind) -> Bool) -> CompoundCensus.Counts {
    Kind.allCases.filter(kinds).reduce(CompoundCensus.Counts()) { $0 + counts[$1.rawValue] }
  }

  private static func isOccupied(_ kind: Kind) -> Bool { kind.isOccupied }
  private static func isVacant(_ kind: Kind) -> Bool { !kind.isOccupied }

  /// The shares of some counts; nil where nothing was counted.
  private static func shares(_ counts: [Int]) -> [Double]? {
    let all = counts.reduce(0, +)
    return all == 0 ? nil : counts.map { Double($0) / Double(all) }
  }

  // MARK: Values

  var occupied: Double {
    Double(sum(Self.isOccupied).units) / Double(max(sum { _ in true }.units, 1))
  }

  /// The share of its side that is of a kind.
  func share(of kind: Kind) -> Double {
    let side = sum { $0.isOccupied == kind.isOccupied }.units
    return Double(counts[kind.rawValue].units) / Double(max(side, 1))
  }

  /// Light on a night in dwellings of a kind; nil where none was looked at.
  func lit(_ kind: Kind) -> Double? {
    let counts = counts[kind.rawValue]
    return counts.nights == 0 ? nil : Double(counts.nightsLit) / Double(counts.nights)
  }

  /// Four levels: nobody, only moved, away, present.
  var listedOccupied: [Double]? { Self.shares(sum(Self.isOccupied).listed) }
  var listedVacant: [Double]? { Self.shares(sum(Self.isVacant).listed) }

  /// Nine bins between `CompoundCensus.usageEdges`. Whoever is at home uses, by its window.
  var usageAtHome: [Double]? { Self.shares(sum { $0 == .seen || $0 == .hidden }.usage) }
  var usageSeldomHome: [Double]? { Self.shares(counts[Kind.seldomHome.rawValue].usage) }
  var usageVacant: [Double]? { Self.shares(sum(Self.isVacant).usage) }

  /// Answered, refused, no answer, reported vacant.
  var knockAtHome: [Double]? { Self.shares(sum { $0 == .seen || $0 == .hidden }.outcomes) }
  var knockSeldomHome: [Double]? { Self.shares(counts[Kind.seldomHome.rawValue].outcomes) }
  var knockVacant: [Double]? { Self.shares(sum(Self.isVacant).outcomes) }

  // MARK: How alike compounds are

  var occupiedConcentration: Double? {
    concentration { ($0.sum(Self.isOccupied).units, $0.sum { _ in true }.units) }
  }

  /// Of occupied, and of vacant, dwellings with somebody present on the list.
  var listedOccupiedConcentration: Double? {
    concentration { ($0.sum(Self.isOccupied).listed[3], $0.sum(Self.isOccupied).units) }
  }
  var listedVacantConcentration: Double? {
    concentration { ($0.sum(Self.isVacant).listed[3], $0.sum(Self.isVacant).units) }
  }

  /// The concentration of a Beta distribution by moments, mean(1 − mean)/variance − 1, over compounds
  /// of 20 units and more; nil with fewer than 8 of them. What chance adds to the variance in a
  /// compound of few units is taken off, and a large compound counts as 200 units.
  private func concentration(
    _ part: (CompoundCensus) -> (part: Int, whole: Int)
  ) -> Double? {
    let all = compounds.map(part)
    let parts = all.filter { $0.whole >= 20 }
    guard parts.count >= 8 else { return nil }
    let mean =
      Double(all.reduce(0) { $0 + $1.part }) / Double(all.reduce(0) { $0 + $1.whole })
    var (variance, weights) = (0.0, 0.0)
    for (part, whole) in parts {
      let weight = Double(min(whole, 200))
      let share = Double(part) / Double(whole)
      variance += weight * ((share - mean) * (share - mean) - mean * (1 - mean) / Double(whole))
      weights += weight
    }
    return mean * (1 - mean) / max(variance / weights, 1e-9) - 1
  }
}

extension CompoundDraft {
  /// Counts who lives where. Sources are counted as they are written.
  mutating func countDwellings() {
    for dwelling in dwellings { census.addUnit(dwelling) }
  }
}
