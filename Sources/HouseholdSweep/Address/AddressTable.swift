import DelimitedText

/// What a character is to the address scanner.
///
/// The numerals come first, so that a digit's raw value is its number.
enum AddressSymbol: UInt8 {
  case zero, one, two, three, four, five, six, seven, eight, nine
  case ten, hundred, thousand, twenty, thirty
  case digit
  case latin
  case letter
  case marker
  case separator
  case gap
  case stray
  case invisible
  case ordinal
  /// A full-width form of ASCII.
  case wide
  /// Needs the full compatibility normalisation before it can be read.
  case rare
  /// May start a word of the vocabulary.
  case word

  @inline(__always) var isNumeral: Bool { rawValue <= AddressSymbol.thirty.rawValue }
}

/// The vocabulary compiled into tables: what each character of the basic plane is, and the words
/// grouped by their first character.
///
/// 128 KiB, of which a city's addresses touch a few cache lines.
struct AddressTable {
  /// What a word of the vocabulary does.
  enum Role: UInt8 {
    case designator, area, note, label
  }

  struct Word {
    var role: Role
    var part: AddressVocabulary.Part
    var isGuarded: Bool
    /// The first three bytes behind the first character, zero where there are none.
    var lead: UInt32 = 0
    /// The bytes behind the first character, in `tails`.
    var tail: Range<Int> = 0..<0
  }

  /// The words that start with one character, the longest first.
  struct Group {
    var words: Range<Int>
    /// Where the words of that character alone start.
    var single: Int
    /// The sum of the bits that `bit` gives for the leads of the others.
    var leads: UInt64
  }

  struct English {
    var letters: UInt64
    var count: Int
    var part: AddressVocabulary.Part

    init(_ word: String, _ part: AddressVocabulary.Part = .number) {
      letters = AddressTable.packed(Array(word.utf8))
      count = word.utf8.count
      self.part = part
    }
  }

  private var symbols: [AddressSymbol]
  /// The group of a character of class `.word`.
  private var groupNumbers: [UInt8]
  private var groups: [Group] = []
  private(set) var words: [Word] = []
  private var tails: [UInt8] = []
  private(set) var english: [English] = []
  private(set) var englishNotes: [English] = []
  static let longestEnglishWord =
    (AddressVocabulary.englishWords.map(\.word) + AddressVocabulary.englishNotes)
    .map(\.utf8.count).max()!

  init() {
    symbols = [AddressSymbol](repeating: .rare, count: 1 << 16)
    groupNumbers = [UInt8](repeating: 0, count: 1 << 16)
    mark(0x3400...0x4DBF, .letter)
    mark(0x4E00...0x9FFF, .letter)
    // Hangul and kana are not spelt with here, but they are letters and need no normalisation.
    mark(0x3041...0x3096, .letter)
    mark(0x30A1...0x30FA, .letter)
    mark(0xFFFD...0xFFFD, .letter)
    mark(0x00...0x1F, .gap)
    mark(0x21...0x7E, .letter)
    mark(0x7F...0x7F, .gap)
    mark(0x30...0x39, .digit)
    mark(0x41...0x5A, .latin)
    mark(0x61...0x7A, .latin)
    mark(0xFF01...0xFF5E, .wide)
    for range in AddressVocabulary.invisible { mark(range, .invisible) }
    mark(AddressVocabulary.markers, .marker)
    mark(AddressVocabulary.ordinal, .ordinal)
    mark(AddressVocabulary.separators, .separator)
    mark(AddressVocabulary.gaps, .gap)
    mark(AddressVocabulary.strays, .stray)
    for (value, characters) in AddressVocabulary.digits.enumerated() {
      mark(characters, AddressSymbol(rawValue: UInt8(value))!)
    }
    mark(AddressVocabulary.tens, .ten)
    mark(AddressVocabulary.hundreds, .hundred)
    mark(AddressVocabulary.thousands, .thousand)
    mark(AddressVocabulary.twenties, .twenty)
    mark(AddressVocabulary.thirties, .thirty)
    compileWords()
    english = AddressVocabulary.englishWords.map { English($0.word, $0.part) }
    englishNotes = AddressVocabulary.englishNotes.map { English($0) }
  }

  private mutating func mark(_ range: ClosedRange<UInt32>, _ symbol: AddressSymbol) {
    for scalar in range { symbols[Int(scalar)] = symbol }
  }

  private mutating func mark(_ characters: String, _ symbol: AddressSymbol) {
    for scalar in characters.unicodeScalars { symbols[Int(scalar.value)] = symbol }
  }

