import DelimitedText

/// The short facts behind a flag, in a fixed order, for a person at the door. Each source has its own, in
/// its file.
///
/// Put together in a buffer of its own, a language at a time: there are thousands of flags.
struct Reasons: ~Copyable {
  /// Those of the unit collected last.
  private(set) var text = OutputBuffer(capacity: 512)
  /// Where each but the first begins.
  private var starts: [Int] = []
  private let isChinese: Bool
  /// The sweep's days as dates.
  private let days: [String]

  init(_ manifest: Manifest) {
    isChinese = manifest.language == .zh
    days = (0..<manifest.days).map { "\(manifest.firstDay.advanced(by: $0))" }
  }

  /// Collects the facts that apply to a unit, joined by `; `.
  mutating func collect(
    _ unit: UnitEvidence, _ situation: Decision.Situation, nearby: [UInt8]?
  ) {
    text.removeAll()
    starts.removeAll(keepingCapacity: true)
    if !situation.isRegistered && situation.compoundHasRegister {
      begin("not in the register", "不在房屋登记册上")
    }
    for source in Source.inReasons { source.addReasons(unit, situation, to: &self) }
    if situation.isInUsedPlace { begin("counted with its building", "与整栋一起数灯") }
    if let nearby {
      begin("listed nearby: ", "名单上相近：")
      text.append(nearby)
    }
  }

  /// Begins another reason, with words in either language.
  mutating func begin(_ english: StaticString, _ chinese: StaticString) {
    if !text.isEmpty {
      text.append(Self.separator)
      starts.append(text.count)
    }
    say(english, chinese)
  }

  /// The facts one by one.
  var all: [String] {
    if text.isEmpty { return [] }
    let starts = [0] + starts
    return starts.indices.map { number in
      let isLast = number == starts.count - 1
      let end = isLast ? text.count : starts[number + 1] - Self.separator.utf8CodeUnitCount
      return text.withField(starts[number]..<end) { $0.text }
    }
  }

  private static var separator: StaticString { "; " }

  mutating func say(_ english: StaticString, _ chinese: StaticString) {
    text.append(isChinese ? chinese : english)
  }

  mutating func say(_ number: some FixedWidthInteger) { text.append(number: number) }

  /// Says a number in one language and another in the other.
  mutating func say(english: Int, chinese: Int) {
    text.append(number: isChinese ? chinese : english)
  }

  /// Says the date of a day of the sweep, from 0.
  mutating func say(day: Int) { text.append(text: days[day]) }
}
