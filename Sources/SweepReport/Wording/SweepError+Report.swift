import HouseholdSweep

/// What is wrong with results that are shown, compared or published, and with what was asked of them.
extension SweepError {
  static func noColumn(_ column: String, in table: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: table),
      .init("there is no column '\(column)'", "没有列“\(column)”"),
      advice: .init(
        "these results were written by another version: run 'sweep reconcile' again",
        "这些结果是另一版本写出的，请重新运行“sweep reconcile”"))
  }

  /// No compound of that id or name, or several.
  static func noCompound(_ text: String, several: [String]) -> SweepError {
    let names = several.prefix(5).joined(separator: ", ")
    return SweepError(
      .badRequest,
      .init("there is no compound '\(text)' in these results", "这些结果中没有小区“\(text)”"),
      advice: several.isEmpty
        ? .init(
          "give a compound's id or name as areas.csv has it", "请按 areas.csv 中的写法给出小区编号或名称")
        : .init("several are called so: \(names)", "有几个小区叫这个名称，请给编号：\(names)"))
  }

  package static func noBuilding(_ building: String, in compound: String, of names: [String])
    -> SweepError
  {
    let list = names.prefix(20).joined(separator: ", ")
    return SweepError(
      .badRequest,
      .init("there is no building '\(building)' in \(compound)", "\(compound) 没有楼栋“\(building)”"),
      advice: names.isEmpty
        ? .init("it has no buildings", "该处没有楼栋") : .init("it has \(list)", "现有楼栋：\(list)"))
  }

  static func noGrid(_ grid: String, in compound: String?) -> SweepError {
    let place =
      compound.map { BothLanguages("compound \($0)", "小区 \($0) ") }
      ?? .init("these results", "这些结果")
    return SweepError(
      .badRequest,
      .init(
        "there is no grid '\(grid)' in \(place.english)", "\(place.chinese)中没有网格“\(grid)”"),
      advice: .init("give a grid as units.csv has it", "请按 units.csv 中的写法给出网格"))
  }

  static func unwritableReport(_ file: String, _ reason: BothLanguages) -> SweepError {
    SweepError(
      .system, at: .init(file: file),
      .init("the report cannot be written: ", "无法写入报告：") + reason,
      advice: .init("give another file with --output", "请用 --output 指定别的文件"))
  }

  // MARK: The truth

  private static let mendTruth = BothLanguages(
    "mend the row; what is held against a wrong truth is worth nothing",
    "请改正这一行；与错误的实情比较没有意义")

  static func noTruthColumn(_ column: String, in file: String, of columns: [String]) -> SweepError {
    let list = columns.joined(separator: ", ")
    return SweepError(
      .badData, at: .init(file: file),
      .init("the column '\(column)' is missing", "缺少列“\(column)”"),
      advice: .init("a table of faults has the columns \(list)", "差错表应有这些列：\(list)"))
  }

  static func noTruthColumns(
    _ missing: [[String]], at place: Place, found: [String], of columns: [[String]]
  ) -> SweepError {
    let lacking = missing.map { $0[0] }
    let lackingChinese = missing.map { $0.dropFirst().first ?? $0[0] }
    let list = columns.map { $0[0] }.joined(separator: ", ")
    let chinese = columns.map { $0.dropFirst().first ?? $0[0] }.joined(separator: "、")
    return SweepError(
      .badData, at: place,
      .init(
        "the column '\(lacking.joined(separator: "', '"))' is missing; found: \(found.joined(separator: ", "))",
        "缺少列“\(lackingChinese.joined(separator: "”“"))”；现有：\(found.joined(separator: "、"))"),
      advice: .init(
        "a table of who lives where has the columns \(list)",
        "实情表应有这些列：\(chinese)（或 \(list)）"))
  }

  static func noNumberOfUnits(_ value: String, in file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file),
      .init("'\(value)' is no number of units", "“\(value)”不是户数"), advice: mendTruth)
  }

  static func noTruthRows(_ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file), .init("there is no row in it", "其中没有数据行"),
      advice: .init(
        "give a row for each unit of which the truth is known", "知道实情的住房，每户写一行"))
  }

  static func wrongTruth(_ problem: BothLanguages, at place: Place) -> SweepError {
    SweepError(.badData, at: place, problem, advice: mendTruth)
  }

  static let otherCity = SweepError(
    .badRequest,
    .init("the truth knows no unit of these results", "实情表中没有这些结果里的任何一户"),
    advice: .init("give the truth of the same city", "请给出同一城市的实情表"))

  // MARK: Published tables

  static func changedTable(_ problem: BothLanguages, _ file: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: file), problem,
      advice: .init(
        "the table has been changed, or names in it are alike: run 'sweep reconcile' again",
        "表被改动过，或其中有重名：请重新运行“sweep reconcile”"))
  }
}

