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
  private var distance = SlipDistance()
  private var written = OutputBuffer()

  private static let limit = 3

  private struct Proposal {
    var cost: Int
    var text: [UInt8]
    var position: Int
  }

  package init(_ index: CompoundAddresses) { self.index = index }

  /// Up to three nearest units by position, the nearest first, equally near ones in natural order;
  /// their costs in half slips.
  package mutating func nearest(to text: [UInt8]) -> [(position: Int, cost: Int)] {
    let signature = AddressProposals.signature(text)
    let parts = AddressCut.parts(text)
    let swapped = AddressProposals.swapped(parts)
    // Those with the same characters first: they set the bar for the rest.
    let typed = Field.of(text) { AddressKey(canonical: $0) }
    let candidates = candidates(text).map { position in
      let isOnePart = isOnePart(typed, parts, position)
      let difference = isOnePart ? 0 : (self.signature(position) ^ signature).nonzeroBitCount
      return (
        least: isOnePart ? 2 : AddressProposals.leastCost(difference), position: position,
        isOnePart: isOnePart
      )
    }.sorted { ($0.least, $0.position) < ($1.least, $1.position) }
    var best: [Proposal] = []
    for candidate in candidates {
      let bar = best.count < AddressProposals.limit ? SlipDistance.farthest : best.last!.cost
      // What is as far as the bar and comes later in the order cannot win.
      if candidate.least > bar { break }
      if candidate.least == bar, best.count == AddressProposals.limit,
        candidate.position > best.last!.position
      {
        continue
      }
      let meant = index.text(candidate.position)
      var cost = candidate.isOnePart ? 2 : distance.between(text, meant, bar: bar)
      // Swapped parts have the same characters.
      if let swapped, !candidate.isOnePart, candidate.least + 2 <= min(bar, cost) {
        cost = min(cost, 2 + distance.between(swapped, meant, bar: bar - 2))
      }
      guard cost <= bar else { continue }
      AddressProposals.insert(
        Proposal(cost: cost, text: meant, position: candidate.position), into: &best)
    }
    addInner(parts, text, to: &best)
    return best.map { ($0.position, $0.cost) }
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

  /// The signature of a unit's address.
  private mutating func signature(_ position: Int) -> UInt64 {
    guard index.keys[position].isNumeric else {
      return AddressProposals.signature(index.text(position))
    }
    written.removeAll()
    index.keys[position].append(to: &written)
    return written.withField(0..<written.count) { AddressProposals.signature($0) }
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
          Proposal(
            cost: AddressProposals.innerCost, text: index.text(position), position: position),
          into: &best)
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
    let near = index.keys.indices.filter { position in
      let key = index.keys[position]
      guard key.isNumeric else { return true }
      let (x, y, z) = key.parts
      let equal = (a == x ? 1 : 0) + (b == y ? 1 : 0) + (c == z ? 1 : 0)
      if equal >= 2 || a == y && b == x && c == z { return true }
      if c < 0 && z >= 0 { return b == z && (a == x || a == y) }
      return z < 0 && c >= 0 && y == c && (x == a || x == b)
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
      best.firstIndex {
        (proposal.cost, 0) < ($0.cost, order($0.text, proposal.text))
      } ?? best.count
    best.insert(proposal, at: place)
    if best.count > limit { best.removeLast() }
  }

  private static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
    Field.of(a) { a in Field.of(b) { b in NaturalOrder.compare(a, b) } }
  }

  /// How often each character occurs, four bits each, as many set as there are: the number of bits
  /// in which two signatures differ is the number of characters one has and the other has not.
  private static func signature(_ text: [UInt8]) -> UInt64 { Field.of(text) { signature($0) } }

  private static func signature(_ text: Field) -> UInt64 {
    var bits: UInt64 = 0
    // One byte a character.
    for byte in (0..<text.count).lazy.map({ text[$0] }) where byte & 0xC0 != 0x80 {
      let bucket: UInt64
      switch byte {
      case 48...57: bucket = UInt64(byte - 48)
      case UInt8(ascii: "O"): bucket = 0
      case UInt8(ascii: "I"), UInt8(ascii: "L"): bucket = 1
      case UInt8(ascii: "-"): bucket = 10
      default: bucket = 11 + UInt64(byte % 5)
      }
      let lane = bits >> (bucket * 4) & 15
      bits |= (lane << 1 | 1) & 15 << (bucket * 4)
    }
    return bits
  }

  /// What texts with this many different characters cost at least: a wrong character makes two
  /// differences for three half slips, a missing one makes one for two.
  private static func leastCost(_ difference: Int) -> Int { difference + (difference + 1) / 2 }

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
  package static func isOneSlip(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    if one == other || abs(one.count - other.count) > 1 { return false }
    var start = 0
    while start < min(one.count, other.count) && one[start] == other[start] { start += 1 }
    var tail = 0
    while tail < min(one.count, other.count) - start
      && one[one.count - 1 - tail] == other[other.count - 1 - tail]
    { tail += 1 }
    // What is left between the common beginning and the common end.
    let left = (one.count - start - tail, other.count - start - tail)
    if max(left.0, left.1) <= 1 { return true }
    if left == (2, 2) && one[start] == other[start + 1] && one[start + 1] == other[start] {
      return true
    }
    // Swapped parts leave the room, and a dash in what differs.
    guard one.count == other.count, tail > 1,
      one[start..<one.count - tail].contains(UInt8(ascii: "-"))
    else { return false }
    return swapped(AddressCut.parts(one)) == other
  }
}

