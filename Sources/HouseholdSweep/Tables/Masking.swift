/// Keeps what looks like a phone or identity number out of what is shown and written.
///
/// There are two measures. What is at fault, and must only be found again in its file, is masked wherever it
/// has eleven digits in a row (`shown`). What is right, and is what people go by (meters, grids, districts),
/// may be as long: of that only numbers of the form that phones and identity cards have are masked.
enum Masking {
  /// A value for people: a phone number reads `1380…`. An offending value is shown so that it can be found
  /// in its file, and a shifted column must not put people into `rejects.csv`.
  static func shown(_ value: String, isMeter: Bool = false) -> String {
    guard looksPersonal(value) else { return value }
    let digits = String(value.unicodeScalars.compactMap(digit))
    if isMeter { return digits.prefix(2) + "…" + digits.suffix(4) }
    return digits.prefix(4) + "…"
  }

  /// Whether a text holds eleven digits or more in a row, or seventeen and an X, separators aside.
  static func looksPersonal(_ value: String) -> Bool {
    mayHoldElevenDigits(value) && !runs(of: value).allSatisfy { $0.digits.count < 11 }
  }

  /// A meter's id; one that has the form of a phone or identity number shows its first two and last four
  /// digits.
  static func meter(_ id: String) -> String {
    isNumberOfPerson(id) ? shown(id, isMeter: true) : id
  }

  /// The name or path of a file: a phone or identity number in it shows four digits, and the rest can be read, so
  /// that the file is found.
  static func file(_ name: String) -> String {
    guard mayHoldElevenDigits(name) else { return name }
    var masked = name
    for run in runs(of: name).reversed() {
      // A date may stand beside a number, with a separator between them.
      for part in run.isOfPerson ? [run] : parts(of: run, in: name).reversed() where part.isOfPerson
      {
        masked.replaceSubrange(part.range, with: part.digits.prefix(4) + "…")
      }
    }
    return masked
  }

  /// The digits of a run that follow each other with no separator.
  private static func parts(of run: Run, in text: String) -> [Run] {
    text[run.range].split { isSeparator($0.unicodeScalars.first!) }.map { part in
      Run(
        range: part.startIndex..<part.endIndex,
        digits: String(part.unicodeScalars.compactMap(digit)), isChinese: run.isChinese)
    }
  }

  /// What stands for those of some names that hold a phone or identity number, which is masked; names that
  /// become alike are told apart by a number behind, in their order.
  static func names(_ names: some Sequence<String>) -> [String: String] {
    let personal = Set(names.lazy.filter(isNumberOfPerson))
    guard !personal.isEmpty else { return [:] }
    var shown: [String: String] = [:]
    var taken = Set<String>()
    let held = Set(names)
    for name in personal.sorted() {
      var masked = name
      for run in runs(of: name).reversed() where run.isOfPerson {
        masked.replaceSubrange(run.range, with: run.digits.prefix(4) + "…")
      }
      var number = 1
      while held.contains("\(masked)\(number)") || taken.contains("\(masked)\(number)") {
        number += 1
      }
      shown[name] = "\(masked)\(number)"
      taken.insert("\(masked)\(number)")
    }
    return shown
  }

  /// What stands for those of some names that have eleven digits or more: masked whole, and told apart by a
  /// number behind, in their order. Names that stay are in `taken`.
  static func numbered(_ names: some Sequence<String>, besides taken: Set<String> = []) -> [String:
    String]
  {
    var counts: [String: Int] = [:]
    var shown: [String: String] = [:]
    for name in Set(names).filter(looksPersonal).sorted() {
      let mask = Self.shown(name)
      var number = counts[mask, default: 0] + 1
      while taken.contains("\(mask)\(number)") { number += 1 }
      counts[mask] = number
      shown[name] = "\(mask)\(number)"
    }
    return shown
  }

  /// Whether a text holds a mobile number (eleven digits from 13 to 19) or an identity number (eighteen
  /// characters with a date of birth among them).
  static func isNumberOfPerson(_ text: String) -> Bool {
    mayHoldElevenDigits(text) && runs(of: text).contains(where: \.isOfPerson)
  }

  /// False for most texts that hold no number of a person, by their bytes alone: each digit is a digit of
  /// ASCII, or begins with a byte that is none of ASCII.
  private static func mayHoldElevenDigits(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 where (0x30...0x39).contains(byte) || byte >= 0xC0 { digits += 1 }
    return digits >= 11
  }

  /// Digits that follow each other, separators aside. Chinese numerals are a run of their own: the 三 of a name
  /// is no part of the number behind it.
  private struct Run {
    var range: Range<String.Index>
    /// With the X that an identity number may end in.
    var digits: String
    var isChinese: Bool

    var isOfPerson: Bool {
      let numbers = digits.utf8.map { Int($0) - 48 }
      switch numbers.count {
      case 11: return numbers[0] == 1 && numbers[1] >= 3
      case 18:
        let year = numbers[6] * 10 + numbers[7]
        let month = numbers[10] * 10 + numbers[11]
        let day = numbers[12] * 10 + numbers[13]
        return (year == 19 || year == 20) && (1...12).contains(month) && (1...31).contains(day)
      default: return false
      }
    }
  }

  private static func runs(of value: String) -> [Run] {
    var runs: [Run] = []
    var current: Run?
    let scalars = value.unicodeScalars
    for index in scalars.indices {
      let scalar = scalars[index]
      if let digit = digit(scalar) {
        let end = scalars.index(after: index)
        let isChinese = scalar.properties.numericType != .decimal
        if let last = current, last.isChinese != isChinese {
          runs.append(last)
          current = nil
        }
        current = Run(
          range: (current?.range.lowerBound ?? index)..<end,
          digits: (current?.digits ?? "") + String(digit), isChinese: isChinese)
      } else if current?.digits.utf8.count == 17, "XxＸｘ".unicodeScalars.contains(scalar) {
        let end = scalars.index(after: index)
        current = Run(
          range: current!.range.lowerBound..<end, digits: current!.digits + "X", isChinese: false)
      } else if !isSeparator(scalar) {
        if let current { runs.append(current) }
        current = nil
      }
    }
    if let current { runs.append(current) }
    return runs
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "-", "_", ".", "/", "(", ")", "+", "\\", "~", ",", "·", "、", "　", "\u{A0}", "\t",
      "（", "）", "，", "．", "／", "＋", "＿":
      true
    default: scalar.properties.generalCategory == .dashPunctuation
    }
  }

  /// The digit that a character is, in any form: `８`, `八`.
  private static func digit(_ scalar: Unicode.Scalar) -> Character? {
    if scalar.isASCII { return (48...57).contains(scalar.value) ? Character(scalar) : nil }
    guard let number = scalar.properties.numericValue, (0...9).contains(number),
      number == number.rounded()
    else { return nil }
    return Character("\(Int(number))")
  }
}
