import Spreadsheet

/// What is wrong with tables that are not tidy, and which line of the manifest helps.
extension SweepError {
  static func tooLargeToTidy(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init(
        "the file is not tidy, and too large to be tidied (2 GiB)",
        "文件格式不规整，又超过 2 GiB，无法整理"),
      advice: .init(
        "split it, or bring it into the form of docs/formats.md",
        "请拆成几个文件，或改成 docs/formats.md 的格式"))
  }

  static func taggedDocument(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init(
        "this is an HTML page or another document in tags, whatever its name says (many office systems export that)",
        "不管文件名是什么，这其实是网页（HTML）一类的文件（许多办公系统这样导出）"),
      advice: .init(
        "open it in a spreadsheet program, choose 'Save as', and the type '.xlsx' or 'CSV UTF-8'",
        "请用表格软件打开，选“另存为”，类型选“.xlsx”或“CSV UTF-8”"))
  }

  /// A text document, whatever its name says.
  static func document(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init(
        "this is a text document (.docx, .doc or .wps), whatever its name says",
        "不管文件名是什么，这是文字文档（.docx、.doc 或 .wps）"),
      advice: .init(
        "copy its table into a spreadsheet program, and save that as '.xlsx' or 'CSV UTF-8'",
        "请把其中的表格复制到表格软件里，另存为“.xlsx”或“CSV UTF-8”"))
  }

  static func picture(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init("this is a picture, whatever its name says", "不管文件名是什么，这是图片"),
      advice: .init(
        "ask for the table it was taken of, or type it into a spreadsheet program, and save that as '.xlsx' or 'CSV UTF-8'",
        "请索要原来的表格，或把内容录入表格软件，另存为“.xlsx”或“CSV UTF-8”"))
  }

  static func pdf(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init("this is a PDF document, whatever its name says", "不管文件名是什么，这是 PDF 文件"),
      advice: .init(
        "ask for the table it was printed from, or copy it into a spreadsheet program, and save that as '.xlsx' or 'CSV UTF-8'",
        "请索要原来的表格，或把表格复制到表格软件里，另存为“.xlsx”或“CSV UTF-8”"))
  }

  static func archive(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init(
        "this is a packed archive (.zip, .rar, .7z or .gz), whatever its name says",
        "不管文件名是什么，这是压缩包（.zip、.rar、.7z 或 .gz）"),
      advice: .init(
        "unpack it, and put the tables in it, as '.xlsx' or 'CSV UTF-8', in its place",
        "请先解压，把其中的表格（“.xlsx”或“CSV UTF-8”）放到这里"))
  }

  /// The header's names are parted by a full-width mark.
  static func wideSeparator(_ mark: Character, at place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "the columns are parted by the full-width mark '\(mark)', which parts none here",
        "各列之间用的是全角标点“\(mark)”，这里不能用它分列"),
      advice: .init(
        "replace every '\(mark)' between columns by a plain comma, or save the table as '.xlsx'",
        "请把列与列之间的“\(mark)”全部换成半角逗号，或另存为“.xlsx”"))
  }

  /// What to write where a row comes near to a header: behind an advice that stands already.
  static func sayWhatIsWhat(_ rule: String) -> BothLanguages {
    .init(
      "or say what is what in \"tables\" of \(SweepFolder.manifestName), for example:\n    \(rule)",
      "或在 \(SweepFolder.manifestName) 的 \"tables\" 中写明各列是什么，例如：\n    \(rule)")
  }

  /// The other way out: behind what would make a table readable.
  static func orSkip(_ rule: String) -> BothLanguages {
    .init(
      "\n  or, if the file is not wanted, have it skipped:\n    \(rule)",
      "\n  不需要这个文件的，写明跳过：\n    \(rule)")
  }

  /// The error of a file that is no table, with the line that leaves it out.
  func orSkipped(_ file: String) -> SweepError {
    guard code == .badData, let advice = adviceWords else { return self }
    var error = self
    error.adviceWords = advice + Self.orSkip(TableRule(skipping: file, sheet: nil).json)
    return error
  }

  /// A sheet of which nothing is read, and the lines that help.
  static func notRead(_ advice: TidyAdvice, at table: String) -> SweepError {
    let (english, chinese) = (TidyWording(.en), TidyWording(.zh))
    let or = BothLanguages("\n  \(english.or)\n    ", "\n  \(chinese.or)\n    ")
    let rules = [advice.rule] + (advice.alternatives ?? [])
    var error = SweepError(
      .badData, at: .init(file: table), .init(english.advice(advice), chinese.advice(advice)),
      advice: BothLanguages(
        "add one of these lines to \"tables\" of \(SweepFolder.manifestName):\n    ",
        "请在 \(SweepFolder.manifestName) 的 \"tables\" 中写上其中一行：\n    ")
        + rules.map { BothLanguages(same: $0) }.joined(or.english, or.chinese))
    error.rules = [advice.said]
    return error
  }

  /// What reads one of the days of a table with a column a day.
  static func oneDay(_ rule: String) -> BothLanguages {
    BothLanguages(same: "\n  ") + .oneDayAlone + .init(":\n    ", "：\n    ") + .init(same: rule)
  }

  static func meaningTwice(
    _ name: String, at table: String, _ rule: TableRule, _ first: Int, _ second: Int
  ) -> SweepError {
    SweepError(
      .badData, at: .init(file: table),
      .init(
        "'\(name)' stands twice in the header, as columns \(first) and \(second)",
        "表头中“\(name)”出现两次，在第\(first)列和第\(second)列"),
      advice: BothLanguages(
        "say which one counts in \"tables\" of \(SweepFolder.manifestName): ",
        "请在 \(SweepFolder.manifestName) 的 \"tables\" 中写明用哪一列：") + .init(same: rule.json))
  }

  /// A spreadsheet in which nothing is a table.
  static func noTable(in file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init("no sheet of the spreadsheet holds a table", "表格文件中没有一个工作表是数据表"),
      advice: .init(
        "a table has a header and rows below it, of two columns at least; if nothing is missing, remove the file or skip it in \"tables\" of \(SweepFolder.manifestName)",
        "数据表要有表头和下面的数据行，至少两列；确实没有数据的，请删去该文件，或在 \(SweepFolder.manifestName) 的 \"tables\" 中写明跳过"))
  }

  /// A list with more persons than a city has.
  static func tooManyPersons(in table: String, _ most: Int) -> SweepError {
    SweepError(
      .badData, at: .init(file: table),
      .init("the persons of this list come to more than \(most)", "名单的人数合计超过\(most)"),
      advice: .init(
        "look whether its column of persons holds something else, such as numbers of houses",
        "请检查人数一列是否填了别的内容，例如房号"))
  }

  /// A line that the manifest calls the header, and that is not there.
  static func noHeaderLine(_ line: Int, in table: String, last: Int) -> SweepError {
    SweepError(
      .badData, at: .init(file: table),
      .init(
        "\"header\": \(line) in \"tables\" of \(SweepFolder.manifestName) names a line that is not there: the last is \(last)",
        "\(SweepFolder.manifestName) 的 \"tables\" 中写了 \"header\": \(line)，但没有这一行，最后一行是第\(last)行"),
      advice: .init(
        "give the line that names the columns, or take \"header\" out: it is looked for in the first 30 lines",
        "请写列名所在的行号，或删去 \"header\"，由程序在前30行中查找"))
  }

  // MARK: Several files at once

  /// One error of those of all files of a source: whoever mends one file at a time is not done by morning.
  static func all(_ errors: [SweepError], of source: Source) -> SweepError? {
    guard var first = errors.first, errors.count > 1 else { return errors.first }
    let most = 20
    first.others = Array(errors.dropFirst().prefix(most - 1))
    if errors.count > most { first.others.append(moreFiles(errors.count - most)) }
    let rules = shared(errors, source)
    if !rules.isEmpty { first.others.append(oneLine(rules)) }
    return first
  }

  /// The error, and others behind it.
  func and(_ more: [SweepError]) -> SweepError {
    var error = self
    error.others += more
    return error
  }

  /// The error, and behind it what was noted of the manifest.
  func and(_ notes: [Note]) -> SweepError {
    var error = self
    error.others += notes.map { note in
      SweepError(
        .badData, at: .init(file: note.file),
        .init(note.text, note.text(in: .zh) ?? note.text))
    }
    return error
  }

  static func moreFiles(_ count: Int) -> SweepError {
    SweepError(
      .badData, .init("and \(count) more file\(count == 1 ? "" : "s")", "另有\(count)个文件有问题"))
  }

  /// Lines of which one does for several files.
  static func oneLine(_ rules: [(rule: String, files: Int)]) -> SweepError {
    let lines = rules.map { rule, files in
      BothLanguages("\n    \(rule)  (\(files) files)", "\n    \(rule)  （\(files)个文件）")
    }
    return SweepError(
      .badData,
      .init(
        "one line in \"tables\" of \(SweepFolder.manifestName) does for several of these files, where it is right for all of them:",
        "在 \(SweepFolder.manifestName) 的 \"tables\" 中写一行，就可用于其中几个文件（请先确认对这些文件都适用）：")
        + lines.joined("", ""))
  }

  /// Rules that several errors name, said of all files of the source, most files first.
  private static func shared(_ errors: [SweepError], _ source: Source) -> [(String, Int)] {
    var files: [String: [String: Int]] = [:]
    for error in errors {
      for rule in error.rules.compactMap({ $0.general(source) }) {
        // What is to be filled in is the same where the columns are.
        let json = rule.json
        let columns = json.contains("…") ? error.problem : ""
        files[json, default: [:]][columns, default: 0] += 1
      }
    }
    return files.mapValues { $0.values.max()! }.filter { $0.value > 1 }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10).map { ($0.key, $0.value) }
  }

  static func zoneUnknown(_ file: String, isUTC: Bool) -> SweepError {
    let what =
      isUTC
      ? BothLanguages("in UTC", "是 UTC 时间") : .init("with several zone offsets", "带有几种时区")
    return SweepError(
      .badData, at: .init(file: file),
      .init(
        "the times are \(what.english), and it is not said which time_zone the sweep is in",
        "时间\(what.chinese)，但没有写明本次排查的时区 time_zone"),
      advice: .init(
        "add \"time_zone\": \"+08:00\" (or the zone the people live in) to \(SweepFolder.manifestName): without it an evening's light counts would fall outside the light hours",
        "请在 \(SweepFolder.manifestName) 中加上 \"time_zone\": \"+08:00\"（或居民所在的时区），否则晚上的数灯会落到亮灯时段以外"
      ))
  }

  // MARK: Counts of persons that can mean two things

  /// The error that asks for one of several lines.
  static func twoWays(_ problem: BothLanguages, at table: String, _ rules: [TableRule])
    -> SweepError
  {
    var error = SweepError(
      .badData, at: .init(file: table), problem,
      advice: BothLanguages(
        "say which by one of these lines in \"tables\" of \(SweepFolder.manifestName):\n    ",
        "请在 \(SweepFolder.manifestName) 的 \"tables\" 中写上其中一行：\n    ")
        + .init(same: rules.map(\.json).joined(separator: "\n    ")))
    error.rules = rules
    return error
  }

  static func personsOrRows(_ column: String, persons: Int, rows: Int) -> BothLanguages {
    .init(
      "the column '\(column)' may count the persons of a household, and then each row is one: \(persons) persons; or each row is a person: \(rows)",
      "列“\(column)”可能是一户的人数（每行一户），共\(persons)人；也可能每行是一个人，共\(rows)人")
  }

  static func awayIncluded(_ column: String, beside away: String, present: Int, all: Int)
    -> BothLanguages
  {
    .init(
      "'\(column)' stands beside '\(away)' and may count those away as well: \(present) persons present, or \(all)",
      "“\(column)”旁边有“\(away)”，可能已含外出的人：在住\(present)人，或\(all)人")
  }

  static func personsBesideIds(_ column: String, rows: Int, persons: Int) -> BothLanguages {
    .init(
      "'\(column)' counts several persons in rows that have an id of one: \(rows) persons, or \(persons)",
      "一行只有一个人员编号，“\(column)”却不止一人：共\(rows)人，或\(persons)人")
  }

  static func sizeBesideMembers(_ column: String, rows: Int, persons: Int) -> BothLanguages {
    .init(
      "'\(column)' is the same in all rows of most units that have several: it may be the size of the household beside each of its members, \(rows) persons, or count the persons of each row, \(persons)",
      "多数有几行的住户，各行“\(column)”都相同：可能是写在每个成员旁的全户人数（共\(rows)人），也可能是每行的人数（共\(persons)人）")
  }
}

