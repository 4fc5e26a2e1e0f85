import Foundation
import TestSupport
import Testing

@testable import HouseholdSweep

/// What `sweep tidy` writes: no row that cannot be used, no number of a person, and the same results.
@Suite struct TidyFolderTests {
  /// The tidy folder of a sweep, all that is written in it, and how many rows were not.
  private static func tidied(_ sweep: TestSweep) throws -> (
    before: TestResults, after: TestResults, text: String, notWritten: Int
  ) {
    let folder = try TestFolder()
    try folder.write(sweep.manifest, to: "sweep.json")
    for (name, text) in sweep.files { try folder.write(text, to: name) }
    let output = try TestFolder()
    let options = ReadingOptions(threads: 1)
    let notWritten = try Sweep.tidy(
      reading: folder.path, to: output.path, options: options
    ).notWritten
    var text = ""
    for name in FileManager.default.subpaths(atPath: output.path) ?? []
    where name.hasSuffix(".csv") {
      text += try output.read(name)
    }
    return (try TestResults(folder), try TestResults(output), text, notWritten)
  }

  @Test func rowsThatCannotBeUsedAreCounted() throws {
    let done = try Self.tidied(
      TestSweep([
        "knocks.csv":
          "compound,unit,time,outcome\nT,3-1-101,2020-02-17 10:00,answered\nT,3-1-101,never,answered\nT,,2020-02-17 10:00,answered\nT,3-1-102,2020-02-17 10:00,hm\n",
        "residents.csv":
          "compound,unit\nT,3-1-101\n13812345678,3-1-102\nT,1-1-302 张三13812345678\n",
      ]))
    #expect(done.notWritten == 5)
    #expect(done.after.rejects.isEmpty)
    #expect(done.before.units == done.after.units)
    #expect(!done.text.contains("12345678"))
    #expect(TidyWording(.zh).notWritten(6) == "另有6行不能用，没有写入")
    #expect(TidyWording(.en).notWritten(6) == "6 rows that cannot be used were not written")
    #expect(TidyWording(.en).notWritten(1) == "1 row that cannot be used was not written")
    #expect(TidyWording(.zh).notWritten(0) == nil)
  }

  @Test func whatIsMaskedStaysApart() throws {
    let done = try Self.tidied(
      TestSweep([
        "compounds.csv":
          "compound,name,community,subdistrict,district\nT,桃源 13812345678,A 13812345679,B,C\n",
        "units.csv":
          "compound,unit,meter,grid\nT,3-1-101,13812345678,13812345671\nT,3-1-102,13812345679,13812345672\nT,13812345670,M3,G\n",
        "residents/a.csv":
          "compound,unit,resident,state\nT,3-1-101,13812345671,present\nT,3-1-101,13812345672,away\n桃源 13812345678,3-1-102,13812345673,打电话13812345674\nT,13812345670,x,present\n",
        "residents/b.csv": "compound,unit,resident,state\nT,3-1-101,13812345672,present\n",
        "residents.csv": "compound,unit,resident\nT,3-1-102,42010119900101123X\n",
        "knocks.csv":
          "compound,unit,time,outcome,worker\nT,3-1-101,2020-02-17 10:00,answered,13812345678\nT,3-1-102,2020-02-17 10:00,answered,\"李, 13812345679\"\n",
        "meter.csv":
          "meter,time,kwh\n13812345678,2020-02-17 07:00,1\n13812345678,2020-02-18 07:00,5\n13812345679,2020-02-17 07:00,1\n13812345679,2020-02-18 07:00,8\n",
      ]))
    #expect(done.before.rejects.isEmpty)
    #expect(done.before["3-1-101", "listed"] == "1")
    #expect(done.before["3-1-101", "away"] == "1")
    #expect(done.before["3-1-102", "meter_kwh_per_day"] == "7.000")
    #expect(done.notWritten == 0)
    #expect(done.before.units == done.after.units)
    // An address of the register is what the results go by.
    let rest = done.text.replacing("T,13812345670", with: "")
    #expect(!rest.contains("1381234567"))
    #expect(!rest.contains("19900101"))
  }
}
