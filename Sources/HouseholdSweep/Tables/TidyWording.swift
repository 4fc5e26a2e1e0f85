/// What is said of tables that were tidied, in both languages side by side.
package struct TidyWording: Sendable {
  let language: Manifest.Language

  package init(_ language: Manifest.Language) { self.language = language }

  private func say(_ english: String, _ chinese: String) -> String {
    language == .zh ? chinese : english
  }

  /// One line a table: `residents/桃源.csv: header in line 2; unit = 楼栋-单元-房号; persons = 人数`.
  package func line(_ telling: TableTelling) -> String {
    ([telling.file + ":"] + [parts(telling).joined(separator: say("; ", "；"))]).joined(
      separator: " ")
  }

  /// The same as notes of a file.
  func notes(_ telling: TableTelling) -> [Note] {
    let parts = parts(telling)
    guard !parts.isEmpty else { return [] }
    return [Note(file: telling.file, text: parts.joined(separator: say("; ", "；")))]
  }

  private func parts(_ telling: TableTelling) -> [String] {
    var parts: [String] = []
    if let header = telling.header {
      parts.append(say("header in line \(header)", "表头在第\(header)行"))
    }
    if !telling.titles.isEmpty {
      let lines = telling.titles.map(String.init).joined(separator: say(", ", "、"))
      parts.append(say("above it, in line \(lines), a title", "其上第\(lines)行为标题"))
    }
    for name in telling.columns.keys.sorted() {
      let headers = telling.columns[name]!
      let own = say(name, Self.columns[name] ?? name)
      // A column that bears our own name is not worth a word.
      if headers != [name], headers != [own] {
        parts.append("\(own) = \(headers.joined(separator: "-"))")
      }
    }
    if telling.filledDown > 0 {
      parts.append(
        say("filled down \(count(telling.filledDown, "cell"))", "向下填充\(telling.filledDown)个单元格"))
    }
    if telling.notData > 0 {
      let shown = telling.notDataLines.map(String.init).joined(separator: say(", ", "、"))
      let lines = shown + (telling.notData > telling.notDataLines.count ? say(" …", "等") : "")
      parts.append(
        say(
          "\(count(telling.notData, "row")) \(telling.notData == 1 ? "is" : "are") no data"
            + (lines.isEmpty ? "" : " (line\(telling.notData == 1 ? "" : "s") \(lines))"),
          "\(telling.notData)行不是数据（合计、备注、小标题等"
            + (lines.isEmpty ? "）" : "，第\(lines)行）")))
    }
    parts += telling.guesses.map(guess)
    if !telling.unread.isEmpty {
      let names = telling.unread.prefix(20).map { say("'\($0)'", "“\($0)”") }
        .joined(separator: say(", ", "、"))
      parts.append(say("columns not read: \(names)", "没有读取的列：\(names)"))
    }
    return parts
  }

  /// Our columns in Chinese.
  private static let columns = [
    "compound": "小区", "unit": "房号", "place": "地点", "time": "时间", "outcome": "结果", "lit": "亮灯数",
    "kwh": "读数", "meter": "电表号", "persons": "人数", "worker": "走访人", "state": "状态",
    "resident": "人员编号",
    "date": "日期", "clock": "时间", "usage": "用电量", "away_persons": "外出人数", "floor": "楼层",
    "grid": "网格",
    "peak": "峰", "shoulder": "平", "valley": "谷", "title": "名称", "kind": "类型", "community": "社区",
    "subdistrict": "街道", "district": "区",
  ]

  /// A guess in words.
  package func guess(_ guess: TidyGuess) -> String {
    switch guess {
    case .separator(let mark): say("fields end at '\(mark)'", "以“\(mark)”分列")
    case .headerOverTwoRows: say("the header goes over two rows", "表头占两行")
    case .laterHeader(let line): say("another header in line \(line)", "第\(line)行是另一个表头")
    case .compoundOfFile(let id):
      say("compound \(id) by the file's name", "按文件名归入小区 \(id)")
    case .compoundOfSheet(let id):
      say("compound \(id) by the sheet's name", "按工作表名归入小区 \(id)")
    case .dateOrder(let order):
      order == TimeRules.Order.dayFirst.rawValue
        ? say("dates read as day/month", "日期按“日/月”读取")
        : say("dates read as month/day", "日期按“月/日”读取")
    case .datesOnlyAtNoon(let rows):
      say("\(count(rows, "date")) with no time, taken as noon", "\(rows)个日期没有时间，按中午计")
    case .datesOutside(let rows):
      say(
        "\(count(rows, "date")) can be read either way, day or month first, and lie outside the days of the sweep in both: look at the dates, and at first_day and days in \(SweepFolder.manifestName)",
        "\(rows)个日期日、月顺序不明，两种读法都不在排查日期内：请核对日期，以及 \(SweepFolder.manifestName) 的 first_day 和 days")
    case .zoneConverted(let zone):
      say("times with an offset were turned into \(zone)", "带时区的时间已换算为 \(zone)")
    case .zoneIgnored:
      say(
        "times with a zone offset: the offset was ignored, times are local",
        "时间带时区偏移：已忽略偏移，按当地时间计")
    case .shortRows(let rows):
      say(
        "\(count(rows, "row")) \(rows == 1 ? "ends" : "end") early, read with the rest empty",
        "\(rows)行提前结束，其余按空值读取")
    case .households(let name):
      say("a row is a household of '\(name)' persons", "每行一户，人数取“\(name)”")
    case .personARow: say("each row counts as one person", "每行按一人计")
    case .emptyFlats(let rows):
      say("\(count(rows, "row")) of flats with nobody named", "\(rows)行只有房号没有人")
    case .groupNames(let names):
      say(
        "the last part counts of \(names.joined(separator: ", "))",
        "只看列名最后一段：\(names.joined(separator: "、"))")
    case .mergedCells: say("merged cells count for all their rows", "合并单元格对其所有行有效")
    case .usage: say("kWh used, not a register", "数值为用电量，不是电表读数")
    case .hiddenRows(let rows):
      say("\(count(rows, "hidden row")) read like the others", "\(rows)个隐藏行照常读取")
    case .hiddenSheet: say("a hidden sheet, not read", "隐藏的工作表，没有读取")
    case .noTable(let rows):
      say(
        "no table: \(count(rows, "row")) of remarks or of one column, not read",
        "不是表格：\(rows)行备注或单列内容，没有读取")
    case .namedOtherwise(let kind):
      say("by its bytes the file is \(kind), and was read as that", "按内容该文件是 \(kind)，已按此读取")
    case .loneRoom: say("rooms alone, with no building", "只有房号，没有楼栋")
    case .repeated(let other):
      say(
        "the same rows as \(Masking.file(other)): all are duplicates",
        "与 \(Masking.file(other)) 内容相同：全部按重复行处理")
    case .superseded(let other):
      say(
        "an earlier list; \(Masking.file(other)) counts", "较早的名单，以 \(Masking.file(other)) 为准")
    case .addressTaken(let name, let others):
      say(
        "the address is that of '\(name)', not of \(others.map { "'\($0)'" }.joined(separator: ", ")); if that is wrong, name the column: \"columns\": { \"unit\": … }",
        "地址取自“\(name)”，没有用\(others.map { "“\($0)”" }.joined(separator: "、"))；如不对，请写明用哪一列：\"columns\": { \"unit\": … }"
      )
    case .placeWords(let rows, let line, let word, let units):
      say(
        "\(count(rows, "row")) \(rows == 1 ? "has" : "have") a word where the lights of a building or an entrance should be counted: write how many dwellings were lit (line \(line): '\(word)'; the place has \(count(units, "unit")): \(units) if all were)",
        "楼栋或单元的亮灯数有\(rows)行写的是文字，请写亮着几户（第\(line)行“\(word)”：该处共\(units)户，全亮就写\(units)）"
      )
    case .floorRooms(let rows):
      say("\(count(rows, "room")) read with the floor beside", "\(rows)个房号结合楼层读取")
    }
  }

  /// What a piece of advice is about, with the rows it would save.
  package func advice(_ advice: TidyAdvice) -> String {
    let rows = say(count(advice.rows, "row"), "\(advice.rows)行")
    let text: String =
      switch advice.kind {
      case "ambiguous_date":
        say(
          "day and month can be read either way (\(rows)); say which",
          "日和月的顺序无法判断（\(rows)），请指明")
      case "fill":
        say(
          "addresses are missing (\(rows)); if their cells were merged, fill them from the row above",
          "缺少地址（\(rows)）；若原为合并单元格，可从上一行填充")
      case "reversed":
        say(
          "the columns of compound and address seem to have changed places (\(rows)); if so, say which is which",
          "小区和地址两列像是对调了（\(rows)）；如是，请写明哪列是哪列")
      case "swapped_columns":
        say("if so, say which is which (\(rows))", "如是，请写明哪列是哪列（\(rows)）")
      case "swapped_parts":
        say(
          "building and entrance seem to have changed places (\(rows)); if so, say which is which",
          "楼栋和单元两列像是对调了（\(rows)）；如是，请写明哪列是哪列")
      case "overlapping_lists":
        say(
          "all units of this list (\(rows)) stand in another, too, and add up; if it is the same again, skip it",
          "这份名单的住户（\(rows)）在另一份里全有，目前相加计算；若为重复名单，可跳过这份")
      case "state":
        say(
          "a state that is not known, counted as present (\(rows)); say what it means",
          "无法识别的状态，目前按在住计（\(rows)），请指明含义")
      case "value":
        say("a word that is not known (\(rows)); say what it means", "无法识别的词（\(rows)），请指明含义")
      case "persons":
        say(
          "a number of persons that cannot be read (\(rows) of \(advice.said.files)); say how many it means",
          "人数无法识别（\(advice.said.files)，\(rows)），请指明是几人")
      case "not_seen":
        say(
          "not looked is not dark: take the row out (\(rows)); 0 is only for whoever looked and saw no light",
          "看不清、没看的不是不亮灯，请删去该行（\(rows)）；看过确实不亮的才写0")
      case "no_header":
        say(
          "no header was found (\(rows)); say what the table is",
          "找不到表头（\(rows)），请写明这是什么表")
      default: rows
      }
    if advice.kind == "day_columns", let problem = advice.problem {
      return problem.text(in: language) + say(" (\(rows))", "（\(rows)）")
    }
    return advice.problem.map { $0.text(in: language) + say("; ", "；") + text } ?? text
  }

  /// `敲了没开 = no_answer`, in Chinese by its Chinese name; nil where advice is not about a word.
  package func word(_ advice: TidyAdvice) -> String? {
    guard let (word, meanings) = advice.word else { return nil }
    let names = meanings.map { name in
      if name.isEmpty { return say("(nobody was counted)", "（不计人数）") }
      return language == .zh && advice.kind != "persons" ? Self.meanings[name] ?? name : name
    }
    return "\(word) = \(names.joined(separator: " | "))"
  }

  private static let meanings = [
    "answered": "有人", "refused": "拒访", "no_answer": "无人应答", "vacant": "空置", "present": "在住",
    "away": "外出", "moved": "搬离", "1": "亮", "0": "不亮",
  ]

  /// Between lines of which one may be right.
  package var or: String { say("or", "或") }

  /// How many rows are missing from the tidy tables; nil where none is.
  package func notWritten(_ rows: Int) -> String? {
    guard rows > 0 else { return nil }
    return say(
      "\(count(rows, "row")) that cannot be used \(rows == 1 ? "was" : "were") not written",
      "另有\(rows)行不能用，没有写入")
  }

  private func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
