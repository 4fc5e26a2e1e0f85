import DelimitedText
import Foundation

/// What `tables` in `sweep.json` says of some files, where what was taken for what is to be overruled.
public struct TableRule: Sendable, Hashable {
  /// The files it is about, by glob; `*` stands for anything.
  var files = "*"
  var sheet: String?
  var header: Int?
  /// Our column, or a part of one, by the header names that hold it.
  var columns: [Meaning: [String]] = [:]
  /// What later rules name for the same column: it counts where the table lacks the names before.
  var otherColumns: [Meaning: [[String]]] = [:]
  /// What values of a column mean, by our name for the column; the words are folded.
  var values: [Column: [String: String]] = [:]
  var constants: [Column: String] = [:]
  var dates: TimeRules.Order?
  var ignore: [String] = []
  var fillsAll: Bool?
  var personsTotal: Bool?
  var source: Source?
  var skips: Bool?
  var isUsage: Bool?

  init() {}

  /// The rules for a file one after the other: the first says most, later ones fill gaps.
  static func rule(for name: String, sheet: String?, in rules: [TableRule]) -> TableRule {
    var merged = TableRule()
    for rule in rules {
      guard glob(rule.files, matches: name) else { continue }
      if let wanted = rule.sheet {
        guard let sheet, glob(wanted, matches: sheet) else { continue }
      }
      merged.fill(from: rule)
    }
    return merged
  }

  private mutating func fill(from rule: TableRule) {
    header = header ?? rule.header
    for (meaning, names) in rule.columns {
      if columns[meaning] == nil {
        columns[meaning] = names
      } else {
        otherColumns[meaning, default: []].append(names)
      }
    }
    for (column, words) in rule.values {
      values[column, default: [:]].merge(words) { mine, _ in mine }
    }
    constants.merge(rule.constants) { mine, _ in mine }
    dates = dates ?? rule.dates
    ignore += rule.ignore
    fillsAll = fillsAll ?? rule.fillsAll
    personsTotal = personsTotal ?? rule.personsTotal
    source = source ?? rule.source
    skips = skips ?? rule.skips
    isUsage = isUsage ?? rule.isUsage
  }

  /// Whether a tidy file is to be read otherwise than it is. That `kwh` is a register, and that nothing is to
  /// be filled, say nothing new of it.
  var changesTables: Bool {
    var rule = self
    if rule.isUsage == false { rule.isUsage = nil }
    if rule.fillsAll == false { rule.fillsAll = nil }
    return rule != TableRule()
  }

  /// Whether a name is of a pattern in which `*` stands for any characters and `?` for one.
  static func glob(_ pattern: String, matches name: String) -> Bool {
    let pattern = Array(pattern.precomposedStringWithCanonicalMapping)
    let name = Array(name.precomposedStringWithCanonicalMapping)
    var (at, place) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while place < name.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == name[place] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        at = last.pattern + 1
        place = last.name + 1
      } else {
        return false
      }
    }
    while at < pattern.count, pattern[at] == "*" { at += 1 }
    return at == pattern.count
  }
}

extension ManifestReader {
  private static let ruleKeys = [
    "files", "sheet", "header", "columns", "values", "constants", "dates", "ignore", "fill",
    "persons_total", "source", "skip", "kwh",
  ]

  /// The columns and parts that `columns` may name.
  private static let meanings: [(name: String, meaning: Meaning)] = {
    var all: [(String, Meaning)] = Column.allCases
      .filter { $0 != .unit && $0 != .place }
      .map { ($0.name, .column($0)) }
    all += [("unit", .wholeAddress), ("place", .wholeAddress)]
    let others: [Meaning] = [
      .building, .entrance, .room, .date, .clock, .awayPersons, .usage, .peak, .shoulder, .valley,
    ]
    return all + others.map { ($0.name, $0) }
  }()

  /// Reads `tables`: all that is wrong with it is told.
  mutating func tableRules(_ value: Any?) -> [TableRule] {
    guard let value else { return [] }
    guard let list = value as? [Any] else {
      problems.append(ManifestWords.isNot("tables", Self.show(value), ManifestWords.tables))
      return []
    }
    return list.enumerated().map { index, item in tableRule(item, "tables[\(index)]") }
  }

  private mutating func tableRule(_ value: Any, _ path: String) -> TableRule {
    var rule = TableRule()
    guard let object = value as? [String: Any] else {
      problems.append(ManifestWords.isNot(path, Self.show(value), ManifestWords.object))
      return rule
    }
    checkKeys(object, path + ".", Self.ruleKeys)
    func problem(_ key: String, _ expected: BothLanguages) {
      problems.append(ManifestWords.isNot("\(path).\(key)", Self.show(object[key]!), expected))
    }
    if let files = object["files"] {
      if let text = files as? String, !text.isEmpty {
        rule.files = text
      } else {
        problem("files", ManifestWords.files)
      }
    }
    if let sheet = object["sheet"] {
      if let text = sheet as? String {
        rule.sheet = text
      } else {
        problem("sheet", ManifestWords.sheet)
      }
    }
    if let header = object["header"] {
      if let number = Self.double(header), number >= 1, number == number.rounded(), number < 1e6 {
        rule.header = Int(number)
      } else {
        problem("header", ManifestWords.headerLine)
      }
    }
    readColumns(object["columns"], path, &rule)
    readValues(object["values"], path, &rule)
    readConstants(object["constants"], path, &rule)
    if let dates = object["dates"] {
      if let order = (dates as? String).flatMap(TimeRules.Order.init(rawValue:)) {
        rule.dates = order
      } else {
        problem("dates", ManifestWords.either(["day-first", "month-first"]))
      }
    }
    if let ignore = object["ignore"] {
      if let names = ignore as? [String] {
        rule.ignore = names
      } else {
        problem("ignore", ManifestWords.columnNames)
      }
    }
    rule.fillsAll = flag(object, "fill", path)
    rule.personsTotal = flag(object, "persons_total", path)
    rule.skips = flag(object, "skip", path)
    if let source = object["source"] {
      if let known = (source as? String).flatMap(Source.init(rawValue:)) {
        rule.source = known
      } else {
        problem("source", ManifestWords.oneOf(Source.allCases.map(\.rawValue)))
      }
    }
    if let kwh = object["kwh"] {
      if let word = kwh as? String, word == "usage" || word == "register" {
        rule.isUsage = word == "usage"
      } else {
        problem("kwh", ManifestWords.either(["usage", "register"]))
      }
    }
    return rule
  }