/// An edit distance in half slips, with its scratch rows.
///
/// Optimal string alignment (Damerau 1964; Wagner and Fischer 1974) with costs by kind of error.
private struct SlipDistance {
  /// Three slips.
  static let farthest = 6

  private var before: [Int] = []
  private var above: [Int] = []
  private var row: [Int] = []

  /// The distance, or some number above `bar` if it is more than that.
  mutating func between(_ typed: [UInt8], _ meant: [UInt8], bar: Int) -> Int {
    func isASCII(_ text: [UInt8]) -> Bool { text.allSatisfy { $0 < 0x80 } }
    func scalars(_ text: [UInt8]) -> [UInt32] {
      var scalars: [UInt32] = []
      scalars.reserveCapacity(text.count)
      for byte in text {
        if byte & 0xC0 == 0x80, let last = scalars.popLast() {
          scalars.append(last << 6 | UInt32(byte & 0x3F))
        } else {
          scalars.append(UInt32(byte))
        }
      }
      return scalars
    }
    return isASCII(typed) && isASCII(meant)
      ? distance(typed, meant, bar: bar) : distance(scalars(typed), scalars(meant), bar: bar)
  }

  private mutating func distance<Character: BinaryInteger>(
    _ typed: [Character], _ meant: [Character], bar: Int
  ) -> Int {
    guard abs(typed.count - meant.count) * 2 <= bar else { return bar + 1 }
    // What both begin and end with, mostly all but a room, costs nothing, and no other way costs
    // less: wherever one of these characters could go instead, something else has to give way.
    var start = 0
    var ends = (typed.count, meant.count)
    while start < min(ends.0, ends.1) && typed[start] == meant[start] { start += 1 }
    while min(ends.0, ends.1) > start && typed[ends.0 - 1] == meant[ends.1 - 1] {
      ends.0 -= 1
      ends.1 -= 1
    }
    if ends == (start + 1, start + 1) { return SlipDistance.cost(typed[start], meant[start]) }
    return distance(typed, start..<ends.0, meant, start..<ends.1, bar: bar)
  }

  /// The distance of two pieces that begin at the same place.
  private mutating func distance<Character: BinaryInteger>(
    _ typed: [Character], _ typedPiece: Range<Int>, _ meant: [Character], _ meantPiece: Range<Int>,
    bar: Int
  ) -> Int {
    let width = meantPiece.count + 1
    if row.count < width {
      before = Array(repeating: 0, count: width)
      above = before
      row = before
    }
    for j in 0..<width { row[j] = 2 * j }
    for i in typedPiece {
      swap(&before, &above)
      swap(&above, &row)
      row[0] = 2 * (i - typedPiece.lowerBound + 1)
      var least = row[0]
      for j in meantPiece {
        let place = j - meantPiece.lowerBound
        var cost = above[place] + SlipDistance.cost(typed[i], meant[j])
        cost = min(cost, above[place + 1] + 2, row[place] + 2)
        if i > typedPiece.lowerBound, place > 0, typed[i] == meant[j - 1],
          typed[i - 1] == meant[j], typed[i] != meant[j]
        {
          cost = min(cost, before[place - 1] + 2)
        }
        row[place + 1] = cost
        least = min(least, cost)
      }
      // A swap reaches over one row.
      if least > bar && i > typedPiece.lowerBound && above.prefix(width).min()! > bar {
        return bar + 1
      }
    }
    return row[width - 1]
  }

  private static func cost<Character: BinaryInteger>(_ typed: Character, _ meant: Character) -> Int
  {
    if typed == meant { return 0 }
    return likeness(typed) == likeness(meant) ? 1 : 3
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
