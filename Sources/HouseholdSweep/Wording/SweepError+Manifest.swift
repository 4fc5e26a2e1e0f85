import Foundation

/// What is wrong with `sweep.json`.
extension SweepError {
  private static let manifestPlace = Place(file: SweepFolder.manifestName)

  static func unreadableManifest(_ error: any Error) -> SweepError {
    SweepError(
      .system, at: manifestPlace,
      .init("the manifest cannot be read: ", "无法读取：") + .systemReason(error),
      advice: .init("check its permissions", "请检查文件权限"))
  }

  /// Foundation tells in English what it did not understand, and behind how many bytes.
  static func noJSON(_ detail: String, in data: Data) -> SweepError {
    let slips = ManifestSlip.all(in: Array(data))
    if let error = ManifestSlip.error(slips) { return error }
    let kinds = [
      ("Unescaped control character", "引号没有闭合，或文字中有换行"),
      ("Unexpected end of file", "内容不完整，像是少了引号或括号"),
    ]
    let chinese = kinds.first { detail.hasPrefix($0.0) }?.1 ?? "这里看不懂"
    let offset = detail.firstMatch(of: #/around character (\d+)/#).flatMap { Int($0.1) }
    let lines = data.prefix(offset ?? data.count)
      .split(separator: 10, omittingEmptySubsequences: false)
    var place = manifestPlace
    place.line = lines.count
    place.column = String(decoding: lines.last ?? Data(), as: UTF8.self).count + 1
    return SweepError(
      .badData, at: place,
      .init("this is not valid JSON: \(detail)", "不是有效的 JSON：\(chinese)"),
      advice: .init("check commas, quotes and braces", "请检查逗号、引号和括号"))
  }

  static let noObject = SweepError(
    .badData, at: manifestPlace,
    .init("the manifest must be an object in braces", "内容应写在一对花括号中"),
    advice: .init(
      "'sweep init FOLDER' makes a folder with one to look at", "用“sweep init 文件夹名”可新建一个作参考"))

  /// All that is wrong with the keys: one behind the file's name, several on a line each.
  static func manifest(_ problems: [BothLanguages]) -> SweepError {
    let count = problems.count
    return SweepError(
      .badData, at: manifestPlace,
      count == 1
        ? problems[0]
        : BothLanguages("\(count) things are wrong\n  ", "有\(count)处错误\n  ")
          + problems.joined("\n  ", "\n  "),
      advice: .init(
        "mend the manifest; docs/formats.md lists its keys", "请改正；各项的写法见 docs/formats.md"))
  }

  static func ownResults(_ name: String) -> SweepError {
    SweepError(
      .badData, at: manifestPlace,
      .init(
        "'parameters_from' is \"\(name)\", which is one of this sweep's own results: a second run would start from the first, and the same folder would not give the same results",
        "“parameters_from”是 \"\(name)\"，即本次排查自己的结果：再运行一次就会从上一次的结果出发，同一文件夹得不到相同的结果"),
      advice: .init(
        "copy the file of the night before out of its results, and name the copy",
        "请把前一晚的该文件复制到结果以外，再写复制件的路径"))
  }
}

extension ManifestSlip {
  /// The slip in words.
  var error: SweepError {
    let (problem, advice) = words
    return SweepError(.badData, at: .init(file: SweepFolder.manifestName), problem, advice: advice)
  }

  /// All slips in one error; nil where there are none.
  static func error(_ slips: [ManifestSlip]) -> SweepError? {
    guard slips.count > 1 else { return slips.first?.error }
    let words = slips.map(\.words)
    var advice: [BothLanguages] = []
    for (_, one) in words where !advice.contains(one) { advice.append(one) }
    return SweepError(
      .badData, at: .init(file: SweepFolder.manifestName),
      BothLanguages("\(slips.count) things are wrong\n  ", "有\(slips.count)处错误\n  ")
        + words.map(\.0).joined("\n  ", "\n  "),
      advice: advice.joined("\n  ", "\n  "))
  }

