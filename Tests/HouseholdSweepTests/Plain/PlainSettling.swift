/// Sums over the dwellings of a compound that somebody looked at, with r the probability of each being
/// occupied.
struct PlainSums {
  var dwellings = 0.0
  var occupied = 0.0
  /// Of those with a list, by side: of all, and of those with somebody present on it.
  var listed = [0.0, 0.0]
  var present = [0.0, 0.0]

  mutating func add(_ look: PlainLook, _ r: Double, isPresent: Bool) {
    dwellings += 1
    occupied += r
    guard look.level != nil else { return }
    for (side, weight) in [r, 1 - r].enumerated() {
      listed[side] += weight
      if isPresent { present[side] += weight }
    }
  }
}

extension PlainKinds {
  /// What a compound with these sums has of its own.
  func own(_ sums: PlainSums) -> PlainOwn {
    var own = means
    if !Self.isAlike(concentration) {
      own.rate =
        (sums.occupied + concentration * own.rate) / (sums.dwellings + concentration)
    }
    for side in 0..<2 where !Self.isAlike(listedConcentration[side]) {
      let strength = listedConcentration[side]
      own.present[side] =
        (sums.present[side] + strength * own.present[side]) / (sums.listed[side] + strength)
    }
    return own
  }

  func isPresent(_ look: PlainLook) -> Bool { level(look) == listed[0].count - 1 }

  /// The sums over looked-at dwellings by what the compound has of its own so far.
  func sums(_ looks: [PlainLook], _ chances: [[Double]], _ own: PlainOwn) -> PlainSums {
    var sums = PlainSums()
    for (look, chances) in zip(looks, chances) {
      let r = Self.occupied(posterior(look, chances, own))
      sums.add(look, r, isPresent: isPresent(look))
    }
    return sums
  }

  /// What a compound settles on, for itself alone.
  func settled(_ all: [PlainLook]) -> PlainOwn {
    let looks = all.filter { $0.looks > 0 }
    let chances = looks.map(chances)
    var own = means
    for _ in 0..<100 {
      let next = self.own(sums(looks, chances, own))
      let moves =
        [abs(next.rate - own.rate)] + zip(next.present, own.present).map { abs($0 - $1) }
      own = next
      if moves.max()! < 1e-9 { break }
    }
    return own
  }
}
