import DelimitedText

// MARK: - Designators and other words of the tables

extension AddressScanner {
  /// A character that may start a word; it is a letter where no word fits.
  mutating func word(_ field: Field, _ index: Int, _ scalar: AddressScalar) -> Int {
    let rest = index &+ scalar.width
    let lead = AddressTable.lead(field, rest)
    for position in table.candidates(scalar.value, lead: lead) {
      let word = table.words[position]
      guard table.tailMatches(word, field, rest, lead: lead) else { continue }
      let end = rest &+ word.tail.count
      switch word.role {
      case .designator:
        if designate(word) { return end }
      case .area:
        guard last != .nothing else { continue }
        pushArea(field, index, end)
        return end
      case .note:
        if last != .letter && !isAtStart && isNoteToTheEnd(field, end) { return field.count }
      case .label:
        if isAtStart && mode != .literal {
          isInWords = true
          return end
        }
      }
    }
    if scalar.value == 0x23 { return rest }  // a stray #
    push(letter: field, index, scalar, .letter)
    return rest
  }

  /// Appends a piece of a compound; the part goes on behind it. Of 号院 only 院 stays, so that it
  /// reads as 院 does.
  private mutating func pushArea(_ field: Field, _ start: Int, _ end: Int) {
    let first = AddressScalar(field, start)
    var index = AddressVocabulary.houseNumbers.contains(first.value) ? start + first.width : start
    while index < end {
      let scalar = AddressScalar(field, index)
      push(letter: field, index, scalar, .marker)
      index += scalar.width
    }
    glue()
  }

  /// Ends a part by its designator; false where the word is no designator here.
  private mutating func designate(_ word: AddressTable.Word) -> Bool {
    if last == .nothing {
      guard let previous = parts.last else { return false }
      if previous.designator == nil && isGapSoft {
        setDesignator(resolved(word.part, after: parts.count - 1))
        return true
      }
      // `3栋楼`, `501号室号`: one designator too many.
      guard !word.isGuarded, isGapSoft else { return false }
      isInWords = true
      return true
    }
    guard !word.isGuarded || last != .letter else { return false }
    isInWords = true
    endPart(resolved(word.part, after: parts.count))
    return true
  }

  /// 楼 behind anything that has a designator is a floor: `3号楼5楼501`, `3号5楼501`.
  private func resolved(_ part: AddressVocabulary.Part, after count: Int)
    -> AddressVocabulary.Part
  {
    guard part == .storey else { return part }
    return count > 0 && parts[count - 1].designator != nil ? .floor : .building
  }

  /// Whether notes, spaces and separators are all that is left.
  private func isNoteToTheEnd(_ field: Field, _ start: Int) -> Bool {
    var index = start
    while index < field.count {
      let scalar = AddressScalar(field, index)
      switch table.symbol(scalar.value) {
      case .separator, .gap, .stray, .invisible, .wide:
        index += scalar.width
      case .latin:
        let (letters, end) = AddressScanner.latinRun(field, index)
        guard isEnglishNote(letters, end - index) else { return false }
        index = end
      case .word:
        let rest = index + scalar.width
        let lead = AddressTable.lead(field, rest)
        let note = table.candidates(scalar.value, lead: lead).first {
          table.words[$0].role == .note
            && table.tailMatches(table.words[$0], field, rest, lead: lead)
        }
        guard let note else { return false }
        index = rest + table.words[note].tail.count
      default:
        return false
      }
    }
    return true
  }

  /// Whether only strays, spaces and separators are left, or a separator comes next.
  func isEdge(_ field: Field, _ start: Int) -> Bool {
    var index = start
    while index < field.count {
      let scalar = AddressScalar(field, index)
      switch table.symbol(scalar.value) {
      case .separator, .gap: return true
      case .stray, .invisible: index += scalar.width
      default: return false
      }
    }
    return true
  }

  /// Whether a number or a Latin letter stands at `index`.
  func startsNumber(_ field: Field, _ index: Int) -> Bool {
    guard index < field.count else { return false }
    var value = AddressScalar(field, index).value
    if table.symbol(value) == .wide { value &-= 0xFEE0 }
    let symbol = table.symbol(value)
    return symbol == .digit || symbol == .latin || symbol.isNumeral
  }
}

// MARK: - English

extension AddressScanner {
  /// A run of Latin letters: a word of the table, or letters of the part.
  mutating func latin(_ field: Field, _ index: Int, _ scalar: AddressScalar) -> Int {
    // Within a run the first letter has already found no word.
    if mode != .literal && last != .latin {
      let (letters, end) = AddressScanner.latinRun(field, index)
      if end - index > 1, let part = englishPart(letters, end - index) {
        // `501NO` may be a room's name; `501ROOM` is not, nor is `Bldg3Rm501`.
        if last == .nothing || end - index > 2 || englishFollows != nil {
          english(part)
          return end
        }
      }
      if last == .nothing && !isAtStart && isEnglishNote(letters, end - index)
        && isNoteToTheEnd(field, end)
      {
        return field.count
      }
    }
    push(letter: field, index, scalar, .latin)
    return index &+ scalar.width
  }

