import HouseholdSweep

/// The units of a compound, drawn by the model itself: a list, mostly a meter, three nights, up to two
/// attempts at the door.
struct DrawnCompound {
  private(set) var patterns = CompoundPatterns([])
  private var state: UInt64

  init(_ parameters: Parameters, units: Int, seed: UInt64) {
    state = seed
    // Compounds differ about as much as a concentration of 11 says.
    let rate = 0.6 + 0.4 * uniform()
    patterns = CompoundPatterns(
      (0..<units).map { _ in EvidencePattern(unit(parameters, rate: rate), hasList: true) })
  }

  private mutating func unit(_ p: Parameters, rate: Double) -> UnitEvidence {
    let isOccupied = uniform() < rate
    let shares =
      isOccupied
      ? [p.hiddenWindows.share, p.seldomHome.share, 1] : [p.leftOn.share, 1]
    let kind = draw(shares)
    let isSeldomHome = isOccupied && kind == 1
    let lit =
      isOccupied
      ? [p.hiddenWindows.lit, p.seldomHome.lit, p.lit.occupied][kind]
      : [p.leftOn.lit, p.lit.vacant][kind]
    func row(_ rows: Parameters.HomeRows) -> [Double] {
      isSeldomHome ? rows.seldomHome : isOccupied ? rows.occupied : rows.vacant
    }
    var unit = UnitEvidence()
    switch draw(isOccupied ? p.listed.occupied : p.listed.vacant) {
    case 1: unit.hasMoved = true
    case 2: unit.away = 1
    case 3: unit.listed = 2
    default: break
    }
    if uniform() < 0.9 { unit.usageBin = UInt8(draw(row(p.meter)) + 1) }
    for night in 0..<UInt32(3) {
      unit.seenNights |= 1 << night
      if uniform() < lit { unit.litNights |= 1 << night }
    }
    for _ in 0..<draw([0.3, 0.5, 0.2]) {
      switch draw(row(p.knock)) {
      case 0: unit.answered += 1
      case 1: unit.refused += 1
      case 2: unit.noAnswer += 1
      default: unit.vacant += 1
      }
    }
    return unit
  }

  private mutating func draw(_ chances: [Double]) -> Int {
    var rest = uniform()
    for (answer, chance) in chances.enumerated() {
      if rest < chance { return answer }
      rest -= chance
    }
    return chances.count - 1
  }

  /// In [0, 1), by SplitMix64.
  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
