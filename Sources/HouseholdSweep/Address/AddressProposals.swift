import DelimitedText

/// The registered addresses of one compound that an unmatched one may have meant.
///
/// For people to choose from, never to match by. Nearness counts slips as people make them, in half
/// slips: a letter for the digit it looks like is half of one, two neighbouring digits swapped, a
/// digit dropped or typed twice, building and entrance swapped, and a part left out are one, any
/// other character one and a half. What is more than three slips away is not proposed. A registered
/// address with words before or behind it, such as a street or a person, is proposed as well, but
/// counts one slip and a half: the words may say that it is another.
///
/// A question costs a few nanoseconds a unit, and some hundred for each that may be near.
package struct AddressProposals: ~Copyable {
  private let index: CompoundAddresses
  private var written = OutputBuffer()
  /// The characters of the unit's address at hand.
  private var meant: [UInt32] = []

  private static let limit = 3

  private struct Proposal {
    var cost: Int
    var position: Int
  }

  package init(_ index: CompoundAddresses) { self.index = index }

  /// Up to three nearest units by position, the nearest first, equally near ones in their order; their
  /// costs in half slips.
  package mutating func nearest(to text: [UInt8]) -> [(position: Int, cost: Int)] {
    let parts = AddressCut.parts(text)
    let typed = Field.of(text) { AddressKey(canonical: $0) }
    let asTyped = SlipDistance(to: text)
    let swapped = AddressProposals.swapped(parts).map { SlipDistance(to: $0) }
    var best: [Proposal] = []
    // They ascend, so that of equally near ones the first come first.
    for position in candidates(text) {
      let bar = best.count < AddressProposals.limit ? SlipDistance.farthest : best.last!.cost - 1
      let cost: Int
      if isOnePart(typed, parts, position) {
        cost = 2
      } else {
        read(position)
        let plain = asTyped.distance(from: meant, bar: bar)
        // Building and entrance swapped, and what else.
        let rest = swapped.map { $0.distance(from: meant, bar: min(bar, plain - 1) - 2) }
        cost = min(plain, rest.map { 2 + $0 } ?? plain)
      }
      // Of those as near as the last, the first ones stay.
      if cost <= bar {
        AddressProposals.insert(Proposal(cost: cost, position: position), into: &best)
      }
    }
    addInner(parts, text, to: &best)
    return best.map { ($0.position, $0.cost) }
  }

  /// Reads the address of a unit.
  private mutating func read(_ position: Int) {
    written.removeAll()
    index.append(position, to: &written)
    meant.removeAll(keepingCapacity: true)
    written.withField(0..<written.count) { SlipDistance.append($0, to: &meant) }
  }

  /// Whether a unit has all the parts of the text but its building or its entrance, or the other way
  /// round. Numbers are compared as such.
  private func isOnePart(
    _ typed: AddressKey, _ parts: [ArraySlice<UInt8>], _ position: Int
  ) -> Bool {
    let key = index.keys[position]
    guard typed.isNumeric && key.isNumeric else {
      return AddressProposals.differInOnePart(parts, AddressCut.parts(index.text(position)))
    }
    let (a, b, c) = typed.parts
    let (x, y, z) = key.parts
    if c < 0 { return b >= 0 && b == z && (a == x || a == y) }
    return z < 0 && y == c && (x == a || x == b)
  }

  /// Adds the units that are in a text with something around them: `和平路阳光花园3-2-501`,
  /// `3-2-501-张3`, `2单元3栋501`.
  private func addInner(_ parts: [ArraySlice<UInt8>], _ text: [UInt8], to best: inout [Proposal]) {
    var readings: [[UInt8]] = []
    if let last = text.lastIndex(where: { $0 >= 0x80 }),
      let first = text.firstIndex(where: { $0 >= 0x80 })
    {
      readings = [Array(text[(last + 1)...]), Array(text[..<first])]
      let pieces = text.split { $0 >= 0x80 || $0 == UInt8(ascii: "-") }
      readings.append(Array(pieces.joined(separator: [UInt8(ascii: "-")])))
    } else if parts.count > 3 {
      readings = [Array(parts.prefix(3).joined(separator: [UInt8(ascii: "-")]))]
    }
    for reading in readings {
      let trimmed = Array(
        reading.drop { $0 == UInt8(ascii: "-") }.reversed().drop { $0 == UInt8(ascii: "-") }
          .reversed())
      guard trimmed.contains(where: AddressCut.isDigit) else { continue }
      for candidate in [trimmed, AddressProposals.swapped(AddressCut.parts(trimmed)) ?? trimmed] {
        guard let position = index.meaning(of: candidate) else { continue }
        let known = best.firstIndex { $0.position == position }
        if let known, best[known].cost <= AddressProposals.innerCost { continue }
        if let known { best.remove(at: known) }
        AddressProposals.insert(
          Proposal(cost: AddressProposals.innerCost, position: position), into: &best)
      }
    }
  }

  private static let innerCost = 3

  /// The units worth a closer look: of numbers, those that share all parts but one, whose building
  /// and entrance are swapped, or that have a part more or less; all, where there are none such.
  private func candidates(_ text: [UInt8]) -> [Int] {
    let typed = Field.of(text.map(SlipDistance.likeness)) { AddressKey(canonical: $0) }
    guard typed.isNumeric else { return letteredCandidates(text) }
    let (a, b, c) = typed.parts
    let part: UInt64 = 1 << 20 - 1
    var near: [Int] = []
    for (position, key) in index.keys.enumerated() {
      let differing = key.bits ^ typed.bits
      let isOtherRoom = differing & part != 0
      // A glance at the numbers is enough for nearly all.
      if isOtherRoom, differing >> 20 != 0, key.isWhole, c >= 0 { continue }
      guard key.isNumeric else {
        near.append(position)
        continue
      }
      let (x, y, z) = key.parts
      var isNear = isOtherRoom ? a == x && b == y : a == x || b == y || a == y && b == x
      if c < 0 && z >= 0 { isNear = isNear || b == z && (a == x || a == y) }
      if z < 0 && c >= 0 { isNear = isNear || y == c && (x == a || x == b) }
      if isNear { near.append(position) }
    }
    return near.isEmpty ? Array(index.keys.indices) : near
  }

  /// The same for a text with letters: units that share all parts but one in their places, or have a
  /// part more or less; all, where there are none such.
  private func letteredCandidates(_ text: [UInt8]) -> [Int] {
    let parts = AddressCut.parts(text)
    let near =
      parts.count < 2
      ? []
      : index.keys.indices.filter { position in
        let other = index.text(position)
        let others = AddressCut.parts(other)
        return zip(parts, others).filter { $0 == $1 }.count >= max(1, parts.count - 1)
          || AddressProposals.differInOnePart(parts, others)
      }
    return near.isEmpty ? Array(index.keys.indices) : near
  }

  private static func insert(_ proposal: Proposal, into best: inout [Proposal]) {
    let place =
      best.firstIndex { (proposal.cost, proposal.position) < ($0.cost, $0.position) } ?? best.count
    best.insert(proposal, at: place)
    if best.count > limit { best.removeLast() }
  }

  /// `3-2-501` for `2-3-501`.
  private static func swapped(_ parts: [ArraySlice<UInt8>]) -> [UInt8]? {
    guard parts.count == 3, parts[0] != parts[1] else { return nil }
    return Array([parts[1], parts[0], parts[2]].joined(separator: [UInt8(ascii: "-")]))
  }

  /// Whether one has all the parts of the other but its building or its entrance.
  private static func differInOnePart(
    _ one: [ArraySlice<UInt8>], _ other: [ArraySlice<UInt8>]
  ) -> Bool {
    guard abs(one.count - other.count) == 1 else { return false }
    let (short, long) = one.count < other.count ? (one, other) : (other, one)
    guard long.count == 3 else { return false }
    return short[1] == long[2] && (short[0] == long[0] || short[0] == long[1])
  }

  /// Whether two addresses are one slip apart: a character wrong, missing, too many, or swapped
  /// with its neighbour, or building and entrance swapped. Both are canonical texts.
  package static func isOneSlip(_ one: Field, _ other: Field) -> Bool {
    if abs(one.count - other.count) > 1 || one.equals(other) { return false }
    let shorter = min(one.count, other.count)
    var start = 0
    while start < shorter && one[start] == other[start] { start += 1 }
    var tail = 0
    while tail < shorter - start && one[one.count - 1 - tail] == other[other.count - 1 - tail] {
      tail += 1
    }
    // What is left between the common beginning and the common end.
    let left = (one.count - start - tail, other.count - start - tail)
    if max(left.0, left.1) <= 1 { return true }
    if left == (2, 2) && one[start] == other[start + 1] && one[start + 1] == other[start] {
      return true
    }
    return one.count == other.count && areSwapped(one, other)
  }

  /// Whether one text is `2-3-501` where the other, as long, is `3-2-501`.
  private static func areSwapped(_ one: Field, _ other: Field) -> Bool {
    func dash(from start: Int) -> Int? {
      (start..<one.count).first { one[$0] == UInt8(ascii: "-") }
    }
    guard let first = dash(from: 0), let second = dash(from: first + 1),
      dash(from: second + 1) == nil
    else { return false }
    let length = second - first - 1
    return other.dropFirst(second).equals(one.dropFirst(second))
      && other.prefix(length).equals(one.dropFirst(first + 1).prefix(length))
      && other[length] == UInt8(ascii: "-")
      && other.dropFirst(length + 1).prefix(first).equals(one.prefix(first))
  }
}

