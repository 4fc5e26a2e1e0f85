/// What of a date and time a cell shows.
package struct DateShape: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let year = DateShape(rawValue: 1)
  package static let month = DateShape(rawValue: 2)
  package static let day = DateShape(rawValue: 4)
  /// Hours, minutes or seconds.
  package static let time = DateShape(rawValue: 8)
  /// Hours and minutes beyond the day's (`[h]:mm` shows 36:00): no time of day.
  package static let elapsed = DateShape(rawValue: 16)
  /// The day before the month: `2-Mar`, and not `3月2日`.
  package static let dayFirst = DateShape(rawValue: 32)

  package static let date: DateShape = [.year, .month, .day]
}

/// A number with a date format: what its cell shows, or would if the format showed all.
///
/// Of a date without a time the time is midnight; `showsTime` says whether the format has one.
package struct SheetDate: Sendable, Equatable {
  /// Days since 1970-01-01; nil where there is no such day: a bare time (20:30 is 0.85), and
  /// 29 February 1900, which spreadsheets have and the calendar has not.
  package var day: Int?
  /// Seconds of the day, 0 to 86,399, rounded.
  package var second: Int
  package var shape: DateShape

  package init(day: Int?, second: Int, shape: DateShape) {
    self.day = day
    self.second = second
    self.shape = shape
  }

  package var showsDate: Bool { !shape.isDisjoint(with: .date) }
  package var showsTime: Bool { !shape.isDisjoint(with: [.time, .elapsed]) }

  /// The date of a spreadsheet's day number; nil if it has none: below 0 or above the year 9999.
  ///
  /// Two systems count days. In that of 1900, 1 is 1900-01-01 and 60 the day that never was, so
  /// from 61 on all are one more than they should be. In that of 1904, 0 is 1904-01-01.
  ///
  /// A number has some 15 digits, so a time may be a hair under its minute: 43878.85416666666 is
  /// 20:30, to the nearest second.
  package init?(number: Double, shape: DateShape, is1904: Bool) {
    guard number >= 0, number < 2_958_466 else { return nil }
    let seconds = Int((number * 86_400).rounded())
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    guard days < 2_958_466 - (is1904 ? 1462 : 0) else { return nil }
    self.init(day: nil, second: second, shape: shape)
    switch (is1904, days) {
    case (_, 0) where !showsDate: break
    case (true, _): day = days - 24_107
    case (false, 0), (false, 60): break
    case (false, ..<60): day = days - 25_568
    case (false, _): day = days - 25_569
    }
  }
}