// MARK: Tables that are none of their source

extension BothLanguages {
  static func daysAsColumns(_ days: [String]) -> Self {
    let names = days.prefix(3).map { BothLanguages("'\($0)'", "“\($0)”") }.joined(", ", "、")
    let more = days.count > 3 ? BothLanguages(" …", "等") : .init(same: "")
    return .init("the columns ", "列") + names + more
      + .init(" are days: a table with a column a day is not read", "是日期：每天一列的表无法读取")
  }

  /// What to do about a column a day.
  static func oneRowADay(_ source: Source) -> Self {
    let value: (String, String) =
      switch source {
      case .lights: ("'lit'", "“亮灯数”")
      case .meter: ("'kwh'", "“读数”")
      default: ("'outcome'", "“结果”")
      }
    return .init(
      "write a row for each day, with the day and the hour in a column 'time' and the value in a column \(value.0)",
      "请改成每天一行：日期和钟点写在“时间”一列，数值写在\(value.1)一列")
  }

  static let oneDayAlone = BothLanguages(
    "or, if one day is enough and the others need not be read, say which column it is and when that was",
    "如果只用其中一天（其余各天不读），可写明用哪一列、是什么时间")

  /// A list's columns and those of an observation in one header.
  static let noList = BothLanguages(
    "this is no list of persons or units: it has a time and what was seen, or meters and nobody",
    "这不是居民名单或房屋底册：表中有时间和观察结果，或只有电表没有人")
}

