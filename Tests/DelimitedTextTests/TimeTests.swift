import Testing

@testable import DelimitedText

@Suite("Times")
struct TimeTests {
  @Test("whoever remembers the dates before reads what one without memory reads")
  func memory() {
    var random = SystemRandomNumberGenerator()
    var reader = TimeReader()
    let dates = [
      "2020-02-17", "2020-02-18", "2020-02-27", "2020-01-17", "2020/02/17", "2020/2/17",
      "2020-02-30", "2020-02-1x", "2020-02/17", "0000-00-00", "2020-12-17", "1999-02-17",
    ]
    let marks = ["T", " ", "t", "-"]
    let clocks = [
      "20:30", "00:00", "23:59", "24:00", "20:60", "2x:30", "20:3x", "9:30", "9:30Z", "20.30",
      "20:30:15", "20:30+08:00", "", "9:3012",
    ]
    for _ in 0..<20_000 {
      let text =
        dates.randomElement(using: &random)! + marks.randomElement(using: &random)!
        + clocks.randomElement(using: &random)!
      Field.of(text) { field in
        let (remembered, plain) = (reader.read(field), field.time())
        #expect(remembered?.minute == plain?.minute, "\(text)")
        #expect(remembered?.hadZone == plain?.hadZone, "\(text)")
      }
    }
  }
}
