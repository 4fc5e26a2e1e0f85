import DelimitedText
import Foundation

/// Reads an address in any spelling and gives its canonical key; `docs/addresses.md` has the
/// grammar.
///
/// Four ways, the next only where the one before cannot: by the address before, which differs in the
/// last number alone; by the shape of the address, by the places of its digits; a scanner over the
/// vocabulary's tables; the scanner again over the text after the compatibility normalisation of
/// Unicode.
///
///     3栋 2 单元 05 01    →  3 | 2 | 5 | 1    four parts, because digits are never joined
///     三号楼二单元五零一室   →  [3 building] [2 entrance] [501 room]  →  3-2-501
///     K8幢3-1302A       →  [K8 building] [3] [1302A]              →  K8-3-1302A
///
/// Made once per worker: it holds the tables and scratch memory. Time is linear in the bytes.
package struct AddressParser: ~Copyable {
  private var scanner = AddressScanner()
  private var canonical = OutputBuffer(capacity: 256)
  private var key = AddressKey.none
  private var traits: AddressTraits = []
  private var digits = DigitRuns()
  private var shapes = ShapeTable()

  /// Whether the last address named an entrance and no building (`2单元501`). Its key is `2-501`,
  /// as contracted, but the 2 is no building: the register must not read it as one. So it is where
  /// a dash in front tells that something was lost (`-2-501`).
  package var omitsBuilding: Bool { !traits.isDisjoint(with: [.omitsBuilding, .startsWithDash]) }
  /// Whether the last address ended in a building or an entrance (`3栋2单元`). Its key is `3-2`, as
  /// contracted, but the 2 is no room: the register must not read it as one.
  package var omitsRoom: Bool { traits.contains(.omitsRoom) }

  package init() {}

  /// The canonical key of an address, or `.none` if it folds to nothing.
  ///
  /// `field` may be any bytes; such as are no UTF-8 are read as U+FFFD.
  package mutating func parse(_ field: Field) -> AddressKey { parse(field, FieldWords(field)) }

  /// The same of a field whose words are known.
  @inline(__always)
  mutating func parse(_ field: Field, _ words: FieldWords) -> AddressKey {
    let plain = AddressKey.plain(field, words)
    if plain.isNone { return parseByShape(field) }
    key = plain
    traits = []
    return plain
  }

  @inline(never)
  private mutating func parseByShape(_ field: Field) -> AddressKey { parseSpelt(field) }

  /// The same as `parse`, by the shape at once: cheaper where spellings change from row to row, or have
  /// words.
  @inline(__always)
  package mutating func parseSpelt(_ field: Field) -> AddressKey {
    guard field.count > 0, field.count <= DigitShape.longest,
      let (key, traits) = shapes.read(field)
    else { return parseAnew(field) }
    (self.key, self.traits) = (key, traits)
    return key
  }

  /// The same for the address of a row, in a column that is always the same, with the rows behind it
  /// (`DigitShapes.sum`). `forgetRows` must be called when the rows of another chunk come.
  @inline(__always)
  mutating func parseSpelt(_ row: Row, column: Int, of columns: Int) -> AddressKey {
    guard let (key, traits) = shapes.read(row, column: column, of: columns) else {
      return parseAnew(row.field(column))
    }
    (self.key, self.traits) = (key, traits)
    return key
  }

  /// The rows of another chunk come next.
  mutating func forgetRows() { shapes.forgetRows() }

  /// The key of an address of which the shape as written is not known.
  @inline(never)
  private mutating func parseAnew(_ field: Field) -> AddressKey {
    guard digits.read(field, scanner.table) else { return parseSpelling(field) }
    let isTranslated = digits.isTranslated
    let shape = digits.withText { text in
      text.count > 0 && text.count <= DigitShape.longest
        ? DigitShape(text, isMarked: isTranslated) : nil
    }
    guard let shape else { return parseSpelling(field) }
    if isTranslated, let read = digits.withText({ shapes.read($0, isTranslated: true) }) {
      (key, traits) = read
      noteWritten(field, shape)
      return key
    }
    let key = parseSpelling(field)
    if shapes.miss(shape, .common) {
      let traits = traits
      shapes.keep(shape, scanner.reading(field, digits), .common)
      (self.key, self.traits) = (key, traits)
    }
    return key
  }

  /// Keeps what an address in several scripts means as it is written, if it comes more often.
  private mutating func noteWritten(_ field: Field, _ translated: DigitShape) {
    guard field.count <= DigitShape.longest else { return }
    let shape = DigitShape(field)
    guard shapes.miss(shape, .written) else { return }
    let reading = shapes.reading(of: translated)
    shapes.keep(shape, reading?.asWritten(field, digits, key, traits), .written)
  }

  /// The key of an address without the compound's own id or name in front, or nil if none of them
  /// may go.
  ///
  /// A name goes only if it holds something other than digits, has at least two characters, does
  /// not end inside a run of letters or of digits, and leaves an address that is not empty. For
  /// addresses that are no key of the register as they stand; only the caller can know that.
  /// - Parameter names: folded by `CompoundName`. The longest that may go does.
  package mutating func parse(_ field: Field, droppingPrefix names: [[UInt8]]) -> AddressKey? {
    guard names.contains(where: { scanner.table.mayBegin(field, with: $0[0]) }) else { return nil }
    let asWritten = longestDroppable(names, from: field)
    if asWritten > 0 { return parse(behindName: field.dropFirst(asWritten)) }
    guard !scanner.table.isFolded(field) else { return nil }
    var folded = OutputBuffer(capacity: 256)
    CompoundName.fold(field, into: &folded)
    return folded.withField(0..<folded.count) { field in
      let length = longestDroppable(names, from: field)
      return length > 0 ? parse(behindName: field.dropFirst(length)) : nil
    }
  }

  /// Whether an address may have a name in front that begins with one of some bytes.
  func mayHaveName(_ field: Field, beginningWith bytes: [UInt8]) -> Bool {
    bytes.contains { scanner.table.mayBegin(field, with: $0) }
  }

  /// One dash behind a name only ends it (`阳光花园-3-501`); a second one tells that something is lost.
  private mutating func parse(behindName rest: Field) -> AddressKey? {
    let key = parse(rest)
    let dash = UInt8(ascii: "-")
    if rest.count < 2 || rest[1] != dash { traits.remove(.startsWithDash) }
    return key.isNone ? nil : key
  }

  private func longestDroppable(_ names: [[UInt8]], from field: Field) -> Int {
    var longest = 0
    for name in names where name.count > longest {
      if Field.of(name, { scanner.table.isDroppable($0, from: field) }) { longest = name.count }
    }
    return longest
  }

  /// Calls `body` with the canonical text of the last address.
  package mutating func withText<Result>(_ body: (Field) throws -> Result) rethrows -> Result {
    if !key.isHashed {
      canonical.removeAll()
      if !key.isNone { key.append(to: &canonical) }
    }
    return try canonical.withField(0..<canonical.count, body)
  }

  /// Whether the last address looks like a date that a spreadsheet made of an address: `2003/2/5`,
  /// `5-Feb`, `2月5日`. To be asked of addresses that are no key of the register.
  package var looksLikeDate: Bool {
    mutating get {
      if key.isNone { return false }
      if key.isNumeric {
        let (year, month, day) = key.parts
        return !traits.contains(.isInWords)
          && AddressDate.isDate(year: year, month: month, day: day)
      }
      return withText { AddressDate.isDate($0) }
    }
  }

  /// The key of any address; plain ones come out as they do by arithmetic.
  mutating func parseSpelling(_ field: Field) -> AddressKey {
    if !scanner.scan(field, mode: .asWritten) { return parseNormalized(field) }
    return finish(field)
  }

  @inline(never)
  private mutating func parseNormalized(_ field: Field) -> AddressKey {
    Field.of(CompoundName.normalized(field)) { text in
      _ = scanner.scan(text, mode: .normalized)
      return finish(text)
    }
  }

  private mutating func finish(_ field: Field) -> AddressKey {
    if scanner.isOnlyWords {
      // A lone `Building` or `地址` is a text like any other.
      _ = scanner.scan(field, mode: .literal)
    }
    scanner.arrange()
    traits = scanner.traits(field)
    key = scanner.numericKey
    if key.isNone && !scanner.isEmpty {
      canonical.removeAll()
      scanner.append(to: &canonical)
      if scanner.mayReadOtherwise || AddressParser.mayHoldWord(canonical) { settle() }
      key = canonical.withField(0..<canonical.count) { AddressKey(canonical: $0) }
    }
    return key
  }

  /// Whether a canonical text has a run of Latin letters that may be a word.
  private static func mayHoldWord(_ text: borrowing OutputBuffer) -> Bool {
    text.withField(0..<text.count) { text in
      var letters = 0
      for index in 0..<text.count {
        if text[index] &- 65 < 26 {
          letters += 1
        } else {
          if isWordLength(letters) { return true }
          letters = 0
        }
      }
      return isWordLength(letters)
    }
  }

  private static func isWordLength(_ letters: Int) -> Bool {
    letters > 1 && letters <= AddressTable.longestEnglishWord
  }

  /// Reads the canonical text until it reads as itself: what goes from the end of `501！号空置` lays
  /// bare what goes as well. Every round but the last one makes it shorter or settles it; eight are
  /// more than any text has taken.
  private mutating func settle() {
    for _ in 0..<8 {
      let before = canonical.bytes
      canonical.removeAll()
      let isSettled = Field.of(before) { text in
        _ = scanner.scan(text, mode: .normalized)
        if scanner.isOnlyWords { _ = scanner.scan(text, mode: .literal) }
        scanner.arrange()
        if scanner.isEmpty { canonical.append(text) } else { scanner.append(to: &canonical) }
        return canonical.withField(0..<canonical.count) { $0.equals(text) }
      }
      if isSettled { return }
    }
  }
}
