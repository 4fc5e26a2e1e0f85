import DelimitedText

/// An address outside the register, and the registered ones it may have meant.
public struct UnmatchedAddress: Sendable, Equatable {
  public var compound: String
  public var address: String
  public var seenIn: [Source]
  public var rows: Int
  /// Up to three addresses of the register, the nearest first: for people to choose from.
  public var suggestions: [String]
  /// Whether the first is one slip away at most, and nothing else as near.
  public var isClear: Bool
}

extension Frame {
  /// The addresses outside the register in compounds that have one, in natural order, with
  /// proposals. O(addresses · units of their compounds), shared among the workers.
  func unmatched(_ ids: [String], threads: Int) -> [UnmatchedAddress] {
    let groups = extrasByCompound().filter { hasRegister($0.key) }
    let compounds = groups.keys.sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    let work = WorkList(count: compounds.count)
    let found = parallelMap(workers: threads) { _ in
      var found: [(Int, [UnmatchedAddress])] = []
      while let place = work.take() {
        let compound = compounds[place]
        found.append((place, unmatched(in: compound, groups[compound]!, id: ids[compound])))
      }
      return found
    }
    return found.flatMap { $0 }.sorted { $0.0 < $1.0 }.flatMap(\.1)
  }

  private func unmatched(in compound: Int, _ units: [Int], id: String) -> [UnmatchedAddress] {
    let addresses = CompoundAddresses(
      register.index, register.index.units(of: compound))
    var proposals = AddressProposals(addresses)
    return units.map { unit in
      let extra = extras[unit - registeredCount]
      let nearest = proposals.nearest(to: Array(extra.text.utf8))
      return UnmatchedAddress(
        compound: id, address: extra.text,
        seenIn: Source.allCases.filter { extra.seenIn.contains($0) }, rows: extra.rows,
        suggestions: nearest.map { String(decoding: addresses.text($0.position), as: UTF8.self) },
        isClear: nearest.first.map { first in
          first.cost <= 2 && nearest.dropFirst().allSatisfy { $0.cost > first.cost }
        } ?? false)
    }
  }
}
