import DelimitedText

extension EvidenceBuilder {
  /// The patterns of the compounds that parameters are learned from, in natural order: in the order of a
  /// hash of their ids, until `units` of their units are reached. So a part of a city that has them learns
  /// what the whole does, and the cost of learning does not grow with the city.
  func sample(without strays: Set<Int>, listed: Set<Int>, ids: [String], units: Int)
    -> [CompoundPatterns]
  {
    let extras = frame.extrasOf
    func allUnits(of compound: Int) -> Int {
      frame.register.index.units(of: compound).count + (extras[compound]?.count ?? 0)
    }
    let line = ids.indices.filter { !strays.contains($0) }
      .map { (hash: Self.hash(ids[$0]), compound: $0) }
      .sorted { a, b in a.hash == b.hash ? ids[a.compound] < ids[b.compound] : a.hash < b.hash }
    var taken: [Int] = []
    var sum = 0
    for (_, compound) in line where sum < units {
      taken.append(compound)
      sum += allUnits(of: compound)
    }
    taken.sort { NaturalOrder.precedes(ids[$0], ids[$1]) }
    return patterns(of: taken, listed: listed)
  }

  /// The patterns of some compounds, in their order.
  func patterns(of compounds: [Int], listed: Set<Int>) -> [CompoundPatterns] {
    let extras = frame.extrasOf
    let work = WorkList(count: compounds.count)
    let found = parallelMap(workers: options.threads) { _ in
      var found: [(Int, CompoundPatterns)] = []
      while let number = work.take() {
        let compound = compounds[number]
        let hasList = listed.contains(compound)
        var patterns: [EvidencePattern] = []
        for unit in frame.register.index.units(of: compound) {
          patterns.append(EvidencePattern(evidence[unit], hasList: hasList))
        }
        for unit in extras[compound] ?? [] {
          patterns.append(EvidencePattern(evidence[unit], hasList: hasList))
        }
        found.append((number, CompoundPatterns(patterns)))
      }
      return found
    }
    return found.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// FNV-1a of the id, finished so that ids with a common beginning do not stand together.
  static func hash(_ id: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 30
    hash = hash &* 0xbf58_476d_1ce4_e5b9
    hash ^= hash >> 27
    hash = hash &* 0x94d0_49bb_1331_11eb
    return hash ^ hash >> 31
  }
}
