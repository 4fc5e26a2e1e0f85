import DelimitedText
import HouseholdSweep

/// The report's words in its language. Each text stands in both languages side by side, so that
/// none can be missing; the extensions hold them by subject.
package struct Wording: Sendable {
  package let language: Manifest.Language

  package init(_ language: Manifest.Language) { self.language = language }

  /// The one of two texts that is in the language; the other is not even made.
  package func say(_ english: @autoclosure () -> String, _ chinese: @autoclosure () -> String)
    -> String
  {
    language == .zh ? chinese() : english()
  }

  /// What `<html lang>` says.
  var code: String { say("en", "zh-Hans") }

  // MARK: Numbers

  /// `4,201,764`: both languages part thousands with commas.
  package func number(_ number: Int) -> String {
    guard number.magnitude >= 1000 else { return number < 0 ? "−\(-number)" : "\(number)" }
    var digits = Array(String(abs(number)))
    var at = digits.count - 3
    while at > 0 {
      digits.insert(",", at: at)
      at -= 3
    }
    return (number < 0 ? "−" : "") + String(digits)
  }

  /// `98.7%`, half up. What is not quite all never reads as all (`>99.9%`), nor what is there as
  /// nothing (`<0.1%`).
  package func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    guard part != 0, part != whole else { return part == 0 ? "0%" : "100%" }
    let tenths = (part * 1000 + whole / 2) / whole
    if tenths == 0 { return "<0.1%" }
    return tenths == 1000 ? ">99.9%" : "\(tenths / 10).\(tenths % 10)%"
  }

  /// `111,416` of 111415.8 in millionths.
  func rounded(millionths: Int) -> String { number((millionths + 500_000) / 1_000_000) }

  /// `0.9889` as `98.9%`. No unit is certain: what is rounded to 1 reads `>99.9%`.
  package func probability(_ tenThousandths: Int) -> String {
    if tenThousandths < 5 { return "<0.1%" }
    return tenThousandths >= 9995 ? ">99.9%" : share(tenThousandths, of: 10_000)
  }

  /// `33.5` of 335 tenths.
  func tenths(_ tenths: Int) -> String { "\(number(tenths / 10)).\(tenths % 10)" }

  /// `2.5` of 2530 thousandths.
  func usage(_ thousandths: Int) -> String {
    let tenths = (thousandths + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: Dates

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `17 February 2020`, `2020年2月17日`.
  func date(_ date: SweepDate) -> String {
    let (year, month, day) = CivilDay.date(date.number)
    return say("\(day) \(Self.months[month - 1]) \(year)", "\(year)年\(month)月\(day)日")
  }

  /// The same of a date as tables write it; anything else as it stands.
  func date(_ text: String) -> String { SweepDate(text).map { date($0) } ?? text }

  /// `Mon 17 Feb`, `2月17日 周一`.
  func shortDate(_ text: String) -> String {
    guard let date = SweepDate(text) else { return text }
    let (_, month, day) = CivilDay.date(date.number)
    // Day 0, 1 January 1970, was a Thursday.
    let weekday = ((date.number + 3) % 7 + 7) % 7
    let english = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday]
    let chinese = ["一", "二", "三", "四", "五", "六", "日"][weekday]
    return say(
      "\(english) \(day) \(Self.months[month - 1].prefix(3))", "\(month)月\(day)日 周\(chinese)")
  }

  /// `17 to 19 February 2020`, whatever the months.
  func period(from first: SweepDate, days: Int) -> String {
    guard days > 1 else { return date(first) }
    let last = first.advanced(by: days - 1)
    return say("\(date(first)) to \(date(last))", "\(date(first))至\(date(last))")
  }

  /// `1 unit`, `2 units`.
  package func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(self.number(number)) \(number == 1 ? one : many)"
  }

  func units(_ count: Int) -> String {
    say(self.count(count, "unit", "units"), "\(number(count))户")
  }

  func compounds(_ count: Int) -> String {
    say(self.count(count, "compound", "compounds"), "\(number(count))个小区（村）")
  }

  func persons(_ count: Int) -> String {
    say(self.count(count, "person", "people"), "\(number(count))人")
  }

  /// Several phrases one after the other.
  package func list(_ phrases: [String]) -> String {
    phrases.joined(separator: say("; ", "；"))
  }
}
