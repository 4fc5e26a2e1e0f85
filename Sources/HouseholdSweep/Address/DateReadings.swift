import DelimitedText

/// What an address was before a spreadsheet made a date of it: all addresses that become this date.
///
///     3月2日       3-2
///     2-Mar       3-2, 2-3
///     Mar-32      3-32
///     2007/8/9    8-9, 9-8, 7-8-9, 2007-8-9, 8-9-7, 8-9-2007, 9-8-7, 9-8-2007
struct DateReadings {
  private(set) var keys: [AddressKey] = []

  /// The readings of a canonical text that is a date, each once.
  init(_ text: String) {
    let pieces = text.split(separator: "-").map(String.init)
    guard pieces.count > 1 else {
      addChinese(text)
      return
    }
    let months = AddressVocabulary.months.map { $0 }
    if let at = pieces.firstIndex(where: { months.contains($0) }),
      let month = Self.month(pieces[at])
    {
      let numbers = pieces.enumerated().filter { $0.offset != at }.compactMap { Int($0.element) }
      switch numbers.count {
      case 1:
        add([month, numbers[0] % 1900 < 100 && numbers[0] >= 1900 ? numbers[0] % 100 : numbers[0]])
        if numbers[0] >= 2000 { add([month, numbers[0] % 100]) }
        if numbers[0] <= 31 { add([numbers[0], month]) }
      case 2:
        // Day and month, then the year; or the year first.
        if numbers[0] > 31 {
          addDate(year: numbers[0], month: month, day: numbers[1])
        } else {
          addDate(year: numbers[1], month: month, day: numbers[0])
        }
      default: break
      }
      return
    }
    let numbers = pieces.compactMap { Int($0) }
    guard numbers.count == pieces.count, numbers.count >= 3 else { return }
    addDate(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// `JAN` to `DEC`, and longer forms of them.
  private static func month(_ name: String) -> Int? {
    let names = [
      "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    return names.firstIndex { name.hasPrefix($0) }.map { $0 + 1 }
  }

  private mutating func addChinese(_ text: String) {
    var numbers: [Int] = []
    var units = ""
    var isInNumber = false
    for scalar in text.unicodeScalars {
      let digit = Int(scalar.value) - 48
      if (0...9).contains(digit) {
        if !isInNumber { numbers.append(0) }
        numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + digit, 100_000)
        isInNumber = true
      } else {
        units.unicodeScalars.append(scalar)
        isInNumber = false
      }
    }
    switch (units, numbers.count) {
    case ("月日", 2), ("月", 2): add([numbers[0], numbers[1]])
    case ("年月日", 3): addDate(year: numbers[0], month: numbers[1], day: numbers[2])
    case ("年月", 2): addDate(year: numbers[0], month: numbers[1], day: 1)
    default: break
    }
  }

  private mutating func addDate(year: Int, month: Int, day: Int) {
    let short = year % 100
    add([month, day])
    add([day, month])
    for year in [short, year] {
      add([year, month, day])
      add([month, day, year])
      add([day, month, year])
      if day == 1 { add([month, year]) }
    }
  }

  private mutating func add(_ parts: [Int]) {
    guard parts.allSatisfy({ (0...AddressKey.largestPart).contains($0) }) else { return }
    let key =
      parts.count == 2
      ? AddressKey(parts[0], parts[1]) : AddressKey(parts[0], parts[1], parts[2])
    if !keys.contains(key) { keys.append(key) }
  }
}
