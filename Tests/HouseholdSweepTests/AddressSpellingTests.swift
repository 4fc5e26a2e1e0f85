import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// The canonical text of a spelling.
func canonical(_ spelling: String) -> String {
  var parser = AddressParser()
  return canonical(spelling, &parser)
}

func canonical(_ spelling: String, _ parser: inout AddressParser) -> String {
  _ = Field.of(spelling) { parser.parse($0) }
  return parser.withText { $0.text }
}

@Suite struct AddressSpellingTests {
  @Test(arguments: [
    "3-2-501", "03-02-0501", "3—2—501", "３－２－５０１", "3/2/501", "3 2 501", "3栋2单元501", "3栋2单元501室",
    "3幢2单元501号", "3号楼2单元501", "3号楼2门501室", "3号2单元501", "3#楼2单元501", "三栋二单元五〇一", "三号楼二单元五百零一室",
    "第3栋2梯501户", "【3-2-501】", "3--2-501-", "Bldg 3 Entrance 2 Room 501",
  ])
  func contractSpelling(_ spelling: String) {
    #expect(canonical(spelling) == "3-2-501")
  }

  @Test(arguments: [
    // Shapes of real lists, the most frequent first.
    ("12-1-302", "12-1-302"), ("3-501", "3-501"), ("3幢2单元", "3-2"), ("3栋", "3"), ("3栋2单元", "3-2"),
    ("3幢", "3"), ("3幢501室", "3-501"), ("3幢501", "3-501"), ("3幢2单元501室", "3-2-501"),
    ("3号楼501", "3-501"), ("A座501", "A-501"), ("3号楼501室", "3-501"), ("3栋501", "3-501"),
    ("3栋501室", "3-501"), ("3号501", "3-501"), ("A座501室", "A-501"), ("3幢501号", "3-501"),
    ("3号501室", "3-501"), ("A501", "A501"), ("3号楼2单元501", "3-2-501"), ("A1-501", "A1-501"),
    ("3-501室", "3-501"), ("三幢501", "3-501"), ("3栋二单元501", "3-2-501"),
    ("3幢二单元501", "3-2-501"), ("三幢二单元501", "3-2-501"), ("A-501", "A-501"),
    // Also seen.
    ("（3-2-501）", "3-2-501"), ("3-2-501（出租）", "3-2-501"), ("3撞2单元501", "3-2-501"),
    ("9一9一2192", "9-9-2192"), ("3——2——501", "3-2-501"), ("3栋2组501", "3-2-501"),
    ("3栋2梯501", "3-2-501"), ("第10栋501", "10-501"), ("11#楼501", "11-501"),
    // Contract, on parts and letters.
    ("A01", "A1"), ("a座1单元0601", "A-1-601"), ("3-2-501A", "3-2-501A"), ("K8-3-1302", "K8-3-1302"),
    ("k8幢3单元1302室", "K8-3-1302"), ("A2292", "A2292"), ("12号", "12"), ("2组12号", "2-12"),
  ])
  func shape(_ spelling: String, _ key: String) {
    #expect(canonical(spelling) == key)
  }

