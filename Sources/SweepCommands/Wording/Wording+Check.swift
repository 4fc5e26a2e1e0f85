import HouseholdSweep
import SweepReport

/// What `check` says, and of files also `reconcile` and `explain`. Texts that the report has, too, are there.
extension Wording {
  // MARK: The ledger

  var ledgerHead: [String] {
    [
      say("file", "文件"), say("rows", "行数"), say("accepted", "采用"), say("duplicate", "重复"),
      say("outside", "期外"), say("rejected", "弃用"), say("encoding", "编码"),
    ]
  }

  func moreFiles(_ count: Int) -> String {
    say("\(count) more files (all of them: --json)", "另有\(count)个文件（全部见 --json）")
  }

  var matchedHead: [String] {
    [say("addresses read by a rule", "按规则读出的地址"), say("rows", "行数"), say("files", "文件")]
  }

  func match(_ match: AddressMatch) -> String {
    switch match {
    case .alias: say(match.name, "别名表")
    case .compoundName: say(match.name, "去掉小区名")
    case .entranceLeftOut: say(match.name, "没写单元")
    case .buildingLeftOut: say(match.name, "没写楼栋")
    case .otherCut: say(match.name, "字母和数字分开写法不同")
    case .floorNamed: say(match.name, "多写了楼层")
    case .villageName: say(match.name, "去掉村名")
    case .spreadsheetDate: say(match.name, "被表格软件改成日期")
    }
  }

  func files(_ names: [String], more: Int) -> String {
    let list = names.joined(separator: say(", ", "、"))
    return more > 0 ? say("\(list) and \(more) more", "\(list)，另有\(more)个") : list
  }

  /// `residents.csv:12: unit: missing_column_value ''`
  func line(_ reject: Reject) -> String {
    let column = reject.column.isEmpty ? "" : " \(reject.column):"
    let value =
      reject.value.isEmpty ? "" : say(" '\(reject.value)'", "：“\(reject.value)”")
    // 没看清 is no number, and nobody meant it to be one.
    let isWord =
      reject.reason == .badNumber && reject.column == "lit"
      && !reject.value.contains(where: \.isNumber)
    let reason =
      isWord
      ? say("bad_number (no word for lights that is known)", "不是数字，也不是认识的亮灯用词")
      : say(reject.reason.rawValue, self.reason(reject.reason.rawValue))
    return Visible.text("\(reject.file):\(reject.line):\(column) \(reason)\(value)")
  }

  /// `meter.xlsx#S:2-49: no_header (48 rows)`
  func lines(_ first: Reject, through last: Int, rows: Int) -> String {
    let reason = say(first.reason.rawValue, self.reason(first.reason.rawValue))
    let count = say(" (\(counted(rows, "row")))", "（\(grouped(rows))行）")
    return Visible.text("\(first.file):\(first.line)-\(last): \(reason)\(count)")
  }

  // MARK: Findings and notes

  /// The name and number of a finding.
  func head(_ finding: Finding) -> String {
    say(
      Visible.text(finding.name) + ": \(grouped(finding.count))",
      self.finding(finding.name, finding.count))
  }

  /// Where something was found; of walks and workers what was found there, too. Ids with blanks in them are
  /// taken for an id and a place.
  func told(_ finding: String, _ place: String, _ names: [String: String]) -> String {
    guard language == .zh, let kind = Doubt.Kind(rawValue: finding),
      let doubt = Doubt(kind, place, isCompound: { !$0.contains(" ") })
    else {
      let isCompound = Self.ofCompounds.contains(finding)
      return self.place(finding, isCompound ? named(place, names) : place)
    }
    return "\(named(doubt.compound, names)) \(subject(doubt))：\(found(doubt))"
  }

  /// The findings of which every place begins with the id of a compound.
  private static let ofCompounds: Set = [
    "no_list", "unregistered_place", "count_exceeds_units", "count_below_known", "compound_zeros",
    "dark_walk", "doubtful_worker", "hurried_worker",
  ]