/// The edit distance to what was typed, in half slips.
///
/// Optimal string alignment (Damerau 1964) with costs by kind of error. Only near ones matter, so what
/// may have happened is tried where the two begin to differ, as long as the bar allows it: a dozen
/// comparisons, where a table has a place for each two characters.
private struct SlipDistance {
  /// Three slips.
  static let farthest = 6

  private let typed: [UInt32]

  init(to typed: [UInt8]) {
    var characters: [UInt32] = []
    Field.of(typed) { Self.append($0, to: &characters) }
    self.typed = characters
  }

  /// Appends the characters of a text.
  static func append(_ text: Field, to characters: inout [UInt32]) {
    for index in 0..<text.count {
      if text[index] & 0xC0 == 0x80, let last = characters.popLast() {
        characters.append(last << 6 | UInt32(text[index] & 0x3F))
      } else {
        characters.append(UInt32(text[index]))
      }
    }
  }

  /// The distance, or some number above `bar` if it is more than that.
  func distance(from meant: [UInt32], bar: Int) -> Int {
    // What both begin and end with, mostly all but a room, costs nothing, and no other way costs
    // less: wherever one of these characters could go instead, something else has to give way.
    var ends = (typed.count, meant.count)
    while ends.0 > 0, ends.1 > 0, typed[ends.0 - 1] == meant[ends.1 - 1] {
      ends.0 -= 1
      ends.1 -= 1
    }
    return distance(0, ends.0, meant, 0, ends.1, bar)
  }

