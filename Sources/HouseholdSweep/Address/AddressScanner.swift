import DelimitedText

/// Cuts an address into parts by the tables of the vocabulary, in one pass.
///
/// Advice for whoever changes it: a part of digits alone never touches the text buffer, which keeps
/// it cheap. Whatever comes out must come out the same when it is read again; the tests hold the
/// scanner to that. And where it asks for more of a digit than that it is one, shapes with such
/// digits must not be learned (`reading`, `DigitRuns`).
struct AddressScanner: ~Copyable {
  enum Mode {
    /// Characters that need normalisation stop the scan.
    case asWritten
    /// They are letters.
    case normalized
    /// And so are English words and labels.
    case literal
  }

  struct Part {
    var designator: AddressVocabulary.Part?
    /// −1 if the part is a text.
    var value: Int
    /// Where a text stands in the buffer.
    var text: Range<Int>
    /// Whether a dash or the like stood in front, and not only spaces.
    var isBehindDash: Bool
  }

  /// What the character before was, within the current part.
  enum Last {
    case nothing, digit, latin, marker, letter
  }

  let table = AddressTable()
  private var text = OutputBuffer(capacity: 256)
  var parts: [Part] = []
  private(set) var mode = Mode.asWritten

  // The current part: where its text starts (−1: digits alone so far), and the run of digits at
  // its end (−1: none; −2: one too long for an integer, written to the text digit by digit).
  private var textStart = -1
  private var run = -1
  var last = Last.nothing

  /// Whether nothing but spaces and brackets stands behind the last part.
  var isGapSoft = false
  /// Whether the current part goes on behind separators, because a piece of the compound ended it.
  private var isGlued = false
  /// The English word that waits for its part.
  var pending: AddressVocabulary.Part?
  /// Whether English words stand behind their parts; nil before the first.
  var englishFollows: Bool?
  /// Whether a designator or a label was seen.
  var isInWords = false
  /// The parts that are floors.
  private var floors = 0
  /// Whether a floor was named, which may have gone from the parts.
  private(set) var namesFloor = false
  /// Whether a character was kept that is no digit, Latin letter or marker, or a piece of a compound
  /// ends a part.
  private var hasOddities = false
  /// Whether the designators contradict the order of the parts.
  private var isContradictory = false

  init() { parts.reserveCapacity(16) }

  var isEmpty: Bool { parts.isEmpty }
  var isOnlyWords: Bool { parts.isEmpty && isInWords && mode != .literal }
  /// What an address tells besides its key; to be asked when it has been arranged.
  func traits(_ field: Field) -> AddressTraits {
    var traits: AddressTraits = isInWords ? .isInWords : []
    let first = parts.first?.designator
    let last = parts.last?.designator
    if first == .entrance || first == .group { traits.insert(.omitsBuilding) }
    if field.count > 0 && field[0] == UInt8(ascii: "-") { traits.insert(.startsWithDash) }
    if last == .building || last == .entrance { traits.insert(.omitsRoom) }
    return traits
  }
  /// Whether no character of the address has been kept yet.
  var isAtStart: Bool { parts.isEmpty && last == .nothing }

  /// False if the field needs normalisation first.
  mutating func scan(_ field: Field, mode: Mode) -> Bool {
    self.mode = mode
    text.removeAll()
    parts.removeAll(keepingCapacity: true)
    textStart = -1
    run = -1
    last = .nothing
    isGapSoft = false
    isGlued = false
    pending = nil
    englishFollows = nil
    isInWords = false
    floors = 0
    namesFloor = false
    hasOddities = false
    isContradictory = false

    var index = 0
    while index < field.count {
      let digit = field[index] &- 48
      if digit < 10 {
        push(digit: Int(digit))
        index &+= 1
        continue
      }
      index = step(field, index)
      if index < 0 { return false }
    }
    endPart(nil)
    return true
  }

