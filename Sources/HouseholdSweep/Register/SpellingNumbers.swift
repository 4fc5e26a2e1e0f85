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
  /// Spellings below eight bytes, as nearly all ids, floors and grids are, as words; and all others.
  private var shorts = WordNumbers()
  private var longs = FieldInterner()
  /// What the directory said of each.
  private var numbersOfShorts: [Int32] = []
  private var numbersOfLongs: [Int32] = []
  /// The last spelling, as a word if it is short, else by its place in `longs`: rows that follow each
  /// other mostly have the same.
  private var lastNumber = -1
  private var lastWord: UInt64 = 0
  private var lastLong = -1

  init(_ directory: Directory) { self.directory = directory }

  /// The number of a spelling; the directory is asked the first time.
  @inline(__always)
  mutating func number(of field: Field) -> Int {
    guard let word = Self.word(field) else { return longNumber(of: field) }
    if word == lastWord { return lastNumber }
    lastWord = word
    let place = shorts.intern(word)
    if place == numbersOfShorts.count { numbersOfShorts.append(ask(field)) }
    lastNumber = Int(numbersOfShorts[place])
    return lastNumber
  }

  /// The number of a spelling, if it is the last one.
  func number(ifLast field: Field) -> Int? {
    if let word = Self.word(field) { return word == lastWord ? lastNumber : nil }
    return isLastLong(field) ? lastNumber : nil
  }

  /// All bytes of a short spelling and their number, which is not 0; nil of a long one.
  @inline(__always)
  private static func word(_ field: Field) -> UInt64? {
    field.count < 8 ? field.firstWord | UInt64(truncatingIfNeeded: field.count &+ 1) &<< 56 : nil
  }

  @inline(never)
  private func ask(_ field: Field) -> Int32 { Int32(directory.number(of: field)) }

  @inline(__always)
  private func isLastLong(_ field: Field) -> Bool {
    lastWord == 0 && lastLong >= 0 && longs.equals(lastLong, field)
  }

  @inline(never)
  private mutating func longNumber(of field: Field) -> Int {
    if isLastLong(field) { return lastNumber }
    lastWord = 0
    lastLong = longs.intern(field)
    if lastLong == numbersOfLongs.count { numbersOfLongs.append(ask(field)) }
    lastNumber = Int(numbersOfLongs[lastLong])
    return lastNumber
  }
}
