import Testing

@testable import Spreadsheet

@Suite("Numbers as dates")
struct DateTests {
  @Test(
    "what formats show",
    arguments: [
      ("General", nil), ("0.00", nil), ("@", nil), ("#,##0;[Red]-#,##0", nil), ("0.00E+00", nil),
      ("0.0 kWh", nil), ("0\" d\"", nil), ("\\d0", nil), ("_d0_h", nil), ("[Red]0", nil),
      ("[$-804]0", nil), ("[DBNum1]General", nil), ("\"yyyy", nil), ("", nil), ("*d0", nil),
      ("yyyy-mm-dd", [.year, .month, .day]), ("yyyy\\-mm\\-dd;@", [.year, .month, .day]),
      ("[$-804]m\"月\"d\"日\"\\ h:mm;@", [.month, .day, .time]),
      ("D/M/YY", [.day, .month, .year, .dayFirst]),
      ("d-mmm", [.day, .month, .dayFirst]), ("mmm-yy", [.month, .year]), ("dddd", [.day]),
      ("h:mm", .time), ("mm:ss", .time), ("mm:ss.0", .time), ("h:mm:ss AM/PM", .time),
      ("h a/p", .time), ("[h]:mm", [.time, .elapsed]), ("[mm]:ss", [.time, .elapsed]),
      ("[s]", [.time, .elapsed]), ("yyyy/m/d h:mm:ss", [.year, .month, .day, .time]),
      ("上午/下午h\"时\"mm\"分\"", .time),
      ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", [.year, .month, .day, .dayFirst]),
      ("m月d日", [.month, .day]), ("m", .month), ("mm/mm", .month),
    ] as [(String, DateShape?)])
  func formats(format: String, shape: DateShape?) {
    #expect(NumberFormat.shape(format) == shape)
  }

  @Test("formats known by number")
  func numbers() {
    let dates = (0...400).filter { NumberFormat.shape(number: $0) != nil }
    #expect(dates == Array(14...22) + Array(27...36) + Array(45...47) + Array(50...58))
    #expect(NumberFormat.shape(number: 14) == .date)
    #expect(NumberFormat.shape(number: 46) == [.time, .elapsed])
    #expect(NumberFormat.shape(number: 58) == [.month, .day])
    #expect(NumberFormat.shape(number: 16) == [.month, .day, .dayFirst])
  }

  @Test(
    "day numbers of both systems",
    arguments: [
      (1.0, false, -25_567, 0), (59, false, -25_509, 0), (60, false, nil, 0),
      (61, false, -25_508, 0),
      (0, false, nil, 0), (0.5, false, nil, 43_200), (25_569, false, 0, 0),
      (43_878.85416666666, false, 18_309, 73_800), (43_878.999999, false, 18_310, 0),
      (43_878.4236111111, false, 18_309, 36_600), (2_958_465, false, 2_932_896, 0),
      (0, true, -24_107, 0), (42_416.85416666666, true, 18_309, 73_800),
      (2_957_003, true, 2_932_896, 0),
    ] as [(Double, Bool, Int?, Int)])
  func days(number: Double, is1904: Bool, day: Int?, second: Int) {
    let date = SheetDate(number: number, shape: .date, is1904: is1904)
    #expect(date == SheetDate(day: day, second: second, shape: .date))
  }

  @Test("numbers that are no days")
  func none() {
    for number in [-0.001, 2_958_466, 1e300, -.infinity, .infinity, .nan] {
      #expect(SheetDate(number: number, shape: .date, is1904: false) == nil, "\(number)")
    }
    #expect(SheetDate(number: 2_958_465.9999999, shape: .date, is1904: false) == nil)
    #expect(SheetDate(number: 2_957_004, shape: .date, is1904: true) == nil)
    // Under a format with a time alone, 0 is midnight and no day in 1904.
    #expect(SheetDate(number: 0.25, shape: .time, is1904: true)?.day == nil)
  }

  @Test(
    "dates as text",
    arguments: [
      ("2020-02-17", 18_309, 0, .date),
      ("2020-02-17T20:30:00.000", 18_309, 73_800, [.date, .time]),
      ("2020-02-17T20:30", 18_309, 73_800, [.date, .time]), ("T20:30:00", nil, 73_800, .time),
      ("20:30:59.7", nil, 73_860, .time), ("23:59:59.9", nil, 86_399, .time),
      ("PT20H30M00S", nil, 73_800, .time),
      ("PT36H00M00.000000000S", nil, 43_200, [.time, .elapsed]),
    ] as [(String, Int?, Int, DateShape)])
  func texts(text: String, day: Int?, second: Int, shape: DateShape) {
    #expect(SheetDate(text) == SheetDate(day: day, second: second, shape: shape))
    #expect(SheetDate(text, shape: .day)?.shape == .day)
  }

  @Test(
    "texts that are no dates",
    arguments: [
      "", "T", "PT", "PTS", "PT1", "2020-02-30", "2020-02", "2020-02-17T", "2020-02-17T20:30:00Z",
      "2020-02-17T20:30:00+08:00", "2020-02-17T24:00", "20:60", "1:2:3:4", "2020-02-17T20",
      "-1-2-3",
      "PT1H1H", "PT99999999999999999999H", "17.02.2020", "2020-02-17T20:30T1",
    ])
  func noDates(text: String) {
    #expect(SheetDate(text) == nil)
  }
}
