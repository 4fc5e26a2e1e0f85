import DelimitedText
import TestSupport
import Testing

@testable import HouseholdSweep

/// What must hold of any address, whatever an office writes.
@Suite struct AddressLawTests {
  /// Pieces that addresses are made of, and such as they should not be made of.
  private static let words =
    AddressVocabulary.designators.map(\.word) + AddressVocabulary.areas
    + AddressVocabulary.notes + AddressVocabulary.labels + AddressVocabulary.englishNotes
    + AddressVocabulary.englishWords.flatMap { [$0.word, $0.word.lowercased() + " "] }
  private static let marks =
    (AddressVocabulary.separators + AddressVocabulary.gaps + AddressVocabulary.strays
    + AddressVocabulary.markers + AddressVocabulary.ordinal).map(String.init)
  private static let numerals =
    (AddressVocabulary.digits.joined() + AddressVocabulary.tens + AddressVocabulary.hundreds
    + AddressVocabulary.thousands + AddressVocabulary.twenties).map(String.init)
  private static let others = [
    "阳", "村", "里", "负", "附", "之", "人", "A", "b", "K", "O", "l", "Ａ", "ｂ", "３", "０", "㊂", "Ⅲ", "½",
    "ß", "é", "ﬁ", "😀", "\u{FFFD}", "\u{200B}", "&", "%", "한", "か", "①", "㎡",
  ]