  /// What is wrong, and what to do.
  private var words: (BothLanguages, BothLanguages) {
    switch self {
    case .noUTF8(let line):
      (
        .init("line \(line) is not UTF-8", "第\(line)行不是 UTF-8 编码"),
        .init("save the file anew as UTF-8", "请另存为 UTF-8")
      )
    case .quotes(let line):
      (
        .init(
          "line \(line) has typographic quotes; use plain ones",
          "第\(line)行用了中文引号“”，请改成英文引号"),
        .init("plain quotes look like this: \"", "英文引号是这样的：\"")
      )
    case .mark(let mark, let line):
      (
        .init(
          "line \(line) has a Chinese \(mark); use the plain mark",
          "第\(line)行用了中文标点\(mark)，请改成英文标点"),
        .init(
          "between keys and values only , : { } [ ] are known", "引号以外只能用英文的 , : { } [ ]")
      )
    case .missingComma(let line):
      (
        .init("a comma is missing at the end of line \(line)", "第\(line)行末尾缺少逗号"),
        .init(
          "every value but the last of its braces has a comma behind it", "花括号中除最后一项外，每项后面都要有英文逗号")
      )
    }
  }
}

/// What a key of the manifest must be, and what is wrong with keys.
enum ManifestWords {
  static func isNot(_ key: String, _ value: BothLanguages, _ expected: BothLanguages)
    -> BothLanguages
  {
    BothLanguages("'\(key)' is", "“\(key)”是") + value + .init("; it must be ", "，应为") + expected
  }

  static func unknown(_ key: String, nearest: String?) -> BothLanguages {
    let hint = nearest.map { BothLanguages("; did you mean '\($0)'?", "，是不是“\($0)”？") }
    return BothLanguages("'\(key)' is no key of the manifest", "没有“\(key)”这一项")
      + (hint ?? .init(same: ""))
  }

  static let firstDayMissing = BothLanguages(
    "'first_day' is missing: the date of the first day, such as \"2020-02-17\"",
    "缺少“first_day”：第一天的日期，如 \"2020-02-17\"")

  static func missing(_ key: String) -> BothLanguages {
    .init("'\(key)' is missing", "缺少“\(key)”")
  }

  static func notBelow(_ low: String, _ lowValue: Double, _ high: String, _ highValue: Double)
    -> BothLanguages
  {
    .init(
      "'\(low)' (\(lowValue)) must be below '\(high)' (\(highValue))",
      "“\(low)”（\(lowValue)）应小于“\(high)”（\(highValue)）")
  }

  static func above(_ low: String, _ lowValue: Double, _ high: String, _ highValue: Double)
    -> BothLanguages
  {
    .init(
      "'\(low)' (\(lowValue)) must not be above '\(high)' (\(highValue))",
      "“\(low)”（\(lowValue)）不应大于“\(high)”（\(highValue)）")
  }

  static let sharesSumToOne = BothLanguages(
    "the shares of 'parameters.hidden_windows' and 'parameters.seldom_home' sum to 1: nothing is left for dwellings that can be seen",
    "“parameters.hidden_windows”和“parameters.seldom_home”的占比合计为1：没有留下窗户看得到的住房")

  static func holds(_ key: String, _ item: Double, _ expected: BothLanguages) -> BothLanguages {
    BothLanguages("'\(key)' holds \(item); each must be ", "“\(key)”中有 \(item)，每个都应为") + expected
  }

  static func sum(_ key: String, _ sum: Double) -> BothLanguages {
    .init("'\(key)' sums to \(sum); it must sum to 1", "“\(key)”合计为 \(sum)，应合计为1")
  }

  // MARK: What is expected

  static let language = BothLanguages(
    "\"en\" (English) or \"zh\" (Chinese)", " \"zh\"（中文）或 \"en\"（英文）")

