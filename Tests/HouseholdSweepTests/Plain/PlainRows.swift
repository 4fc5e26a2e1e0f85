import Foundation

/// One row of a source by our names of its columns, or why it has no fields.
struct PlainRow {
  var file: String
  var line: Int
  var values: [String: String] = [:]
  /// Where the columns stand.
  var positions: [String: Int] = [:]
  var fault: String?
  /// Whether all that stands in it is one cell of several, as in a heading; of persons that may be all.
  var isHeading = false

  subscript(column: String) -> String { values[column] ?? "" }
}

/// What became of the rows of a file.
struct PlainLedger: Equatable {
  var rows = 0
  var accepted = 0
  var duplicate = 0
  var outOfWindow = 0
  var rejected = 0
}

/// The rows of a sweep's files, what became of them, and the values in them.
struct PlainRows {
  private(set) var ledgers: [String: PlainLedger] = [:]
  private(set) var rejects: [(row: PlainRow, column: String, reason: String, value: String)] = []

  private static let names: [String: [String]] = [
    "compound": ["小区编号", "小区"], "unit": ["房号", "户号", "门牌", "地址"], "place": ["地点", "位置"],
    "resident": ["人员编号", "居民编号"], "state": ["状态"], "meter": ["电表号", "电表"],
    "time": ["抄表时间", "时间"], "kwh": ["电表读数", "读数"], "lit": ["亮灯数", "亮灯"],
    "outcome": ["敲门结果", "结果"], "persons": ["在家人数", "人数"], "worker": ["网格员", "排查员"],
    "floor": ["楼层"], "grid": ["网格"], "name": ["名称"], "kind": ["类型"], "community": ["社区"],
    "subdistrict": ["街道"], "district": ["区"],
  ]

  /// The rows of a source in path and line order: `NAME.csv` and what is in `NAME/`.
  mutating func rows(_ source: String, in sweep: TestSweep, _ columns: [String]) -> [PlainRow] {
    let files = sweep.files.keys.filter { $0 == source + ".csv" || $0.hasPrefix(source + "/") }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.flatMap { file in
      let (header, lines) = sweep.files[file]!
      let titles = Self.fields(header).map { $0.lowercased() }
      var positions: [String: Int] = [:]
      for column in columns {
        var names = [column] + Self.names[column]!
        if column == "place" { names += ["unit"] + Self.names["unit"]! }
        positions[column] = names.compactMap { titles.firstIndex(of: $0) }.first
      }
      var rows: [PlainRow] = []
      for (number, line) in lines.enumerated() {
        var row = PlainRow(file: file, line: number + 2, positions: positions)
        let fields = Self.fields(line)
        guard let filled = fields.lastIndex(where: { !$0.isEmpty }) else { continue }
        if filled >= titles.count {
          row.fault = "too_many_fields"
        } else if fields.count < titles.count,
          !Self.needed(source, positions).allSatisfy({ $0 < fields.count })
        {
          row.fault = "too_few_fields"
        } else {
          // A row that ends early has nothing in the columns behind its end.
          row.values = positions.mapValues { $0 < fields.count ? fields[$0] : "" }
          let persons = ["resident", "state", "persons"].compactMap { positions[$0] }
          row.isHeading =
            titles.count >= 3 && fields.count { !$0.isEmpty } == 1 && !persons.contains(filled)
        }
        rows.append(row)
      }
      ledgers[file, default: PlainLedger()].rows += rows.count
      for row in rows where row.fault != nil { reject(row, "", row.fault!, "") }
      return rows.filter { $0.fault == nil }
    }
  }

  /// Where the columns stand that a row of a source must have.
  private static func needed(_ source: String, _ positions: [String: Int]) -> [Int] {
    let columns: [String] =
      switch source {
      case "compounds": ["compound"]
      case "knocks": ["compound", "unit", "time", "outcome"]
      case "lights": ["compound", "place", "time", "lit"]
      case "meter": ["time", "kwh", positions["meter"] == nil ? "unit" : "meter"]
      default: ["compound", "unit"]
      }
    return columns.compactMap { positions[$0] }
  }

  /// Fields with no line breaks in them.
  private static func fields(_ line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { field in
      let text = field.trimmingCharacters(in: .whitespaces)
      return text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text
    }
  }

  mutating func accept(_ row: PlainRow) { ledgers[row.file]!.accepted += 1 }
  mutating func repeated(_ row: PlainRow) { ledgers[row.file]!.duplicate += 1 }
  mutating func leaveOut(_ row: PlainRow) { ledgers[row.file]!.outOfWindow += 1 }