  /// The Latin letters from `start`, packed in upper case, and where they end.
  private static func latinRun(_ field: Field, _ start: Int) -> (letters: UInt64, end: Int) {
    var letters: UInt64 = 0
    var end = start
    while end < field.count {
      let upper = field[end] & 0xDF
      guard upper &- 65 < 26, field[end] &- 65 < 58 else { break }
      if end - start < 8 { letters = letters << 8 | UInt64(upper) }
      end += 1
    }
    return (letters, end)
  }

  private func isEnglishNote(_ letters: UInt64, _ count: Int) -> Bool {
    table.englishNotes.contains { $0.letters == letters && $0.count == count }
  }

  private func englishPart(_ letters: UInt64, _ count: Int) -> AddressVocabulary.Part? {
    for entry in table.english where entry.letters == letters && entry.count == count {
      return entry.part
    }
    return nil
  }

  /// The first word decides the order of all: `Bldg 3 Room 501`, or `3 Bldg 501 Room`.
  private mutating func english(_ part: AddressVocabulary.Part) {
    let isBehindPart = last != .nothing || (parts.last?.designator == nil && isGapSoft)
    isInWords = true
    if part != .number && englishFollows == nil {
      englishFollows =
        pending == nil && isBehindPart && parts.count + (last == .nothing ? 0 : 1) == 1
    }
    if englishFollows == true && part != .number && isBehindPart {
      if last != .nothing {
        endPart(part)
      } else {
        setDesignator(part)
      }
    } else {
      endPart(nil)
      // `Unit No. 2`: the number is the unit's.
      if part != .number || pending == nil { pending = part }
    }
  }
}

// MARK: - Chinese numerals

extension AddressScanner {
  /// A run of numerals: a number where it stands as one, letters in a name (三里屯).
  mutating func numeral(_ field: Field, _ start: Int, _ first: AddressScalar) -> Int {
    let end = last == .nothing ? plainNumeral(field, start) : -1
    return end >= 0 ? end : anyNumeral(field, start, first)
  }

  /// Reads a number in digits alone that begins a part and ends at something else; −1 where it is
  /// not as simple as that. What it reads it reads as `anyNumeral` does.
  private mutating func plainNumeral(_ field: Field, _ start: Int) -> Int {
    var value = 0
    var index = start
    while index < field.count {
      let scalar = AddressScalar(field, index)
      let symbol = table.symbol(scalar.value)
      if symbol.rawValue > AddressSymbol.nine.rawValue {
        guard symbol == .word || symbol == .separator || symbol == .gap else { return -1 }
        if symbol == .word && isAtStart && !isWord(field, index) { return -1 }
        break
      }
      value = value &* 10 &+ Int(symbol.rawValue)
      index &+= scalar.width
    }
    // Each digit has three bytes.
    guard index &- start <= 45 else { return -1 }
    push(number: value)
    return index
  }

  private mutating func anyNumeral(_ field: Field, _ start: Int, _ first: AddressScalar) -> Int {
    var number = ChineseNumeral()
    var index = start
    while index < field.count {
      let scalar = AddressScalar(field, index)
      let symbol = table.symbol(scalar.value)
      guard symbol.isNumeral else { break }
      number.append(symbol)
      index &+= scalar.width
    }
    if last != .digit && last != .latin && zeroWidth(field, index) > 0 {
      let (longer, end) = readingZeros(number, field, index)
      if longer.value != nil { (number, index) = (longer, end) }
    }
    let follows = following(field, index)
    if last == .digit || follows == .digit {
      // No one writes half a number in each script, but for a zero (5〇1) and a dash (9一9).
      if number.isZeros {
        for _ in 0..<number.count { push(digit: 0) }
        return index
      }
      if number.count == 1, first.value == AddressVocabulary.dashNumeral,
        last == .digit || last == .latin, follows == .digit || follows == .latin
      {
        separate(isSoft: false)
        return index
      }
      return pushLetters(field, start, index)
    }
    let isInName = (isAtStart || last == .letter) && follows == .letter && !isWord(field, index)
    guard let value = number.value, !isInName else { return pushLetters(field, start, index) }
    push(number: value)
    return index
  }