  @Test(arguments: [
    ("3 栋 2 单元 501 室", "3-2-501"), ("(3)栋(2)单元(501)", "3-2-501"), ("3＃楼2单元501", "3-2-501"),
    ("3棟2單元501號", "3-2-501"), ("3號樓2單元5樓501室", "3-2-501"), ("3栋2单元5层501", "3-2-501"),
    ("3号楼5楼501", "3-501"), ("③栋②单元501", "3-2-501"), ("叁号楼贰单元伍零壹室", "3-2-501"),
    ("十二栋二十三单元一千二百零三", "12-23-1203"), ("廿三幢十单元一百十二", "23-10-112"), ("两栋一单元二〇一", "2-1-201"),
    ("5〇1", "501"), ("2期3栋2单元501", "2期3-2-501"), ("二期-3-2-501", "2期3-2-501"),
    ("2期 3号楼 2-501", "2期3-2-501"), ("3-2-501东", "3-2-501东"), ("3栋2单元东户", "3-2-东"),
    ("甲单元五零一", "甲-501"), ("Room 501, Unit 2, Building 3", "3-2-501"),
    ("3 Building 2 Unit 501 Room", "3-2-501"),
    ("3 Building 5 Floor 501", "3-501"), ("BLDG.3 APT 501", "3-501"), ("No. 12", "12"),
    ("Block A Room 501", "A-501"),
    ("Ｂｌｄｇ ３ Ｒｏｏｍ ５０１", "3-501"), ("房号：3-2-501", "3-2-501"), ("'3-2-501", "3-2-501"),
    ("=\"3-2-501\"", "3-2-501"), ("\u{FEFF}3-2-\u{200B}501", "3-2-501"), ("3.2.501", "3-2-501"),
    ("3、2、501", "3-2-501"), ("3·2·501", "3-2-501"), ("3~2~501", "3-2-501"), ("3_2_501", "3-2-501"),
    ("3\\2\\501", "3-2-501"), ("3\u{2011}2\u{2212}501", "3-2-501"), ("123弄4号501室", "123-4-501"),
    ("123弄4号楼501室", "123-4-501"), ("3-2-501 空置，出租", "3-2-501"), ("K8一3一1302", "K8-3-1302"),
    // A zero among Chinese digits, and other slips of an input method.
    ("一栋一单元一0一", "1-1-101"), ("3号楼二单元五O一", "3-2-501"), ("二０栋三00一", "20-3001"),
    ("3丨2丨501", "3-2-501"), ("3→2→501", "3-2-501"), ("+3-2-501", "3-2-501"),
    // Signs instead of words, and words in brackets.
    ("# 3 # 2 # 501", "3-2-501"), ("No.3楼2单元501", "3-2-501"), ("3幢(2)501", "3-2-501"),
    ("3(栋)2(单元)501", "3-2-501"), ("3号住宅楼2单元501", "3-2-501"), ("2单元501#", "2-501"),
    ("3#A座501", "3-A-501"), ("3号楼A座501", "3-A-501"), ("A座3号楼501", "A-3-501"),
    // Rows, lanes and groups of villagers.
    ("3排5号", "3-5"), ("第三排五号", "3-5"), ("5巷12号", "5-12"), ("二队十二号", "2-12"),
    ("2村民组12号", "2-12"), ("3大队2小队12号", "3大队2-12"), ("三大队-2队-12", "3大队2-12"),
    ("2号大院3号楼501", "2大院3-501"), ("三街坊5号楼501", "3街坊5-501"), ("5号地块3栋501", "5地块3-501"),
    // Floors: gone where the room tells them, kept where it does not.
    ("3栋2单元5层501A", "3-2-501A"), ("3栋2单元5层东户", "3-2-5层-东"), ("3栋五楼01室", "3-5层-1"),
    ("3号5楼501", "3-501"), ("3号5楼1201", "3号5层1201"), ("3栋5层", "3-5层"),
    ("3栋-1层101", "3-负1层-101"), ("3栋负一层101", "3-负1层-101"), ("3栋-1层-101", "3-101"),
    // From the inside out.
    ("501室2单元3栋", "3-2-501"), ("501, Building 3", "3-501"), ("#501, Bldg 3", "3-501"),
    ("501, Unit 2, Building 3", "3-2-501"), ("Flat 5A, Floor 5, Tower 3", "3-5层-5A"),
    ("Bldg3Unit2Rm501", "3-2-501"), ("Ste 501, Bldg 3", "3-501"), ("Address: 3-2-501", "3-2-501"),
    // Notes.
    ("3-2-501（租）", "3-2-501"), ("3-2-501 注：空置", "3-2-501"), ("3-2-501居家隔离", "3-2-501"),
    ("3-2-501 (rented)", "3-2-501"), ("3-2-501 vacant", "3-2-501"),
  ])
  func nextSpelling(_ spelling: String, _ key: String) {
    #expect(canonical(spelling) == key)
  }

  /// What does not parse is kept, and is the same however it is punctuated.
  @Test(arguments: [
    ("门卫", "门卫"), ("三里屯", "三里屯"), ("陈吕村十二号", "陈吕村12"), ("1-2-3-4", "1-2-3-4"),
    ("１／２／３／４", "1-2-3-4"),
    ("5层", "5层"), ("Building", "BUILDING"), ("地址", "地址"), ("栋", "栋"), ("三一二一501", "三一二一501"),
    ("五〇百", "五〇百"), ("2单元3栋501", "2单元3栋501"), ("2门3号楼五零一室", "2单元3栋501"),
    ("3-2-501之一", "3-2-501之1"), ("3-2-501附1号", "3-2-501附1"), ("3-99999999", "3-99999999"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0000000000000000000000000000000012", "12"),
    ("500000000000000000000000001", "500000000000000000000000001"),
  ])
  func text(_ spelling: String, _ key: String) {
    #expect(canonical(spelling) == key)
  }

  @Test(arguments: ["", " ", "-", "——", "【】", "（ ）", "\u{200B}", "#", "'"])
  func nothing(_ spelling: String) {
    var parser = AddressParser()
    #expect(Field.of(spelling) { parser.parse($0) }.isNone)
    #expect(parser.withText { $0.count } == 0)
  }

  @Test func differentFlatsStayApart() {
    let flats = [
      "A-1-601", "A-2-601", "A-601", "A601", "1-12-3", "11-2-3", "1-1-23", "112-3", "1123",
      "3-2-501",
      "3-2-50-1", "3-25-01", "3-2-501A", "3-2-501B", "3-2-501东", "3-2-501西", "3-2-5O1", "3-2-50",
      "3-2-5010", "3栋负一层101", "3栋101", "2期3-2-501", "1期3-2-501", "3-2-501+502", "3-2-501、502",
      "李家村12号", "张家村12号", "三里屯12", "五里屯12", "3-2-1000001", "3-2-2000001",
      "3栋2单元5层1室", "3栋2单元6层1室", "3栋2单元5楼东户", "3栋2单元6楼东户", "3栋5层", "3栋6层", "3栋",
      "A座3号楼501", "A座4号楼501", "3-501", "2单元3栋501", "2单元4栋501", "2-501", "2组3栋501",
      "3-2-501-1", "3-2-501-2", "3-2-501之一", "3-2-501附1", "3-2-501左", "3-2-501右", "3-2-地下室",
    ]
    #expect(Set(flats.map { canonical($0) }).count == flats.count)
  }

  @Test(arguments: [("2单元501", true), ("2栋501", false), ("2-501", false), ("3-2单元501", false)])
  func aStatedEntranceIsNoBuilding(_ spelling: String, _ omitsBuilding: Bool) {
    var parser = AddressParser()
    _ = canonical(spelling, &parser)
    let result = parser.omitsBuilding
    #expect(result == omitsBuilding)
  }
}

@Suite struct AddressPrefixTests {
  private func dropping(_ names: [String], _ spelling: String) -> String? {
    var parser = AddressParser()
    let folded = names.map { CompoundName.folded($0) }
    guard Field.of(spelling, { parser.parse($0, droppingPrefix: folded) }) != nil else {
      return nil
    }
    return parser.withText { $0.text }
  }

