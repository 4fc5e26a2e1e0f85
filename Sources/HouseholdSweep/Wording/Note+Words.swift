/// What is noted about files, in both languages side by side. Notes are kept in English; those about tables
/// that were tidied are in the sweep's language from the start.
extension Note {
  /// The note in a language; nil where it has no words there.
  package func text(in language: Manifest.Language) -> String? { Self.text(text, in: language) }

  /// A note's text in a language; nil where it has no words there.
  package static func text(_ text: String, in language: Manifest.Language) -> String? {
    guard language == .zh else { return text }
    let notes =
      [unread, noCSV, allRepeated] + otherKinds.map(\.words) + NoteKind.allCases.map(\.words)
    if let note = notes.first(where: { $0.english == text }) { return note.chinese }
    if let words = text.wholeMatch(
      of: #/columns (?:not needed and )?not read: '(.+?)'(?: and (\d+) more)?/#)
    {
      let names = words.1.split(separator: "', '").map(String.init)
      return columnsNotRead(names, more: words.2.flatMap { Int($0) } ?? 0).chinese
    }
    if let words = text.wholeMatch(of: #/is no source and was not read; did you mean (.+)\?/#) {
      return unread(butMeant: String(words.1)).chinese
    }
    if let words = text.wholeMatch(of: #/is no table by its ending.*; rename it to (.+?) \(.+/#) {
      return unread(renamed: String(words.1)).chinese
    }
    if let states = unknownStatesInChinese(text) { return states }
    if let unused = unusedInChinese(text) { return unused }
    if text.hasPrefix(unread.english + "; ") {
      return unread.chinese + "；文件夹无法读取"
    }
    if let (count, words) = counted(text) { return words(count).chinese }
    if let words = text.wholeMatch(
      of: #/the quote opened in the row of line (\d+) .+?(?:swallows the (\d*) ?lines? .+)?/#)
    {
      let lines = words.2.map { Int($0) ?? 1 } ?? 0
      return openQuote(line: Int(words.1) ?? 0, swallowed: lines).chinese
    }
    if let words = text.wholeMatch(
      of: #/(\d+) of (\d+) rows match no unit of the register: (?:.+ other way round (\d+) .+|.+)/#)
    {
      return outsideRegister(
        Int(words.1) ?? 0, of: Int(words.2) ?? 0, swapped: words.3.flatMap { Int($0) }
      ).chinese
    }
    if let words = text.wholeMatch(
      of:
        #/compound '(.+)' \((\d+) (row|unit)s?\) is not there, and counts as a new one; .+ mean (.+)\?/#
    ) {
      return slip(
        String(words.1), Int(words.2) ?? 0, areUnits: words.3 == "unit", nearest: String(words.4)
      ).chinese
    }
    return nil
  }

  /// The number in a note that counts what a table has of something, and the note's words for any number.
  private static func counted(_ text: String) -> (Int, (Int) -> BothLanguages)? {
    if let words = text.wholeMatch(of: #/(\d+) units? ha(?:s|ve) rows with different floors .+/#) {
      return Int(words.1).map { ($0, differingUnits) }
    }
    if let words = text.wholeMatch(of: #/(\d+) compounds? ha(?:s|ve) rows with different n.+/#) {
      return Int(words.1).map { ($0, differingNames) }
    }
    return nil
  }

  /// The number in front of a note of one part that is about something else, and the note for any number.
  private static func countedInFront(_ text: String) -> (Int, (Int) -> BothLanguages)? {
    if let words = text.wholeMatch(of: #/(\d+) (\w+?)s? ([^;]+)/#), words.2 != "of",
      let count = Int(words.1)
    {
      // One row ends, two rows end.
      let verbs = [("is ", "are "), ("was ", "were "), ("has ", "have "), ("ends ", "end ")]
      let rest = verbs.reduce(String(words.3)) { text, verb in
        text.hasPrefix(verb.1) ? verb.0 + text.dropFirst(verb.1.count) : text
      }
      let many = verbs.reduce(rest) { text, verb in
        text.hasPrefix(verb.0) ? verb.1 + text.dropFirst(verb.0.count) : text
      }
      let thing = String(words.2)
      return (
        count, { .init(same: $0 == 1 ? "1 \(thing) \(rest)" : "\($0) \(thing)s \(many)") }
      )
    }
    if let words = text.wholeMatch(of: #/(\d+)([^\d；]+)/#), let count = Int(words.1) {
      let rest = String(words.2)
      return (count, { .init(same: "\($0)\(rest)") })
    }
    return nil
  }

  /// Notes about parts of the same files as those about the whole, each once: those that count are added up.
  static func summed(_ notes: [Note]) -> Set<Note> {
    var sums: [Note: (count: Int, words: (Int) -> BothLanguages)] = [:]
    var rest: Set<Note> = []
    for note in notes {
      if let (count, words) = counted(note.text) ?? countedInFront(note.text) {
        // Of one kind are those that read the same for one number.
        let kind = Note(file: note.file, text: words(0).english)
        sums[kind] = (count + (sums[kind]?.count ?? 0), words)
      } else {
        rest.insert(note)
      }
    }
    for (kind, sum) in sums {
      rest.insert(Note(file: kind.file, text: sum.words(sum.count).english))
    }
    return rest
  }

  /// Whether a note is of something that makes results wrong as a whole, so that it is told at night, too.
  package static func isWarning(_ text: String, of file: String) -> Bool {
    file == SweepFolder.manifestName || text.contains(" rows match no unit of the register: ")
      || text.contains(" is not there, and counts as a new one; ")
  }

  /// A file of which most rows match nothing in the register, and how many would with building and entrance the
  /// other way round.
  static func outsideRegister(_ rows: Int, of all: Int, swapped: Int?) -> BothLanguages {
    BothLanguages(
      "\(rows) of \(all) rows match no unit of the register: ",
      "\(all)行中有\(rows)行的地址在底册中没有：")
      + (swapped.map { found in
        .init(
          "with building and entrance the other way round \(found) would; if so, correct the columns, or see the line for \"columns\" that check proposes",
          "楼栋和单元对调后有\(found)行能对上；若写反了，请改正，或用 check 给出的 \"columns\" 一行")
      }
        ?? .init(
          "look whether building and entrance have changed places, whether the compound is another, and whether addresses are spelt as in units.csv (unmatched.csv has them with the nearest)",
          "请查楼栋和单元是否写反、小区是否写错、写法是否与 units.csv 一致（unmatched.csv 列有这些地址和相近的）"))
  }

  /// A compound that looks like one of `compounds.csv`, and is none.
  static func slip(_ id: String, _ count: Int, areUnits: Bool, nearest: String) -> BothLanguages {
    let noun = (areUnits ? "unit" : "row") + (count == 1 ? "" : "s")
    return .init(
      "compound '\(id)' (\(count) \(noun)) is not there, and counts as a new one; did you mean \(nearest)?",
      "没有“\(id)”（\(count)\(areUnits ? "户" : "行")），按新的小区计；是不是“\(nearest)”？")
  }

  static let unread = BothLanguages("is no source and was not read", "不是数据文件，没有读取")
  static let noCSV = BothLanguages("is no CSV file and was not read", "不是 CSV 文件，没有读取")

  /// Files that may hold a list, but not as a table, by their endings.
  private static let otherKinds: [(endings: Set<String>, words: BothLanguages)] = [
    (
      ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic"],
      .init(
        "is a picture and was not read; if it shows a list, ask for the table, or type it in",
        "是图片，没有读取；若拍的是名单，请索要原来的表格，或录入成表格")
    ),
    (
      ["pdf"],
      .init(
        "is a PDF document and was not read; if it holds a list, ask for the table it was printed from",
        "是 PDF 文件，没有读取；若是名单，请索要原来的表格")
    ),
    (
      ["docx", "doc", "wps", "odt", "rtf"],
      .init(
        "is a text document and was not read; if it holds a list, save its table as '.xlsx' or 'CSV UTF-8'",
        "是文字文档，没有读取；若其中有名单，请把表格另存为“.xlsx”或“CSV UTF-8”")
    ),
    (
      ["zip", "rar", "7z", "gz", "tar"],
      .init(
        "is a packed archive and was not read; unpack it, and put its tables here",
        "是压缩包，没有读取；请先解压，把其中的表格放到这里")
    ),
  ]

  /// What is said of a file that is no table, where its ending tells what it is.
  static func otherKind(_ name: String) -> BothLanguages? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return otherKinds.first { $0.endings.contains(ending) }?.words
  }

  /// A table whose rows are all in others.
  static let allRepeated = BothLanguages(
    "all its rows are in other tables too, and count once: was it sent twice?",
    "所有行在其他表中都已有，只计一次：是否重复报送？")

  static func unread(butMeant name: String) -> BothLanguages {
    unread + .init("; did you mean \(name)?", "；是不是 \(name)？")
  }

  static func unread(renamed name: String) -> BothLanguages {
    .init(
      "is no table by its ending and was not read; rename it to \(name) (Windows hides endings such as .txt: in Explorer choose View, Show, File name extensions first)",
      "扩展名不是表格，没有读取；请改名为 \(name)（Windows 会隐藏 .txt 这类扩展名：先在资源管理器中选“查看”“显示”“文件扩展名”）")
  }

  /// States that are in no list: the first few with their lines.
  static func unknownStates(_ words: [(word: String, line: Int)], more: Int) -> BothLanguages {
    let list = words.map {
      BothLanguages("'\($0.word)' (line \($0.line))", "“\($0.word)”（第\($0.line)行）")
    }
    let rest = more > 0 ? BothLanguages(" and \(more) more", "，另有\(more)种") : .init(same: "")
    return .init(
      "states other than present, away and moved, counted as present: ",
      "有“在住、外出、搬离”以外的状态，按在住计：") + list.joined(", ", "、") + rest
  }

  private static func unknownStatesInChinese(_ text: String) -> String? {
    guard
      let found = text.wholeMatch(
        of: #/states other than .+, counted as present: (.+?)(?: and (\d+) more)?/#)
    else { return nil }
    let words = found.1.matches(of: #/'(.*?)' \(line (\d+)\)/#).map {
      (word: String($0.1), line: Int($0.2) ?? 0)
    }
    return unknownStates(words, more: found.2.flatMap { Int($0) } ?? 0).chinese
  }

  static func columnsNotRead(_ names: [String], more: Int) -> BothLanguages {
    let list = names.map { BothLanguages("'\($0)'", "“\($0)”") }.joined(", ", "、")
    let rest = more > 0 ? BothLanguages(" and \(more) more", "，另有\(more)列") : .init(same: "")
    return .init("columns not read: ", "没有读取的列：") + list + rest
  }

  static func differingUnits(_ count: Int) -> BothLanguages {
    .init(
      (count == 1 ? "1 unit has" : "\(count) units have")
        + " rows with different floors or grids: the smaller was taken",
      "\(count)户在不同行里楼层或网格不一，取较小的")
  }

  static func differingNames(_ count: Int) -> BothLanguages {
    .init(
      (count == 1 ? "1 compound has" : "\(count) compounds have")
        + " rows with different names: the smaller was taken",
      "\(count)个小区在不同行里名称不一，取较小的")
  }

  static func openQuote(line: Int, swallowed lines: Int) -> BothLanguages {
    let after = lines == 1 ? " line" : " \(lines) lines"
    return .init(
      "the quote opened in the row of line \(line) is never closed"
        + (lines == 0 ? "" : " and swallows the\(after) after it"),
      "第\(line)行的引号没有闭合" + (lines == 0 ? "" : "，其后\(lines)行都被吞掉了"))
  }
}

extension NoteKind {
  var words: BothLanguages {
    switch self {
    case .unknownState:
      .init(
        "states other than present, away and moved: counted as present",
        "有“在住、外出、搬离”以外的状态，按在住计")
    case .scientificResident:
      .init(
        "residents in scientific notation (a spreadsheet has destroyed the ids): each such row counts as one person",
        "人员编号成了科学计数法（被表格软件破坏），每行算一人")
    case .scientificMeter:
      .init(
        "meters in scientific notation: a spreadsheet has destroyed the ids; format the column as text and export again",
        "电表号成了科学计数法，已被表格软件破坏；请把该列设为文本后重新导出")
    case .scientificAddress:
      .init(
        "addresses in scientific notation (4.2E+17): a spreadsheet has destroyed the numbers, and they mean no dwelling; format the column as text, write them anew and export again",
        "有些地址成了科学计数法（4.2E+17），号码已被表格软件破坏，找不到是哪一户；请把该列设为文本，重新填写后再导出")
    case .dateUnit:
      .init(
        "units whose addresses look like dates that a spreadsheet made of them: they stand as they are; format the column as text and export again",
        "有些地址像是被表格软件变成了日期，照原样保留；请把该列设为文本后重新导出")
    case .dateRead:
      .init(
        "addresses that a spreadsheet has turned into dates: those that can be one unit only were read as that; format the column as text and export again",
        "地址被表格软件变成了日期，只可能是一户的已按该户读取；请把该列设为文本后重新导出")
    case .zerosLost:
      .init(
        "meters that have lost or gained leading zeros: those that can be one meter only were read as that",
        "电表号前面的零多了或少了，只可能是一块电表的已按该表读取")
    }
  }
}
