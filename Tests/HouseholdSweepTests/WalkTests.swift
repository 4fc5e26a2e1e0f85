import DelimitedText
import Testing

@testable import HouseholdSweep

/// Rows that follow each other are read by comparing them with the one before; what stands in them
/// must come out as if each were read for itself.
@Suite("Rows of a walk")
struct WalkTests {
  /// Rows in the order of the register, and such as look like the row before and are not: of another
  /// compound after one of the first, with a time or a count that is none, with blanks or quotes.
  private static let residents =
    [
      "C1,1-1-101,R0001,present", "C1,1-1-102,R0002,present", "C2,1-1-101,R0003,away",
      "C1,1-1-103,R0004,present", "C1,1-1-1A1,R0005,present", "C1,1-1-104,R0006,moved",
      "C2,1-1-102,R0007,present", "C2, 1-1-103,R0008,present", "C2,1-1-104,\"R00,9\",present",
      "C2,1-1-999,R0010,present", "C1,1-1-104,R0011,present", "C1,1-1-104,R0011,present",
    ]
    + (turns + spelt).enumerated().map {
      "C\($0 % 13 == 12 ? 2 : 1),\($1),R1\($0),\($0 % 3 == 0 ? "外出" : "present")"
    }
  /// Other entrances, near and far, back and forth, in the register or not, with as many digits or others.
  private static let turns = [
    "1-1-102", "1-2-101", "1-2-103", "2-1-101", "1-1-104", "2-1-104", "1-2-1A1", "2-2-101",
    "2-1-102", "1-10-101", "10-1-101", "1-10-102", "10-1-104", "01-2-101", "01-02-104", "2/1/103",
    "2-1-103", "1-20-101", "1-10-103", "9-9-9", "1-1-101",
  ]
  /// Such as are spelt in words, or each in its way: entrances left out, scripts, blanks, in the register or
  /// not, with other rows between them.
  private static let spelt =
    (0..<3).flatMap { _ in
      [
        "1栋1单元101", "1栋1单元102", "1栋1单元103室", "1栋2单元103室", "一栋2单元104室", "１栋２单元１０１", "2栋101",
        "2-102", "2栋103室", "2栋1单元104", "10栋一〇一", "10栋1单元１０２", "【1-1-103】", " 1-1-104 ", "1栋104",
        "1栋9单元101", "2栋A103", "单元101", "2单元101", "1栋1单元", "", "1-1-101", "1 1 102", "1－1－0103",
        "2003/2/5", "1栋1单元101（张三）", "1栋2单元101室之一",
      ]
    }
  private static let knocks =
    (turns + spelt).enumerated().map { number, unit in
      let outcomes = ["answered", "no_answer", "vacant", "refused", "有人", "无人应答", "空置", "nobody"]
      let outcome = outcomes[number * 5 % 8]
      return
        "C\(number % 7 == 6 ? 2 : 1),\(unit),2020-02-17T1\(number / 50):\(10 + number % 50),\(outcome),,W\(number % 2)"
    }
  private static let lights =
    [
      "C1,1-1-101,2020-02-17T19:00,1,W1", "C1,1-1-102,2020-02-17T19:01,0,W1",
      "C1,1-1-103,2020-02-17T29:01,1,W1", "C1,1-1-104,2020-02-17T19:61,1,W1",
      "C2,1-1-101,2020-02-17T19:02,1,W1", "C2,1-1-102,2020-02-17T19:02,7,W1",
      "C2,1-1-103,2020-02-17T09:02,1,W1", "C2,1-1-104,2020-02-17T19:03,1,W2",
      "C2,1-1-101,2020-02-18T19:03,0,W2", "C1,1-1-101,2020-02-18T19:03,1,W2",
      "C1,1-1-102,2020/02/18 19:04,1,W2", "C1,1-1-1 3,2020-02-18T19:05,1,W2",
    ]
    + (turns + spelt).enumerated().map {
      "C1,\($1),2020-02-19T\(19 + $0 / 50):\(10 + $0 % 50),\($0 % 17 == 16 ? 2 : $0 % 2),W\($0 / 30)"
    }

  private static func sweep(_ order: (inout [String]) -> Void) -> TestSweep {
    var sweep = TestSweep()
    sweep.files = [
      "units.csv": (
        "compound,unit,floor,meter,grid",
        ["C1", "C2"].flatMap { compound in
          (101...104).map { "\(compound),1-1-\($0),1,M\(compound.dropFirst())0000\($0),G1" }
            + ["1-2", "2-1", "1-10", "10-1"].flatMap { entrance in
              (101...104).map { "\(compound),\(entrance)-\($0),1,,G1" }
            }
        }
      ),
      "residents.csv": ("compound,unit,resident,state", residents),
      "knocks.csv": ("compound,unit,time,outcome,persons,worker", knocks),
      "lights.csv": ("compound,place,time,lit,worker", lights),
      "meter.csv": (
        "meter,time,kwh",
        (17...19).flatMap { day in
          [1, 2].flatMap { compound in
            (101...105).map { "M\(compound)0000\($0),2020-02-\(day)T06:0\(compound),\(day).\($0)" }
          }
        }
      ),
    ]
    for name in sweep.files.keys.sorted() { order(&sweep.files[name]!.rows) }
    return sweep
  }

  @Test("come out as when no two of them follow each other")
  func sameAsApart() throws {
    let walked = try Self.sweep { _ in }.results()
    // By the last character, and every chunk a row: nobody has a row before.
    let apart = try Self.sweep { rows in
      rows.sort { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
    }.results(chunkSize: 1)
    for name in ["units.csv", "flags.csv", "areas.csv", "coverage.csv", "unmatched.csv"] {
      #expect(walked[name] == apart[name], "\(name)")
    }
    let rejects = walked["rejects.csv"]!.split(separator: "\n").dropFirst()
    #expect(rejects.count == apart["rejects.csv"]!.split(separator: "\n").count - 1)
    for value in ["2020-02-17T29:01", "2020-02-17T19:61", "M10000105", "nobody"] {
      #expect(rejects.contains { $0.hasSuffix(",\(value)") }, "\(value)")
    }
  }

  @Test(
    "come out as without a template, in messy sweeps, too", arguments: 0...6 as ClosedRange<UInt64>)
  func sameWithoutTemplates(seed: UInt64) throws {
    let sweep = seed == 0 ? Self.sweep { _ in } : MessySweep(seed: seed).sweep
    #expect(try sweep.results() == sweep.results(usesTemplates: false))
  }

  @Test("come out the same where columns stand far to the right", arguments: [0, 1, 2])
  func farColumns(kind: Int) throws {
    let others = Array(repeating: "z", count: 70).joined(separator: ",")
    /// All columns far right, all but the first, or the first alone.
    func widen(_ row: String, _ others: String) -> String {
      let comma = row.firstIndex(of: ",")!
      let (first, rest) = (row[..<comma], row[row.index(after: comma)...])
      return ["\(others),\(row)", "\(first),\(others),\(rest)", "\(rest),\(others),\(first)"][kind]
    }
    let names = (0..<70).map { "x\($0)" }.joined(separator: ",")
    var wide = Self.sweep { _ in }
    for (name, file) in wide.files {
      wide.files[name] = (widen(file.header, names), file.rows.map { widen($0, others) })
    }
    let (results, expected) = (try wide.results(), try Self.sweep { _ in }.results())
    for name in ["units.csv", "flags.csv", "areas.csv", "coverage.csv", "unmatched.csv"] {
      #expect(results[name] == expected[name], "\(name)")
    }
  }
}