  /// Reads the character at `index`; the index behind it, or −1 where it needs normalisation.
  private mutating func step(_ field: Field, _ index: Int) -> Int {
    var scalar = AddressScalar(field, index)
    var symbol = table.symbol(scalar.value)
    if symbol == .wide {
      scalar.value &-= 0xFEE0
      symbol = table.symbol(scalar.value)
      if symbol == .latin {
        // Two wide letters in a row may be a word.
        if index + 3 < field.count && field[index + 3] == 0xEF { return -1 }
        return latin(field, index, scalar)
      }
    }
    let next = index &+ scalar.width
    switch symbol {
    case .zero, .one, .two, .three, .four, .five, .six, .seven, .eight, .nine, .ten, .hundred,
      .thousand, .twenty, .thirty:
      return numeral(field, index, scalar)
    case .word:
      return word(field, index, scalar)
    case .digit:
      push(digit: Int(scalar.value &- 48))
    case .latin:
      return latin(field, index, scalar)
    case .letter:
      push(letter: field, index, scalar, .letter)
    case .marker:
      push(letter: field, index, scalar, .marker)
    case .separator:
      separate(isSoft: false)
    case .gap:
      separate(isSoft: true)
    case .stray:
      if last != .nothing && !isEdge(field, next) { push(letter: field, index, scalar, .letter) }
    case .invisible:
      break
    case .ordinal:
      if !startsNumber(field, next) { push(letter: field, index, scalar, .letter) }
    case .wide, .rare:
      if mode == .asWritten { return -1 }
      push(letter: field, index, scalar, .letter)
    }
    return next
  }
}

// MARK: - Parts

extension AddressScanner {
  @inline(__always)
  mutating func push(digit: Int) {
    last = .digit
    isGlued = false
    if run == -1 {
      run = digit
    } else if run >= 0 && run < 100_000_000_000_000_000 {
      run = run &* 10 &+ digit
    } else {
      pushLong(digit)
    }
  }

  /// A number with no digit before or behind it.
  mutating func push(number: Int) {
    run = number
    last = .digit
    isGlued = false
  }

  private mutating func pushLong(_ digit: Int) {
    if run >= 0 {
      startText()
      text.append(number: run)
      run = -2
    }
    text.append(48 + UInt8(digit))
  }

  private mutating func startText() {
    if textStart < 0 { textStart = text.count }
  }

  private mutating func endRun() {
    if run >= 0 { text.append(number: run) }
    run = -1
  }

  /// Appends one character as it is, Latin letters in upper case.
  mutating func push(letter field: Field, _ index: Int, _ scalar: AddressScalar, _ kind: Last) {
    startText()
    endRun()
    if scalar.value < 0x80 {
      let byte = UInt8(scalar.value)
      text.append(byte &- 97 < 26 ? byte &- 32 : byte)
    } else {
      text.append(field.dropFirst(index).prefix(scalar.width))
    }
    last = kind
    if kind == .letter { hasOddities = true }
    isGlued = false
  }

  /// Marks the current part as one that goes on behind separators.
  mutating func glue() { isGlued = true }

  mutating func separate(isSoft: Bool) {
    if isGlued { return }
    if last != .nothing {
      endPart(nil)
      isGapSoft = isSoft
    } else {
      isGapSoft = isGapSoft && isSoft
    }
  }

  /// Gives the last part a designator that came behind a space.
  mutating func setDesignator(_ designator: AddressVocabulary.Part) {
    isInWords = true
    if designator == .floor { addFloor() }
    parts[parts.count - 1].designator = designator
  }

  private mutating func addFloor() {
    floors += 1
    namesFloor = true
  }

  /// Ends the current part, if there is one.
  mutating func endPart(_ designator: AddressVocabulary.Part?) {
    if isGlued { hasOddities = true }
    isGlued = false
    guard last != .nothing else { return }
    let isBehindDash = !isGapSoft
    last = .nothing
    isGapSoft = true
    var kind = designator
    if kind == nil && pending != nil {
      kind = pending
      pending = nil
    }
    if kind == .floor { addFloor() }
    if textStart < 0 && run <= AddressKey.largestPart {
      parts.append(Part(designator: kind, value: run, text: 0..<0, isBehindDash: isBehindDash))
    } else {
      startText()
      endRun()
      parts.append(
        Part(
          designator: kind, value: -1, text: textStart..<text.count, isBehindDash: isBehindDash))
    }
    textStart = -1
    run = -1
  }
}

// MARK: - Results