  private mutating func compileWords() {
    var entries: [(text: String, word: Word)] = []
    func add(
      _ text: String, _ role: Role, _ part: AddressVocabulary.Part = .number,
      guarded: Bool = false
    ) {
      entries.append((text, Word(role: role, part: part, isGuarded: guarded)))
    }
    for designator in AddressVocabulary.designators {
      add(designator.word, .designator, designator.part, guarded: designator.isGuarded)
    }
    for word in AddressVocabulary.areas { add(word, .area) }
    for word in AddressVocabulary.notes { add(word, .note) }
    for word in AddressVocabulary.labels { add(word, .label) }

    var order: [UInt32] = []
    var byFirst: [UInt32: [(text: String, word: Word)]] = [:]
    for entry in entries {
      let first = entry.text.unicodeScalars.first!.value
      if byFirst[first] == nil { order.append(first) }
      byFirst[first, default: []].append(entry)
    }
    for first in order {
      var group = Group(words: words.count..<words.count, single: 0, leads: 0)
      // Equal lengths keep the order of the tables: a word in two of them is the first one's too.
      let sorted = byFirst[first]!.enumerated().sorted {
        ($1.element.text.utf8.count, $0.offset) < ($0.element.text.utf8.count, $1.offset)
      }
      group.single = words.count + sorted.count
      for (_, entry) in sorted {
        var word = entry.word
        let tail = Array(String(entry.text.unicodeScalars.dropFirst()).utf8)
        word.tail = tails.count..<tails.count + tail.count
        tails.append(contentsOf: tail)
        if tail.isEmpty {
          group.single = min(group.single, words.count)
        } else {
          word.lead = Field.of(tail) { AddressTable.lead($0, 0) }
          group.leads |= AddressTable.bit(word.lead)
        }
        words.append(word)
      }
      group.words = group.words.lowerBound..<words.count
      symbols[Int(first)] = .word
      groupNumbers[Int(first)] = UInt8(groups.count)
      groups.append(group)
    }
  }

  @inline(__always)
  func symbol(_ scalar: UInt32) -> AddressSymbol {
    scalar < 1 << 16 ? symbols[Int(scalar)] : .rare
  }

  /// The words that may start with a character of class `.word` and the bytes behind it: all of
  /// them, or those of one character.
  @inline(__always)
  func candidates(_ scalar: UInt32, lead: UInt32) -> Range<Int> {
    let group = groups[Int(groupNumbers[Int(scalar)])]
    let start = group.leads & AddressTable.bit(lead) != 0 ? group.words.lowerBound : group.single
    return start..<group.words.upperBound
  }

  /// Whether the bytes of `field` from `index` are the rest of the word; `lead` are the first.
  @inline(__always)
  func tailMatches(_ word: Word, _ field: Field, _ index: Int, lead: UInt32) -> Bool {
    if word.tail.isEmpty { return true }
    return word.lead == lead && (word.tail.count == 3 || longTailMatches(word, field, index))
  }

  private func longTailMatches(_ word: Word, _ field: Field, _ index: Int) -> Bool {
    guard field.count - index >= word.tail.count else { return false }
    var at = index
    for position in word.tail {
      guard tails[position] == field[at] else { return false }
      at += 1
    }
    return true
  }

  /// The first three bytes of `field` from `index`, or zero where there are fewer. Every tail is
  /// made of characters of three bytes.
  @inline(__always)
  static func lead(_ field: Field, _ index: Int) -> UInt32 {
    guard index &+ 3 <= field.count else { return 0 }
    return UInt32(field[index]) << 16 | UInt32(field[index &+ 1]) << 8 | UInt32(field[index &+ 2])
  }

  @inline(__always)
  private static func bit(_ lead: UInt32) -> UInt64 {
    1 << UInt64(truncatingIfNeeded: (lead &* 0x9E37_79B1) >> 26)
  }

  /// Up to the first eight letters of an English word, for one comparison a table line.
  static func packed(_ letters: [UInt8]) -> UInt64 {
    var value: UInt64 = 0
    for letter in letters.prefix(8) { value = value << 8 | UInt64(letter) }
    return value
  }
}

/// A character of UTF-8.
struct AddressScalar {
  var value: UInt32
  var width: Int

  /// The character at `index`, or one byte with the value 0xFFFFFFFF where the bytes are no
  /// character the table could hold.
  @inline(__always)
  init(_ field: Field, _ index: Int) {
    let first = field[index]
    if first < 0x80 {
      value = UInt32(first)
      width = 1
      return
    }
    if first & 0xF0 == 0xE0, field.count &- index >= 3 {
      let second = field[index &+ 1]
      let third = field[index &+ 2]
      let scalar =
        UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
      if second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800 {
        value = scalar
        width = 3
        return
      }
    }
    (value, width) = AddressScalar.rare(field, index)
  }

  /// A character of two or four bytes, or none.
  @inline(never)
  private static func rare(_ field: Field, _ index: Int) -> (value: UInt32, width: Int) {
    let first = UInt32(field[index])
    let left = field.count - index
    if first >= 0xC2, first < 0xE0, left >= 2, field[index + 1] & 0xC0 == 0x80 {
      return ((first & 0x1F) << 6 | UInt32(field[index + 1] & 0x3F), 2)
    }
    guard first >= 0xF0, first < 0xF5, left >= 4 else { return (.max, 1) }
    var value = first & 0x07
    for next in 1...3 { value = value << 6 | UInt32(field[index + next] & 0x3F) }
    return (value, 4)
  }
}
