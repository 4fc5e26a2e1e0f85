import Foundation
import Testing

@testable import HouseholdSweep

/// Borders of times and classes, and what spreadsheets do to a table.
@Suite("Edges fall on the side the rules say")
struct EdgeTests {
  /// The results of files of rows under headers.
  private func results(
    _ files: [String: (header: String, rows: [String])], manifest: String = ""
  ) throws -> [String: String] {
    var sweep = TestSweep()
    sweep.manifest =
      #"{"first_day": "2020-02-17", "model": "fixed", "# + TestSweep.plainForm() + manifest + "}"
    sweep.files = files
    return try sweep.results()
  }

  @Test("meter classes and hours, at their thresholds")
  func meters() throws {
    let cases: [(readings: [(String, String)], kwh: String, meter: String)] = [
      // A tenth of a kWh a day is standby, whatever the pairs it comes from.
      ([("17T05:00", "0"), ("18T05:00", "0.1")], "0.100", "standby"),
      ([("17T05:00", "0"), ("17T22:37", "0.073"), ("18T05:00", "0.1")], "0.100", "standby"),
      ([("17T05:00", "0"), ("20T05:00", "0.299")], "0.100", "idle"),
      ([("17T05:00", "0"), ("18T05:00", "1")], "1.000", "active"),
      ([("17T05:00", "0"), ("20T05:00", "2.999")], "1.000", "standby"),
      // Twelve hours inside the sweep.
      ([("17T05:00", "0"), ("17T17:00", "5")], "10.000", "active"),
      ([("17T05:00", "0"), ("17T16:59", "5")], "", ""),
      ([("16T05:00", "0"), ("17T16:59", "5")], "", ""),
      // Half of the rise before the sweep is none of its.
      ([("16T17:00", "0"), ("17T17:00", "5")], "5.000", "active"),
      // A fall is a reset, and what follows counts.
      ([("17T05:00", "9"), ("18T05:00", "1"), ("19T05:00", "1.3")], "0.300", "standby"),
    ]
    let results = try results([
      "units.csv": ("compound,unit,meter", cases.indices.map { "C1,\($0),M\($0)" }),
      "meter.csv": (
        "meter,time,kwh",
        cases.enumerated().flatMap { number, one in
          one.readings.map { "M\(number),2020-02-\($0.0),\($0.1)" }
        }
      ),
    ])
    let rows = results["units.csv"]!.split(separator: "\n").dropFirst()
    for (row, one) in zip(rows, cases) {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields[11] == one.kwh && fields[12] == one.meter, "\(one)")
    }
  }

  @Test("readings on the sweep's borders")
  func readings() throws {
    let results = try results([
      "units.csv": ("compound,unit,meter", ["C1,1,A", "C1,2,B", "C1,3,D"]),
      "meter.csv": (
        "meter,time,kwh",
        [
          // A pair that ends as the sweep begins, or begins as it ends, does not overlap it.
          "A,2020-02-16T05:00,1", "A,2020-02-17T05:00,1", "B,2020-02-20T05:00,1",
          "B,2020-02-21T05:00,1", "D,2020-02-19T05:00,1", "D,2020-02-20T05:00,2",
          "D,2020-02-20T05:01,2",
        ]
      ),
    ])
    let summary = results["summary.json"]!
    #expect(summary.contains(#""accepted" : 3"#) && summary.contains(#""out_of_window" : 4"#))
    #expect(results["coverage.csv"]!.contains("city,city,2020-02-17,3,1,0,0"))
    #expect(results["coverage.csv"]!.contains("city,city,2020-02-19,3,1,0,0"))
  }

  @Test(
    "times in all their forms; sweep days, and light hours past midnight and past the day's start")
  func times() throws {
    let good = [
      "2020-02-17T20:30", "2020-02-17 20:31", "2020/2/17 5:00", "2020-2-20T4:59",
      "2020-02-17T20:34:59", "2020-02-17T20:35:59.123", "2020-02-17T20:36+08:00",
      "2020-02-17 20:37:00 +0800",
    ]
    let outside = ["2020-02-17T04:59", "2020-02-20T05:00", "1582-10-10T10:00"]
    let bad = [
      "2020-02", "2020-02-17T24:00", "2020-02-17T10:60", "2020-02-30T10:00",
      "2020-02-17T10:3", "2020-02-17T10:00 pp", "2020-02/17 10:00",
    ]
    let knocks = try results([
      "units.csv": ("compound,unit", ["C1,1"]),
      "knocks.csv": (
        "compound,unit,time,outcome", (good + outside + bad).map { "C1,1,\($0),answered" }
      ),
    ])
    #expect(knocks["summary.json"]!.contains(#""accepted" : \#(good.count)"#))
    #expect(knocks["summary.json"]!.contains(#""out_of_window" : 3"#))
    #expect(knocks["summary.json"]!.contains("zone offset"))
    #expect(
      knocks["rejects.csv"]!.split(separator: "\n").dropFirst().map(String.init)
        == bad.enumerated().map { "knocks.csv,\($0 + 13),time,bad_time,\($1)" })

    let lights = [
      ("17T22:29", nil), ("17T22:30", 17), ("18T04:59", 17), ("18T05:00", 18), ("18T06:30", 18),
      ("18T06:31", nil), ("20T04:59", 19), ("20T05:00", nil),
    ]
    for (time, day) in lights {
      let counted = try results(
        [
          "units.csv": ("compound,unit", ["C1,1"]),
          "lights.csv": ("compound,place,time,lit", ["C1,1,2020-02-\(time),1"]),
        ], manifest: #", "light_hours": "22:30-06:30""#)
      let seen = counted["coverage.csv"]!.split(separator: "\n").first { $0.contains(",1,1,0,0") }
      #expect(seen?.split(separator: ",")[2] == day.map { "2020-02-\($0)" }, "\(time)")
    }
  }

  @Test("flags.csv for spreadsheets: a mark, no formulas, addresses and reasons in words")
  func flags() throws {
    let files = [
      "compounds.csv": ("compound,name", ["C1,=1+1"]),
      "units.csv": ("compound,unit,grid", ["C1,5-2,-g", "C1,A-1-7,+g", "C1,3,@g", "C1,岗亭,g"]),
      "residents.csv": ("compound,unit,resident", ["C1,A-1-8,a", "C1,4-2,b", "C1,A-1-7,d"]),
      "knocks.csv": (
        "compound,unit,time,outcome,persons",
        ["5-2", "3", "岗亭", "8"].map { "C1,\($0),2020-02-18T04:00,answered,1" }
          + ["C1,A-1-7,2020-02-18T04:00,answered,2"]
          + ["C1,4-2,2020-02-18T09:00,answered,2", "C1,4-2,2020-02-18T10:00,refused,3"]
      ),
      "lights.csv": (
        "compound,place,time,lit", ["C1,4-2,2020-02-18T20:00,1", "C1,4-2,2020-02-19T20:00,0"]
      ),
    ]
    let english = try results(files)["flags.csv"]!
    let notListed = "not on the list; answered 2020-02-17, 1 person"
    #expect(
      english == "\u{FEFF}compound,name,unit,address,grid,registered,status,p_occupied,listed,"
        + "away,persons_seen,conflict,action,reasons\n"
        + [
          "A-1-7,Bldg A Ent 1 Room 7,'+g,1,undercounted,0.9998,1,0,2,0,recount,"
            + "\"2 persons seen, 1 listed; answered 2020-02-17, 2 persons; listed nearby: A-1-8\"",
          "3,No. 3,'@g,1,unlisted_occupied,0.9816,0,0,1,0,add_to_list,\"\(notListed)\"",
          "5-2,Bldg 5 Room 2,'-g,1,unlisted_occupied,0.9816,0,0,1,0,add_to_list,"
            + "\"\(notListed); listed nearby: 4-2\"",
          "岗亭,岗亭,g,1,unlisted_occupied,0.9816,0,0,1,0,add_to_list,\"\(notListed)\"",
          "4-2,Bldg 4 Room 2,,0,undercounted,1.0000,1,0,3,0,check_address,\"not in the register; "
            + "3 persons seen, 1 listed; answered 2020-02-18, 2 persons; refused 2020-02-18; "
            + "lit 1 of 2 nights\"",
          "8,No. 8,,0,unlisted_occupied,0.9816,0,0,1,0,check_address,\"not in the register; "
            + "\(notListed)\"",
        ].map { "C1,'=1+1,\($0)\n" }.joined())
    let chinese = try results(files, manifest: #", "language": "zh""#)["flags.csv"]!
    for words in [
      ",3号,", ",5栋2,", ",A栋1单元7,", ",岗亭,岗亭,",
      "不在房屋登记册上; 见到3人，名单上1人; 2020-02-18有人应门，2人; 2020-02-18拒访; 2晚中1晚亮灯",
      "不在居民名单上; 2020-02-17有人应门，1人; 名单上相近：4-2",
    ] {
      #expect(chinese.contains(words), "\(words)")
    }
  }
}