  /// The same for two pieces.
  private func distance(
    _ start: Int, _ end: Int, _ meant: [UInt32], _ meantStart: Int, _ meantEnd: Int, _ bar: Int
  ) -> Int {
    var (i, j) = (start, meantStart)
    while i < end, j < meantEnd, typed[i] == meant[j] {
      i += 1
      j += 1
    }
    let left = (end - i, meantEnd - j)
    if left.0 == 0 || left.1 == 0 { return 2 * (left.0 + left.1) }
    guard abs(left.0 - left.1) * 2 <= bar else { return bar + 1 }
    var least = bar + 1
    func goOn(_ cost: Int, _ typedCount: Int, _ meantCount: Int) {
      guard cost < least else { return }
      let rest = distance(
        i + typedCount, end, meant, j + meantCount, meantEnd, least - 1 - cost)
      least = min(least, cost + rest)
    }
    goOn(SlipDistance.likeness(typed[i]) == SlipDistance.likeness(meant[j]) ? 1 : 3, 1, 1)
    if left.0 > 1, left.1 > 1, typed[i] == meant[j + 1], typed[i + 1] == meant[j] { goOn(2, 2, 2) }
    goOn(2, 1, 0)
    goOn(2, 0, 1)
    return least
  }

  /// The digit that a letter is taken for.
  static func likeness<Character: BinaryInteger>(_ character: Character) -> Character {
    switch character {
    case 0x4F: 48  // O
    case 0x49, 0x4C: 49  // I, L
    default: character
    }
  }
}
