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
  /// The last spelling: rows that follow each other mostly have the same.
  private var lastNumber = -1
  private var lastCount = -1
  private var lastEnds: (UInt64, UInt64) = (0, 0)
  private var lastLong = -1

  init(_ directory: Directory) { self.directory = directory }

  /// The number of a spelling; the directory is asked the first time.
  @inline(__always)
  mutating func number(of field: Field) -> Int { isLast(field) ? lastNumber : look(field) }

  /// The number of a spelling, if it is the last one.
  func number(ifLast field: Field) -> Int? { isLast(field) ? lastNumber : nil }

  @inline(__always)
  private func isLast(_ field: Field) -> Bool {
    field.count == lastCount && field.ends == lastEnds
      && (lastCount <= 16 || longs.equals(lastLong, field))
  }

  @inline(never)
  private mutating func look(_ field: Field) -> Int {
    lastCount = field.count
    lastEnds = field.ends
    if field.count < 8 {
      lastNumber = shorts.number(field, directory)
      return lastNumber
    }
    lastLong = longs.intern(field)
    if lastLong == numbers.count { numbers.append(Int32(directory.number(of: field))) }
    lastNumber = Int(numbers[lastLong])
    return lastNumber
  }
}

/// The numbers of spellings below eight bytes, as nearly all ids, floors and grids are.
///
/// Two that share a place stand side by side, and both are compared: where rows jump about, a search of
/// one or two steps is a guess gone wrong every third row.
private struct ShortSpellings {
  /// Spellings as words, and their numbers; 0 where there is none.
  private struct Pair {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var firstNumber: Int32 = 0
    var secondNumber: Int32 = 0
  }

  private var pairs = Array(repeating: Pair(), count: 1 << 9)
  private var taken = 0

  mutating func number(_ field: Field, _ directory: some SpellingDirectory) -> Int {
    // All bytes and their number, which is not 0.
    let word = field.firstWord | UInt64(field.count + 1) << 56
    var place = start(of: word)
    while true {
      let pair = pairs[place]
      if pair.first == word || pair.second == word {
        return Int(pair.first == word ? pair.firstNumber : pair.secondNumber)
      }
      if pair.second == 0 { break }
      place = (place + 1) & (pairs.count - 1)
    }
    let number = directory.number(of: field)
    insert(word, Int32(number))
    taken += 1
    if taken > pairs.count { grow() }
    return number
  }

  private func start(of word: UInt64) -> Int {
    Int(truncatingIfNeeded: Field.mix(word, 0)) & (pairs.count - 1)
  }

  private mutating func insert(_ word: UInt64, _ number: Int32) {
    var place = start(of: word)
    while pairs[place].second != 0 { place = (place + 1) & (pairs.count - 1) }
    if pairs[place].first == 0 {
      (pairs[place].first, pairs[place].firstNumber) = (word, number)
    } else {
      (pairs[place].second, pairs[place].secondNumber) = (word, number)
    }
  }

  private mutating func grow() {
    let old = pairs
    pairs = Array(repeating: Pair(), count: old.count * 2)
    for pair in old {
      if pair.first != 0 { insert(pair.first, pair.firstNumber) }
      if pair.second != 0 { insert(pair.second, pair.secondNumber) }
    }
  }
}