  private mutating func flag(_ object: [String: Any], _ key: String, _ path: String) -> Bool? {
    guard let value = object[key] else { return nil }
    if let number = value as? NSNumber, String(cString: number.objCType) == "c" {
      return number.boolValue
    }
    problems.append(
      ManifestWords.isNot("\(path).\(key)", Self.show(value), ManifestWords.trueOrFalse))
    return nil
  }

  private mutating func readColumns(_ value: Any?, _ path: String, _ rule: inout TableRule) {
    guard let value else { return }
    guard let object = value as? [String: Any] else {
      problems.append(
        ManifestWords.isNot("\(path).columns", Self.show(value), ManifestWords.object))
      return
    }
    checkKeys(object, path + ".columns.", Self.meanings.map(\.name))
    for (name, meaning) in Self.meanings {
      guard let value = object[name] else { continue }
      let names = value as? [String] ?? (value as? String).map { [$0] } ?? []
      let most = meaning == .wholeAddress ? 3 : 1
      if names.contains(where: Self.isOpen) {
        problems.append(ManifestWords.open("\(path).columns.\(name)", ManifestWords.columnName))
      } else if (1...most).contains(names.count) {
        rule.columns[meaning] = names
      } else {
        problems.append(
          ManifestWords.isNot(
            "\(path).columns.\(name)", Self.show(value),
            most > 1 ? ManifestWords.upToThree : ManifestWords.columnName))
      }
    }
  }

  private mutating func readValues(_ value: Any?, _ path: String, _ rule: inout TableRule) {
    guard let value else { return }
    guard let object = value as? [String: Any] else {
      problems.append(
        ManifestWords.isNot("\(path).values", Self.show(value), ManifestWords.object))
      return
    }
    let allowed: [Column: [String]] = [
      .outcome: KnockOutcome.allCases.map(\.name), .state: ["present", "away", "moved"],
      .lit: ["0", "1"], .persons: [],
    ]
    checkKeys(object, path + ".values.", allowed.keys.map(\.name).sorted())
    for (column, meanings) in allowed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard let value = object[column.name] else { continue }
      guard let words = value as? [String: Any] else {
        problems.append(
          ManifestWords.isNot(
            "\(path).values.\(column.name)", Self.show(value), ManifestWords.object))
        continue
      }
      for (word, meaning) in words.sorted(by: { $0.key < $1.key }) {
        let key = "\(path).values.\(column.name).\(Masking.shown(word))"
        if let text = meaning as? String, let known = Words.meaning(text, column),
          meanings.isEmpty || meanings.contains(known)
        {
          rule.values[column, default: [:]][Words.key(word, column)] = known
        } else {
          let choices = (meaning as? String)?.split(separator: "|").map(String.init) ?? []
          problems.append(
            ManifestWords.isNot(
              key, Self.show(meaning),
              choices.count > 1
                ? ManifestWords.leaveOne(choices)
                : meanings.isEmpty ? ManifestWords.persons : ManifestWords.oneOf(meanings)))
        }
      }
    }
  }

  /// Whether a text still has the mark of what is to be filled in.
  private static func isOpen(_ text: String) -> Bool { text.contains("…") }

  private static func isTime(_ text: String) -> Bool {
    var times = LooseTimes()
    return (Field.of(text) { times.read($0) }).map { $0.date != .none } ?? false
  }

  private mutating func readConstants(_ value: Any?, _ path: String, _ rule: inout TableRule) {
    guard let value else { return }
    guard let object = value as? [String: Any] else {
      problems.append(
        ManifestWords.isNot("\(path).constants", Self.show(value), ManifestWords.object))
      return
    }
    checkKeys(object, path + ".constants.", Column.allCases.map(\.name))
    for column in Column.allCases {
      guard let value = object[column.name] else { continue }
      if let text = value as? String, Self.isOpen(text) {
        problems.append(
          ManifestWords.open("\(path).constants.\(column.name)", ManifestWords.text))
      } else if column == .time, let text = value as? String, !Self.isTime(text) {
        problems.append(
          ManifestWords.isNot(
            "\(path).constants.time", Self.show(value), ManifestWords.dateAndTime))
      } else if let text = value as? String, !text.isEmpty {
        rule.constants[column] = text
      } else {
        problems.append(
          ManifestWords.isNot(
            "\(path).constants.\(column.name)", Self.show(value), ManifestWords.text))
      }
    }
  }
}
