import DelimitedText

/// Gives numbers to spellings, the same to all workers.
protocol SpellingDirectory: Sendable {
  /// The number of a spelling, a new one where it has none.
  func number(of spelling: Field) -> Int
}

/// One worker's memory of the numbers that a directory has given.
///
/// The directory is kept here, and not handed in: a look must not count a reference that all workers
/// share.
struct SpellingNumbers<Directory: SpellingDirectory> {
  private let directory: Directory
  private var shorts = ShortSpellings()
  private var longs = FieldInterner()
  private var numbers: [Int32] = []
  /// The last spelling, as a word if it is short, else by its number in `longs`: rows that follow each
  /// other mostly have the same.
  private var lastNumber = -1
  private var lastWord: UInt64 = 0
  private var lastLong = -1

  init(_ directory: Directory) { self.directory = directory }

  /// The number of a spelling; the directory is asked the first time.
  @inline(__always)
  mutating func number(of field: Field) -> Int {
    guard let word = ShortSpellings.word(field) else { return longNumber(of: field) }
    if word == lastWord { return lastNumber }
    lastWord = word
    lastNumber = shorts.find(word) ?? newNumber(of: field, word)
    return lastNumber
  }

  /// The number of a spelling, if it is the last one.
  func number(ifLast field: Field) -> Int? {
    if let word = ShortSpellings.word(field) { return word == lastWord ? lastNumber : nil }
    return isLastLong(field) ? lastNumber : nil
  }

  @inline(never)
  private mutating func newNumber(of field: Field, _ word: UInt64) -> Int {
    let number = directory.number(of: field)
    shorts.add(word, Int32(number))
    return number
  }

  @inline(__always)
  private func isLastLong(_ field: Field) -> Bool {
    lastWord == 0 && lastLong >= 0 && longs.equals(lastLong, field)
  }

  @inline(never)
  private mutating func longNumber(of field: Field) -> Int {
    if isLastLong(field) { return lastNumber }
    lastWord = 0
    lastLong = longs.intern(field)
    if lastLong == numbers.count { numbers.append(Int32(directory.number(of: field))) }
    lastNumber = Int(numbers[lastLong])
    return lastNumber
  }
}

/// The numbers of spellings below eight bytes, as nearly all ids, floors and grids are.
///
/// Two that share a place stand side by side, and both are compared without a guess at which it is: where
/// rows jump about, a search step by step goes wrong every third row.
private struct ShortSpellings {
  /// Two spellings as words, 0 where there is none, and their numbers, the first one's in the low half.
  private struct Pair {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var numbers: UInt64 = 0
  }

  private var pairs = Array(repeating: Pair(), count: 1 << 9)
  private var taken = 0

  /// All bytes of a spelling and their number, which is not 0; nil of one that is too long.
  @inline(__always)
  static func word(_ field: Field) -> UInt64? {
    field.count < 8 ? field.firstWord | UInt64(truncatingIfNeeded: field.count &+ 1) &<< 56 : nil
  }

  /// The number of a spelling, if it has one.
  @inline(__always)
  func find(_ word: UInt64) -> Int? {
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

  /// Gives a spelling that has none a number.
  mutating func add(_ word: UInt64, _ number: Int32) {
    taken += 1
    if taken > pairs.count { grow() }
    insert(word, UInt64(number))
  }

  @inline(__always)
  private func start(of word: UInt64) -> Int {
    Int(truncatingIfNeeded: Field.mix(word, 0)) & (pairs.count - 1)
  }

  private mutating func insert(_ word: UInt64, _ number: UInt64) {
    var place = start(of: word)
    while pairs[place].second != 0 { place = (place + 1) & (pairs.count - 1) }
    if pairs[place].first == 0 {
      (pairs[place].first, pairs[place].numbers) = (word, number)
    } else {
      pairs[place].second = word
      pairs[place].numbers |= number << 32
    }
  }

  private mutating func grow() {
    let old = pairs
    pairs = Array(repeating: Pair(), count: old.count * 2)
    for pair in old {
      if pair.first != 0 { insert(pair.first, pair.numbers & 0xFFFF_FFFF) }
      if pair.second != 0 { insert(pair.second, pair.numbers >> 32) }
    }
  }
}