  /// A place with the compound's name behind its id, which has no blanks. English names have some, and
  /// would run into what stands behind them: they are told where nothing does.
  private func named(_ place: String, _ names: [String: String]) -> String {
    let word = place.prefix { $0 != " " }
    let ids = [String(word)] + (word.hasSuffix(":") ? [String(word.dropLast())] : [])
    guard let id = ids.first(where: { names[$0] != nil }), let name = names[id], !name.isEmpty,
      name != id, language == .zh || id == place
    else { return place }
    return "\(id) \(name)\(place.dropFirst(id.count))"
  }

  func andMore(_ count: Int) -> String {
    say("and \(grouped(count)) more", "另有\(grouped(count))条")
  }

  func places(_ places: [String], isCut: Bool) -> String {
    let list = places.joined(separator: say(", ", "、")) + (isCut ? say(", …", "……") : "")
    return say(" (\(list))", "：\(list)")
  }

  /// A note with its file.
  func note(_ note: Note) -> String {
    "\(note.file): \(self.note(note.text) ?? note.text)"
  }

  /// Reasons as results keep them, in the words of the screen.
  static func onScreen(_ reasons: String) -> String {
    let words = reasons.replacing("不在房屋登记册上", with: "不在房屋底册中")
    let isChinese = words.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    return isChinese ? words.replacing("; ", with: "；") : words
  }

  /// A compound that `compounds.csv` lacks, and that comes near to none there.
  func strange(_ compound: StrangeCompound) -> String {
    let counts =
      compound.units > 0
      ? say(" (\(counted(compound.units, "unit")))", "（\(grouped(compound.units))户）")
      : compound.rows > 0
        ? say(" (\(counted(compound.rows, "row")))", "（\(grouped(compound.rows))行）") : ""
    return say(
      "compound '\(compound.id)'\(counts) is not in compounds.csv",
      "compounds.csv 中没有“\(compound.id)”\(counts)")
  }

  func moreStrange(_ count: Int) -> String {
    say(
      "\(counted(count, "more compound")) not in compounds.csv",
      "另有\(grouped(count))个小区不在 compounds.csv 中")
  }

  var notesTitle: String { say("Notes", "说明") }
  var findingsTitle: String { say("Findings", "发现的问题") }

  // MARK: Lines to paste

  var adviceTitle: String {
    say(
      "Lines for \"tables\" in \(SweepFolder.manifestName), if they are right; none is used by itself",
      "可以写入 \(SweepFolder.manifestName) 的 \"tables\" 中（请先核对；不会自动采用）")
  }

  func moreAdvice(_ count: Int) -> String {
    say("and \(grouped(count)) more (--limit shows more)", "另有\(grouped(count))条（用 --limit 可列更多）")
  }

  /// Where the words above go, all together.
  func pasteWords(replaces: Bool) -> String {
    replaces
      ? say(
        "All these words together, with what stands there now: once they are right, paste this into \(SweepFolder.manifestName) in place of the old \"tables\": [ … ]",
        "以上的词合在一起（已含现有内容）：核对无误后粘贴到 \(SweepFolder.manifestName)，替换原来的 \"tables\": [ … ]")
      : say(
        "All these words together: once they are right, paste this into \(SweepFolder.manifestName), behind its first {",
        "以上的词合在一起：核对无误后粘贴到 \(SweepFolder.manifestName) 开头的 { 后面")
  }

  var undecidedWords: String {
    say(
      "Nobody knows what these words mean: of the meanings between | leave one, and add the line to \"tables\"",
      "以下的词含义不明：用 | 隔开的含义中只留一个，再把这一行加到 \"tables\" 中")
  }

  // MARK: Addresses outside the register

  var unmatchedHead: [String] {
    [
      say("compound", "小区"), say("addresses outside the register", "底册中没有的地址"),
      say("rows", "行数"),
    ]
  }

  func moreCompounds(_ count: Int) -> String { say("\(count) more compounds", "另有\(count)个小区") }