/// What is wrong with rows of a truth.
enum TruthWords {
  static let tooManyFields = BothLanguages(
    "the row has more fields than the header", "这一行的字段多于表头")
  static let tooFewFields = BothLanguages(
    "the row has fewer fields than the header", "这一行的字段少于表头")
  static let badEncoding = BothLanguages(
    "the row holds bytes that are no text", "这一行有无法读成文字的字节")
  static let openQuote = BothLanguages("a quote is never closed", "引号没有闭合")
  static let noCompound = BothLanguages("the compound is missing", "缺少小区")
  static let noUnit = BothLanguages("the unit is missing", "缺少房号")

  static func neitherOneNorZero(_ value: String) -> BothLanguages {
    .init(
      "'\(value)' is neither 1 or yes (occupied) nor 0 or no (vacant)",
      "“\(value)”既不是1或“是”（有人居住），也不是0或“否”（空置）")
  }

  static func noPersons(_ value: String) -> BothLanguages {
    .init("'\(value)' is no number of persons", "“\(value)”不是人数")
  }

  static func differ(_ occupied: String, persons: Int) -> BothLanguages {
    .init(
      "occupied is \(occupied), but persons is \(persons)",
      "occupied 为\(occupied)，persons 却为\(persons)")
  }

  static func earlier(_ persons: Int) -> BothLanguages {
    .init("an earlier row of this unit says \(persons) persons", "前面有一行写这一户\(persons)人")
  }
}

/// What is wrong with tables of results that are to be published.
enum PublishWords {
  static let noCity = BothLanguages("there is no row of the city", "没有全市的一行")

  static func twice(_ level: String, _ path: String) -> BothLanguages {
    .init("the \(level) '\(path)' stands there twice", "“\(path)”（\(level)）出现两次")
  }

  static func noParent(_ path: String) -> BothLanguages {
    .init("'\(path)' lies in an area that is not there", "“\(path)”的上级区域不在表中")
  }

  static func twoParents(_ path: String) -> BothLanguages {
    .init(
      "'\(path)' may lie in a district or in a subdistrict of that name",
      "“\(path)”的上级可能是同名的区或街道")
  }

  static func lessThanParts(_ path: String) -> BothLanguages {
    .init(
      "'\(path)' has less than the areas inside it together", "“\(path)”的数少于其下级区域之和")
  }

  static func noArea(_ path: String) -> BothLanguages {
    .init("'\(path)' is not in areas.csv", "areas.csv 中没有“\(path)”")
  }

  static func statusSum(_ path: String) -> BothLanguages {
    .init("the statuses of '\(path)' do not add up to its units", "“\(path)”各状态之和不等于户数")
  }

  static func tooLarge(_ path: String) -> BothLanguages {
    .init("a count of '\(path)' is too large", "“\(path)”有一个数太大")
  }

  static func otherDays(_ path: String) -> BothLanguages {
    .init("'\(path)' does not have the city's days", "“\(path)”的日期与全市的不同")
  }

  static func partsOfDay(_ path: String) -> BothLanguages {
    .init(
      "the parts of '\(path)' on a day do not fit its units", "“\(path)”某天的各部分与户数不符")
  }
}
