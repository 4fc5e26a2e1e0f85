import DelimitedText

/// An address outside the register, and the registered ones it may have meant.
public struct UnmatchedAddress: Sendable, Equatable {
  /// The id of the compound.
  public var compound: String
  /// The address as the engine reads it.
  public var address: String
  /// The sources that name it, in the order in which they are read.
  public var seenIn: [Source]
  /// Rows that name it.
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
    let search = UnmatchedSearch(self, ids)
    let work = WorkList(count: search.count)
    let found = parallelMap(workers: threads) { _ in
      var found = UnmatchedSearch.Found()
      while let place = work.take() { search.look(place, &found) }
      return found
    }
    return UnmatchedSearch.joined(found)
  }

  fileprivate func unmatched(in compound: Int, _ units: [Int], id: String) -> [UnmatchedAddress] {
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

/// The search for proposals, a compound at a time, for whoever shares the work among others.
struct UnmatchedSearch: Sendable {
  typealias Found = [(place: Int, addresses: [UnmatchedAddress])]

  private let frame: Frame
  private let ids: [String]
  private let extras: [Int: [Int]]
  /// Compounds with addresses outside their register, in natural order.
  private let compounds: [Int]

  init(_ frame: Frame, _ ids: [String]) {
    self.frame = frame
    self.ids = ids
    extras = frame.extrasOf.filter { frame.hasRegister($0.key) }
    compounds = extras.keys.sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
  }

  /// The compounds to look at.
  var count: Int { compounds.count }

  /// Looks at one of them.
  func look(_ place: Int, _ found: inout Found) {
    let compound = compounds[place]
    found.append((place, frame.unmatched(in: compound, extras[compound]!, id: ids[compound])))
  }

  /// What all workers found, in order.
  static func joined(_ found: [Found]) -> [UnmatchedAddress] {
    found.joined().sorted { $0.place < $1.place }.flatMap(\.addresses)
  }
}