// MARK: Spreadsheets

extension SpreadsheetError {
  /// The error in words.
  func explained(_ file: String) -> SweepError {
    let place = SweepError.Place(file: file)
    let save = BothLanguages(
      "open it, choose 'Save as', and the type '.xlsx' or 'CSV UTF-8'",
      "请打开它，选“另存为”，类型选“.xlsx”或“CSV UTF-8”")
    func error(_ problem: BothLanguages, _ advice: BothLanguages) -> SweepError {
      SweepError(.badData, at: place, problem, advice: advice)
    }
    switch self {
    case .system(let call, let code):
      return SweepError(
        .system, at: place, .failed(call, code),
        advice: .init("check the file and the disk, then run again", "请检查文件和磁盘，再运行一次"))
    case .encrypted:
      return error(
        .init("the spreadsheet is protected by a password", "表格文件设有密码"),
        .init("take the password away and save it again", "请去掉密码，再保存一次"))
    case .oldFormat:
      return error(
        .init(
          "a spreadsheet cannot be read in this old form (.xls, .et)",
          "旧格式的表格文件（.xls、.et）无法读取"), save)
    case .document: return .document(file)
    case .files: return .archive(file)
    case .binaryWorkbook:
      return error(
        .init("a spreadsheet cannot be read in this form (.xlsb)", "这种格式的表格文件（.xlsb）无法读取"),
        save)
    case .noWorkbook, .notZip:
      return error(
        .init("this is no spreadsheet, whatever its name says", "不管文件名是什么，这不是表格文件"), save)
    case .noSheets:
      return error(
        .init(
          "the spreadsheet has no sheet with cells, only macros or charts",
          "表格文件中没有带单元格的工作表，只有宏或图表"),
        .init("put the table into a sheet", "请把表格放进工作表"))
    case .tooLarge(let bytes):
      return error(
        .init(
          "the spreadsheet comes to \(bytes >> 20) MiB unpacked, more than 1 GiB",
          "表格文件解开后有 \(bytes >> 20) MiB，超过 1 GiB"),
        .init("split it, or save it as CSV", "请拆成几个文件，或另存为 CSV"))
    case .bomb(let bytes, let packed):
      return error(
        .init(
          "the spreadsheet comes to \(bytes >> 20) MiB unpacked, out of all proportion to its \(packed >> 10) KiB",
          "表格文件解开后有 \(bytes >> 20) MiB，与文件本身的 \(packed >> 10) KiB 相差太大"),
        .init("save it anew, or as CSV", "请重新保存，或另存为 CSV"))
    case .cutShort:
      return error(
        .init("the spreadsheet is cut short", "表格文件不完整"),
        .init("copy or download it again", "请重新复制或下载"))
    case .tooManyParts, .tooManySheets:
      return error(
        .init(
          "the spreadsheet has more parts or sheets than anybody could look at",
          "表格文件的部件或工作表多得没人看得完"), save)
    default:
      return error(
        BothLanguages("the spreadsheet is damaged (", "表格文件已损坏（") + detail + .init(")", "）"),
        .init(
          "open it and save it again; if it will not open, copy or download it again",
          "请打开后重新保存；打不开的，请重新复制或下载"))
    }
  }

  /// Where it is damaged, in a part of the file.
  private var detail: BothLanguages {
    switch self {
    case .badData(let part): .init("the bytes of \(part)", "\(part) 的内容")
    case .unknownMethod(let part, let method):
      .init("\(part) is packed by method \(method)", "\(part) 的压缩方法为 \(method)")
    case .missingPart(let part): .init("\(part) is missing", "缺少 \(part)")
    case .repeatedPart(let part): .init("\(part) is there twice", "\(part) 出现两次")
    case .badXML(let part, let line): .init("line \(line) of \(part)", "\(part) 第\(line)行")
    case .unexpectedRoot(let part), .badEncoding(let part): .init(same: part)
    case .documentType(let part):
      .init("\(part) declares a document type", "\(part) 声明了文档类型")
    case .badReference(let part, let row, _):
      .init("a reference in or after row \(row) of \(part)", "\(part) 第\(row)行或其后的引用")
    case .badSharedString(let part, let row, _):
      .init("a text of row \(row) of \(part)", "\(part) 第\(row)行的文字")
    default: .init("its list of parts", "部件清单")
    }
  }
}
