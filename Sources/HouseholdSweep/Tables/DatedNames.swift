import DelimitedText
import Foundation

/// A name of a file or sheet with a date at one end: `桃源小区2月17日`, `0217桃源小区`.
struct DatedName {
  /// The name without the date.
  let rest: String
  /// The day, in days since 1970.
  let day: Int

  /// Nil where there is no date, or none within six weeks of the sweep: it may be a number that belongs to the
  /// name.
  init?(_ name: String, _ window: SweepWindow) {
    let text = name.precomposedStringWithCanonicalMapping
    let date =
      #/(?:(?<year>20\d\d)[年.\-_ ]?)?(?:(?<m1>\d{1,2})月(?<d1>\d{1,2})[日号]?|(?<m2>\d{1,2})[.\-_](?<d2>\d{1,2})|(?<m3>\d\d)(?<d3>\d\d))[晚早上下午中]{0,2}/#
    for match in text.matches(of: date) {
      let before = text[..<match.range.lowerBound]
      let after = text[match.range.upperBound...]
      // At one end, with something at the other.
      guard Self.isNothing(before) != Self.isNothing(after) else { continue }
      let rest = Self.isNothing(before) ? after : before
      guard before.last?.isNumber != true, after.first?.isNumber != true else {
        continue
      }
      let words = match.output
      guard let month = (words.m1 ?? words.m2 ?? words.m3).flatMap({ Int($0) }),
        let dayOfMonth = (words.d1 ?? words.d2 ?? words.d3).flatMap({ Int($0) })
      else { continue }
      let first = LooseTimes.floor(window.start, 1440)
      let years =
        words.year.flatMap { Int($0) }.map { [$0] }
        ?? (-1...1).map { CivilDay.date(first).year + $0 }
      let days = years.compactMap { CivilDay.number(year: $0, month: month, day: dayOfMonth) }
      guard let day = days.min(by: { abs($0 - first) < abs($1 - first) }), abs(day - first) <= 45
      else {
        continue
      }
      self.rest = String(rest).trimmingCharacters(in: Self.marks)
      self.day = day
      return
    }
    return nil
  }

  private static let marks = CharacterSet(charactersIn: " _-.()（）[]【】、，,")

  /// Whether nothing of a name is left but marks.
  private static func isNothing(_ text: Substring) -> Bool {
    text.unicodeScalars.allSatisfy(marks.contains)
  }
}
