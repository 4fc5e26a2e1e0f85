/// The number of lit dwellings among several, each with a chance of its own.
enum PlainDistribution {
  /// The probabilities of 0, 1, … lit.
  static func of(_ chances: [Double]) -> [Double] {
    chances.reduce([1]) { before, chance in
      (0...before.count).map { lit in
        (lit < before.count ? before[lit] * (1 - chance) : 0)
          + (lit > 0 ? before[lit - 1] * chance : 0)
      }
    }
  }
}

extension PlainKinds {
  /// The posteriors of dwellings, by kind, of which `count` were lit together: those without one of them
  /// are convolved anew for each.
  func moved(_ kinds: [[Double]], count: Int) -> [[Double]] {
    let q = kinds.map { kinds in (0..<5).reduce(0) { $0 + kinds[$1] * lit[$1] } }
    let all = PlainDistribution.of(q)[count]
    return kinds.indices.map { place in
      var others = q
      others.remove(at: place)
      let fewer = count > 0 ? PlainDistribution.of(others)[count - 1] : 0
      let r = q[place] * fewer / all
      return (0..<5).map { kind in
        let p = kinds[place][kind]
        return r * p * lit[kind] / q[place] + (1 - r) * p * (1 - lit[kind]) / (1 - q[place])
      }
    }
  }
}