  @Test func nameGoesFromTheFront() {
    #expect(dropping(["陈吕村"], "陈吕村12号") == "12")
    #expect(dropping(["陈吕村"], "陈吕村十二号") == "12")
    #expect(dropping(["C001", "阳光花园"], "阳光花园3栋2单元501") == "3-2-501")
    #expect(dropping(["C001", "阳光花园"], "c001-3-2-501") == "3-2-501")
    #expect(dropping(["阳光花园"], "阳光花园A座501") == "A-501")
    #expect(dropping(["阳光花园"], "阳光花园第3栋501") == "3-501")
    #expect(dropping(["三里屯"], "三里屯三号楼501") == "3-501")
    #expect(dropping(["Sun  Garden"], "sun garden 3-501") == "3-501")
    #expect(dropping(["阳光", "阳光花园"], "阳光花园-3-501") == "3-501")
  }

  @Test func nameStaysWhereItMayBeMore() {
    #expect(dropping(["12"], "12-3-501") == nil)
    #expect(dropping(["A"], "A-3-501") == nil)
    #expect(dropping(["阳光"], "阳光花园3栋501") == nil)
    #expect(dropping(["K1"], "K12-501") == nil)
    #expect(dropping(["SUN"], "SUNNY 3-501") == nil)
    #expect(dropping(["阳光花园"], "阳光花园") == nil)
    #expect(dropping(["阳光花园"], "阳光花园 - ") == nil)
    #expect(dropping(["阳光花园"], "3-501") == nil)
  }

  @Test func compoundIdsFold() {
    #expect(CompoundName.folded("ｃ００１") == CompoundName.folded(" C001 "))
    #expect(CompoundName.folded("Sun\u{3000} Garden") == CompoundName.folded("SUN GARDEN"))
    #expect(CompoundName.folded("C01") != CompoundName.folded("C1"))
    for text in ["C001", "c", " C", "A B", "A  B", "", "阳光", "Ａ"] {
      let isOwn = CompoundName.folded(text) == Array(text.utf8)
      let claims = Field.of(text) { CompoundName.isFolded($0) }
      #expect(!claims || isOwn, "\(text)")
    }
  }

  @Test("a compound is the same in any width and case, however its characters are told apart")
  func compoundsFold() {
    var random = SeededGenerator(seed: 7)
    let characters = Array(0..<0x80) + [0x85, 0xA0, 0x3000, 0x4DFF, 0x4E00, 0x9633, 0x9FFF, 0xDF]
    for _ in 0..<3000 {
      let picked = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        Unicode.Scalar(UInt32(characters.randomElement(using: &random)!))!
      }
      let id = String(String.UnicodeScalarView(picked))
      let wide = id.precomposedStringWithCompatibilityMapping.uppercased()
      let plain = wide.unicodeScalars.filter { !$0.properties.isWhitespace }
      #expect(Compound.fold(id) == String(plain))
    }
  }
}

@Suite struct AddressDateTests {
  @Test(arguments: [
    ("2003/2/5", true), ("2003-02-05", true), ("2003.2.5", true), ("5-Feb", true), ("Feb-05", true),
    ("5-Feb-03", true), ("2月5日", true), ("二月五日", true), ("2003年2月5日", true), ("2月5号", true),
    ("2003/2/5 0:00:00", true), ("2003/2/5 0:00", true),
    ("3/2/2003", false), ("3-2-501", false), ("2003-13-5", false), ("2003-2-501", false),
    ("2003弄2号5室", false), ("3-2", false), ("A-5", false), ("MAY-FEB-5", false), ("月亮湾5号", false),
    ("", false),
  ])
  func looksLikeDate(_ spelling: String, _ expected: Bool) {
    var parser = AddressParser()
    _ = Field.of(spelling) { parser.parse($0) }
    let result = parser.looksLikeDate
    #expect(result == expected, "\(spelling)")
  }
}
