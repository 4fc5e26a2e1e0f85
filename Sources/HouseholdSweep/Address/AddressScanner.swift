import DelimitedText

/// Cuts an address into parts by the tables of the vocabulary, in one pass.
///
/// Advice for whoever changes it: a part of digits alone never touches the text buffer, and that is
/// what keeps addresses in words near the price of plain ones. Whatever comes out must come out the
/// same when it is read again; the tests hold the scanner to that.
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
  private var floors = 0

  init() { parts.reserveCapacity(16) }

  var isEmpty: Bool { parts.isEmpty }
  var isOnlyWords: Bool { parts.isEmpty && isInWords && mode != .literal }
  var startsWithEntrance: Bool { !parts.isEmpty && parts[0].designator == .entrance }
  var endsOutsideRoom: Bool {
    parts.last?.designator == .building || parts.last?.designator == .entrance
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
    if designator == .floor { floors += 1 }
    parts[parts.count - 1].designator = designator
  }

  /// Ends the current part, if there is one.
  mutating func endPart(_ designator: AddressVocabulary.Part?) {
    isGlued = false
    guard last != .nothing else { return }
    last = .nothing
    isGapSoft = true
    var kind = designator
    if kind == nil && pending != nil {
      kind = pending
      pending = nil
    }
    if kind == .floor { floors += 1 }
    if textStart < 0 && run <= AddressKey.largestPart {
      parts.append(Part(designator: kind, value: run, text: 0..<0))
    } else {
      startText()
      endRun()
      parts.append(Part(designator: kind, value: -1, text: textStart..<text.count))
    }
    textStart = -1
    run = -1
  }
}

// MARK: - Results

extension AddressScanner {
  /// Brings the parts into the order of a key: floors go, and so does an English order from the
  /// inside out.
  mutating func arrange() {
    if floors > 0 && parts.count > floors {
      // A basement is a floor that tells two flats apart, so only plain numbers go.
      parts.removeAll { $0.designator == .floor && $0.value >= 0 }
    }
    guard englishFollows == false, parts.count > 1 else { return }
    for index in 1..<parts.count {
      guard let outer = parts[index].designator, let inner = parts[index - 1].designator,
        outer.rawValue < inner.rawValue, outer != .number
      else { return }
    }
    parts.reverse()
  }

  /// The key where all parts are numbers, else `.none`.
  var numericKey: AddressKey {
    let count = parts.count
    guard count > 0, count <= 3, floors == 0 || !hasOnlyFloors else {
      return .none
    }
    var bits: UInt64 = 0
    for index in 0..<count {
      let value = parts[index].value
      if value < 0 { return .none }
      bits = bits << 20 | UInt64(truncatingIfNeeded: value &+ 1)
    }
    return AddressKey(bits: bits << UInt64(60 &- 20 &* count))
  }

  private var hasOnlyFloors: Bool { parts.allSatisfy { $0.designator == .floor } }

  func append(to buffer: inout OutputBuffer) {
    for index in parts.indices {
      if index > 0 { buffer.append(UInt8(ascii: "-")) }
      let part = parts[index]
      if part.value >= 0 {
        buffer.append(number: part.value)
      } else {
        buffer.append(text, part.text)
      }
      if part.designator == .floor { buffer.append("层") }
    }
  }
}