  var aliasesTitle: String {
    say(
      "If these are right, they can go into aliases.csv (compound,address,unit):",
      "核对无误的，可以写入 aliases.csv（compound,address,unit）：")
  }

  var namesTitle: String {
    say(
      "If these are slips, correct them in their files; or let compounds.csv know the name, too (\(StrangeCompound.columns)):",
      "若是写错的小区名，请在原表中改正；也可以在 compounds.csv 中加一行（\(StrangeCompound.columns)）：")
  }

  func moreAliases(_ count: Int) -> String {
    say("and \(grouped(count)) more, in unmatched.csv", "另有\(grouped(count))条，见 unmatched.csv")
  }

  // MARK: Rejected rows

  var allRowsUsable: String { say("Every row can be used.", "每一行都能用。") }

  func noneRejected(outside: Int) -> String {
    say(
      "No row was rejected; \(counted(outside, "row")) outside the sweep's days or hours did not count.",
      "没有弃用的行；有\(grouped(outside))行在排查日期或数灯时段以外，没有采用。")
  }

  var registerAlone: String {
    say(
      "Only the register was read: no list, and nothing that anybody saw.",
      "只读到了底册，没有名单，也没有电表、亮灯和敲门记录。")
  }

  /// A file of which no row counts for its times. Where others of its kind have rows that do, the days
  /// of the sweep are right.
  func outside(_ file: FileLedger, _ manifest: Manifest, isAlone: Bool) -> String {
    let all = file.outOfWindow + file.duplicate
    let isForHours = file.outside.forHour == file.outOfWindow
    let isForDays = file.outside.forHour == 0
    let hours = "\(manifest.lightHours)"
    let days = say(
      "\(manifest.days) from \(manifest.firstDay)", "\(manifest.firstDay)起\(manifest.days)天")
    let earliest = file.outside.earliest.map { minute in
      let day = SweepDate(number: minute / 1440)
      return say("; the earliest is of \(day)", "；最早的是\(day)")
    }
    let when =
      isForHours
      ? say("the light hours (\(hours))", "数灯时段内（\(hours)）")
      : isForDays
        ? say("the sweep's days (\(days)\(earliest ?? ""))", "排查日期内（\(days)\(earliest ?? "")）")
        : say(
          "the sweep's days (\(days)) and light hours (\(hours))", "排查日期（\(days)）和数灯时段（\(hours)）内")
    let keys =
      isForHours
      ? "light_hours"
      : isForDays ? "first_day" : say("first_day and light_hours", "first_day 和 light_hours")
    let readable = file.rejectedTotal > 0
    return say(
      "\(file.file): "
        + (all == 1
          ? "its only \(readable ? "readable " : "")row lies"
          : "all \(grouped(all)) \(readable ? "readable " : "")rows lie")
        + " outside \(when)" + (isAlone ? "; check \(keys)" : ""),
      "\(file.file): \(readable ? "能读的" : "")\(grouped(all))行全部不在\(when)"
        + (isAlone ? "，请核对 \(keys)" : ""))
  }

  var noRowsYet: String {
    say(
      "There are no rows yet: fill the files, below their headers.",
      "还没有数据：请在各文件的表头下面填入。")
  }

  func unusable(_ count: Int, limit: Int?) -> String {
    say(
      "\(counted(count, "row")) cannot be used"
        + (limit.map { "; the first \(grouped($0)) (more with --limit):" } ?? ":"),
      "有\(grouped(count))行不能用"
        + (limit.map { "，先列\(grouped($0))行（用 --limit 可列更多）：" } ?? "："))
  }

  var whatToDo: String { say("What to do", "处理办法") }

  func advice(_ reason: RejectReason, _ count: Int) -> String {
    say(
      "\(reason.rawValue) (\(grouped(count))): ",
      "\(self.reason(reason.rawValue))（\(grouped(count))行）：")
      + advice(reason.rawValue)
  }
}
