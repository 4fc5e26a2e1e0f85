import HouseholdSweep

/// A count or a worker's reports to ask about, as a finding tells it.
package struct Doubt: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Too few windows lit on a walk: left out.
    case darkWalk = "dark_walk"
    /// Too many doors reported vacant by a worker: left out.
    case doubtfulWorker = "doubtful_worker"
    /// Doors faster than feet: told, and kept.
    case hurriedWorker = "hurried_worker"
  }

  package var kind: Kind
  /// The compound's id.
  package var compound: String
  /// The building or place; the worker. Empty where a walk is the whole compound.
  package var name: String
  /// `2020-02-18`; empty where the question is not about a day.
  package var day: String
  /// Windows lit, doors reported vacant, doors.
  package var found: Int
  /// Of so many dwellings or doors; in so many minutes.
  package var of: Int
  /// As many as were expected; nil where nothing was.
  package var expected: Int?

  /// Reads a place of a finding: `C0012 3 2020-02-18: 0 of 41 lit, 29 expected`. Ids and names may hold
  /// anything, so what is known to stand there is taken from the end, and the longest id from the start.
  package init?(_ kind: Kind, _ place: String, isCompound: (String) -> Bool) {
    let text = place.utf8
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    let words = place[text.index(after: colon)...].split(separator: " ")
    let numbers = words.compactMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
    guard numbers.count == (kind == .hurriedWorker ? 2 : 3) else { return nil }
    var head = place[..<colon]
    day = ""
    if kind != .doubtfulWorker {
      guard let blank = head.utf8.lastIndex(of: UInt8(ascii: " ")) else { return nil }
      day = String(head[head.utf8.index(after: blank)...])
      guard SweepDate(day) != nil else { return nil }
      head = head[..<blank]
    }
    guard let end = Self.end(ofCompoundIn: head, isCompound) else { return nil }
    compound = String(head[..<end])
    name = String(head[end...].utf8.dropFirst()) ?? ""
    self.kind = kind
    found = numbers[0]
    of = numbers[1]
    expected = numbers.count > 2 ? numbers[2] : nil
  }

  private static func end(
    ofCompoundIn head: Substring, _ isCompound: (String) -> Bool
  ) -> String.Index? {
    var end = head.endIndex
    while !isCompound(String(head[..<end])) {
      guard let blank = head[..<end].utf8.lastIndex(of: UInt8(ascii: " ")) else { return nil }
      end = blank
    }
    return end
  }
}

extension SweepResults {
  /// What to ask about in one compound.
  package struct DoubtfulCompound: Sendable {
    package var compound: AreaRow
    /// Walks night by night, then workers.
    package var doubts: [Doubt]
  }

  /// All counts and reports to ask about by compound, those with most of them first; of equal ones the
  /// first in natural order.
  package func doubts() -> [DoubtfulCompound] {
    let compounds = areas(.compound)
    let numbers = Dictionary(
      compounds.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    var doubts: [Int: [Doubt]] = [:]
    for kind in Doubt.Kind.allCases {
      for finding in summary.findings where finding.name == kind.rawValue {
        for place in finding.places {
          guard let doubt = Doubt(kind, place, isCompound: { numbers[$0] != nil }) else { continue }
          doubts[numbers[doubt.compound]!, default: []].append(doubt)
        }
      }
    }
    return doubts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { number, doubts in
        let order = doubts.enumerated().sorted { a, b in
          let isWalk = a.element.kind == .darkWalk && b.element.kind == .darkWalk
          return isWalk && a.element.day != b.element.day
            ? a.element.day < b.element.day : a.offset < b.offset
        }
        return DoubtfulCompound(compound: compounds[number], doubts: order.map(\.element))
      }
  }
}