  mutating func reject(_ row: PlainRow, _ column: String, _ reason: String, _ value: String) {
    ledgers[row.file]!.rejected += 1
    rejects.append((row, column, reason, String(value.prefix(40))))
  }

  /// Rejects a row for the leftmost of its faults; false where there are none.
  mutating func reject(_ row: PlainRow, _ faults: [(column: String, reason: String)]) -> Bool {
    let fault = faults.min {
      row.positions[$0.column, default: -1] < row.positions[$1.column, default: -1]
    }
    if let fault, row.isHeading, fault.reason == "missing_column_value" {
      ledgers[row.file]!.rows -= 1
      return true
    }
    if let fault { reject(row, fault.column, fault.reason, row[fault.column]) }
    return fault != nil
  }

  /// Accepts the first of equal rows.
  mutating func acceptOnce<Meaning: Hashable>(
    _ row: PlainRow, _ seen: inout Set<Meaning>, _ meaning: Meaning
  ) {
    if seen.insert(meaning).inserted { accept(row) } else { repeated(row) }
  }

  var ledgersBalance: Bool {
    ledgers.values.allSatisfy {
      $0.rows == $0.accepted + $0.duplicate + $0.outOfWindow + $0.rejected
    }
  }
}

/// The values that fields hold.
enum PlainValue {
  /// Minutes since 1970, or nil if the text is no time.
  static func time(_ text: String) -> Int? {
    var text = text
    if text.hasSuffix("Z") { text.removeLast() }
    if let zone = text.firstIndex(of: "+") { text = String(text[..<zone]) }
    let halves = text.split { $0 == "T" || $0 == " " }
    guard halves.count == 2 else { return nil }
    let date = halves[0].split { $0 == "-" || $0 == "/" }.map { Int($0) ?? -1 }
    let clock = halves[1].split(separator: ":").map { Int($0) ?? -1 }
    guard date.count == 3, (2...3).contains(clock.count), let day = day(date[0], date[1], date[2]),
      (0..<24).contains(clock[0]), (0..<60).contains(clock[1])
    else { return nil }
    return day * 1440 + clock[0] * 60 + clock[1]
  }

  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    guard year >= 1970, (1...12).contains(month) else { return nil }
    let months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...months[month - 1]).contains(day) else { return nil }
    return (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
      + months[..<(month - 1)].reduce(0, +) + day - 1
  }

  /// A decimal in thousandths, or why it is none.
  static func thousandths(_ text: String) -> (value: Int, fault: String?) {
    func isPlain(_ text: Substring) -> Bool {
      text.contains { $0.isNumber } && text.filter { $0 == "." }.count <= 1
        && text.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
    }
    if text.hasPrefix("-") && isPlain(text.dropFirst()) { return (0, "negative_number") }
    guard isPlain(text[...]), let number = Decimal(string: text) else { return (0, "bad_number") }
    var (exact, rounded) = (number * 1000, Decimal())
    NSDecimalRound(&rounded, &exact, 0, .plain)
    return ((rounded as NSDecimalNumber).intValue, nil)
  }

  static func whole(_ text: String) -> (value: Int, fault: String?) {
    let number = thousandths(text)
    guard number.fault == nil else { return number }
    let fraction = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
    let isWhole = (fraction ?? "").allSatisfy { $0 == "0" } && number.value <= 1_000_000_000
    return (number.value / 1000, isWhole ? nil : "bad_number")
  }

  /// `4.20106E+17`
  static func isScientific(_ text: String) -> Bool {
    text.wholeMatch(of: /[0-9.]+[eE][+-][0-9]+/) != nil
  }

  /// Runs of digits by value and before other characters, others by code point.
  static func naturallyPrecedes(_ a: String, _ b: String) -> Bool {
    let (left, right) = (tokens(a), tokens(b))
    for (x, y) in zip(left, right) where x.value != y.value || x.scalar != y.scalar {
      if x.scalar != y.scalar { return x.scalar < y.scalar }
      return (x.value.count, x.value) < (y.value.count, y.value)
    }
    if left.count != right.count { return left.count < right.count }
    return a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  /// A run of digits without leading zeros (with scalar 0), or another character.
  private static func tokens(_ text: String) -> [(scalar: UInt32, value: String)] {
    var tokens: [(scalar: UInt32, value: String)] = []
    var isInNumber = false
    for scalar in text.unicodeScalars {
      guard (48...57).contains(scalar.value) else {
        tokens.append((scalar.value, ""))
        isInNumber = false
        continue
      }
      if !isInNumber { tokens.append((0, "")) }
      isInNumber = true
      let digits = tokens[tokens.count - 1].value + String(scalar)
      tokens[tokens.count - 1].value = digits == "0" ? "" : digits
    }
    return tokens
  }
}
