import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Encodings, and headers as offices write them")
struct EncodingTests {
  private static let list = "小区编号,房号,人员编号,状态\nC1,三号楼二单元五零一室,甲,在住\nC1,3-2-502,㐀😀,外出\n"

  private func sweep(_ residents: [UInt8]) throws -> (units: String, ledger: FileLedger) {
    let folder = try TestFolder()
    try folder.write(TestSweep().manifest, to: "sweep.json")
    try folder.write(residents, to: "residents.csv")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    _ = try sweep.publish(to: folder.path + "/results")
    return (try folder.read("results/units.csv"), sweep.ledgers[0])
  }

  private static func utf16(_ text: String, littleEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 255)]
      return littleEndian ? bytes.reversed() : bytes
    }
  }

  @Test(
    "the same list in every encoding gives the same units, and the encoding is told",
    arguments: ["UTF-8", "UTF-8 (marked)", "GB18030", "UTF-16", "UTF-16 big"])
  func encodings(_ name: String) throws {
    let text = Self.list
    let bytes: [UInt8] =
      switch name {
      case "UTF-8": Array(text.utf8)
      case "UTF-8 (marked)": [0xEF, 0xBB, 0xBF] + Array(text.utf8)
      case "GB18030": try #require(Transcoder.bytes(Array(text.utf8), in: .gb18030))
      case "UTF-16": [0xFF, 0xFE] + Self.utf16(text, littleEndian: true)
      default: [0xFE, 0xFF] + Self.utf16(text, littleEndian: false)
      }
    let found = try sweep(bytes)
    #expect(found.units == (try sweep(Array(text.utf8)).units))
    #expect(found.units.contains("C1,3-2-501,0"))
    #expect(name.hasPrefix(found.ledger.encoding))
    #expect(found.ledger.accepted == 2)
  }

  /// Rows in pieces: texts, and the bytes of something else between them.
  private static func gb18030(_ text: String) -> [UInt8] {
    Transcoder.bytes(Array(text.utf8), in: .gb18030)!
  }

  @Test("of a file in no encoding only the rows with bad bytes are rejected")
  func faults() throws {
    let good = "C1,3-2-502\n"
    let half: [UInt8] = [0x00, 0xD8]
    let cases: [(encoding: String, bytes: [UInt8])] = [
      (
        "UTF-8 (faulty)",
        Array("compound,unit\nC1,\u{9} 501".utf8) + [0xFF, 0xFF, 10]
          + Array(good.utf8)
      ),
      (
        "UTF-8 (marked)",
        [0xEF, 0xBB, 0xBF] + Array("compound,unit\nC1,5".utf8) + [0xD6, 10]
          + Array(good.utf8)
      ),
      // A name cut off in the middle of a character, as fixed-width exports do.
      ("GB18030 (faulty)", Self.gb18030("小区,房号\nC1,三号") + [0xD5, 10] + Self.gb18030(good)),
      (
        "UTF-16",
        [0xFF, 0xFE] + Self.utf16("小区,房号\nC1,3", littleEndian: true) + half
          + Self.utf16("\n" + good, littleEndian: true)
      ),
    ]
    for (encoding, bytes) in cases {
      let found = try sweep(bytes)
      #expect(found.ledger.encoding == encoding)
      #expect(found.ledger.rejected == [.badEncoding: 1], "\(encoding)")
      #expect(found.ledger.accepted == 1, "\(encoding)")
      #expect(found.units.contains("C1,3-2-502,0"), "\(encoding)")
    }
  }

  @Test("rows of another encoding than the file's are rejected, wherever they stand")
  func mixedRows() throws {
    let header = "小区,房号,状态\n"
    let good = (1...6).map { "桃源小区,1-1-\($0)01,在住\n" }.joined()
    let other = "青山花园,1-1-101,在住"
    let utf8 = { (text: String) in Array(text.utf8) }
    let cases: [(encoding: String, bytes: [UInt8])] = [
      ("UTF-8 (faulty)", utf8(header + good) + Self.gb18030(other + "\n")),
      ("UTF-8 (faulty)", utf8(header + good) + Self.gb18030(other)),
      ("UTF-8 (faulty)", utf8(header) + Self.gb18030(other + "\n") + utf8(good)),
      ("UTF-8 (faulty)", utf8("compound,unit,state\n" + good) + Self.gb18030(other)),
      ("UTF-8 (faulty)", utf8("名单\n" + header + good) + Self.gb18030(other)),
      ("GB18030", Self.gb18030(header + good) + utf8(other + "\n")),
      ("GB18030", Self.gb18030(header + good) + utf8(other)),
      ("GB18030", Self.gb18030(header) + utf8(other + "\n") + Self.gb18030(good)),
      ("GB18030 (faulty)", Self.gb18030("名单\n" + header + good) + utf8(other)),
    ]
    for (number, (encoding, bytes)) in cases.enumerated() {
      let found = try sweep(bytes)
      #expect(found.ledger.encoding == encoding, "\(number)")
      #expect(found.ledger.rejected == [.badEncoding: 1], "\(number)")
      #expect(found.ledger.accepted == 6, "\(number)")
    }
  }

  @Test(
    "a header that cannot be used is shown, with what was looked for and what to do",
    arguments: [
      ("小区,住户信息\n,户号\nC1,1\n", ["'住户信息'"]),
      ("小区,房间,姓名\nC1,1,\n", ["\"unit\": \"房间\""]),
      ("compund,unit\nC1,1\n", ["'compund' looks like 'compound'"]),
      ("小区,姓名\nC1,1\n", ["'姓名'", "'unit' (or 房号, 户号, 门牌, 地址)"]),
    ])
  func headers(_ text: String, _ words: [String]) throws {
    let error = #expect(throws: SweepError.self) { try sweep(Array(text.utf8)) }
    for word in words {
      #expect(error?.description.contains("residents.csv:1") == true)
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test(
    "a title above the header is none of it",
    arguments: [
      "阳光社区居民名单\n小区编号,房号\nC1,1\n", "居民名单,\n填表人,张三\n\n小区,户号\nC1,1\n",
      "小区,房间号,姓名\nC1,1,甲\n",
    ])
  func titles(_ text: String) throws {
    let found = try sweep(Array(text.utf8))
    #expect(found.units.contains("\nC1,1,"))
  }

  @Test("columns that are not read may stand there twice; the address in pieces is joined")
  func spreadAddress() throws {
    let folder = try TestFolder()
    try folder.write(TestSweep().manifest, to: "sweep.json")
    try folder.write("小区,楼栋,单元,房号,备注,备注\nC1,3,2,501,,\n", to: "residents.csv")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    #expect(sweep.notes.contains { $0.text.contains("unit = 楼栋-单元-房号") })
  }

  @Test("of several headers for one column the English one wins; Chinese values mean ours")
  func chineseColumns() throws {
    var sweep = TestSweep()
    sweep.files = [
      "residents.csv": (
        "地址,房号,UNIT ,小区,Compound,人员编号,居民编号,状态,姓名",
        [
          "x,y,3-2-501,z,Ｃ１,p1,q, 外出 ,n", "x,y,3-2-502,z,c 1,p2,q,搬离,n",
          "x,y,3-2-503,z,C1,p3,q,在住,n",
        ]
      ),
      "compounds.csv": ("小区编号,名称,类型,社区,街道,区", ["C1,阳光花园,小区,甲,乙,丙", "C2,陈吕村,村,,,"]),
      "lights.csv": ("小区,门牌,时间,亮灯", ["阳光花园,三栋二单元五零三,2020-02-17 20:00,1"]),
      "meter.csv": (
        "小区,户号,抄表时间,电表读数", ["C1,3-2-503,2020-02-17 07:00,1", "C1,3-2-503,2020-02-18 07:00,3"]
      ),
      "knocks.csv": (
        "小区,房号,时间,结果,人数,排查员",
        [
          "C1,3-2-503,2020-02-17 9:00,有人,2,w", "C1,3-2-503,2020-02-17 10:00,拒访,,w",
          "C1,3-2-503,2020-02-17 11:00,无人应答,,w", "C1,3-2-503,2020-02-17 12:00,空置,,w",
        ]
      ),
    ]
    let results = try sweep.results()
    let rows = results["units.csv"]!.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // Unit, listed, away, persons seen, kWh a day, nights seen and lit, and the four outcomes.
    let found = rows.map { [$0[1]] + $0[8...11] + $0[13...18] }
    #expect(
      found == [
        ["3-2-501", "0", "1", "0", "", "0", "0", "0", "0", "0", "0"],
        ["3-2-502", "0", "0", "0", "", "0", "0", "0", "0", "0", "0"],
        ["3-2-503", "1", "0", "2", "2.000", "1", "1", "1", "1", "1", "1"],
      ])
    #expect(results["areas.csv"]!.contains("community,丙/乙/甲,甲,3"))
    #expect(results["summary.json"]!.contains("'地址', '房号', '小区', '居民编号', '姓名'"))
  }
}