  private func spelling(_ random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...9, using: &random) {
      let piece: String =
        switch Int.random(in: 0..<12, using: &random) {
        case 0...3: String(Int.random(in: 0...1300, using: &random))
        case 4...6: Self.words.randomElement(using: &random)!
        case 7, 8: Self.marks.randomElement(using: &random)!
        case 9: Self.numerals.randomElement(using: &random)!
        case 10: "0"
        default: Self.others.randomElement(using: &random)!
        }
      text += piece
    }
    return text
  }

  @Test func parsingAKeyGivesTheKeyBack() {
    var random = SeededGenerator(seed: 11)
    var parser = AddressParser()
    for _ in 0..<20_000 {
      let spelling = spelling(&random)
      let key = Field.of(spelling) { parser.parse($0) }
      let text = parser.withText { $0.text }
      let again = Field.of(text) { parser.parse($0) }
      let textAgain = parser.withText { $0.text }
      #expect(key == again && text == textAgain, "\(spelling) → \(text) → \(textAgain)")
    }
  }

  @Test func theFastWayGivesWhatTheScannerGives() {
    var random = SeededGenerator(seed: 12)
    var parser = AddressParser()
    for _ in 0..<5_000 {
      var text = ""
      for part in 0..<Int.random(in: 1...4, using: &random) {
        if part > 0 { text += ["-", "/", " "].randomElement(using: &random)! }
        text += String(repeating: "0", count: Int.random(in: 0...2, using: &random))
        text += String(Int.random(in: 0...(part == 1 ? 1_100_000 : 2000), using: &random))
      }
      let fast = Field.of(text) { parser.parse($0) }
      let slow = Field.of(text) { parser.parseSpelling($0) }
      #expect(fast == slow, "\(text)")
    }
  }

  /// Two addresses that differ in a number are two flats, but for a floor that the room tells too.
  @Test func noNumberGetsLost() {
    var random = SeededGenerator(seed: 13)
    var parser = AddressParser()
    for _ in 0..<10_000 {
      let before = spelling(&random)
      let behind = spelling(&random)
      let number = Int.random(in: 1...30, using: &random)
      let one = canonical("\(before)-\(number)\(behind)", &parser)
      let other = canonical("\(before)-\(number + 1)\(behind)", &parser)
      let text = (before + behind).uppercased()
      let isFloor = ["层", "層", "楼", "樓", "FL", "LEVEL"].contains { text.contains($0) }
      #expect(one != other || isFloor, "\(before)-\(number)\(behind) → \(one)")
    }
  }

  /// What the parser remembers of shapes changes nothing: addresses that differ in their digits are
  /// read as the scanner reads them, the first as the tenth.
  @Test func aShapeIsReadAsTheScannerReadsIt() {
    var random = SeededGenerator(seed: 14)
    var parser = AddressParser()
    var spelt = AddressParser()
    var scanning = AddressParser()
    for _ in 0..<4_000 {
      let spelling = Bool.random(using: &random) ? spelling(&random) : ordinary(&random)
      for round in 0..<10 {
        let text = round == 0 ? spelling : withOtherDigits(spelling, &random)
        let key = Field.of(text) { parser.parse($0) }
        let scanned = Field.of(text) { scanning.parseSpelling($0) }
        #expect(key == scanned, "\(text)")
        #expect(Field.of(text) { spelt.parseSpelt($0) } == scanned, "\(text)")
        #expect(parser.omitsBuilding == scanning.omitsBuilding, "\(text)")
        #expect(parser.omitsRoom == scanning.omitsRoom, "\(text)")
        #expect(parser.looksLikeDate == scanning.looksLikeDate, "\(text)")
        #expect(parser.withText { $0.text } == scanning.withText { $0.text }, "\(text)")
      }
    }
  }

  /// Three numbers in words, in any script, as people write them.
  private func ordinary(_ random: inout SeededGenerator) -> String {
    let ends = [
      ["栋", "幢", "号楼", "#楼", "号", "-", " ", "—", "座", "期", "层", "弄", "撞", ") ", "Bldg "],
      ["单元", "门", "梯", "组", "楼", "层", "-", "/", "－", "号", "", "O", "一", "第"],
      ["", "室", "户", "号", "室（出租）", "层", "】", "-", "十", "东", "A"],
    ]
    var text = ["", "", "", "【", "-", "第", "地址：", "Bldg ", "K"].randomElement(using: &random)!
    for choice in ends {
      let number = [1...9, 1...30, 101...2604].randomElement(using: &random)!
      text += String(Int.random(in: number, using: &random)).map { digit in
        text.unicodeScalars.count % 5 == 4
          ? String(AddressVocabulary.digits[digit.wholeNumberValue!].first!) : String(digit)
      }.joined()
      text += choice.randomElement(using: &random)!
    }
    return text
  }

  /// The same with other digits, each in its script, often zeros.
  private func withOtherDigits(_ text: String, _ random: inout SeededGenerator) -> String {
    let scripts = [
      Array("0123456789"), Array("０１２３４５６７８９"),
      AddressVocabulary.digits.map { $0.first! },
    ].prefix(Int.random(in: 1...3, using: &random))
    return String(
      text.map { character in
        guard let script = scripts.first(where: { $0.contains(character) }) else {
          return character
        }
        return Bool.random(using: &random) ? script[0] : script.randomElement(using: &random)!
      })
  }

  /// Nearness is the fewest half slips there are, as a table of all pairs of characters finds them.
  @Test func nearnessIsTheFewestSlips() {
    var random = SeededGenerator(seed: 15)
    let characters = Array("0123456OIA".utf8)
    for _ in 0..<5_000 {
      let meant = (0..<3).map { _ in
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
          characters.randomElement(using: &random)!
        }
      }
      var typed = Array(meant.joined(separator: [UInt8(ascii: "-")]))
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<typed.count - 1, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: typed[place] = characters.randomElement(using: &random)!
        case 1: typed.insert(characters.randomElement(using: &random)!, at: place)
        case 2: typed.swapAt(place, place + 1)
        default: typed.remove(at: place)
        }
      }
      let parts = AddressCut.parts(typed)
      guard parts.count == 3 else { continue }
      let text = Array(meant.joined(separator: [UInt8(ascii: "-")]))
      let swapped = Array([parts[1], parts[0], parts[2]].joined(separator: [UInt8(ascii: "-")]))
      let fewest = min(slips(typed, text), parts[0] == parts[1] ? 99 : slips(swapped, text) + 2)
      let unit = CompoundAddresses(
        keys: [Field.of(text) { AddressKey(canonical: $0) }], texts: [0: text])
      var proposals = AddressProposals(unit)
      let found = proposals.nearest(to: typed).first?.cost
      #expect(found == (fewest <= 6 ? fewest : nil), "\(typed) for \(text)")
    }
  }

  /// Half slips between two texts: optimal string alignment, all of its table.
  private func slips(_ typed: [UInt8], _ meant: [UInt8]) -> Int {
    func likeness(_ byte: UInt8) -> UInt8 {
      [UInt8(ascii: "O"): 48, UInt8(ascii: "I"): 49, UInt8(ascii: "L"): 49][byte] ?? byte
    }
    var table = (0...typed.count).map { i in (0...meant.count).map { j in 2 * (i + j) } }
    for i in 0..<typed.count {
      for j in 0..<meant.count {
        let (a, b) = (typed[i], meant[j])
        var cost = table[i][j] + (a == b ? 0 : likeness(a) == likeness(b) ? 1 : 3)
        cost = min(cost, table[i][j + 1] + 2, table[i + 1][j] + 2)
        if i > 0, j > 0, a == meant[j - 1], typed[i - 1] == b, a != b {
          cost = min(cost, table[i - 1][j - 1] + 2)
        }
        table[i + 1][j + 1] = cost
      }
    }
    return table[typed.count][meant.count]
  }
}