  static let date = BothLanguages("a date such as 2020-02-17", "日期，如 2020-02-17")
  static let text = BothLanguages("text", "文字")
  static let days = BothLanguages("a whole number from 1 to 31", "1到31的整数")
  static let time = BothLanguages("a time such as \"05:00\"", "时间，如 \"05:00\"")
  static let hours = BothLanguages("hours such as \"18:00-01:00\"", "时段，如 \"18:00-01:00\"")
  static let path = BothLanguages("the path of a file", "文件路径")
  static let zone = BothLanguages(
    "an offset such as \"+08:00\" or a name such as \"Asia/Shanghai\"",
    "时区，如 \"+08:00\" 或 \"Asia/Shanghai\"")
  static let minutes = BothLanguages(
    "a whole number of minutes from 1 to 44640", "分钟数，1到44640的整数")
  static let betweenZeroAndOne = BothLanguages("a number between 0 and 1", "0和1之间的数")
  static let usage = BothLanguages("a number of kWh a day from 0 to 1000", "每天的度数（kWh），0到1000")
  static let mostUsage = BothLanguages("a number of kWh a day from 0 to 1e6", "每天的度数（kWh），0到1e6")
  static let hoursOfReading = BothLanguages("a number of hours from 0 to 744", "小时数，0到744")
  static let doubtful = BothLanguages("a number from 0 to 0.01", "0到0.01的数")
  static let costMinutes = BothLanguages(
    "a number of minutes from 0.1 to 1440", "分钟数，0.1到1440")
  static let planWeight = BothLanguages("a number from 0 to 1000", "0到1000的数")
  static let object = BothLanguages("an object in braces", "花括号中的内容")
  static let probability = BothLanguages(
    "a probability from 0.000001 to 0.999999", "概率，0.000001到0.999999")
  static let concentration = BothLanguages("a number from 0.1 to 1e9", "0.1到1e9的数")
  static let twoConcentrations =
    concentration
    + .init(
      ", or a list of two, for occupied and for vacant dwellings",
      "，或两个这样的数（有人居住的和空置的）")
  static let strength = BothLanguages("a number from 0 to 1e9", "0到1e9的数")
  static let units = BothLanguages("a whole number from 1 to 1e9", "1到1e9的整数")
  static let listed = BothLanguages(
    "an object with 'occupied' and 'vacant', or a list of two probabilities",
    "含“occupied”和“vacant”的花括号内容，或两个概率")
  static let kind = BothLanguages("an object with 'share' and 'lit'", "含“share”和“lit”的花括号内容")
  static let homeRows = BothLanguages(
    "an object with 'occupied', 'seldom_home' and 'vacant'",
    "含“occupied”“seldom_home”“vacant”的花括号内容")
  static let share = BothLanguages("a share from 0 to 0.5", "占比，0到0.5")
  static let edges = BothLanguages(
    "a list of 1 to 15 numbers of kWh a day above 0, each greater than the one before",
    "1到15个大于0的每天度数（kWh），后一个比前一个大")

  static func numbers(_ count: Int) -> BothLanguages {
    .init("a list of \(count) numbers", "\(count)个数的列表")
  }

  /// One of several words, as they stand in the file.
  static func either(_ words: [String]) -> BothLanguages {
    let quoted = words.map { "\"\($0)\"" }
    return .init(quoted.joined(separator: " or "), " " + quoted.joined(separator: " 或 "))
  }

  static func oneOf(_ words: [String]) -> BothLanguages {
    .init("one of " + words.joined(separator: ", "), "其中之一：" + words.joined(separator: ", "))
  }

  /// Of a line of advice, one of several meanings is to be left.
  static func leaveOne(_ words: [String]) -> BothLanguages {
    .init(
      "one of them: leave " + words.map { "\"\($0)\"" }.joined(separator: " or "),
      "其中一个：只留 " + words.map { "\"\($0)\"" }.joined(separator: " 或 "))
  }

  /// Something that a line of advice leaves open was not filled in.
  static func open(_ key: String, _ expected: BothLanguages) -> BothLanguages {
    BothLanguages(
      "'\(key)' still has \"…\", which only marks a gap; write ",
      "“\(key)”中的 \"…\" 只是空位，请换成") + expected
  }

  // MARK: Tables

  static let tables = BothLanguages("a list of objects", "方括号中的若干花括号内容")
  static let files = BothLanguages(
    "the path of a file in the sweep folder; * stands for anything",
    "排查文件夹中的文件路径，* 代表任意文字")
  static let sheet = BothLanguages("the name of a sheet", "工作表的名称")
  static let headerLine = BothLanguages("the number of the header's line", "表头的行号")
  static let columnNames = BothLanguages("a list of column names", "列名的列表")
  static let columnName = BothLanguages("a column's name", "列名")
  static let upToThree =
    columnName + .init(", or a list of up to three", "，或最多三个列名的列表")
  static let dateAndTime = BothLanguages(
    "a date and a time such as \"2020-02-17 20:00\"", "日期和时间，如 \"2020-02-17 20:00\"")
  static let persons = BothLanguages(
    "a whole number such as \"3\", or \"\" where nobody was counted",
    "整数，如 \"3\"；没有数人数的写 \"\"")
  static let trueOrFalse = BothLanguages("true or false", " true 或 false")
}