extension AddressScanner {
  /// Brings the parts into the order of a key: floors that say nothing go, and an order from the
  /// inside out is turned.
  mutating func arrange() {
    guard parts.count > 1 else { return }
    if floors > 0 { dropFloors() }
    guard isInWords else { return }
    var deepest = 0
    for index in parts.indices {
      guard let depth = parts[index].designator?.depth else { continue }
      if depth < deepest {
        isContradictory = true
      } else {
        deepest = depth
      }
    }
    if (isContradictory || englishFollows == false) && isFromInsideOut {
      isContradictory = false
      parts.reverse()
    }
  }

  private mutating func dropFloors() {
    for index in parts.indices.reversed() where parts[index].designator == .floor {
      // A floor with letters is a basement or the like, which tells two flats apart.
      guard parts[index].value >= 0 else { continue }
      if isBelowGround(index) {
        parts[index].designator = .basement
        continue
      }
      let room = roomNumber(behind: index)
      guard room >= 100 else { continue }
      if index > 0 && parts[index - 1].designator == .number && room / 100 != parts[index].value {
        // `3号5楼1201` is house 3 of a street and its building 5, or nobody knows what.
        isContradictory = true
      } else {
        parts.remove(at: index)
        floors -= 1
      }
    }
  }

  /// Whether the dash in front is a minus: `3栋-1层101`, not `3栋-1层-101`.
  private func isBelowGround(_ index: Int) -> Bool {
    guard index > 0, parts[index].isBehindDash, parts[index - 1].designator != nil,
      (1...3).contains(parts[index].value)
    else { return false }
    return index + 1 == parts.count || !parts[index + 1].isBehindDash
  }

  /// The number of a room that says its floor itself, so that nothing is lost with the floor: three
  /// digits or more. Else −1.
  private func roomNumber(behind floor: Int) -> Int {
    for index in parts.indices where index > floor || parts[index].designator == .room {
      let number = roomNumber(parts[index])
      if number >= 100 { return number }
    }
    return -1
  }

  /// The first number of three digits or more in a part, or −1.
  private func roomNumber(_ part: Part) -> Int {
    if part.value >= 0 { return part.value }
    return text.withField(part.text) { text in
      var digits = 0
      var number = 0
      for index in 0..<text.count {
        let digit = text[index] &- 48
        if digit > 9 {
          if digits >= 3 { break }
          digits = 0
          number = 0
        } else if digits < 9 {
          digits += 1
          number = number * 10 + Int(digit)
        }
      }
      return digits >= 3 ? number : -1
    }
  }

  /// Whether the address goes from the room to the building: `501室2单元3栋`, `Room 501, Bldg 3`.
  private var isFromInsideOut: Bool {
    let isEnglish = englishFollows == false
    for index in 1..<parts.count {
      guard let outer = parts[index].designator?.depth else { return false }
      if let inner = parts[index - 1].designator?.depth {
        guard outer < inner else { return false }
      } else if index > 1 || !isEnglish || outer == 3 {
        // `501, Bldg 3`: what is not named is the room.
        return false
      }
    }
    return isEnglish
      ? parts[0].designator != nil || parts[parts.count - 1].designator?.depth == 0
      : parts[0].designator == .room
  }

  /// Whether the text may hold what another reading would take for a word.
  var mayReadOtherwise: Bool { hasOddities || floors > 0 || isContradictory }

  /// The key where all parts are numbers, else `.none`.
  var numericKey: AddressKey {
    let count = parts.count
    guard count > 0, count <= 3, floors == 0, !isContradictory else { return .none }
    var bits: UInt64 = 0
    for index in 0..<count {
      let value = parts[index].value
      if value < 0 { return .none }
      bits = bits << 20 | UInt64(truncatingIfNeeded: value &+ 1)
    }
    return AddressKey(bits: bits << UInt64(60 &- 20 &* count))
  }

  func append(to buffer: inout OutputBuffer) {
    for index in parts.indices {
      let part = parts[index]
      let isBehindWord = isContradictory && index > 0 && parts[index - 1].designator != nil
      if index > 0 && !isBehindWord { buffer.append(UInt8(ascii: "-")) }
      if part.designator == .basement { buffer.append("负") }
      if part.value >= 0 {
        buffer.append(number: part.value)
      } else {
        buffer.append(text, part.text)
      }
      guard let designator = part.designator else { continue }
      let isLast = index + 1 == parts.count
      if designator.depth == 2 || isContradictory && !(isLast && designator == .room) {
        buffer.append(text: designator.word)
      }
    }
  }
}
