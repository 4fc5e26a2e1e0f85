import DelimitedText
import Testing

@testable import HouseholdSweep

/// Times, numbers and words as people write them.
@Suite struct LooseTests {
  private static let window = Manifest(firstDay: SweepDate("2020-02-17")!).window

  /// The time of one cell in a file of its own, as `2020-02-17T20:30`, or why there is none.
  private func read(_ text: String, _ source: Source = .knocks, zone: String? = nil) -> String {
    var reader = LooseTimes()
    guard let time = Field.of(text, { reader.read($0) }) else { return "bad" }
    var rules = TimeRules(
      source, Self.window, zone: zone.flatMap { SweepZone($0) }, isUsage: false, given: nil)
    rules.look(at: time)
    do { try rules.settle(file: "f") } catch { return "error" }
    switch rules.minute(of: time) {
    case .minute(let minute):
      let clock = minute % 1440
      return "\(SweepDate(number: minute / 1440))T\(TimeOfDay(minute: clock))"
    case .bad: return "bad"
    case .ambiguous: return "ambiguous"
    }
  }

  @Test(arguments: [
    ("2020年2月17日 20时30分", "2020-02-17T20:30"), ("2月17日20:30", "2020-02-17T20:30"),
    ("2020.2.17 20:30", "2020-02-17T20:30"), ("20200217 2030", "2020-02-17T20:30"),
    ("2020/2/18 20：30", "2020-02-18T20:30"), ("2020-02-17 下午8:30", "2020-02-17T20:30"),
    ("2020-02-17 晚上8点半", "2020-02-17T20:30"), ("2月17日晚8点", "2020-02-17T20:00"),
    ("2月17日早8点", "2020-02-17T08:00"), ("2月17日傍晚5点", "2020-02-17T17:00"),
    ("2020-02-17 上午9点", "2020-02-17T09:00"),
    ("2020-02-17 8:30 PM", "2020-02-17T20:30"), ("2020-02-17 8:30PM", "2020-02-17T20:30"),
    ("17/2/2020 20:30", "2020-02-17T20:30"), ("2/17/2020 10:04:42 PM", "2020-02-17T22:04"),
    ("43878.85416666666", "2020-02-17T20:30"), ("43878.8542", "2020-02-17T20:30"),
    ("2020-02-17", "2020-02-17T12:00"), ("43878", "2020-02-17T12:00"),
    ("2020-02-17 12:05 AM", "2020-02-17T00:05"), ("2020-02-17 下午2时05分", "2020-02-17T14:05"),
    ("2020-02-17T20:30:00.000+08:00", "2020-02-17T20:30"), ("２０２０－０２－１７ ２０：３０", "2020-02-17T20:30"),
    ("12月31日 23:50", "2019-12-31T23:50"), ("2020-02-17 中午12:10", "2020-02-17T12:10"),
  ])
  func times(_ text: String, _ expected: String) { #expect(read(text) == expected) }

  @Test(arguments: [
    "晚上12点", "2020-02-17 晚上12:00", "2020-02-17 夜里3点", "2020-02-17 24:00", "2020-02-17 9-10点",
    "2020-02-17 9:00-10:00", "2020-02-17 0.8542", "yesterday", "20:30", "2020-02-30 10:00", "9点",
    "2020-02-17 25:10", "13812345678", "2020-02-17 20:60", "99999.5", "2020-02-17 13:00 AM", "",
    "2020", "20200230 1000", "上午", "2020-02-17 上午12:30",
  ])
  func badTimes(_ text: String) { #expect(read(text) == "bad") }

  @Test func zones() {
    #expect(read("2020-02-17T12:30:00.000Z", zone: "+08:00") == "2020-02-17T20:30")
    #expect(read("2020-02-17T12:30:00Z", zone: "Asia/Shanghai") == "2020-02-17T20:30")
    #expect(read("2020-02-17 12:30 UTC") == "error")
    #expect(read("2020-02-17T12:30:00-05:00", zone: "+08:00") == "2020-02-18T01:30")
  }

  @Test func dayAndMonth() throws {
    // 3 February lies in no window, 2 March in none either.
    #expect(read("2/3/2020 10:00") == "ambiguous")
    // Of 18/2 only one reading is a date.
    #expect(read("18/2/2020 10:00") == "2020-02-18T10:00")
  }

  @Test(arguments: [
    ("3人", "3"), ("12盏", "12"), ("3388.2度", "3388.2"), ("１２", "12"), ("1,234.5", "1234.5"),
    ("1,234,567", "1234567"), ("12 kWh", "12"), ("3", "3"), ("12户", "12"),
  ])
  func numbers(_ text: String, _ expected: String) {
    #expect(
      Field.of(text) { LooseNumbers.plain($0) }.map { String(decoding: $0, as: UTF8.self) }
        == expected)
  }

  @Test(arguments: ["1,23", "12,34,567", "人", "1.2.3", "-3", "1e5", "nan", "", "3个", "1,234,56"])
  func noNumbers(_ text: String) { #expect(Field.of(text) { LooseNumbers.plain($0) } == nil) }

  @Test func words() {
    #expect(Words.outcome(Words.fold("No Answer")) == "no_answer")
    #expect(Words.outcome(Words.fold("NOT-HOME")) == "no_answer")
    #expect(Words.outcome(Words.fold("在家。")) == "answered")
    #expect(Words.outcome(Words.fold("租户")) == nil)
    #expect(Words.state(Words.fold("出租")) == nil)
    #expect(Words.lit(Words.fold("√")) == .on)
    #expect(Words.lit(Words.fold("FALSE")) == .noCount)
  }

  @Test(arguments: [
    ("13812345678", "1381…"),
    ("42010019800101123X", "4201…"), ("138-1234-5678", "1381…"), ("3-2-501", "3-2-501"),
    ("一三八一二三四五六七八", "1381…"), ("138、1234·5678", "1381…"), ("2020-02-17 20:30", "2020-02-17 20:30"),
  ])
  func masks(_ text: String, _ expected: String) {
    #expect(Masking.shown(text) == expected)
  }

  @Test(arguments: [
    ("residents/*.xlsx", "residents/桃源.xlsx", true), ("*", "a/b.csv", true),
    ("a?.csv", "ab.csv", true), ("a?.csv", "a.csv", false), ("x*y*z", "x1y2z", true),
    ("x*y*z", "x1z", false),
  ])
  func globs(_ pattern: String, _ name: String, _ expected: Bool) {
    #expect(TableRule.glob(pattern, matches: name) == expected)
  }

  @Test(arguments: [
    ("3月2日", ["3-2"]), ("2-MAR", ["3-2", "2-3"]), ("MAR-32", ["3-32"]),
    ("2007-8-9", ["8-9", "9-8", "7-8-9", "8-9-7", "9-8-7", "2007-8-9", "8-9-2007", "9-8-2007"]),
  ])
  func dateReadings(_ text: String, _ expected: [String]) {
    #expect(Set(DateReadings(text).keys.map(\.text)) == Set(expected))
  }
}
