/// What was written down in a sweep, but cannot have been gathered, so that it is no evidence.
///
/// Each entry is a question for somebody who was there, not a verdict: a power cut looks like a walk that
/// nobody made.
package struct LeftOut: Sendable {
  /// Light counts of one night, of a building counted dwelling by dwelling or of a place counted at once,
  /// of which too few are lit: nobody counted there, or the power was out.
  package struct DarkWalk: Sendable, Equatable {
    package var compound: Int
    /// The building or the place; empty where the walk is the whole compound.
    package var place: String
    package var isPlace: Bool
    package var day: Int
    package var lit: Int
    package var dwellings: Int
    /// Lit dwellings expected by list, meter and the lights counted elsewhere in the compound.
    package var expected: Double

    /// `C0012 3 2020-02-18: 0 of 41 lit, 29 expected`
    func text(_ ids: [String], _ firstDay: SweepDate) -> String {
      let name = place.isEmpty ? ids[compound] : "\(ids[compound]) \(place)"
      let day = firstDay.advanced(by: day)
      return "\(name) \(day): \(lit) of \(dwellings) lit, \(Int(expected.rounded())) expected"
    }
  }

  /// A worker who reported more doors of one compound vacant than can be.
  package struct DoubtfulWorker: Sendable, Equatable {
    package var compound: Int
    /// Stands for the worker in events.
    package var worker: UInt32
    package var vacant: Int
    package var doors: Int
    /// Doors that can have been reported vacant at most, in the mean.
    package var expected: Double
    /// The worker as written, and as shown: no number of a person.
    package var name = ""
    package var shownName = ""

    /// `C0012 W17: 63 of 64 doors vacant, 9 expected at most`
    func text(_ ids: [String]) -> String {
      "\(ids[compound]) \(shownName): \(vacant) of \(doors) doors vacant, \(Int(expected.rounded())) expected at most"
    }
  }

  /// A worker who went from door to door faster than one can walk. What was reported stays evidence:
  /// times may have been filled in afterwards.
  package struct HurriedWorker: Sendable, Equatable {
    package var compound: Int
    package var worker: UInt32
    package var day: Int
    package var doors: Int
    package var minutes: Int
    /// The worker as written, and as shown: no number of a person.
    package var name = ""
    package var shownName = ""

    /// `C0012 W17 2020-02-18: 64 doors in 3 minutes`
    func text(_ ids: [String], _ firstDay: SweepDate) -> String {
      "\(ids[compound]) \(shownName) \(firstDay.advanced(by: day)): \(doors) doors in \(minutes) minutes"
    }
  }

  package internal(set) var walks: [DarkWalk] = []
  package internal(set) var doubtful: [DoubtfulWorker] = []
  package internal(set) var hurried: [HurriedWorker] = []
  /// The doubtful workers of each compound that has any.
  private(set) var workers: [Int: Set<UInt32>] = [:]

  mutating func add(_ worker: DoubtfulWorker) {
    doubtful.append(worker)
    workers[worker.compound, default: []].insert(worker.worker)
  }

  mutating func add(_ more: [DarkWalk]) { walks += more }

  /// The days on which the counts of a building or a place were left out, as bits.
  func darkDays(_ name: String, isPlace: Bool, in compound: Int) -> UInt32 {
    walks.lazy.filter { $0.isPlace == isPlace && $0.compound == compound && $0.place == name }
      .reduce(0) { $0 | 1 << UInt32($1.day) }
  }
}

/// The building of a unit, whose units are counted on one walk: the first part of the address. The
/// one-part addresses of a compound, and all units of a village, are one walk.
struct WalkBuildings {
  private let frame: Frame
  private let isVillage: Bool
  /// Numbers of buildings whose names are no numbers, from −1 down.
  private var names: [String: Int] = [:]
  private var texts: [String] = []

  init(_ frame: Frame, compound: Int) {
    self.frame = frame
    let compounds = frame.register.compounds
    isVillage = compound < compounds.count && compounds[compound].kind == "village"
  }

  /// The number of a unit's building: 0 where the walk is the whole compound.
  @inline(__always)
  mutating func number(of unit: Int) -> Int {
    if isVillage { return 0 }
    let key = frame.key(of: unit)
    guard key.isNumeric else { return number(ofText: frame.text(of: unit)) }
    // Numbers in a key are kept plus one.
    return key.bits & (1 << 40 - 1) == 0 ? 0 : Int(key.bits >> 40)
  }

  @inline(never)
  private mutating func number(ofText text: String) -> Int {
    guard let end = text.utf8.firstIndex(of: UInt8(ascii: "-")) else { return 0 }
    let name = String(text[..<end])
    if let number = Int(name), "\(number)" == name, number <= AddressKey.largestPart {
      return number + 1
    }
    if let known = names[name] { return known }
    texts.append(name)
    names[name] = -texts.count
    return -texts.count
  }

  /// The name of a unit's building; empty where the walk is the whole compound.
  mutating func name(of unit: Int) -> String {
    // First the number: it may be a new one.
    let number = number(of: unit)
    return name(number)
  }

  /// The name of a building; empty where the walk is the whole compound.
  func name(_ number: Int) -> String {
    number == 0 ? "" : number > 0 ? "\(number - 1)" : texts[-number - 1]
  }
}
