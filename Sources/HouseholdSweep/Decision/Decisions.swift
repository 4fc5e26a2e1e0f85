/// What a sweep comes to, in memory: every compound and every unit of it, decided.
///
///     let decisions = try Sweep(reading: "february").decide()
///     for compound in decisions.compounds {
///       for unit in compound.units where unit.status == .unlistedOccupied {
///         print(unit.compound, unit.address, unit.probability, unit.reasons)
///       }
///     }
///
/// It holds what was read and some sums; the units of a compound are decided when they are asked for. A
/// value like any other: any number of threads may walk it.
public struct Decisions: Sendable {
  /// As `summary.json` tells it.
  public let summary: RunSummary
  /// The city, its districts, subdistricts, communities and compounds, in the order of `areas.csv`.
  public let areas: [DecidedArea]
  /// The compounds in the order of the results.
  public let compounds: Compounds
  private let sweep: Sweep
  private let belief: Belief

  init(_ sweep: Sweep) throws(SweepError) {
    try sweep.options.begin("fitting")
    belief = sweep.believe()
    let city = sweep.decider(belief.model)
    let outcome = try city.decide(writing: nil)
    let tables = AreaTables(outcome.compounds, manifest: sweep.manifest)
    summary = sweep.summary(outcome, belief, tables, sweep.findings(with: outcome))
    areas = tables.decided(from: sweep.manifest.firstDay)
    compounds = Compounds(city: city, sums: outcome.compounds)
    self.sweep = sweep
  }

  /// Puts the results in place at `output`, whole or not at all: what `sweep reconcile` writes, but for
  /// the report.
  ///
  /// Decides about all units once more while it writes. O(units). Throws where `output` is no place for
  /// results, or the disk is full; the old results then stand as they were. When it returns, the results
  /// are on the disk.
  public func publish(to output: String) throws(SweepError) {
    let results = try ResultsFolder.prepare(at: output, for: sweep.folder.path)
    _ = try sweep.publish(into: results, belief, adding: [])
  }

  /// Why one unit was decided as it was, with its rows and the share of each source. Reads the files once
  /// more for the rows: O(bytes read).
  ///
  /// Throws where the sweep knows no such compound or unit; says which are near.
  public func explanation(compound: String, unit: String) throws(SweepError) -> Explanation {
    try sweep.explanation(compound: compound, unit: unit)
  }

  /// The compounds of a sweep, decided, in natural order of their ids. Any one of them is had in O(1).
  public struct Compounds: Sendable, RandomAccessCollection {
    private let city: CityDecider
    private let numbers: [Int]
    private let sums: [CompoundSums]
    private let extras: [Int: [Int]]

    init(city: CityDecider, sums: [CompoundSums]) {
      self.city = city
      self.sums = sums
      numbers = city.order
      extras = city.frame.extrasOf
    }

    /// Always 0.
    public var startIndex: Int { 0 }
    /// The number of compounds.
    public var endIndex: Int { numbers.count }
    /// A compound by its place in the order of the results. O(1).
    public subscript(position: Int) -> DecidedCompound {
      DecidedCompound(
        city, sums[position], number: numbers[position], extras[numbers[position]] ?? [])
    }

    /// The compound with this id, as the results write it. O(log compounds).
    public subscript(id id: String) -> DecidedCompound? {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if NaturalOrder.precedes(sums[middle].compound.id, id) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low < count && sums[low].compound.id == id ? self[low] : nil
    }
  }
}

/// One residential compound or village, decided.
public struct DecidedCompound: Sendable {
  /// The id of `compounds.csv`, or what the lists call the compound.
  public var id: String { sums.compound.id }
  /// These are empty where `compounds.csv` does not tell.
  public var name: String { sums.compound.name }
  /// Its community; empty where `compounds.csv` does not tell.
  public var community: String { sums.compound.community }
  /// Its subdistrict; empty where `compounds.csv` does not tell.
  public var subdistrict: String { sums.compound.subdistrict }
  /// Its district; empty where `compounds.csv` does not tell.
  public var district: String { sums.compound.district }
  /// Whether the register has a unit of it, and the resident list a row.
  public var hasRegister: Bool { sums.compound.hasRegister }
  /// Whether the resident list has a row of it.
  public var hasList: Bool { sums.hasList }
  /// The sums over its units.
  public let area: DecidedArea

  private let city: CityDecider
  private let sums: CompoundSums
  private let number: Int
  private let extras: [Int]

  init(_ city: CityDecider, _ sums: CompoundSums, number: Int, _ extras: [Int]) {
    self.city = city
    self.sums = sums
    self.number = number
    self.extras = extras
    area = DecidedArea(compound: sums, from: city.manifest.firstDay)
  }

  /// Its units in natural order of their addresses. Decided anew each time: O(units of the compound) in
  /// time and memory.
  public var units: [DecidedUnit] {
    var decider = CompoundDecider(city, capacity: 0)
    return decider.units(of: number, extras)
  }
}
