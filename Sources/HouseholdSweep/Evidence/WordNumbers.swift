import DelimitedText

/// Words numbered from 0 in the order they came, in an open table: half the cost of a dictionary's
/// hashing. O(1) expected a word.
struct WordNumbers: Sendable {
  private struct Slot: Sendable {
    var word: UInt64 = 0
    /// −1 where there is none.
    var number = -1
  }

  private(set) var words: [UInt64] = []
  private var slots = [Slot](repeating: Slot(), count: 1 << 10)

  /// The place of a word, or the free one where it would go.
  @inline(__always)
  private func place(of word: UInt64) -> Int {
    // Words may differ in their high bits only, which a plain product would not bring down.
    let hash = Field.mix(word, 0x9E37_79B9_7F4A_7C15)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place].word != word && slots[place].number >= 0 {
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  /// The number of a word, if it is there.
  @inline(__always)
  func find(_ word: UInt64) -> Int? {
    let number = slots[place(of: word)].number
    return number >= 0 ? number : nil
  }

  /// The number of a word, which is added if it is new.
  @inline(__always)
  mutating func intern(_ word: UInt64) -> Int { find(word) ?? add(word) }

  @inline(never)
  private mutating func add(_ word: UInt64) -> Int {
    words.append(word)
    if words.count * 2 > slots.count {
      slots = Array(repeating: Slot(), count: slots.count * 2)
      for number in words.indices { place(number) }
    } else {
      place(words.count - 1)
    }
    return words.count - 1
  }

  private mutating func place(_ number: Int) {
    slots[place(of: words[number])] = Slot(word: words[number], number: number)
  }
}
