import DelimitedText
import Foundation

/// A part of a day as it stands before or behind a time: `晚上8点`, `8:30 PM`.
enum DayPart: Int, Equatable, Sendable {
  case dawn, morning, noon, afternoon, night, am, pm

  /// The hour of the day that an hour beside it means; nil where it does not go with the word, or goes with it
  /// in two ways.
  func hour(_ hour: Int) -> Int? {
    switch self {
    case .am: return (1...12).contains(hour) ? hour % 12 : hour == 0 ? 0 : nil
    case .dawn: return (0...6).contains(hour) ? hour : nil
    case .morning: return (0...11).contains(hour) ? hour : nil
    case .noon: return hour == 11 || hour == 12 ? hour : hour == 1 || hour == 2 ? hour + 12 : nil
    case .afternoon, .pm:
      if hour == 12 { return 12 }
      return (1...11).contains(hour) ? hour + 12 : (13...23).contains(hour) ? hour : nil
    case .night:
      return (6...11).contains(hour) ? hour + 12 : (18...23).contains(hour) ? hour : nil
    }
  }
}

/// A number, a mark or a word of a text that may be a date or a time.
struct TimeToken {
  enum Kind { case number, mark, part, month }
  var kind: Kind
  /// The number, the mark's character, the part of the day, or the month.
  var value: Int
  /// Of a number.
  var digits = 0
  var isChinese = false

  /// Words, of which those that others begin with stand behind these.
  private static let words: [(String, TimeToken)] = {
    var words: [(String, TimeToken)] = []
    func add(_ kind: Kind, _ value: Int, _ names: [String]) {
      for name in names {
        words.append(
          (name, TimeToken(kind: kind, value: value, isChinese: !name.utf8.contains { $0 < 128 })))
      }
    }
    let parts: [(DayPart, [String])] = [
      (.dawn, ["凌晨"]), (.morning, ["早上", "早晨", "清晨", "上午", "早", "morning"]), (.noon, ["中午"]),
      (.afternoon, ["下午", "傍晚", "afternoon"]),
      (.night, ["晚上", "夜里", "夜间", "晚间", "深夜", "晚", "evening", "night"]),
      (.am, ["a.m.", "am"]), (.pm, ["p.m.", "pm"]),
    ]
    for (part, names) in parts { add(.part, part.rawValue, names) }
    add(.mark, Int(UInt8(ascii: "Z")), ["utc", "gmt"])
    let months = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    for (index, name) in months.enumerated() {
      add(.month, index + 1, [name, String(name.prefix(name == "september" ? 4 : 3))])
    }
    add(.month, 9, ["sep"])
    return words
  }()

  /// Takes a text apart; false where it has something that stands in no date or time.
  static func read(_ field: Field, into tokens: inout [TimeToken]) -> Bool {
    tokens.removeAll(keepingCapacity: true)
    var isFolded = true
    for index in 0..<field.count where field[index] == 0xEF || field[index] &- 65 < 26 {
      isFolded = false
    }
    let text =
      isFolded ? field.text : field.text.precomposedStringWithCompatibilityMapping.lowercased()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      let value = Int(scalar.value)
      if (48...57).contains(value) {
        var number = 0
        var digits = 0
        while let digit = rest.first, (48...57).contains(digit.value) {
          number = min(number * 10 + Int(digit.value) - 48, 1 << 50)
          digits += 1
          rest = rest.dropFirst()
        }
        tokens.append(.init(kind: .number, value: number, digits: digits))
        continue
      }
      if let (number, length) = ChineseNumbers.first(in: rest) {
        let digits = number < 10 ? 1 : number < 100 ? 2 : length
        tokens.append(.init(kind: .number, value: number, digits: digits, isChinese: true))
        rest = rest.dropFirst(length)
        continue
      }
      if let (word, token) = words.first(where: { rest.starts(with: $0.0.unicodeScalars) }) {
        tokens.append(token)
        rest = rest.dropFirst(word.unicodeScalars.count)
        continue
      }
      rest = rest.dropFirst()
      switch scalar {
      case ",":
        // February 17, 2020
        guard tokens.contains(where: { $0.kind == .month }) else { return false }
      case " ", "\u{A0}", "\t", "\n", "\r":
        // A blank ends a number and otherwise says nothing.
        if let last = tokens.last, last.kind == .mark, last.value == 32 { continue }
        tokens.append(.init(kind: .mark, value: 32))
      case "-", "/", ".", ":", "+":
        tokens.append(.init(kind: .mark, value: value))
      case "年", "月", "日", "号", "时", "点", "分", "秒", "半":
        tokens.append(.init(kind: .mark, value: value, isChinese: true))
      case "t", "z": tokens.append(.init(kind: .mark, value: value - 32))
      default: return false
      }
    }
    while let last = tokens.last, last.kind == .mark, last.value == 32 { tokens.removeLast() }
    if let first = tokens.first, first.kind == .mark, first.value == 32 { tokens.removeFirst() }
    return true
  }
}

/// Numbers in Chinese characters, as far as dates and households need them: 十七, 二〇二〇, 两.
enum ChineseNumbers {
  private static let digits: [Unicode.Scalar: Int] = [
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
  ]

  /// The number that a text begins with, below 100 or digit by digit, and how many characters it takes; nil
  /// where it begins with none.
  static func first(in text: Substring.UnicodeScalarView) -> (number: Int, length: Int)? {
    let run = text.prefix { $0 == "十" || digits[$0] != nil }.prefix(8)
    guard !run.isEmpty else { return nil }
    let length = run.count
    guard let ten = run.firstIndex(of: "十") else {
      return (run.reduce(0) { $0 * 10 + digits[$1]! }, length)
    }
    let (tens, ones) = (run[..<ten], run[run.index(after: ten)...])
    guard tens.count < 2, ones.count < 2, ones.first != "十" else { return nil }
    let number = (tens.first.map { digits[$0]! } ?? 1) * 10 + (ones.first.map { digits[$0]! } ?? 0)
    return (number, length)
  }
}
