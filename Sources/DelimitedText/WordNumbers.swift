/// Words numbered from 0 in the order they came, in an open table: half the cost of a dictionary's hashing.
/// O(1) expected a word.
///
/// Two that share a place stand side by side, and both are compared without a guess at which it is: where
/// words come in any order, a search step by step goes wrong every third time.
public struct WordNumbers: Sendable {
  /// Two words, each plus one, 0 where there is none, and their numbers, the first one's in the low half.
  @usableFromInline
  struct Pair: Sendable {
    @usableFromInline var first: UInt64 = 0
    @usableFromInline var second: UInt64 = 0
    @usableFromInline var numbers: UInt64 = 0
  }

  public private(set) var words: [UInt64] = []
  @usableFromInline var pairs = [Pair](repeating: Pair(), count: 1 << 9)

  public init() {}

  /// The number of a word, if it is there.
  @inlinable @inline(__always)
  public func find(_ word: UInt64) -> Int? {
    let word = word &+ 1
    var place = start(of: word)
    while true {
      let pair = pairs[place]
      let isFirst = pair.first == word
      if isFirst != (pair.second == word) {
        return Int(truncatingIfNeeded: pair.numbers &>> (isFirst ? 0 : 32) & 0xFFFF_FFFF)
      }
      if pair.second == 0 { return nil }
      place = (place + 1) & (pairs.count - 1)
    }
  }

  /// The number of a word below the highest there is, which is added if it is new.
  @inlinable @inline(__always)
  public mutating func intern(_ word: UInt64) -> Int { find(word) ?? add(word) }

  @usableFromInline @inline(never)
  mutating func add(_ word: UInt64) -> Int {
    precondition(word < .max)
    words.append(word)
    if words.count > pairs.count {
      pairs = Array(repeating: Pair(), count: pairs.count * 2)
      for number in words.indices { place(number) }
    } else {
      place(words.count - 1)
    }
    return words.count - 1
  }

  /// Words may differ in their high bits only, which a plain product would not bring down.
  @inlinable @inline(__always)
  func start(of word: UInt64) -> Int {
    Int(truncatingIfNeeded: Field.mix(word, 0)) & (pairs.count - 1)
  }

  private mutating func place(_ number: Int) {
    let word = words[number] + 1
    var place = start(of: word)
    while pairs[place].second != 0 { place = (place + 1) & (pairs.count - 1) }
    if pairs[place].first == 0 {
      pairs[place] = Pair(first: word, second: 0, numbers: UInt64(number))
    } else {
      pairs[place].second = word
      pairs[place].numbers |= UInt64(number) << 32
    }
  }
}