  /// The same numeral with what follows it from `start`, if that is a zero between numerals or at
  /// their end: many type 0 for 〇, or the letter, `五0一`.
  private func readingZeros(_ numeral: ChineseNumeral, _ field: Field, _ start: Int)
    -> (ChineseNumeral, end: Int)
  {
    var (number, end) = (numeral, start)
    while true {
      var index = end
      var zeros = 0
      var isDigit = true
      while case let width = zeroWidth(field, index), width > 0 {
        zeros += 1
        let zero = AddressScalar(field, index).value
        isDigit = isDigit && (zero == 48 || zero == 0xFF10)
        index += width
      }
      guard zeros > 0 else { return (number, end) }
      if numeralSymbol(field, index) == nil {
        let behind = following(field, index)
        guard isDigit, behind != .digit, behind != .latin else { return (number, end) }
      }
      for _ in 0..<zeros { number.append(.zero) }
      while let symbol = numeralSymbol(field, index) {
        number.append(symbol)
        index += AddressScalar(field, index).width
      }
      end = index
    }
  }

  /// The bytes of a zero, or of a letter that is typed for one, at `index`; 0 if there is none.
  @inline(__always)
  private func zeroWidth(_ field: Field, _ index: Int) -> Int {
    guard index < field.count else { return 0 }
    if field[index] == 48 || field[index] & 0xDF == UInt8(ascii: "O") { return 1 }
    guard field[index] == 0xEF else { return 0 }
    switch AddressScalar(field, index).value {
    case 0xFF10, 0xFF2F, 0xFF4F: return 3
    default: return 0
    }
  }

  private func numeralSymbol(_ field: Field, _ index: Int) -> AddressSymbol? {
    guard index < field.count else { return nil }
    let symbol = table.symbol(AddressScalar(field, index).value)
    return symbol.isNumeral ? symbol : nil
  }

  private mutating func pushLetters(_ field: Field, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end {
      let scalar = AddressScalar(field, index)
      push(letter: field, index, scalar, .letter)
      index &+= scalar.width
    }
    return end
  }

  /// What stands behind a numeral, as far as it matters to its reading.
  private func following(_ field: Field, _ start: Int) -> Last {
    var index = start
    while index < field.count {
      let scalar = AddressScalar(field, index)
      var symbol = table.symbol(scalar.value)
      if symbol == .wide { symbol = table.symbol(scalar.value &- 0xFEE0) }
      switch symbol {
      case .invisible: index &+= scalar.width
      case .digit: return .digit
      case .latin: return .latin
      case .letter, .ordinal, .rare, .word: return .letter
      default: return .nothing
      }
    }
    return .nothing
  }

  /// Whether a word of the tables starts at `index`, other than a label.
  private func isWord(_ field: Field, _ index: Int) -> Bool {
    let scalar = AddressScalar(field, index)
    guard table.symbol(scalar.value) == .word else { return false }
    let rest = index &+ scalar.width
    let lead = AddressTable.lead(field, rest)
    for position in table.candidates(scalar.value, lead: lead) {
      let word = table.words[position]
      if word.role != .label && table.tailMatches(word, field, rest, lead: lead) { return true }
    }
    return false
  }
}

/// A number written out: `五〇一`, `五百零一`, `廿三`.
struct ChineseNumeral {
  private(set) var count = 0
  private(set) var hasUnits = false
  private(set) var isZeros = true
  private var isWellFormed = true
  private var total = 0
  /// The digits so far, read one by one.
  private var positional = 0
  /// The digit that waits for its unit.
  private var digit = -1
  private var unit = 10_000
  private var sawZero = false

  mutating func append(_ symbol: AddressSymbol) {
    count += 1
    if symbol != .zero { isZeros = false }
    switch symbol {
    case .ten: apply(10)
    case .hundred: apply(100)
    case .thousand: apply(1000)
    case .twenty: applyTens(20)
    case .thirty: applyTens(30)
    default: append(digit: Int(symbol.rawValue))
    }
  }

  private mutating func append(digit value: Int) {
    if hasUnits {
      if value == 0 && digit < 0 {
        sawZero = true
      } else if value == 0 || digit >= 0 {
        isWellFormed = false
      } else {
        digit = value
      }
    } else {
      digit = value
      positional = positional &* 10 &+ value
      // A number that no register has, and the integer might not.
      if count > 17 { isWellFormed = false }
    }
  }

  private mutating func apply(_ size: Int) {
    if !hasUnits && count > 2 { isWellFormed = false }
    // 十 needs no digit in front: 十二, 一百十二.
    if digit < 0 && size == 10 { digit = 1 }
    guard digit > 0, size < unit else {
      isWellFormed = false
      return
    }
    // 千 to 十 with nothing for 百 between wants a zero, but people leave it out.
    total += digit * size
    unit = size
    digit = -1
    hasUnits = true
    sawZero = false
  }

  private mutating func applyTens(_ value: Int) {
    guard digit < 0, unit > 10 else {
      isWellFormed = false
      return
    }
    total += value
    unit = 10
    hasUnits = true
    sawZero = false
  }

  /// The number, or nil if it is none: 五〇百.
  var value: Int? {
    guard isWellFormed else { return nil }
    guard hasUnits else { return positional }
    if digit < 0 { return total }
    // 一百二 is 120, 一百零二 is 102.
    return total + (unit > 10 && !sawZero ? digit * unit / 10 : digit)
  }
}
