import DelimitedText

extension SheetDate {
  /// The date that a text in the form of ISO 8601 says: `2020-02-17`, `2020-02-17T20:30:00.000`,
  /// and as a time alone `20:30:00` and `PT20H30M00S`. Nil for others: so for one with an offset
  /// from UTC, which no cell can show.
  ///
  /// - Parameter shape: What the cell's format shows; if that is not known, what the text has.
  package init?(_ text: String, shape: DateShape? = nil) {
    if text.hasPrefix("PT") {
      self.init(duration: text.dropFirst(2), shape: shape)
      return
    }
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count <= 2, let last = parts.last, !last.isEmpty else { return nil }
    let isTime = last.contains(":")
    guard isTime || parts.count == 1 else { return nil }

    self.init(day: nil, second: 0, shape: shape ?? [])
    var found: DateShape = []
    if isTime {
      guard let second = Self.second(last) else { return nil }
      self.second = second
      found = .time
    }
    if let date = parts.first, !isTime || parts.count == 2, !date.isEmpty {
      let numbers = date.split(separator: "-", omittingEmptySubsequences: false)
      guard numbers.count == 3, let year = Self.number(numbers[0]),
        let month = Self.number(numbers[1]), let day = Self.number(numbers[2]),
        let number = CivilDay.number(year: year, month: month, day: day)
      else { return nil }
      self.day = number
      found.formUnion(.date)
    }
    if shape == nil { self.shape = found }
  }

  /// `20:30`, `20:30:00.000`: a time of day, rounded to the second but never to the next day.
  private static func second(_ text: Substring) -> Int? {
    let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count), let hour = number(numbers[0]), hour < 24,
      let minute = number(numbers[1]), minute < 60
    else { return nil }
    guard numbers.count == 3 else { return hour * 3600 + minute * 60 }
    guard let second = decimal(numbers[2]), second <= 60 else { return nil }
    return min(hour * 3600 + minute * 60 + second, 86_399)
  }

  /// `20H30M00S`.
  private init?(duration text: Substring, shape: DateShape?) {
    var total = 0
    var rest = text
    for (unit, seconds) in [("H", 3600), ("M", 60), ("S", 1)] {
      guard let end = rest.firstIndex(where: { String($0) == unit }) else { continue }
      guard let number = Self.decimal(rest[..<end]) else { return nil }
      total += number * seconds
      rest = rest[rest.index(after: end)...]
    }
    guard rest.isEmpty, !text.isEmpty else { return nil }
    let found: DateShape = total < 86_400 ? .time : [.time, .elapsed]
    self.init(day: nil, second: total % 86_400, shape: shape ?? found)
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.count <= 6 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func decimal(_ text: Substring) -> Int? {
    guard text.utf8.count <= 20, String(text).isNumber, let value = Double(text), value >= 0,
      value < 1e8
    else { return nil }
    return Int(value.rounded())
  }
}
